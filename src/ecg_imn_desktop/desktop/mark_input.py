"""The mouse on the fiducial marks: a mark is taken hold of, moved and let go. What it means is decided elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter

from ..core.measurements import Fiducials
from .canvas import EcgCanvas
from .canvas_input import CanvasInput
from .fiducial_marks import MarkDrag, mark_at, paint_drag, paint_fiducials
from .moved_marks import MarkMove
from .view import Page

_GRAB_PX = 5.0


class MarkInput(QObject):
    """Comes before ``CanvasInput``: it takes the events of a mark and leaves all others.

    While the caliper is on, marks are there to be measured, not moved.

    Signals: ``dropped(MarkMove)`` when a mark is let go; the canvas then has it where it was put, or where it was.
    """

    dropped = Signal(object)

    def __init__(self, canvas: EcgCanvas, hand: CanvasInput) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hand = hand
        self._is_on = False
        self._is_over = False
        self._drag: MarkDrag | None = None
        self._is_held = False
        self._pressed = self._last = QPointF()
        canvas.installEventFilter(self)
        canvas.overlays.insert(0, self._paint)

    @property
    def is_on(self) -> bool:
        """Whether the marks are shown."""
        return self._is_on

    @property
    def is_held(self) -> bool:
        """Whether one is being moved."""
        return self._is_held

    def show_marks(self, on: bool) -> None:
        """Show the marks or not."""
        self._is_on = on
        self.put_back()

    def put_back(self) -> None:
        """A mark that is held is where it was."""
        self._drag, self._is_held = None, False
        self._show_cursor(False)
        self._canvas.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what belongs to a mark."""
        if not self._is_on or not isinstance(event, QMouseEvent):
            return False
        at = event.position() * self._canvas.devicePixelRatioF()
        kind, is_left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if self._is_held:
            if kind == QEvent.Type.MouseMove:
                self._on_drag(at)
            elif kind == QEvent.Type.MouseButtonRelease and is_left:
                self._on_drop()
            return True
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._show_cursor(self._mark_at(at) is not None)
        elif kind == QEvent.Type.MouseButtonPress and is_left:
            return self._on_press(at, is_alone=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        return False

    def _mark_at(self, at: QPointF) -> tuple[str, int] | None:
        fiducials = self._seen()
        if fiducials is None or self._hand.is_measuring:
            return None
        reach_px = _GRAB_PX * self._canvas.devicePixelRatioF()
        return mark_at(self._canvas.page, fiducials, at.x(), at.y(), reach_px)

    def _on_press(self, at: QPointF, *, is_alone: bool) -> bool:
        found, fiducials = self._mark_at(at), self._seen()
        if found is None or fiducials is None:
            return False
        self._canvas.setFocus()
        self._hand.take_over()
        self._drag = MarkDrag(fiducials, *found, every_beat=not is_alone)
        self._is_held = True
        self._pressed = self._last = at
        self._show_cursor(True)
        return True

    def _on_drag(self, at: QPointF) -> None:
        if self._drag is not None:
            self._last = at
            self._drag = replace(self._drag, by_s=(at.x() - self._pressed.x()) / self._canvas.page.px_per_s)
            self._canvas.update()

    def _on_drop(self) -> None:
        self._seen()
        drag, self._drag, self._is_held = self._drag, None, False
        if drag is not None and drag.by_s != 0:
            self.dropped.emit(MarkMove(drag.fiducials, drag.name, drag.beat, drag.time_s, drag.every_beat))
        self._canvas.update()

    def _seen(self) -> Fiducials | None:
        """The fiducials without the move of the mark that is held.

        Where the canvas has others now, of the same beats (after an undo), that mark is one of those; where it has
        others of other beats, or none yet (another ECG), no mark is held any more.
        """
        fiducials, drag = self._canvas.scene.fiducials, self._drag
        if drag is not None and drag.fiducials is not fiducials:
            self._drag = None
            if fiducials is not None and np.array_equal(fiducials.r_peak_s, drag.fiducials.r_peak_s):
                self._drag = replace(drag, fiducials=fiducials)
        return fiducials

    def _show_cursor(self, is_over: bool) -> None:
        if is_over != self._is_over:
            self._is_over = is_over
            if is_over:
                self._canvas.setCursor(Qt.CursorShape.SizeHorCursor)
            else:
                self._hand.show_cursor()

    def _paint(self, painter: QPainter, page: Page) -> None:
        fiducials = self._seen()
        if not self._is_on or fiducials is None:
            return
        font = self._canvas.label_font()
        font.setBold(False)
        drag = self._drag
        seen, taken = drag.moved() if drag else fiducials, self._canvas.name_plates()
        paint_fiducials(painter, page, seen, self._canvas.theme, font, taken)
        if drag is not None and self._is_held:
            paint_drag(painter, page, drag, self._last.y(), self._canvas.theme, font)
