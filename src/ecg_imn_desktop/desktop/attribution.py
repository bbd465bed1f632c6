"""From an answer and the user's settings to the colours on the traces. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..draw.theme import Theme
from .insight import Insight
from .settings import Settings

if TYPE_CHECKING:
    from ..draw.traces import Attribution


def make_attribution(insight: Insight, class_index: int, settings: Settings, theme: Theme) -> Attribution:
    """What colours the traces for one class. The numbers elsewhere stay those of the unsmoothed contributions."""
    from ..draw.colours import AttributionScale
    from ..draw.evidence import ClassEvidence
    from ..draw.traces import Attribution, Show

    class OneSided(ClassEvidence):
        """Shows evidence for the class only, or against it only."""

        def mean_density(self, lead: str, edges_s: NDArray[np.float64]) -> NDArray[np.float64]:
            density = super().mean_density(lead, edges_s)
            return np.maximum(density, 0.0) if settings.sides == "for" else np.minimum(density, 0.0)

    kind = ClassEvidence if settings.sides == "both" else OneSided
    return Attribution(
        evidence=kind(insight.analysis.explanation, class_index, settings.smoothing_ms / 1000),
        scale=AttributionScale(insight.limit, theme, threshold=insight.limit * settings.threshold_percent / 100),
        show=Show(settings.show),
        opacity=settings.opacity_percent / 100,
    )
