"""What the model says and why: warnings first, classes, then the sums, the table and the segments of one class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..core.analysis import RESEARCH_USE, Analysis
from ..core.measurements import Measurements
from ..core.record import Record
from ..draw.theme import Theme
from ..report.sentences import said
from ..report.words import adding_up, all_warnings, signed, span_text
from .attribution_bar import AttributionBar
from .class_list import ClassList
from .elided import ElidedLine, FewLines, Sentences
from .insight import Insight
from .present import present_texts
from .remarks import Remarks
from .settings import Settings
from .waterfall import Waterfall, waterfall_rows
from .wave_table import WaveTable


class PredictionPanel(QWidget):
    """Signals: ``class_chosen(int)``; ``lead_chosen(str)``; ``cell_chosen(str, str)`` lead and wave;
    ``segment_chosen(Segment)``; ``attribution_changed()`` when the user changed how evidence is shown;
    ``what_if_shown()`` when that page comes to the front, which is made then.
    """

    class_chosen = Signal(int)
    lead_chosen = Signal(str)
    cell_chosen = Signal(str, str)
    segment_chosen = Signal(object)
    attribution_changed = Signal()
    what_if_shown = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.warnings = Remarks()
        self.verdict = _label("verdict")
        self.part = ElidedLine("muted")  # one line always: what is below it would jump while a record plays
        self.part.hide()
        self.present = FewLines("present", 2)
        self.sentence = _label("muted")
        self.classes = ClassList()
        self.why = FewLines("section", 1)
        self.waterfall = Waterfall()
        self.table = WaveTable()
        self.segments = QListWidget()
        self.segments.setAccessibleName(self.tr("Segments with the most evidence"))
        self.segments.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tabs = _Pages()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the panel"))
        self.tabs.addTab(self.waterfall, self.tr("Leads"))
        self.tabs.addTab(self.table, self.tr("Waves"))
        self.tabs.addTab(self.segments, self.tr("Segments"))
        self.attribution = AttributionBar(settings)
        self.what_if = QWidget()
        QVBoxLayout(self.what_if).setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(self.what_if, self.tr("What if"))
        self.tabs.addTab(self.attribution, self.tr("Colours"))
        self.tabs.currentChanged.connect(self._on_tab)
        self.tabs.tabBar().setDrawBase(False)
        self._lay_out()
        self.classes.class_chosen.connect(self.class_chosen)
        self.waterfall.lead_chosen.connect(self.lead_chosen)
        self.table.cell_chosen.connect(self.cell_chosen)
        self.segments.itemClicked.connect(self._on_segment)
        self.segments.itemActivated.connect(self._on_segment)
        self.attribution.changed.connect(self.attribution_changed)
        self.show_waiting("")

    def _lay_out(self) -> None:
        research = _label("researchUse")
        research.setText(said(RESEARCH_USE))
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 0)
        top.setSpacing(6)
        top.addWidget(self.warnings)
        top.addWidget(self.part)
        top.addWidget(self.verdict)
        top.addWidget(self.present)
        middle = QVBoxLayout()
        middle.setContentsMargins(12, 4, 12, 0)
        middle.setSpacing(3)
        middle.addWidget(self.why)
        middle.addWidget(self.sentence)
        body = _Body()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.classes, 5)
        column.addLayout(middle)
        column.addWidget(self.tabs, 6)
        # Without an answer the words stand together at the top.
        column.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding))
        legend = QVBoxLayout()
        legend.setContentsMargins(12, 0, 12, 4)
        legend.addWidget(self.attribution.legend)
        # On a low screen, or with large text, the panel scrolls; its scale and what it is for always stay in view.
        self.scroll_area = scroll = QScrollArea()
        scroll.setObjectName("panelScroll")
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(120)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(legend)
        whole.addWidget(research)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        for part in (self.classes, self.waterfall, self.table, self.attribution):
            part.set_theme(theme)

    def show_warnings(self, record: Record | None, insight: Insight | None) -> None:
        """What must be known before an answer is believed."""
        analysis = insight.analysis if insight else None
        self._say(record, analysis, insight.measurements if insight else None)

    def show_part(self, text: str, made_at: str = "", *, is_old: bool = False) -> None:
        """Of which part of a long record all this is, "" of a short one; and when a stored answer was made.

        ``is_old``: of an earlier part than that in view, whose answer is awaited.
        """
        head = self.tr("Previous answer") if is_old else self.tr("Answer")
        if made_at and not is_old:
            head = self.tr("Answer stored {date}").format(date=made_at)
        whole = self.tr("{answer}: {part}")
        parts = [text, text.partition("   ")[0]]  # without the day and the time of day where they have no room
        self.part.say(*(whole.format(answer=head, part=part) if text else head for part in parts))
        about = self.tr("The answer and the measurements are those of this part of the record.")
        self.part.setToolTip(f"{self.part.full}\n{about}")
        self.part.setVisible(bool(text or made_at))
        for label in (self.part, self.present):  # a finding in bold would pass for one of what is on the screen
            if label.property("isOld") != is_old:
                label.setProperty("isOld", is_old)
                label.style().polish(label)

    def show_findings(self, record: Record | None, measurements: Measurements | None, found: Sequence[str]) -> None:
        """The same without an answer: what the checks ``found`` beside the reason that there is none."""
        self._say(record, None, measurements, found)

    def _say(
        self,
        record: Record | None,
        analysis: Analysis | None,
        measurements: Measurements | None,
        found: Sequence[str] = (),
    ) -> None:
        sentences = all_warnings(record, analysis, measurements, found) if record is not None else []
        self.warnings.show_sentences([said(sentence) for sentence in sentences])

    def show_waiting(self, text: str) -> None:
        """There is no answer (yet); ``text`` says why."""
        self.verdict.setText(text)
        self.verdict.setVisible(bool(text))
        self.classes.show_prediction(None)
        self.present.hide()
        self.sentence.hide()
        self.why.hide()
        self.tabs.hide()

    def show_insight(self, insight: Insight, class_index: int) -> None:
        """An answer, explained for one class."""
        self.verdict.hide()
        self.classes.show_prediction(insight.analysis.prediction)
        self.present.say(*present_texts(insight.analysis.prediction))
        self.present.setVisible(bool(self.present.text()))
        self.tabs.show()
        self.why.show()
        self.show_class(insight, class_index)

    def show_class(self, insight: Insight, class_index: int) -> None:
        """Explain another class of the same answer."""
        analysis, own = insight.analysis, insight.classes[class_index]
        prediction = analysis.prediction
        self.classes.choose(class_index)
        info, identity = prediction.classes[class_index], _identity(insight, class_index)
        whys = [self.tr("Why {name}: {identity}").format(name=said(info.title_in_a_sentence), identity=identity)]
        if own.sentence:  # it names the class
            whys.append(self.tr("Why: {identity}").format(identity=identity))
        self.why.say(*whys)
        self.sentence.setText(said(own.sentence))
        self.sentence.setVisible(bool(own.sentence))
        leads = analysis.explanation.lead_names
        rows = waterfall_rows(
            float(prediction.bias[class_index]),
            leads,
            insight.lead_contribution[class_index],
            float(prediction.logit[class_index]),
        )
        self.waterfall.show_rows(rows, float(insight.residual[class_index]))
        self.table.show_table(leads, own.table)
        self.segments.clear()
        for segment in own.segments:
            wave = "" if segment.wave == "other" else said(segment.wave)
            number = self.tr("{number} logit").format(number=signed(segment.logit))
            span = span_text(segment.start_s, segment.end_s)
            item = QListWidgetItem(f"{number}     {segment.lead} {wave}     {span}")
            item.setData(Qt.ItemDataRole.UserRole, segment)
            self.segments.addItem(item)

    def show_what_if(self) -> None:
        """Bring the page to the front."""
        self.tabs.setCurrentWidget(self.what_if)

    def take_what_if_page(self, page: QWidget) -> None:
        """Put the page into its tab."""
        layout = self.what_if.layout()
        assert layout is not None
        layout.addWidget(page)
        before: QWidget = self.segments  # made later, it would come after all else in the round of the Tab key
        for widget in page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                self.setTabOrder(before, widget)
                before = widget
        page.show()

    def _on_tab(self, _index: int) -> None:
        if self.tabs.currentWidget() is self.what_if:
            self.what_if_shown.emit()

    def _on_segment(self, item: QListWidgetItem) -> None:
        self.segment_chosen.emit(item.data(Qt.ItemDataRole.UserRole))


class _Body(QWidget):
    """What the panel scrolls: it may be as low as its parts can be, not only as they would like to be."""

    def heightForWidth(self, width: int) -> int:
        """A scroll area takes this for the least height of a widget whose text is wrapped."""
        layout = self.layout()
        return super().heightForWidth(width) if layout is None else layout.totalMinimumHeightForWidth(width)

    def minimumSizeHint(self) -> QSize:
        """No height: for that of wrapped text Qt takes lines of a few words, far narrower than the panel."""
        return QSize(super().minimumSizeHint().width(), 0)


class _Pages(QTabWidget):
    """Pages that may be lower than the text on one of them would like: they have scroll bars of their own.

    Only the page in front needs room: else the highest one would make the panel scroll on all of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._policies: dict[QWidget, QSizePolicy.Policy] = {}
        self.currentChanged.connect(lambda _: self._need_room())

    def tabInserted(self, index: int) -> None:
        """One more page."""
        super().tabInserted(index)
        self._need_room()

    def _need_room(self) -> None:
        for index in range(self.count()):
            page = self.widget(index)
            assert page is not None
            policy = page.sizePolicy()
            own = self._policies.setdefault(page, policy.verticalPolicy())
            policy.setVerticalPolicy(own if page is self.currentWidget() else QSizePolicy.Policy.Ignored)
            page.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Else the liked height of the highest page would be the least one of all."""
        return False


def _identity(insight: Insight, class_index: int) -> str:
    prediction = insight.analysis.prediction
    leads = float(insight.lead_contribution[class_index].sum())
    bias, logit = float(prediction.bias[class_index]), float(prediction.logit[class_index])
    bias, leads, logit = adding_up((bias, leads, logit))
    text = QCoreApplication.translate("PredictionPanel", "logit {logit} = b {bias} + leads {leads}")
    return text.format(logit=signed(logit), bias=signed(bias), leads=signed(leads))


def _label(name: str) -> QLabel:
    label = Sentences(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
