"""What is laid over the ECG: calipers and the read-out under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ..draw.theme import Theme
from ..report.words import clock, signed
from .view import Page, StripFrame

if TYPE_CHECKING:
    from .calipers import Caliper

_TAG_MARGINS_PX = 14
_FOOT_ALPHA = 110  # of 255


@dataclass(frozen=True)
class Hover:
    """What lies under the pointer; ``density`` in logit per second, None without attribution."""

    lead: str
    time_s: float
    mv: float
    density: float | None = None

    def text(self) -> str:
        """The read-out."""
        mv = signed(self.mv, 2) + " mV"
        if self.mv != self.mv:
            mv = QCoreApplication.translate("Hover", "no signal")
        parts = [f"{self.lead}", f"{self.time_s:.3f} s" if self.time_s < 60 else clock(self.time_s, 3), mv]
        if self.density is not None and self.density == self.density:
            parts.append(f"{signed(self.density, 2)} {QCoreApplication.translate('Hover', 'logit/s')}")
        return "   ".join(parts)


def paint_hover(
    painter: QPainter, page: Page, hover: Hover, theme: Theme, font: QFont, *, is_below: bool = False
) -> None:
    """A hairline through all rows at that time, a dot on the trace, and the read-out above or below it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    line = QColor(theme.muted)
    line.setAlpha(130)
    for s in page.strips:
        x = s.frame.x(hover.time_s)
        if s.frame.x_px <= x <= s.frame.right_px:
            painter.setPen(QPen(line, 1))
            half = s.frame.height_px / 2
            painter.drawLine(QLineF(round(x) + 0.5, s.frame.y_px - half, round(x) + 0.5, s.frame.y_px + half))
    own = page.strip_of(hover.lead.removeprefix("-"), hover.time_s)
    if own is None:
        return
    x, y = own.frame.x(hover.time_s), own.frame.y_px
    if hover.mv == hover.mv:
        y = own.frame.y(hover.mv)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(x, y), 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    paint_tag(
        painter, page, x + 12, y + 12 if is_below else y - 12 - _tag_height(font), hover.text(), theme.text, theme, font
    )


def paint_tag(
    painter: QPainter,
    page: Page,
    x: float,
    y: float,
    text: str,
    colour: str,
    theme: Theme,
    font: QFont,
    *,
    room_px: float | None = None,
    alpha: int = 238,
) -> None:
    """Text on a small plate that stays on the canvas, and within ``room_px`` from ``x`` on if that is given."""
    room = (page.screen.width_px if room_px is None else room_px) - _TAG_MARGINS_PX - 4
    wanted = QFontMetricsF(font).horizontalAdvance(text)
    if wanted > room:  # large text on a narrow canvas: all of it, smaller
        font = QFont(font)
        font.setPixelSize(max(8, int(font.pixelSize() * room / wanted)))
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + _TAG_MARGINS_PX, _tag_height(font)
    x = min(max(2.0, x), page.screen.width_px - width - 2)
    y = min(max(2.0, y), page.screen.height_px - height - 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(theme.grid_major), 1))
    plate = QColor(theme.background)
    plate.setAlpha(alpha)
    painter.setBrush(plate)
    painter.drawRoundedRect(QRectF(x, y, width, height), 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(colour))
    painter.setFont(font)
    painter.drawText(QPointF(x + 7, y + 3 + metrics.ascent()), text)


def paint_foot(
    painter: QPainter, page: Page, text: str, taken: Sequence[QRectF], colour: str, theme: Theme, font: QFont
) -> None:
    """Text at the foot of the page, from the left, clear of what is ``taken``; the trace is seen through its plate."""
    top = page.screen.height_px - _tag_height(font) - 2
    left, gaps = page.edges_px[0] + 2.0, []
    for plate in sorted((p for p in taken if p.bottom() > top), key=lambda p: p.left()):
        gaps.append((left, plate.left() - 4))
        left = plate.right() + 4
    gaps.append((left, page.screen.width_px - 2.0))
    wanted = QFontMetricsF(font).horizontalAdvance(text) + _TAG_MARGINS_PX + 4
    widest = max(gaps, key=lambda gap: gap[1] - gap[0])
    first, last = next((gap for gap in gaps if gap[1] - gap[0] >= wanted), widest)
    paint_tag(
        painter, page, first, page.screen.height_px, text, colour, theme, font, room_px=last - first, alpha=_FOOT_ALPHA
    )


def tag_at_corner(page: Page, text: str, font: QFont) -> QRectF:
    """Where a tag stands that is put into the lower right corner."""
    width, height = QFontMetricsF(font).horizontalAdvance(text) + _TAG_MARGINS_PX, _tag_height(font)
    return QRectF(page.screen.width_px - width - 2, page.screen.height_px - height - 2, width, height)


def foot_height(font: QFont) -> float:
    """How high from the lower edge of the page what is written at its foot reaches."""
    return _tag_height(font) + 2


def _tag_height(font: QFont) -> float:
    return QFontMetricsF(font).height() + 6


def paint_calipers(
    painter: QPainter, page: Page, calipers: Sequence[Caliper], marches: bool, theme: Theme, font: QFont
) -> None:
    """Every caliper; of the last one the marches, if asked for."""
    for index, caliper in enumerate(calipers):
        is_last = index == len(calipers) - 1
        for s in page.strips:
            if s.strip.lead == caliper.lead:
                _paint_caliper(painter, page, s, caliper, marches and is_last, theme, font)


def _paint_caliper(
    painter: QPainter, page: Page, s: StripFrame, caliper: Caliper, marches: bool, theme: Theme, font: QFont
) -> None:
    frame = s.frame
    half = frame.height_px / 2
    x0, x1 = frame.x(caliper.start_s), frame.x(caliper.end_s)
    y0, y1 = frame.y(caliper.start_mv), frame.y(caliper.end_mv)
    if max(x0, x1) < frame.x_px or min(x0, x1) > frame.right_px:
        return
    painter.save()
    painter.setClipRect(QRectF(frame.x_px, 0, frame.width_px, page.screen.height_px))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if marches:
        painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DotLine))
        for time_s in caliper.marches_s(frame.start_s, frame.time_s(frame.right_px)):
            x = frame.x(time_s)
            painter.drawLine(QLineF(x, frame.y_px - half, x, frame.y_px + half))
    painter.setPen(QPen(QColor(theme.accent), 1.4))
    if caliper.has_time:
        top, bottom = min(y0, y1, frame.y_px - 0.6 * half), max(y0, y1, frame.y_px + 0.6 * half)
        painter.drawLine(QLineF(x0, top, x0, bottom))
        painter.drawLine(QLineF(x1, top, x1, bottom))
        level = y1 if caliper.has_mv else y0
        painter.drawLine(QLineF(x0, level, x1, level))
    if caliper.has_mv:
        left, right = min(x0, x1) - 8, max(x0, x1) + 8
        painter.drawLine(QLineF(left, y0, right, y0))
        painter.drawLine(QLineF(left, y1, right, y1))
        painter.drawLine(QLineF(x1, y0, x1, y1))
    painter.restore()
    text = caliper.text(page.mm_per_s, page.mm_per_mv)
    paint_tag(painter, page, max(x0, x1) + 8, min(y0, y1) - 30, text, theme.accent, theme, font)
