"""The main window: what others ask of it. Its parts are put together in ``parts``; what a record is and says lives in

``study``. The module imports only what the first picture of the window needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ..core.errors import EcgError, ExportError
from ..core.resources import DEFAULT_MODEL
from .settings import Settings, save_settings
from .window_frame import WindowFrame, set_full_screen

if TYPE_CHECKING:
    import logging

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QAction

    from ..core.record import Record
    from ..report.options import PageOptions
    from .actions import KeyGuard
    from .appearance import Appearance
    from .autosaving import Autosaving
    from .average_beat import AverageBeats
    from .banner import Banner
    from .canvas import EcgCanvas
    from .canvas_input import CanvasInput
    from .commands import Commands
    from .comparison.opening import Comparing
    from .editing import Editing
    from .explaining import Explaining
    from .files import FileRing
    from .filtering import Filtering
    from .folder_panel import FolderPanel
    from .header import Header
    from .mark_input import MarkInput
    from .moving import Moving
    from .notes import Notes
    from .overview import Overview
    from .playback import Playback
    from .prediction_panel import PredictionPanel
    from .reporting import Reporting
    from .restoring import Restoring
    from .services import Services
    from .study import Study
    from .toolbar import StatusFacts, ToolBar
    from .tools import Tools
    from .view import Subject
    from .watching import Watching
    from .what_if import WhatIfs
    from .writing import Writing

# Modules that take long to be imported: the screen is painted before and after each.
_IMPORTED_ALONE = ("canvas", "study", "actions", "folder_panel", "prediction_panel", "average_beat")


class MainWindow(WindowFrame):
    """Attributes: its parts (``canvas``, ``panel`` ...), ``study``, ``settings``, and ``actions_`` by id.

    Signals: ``privacy_changed()``, whether names may be shown or remembered.

    Without ``services`` it is a frame with empty paper, quick to show; ``complete`` adds all else.
    """

    privacy_changed = Signal()

    canvas: EcgCanvas

    study: Study
    writing: Writing
    ring: FileRing
    playback: Playback
    comparing: Comparing
    banner: Banner
    header: Header
    input: CanvasInput
    marks: MarkInput
    overview: Overview
    panel: PredictionPanel
    folder: FolderPanel
    commands: Commands
    actions_: dict[str, QAction]
    toolbar: ToolBar
    status: StatusFacts
    appearance: Appearance
    autosaving: Autosaving
    explaining: Explaining
    moving: Moving
    tools: Tools
    editing: Editing
    what_ifs: WhatIfs
    notes: Notes
    reporting: Reporting
    filtering: Filtering
    average_beats: AverageBeats
    restoring: Restoring
    watching: Watching
    key_guard: KeyGuard

    def __init__(
        self,
        settings: Settings,
        services: Services | None = None,
        model: str = DEFAULT_MODEL,
        device: str = "auto",
        *,
        keeps_settings: bool = True,
    ) -> None:
        super().__init__(settings, keeps_settings=keeps_settings)
        self._has_shown_defect = False
        if services is not None:
            self.complete(services, model, device)

    def complete(
        self,
        services: Services,
        model: str = DEFAULT_MODEL,
        device: str = "auto",
        breathe: Callable[[], None] = lambda: None,
    ) -> None:
        """The ECG, menus, bars, panels, and what works behind them, in steps: ``breathe`` is called between them.

        No event of the user may come in between.
        """
        for name in _IMPORTED_ALONE:
            import_module(f"{__package__}.{name}")
            breathe()
        from .parts import build_parts

        for _ in build_parts(self, services, model, device):
            breathe()

    # ---------------------------------------------------------------- records

    def open(self, path: Path) -> None:
        """Open a record; the one on the screen stays until it is whole."""
        self.study.open(Path(path))

    def open_at(self, path: Path, start_s: float) -> None:
        """Open a record, or stay with it, and go to a time."""
        self.moving.open_at(Path(path), start_s)

    def open_many(self, paths: Sequence[Path]) -> None:
        """Open the first; the others stand in the list beside it, a key away."""
        from .files import each_once, likeliest_first

        paths = likeliest_first(each_once(paths))
        self.ring.set_files(paths)
        if len(paths) > 1:
            self.folder.show_files(paths, self.study)
            self.appearance.show_folder_panel(True)
        self.open(paths[0])

    def open_folder(self, folder: Path) -> None:
        """List its records beside the ECG."""
        self.settings.folder = str(folder)
        self.banner.say_no_more()
        self.appearance.show_folder_panel(True)
        self.folder.list_folder(folder, self.study)

    def reload(self) -> None:
        """Read the file again."""
        if self.study.path is not None:
            self.open(self.study.path)

    def step_file(self, step: int) -> None:
        """The next or previous record."""
        path = self.ring.neighbour(self.study.path, step)
        if path is not None:
            self.open(path)

    def clear_recent(self) -> None:
        """Forget which records were opened."""
        self.settings.recent = []

    def for_this_record(self) -> Callable[[], bool]:
        """To be asked after a dialog: whether the record is still that of now; if not, it is said.

        A second start of the program, or a file that changes, may bring another one on the screen meanwhile.
        """
        record = self.study.record

        def is_still_shown() -> bool:
            if self.study.record is not record:
                self.banner.say(self.tr("The ECG on the screen was replaced meanwhile; nothing was done."))
            return self.study.record is record

        return is_still_shown

    def export_pdf(self, path: Path) -> None:
        """Write the page as it is set up on the screen."""
        self.writing.export_pdf(path, self.page_options())

    def print_on(self, printer: object) -> None:
        """Print the page as it is set up on the screen."""
        self.writing.print_on(printer, self.page_options())

    def page_options(self, from_view: bool = False) -> PageOptions:
        """The page as the screen is set up: layout, speed, gain, filter, class, what was added.

        It starts where the model's window does, or ``from_view`` where the screen does.
        """
        from .page_options import options_of

        return options_of(self, from_view)

    def on_record_loaded(self, record: Record, subject: Subject, took_ms: float) -> None:
        """It is whole: all parts show it."""
        from ..report.words import duration_text

        self.playback.pause()
        self.banner.say_no_more()
        self.explaining.forget()
        self.explaining.opened_in_ms = took_ms
        path = self.study.path
        self.study.edits = self.input.edits = self.autosaving.book_of(path)
        self.reporting.say_review()
        self.canvas.show_record(record, subject)
        if self.study.opened is not None:
            self.canvas.move_to(self.study.opened.start_s)
        self.overview.show_record(record)
        self.header.show_record(record)
        self.panel.show_warnings(record, None)
        self._name_window()
        self.status.set(signal=f"{record.fs:g} Hz \u00b7 {duration_text(record.duration_s)}", time="")
        if path is not None:
            self.settings.add_recent(path)
            if self.settings.shows_folder and not self.folder.has_list:
                self.appearance.show_folder_panel(True)
            self.folder.mark(path)

    def _name_window(self) -> None:
        """The title is seen on task bars and shared screens: in privacy mode it names no record."""
        record = self.study.record
        names = record is not None and not self.settings.is_private
        self.setWindowTitle(f"{record.name} \u2013 ECG-IMN Desktop" if names and record else "ECG-IMN Desktop")

    def titled(self, title: str) -> str:
        """A title with the name of the ECG, as another may come while the dialog is open; in privacy mode without."""
        from ..report.sentences import record_name  # not needed at the start

        record = self.study.record
        return title if record is None or self.settings.is_private else f"{title} \u2013 {record_name(record)}"

    def set_privacy(self, on: bool) -> None:
        """No names in the title."""
        self.settings.is_private = on
        self._name_window()
        self.comparing.set_privacy(on)
        self.privacy_changed.emit()

    def set_keeps_recent(self, on: bool) -> None:
        """Whether it is remembered what was opened; what was is forgotten when it is not."""
        self.settings.keeps_recent = on
        if not on:
            self.clear_recent()
        self.privacy_changed.emit()

    def on_error(self, error: EcgError) -> None:
        """What was expected to go wrong sometimes: one sentence, or a question to the user."""
        if self.tools.asks(error):
            return
        self.banner.say(error.message)
        if self.study.record is None:
            self.say_no_record()

    def say_no_record(self) -> None:
        """How to get one."""
        self.panel.show_waiting(
            self.tr("No ECG is open. Open one or an example from the menu File, or drop one on the window.")
        )

    def on_model_failed(self, error: EcgError) -> None:
        """The ECG stays, without an answer."""
        self.banner.say(error.message)
        self.explaining.on_model_failed()
        self.average_beats.wait_no_more()

    def on_exported(self, path: Path) -> None:
        """A file was written."""
        self.banner.say(self.tr("Written: {path}").format(path=path), "info")

    def on_printed(self) -> None:
        """The printer, or the system's queue, has the pages."""
        self.banner.say(self.tr("The pages were given to the printer."), "info")

    def on_defect(self, text: str) -> None:
        """An unexpected exception: to the log, and one dialog."""
        from .about import show_defect  # not needed at the start
        from .logs import without_messages

        _log().critical("defect\n%s", without_messages(text))
        if self._has_shown_defect:
            self.banner.say(self.tr("Something went wrong again; the log has the details."))
            return
        self._has_shown_defect = True
        show_defect(self, text)

    # ---------------------------------------------------------------- the window itself

    def fit(self) -> None:
        """The status bar shows what has room."""
        self.status.fit()

    def changeEvent(self, event: QEvent) -> None:
        """The system, too, makes a window as large as the screen and back: its menu says which it is."""
        super().changeEvent(event)
        if self.is_complete and event.type() == event.Type.WindowStateChange:
            self.actions_["full_screen"].setChecked(self.isFullScreen())

    def put_away(self) -> None:
        """Esc, one thing a press: what is held, the tool, messages and outlines, full screen; else back to the ECG."""
        if self.marks.is_held:
            self.marks.put_back()
        elif self.what_ifs.segments.is_on:
            self.what_ifs.segments.turn(False)
        elif self.input.is_measuring:
            self.actions_["caliper"].trigger()
        elif self.banner.text or self.explaining.is_pointing:
            self.banner.dismiss()
            self.explaining.recolour()
        elif self.isFullScreen():
            set_full_screen(self, False)
        else:
            self.canvas.setFocus()

    def stop(self) -> None:
        """Keep the settings, finish what is to be written and wait for the threads."""
        from .closing import stop_and_say  # not needed at the start

        self.moving.stop()
        self.comparing.close()
        self.watching.stop()
        stop_and_say(self, self.study.stop, self.writing.export_failed)
        self.autosaving.save_now()
        if self.keeps_settings:
            self._save_settings()

    def _save_settings(self) -> None:
        self.restoring.keep()
        if not self.settings.keeps_recent:
            self.settings.folder = ""
        try:
            save_settings(self.settings)
        except ExportError as error:
            _log().warning("settings not saved: %s", error.detail)


def _log() -> logging.Logger:
    """Logging is not needed for the window's first picture."""
    import logging

    return logging.getLogger(__name__)
