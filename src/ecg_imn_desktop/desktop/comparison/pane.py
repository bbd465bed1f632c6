"""One side on the screen: what it shows (choosers), what the model says, and the ECG."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from ...core.analysis import ClassInfo
from ...core.comparison import Ask, Side
from ...core.record import Record
from ...draw.traces import Attribution
from ...model.methods import is_twin_installed
from ...report.class_titles import answer_texts, naming
from ...report.comparison_words import HEADING_GAP, side_heading
from ...report.sentences import record_name
from ..canvas import EcgCanvas
from ..canvas_input import CanvasInput
from ..elided import ElidedChoice, ElidedLine
from ..number_box import NumberBox
from ..paint import Scene
from ..plain_tip import plain_tip
from ..touch_input import TouchInput
from ..view import Subject
from .choices import FILTERS, Choice, explanations, filter_title

_LIST_EDGES_PX = 30  # frame and scroll bar of a list of choices


class Pane(QFrame):
    """Attributes: ``letter``, ``canvas``, ``input``, and the choosers.

    Signals: ``asked(dict)`` fields of an Ask that the user changed; ``record_wanted()``, ``previous_wanted()``.
    """

    asked = Signal(object)
    record_wanted = Signal()
    previous_wanted = Signal()

    def __init__(self, letter: str) -> None:
        super().__init__()
        self.letter = letter
        self.setObjectName("panel")
        self.canvas = EcgCanvas()
        self.subject: Subject | None = None  # of the record alone
        self.canvas.setAccessibleName(self.tr("ECG {letter}").format(letter=letter))
        self.input = CanvasInput(self.canvas)
        TouchInput(self.canvas, self.input)
        self.heading = ElidedLine("heading")
        self.heading.say(letter)
        self.answer = ElidedLine("muted")
        self.record = QToolButton()
        self.record.setText(self.tr("Record\u2026"))
        self.record.setToolTip(self.tr("Choose another record for {letter}").format(letter=letter))
        self.record.setAccessibleName(letter + ": " + self.record.text())
        self.record.clicked.connect(self.record_wanted)
        self.previous = QToolButton()
        self.previous.setText(self.tr("Previous"))
        self.previous.setToolTip(self.tr("The previous record of this patient, or of the folder"))
        self.previous.setAccessibleName(letter + ": " + self.previous.text())
        self.previous.clicked.connect(self.previous_wanted)
        self.start = NumberBox()
        self.start.setDecimals(1)
        self.start.setSuffix(" s")
        self.start.setKeyboardTracking(False)
        self.start.setAccessibleName(letter + ": " + self.tr("Start of the window"))
        self.start.setToolTip(self.tr("Where the window of the model starts"))
        self.start.hide()
        self.start.valueChanged.connect(lambda value: self.asked.emit({"start_s": float(value)}))
        self.classes = ElidedChoice()
        self.classes.setAccessibleName(letter + ": " + self.tr("Class"))
        self.classes.activated.connect(lambda _: self.asked.emit({"class_name": self.classes.currentData()}))
        self.method = ElidedChoice()
        self.method.setAccessibleName(letter + ": " + self.tr("Explanation"))
        self.method.activated.connect(self._on_method)
        self.filter = ElidedChoice()
        self.filter.setAccessibleName(letter + ": " + self.tr("Display filter"))
        for hz in FILTERS:
            self.filter.addItem(filter_title(hz), hz)
        self.filter.activated.connect(self._on_filter)
        self._choices: list[Choice] = []
        self._fill_methods()
        self._classes: tuple[ClassInfo, ...] = ()
        self._fill_classes(())
        self._build()

    def _build(self) -> None:
        whose, choosers = QHBoxLayout(), QHBoxLayout()  # two rows: two panes have room on a screen of 1093 pixels
        for row in (whose, choosers):
            row.setSpacing(4)
        whose.addWidget(self.heading, 1)
        whose.addStrut(self.start.sizeHint().height())  # also where it is hidden: beside it another pane shows it
        for widget in (self.start, self.previous, self.record):
            whose.addWidget(widget)
        for box in (self.classes, self.method, self.filter):
            choosers.addWidget(box, 3 if box is self.filter else 4)
        for box, letters in ((self.classes, 4), (self.method, 8), (self.filter, 4)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(letters)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            # In full, where two panes leave no room for it.
            box.currentTextChanged.connect(lambda text, box=box: box.setToolTip(plain_tip(text)))
            box.setToolTip(plain_tip(box.currentText()))
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 0)
        column.setSpacing(3)
        column.addLayout(whose)
        column.addLayout(choosers)
        column.addWidget(self.answer)
        column.addWidget(self.canvas, 1)

    # ---------------------------------------------------------------- choosers

    def _fill_methods(self) -> None:
        self._choices = explanations()
        for choice in self._choices:
            self.method.addItem(choice.title, choice)
        if not is_twin_installed():
            self.method.addItem(self.tr("Black-box twin: not installed"), None)
            model = self.method.model()
            assert isinstance(model, QStandardItemModel)
            model.item(self.method.count() - 1).setEnabled(False)

    def _fill_classes(self, classes: tuple[ClassInfo, ...]) -> None:
        """All classes of the model after "likeliest" (A) or "as in A" (B)."""
        self._classes = classes
        with QSignalBlocker(self.classes):
            self.classes.clear()
            self.classes.addItem(self.tr("Likeliest") if self.letter == "A" else self.tr("As in A"), None)
            for info in classes:
                self.classes.addItem(naming("{name}", info.name, info.title)[0], info.name)
        view = self.classes.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + _LIST_EDGES_PX)
        self.classes.setToolTip(plain_tip(self.classes.currentText()))

    def _on_method(self, index: int) -> None:
        choice = self._choices[index]
        self.asked.emit({"model": choice.model, "method": choice.method})

    def step_method(self, step: int) -> None:
        """The next way to explain."""
        if self._choices:
            self.method.setCurrentIndex((self.method.currentIndex() + step) % len(self._choices))
            self._on_method(self.method.currentIndex())

    def step_filter(self) -> None:
        """The next display filter."""
        self.filter.setCurrentIndex((self.filter.currentIndex() + 1) % self.filter.count())
        self._on_filter(self.filter.currentIndex())

    def choose_nth_class(self, number: int) -> None:
        """The n-th class of the list, 1 and up; 0 leaves it to the model (A) or to A (B)."""
        if number < self.classes.count():
            self.classes.setCurrentIndex(number)
            self.asked.emit({"class_name": self.classes.currentData()})

    def _on_filter(self, index: int) -> None:
        high, low, notch = self.filter.itemData(index)
        self.asked.emit({"high_pass_hz": high, "low_pass_hz": low, "notch_hz": notch})

    # ---------------------------------------------------------------- what is shown

    def show_record(self, record: Record, ask: Ask) -> None:
        """Its traces, while the answer is awaited."""
        if self.canvas.scene.record is not record:
            self._show(record)
        self._say_whose(f"{self.letter}: {record.name}")
        with QSignalBlocker(self.start):
            self.start.setMaximum(max(0.0, record.duration_s - 10.0))
            self.start.setVisible(record.duration_s > 10.5)  # there is only one window in a shorter one
            self.start.setValue(ask.start_s)
        self.show_ask(ask)

    def show_ask(self, ask: Ask) -> None:
        """The choosers say what is asked."""
        for index, choice in enumerate(self._choices):
            if (choice.model, choice.method) == (ask.model, ask.method):
                self.method.setCurrentIndex(index)
        self.classes.setCurrentIndex(max(0, self.classes.findData(ask.class_name)))
        wanted = (ask.high_pass_hz, ask.low_pass_hz, ask.notch_hz)
        self.filter.setCurrentIndex(FILTERS.index(wanted) if wanted in FILTERS else 0)

    def say_why_not(self, sentence: str) -> None:
        """No answer is awaited any more."""
        self.answer.say(sentence)
        self.answer.setToolTip(plain_tip(sentence))

    def show_nothing(self, name: str) -> None:
        """A record that could not be loaded: what was shown before would pass for it."""
        self.canvas.clear()
        self.subject = None
        self._say_whose(f"{self.letter}: {name}")
        self.start.hide()

    def show_side(self, side: Side | None, ask: Ask) -> None:
        """The answer, or None while it is awaited."""
        if side is None:
            self.answer.say(self.tr("The model reads the ECG \u2026"))
            return
        whole = side_heading(self.letter, side, record_name(side.record))
        parts = whole.split(HEADING_GAP)
        when = [f"{self.letter}: {parts[1]}"] if side.record.recorded_at is not None else []
        self._say_whose(whole, HEADING_GAP.join(parts[:2]), *when)
        self.answer.say(*answer_texts(side))
        self.answer.setToolTip(plain_tip(self.answer.full))
        classes = side.prediction.classes if side.prediction is not None else ()
        if classes != self._classes:
            self._fill_classes(classes)
            self.show_ask(ask)
        start_s = self.canvas.page.start_s
        if self.canvas.scene.record is not side.record:
            self._show(side.record)
            self.canvas.move_to(start_s)
        fiducials = side.measurements.fiducials if side.measurements is not None else None
        is_part = side.record.duration_s > side.window_s + 0.5
        window = (side.start_s, side.start_s + side.window_s) if is_part else None
        self.canvas.show_scene(replace(self.canvas.scene, fiducials=fiducials, window=window))
        if is_part and not self.canvas.page.start_s <= side.start_s < self.canvas.page.end_s:
            self.canvas.move_to(side.start_s)

    def _show(self, record: Record) -> None:
        self.subject = Subject.of(record)
        self.canvas.show_record(record, self.subject)

    def _say_whose(self, whole: str, *shorter: str) -> None:
        """Which ECG; where there is no room for its name, when it was recorded: that tells the two apart."""
        self.heading.say(whole, *shorter)
        self.heading.setToolTip(plain_tip(whole))

    def colour(self, attribution: Attribution | None) -> None:
        """Colour the traces."""
        self.canvas.show_scene(replace(self.canvas.scene, attribution=attribution))


def scene_of(record: Record, attribution: Attribution | None) -> Scene:
    """A scene of a record that was made for the comparison."""
    return Scene(record=record, rows=Scene.rows_of(record), attribution=attribution)
