"""The networks of three layers that judge typical beats, evaluated with numpy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

N_LAYERS = 3


def evaluated(weights: Mapping[str, NDArray[np.float32]], inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """The one output for inputs (n, feature), (n,); ``weights``: "0.weight" (unit, feature), "0.bias" (unit,) ..."""
    h = inputs
    for layer in range(N_LAYERS):
        h = h @ weights[f"{layer}.weight"].T + weights[f"{layer}.bias"]
        if layer + 1 < N_LAYERS:
            h = np.maximum(h, 0.0)
    return np.asarray(h[:, 0])
