"""The header of the first page: who and when, measurements, probabilities, and the remarks that must be read first."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.analysis import Analysis
from ..core.measurements import Measurements
from ..draw.layout import calibration_mm
from .class_titles import LINE_STEP, reached_lines
from .document import Document
from .geometry import ECG_WIDTH_MM, HEADER_MM
from .language import tr
from .paper import Paper
from .probabilities import paint_probabilities
from .remark_lines import LINE_MM, paint_remarks, remark_lines
from .remark_lines import SIZE_MM as REMARK_SIZE_MM
from .sentences import heading_name, said
from .words import BY_HAND, SIMULATED, measurement_rows, part_texts, record_facts

# How far letters reach above and below their line, as shares of their size (DejaVu Sans: 0.76 and 0.24).
_RISE, _FALL = 0.78, 0.24
_GAP_MM = 0.9  # at least, between what stands above each other

_SIZE_MM = 2.6
_ROW_MM = 3.8
_SUBCLASSES_SIZES_MM = (2.4, 2.1)
_SUBCLASSES_LINES = 3  # at most
_LEAST_BAR_ROW_MM = 2.7  # of a bar above them
_MEASUREMENTS_MM = 81.0


def paint_header(paper: Paper, document: Document, x_mm: float, y_mm: float) -> None:
    """Paint it with its top left corner at that place.

    The remarks stand at its foot, on two lines if need be; what is above them moves together to make room.
    """
    remarks = remark_lines(paper, document.warnings)
    last_mm = y_mm + HEADER_MM - 0.8
    first_mm = last_mm + LINE_MM - remarks.height_mm
    paint_remarks(paper, remarks, x_mm, first_mm)
    foot_mm = first_mm - _RISE * REMARK_SIZE_MM - _GAP_MM if remarks.lines else last_mm
    _paint_record(paper, document, x_mm, y_mm, foot_mm)
    if document.measurements is not None:
        _paint_measurements(paper, document.measurements, x_mm + 76, y_mm, foot_mm)
    if document.analysis is not None:
        _paint_superclasses(paper, document, document.analysis, x_mm + 160, y_mm, foot_mm)
    elif document.options.refusal:
        _paint_refusal(paper, said(document.options.refusal), x_mm + 160, y_mm, foot_mm)


def _paint_record(paper: Paper, document: Document, x_mm: float, y_mm: float, foot_mm: float) -> None:
    record = document.record
    own = (record.patient.id, record.name)  # the file's words, which are not to be translated
    below_mm = _paint_name(paper, heading_name(record), x_mm, y_mm, 72)
    if record.is_simulated:
        below_mm += 3.2
        paper.text(x_mm, below_mm, said(SIMULATED), 2.6, bold=True, colour=paper.theme.warning)
    facts = [(said(label), value if value in own else said(value)) for label, value in record_facts(record)]
    shown_s = (ECG_WIDTH_MM - calibration_mm(document.options.mm_per_s)) / document.options.mm_per_s
    end_s = min(record.duration_s, document.start_s + shown_s)
    is_part = document.start_s > 0 or record.duration_s > shown_s + 0.05
    if is_part:
        facts.append((tr("Shown"), ""))
    step_mm = min(_ROW_MM, (foot_mm - _FALL * _SIZE_MM - below_mm) / max(1, len(facts)))
    size_mm = min(_SIZE_MM, step_mm / (_RISE + _FALL + 0.13))
    label_mm = _width_mm(paper, [label for label, _ in facts], 15.0) + 2
    if is_part:
        texts = part_texts(document.start_s, end_s, record.recorded_at)
        facts[-1] = (facts[-1][0], next((t for t in texts if paper.width(t, size_mm) <= 73 - label_mm), texts[-1]))
    for i, (label, value) in enumerate(facts, start=1):
        paper.text(x_mm, below_mm + step_mm * i, label, size_mm, colour=paper.theme.muted)
        paper.whole(x_mm + label_mm, below_mm + step_mm * i, value, size_mm, 73 - label_mm)


def _paint_name(paper: Paper, name: str, x_mm: float, y_mm: float, width_mm: float) -> float:
    """The name in large letters, a longer one in smaller letters, on two lines if need be; give where it ends."""
    for size_mm in (4.2, 3.0):
        if paper.width(name, size_mm, bold=True) <= width_mm:
            paper.text(x_mm, y_mm + 3.6, name, size_mm, bold=True)
            return y_mm + 4.6
    lines = paper.wrapped(name, width_mm, 3.0, bold=True)
    lines = [lines[0], " ".join(lines[1:])]
    for i, line in enumerate(lines):
        paper.whole(x_mm, y_mm + 2.6 + 3.6 * i, line, 3.0, width_mm, bold=True)
    return y_mm + 6.6


def _paint_refusal(paper: Paper, reason: str, x_mm: float, y_mm: float, foot_mm: float) -> None:
    """Why there are no probabilities, as far as there is room."""
    paper.text(x_mm, y_mm + 2.6, tr("No prediction"), 2.7, bold=True, colour=paper.theme.warning)
    n_lines = int((foot_mm - y_mm - 3.4) / _ROW_MM)
    lines = paper.wrapped(reason, 100, _SIZE_MM)
    lines = [*lines[: n_lines - 1], " ".join(lines[n_lines - 1 :])]
    for i, line in enumerate(lines, start=1):
        paper.text(x_mm, y_mm + 3.4 + _ROW_MM * i, line, _SIZE_MM, width_mm=100)


def _paint_superclasses(
    paper: Paper, document: Document, analysis: Analysis, x_mm: float, y_mm: float, foot_mm: float
) -> None:
    rows = [row for row in analysis.prediction.tree() if row[1] == 0]
    paper.text(x_mm, y_mm + 2.6, tr("Model's probabilities"), 2.7, bold=True)
    paper.text(
        x_mm + 100,
        y_mm + 2.6,
        tr("line: threshold; bold: reached; ?: near it"),
        2.3,
        colour=paper.theme.muted,
        align="right",
    )
    top_mm, n_rows = y_mm + 3.4, max(1, len(rows))
    rooms = [
        (size_mm, n_lines)
        for size_mm in _SUBCLASSES_SIZES_MM
        for n_lines in range(1, _SUBCLASSES_LINES + 1)
        if foot_mm - top_mm - _lines_mm(size_mm, n_lines) >= _LEAST_BAR_ROW_MM * n_rows
    ]
    reached = reached_lines(paper, analysis.prediction, 100, rooms or [(_SUBCLASSES_SIZES_MM[-1], 1)])
    size_mm = reached.size_mm
    row_mm = min(3.9, (foot_mm - top_mm - _lines_mm(size_mm, len(reached.lines))) / n_rows)
    paint_probabilities(paper, analysis.prediction, rows, document.class_index, x_mm, top_mm, 100, row_mm, 31)
    last_mm = foot_mm - _FALL * size_mm - LINE_STEP * size_mm * (len(reached.lines) - 1)
    under_mm = min(last_mm, top_mm + row_mm * len(rows) + 0.4 + _RISE * size_mm)
    for i, line in enumerate(reached.lines):
        paper.text(x_mm, under_mm + LINE_STEP * size_mm * i, line, size_mm)


def _lines_mm(size_mm: float, n_lines: int) -> float:
    """How high lines of the sub-classes are, with a little above them; nothing where there are none."""
    return (_RISE + _FALL + LINE_STEP * (n_lines - 1)) * size_mm + 0.2 if n_lines else 0.0


def _paint_measurements(paper: Paper, measurements: Measurements, x_mm: float, y_mm: float, foot_mm: float) -> None:
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
    first_mm = y_mm + 7.2
    step_mm = min(_ROW_MM, (foot_mm - _FALL * _SIZE_MM - first_mm) / max(1, half - 1))
    for column, (label_mm, value_mm) in zip(columns, widths, strict=True):
        for row, (label, value) in enumerate(column):
            base = first_mm + step_mm * row
            paper.text(x_mm, base, label, _SIZE_MM * scale, colour=paper.theme.muted)
            paper.text(x_mm + (label_mm + 2.0) * scale, base, value, _SIZE_MM * scale)
        x_mm += (label_mm + 2.0 + max(12.0, value_mm) + 3.5) * scale


def _width_mm(paper: Paper, texts: Iterable[str], least_mm: float = 0.0) -> float:
    """How wide a column of texts is, at least ``least_mm``."""
    return max([least_mm, *(paper.width(text, _SIZE_MM) for text in texts)])
