"""How far a command is, on standard error: a bar on a terminal; without one, as where a log is written, lines."""

from __future__ import annotations

import sys
import time
from typing import Self

from rich.console import Console
from rich.progress import Progress, ProgressColumn


class Bar:
    """A bar of ``columns``, or a line every ``line_every_s`` at most; it begins when there is something to show."""

    def __init__(self, *columns: str | ProgressColumn, line_every_s: float) -> None:
        self.console = Console(stderr=True)
        self._bar = Progress(*columns, console=self.console)
        self._task = self._bar.add_task("", total=None)
        self._line_every_s, self._next_line_s = line_every_s, 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def show(self, done: float, total: float, words: str, line: str) -> None:
        """Move the bar, with ``words`` beside it; without a terminal write ``line`` if it is time."""
        if self.console.is_terminal:
            self._bar.start()
            self._bar.update(self._task, completed=done, total=total, description=words)
        elif time.monotonic() >= self._next_line_s:
            self._next_line_s = time.monotonic() + self._line_every_s
            print(line, file=sys.stderr, flush=True)
