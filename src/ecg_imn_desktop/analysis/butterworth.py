"""Butterworth filters, each designed once: a design takes longer than filtering a short ECG with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter


@lru_cache(maxsize=64)
def butterworth(
    order: int, hz: float | tuple[float, float], kind: Literal["lowpass", "highpass", "bandpass"], fs: float
) -> NDArray[np.float64]:
    """Second-order sections (section, 6) of a filter; shared, and not to be changed."""
    return np.asarray(butter(order, hz, kind, fs=fs, output="sos"))
