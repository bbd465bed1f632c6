"""The table of a batch: a row an ECG, filled in while the run goes on, sorted by number where numbers stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole
_NEVER_FIRST = -1.0  # what has no number sorts below all probabilities


@dataclass(frozen=True, slots=True)
class Line:
    """One ECG: ``probability`` per superclass, empty without an answer; ``remark`` says why, or what to mind."""

    key: str
    reference: str
    probability: tuple[float, ...] = ()
    present: str = ""
    remark: str = ""


def line_of(row: Mapping[str, Any], names: Sequence[str]) -> Line:
    """From a row of ``predictions.csv`` (text or numbers)."""
    probability = tuple(float(row[f"probability_{name}"]) for name in names)
    return Line(str(row["record"]), str(row["file"]), probability, str(row["present"]), str(row["warnings"]))


class BatchModel(QAbstractTableModel):
    """Columns: record, the superclasses' probabilities, the classes present, remarks."""

    def __init__(self, class_names: Sequence[str], headings: Sequence[str]) -> None:
        """``headings``: of the first column and the last two, in the user's language."""
        super().__init__()
        self._names = tuple(class_names)
        first, present, remark = headings
        self._headings = (first, *class_names, present, remark)
        self._lines: list[Line] = []

    def add(self, lines: Iterable[Line]) -> None:
        """Put lines at the end."""
        new = list(lines)
        if new:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(new) - 1)
            self._lines += new
            self.endInsertRows()

    def clear(self) -> None:
        """Forget all."""
        self.beginResetModel()
        self._lines = []
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
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and by what it is sorted."""
        line, column = self._lines[index.row()], index.column()
        is_number = 1 <= column <= len(self._names)
        if is_number and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, SORT_ROLE, Qt.ItemDataRole.ToolTipRole):
            return None
        if is_number:
            value = line.probability[column - 1] if line.probability else None
            if role == SORT_ROLE:
                return _NEVER_FIRST if value is None else value
            return "" if value is None or role == Qt.ItemDataRole.ToolTipRole else f"{value:.3f}"
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return line.reference
        return (line.key, line.present, line.remark)[0 if column == 0 else column - len(self._names)]
