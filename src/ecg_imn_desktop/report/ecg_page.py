"""The first page: below its header the ECG on true millimetre paper, what its colours mean, and who answers for it."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from ..draw.fonts import page_font
from ..draw.frame import Frame
from ..draw.grid import PULSE_MV, draw_calibration, draw_change, draw_grid_vector, pulse_places
from ..draw.layout import Sheet
from ..draw.legend import draw_legend
from ..draw.vector import draw_strip_vector
from .class_titles import title_that_fits
from .document import Document
from .ecg_header import paint_header
from .geometry import ECG_HEIGHT_MM, ECG_WIDTH_MM, MARGIN_MM, PULSE_GAP_MM, ecg_origin_mm
from .language import legend_words, tr
from .notes_page import STATEMENT_LINES, STATEMENT_SIZE_MM, statement_lines, statement_page
from .paper import UNITS_PER_MM, Paper
from .sentences import said
from .words import logit_sum, percent_with_doubt

_TRACE_MM = 0.25
_MINOR_MM, _MAJOR_MM = 0.08, 0.16


def paint_ecg_page(paper: Paper, document: Document) -> None:
    """Paint all but the footer."""
    x_mm, y_mm = ecg_origin_mm(paper.width_mm)
    paint_header(paper, document, x_mm, MARGIN_MM)
    _paint_ecg(paper, document, document.sheet, x_mm, y_mm)
    _paint_caption(paper, document, x_mm, y_mm + ECG_HEIGHT_MM)


def _paint_ecg(paper: Paper, document: Document, sheet: Sheet, x_mm: float, y_mm: float) -> None:
    options, theme, painter = document.options, paper.theme, paper.painter
    unit = float(UNITS_PER_MM)
    origin = (x_mm * unit, y_mm * unit)
    rect = paper.rect(x_mm, y_mm, ECG_WIDTH_MM, ECG_HEIGHT_MM)
    draw_grid_vector(painter, rect, unit, QPointF(*origin), theme, _MINOR_MM * unit, _MAJOR_MM * unit)
    painter.save()
    painter.setClipRect(rect.adjusted(-5, -5, 5, 5))
    right = origin[0] + (sheet.calibration_mm - 1) * unit
    for row_mm in pulse_places(sheet.row_y_mm, PULSE_MV * document.mm_per_mv, PULSE_GAP_MM):
        y = origin[1] + row_mm * unit
        draw_calibration(painter, right, y, unit * options.mm_per_s, unit * document.mm_per_mv, theme, 0.2 * unit)
    for strip in sheet.strips:
        frame = Frame.of(strip, unit, options.mm_per_s, document.mm_per_mv, origin)
        mv = document.lead(strip.lead)
        draw_strip_vector(
            painter, frame, strip.lead, mv, document.record.fs, theme, document.attribution, _TRACE_MM * unit
        )
    for strip in sheet.changes:
        draw_change(painter, origin[0] + strip.x_mm * unit, origin[1] + strip.y_mm * unit, unit, theme, 0.2 * unit)
    painter.restore()
    for strip, label in sheet.labels:
        above_mm = min(4.2, 0.38 * strip.height_mm) if strip.height_mm < 20 else 9.0
        paper.text(x_mm + strip.x_mm + 1.2, y_mm + strip.y_mm - above_mm, label, 3.0, bold=True)


def _paint_caption(paper: Paper, document: Document, x_mm: float, y_mm: float) -> None:
    """Below the ECG: what the colours mean, and what a clinician says."""
    shown, analysis, attribution = document.shown_class, document.analysis, document.attribution
    if shown is not None and analysis is not None:
        heading = f"{shown.name}, {said(shown.title)}"
        if attribution is not None:
            probability = float(analysis.prediction.probability[document.class_index])
            value = percent_with_doubt(probability, shown.threshold)
            words = {
                "both": tr("Colour: evidence for {name} (probability {value})"),
                "for": tr("Colour: evidence for {name} only (probability {value})"),
                "against": tr("Colour: evidence against {name} only (probability {value})"),
            }[attribution.evidence.sides].replace("{value}", value)
            heading = title_that_fits(paper, words, shown.name, shown.title, 2.8, 80, bold=True)
        paper.title(x_mm, y_mm + 4.0, heading, 2.8, 80, bold=True)
        line = said(logit_sum(analysis, document.class_index))
        paper.text(x_mm, y_mm + 7.8, line, 2.5, colour=paper.theme.muted, width_mm=80)
    if attribution is not None:
        rect = paper.rect(x_mm + ECG_WIDTH_MM - 90, y_mm + 1.6, 90, 6.6)
        font, sides = page_font(2.4 * UNITS_PER_MM), attribution.evidence.sides
        draw_legend(paper.painter, rect, attribution.scale, paper.theme, font, legend_words(), sides)
    left, width = (x_mm, ECG_WIDTH_MM) if analysis is None else (x_mm + 84, 82.0)
    _paint_statement(paper, document, left, y_mm, width)


def _paint_statement(paper: Paper, document: Document, x_mm: float, y_mm: float, width_mm: float) -> None:
    """What the clinician says, in two lines, and who answers for it; the rest stands on a later page."""
    lines, size_mm = statement_lines(paper, document, width_mm), STATEMENT_SIZE_MM
    if len(lines) > STATEMENT_LINES:
        more = " " + tr("(in full on page {page})").format(page=statement_page(document))
        room_mm = width_mm - paper.width(more, size_mm)
        second = paper.wrapped(" ".join(lines[1:]), room_mm, size_mm)[0]
        lines = [lines[0], paper.elided(second, room_mm, size_mm) + more]
    for line in lines:
        y_mm += 2.7
        paper.text(x_mm, y_mm, line, size_mm, width_mm=width_mm)
    colour = paper.theme.warning if document.is_unconfirmed else None
    paper.whole(x_mm, y_mm + 2.8, document.review, size_mm, width_mm, bold=True, colour=colour)
