"""Two ECGs, or two explanations of one, side by side: what changed. Arrays are read-only by convention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .analysis import Explanation, ModelInfo, Prediction
from .measurements import Measurements
from .record import Record

Floats = NDArray[np.float64]

EXACT = "exact"
DEFAULT_WINDOW_S = 10.0

# The note that must not be overlooked.
DIFFERENT_PATIENTS = "The records name different patients."
UNKNOWN_PATIENT = "The files do not say whether the records are of one patient."


@dataclass(frozen=True)
class Ask:
    """What one side of a comparison is to show.

    ``start_s`` of the window; name of an installed ``model``; ``method`` (``EXACT`` or a post-hoc one); ``class_name``
    None for the likeliest class; the display filter by its frequencies in Hz, None for the raw signal.
    """

    start_s: float = 0.0
    model: str = "imn-1d"
    method: str = EXACT
    class_name: str | None = None
    high_pass_hz: float | None = None
    low_pass_hz: float | None = None
    notch_hz: float | None = None


@dataclass(frozen=True)
class EvidenceMap:
    """The attribution of one class by one method.

    Attributes
    ----------
    explanation : its only class is the one explained, (1, lead, sample)
    class_name : short name of the class
    method, title : ``EXACT`` or the name of a post-hoc method; its name for people
    is_in_logits : the values add up to (a change of) the logit; otherwise they have no unit
    has_leads : it tells leads apart
    elapsed_ms : what it took to make, the network included
    """

    explanation: Explanation
    class_name: str
    method: str
    title: str
    is_in_logits: bool = True
    has_leads: bool = True
    elapsed_ms: float = 0.0

    @property
    def values(self) -> NDArray[np.float32]:
        """The map, (lead, sample)."""
        values: NDArray[np.float32] = self.explanation.contribution[0]
        return values


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a window of a record with what is known of it.

    Attributes
    ----------
    record : as it is shown; ``raw`` as it was read, where it is shown through a filter
    start_s : where the window starts in the record
    measurements : of the window, times from the record's start
    model, prediction : which network answered, and what; None without an answer, and then ``reason`` says why
    explanation : the exact explanation of all classes; None for a black box
    evidence : the map that is shown
    filter_label : of the display filter through which the traces are seen; it never reaches the network
    """

    record: Record
    start_s: float = 0.0
    measurements: Measurements | None = None
    model: ModelInfo | None = None
    prediction: Prediction | None = None
    explanation: Explanation | None = None
    evidence: EvidenceMap | None = None
    warnings: tuple[str, ...] = ()
    reason: str = ""
    filter_label: str = ""
    raw: Record | None = None

    @property
    def window_s(self) -> float:
        """Length of the window in seconds: what the model reads, as far as the record goes."""
        whole = self.model.window_s if self.model is not None else DEFAULT_WINDOW_S
        return min(whole, self.record.duration_s - self.start_s)

    @property
    def section(self) -> Record:
        """The window as a record of its own."""
        return self.record.section(self.start_s, self.window_s)

    def is_same_ecg(self, other: Side) -> bool:
        """Whether both are the same window of the same signal."""
        one, two = self.raw or self.record, other.raw or other.record
        if self.start_s != other.start_s or self.window_s != other.window_s:
            return False
        if one is two:
            return True
        parts = [record.section(self.start_s, self.window_s).mv for record in (one, two)]
        return one.fs == two.fs and one.lead_names == two.lead_names and _are_equal(*parts)

    @property
    def class_index(self) -> int | None:
        """Which class is explained, None without one."""
        if self.prediction is None or self.evidence is None:
            return None
        return self.prediction.index(self.evidence.class_name)


def _are_equal(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=True)


@dataclass(frozen=True)
class Change:
    """A measurement on both sides; None where it could not be measured.

    ``change`` is B - A, for an angle the shorter way round. ``limit`` holds 95 of 100 changes between two normal ECGs
    of one person; None where nothing is known of it.
    """

    name: str
    title: str
    unit: str
    a: float | None
    b: float | None
    change: float | None
    limit: float | None

    @property
    def is_unusual(self) -> bool | None:
        """Whether it exceeds usual variability; None where that cannot be said."""
        if self.change is None or self.limit is None:
            return None
        return abs(self.change) > self.limit


@dataclass(frozen=True)
class ClassChange:
    """A class that both sides answer for; ``is_near``: the answer could as well be the other (core/doubt.py)."""

    name: str
    title: str
    parent: str | None
    probability: tuple[float, float]
    logit: tuple[float, float]
    is_positive: tuple[bool, bool]
    is_near: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class LogitSteps:
    """delta logit = delta b + sum over leads of delta contribution, exactly; all B - A, in logits.

    ``lead`` float64 (lead,); ``residual`` is what rounding leaves over.
    """

    class_names: tuple[str, str]
    logit: tuple[float, float]
    bias: float
    lead_names: tuple[str, ...]
    lead: Floats

    @property
    def change(self) -> float:
        """delta logit."""
        return self.logit[1] - self.logit[0]

    @property
    def residual(self) -> float:
        """delta logit - (delta b + sum over leads)."""
        return self.change - (self.bias + float(self.lead.sum()))


@dataclass(frozen=True)
class Agreement:
    """How far two maps agree.

    Attributes
    ----------
    spearman : rank correlation over the cells (lead x 50 ms); NaN where a map is constant
    overlap : of the ``n_segments`` strongest segments for the class of either map, the time that both hold as a share
        of the time that either holds (Jaccard index)
    n_cells : cells that both maps have
    is_by_lead : leads are told apart; otherwise both maps are summed over the leads first
    """

    spearman: float
    overlap: float
    n_segments: int
    n_cells: int
    is_by_lead: bool


@dataclass(frozen=True)
class BeatPair:
    """The median beats of both sides on one time base around the R peak.

    ``offset_ms`` (point,); ``a`` and ``b`` float64 (lead, point) in mV, NaN where a beat does not reach.
    """

    offset_ms: Floats
    lead_names: tuple[str, ...]
    a: Floats = field(repr=False)
    b: Floats = field(repr=False)


@dataclass(frozen=True)
class Aligned:
    """B brought onto the time of A, beat by beat, R peak on R peak.

    Attributes
    ----------
    start_s, fs, lead_names : the common time base (A's time) and the leads that both have
    a, b : float64 (lead, sample) in mV, the level of every beat taken off; NaN where no partner is
    evidence : B - A of the two maps on A's time, (1, lead, sample) in logits; None if they cannot be subtracted
    n_beats : pairs of beats
    """

    start_s: float
    fs: float
    lead_names: tuple[str, ...]
    a: Floats = field(repr=False)
    b: Floats = field(repr=False)
    evidence: Explanation | None
    n_beats: int

    @property
    def difference(self) -> Floats:
        """B - A, (lead, sample) in mV."""
        return self.b - self.a


@dataclass(frozen=True)
class Comparison:
    """Everything that can be said of two sides; ``notes`` are plain sentences on what they share and what not."""

    a: Side
    b: Side
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    classes: tuple[ClassChange, ...]
    steps: LogitSteps | None
    agreement: Agreement | None
    beats: BeatPair | None
    aligned: Aligned | None


@dataclass(frozen=True)
class DeletionCurve:
    """How the logit falls when the cells with most evidence are taken away and the network looks again.

    ``fraction`` (point,) of the cells (lead x 50 ms); ``logit`` by order: "map" and "random", each (point,).
    """

    fraction: Floats
    logit: Mapping[str, Floats]
