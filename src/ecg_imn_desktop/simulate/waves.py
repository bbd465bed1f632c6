"""One heartbeat as a sum of waves, each a Gaussian in time with a direction in space.

After McSharry et al. 2003 (doi 10.1109/TBME.2003.808805) and Sameni et al. 2007 (doi 10.1155/2007/43407), but placed
in milliseconds from the R peak instead of in phase, so that every interval is known exactly at every heart rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .projection import DOWER, twelve_leads

# A wave begins and ends where the first and the last of the twelve leads leave and reach this level: a quarter of a
# small square (0.25 mm at 10 mm/mV), about what a reader sees on paper. (IEC 60601-2-25 counts waves from 20 uV.)
VISIBLE_MV = 0.025

# Beyond this many widths a Gaussian is below 0.1 uV per mV and is not drawn.
REACH_WIDTHS = 4.5

PARTS: tuple[str, ...] = ("P", "QRS", "ST", "T", "spike")

_STEP_MS = 0.25  # resolution at which thresholds are looked for; the crossing is interpolated linearly


@dataclass(frozen=True)
class Wave:
    """A wave of a beat: ``exp(-(t - centre)^2 / (2 width^2))`` times its lead amplitudes.

    Attributes
    ----------
    part : "P", "QRS", "ST", "T" or "spike" (a pacemaker's)
    centre_ms : time of its peak after the R peak
    width_ms : standard deviation before the peak (and after it, unless ``width_after_ms`` is given)
    dipole_mv : the heart's dipole at the peak along Frank's x (left), y (feet), z (back), seen by all leads (Dower)
    near_mv : what electrodes V1...V6 see beyond the dipole, because they lie next to the heart
    """

    part: str
    centre_ms: float
    width_ms: float
    dipole_mv: tuple[float, float, float]
    near_mv: tuple[float, ...] = (0.0,) * 6
    width_after_ms: float | None = None

    @property
    def amplitudes_mv(self) -> NDArray[np.float64]:
        """Amplitude at the peak in the eight independent leads, (8,) mV."""
        amplitudes = DOWER @ np.array(self.dipole_mv)
        amplitudes[2:] += self.near_mv
        return np.asarray(amplitudes)

    @property
    def width_end_ms(self) -> float:
        """Standard deviation after the peak."""
        return self.width_ms if self.width_after_ms is None else self.width_after_ms

    def shape(self, after_r_ms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height 0...1 of the wave at times after the R peak, same shape as given."""
        distance = after_r_ms - self.centre_ms
        width = np.where(distance < 0, self.width_ms, self.width_end_ms)
        return np.asarray(np.exp(-0.5 * (distance / width) ** 2))

    def stretched(self, factor: float, pivot_ms: float = 0.0, shift_ms: float = 0.0) -> Wave:
        """The wave with time stretched about ``pivot_ms``, then moved."""
        return replace(
            self,
            centre_ms=pivot_ms + (self.centre_ms - pivot_ms) * factor + shift_ms,
            width_ms=self.width_ms * factor,
            width_after_ms=None if self.width_after_ms is None else self.width_after_ms * factor,
        )


@dataclass(frozen=True)
class Beat:
    """The waves of one kind of beat; times in ms after the R peak."""

    waves: tuple[Wave, ...]

    @classmethod
    def of(cls, *groups: Iterable[Wave]) -> Beat:
        """A beat from groups of waves, its zero moved to the R peak."""
        return cls(tuple(wave for group in groups for wave in group))._centred()

    def part(self, name: str) -> Beat:
        """Only the waves of one part."""
        return Beat(tuple(wave for wave in self.waves if wave.part == name))

    def leads(self, after_r_ms: NDArray[np.float64]) -> NDArray[np.float64]:
        """The twelve leads (12, n) in mV at times (n,) ms after the R peak, without noise."""
        eight = np.zeros((8, len(after_r_ms)))
        for wave in self.waves:
            eight += np.outer(wave.amplitudes_mv, wave.shape(after_r_ms))
        return twelve_leads(eight)

    @cached_property
    def fiducial_ms(self) -> Mapping[str, float]:
        """On- and offsets in ms after the R peak by name ("p_onset"...); an absent wave has none."""
        marks: dict[str, float] = {}
        for part, name in (("P", "p"), ("QRS", "qrs"), ("T", "t")):
            limits = self.part(part).visible_ms()
            if limits is not None:
                marks[f"{name}_onset"], marks[f"{name}_offset"] = limits
        if "t_onset" in marks and "qrs_offset" in marks:
            marks["t_onset"] = max(marks["t_onset"], marks["qrs_offset"])
        return marks

    def visible_ms(self) -> tuple[float, float] | None:
        """Between which times (ms) any of the twelve leads is at least ``VISIBLE_MV`` from zero; None if never."""
        if not self.waves:
            return None
        t = self._grid_ms()
        height = np.abs(self.leads(t)).max(axis=0)
        above = np.flatnonzero(height >= VISIBLE_MV)
        if not above.size:
            return None
        first, last = int(above[0]), int(above[-1])
        return (
            float(np.interp(VISIBLE_MV, height[first - 1 : first + 1], t[first - 1 : first + 1])),
            float(np.interp(-VISIBLE_MV, -height[last : last + 2], t[last : last + 2])),
        )

    def with_intervals(self, pr_ms: float | None, qrs_ms: float, qt_ms: float) -> Beat:
        """The same beat with exactly these intervals.

        The QRS is stretched about the R peak, the P wave moved (not stretched), and everything after the QRS
        stretched about the QRS onset until its end is ``qt_ms`` after it. ``pr_ms`` None leaves out the P wave.
        """
        old = self.fiducial_ms
        wider = qrs_ms / (old["qrs_offset"] - old["qrs_onset"])
        onset = old["qrs_onset"] * wider
        longer = qt_ms / (old["t_offset"] - old["qrs_onset"])
        p_shift = 0.0 if pr_ms is None or "p_onset" not in old else onset - pr_ms - old["p_onset"]
        moved = []
        for wave in self.waves:
            if wave.part == "P":
                if pr_ms is not None:
                    moved.append(wave.stretched(1.0, shift_ms=p_shift))
            elif wave.part == "QRS":
                moved.append(wave.stretched(wider))
            elif wave.part == "spike":
                moved.append(wave.stretched(1.0, shift_ms=onset - old["qrs_onset"]))
            else:
                moved.append(wave.stretched(longer, pivot_ms=old["qrs_onset"], shift_ms=onset - old["qrs_onset"]))
        return Beat(tuple(moved))

    def _centred(self) -> Beat:
        """Move zero to the R peak: where the root mean square of the QRS over the twelve leads is largest."""
        qrs = self.part("QRS")
        t = qrs._grid_ms()
        peak = float(t[np.argmax((qrs.leads(t) ** 2).sum(axis=0))])
        return Beat(tuple(wave.stretched(1.0, shift_ms=-peak) for wave in self.waves))

    def _grid_ms(self) -> NDArray[np.float64]:
        start = min(w.centre_ms - REACH_WIDTHS * w.width_ms for w in self.waves)
        end = max(w.centre_ms + REACH_WIDTHS * w.width_end_ms for w in self.waves)
        return np.arange(start - 1, end + 1, _STEP_MS)
