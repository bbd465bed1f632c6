"""From millivolts to what a network reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Preprocessing:
    """How a network's input is normalised.

    ``kind`` = "scale": x = (mv - mean of the lead) / ``mv_per_unit``; keeps voltage, which hypertrophy is about.
    ``kind`` = "zscore": x = (mv - mean of the lead) / max(its standard deviation (ddof 1), 1e-6), the paper's choice.

    ``highpass_hz`` > 0 takes the wander of the baseline out first: Butterworth of order 2, run forwards and backwards,
    3 dB lost at that frequency (what is seen with the same ``DisplayFilter`` is what is read, but for the ends). No
    wave moves, and up to 0.67 Hz no ST segment is bent (Kligfield et al., Circulation 2007;115:1306-1324).
    """

    kind: Literal["scale", "zscore"] = "scale"
    mv_per_unit: float = 0.25
    highpass_hz: float = 0.0

    def __call__(self, mv: NDArray[np.floating[Any]], fs: float) -> NDArray[np.float32]:
        """x (..., lead, sample) from mv (..., lead, sample) at fs Hz; where mv is NaN there is no signal and x is 0."""
        if self.highpass_hz > 0:
            mv = high_passed(mv, fs, self.highpass_hz)
        known = np.isfinite(mv)
        count = np.maximum(known.sum(axis=-1, keepdims=True), 1)
        filled = np.where(known, mv, 0.0).astype(np.float64)
        mean = filled.sum(axis=-1, keepdims=True) / count
        x = np.where(known, filled - mean, 0.0)
        if self.kind == "scale":
            return np.asarray(x / self.mv_per_unit, dtype=np.float32)
        sd = np.sqrt((x**2).sum(axis=-1, keepdims=True) / np.maximum(count - 1, 1))
        return np.asarray(x / np.maximum(sd, 1e-6), dtype=np.float32)

    @property
    def before_highpass(self) -> Preprocessing:
        """The same without the filter: training varies an ECG before it filters it."""
        return replace(self, highpass_hz=0.0)


def high_passed(mv: NDArray[np.floating[Any]], fs: float, hz: float) -> NDArray[np.float32]:
    """mv (..., lead, sample) without what is slower than ``hz``; NaN stays NaN and spreads to nothing else.

    At its ends (of its signal, where a record is shorter than a window) the ECG goes on mirrored: PTB-XL's files of 100
    Hz differ from those of 500 Hz by up to 0.5 mV in the last tenth of a second, and a filter that hangs on the last
    sample would carry that a second back.
    """
    from ..analysis.filters import DisplayFilter  # scipy: not for those who only read a card

    rows = mv.reshape(-1, mv.shape[-1])
    return DisplayFilter(high_pass_hz=hz).apply(rows, fs, ends="even").reshape(mv.shape)


def highpass_matrix(n_samples: int, fs: float, hz: float) -> NDArray[np.float32]:
    """H, (n_samples, n_samples): filter and removal of the mean as a matrix, x = x before the filter @ H.

    The filter, its ends included, is linear: its answers to single samples are the rows of H. Nothing may be missing.
    """
    rows = high_passed(np.eye(n_samples), fs, hz).astype(np.float64)
    return np.asarray(rows - rows.mean(axis=1, keepdims=True), dtype=np.float32)
