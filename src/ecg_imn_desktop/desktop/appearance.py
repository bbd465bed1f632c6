"""How things are shown: what the user chose is put on the screen and into the settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..draw.theme import THEMES
from .checks import sync_actions
from .style import apply_theme, icon
from .view import Page, View, scale_text, square_text

if TYPE_CHECKING:
    from .window import MainWindow

# Parts of a view that are remembered.
REMEMBERED = ("layout", "order", "single_lead", "rhythm_lead", "mm_per_s", "mm_per_mv", "is_fit")


class Appearance:
    """Views, colours, marks and panels of a window."""

    def __init__(self, window: MainWindow) -> None:
        self._w = window
        self._view: View | None = None

    def on_page(self, page: Page) -> None:
        """What the screen shows has moved or has another scale."""
        self._w.status.set(scale=scale_text(page), square=square_text(page))
        if page.view != self._view:
            self._view = page.view
            self.sync_actions()

    def on_filtered(self, _text: str) -> None:
        """The overview shows what the page shows."""
        scene = self._w.canvas.scene
        self._w.overview.show_traces(scene.rows, scene.pyramid)
        self.sync_actions()

    def on_playing(self, is_playing: bool) -> None:
        """The button says what it does next."""
        self._w.actions_["play"].setIcon(icon("pause" if is_playing else "play", self._w.theme))

    def set_play_speed(self, speed: float) -> None:
        """Seconds of ECG per second."""
        self._w.settings.play_speed = speed
        self._w.playback.set_speed(speed)

    def change_view(self, **changes: object) -> None:
        """Another layout or scale."""
        for name in REMEMBERED:
            if name in changes:
                setattr(self._w.settings, name, changes[name])
        self._view = view = replace(self._w.canvas.page.view, **changes)  # type: ignore[arg-type]
        self._w.canvas.set_view(view)
        self.sync_actions()

    def keep_view(self) -> None:
        """After a zoom."""
        self._w.settings.is_fit = self._w.canvas.page.view.is_fit

    def change_attribution(self, **changes: str) -> None:
        """Another way to show evidence."""
        for name, value in changes.items():
            setattr(self._w.settings, name, value)
        self.sync_actions()
        self._w.explaining.recolour()

    def set_snaps(self, on: bool) -> None:
        """Whether calipers snap to fiducials."""
        self._w.settings.snaps = self._w.input.snaps = on

    def change_marks(self, **changes: bool) -> None:
        """Outlines and shades on demand."""
        for name, value in changes.items():
            setattr(self._w.settings, name, value)
        self._w.marks.show_marks(self._w.settings.shows_fiducials)
        self._w.explaining.recolour()

    def set_theme(self, name: str) -> None:
        """Other colours everywhere."""
        self._w.settings.theme = name
        self._w.theme = self._w.explaining.theme = THEMES[name]
        apply_theme(self._w, self._w.theme)
        for part in (self._w.canvas, self._w.overview, self._w.panel, self._w.toolbar):
            part.set_theme(self._w.theme)
        self._w.what_ifs.set_theme()
        self._w.comparing.set_theme(self._w.theme)
        self.sync_actions()
        self._w.explaining.recolour()

    def sync_actions(self) -> None:
        """Check marks follow the settings."""
        sync_actions(self._w)

    def show_folder_panel(self, on: bool) -> None:
        """The list of records beside the ECG."""
        self._w.settings.shows_folder = on
        self._w.folder.setVisible(on)
        folder = Path(self._w.settings.folder) if self._w.settings.folder else None
        if folder is None and self._w.study.path is not None:
            folder = self._w.study.path.parent
        if on and not self._w.folder.shows_files and folder is not None and folder.is_dir():
            self._w.folder.list_folder(folder, self._w.study)
        self.sync_actions()

    def show_average_beat(self, on: bool) -> None:
        """The average beat below the ECG."""
        self._w.settings.shows_average_beat = on
        self._w.average_beats.show(on)

    def show_answer_panel(self, on: bool) -> None:
        """The answer beside the ECG."""
        self._w.settings.shows_panel = on
        self._w.panel.setVisible(on)
