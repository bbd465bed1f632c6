"""The command palette: every action, class, recent record and example, found by typing a few letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from ..report.sentences import said
from .actions import ACTIONS, in_words, plain_text
from .files import examples

if TYPE_CHECKING:
    from .window import MainWindow


@dataclass(frozen=True)
class Entry:
    """What can be chosen: ``text``, where it ``belongs``, its ``keys``, and what it does."""

    text: str
    belongs: str
    keys: str
    run: Callable[[], object]

    def matches(self, words: list[str]) -> bool:
        """Whether all words are in it."""
        whole = f"{self.belongs} {self.text} {self.keys}".casefold()
        return all(word in whole for word in words)

    def rank(self, words: list[str]) -> int:
        """Earlier in the list where the first word begins the text, a word of it, or one of its menu; then within."""
        first = words[0] if words else ""
        text, belongs = self.text.casefold(), self.belongs.casefold()
        found = (text.startswith(first), _begins_a_word(first, text), _begins_a_word(first, belongs), first in text)
        return found.index(True) if True in found else len(found)


def _begins_a_word(letters: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(letters)}", text) is not None


def entries(window: MainWindow) -> Iterator[Entry]:
    """All there is to choose; actions that are disabled are left out."""
    for spec in ACTIONS:
        action = window.actions_[spec.id]
        if spec.id == "palette" or not action.isEnabled():
            continue
        menu = " \u203a ".join(in_words(part).replace("&", "") for part in spec.menu.split("/"))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        yield Entry(plain_text(spec).rstrip("\u2026"), menu, keys, action.trigger)
    insight = window.explaining.insight
    if insight is not None:
        for index, info in enumerate(insight.analysis.prediction.classes):
            run = partial(window.explaining.choose_class, index)
            yield Entry(f"{info.name}  {said(info.title)}", in_words("&Class").replace("&", ""), "", run)
    for text in window.settings.recent:
        path = Path(text)
        yield Entry(path.stem, str(path.parent), "", partial(window.open, path))
    for title, path in examples():
        yield Entry(said(title), in_words("&File").replace("&", ""), "", partial(window.open, path))


class Palette(QDialog):
    """A line to type in and a list below it. Enter runs what is selected, Esc closes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = list(entries(window))
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Type a command, a class or a record"))
        self.line.setAccessibleName(self.tr("Command"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Commands that match"))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.textChanged.connect(self._fill)
        self.line.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _: self._run())
        self.line.installEventFilter(self)
        width = min(window.width() - 40, 46 * self.fontMetrics().averageCharWidth() + 260)
        self.resize(width, min(window.height() - 80, 22 * self.fontMetrics().height()))
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - width // 2, window.mapToGlobal(window.rect().topLeft()).y() + 60)
        self._fill("")

    def _fill(self, text: str) -> None:
        words = text.casefold().split()
        found = [entry for entry in self._entries if entry.matches(words)]
        self.list.clear()
        for entry in sorted(found, key=lambda e: e.rank(words)):
            keys = f"    [{entry.keys}]" if entry.keys else ""
            item = QListWidgetItem(f"{entry.text}{keys}    \u2013 {entry.belongs}")
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            item.data(Qt.ItemDataRole.UserRole).run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys move through the list while the letters go into the line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            step = steps.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = min(max(0, self.list.currentRow() + step), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)
