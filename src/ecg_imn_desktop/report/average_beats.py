"""The average beat of every lead, coloured by the average evidence around the R peaks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from ..analysis.evidence import average_evidence
from ..core.analysis import Explanation
from ..core.measurements import MedianBeat
from ..draw.evidence import evidence_of
from ..draw.frame import Frame
from ..draw.grid import draw_grid_vector
from ..draw.traces import Attribution
from ..draw.vector import draw_strip_vector
from .document import Document
from .language import tr
from .paper import UNITS_PER_MM, Paper

MM_PER_S = 25.0
GAINS_MM_PER_MV = (10.0, 5.0)  # the first if the beats fit, else the second
BEFORE_S, AFTER_S = 0.3, 0.5
_GAP_MM = 1.6
_CAPTION_MM = 3.4  # above the beats
_BASELINE = 0.62  # of the height: R waves need more room than S waves


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
    attribution = _attribution(document, average.mean, average.n_beats, beat.r_index / beat.fs)
    room_mm = height_mm - _CAPTION_MM
    mm_per_mv = _gain(beat, room_mm)
    about = tr("median of {count} beats").format(count=beat.n_beats)
    if attribution is not None:
        about += ", " + tr("coloured by the mean evidence of {count}").format(count=average.n_beats)
    about = f"{MM_PER_S:g} mm/s, {mm_per_mv:g} mm/mV; {about}"
    paper.heading(x_mm, y_mm, heading)
    paper.text(x_mm + paper.width(heading, bold=True) + 4, y_mm, about, 2.4, colour=paper.theme.muted)
    top, unit = y_mm + _CAPTION_MM, float(UNITS_PER_MM)
    painter = paper.painter
    cell_mm = width_mm / max(12, len(beat.lead_names))
    for i, lead in enumerate(beat.lead_names):
        left = x_mm + i * cell_mm
        rect = paper.rect(left, top, cell_mm - _GAP_MM, room_mm)
        draw_grid_vector(painter, rect, unit, QPointF(rect.left(), rect.top()), paper.theme, 0.06 * unit, 0.12 * unit)
        painter.save()
        painter.setClipRect(rect)
        frame = Frame(
            x_px=left * unit,
            y_px=(top + round(_BASELINE * room_mm)) * unit,
            width_px=(cell_mm - _GAP_MM) * unit,
            height_px=room_mm * unit,
            start_s=beat.r_index / beat.fs - BEFORE_S,
            px_per_s=MM_PER_S * unit,
            px_per_mv=mm_per_mv * unit,
        )
        draw_strip_vector(painter, frame, lead, beat.mv[i], beat.fs, paper.theme, attribution, 0.25 * unit)
        painter.restore()
        paper.text(left + 0.8, top + 3.0, lead, 2.5, bold=True)


def _gain(beat: MedianBeat, room_mm: float) -> float:
    """The usual gain where all leads stay on their paper."""
    usual, small = GAINS_MM_PER_MV
    known = beat.mv[np.isfinite(beat.mv)]
    above, below = (float(known.max()), -float(known.min())) if known.size else (0.0, 0.0)
    base_mm = round(_BASELINE * room_mm)
    return usual if above * usual < base_mm - 1 and below * usual < room_mm - base_mm - 1 else small


def _attribution(document: Document, mean, n_beats: int, r_s: float) -> Attribution | None:  # type: ignore[no-untyped-def]
    """The mean evidence (lead, point) as an explanation in the time of the average beat, R at ``r_s``."""
    whole, analysis = document.attribution, document.analysis
    if whole is None or analysis is None or not n_beats:
        return None
    explanation = analysis.explanation
    start_s = r_s - round(BEFORE_S * explanation.fs) / explanation.fs
    beat = Explanation(mean[None], explanation.fs, explanation.lead_names, start_s)
    evidence = evidence_of(beat, 0, document.options.smoothing_s, document.options.sides)
    return Attribution(evidence=evidence, scale=whole.scale, show=whole.show, opacity=whole.opacity)
