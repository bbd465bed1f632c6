"""Traces that stay on their paper: the gain at which none is cut, and rows that give way for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..draw.grid import PULSE_MV
from ..draw.layout import Sheet, Strip
from .options import GAINS_MM_PER_MV

# The largest and smallest samples of a strip, such a share of it, do not decide the gain: spikes of a pacemaker,
# artefacts. Tips of QRS complexes are among them, too, so the rest has to stay within a share of the room.
SHORT_SHARE = 0.005  # 50 ms of ten seconds
TIP_SHARE = 0.95

_EDGE_MM = 1.0  # a little more than the half by which a baseline moves to its line of the grid

# Gives a lead of the record, mV (sample,), by its name.
LeadOf = Callable[[str], NDArray[np.floating]]


def usual_gain(most_mm_per_mv: float) -> float:
    """The largest usual gain up to that one, else the smallest."""
    return next((gain for gain in GAINS_MM_PER_MV if gain <= most_mm_per_mv), GAINS_MM_PER_MV[-1])


def largest_gain(sheet: Sheet, lead_of: LeadOf, fs: float) -> float:
    """Up to which gain, mm/mV, no trace leaves the sheet, but for the narrowest tips and spikes as short."""
    return min((_largest_gain(sheet, strip, lead_of, fs) for strip in sheet.strips), default=np.inf)


def cut_leads(sheet: Sheet, lead_of: LeadOf, fs: float, mm_per_mv: float) -> list[str]:
    """Whose traces are cut at the edge of the sheet, each lead once."""
    cut = (s.lead.removeprefix("-") for s in sheet.strips if _largest_gain(sheet, s, lead_of, fs, 1.0) < mm_per_mv)
    return list(dict.fromkeys(cut))


def reach_mm(sheet: Sheet, lead_of: LeadOf, fs: float, mm_per_mv: float) -> tuple[float, float]:
    """How far the traces of the first row, and its pulse, go up and those of the last row down, for ``arrange``."""
    last = len(sheet.row_y_mm) - 1
    up_mv = max((_sizes_mv(s, lead_of, fs)[0] for s in sheet.strips if s.row == 0), default=0.0)
    down_mv = max((_sizes_mv(s, lead_of, fs)[1] for s in sheet.strips if s.row == last), default=0.0)
    up_mm = max(up_mv / TIP_SHARE, PULSE_MV) * mm_per_mv
    return up_mm + _EDGE_MM, max(0.0, down_mv / TIP_SHARE) * mm_per_mv + _EDGE_MM


@dataclass(frozen=True)
class Shown:
    """An ECG that is to be shown; ``arranged`` is ``arrange`` with all but its ``reach_mm``."""

    arranged: Callable[..., Sheet]
    lead_of: LeadOf
    fs: float


@dataclass(frozen=True)
class Drawn:
    """What the foot of a page says of its traces: their gain, and which leads are cut ("A V2, V3; B V2")."""

    mm_per_mv: float
    cut: str = ""


def sheets_that_fit(ecgs: Sequence[Shown]) -> tuple[list[Sheet], float]:
    """Sheets with their rows alike and their gain: the largest usual one at which no trace is cut, or the smallest."""
    usual = [ecg.arranged() for ecg in ecgs]
    for gain in GAINS_MM_PER_MV:
        reaches = [reach_mm(s, ecg.lead_of, ecg.fs, gain) for s, ecg in zip(usual, ecgs, strict=True)]
        widest = (max(up for up, _ in reaches), max(down for _, down in reaches))
        sheets = [ecg.arranged(reach_mm=widest) for ecg in ecgs]
        if all(largest_gain(s, ecg.lead_of, ecg.fs) >= gain for s, ecg in zip(sheets, ecgs, strict=True)):
            break
    return sheets, gain


def _largest_gain(sheet: Sheet, strip: Strip, lead_of: LeadOf, fs: float, share: float = TIP_SHARE) -> float:
    rooms_mm = (strip.y_mm, sheet.height_mm - strip.y_mm)
    sizes_mv = _sizes_mv(strip, lead_of, fs)
    return min((share * mm / size for mm, size in zip(rooms_mm, sizes_mv, strict=True) if size > 0), default=np.inf)


def _sizes_mv(strip: Strip, lead_of: LeadOf, fs: float) -> tuple[float, float]:
    """How far a strip's trace goes above and below 0 mV, but for tips and spikes."""
    first = round(strip.start_s * fs)
    mv = lead_of(strip.lead)[first : first + round(strip.duration_s * fs)]
    mv = np.sort(mv[np.isfinite(mv)])
    n_short = round(SHORT_SHARE * len(mv))
    if len(mv) <= 2 * n_short:
        return 0.0, 0.0
    return float(mv[-1 - n_short]), -float(mv[n_short])
