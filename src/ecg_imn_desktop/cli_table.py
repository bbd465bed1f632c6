"""The answer as a table for people, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from .core.analysis import Analysis
from .core.doubt import doubt_mark
from .core.measurements import Measurements
from .core.record import Record
from .report.words import adding_up, all_warnings, percent, plain, signed

# Sub-classes less likely than this stay out of the table (they are all in the JSON).
MIN_SHOWN_PROBABILITY = 0.05


def lines_of(record: Record, analysis: Analysis, measurements: Measurements | None) -> Iterator[RenderableType]:
    """Record, warnings, measurements, classes, strongest leads of the top class: what to print, in order."""
    yield from known_lines(record, analysis, measurements)
    yield class_table(analysis)
    yield "* reaches its threshold, ? is near it; " + _residual(analysis)
    yield strongest_leads(analysis)
    yield (
        f"[dim]{escape(analysis.model.name)} {escape(analysis.model.version)} "
        f"(sha256 {analysis.model.sha256[:12]}) on {analysis.device}, {analysis.elapsed_ms:.0f} ms; "
        f"window {analysis.explanation.start_s:g}-"
        f"{analysis.explanation.start_s + analysis.explanation.duration_s:g} s[/dim]"
    )


def known_lines(
    record: Record, analysis: Analysis | None, measurements: Measurements | None, found: Sequence[str] = ()
) -> Iterator[str]:
    """What stands above an answer, and all there is without one: record, warnings and measurements.

    Without an answer, ``found`` is what the checks found beside the reason that there is none.
    """
    yield _headline(record)
    for warning in all_warnings(record, analysis, measurements, found):
        yield f"[yellow]! {escape(warning)}[/yellow]"
    if measurements is not None and (text := _measured(measurements)):
        yield text


def _headline(record: Record) -> str:
    simulated = "  [bold]simulated[/bold]" if record.is_simulated else ""
    leads = "1 lead" if len(record.lead_names) == 1 else f"{len(record.lead_names)} leads"
    return f"[bold]{escape(record.name)}[/bold]{simulated}  {leads}, {record.duration_s:g} s at {record.fs:g} Hz"


def _measured(measurements: Measurements) -> str:
    shown = {
        "HR": (measurements.hr_bpm, " /min"),
        "PR": (measurements.pr_ms, " ms"),
        "QRS": (measurements.qrs_ms, " ms"),
        "QT": (measurements.qt_ms, " ms"),
        "QTc (Fridericia)": (measurements.qtc_ms.get("Fridericia"), " ms"),
        "QRS axis": (measurements.qrs_axis_deg, "\u00b0"),
    }
    words = [f"{name} {plain(value)}{unit}" for name, (value, unit) in shown.items() if value is not None]
    return "  ".join([*words, *([measurements.rhythm] if measurements.rhythm else [])])


def class_table(analysis: Analysis) -> Table:
    """A row for each class: probability, logit, bias, whether it reaches its threshold or is near it; a whole title."""
    prediction = analysis.prediction
    table = Table(box=None, pad_edge=False, expand=True, header_style="bold")
    table.add_column("class", no_wrap=True, min_width=13)
    for name in ("prob. ", "threshold", "logit", "= bias", "+ leads"):
        table.add_column(name, justify="right", no_wrap=True, min_width=6)
    table.add_column("", overflow="fold", ratio=1)
    leads = analysis.explanation.lead_contribution().sum(axis=1)
    for k, depth in prediction.tree():
        info, probability = prediction.classes[k], prediction.probability[k]
        is_present = bool(prediction.is_positive[k])
        if depth and probability < MIN_SHOWN_PROBABILITY and not is_present:
            continue
        bias, of_leads, logit = adding_up([float(v[k]) for v in (prediction.bias, leads, prediction.logit)], 3)
        table.add_row(
            "  " * depth + escape(info.name) + (" [bold]*[/bold]" if is_present else ""),
            f"{percent(float(probability), 1)}{doubt_mark(float(probability), info.threshold):<1}",
            percent(info.threshold, 1),
            *(signed(value, 3) for value in (logit, bias, of_leads)),
            Padding(escape(info.title), (0, 0, 0, 2 * depth)),
        )
    return table


def _residual(analysis: Analysis) -> str:
    """How far the sums of the table are from the logits."""
    largest = float(np.abs(analysis.explanation.residual(analysis.prediction)).max())
    return f"logit \u2212 (bias + leads) is at most {largest:.0e}".replace("e-", "e\u2212")


def strongest_leads(analysis: Analysis, count: int = 3) -> str:
    """The leads that speak loudest for or against the top class."""
    k = analysis.prediction.top_class
    contribution = analysis.explanation.lead_contribution()[k]
    order = np.argsort(-np.abs(contribution))[:count]
    named = ", ".join(f"{analysis.explanation.lead_names[i]} {signed(float(contribution[i]))}" for i in order)
    name = escape(analysis.prediction.classes[k].name)
    return f"Strongest leads for {name} (in logits): {named}"
