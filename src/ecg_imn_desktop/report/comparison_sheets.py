"""The sheets of a comparison's pages: alike for all ECGs of a page, at the gain at which no trace is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..draw.layout import Sheet, arrange
from .gain import LeadOf, largest_gain, reach_mm
from .geometry import ECG_WIDTH_MM
from .options import GAINS_MM_PER_MV

MM_PER_S = 25.0


@dataclass(frozen=True)
class Shown:
    """An ECG that is to be shown from ``start_s`` on, on paper of that height."""

    layout: str
    lead_names: Sequence[str]
    lead_of: LeadOf
    fs: float
    start_s: float
    height_mm: float

    def arranged(self, reach_mm: tuple[float, float] = (0.0, 0.0)) -> Sheet:
        """Where its leads stand; the rows give way to what reaches so far up and down."""
        return arrange(
            self.layout,
            self.lead_names,
            width_mm=ECG_WIDTH_MM,
            height_mm=self.height_mm,
            mm_per_s=MM_PER_S,
            start_s=self.start_s,
            reach_mm=reach_mm,
        )


@dataclass(frozen=True)
class Drawn:
    """What the foot of a page says of its traces: their gain, and in sentences what is cut."""

    mm_per_mv: float
    cut: Sequence[str] = ()


def sheets_that_fit(ecgs: Sequence[Shown]) -> tuple[list[Sheet], float]:
    """Sheets with their rows alike and their gain: the largest usual one at which no trace is cut, or the smallest."""
    usual = [ecg.arranged() for ecg in ecgs]
    for gain in GAINS_MM_PER_MV:
        reaches = [reach_mm(s, ecg.lead_of, ecg.fs, gain) for s, ecg in zip(usual, ecgs, strict=True)]
        widest = (max(up for up, _ in reaches), max(down for _, down in reaches))
        sheets = [ecg.arranged(widest) for ecg in ecgs]
        if all(largest_gain(s, ecg.lead_of, ecg.fs) >= gain for s, ecg in zip(sheets, ecgs, strict=True)):
            break
    return sheets, gain
