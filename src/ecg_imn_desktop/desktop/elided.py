"""A line of text that fits its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class ElidedLine(QLabel):
    """Where it has no room a shorter text stands, or its end is an ellipsis; the accessible name has all of it.

    ``full`` is the whole text.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.full = ""
        self._shorter: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str, *shorter: str) -> None:
        """Another text, and what may be said for it where it has no room, what says most first."""
        self.full, self._shorter = text, shorter
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, texts = self.fontMetrics(), (self.full, *self._shorter)
        text = next((t for t in texts if metrics.horizontalAdvance(t) <= self.width()), texts[-1])
        self.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width()))
