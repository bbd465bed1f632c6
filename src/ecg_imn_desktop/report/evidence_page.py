"""The second page: every class with its sub-classes, the waterfall of the shown class, where its evidence lies."""

from __future__ import annotations

import numpy as np

from ..analysis.evidence import evidence_sentence, top_segments, wave_table
from ..core.analysis import Analysis
from ..core.measurements import WAVES, Measurements
from .document import Document
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .paper import Paper
from .probabilities import paint_probabilities
from .waterfall import paint_waterfall
from .words import all_warnings, logit_sum, patient_name, signed

_TOP_MM = MARGIN_MM + 14.0
_FOOT_MM = 14.0
_MODEL_MM = 30.0  # what the facts of the model need


def paint_evidence_page(paper: Paper, document: Document) -> None:
    """Paint all but the footer; needs an analysis."""
    analysis, shown = document.analysis, document.shown_class
    assert analysis is not None
    assert shown is not None
    left = ecg_origin_mm(paper.width_mm)[0]
    theme = paper.theme
    paper.text(
        left, MARGIN_MM + 3.6, f"Why the model says so: {shown.name}, {shown.title}", 4.2, bold=True, width_mm=180
    )
    paper.text(left + ECG_WIDTH_MM, MARGIN_MM + 3.6, patient_name(document.record), 3.2, align="right", width_mm=75)
    paper.text(left, MARGIN_MM + 8.4, logit_sum(analysis, document.class_index), 2.8, colour=theme.muted)

    rows = analysis.prediction.tree()
    words = document.words_of_clinician
    n_lines = len(paper.wrapped(words, ECG_WIDTH_MM, 2.6)) if words else 0
    room_mm = paper.height_mm - _FOOT_MM - _TOP_MM - 6 - 3.6 * n_lines
    _heading(paper, left, "Probabilities (line: threshold; bold: reached)")
    row_mm = min(6.5, room_mm / len(rows))
    paint_probabilities(paper, analysis.prediction, rows, document.class_index, left, _TOP_MM + 4, 96, row_mm, 17)
    middle = left + 100
    _heading(paper, middle, f"Logit of {shown.name} = b + leads")
    below = paint_waterfall(paper, analysis, document.class_index, middle, _TOP_MM + 4, 72, 6.5)
    _paint_segments(paper, document, analysis, middle, _paint_note(paper, middle, below + 5, 72))
    _paint_right_column(paper, document, analysis, left + 180, 80)
    _paint_statement(paper, document.words_of_clinician, left)


def _heading(paper: Paper, x_mm: float, text: str, y_mm: float = _TOP_MM) -> None:
    paper.text(x_mm, y_mm + 1.5, text, 2.8, bold=True)


def _paint_note(paper: Paper, x_mm: float, y_mm: float, width_mm: float) -> float:
    text = (
        "The contributions of all samples of a lead add up to its bar; b and the bars add up to the logit exactly, up "
        "to the rounding of the computer (residual). Probabilities are the calibrated logits."
    )
    lines = paper.wrapped(text, width_mm, 2.4)
    for i, line in enumerate(lines):
        paper.text(x_mm, y_mm + 3.4 * i, line, 2.4, colour=paper.theme.muted)
    return y_mm + 3.4 * len(lines) + 2


def _paint_segments(paper: Paper, document: Document, analysis: Analysis, x_mm: float, y_mm: float) -> None:
    """The stretches of single leads with the most evidence."""
    fiducials = document.measurements.fiducials if document.measurements else None
    _heading(paper, x_mm, "Strongest segments (logit)", y_mm)
    for i, segment in enumerate(top_segments(analysis.explanation, document.class_index, 5, fiducials)):
        base = y_mm + 6 + 3.9 * i
        where = segment.lead if fiducials is None else f"{segment.lead}, {segment.wave}"
        paper.text(x_mm, base, where, 2.6)
        paper.text(x_mm + 22, base, f"{segment.start_s:.2f} to {segment.end_s:.2f} s", 2.6)
        colour = paper.theme.evidence_for if segment.logit > 0 else paper.theme.evidence_against
        paper.text(x_mm + 72, base, signed(segment.logit, 3), 2.6, colour=colour, align="right")


def _paint_statement(paper: Paper, words: str, x_mm: float) -> None:
    lines = paper.wrapped(words, ECG_WIDTH_MM, 2.6) if words else []
    first_mm = paper.height_mm - MARGIN_MM - 8.5 - 3.6 * (len(lines) - 1)
    for i, line in enumerate(lines):
        paper.text(x_mm, first_mm + 3.6 * i, line, 2.6)


def _paint_right_column(paper: Paper, document: Document, analysis: Analysis, x_mm: float, width_mm: float) -> None:
    y_mm = _TOP_MM
    if document.measurements is not None and document.measurements.fiducials.n_beats:
        y_mm = _paint_wave_table(paper, document.measurements, analysis, document.class_index, x_mm, width_mm)
    sentences = all_warnings(document.record, analysis, document.measurements)
    if sentences:
        y_mm = _paint_notes(paper, sentences, x_mm, y_mm, width_mm)
    _paint_model(paper, analysis, x_mm, y_mm, width_mm)


def _paint_notes(paper: Paper, sentences: list[str], x_mm: float, y_mm: float, width_mm: float) -> float:
    """All that was noticed about the signal, as far as there is room; give the place below it."""
    _heading(paper, x_mm, "Notes on the signal", y_mm)
    lines = [line for sentence in sentences for line in paper.wrapped(sentence, width_mm, 2.5)]
    room = int((paper.height_mm - _FOOT_MM - _MODEL_MM - y_mm) / 3.6) - 2
    if len(lines) > room:
        lines = [*lines[: max(0, room - 1)], "(There is more: see the program.)"]
    for i, line in enumerate(lines):
        paper.text(x_mm, y_mm + 6 + 3.6 * i, line, 2.5, colour=paper.theme.warning)
    return y_mm + 8 + 3.6 * len(lines)


def _paint_wave_table(
    paper: Paper, measurements: Measurements, analysis: Analysis, class_index: int, x_mm: float, width_mm: float
) -> float:
    """Lead x wave, each cell tinted by its share; give the place below it."""
    theme = paper.theme
    table = wave_table(analysis.explanation, measurements.fiducials)[class_index]
    _heading(paper, x_mm, "Contribution by lead and wave (logit)")
    label_mm = 11.0
    cell_mm = (width_mm - label_mm) / (len(WAVES) + 1)
    row_mm = 5.2
    y_mm = _TOP_MM + 4
    digits = 2 if np.abs(table).sum() < 20 else 1
    strongest = float(np.abs(table).max()) or 1.0
    full = np.vstack([table, table.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    for column, wave in enumerate([*WAVES, "sum"]):
        right = x_mm + label_mm + (column + 1) * cell_mm - 0.6
        paper.text(right, y_mm + 3.4, wave, 2.4, colour=theme.muted, align="right")
    y_mm += row_mm
    for row, lead in enumerate([*analysis.explanation.lead_names, "sum"]):
        paper.text(x_mm, y_mm + 3.4, lead, 2.5, bold=lead == "sum")
        for column in range(full.shape[1]):
            value = float(full[row, column])
            is_sum = row == len(table) or column == len(WAVES)
            left = x_mm + label_mm + column * cell_mm
            if not is_sum:
                strength = abs(value) / strongest
                colour = theme.evidence_for if value > 0 else theme.evidence_against
                paper.fill(left + 0.3, y_mm + 0.3, cell_mm - 0.6, row_mm - 0.6, _tint(colour, 0.5 * strength))
            paper.text(left + cell_mm - 0.6, y_mm + 3.4, signed(value, digits), 2.3, bold=is_sum, align="right")
        y_mm += row_mm
    y_mm += 3
    sentence = evidence_sentence(analysis.prediction, analysis.explanation, measurements.fiducials, class_index)
    for line in paper.wrapped(sentence, width_mm, 2.6):
        paper.text(x_mm, y_mm, line, 2.6)
        y_mm += 3.8
    return y_mm + 4


def _tint(colour: str, share: float) -> str:
    """A colour thinned with white."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + share * (c - 255)):02x}" for c in channels)


def _paint_model(paper: Paper, analysis: Analysis, x_mm: float, y_mm: float, width_mm: float) -> None:
    model, explanation = analysis.model, analysis.explanation
    end_s = explanation.start_s + explanation.duration_s
    _heading(paper, x_mm, "Model", y_mm)
    rows = [
        ("Name", f"{model.name} {model.version}"),
        ("Reads", f"{model.window_s:g} s at {model.fs:g} Hz; here {explanation.start_s:g} to {end_s:g} s"),
        ("SHA-256", model.sha256[:32]),
        ("", model.sha256[32:]),
        ("Took", f"{analysis.elapsed_ms:.0f} ms on {analysis.device}"),
    ]
    for i, (label, value) in enumerate(rows):
        paper.text(x_mm, y_mm + 6 + 3.8 * i, label, 2.5, colour=paper.theme.muted)
        paper.text(x_mm + 14, y_mm + 6 + 3.8 * i, value, 2.5, width_mm=width_mm - 14)
