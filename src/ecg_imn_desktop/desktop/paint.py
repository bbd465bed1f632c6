"""Painting of the canvas: what lies in the backing pixmap (ground, grid, traces) and what is laid over it.

All in device pixels, on a painter whose device has a devicePixelRatio of 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from ..draw.grid import PULSE_MV, PULSE_S, draw_calibration, draw_change, grid_lines
from ..draw.polygons import polygon
from ..draw.theme import Theme
from ..draw.traces import MAX_SAMPLES_PER_PX, Attribution, draw_envelope, draw_strip
from .view import Page, StripFrame, step_mm

if TYPE_CHECKING:
    from ..analysis.pyramid import MinMaxPyramid
    from ..core.measurements import Fiducials
    from ..core.record import Record

# Thick and smooth lines reach this far beyond their points: neighbours outside a strip colour its edge.
_REACH_PX = 3

_TILE_PX = 64

# Shades of the waves (on demand), "#rrggbb" with an opacity that keeps traces readable on every theme.
WAVE_COLOURS: Mapping[str, str] = {"P": "#2a9d8f", "QRS": "#8e6bd6", "ST-T": "#6f8f2f"}
_WAVE_SPANS = (
    ("P", "p_onset", "p_offset"),
    ("QRS", "qrs_onset", "qrs_offset"),
    ("ST-T", "qrs_offset", "t_offset"),
)
_WAVE_ALPHA = 30

_MIN_LABEL_PX = 9
_PLATE_ALPHA = 96  # of 255: a QRS behind a lead's name is still read

# More samples of a lead than this are not read while a picture waits.
_MAX_DIRECT_SAMPLES = 200_000


@dataclass(frozen=True)
class Scene:
    """What is painted: the record and what colours it."""

    record: Record | None = None
    attribution: Attribution | None = None
    fiducials: Fiducials | None = None
    shows_waves: bool = False
    rows: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    pyramid: MinMaxPyramid | None = None
    filter_text: str = ""  # what the rows were filtered by, for the eye
    window: tuple[float, float] | None = None  # what the model reads of a longer record, start and end in s

    @staticmethod
    def rows_of(record: Record) -> dict[str, NDArray[np.float32]]:
        """Every lead by name, and aVR turned upside down for the Cabrera order."""
        rows = {name: record.lead(name) for name in record.lead_names}
        if "aVR" in rows:
            rows["-aVR"] = record.lead("-aVR")
        return rows


def paint_columns(
    painter: QPainter, page: Page, scene: Scene, theme: Theme, first: int, last: int, *, smooth: bool, thickness: int
) -> None:
    """Paint ground, grid and traces of the pixel columns [first, last)."""
    height = page.screen.height_px
    painter.save()
    painter.setClipRect(QRect(first, 0, last - first, height))
    paint_grid(painter, page, theme, first, last)
    if scene.record is not None:
        if scene.shows_waves and scene.fiducials is not None:
            _paint_waves(painter, page, scene.fiducials, first, last)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        is_dense = scene.record.fs > MAX_SAMPLES_PER_PX * page.px_per_s
        awaits = is_awaiting(page, scene)
        for s in page.strips:
            if awaits or s.frame.right_px <= first or s.frame.x_px >= last:
                continue
            if is_dense and scene.pyramid is not None:
                _paint_envelope(painter, s, scene, scene.pyramid, theme, first, last, thickness)
            else:
                draw_strip(
                    painter, s.frame, s.strip.lead, scene.rows[s.strip.lead], scene.record.fs, theme,
                    scene.attribution, from_px=first - _REACH_PX, to_px=last + _REACH_PX, thickness_px=thickness,
                )  # fmt: skip
    painter.restore()


def is_awaiting(page: Page, scene: Scene) -> bool:
    """Whether a long record is shown from so far away that its traces have to wait for the overview."""
    record = scene.record
    if record is None or scene.pyramid is not None or not record.is_stored:
        return False
    return record.fs * page.span_s > _MAX_DIRECT_SAMPLES


def _paint_envelope(
    painter: QPainter,
    s: StripFrame,
    scene: Scene,
    pyramid: MinMaxPyramid,
    theme: Theme,
    first: int,
    last: int,
    thickness: int,
) -> None:
    """A long record from the extremes under each pixel column."""
    record = scene.record
    assert record is not None
    left, right = max(first, int(s.frame.x_px)), min(last, int(s.frame.right_px))
    begin, end = (s.frame.time_s(x) * record.fs for x in (left, right))
    name = s.strip.lead.removeprefix("-")
    row = record.lead_names.index(name)
    lows, highs = _columns(pyramid, begin, end, right - left)
    low, high = lows[row], highs[row]
    if name != s.strip.lead:
        low, high = -high, -low
    draw_envelope(painter, s.frame, s.strip.lead, low, high, left, theme, scene.attribution, thickness_px=thickness)


# The columns worked out last, for all leads: the strips of one column of a layout ask for the same.
_last: tuple[MinMaxPyramid | None, tuple[float, float, int], Any] = (None, (0.0, 0.0, 0), None)


def _columns(
    pyramid: MinMaxPyramid, first: float, last: float, count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    global _last
    if _last[0] is not pyramid or _last[1] != (first, last, count):
        _last = (pyramid, (first, last, count), pyramid.columns(first, last, count))
    columns: tuple[NDArray[np.float32], NDArray[np.float32]] = _last[2]
    return columns


def paint_grid(painter: QPainter, page: Page, theme: Theme, first: int, last: int) -> None:
    """Crisp lines of one pixel.

    Along time they are fixed to the record, so that they scroll with it; left of the traces they stand still with the
    calibration pulse.
    """
    height, left = page.screen.height_px, page.edges_px[0]
    ground = _ground(theme, height, page.cell_y_px)
    if last - first <= _TILE_PX:  # copying is faster than tiling where it is narrow, slower where it is wide
        painter.drawPixmap(first, 0, ground, 0, 0, last - first, height)
    else:
        painter.drawTiledPixmap(first, 0, last - first, height, ground)
    minor, major = QColor(theme.grid_minor), QColor(theme.grid_major)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for is_major, colour in ((False, minor), (True, major)):
        still = _lines(first - 1, min(last, left), page.cell_x_px, float(left), is_major)
        moving = _lines(max(first - 1, left), last + 1, page.cell_x_px, float(left - page.start_px), is_major)
        _draw_verticals(painter, np.concatenate([still, moving]), height, colour)
    for y in _lines(0, height, page.cell_y_px, 0.0, True):  # large squares over small ones
        painter.fillRect(first, int(np.floor(y)), last - first, 1, major)


def _draw_verticals(painter: QPainter, places: NDArray[np.float64], height: int, colour: QColor) -> None:
    """Lines of one pixel from top to bottom, in one stroke that turns round outside of the canvas."""
    if len(places):
        painter.setPen(QPen(colour, 1))
        x = np.repeat(np.floor(places) + 0.5, 2)
        y = np.tile([-9.0, height + 9.0, height + 9.0, -9.0], -(-len(places) // 2))[: len(x)]
        painter.drawPolyline(polygon(x, y))


@lru_cache(maxsize=4)
def _ground(theme: Theme, height: int, cell_px: float) -> QPixmap:
    """The ground with its horizontal small lines, a few pixels wide, to be tiled: one call instead of hundreds."""
    ground = QPixmap(_TILE_PX, height)
    ground.fill(QColor(theme.background))
    painter = QPainter(ground)
    for y in _lines(0, height, cell_px, 0.0, False):
        painter.fillRect(0, int(np.floor(y)), _TILE_PX, 1, QColor(theme.grid_minor))
    painter.end()
    return ground


def _lines(first: float, last: float, cell_px: float, origin: float, is_major: bool) -> NDArray[np.float64]:
    """Places of the small (or large) lines; far zoomed out, of as many of the large ones as the eye can take."""
    step = step_mm(cell_px)
    if step > 1:
        return grid_lines(first, last, step * cell_px, origin)[0] if is_major else np.empty(0)
    places, majors = grid_lines(first, last, cell_px, origin)
    return np.asarray(places[majors == is_major])


def _paint_waves(painter: QPainter, page: Page, fiducials: Fiducials, first: int, last: int) -> None:
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


def _row_edges(page: Page) -> list[int]:
    """Where one row ends and the next begins: half way between their baselines, without gap or overlap."""
    y = page.row_y_px
    half = page.strips[0].frame.height_px / 2 if page.strips else 0.0
    between = [(above + below) / 2 for above, below in pairwise(y)]
    return [round(edge) for edge in (y[0] - half, *between, y[-1] + half)] if y else []


def paint_furniture(painter: QPainter, page: Page, theme: Theme, font: QFont, notes: Mapping[str, str]) -> None:
    """What stands still over the moving record: lead names (with ``notes``) and column marks."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for strip in page.sheet.changes:
        frame = next(s.frame for s in page.strips if s.strip is strip)
        draw_change(painter, frame.x_px, frame.y_px, max(page.screen.px_per_mm, 2), theme)
    texts = [text for _, text in page.sheet.labels]
    for s, text in zip(page.strips, texts, strict=True):
        _paint_label(painter, s, text, notes.get(s.strip.lead.removeprefix("-"), ""), theme, font)


def paint_pulses(painter: QPainter, page: Page, theme: Theme) -> None:
    """A calibration pulse per row, beside the traces, where nothing moves; where 200 ms have no room, a bar of 1 mV."""
    right = page.edges_px[0] - 2.0
    height = PULSE_MV * page.px_per_mv
    drawn_to = -np.inf
    for y in page.row_y_px:
        if y - height < drawn_to + 0.2 * height:  # rows are nearer than the pulse is high: every other has one
            continue
        drawn_to = y
        if (PULSE_S * 1.4) * page.px_per_s <= right:
            draw_calibration(painter, right, y, page.px_per_s, page.px_per_mv, theme)
        else:
            painter.setPen(QColor(theme.trace))
            painter.drawLine(QPointF(right - 4, y), QPointF(right - 4, y - PULSE_MV * page.px_per_mv))


def _paint_label(painter: QPainter, s: StripFrame, text: str, note: str, theme: Theme, font: QFont) -> None:
    # Large text must not hide the trace of a low row: the name stays above the baseline.
    size_px = max(_MIN_LABEL_PX, min(font.pixelSize(), round(0.4 * s.frame.height_px)))
    label = _label(text, note, theme, font.family(), size_px)
    top = s.frame.y_px - min(0.5 * s.frame.height_px, 2.2 * label.height()) + 1
    painter.drawPixmap(int(s.frame.x_px) + 4, max(2, int(top)), label)


def paint_window(painter: QPainter, page: Page, window: tuple[float, float], theme: Theme) -> None:
    """A bar along the top of what the model reads, its ends marked, in each column that shows some of it."""
    height = max(3, round(page.screen.px_per_mm))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for frame in {s.strip.column: s.frame for s in page.strips if not s.strip.is_rhythm}.values():
        left, right = frame.x(window[0]), frame.x(window[1])
        first, last = max(frame.x_px, left), min(frame.right_px, right)
        if last > first:
            painter.fillRect(QRectF(first, 0, last - first, height), QColor(theme.accent))
        for x in (left, right):
            if frame.x_px < x < frame.right_px:
                painter.fillRect(QRectF(round(x) - 1, 0, 2, 4 * height), QColor(theme.accent))


@lru_cache(maxsize=256)
def _label(text: str, note: str, theme: Theme, family: str, size_px: int) -> QPixmap:
    """A lead's name on a plate that keeps it legible over a trace, which is seen through it; painted once."""
    font = QFont(family)
    font.setPixelSize(size_px)
    font.setBold(True)
    metrics = QFontMetricsF(font)
    whole = f"{text}  {note}" if note else text
    label = QPixmap(int(metrics.horizontalAdvance(whole)) + 9, int(metrics.height()) + 1)
    label.fill(Qt.GlobalColor.transparent)
    painter = QPainter(label)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    halo = QColor(theme.background)
    halo.setAlpha(_PLATE_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawRoundedRect(QRectF(label.rect()), 3, 3)
    painter.setFont(font)
    painter.setPen(QColor(theme.text))
    painter.drawText(QPointF(4, metrics.ascent()), text)
    if note:
        painter.setPen(QColor(theme.warning))
        painter.drawText(QPointF(4 + metrics.horizontalAdvance(f"{text}  "), metrics.ascent()), note)
    painter.end()
    return label


@dataclass(frozen=True)
class Mark:
    """A stretch of a lead to outline."""

    lead: str
    start_s: float
    end_s: float
    is_for: bool = True
    is_chosen: bool = False


def paint_marks(painter: QPainter, page: Page, marks: Sequence[Mark], theme: Theme) -> None:
    """Outline stretches: the chosen one strongly."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for mark in marks:
        colour = QColor(theme.evidence_for if mark.is_for else theme.evidence_against)
        painter.setPen(QPen(colour, 2 if mark.is_chosen else 1))
        fill = QColor(colour)
        fill.setAlpha(40 if mark.is_chosen else 0)
        painter.setBrush(fill)
        for s in page.strips:
            if s.strip.lead.removeprefix("-") != mark.lead:
                continue
            left = max(s.frame.x_px, s.frame.x(mark.start_s))
            right = min(s.frame.right_px, s.frame.x(mark.end_s))
            if right > left:
                height = 0.86 * s.frame.height_px
                painter.drawRoundedRect(QRectF(left, s.frame.y_px - height / 2, right - left, height), 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
