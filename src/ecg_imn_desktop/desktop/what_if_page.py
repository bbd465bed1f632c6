"""The page of the panel that asks what if: what is removed, and both answers side by side. Built when first shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..analysis.what_if import PIECE_S, Flip, Removal, WhatIf, is_present
from ..core.analysis import Prediction
from ..core.leads import STANDARD_LEADS
from ..core.measurements import WAVES
from ..draw.theme import LIGHT, Theme
from ..report.sentences import said
from ..report.words import percent, percent_with_doubt, signed
from .elided import Sentences
from .plain_tip import plain_tip
from .style import mix

_MAX_LIST_ROWS = 3
_ROW_GAP_PX = 7
_MIN_TABLE_LINES = 8  # the headings and two classes


class WhatIfPage(QWidget):
    """Signals: ``remove_wanted(Removal)``, ``put_back_wanted(int)`` (-1: everything), ``flip_wanted()``,
    ``drag_wanted()``, ``class_chosen(int)``.
    """

    remove_wanted = Signal(object)
    put_back_wanted = Signal(int)
    flip_wanted = Signal()
    drag_wanted = Signal()
    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._is_asking = True
        self.wave = QComboBox()
        self.wave.setAccessibleName(self.tr("Wave to remove"))
        self.wave.addItem(self.tr("everything"), None)
        for wave in WAVES:
            self.wave.addItem(said(wave), wave)
        self.lead = QComboBox()
        self.lead.setAccessibleName(self.tr("Lead to remove it from"))
        self.lead.addItem(said("all leads"), None)
        for lead in STANDARD_LEADS:
            self.lead.addItem(lead, lead)
        self.lead.setCurrentIndex(1)
        self.remove = QPushButton(self.tr("Remove"))
        self.drag = QPushButton(self.tr("Drag a segment"))
        self.drag.setToolTip(self.tr("Draw over a lead to remove that stretch; with Shift of all leads (X)"))
        self.flip = QPushButton(self.tr("Smallest set"))
        self.flip.setToolTip(self.tr("Which smallest evidence holds the decision for this class? (Ctrl+Shift+F)"))
        self.put_back = QPushButton(self.tr("Put back"))
        self.put_back.setToolTip(self.tr("Put everything back (Shift+X)"))
        self.list = _RemovalList()
        self.list.setAccessibleName(self.tr("What is removed; Delete puts it back"))
        self.told = _muted()
        self.found = _muted()
        self.found.setObjectName("verdict")
        self.table = _Answers()
        self._lay_out()
        for combo in (self.wave, self.lead):
            combo.currentIndexChanged.connect(self._allow)
        self.remove.clicked.connect(self._on_remove)
        self.drag.clicked.connect(self.drag_wanted)
        self.flip.clicked.connect(self.flip_wanted)
        self.put_back.clicked.connect(lambda: self.put_back_wanted.emit(-1))
        self.list.put_back.connect(self.put_back_wanted)
        self.table.cellClicked.connect(lambda row, _: self.class_chosen.emit(self.table.class_of(row)))
        self.table.cellActivated.connect(lambda row, _: self.class_chosen.emit(self.table.class_of(row)))
        self._allow()
        self.show_removals(())
        self.show_answers(None, None)
        self.show_flip(None)

    def _lay_out(self) -> None:
        what = QHBoxLayout()
        of = QLabel(self.tr("of"))
        for widget, stretch in ((self.wave, 1), (of, 0), (self.lead, 1), (self.remove, 0)):
            what.addWidget(widget, stretch)
        how = QHBoxLayout()
        for widget in (self.drag, self.flip, self.put_back):
            how.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 2)
        column.setSpacing(5)
        column.addLayout(what)
        column.addLayout(how)
        column.addWidget(self.list)
        column.addWidget(self.found)
        column.addWidget(self.told)
        column.addWidget(self.table, 1)
        self.table.setMinimumHeight(_MIN_TABLE_LINES * self.fontMetrics().height())

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = self.table.theme = theme
        self.table.fill()

    # ---------------------------------------------------------------- what is shown

    def set_asking(self, on: bool) -> None:
        """Whether anything can be asked: not about an answer that gives way to the next one."""
        self._is_asking = on
        for widget in (self.drag, self.flip, self.list):
            widget.setEnabled(on)
        self.put_back.setEnabled(on and self.list.count() > 0)
        self._allow()

    def show_removals(self, removals: tuple[Removal, ...]) -> None:
        """What is taken out, newest last."""
        self.list.clear()
        self.list.addItems([removal_text(r) for r in removals])
        self.list.setVisible(bool(removals))
        row_px = max(20, self.list.sizeHintForRow(0)) if removals else 20
        self.list.setFixedHeight(row_px * min(_MAX_LIST_ROWS, max(1, len(removals))) + 4)
        self.list.scrollToBottom()
        self.put_back.setEnabled(self._is_asking and bool(removals))

    def show_answers(self, question: WhatIf | None, before: Prediction | None) -> None:
        """Both answers, or only the one to the whole ECG."""
        self.table.show_answers(question, before)
        if question is None:
            self.say(
                self.tr("Remove a lead, a wave or a dragged segment: the exact answer and the network's own appear.")
            )
            return
        worst = max(range(len(question.gap)), key=lambda i: abs(question.gap[i]))
        text = self.tr(
            "{share} % of the signal is removed. Frozen keeps W and b: exact. Re-run: the network reads again. Largest "
            "gap: {gap} logit ({name})."
        )
        share = 100 * question.share
        self.say(
            text.format(
                share=f"{share:.0f}" if share >= 1 else f"{share:.1g}",
                gap=signed(float(question.gap[worst])),
                name=question.before.classes[worst].name,
            )
        )

    def show_class(self, class_index: int | None) -> None:
        """Bring the row of the class explained into view."""
        self.table.show_class(class_index)

    def show_flip(self, flip: Flip | None) -> None:
        """The smallest set in words (None: nothing was looked for); it stands among the removals too."""
        prediction = self.table.before
        self.found.setVisible(flip is not None and prediction is not None)
        if flip is None or prediction is None:
            return
        info = prediction.classes[flip.class_index]
        was_present = is_present(info, float(prediction.logit[flip.class_index]))
        texts = []
        if flip.n_frozen is None:
            texts.append(self.tr("Frozen (exact): no set of evidence flips {name}."))
        elif was_present:
            texts.append(self.tr("Frozen (exact): {name} is absent without {frozen} of {count} pieces of {ms} ms."))
        else:
            texts.append(self.tr("Frozen (exact): {name} is present without {frozen} of {count} pieces of {ms} ms."))
        if flip.n_rerun is not None:
            texts.append(self.tr("Re-run: without {rerun} (shown)."))
        else:
            texts.append(self.tr("Re-run: it does not flip, even without all of them."))
        self.found.setText(
            " ".join(texts).format(
                name=said(info.title_in_a_sentence),
                frozen=flip.n_frozen,
                rerun=flip.n_rerun,
                count=flip.n_pieces,
                ms=f"{1000 * PIECE_S:.0f}",
            )
        )

    def say(self, text: str) -> None:
        """A sentence above the table."""
        self.told.setText(text)

    # ---------------------------------------------------------------- what is wanted

    def _chosen(self) -> Removal:
        return Removal(lead=self.lead.currentData(), wave=self.wave.currentData())

    def _allow(self) -> None:
        self.remove.setEnabled(self._is_asking and not self._chosen().is_all)

    def _on_remove(self) -> None:
        self.remove_wanted.emit(self._chosen())


class _RemovalList(QListWidget):
    """Signals: ``put_back(int)`` when Delete is pressed on an entry, or it is double-clicked."""

    put_back = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.itemDoubleClicked.connect(lambda _: self.put_back.emit(self.currentRow()))

    def event(self, event: QEvent) -> bool:
        """Delete is the list's own here, not the window's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_delete(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_delete(event) and self.currentRow() >= 0:
            self.put_back.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


def _is_delete(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class _Answers(QTableWidget):
    """A row per class: before, frozen, re-run, and the gap between these two; bold where the decision is another."""

    def __init__(self) -> None:
        super().__init__(0, 5)
        self.theme = LIGHT
        self._question: WhatIf | None = None
        self.before: Prediction | None = None
        self._classes: list[int] = []
        self.setAccessibleName(self.tr("Answers with and without what is removed"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrow keys move in it
        self.setShowGrid(False)
        self.setWordWrap(False)  # two lines a cell: a third would hide the logit
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalHeaderLabels(
            [self.tr("class"), self.tr("whole"), self.tr("frozen\n(exact)"), self.tr("re-run"), self.tr("gap")]
        )
        tips = (
            "",
            self.tr("Probability and logit of the whole ECG"),
            self.tr("W and b of the whole ECG are kept; the contributions that are removed fall out of the sum: exact"),
            self.tr("The network reads the ECG without what is removed and writes another W"),
            self.tr("Re-run less frozen, in logits: what W and b changed"),
        )
        for column, tip in enumerate(tips):
            if (head := self.horizontalHeaderItem(column)) is not None:
                head.setToolTip(tip)
                head.setTextAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
        self.horizontalHeader().setHighlightSections(False)  # bold words have no room
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def class_of(self, row: int) -> int:
        """Index of the class of a row."""
        return self._classes[row]

    def show_class(self, class_index: int | None) -> None:
        """Choose the row of a class, and bring it to the top, where it was not chosen before."""
        if class_index is not None and class_index in self._classes:
            row = self._classes.index(class_index)
            if row != self.currentRow():
                self.selectRow(row)
                self.scrollTo(self.model().index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def show_answers(self, question: WhatIf | None, before: Prediction | None) -> None:
        """Other answers."""
        self._question, self.before = question, before
        self.fill()

    def fill(self) -> None:
        """Say the numbers."""
        before, question = self.before, self._question
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, QColor(mix(self.theme.background, self.theme.accent, 0.16)))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(self.theme.text))
        self.setPalette(palette)
        rows = before.tree() if before is not None else []
        self._classes = [index for index, _ in rows]
        self.setRowCount(len(rows))
        if before is None:
            return
        for row, (index, depth) in enumerate(rows):
            info = before.classes[index]
            name = QTableWidgetItem(("   " if depth else "") + info.name)
            name.setToolTip(plain_tip(said(info.title)))
            self.setItem(row, 0, name)
            self.setItem(row, 1, self._answer(before, before, index))
            for column, other in (
                (2, question.frozen if question else None),
                (3, question.rerun if question else None),
            ):
                self.setItem(row, column, self._answer(other, before, index))
            gap = "" if question is None else signed(float(question.gap[index]))
            self.setItem(row, 4, _right(QTableWidgetItem(gap)))
        self.resizeRowsToContents()
        for row in range(len(rows)):  # two lines each: without room between them one reads across classes
            self.setRowHeight(row, self.rowHeight(row) + _ROW_GAP_PX)

    def _answer(self, prediction: Prediction | None, before: Prediction, index: int) -> QTableWidgetItem:
        if prediction is None:
            return QTableWidgetItem("")
        info, logit = before.classes[index], float(prediction.logit[index])
        probability = float(prediction.probability[index])
        shown = percent_with_doubt(probability, info.threshold)
        item = _right(QTableWidgetItem(f"{shown}\n{signed(logit)}"))
        verdict = self.tr("present") if is_present(info, logit) else self.tr("absent")
        tip = self.tr("{title}: {verdict}, probability {probability}, logit {logit}")
        item.setToolTip(
            plain_tip(
                tip.format(
                    title=said(info.title),
                    verdict=verdict,
                    probability=percent(probability, 1),
                    logit=f"{logit:+.4f}",
                )
            )
        )
        if is_present(info, logit) != is_present(info, float(before.logit[index])):
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(font)
            item.setBackground(QColor(mix(self.theme.background, self.theme.accent, 0.16)))
        return item


def removal_text(removal: Removal) -> str:
    """A removal in words: "QRS of V1", "II from 1.20 to 1.35 s"."""
    if removal.stretches:
        text = QCoreApplication.translate("Removal", "the smallest set: {count} stretches")
        return text.format(count=len(removal.stretches))
    lead = removal.lead or said("all leads")
    what = lead
    if removal.wave is not None:
        what = QCoreApplication.translate("Removal", "{wave} of {lead}").format(wave=said(removal.wave), lead=lead)
    if removal.start_s is None or removal.end_s is None:
        return what
    text = QCoreApplication.translate("Removal", "{what} from {start} to {end} s")
    return text.format(what=what, start=f"{removal.start_s:.2f}", end=f"{removal.end_s:.2f}")


def _right(item: QTableWidgetItem) -> QTableWidgetItem:
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _muted() -> QLabel:
    label = Sentences("muted")
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
