"""A line above the record that says what went wrong, in plain words. It never takes the record off the screen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ..report.sentences import said
from .elided import Sentences


@dataclass(frozen=True)
class _Sentence:
    text: str
    kind: str
    is_lasting: bool


class Banner(QFrame):
    """Hidden until there is something to say; ``text`` is what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._label = Sentences()
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setText("\u2715")
        self._close.setToolTip(self.tr("Dismiss this message (Esc)"))
        self._close.setAccessibleName(self.tr("Dismiss this message"))
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.addWidget(self._label, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._sentences: list[_Sentence] = []
        self.hide()

    @property
    def text(self) -> str:
        """What it says now; empty if hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(self, text: str, kind: str = "error", *, is_lasting: bool = False) -> None:
        """Show a sentence; ``kind`` is "error" or "info". A lasting one stays until it is dismissed by hand."""
        self._sentences = [s for s in self._sentences if s.is_lasting and s.text != said(text)]
        self._sentences.append(_Sentence(said(text), kind, is_lasting))
        self._show()

    def say_no_more(self) -> None:
        """What was said is settled (another record is open); lasting sentences stay."""
        self._sentences = [s for s in self._sentences if s.is_lasting]
        self._show()

    def dismiss(self) -> None:
        """The user has read it."""
        self._sentences = []
        self._show()

    def _show(self) -> None:
        self._label.setText("\n".join(s.text for s in self._sentences))
        self.setAccessibleName(self._label.text())
        self.setProperty("kind", "error" if any(s.kind == "error" for s in self._sentences) else "info")
        for widget in (self, self._label):  # its colour follows from what the banner is
            self.style().unpolish(widget)
            self.style().polish(widget)
        self.setVisible(bool(self._sentences))
