"""The main window: puts the parts together and wires them. What a record is and says lives in ``study``."""

from __future__ import annotations

import base64
import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QSplitter, QVBoxLayout, QWidget

from ..core.errors import EcgError, ExportError
from ..core.record import Record
from ..draw.theme import THEMES, Theme
from . import marks
from .actions import ACTIONS, KeyGuard, build_actions
from .attribution import make_attribution
from .banner import Banner
from .calipers import CaliperBook
from .canvas import EcgCanvas
from .canvas_input import CanvasInput
from .commands import Commands
from .files import FileRing, fill_recent_menu
from .folder_panel import FolderPanel
from .header import Header
from .insight import Insight
from .overview import Overview
from .playback import Playback
from .prediction_panel import PANEL_WIDTH_PX, PredictionPanel
from .services import Services
from .settings import Settings, save_settings
from .study import Study
from .style import apply_theme, icon
from .toolbar import StatusFacts, ToolBar
from .view import Page, Subject, View, scale_text, square_text

log = logging.getLogger(__name__)

# Parts of a view that are remembered.
_REMEMBERED = ("layout", "order", "single_lead", "rhythm_lead", "mm_per_s", "mm_per_mv", "is_fit")

# While moving through a long record, the window of the model follows at most this often.
_FOLLOW_MS = 250


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
        self.class_index: int | None = None
        self._chosen_class: int | None = None
        self._books: dict[Path | None, CaliperBook] = {}
        self._took_ms = 0.0
        self._has_shown_defect = False
        self.ring = FileRing()
        self.setWindowTitle("ECG-IMN Desktop")
        self.setAcceptDrops(True)
        self.study = Study(services, model, device, settings.smoothing_ms / 1000, self)
        self.playback = Playback(self)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._build()
        self.commands = Commands(self)
        self.actions_, menus = build_actions(self, self.commands.handlers())
        fill_recent_menu(menus["&File"], self)
        self.toolbar = ToolBar(self.actions_, self)
        self.addToolBar(self.toolbar)
        self.status = StatusFacts(self)
        self._wire()
        self._guard = KeyGuard(self)
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self._guard)
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
        self.overview = Overview()
        self.panel = PredictionPanel(self.settings)
        self.folder = FolderPanel()
        left = QWidget()
        column = QVBoxLayout(left)
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
        self.splitter.setSizes([230, 900, PANEL_WIDTH_PX])
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
        study.exported.connect(lambda path: self.banner.say(f"Written: {path}", "info"))
        study.no_prediction.connect(self._on_no_prediction)
        study.insight_changed.connect(self._on_insight)
        study.measured.connect(self._on_measured)
        study.quality_checked.connect(self.canvas.set_notes)
        study.pyramid_built.connect(self._on_pyramid)
        study.busy_changed.connect(lambda text: self.status.set(doing=text))
        study.crashed.connect(self.on_defect)
        self.canvas.page_changed.connect(self._on_page)
        self.input.moved_by_hand.connect(self.playback.pause)
        self.overview.position_chosen.connect(self._on_overview)
        self.overview.window_chosen.connect(lambda time_s: study.look_at(time_s - study.window_s / 2))
        self.playback.moved.connect(self.canvas.move_to)
        self.playback.state_changed.connect(self._on_playing)
        self.panel.class_chosen.connect(self.choose_class)
        self.panel.lead_chosen.connect(self._on_lead)
        self.panel.cell_chosen.connect(self._on_cell)
        self.panel.segment_chosen.connect(self._on_segment)
        self.panel.attribution_changed.connect(self._recolour)
        self.folder.chosen.connect(self.open)
        self._follow.timeout.connect(self._follow_page)

    # ---------------------------------------------------------------- records

    def open(self, path: Path) -> None:
        """Open a record; the one on the screen stays until it is whole."""
        self.study.open(Path(path))

    def open_many(self, paths: list[Path]) -> None:
        """Open the first; the others are a key away."""
        self.ring.set_files(paths)
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
        from ..draw.traces import Show
        from ..report.options import PageOptions

        insight, s = self.study.insight, self.settings
        names = insight.analysis.prediction.class_names if insight else ()
        self.study.export_pdf(
            path,
            PageOptions(
                layout=s.layout if s.layout != "single" else "12x1",
                order=s.order,
                class_name=names[self.class_index] if names and self.class_index is not None else None,
                show=Show(s.show),
                smoothing_s=s.smoothing_ms / 1000,
                start_s=self.study.window_start_s,
            ),
        )

    def _on_record_loaded(self, record: Record, subject: Subject, took_ms: float) -> None:
        self.playback.pause()
        self.banner.dismiss()
        self._took_ms = took_ms
        self._chosen_class = self.class_index = None
        path = self.study.path
        self.input.calipers = self._books.setdefault(path, CaliperBook())
        self.canvas.show_record(record, subject)
        self.overview.show_record(record)
        self.header.show_record(record)
        self.panel.show_warnings(record, None)
        self.setWindowTitle(f"{record.name} \u2013 ECG-IMN Desktop")
        self.status.set(signal=f"{record.fs:g} Hz \u00b7 {record.duration_s:g} s", time="")
        if path is not None:
            self.settings.add_recent(path)
            self.folder.mark(path)

    def _on_error(self, error: EcgError) -> None:
        self.banner.say(error.message)

    def _on_model_failed(self, error: EcgError) -> None:
        self.banner.say(error.message)
        self.panel.show_waiting("No answer: the model could not be used.")

    def _on_no_prediction(self, reason: str) -> None:
        self.panel.show_waiting(f"No prediction. {reason}")

    def on_defect(self, text: str) -> None:
        """An unexpected exception: to the log, and one dialog."""
        log.critical("defect\n%s", text)
        if self._has_shown_defect:
            self.banner.say("Something went wrong again; the log has the details.")
            return
        self._has_shown_defect = True
        box = QMessageBox(QMessageBox.Icon.Warning, "Something went wrong", "", parent=self)
        box.setText("Something went wrong in the program. The record on screen is unchanged.")
        box.setInformativeText("The details are in the log (Help > Where is the log?).")
        box.setDetailedText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # ---------------------------------------------------------------- answers

    def _on_measured(self, measurements) -> None:  # type: ignore[no-untyped-def]
        self.header.show_measurements(measurements)
        fiducials = measurements.fiducials if measurements is not None else None
        self.canvas.show_scene(replace(self.canvas.scene, fiducials=fiducials))

    def _on_pyramid(self, pyramid) -> None:  # type: ignore[no-untyped-def]
        self.overview.show_pyramid(pyramid)
        self.canvas.show_scene(replace(self.canvas.scene, pyramid=pyramid))

    def _on_insight(self, insight: Insight | None) -> None:
        study = self.study
        self.overview.show_window((study.window_start_s, study.window_start_s + study.window_s))
        self.panel.show_warnings(study.record, insight)
        if insight is None:
            self.panel.show_waiting("The model reads the ECG \u2026")
            self._recolour()
            return
        analysis = insight.analysis
        chosen = self._chosen_class
        self.class_index = analysis.prediction.top_class if chosen is None else chosen
        self.panel.show_insight(insight, self.class_index)
        self._on_measured(insight.measurements)
        model = analysis.model
        self.status.set(
            model=f"{model.name} {model.version} on {analysis.device.upper()}",
            time=f"opened in {self._took_ms:.0f} ms, answered in {analysis.elapsed_ms:.0f} ms",
        )
        self._recolour()

    def choose_class(self, index: int) -> None:
        """Explain this class."""
        if self.study.insight is not None and index < len(self.study.insight.classes):
            self._chosen_class = self.class_index = index
            self.panel.show_class(self.study.insight, index)
            self._recolour()

    def choose_nth_class(self, number: int) -> None:
        """The superclass of a key, 1 to 9."""
        if self.study.insight is not None:
            classes = self.study.insight.analysis.prediction.classes
            tops = [i for i, c in enumerate(classes) if c.parent is None]
            if number <= len(tops):
                self.choose_class(tops[number - 1])

    def _recolour(self) -> None:
        """The colours follow from the answer, the class and the settings."""
        insight, index = self.study.insight, self.class_index
        attribution = None
        if insight is not None and index is not None:
            attribution = make_attribution(insight, index, self.settings, self.theme)
        shown = attribution if self.settings.show != "none" else None
        self.canvas.show_scene(replace(self.canvas.scene, attribution=shown, shows_waves=self.settings.shows_waves))
        self.overview.show_attribution(attribution)
        self.panel.attribution.legend.show_attribution(shown)
        self.canvas.set_marks(marks.of_segments(insight, index) if self.settings.shows_segments else ())

    def _on_segment(self, segment) -> None:  # type: ignore[no-untyped-def]
        self._point_at(marks.of_segment(segment))

    def _on_lead(self, lead: str) -> None:
        best = marks.strongest(self.study.insight, self.class_index, lead)
        self._point_at(best) if best else None

    def _on_cell(self, lead: str, wave: str) -> None:
        found = marks.of_cell(self.study.insight, self.class_index, lead, wave)
        if found:
            self.canvas.centre_on(found[0].start_s, found[0].lead)
            self.canvas.set_marks(found)

    def _point_at(self, mark: marks.Mark) -> None:
        self.playback.pause()
        self.canvas.centre_on((mark.start_s + mark.end_s) / 2, mark.lead)
        self.canvas.set_marks([*marks.of_segments(self.study.insight, self.class_index), mark]
                              if self.settings.shows_segments else [mark])  # fmt: skip

    # ---------------------------------------------------------------- moving

    def _on_page(self, page: Page) -> None:
        self.overview.show_page(page)
        self.status.set(scale=scale_text(page), square=square_text(page))
        if page.view != self._view:
            self._view = page.view
            self._sync_actions()
        if not self._follow.isActive():
            self._follow.start()

    def _follow_page(self) -> None:
        """In a long record the model reads what is looked at."""
        study, page = self.study, self.canvas.page
        if study.record is None or study.record.duration_s <= study.window_s:
            return
        middle_s = min((page.start_s + page.end_s) / 2, study.record.duration_s)
        if not study.window_start_s <= middle_s <= study.window_start_s + study.window_s:
            study.look_at(middle_s // study.window_s * study.window_s)

    def _on_overview(self, time_s: float) -> None:
        self.playback.pause()
        page = self.canvas.page
        self.canvas.move_to(time_s - (page.end_s - page.start_s) / 2)

    def go_to(self, time_s: float) -> None:
        """Show the record from a time on (infinity: its end)."""
        self.playback.pause()
        last_s = self.canvas.page.max_start_px / self.canvas.page.px_per_s
        self.canvas.move_to(min(time_s, last_s))

    def step_window(self, step: int) -> None:
        """The next or previous window of the model."""
        study = self.study
        if study.record is None:
            return
        study.look_at(study.window_start_s + step * study.window_s)
        self.go_to(study.window_start_s)

    def play_or_pause(self) -> None:
        """Start from here (from the beginning at the end), or stop."""
        page = self.canvas.page
        if self.playback.is_playing:
            self.playback.pause()
        elif self.study.record is not None:
            at_end = page.start_px >= page.max_start_px
            self.playback.play(0.0 if at_end else page.start_s, page.max_start_px / page.px_per_s)

    def set_play_speed(self, speed: float) -> None:
        """Seconds of ECG per second."""
        self.settings.play_speed = speed
        self.playback.set_speed(speed)

    def _on_playing(self, is_playing: bool) -> None:
        self.actions_["play"].setIcon(icon("pause" if is_playing else "play", self.theme))

    # ---------------------------------------------------------------- looks

    _view = View()

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
        self._recolour()

    def change_marks(self, **changes: bool) -> None:
        """Outlines and shades on demand."""
        for name, value in changes.items():
            setattr(self.settings, name, value)
        self._recolour()

    def set_theme(self, name: str) -> None:
        """Other colours everywhere."""
        self.settings.theme = name
        self.theme = THEMES[name]
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, self.theme)
        for part in (self.canvas, self.overview, self.panel, self.toolbar):
            part.set_theme(self.theme)
        self._sync_actions()
        self._recolour()

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

    def show_answer_panel(self, on: bool) -> None:
        """The answer beside the ECG."""
        self.settings.shows_panel = on
        self.panel.setVisible(on)

    def _sync_actions(self) -> None:
        """Check marks follow the settings."""
        s, view = self.settings, self._view
        chosen = {
            f"layout_{s.layout}", f"speed_{s.mm_per_s:g}", f"gain_{view.mm_per_mv:g}", f"theme_{s.theme}",
            f"show_{s.show}", f"sides_{s.sides}", f"play_speed_{s.play_speed:g}",
        }  # fmt: skip
        toggles = {
            "cabrera": s.order == "cabrera", "fit": view.is_fit, "true_mm": view.is_true, "restore": s.restores_last,
            "segments": s.shows_segments, "waves": s.shows_waves, "folder_panel": s.shows_folder,
            "answer_panel": s.shows_panel, "snap": self.input.snaps, "caliper": self.input.is_measuring,
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
        if self.settings.geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(self.settings.geometry)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts messages and outlines away."""
        if event.key() == Qt.Key.Key_Escape:
            self.banner.dismiss()
            self._recolour()
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
        self.settings.geometry = base64.b64encode(self.saveGeometry().data()).decode()
        try:
            save_settings(self.settings)
        except ExportError as error:
            log.warning("settings not saved: %s", error.detail)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the settings and wait for the threads."""
        self.playback.pause()
        self._follow.stop()
        self.study.stop()
        if self._keeps_settings:
            self._save_settings()
        super().closeEvent(event)
