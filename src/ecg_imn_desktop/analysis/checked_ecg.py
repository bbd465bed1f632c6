"""An ECG as the checks of its quality look at it, and what more than one of them asks of it, measured once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from ..core.leads import INDEPENDENT_LEADS, LIMB_LEADS, STANDARD_LEADS, limb_pair, limb_weights
from ..core.record import Record
from .beats import without_gaps
from .resampling import resample
from .typical_beat import TypicalBeat, typical_beat

CHECK_FS = 100

# Of less nothing is said that needs several beats, nor is there a prediction.
MIN_DURATION_S = 5.0

# A lead that moves by less over 2 s is flat: the least range of 3000 clean ECGs of PTB-XL is 0.097 mV. Flat all the
# time it is no source of others, and computed from them: writers fill leads that they lack with zeros.
FLAT_MV = 0.02

# A lead that moves by less in all its time was never recorded.
CONSTANT_MV = 0.001

# Longer records are judged by parts of 10 s, evenly spread.
LONG_S = 60.0
PART_S = 10.0

_QRS_WIDTH_S = 0.12


@dataclass(frozen=True)
class CheckedEcg:
    """What the checks look at: the standard leads that the record has.

    ``raw`` (lead, sample) mV at ``fs``; ``mv`` the same at 100 Hz without their medians; ``whole`` is ``mv`` with
    gaps bridged by 0. They hang together for ``part_s``: a long record is judged by parts of it.
    """

    names: tuple[str, ...]
    raw: NDArray[np.float32]
    fs: float
    mv: NDArray[np.float32]
    whole: NDArray[np.float32]
    duration_s: float
    part_s: float

    def rows(self, names: Iterable[str]) -> NDArray[np.float32] | None:
        """Leads in that order, only the samples that all of them have; None if a lead is not there.

        Limb leads that are not there, or are flat (a writer's zeros), are computed from two others.
        """
        wanted = list(names)
        pair = limb_pair(self.sources)
        if not set(wanted) <= set(self.names) | (set(LIMB_LEADS) if pair else set()):
            return None
        mv = np.stack([self._row(name, pair) for name in wanted])
        return mv[:, np.isfinite(mv).all(axis=0)]

    @cached_property
    def moving(self) -> frozenset[str]:
        """Names of the leads that are no constant."""
        return frozenset(name for name, ptp in zip(self.names, self._whole_range_mv, strict=True) if ptp > CONSTANT_MV)

    @cached_property
    def sources(self) -> frozenset[str]:
        """Names of the leads that are not flat all the time; limb leads among them give the others."""
        return frozenset(name for name, ptp in zip(self.names, self._whole_range_mv, strict=True) if ptp > FLAT_MV)

    @cached_property
    def _whole_range_mv(self) -> NDArray[np.float32]:
        return np.asarray(np.ptp(self.whole, axis=1)) if self.whole.size else np.zeros(len(self.names), np.float32)

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """Limb leads that are computed from two others, as the record has nothing of them."""
        return tuple(lead for lead in LIMB_LEADS if lead not in self.sources) if limb_pair(self.sources) else ()

    @cached_property
    def derived_whole(self) -> NDArray[np.float32]:
        """(lead, sample) mV: the ``derived`` leads, with gaps bridged by 0."""
        pair = limb_pair(self.sources)
        mv = [np.nan_to_num(self._row(lead, pair), posinf=0.0, neginf=0.0) for lead in self.derived]
        return np.stack(mv) if mv else self.whole[:0]

    def _row(self, name: str, pair: tuple[str, str] | None) -> NDArray[np.float32]:
        if pair is None or name in self.sources or name not in LIMB_LEADS:
            return np.asarray(self.mv[self.names.index(name)])
        first, second = (self.mv[self.names.index(lead)] for lead in pair)
        of_first, of_second = limb_weights(name, pair)
        return np.asarray(of_first * first + of_second * second)

    @cached_property
    def raw_whole(self) -> NDArray[np.float32]:
        """``raw`` with gaps bridged by straight lines: lost samples at 0 would look like a pacemaker's spikes."""
        return without_gaps(self.raw)

    @cached_property
    def typical(self) -> TypicalBeat | None:
        """The typical beat; None with less than 5 s, or where one of its leads is missing or still."""
        leads = self.rows(INDEPENDENT_LEADS)
        if leads is None or leads.shape[1] < MIN_DURATION_S * CHECK_FS:
            return None
        return None if (leads.max(axis=1) == leads.min(axis=1)).any() else typical_beat(leads)

    @cached_property
    def range_mv(self) -> NDArray[np.float64]:
        """(lead,) mV: the range from the 0.5 to the 99.5 percentile."""
        low, high = np.percentile(self.whole, [0.5, 99.5], axis=1)
        return np.asarray(high - low)

    @cached_property
    def size_mv(self) -> float:
        """The median of ``range_mv`` over the leads; 0 without signal."""
        return float(np.median(self.range_mv)) if self.whole.size else 0.0

    @cached_property
    def noise_mv(self) -> NDArray[np.float64]:
        """``noise_of`` all the leads."""
        return noise_of(self.whole)

    @cached_property
    def flat_seconds(self) -> NDArray[np.bool_]:
        """(lead, second): the lead moves by less than 0.02 mV in this second and the next; gaps are not flat."""
        if self.mv.shape[1] < 2 * CHECK_FS:
            return np.zeros((len(self.names), 1), dtype=bool)
        each = seconds(self.mv)
        low, high = each.min(axis=2), each.max(axis=2)
        spread = np.maximum(high[:, 1:], high[:, :-1]) - np.minimum(low[:, 1:], low[:, :-1])
        return np.asarray(spread < FLAT_MV)

    @cached_property
    def steepness(self) -> NDArray[np.float64]:
        """``steepness_of`` all the leads."""
        return steepness_of(self.whole)


def seconds(mv: NDArray[np.float32]) -> NDArray[np.float32]:
    """(lead, second, sample): the whole seconds of ``mv`` at 100 Hz."""
    n = mv.shape[1] // CHECK_FS
    return mv[:, : n * CHECK_FS].reshape(len(mv), n, CHECK_FS)


def noise_of(mv: NDArray[np.float32]) -> NDArray[np.float64]:
    """(lead, second) mV: size of the second difference in the quietest quarter of each second."""
    second_difference = mv[:, 1:-1] - 0.5 * (mv[:, 2:] + mv[:, :-2])
    level = uniform_filter1d(np.abs(second_difference), 11, axis=1)
    inside = seconds(np.pad(level, ((0, 0), (1, 1)), mode="edge"))
    return np.asarray(np.sort(inside, axis=2)[:, :, CHECK_FS // 4], dtype=np.float64)


def steepness_of(mv: NDArray[np.float32]) -> NDArray[np.float64]:
    """(sample,) mV from one sample to the next: how steep most leads (lead, sample) are, mean over a QRS's width.

    The median over the leads, as a burst of noise in some of them is no beat of the heart.
    """
    slope = np.median(np.abs(np.diff(mv, axis=1)), axis=0)
    return np.asarray(uniform_filter1d(slope, round(_QRS_WIDTH_S * CHECK_FS)))


def as_checked(record: Record, at_100_hz: NDArray[np.float32] | None = None) -> CheckedEcg:
    """The standard leads of a record that hold any signal, at its own rate and at 100 Hz.

    Of a record over 60 s six parts of 10 s, evenly spread, one after the other. ``at_100_hz`` (lead, sample) mV are the
    standard leads that the record has, in their order, where they were resampled before; not of so long a record.
    """
    parts = [record]
    if record.duration_s > LONG_S:
        starts_s = np.linspace(0, record.duration_s - PART_S, 6)
        parts = [record.section(float(start_s), PART_S) for start_s in starts_s]
    present = [lead for lead in STANDARD_LEADS if lead in record.lead_names]
    rows = [record.lead_names.index(lead) for lead in present]
    raws = [part.mv[rows] for part in parts]
    resampled = [resample(raw, record.fs, CHECK_FS) for raw in raws] if at_100_hz is None else [at_100_hz]
    raw, mv = np.concatenate(raws, axis=1), np.concatenate([_without_median(part) for part in resampled], axis=1)
    alive = np.asarray(np.isfinite(mv).any(axis=1))
    names = tuple(lead for lead, is_alive in zip(present, alive, strict=True) if is_alive)
    mv = mv[alive]
    whole = np.nan_to_num(mv, posinf=0.0, neginf=0.0)
    return CheckedEcg(names, raw[alive], record.fs, mv, whole, record.duration_s, parts[0].duration_s)


def _without_median(mv: NDArray[np.float32]) -> NDArray[np.float32]:
    if mv.size and np.isfinite(mv).all():
        return np.asarray(mv - np.median(mv, axis=1, keepdims=True))
    out = mv.copy()
    for row in out:
        present = np.isfinite(row)
        if present.any():
            row -= np.median(row[present])
    return out
