"""The millimetre grid and the calibration pulse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from .theme import Theme

# Below this many pixels a millimetre the small squares would be a grey haze: the large ones stay.
MIN_MINOR_PX = 3.0

PULSE_MV = 1.0
PULSE_S = 0.2


def grid_lines(first: float, last: float, px_per_mm: float, origin: float) -> tuple[np.ndarray, np.ndarray]:
    """Places of grid lines within [first, last] along one axis, and which of them are major, bool.

    Lines stand at ``origin + k * px_per_mm``, exact for any fraction of a pixel (no error adds up); every fifth from
    the origin is major.
    """
    k = np.arange(np.ceil((first - origin) / px_per_mm), np.floor((last - origin) / px_per_mm) + 1)
    return origin + k * px_per_mm, k % 5 == 0


def draw_grid(painter: QPainter, rect: QRectF, px_per_mm: float, origin: QPointF, theme: Theme) -> None:
    """Paint a crisp screen grid over ``rect``: each line one whole pixel, the nearest to its exact place.

    ``origin`` is a crossing of two major lines, inside or outside ``rect``. Paints no background.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setClipRect(rect)
    x, x_major = grid_lines(rect.left(), rect.right(), px_per_mm, origin.x())
    y, y_major = grid_lines(rect.top(), rect.bottom(), px_per_mm, origin.y())
    for major, colour in ((False, theme.grid_minor), (True, theme.grid_major)):
        if not major and px_per_mm < MIN_MINOR_PX:
            continue
        for place in x[x_major == major]:
            painter.fillRect(QRectF(np.floor(place), rect.top(), 1, rect.height()), QColor(colour))
        for place in y[y_major == major]:
            painter.fillRect(QRectF(rect.left(), np.floor(place), rect.width(), 1), QColor(colour))
    painter.restore()


def draw_grid_vector(
    painter: QPainter,
    rect: QRectF,
    px_per_mm: float,
    origin: QPointF,
    theme: Theme,
    minor_px: float,
    major_px: float,
) -> None:
    """Paint the grid as lines of ``minor_px`` and ``major_px`` at their exact places (page)."""
    painter.save()
    x, x_major = grid_lines(rect.left(), rect.right(), px_per_mm, origin.x())
    y, y_major = grid_lines(rect.top(), rect.bottom(), px_per_mm, origin.y())
    for major, colour, width in ((False, theme.grid_minor, minor_px), (True, theme.grid_major, major_px)):
        lines = [QLineF(place, rect.top(), place, rect.bottom()) for place in x[x_major == major]]
        lines += [QLineF(rect.left(), place, rect.right(), place) for place in y[y_major == major]]
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLines(lines)
    painter.restore()


def rows_a_pulse(row_y: Sequence[float], height: float, between: float) -> int:
    """Every how many rows a pulse of ``height`` stands: the fewest at which it ends ``between`` below the one above.

    Baselines stand on whole millimetres, so that the distances of the rows differ by one: the smallest decides.
    """
    y = np.asarray(row_y)
    return next((n for n in range(1, len(y)) if np.min(y[n:] - y[:-n]) >= height + between), max(1, len(y)))


def pulse_places(row_y: Sequence[float], height: float, between: float) -> Sequence[float]:
    """Baselines at which a pulse stands, from the first one on (of so many) whose pulse stays on the sheet."""
    step = rows_a_pulse(row_y, height, between)
    first = next((i for i, y in enumerate(row_y[:step]) if y >= height), 0)
    return row_y[first::step]


def draw_calibration(
    painter: QPainter,
    right_px: float,
    y_px: float,
    px_per_s: float,
    px_per_mv: float,
    theme: Theme,
    pen_px: float = 1.0,
) -> None:
    """Paint the pulse of 1 mV x 200 ms that ends, with a short foot, at ``right_px`` on the baseline ``y_px``."""
    width = PULSE_S * px_per_s
    foot = width / 5
    top = y_px - PULSE_MV * px_per_mv
    x0 = right_px - 2 * foot - width
    painter.setPen(QPen(QColor(theme.trace), pen_px))
    painter.drawPolyline(
        [
            QPointF(x0, y_px),
            QPointF(x0 + foot, y_px),
            QPointF(x0 + foot, top),
            QPointF(x0 + foot + width, top),
            QPointF(x0 + foot + width, y_px),
            QPointF(right_px, y_px),
        ]
    )


def draw_change(painter: QPainter, x_px: float, y_px: float, px_per_mm: float, theme: Theme, pen_px: float = 1) -> None:
    """Paint the mark where a row goes on in another lead: a short upright line of 5 mm across the baseline."""
    painter.setPen(QPen(QColor(theme.trace), pen_px))
    half = 2.5 * px_per_mm
    painter.drawLine(QPointF(x_px, y_px - half), QPointF(x_px, y_px + half))
