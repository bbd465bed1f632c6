"""What if a lead, a wave or a stretch of the ECG were not there? Exact arithmetic on the contributions.

The *frozen* answer keeps the W and b that the network wrote for the whole ECG and sets x to 0 where something is
removed: the contributions there fall out of the sum, and nothing else changes. What the network says when it reads the
ECG anew without them (the *re-run* answer) is asked of ``model.session.Session.rerun``; the two differ where W depends
on what was removed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.analysis import ClassInfo, Explanation, Prediction
from ..core.measurements import WAVES, Fiducials
from ..core.progress import NO_PROGRESS, Progress
from .evidence import wave_labels

Mask = NDArray[np.bool_]

# Pieces of evidence are this long, as in the measurement of faithfulness (training/faithfulness.py).
PIECE_S = 0.05


@dataclass(frozen=True)
class Removal:
    """What is taken out: a lead (None: all), of it a wave in every beat (None: all), between two times (None: all).

    Where there are ``stretches`` (lead, start, end in seconds of the record), they alone are taken out.
    """

    lead: str | None = None
    wave: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    stretches: tuple[tuple[str, float, float], ...] = ()

    @property
    def is_all(self) -> bool:
        """Nothing would be left."""
        return self == Removal()


def removed_mask(removals: Sequence[Removal], explanation: Explanation, fiducials: Fiducials | None) -> Mask:
    """Where the removals take the signal away, bool (lead, sample) at the explanation's rate.

    Waves need ``fiducials``; without them a removal of a wave takes nothing away.
    """
    n_leads, n_samples = explanation.contribution.shape[1:]
    mask = np.zeros((n_leads, n_samples), dtype=bool)
    labels = None if fiducials is None else wave_labels(fiducials, explanation.fs, n_samples, explanation.start_s)
    parts = [Removal(lead, None, a, b) for removal in removals for lead, a, b in removal.stretches]
    for removal in (*(r for r in removals if not r.stretches), *parts):
        where = np.ones(n_samples, dtype=bool)
        if removal.wave is not None:
            where &= np.zeros(n_samples, bool) if labels is None else labels == WAVES.index(removal.wave)
        if removal.start_s is not None or removal.end_s is not None:
            where &= _between(removal.start_s, removal.end_s, explanation, n_samples)
        rows = [i for i, lead in enumerate(explanation.lead_names) if removal.lead in (None, lead)]
        mask[rows] |= where
    return mask


def _between(start_s: float | None, end_s: float | None, explanation: Explanation, n_samples: int) -> Mask:
    """Samples whose time lies in [start_s, end_s)."""
    time_s = explanation.start_s + np.arange(n_samples) / explanation.fs
    tolerance_s = 1e-6 / explanation.fs  # a bound on a sample belongs to it in spite of rounding
    first = -np.inf if start_s is None else start_s - tolerance_s
    last = np.inf if end_s is None else end_s - tolerance_s
    return np.asarray((time_s >= first) & (time_s < last))


def frozen(prediction: Prediction, explanation: Explanation, removed: Mask) -> Prediction:
    """The answer with W and b kept and x = 0 where ``removed`` (lead, sample): exact."""
    lost = (explanation.contribution * removed).sum(axis=(1, 2), dtype=np.float64)
    return answer(prediction.classes, prediction.logit - lost, prediction.bias)


def answer(classes: tuple[ClassInfo, ...], logit: NDArray[np.float64], bias: NDArray[np.float64]) -> Prediction:
    """A prediction from logits, with the calibrated probability of every class."""
    probability = np.array([c.probability(value) for c, value in zip(classes, logit, strict=True)])
    return Prediction(classes, logit, bias, probability)


@dataclass(frozen=True)
class WhatIf:
    """The two answers to one question.

    ``removed`` bool (lead, sample) at the model's rate; ``before`` is the answer to the whole ECG, ``frozen`` the exact
    one without what is removed, ``rerun`` the network's own.
    """

    removals: tuple[Removal, ...]
    removed: Mask = field(repr=False)
    before: Prediction
    frozen: Prediction
    rerun: Prediction

    @property
    def gap(self) -> NDArray[np.float64]:
        """Re-run less frozen logit, float64 (class,): how far W and b changed with what was removed."""
        return np.asarray(self.rerun.logit - self.frozen.logit)

    @property
    def share(self) -> float:
        """Share of the signal that is removed, 0 to 1."""
        return float(self.removed.mean()) if self.removed.size else 0.0


# ------------------------------------------------------------------------------------------- smallest evidence set


@dataclass(frozen=True)
class Pieces:
    """The evidence cut into pieces of 50 ms of a lead, those first that speak most for the decision as it is.

    ``order`` is int (piece,): lead * ``n_per_lead`` + number in the lead; only pieces that speak for it are listed.
    """

    order: NDArray[np.intp]
    n_per_lead: int
    n_per_piece: int
    shape: tuple[int, int]

    def mask(self, count: int) -> Mask:
        """The first ``count`` pieces, bool (lead, sample)."""
        chosen = np.zeros(self.shape[0] * self.n_per_lead, dtype=bool)
        chosen[self.order[:count]] = True
        wide = chosen.reshape(self.shape[0], self.n_per_lead).repeat(self.n_per_piece, axis=1)
        return np.asarray(wide[:, : self.shape[1]])


def is_present(info: ClassInfo, logit: float) -> bool:
    """Whether a class counts as present at this logit."""
    return bool(info.probability(logit) >= info.threshold)


def smallest_flip(prediction: Prediction, explanation: Explanation, class_index: int) -> tuple[Pieces, int | None]:
    """The fewest pieces without which the *frozen* answer crosses the threshold of the class; None if none suffice.

    The answer is a sum over pieces that do not overlap: taking the largest first needs the fewest, exactly.
    """
    found, sums = _cut(prediction, explanation, class_index)
    info, logit = prediction.classes[class_index], float(prediction.logit[class_index])
    before = is_present(info, logit)
    without = logit - np.cumsum(sums)
    flipped = [is_present(info, float(value)) != before for value in without]
    return found, flipped.index(True) + 1 if True in flipped else None


def _cut(prediction: Prediction, explanation: Explanation, class_index: int) -> tuple[Pieces, NDArray[np.float64]]:
    """The pieces and their sums of contributions, in the same order."""
    contribution = explanation.contribution[class_index].astype(np.float64)
    n_leads, n_samples = contribution.shape
    length = max(1, round(PIECE_S * explanation.fs))
    n_per_lead = -(-n_samples // length)
    padded = np.zeros((n_leads, n_per_lead * length))
    padded[:, :n_samples] = contribution
    sums = padded.reshape(n_leads, n_per_lead, length).sum(axis=2).ravel()
    is_held = is_present(prediction.classes[class_index], float(prediction.logit[class_index]))
    speaks_for = sums if is_held else -sums
    order = np.argsort(-speaks_for, kind="stable")
    order = order[speaks_for[order] > 0]
    return Pieces(order, n_per_lead, length, (n_leads, n_samples)), sums[order]


@dataclass(frozen=True)
class Flip:
    """Without which evidence a decision would be the other.

    ``n_frozen`` pieces suffice in exact arithmetic, ``n_rerun`` when the network reads the ECG anew (the fewest of
    those tried in the same order); None where all pieces that speak for the decision do not suffice. ``n_pieces`` is
    how many there are, ``removed`` the mask of the set that is shown: the re-run one, else the frozen one.
    """

    class_index: int
    n_frozen: int | None
    n_rerun: int | None
    n_pieces: int
    removed: Mask | None = field(repr=False)


def spans(removed: Mask, fs: float, start_s: float) -> list[tuple[int, float, float]]:
    """The stretches of a mask (lead, sample): (lead row, start, end) in seconds of the record."""
    out = []
    for row, flags in enumerate(removed):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
        out += [
            (row, start_s + float(a) / fs, start_s + float(b) / fs)
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        ]
    return out


def find_flip(
    prediction: Prediction,
    explanation: Explanation,
    class_index: int,
    rerun: Callable[[Mask], Prediction],
    progress: Progress = NO_PROGRESS,
) -> Flip:
    """Look for the smallest evidence set in both modes; ``rerun`` asks the network anew without a mask.

    The frozen one is the smallest there is. For the re-run one the same order is followed: first 1, 2, 4, ... pieces,
    then halving, some twenty questions. Cancelled if ``progress`` says so.
    """
    found, n_frozen = smallest_flip(prediction, explanation, class_index)
    info, n_pieces = prediction.classes[class_index], len(found.order)
    before = is_present(info, float(prediction.logit[class_index]))
    n_asked = 0

    def flips(count: int) -> bool:
        nonlocal n_asked
        progress.report(1 - 0.9**n_asked, "asking the network again")
        n_asked += 1
        return is_present(info, float(rerun(found.mask(count)).logit[class_index])) != before

    low, high = 0, 1
    while high < n_pieces and not flips(high):
        low, high = high, 2 * high
    high = min(high, n_pieces)
    n_rerun = None
    if n_pieces and (high < n_pieces or flips(n_pieces)):
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if flips(middle) else (middle, high)
        n_rerun = high
    shown = n_rerun if n_rerun is not None else n_frozen
    return Flip(class_index, n_frozen, n_rerun, n_pieces, None if shown is None else found.mask(shown))
