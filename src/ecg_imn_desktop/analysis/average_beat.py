"""The median beat of every lead, how far the beats differ from it, and the attribution averaged over the beats."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.analysis import Explanation
from ..core.measurements import Fiducials
from ..core.record import Record
from .beats import AFTER_R_S, BEFORE_R_S, align_beats, median_beat, without_gaps
from .evidence import average_evidence, beat_evidence

Floats = NDArray[np.float64]

# The spread shown is that of the middle 80 % of the beats: with ten beats, all but the lowest and the highest.
_SPREAD_PERCENT = (10.0, 90.0)


@dataclass(frozen=True)
class AverageBeat:
    """One beat that stands for all of a window.

    Attributes
    ----------
    fs : samples a second of the traces
    lead_names : of the rows of the traces
    start_s : time of the first sample from the R peak (negative)
    median_mv, low_mv, high_mv : float32 (lead, point): the median of the beats that are alike, and the limits between
        which 80 % of them lie; NaN where a lead has no signal
    n_beats : how many are alike
    contribution : the attribution of one class, averaged over the beats, as an explanation of one class whose
        ``start_s`` counts from the R peak
    beat_logit, beat_sd : float64 (lead,) of ``contribution.lead_names``: mean contribution of a beat, and its standard
        deviation between beats (NaN under two beats)
    """

    fs: float
    lead_names: tuple[str, ...]
    start_s: float
    median_mv: NDArray[np.float32] = field(repr=False)
    low_mv: NDArray[np.float32] = field(repr=False)
    high_mv: NDArray[np.float32] = field(repr=False)
    n_beats: int
    contribution: Explanation
    beat_logit: Floats
    beat_sd: Floats


def average_beat(
    section: Record, explanation: Explanation, fiducials: Fiducials, class_index: int
) -> AverageBeat | None:
    """The average beat of a window; None where no beat lies whole in it.

    ``section`` is the window cut out of the record; ``explanation`` and ``fiducials`` have times from the record's
    start.
    """
    r_peak_s = fiducials.r_peak_s - explanation.start_s
    aligned = align_beats(without_gaps(section.mv), section.fs, r_peak_s)
    middle = median_beat(section.mv, section.fs, aligned, section.lead_names)
    evidence = average_evidence(explanation, fiducials, class_index, BEFORE_R_S, AFTER_R_S)
    if middle is None or evidence.n_beats == 0:
        return None
    low, high = _limits(section, aligned.index[aligned.is_alike], middle.mv)
    per_beat = beat_evidence(explanation, fiducials)
    inner = per_beat.logit[class_index]
    return AverageBeat(
        fs=section.fs,
        lead_names=section.lead_names,
        start_s=-middle.r_index / section.fs,
        median_mv=middle.mv,
        low_mv=low,
        high_mv=high,
        n_beats=middle.n_beats,
        contribution=Explanation(
            evidence.mean[None].astype(np.float32), explanation.fs, explanation.lead_names, float(evidence.offset_s[0])
        ),
        beat_logit=np.asarray((inner[:, 1:-1] if inner.shape[1] >= 5 else inner).mean(axis=1)),
        beat_sd=per_beat.spread[class_index],
    )


def _limits(
    section: Record, index: NDArray[np.intp], middle_mv: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Percentiles of the aligned beats (lead, point), each beat on the level of the median beat."""
    before, after = round(BEFORE_R_S * section.fs), round(AFTER_R_S * section.fs)
    index = index[(index >= before) & (index + after < section.n_samples)]
    beats = without_gaps(section.mv)[:, index[:, None] + np.arange(-before, after + 1)].astype(np.float64)
    beats -= np.median(beats, axis=2, keepdims=True)
    low, high = np.percentile(beats, _SPREAD_PERCENT, axis=1)
    silent = ~np.isfinite(middle_mv)
    low[silent], high[silent] = np.nan, np.nan
    return low.astype(np.float32), high.astype(np.float32)
