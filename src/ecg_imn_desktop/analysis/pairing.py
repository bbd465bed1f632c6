"""Beats of one ECG brought onto the time of another: the i-th R peak of B on the i-th of A, nothing stretched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from ..core.analysis import Explanation
from ..core.comparison import Aligned, BeatPair, EvidenceMap, Side
from ..core.leads import STANDARD_LEADS
from .beats import without_gaps
from .evidence import beat_boundaries_s
from .resampling import resample

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pairing:
    """Beats of A and B that belong together.

    ``r_s``, ``begin_s``, ``end_s`` float64 (side, pair): R peak and the span of every paired beat, seconds from the
    start of its record. ``is_one_ecg``: both sides are the same window of the same record, and every moment is its own
    partner.
    """

    r_s: Floats
    begin_s: Floats
    end_s: Floats
    is_one_ecg: bool = False

    @property
    def n_beats(self) -> int:
        """Pairs of beats."""
        return int(self.r_s.shape[1])

    def to_b(self, time_s: Floats) -> Floats:
        """Where a moment of A (n,) lies in B, NaN where it has no partner."""
        return self._across(time_s, 0, 1)

    def to_a(self, time_s: Floats) -> Floats:
        """Where a moment of B (n,) lies in A, NaN where it has no partner."""
        return self._across(time_s, 1, 0)

    def _across(self, time_s: Floats, of: int, to: int) -> Floats:
        time = np.asarray(time_s, dtype=np.float64)
        if self.is_one_ecg:
            return time
        out = np.full(time.shape, np.nan)
        if not self.n_beats:
            return out
        beat = np.clip(np.searchsorted(self.begin_s[of], time, side="right") - 1, 0, None)
        there = self.r_s[to][beat] + (time - self.r_s[of][beat])
        inside = (time >= self.begin_s[of][beat]) & (time < self.end_s[of][beat])
        inside &= (there >= self.begin_s[to][beat]) & (there < self.end_s[to][beat])
        out[inside] = there[inside]
        return out

    def beat_of_a(self, time_s: Floats) -> NDArray[np.intp]:
        """Which pair each moment of A belongs to, -1 for none, (n,)."""
        if self.is_one_ecg or not self.n_beats:
            return np.zeros(len(time_s), dtype=np.intp)
        beat = np.searchsorted(self.begin_s[0], time_s, side="right") - 1
        beat[(beat >= 0) & (time_s >= self.end_s[0][np.clip(beat, 0, None)])] = -1
        return np.asarray(beat, dtype=np.intp)


def pair_beats(a: Side, b: Side) -> Pairing:
    """The first whole beat of A's window with B's first, and so on."""
    if a.is_same_ecg(b):
        n = a.measurements.fiducials.n_beats if a.measurements is not None else 0
        nothing = np.zeros((2, n))
        return Pairing(nothing, nothing, nothing, is_one_ecg=True)
    spans = [_beats(side) for side in (a, b)]
    n = min(len(r) for r, _, _ in spans)
    r_s, begin_s, end_s = (np.array([spans[0][i][:n], spans[1][i][:n]]) for i in range(3))
    return Pairing(r_s, begin_s, end_s)


def _beats(side: Side) -> tuple[Floats, Floats, Floats]:
    """R peak, begin and end of every beat of a window, (beat,) seconds; the outer ones end with the window."""
    none = np.empty(0)
    if side.measurements is None or not side.measurements.fiducials.n_beats:
        return none, none, none
    fiducials = side.measurements.fiducials
    between = beat_boundaries_s(fiducials)
    begin_s = np.concatenate([[side.start_s], between])
    end_s = np.concatenate([between, [side.start_s + side.window_s]])
    r_s = fiducials.r_peak_s
    return r_s, np.minimum(begin_s, r_s), np.maximum(end_s, r_s)


def shared_leads(a: Side, b: Side) -> tuple[str, ...]:
    """Leads that both records have, the standard ones first and in their order."""
    both = set(a.record.lead_names) & set(b.record.lead_names)
    others = [name for name in a.record.lead_names if name not in STANDARD_LEADS]
    return tuple(name for name in (*STANDARD_LEADS, *others) if name in both)


def align(a: Side, b: Side, pairing: Pairing) -> Aligned | None:
    """B on the time of A at the lower of the two rates; None where no lead or no beat is shared."""
    leads = shared_leads(a, b)
    if not leads or (not pairing.n_beats and not pairing.is_one_ecg):
        return None
    fs = min(a.record.fs, b.record.fs)
    of_a, of_b = (_leads_at(side, leads, fs) for side in (a, b))
    time_a = a.start_s + np.arange(of_a.shape[1]) / fs
    there = pairing.to_b(time_a)
    moved = np.full(of_a.shape, np.nan)
    time_b = b.start_s + np.arange(of_b.shape[1]) / fs
    known = np.isfinite(there) & (there <= time_b[-1])
    for row, lead in zip(moved, of_b, strict=True):
        if known.any() and np.isfinite(lead).sum() > 3:
            row[known] = _at(time_b, lead, there[known])
    one = np.where(np.isfinite(moved), of_a, np.nan)
    moved = np.where(np.isfinite(one), moved, np.nan)
    if not pairing.is_one_ecg:
        beat = pairing.beat_of_a(time_a)
        one, moved = _without_level(one, beat), _without_level(moved, beat)
    return Aligned(a.start_s, fs, leads, one, moved, evidence_difference(a, b, pairing), pairing.n_beats)


def _leads_at(side: Side, leads: tuple[str, ...], fs: float) -> Floats:
    section = side.section
    rows = np.stack([section.lead(name) for name in leads])
    return np.asarray(resample(rows, section.fs, fs), dtype=np.float64)


def _at(time: NDArray[np.floating], lead: Floats, wanted: Floats) -> Floats:
    """A lead (sample,) at other moments, by a cubic spline; NaN next to a gap."""
    values = CubicSpline(time, without_gaps(lead[None].astype(np.float32))[0].astype(np.float64))(wanted)
    step = time[1] - time[0]
    nearest = np.clip(np.rint((wanted - time[0]) / step).astype(int), 0, len(lead) - 1)
    return np.asarray(np.where(np.isfinite(lead[nearest]), values, np.nan))


def _without_level(mv: Floats, beat: NDArray[np.intp]) -> Floats:
    """Every beat of every lead (lead, sample) with its median taken off, like the median beat's."""
    out = mv.copy()
    for number in range(int(beat.max()) + 1 if beat.size else 0):
        here = beat == number
        part = out[:, here]
        has = np.isfinite(part).any(axis=1)
        part[has] -= np.nanmedian(part[has], axis=1, keepdims=True)
        out[:, here] = part
    return out


def evidence_on_a(of: EvidenceMap, onto: EvidenceMap, pairing: Pairing) -> NDArray[np.float64]:
    """The map of B on the samples of A's map, (lead, sample of A), NaN where no partner is.

    B's density (logit per second) is taken at the partner of each sample: the sums of a beat are kept to a sample.
    """
    target, source = onto.explanation, of.explanation
    time_a = target.start_s + np.arange(target.contribution.shape[2]) / target.fs
    index = np.rint((pairing.to_b(time_a) - source.start_s) * source.fs)
    known = np.isfinite(index) & (index >= 0) & (index < source.contribution.shape[2])
    out = np.full((len(source.lead_names), time_a.size), np.nan)
    out[:, known] = of.values[:, index[known].astype(int)] * (source.fs / target.fs)
    return out


def evidence_difference(a: Side, b: Side, pairing: Pairing) -> Explanation | None:
    """B - A of the two maps on A's time, 0 where no partner is; None where they have no common unit or leads."""
    one, other = a.evidence, b.evidence
    if one is None or other is None or not (one.is_in_logits and other.is_in_logits):
        return None
    if one.explanation.lead_names != other.explanation.lead_names:
        return None
    difference = np.nan_to_num(evidence_on_a(other, one, pairing) - one.values)
    target = one.explanation
    return Explanation(difference[None].astype(np.float32), target.fs, target.lead_names, target.start_s)


def pair_median_beats(a: Side, b: Side) -> BeatPair | None:
    """Both median beats on one time base, at the lower of the two rates; None where one is missing."""
    if a.measurements is None or b.measurements is None:
        return None
    one, other = a.measurements.median_beat, b.measurements.median_beat
    if one is None or other is None:
        return None
    leads = tuple(name for name in STANDARD_LEADS if name in one.lead_names and name in other.lead_names)
    if not leads:
        return None
    step_ms = 1000.0 / min(one.fs, other.fs)
    times = [(np.arange(beat.mv.shape[1]) - beat.r_index) * 1000.0 / beat.fs for beat in (one, other)]
    begin = np.ceil(max(t[0] for t in times) / step_ms)
    end = np.floor(min(t[-1] for t in times) / step_ms)
    offset_ms = np.arange(begin, end + 1) * step_ms
    rows = []
    for beat, time in zip((one, other), times, strict=True):
        level = [beat.mv[beat.lead_names.index(name)].astype(np.float64) for name in leads]
        rows.append(np.stack([_at(time, lead, offset_ms) if np.isfinite(lead).all() else offset_ms * np.nan
                              for lead in level]))  # fmt: skip
    return BeatPair(offset_ms, leads, rows[0], rows[1])
