"""Playing a record: where it stands follows from the clock, the timer only asks for another look.

Late frames are so skipped by themselves, and the speed is right however busy the computer is.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

PLAY_SPEEDS: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
_FRAME_MS = 16


def position_s(start_s: float, elapsed_s: float, speed: float, end_s: float) -> float:
    """Where playback stands, at most ``end_s``."""
    return min(start_s + elapsed_s * speed, end_s)


class Playback(QObject):
    """Signals: ``moved(float)`` seconds; ``state_changed(bool)`` is playing."""

    moved = Signal(float)
    state_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_FRAME_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._start_s = 0.0
        self._end_s = 0.0
        self._speed = 1.0

    @property
    def is_playing(self) -> bool:
        """Whether it runs."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Seconds of ECG per second."""
        return self._speed

    def play(self, start_s: float, end_s: float) -> None:
        """Run from ``start_s`` until ``end_s``; nothing to do if there is no way to go."""
        if end_s <= start_s:
            return
        self._start_s, self._end_s = start_s, end_s
        self._clock.start()
        self._timer.start()
        self.state_changed.emit(True)

    def pause(self) -> None:
        """Stop where it is."""
        if self.is_playing:
            self._timer.stop()
            self.state_changed.emit(False)

    def set_speed(self, speed: float) -> None:
        """Go on from here at another speed."""
        if self.is_playing:
            self._start_s = self._now_s()
            self._clock.restart()
        self._speed = speed

    def _now_s(self) -> float:
        return position_s(self._start_s, self._clock.nsecsElapsed() / 1e9, self._speed, self._end_s)

    def _on_timeout(self) -> None:
        now_s = self._now_s()
        self.moved.emit(now_s)
        if now_s >= self._end_s:
            self.pause()
