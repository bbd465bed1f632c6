"""Who and what is on the screen: name, facts of the record, and the measurements. Only what the file holds."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..core.measurements import Measurements
from ..core.record import Record
from ..report.sentences import heading_name, said
from ..report.words import BY_HAND, measurement_rows, record_facts
from .elided import ElidedLine
from .plain_tip import plain_tip

# Short names of the block, for a line that fits a small screen; the long ones are tool tips.
_SHORT = {"Heart rate": "HR", "QTc Bazett": "QTcB", "QTc Fridericia": "QTcF", "P/QRS/T axes": "Axes P/QRS/T"}
_HIDDEN = ("Rhythm", "P")

_MAX_ROWS = 2  # of measurements: the ECG below needs the room


class Header(QFrame):
    """Two lines on the left, the measurements on the right, or below where they have no room there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._name = ElidedLine("heading")
        self._simulated = QLabel(self.tr("SIMULATED"))
        self._simulated.setObjectName("simulated")
        self._simulated.setToolTip(self.tr("Made by a simulator; no patient's ECG"))
        self._simulated.hide()
        self._facts = ElidedLine("muted")
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
        """The measurements stand beside the name if it has room too, else below it, in two rows if need be."""
        self.ensurePolished()
        gap_px = self._grid.horizontalSpacing() + 4
        wanted_px = [max(w.fontMetrics().horizontalAdvance(w.text()) for w in pair) + gap_px for pair in self._columns]
        margin_px = self._row.contentsMargins().left() + self._row.contentsMargins().right()
        advance = self._name.fontMetrics().horizontalAdvance
        badge_px = self._simulated.sizeHint().width() + 10 if self._simulated.isVisibleTo(self) else 0
        name_px = badge_px + max(advance("Record 00000"), min(advance(self._name.full), self.width() // 3))
        beside_px = self.width() - name_px - margin_px - 36
        is_below = bool(wanted_px) and sum(wanted_px) > beside_px
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_below else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(3 if is_below else 20)
        per_row = self._per_row(wanted_px, self.width() - margin_px + gap_px) if is_below else len(wanted_px)
        for column in range(self._grid.columnCount() + 1):
            self._grid.setColumnStretch(column, int(is_below and column == per_row))
        for number, pair in enumerate(self._columns):
            row, column = divmod(number, max(1, per_row))
            for line, widget in enumerate(pair):
                self._grid.addWidget(widget, 2 * row + line, column)
                widget.setVisible(row < _MAX_ROWS)

    @staticmethod
    def _per_row(wanted_px: list[int], room_px: int) -> int:
        """How many measurements stand side by side, one below the other in columns."""
        for count in range(len(wanted_px), 1, -1):
            shown = wanted_px[: _MAX_ROWS * count]
            if sum(max(shown[column::count]) for column in range(count)) <= room_px:
                return count
        return 1

    def show_record(self, record: Record) -> None:
        """Another record; its measurements are not known yet."""
        name = heading_name(record)
        self._name.say(name)
        self._name.setToolTip(plain_tip(name))
        self._simulated.setVisible(record.is_simulated)
        told = [(said(label), said(value)) for label, value in record_facts(record)]
        facts = "   \u00b7   ".join(value for _, value in told)
        self._facts.say(facts)
        self._facts.setToolTip(plain_tip("\n".join(f"{label}: {value}" for label, value in told)))
        self.show_measurements(None)

    def mark_old(self, is_old: bool) -> None:
        """Pale while the measurements are of a part of the record that is not in view any more."""
        for _, number in self._columns:
            number.setEnabled(not is_old)

    def show_measurements(self, measurements: Measurements | None) -> None:
        """The block of measurements; none: nothing is shown."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # at once: until it is deleted it would stand under the next patient's name
                widget.deleteLater()
        self._columns = []
        self.setToolTip("")
        if measurements is None:
            self._row.activate()  # the name moves to where a badge was before the next picture, not after it
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
