"""Fingers on the ECG: one is the left button, two zoom and move, and a flick goes on by itself."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QTouchEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QScroller, QScrollerProperties

from .canvas import EcgCanvas
from .canvas_input import CanvasInput

_SLOP_PX = 8.0  # a finger that has moved less has not moved
_TAPS_PX = 24.0  # two taps on the same place
_LEAST_SPREAD_PX = 80.0  # fingers nearer along an axis do not zoom along it: their angle trembles
_FRAME_MS = 16
_SLOWS_S = 0.35  # a flick loses 63 % of its speed in this time
_SLOWEST_PX_S = 30.0
_LEAST_FLICK_PX_S = 250.0
_REST_S = 0.08  # a finger that rested before it was lifted throws nothing


class TouchInput(QObject):
    """Turns touches of the canvas into what ``hand`` and the others listen to. Distances are logical pixels."""

    def __init__(self, canvas: EcgCanvas, hand: CanvasInput) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hand = hand
        self._start: QPointF | None = None  # of a finger that has not moved yet
        self._at = QPointF()
        self._is_pressed = False  # the left button, for the others
        self._pair: tuple[QPointF, QPointF] | None = None
        self._tapped = QPointF()
        self._since_tap = QElapsedTimer()
        self._speed_px_s = 0.0
        self._since = QElapsedTimer()
        self._left_px = 0.0
        self._start_px = 0  # where the flick has brought the record
        self._flick = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_FRAME_MS)
        self._flick.timeout.connect(self._on_flick)
        canvas.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        canvas.installEventFilter(self)
        hand.moved_by_hand.connect(self.stop)

    @property
    def is_flicking(self) -> bool:
        """Whether the record still moves by itself."""
        return self._flick.isActive()

    def stop(self) -> None:
        """The record stands still."""
        self._flick.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take touches, and whatever stops a flick."""
        kind = event.type()
        if not isinstance(event, QTouchEvent):
            if kind in (QEvent.Type.KeyPress, QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
                self.stop()
            return False
        event.accept()
        points = [p.position() for p in event.points()]
        if kind == QEvent.Type.TouchCancel:
            self._release()
            self._start = self._pair = None
        elif kind == QEvent.Type.TouchEnd:
            self._on_end(points[0])
        elif len(points) >= 2:
            self._on_pair(points[0], points[1])
        elif kind == QEvent.Type.TouchBegin:
            self.stop()
            self._start = self._at = points[0]
            self._pair = None
            self._speed_px_s = 0.0
            self._since.start()
        elif self._pair is None:
            self._on_finger(points[0])
        return True

    # ---------------------------------------------------------------- one finger

    def _on_finger(self, at: QPointF) -> None:
        if self._start is None:
            return
        if not self._is_pressed:
            if (at - self._start).manhattanLength() < _SLOP_PX:
                return
            self._send(QEvent.Type.MouseButtonPress, self._start)
        elapsed_s = max(1e-3, self._since.nsecsElapsed() / 1e9)
        self._since.restart()
        now_px_s = (at.x() - self._at.x()) / elapsed_s
        # The newest counts most, one event of two pixels does not decide.
        self._speed_px_s += (now_px_s - self._speed_px_s) * min(1.0, elapsed_s / 0.03)
        self._at = at
        self._send(QEvent.Type.MouseMove, at)

    def _on_end(self, at: QPointF) -> None:
        is_panning = self._is_pressed and self._hand.is_panning
        rested = self._since.isValid() and self._since.nsecsElapsed() / 1e9 > _REST_S
        is_tap = self._pair is None and self._start is not None and not self._is_pressed
        if is_tap:
            self._send(self._kind_of_tap(at), at)
        self._at = at
        self._release()
        self._start = self._pair = None
        if is_tap:
            self._point_at(at)
        if is_panning and not rested and abs(self._speed_px_s) > _LEAST_FLICK_PX_S:
            self._left_px = 0.0
            self._start_px = self._canvas.page.start_px
            self._since.restart()
            self._flick.start()

    def _kind_of_tap(self, at: QPointF) -> QEvent.Type:
        """A second tap on the same place, soon, is a double click."""
        is_soon = self._since_tap.isValid() and self._since_tap.elapsed() < QApplication.doubleClickInterval()
        if is_soon and (at - self._tapped).manhattanLength() < _TAPS_PX:
            self._since_tap.invalidate()
            return QEvent.Type.MouseButtonDblClick
        self._tapped = at
        self._since_tap.start()
        return QEvent.Type.MouseButtonPress

    def _point_at(self, at: QPointF) -> None:
        """No pointer hovers over a touch screen: what was tapped is what is pointed at."""
        none = Qt.MouseButton.NoButton
        place = self._canvas.mapToGlobal(at)
        event = QMouseEvent(QEvent.Type.MouseMove, at, place, none, none, QApplication.keyboardModifiers())
        QApplication.sendEvent(self._canvas, event)

    def _release(self) -> None:
        if self._is_pressed:
            self._send(QEvent.Type.MouseButtonRelease, self._at)

    def _send(self, kind: QEvent.Type, at: QPointF) -> None:
        """A mouse event, for the canvas and for all who listen to it."""
        self._is_pressed = kind != QEvent.Type.MouseButtonRelease
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.LeftButton if self._is_pressed else Qt.MouseButton.NoButton
        modifiers = QApplication.keyboardModifiers()
        position = self._canvas.mapToGlobal(at)
        QApplication.sendEvent(self._canvas, QMouseEvent(kind, at, position, button, held, modifiers))

    def _on_flick(self) -> None:
        if self._canvas.page.start_px != self._start_px:
            self.stop()  # somebody went elsewhere
            return
        elapsed_s = self._since.nsecsElapsed() / 1e9
        self._since.restart()
        self._left_px -= self._speed_px_s * elapsed_s * self._canvas.devicePixelRatioF()
        self._speed_px_s *= math.exp(-elapsed_s / _SLOWS_S)
        whole = int(self._left_px)
        self._left_px -= whole
        self._canvas.move_by_px(whole)
        is_at_end = whole != 0 and self._canvas.page.start_px == self._start_px
        self._start_px = self._canvas.page.start_px
        if is_at_end or abs(self._speed_px_s) < _SLOWEST_PX_S:
            self.stop()

    # ---------------------------------------------------------------- two fingers

    def _on_pair(self, a: QPointF, b: QPointF) -> None:
        self._release()
        self._start = None
        before, self._pair = self._pair, (a, b)
        if before is None:
            self._hand.take_over()
            return
        ratio = self._canvas.devicePixelRatioF()
        (old_x, old_y), (new_x, new_y) = _spread(*before), _spread(a, b)
        middle_x = (a.x() + b.x()) / 2
        self._canvas.move_by_px(((before[0].x() + before[1].x()) / 2 - middle_x) * ratio)
        if (new_x, new_y) != (old_x, old_y):
            self._canvas.zoom(new_x / old_x, new_y / old_y, middle_x * ratio)


def _spread(a: QPointF, b: QPointF) -> tuple[float, float]:
    """How far apart two fingers are along time and amplitude, at least so much that no zoom jumps."""
    return max(_LEAST_SPREAD_PX, abs(a.x() - b.x())), max(_LEAST_SPREAD_PX, abs(a.y() - b.y()))


def scroll_by_finger(area: QAbstractScrollArea) -> None:
    """A list or a panel follows a finger and goes on after a flick, without bouncing at its ends."""
    if isinstance(area, QAbstractItemView):
        area.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        area.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view = area.viewport()
    QScroller.grabGesture(view, QScroller.ScrollerGestureType.TouchGesture)
    scroller = QScroller.scroller(view)
    properties = scroller.scrollerProperties()
    off = QScrollerProperties.OvershootPolicy.OvershootAlwaysOff
    for metric in (
        QScrollerProperties.ScrollMetric.VerticalOvershootPolicy,
        QScrollerProperties.ScrollMetric.HorizontalOvershootPolicy,
    ):
        properties.setScrollMetric(metric, off)
    scroller.setScrollerProperties(properties)
