"""The waterfall logit = b + sum of the leads."""

from __future__ import annotations

import numpy as np

from ..core.analysis import Analysis
from .language import tr
from .paper import Paper
from .words import signed

_LABEL_MM = 13.0
_NUMBER_MM = 14.0


def paint_waterfall(
    paper: Paper, analysis: Analysis, class_index: int, x_mm: float, y_mm: float, width_mm: float, row_mm: float
) -> float:
    """Paint b, the leads and their sum, a row each, and the residual below; give the place below it (mm)."""
    theme = paper.theme
    prediction, explanation = analysis.prediction, analysis.explanation
    bias = float(prediction.bias[class_index])
    leads = explanation.lead_contribution()[class_index]
    path = np.concatenate(([0.0, bias], bias + np.cumsum(leads)))
    low, high = float(path.min()), float(path.max())
    span = (high - low) or 1.0
    plot_mm = width_mm - _LABEL_MM - _NUMBER_MM

    def place(value: float) -> float:
        return x_mm + _LABEL_MM + (value - low) / span * plot_mm

    n_rows = len(leads) + 2
    paper.line(place(0), y_mm - 0.5, place(0), y_mm + n_rows * row_mm + 0.5, theme.muted, 0.12)
    labels = ["b", *explanation.lead_names, tr("logit")]
    starts = [*path[:-1], 0.0]
    values = [bias, *(float(v) for v in leads), float(prediction.logit[class_index])]
    for row, (label, start, value) in enumerate(zip(labels, starts, values, strict=True)):
        top = y_mm + row * row_mm
        base = top + 0.5 * row_mm + 0.95
        is_total = row in (0, n_rows - 1)
        colour = theme.muted if is_total else theme.evidence_for if value > 0 else theme.evidence_against
        paper.text(x_mm, base, label, 2.7, bold=is_total)
        paper.fill(place(start), top + 0.2 * row_mm, place(start + value) - place(start), 0.6 * row_mm, colour)
        if row < n_rows - 1:
            end = place(start + value)
            paper.line(end, top + 0.2 * row_mm, end, top + 1.2 * row_mm, theme.muted, 0.12)
        paper.text(x_mm + width_mm, base, signed(value), 2.7, bold=is_total, align="right")
    residual = float(explanation.residual(prediction)[class_index])
    below = y_mm + n_rows * row_mm + 3.6
    number = f"{residual:.1e}".replace("-", "\u2212")
    text = tr("residual logit \u2212 (b + leads) = {number}").format(number=number)
    paper.text(x_mm, below, text, 2.5, colour=theme.muted)
    return below
