"""Two maps on one scale of colours."""

from __future__ import annotations

from ..core.comparison import EvidenceMap
from .colours import AttributionScale, robust_limit
from .evidence import ClassEvidence
from .theme import Theme
from .traces import Attribution, Show


def shared_limits(maps: list[EvidenceMap | None], smoothing_s: float) -> list[float]:
    """The density that gets the strongest colour, for each map: one for all maps in logits.

    A map without a unit (Grad-CAM) cannot share it and gets its own; 1.0 where there is no map.
    """
    in_logits = [m.explanation for m in maps if m is not None and m.is_in_logits]
    shared = robust_limit(in_logits, smoothing_s) if in_logits else 1.0
    return [
        shared if m is None or m.is_in_logits else robust_limit([m.explanation], smoothing_s)
        for m in maps
    ]  # fmt: skip


def compared_attributions(
    maps: list[EvidenceMap | None],
    theme: Theme,
    show: Show = Show.LINE,
    smoothing_s: float = 0.0,
    threshold_share: float = 0.0,
    opacity: float = 1.0,
) -> list[Attribution | None]:
    """How the traces of each side are coloured; None where there is no map or nothing is to be shown."""
    out: list[Attribution | None] = []
    for m, limit in zip(maps, shared_limits(maps, smoothing_s), strict=True):
        if m is None or show is Show.NONE:
            out.append(None)
            continue
        scale = AttributionScale(limit, theme, threshold=limit * threshold_share)
        out.append(Attribution(ClassEvidence(m.explanation, 0, smoothing_s), scale, show, opacity))
    return out
