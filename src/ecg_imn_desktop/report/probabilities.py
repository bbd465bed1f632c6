"""Probability bars with their thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.analysis import Prediction
from ..core.doubt import doubt_mark
from .paper import Paper
from .sentences import said
from .words import percent

_TRACK = "#e9ecef"  # the empty part of a bar
_NAME_MM = 20.0
_NUMBER_SIZES = 4.7  # the widest number, "> 99 %" in bold, with a little room, in sizes of the letters


def paint_probabilities(
    paper: Paper,
    prediction: Prediction,
    rows: Sequence[tuple[int, int]],
    shown: int,
    x_mm: float,
    y_mm: float,
    width_mm: float,
    row_mm: float,
    bar_mm: float,
) -> None:
    """One row per (class index, depth): name, bar of ``bar_mm`` with the threshold, probability, title.

    Bold: the class counts as present (it reaches its threshold). "?": it is near its threshold. A triangle marks the
    class ``shown`` on the traces.
    """
    theme = paper.theme
    size = min(2.65, 0.72 * row_mm)
    for row, (index, depth) in enumerate(rows):
        info = prediction.classes[index]
        probability = float(prediction.probability[index])
        positive = bool(prediction.is_positive[index])
        base = y_mm + row * row_mm + 0.5 * row_mm + 0.36 * size
        indent = 2.6 * depth
        if index == shown:
            paper.text(x_mm - 2.4, base, "\u25b6", 0.8 * size, colour=theme.accent)
        paper.text(x_mm + indent, base, info.name, size, bold=positive, width_mm=_NAME_MM - indent)
        bar_x = x_mm + _NAME_MM
        thick = 0.52 * row_mm
        top = y_mm + row * row_mm + (row_mm - thick) / 2
        paper.fill(bar_x, top, bar_mm, thick, _TRACK)
        paper.fill(bar_x, top, bar_mm * probability, thick, theme.accent if positive else theme.muted)
        threshold_x = bar_x + bar_mm * info.threshold
        paper.line(threshold_x, top - 0.45, threshold_x, top + thick + 0.45, theme.text, 0.3)
        number = percent(probability)
        number_x = bar_x + bar_mm + _NUMBER_SIZES * size - 1
        paper.text(number_x, base, number, size, bold=positive, align="right")
        if mark := doubt_mark(probability, info.threshold):
            paper.text(number_x + 0.1, base, mark, size, bold=positive)
        title_x = number_x + 2.2
        paper.title(title_x, base, said(info.title), 0.9 * size, x_mm + width_mm - title_x)
