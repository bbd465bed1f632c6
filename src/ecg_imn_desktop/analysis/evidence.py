"""The explanation in clinical words: contributions summed over waves, beats and segments, and one sentence.

All sums are taken over the unsmoothed contributions in float64, so that every table adds up to the logit's share.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from ..core.analysis import Explanation, Prediction
from ..core.measurements import WAVES, Fiducials

Floats = NDArray[np.float64]

_OTHER = WAVES.index("other")

# Later ones win where the waves of neighbouring beats overlap (P on T at high rates): every sample has one wave.
_PAINT_ORDER = (
    ("ST", "qrs_offset", "t_onset"),
    ("PR", "p_offset", "qrs_onset"),
    ("T", "t_onset", "t_offset"),
    ("P", "p_onset", "p_offset"),
    ("QRS", "qrs_onset", "qrs_offset"),
)

# A segment worth pointing at: not shorter than a small Q wave, not longer than a T wave.
MIN_SEGMENT_S = 0.04
MAX_SEGMENT_S = 0.20

# The sentence names the smallest block of leads and waves that holds at least this share of the evidence.
SENTENCE_SHARE = 0.5


def wave_labels(fiducials: Fiducials, fs: float, n_samples: int, start_s: float = 0.0) -> NDArray[np.int8]:
    """Which wave every sample belongs to, int8 (sample,), an index into ``WAVES``; each sample has exactly one.

    A wave spans [onset, offset); PR is the segment from the P offset to the QRS onset and ST from the QRS offset to
    the T onset. A wave or segment that lacks a boundary is left to "other".
    """
    labels = np.full(n_samples, _OTHER, dtype=np.int8)
    for wave, begin_name, end_name in _PAINT_ORDER:
        begin = (fiducials.of(begin_name) - start_s) * fs
        end = (fiducials.of(end_name) - start_s) * fs
        for b, e in zip(begin, end, strict=True):
            if np.isfinite(b) and np.isfinite(e):
                first, last = max(0, round(float(b))), max(0, round(float(e)))
                labels[first:last] = WAVES.index(wave)
    return labels


def _labels_of(explanation: Explanation, fiducials: Fiducials) -> NDArray[np.int8]:
    return wave_labels(fiducials, explanation.fs, explanation.contribution.shape[2], explanation.start_s)


def wave_table(explanation: Explanation, fiducials: Fiducials) -> Floats:
    """Contributions summed per wave, float64 (class, lead, wave) in logits, waves in the order of ``WAVES``.

    Summed over the last axis it is ``explanation.lead_contribution()``, to the rounding of float64.
    """
    return _sum_by(explanation, _labels_of(explanation, fiducials), len(WAVES))


def _sum_by(explanation: Explanation, labels: NDArray[np.integer], n_labels: int) -> Floats:
    one_hot = np.zeros((labels.size, n_labels))
    one_hot[np.arange(labels.size), labels] = 1.0
    return np.asarray(explanation.contribution.astype(np.float64) @ one_hot)


# --------------------------------------------------------------------------------------------------- beats


@dataclass(frozen=True)
class BeatEvidence:
    """Evidence of every beat.

    ``r_peak_s`` (beat,) of the beats whose R peak lies in the window; ``logit`` float64 (class, lead, beat), which sums
    over the beats to the lead contributions; ``wave_logit`` the same per wave (class, lead, beat, wave).
    """

    r_peak_s: Floats
    logit: Floats = field(repr=False)
    wave_logit: Floats = field(repr=False)

    @property
    def spread(self) -> Floats:
        """Standard deviation between the beats, (class, lead), ddof 1; NaN under two beats.

        The first and last beat are left out where three or more remain: the window cuts them.
        """
        inner = self.logit[:, :, 1:-1] if self.logit.shape[2] >= 5 else self.logit
        if inner.shape[2] < 2:
            return np.full(inner.shape[:2], np.nan)
        return np.asarray(inner.std(axis=2, ddof=1))


def beat_boundaries_s(fiducials: Fiducials) -> Floats:
    """Where one beat ends and the next begins, (beat - 1,) seconds.

    Half-way between the T offset and the next P onset (where there is no P: the next QRS onset less 50 ms; no T: three
    fifths of the RR interval).
    """
    r = fiducials.r_peak_s
    begin = np.where(np.isfinite(fiducials.p_onset_s), fiducials.p_onset_s, fiducials.qrs_onset_s - 0.05)[1:]
    end = fiducials.t_offset_s[:-1]
    fallback = r[:-1] + 0.6 * np.diff(r)
    middle = (begin + end) / 2.0
    is_good = np.isfinite(middle) & (middle > r[:-1]) & (middle < r[1:])
    return np.asarray(np.where(is_good, middle, fallback))


def beat_evidence(explanation: Explanation, fiducials: Fiducials) -> BeatEvidence:
    """Contributions summed per beat; what lies before the first and after the last beat goes to these."""
    n_samples = explanation.contribution.shape[2]
    in_window = (fiducials.r_peak_s >= explanation.start_s) & (
        fiducials.r_peak_s < explanation.start_s + explanation.duration_s
    )
    n_beats = max(1, int(in_window.sum()))
    first = int(np.argmax(in_window)) if in_window.any() else 0
    time_s = explanation.start_s + np.arange(n_samples) / explanation.fs
    beat = np.clip(np.searchsorted(beat_boundaries_s(fiducials), time_s, side="right") - first, 0, n_beats - 1)
    wave = _labels_of(explanation, fiducials)
    table = _sum_by(explanation, beat * len(WAVES) + wave, n_beats * len(WAVES))
    wave_logit = table.reshape(*table.shape[:2], n_beats, len(WAVES))
    r_peak_s = fiducials.r_peak_s[in_window] if in_window.any() else np.array([np.nan])
    return BeatEvidence(r_peak_s, wave_logit.sum(axis=3), wave_logit)


@dataclass(frozen=True)
class AverageEvidence:
    """Attribution of one class averaged over the beats.

    ``offset_s`` (point,) seconds from the R peak; ``mean`` and ``sd`` float64 (lead, point) in logits per sample of the
    explanation (``sd`` NaN under two beats); ``n_beats`` went into it.
    """

    offset_s: Floats
    mean: Floats = field(repr=False)
    sd: Floats = field(repr=False)
    n_beats: int


def average_evidence(
    explanation: Explanation,
    fiducials: Fiducials,
    class_index: int,
    before_s: float = 0.3,
    after_s: float = 0.5,
) -> AverageEvidence:
    """Average beat of the attribution around the R peaks, over the beats that lie whole in the window.

    ``mean`` is NaN and ``n_beats`` 0 where there is none.
    """
    fs, n_samples = explanation.fs, explanation.contribution.shape[2]
    before, after = round(before_s * fs), round(after_s * fs)
    r_index = np.rint((fiducials.r_peak_s - explanation.start_s) * fs).astype(int)
    r_index = r_index[(r_index >= before) & (r_index + after < n_samples)]
    offset_s = np.arange(-before, after + 1) / fs
    n_leads = explanation.contribution.shape[1]
    empty = np.full((n_leads, offset_s.size), np.nan)
    if not r_index.size:
        return AverageEvidence(offset_s, empty, empty, 0)
    around = r_index[:, None] + np.arange(-before, after + 1)
    beats = explanation.contribution[class_index].astype(np.float64)[:, around]  # (lead, beat, point)
    sd = beats.std(axis=1, ddof=1) if r_index.size > 1 else empty
    return AverageEvidence(offset_s, beats.mean(axis=1), sd, int(r_index.size))


# ------------------------------------------------------------------------------------------------ segments


@dataclass(frozen=True)
class Segment:
    """A stretch of one lead with evidence of one sign: ``logit`` is the exact sum of its contributions.

    Times are seconds from the record's start; ``wave`` (of ``WAVES``) is the one that holds most of the segment's
    evidence.
    """

    lead: str
    start_s: float
    end_s: float
    logit: float
    wave: str


def top_segments(
    explanation: Explanation,
    class_index: int,
    count: int = 5,
    fiducials: Fiducials | None = None,
    sign: int = 0,
) -> list[Segment]:
    """The stretches of single leads with the most evidence, strongest first.

    A segment is a run of samples where the contribution, averaged over 50 ms, keeps its sign; runs under 40 ms are left
    out, of runs over 200 ms the 200 ms with the largest sum are taken. So segments never overlap within a lead.
    ``sign`` +1 asks for evidence for the class only, -1 against, 0 both by size. ``wave`` is "other" without fiducials.
    """
    contribution = explanation.contribution[class_index].astype(np.float64)
    labels = (
        np.full(contribution.shape[1], _OTHER, dtype=np.int8)
        if fiducials is None
        else _labels_of(explanation, fiducials)
    )
    sums = [
        (float(trace[first:last].sum()), row, first, last)
        for row, trace in enumerate(contribution)
        for first, last in _runs(trace, explanation.fs)
    ]
    wanted = [entry for entry in sums if entry[0] * sign > 0 or (sign == 0 and entry[0] != 0)]
    strongest = sorted(wanted, key=lambda entry: abs(entry[0]), reverse=True)[:count]
    return [
        _segment(explanation, explanation.lead_names[row], contribution[row], labels, first, last)
        for _, row, first, last in strongest
    ]


def _runs(trace: Floats, fs: float) -> list[tuple[int, int]]:
    """[first, last) of the runs of one sign, 40 to 200 ms long."""
    shortest, longest = max(1, round(MIN_SEGMENT_S * fs)), max(1, round(MAX_SEGMENT_S * fs))
    smooth_sign = np.sign(uniform_filter1d(trace, max(1, round(0.05 * fs)), mode="nearest"))
    edges = np.flatnonzero(np.diff(smooth_sign)) + 1
    total = np.concatenate([[0.0], np.cumsum(trace)])
    runs = []
    for first, last in zip([0, *edges], [*edges, trace.size], strict=True):
        if smooth_sign[first] == 0 or last - first < shortest:
            continue
        if last - first > longest:
            sums = total[first + longest : last + 1] - total[first : last + 1 - longest]
            first = first + int(np.argmax(sums * smooth_sign[first]))
            last = first + longest
        runs.append((int(first), int(last)))
    return runs


def _segment(
    explanation: Explanation, lead: str, trace: Floats, labels: NDArray[np.int8], first: int, last: int
) -> Segment:
    logit = float(trace[first:last].sum())
    share = np.bincount(labels[first:last], weights=trace[first:last], minlength=len(WAVES)) * np.sign(logit)
    start_s = explanation.start_s + first / explanation.fs
    end_s = explanation.start_s + last / explanation.fs
    return Segment(lead, start_s, end_s, logit, WAVES[int(np.argmax(share))])


# ------------------------------------------------------------------------------------------------ sentence


def evidence_sentence(prediction: Prediction, explanation: Explanation, fiducials: Fiducials, class_index: int) -> str:
    """One sentence on where the evidence for a class lies, from the numbers only, never a diagnosis.

    Of a class that is not called, and that the leads together speak against, it is the evidence against it: that is why
    the answer is as it is. The evidence is the sum of the cells of its sign in the lead x wave table. Named is the
    smallest block of leads and waves, each taken in the order of their evidence, that holds at least half of it.
    """
    title = prediction.classes[class_index].title_in_a_sentence
    table = wave_table(explanation, fiducials)[class_index]
    is_against = not prediction.is_positive[class_index] and table.sum() < 0.0
    cells = np.clip(-table if is_against else table, 0.0, None)
    total = cells.sum()
    if total <= 0.0:
        return f"No wave of any lead speaks for {title}."
    leads, waves, share = _smallest_block(cells / total)
    lead_words = _enumerate([explanation.lead_names[i] for i in sorted(leads)])
    wave_words = _enumerate(["rest" if WAVES[i] == "other" else WAVES[i] for i in sorted(waves)])
    if len(leads) == len(explanation.lead_names):
        lead_words = "all leads"
    if is_against:
        return f"{100 * share:.0f} % of the evidence against {title} lies in the {wave_words} of {lead_words}."
    return f"{100 * share:.0f} % of the evidence for {title} lies in the {wave_words} of {lead_words}."


def _smallest_block(share: Floats) -> tuple[list[int], list[int], float]:
    """Leads, waves and their share: the fewest cells that hold SENTENCE_SHARE, the larger share at a tie."""
    lead_order = np.argsort(-share.sum(axis=1), kind="stable")
    wave_order = np.argsort(-share.sum(axis=0), kind="stable")
    held = share[lead_order][:, wave_order].cumsum(axis=0).cumsum(axis=1)
    n_cells = np.arange(1, share.shape[0] + 1)[:, None] * np.arange(1, share.shape[1] + 1)
    cost = np.where(held >= SENTENCE_SHARE, n_cells - held, np.inf)
    i, j = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return [int(x) for x in lead_order[: i + 1]], [int(x) for x in wave_order[: j + 1]], float(held[i, j])


def _enumerate(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
