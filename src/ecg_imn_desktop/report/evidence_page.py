"""The second page, the why: waterfall, what if, lead x wave, segments, all classes, notes, average beats."""

from __future__ import annotations

from ..analysis.evidence import evidence_sentence, top_segments
from ..core.analysis import Analysis
from .average_beats import paint_average_beats
from .document import Document
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .notes_page import COLUMN_MM, column_lines, paint_notes_column
from .paper import Paper
from .probabilities import paint_probabilities
from .sentences import heading_name, said
from .waterfall import paint_waterfall
from .wave_table import paint_wave_table
from .what_if import group_rows, paint_what_if, paint_without_leads
from .words import ROUNDED, logit_sum, signed, span_text

_TOP_MM = MARGIN_MM + 14.0
_FOOT_MM = 14.0
_TITLE_MM = 180.0
_BEATS_MM = 42.0  # height of the average beats
_COLUMN_STEP_MM = 88.5
_CLASSES_ROW_MM = 3.15
_N_SEGMENTS = 8


def paint_evidence_page(paper: Paper, document: Document) -> None:
    """Paint all but the footer; needs an analysis."""
    analysis, shown = document.analysis, document.shown_class
    assert analysis is not None
    assert shown is not None
    left = ecg_origin_mm(paper.width_mm)[0]
    title = tr("Why the model says so: {name}, {title}").format(name=shown.name, title=said(shown.title))
    size_mm = 4.2 * min(1.0, _TITLE_MM / paper.width(title, 4.2, bold=True))  # a diagnosis is not to be cut
    paper.heading(left, MARGIN_MM + 3.6, title, size_mm)
    paper.text(left + ECG_WIDTH_MM, MARGIN_MM + 3.6, heading_name(document.record), 3.2, align="right", width_mm=75)
    sums = f"{said(logit_sum(analysis, document.class_index))}.  {said(ROUNDED)}"
    paper.text(left, MARGIN_MM + 8.4, sums, 2.8, colour=paper.theme.muted, width_mm=ECG_WIDTH_MM)
    _paint_sums(paper, document, analysis, left)
    _paint_places(paper, document, analysis, left + _COLUMN_STEP_MM)
    _paint_classes(paper, document, analysis, left + 2 * _COLUMN_STEP_MM)
    top = paper.height_mm - _FOOT_MM - _BEATS_MM
    paint_average_beats(paper, document, left, top, ECG_WIDTH_MM, _BEATS_MM - 3.6)


def _paint_sums(paper: Paper, document: Document, analysis: Analysis, x_mm: float) -> None:
    """Left: the sum of the leads, and what it would be without some of them."""
    k = document.class_index
    row_mm = 5.0
    paper.heading(
        x_mm, _TOP_MM + 1.5, tr("Logit of {name} = b + leads").format(name=analysis.prediction.classes[k].name)
    )
    below = paint_waterfall(paper, analysis, k, x_mm, _TOP_MM + 3.5, 62, row_mm)
    paint_without_leads(paper, analysis, k, x_mm + 62, _TOP_MM + 3.5, COLUMN_MM - 62, row_mm)
    y_mm = below + 5.5
    is_asked = any(row.rerun_logit is not None for row in document.options.what_if)
    paper.heading(
        x_mm, y_mm, tr("What if") if is_asked else tr("What if (exact: W and b kept)"), width_mm=COLUMN_MM - 22
    )
    rows = [*group_rows(analysis, document.measurements, k), *document.options.what_if]
    room = int((paper.height_mm - _FOOT_MM - _BEATS_MM - y_mm - 3) / 3.6)
    rows = rows[-room:] if document.options.what_if else rows[:room]  # what was asked for comes first
    paint_what_if(paper, analysis, k, rows, x_mm, y_mm, COLUMN_MM, 3.6)


def _paint_places(paper: Paper, document: Document, analysis: Analysis, x_mm: float) -> None:
    """Middle: where in the beat and where in time the evidence lies."""
    measurements, k = document.measurements, document.class_index
    y_mm = _TOP_MM
    has_beats = measurements is not None and bool(measurements.fiducials.n_beats)
    if measurements is not None and has_beats:
        paper.heading(x_mm, y_mm + 1.5, tr("Contribution by lead and wave (logit)"))
        y_mm = paint_wave_table(paper, measurements, analysis, k, x_mm, y_mm + 3, COLUMN_MM, 4.8) + 3.5
        sentence = evidence_sentence(analysis.prediction, analysis.explanation, measurements.fiducials, k)
        for line in paper.wrapped(said(sentence), COLUMN_MM, 2.5):
            paper.text(x_mm, y_mm, line, 2.5)
            y_mm += 3.5
        y_mm += 2
    fiducials = measurements.fiducials if measurements is not None else None
    paper.heading(x_mm, y_mm + 1.5, tr("Strongest segments (logit)"))
    for i, segment in enumerate(top_segments(analysis.explanation, k, _N_SEGMENTS, fiducials)):
        base = y_mm + 5.6 + 3.5 * i
        paper.text(x_mm, base, segment.lead if fiducials is None else f"{segment.lead}, {said(segment.wave)}", 2.5)
        paper.text(x_mm + 24, base, span_text(segment.start_s, segment.end_s), 2.5)
        colour = paper.theme.evidence_for if segment.logit > 0 else paper.theme.evidence_against
        paper.text(x_mm + COLUMN_MM, base, signed(segment.logit, 3), 2.5, colour=colour, align="right")


def _paint_classes(paper: Paper, document: Document, analysis: Analysis, x_mm: float) -> None:
    """Right: the probability of every class, and what is to be known before it is believed."""
    paper.heading(x_mm, _TOP_MM + 1.5, tr("Probabilities (line: threshold; bold: reached; ?: near)"), 2.7)
    rows = analysis.prediction.tree()
    row_mm, top_mm = _row_mm(document), _TOP_MM + 3
    paint_probabilities(paper, analysis.prediction, rows, document.class_index, x_mm, top_mm, COLUMN_MM, row_mm, 13)
    y_mm = top_mm + row_mm * len(rows) + 4
    paint_notes_column(paper, document, x_mm, y_mm, column_lines(notes_height_mm(document)))


def _row_mm(document: Document) -> float:
    assert document.analysis is not None
    return min(4.5, 27 * _CLASSES_ROW_MM / len(document.analysis.prediction.classes))


def notes_height_mm(document: Document) -> float:
    """Room below the classes."""
    assert document.analysis is not None
    classes_mm = _row_mm(document) * len(document.analysis.prediction.classes)
    return document.size_mm[1] - _FOOT_MM - _BEATS_MM - _TOP_MM - 3 - classes_mm - 7
