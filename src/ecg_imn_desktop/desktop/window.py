"""The main window: puts the parts together and wires them. What a record is and says lives in ``study``."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QFontInfo, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from ..core.errors import EcgError, ExportError
from ..core.record import Record
from ..draw.theme import THEMES, Theme
from .actions import ACTIONS, KeyGuard, build_actions
from .autosaving import Autosaving
from .average_beat import AverageBeats
from .banner import Banner
from .canvas import EcgCanvas
from .canvas_input import CanvasInput
from .commands import Commands
from .comparison.opening import Comparing
from .editing import Editing
from .explaining import Explaining
from .files import FileRing, fill_recent_menu
from .filtering import Filtering
from .folder_panel import FolderPanel
from .header import Header
from .logs import without_messages
from .mark_input import MarkInput
from .model_menu import add_model_menu
from .moving import Moving
from .notes import Notes
from .overview import Overview
from .playback import Playback
from .prediction_panel import PANEL_WIDTH_PX, PredictionPanel
from .reporting import Reporting
from .restoring import Restoring
from .services import Services
from .settings import Settings, save_settings
from .study import Study
from .style import apply_theme, icon, set_text_size
from .toolbar import StatusFacts, ToolBar
from .tools import Tools
from .view import Page, Subject, View, scale_text, square_text
from .watching import Watching
from .what_if import WhatIfs

if TYPE_CHECKING:
    from ..report.options import PageOptions

log = logging.getLogger(__name__)

# Parts of a view that are remembered.
_REMEMBERED = ("layout", "order", "single_lead", "rhythm_lead", "mm_per_s", "mm_per_mv", "is_fit")


class MainWindow(QMainWindow):
    """Attributes: its parts (``canvas``, ``panel`` ...), ``study``, ``settings``, and ``actions_`` by id."""

    def __init__(
        self,
        settings: Settings,
        services: Services,
        model: str = "imn-1d",
        device: str = "auto",
        *,
        keeps_settings: bool = True,
    ) -> None:
        super().__init__()
        self.settings = settings
        self._keeps_settings = keeps_settings
        self.theme: Theme = THEMES[settings.theme]
        set_text_size(settings.text_percent)
        self._has_shown_defect = False
        self.ring = FileRing()
        self.setWindowTitle("ECG-IMN Desktop")
        self.setAcceptDrops(True)
        self.study = Study(services, model, device, settings.smoothing_ms / 1000, self)
        self.playback = Playback(self)
        self.comparing = Comparing(self, services, model, device)
        if isinstance(application := QApplication.instance(), QApplication):
            apply_theme(application, self.theme)  # before there are widgets to be polished
        self._build()
        self.commands = Commands(self)
        self.actions_, menus = build_actions(self, self.commands.handlers())
        fill_recent_menu(menus["&File"], self)
        add_model_menu(self, menus["&Help"])
        self.toolbar = ToolBar(self.actions_, self)
        self.addToolBar(self.toolbar)
        self.toolbar.toggleViewAction().toggled.connect(self.actions_["toolbar"].setChecked)
        self.status = StatusFacts(self)
        self._wire()
        if isinstance(application := QApplication.instance(), QApplication):
            self._guard = KeyGuard(application, self)
        self.canvas.setFocus()
        self.canvas.set_calibration(settings.screen_px_per_mm)
        self.change_view(**{name: getattr(settings, name) for name in _REMEMBERED})
        self.playback.set_speed(settings.play_speed)
        self.set_theme(settings.theme)
        self._restore_geometry()

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        self.banner = Banner()
        self.header = Header()
        self.canvas = EcgCanvas()
        self.input = CanvasInput(self.canvas)
        self.marks = MarkInput(self.canvas, self.input)
        self.marks.show_marks(self.settings.shows_fiducials)
        self.overview = Overview()
        self.panel = PredictionPanel(self.settings)
        self.folder = FolderPanel()
        left = QWidget()
        self._column = column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.canvas, self.overview):
            column.addWidget(widget)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for side in (self.folder, left, self.panel):
            self.splitter.addWidget(side)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for index, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, stretch)
        larger = min(1.6, max(1.0, QFontInfo(self.font()).pixelSize() / 12))
        self.panel.setMinimumWidth(round(0.8 * larger * PANEL_WIDTH_PX))
        self.splitter.setSizes([230, 900, round(larger * PANEL_WIDTH_PX)])
        self.folder.setVisible(self.settings.shows_folder)
        self.panel.setVisible(self.settings.shows_panel)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banner)
        outer.addWidget(self.splitter, 1)
        self.setCentralWidget(whole)

    def _wire(self) -> None:
        study = self.study
        study.record_loaded.connect(self._on_record_loaded)
        study.load_failed.connect(self._on_error)
        study.model_failed.connect(self._on_model_failed)
        study.export_failed.connect(self._on_error)
        study.exported.connect(lambda path: self.banner.say(self.tr("Written: {path}").format(path=path), "info"))
        study.busy_changed.connect(lambda text: self.status.set(doing=text))
        study.crashed.connect(self.on_defect)
        self.canvas.page_changed.connect(self._on_page)
        self.playback.state_changed.connect(self._on_playing)
        self.folder.chosen.connect(self.open)
        self.study.keeps_annotations = self._keeps_settings
        self.study.saves_beside = self.settings.saves_beside
        self.autosaving = Autosaving(self)
        self.explaining = Explaining(self, self.theme)
        self.moving = Moving(self)
        self.tools = Tools(self)
        self.editing = Editing(self)
        self.what_ifs = WhatIfs(self)
        self.notes = Notes(self)
        self.reporting = Reporting(self)
        self.filtering = Filtering(study, self.canvas, self)
        self.filtering.changed.connect(lambda _: self._sync_actions())
        self.average_beats = AverageBeats(self)
        self.restoring = Restoring(self)
        self.watching = Watching(self)
        self.average_beats.show(self.settings.shows_average_beat)

    # ---------------------------------------------------------------- records

    def open(self, path: Path) -> None:
        """Open a record; the one on the screen stays until it is whole."""
        self.study.open(Path(path))

    def open_many(self, paths: list[Path]) -> None:
        """Open the first; the others are a key away."""
        self.ring.set_files(paths)
        if len(paths) > 1:
            self.folder.show_files(paths, self.study)
        self.open(paths[0])

    def open_folder(self, folder: Path) -> None:
        """List its records beside the ECG."""
        self.settings.folder = str(folder)
        self.show_folder_panel(True)
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

    def export_pdf(self, path: Path) -> None:
        """Write the page as it is set up on the screen."""
        self.study.export_pdf(path, self.page_options())

    def print_on(self, printer: object) -> None:
        """Print the page as it is set up on the screen."""
        self.study.print_on(printer, self.page_options())

    def page_options(self, from_view: bool = False) -> PageOptions:
        """The page as the screen is set up: layout, speed, gain, filter, class, what was added.

        It starts where the model's window does, or ``from_view`` where the screen does.
        """
        from ..draw.traces import Show
        from ..report.options import PageOptions

        insight, index, s = self.study.insight, self.explaining.class_index, self.settings
        names = insight.analysis.prediction.class_names if insight else ()
        choice, statement = self.filtering.choice, self.study.edits.statement
        return PageOptions(
            layout=s.layout if s.layout != "single" else "12x1",
            order=s.order,
            rhythm=(s.rhythm_lead,) if s.layout == "3x4" else None,
            mm_per_s=s.mm_per_s,
            mm_per_mv=s.mm_per_mv or 10.0,
            class_name=names[index] if names and index is not None else None,
            show=Show(s.show),
            smoothing_s=s.smoothing_ms / 1000,
            start_s=self.canvas.page.start_s if from_view else self.study.window_start_s,
            sides=s.sides,
            opacity=s.opacity_percent / 100,
            threshold=insight.limit * s.threshold_percent / 100 if insight else 0.0,
            statement=statement.text,
            reviewed_by=statement.reviewed_by,
            reviewed_on=statement.reviewed_on,
            notes=self.study.edits.notes,
            what_if=self.what_ifs.rows(index),
            display_filter=choice.display_filter() if choice.is_on else None,
        )

    def _on_record_loaded(self, record: Record, subject: Subject, took_ms: float) -> None:
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
        self.status.set(signal=f"{record.fs:g} Hz \u00b7 {record.duration_s:g} s", time="")
        if path is not None:
            self.settings.add_recent(path)
            if self.settings.shows_folder and not self.folder.has_list:
                self.show_folder_panel(True)
            self.folder.mark(path)

    def _name_window(self) -> None:
        """The title is seen on task bars and shared screens: in privacy mode it names no record."""
        record = self.study.record
        names = record is not None and not self.settings.is_private
        self.setWindowTitle(f"{record.name} \u2013 ECG-IMN Desktop" if names and record else "ECG-IMN Desktop")

    def set_privacy(self, on: bool) -> None:
        """No names in the title."""
        self.settings.is_private = on
        self._name_window()

    def set_keeps_recent(self, on: bool) -> None:
        """Whether it is remembered what was opened; what was is forgotten when it is not."""
        self.settings.keeps_recent = on
        if not on:
            self.clear_recent()

    def _on_error(self, error: EcgError) -> None:
        if self.tools.asks(error):
            return
        self.banner.say(error.message)

    def _on_model_failed(self, error: EcgError) -> None:
        self.banner.say(error.message)
        self.panel.show_waiting(self.tr("No answer: the model could not be used."))

    def on_defect(self, text: str) -> None:
        """An unexpected exception: to the log, and one dialog."""
        log.critical("defect\n%s", without_messages(text))
        if self._has_shown_defect:
            self.banner.say(self.tr("Something went wrong again; the log has the details."))
            return
        self._has_shown_defect = True
        from .about import show_defect  # not needed at the start

        show_defect(self, text)

    # ---------------------------------------------------------------- looks

    _view = View()

    def _on_page(self, page: Page) -> None:
        self.status.set(scale=scale_text(page), square=square_text(page))
        if page.view != self._view:
            self._view = page.view
            self._sync_actions()

    def _on_playing(self, is_playing: bool) -> None:
        self.actions_["play"].setIcon(icon("pause" if is_playing else "play", self.theme))

    def set_play_speed(self, speed: float) -> None:
        """Seconds of ECG per second."""
        self.settings.play_speed = speed
        self.playback.set_speed(speed)

    def change_view(self, **changes: object) -> None:
        """Another layout or scale."""
        for name in _REMEMBERED:
            if name in changes:
                setattr(self.settings, name, changes[name])
        self._view = replace(self.canvas.page.view, **changes)  # type: ignore[arg-type]
        self.canvas.set_view(self._view)
        self._sync_actions()

    def keep_view(self) -> None:
        """After a zoom."""
        self.settings.is_fit = self._view.is_fit

    def change_attribution(self, **changes: str) -> None:
        """Another way to show evidence."""
        for name, value in changes.items():
            setattr(self.settings, name, value)
        self._sync_actions()
        self.explaining.recolour()

    def change_marks(self, **changes: bool) -> None:
        """Outlines and shades on demand."""
        for name, value in changes.items():
            setattr(self.settings, name, value)
        self.marks.show_marks(self.settings.shows_fiducials)
        self.explaining.recolour()

    def set_theme(self, name: str) -> None:
        """Other colours everywhere."""
        self.settings.theme = name
        self.theme = self.explaining.theme = THEMES[name]
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, self.theme)
        for part in (self.canvas, self.overview, self.panel, self.toolbar):
            part.set_theme(self.theme)
        self.what_ifs.set_theme()
        self.comparing.set_theme(self.theme)
        self._sync_actions()
        self.explaining.recolour()

    def show_folder_panel(self, on: bool) -> None:
        """The list of records beside the ECG."""
        self.settings.shows_folder = on
        self.folder.setVisible(on)
        folder = Path(self.settings.folder) if self.settings.folder else None
        if folder is None and self.study.path is not None:
            folder = self.study.path.parent
        if on and folder is not None and folder.is_dir():
            self.folder.list_folder(folder, self.study)
        self._sync_actions()

    def put_below(self, widget: QWidget) -> None:
        """A panel below the overview."""
        self._column.addWidget(widget)

    def show_average_beat(self, on: bool) -> None:
        """The average beat below the ECG."""
        self.settings.shows_average_beat = on
        self.average_beats.show(on)

    def show_answer_panel(self, on: bool) -> None:
        """The answer beside the ECG."""
        self.settings.shows_panel = on
        self.panel.setVisible(on)

    def _sync_actions(self) -> None:
        """Check marks follow the settings."""
        s, view = self.settings, self._view
        chosen = {
            f"layout_{s.layout}", f"speed_{s.mm_per_s:g}", f"gain_{view.mm_per_mv:g}", f"theme_{s.theme}",
            *self.filtering.choice.ids(), f"show_{s.show}", f"sides_{s.sides}", f"play_speed_{s.play_speed:g}",
        }  # fmt: skip
        toggles = {
            "cabrera": s.order == "cabrera", "fit": view.is_fit, "true_mm": view.is_true, "restore": s.restores_last,
            "saves_beside": s.saves_beside,
            "privacy": s.is_private, "keep_recent": s.keeps_recent,
            "reload_changed": s.reloads_changed,
            "segments": s.shows_segments, "waves": s.shows_waves, "fiducials": s.shows_fiducials,
            "toolbar": self.toolbar.toggleViewAction().isChecked(),
            "average_beat": s.shows_average_beat, "folder_panel": s.shows_folder,
            "answer_panel": s.shows_panel, "snap": self.input.snaps,
            "caliper": self.input.is_measuring, "remove_segment": self.what_ifs.segments.is_on,
            "march_out": self.input.marches, "full_screen": self.isFullScreen(),
        }  # fmt: skip
        for spec in ACTIONS:
            if spec.group:
                self.actions_[spec.id].setChecked(spec.id in chosen)
            elif spec.is_toggle:
                self.actions_[spec.id].setChecked(toggles[spec.id])

    # ---------------------------------------------------------------- the window itself

    def _restore_geometry(self) -> None:
        available = self.screen().availableGeometry()
        self.resize(min(1600, available.width()), min(900, available.height()))
        self.restoring.restore_window()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The status bar shows what has room."""
        super().resizeEvent(event)
        self.status.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts messages and outlines away."""
        if event.key() == Qt.Key.Key_Escape:
            self.banner.dismiss()
            self.explaining.recolour()
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        folders = [p for p in paths if p.is_dir()]
        if folders:
            self.open_folder(folders[0])
        elif paths:
            self.open_many(paths)
        event.acceptProposedAction()

    def _save_settings(self) -> None:
        self.restoring.keep()
        try:
            save_settings(self.settings)
        except ExportError as error:
            log.warning("settings not saved: %s", error.detail)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the settings and wait for the threads."""
        self.moving.stop()
        self.comparing.close()
        self.watching.stop()
        self.study.stop()
        self.autosaving.save_now()
        if self._keeps_settings:
            self._save_settings()
        super().closeEvent(event)
