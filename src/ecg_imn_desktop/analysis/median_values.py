"""Amplitudes and axes on the median beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks

from ..core.measurements import LeadMeasurements, MedianBeat
from .intervals import frontal_axis_deg

Floats = NDArray[np.float64]

# The reference level is the mean of the last 20 ms before the QRS (Thygesen et al., Fourth universal definition of
# myocardial infarction, Circulation 2018;138:e618-e651: ST is measured against the onset of the QRS).
_BASELINE_MS = 20.0

# The smallest deflection that counts as a wave (CSE working party, Eur Heart J 1985;6:815-825: 20 uV).
_SMALLEST_WAVE_MV = 0.02


def index_at(beat: MedianBeat, name: str, shift_ms: float = 0.0) -> int | None:
    """Sample of the median beat at a fiducial plus ``shift_ms``; None where it is absent or outside the beat."""
    if name not in beat.offset_ms:
        return None
    index = beat.r_index + round((beat.offset_ms[name] + shift_ms) * beat.fs / 1000.0)
    return index if 0 <= index < beat.mv.shape[1] else None


def _baseline_mv(beat: MedianBeat) -> Floats | None:
    """Level of each lead just before the QRS onset, (lead,)."""
    onset = index_at(beat, "qrs_onset")
    if not onset:
        return None
    first = max(0, onset - max(1, round(_BASELINE_MS * beat.fs / 1000.0)))
    return np.asarray(beat.mv[:, first:onset].mean(axis=1, dtype=np.float64))


def axes(beat: MedianBeat | None) -> tuple[float | None, float | None, float | None]:
    """Axes of P, QRS and T in the frontal plane, degrees, from the net areas in I and aVF (``frontal_axis_deg``).

    The areas of QRS and T count from the level before the QRS, that of the P from the line between its ends. None where
    a lead or a fiducial is absent.
    """
    if beat is None or "I" not in beat.lead_names or "aVF" not in beat.lead_names:
        return None, None, None
    level = _baseline_mv(beat)
    rows = [beat.lead_names.index("I"), beat.lead_names.index("aVF")]

    def axis(wave: str) -> float | None:
        begin, end = index_at(beat, f"{wave}_onset"), index_at(beat, f"{wave}_offset")
        if begin is None or end is None or end <= begin or level is None:
            return None
        part = beat.mv[rows, begin : end + 1].astype(np.float64)
        base = np.linspace(part[:, 0], part[:, -1], part.shape[1], axis=1) if wave == "p" else level[rows, None]
        net_i, net_avf = (part - base).sum(axis=1) / beat.fs
        return frontal_axis_deg(float(net_i), float(net_avf))

    return axis("p"), axis("qrs"), axis("t")


def lead_measurements(beat: MedianBeat | None) -> dict[str, LeadMeasurements]:
    """ST level at J (the QRS offset) and 60 ms later, R and S amplitude of every lead; empty without a QRS."""
    if beat is None:
        return {}
    level = _baseline_mv(beat)
    onset, j, j60 = index_at(beat, "qrs_onset"), index_at(beat, "qrs_offset"), index_at(beat, "qrs_offset", 60.0)
    if level is None or onset is None or j is None or j <= onset:
        return {}
    above = beat.mv.astype(np.float64) - level[:, None]
    out = {}
    for name, trace in zip(beat.lead_names, above, strict=True):
        r_mv, s_mv = r_and_s_mv(trace[onset : j + 1])
        st_j60_mv = float(trace[j60]) if j60 is not None else float("nan")
        out[name] = LeadMeasurements(float(trace[j]), st_j60_mv, r_mv, s_mv)
    return out


def r_and_s_mv(qrs: Floats) -> tuple[float, float]:
    """Heights of R and S in a QRS (sample,) that starts at 0 mV, both >= 0; NaN where the lead has no signal.

    R is the highest peak inside the QRS, S the deepest trough after it. Without an R the whole complex is one negative
    wave (QS) and its depth is given as S. A QRS that ends above 0 (ST elevation) has its R, if any, before that end.
    """
    if not np.isfinite(qrs).all():
        return float("nan"), float("nan")
    peaks, _ = find_peaks(qrs, height=_SMALLEST_WAVE_MV, prominence=_SMALLEST_WAVE_MV)
    if not peaks.size:
        return 0.0, max(0.0, float(-qrs.min()))
    r = int(peaks[np.argmax(qrs[peaks])])
    depth = max(0.0, float(-qrs[r:].min()))
    return float(qrs[r]), depth if depth >= _SMALLEST_WAVE_MV else 0.0
