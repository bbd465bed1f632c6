"""On- and offsets of P, QRS and T, global over all leads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from ..core.measurements import FIDUCIAL_NAMES, Fiducials

Floats = NDArray[np.float64]


def fiducials_from(r_peak_s: Floats, marks: Mapping[str, Floats]) -> Fiducials:
    """Fiducials of R peaks and a table by fiducial name ("p_onset")."""
    p_onset, p_offset, qrs_onset, qrs_offset, t_onset, t_offset = (marks[name] for name in FIDUCIAL_NAMES)
    return Fiducials(r_peak_s, p_onset, p_offset, qrs_onset, qrs_offset, t_onset, t_offset)


def delineate(mv: NDArray[np.float32], fs: float, r_peak_s: Floats) -> Fiducials:
    """Fiducials of every beat from the slope and the magnitude over all leads."""
    n_beats = len(r_peak_s)
    marks = {name: np.full(n_beats, np.nan) for name in FIDUCIAL_NAMES}
    if n_beats:
        slope = uniform_filter1d(np.sqrt((np.gradient(mv.astype(np.float64), axis=1) ** 2).sum(axis=0)), 5) * fs
        for beat, r in enumerate(r_peak_s):
            _delineate_beat(slope, fs, round(float(r) * fs), beat, marks)
    return fiducials_from(r_peak_s, marks)


def _delineate_beat(slope: Floats, fs: float, r: int, beat: int, marks: dict[str, Floats]) -> None:
    def at(seconds: float) -> int:
        return int(np.clip(r + round(seconds * fs), 0, slope.size))

    peak = slope[at(-0.06) : at(0.06)].max(initial=0.0)
    for name, part, step in (("qrs_onset", slope[at(-0.12) : r][::-1], -1), ("qrs_offset", slope[r : at(0.14)], 1)):
        above = np.flatnonzero(part > 0.12 * peak)
        if above.size:
            marks[name][beat] = (r + step * (above[-1] + 1)) / fs
    for wave, begin, end in (("p", -0.30, -0.07), ("t", 0.12, 0.50)):
        first, part = at(begin), slope[at(begin) : at(end)]
        if not part.size:
            continue
        above = np.flatnonzero(part > 0.35 * part.max())
        marks[f"{wave}_onset"][beat] = (first + above[0]) / fs
        marks[f"{wave}_offset"][beat] = (first + above[-1] + 1) / fs
