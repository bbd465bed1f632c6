"""Mouse and wheel on the ECG: scroll, drag, zoom at the pointer, read-out, calipers. Keys are actions of the window."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent

from .calipers import Caliper, adjusted, dragged, snapped
from .canvas import EcgCanvas
from .edits import EditBook
from .overlays import Hover, paint_calipers, paint_hover
from .pointing import strip_under
from .view import Page, StripFrame

_NOTCH = 120  # units of a wheel's click
_LARGE_SQUARE_MM = 5
_SQUARES_PER_NOTCH = 2
_ZOOM_PER_NOTCH = 1.15
_SNAP_PX = 8.0
_GRAB_PX = 8.0


class CanvasInput(QObject):
    """Attributes: ``edits`` (of the record shown, with its calipers), ``is_measuring``, ``snaps``, ``marches``.

    Signals: ``hovered(Hover | None)``; ``moved_by_hand()`` when the user takes hold of the record; ``picked(str,
    float)`` a click on a lead at a time.
    """

    hovered = Signal(object)
    moved_by_hand = Signal()
    picked = Signal(str, float)

    def __init__(self, canvas: EcgCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.edits = EditBook()
        self.is_measuring = False
        self.snaps = True
        self.marches = False
        self._hover: Hover | None = None
        self._pointer: QPointF | None = None  # while it hovers
        self._pressed: QPointF | None = None
        self._last: QPointF | None = None
        self._from: tuple[StripFrame, float, float] | None = None
        self._grabbed: tuple[int, str] | None = None  # which caliper, which part of it
        self._wheel = 0.0
        canvas.installEventFilter(self)
        canvas.overlays.append(self._paint)
        canvas.page_changed.connect(self._on_page)

    def set_measuring(self, on: bool) -> None:
        """A drag draws a caliper (on) or moves the record (off); one that is under way ends and leaves nothing."""
        self.is_measuring = on
        self._pressed = self._last = self._from = self._grabbed = None
        self.show_cursor()
        self._canvas.update()

    @property
    def is_panning(self) -> bool:
        """Whether the record is held and moved."""
        return self._pressed is not None and not self.is_measuring

    def show_cursor(self) -> None:
        """The pointer's own shape, after another had changed it."""
        self._canvas.setCursor(Qt.CursorShape.CrossCursor if self.is_measuring else Qt.CursorShape.ArrowCursor)

    def take_over(self) -> None:
        """Something on the ECG was taken hold of: the record stands still, and no read-out hides it."""
        self.moved_by_hand.emit()
        self._set_hover(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is ours."""
        kind = event.type()
        if isinstance(event, QWheelEvent):
            self._on_wheel(event)
            return True
        if isinstance(event, QMouseEvent) and self._canvas.scene.record is not None:
            if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._on_press(self._device(event.position()))
            elif kind == QEvent.Type.MouseMove:
                self._on_move(self._device(event.position()), bool(event.buttons() & Qt.MouseButton.LeftButton))
            elif kind == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton:
                self._on_release(self._device(event.position()))
        if kind == QEvent.Type.Leave:
            self._set_hover(None)
        return False

    def _device(self, position: QPointF) -> QPointF:
        return position * self._canvas.devicePixelRatioF()

    # ---------------------------------------------------------------- wheel

    def _on_wheel(self, event: QWheelEvent) -> None:
        angle = event.angleDelta()
        pixels = event.pixelDelta()
        modifiers = event.modifiers()
        notches = (angle.y() or angle.x()) / _NOTCH
        page = self._canvas.page
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            factor = _ZOOM_PER_NOTCH**notches
            at_px = self._device(event.position()).x()
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self._canvas.zoom(1.0, factor, at_px)
            else:
                self._canvas.zoom(factor, 1.0, at_px)
        else:
            # A touchpad says pixels, a wheel says clicks.
            if not pixels.isNull():
                shift = float(pixels.x() or pixels.y())
            else:
                shift = notches * _SQUARES_PER_NOTCH * _LARGE_SQUARE_MM * page.cell_x_px
            self.moved_by_hand.emit()
            self._wheel -= shift
            whole = int(self._wheel)
            self._wheel -= whole
            self._canvas.move_by_px(whole)
        event.accept()

    # ---------------------------------------------------------------- buttons

    def _on_press(self, at: QPointF) -> None:
        self._canvas.setFocus()
        self._pressed = self._last = at
        self._grabbed = None
        self._from = self._point(at)
        if self.is_measuring:
            if (found := self._caliper_at(at)) is not None:
                strip, self._grabbed = found[0], found[1:]
                self._from = (strip, strip.frame.time_s(at.x()), strip.frame.mv(at.y()))
        else:
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _on_move(self, at: QPointF, is_dragging: bool) -> None:
        if is_dragging and self._last is not None and not self.is_measuring:
            shift = round(self._last.x() - at.x())
            if shift:
                self.moved_by_hand.emit()
                self._canvas.move_by_px(shift)
                self._last = QPointF(self._last.x() - shift, at.y())
            self._set_hover(None)
            return
        self._last = at if is_dragging else None
        self._hover_at(at)

    def _on_release(self, at: QPointF) -> None:
        pressed, start = self._pressed, self._from
        self._pressed = self._last = self._from = None
        if not self.is_measuring:
            self._canvas.setCursor(Qt.CursorShape.ArrowCursor)
        if pressed is None or start is None:
            return
        moved = (at - pressed).manhattanLength()
        strip, time_s, _ = start
        if moved < 4:
            self.picked.emit(strip.strip.lead, time_s)
        elif self.is_measuring:
            caliper = self._drawn(start, pressed, at)
            if self._grabbed is not None:
                self.edits.change(self._grabbed[0], caliper)
            else:
                self.edits.add(caliper)
        self._grabbed = None
        self._canvas.update()

    def _drawn(self, start: tuple[StripFrame, float, float], pressed: QPointF, at: QPointF) -> Caliper:
        """What a drag from ``pressed`` to ``at`` makes: a new caliper, or the one that was taken hold of, changed."""
        strip, time_s, mv = start
        end_s, end_mv = self._time(strip, at.x()), strip.frame.mv(at.y())
        if self._grabbed is None:
            return dragged(
                strip.strip.lead, (time_s, mv), (end_s, end_mv), (at.x() - pressed.x(), at.y() - pressed.y())
            )
        index, part = self._grabbed
        caliper = self.edits.calipers[index]
        if part == "whole":
            return adjusted(caliper, part, strip.frame.time_s(at.x()) - strip.frame.time_s(pressed.x()), end_mv - mv)
        # An end follows the pointer, to a fiducial if one is near.
        by_s = end_s - (caliper.start_s if part == "start" else caliper.end_s) if caliper.has_time else 0.0
        return adjusted(caliper, part, by_s, end_mv - mv if caliper.has_mv else 0.0)

    def _point(self, at: QPointF) -> tuple[StripFrame, float, float] | None:
        strip = strip_under(self._canvas.page, self._canvas.scene, at.x(), at.y())
        return None if strip is None else (strip, self._time(strip, at.x()), strip.frame.mv(at.y()))

    def _time(self, strip: StripFrame, x_px: float) -> float:
        time_s = strip.frame.time_s(x_px)
        if self.is_measuring and self.snaps:
            return snapped(time_s, self._canvas.scene.fiducials, _SNAP_PX / strip.frame.px_per_s)
        return time_s

    def _caliper_at(self, at: QPointF) -> tuple[StripFrame, int, str] | None:
        """The caliper under the pointer, the newest first, on which strip and by which part: an end, or the middle."""
        for index, caliper in reversed(list(enumerate(self.edits.calipers))):
            level = caliper.end_mv if caliper.has_mv else caliper.start_mv
            middle_s = (caliper.start_s + caliper.end_s) / 2 if caliper.has_time else caliper.end_s
            middle_mv = level if caliper.has_time else (caliper.start_mv + caliper.end_mv) / 2
            parts = (
                ("whole", middle_s, middle_mv),
                ("start", caliper.start_s, caliper.start_mv),
                ("end", caliper.end_s, level),
            )
            for strip in self._canvas.page.strips:
                frame = strip.frame
                if strip.strip.lead != caliper.lead or not frame.x_px <= at.x() < frame.right_px:
                    continue
                for part, time_s, mv in parts:
                    if abs(frame.x(time_s) - at.x()) <= _GRAB_PX and abs(frame.y(mv) - at.y()) <= _GRAB_PX:
                        return strip, index, part
        return None

    # ---------------------------------------------------------------- read-out

    def _on_page(self, _page: Page) -> None:
        """Something else is under the pointer now, though it did not move."""
        if self._pointer is not None:
            self._hover_at(self._pointer)

    def _hover_at(self, at: QPointF) -> None:
        self._pointer = at
        point = self._point(at)
        record = self._canvas.scene.record
        if point is None or record is None:
            self._set_hover(None)
            return
        strip, time_s, _ = point
        row = self._canvas.scene.rows[strip.strip.lead]
        index = round(time_s * record.fs)
        mv = float(row[index]) if 0 <= index < len(row) else float("nan")
        density = None
        attribution = self._canvas.scene.attribution
        if attribution is not None:
            density = float(attribution.evidence.density_at(strip.strip.lead, np.array([time_s]))[0])
        self._set_hover(Hover(strip.strip.lead, time_s, mv, density))

    def _set_hover(self, hover: Hover | None) -> None:
        if hover is None:
            self._pointer = None
        if hover != self._hover:
            self._hover = hover
            self.hovered.emit(hover)
            self._canvas.update()

    def _paint(self, painter: QPainter, page: Page) -> None:
        canvas = self._canvas
        font = canvas.label_font()
        font.setBold(False)
        calipers, is_drawing = list(self.edits.calipers), False
        if self.is_measuring and self._pressed is not None and self._last is not None and self._from is not None:
            is_drawing = True
            drawn = self._drawn(self._from, self._pressed, self._last)
            if self._grabbed is None:
                calipers.append(drawn)
            else:
                calipers[self._grabbed[0]] = drawn
        paint_calipers(painter, page, calipers, self.marches, canvas.theme, font)
        if self._hover is not None and not is_drawing:
            # A caliper has its values above its end, where the pointer is.
            is_below = self.is_measuring or bool(self.edits.calipers)
            paint_hover(painter, page, self._hover, canvas.theme, font, is_below=is_below)
