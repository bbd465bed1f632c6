"""The scale of the evidence colours, with numbers and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ..core.rounding import two_digits
from .colours import AttributionScale
from .theme import Theme

_CELLS = 61


@dataclass(frozen=True)
class LegendWords:
    """What the legend says; a window gives translated ones."""

    against: str = "against"
    pro: str = "for"
    unit: str = "logit per second"


ENGLISH = LegendWords()


def legend_numbers(scale: AttributionScale) -> tuple[str, str, str]:
    """The three numbers under the bar: -limit, 0, +limit (with a true minus sign)."""
    limit = two_digits(scale.limit)
    return f"\u2212{limit}", "0", f"+{limit}"


def draw_legend(
    painter: QPainter,
    rect: QRectF,
    scale: AttributionScale,
    theme: Theme,
    font: QFont,
    words: LegendWords = ENGLISH,
    sides: str = "both",
) -> None:
    """Paint the bar with its words beside it and numbers and unit below, filling ``rect`` (about 40 letters wide).

    The upper third of the bar is the colour of the line, the rest the colour of the band. Where ``sides`` is "for" or
    "against", the other half has the colour that the traces have there, that of no evidence, and its word is grey.
    """
    metrics = QFontMetricsF(font)
    left_word, right_word = words.against, words.pro
    gap = 0.6 * metrics.averageCharWidth()
    left_px = metrics.horizontalAdvance(left_word) + gap
    right_px = metrics.horizontalAdvance(right_word) + gap
    text_px = metrics.height()
    bar = QRectF(rect.left() + left_px, rect.top(), rect.width() - left_px - right_px, rect.height() - text_px)
    painter.save()
    painter.setFont(font)
    _draw_bar(painter, bar, scale, theme, sides)
    middle = Qt.AlignmentFlag.AlignVCenter
    left = QRectF(rect.left(), bar.top(), left_px - gap, bar.height())
    right = QRectF(bar.right() + gap, bar.top(), right_px - gap, bar.height())
    no_clip = Qt.TextFlag.TextDontClip
    painter.setPen(QColor(theme.muted if sides == "for" else theme.text))
    painter.drawText(left, int(middle | Qt.AlignmentFlag.AlignRight | no_clip), left_word)
    painter.setPen(QColor(theme.muted if sides == "against" else theme.text))
    painter.drawText(right, int(middle | Qt.AlignmentFlag.AlignLeft | no_clip), right_word)
    painter.setPen(QColor(theme.text))
    below = QRectF(rect.left(), bar.bottom(), rect.width(), text_px)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | no_clip)
    low, zero, high = legend_numbers(scale)
    for place, number in ((bar.left(), low), (bar.center().x(), zero), (bar.right(), high)):
        painter.drawText(QRectF(place - bar.width() / 4, below.top(), bar.width() / 2, text_px), flags, number)
    free_from = bar.center().x() + metrics.horizontalAdvance(zero) / 2
    free_px = bar.right() - metrics.horizontalAdvance(high) / 2 - free_from
    painter.drawText(QRectF(free_from, below.top(), free_px, text_px), flags, words.unit)
    painter.restore()


def _draw_bar(painter: QPainter, bar: QRectF, scale: AttributionScale, theme: Theme, sides: str) -> None:
    low, high = (0.0 if sides == "for" else -scale.limit), (0.0 if sides == "against" else scale.limit)
    density = np.clip(np.linspace(-scale.limit, scale.limit, _CELLS), low, high)
    line_height = bar.height() / 3
    band = scale.band_rgba(density).astype(np.float64)
    paper = QColor(theme.background)
    ground = np.array([paper.red(), paper.green(), paper.blue()])
    alpha = band[:, 3:] / 255
    opaque_band = np.rint(alpha * band[:, :3] + (1 - alpha) * ground)
    for i in range(_CELLS):  # each cell reaches to the end and the next covers it: no seams between cells
        x = bar.left() + i * bar.width() / _CELLS
        upper = QRectF(x, bar.top(), bar.right() - x, line_height)
        lower = QRectF(x, upper.bottom(), upper.width(), bar.height() - line_height)
        painter.fillRect(upper, QColor(*(int(c) for c in scale.rgba(density[i]))))
        painter.fillRect(lower, QColor(*(int(c) for c in opaque_band[i])))
    painter.setPen(QPen(QColor(theme.muted), 0))
    painter.drawLine(QPointF(bar.center().x(), bar.top()), QPointF(bar.center().x(), bar.bottom()))
