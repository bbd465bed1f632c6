"""What must be known before an answer is believed: the first sentences, and all of them at a click or a key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from .elided import Sentences
from .plain_tip import plain_tip

_N_SAID = 2  # at once; with more, the answer would be pushed off a small screen
_MAX_LINES = 12  # of the remarks on several ECGs, seen at once


class Remarks(QWidget):
    """Attributes: ``label`` with the sentences, ``more`` that opens the list and closes it; nothing without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Sentences("warnings")
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.more = QPushButton()
        self.more.setObjectName("more")
        self.more.setCheckable(True)
        self.more.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.more.toggled.connect(lambda _: self._say())
        self._said: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.label)
        column.addWidget(self.more)
        self._say()

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Other sentences, in the order in which they are to be read."""
        if list(sentences) != self._said:  # a list that was opened stays so while the same is true
            self._said = list(sentences)
            self.more.setChecked(False)
        self._say()

    def _say(self) -> None:
        """The first ones; all, once that is asked for."""
        n_more = len(self._said) - _N_SAID
        shown = self._said if self.more.isChecked() else self._said[:_N_SAID]
        self.label.setText("\n".join(shown))
        self.label.setToolTip(plain_tip("\n".join(f"\u2022 {s}" for s in self._said)))
        fewer = self.tr("only the first {count}").format(count=_N_SAID)
        self.more.setText(fewer if self.more.isChecked() else self.tr("and {count} more").format(count=n_more))
        self.more.setVisible(n_more > 0)
        self.setVisible(bool(shown))


class RemarksByEcg(QScrollArea):
    """The remarks on each of several ECGs below one another, no higher than they are; what is more is scrolled to.

    Attributes: ``parts``, the remarks of every ECG that has any.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.parts: list[Remarks] = []
        self.show_sentences([])

    def show_sentences(self, by_ecg: Sequence[Sequence[str]]) -> None:
        """Other sentences, those of each ECG in the order in which they are to be read."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.parts = []
        for sentences in by_ecg:
            if sentences:
                part = Remarks()
                part.show_sentences(sentences)
                part.more.toggled.connect(lambda _: self.updateGeometry())
                column.addWidget(part)
                self.parts.append(part)
        column.addStretch(1)
        self.setWidget(body)
        self.setVisible(bool(self.parts))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the remarks are at this width, but a dozen lines at most."""
        body = self.widget()
        width = max(self.viewport().width(), 120)
        height = 0 if body is None else max(body.heightForWidth(width), body.minimumSizeHint().height())
        return QSize(width, min(height, _MAX_LINES * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """Enough to see that there is something."""
        return QSize(0, min(self.sizeHint().height(), 3 * self.fontMetrics().height()))
