"""The delineation network without torch: which sample is P, QRS, T or none of these, over any set of leads.

A U-shaped convolutional network trained on LUDB (training/delineator.py has its definition and its training). Every
lead goes through the same encoder, the decoder reads mean and maximum over the leads.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.signal import resample_poly, sosfiltfilt
from threadpoolctl import ThreadpoolController

from .butterworth import butterworth

FS = 250.0
KINDS = ("none", "P", "QRS", "T")
_STRIDE = 64
_HIGH_PASS_HZ = 0.4

Array = NDArray[np.float32]


def at_250_hz(mv: Array, fs: float) -> NDArray[np.float64]:
    """An ECG without gaps at 250 Hz, without delay and without its level (median), float64 (lead, sample)."""
    ratio = Fraction(FS / fs).limit_denominator(1000)
    x = mv.astype(np.float64)
    x = x - np.median(x, axis=1, keepdims=True)
    if ratio == 1:
        return np.asarray(x)
    return np.asarray(resample_poly(x, ratio.numerator, ratio.denominator, axis=1, padtype="line"))


def normalised(mv: Array, fs: float) -> Array:
    """What the network reads: float32 (lead, sample at 250 Hz), without wander, of unit size per lead.

    ``mv`` without gaps. The unit is the 99th percentile of the lead's excursion, but no less than 0.1 mV, so that the
    noise of an empty lead stays small.
    """
    x = at_250_hz(mv, fs)
    sos = butterworth(1, _HIGH_PASS_HZ, "highpass", FS)
    x = sosfiltfilt(sos, x, axis=1, padlen=min(x.shape[1] - 1, 500))
    size = np.maximum(np.percentile(np.abs(x), 99, axis=1, keepdims=True), 0.1)
    return np.asarray(np.clip(x / size, -5.0, 5.0), dtype=np.float32)


@cache
def _blas() -> ThreadpoolController:
    """The BLAS of numpy: on products as small as these its threads cost more than they bring beside a busy screen."""
    return ThreadpoolController()


class Segmenter:
    """The network with its weights."""

    def __init__(self, path: Path) -> None:
        self._w = {name: array.astype(np.float32) for name, array in load_file(path).items()}
        self._n_encoder = sum(1 for name in self._w if name.startswith("down.") and name.endswith(".weight"))

    def _conv(self, name: str, x: Array, stride: int = 1, relu: bool = True) -> Array:
        """(B, C_in, L) -> (B, C_out, L / stride), zero padding."""
        weight, bias = self._w[f"{name}.weight"], self._w[f"{name}.bias"]
        n_out, n_in, kernel = weight.shape
        padded = np.pad(x, ((0, 0), (0, 0), (kernel // 2, kernel // 2)))
        windows = sliding_window_view(padded, kernel, axis=2)[:, :, ::stride]  # (B, C_in, L, kernel)
        columns = windows.transpose(1, 3, 0, 2).reshape(n_in * kernel, -1)
        y = weight.reshape(n_out, -1) @ columns + bias[:, None]
        if relu:
            np.maximum(y, 0.0, out=y)
        return y.reshape(n_out, x.shape[0], -1).transpose(1, 0, 2)

    def logits(self, x: Array) -> Array:
        """(lead, L) from ``normalised`` -> (4, L), ``KINDS`` on the first axis."""
        length = x.shape[1]
        h = np.pad(x, ((0, 0), (0, -length % _STRIDE)))[:, None]
        pooled = []
        for level in range(self._n_encoder):
            h = self._conv(f"same.{level}", self._conv(f"down.{level}", h, stride=2))
            pooled.append(np.concatenate([h.mean(axis=0), h.max(axis=0)])[None])
        skips = [*pooled[:-1], self._conv("deep.0", pooled[-1])]
        skips.append(self._conv("deep.1", skips[-1], stride=2))
        g = self._conv("deep.3", self._conv("deep.2", skips[-1], stride=2))
        for level, skip in enumerate(reversed(skips)):
            g = self._conv(f"up.{level}", np.concatenate([np.repeat(g, 2, axis=2), skip], axis=1))
        return np.asarray(self._conv("out", np.repeat(g, 2, axis=2), relu=False)[0, :, :length])

    def probabilities(self, x: Array) -> Array:
        """(lead, L) from ``normalised`` -> (4, L), summing to 1 over ``KINDS``."""
        with _blas().limit(limits=1, user_api="blas"):
            z = self.logits(x)
        e = np.exp(z - z.max(axis=0))
        return np.asarray(e / e.sum(axis=0))
