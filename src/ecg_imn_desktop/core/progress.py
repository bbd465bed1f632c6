"""How long work reports where it is and learns that it is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from .errors import Cancelled


class Progress(Protocol):
    """What a long-running function takes: it calls ``report`` now and then.

    ``report`` raises :class:`~ecg_imn_desktop.core.errors.Cancelled` when the work is no longer wanted.
    """

    def report(self, fraction: float, message: str = "") -> None:
        """``fraction`` in 0..1 of the work is done; ``message`` says what is being done."""


class NoProgress:
    """Nobody looks and nobody cancels."""

    def report(self, fraction: float, message: str = "") -> None:
        """Ignore."""


class CancellableProgress:
    """Passes reports to ``on_report`` and raises ``Cancelled`` once ``is_cancelled()`` is true."""

    def __init__(
        self,
        on_report: Callable[[float, str], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._on_report = on_report
        self._is_cancelled = is_cancelled

    def report(self, fraction: float, message: str = "") -> None:
        """Report, or raise ``Cancelled``."""
        if self._is_cancelled is not None and self._is_cancelled():
            raise Cancelled()
        if self._on_report is not None:
            self._on_report(fraction, message)


class Stretch:
    """A part of longer work, from ``begin`` for ``length`` of the whole; a ``Progress``."""

    def __init__(self, whole: Progress, begin: float, length: float) -> None:
        self._whole, self._begin, self._length = whole, begin, length

    def report(self, fraction: float, message: str = "") -> None:
        """Pass on to the whole."""
        self._whole.report(self._begin + fraction * self._length, message)


class Titled:
    """Says of which of several long works a message is; a ``Progress``."""

    def __init__(self, whole: Progress, title: str) -> None:
        self._whole, self._title = whole, title

    def report(self, fraction: float, message: str = "") -> None:
        """Pass on to the whole."""
        self._whole.report(fraction, f"{self._title}: {message}")


NO_PROGRESS: Progress = NoProgress()
