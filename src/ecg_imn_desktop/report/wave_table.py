"""The contributions by lead and wave, each cell tinted by its share."""

from __future__ import annotations

import numpy as np

from ..analysis.evidence import wave_table
from ..core.analysis import Analysis
from ..core.measurements import WAVES, Measurements
from .language import tr
from .paper import Paper
from .sentences import said
from .words import signed

_LABEL_MM = 11.0


def paint_wave_table(
    paper: Paper,
    measurements: Measurements,
    analysis: Analysis,
    class_index: int,
    x_mm: float,
    y_mm: float,
    width_mm: float,
    row_mm: float,
) -> float:
    """Lead x wave with its sums; give the place below it (mm)."""
    theme = paper.theme
    table = wave_table(analysis.explanation, measurements.fiducials)[class_index]
    cell_mm = (width_mm - _LABEL_MM) / (len(WAVES) + 1)
    digits = 2 if np.abs(table).sum() < 20 else 1
    strongest = float(np.abs(table).max()) or 1.0
    full = np.vstack([table, table.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    for column, wave in enumerate([*map(said, WAVES), tr("sum")]):
        right = x_mm + _LABEL_MM + (column + 1) * cell_mm - 0.6
        paper.text(right, y_mm + 3.4, wave, 2.4, colour=theme.muted, align="right")
    y_mm += row_mm
    for row, lead in enumerate([*analysis.explanation.lead_names, tr("sum")]):
        paper.text(x_mm, y_mm + 3.4, lead, 2.5, bold=row == len(table))
        for column in range(full.shape[1]):
            value = float(full[row, column])
            is_sum = row == len(table) or column == len(WAVES)
            left = x_mm + _LABEL_MM + column * cell_mm
            if not is_sum:
                strength = abs(value) / strongest
                colour = theme.evidence_for if value > 0 else theme.evidence_against
                paper.fill(left + 0.3, y_mm + 0.3, cell_mm - 0.6, row_mm - 0.6, _tint(colour, 0.5 * strength))
            paper.text(left + cell_mm - 0.6, y_mm + 3.4, signed(value, digits), 2.3, bold=is_sum, align="right")
        y_mm += row_mm
    return y_mm


def _tint(colour: str, share: float) -> str:
    """A colour thinned with white."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + share * (c - 255)):02x}" for c in channels)
