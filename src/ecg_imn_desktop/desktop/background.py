"""The threads of a window, and in words what they are doing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from .worker import Worker


class Background(QObject):
    """Attributes: ``inference``, ``files``, ``overview``, a Worker each.

    Files and inference are apart so that a record opens while the model is still being loaded; the overview of a day
    takes seconds, for which measurements are not to wait.

    Signals: ``busy_changed(str)`` what is being done, empty if nothing; ``crashed(str, str)`` the traceback of a defect
    and the channel on which it was.
    """

    busy_changed = Signal(str)
    crashed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doing: dict[str, str] = {}
        self.inference = Worker("inference", self)
        self.files = Worker("files", self, is_replaceable=True)
        self.overview = Worker("overview", self, is_replaceable=True)
        for worker in (self.inference, self.files, self.overview):
            worker.crashed.connect(self._on_crashed)

    def begin(self, what: str, text: str) -> None:
        """Something is being done; said until its ``end``."""
        self._doing[what] = text
        self.busy_changed.emit(text)

    def end(self, what: str) -> None:
        """It is done, or no longer wanted; what was begun before is said again."""
        self._doing.pop(what, None)
        self.busy_changed.emit(next(reversed(self._doing.values()), ""))

    def cancel(self, worker: Worker, channel: str) -> None:
        """What is done on a channel is no longer wanted, and no longer said."""
        worker.cancel(channel)
        self.end(channel)

    def compute(self, channel: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Work something out in the thread of the files; a newer request of a channel cancels the older."""
        self.files.submit(channel, lambda _: work(), done)

    def stop(self, is_finished: Callable[[str], bool]) -> None:
        """Cancel everything, but of the files what ``is_finished`` says of its channel; wait for the threads."""
        self.inference.stop()
        self.files.stop(is_finished)
        self.overview.stop()

    def _on_crashed(self, text: str, channel: str) -> None:
        self._doing.clear()
        self.busy_changed.emit("")
        self.crashed.emit(text, channel)
