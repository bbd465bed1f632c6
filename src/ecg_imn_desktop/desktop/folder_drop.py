"""A folder dropped on a window fills the field that it falls on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from .window_frame import dropped_paths


class FolderDrop(QObject):
    """Of the ``fields`` of ``window`` the one under the pointer takes the folder's path, elsewhere the first one.

    By itself a field would take the address (``file:///...``).
    """

    def __init__(self, window: QWidget, *fields: QLineEdit) -> None:
        super().__init__(window)
        self._window, self._fields = window, fields
        for field in fields:
            field.setAcceptDrops(False)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take folders, and none while the field cannot be changed."""
        if not isinstance(event, QDropEvent) or watched is not self._window:
            return False
        folder = _folder_of(event)
        under = self._window.childAt(event.position().toPoint())
        field = next((field for field in self._fields if field is under), self._fields[0])
        if folder is not None and (isinstance(event, QDragEnterEvent) or field.isEnabled()):
            if event.type() == QEvent.Type.Drop:
                field.setText(str(folder))
            event.acceptProposedAction()
        return True


def _folder_of(event: QDropEvent) -> Path | None:
    return next((path for path in dropped_paths(event) if path.is_dir()), None)
