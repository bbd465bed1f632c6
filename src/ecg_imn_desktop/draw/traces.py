"""Traces on a raster: one polyline a lead, coloured by evidence through a pen with a texture one pixel high.

Measured against the other ways (one curve per colour, images behind curves): a texture pen costs no more than a plain
one. Pens stay one pixel wide, wider ones leave Qt's fast path; a thicker line is several passes side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

from .colours import AttributionScale
from .evidence import ClassEvidence
from .frame import Frame
from .polygons import finite_runs, polygon
from .theme import Theme
from .tints import Tints, tints_of


class Show(Enum):
    """How evidence is shown on a trace."""

    LINE = "line"
    BAND = "band"
    BOTH = "both"
    NONE = "none"

    @property
    def has_line(self) -> bool:
        """The trace itself is coloured."""
        return self in (Show.LINE, Show.BOTH)

    @property
    def has_band(self) -> bool:
        """A band stands behind the trace."""
        return self in (Show.BAND, Show.BOTH)


@dataclass(frozen=True)
class Attribution:
    """What to colour by: the evidence of one class, its scale, and how to show it."""

    evidence: ClassEvidence
    scale: AttributionScale
    show: Show = Show.LINE
    opacity: float = 1.0  # of the band


# Above this many samples a pixel, each pixel column gets its lowest and highest sample only: the same picture, faster.
MAX_SAMPLES_PER_PX = 4

# A column of pixels in which the trace is lower than this gets one point instead of two.
MIN_HEIGHT_PX = 0.5

# Height of the band, each side of the baseline, as a share of the strip's height.
BAND_SHARE = 0.42

_PASSES: dict[int, tuple[tuple[float, float], ...]] = {
    1: ((0.0, 0.0),),
    2: ((0.0, 0.0), (0.0, 1.0)),
    3: ((0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)),
}


def draw_strip(
    painter: QPainter,
    frame: Frame,
    lead: str,
    mv: NDArray[np.floating],
    fs: float,
    theme: Theme,
    attribution: Attribution | None = None,
    *,
    from_px: float | None = None,
    to_px: float | None = None,
    thickness_px: int = 1,
) -> None:
    """Paint band and trace of one lead, ``mv`` (sample,) over the whole record, NaN = gap.

    ``from_px``/``to_px`` limit what is painted (a newly exposed strip of a scrolled pixmap); ``lead`` names the row of
    the evidence; ``thickness_px`` is 1, 2 or 3. Smooth edges as the painter's hints say.
    """
    left, right = _limits(frame, from_px, to_px)
    if right <= left:
        return
    painter.save()
    _prepare(painter, frame, lead, theme, attribution, left, right)
    if fs > MAX_SAMPLES_PER_PX * frame.px_per_s:
        # Two columns more on either side: the outermost may be cut, and no line from it may reach into view.
        x, y = _columns(frame, mv, fs, np.floor(left) - 2, np.ceil(right) + 2)
    else:
        x, y = frame.points(mv, fs, left, right)
    _draw_lines(painter, x, y, thickness_px)
    painter.restore()


def _limits(frame: Frame, from_px: float | None, to_px: float | None) -> tuple[float, float]:
    left = frame.x_px if from_px is None else max(frame.x_px, from_px)
    right = frame.right_px if to_px is None else min(frame.right_px, to_px)
    return left, right


def _prepare(
    painter: QPainter,
    frame: Frame,
    lead: str,
    theme: Theme,
    attribution: Attribution | None,
    left: float,
    right: float,
) -> None:
    """Keep to [left, right), paint the band, and leave the painter with the pen of the trace."""
    painter.setClipRect(QRectF(left, -1e6, right - left, 2e6), Qt.ClipOperation.IntersectClip)
    tints = None
    if attribution is not None and attribution.show is not Show.NONE:
        tints = tints_of(attribution, frame, left, right)
        if tints.band is not None:
            draw_band(painter, frame, lead, tints)
    _set_pen(painter, lead, theme, tints)


def _set_pen(painter: QPainter, lead: str, theme: Theme, tints: Tints | None) -> None:
    if tints is None or tints.line is None:
        painter.setPen(QPen(QColor(theme.trace), 1))
        return
    colours = tints.line[tints.row(lead)]
    image = QImage(colours.data, len(colours), 1, 4 * len(colours), QImage.Format.Format_RGB32).copy()
    brush = QBrush(image)
    brush.setTransform(QTransform.fromTranslate(tints.first_px, 0))
    painter.setPen(QPen(brush, 1))


def draw_band(painter: QPainter, frame: Frame, lead: str, tints: Tints) -> None:
    """Evidence for the class above the baseline, against it below: a second cue beside the colour."""
    assert tints.band is not None
    colours = tints.band[tints.row(lead)]  # (2, column)
    count = colours.shape[1]
    image = QImage(colours.data, count, 2, 4 * count, QImage.Format.Format_ARGB32_Premultiplied)
    height = round(BAND_SHARE * frame.height_px)
    painter.drawImage(QRectF(tints.first_px, round(frame.y_px) - height, count, 2 * height), image)


def _columns(
    frame: Frame, mv: NDArray[np.floating], fs: float, left: float, right: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line through the lowest and highest point of each pixel column; one with a gap in it keeps what there is."""
    first, last, starts, places = _under_columns(
        frame.x_px, frame.start_s, frame.px_per_s, fs, len(mv), float(left), float(right)
    )
    if len(starts) == 0:
        return np.empty(0), np.empty(0)
    samples = mv[first:last]
    low, high = (
        frame.y_px - extreme.reduceat(samples, starts).astype(np.float64) * frame.px_per_mv
        for extreme in (np.fmin, np.fmax)
    )
    return _zigzag(places, low, high)


@lru_cache(maxsize=8)
def _under_columns(
    x_px: float, start_s: float, px_per_s: float, fs: float, n_samples: int, left: float, right: float
) -> tuple[int, int, NDArray[np.int64], NDArray[np.float64]]:
    """The samples [first, last) from ``left`` to ``right``, where in them a pixel column begins, and its middle.

    All leads of a column of the layout share it, whatever their voltages.
    """
    frame = Frame(x_px, 0.0, 0.0, 0.0, start_s, px_per_s, 1.0)
    first, last = frame.samples(n_samples, fs, left, right)
    column = np.floor(frame.x(np.arange(first, last) / fs)).astype(np.int64)
    starts = np.flatnonzero(np.diff(column, prepend=column[0] - 1)) if last > first else column
    return first, last, starts, column[starts].astype(np.float64) + 0.5


def _zigzag(
    column: NDArray[np.floating], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line (x, y) through the lowest and the highest place of each column (n,).

    Where the trace falls from the column before to the one after, the highest comes first, where it rises the lowest;
    a column lower than half a pixel has one point. That is the same picture in a third of the time.
    """
    middle = low + high
    is_falling = np.zeros(len(middle), dtype=bool)  # places grow downwards
    if len(middle) > 1:
        np.greater(middle[2:], middle[:-2], out=is_falling[1:-1])
        is_falling[0], is_falling[-1] = middle[1] > middle[0], middle[-1] > middle[-2]
    count = 1 + ~(low - high < MIN_HEIGHT_PX)
    first = np.cumsum(count) - count
    is_flat = count == 1
    y = np.repeat(np.where(is_falling, low, high), count)
    y[first] = np.where(is_flat, 0.5 * (low + high), np.where(is_falling, high, low))
    return np.repeat(column.astype(np.float64), count), y


def _draw_lines(painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64], thickness_px: int) -> None:
    for first, last in finite_runs(y):
        points = polygon(x[first:last], y[first:last])
        for dx, dy in _PASSES[thickness_px]:
            painter.translate(dx, dy)
            if last - first == 1:
                painter.drawPoint(QPointF(x[first], y[first]))
            else:
                painter.drawPolyline(points)
            painter.translate(-dx, -dy)
