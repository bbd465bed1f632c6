"""Moving through a record: playing, jumping, and the window of the model that follows what is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from .view import Page

if TYPE_CHECKING:
    from .window import MainWindow

# The window of the model follows at most this often.
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
        window.input.moved_by_hand.connect(self._playback.pause)
        self._overview.position_chosen.connect(self.centre)
        self._overview.window_chosen.connect(lambda time_s: self._study.look_at(time_s - self._study.window_s / 2))

    def stop(self) -> None:
        """Nothing moves any more."""
        self._playback.pause()
        self._follow.stop()

    def _on_page(self, page: Page) -> None:
        self._overview.show_page(page)
        if not self._follow.isActive():
            self._follow.start()

    def _follow_page(self) -> None:
        """In a long record the model reads what is looked at."""
        study, page = self._study, self._canvas.page
        if study.record is None or study.record.duration_s <= study.window_s:
            return
        middle_s = min((page.start_s + page.end_s) / 2, study.record.duration_s)
        if not study.window_start_s <= middle_s <= study.window_start_s + study.window_s:
            study.look_at(middle_s // study.window_s * study.window_s)

    def centre(self, time_s: float) -> None:
        """Bring a time to the middle of the screen."""
        self._playback.pause()
        page = self._canvas.page
        self._canvas.move_to(time_s - (page.end_s - page.start_s) / 2)

    def go_to(self, time_s: float) -> None:
        """Show the record from a time on (infinity: its end)."""
        self._playback.pause()
        page = self._canvas.page
        self._canvas.move_to(min(time_s, page.max_start_px / page.px_per_s))

    def step_window(self, step: int) -> None:
        """The next or previous window of the model."""
        study = self._study
        if study.record is not None:
            study.look_at(study.window_start_s + step * study.window_s)
            self.go_to(study.window_start_s)

    def play_or_pause(self) -> None:
        """Start from here (from the beginning at the end), or stop."""
        page = self._canvas.page
        if self._playback.is_playing:
            self._playback.pause()
        elif self._study.record is not None:
            is_at_end = page.start_px >= page.max_start_px
            self._playback.play(0.0 if is_at_end else page.start_s, page.max_start_px / page.px_per_s)
