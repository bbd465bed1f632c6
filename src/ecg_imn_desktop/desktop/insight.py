"""Everything the panel shows of one window of a record, worked out in the worker. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.analysis import Analysis
from ..core.measurements import Measurements

if TYPE_CHECKING:
    from ..analysis.evidence import Segment

N_SEGMENTS = 8


@dataclass(frozen=True)
class ClassInsight:
    """Of one class: ``table`` float64 (lead, wave) or None, the top segments, and a sentence on where evidence lies."""

    table: NDArray[np.float64] | None
    segments: tuple[Segment, ...]
    sentence: str


@dataclass(frozen=True)
class Insight:
    """An answer with all that explains it.

    ``lead_contribution`` float64 (class, lead); ``residual`` float64 (class,); ``limit`` is the density (logit per
    second) of the strongest colour; ``measurements`` have times from the record's start.
    """

    analysis: Analysis
    measurements: Measurements | None
    lead_contribution: NDArray[np.float64] = field(repr=False)
    residual: NDArray[np.float64]
    limit: float
    classes: tuple[ClassInsight, ...] = field(repr=False)

    @property
    def start_s(self) -> float:
        """Where the window starts."""
        return self.analysis.explanation.start_s


def make_insight(analysis: Analysis, measurements: Measurements | None, smoothing_s: float) -> Insight:
    """Sum and sort the contributions of every class."""
    from ..analysis.evidence import evidence_sentence, top_segments, wave_table
    from ..draw.colours import robust_limit

    explanation, prediction = analysis.explanation, analysis.prediction
    fiducials = measurements.fiducials if measurements is not None and measurements.fiducials.n_beats else None
    tables = wave_table(explanation, fiducials) if fiducials is not None else None
    classes = []
    for index in range(len(prediction.classes)):
        segments = tuple(top_segments(explanation, index, N_SEGMENTS, fiducials))
        sentence = "" if fiducials is None else evidence_sentence(prediction, explanation, fiducials, index)
        classes.append(ClassInsight(None if tables is None else tables[index], segments, sentence))
    return Insight(
        analysis=analysis,
        measurements=measurements,
        lead_contribution=explanation.lead_contribution(),
        residual=explanation.residual(prediction),
        limit=robust_limit([explanation], smoothing_s),
        classes=tuple(classes),
    )
