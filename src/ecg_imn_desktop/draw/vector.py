"""Traces on paper: paths in a few colours instead of a texture, so that the page stays a vector drawing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from .frame import Frame
from .polygons import finite_runs, polygon, polylines
from .theme import Theme
from .traces import BAND_SHARE, Attribution

# Steps of colour on each side of 0. The eye does not tell more of them apart on a line of 0.25 mm.
_STEPS = 12
_GAP = 2 * _STEPS  # instead of a step of colour: there is no line


def draw_strip_vector(
    painter: QPainter,
    frame: Frame,
    lead: str,
    mv: NDArray[np.floating],
    fs: float,
    theme: Theme,
    attribution: Attribution | None,
    pen_px: float,
) -> None:
    """Paint band and trace of one lead, ``mv`` (sample,) over the whole record, NaN = gap, as paths.

    Points of the trace stand on whole units of the paper (0.01 mm: 1 µV at 10 mm/mV, 0.4 ms at 25 mm/s, half a dot at
    1,200 dpi) from the start of the strip and 0 mV, where samples in steps of 1 µV at 500 Hz stand anyway. Fractions
    would be nothing but digits, which make a PDF half as long again and slower to write.
    """
    painter.save()
    painter.setClipRect(QRectF(frame.x_px, -1e6, frame.width_px, 2e6), Qt.ClipOperation.IntersectClip)
    if attribution is not None and attribution.show.has_band:
        _draw_band(painter, frame, lead, attribution)
    painter.translate(frame.x_px, frame.y_px)
    frame = replace(frame, x_px=0.0, y_px=0.0)
    x, y = frame.points(mv, fs, 0.0, frame.right_px)
    if attribution is not None and attribution.show.has_line:
        _draw_coloured(painter, frame, lead, x, y, attribution, pen_px)
    else:
        painter.setPen(_pen(QColor(theme.trace), pen_px))
        for first, last in finite_runs(y):
            painter.drawPolyline(polygon(np.rint(x[first:last]), np.rint(y[first:last])))
    painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _colour(rgba: NDArray[np.uint8]) -> QColor:
    return QColor(*(int(channel) for channel in rgba))


def _levels(position: NDArray[np.float64]) -> NDArray[np.intp]:
    """Colour step of each position -1...1 on the map: -STEPS ... STEPS."""
    return np.rint(position * _STEPS).astype(np.intp)


def _runs(levels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Stretches of equal level, rows of (first, last, level), last exclusive."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(levels)) + 1, [len(levels)]))
    return np.column_stack([edges[:-1], edges[1:], levels[edges[:-1]]]) if len(levels) else np.zeros((0, 3), np.intp)


def _draw_coloured(
    painter: QPainter,
    frame: Frame,
    lead: str,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    attribution: Attribution,
    pen_px: float,
) -> None:
    """One path per colour; the stretch from a sample to the next has the mean evidence of that time."""
    if len(x) < 2:
        return
    edges_s = frame.start_s + (x - frame.x_px) / frame.px_per_s
    levels = _levels(attribution.scale.line_position(attribution.evidence.mean_density(lead, edges_s)))
    is_drawn = np.isfinite(y[:-1]) & np.isfinite(y[1:])
    runs = _runs(np.where(is_drawn, levels, _GAP))
    x, y = np.rint(x), np.rint(y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for level in sorted(np.unique(levels[is_drawn]).tolist(), key=abs):  # the strongest evidence on top
        first, last, _ = runs[runs[:, 2] == level].T
        path = polylines(x, y, first, last + 1)
        painter.strokePath(path, _pen(_colour(attribution.scale.rgba_at(level / _STEPS)), pen_px))


def _draw_band(painter: QPainter, frame: Frame, lead: str, attribution: Attribution) -> None:
    """Evidence for the class above the baseline, against it below, one rectangle per stretch of equal colour."""
    evidence, scale = attribution.evidence, attribution.scale
    n_cells = max(1, round(frame.width_px / frame.px_per_s * evidence.fs))
    edges_px = frame.x_px + np.linspace(0.0, frame.width_px, n_cells + 1)
    edges_s = frame.start_s + (edges_px - frame.x_px) / frame.px_per_s
    levels = _levels(scale.position(evidence.mean_density(lead, edges_s)))
    height = BAND_SHARE * frame.height_px
    scale = replace(scale, threshold=0.0)  # the levels have it already
    for first, last, level in _runs(levels).tolist():
        if level:
            top = frame.y_px - height if level > 0 else frame.y_px
            cell = QRectF(edges_px[first], top, edges_px[last] - edges_px[first], height)
            painter.fillRect(cell, _colour(scale.band_rgba(level / _STEPS * scale.limit, attribution.opacity)))
