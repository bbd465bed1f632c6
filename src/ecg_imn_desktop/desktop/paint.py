"""Painting of the canvas: what is to be seen, and what is laid over the backing pixmap (which ``columns`` paints).

All in device pixels, on a painter whose device has a devicePixelRatio of 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from ..draw import grid
from ..draw.grid import PULSE_MV, PULSE_S, draw_calibration, draw_change
from ..draw.theme import Theme
from ..draw.traces import Attribution
from .view import Page

if TYPE_CHECKING:
    from ..analysis.pyramid import MinMaxPyramid
    from ..core.measurements import Fiducials
    from ..core.record import Record

# Shades of the waves (on demand), "#rrggbb".
WAVE_COLOURS: Mapping[str, str] = {"P": "#2a9d8f", "QRS": "#8e6bd6", "ST-T": "#6f8f2f"}

_MIN_LABEL_PX = 9
_PLATE_ALPHA = 96  # of 255: a QRS behind a lead's name is still read

_BETWEEN_PULSES_PX = 2.0  # from the foot of one to the top of the next

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


def is_awaiting(page: Page, scene: Scene) -> bool:
    """Whether a long record is shown from so far away that its traces have to wait for the overview."""
    record = scene.record
    if record is None or scene.pyramid is not None or not record.is_stored:
        return False
    return record.fs * page.span_s > _MAX_DIRECT_SAMPLES


def paint_furniture(painter: QPainter, page: Page, theme: Theme, font: QFont, notes: Mapping[str, str]) -> None:
    """What stands still over the moving record: lead names (with ``notes``) and column marks."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for strip in page.sheet.changes:
        frame = next(s.frame for s in page.strips if s.strip is strip)
        draw_change(painter, frame.x_px, frame.y_px, max(page.screen.px_per_mm, 2), theme)
    for place, label in _names(page, theme, font, notes):
        painter.drawPixmap(place, label)


def name_plates(page: Page, theme: Theme, font: QFont, notes: Mapping[str, str]) -> list[QRectF]:
    """Where the names of the leads stand (with ``notes``): what else is written keeps clear of them."""
    return [QRectF(QRect(place, label.size())) for place, label in _names(page, theme, font, notes)]


def paint_pulses(painter: QPainter, page: Page, theme: Theme) -> None:
    """A calibration pulse beside every row; where rows are nearer than it is high, beside every second (third ...) one.

    They stand beside the traces, where nothing moves; where 200 ms have no room, a bar of 1 mV takes their place.
    """
    right = page.edges_px[0] - 2.0
    for y in page.row_y_px[:: rows_a_pulse(page)]:
        if (PULSE_S * 1.4) * page.px_per_s <= right:
            draw_calibration(painter, right, y, page.px_per_s, page.px_per_mv, theme)
        else:
            painter.setPen(QColor(theme.trace))
            painter.drawLine(QPointF(right - 4, y), QPointF(right - 4, y - PULSE_MV * page.px_per_mv))


def rows_a_pulse(page: Page) -> int:
    """Every how many rows a pulse stands: as many everywhere."""
    return grid.rows_a_pulse(page.row_y_px, PULSE_MV * page.px_per_mv, _BETWEEN_PULSES_PX)


def _names(page: Page, theme: Theme, font: QFont, notes: Mapping[str, str]) -> Iterator[tuple[QPoint, QPixmap]]:
    """The name of every strip, painted, and its place."""
    texts = [text for _, text in page.sheet.labels]
    for s, text in zip(page.strips, texts, strict=True):
        # Large text must not hide the trace of a low row: the name stays above the baseline.
        size_px = max(_MIN_LABEL_PX, min(font.pixelSize(), round(0.4 * s.frame.height_px)))
        label = _label(text, notes.get(s.strip.lead.removeprefix("-"), ""), theme, font.family(), size_px)
        top = s.frame.y_px - min(0.5 * s.frame.height_px, 2.2 * label.height()) + 1
        yield QPoint(int(s.frame.x_px) + 4, max(2, int(top))), label


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
