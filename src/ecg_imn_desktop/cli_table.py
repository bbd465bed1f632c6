"""The answer as a table for people, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from .core.analysis import Analysis
from .core.measurements import Measurements
from .core.record import Record

# Sub-classes less likely than this stay out of the table (they are all in the JSON).
MIN_SHOWN_PROBABILITY = 0.05


def lines_of(record: Record, analysis: Analysis, measurements: Measurements | None) -> Iterator[RenderableType]:
    """Record, warnings, measurements, classes, strongest leads of the top class: what to print, in order."""
    yield _headline(record)
    for warning in (*record.warnings, *analysis.warnings):
        yield f"[yellow]! {escape(warning)}[/yellow]"
    if measurements is not None and (text := _measured(measurements)):
        yield text
    yield class_table(analysis)
    yield strongest_leads(analysis)
    yield (
        f"[dim]{escape(analysis.model.name)} {escape(analysis.model.version)} "
        f"(sha256 {analysis.model.sha256[:12]}) on {analysis.device}, {analysis.elapsed_ms:.0f} ms; "
        f"window {analysis.explanation.start_s:g}-"
        f"{analysis.explanation.start_s + analysis.explanation.duration_s:g} s[/dim]"
    )


def _headline(record: Record) -> str:
    simulated = "  [bold]simulated[/bold]" if record.is_simulated else ""
    return (
        f"[bold]{escape(record.name)}[/bold]{simulated}  {len(record.lead_names)} leads, "
        f"{record.duration_s:g} s at {record.fs:g} Hz"
    )


def _measured(measurements: Measurements) -> str:
    shown = {
        "HR": (measurements.hr_bpm, "bpm"),
        "PR": (measurements.pr_ms, "ms"),
        "QRS": (measurements.qrs_ms, "ms"),
        "QT": (measurements.qt_ms, "ms"),
        "QTc (Fridericia)": (measurements.qtc_ms.get("Fridericia"), "ms"),
        "QRS axis": (measurements.qrs_axis_deg, "deg"),
    }
    return "  ".join(f"{name} {value:.0f} {unit}" for name, (value, unit) in shown.items() if value is not None)


def class_table(analysis: Analysis) -> Table:
    """A row for each class: probability, logit, bias, residual, whether it reaches its threshold."""
    prediction = analysis.prediction
    residual = analysis.explanation.residual(prediction)
    table = Table(box=None, pad_edge=False, expand=True, header_style="bold")
    table.add_column("class", no_wrap=True, min_width=13)
    for name in ("prob.", "threshold", "logit", "= bias", "+ leads", "residual"):
        table.add_column(name, justify="right", no_wrap=True, min_width=6)
    table.add_column("", no_wrap=True, overflow="ellipsis", ratio=1)
    leads = analysis.explanation.lead_contribution().sum(axis=1)
    for k, depth in prediction.tree():
        info, probability = prediction.classes[k], prediction.probability[k]
        is_present = bool(prediction.is_positive[k])
        if depth and probability < MIN_SHOWN_PROBABILITY and not is_present:
            continue
        table.add_row(
            "  " * depth + escape(info.name) + (" [bold]*[/bold]" if is_present else ""),
            f"{probability:.3f}",
            f"{info.threshold:.3f}",
            f"{prediction.logit[k]:+.3f}",
            f"{prediction.bias[k]:+.3f}",
            f"{leads[k]:+.3f}",
            f"{residual[k]:+.0e}",
            "  " * depth + escape(info.title),
        )
    return table


def strongest_leads(analysis: Analysis, count: int = 3) -> str:
    """The leads that speak loudest for or against the top class."""
    k = analysis.prediction.top_class
    contribution = analysis.explanation.lead_contribution()[k]
    order = np.argsort(-np.abs(contribution))[:count]
    named = ", ".join(f"{analysis.explanation.lead_names[i]} {contribution[i]:+.2f}" for i in order)
    name = escape(analysis.prediction.classes[k].name)
    return f"Strongest leads for {name} (in logits): {named}   * = reaches its threshold"


def evaluation_lines(found: dict[str, Any]) -> Iterator[RenderableType]:
    """The figures of ``ecg-imn evaluate`` as tables."""
    yield f"{found['model']} on {found['n_records']} records of split {found['split']} (95 % bootstrap intervals)"
    for level in ("superclasses", "subclasses"):
        if (macro := found.get(f"macro_auroc_{level}")) is not None:
            yield f"macro AUROC, {level}: {_with_interval(macro)}"
    for task, figure in found["binary_tasks"].items():
        yield f"AUROC {task} ({figure['n_records']} records): {_with_interval(figure)}"
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = {
        "AUPRC": "auprc",
        "sens.": "sensitivity",
        "spec.": "specificity",
        "F1": "f1",
        "MCC": "mcc",
        "ECE": "expected_calibration_error",
    }
    for name in ("class", "n", "AUROC", *columns):
        table.add_column(name, justify="left" if name == "class" else "right", no_wrap=True)
    for name, figures in found["classes"].items():
        numbers = (f"{figures[column]:.3f}" for column in columns.values())
        table.add_row(escape(name), str(figures["n_positive"]), _with_interval(figures["auroc"]), *numbers)
    yield table
    if "faithfulness" in found:
        yield from _faithfulness_lines(found["faithfulness"])


def _with_interval(figure: dict[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f}-{figure['high']:.3f})"


def _faithfulness_lines(found: dict[str, Any]) -> Iterator[RenderableType]:
    agreement = found["agreement"]
    yield (
        f"median cosine of W and gradient {agreement['cosine_W_gradient']:.3f}; "
        f"median share of b in |logit| {agreement['bias_share']:.3f}"
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    fractions = [f"{100 * f:g} %" for f in found["fractions"]]
    for name in ("ECGs", "map of", "share", "order", *fractions):
        table.add_column(name, no_wrap=True)
    for subclass, entry in found["sub_classes"].items():
        for output, figures in entry["maps"].items():
            for order, curve in figures["deletion"].items():
                means = (f"{value:+.2f}" for value in curve["mean"])
                table.add_row(subclass, output, f"{figures['share_in_territory']:.2f}", order, *means)
    yield "mean logit after removing the cells (lead x 50 ms) with most evidence, the network answering anew;"
    yield "share: of the positive evidence, in the leads of the territory:"
    yield table
