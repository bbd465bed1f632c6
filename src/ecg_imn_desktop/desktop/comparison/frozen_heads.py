"""What the rows of a wide table are about stays in view while its numbers are scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QTableWidget


class FrozenHeads(QTableView):
    """The first column of ``table`` once more, above its left edge, while there is something to scroll to."""

    def __init__(self, table: QTableWidget) -> None:
        super().__init__(table)
        self._table = table
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setSelectionBehavior(table.selectionBehavior())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A click or a finger is for the table below: here it would choose the first column, and scroll back to it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for view in (table, self):
            view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.verticalHeader().sectionResized.connect(lambda row, _, height: self.setRowHeight(row, height))
        table.horizontalScrollBar().rangeChanged.connect(lambda *_: self.follow())
        table.viewport().installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As high as the table."""
        if event.type() == QEvent.Type.Resize:
            self.follow()
        return False

    def follow(self) -> None:
        """Columns, rows and place are those of the table."""
        table = self._table
        for column in range(table.columnCount()):
            self.setColumnHidden(column, column > 0)
        for row in range(table.rowCount()):
            self.setRowHeight(row, table.rowHeight(row))
        width, viewport, header_px = table.columnWidth(0), table.viewport(), table.horizontalHeader().height()
        self.setColumnWidth(0, width)
        self.horizontalHeader().setFixedHeight(header_px)
        self.setGeometry(viewport.x(), viewport.y() - header_px, width, viewport.height() + header_px)
        self.setVisible(table.rowCount() > 0 and table.horizontalScrollBar().maximum() > 0)
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())
