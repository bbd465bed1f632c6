"""What a model's card, kept as JSON beside its answers, says of how the model reads an ECG."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .analysis import ModelInfo


def card_of(model: ModelInfo) -> Mapping[str, Any]:
    """The model's card; empty if it is not known."""
    try:
        card = json.loads(model.card)
    except ValueError:
        return {}
    return card if isinstance(card, dict) and isinstance(card.get("about", {}), dict) else {}


def highpass_hz(model: ModelInfo) -> float | None:
    """What is slower than this the model takes out of the ECG before it reads it; 0: nothing, None: not known."""
    preprocessing = card_of(model).get("preprocessing")
    hz = preprocessing.get("highpass_hz", 0.0) if isinstance(preprocessing, Mapping) else None
    return float(hz) if isinstance(hz, int | float) and 0 <= hz < model.fs / 2 else None


def is_by_own_deviation(model: ModelInfo) -> bool:
    """Whether the model reads each lead divided by its own standard deviation, and so no voltages."""
    preprocessing = card_of(model).get("preprocessing")
    return isinstance(preprocessing, Mapping) and preprocessing.get("kind") == "zscore"
