"""What lies in the canvas' backing pixmap, painted by pixel columns: ground, grid, shaded waves, bands and traces.

All in device pixels. Grid and traces are worked out by numpy in a picture in memory, for all leads at once.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ..draw.grid import grid_lines
from ..draw.raster import Stretches, blend, joined, stretches
from ..draw.theme import Theme
from ..draw.tints import Tints, tints_of
from ..draw.traces import MAX_SAMPLES_PER_PX, Show, draw_band
from .paint import WAVE_COLOURS, Scene, is_awaiting
from .view import Page, StripFrame, step_mm

if TYPE_CHECKING:
    from ..core.measurements import Fiducials

_WAVE_SPANS = (
    ("P", "p_onset", "p_offset"),
    ("QRS", "qrs_onset", "qrs_offset"),
    ("ST-T", "qrs_offset", "t_offset"),
)
_WAVE_ALPHA = 30  # of 255: traces stay readable on every theme

# In samples: one that stands on the edge of a column belongs to it, wherever the first column is.
_ROUNDING = 1e-6

# The picture in memory is kept: a new one costs the system a page fault for every thousand pixels.
_memory = np.empty(0, np.uint32)


def paint_columns(
    painter: QPainter, page: Page, scene: Scene, theme: Theme, first: int, last: int, *, thickness: int
) -> None:
    """Paint the pixel columns [first, last), with traces of ``thickness`` 1, 2 or 3 pixels."""
    pixels = _pixels(page.screen.height_px, last - first)
    _draw_grid(pixels, page, theme, first)
    image = QImage(pixels.data, last - first, len(pixels), 4 * (last - first), QImage.Format.Format_RGB32)
    if scene.record is not None:
        if scene.shows_waves and scene.fiducials is not None:
            _shade_waves(image, page, scene.fiducials, first, last)
        if not is_awaiting(page, scene):
            seen = [s for s in page.strips if s.frame.right_px > first and s.frame.x_px < last]
            for _, strips in groupby(seen, key=lambda s: (s.frame.x_px, s.frame.right_px)):
                _draw_traces(pixels, image, tuple(strips), scene, theme, (first, last), thickness)
    painter.drawImage(first, 0, image)


def _pixels(height: int, width: int) -> NDArray[np.uint32]:
    """Memory for a picture, uint32 (row, column), with anything in it."""
    global _memory
    if _memory.size < height * width:
        _memory = np.empty(height * width, np.uint32)
    return _memory[: height * width].reshape(height, width)


def _rgb(colour: str) -> np.uint32:
    return np.uint32(0xFF000000 | int(colour[1:], 16))


# ---------------------------------------------------------------- ground


def _draw_grid(pixels: NDArray[np.uint32], page: Page, theme: Theme, first: int) -> None:
    """Ground and crisp lines of one pixel.

    Along time they are fixed to the record, so that they scroll with it; left of the traces they stand still with the
    calibration pulse. A row of pixels is one of three kinds: on a small line, on a large one, on none.
    """
    height, width = pixels.shape
    left = page.edges_px[0]
    kinds = np.empty((3, width), np.uint32)
    kinds[:] = np.array([[_rgb(c)] for c in (theme.background, theme.grid_minor, theme.grid_major)])
    row_kinds = np.zeros(height, np.intp)
    for is_major, colour in ((False, theme.grid_minor), (True, theme.grid_major)):
        still = _lines(first - 1, min(first + width, left) - 0.5, page.cell_x_px, float(left), is_major)
        moving = _lines(max(first - 1, left), first + width + 1, page.cell_x_px, float(left - page.start_px), is_major)
        at = np.floor(np.concatenate([still, moving])).astype(np.intp) - first
        kinds[:2, at[(at >= 0) & (at < width)]] = _rgb(colour)
        rows = np.floor(_lines(0, height, page.cell_y_px, 0.0, is_major)).astype(np.intp)
        row_kinds[rows[rows < height]] = 2 if is_major else 1
    np.take(kinds, row_kinds, axis=0, out=pixels, mode="clip")


def _lines(first: float, last: float, cell_px: float, origin: float, is_major: bool) -> NDArray[np.float64]:
    """Places of the small (or large) lines; far zoomed out, of as many of the large ones as the eye can take."""
    step = step_mm(cell_px)
    if step > 1:
        return grid_lines(first, last, step * cell_px, origin)[0] if is_major else np.empty(0)
    places, majors = grid_lines(first, last, cell_px, origin)
    return np.asarray(places[majors == is_major])


def _shade_waves(image: QImage, page: Page, fiducials: Fiducials, first: int, last: int) -> None:
    painter = QPainter(image)
    painter.translate(-first, 0)
    edges = _row_edges(page)
    for s in page.strips:
        top, bottom = edges[s.strip.row], edges[s.strip.row + 1]
        low, high = max(first, s.frame.x_px), min(last, s.frame.right_px)
        for wave, onset, offset in _WAVE_SPANS:
            colour = QColor(WAVE_COLOURS[wave])
            colour.setAlpha(_WAVE_ALPHA)
            for begin_s, end_s in zip(fiducials.of(onset), fiducials.of(offset), strict=True):
                left = max(low, round(s.frame.x(begin_s))) if np.isfinite(begin_s + end_s) else high
                right = min(high, round(s.frame.x(end_s))) if left < high else left
                if right > left:
                    painter.fillRect(QRectF(left, top, right - left, bottom - top), colour)
    painter.end()


def _row_edges(page: Page) -> list[int]:
    """Where one row ends and the next begins: half way between their baselines, without gap or overlap."""
    y = page.row_y_px
    half = page.strips[0].frame.height_px / 2 if page.strips else 0.0
    between = [(above + below) / 2 for above, below in pairwise(y)]
    return [round(edge) for edge in (y[0] - half, *between, y[-1] + half)] if y else []


# ---------------------------------------------------------------- traces


def _draw_traces(
    pixels: NDArray[np.uint32],
    image: QImage,
    strips: tuple[StripFrame, ...],
    scene: Scene,
    theme: Theme,
    columns: tuple[int, int],
    thickness: int,
) -> None:
    """Bands and traces of strips that stand over the same time, in the columns [first, last)."""
    frame = strips[0].frame
    first, last = max(columns[0], int(frame.x_px)), min(columns[1], int(frame.right_px))
    tints = None
    if scene.attribution is not None and scene.attribution.show is not Show.NONE:
        tints = tints_of(scene.attribution, frame, first, last)
    if tints is not None and tints.band is not None:
        _draw_bands(image, strips, tints, columns[0])
    if tints is not None and tints.line is not None:
        colours = tints.line[[tints.row(s.strip.lead) for s in strips]]
    else:
        colours = np.full((len(strips), 1), _rgb(theme.trace))
    blend(pixels, _stretches(strips, scene, first, last), colours, thickness, columns[0])


def _draw_bands(image: QImage, strips: tuple[StripFrame, ...], tints: Tints, first: int) -> None:
    painter = QPainter(image)
    painter.translate(-first, 0)
    for s in strips:
        draw_band(painter, s.frame, s.strip.lead, tints)
    painter.end()


def _stretches(strips: tuple[StripFrame, ...], scene: Scene, first: int, last: int) -> Stretches:
    """Where the traces run from the column before ``first`` to the one after ``last - 1``."""
    record, frame = scene.record, strips[0].frame
    assert record is not None
    first, last = first - 1, last + 1
    if scene.pyramid is None or record.fs <= MAX_SAMPLES_PER_PX * frame.px_per_s:
        rows = [scene.rows[s.strip.lead] for s in strips]
        return stretches(frame, np.array([s.frame.y_px for s in strips]), rows, record.fs, first, last)
    # One column more on either side: how far the outermost reach depends on their neighbours.
    begin, end = (frame.time_s(x) * record.fs + _ROUNDING for x in (first - 1, last + 1))
    count = last - first + 2
    lows, highs = scene.pyramid.columns(begin, end, count)
    low, high = np.empty((2, len(strips), count))
    for i, s in enumerate(strips):
        name = s.strip.lead.removeprefix("-")
        row = record.lead_names.index(name)
        ends = (lows[row], highs[row]) if name == s.strip.lead else (-highs[row], -lows[row])
        low[i], high[i] = (s.frame.y_px - mv * s.frame.px_per_mv for mv in ends)
    return joined(first - 1, high, low).between(1, count - 1)
