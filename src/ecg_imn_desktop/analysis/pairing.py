"""Beats of one ECG brought onto the time of another: typical beats in their order, R peak on R peak, nothing stretched.

R peaks are found to a few milliseconds only, and where the QRS has two humps either may be taken: each pair is shifted
to the best correlation of its QRS over all shared leads, by at most 40 ms (Woody, Med Biol Eng 1967;5:539-553).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from ..core.analysis import Explanation
from ..core.comparison import Aligned, BeatPair, EvidenceMap, Side
from ..core.leads import STANDARD_LEADS
from .beats import align_beats, without_gaps
from .evidence import beat_boundaries_s
from .resampling import resample

Floats = NDArray[np.float64]

_HALF_QRS_S = 0.1
_MAX_SHIFT_S = 0.04


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
    """The first typical beat of A's window with B's first, and so on; beats unlike the others have no partner."""
    if a.is_same_ecg(b):
        n = a.measurements.fiducials.n_beats if a.measurements is not None else 0
        nothing = np.zeros((2, n))
        return Pairing(nothing, nothing, nothing, is_one_ecg=True)
    spans = [_beats(side) for side in (a, b)]
    n = min(len(r) for r, _, _ in spans)
    r_s, begin_s, end_s = (np.array([spans[0][i][:n], spans[1][i][:n]]) for i in range(3))
    if n and (leads := shared_leads(a, b)):
        r_s[1] += _shifts(a, b, leads, r_s)
    return Pairing(r_s, begin_s, end_s)


def _shifts(a: Side, b: Side, leads: tuple[str, ...], r_s: Floats) -> Floats:
    """How many seconds B's reference point of every pair is to move, (pair,); 0 where the window cuts the QRS."""
    fs = min(a.record.fs, b.record.fs)
    rows = [without_gaps(_leads_at(side, leads, fs).astype(np.float32)) for side in (a, b)]
    half, most = max(1, round(_HALF_QRS_S * fs)), max(1, round(_MAX_SHIFT_S * fs))
    shifts = np.zeros(r_s.shape[1])
    for pair in range(r_s.shape[1]):
        at_a = round((r_s[0, pair] - a.start_s) * fs)
        at_b = round((r_s[1, pair] - b.start_s) * fs)
        one = rows[0][:, at_a - half : at_a + half + 1] if at_a >= half else rows[0][:, :0]
        around = rows[1][:, at_b - half - most : at_b + half + most + 1] if at_b >= half + most else rows[1][:, :0]
        if one.shape[1] != 2 * half + 1 or around.shape[1] != 2 * (half + most) + 1:
            continue
        likeness = [_likeness(one, around[:, k : k + 2 * half + 1]) for k in range(2 * most + 1)]
        shifts[pair] = (int(np.argmax(likeness)) - most) / fs + (at_b / fs + b.start_s - r_s[1, pair])
        shifts[pair] -= at_a / fs + a.start_s - r_s[0, pair]
    return shifts


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Correlation over all leads of two beats (lead, sample), each lead without its level."""
    x = (one - one.mean(axis=1, keepdims=True)).ravel()
    y = (other - other.mean(axis=1, keepdims=True)).ravel()
    size = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(x @ y) / size if size > 0 else 0.0


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
    section = side.section
    is_alike = align_beats(without_gaps(section.mv), section.fs, r_s - side.start_s).is_alike
    # The window cuts its first and last beat: these are taken for typical where their neighbours are.
    for edge, neighbour in ((0, 1), (-1, -2)):
        if len(r_s) > 2 and not is_alike[edge]:
            is_alike[edge] = is_alike[neighbour] and not _is_whole(r_s[edge], side)
    keep = is_alike if is_alike.any() else np.ones(len(r_s), dtype=bool)
    return r_s[keep], np.minimum(begin_s, r_s)[keep], np.maximum(end_s, r_s)[keep]


def _is_whole(r_s: float, side: Side) -> bool:
    """Whether the QRS around an R peak lies in the window, so that its likeness was judged."""
    reach = _HALF_QRS_S + _MAX_SHIFT_S + 0.03
    return side.start_s + reach <= r_s <= side.start_s + side.window_s - reach


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
    if pairing.is_one_ecg:
        moved = of_b
    else:
        there = pairing.to_b(time_a)
        time_b = b.start_s + np.arange(of_b.shape[1]) / fs
        known = np.isfinite(there) & (there <= time_b[-1])
        moved = np.full(of_a.shape, np.nan)
        moved[:, known] = _at(time_b, of_b, there[known])
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


def _at(time: NDArray[np.floating], leads: Floats, wanted: Floats) -> Floats:
    """Leads (lead, sample) at other moments (n,), by cubic splines, (lead, n); NaN next to a gap."""
    if not wanted.size or leads.shape[1] < 4:
        return np.full((len(leads), wanted.size), np.nan)
    whole = without_gaps(leads.astype(np.float32)).astype(np.float64)
    values = CubicSpline(time, whole, axis=1)(wanted)
    nearest = np.clip(np.rint((wanted - time[0]) / (time[1] - time[0])).astype(int), 0, leads.shape[1] - 1)
    return np.asarray(np.where(np.isfinite(leads[:, nearest]), values, np.nan))


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
        mv = np.stack([beat.mv[beat.lead_names.index(name)] for name in leads]).astype(np.float64)
        rows.append(_at(time, mv, offset_ms))
    return BeatPair(offset_ms, leads, rows[0], rows[1])
