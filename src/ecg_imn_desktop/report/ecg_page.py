"""The first page: who and when, measurements, probabilities, and the ECG on true millimetre paper."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF

from ..core.analysis import Analysis
from ..core.errors import ExportError
from ..core.measurements import Measurements
from ..draw.fonts import page_font
from ..draw.frame import Frame
from ..draw.grid import draw_calibration, draw_change, draw_grid_vector
from ..draw.layout import Sheet, arrange, calibration_mm
from ..draw.legend import draw_legend
from ..draw.vector import draw_strip_vector
from .document import Document
from .geometry import ECG_HEIGHT_MM, ECG_WIDTH_MM, HEADER_MM, MARGIN_MM, ecg_origin_mm
from .language import legend_words, tr
from .paper import UNITS_PER_MM, Paper
from .probabilities import paint_probabilities
from .sentences import heading_name, said
from .words import BY_HAND, SIMULATED, logit_sum, measurement_rows, record_facts

_TRACE_MM = 0.25
_MEASUREMENTS_MM = 81.0
_MINOR_MM, _MAJOR_MM = 0.08, 0.16


def paint_ecg_page(paper: Paper, document: Document) -> None:
    """Paint all but the footer."""
    x_mm, y_mm = ecg_origin_mm(paper.width_mm)
    _paint_header(paper, document, x_mm, MARGIN_MM)
    options = document.options
    try:
        sheet = arrange(
            options.layout,
            document.record.lead_names,
            width_mm=ECG_WIDTH_MM,
            height_mm=ECG_HEIGHT_MM,
            mm_per_s=options.mm_per_s,
            start_s=document.start_s,
            order=options.order,
            rhythm=options.rhythm,
        )
    except ValueError as error:
        raise ExportError(f"There is no layout called {options.layout}.") from error
    _paint_ecg(paper, document, sheet, x_mm, y_mm)
    _paint_caption(paper, document, x_mm, y_mm + ECG_HEIGHT_MM)


def _paint_ecg(paper: Paper, document: Document, sheet: Sheet, x_mm: float, y_mm: float) -> None:
    options, theme, painter = document.options, paper.theme, paper.painter
    unit = float(UNITS_PER_MM)
    origin = (x_mm * unit, y_mm * unit)
    rect = paper.rect(x_mm, y_mm, ECG_WIDTH_MM, ECG_HEIGHT_MM)
    draw_grid_vector(painter, rect, unit, QPointF(*origin), theme, _MINOR_MM * unit, _MAJOR_MM * unit)
    painter.save()
    painter.setClipRect(rect.adjusted(-5, -5, 5, 5))
    for row_mm in sheet.row_y_mm:
        right = origin[0] + (sheet.calibration_mm - 1) * unit
        y = origin[1] + row_mm * unit
        draw_calibration(painter, right, y, unit * options.mm_per_s, unit * options.mm_per_mv, theme, 0.2 * unit)
    for strip in sheet.strips:
        frame = Frame.of(strip, unit, options.mm_per_s, options.mm_per_mv, origin)
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


def _paint_header(paper: Paper, document: Document, x_mm: float, y_mm: float) -> None:
    record = document.record
    own = (record.patient.id, record.name)  # the file's words, which are not to be translated
    below_mm = _paint_name(paper, heading_name(record), x_mm, y_mm, 72)
    if record.is_simulated:
        below_mm += 3.6
        paper.text(x_mm, below_mm, said(SIMULATED), 2.6, bold=True, colour=paper.theme.warning)
    facts = [(said(label), value if value in own else said(value)) for label, value in record_facts(record)]
    shown_s = (ECG_WIDTH_MM - calibration_mm(document.options.mm_per_s)) / document.options.mm_per_s
    if document.start_s > 0 or record.duration_s > shown_s + 0.05:
        end_s = min(record.duration_s, document.start_s + shown_s)
        here = tr("here {start}\u2013{end} s").format(start=f"{document.start_s:g}", end=f"{end_s:g}")
        facts[-1] = (facts[-1][0], f"{facts[-1][1]}; {here}")
    step_mm = min(3.8, (y_mm + HEADER_MM - 4.0 - below_mm) / max(1, len(facts)))
    label_mm = _width_mm(paper, [label for label, _ in facts], 15.0) + 2
    for i, (label, value) in enumerate(facts, start=1):
        paper.text(x_mm, below_mm + step_mm * i, label, 2.6, colour=paper.theme.muted)
        paper.text(x_mm + label_mm, below_mm + step_mm * i, value, 2.6, width_mm=73 - label_mm)
    if document.measurements is not None:
        _paint_measurements(paper, document.measurements, x_mm + 76, y_mm)
    if document.analysis is not None:
        _paint_superclasses(paper, document, document.analysis, x_mm + 160, y_mm)
    _paint_warnings(paper, document, x_mm, y_mm + HEADER_MM - 1.0)


def _paint_name(paper: Paper, name: str, x_mm: float, y_mm: float, width_mm: float) -> float:
    """The name in large letters, a long one in smaller letters on two lines; give the place of its last line."""
    if paper.width(name, 4.2, bold=True) <= width_mm:
        paper.text(x_mm, y_mm + 3.6, name, 4.2, bold=True)
        return y_mm + 4.6
    lines = paper.wrapped(name, width_mm, 3.0, bold=True)
    lines = [lines[0], " ".join(lines[1:])]
    for i, line in enumerate(lines):
        paper.text(x_mm, y_mm + 2.6 + 3.6 * i, line, 3.0, bold=True, width_mm=width_mm)
    return y_mm + 6.6


def _paint_superclasses(paper: Paper, document: Document, analysis: Analysis, x_mm: float, y_mm: float) -> None:
    rows = [row for row in analysis.prediction.tree() if row[1] == 0]
    paper.text(x_mm, y_mm + 2.6, tr("Model's probabilities"), 2.7, bold=True)
    paper.text(
        x_mm + 100, y_mm + 2.6, tr("line: threshold; bold: reached"), 2.3, colour=paper.theme.muted, align="right"
    )
    row_mm = min(3.9, 19.5 / max(1, len(rows)))
    paint_probabilities(paper, analysis.prediction, rows, document.class_index, x_mm, y_mm + 3.6, 100, row_mm, 34)
    paper.text(x_mm, y_mm + 3.6 + row_mm * len(rows) + 2.6, _reached(analysis), 2.4, width_mm=100)


def _reached(analysis: Analysis) -> str:
    """The sub-classes that count as present, likeliest first."""
    prediction = analysis.prediction
    found = [k for k, c in enumerate(prediction.classes) if c.parent is not None and prediction.is_positive[k]]
    if not found:
        return tr("No sub-class reaches its threshold.") if any(c.parent for c in prediction.classes) else ""
    found.sort(key=lambda k: -float(prediction.probability[k]))
    names = ", ".join(f"{prediction.classes[k].name} {prediction.probability[k]:.2f}" for k in found)
    return tr("Sub-classes: {names}").format(names=names)


def _paint_measurements(paper: Paper, measurements: Measurements, x_mm: float, y_mm: float) -> None:
    if measurements.fiducials.edited:
        heading = tr("Measurements ({star} with marks moved by hand)").format(star=BY_HAND)
    else:
        heading = tr("Measurements (automatic)")
    paper.text(x_mm, y_mm + 2.6, heading, 2.7, bold=True)
    rows = [(said(label), said(value)) for label, value in measurement_rows(measurements)]
    half = (len(rows) + 1) // 2
    columns = (rows[:half], rows[half:])
    widths = [
        (_width_mm(paper, [label for label, _ in column], least_mm), _width_mm(paper, [value for _, value in column]))
        for column, least_mm in zip(columns, (15.0, 19.0), strict=True)
    ]
    # Three axes beside long labels: everything in smaller letters rather than half a value.
    scale = min(1.0, _MEASUREMENTS_MM / (sum(sum(pair) for pair in widths) + 2 * 2.0 + 3.5))
    for column, (label_mm, value_mm) in zip(columns, widths, strict=True):
        for row, (label, value) in enumerate(column):
            base = y_mm + 7.2 + 3.8 * row
            paper.text(x_mm, base, label, 2.6 * scale, colour=paper.theme.muted)
            paper.text(x_mm + (label_mm + 2.0) * scale, base, value, 2.6 * scale)
        x_mm += (label_mm + 2.0 + max(12.0, value_mm) + 3.5) * scale


def _width_mm(paper: Paper, texts: Iterable[str], least_mm: float = 0.0) -> float:
    """How wide a column of texts is, at least ``least_mm``."""
    return max([least_mm, *(paper.width(text, 2.6) for text in texts)])


def _paint_warnings(paper: Paper, document: Document, x_mm: float, y_mm: float) -> None:
    sentences = document.warnings
    if sentences:
        note = tr("Note: {sentence}").format(sentence=sentences[0])
        note += " " + tr("(+{count} more)").format(count=len(sentences) - 1) if len(sentences) > 1 else ""
        paper.text(x_mm, y_mm, note, 2.6, bold=True, colour=paper.theme.warning, width_mm=260)


def _paint_caption(paper: Paper, document: Document, x_mm: float, y_mm: float) -> None:
    """Below the ECG: what the colours mean, and what a clinician says."""
    shown, analysis, attribution = document.shown_class, document.analysis, document.attribution
    if shown is not None and analysis is not None:
        heading = f"{shown.name}, {said(shown.title)}"
        if attribution is not None:
            heading = tr("Colour: evidence for {name}").format(name=shown.name)
        paper.text(x_mm, y_mm + 4.0, heading, 2.8, bold=True, width_mm=80)
        line = said(logit_sum(analysis, document.class_index))
        paper.text(x_mm, y_mm + 7.8, line, 2.5, colour=paper.theme.muted, width_mm=80)
    if attribution is not None:
        rect = paper.rect(x_mm + ECG_WIDTH_MM - 90, y_mm + 1.6, 90, 6.6)
        draw_legend(paper.painter, rect, attribution.scale, paper.theme, page_font(2.4 * UNITS_PER_MM), legend_words())
    left, width = (x_mm, ECG_WIDTH_MM) if analysis is None else (x_mm + 84, 82.0)
    _paint_statement(paper, document, left, y_mm, width)


def _paint_statement(paper: Paper, document: Document, x_mm: float, y_mm: float, width_mm: float) -> None:
    """What the clinician says, in two lines, and who answers for it; the rest stands on the next page."""
    statement = document.options.statement.strip()
    lines = []
    if statement:
        lines = paper.wrapped(tr("Statement: {text}").format(text=statement), width_mm, 2.3)
    if len(lines) > 2:
        lines = [lines[0], paper.wrapped(" ".join(lines[1:]), width_mm - 26, 2.3)[0] + " " + tr("(in full on page 2)")]
    for line in lines:
        y_mm += 2.7
        paper.text(x_mm, y_mm, line, 2.3)
    colour = paper.theme.warning if document.is_unconfirmed else None
    paper.text(x_mm, y_mm + 2.8, document.review, 2.3, bold=True, colour=colour, width_mm=width_mm)
