"""What the user draws and moves on the ECG, and its undo: wires the marks and calipers to the study."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from .edits import EditBook, window_key

if TYPE_CHECKING:
    from .window import MainWindow


class Editing(QObject):
    """The edits of the record on the screen.

    Signals: ``changed()`` after an undo or redo.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._canvas = window.canvas
        self._study = window.study
        self._banner = window.banner
        window.marks.dropped.connect(self._study.move_mark)
        self._study.marks.refused.connect(lambda error: self._banner.say(error.message))

    @property
    def _book(self) -> EditBook:
        return self._study.edits

    def undo(self) -> None:
        """As before the last change."""
        self._change(self._book.undo)

    def redo(self) -> None:
        """As before the last undo."""
        self._change(self._book.redo)

    def remove_caliper(self) -> None:
        """All but the caliper drawn last."""
        if self._book.calipers:
            self._change(lambda: self._book.remove(len(self._book.calipers) - 1))

    def clear_calipers(self) -> None:
        """No calipers."""
        self._change(self._book.clear)

    def forget_marks(self) -> None:
        """The automatic fiducials of the window in view."""
        self._change(lambda: self._book.forget_marks(window_key(self._study.window_start_s)))

    def _change(self, change: Callable[[], None]) -> None:
        before = self._book.marks
        change()
        after = self._book.marks
        for key in {*before, *after}:
            if before.get(key) is not after.get(key):
                self._show_window(key / 1000)
                self._study.use_marks()
        self._canvas.update()
        self.changed.emit()

    def _show_window(self, start_s: float) -> None:
        """An undo is seen where it happens."""
        if window_key(start_s) != window_key(self._study.window_start_s):
            self._study.look_at(start_s)
            self._canvas.move_to(start_s)
