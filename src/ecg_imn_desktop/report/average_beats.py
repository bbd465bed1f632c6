"""The average beat of every lead, coloured by the average evidence around the R peaks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from ..analysis.beats import AFTER_R_S
from ..analysis.evidence import AverageEvidence, average_evidence
from ..core.analysis import Explanation
from ..core.leads import standard_order
from ..core.measurements import MedianBeat
from ..draw.colours import AttributionScale
from ..draw.evidence import evidence_of
from ..draw.frame import Frame
from ..draw.grid import draw_grid_vector
from ..draw.traces import Attribution, Show
from ..draw.vector import draw_strip_vector
from .document import Document
from .language import tr
from .options import GAINS_MM_PER_MV
from .paper import UNITS_PER_MM, Paper

_SPEEDS_MM_PER_S = (25.0, 12.5)
_LEAST_S = 0.7  # of a beat that is shown, whose T wave was not found
BEFORE_S, AFTER_S = 0.3, AFTER_R_S  # from the left edge to where the median beat ends
_GAP_MM = 1.6
_CAPTION_MM = 3.4  # above the beats
_BASELINE = 0.62  # of the height: R waves need more room than S waves


def beat_columns(beats: Sequence[MedianBeat]) -> tuple[str, ...]:
    """The leads of any of the beats in the usual order: a column each."""
    leads = list(dict.fromkeys(lead for beat in beats for lead in beat.lead_names))
    return tuple(leads[i] for i in standard_order(leads))


def beat_speed(beats: Sequence[MedianBeat], width_mm: float) -> float:
    """Speed (mm/s) of their leads side by side: the usual one if no T wave is cut then, else half of it."""
    ends_s = [beat.offset_ms.get("t_offset", 0.0) / 1000 for beat in beats]
    least_s = max(_LEAST_S, BEFORE_S + max(ends_s, default=0.0))
    cell_mm = _cell_mm(len(beat_columns(beats)), width_mm) - _GAP_MM
    return next((speed for speed in _SPEEDS_MM_PER_S if cell_mm >= least_s * speed), _SPEEDS_MM_PER_S[-1])


def _cell_mm(n_leads: int, width_mm: float) -> float:
    return width_mm / max(12, n_leads)


def paint_average_beats(
    paper: Paper, document: Document, x_mm: float, y_mm: float, width_mm: float, height_mm: float
) -> None:
    """All leads side by side on millimetre paper; a line of text where there is no average beat."""
    analysis, measurements = document.analysis, document.measurements
    assert analysis is not None
    heading = tr("Average beats")
    beat = measurements.median_beat if measurements is not None else None
    if beat is None or measurements is None:
        paper.heading(x_mm, y_mm, heading)
        paper.text(x_mm, y_mm + 4, tr("No average beat: too few beats that are alike."), 2.5, colour=paper.theme.muted)
        return
    average = average_evidence(analysis.explanation, measurements.fiducials, document.class_index, BEFORE_S, AFTER_S)
    attribution, whole = None, document.attribution
    if whole is not None:
        options = document.options
        attribution = beat_attribution(
            analysis.explanation,
            average,
            beat,
            whole.scale,
            whole.show,
            options.smoothing_s,
            options.sides,
            whole.opacity,
        )
    room_mm = height_mm - _CAPTION_MM
    mm_per_mv, baseline_mm = _gain_and_baseline(beat, room_mm)
    about = tr("median of {count} beats").format(count=beat.n_beats)
    if attribution is not None:
        about += ", " + tr("coloured by the mean evidence of {count}").format(count=average.n_beats)
    columns, mm_per_s = beat_columns([beat]), beat_speed([beat], width_mm)
    about = f"{mm_per_s:g} mm/s, {mm_per_mv:g} mm/mV; {about}"
    paper.heading(x_mm, y_mm, heading)
    paper.text(x_mm + paper.width(heading, bold=True) + 4, y_mm, about, 2.4, colour=paper.theme.muted)
    top_mm = y_mm + _CAPTION_MM
    scale = (mm_per_s, mm_per_mv)
    paint_beat_row(paper, beat, columns, x_mm, top_mm, width_mm, room_mm, scale, attribution, baseline_mm)


def paint_beat_row(
    paper: Paper,
    beat: MedianBeat,
    columns: Sequence[str],
    x_mm: float,
    top_mm: float,
    width_mm: float,
    height_mm: float,
    scale: tuple[float, float],
    attribution: Attribution | None,
    baseline_mm: float | None = None,
) -> None:
    """The beat of every lead in its column on millimetre paper, ``attribution`` in the time of the beat.

    ``scale`` is mm/s and mm/mV.
    ``baseline_mm`` below the top lies 0 mV; by default there is more room for R waves than for S waves.
    """
    if baseline_mm is None:
        baseline_mm = round(_BASELINE * height_mm)
    unit, painter = float(UNITS_PER_MM), paper.painter
    cell_mm, (mm_per_s, mm_per_mv) = _cell_mm(len(columns), width_mm), scale
    for i, lead in enumerate(columns):
        if lead not in beat.lead_names:
            continue
        left = x_mm + i * cell_mm
        rect = paper.rect(left, top_mm, cell_mm - _GAP_MM, height_mm)
        draw_grid_vector(painter, rect, unit, QPointF(rect.left(), rect.top()), paper.theme, 0.06 * unit, 0.12 * unit)
        painter.save()
        painter.setClipRect(rect)
        frame = Frame(
            x_px=left * unit,
            y_px=(top_mm + baseline_mm) * unit,
            width_px=(cell_mm - _GAP_MM) * unit,
            height_px=height_mm * unit,
            start_s=beat.r_index / beat.fs - BEFORE_S,
            px_per_s=mm_per_s * unit,
            px_per_mv=mm_per_mv * unit,
        )
        mv = beat.mv[beat.lead_names.index(lead)]
        draw_strip_vector(painter, frame, lead, mv, beat.fs, paper.theme, attribution, 0.25 * unit)
        painter.restore()
        paper.text(left + 0.8, top_mm + 3.0, lead, 2.5, bold=True)


def _gain_and_baseline(beat: MedianBeat, height_mm: float) -> tuple[float, int]:
    """The largest gain (mm/mV) at which all leads stay on paper of that height, and where 0 mV lies (mm from its top).

    The baseline rises or sinks as far as the largest waves need; at the smallest gain S waves come before R waves.
    """
    known = beat.mv[np.isfinite(beat.mv)]
    above_mv, below_mv = (float(known.max()), -float(known.min())) if known.size else (0.0, 0.0)
    usual_mm = round(_BASELINE * height_mm)
    for mm_per_mv in GAINS_MM_PER_MV:
        highest_mm = max(0, math.ceil(above_mv * mm_per_mv) + 1)
        lowest_mm = max(0, math.floor(height_mm - 1 - below_mv * mm_per_mv))
        if highest_mm <= lowest_mm:
            return mm_per_mv, min(max(usual_mm, highest_mm), lowest_mm)
    return mm_per_mv, min(usual_mm, lowest_mm)


def beat_attribution(
    explanation: Explanation,
    average: AverageEvidence,
    beat: MedianBeat,
    scale: AttributionScale,
    show: Show,
    smoothing_s: float,
    sides: str = "both",
    opacity: float = 1.0,
) -> Attribution | None:
    """The mean evidence (lead, point) around the R peaks, in the time of the median beat; None if there is none."""
    if not average.n_beats:
        return None
    start_s = beat.r_index / beat.fs - round(BEFORE_S * explanation.fs) / explanation.fs
    around = Explanation(average.mean[None].astype(np.float32), explanation.fs, explanation.lead_names, start_s)
    return Attribution(evidence=evidence_of(around, 0, smoothing_s, sides), scale=scale, show=show, opacity=opacity)
