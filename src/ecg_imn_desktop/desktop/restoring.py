"""The session: what was on the screen when the program was closed comes back when it starts."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject

if TYPE_CHECKING:
    from .insight import Insight
    from .window import MainWindow

log = logging.getLogger(__name__)


class Restoring(QObject):
    """Record, place and class of the last session; size and place of window, panels and toolbar."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waits_for: Path | None = None
        self._start_s, self._class = window.settings.session_start_s, window.settings.session_class
        window.study.record_loaded.connect(self._on_record_loaded)
        window.study.insight_changed.connect(self._on_insight)

    def expect_last(self) -> Path | None:
        """What was open last, if it is still there and the user wants it back; opened next, it comes back as it was."""
        settings = self._window.settings
        if not settings.restores_last:
            return None
        last = next((Path(p) for p in settings.recent if Path(p).exists()), None)
        self._waits_for = last if last is not None and str(last) == settings.recent[0] else None
        return last

    def _on_record_loaded(self) -> None:
        if self._waits_for is not None and self._window.study.path == self._waits_for:
            self._window.moving.begin_at(self._start_s)
        else:
            self._waits_for = None

    def _on_insight(self, insight: Insight | None) -> None:
        if insight is None or self._waits_for is None:
            return
        self._waits_for = None
        names = insight.analysis.prediction.class_names
        if self._class in names:
            self._window.explaining.choose_class(names.index(self._class))

    # ---------------------------------------------------------------- the window

    def restore_window(self) -> None:
        """Bars where they were, panels as wide."""
        window, settings = self._window, self._window.settings
        for text, restore in (
            (settings.window_state, window.restoreState),
            (settings.splitter, window.splitter.restoreState),
        ):
            if text:
                restore(QByteArray(base64.b64decode(text)))
        # What is shown is a setting of its own.
        window.folder.setVisible(settings.shows_folder)
        window.panel.setVisible(settings.shows_panel)

    def keep(self) -> None:
        """Put what is on the screen into the settings."""
        window, settings = self._window, self._window.settings
        settings.geometry = _text(window.saveGeometry())
        settings.window_state = _text(window.saveState())
        settings.splitter = _text(window.splitter.saveState())
        if window.study.record is None:  # closed before anything was shown: the last session stays the last
            return
        settings.session_start_s = max(0.0, window.canvas.page.start_s)
        if self._waits_for is None:  # else its answer has not come yet
            settings.session_class = window.explaining.chosen_class


def _text(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode()
