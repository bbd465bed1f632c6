"""Traces that stay on their paper: the gain at which none is cut, and rows that give way for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..draw.grid import PULSE_MV
from ..draw.layout import Sheet, Strip
from .language import tr
from .options import GAINS_MM_PER_MV

# The largest and smallest samples of a strip, such a share of it, do not decide the gain: spikes of a pacemaker,
# artefacts. Tips of QRS complexes are among them, too, so the rest has to stay within a share of the room.
SHORT_SHARE = 0.005  # 50 ms of ten seconds
TIP_SHARE = 0.95

# So much of a narrow tip may be missing unsaid: it is hardly seen.
_SEEN_MM = 0.5

_EDGE_MM = 1.0  # a little more than the half by which a baseline moves to its line of the grid

# Gives a lead of the record, mV (sample,), by its name.
LeadOf = Callable[[str], NDArray[np.floating]]


def usual_gain(most_mm_per_mv: float) -> float:
    """The largest usual gain up to that one, else the smallest."""
    return next((gain for gain in GAINS_MM_PER_MV if gain <= most_mm_per_mv), GAINS_MM_PER_MV[-1])


def largest_gain(sheet: Sheet, lead_of: LeadOf, fs: float) -> float:
    """Up to which gain, mm/mV, no trace leaves the sheet, but for the narrowest tips and spikes as short."""
    return min((_largest_gain(sheet, strip, lead_of, fs) for strip in sheet.strips), default=np.inf)


@dataclass(frozen=True)
class Cut:
    """Leads whose traces are cut at the edge of their sheet, each once; of ``tips`` only what is narrow is cut."""

    leads: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()


def cut_at_edge(sheet: Sheet, lead_of: LeadOf, fs: float, mm_per_mv: float) -> Cut:
    """What is cut at a gain."""
    leads: list[str] = []
    tips: list[str] = []
    for strip in sheet.strips:
        mv, rooms_mm = _sorted_mv(strip, lead_of, fs), _rooms_mm(sheet, strip)
        highest = (float(mv[-1]), -float(mv[0])) if len(mv) else (0.0, 0.0)
        if any(mm_per_mv * size > mm for size, mm in zip(_sizes_mv(mv), rooms_mm, strict=True)):
            leads.append(strip.lead.removeprefix("-"))
        elif any(mm_per_mv * size > mm + _SEEN_MM for size, mm in zip(highest, rooms_mm, strict=True)):
            tips.append(strip.lead.removeprefix("-"))
    return Cut(tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(lead for lead in tips if lead not in leads)))


def cut_sentences(cuts: Mapping[str, Cut]) -> list[str]:
    """What the foot of a page says of what is cut, by the letter of an ECG: "" for the only one."""

    def named(leads: Callable[[Cut], tuple[str, ...]]) -> str:
        return "; ".join(f"{letter} {', '.join(leads(cut))}".lstrip() for letter, cut in cuts.items() if leads(cut))

    whole, tips = named(lambda cut: cut.leads), named(lambda cut: cut.tips)
    sentences = [tr("Cut at the edge of the paper: {leads}.").format(leads=whole)] if whole else []
    return [*sentences, tr("Narrow tips or spikes cut at the edge: {leads}.").format(leads=tips)] if tips else sentences


def reach_mm(sheet: Sheet, lead_of: LeadOf, fs: float, mm_per_mv: float) -> tuple[float, float]:
    """How far the traces of the first row, and its pulse, go up and those of the last row down, for ``arrange``."""
    last = len(sheet.row_y_mm) - 1
    up_mv = max((_sizes_mv(_sorted_mv(s, lead_of, fs))[0] for s in sheet.strips if s.row == 0), default=0.0)
    down_mv = max((_sizes_mv(_sorted_mv(s, lead_of, fs))[1] for s in sheet.strips if s.row == last), default=0.0)
    up_mm = max(up_mv / TIP_SHARE, PULSE_MV) * mm_per_mv
    return up_mm + _EDGE_MM, max(0.0, down_mv / TIP_SHARE) * mm_per_mv + _EDGE_MM


def _largest_gain(sheet: Sheet, strip: Strip, lead_of: LeadOf, fs: float) -> float:
    sizes_mv = _sizes_mv(_sorted_mv(strip, lead_of, fs))
    rooms_mm = _rooms_mm(sheet, strip)
    return min((TIP_SHARE * mm / mv for mm, mv in zip(rooms_mm, sizes_mv, strict=True) if mv > 0), default=np.inf)


def _rooms_mm(sheet: Sheet, strip: Strip) -> tuple[float, float]:
    """From a strip's baseline to the upper and to the lower edge of the sheet."""
    return strip.y_mm, sheet.height_mm - strip.y_mm


def _sorted_mv(strip: Strip, lead_of: LeadOf, fs: float) -> NDArray[np.floating]:
    """The samples that a strip shows, by size."""
    first = round(strip.start_s * fs)
    mv = lead_of(strip.lead)[first : first + round(strip.duration_s * fs)]
    return np.sort(mv[np.isfinite(mv)])


def _sizes_mv(mv: NDArray[np.floating]) -> tuple[float, float]:
    """How far sorted samples go above and below 0 mV, but for tips and spikes."""
    n_short = round(SHORT_SHARE * len(mv))
    if len(mv) <= 2 * n_short:
        return 0.0, 0.0
    return float(mv[-1 - n_short]), -float(mv[n_short])
