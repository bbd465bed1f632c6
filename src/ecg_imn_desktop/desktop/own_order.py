"""Tables that sort themselves.

A QSortFilterProxyModel asks the model for both values of every comparison: in Python thousands of rows then hold up the
screen for long. Python sorts them by keys made once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel


class OwnOrder(QAbstractTableModel):
    """A table whose rows can be brought into another order; what is chosen in a view stays chosen."""

    def reorder(self, order: Sequence[int], put: Callable[[], None]) -> None:
        """Let ``put`` place the rows so that row ``order[i]`` comes to place i; nothing if they stand so already."""
        if all(old == new for new, old in enumerate(order)):
            return
        places = [0] * len(order)
        for new, old in enumerate(order):
            places[old] = new
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        put()
        moved = [self.index(places[index.row()], index.column()) for index in kept]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()
