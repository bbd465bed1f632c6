"""From millivolts to what a network reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Preprocessing:
    """How a network's input is normalised.

    ``kind`` = "scale": x = (mv - mean of the lead) / ``mv_per_unit``; keeps voltage, which hypertrophy is about.
    ``kind`` = "zscore": x = (mv - mean of the lead) / max(its standard deviation (ddof 1), 1e-6), the paper's choice.
    """

    kind: Literal["scale", "zscore"] = "scale"
    mv_per_unit: float = 0.25

    def __call__(self, mv: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """x (..., lead, sample) from mv (..., lead, sample); where mv is NaN there is no signal and x is 0."""
        known = np.isfinite(mv)
        count = np.maximum(known.sum(axis=-1, keepdims=True), 1)
        filled = np.where(known, mv, 0.0).astype(np.float64)
        mean = filled.sum(axis=-1, keepdims=True) / count
        x = np.where(known, filled - mean, 0.0)
        if self.kind == "scale":
            return np.asarray(x / self.mv_per_unit, dtype=np.float32)
        sd = np.sqrt((x**2).sum(axis=-1, keepdims=True) / np.maximum(count - 1, 1))
        return np.asarray(x / np.maximum(sd, 1e-6), dtype=np.float32)
