"""Moving through a record: playing, jumping, and the window of the model that follows what is looked at.

Once the screen stands still, the answer is that of what is on it: of the ten seconds that fill it, or of those around
its middle. While a record plays, one window follows the other, end to end: else the model would read every ten seconds
many times over.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from .view import Page

if TYPE_CHECKING:
    from .window import MainWindow

# The window of the model follows so long after the last move, or while the record plays at most this often.
_FOLLOW_MS = 250


class Moving(QObject):
    """Wires the canvas, the overview, the playback and the study of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._canvas = window.canvas
        self._overview = window.overview
        self._study = window.study
        self._playback = window.playback
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._follow_page)
        self._canvas.page_changed.connect(self._on_page)
        self._playback.moved.connect(self._canvas.move_to)
        self._playback.state_changed.connect(lambda _: self._follow.start())
        self._is_opening = False
        self._opens_at_s = 0.0  # where what is being opened is to be seen
        self._study.opening.connect(self._on_opening)
        self._study.load_failed.connect(self._on_refused)
        self._study.record_loaded.connect(self._on_record_loaded)
        window.input.moved_by_hand.connect(self._playback.pause)
        self._overview.position_chosen.connect(self.centre)
        self._overview.window_chosen.connect(lambda time_s: self._study.look_at(time_s - self._study.window_s / 2))

    def stop(self) -> None:
        """Nothing moves any more."""
        self._playback.pause()
        self._follow.stop()

    def stay(self) -> None:
        """The screen was moved to show something of the answer: that is not to change the answer."""
        self._follow.stop()

    def _on_page(self, page: Page) -> None:
        self._overview.show_page(page)
        if self._playback.is_playing and page.max_start_px == 0:
            self._playback.pause()  # all of it is on the screen now
        if not (self._playback.is_playing and self._follow.isActive()):
            self._follow.start()

    def _follow_page(self) -> None:
        """In a long record the model reads what is looked at."""
        study, page = self._study, self._canvas.page
        if study.record is None or study.record.duration_s <= study.window_s:
            return
        middle_s = min((page.start_s + page.end_s) / 2, study.record.duration_s)
        is_around_middle = study.window_start_s <= middle_s <= study.window_start_s + study.window_s
        if self._playback.is_playing:
            if not is_around_middle:
                study.look_at(middle_s // study.window_s * study.window_s)
            return
        # What the user moved or took out belongs to its window, and would be off the screen with another.
        if not (is_around_middle and study.is_edited) and not shows_all(page, study.window_start_s, study.window_s):
            self._look_at(start_around_middle_s(page, study.window_s))

    def _look_at(self, start_s: float) -> None:
        study = self._study
        start_s, is_stored = self._known_or(start_s)
        if not is_stored or start_s != study.window_start_s:
            study.look_at(start_s)

    def _known_or(self, start_s: float) -> tuple[float, bool]:
        """Of a stored analysis the answer that it holds around there, if it holds one: no other is to be had."""
        study = self._study
        assert study.record is not None
        start_s = max(0.0, min(start_s, study.record.duration_s - study.window_s))
        stored_s = study.stored_start_s(start_s + study.window_s / 2)
        return (start_s, False) if stored_s is None else (stored_s, True)

    def open_at(self, path: Path, start_s: float) -> None:
        """Open a record that is seen and read from a time on; one that is open already only goes there."""
        if self._study.path == path and not self._is_opening:
            self.go_to(start_s)
            return
        self._study.open(path)
        self._opens_at_s = start_s

    def _on_opening(self) -> None:
        self._is_opening, self._opens_at_s = True, 0.0

    def _on_refused(self) -> None:
        self._is_opening = False

    def _on_record_loaded(self) -> None:
        self._is_opening = False
        if self._opens_at_s:
            self.begin_at(self._opens_at_s)

    def begin_at(self, time_s: float) -> None:
        """A record that was just loaded is seen from a time on, and read there first: not at its beginning before."""
        self._canvas.move_to(time_s)
        study, page = self._study, self._canvas.page
        if study.record is None or study.record.duration_s <= study.window_s:
            return
        if not shows_all(page, study.first_start_s, study.window_s):
            study.first_start_s, _ = self._known_or(start_around_middle_s(page, study.window_s))

    def centre(self, time_s: float) -> None:
        """Bring a time to the middle of the screen."""
        self._playback.pause()
        page = self._canvas.page
        self._canvas.move_to(time_s - (page.end_s - page.start_s) / 2)

    def go_to(self, time_s: float) -> None:
        """Show the record from a time on (infinity: its end), and what the model says of it.

        Where the screen shows more than the model reads, that is what begins at the time.
        """
        self._show_from(time_s)
        study, page, record = self._study, self._canvas.page, self._study.record
        if record is None or record.duration_s <= study.window_s:
            return
        is_wider = page.span_s * page.px_per_s > study.window_s * page.px_per_s + 1
        start_s = time_s if is_wider else start_around_middle_s(page, study.window_s)
        start_s = max(0.0, min(start_s, record.duration_s - study.window_s))
        if abs(start_s - study.window_start_s) > 1 / record.fs:
            self._look_at(start_s)

    def _show_from(self, time_s: float) -> None:
        self._playback.pause()
        page = self._canvas.page
        self._canvas.move_to(min(time_s, page.max_start_px / page.px_per_s))

    def step_window(self, step: int) -> None:
        """The next or previous window of the model."""
        study = self._study
        if study.record is not None:
            study.look_at(study.window_start_s + step * study.window_s)
            self._show_from(study.window_start_s)

    def analyse_here(self) -> None:
        """Ask the model about what begins at the left edge of the screen."""
        page = self._canvas.page
        self._study.look_at(page.on_round_s(page.start_s), asks=True)

    def play_or_pause(self) -> None:
        """Start from here (from the beginning at the end), or stop."""
        page = self._canvas.page
        if self._playback.is_playing:
            self._playback.pause()
        elif self._study.record is not None:
            is_at_end = page.start_px >= page.max_start_px
            self._playback.play(0.0 if is_at_end else page.start_s, page.max_start_px / page.px_per_s)


def start_around_middle_s(page: Page, window_s: float) -> float:
    """Where the window starts whose middle is that of the screen: at the screen's own start where it shows as much.

    Infinity at the record's end.
    """
    beside_s = page.span_s - window_s
    if abs(beside_s) * page.px_per_s <= 1:
        beside_s = 0.0
    if beside_s <= 0 and page.start_px >= page.max_start_px:
        return float("inf")  # the last window, whatever pixel the record ends on
    return page.on_round_s(page.start_s + beside_s / 2)


def shows_all(page: Page, start_s: float, window_s: float) -> bool:
    """Whether all of the screen is of the window, or all of the window is on the screen; to the pixel."""
    end_s, pixel_s = start_s + window_s, 1 / page.px_per_s
    is_inside = start_s - pixel_s <= page.start_s and page.end_s <= end_s + pixel_s
    holds = page.start_s - pixel_s <= start_s and end_s <= page.end_s + pixel_s
    return is_inside or holds
