"""The last page: the model's card in brief, its calibration and limits, checksums, and the settings used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.analysis import Analysis
from ..core.doubt import doubt_mark
from ..core.model_card import card_of
from ..io.provenance import library_versions, signal_sha256
from .document import Document, creator
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .paper import Paper
from .sentences import heading_name, said
from .words import input_sentence, percent, plain, signed

_TOP_MM = MARGIN_MM + 12.0
_FOOT_MM = 15.0
_LEFT_MM = 132.0
_GAP_MM = 6.0
_LABEL_MM = 24.0
_LINE_MM = 3.4
_SIZE_MM = 2.4

# Right ends of the columns of numbers, mm from the table's left: logit, slope, intercept, probability, threshold.
_COLUMNS_MM = (82.3, 94.0, 106.3, 119.5, 132.0)
_PROBABILITY = 3  # which of them
_AUROC_MM = 72.0


def paint_model_page(paper: Paper, document: Document) -> None:
    """Paint all but the footer; needs an analysis."""
    analysis = document.analysis
    assert analysis is not None
    left = ecg_origin_mm(paper.width_mm)[0]
    paper.heading(left, MARGIN_MM + 3.6, tr("The model, its calibration and limits, and the settings used"), 4.2)
    paper.text(left + ECG_WIDTH_MM, MARGIN_MM + 3.6, heading_name(document.record), 3.2, align="right", width_mm=75)
    about = card_of(analysis.model).get("about", {})
    _paint_calibration(paper, analysis, about.get("fold_9", {}).get("auroc", {}), left)
    x_mm = left + _LEFT_MM + _GAP_MM
    y_mm = _paint_rows(paper, tr("Model"), model_rows(analysis, about), x_mm, _TOP_MM)
    y_mm = _paint_rows(paper, tr("Checksums (SHA-256)"), checksum_rows(document, analysis), x_mm, y_mm + 3)
    _paint_rows(paper, tr("Settings of this report"), setting_rows(document), x_mm, y_mm + 3)


def _paint_calibration(paper: Paper, analysis: Analysis, auroc: Mapping[str, Any], x_mm: float) -> None:
    """Every class: from its logit to its probability, and how well it is known."""
    prediction, theme = analysis.prediction, paper.theme
    paper.heading(x_mm, _TOP_MM, tr("Calibration: probability = 1 / (1 + exp(\u2212(slope \u00d7 logit + intercept)))"))
    head_mm = _TOP_MM + 4.6
    title_mm = 64.0 if auroc else 74.0
    heads = (tr("logit"), tr("slope"), tr("intercept"), tr("prob."), tr("threshold"))
    for text, right in zip(heads, _COLUMNS_MM, strict=True):
        paper.text(x_mm + right, head_mm, text, 2.3, colour=theme.muted, align="right")
    if auroc:
        paper.text(x_mm + _AUROC_MM, head_mm, tr("AUROC"), 2.3, colour=theme.muted, align="right")
    rows = prediction.tree()
    row_mm = min(4.6, (paper.height_mm - _FOOT_MM - head_mm - 16) / max(1, len(rows)))
    for row, (k, depth) in enumerate(rows, start=1):
        base, info = head_mm + row_mm * row, prediction.classes[k]
        is_positive = bool(prediction.is_positive[k])
        paper.text(x_mm + 2.6 * depth, base, info.name, _SIZE_MM, bold=is_positive, width_mm=19 - 2.6 * depth)
        paper.title(x_mm + 20, base, said(info.title), 2.2, title_mm - 20)
        values = (
            signed(float(prediction.logit[k])), plain(info.slope, 3), signed(info.intercept, 3),
            percent(float(prediction.probability[k]), 1), percent(info.threshold, 1),
        )  # fmt: skip
        for right, value in zip(_COLUMNS_MM, values, strict=True):
            paper.text(x_mm + right, base, value, _SIZE_MM, bold=is_positive, align="right")
        if mark := doubt_mark(float(prediction.probability[k]), info.threshold):
            paper.text(x_mm + _COLUMNS_MM[_PROBABILITY] + 0.1, base, mark, _SIZE_MM, bold=is_positive)
        if info.name in auroc:
            paper.text(x_mm + _AUROC_MM, base, f"{auroc[info.name]:.3f}", _SIZE_MM, align="right")
    y_mm = head_mm + row_mm * len(rows) + 6
    words = tr(
        "Slopes and intercepts (Platt 1999) were fitted on ECGs that the model was not trained on; the threshold is "
        "the probability from which a class counts as present (bold; ?: near it). A probability holds for patients "
        "like those of the training data, not for every clinic."
    )
    for i, line in enumerate(paper.wrapped(words, _LEFT_MM, 2.3)):
        paper.text(x_mm, y_mm + 3.2 * i, line, 2.3, colour=theme.muted)


def _paint_rows(paper: Paper, title: str, rows: list[tuple[str, str]], x_mm: float, y_mm: float) -> float:
    """Labels with values that may need several lines, as far as there is room; the place below."""
    width_mm = ECG_WIDTH_MM - _LEFT_MM - _GAP_MM
    paper.heading(x_mm, y_mm, title)
    y_mm += 4.4
    for label, value in rows:
        lines = paper.wrapped(value, width_mm - _LABEL_MM, _SIZE_MM)
        if y_mm + _LINE_MM * (len(lines) - 1) > paper.height_mm - _FOOT_MM:
            paper.text(x_mm, y_mm, tr("(There is more: see the stored analysis.)"), _SIZE_MM, colour=paper.theme.muted)
            return y_mm + _LINE_MM
        paper.text(x_mm, y_mm, label, _SIZE_MM, colour=paper.theme.muted, width_mm=_LABEL_MM - 1)
        for line in lines:
            paper.text(x_mm + _LABEL_MM, y_mm, line, _SIZE_MM, width_mm=width_mm - _LABEL_MM)
            y_mm += _LINE_MM
    return y_mm


def model_rows(analysis: Analysis, about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The card in brief."""
    model, explanation = analysis.model, analysis.explanation
    end_s = explanation.start_s + explanation.duration_s
    took = f", {analysis.elapsed_ms:.0f} ms" if analysis.elapsed_ms else ""
    window = tr("{window} s at {fs} Hz; here {start} to {end} s").format(
        window=f"{model.window_s:g}", fs=f"{model.fs:g}", start=f"{explanation.start_s:g}", end=f"{end_s:g}"
    )
    rows = [
        (tr("Name"), f"{model.name} {model.version}"),
        (tr("Reads"), window),
        *([(tr("Input"), said(sentence))] if (sentence := input_sentence(model)) else []),
        (tr("Answered on"), f"{analysis.device.upper()}{took}"),
    ]
    fold_9 = about.get("fold_9", {})
    figures = [
        (tr("five superclasses"), fold_9.get("macro_auroc_superclasses")),
        (tr("sub-classes"), fold_9.get("macro_auroc_subclasses")),
    ]
    found = [f"{value:.3f} ({of})" for of, value in figures if value is not None]
    if found:
        rows.append((tr("Macro AUROC"), tr("PTB-XL fold 9: {figures}").format(figures=", ".join(found))))
    labels = ((tr("Data"), "data"), (tr("Method"), "method"), (tr("Limits"), "limits"), (tr("Licence"), "licence"))
    for label, name in labels:
        if name in about:
            rows.append((label, said(about[name])))
    if not about:
        rows.append((tr("Card"), tr("not known to this program")))
    return rows


def checksum_rows(document: Document, analysis: Analysis) -> list[tuple[str, str]]:
    """What was read and what answered, by their checksums."""
    explanation = analysis.explanation
    return [
        (tr("Weights"), _broken(analysis.model.sha256)),
        (
            tr("Signal read"),
            _broken(signal_sha256(document.record.section(explanation.start_s, analysis.model.window_s))),
        ),
    ]


def _broken(checksum: str) -> str:
    """In two parts, so that it can be wrapped."""
    return f"{checksum[:32]} {checksum[32:]}"


def setting_rows(document: Document) -> list[tuple[str, str]]:
    """How the pages were made."""
    options = document.options
    shown = document.shown_class
    shows = {
        "line": tr("on the line"), "band": tr("as a band"), "both": tr("on the line and as a band"),
        "none": tr("not on the traces"),
    }  # fmt: skip
    sides = {"both": tr("for and against"), "for": tr("for"), "against": tr("against")}
    orders = {"standard": tr("standard order"), "cabrera": tr("Cabrera order")}
    evidence = [f"{shows[options.show.value]}, {sides[options.sides]}", tr("not smoothed")]
    if options.smoothing_s:
        evidence[1] = tr("smoothed over {ms} ms").format(ms=f"{1000 * options.smoothing_s:g}")
    if options.threshold:
        evidence[1] += ", " + tr("from {density} logit/s on").format(density=f"{options.threshold:.3g}")
    libraries = ", ".join(f"{name} {version}" for name, version in library_versions().items())
    scale = tr("{speed} mm/s, {gain} mm/mV, from {start} s").format(
        speed=f"{options.mm_per_s:g}", gain=f"{document.mm_per_mv:g}", start=f"{document.start_s:g}"
    )
    shown_filter = options.display_filter
    return [
        (tr("Page"), f"{options.size}, {options.layout}, {orders.get(options.order, options.order)}"),
        (tr("Scale"), scale),
        (
            tr("Filter"),
            tr("{filter} (the traces alone)").format(filter=said(shown_filter.label_at(document.record.fs)))
            if shown_filter
            else tr("none: the traces are as recorded"),
        ),
        (tr("Class shown"), shown.name if shown is not None else tr("none")),
        (tr("Evidence"), "; ".join([*evidence, tr("the numbers are never smoothed")])),
        (tr("Anonymous"), tr("yes") if options.anonymous else tr("no")),
        (tr("Program"), creator()),
        (tr("Libraries"), libraries),
    ]
