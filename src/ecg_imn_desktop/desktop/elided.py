"""Text that fits its place."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStyle, QStyleOptionComboBox

from ..report.unbroken import unbroken
from .plain_tip import plain_tip


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


class ElidedChoice(QComboBox):
    """A choice whose text ends in an ellipsis where it has no room: a style sheet cuts it within a letter."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """What is painted."""
        super().initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room_px = self.style().subControlRect(control, option, part, self).width()
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room_px)
        option.currentText = text  # type: ignore[attr-defined]


class Sentences(QLabel):
    """Plain text on as many lines as it needs. A number stays beside its unit."""

    def __init__(self, name: str = "", text: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Other sentences."""
        self._text = text
        super().setText(unbroken(text))

    def text(self) -> str:
        """What was set, with spaces as they were."""
        return self._text


class FewLines(Sentences):
    """The first of its texts that has room on ``n_lines``; the last one has as many as it needs."""

    def __init__(self, name: str, n_lines: int) -> None:
        super().__init__(name)
        self._texts: tuple[str, ...] = ("",)
        self._n_lines = n_lines
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def say(self, *texts: str) -> None:
        """Other texts, the one liked best first; it is the accessible name, and stands at the pointer, too."""
        self._texts = texts
        self.setAccessibleName(texts[0])
        self.setToolTip(plain_tip(texts[0]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(next((text for text in self._texts if self._has_room(text)), self._texts[-1]))

    def _has_room(self, text: str) -> bool:
        metrics, wrapped = self.fontMetrics(), int(Qt.TextFlag.TextWordWrap)
        needed = metrics.boundingRect(QRect(0, 0, self.contentsRect().width(), 10_000), wrapped, unbroken(text))
        return (
            needed.width() <= self.contentsRect().width() and needed.height() <= self._n_lines * metrics.lineSpacing()
        )
