"""Third page of a comparison: B minus A on aligned R peaks, coloured by the difference of the evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from ..draw.colours import AttributionScale, robust_limit
from ..draw.evidence import ClassEvidence
from ..draw.fonts import page_font
from ..draw.frame import Frame
from ..draw.grid import draw_calibration, draw_grid_vector
from ..draw.legend import LegendWords, draw_legend
from ..draw.traces import Attribution, Show
from ..draw.vector import draw_strip_vector
from .comparison_sheets import MM_PER_S, Drawn, Shown, sheets_that_fit
from .comparison_words import side_heading
from .gain import cut_at_edge, cut_sentences
from .geometry import ECG_HEIGHT_MM, ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .paper import UNITS_PER_MM, Paper
from .sentences import record_name

if TYPE_CHECKING:
    from .comparison import ComparisonDocument


def paint_difference_page(paper: Paper, document: ComparisonDocument) -> Drawn:
    """Paint all but the footer; needs aligned traces."""
    aligned = document.comparison.aligned
    assert aligned is not None
    left, top, theme, painter = ecg_origin_mm(paper.width_mm)[0], MARGIN_MM, paper.theme, paper.painter
    indent_mm = 5 + paper.text(left, top + 3.6, tr("Difference B \u2212 A"), 4.2, bold=True)
    sides = (("A", document.comparison.a), ("B", document.comparison.b))
    which = "   ".join(side_heading(letter, side, record_name(side.record)) for letter, side in sides)
    paper.text(left + indent_mm, top + 3.6, which, 2.5, width_mm=ECG_WIDTH_MM - 94 - indent_mm)
    how = tr(
        "B is laid on the time of A, R peak on R peak ({count} pairs of typical beats), each beat without its level. "
        "What has no partner is left out."
    ).format(count=aligned.n_beats)
    if aligned.n_beats == 1:
        how = tr(
            "B is laid on the time of A, R peak on R peak (one pair of typical beats), each beat without its level. "
            "What has no partner is left out."
        )
    if document.comparison.a.is_same_ecg(document.comparison.b):
        how = tr("Both sides are one ECG.")
    paper.text(left, top + 8.4, how, 2.3, colour=theme.muted, width_mm=ECG_WIDTH_MM - 94)
    attribution = None
    if aligned.evidence is not None and document.show is not Show.NONE:
        limit = robust_limit([aligned.evidence], document.smoothing_s)
        scale = AttributionScale(limit, theme)
        attribution = Attribution(ClassEvidence(aligned.evidence, 0, document.smoothing_s), scale, document.show)
        rect = paper.rect(left + ECG_WIDTH_MM - 90, top, 90, 6.6)
        words = LegendWords(tr("less for"), tr("more for"), tr("logit per second"))
        draw_legend(painter, rect, scale, theme, page_font(2.4 * UNITS_PER_MM), words)
    unit = float(UNITS_PER_MM)
    y_mm = top + 14.0
    difference = aligned.difference

    def lead(name: str) -> NDArray[np.floating]:
        return difference[aligned.lead_names.index(name)]

    shown = Shown("12x1", aligned.lead_names, lead, aligned.fs, 0.0, ECG_HEIGHT_MM)
    (sheet,), mm_per_mv = sheets_that_fit([shown])
    cut = cut_at_edge(sheet, lead, aligned.fs, mm_per_mv)
    # From here on on the time of A's record, as the evidence is.
    sheet = replace(sheet, strips=tuple(replace(s, start_s=s.start_s + aligned.start_s) for s in sheet.strips))
    origin = (left * unit, y_mm * unit)
    rect = paper.rect(left, y_mm, ECG_WIDTH_MM, ECG_HEIGHT_MM)
    draw_grid_vector(painter, rect, unit, QPointF(*origin), theme, 0.08 * unit, 0.16 * unit)
    painter.save()
    painter.setClipRect(rect.adjusted(-5, -5, 5, 5))
    right = origin[0] + (sheet.calibration_mm - 1) * unit
    draw_calibration(
        painter, right, origin[1] + sheet.row_y_mm[0] * unit, unit * MM_PER_S, unit * mm_per_mv, theme, 0.2 * unit
    )
    before = np.full(round(aligned.start_s * aligned.fs), np.nan)
    for strip in sheet.strips:
        frame = Frame.of(strip, unit, MM_PER_S, mm_per_mv, origin)
        mv = np.concatenate([before, lead(strip.lead)])
        draw_strip_vector(painter, frame, strip.lead, mv, aligned.fs, theme, attribution, 0.25 * unit)
    painter.restore()
    for strip, label in sheet.labels:
        paper.text(left + strip.x_mm + 1.2, y_mm + strip.y_mm - 4.2, label, 2.8, bold=True)
    return Drawn(mm_per_mv, cut_sentences({"": cut}))
