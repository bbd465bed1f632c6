"""Do the beats look like those of a pacemaker? For ECGs that show its spikes poorly: at 100 Hz, or small ones.

A stimulus makes a beat of its own: broad, of an axis that conduction seldom gives, and it leaves a sharp blip before
the P wave or the QRS even where the low-pass has taken the spike. A small network was shown both, the shape of the
typical beat and how sharp it is along its way, and trained on PTB-XL's statement of a pacemaker (folds 1-8). It is
asked whether its score passes what one ECG in a thousand without that statement reaches.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from ..core.resources import resource_path
from .perceptron import evaluated
from .typical_beat import TypicalBeat

WEIGHTS = ("data", "paced.safetensors")

# Sharpness in sizes of the beat below which nothing is told apart: the noise of a good recording.
LEAST_SHARPNESS = 0.02


def looks_paced(beat: TypicalBeat) -> bool:
    """Whether the typical beat looks paced."""
    weights = _weights()
    return bool(evaluated(weights, features(beat)[None])[0] > weights["threshold"][0])


def features(beat: TypicalBeat) -> NDArray[np.float32]:
    """What the network reads, float32 (910,): the shape, and the logarithm of the sharpness."""
    return np.concatenate([beat.shape.ravel(), np.log(beat.sharpness + LEAST_SHARPNESS).ravel()], dtype=np.float32)


@lru_cache(maxsize=1)
def _weights() -> dict[str, NDArray[np.float32]]:
    return dict(load_file(resource_path(*WEIGHTS)))
