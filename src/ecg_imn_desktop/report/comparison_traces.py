"""First page of a comparison: A above, B below, in true millimetres, coloured on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from ..core.comparison import Side
from ..draw.fonts import page_font
from ..draw.frame import Frame
from ..draw.grid import PULSE_MV, draw_calibration, draw_change, draw_grid_vector, pulse_places
from ..draw.layout import Sheet
from ..draw.legend import draw_legend
from ..draw.traces import Attribution
from ..draw.vector import draw_strip_vector
from .class_titles import answer_that_fits
from .comparison_sheets import MM_PER_S, Drawn, Shown, sheets_that_fit
from .comparison_words import side_heading, unusual_sentence
from .gain import Cut, cut_at_edge, cut_sentences
from .geometry import ECG_WIDTH_MM, MARGIN_MM, PULSE_GAP_MM, ecg_origin_mm
from .language import legend_words, tr
from .paper import UNITS_PER_MM, Paper
from .remark_lines import LINE_MM, paint_remarks
from .sentences import heading_name, record_name, said

if TYPE_CHECKING:
    from .comparison import ComparisonDocument

_TRACE_MM = 0.25
_SHEET_MM = 70.0
_HEAD_MM, _GAP_MM = 4.4, 2.2  # the line above a sheet, and what is left white below it
_FOOT_MM = 7.4
_NOTES_MM = 2.5
_UNUSUAL_LINE_MM = 3.3


def paint_traces_page(paper: Paper, document: ComparisonDocument) -> Drawn:
    """Paint all but the footer."""
    c = document.comparison
    left, top = ecg_origin_mm(paper.width_mm)[0], MARGIN_MM
    names = list(dict.fromkeys(heading_name(side.record) for side in (c.a, c.b)))
    paper.text(left, top + 3.6, " / ".join(names), 4.2, bold=True, width_mm=ECG_WIDTH_MM - 92)
    unusual = paper.wrapped(said(unusual_sentence(c)), ECG_WIDTH_MM - 92, 2.6, bold=True)
    for i, line in enumerate(unusual):
        paper.text(left, top + 8.0 + _UNUSUAL_LINE_MM * i, line, 2.6, bold=True)
    below_mm = top + _UNUSUAL_LINE_MM * (len(unusual) - 1)
    _paint_notes(paper, " ".join(said(note) for note in c.notes), left, below_mm + 11.4)
    attribution = next((a for a in document.attributions if a is not None), None)
    if attribution is not None:
        rect = paper.rect(left + ECG_WIDTH_MM - 90, top, 90, 6.6)
        draw_legend(paper.painter, rect, attribution.scale, paper.theme, page_font(2.4 * UNITS_PER_MM), legend_words())
    y_mm = below_mm + 19.0
    sheets, mm_per_mv = sheets_of(document, _sheet_mm(paper, document, y_mm))
    cuts: dict[str, Cut] = {}
    for remarks, coloured, sheet in zip(document.remarks, document.attributions, sheets, strict=True):
        side = remarks.side
        which = side_heading(remarks.letter, side, record_name(side.record))
        room_mm = ECG_WIDTH_MM - 2 - paper.text(left, y_mm + 2.8, which, 3.0, bold=True, width_mm=120)
        answer = answer_that_fits(paper, side, 2.6, room_mm)
        paper.text(left + ECG_WIDTH_MM, y_mm + 2.8, answer, 2.6, align="right", width_mm=room_mm)
        paint_remarks(paper, remarks.lines, left, y_mm + 2.8 + LINE_MM)
        y_mm += _HEAD_MM + remarks.lines.height_mm
        _paint_sheet(paper, side, coloured, sheet, mm_per_mv, left, y_mm)
        y_mm += sheet.height_mm + _GAP_MM
        cuts[remarks.letter] = cut_at_edge(sheet, side.record.lead, side.record.fs, mm_per_mv)
    return Drawn(mm_per_mv, cut_sentences(cuts))


def _sheet_mm(paper: Paper, document: ComparisonDocument, y_mm: float) -> float:
    """How high the paper of each ECG is: less than usual where what is said above leaves less room."""
    words_mm = sum(_HEAD_MM + remarks.lines.height_mm for remarks in document.remarks)
    return min(_SHEET_MM, (paper.height_mm - MARGIN_MM - _FOOT_MM - y_mm - words_mm - _GAP_MM) / 2)


def _paint_notes(paper: Paper, text: str, x_mm: float, y_mm: float) -> None:
    lines = paper.wrapped(text, ECG_WIDTH_MM - 2, _NOTES_MM)
    if len(lines) > 2:
        more = " \u2026 " + tr("(all on page 2)")
        room_mm = ECG_WIDTH_MM - 2 - paper.width(more, _NOTES_MM)
        lines = [lines[0], paper.wrapped(" ".join(lines[1:]), room_mm, _NOTES_MM)[0] + more]
    for i, line in enumerate(lines):
        paper.text(x_mm, y_mm + 3.2 * i, line, _NOTES_MM, colour=paper.theme.muted, width_mm=ECG_WIDTH_MM)


def sheets_of(document: ComparisonDocument, height_mm: float) -> tuple[list[Sheet], float]:
    """Where the leads of A and of B stand, alike, and their gain."""
    sides = document.comparison.a, document.comparison.b
    return sheets_that_fit(
        [
            Shown("3x4", side.record.lead_names, side.record.lead, side.record.fs, side.start_s, height_mm)
            for side in sides
        ]
    )


def _paint_sheet(
    paper: Paper,
    side: Side,
    attribution: Attribution | None,
    sheet: Sheet,
    mm_per_mv: float,
    x_mm: float,
    y_mm: float,
) -> None:
    record, theme, painter, unit = side.record, paper.theme, paper.painter, float(UNITS_PER_MM)
    origin = (x_mm * unit, y_mm * unit)
    rect = paper.rect(x_mm, y_mm, ECG_WIDTH_MM, sheet.height_mm)
    draw_grid_vector(painter, rect, unit, QPointF(*origin), theme, 0.08 * unit, 0.16 * unit)
    painter.save()
    painter.setClipRect(rect.adjusted(-5, -5, 5, 5))
    right = origin[0] + (sheet.calibration_mm - 1) * unit
    for row_mm in pulse_places(sheet.row_y_mm, PULSE_MV * mm_per_mv, PULSE_GAP_MM):
        y = origin[1] + row_mm * unit
        draw_calibration(painter, right, y, unit * MM_PER_S, unit * mm_per_mv, theme, 0.2 * unit)
    for strip in sheet.strips:
        frame = Frame.of(strip, unit, MM_PER_S, mm_per_mv, origin)
        mv = record.lead(strip.lead)
        draw_strip_vector(painter, frame, strip.lead, mv, record.fs, theme, attribution, _TRACE_MM * unit)
    for strip in sheet.changes:
        draw_change(painter, origin[0] + strip.x_mm * unit, origin[1] + strip.y_mm * unit, unit, theme, 0.2 * unit)
    painter.restore()
    for strip, label in sheet.labels:
        paper.text(x_mm + strip.x_mm + 1.2, y_mm + strip.y_mm - 5.2, label, 2.8, bold=True)
