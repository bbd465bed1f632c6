"""Calipers: distances on the ECG in ms, mV, mm and beats a minute. Pure numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..core.annotations import Span
from ..core.measurements import FIDUCIAL_NAMES, Fiducials

# A drag that stays within so many pixels along one axis measures the other axis only.
AXIS_PX = 7.0

# From 300 to 20 beats a minute. What is shorter is a wave, what is longer several beats: a rate would mislead.
PLAUSIBLE_RR_MS = (200.0, 3000.0)


@dataclass(frozen=True)
class Caliper(Span):
    """From one point of a lead to another. ``has_time`` / ``has_mv``: which axes it measures."""

    @property
    def ms(self) -> float:
        """Its length."""
        return abs(self.end_s - self.start_s) * 1000

    @property
    def mv(self) -> float:
        """Its height, signed: up is positive."""
        return self.end_mv - self.start_mv

    @property
    def bpm(self) -> float | None:
        """The rate if its length is one RR interval; None where no heart beats like that."""
        shortest, longest = PLAUSIBLE_RR_MS
        return 60_000 / self.ms if shortest <= self.ms <= longest else None

    def text(self, mm_per_s: float, mm_per_mv: float) -> str:
        """What stands beside it; millimetres are those of the paper."""
        parts = []
        if self.has_time:
            parts.append(f"{self.ms:.0f} ms ({self.ms / 1000 * mm_per_s:.1f} mm)")
            if self.bpm is not None:
                parts.append(f"{self.bpm:.0f} /min")
        if self.has_mv:
            sign = "\u2212" if self.mv < 0 else "+"
            parts.append(f"{sign}{abs(self.mv):.2f} mV ({abs(self.mv) * mm_per_mv:.1f} mm)")
        return "  \u00b7  ".join(parts)

    def marches_s(self, from_s: float, to_s: float) -> list[float]:
        """Where its interval falls again and again, within a span."""
        step = abs(self.end_s - self.start_s)
        if step < 0.04 or not self.has_time:
            return []
        first = int(np.ceil((from_s - self.start_s) / step))
        last = int(np.floor((to_s - self.start_s) / step))
        return [self.start_s + k * step for k in range(first, last + 1)]


def adjusted(caliper: Caliper, part: str, by_s: float, by_mv: float) -> Caliper:
    """The caliper with its "start" or its "end" elsewhere, or all of it ("whole")."""
    if part == "start":
        return replace(caliper, start_s=caliper.start_s + by_s, start_mv=caliper.start_mv + by_mv)
    if part == "end":
        return replace(caliper, end_s=caliper.end_s + by_s, end_mv=caliper.end_mv + by_mv)
    return adjusted(adjusted(caliper, "start", by_s, by_mv), "end", by_s, by_mv)


def dragged(lead: str, start: tuple[float, float], end: tuple[float, float], size_px: tuple[float, float]) -> Caliper:
    """The caliper of a drag from ``start`` to ``end`` (s, mV), ``size_px`` wide and high."""
    wide, high = abs(size_px[0]) > AXIS_PX, abs(size_px[1]) > AXIS_PX
    both = wide == high
    return Caliper(lead, start[0], end[0], start[1], end[1], has_time=wide or both, has_mv=high or both)


def snapped(time_s: float, fiducials: Fiducials | None, within_s: float) -> float:
    """The nearest on-, offset or R peak, if it is near enough."""
    if fiducials is None:
        return time_s
    marks = np.concatenate([fiducials.r_peak_s, *(fiducials.of(name) for name in FIDUCIAL_NAMES)])
    marks = marks[np.isfinite(marks)]
    if not marks.size:
        return time_s
    nearest = float(marks[np.argmin(np.abs(marks - time_s))])
    return nearest if abs(nearest - time_s) <= within_s else time_s
