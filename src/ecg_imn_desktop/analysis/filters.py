"""Filters for the eye: off unless chosen, named wherever their result is shown, never between a record and the model.

A high-pass at 0.5 Hz changes ST segments, a low-pass at 40 Hz rounds the QRS (Kligfield et al., AHA/ACC/HRS
recommendations for the standardization of the electrocardiogram, Circulation 2007;115:1306-1324). All filters run
forwards and backwards, so that no wave moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan, ceil, pi, tan

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, iirnotch, sosfiltfilt, tf2sos

# What the program offers; any other positive frequency works too.
HIGH_PASS_HZ = (0.05, 0.5)
LOW_PASS_HZ = (40.0, 100.0, 150.0)
NOTCH_HZ = (50.0, 60.0)

_ORDER = 2
_NOTCH_WIDTH_HZ = 2.0


@dataclass(frozen=True)
class DisplayFilter:
    """What is done to the traces before they are drawn; None switches a part off.

    ``high_pass_hz`` and ``low_pass_hz`` are the frequencies at which 3 dB are lost (both ways together); ``notch_hz``
    is taken out with a width of about 2 Hz. ValueError where a frequency is not positive or nothing lies between
    them.
    """

    high_pass_hz: float | None = None
    low_pass_hz: float | None = None
    notch_hz: float | None = None

    def __post_init__(self) -> None:
        """Check the frequencies."""
        given = [hz for hz in (self.high_pass_hz, self.low_pass_hz, self.notch_hz) if hz is not None]
        if any(not (np.isfinite(hz) and hz > 0) for hz in given):
            raise ValueError(f"a filter frequency is not positive: {given}")
        if self.high_pass_hz is not None and self.low_pass_hz is not None and self.high_pass_hz >= self.low_pass_hz:
            raise ValueError(f"no band lies between {self.high_pass_hz} and {self.low_pass_hz} Hz")

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered at all."""
        return (self.high_pass_hz, self.low_pass_hz, self.notch_hz) != (None, None, None)

    @property
    def label(self) -> str:
        """What to print beside the traces: "high-pass 0.5 Hz, low-pass 40 Hz, notch 50 Hz" or "no filter"."""
        parts = (("high-pass", self.high_pass_hz), ("low-pass", self.low_pass_hz), ("notch", self.notch_hz))
        return ", ".join(f"{name} {hz:g} Hz" for name, hz in parts if hz is not None) or "no filter"

    def apply(self, mv: NDArray[np.floating], fs: float) -> NDArray[np.float32]:
        """The filtered traces, float32 (lead, sample) mV: a new array, the input stays as it is.

        ``mv`` is (lead, sample) mV at ``fs`` Hz. NaN stay NaN; gaps are bridged by a line for the filter, so that
        they do not spread. A low-pass or notch at or above fs / 2 has nothing to take out and does nothing.
        """
        out = np.array(mv, dtype=np.float32)
        sections = self._sections(fs)
        if not sections or mv.shape[1] < 2:
            return out
        sos = np.concatenate(sections)
        slowest_hz = self.high_pass_hz or _NOTCH_WIDTH_HZ
        padding = min(mv.shape[1] - 1, ceil(fs / slowest_hz))
        for row in out:
            present = np.isfinite(row)
            if not present.any():
                continue
            at = np.flatnonzero(present)
            whole = np.interp(np.arange(len(row)), at, row[at].astype(np.float64))
            row[present] = sosfiltfilt(sos, whole, padlen=padding)[present]
        return out

    def _sections(self, fs: float) -> list[NDArray[np.float64]]:
        """Second-order sections of one of the two passes at ``fs``."""
        sections = []
        if self.high_pass_hz is not None and self.high_pass_hz < fs / 2:
            sections.append(butter(_ORDER, _one_pass_hz(self.high_pass_hz, fs, -1), "highpass", fs=fs, output="sos"))
        if self.low_pass_hz is not None and self.low_pass_hz < fs / 2:
            sections.append(butter(_ORDER, _one_pass_hz(self.low_pass_hz, fs, 1), "lowpass", fs=fs, output="sos"))
        if self.notch_hz is not None and self.notch_hz < fs / 2:
            sections.append(tf2sos(*iirnotch(self.notch_hz, self.notch_hz / _NOTCH_WIDTH_HZ, fs=fs)))
        return sections


def _one_pass_hz(hz: float, fs: float, direction: int) -> float:
    """Corner of each Butterworth pass, so that two passes together lose 3 dB at ``hz``.

    |H|^2 = 1 / (1 + (W / Wc)^(2n)) = 1 / sqrt(2) at W = tan(pi hz / fs) of the bilinear transform; ``direction`` is 1
    for a low-pass, -1 for a high-pass.
    """
    shift = (2**0.5 - 1) ** (-direction / (2 * _ORDER))
    return fs / pi * atan(tan(pi * hz / fs) * shift)
