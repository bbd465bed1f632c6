"""Which stretches of which leads to outline for what was clicked in the panel. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .insight import Insight
from .paint import Mark

if TYPE_CHECKING:
    from ..analysis.evidence import Segment

__all__ = ["Mark", "of_cell", "of_segment", "of_segments", "strongest"]

# A wave of the table and the fiducials between which it lies.
_SPANS = {
    "P": ("p_onset", "p_offset"),
    "PR": ("p_offset", "qrs_onset"),
    "QRS": ("qrs_onset", "qrs_offset"),
    "ST": ("qrs_offset", "t_onset"),
    "T": ("t_onset", "t_offset"),
}


def of_segment(segment: Segment) -> Mark:
    """The one that was chosen."""
    return Mark(segment.lead, segment.start_s, segment.end_s, segment.logit > 0, is_chosen=True)


def of_segments(insight: Insight | None, class_index: int | None) -> list[Mark]:
    """The top segments of a class."""
    if insight is None or class_index is None:
        return []
    return [Mark(s.lead, s.start_s, s.end_s, s.logit > 0) for s in insight.classes[class_index].segments]


def strongest(insight: Insight | None, class_index: int | None, lead: str) -> Mark | None:
    """Where a lead has its strongest 0.2 s, in the direction of the lead's sum; None if the lead says nothing."""
    if insight is None or class_index is None:
        return None
    explanation = insight.analysis.explanation
    trace = explanation.contribution[class_index, explanation.lead_names.index(lead)].astype(np.float64)
    width = max(1, round(0.2 * explanation.fs))
    if len(trace) < width or not trace.any():
        return None
    sums = np.convolve(trace, np.ones(width), mode="valid")
    is_for = bool(trace.sum() > 0)
    first = int(np.argmax(sums if is_for else -sums))
    start_s = explanation.start_s + first / explanation.fs
    return Mark(lead, start_s, start_s + width / explanation.fs, is_for, is_chosen=True)


def of_cell(insight: Insight | None, class_index: int | None, lead: str, wave: str) -> list[Mark]:
    """Every beat's stretch of a cell of the table; a sum names all leads."""
    if insight is None or class_index is None or insight.measurements is None or wave not in _SPANS:
        return []
    fiducials = insight.measurements.fiducials
    table = insight.classes[class_index].table
    leads = insight.analysis.explanation.lead_names
    onset, offset = (fiducials.of(name) for name in _SPANS[wave])
    marks = []
    for row, name in enumerate(leads):
        if lead in ("", name):
            is_for = table is None or bool(table[row].sum() > 0)
            marks += [
                Mark(name, float(a), float(b), is_for, is_chosen=lead != "")
                for a, b in zip(onset, offset, strict=True)
                if np.isfinite(a) and np.isfinite(b) and b > a
            ]
    return marks
