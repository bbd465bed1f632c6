"""Who and what is on the screen: name, facts of the record, and the measurements. Only what the file holds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ..core.measurements import Measurements
from ..core.record import Record
from ..report.sentences import heading_name, said
from ..report.words import BY_HAND, measurement_rows, record_facts

# Short names of the block, for a line that fits a small screen; the long ones are tool tips.
_SHORT = {"Heart rate": "HR", "QTc Bazett": "QTcB", "QTc Fridericia": "QTcF", "P/QRS/T axes": "Axes P/QRS/T"}
_HIDDEN = ("Rhythm", "P")


class _Line(QLabel):
    """One line of text; where it has no room its end is an ellipsis, and the tool tip has all of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Another text."""
        self.full = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, self.width()))


class Header(QFrame):
    """Two lines on the left, the measurements on the right, or below where they have no room there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._name = _Line("heading")
        self._simulated = QLabel(self.tr("SIMULATED"))
        self._simulated.setObjectName("simulated")
        self._simulated.setToolTip(self.tr("Made by a simulator; no patient's ECG"))
        self._simulated.hide()
        self._facts = _Line("muted")
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._simulated)
        top.addWidget(self._name, 1)
        left = QVBoxLayout()
        left.setSpacing(1)
        left.addLayout(top)
        left.addWidget(self._facts)
        self._columns: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 12, 5)
        self._row.addLayout(left, 1)
        self._row.addLayout(self._grid)

    def minimumSizeHint(self) -> QSize:
        """Narrow: measurements that have no room give way, the last first."""
        return QSize(200, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer measurements."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The measurements stand beside the name if it has room too, else below it, as many as fit there."""
        self.ensurePolished()
        gap_px = self._grid.horizontalSpacing() + 4
        wanted_px = [max(w.fontMetrics().horizontalAdvance(w.text()) for w in pair) + gap_px for pair in self._columns]
        margin_px = self._row.contentsMargins().left() + self._row.contentsMargins().right()
        beside_px = self.width() - self._name.fontMetrics().horizontalAdvance("Record 00000") - margin_px - 36
        is_below = bool(wanted_px) and sum(wanted_px) > beside_px
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_below else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(3 if is_below else 20)
        self._grid.setColumnStretch(len(wanted_px), 1 if is_below else 0)
        room_px = self.width() - margin_px if is_below else beside_px
        for pair, wanted in zip(self._columns, wanted_px, strict=True):
            room_px -= wanted
            for widget in pair:
                widget.setVisible(room_px + gap_px >= 0)

    def show_record(self, record: Record) -> None:
        """Another record; its measurements are not known yet."""
        name = heading_name(record)
        self._name.say(name)
        self._name.setToolTip(name)
        self._simulated.setVisible(record.is_simulated)
        told = [(said(label), said(value)) for label, value in record_facts(record)]
        facts = "   \u00b7   ".join(value for _, value in told)
        self._facts.say(facts)
        self._facts.setToolTip("\n".join(f"{label}: {value}" for label, value in told))
        self.show_measurements(None)

    def show_measurements(self, measurements: Measurements | None) -> None:
        """The block of measurements; none: nothing is shown."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._columns = []
        self.setToolTip("")
        if measurements is None:
            return
        rows = [(k, v) for k, v in measurement_rows(measurements) if k not in _HIDDEN]
        self.setToolTip("\n".join(f"{said(label)}: {value}" for label, value in rows))
        for column, (label, value) in enumerate(rows):
            name, short = said(label), said(_SHORT.get(label, label))
            caption, number = QLabel(short), QLabel(value)
            caption.setObjectName("section")
            number.setAccessibleName(f"{name}: {value}")
            number.setStyleSheet("font-weight: 600;")
            tip = self.tr("{name}, over all leads").format(name=name)
            if value.endswith(BY_HAND):
                tip += self.tr("; follows from marks that were moved by hand")
            for widget, line in ((caption, 0), (number, 1)):
                widget.setToolTip(tip)
                self._grid.addWidget(widget, line, column)
            self._columns.append((caption, number))
        self._fit()
