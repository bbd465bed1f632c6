"""The records of a folder beside the ECG: listed in the background, filtered as you type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSortFilterProxyModel, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from .files import path_of, records_in, shown_name

if TYPE_CHECKING:
    from .study import Study


class FolderPanel(QWidget):
    """Signals: ``chosen(Path)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(170)
        self._folder: Path | None = None
        self._title = QLabel(self.tr("Folder"))
        self._title.setObjectName("section")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by name"))
        self.filter.setAccessibleName(self.tr("Filter records by name"))
        self.filter.setClearButtonEnabled(True)
        self._names = QStringListModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._names)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setModel(self._shown)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Records of the folder"))
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.filter.textChanged.connect(self._shown.setFilterFixedString)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self._title, self.filter, self.list):
            column.addWidget(widget)

    def list_folder(self, folder: Path, study: Study) -> None:
        """Show the records of another folder, read in the background."""
        if folder == self._folder:
            return
        self._folder = folder
        self._title.setText(f"{folder.name or folder} \u2026")
        study.list_folder(folder, records_in, self._take)

    def _take(self, paths: list[Path]) -> None:
        self._names.setStringList([shown_name(p) for p in paths])
        name = self._folder.name if self._folder else ""
        self._title.setText(self.tr("{folder}: {count} records").format(folder=name, count=len(paths)))
        self._title.setToolTip(str(self._folder))

    def mark(self, path: Path) -> None:
        """Select the record on the screen."""
        found = self._shown.match(
            self._shown.index(0, 0), Qt.ItemDataRole.DisplayRole, shown_name(path), 1, Qt.MatchFlag.MatchExactly
        )
        if found and path.parent == self._folder:
            self.list.setCurrentIndex(found[0])

    def _choose(self, index) -> None:  # type: ignore[no-untyped-def]
        if self._folder is not None:
            self.chosen.emit(path_of(self._folder, str(index.data())))
