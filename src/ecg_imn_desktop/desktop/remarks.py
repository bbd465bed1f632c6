"""What must be known before an answer is believed: the first sentences, and all of them at a click or a key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

_N_SAID = 2  # at once; with more, the answer would be pushed off a small screen


class Remarks(QWidget):
    """Attributes: ``label`` with the sentences, ``more`` that opens the list and closes it; nothing without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel()
        self.label.setObjectName("warnings")
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
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
        self.label.setToolTip("\n".join(f"\u2022 {s}" for s in self._said))
        fewer = self.tr("only the first {count}").format(count=_N_SAID)
        self.more.setText(fewer if self.more.isChecked() else self.tr("and {count} more").format(count=n_more))
        self.more.setVisible(n_more > 0)
        self.setVisible(bool(shown))
