"""The window of a comparison: puts its parts together and wires them. What is compared lives in ``study``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QProgressBar,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...core.analysis import RESEARCH_USE
from ...core.comparison import DIFFERENT_PATIENTS, UNKNOWN_PATIENT, Comparison, Side
from ...core.errors import EcgError
from ...core.record import Record
from ...core.series import Series
from ...draw.theme import THEMES, Theme
from ...report.sentences import said
from ..actions import build_actions
from ..banner import Banner
from ..cheat_sheet import CheatSheet
from ..closing import stop_and_say
from ..logs import without_messages
from ..settings import Settings
from ..toolbar import colour_more, let_tab_reach
from ..window_frame import let_it_lie_behind, set_full_screen, size_at_first
from .actions import ACTIONS
from .choosing import Choosing
from .dropping import Dropping
from .exporting import FILTERS, Exporting
from .plots import BeatsView
from .series_panel import SeriesPanel
from .services import CompareServices
from .stage import LAYOUTS, MODES, Stage
from .study import CompareStudy
from .tables import ChangesPanel
from .why_panel import AnswersPanel, ExplanationsPanel

log = logging.getLogger(__name__)

_ZOOM_STEP = 1.25
_PANEL_PX = 450


class CompareWindow(QMainWindow):
    """Attributes: ``study``, ``stage``, the panels, ``choosing``, ``exporting``, ``actions_`` by id.

    Signals: ``closed()``.
    """

    closed = Signal()

    def __init__(
        self, settings: Settings, services: CompareServices, device: str = "auto", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.settings = settings
        self.theme: Theme = THEMES[settings.theme]
        self.setWindowTitle(self.tr("Compare \u2013 ECG-IMN Desktop"))
        self.study = CompareStudy(services, device, self)
        self._names = ""
        self._told: tuple[Record, ...] = ()  # of which ECGs the banner said whether they are of one patient
        self._layout = LAYOUTS[0]  # the last one of all leads, while a single one is shown
        self._build()
        self.choosing, self.exporting = Choosing(self), Exporting(self)
        self.actions_, _ = build_actions(self, self._handlers(), ACTIONS)
        self._tool_bar()
        self._wire()
        self.dropping = Dropping(self)
        self.set_theme(self.theme)
        self.set_mode("side_by_side")
        for id_, on in (("linked", True), ("panel", True), (f"show_{settings.show}", True)):
            self.actions_[id_].setChecked(on)
        self.actions_["cancel"].setAutoRepeat(False)  # one thing a press
        self.stage.panes["A"].canvas.setFocus()
        let_it_lie_behind(self)
        size_at_first(self)

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        self.banner = Banner()
        self.stage = Stage(self.settings, self.theme)
        self.changes, self.answers, self.beats = ChangesPanel(), AnswersPanel(), BeatsView()
        self.explanations, self.series = ExplanationsPanel(), SeriesPanel()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Numbers of the comparison"))
        self.tabs.tabBar().setAccessibleName(self.tabs.accessibleName())
        for title, panel in (
            (self.tr("Changes"), self.changes),
            (self.tr("Answers"), self.answers),
            (self.tr("Beats"), self.beats),
            (self.tr("Explanations"), self.explanations),
            (self.tr("Series"), self.series),
        ):
            self.tabs.addTab(panel, title)
        right = QWidget()
        right.setObjectName("panel")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, 1)
        use = QLabel(said(RESEARCH_USE))
        use.setObjectName("researchUse")
        use.setWordWrap(True)
        column.addWidget(use)
        self.right = right
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stage)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([1200, _PANEL_PX])
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banner)
        outer.addWidget(self.splitter, 1)
        self.setCentralWidget(whole)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setMaximumWidth(260)
        self.progress.setAccessibleName(self.tr("Progress of the explanation"))
        self.progress.hide()
        self.doing = QLabel("")
        self.doing.setTextFormat(Qt.TextFormat.PlainText)
        self.statusBar().addWidget(self.doing)
        self.scale = QLabel("")
        self.statusBar().addPermanentWidget(self.scale)
        self.statusBar().addPermanentWidget(self.progress)

    def _tool_bar(self) -> None:
        bar = self.addToolBar(self.tr("Comparison"))
        bar.setMovable(False)
        ids = (
            "swap", "side_by_side", "stacked", "superimposed", "difference", "linked", "next_layout", "caliper",
            "curves", "pdf",
        )  # fmt: skip
        for id_ in ids:
            bar.addAction(self.actions_[id_])
        let_tab_reach(bar)
        self.toolbar = bar

    def _wire(self) -> None:
        study, choosing = self.study, self.choosing
        study.record_loaded.connect(self._on_record)
        study.side_changed.connect(self._on_side)
        study.side_failed.connect(self._on_side_failed)
        study.compared.connect(self._on_compared)
        study.curves_changed.connect(lambda: self.explanations.show_curves(study.curves))
        study.series_changed.connect(self._on_series)
        for signal in (study.failed, study.export_failed):
            signal.connect(self._on_error)
        study.exported.connect(lambda path: self.banner.say(self.tr("Written: {path}").format(path=path), "info"))
        study.progressed.connect(self._on_progress)
        study.crashed.connect(self._on_defect)
        for canvas in self.stage.canvases:
            canvas.page_changed.connect(self._say_scale)
        for letter, pane in self.stage.panes.items():
            pane.asked.connect(lambda changes, of=letter: study.change(of, **changes))
            pane.record_wanted.connect(lambda of=letter: choosing.ask_record(of))
            pane.previous_wanted.connect(lambda of=letter: choosing.show_previous(of))
        self.answers.lead_chosen.connect(self._show_lead)
        self.explanations.curves_wanted.connect(study.draw_curves)
        self.series.add_wanted.connect(choosing.ask_series)
        self.series.folder_wanted.connect(choosing.series_of_patient)
        self.series.changed.connect(choosing.make_series)
        self.series.chosen.connect(lambda path: choosing.open_record("A", path))

    def _handlers(self) -> dict[str, Callable[..., None]]:
        stage, study, choosing, exporting = self.stage, self.study, self.choosing, self.exporting
        table: dict[str, Callable[..., None]] = {
            "record_a": lambda: choosing.ask_record("A"),
            "record_b": lambda: choosing.ask_record("B"),
            "previous_a": lambda: choosing.show_previous("A"),
            "same_record": choosing.same_record,
            "swap": study.swap,
            "series_csv": lambda: exporting.ask_series("CSV (*.csv);;JSON (*.json)"),
            "series_pdf": lambda: exporting.ask_series("PDF (*.pdf)"),
            "close": lambda: self.close_window(),
            "difference": stage.show_difference,
            "linked": stage.linking.set_on,
            "next_layout": self.next_layout,
            "fit": lambda: stage.set_view(replace(stage.view, is_fit=True, zoom_x=1.0, zoom_y=1.0)),
            "true_mm": lambda: stage.set_view(replace(stage.view, is_fit=False, zoom_x=1.0, zoom_y=1.0)),
            "zoom_in": lambda: self.zoom(_ZOOM_STEP, 1.0),
            "zoom_out": lambda: self.zoom(1 / _ZOOM_STEP, 1.0),
            "taller": lambda: self.zoom(1.0, _ZOOM_STEP),
            "flatter": lambda: self.zoom(1.0, 1 / _ZOOM_STEP),
            "panel": self.right.setVisible,
            "next_tab": lambda: self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count()),
            "full_screen": lambda on: set_full_screen(self, on),
            "left": lambda: self.move_mm(-5),
            "right": lambda: self.move_mm(5),
            "page_left": lambda: self.move_pages(-1),
            "page_right": lambda: self.move_pages(1),
            "start": lambda: stage.canvas.move_to(0.0),
            "end": lambda: stage.canvas.move_to(float(10**9)),
            "method_a": lambda: stage.panes["A"].step_method(1),
            "method_b": lambda: stage.panes["B"].step_method(1),
            "filter_a": stage.panes["A"].step_filter,
            "filter_b": stage.panes["B"].step_filter,
            "curves": self.draw_curves,
            "cancel": self.put_away,
            "caliper": stage.set_measuring,
            "undo": stage.undo,
            "clear_calipers": stage.clear_calipers,
            "keys": lambda: CheatSheet(self, ACTIONS).show(),
        }
        table |= {mode: lambda m=mode: self.set_mode(m) for mode in MODES}
        table |= {kind: lambda k=kind: exporting.ask(k) for kind in FILTERS}
        table |= {f"class_{i}": lambda i=i: stage.panes["A"].choose_nth_class(i) for i in range(1, 10)}
        table |= {f"show_{s}": lambda s=s: self.set_show(s) for s in ("line", "band", "both", "none")}
        return table

    def put_away(self) -> None:
        """Esc, one thing a press: what is being worked out, the caliper, messages, full screen."""
        if self.doing.text():
            self.study.cancel()
        elif self.actions_["caliper"].isChecked():
            self.actions_["caliper"].trigger()
        elif self.banner.text:
            self.banner.dismiss()
        elif self.isFullScreen():
            set_full_screen(self, False)

    def draw_curves(self) -> None:
        """On the page on which they are seen."""
        self.actions_["panel"].setChecked(True)
        self.right.show()
        self.tabs.setCurrentWidget(self.explanations)
        self.study.draw_curves()

    # ---------------------------------------------------------------- looks

    def show_series_page(self) -> None:
        """The page of the series to the front."""
        self.actions_["panel"].setChecked(True)
        self.right.show()
        self.tabs.setCurrentWidget(self.series)

    def set_mode(self, mode: str) -> None:
        """Side by side, stacked or superimposed."""
        self.stage.set_mode(mode)
        self._say_scale()
        self.actions_[mode].setChecked(True)

    def set_show(self, show: str) -> None:
        """How evidence is shown in this window."""
        self.settings.show = show
        self.actions_[f"show_{show}"].setChecked(True)
        self.stage.set_theme(self.theme)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.theme = theme
        colour_more(self.toolbar, theme)
        for part in (self.stage, self.changes, self.answers, self.beats, self.explanations, self.series):
            part.set_theme(theme)

    def next_layout(self) -> None:
        """12 x 1, 6 x 2 ..."""
        view = self.stage.view
        current = view.layout if view.layout in LAYOUTS else self._layout
        following = LAYOUTS[(LAYOUTS.index(current) + 1) % len(LAYOUTS)]
        self.stage.set_view(replace(view, layout=following))

    def zoom(self, factor_x: float, factor_y: float) -> None:
        """Around the middle of the canvas that keys move."""
        canvas = self.stage.canvas
        page = canvas.page
        canvas.zoom(factor_x, factor_y, (page.edges_px[0] + page.edges_px[-1]) / 2)

    def move_mm(self, mm: float) -> None:
        """Along time, in millimetres of paper."""
        canvas = self.stage.canvas
        canvas.move_by_px(round(mm * canvas.page.cell_x_px))

    def move_pages(self, n: int) -> None:
        """A screenful."""
        canvas = self.stage.canvas
        canvas.move_to(canvas.page.start_s + n * canvas.page.span_s)

    def _show_lead(self, lead: str) -> None:
        """A lead of the waterfall: that lead alone, on all canvases; again: all leads."""
        view = self.stage.view
        if view.layout == "single" and view.single_lead == lead:
            self.stage.set_view(replace(view, layout=self._layout))
        else:
            self._layout = view.layout if view.layout != "single" else self._layout
            self.stage.set_view(replace(view, layout="single", single_lead=lead))

    # ---------------------------------------------------------------- answers

    def _on_record(self, letter: str, record: Record) -> None:
        self.stage.panes[letter].show_record(record, self.study.targets[letter].ask)
        self.stage.share_room()

    def _on_side(self, letter: str, side: Side | None) -> None:
        self.stage.panes[letter].show_side(side, self.study.targets[letter].ask)
        self.stage.show_side(letter, side)

    def _on_side_failed(self, letter: str, error: EcgError) -> None:
        pane, target = self.stage.panes[letter], self.study.targets[letter]
        if target.record is None and target.path is not None:
            pane.show_nothing(target.path.stem)
            self._names = ""
            self._name_window()
        pane.say_why_not(said(error.message))

    def _on_compared(self, comparison: Comparison | None) -> None:
        self.stage.show_comparison(comparison, self.study.pairing)
        for panel in (self.changes, self.answers, self.explanations):
            panel.show_comparison(comparison)
        self.beats.show_beats(comparison.beats if comparison is not None else None)
        if comparison is not None:
            self._say_whose(comparison)
            self._names = f"{comparison.a.record.name} \u2013 {comparison.b.record.name}"
            self._name_window()

    def set_privacy(self, on: bool) -> None:
        """No names in the title."""
        self.settings.is_private = on
        self._name_window()

    def _name_window(self) -> None:
        title = self.tr("Compare \u2013 ECG-IMN Desktop")
        if self._names and not self.settings.is_private:
            title = self.tr("Compare {names} \u2013 ECG-IMN Desktop").format(names=self._names)
        self.setWindowTitle(title)

    def _say_scale(self) -> None:
        self.scale.setText(self.stage.scale_words())

    def _say_whose(self, comparison: Comparison) -> None:
        """Once for two ECGs: that they are, or may be, of two people."""
        told = tuple(side.raw or side.record for side in (comparison.a, comparison.b))
        if len(told) == len(self._told) and all(new is old for new, old in zip(told, self._told, strict=True)):
            return
        self._told = told
        self.banner.say_no_more()
        if DIFFERENT_PATIENTS in comparison.notes:
            self.banner.say(said(DIFFERENT_PATIENTS))
        elif UNKNOWN_PATIENT in comparison.notes:
            self.banner.say(said(UNKNOWN_PATIENT), "info")

    def _on_series(self, series: Series | None) -> None:
        self.series.show_series(series)
        if series is not None and DIFFERENT_PATIENTS in series.notes:
            self.banner.say(said(DIFFERENT_PATIENTS))

    def _on_progress(self, fraction: float, text: str) -> None:
        self.progress.setVisible(bool(text))
        self.progress.setValue(round(100 * fraction))
        self.doing.setText(self.tr("{what} (Esc cancels)").format(what=said(text)) if text else "")

    def _on_error(self, error: EcgError) -> None:
        self.banner.say(said(error.message))

    def _on_defect(self, text: str) -> None:
        log.critical("defect\n%s", without_messages(text))
        self.banner.say(self.tr("Something went wrong; the log has the details."))

    def changeEvent(self, event: QEvent) -> None:
        """The system, too, makes a window as large as the screen and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_["full_screen"].setChecked(self.isFullScreen())

    def close_window(self) -> None:
        """By its key."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what is to be written and wait for the threads."""
        stop_and_say(self, self.study.stop, self.study.export_failed)
        self.closed.emit()
        super().closeEvent(event)
