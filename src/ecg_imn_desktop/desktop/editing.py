"""What the user draws and moves on the ECG, and its undo: wires the marks and calipers to the study."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ..core.errors import EcgError
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
        self._marks = window.marks
        self._banner = window.banner
        self._marks.dropped.connect(self._study.move_mark)
        self._study.mark_refused.connect(self._on_refused)
        self._study.background.crashed.connect(self._marks.put_back)

    @property
    def _book(self) -> EditBook:
        return self._study.edits

    def undo(self) -> None:
        """As before the last caliper or move of a mark, or before all moves that are still being worked out."""
        if not self._took_back():
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
        self._took_back()
        self._change(lambda: self._book.forget_marks(window_key(self._study.window_start_s)))

    def _took_back(self) -> bool:
        """Whether the last change was the move of a mark that is still being worked out; it is where it was."""
        if not self._study.drop_moves():
            return False
        self._marks.put_back()
        self._study.use_marks()
        return True

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

    def _on_refused(self, error: EcgError) -> None:
        self._marks.put_back()
        self._banner.say(error.message)
