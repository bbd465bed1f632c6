"""What a model says of one window of a record, and exactly why: Prediction + Explanation = Analysis."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESEARCH_USE = "Research use only. Not a medical device. To be over-read by a physician."

# The largest |logit - (b + sum of contributions)| at which an answer is shown (float32 arithmetic).
MAX_RESIDUAL = 1e-4


def logistic(logit: ArrayLike) -> NDArray[np.float64]:
    """1 / (1 + exp(-logit)), of any shape; it does not overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(logit))))


@dataclass(frozen=True)
class ClassInfo:
    """One output of a model.

    ``name`` as in the data set ("MI", "IMI"), ``title`` in words ("inferior myocardial infarction"), ``parent`` the
    name of the superclass or None, ``threshold`` the calibrated probability from which the class counts as present.
    ``slope`` and ``intercept`` calibrate: probability = 1 / (1 + exp(-(slope * logit + intercept))) (Platt 1999).
    """

    name: str
    title: str
    parent: str | None = None
    threshold: float = 0.5
    slope: float = 1.0
    intercept: float = 0.0

    @property
    def title_in_a_sentence(self) -> str:
        """Titles begin small inside a sentence, but "ST/T change" and "Wolff-Parkinson-White" stay as they are."""
        first = self.title.split(" ")[0]
        return self.title[:1].lower() + self.title[1:] if first.istitle() and first.isalpha() else self.title

    def probability(self, logit: ArrayLike) -> NDArray[np.float64]:
        """Calibrated probabilities of logits of this class, of any shape (also of edited answers: what if)."""
        return logistic(self.slope * np.asarray(logit) + self.intercept)

    @property
    def threshold_logit(self) -> float | None:
        """The logit from which the class counts as present; None where none has the threshold's probability."""
        if self.slope == 0 or not 0 < self.threshold < 1:
            return None
        return (math.log(self.threshold / (1 - self.threshold)) - self.intercept) / self.slope


@dataclass(frozen=True)
class ModelInfo:
    """Which model answered: ``name``, ``version``, ``sha256`` of its weights, ``fs`` and ``n_samples`` it reads.

    ``card`` is the text of its card (JSON; "" if unknown): data, limits, figures, for the last page of the report.
    """

    name: str
    version: str
    sha256: str
    fs: float
    n_samples: int
    card: str = field(default="", repr=False, compare=False)

    @property
    def window_s(self) -> float:
        """Seconds of ECG that the model reads at a time."""
        return self.n_samples / self.fs


def _frozen(array: NDArray[np.generic], dtype: type[np.generic]) -> NDArray[np.generic]:
    out = np.asarray(array, dtype=dtype).view()
    out.flags.writeable = False
    return out


@dataclass(frozen=True)
class Prediction:
    """Answers per class; arrays are float64 (class,), read-only.

    ``logit`` is the network's output before calibration, the sum that the explanation adds up to; ``bias`` is its
    share b that no lead explains; ``probability`` is calibrated.
    """

    classes: tuple[ClassInfo, ...]
    logit: NDArray[np.float64]
    bias: NDArray[np.float64]
    probability: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for name in ("logit", "bias", "probability"):
            object.__setattr__(self, name, _frozen(getattr(self, name), np.float64))

    @property
    def class_names(self) -> tuple[str, ...]:
        """Short names in the order of the arrays."""
        return tuple(c.name for c in self.classes)

    def index(self, name: str) -> int:
        """Position of a class by its short name; KeyError if the model has no such class."""
        try:
            return self.class_names.index(name)
        except ValueError:
            raise KeyError(name) from None

    @property
    def is_positive(self) -> NDArray[np.bool_]:
        """Which classes reach their threshold, bool (class,)."""
        return np.asarray(self.probability >= [c.threshold for c in self.classes])

    @property
    def top_class(self) -> int:
        """The superclass (a class without a parent) with the highest probability, as an index."""
        tops = [i for i, c in enumerate(self.classes) if c.parent is None]
        return max(tops, key=lambda i: float(self.probability[i]))

    def tree(self) -> list[tuple[int, int]]:
        """All classes in the order of display, (index, depth): each superclass with its sub-classes, likeliest first.

        Superclasses stay in the model's order, and equally likely sub-classes too. A class whose parent is no
        superclass of this model stands at the top level, so that none is lost.
        """
        superclasses = {c.name for c in self.classes if c.parent is None}
        rows: list[tuple[int, int]] = []
        for i, top in enumerate(self.classes):
            if top.parent not in superclasses:
                below = [k for k, c in enumerate(self.classes) if top.parent is None and c.parent == top.name]
                rows.append((i, 0))
                rows += [(k, 1) for k in sorted(below, key=lambda k: -float(self.probability[k]))]
        return rows


@dataclass(frozen=True)
class Explanation:
    """The exact attribution of one window.

    Attributes
    ----------
    contribution : float32 (class, lead, sample), in logits: W * x. Summed over leads and samples, plus the bias of
        the class, it is the logit. Zero where the network saw no signal. Read-only.
    fs : samples a second of ``contribution`` (the model's rate)
    lead_names : the twelve leads of axis 1
    start_s : where the window starts in the record
    weights : W alone, float32 of the same shape, or None where it was not kept: ``contribution`` / ``weights`` is the
        normalised signal x that the network read. Read-only.
    """

    contribution: NDArray[np.float32] = field(repr=False)
    fs: float
    lead_names: tuple[str, ...]
    start_s: float = 0.0
    weights: NDArray[np.float32] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        object.__setattr__(self, "contribution", _frozen(self.contribution, np.float32))
        if self.weights is not None:
            object.__setattr__(self, "weights", _frozen(self.weights, np.float32))

    @property
    def duration_s(self) -> float:
        """Length of the window in seconds."""
        return float(self.contribution.shape[2] / self.fs)

    def lead_contribution(self) -> NDArray[np.float64]:
        """Sum over time, float64 (class, lead), in logits."""
        return np.asarray(self.contribution.sum(axis=2, dtype=np.float64))

    def residual(self, prediction: Prediction) -> NDArray[np.float64]:
        """logit - (b + sum of contributions), float64 (class,): the completeness residual, 0 up to rounding."""
        return np.asarray(prediction.logit - (prediction.bias + self.lead_contribution().sum(axis=1)))


@dataclass(frozen=True)
class Analysis:
    """A prediction with its explanation, and where it came from.

    ``warnings`` are plain sentences about the signal or its fitness for the model, said before the prediction is
    believed. ``device`` is "cpu", "cuda" or "mps"; ``elapsed_ms`` the time of preprocessing plus the network.
    """

    model: ModelInfo
    prediction: Prediction
    explanation: Explanation
    warnings: tuple[str, ...] = ()
    device: str = "cpu"
    elapsed_ms: float = 0.0
