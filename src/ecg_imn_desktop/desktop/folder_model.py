"""The records of a folder as a table: name, date, answer. Filled in as it becomes known; thousands are no burden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ..report.sentences import said
from .class_list import percent

NAME, RECORDED, ANSWER = range(3)
SORT_ROLE = Qt.ItemDataRole.UserRole + 7

Index = QModelIndex | QPersistentModelIndex


@dataclass
class _Row:
    path: Path
    recorded_at: datetime | None = None
    answer: str = ""
    title: str = ""
    probability: float = -1.0


class FolderModel(QAbstractTableModel):
    """A row per record."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._places: dict[Path, int] = {}

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Other records; nothing is known of them."""
        self.beginResetModel()
        self._rows = [_Row(path) for path in paths]
        self._places = {path: i for i, path in enumerate(paths)}
        self.endResetModel()

    def paths(self) -> list[Path]:
        """All records, in the order of the folder."""
        return [row.path for row in self._rows]

    def path(self, row: int) -> Path:
        """The record of a row."""
        return self._rows[row].path

    def row_of(self, path: Path) -> int | None:
        """The row of a record, by its header or its name."""
        return self._places.get(path, self._places.get(path.with_suffix(".hea")))

    def has_answer(self, path: Path) -> bool:
        """Whether the answer is known."""
        row = self.row_of(path)
        return row is not None and bool(self._rows[row].answer)

    def take_dates(self, dates: Iterable[tuple[Path, datetime | None]]) -> None:
        """When records were made. The views hear of it once: a word for each of thousands would hold up the screen."""
        changed = []
        for path, recorded_at in dates:
            row = self._places.get(path)
            if row is not None and self._rows[row].recorded_at != recorded_at:
                self._rows[row].recorded_at = recorded_at
                changed.append(row)
        if changed:
            self.dataChanged.emit(self.index(min(changed), RECORDED), self.index(max(changed), RECORDED))

    def take_answer(self, path: Path, name: str, title: str, probability: float) -> None:
        """What the model says of a record; ``probability`` under 0: it says nothing, ``title`` why."""
        if (row := self.row_of(path)) is not None:
            kept = self._rows[row]
            kept.answer, kept.title, kept.probability = name, title, probability
            self._say(row)

    def _say(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, RECORDED), self.index(row, ANSWER))

    def rowCount(self, parent: Index | None = None) -> int:
        """Records."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, date, answer."""
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Titles of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Record"), self.tr("Recorded"), self.tr("Answer"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye, values for sorting."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == SORT_ROLE:
            date = row.recorded_at.isoformat() if row.recorded_at is not None else ""
            return (row.path.stem.casefold(), date, row.probability)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (str(row.path), _day(row)))) if column == NAME else said(row.title)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == NAME:
            return row.path.stem
        if column == RECORDED:
            return _day(row)
        return f"{row.answer} {percent(row.probability)}" if row.probability >= 0 else row.answer


def _day(row: _Row) -> str:
    return row.recorded_at.strftime("%Y-%m-%d") if row.recorded_at is not None else ""
