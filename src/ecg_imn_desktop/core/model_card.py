"""What a model's card, kept as JSON beside its answers, says of how the model reads an ECG."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .analysis import ModelInfo

# What is shown of ``about`` as text, and as a number from 0 to 1.
_TEXTS = ("task", "source", "data", "limits", "calibration", "method", "licence")
_FIGURES = ("macro_auroc_superclasses", "macro_auroc_subclasses")


def card_of(model: ModelInfo) -> Mapping[str, Any]:
    """The model's card; empty if it is not known, or is none."""
    try:
        card = json.loads(model.card)
        checked_about(card.get("about", {}))
    except (ValueError, AttributeError, RecursionError):
        return {}
    return card  # type: ignore[no-any-return]


def checked_about(about: Any) -> dict[str, Any]:
    """What people read of a model (``about`` of its card), once what is shown of it is known to be text and figures.

    Raises ValueError otherwise. It is judged here so that nobody has to who shows it.
    """
    if not isinstance(about, Mapping) or not isinstance(about.get("fold_9", {}), Mapping):
        raise ValueError("what is said about the model has no entries")
    if not all(isinstance(about.get(name, ""), str) for name in _TEXTS):
        raise ValueError("what is said about the model is no text")
    measured = about.get("fold_9", {})
    if not isinstance(measured.get("auroc", {}), Mapping):
        raise ValueError("the AUROC of the classes has no entries")
    figures = [*measured.get("auroc", {}).values(), *(measured[name] for name in _FIGURES if name in measured)]
    # A class without a case has no AUROC: nan.
    if not all(isinstance(n, int | float) and not (n < 0 or n > 1) for n in figures):
        raise ValueError("an AUROC is no number from 0 to 1")
    return dict(about)


def highpass_hz(model: ModelInfo) -> float | None:
    """What is slower than this the model takes out of the ECG before it reads it; 0: nothing, None: not known."""
    preprocessing = card_of(model).get("preprocessing")
    hz = preprocessing.get("highpass_hz", 0.0) if isinstance(preprocessing, Mapping) else None
    return float(hz) if isinstance(hz, int | float) and 0 <= hz < model.fs / 2 else None


def is_by_own_deviation(model: ModelInfo) -> bool:
    """Whether the model reads each lead divided by its own standard deviation, and so no voltages."""
    preprocessing = card_of(model).get("preprocessing")
    return isinstance(preprocessing, Mapping) and preprocessing.get("kind") == "zscore"
