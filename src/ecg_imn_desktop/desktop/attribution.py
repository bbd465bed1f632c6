"""From an answer and the user's settings to the colours on the traces. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..draw.theme import Theme
from .insight import Insight
from .settings import Settings

if TYPE_CHECKING:
    from ..draw.traces import Attribution


def make_attribution(insight: Insight, class_index: int, settings: Settings, theme: Theme) -> Attribution:
    """What colours the traces for one class. The numbers elsewhere stay those of the unsmoothed contributions."""
    from ..draw.colours import AttributionScale
    from ..draw.evidence import evidence_of
    from ..draw.traces import Attribution, Show

    return Attribution(
        evidence=evidence_of(insight.analysis.explanation, class_index, settings.smoothing_ms / 1000, settings.sides),
        scale=AttributionScale(insight.limit, theme, threshold=insight.limit * settings.threshold_percent / 100),
        show=Show(settings.show),
        opacity=settings.opacity_percent / 100,
    )
