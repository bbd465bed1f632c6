"""The records of a folder as a table: name, date, answer. Filled in as it becomes known; thousands are no burden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from ..report.sentences import said
from ..report.words import percent
from .files import shown_name
from .own_order import OwnOrder
from .plain_tip import plain_tip

NAME, RECORDED, ANSWER = range(3)
FILTER_ROLE = Qt.ItemDataRole.UserRole + 7

Index = QModelIndex | QPersistentModelIndex


@dataclass
class _Row:
    path: Path
    name: str
    recorded_at: datetime | None = None
    moment: str = ""  # the same, as it is sorted
    day: str = ""  # ... and as it is read
    answer: str = ""
    title: str = ""
    probability: float = -1.0
    mark: str = ""
    n_more: int = 0  # further superclasses that count as present
    present: str = ""  # all that count as present, by short names
    titles: str = ""  # the same with their titles, a line each
    is_present: bool = True
    searched: str = ""  # all that the filter looks at: it asks for that of thousands of rows at each letter

    def __post_init__(self) -> None:
        self.change()

    def change(self, **values: Any) -> None:
        """Other values of these names."""
        for name, value in values.items():
            setattr(self, name, value)
        self.searched = " ".join(filter(None, (self.name, self.day, _answer(self), self.present)))


# By what a column is sorted.
_KEYS: dict[int, Callable[[_Row], Any]] = {
    NAME: lambda row: row.name.casefold(),
    RECORDED: lambda row: row.moment,
    ANSWER: lambda row: (row.is_present, row.probability),
}


class FolderModel(OwnOrder):
    """A row per record, in the order of a column's values."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._places: dict[Path, int] = {}
        self._column, self._is_descending = NAME, False

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Other records; nothing is known of them."""
        self.beginResetModel()
        rows = [_Row(path, shown_name(path)) for path in paths]
        self._put([rows[i] for i in self._order_of(rows)])
        self.endResetModel()

    def paths(self) -> list[Path]:
        """All records, in the order of the rows."""
        return [row.path for row in self._rows]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column, and those that follow."""
        self._column, self._is_descending = column, order == Qt.SortOrder.DescendingOrder
        self._sort()

    def _order_of(self, rows: list[_Row]) -> list[int]:
        keys = [_KEYS[self._column](row) for row in rows]
        return sorted(range(len(rows)), key=keys.__getitem__, reverse=self._is_descending)

    def _put(self, rows: list[_Row]) -> None:
        self._rows = rows
        self._places = {row.path: i for i, row in enumerate(rows)}

    def _sort(self) -> None:
        order = self._order_of(self._rows)
        self.reorder(order, lambda: self._put([self._rows[i] for i in order]))

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

    def take_dates(self, dates: Iterable[tuple[Path, datetime | None]], *, sorts: bool = True) -> None:
        """When records were made. The views hear of it once: a word for each of thousands would hold up the screen.

        ``sorts``: the rows are brought into order, if that is by date; not needed before the last of many dates.
        """
        changed = []
        for path, recorded_at in dates:
            row = self._places.get(path)
            if row is not None and self._rows[row].recorded_at != recorded_at:
                moment = recorded_at.isoformat() if recorded_at is not None else ""
                self._rows[row].change(recorded_at=recorded_at, moment=moment, day=moment[:10])
                changed.append(row)
        if changed:
            self.dataChanged.emit(self.index(min(changed), RECORDED), self.index(max(changed), RECORDED))
        if sorts:
            self._sort_again(RECORDED)

    def take_answer(
        self,
        path: Path,
        name: str,
        title: str,
        probability: float,
        mark: str = "",
        *,
        is_present: bool = True,
        n_more: int = 0,
        present: str = "",
        titles: str = "",
    ) -> None:
        """What the model says of a record; ``probability`` under 0: it says nothing, ``title`` why.

        ``mark`` stands after the probability ("?": near its threshold). A class that does not count as present stands
        in brackets; ``n_more`` superclasses beside it do. ``present`` names all that do, for the filter (a title would
        be found by the name of another class: "ischaemia" by "MI"), ``titles`` for the tip.
        """
        if (row := self.row_of(path)) is not None:
            self._rows[row].change(
                answer=name, title=title, probability=probability, mark=mark,
                is_present=is_present and probability >= 0, n_more=n_more, present=present, titles=titles,
            )  # fmt: skip
            self.dataChanged.emit(self.index(row, RECORDED), self.index(row, ANSWER))
            self._sort_again(ANSWER)

    def forget_answers(self) -> None:
        """They are not known any more."""
        for row in self._rows:
            row.change(answer="", title="", probability=-1.0, mark="", n_more=0, present="", titles="", is_present=True)
        if self._rows:
            self.dataChanged.emit(self.index(0, RECORDED), self.index(len(self._rows) - 1, ANSWER))
        self._sort_again(ANSWER)

    def _sort_again(self, column: int) -> None:
        """After a change of that column's values."""
        if column == self._column:
            self._sort()

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
        """Words for the eye and, of the first column, all of them for the filter."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == FILTER_ROLE:
            return row.searched
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(filter(None, (str(row.path), row.day))) if column == NAME else _tip(row))
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == NAME:
            return row.name
        if column == RECORDED:
            return row.day
        return _answer(row)


class FilteredFolder(QSortFilterProxyModel):
    """The rows of a FolderModel that hold some text; sorted by the model itself."""

    def __init__(self, model: FolderModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(model)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterKeyColumn(NAME)
        self.setFilterRole(FILTER_ROLE)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column."""
        self.sourceModel().sort(column, order)


def _answer(row: _Row) -> str:
    if row.probability < 0:
        return row.answer
    text = f"{row.answer} {percent(row.probability)}{row.mark}"
    return f"{text} +{row.n_more}" if row.n_more else text if row.is_present else f"({text})"


def _tip(row: _Row) -> str:
    if row.probability < 0 or row.is_present:
        return row.titles or said(row.title)
    none = QCoreApplication.translate("FolderModel", "No superclass reaches its threshold; the likeliest: {title}")
    return "\n".join(filter(None, (none.format(title=said(row.title)), row.titles)))
