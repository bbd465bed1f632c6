"""The table of a batch: a row an ECG, filled in while the run goes on, sorted by number where numbers stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from ..core.doubt import near_mark
from ..report.sentences import said
from ..report.words import percent
from .own_order import OwnOrder
from .plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex

_BETWEEN_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z])")

_NEVER_FIRST = -1.0  # what has no number sorts below all probabilities


@dataclass(frozen=True, slots=True)
class Line:
    """One ECG: ``probability`` per superclass, empty without an answer; ``remark`` says why, or what to mind, by lines.

    ``marks`` stand after the probabilities ("?": near the threshold). ``start_s``: where in the record it begins.
    """

    key: str
    reference: str
    probability: tuple[float, ...] = ()
    present: str = ""
    remark: str = ""
    marks: tuple[str, ...] = ()
    start_s: float = 0.0


def line_of(row: Mapping[str, Any], names: Sequence[str]) -> Line:
    """From a row of ``predictions.csv`` (text or numbers)."""
    probability = tuple(float(row[f"probability_{name}"]) for name in names)
    near = str(row["near_threshold"]).split()
    marks = tuple(near_mark(name in near) for name in names)
    present = " ".join(name + near_mark(name in near) for name in str(row["present"]).split())
    remark = "\n".join(said(sentence) for sentence in _BETWEEN_SENTENCES.split(str(row["warnings"])))
    start_s = float(row["window_start_s"])
    return Line(str(row["record"]), str(row["file"]), probability, present, remark, marks, start_s)


class BatchModel(OwnOrder):
    """Columns: record, the superclasses' probabilities, the classes present, remarks."""

    def __init__(
        self, class_names: Sequence[str], headings: Sequence[str], titles: Mapping[str, str] | None = None
    ) -> None:
        """``headings`` of the first column and the last two, and ``titles`` of classes, in the user's language."""
        super().__init__()
        self._names = tuple(class_names)
        first, present, remark = headings
        self._headings = (first, *class_names, present, remark)
        self._titles = titles or {}
        self._lines: list[Line] = []
        self._came: list[int] = []  # when each line came: as which one
        self._column, self._is_descending = -1, False

    def add(self, lines: Iterable[Line]) -> None:
        """Put lines at the end."""
        new = list(lines)
        if new:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(new) - 1)
            self._came += range(len(self._lines), len(self._lines) + len(new))
            self._lines += new
            self.endInsertRows()
            if self._column >= 0:
                self._sort()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the lines by a column, and those that follow; a column under 0: as they came."""
        self._column, self._is_descending = column, order == Qt.SortOrder.DescendingOrder
        self._sort()

    def _sort(self) -> None:
        by_time = sorted(range(len(self._lines)), key=self._came.__getitem__)
        keys = [self._key(line) for line in self._lines] if self._column >= 0 else []
        order = sorted(by_time, key=keys.__getitem__, reverse=self._is_descending) if keys else by_time

        def put() -> None:
            self._lines = [self._lines[i] for i in order]
            self._came = [self._came[i] for i in order]

        self.reorder(order, put)

    def _key(self, line: Line) -> str | float:
        column = self._column
        if 1 <= column <= len(self._names):
            return line.probability[column - 1] if line.probability else _NEVER_FIRST
        return self._words(line, column)

    def _titled(self, marked: str) -> str:
        """A class that is present, in words."""
        name = marked.removesuffix("?")
        return f"{name}, {self._titles[name]}{marked[len(name) :]}" if name in self._titles else marked

    def _words(self, line: Line, column: int) -> str:
        return (line.key, line.present, line.remark.replace("\n", " "))[0 if column == 0 else column - len(self._names)]

    def clear(self) -> None:
        """Forget all."""
        self.beginResetModel()
        self._lines, self._came = [], []
        self.endResetModel()

    def line(self, row: int) -> Line:
        """The line in a row."""
        return self._lines[row]

    def rowCount(self, parent: Index | None = None) -> int:
        """How many ECGs."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._titles.get(self._headings[section], ""))
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = 1 <= section <= len(self._names)
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        line, column = self._lines[index.row()], index.column()
        is_number = 1 <= column <= len(self._names)
        if is_number and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if is_number:
            if not line.probability or role == Qt.ItemDataRole.ToolTipRole:
                return ""
            return percent(line.probability[column - 1]) + (line.marks[column - 1] if line.marks else "")
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return plain_tip(line.reference)
        if role == Qt.ItemDataRole.ToolTipRole and column == len(self._names) + 1:
            return plain_tip("\n".join(self._titled(name) for name in line.present.split()))
        if role == Qt.ItemDataRole.ToolTipRole:  # a sentence a line: one line would be wider than the screen
            return plain_tip(line.remark)
        return self._words(line, column)
