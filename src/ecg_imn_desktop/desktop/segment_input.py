"""Drawing over a stretch of a lead with the mouse, to remove it (what if), and the hatching of what is removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPen

from ..draw.theme import Theme
from .canvas import EcgCanvas
from .canvas_input import CanvasInput
from .pointing import strip_under
from .view import Page, StripFrame

# A shorter drag is a slip of the hand.
_MIN_S = 0.01

Span = tuple[str, float, float]  # lead, start and end in seconds of the record


class SegmentInput(QObject):
    """While it is on, a drag on a lead chooses a stretch of it (with Shift: of all leads).

    Signals: ``selected(str | None, float, float)`` lead (None: all), start and end in seconds of the record;
    ``turned(bool)`` on or off.
    """

    selected = Signal(object, float, float)
    turned = Signal(bool)

    def __init__(self, canvas: EcgCanvas, hand: CanvasInput) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hand = hand
        self._is_on = False
        self._from: tuple[StripFrame, float] | None = None
        self._to_s = 0.0
        self._is_for_all = False
        self.removed: Sequence[Span] = ()
        canvas.installEventFilter(self)
        canvas.overlays.insert(0, self._paint)

    @property
    def is_on(self) -> bool:
        """Whether a drag chooses a stretch."""
        return self._is_on

    def turn(self, on: bool) -> None:
        """On or off."""
        if on != self._is_on:
            self._is_on, self._from = on, None
            if on:
                self._canvas.setCursor(Qt.CursorShape.SplitHCursor)
            else:
                self._hand.show_cursor()
            self._canvas.update()
            self.turned.emit(on)

    def show_removed(self, spans: Sequence[Span]) -> None:
        """Hatch these stretches."""
        self.removed = tuple(spans)
        self._canvas.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the drag."""
        if not self._is_on or not isinstance(event, QMouseEvent) or self._canvas.scene.record is None:
            return False
        at = event.position() * self._canvas.devicePixelRatioF()
        kind, is_left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonPress and is_left:
            self._begin(at, is_for_all=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        if kind == QEvent.Type.MouseMove and self._from is not None:
            self._to_s = self._from[0].frame.time_s(at.x())
            self._canvas.update()
            return True
        if kind == QEvent.Type.MouseButtonRelease and is_left and self._from is not None:
            self._end()
            return True
        return False

    def _begin(self, at: QPointF, *, is_for_all: bool) -> None:
        self._canvas.setFocus()
        strip = strip_under(self._canvas.page, self._canvas.scene, at.x(), at.y())
        if strip is not None:
            self._hand.take_over()
            self._to_s = strip.frame.time_s(at.x())
            self._from, self._is_for_all = (strip, self._to_s), is_for_all

    def _end(self) -> None:
        assert self._from is not None
        (strip, from_s), self._from = self._from, None
        start_s, end_s = sorted((from_s, self._to_s))
        self._canvas.update()
        if end_s - start_s >= _MIN_S:
            lead = None if self._is_for_all else strip.strip.lead.removeprefix("-")
            self.selected.emit(lead, max(0.0, start_s), end_s)

    # ---------------------------------------------------------------- painting

    def _paint(self, painter: QPainter, page: Page) -> None:
        theme = self._canvas.theme
        by_lead: dict[str, list[tuple[float, float]]] = {}
        for lead, start_s, end_s in self.removed:
            by_lead.setdefault(lead, []).append((start_s, end_s))
        for s in page.strips:
            for span in by_lead.get(s.strip.lead.removeprefix("-"), ()):
                paint_removed(painter, s, span, theme)
        if self._from is not None:
            own = self._from[0].strip.lead
            for s in page.strips:
                if self._is_for_all or s.strip.lead == own:
                    _paint_choice(painter, s, (self._from[1], self._to_s), theme)


def _box(s: StripFrame, span: tuple[float, float], share: float) -> QRectF | None:
    """The part of a strip that a span covers; None if it is not on the page."""
    left, right = sorted((s.frame.x(span[0]), s.frame.x(span[1])))
    left, right = max(left, s.frame.x_px), min(right, s.frame.right_px)
    height = share * s.frame.height_px
    return QRectF(left, s.frame.y_px - height / 2, right - left, height) if right > left else None


def paint_removed(painter: QPainter, s: StripFrame, span: tuple[float, float], theme: Theme) -> None:
    """Fade and hatch a stretch."""
    box = _box(s, span, 0.9)
    if box is None:
        return
    veil = QColor(theme.background)
    veil.setAlpha(150)
    painter.fillRect(box, veil)
    painter.fillRect(box, QBrush(QColor(theme.muted), Qt.BrushStyle.BDiagPattern))


def _paint_choice(painter: QPainter, s: StripFrame, span: tuple[float, float], theme: Theme) -> None:
    box = _box(s, span, 0.9)
    if box is not None:
        fill = QColor(theme.accent)
        fill.setAlpha(40)
        painter.fillRect(box, fill)
        painter.setPen(QPen(QColor(theme.accent), 1))
        painter.drawRect(box)
