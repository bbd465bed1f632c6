"""Any sample rate to the model's, as PTB-XL's publishers went from 500 to 100 Hz.

The 100 Hz files of PTB-XL are the 500 Hz ones through a linear-phase low-pass (-6 dB near 45 Hz) that looks 1.25 ms
ahead. A model trained on them should see every ECG through the same filter. For 500 -> 100 Hz the fitted taps
themselves are used; for other rates the same filter as a continuous kernel, evaluated where the samples lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import firwin, upfirdn

from ..core.resources import resource_path

FIT_FS_IN = 500.0
FIT_FS_OUT = 100.0

# PTB-XL's 100 Hz sample n is the filtered ECG at n / 100 s + 1.25 ms: the slope of the taps' phase (a test holds it).
LOOK_AHEAD_S = 0.00125

# The fit is free above the ECG's own band (|H| up to 0.1 beyond 160 Hz, where 500 Hz recordings hold next to nothing).
# At other rates images of the ECG fall there, so the continuous kernel is the fit band-limited: passed to 50 Hz, -80 dB
# from 100 Hz.
_OVERSAMPLING = 8
_PASS_HZ, _STOP_HZ = 50.0, 100.0
_SMOOTHER_TAPS = 401

# Rates are matched to a ratio of integers up to this; the error, below 1e-9 of time, is 0.1 ms in 24 h.
_MAX_DENOMINATOR = 30000
_CHUNK_SAMPLES = 1 << 20


def resample(mv: NDArray[np.floating], fs_in: float, fs_out: float) -> NDArray[np.float32]:
    """An ECG at another rate, through PTB-XL's own low-pass.

    ``mv`` is float (lead, sample) in mV, NaN where there is no signal; ``fs_in`` and ``fs_out`` are Hz. Returns float32
    (lead, round(sample * fs_out / fs_in)) in mV; a copy of the samples where the rates agree.

    A sample is NaN where the nearest input sample is; for the filter alone gaps are bridged by a line, so they neither
    grow nor ring. Beyond its ends the record is held at its first and last value. At ``fs_out`` = 100 Hz the look-ahead
    of 1.25 ms of PTB-XL's 100 Hz files is kept; at other output rates there is none, and the cut-off scales with the
    lower of the two rates.

    Raises ValueError if a rate is not positive or ``mv`` has not two axes. Source: the taps are a least-squares fit on
    PTB-XL (Wagner et al., Sci Data 2020), see resources/data/README.md.
    """
    if mv.ndim != 2:
        raise ValueError(f"mv has shape {mv.shape}")
    if not (np.isfinite(fs_in) and np.isfinite(fs_out) and fs_in > 0 and fs_out > 0):
        raise ValueError(f"cannot resample from {fs_in} to {fs_out} Hz")
    if fs_in == fs_out:
        return np.array(mv, dtype=np.float32)
    n_out = round(mv.shape[1] * fs_out / fs_in)
    out = np.full((mv.shape[0], n_out), np.nan, dtype=np.float32)
    for row, lead in zip(out, mv, strict=True):
        missing = ~np.isfinite(lead)
        if missing.all():
            continue
        for first, part in _filtered(_bridged(lead, missing), fs_in, fs_out, n_out):
            row[first : first + len(part)] = part
        if missing.any():
            nearest = np.rint(np.arange(n_out) * (fs_in / fs_out)).astype(np.int64)
            row[missing[np.minimum(nearest, len(lead) - 1)]] = np.nan
    return out


def _bridged(lead: NDArray[np.floating], missing: NDArray[np.bool_]) -> NDArray[np.floating]:
    """The lead with its gaps bridged by straight lines, held at the ends."""
    if not missing.any():
        return lead
    present = np.flatnonzero(~missing)
    whole = lead.copy()
    whole[missing] = np.interp(np.flatnonzero(missing), present, lead[present])
    return whole


def _filtered(
    lead: NDArray[np.floating], fs_in: float, fs_out: float, n_out: int
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Pieces of the resampled lead, each with the index of its first sample; memory is that of one piece."""
    ratio = Fraction(fs_out / fs_in).limit_denominator(_MAX_DENOMINATOR)
    up, down = ratio.numerator, ratio.denominator
    taps, n_before = _polyphase_taps(fs_in, fs_out, up)
    # upfirdn starts at the first sample: with this much context on either side every output sees its whole filter.
    context = ceil(n_before / up)
    # Leading zeros bring the output grid of upfirdn onto ours.
    zeros = -(context * up + n_before) % down
    h = np.concatenate([np.zeros(zeros), taps])
    skip = (context * up + n_before + zeros) // down
    # A large constant offset would leak through the stop band: it goes round the filter, whose gain at 0 Hz is one.
    offset = float(lead[0]) if len(lead) else 0.0
    periods = max(1, _CHUNK_SAMPLES // max(up, down))
    for first in range(0, n_out, periods * up):
        count = min(periods * up, n_out - first)
        start = first // up * down
        stop = start + ceil(count * down / up)
        index = np.arange(start - context, stop + context + 1)
        x = lead[np.clip(index, 0, len(lead) - 1)].astype(np.float64)
        yield first, upfirdn(h, x - offset, up, down)[skip : skip + count] + offset


@lru_cache(maxsize=16)
def _polyphase_taps(fs_in: float, fs_out: float, up: int) -> tuple[NDArray[np.float64], int]:
    """Taps at the rate fs_in * up in the order of a convolution, and how many stand before the one at zero."""
    if (fs_in, fs_out) == (FIT_FS_IN, FIT_FS_OUT):
        taps = _fitted_taps()
        return taps[::-1].copy(), len(taps) // 2
    kernel, support_s = _continuous_kernel()
    # At other output rates, or below 100 Hz, the same shape with a cut-off in proportion to the lower rate.
    scale = min(fs_in, fs_out) / FIT_FS_OUT if fs_out != FIT_FS_OUT or fs_in < FIT_FS_OUT else 1.0
    look_ahead_s = LOOK_AHEAD_S if fs_out == FIT_FS_OUT else 0.0
    n_before = ceil((support_s / scale + look_ahead_s) * fs_in * up)
    # y(t) = sum of g(u) x(t + u): a convolution runs through u backwards.
    u_s = -np.arange(-n_before, n_before + 1) / (fs_in * up)
    v_s = (u_s - look_ahead_s) * scale
    taps = np.where(np.abs(v_s) <= support_s, kernel(v_s), 0.0)
    # Each of the `up` phases passes a constant unchanged.
    padded = np.pad(taps, (0, -len(taps) % up)).reshape(-1, up)
    return np.asarray((padded / padded.sum(axis=0)).ravel()[: len(taps)]), n_before


@lru_cache(maxsize=1)
def _fitted_taps() -> NDArray[np.float64]:
    """h[k], k = -80 ... 80 at 500 Hz."""
    offsets, taps = np.load(resource_path("data", "fir500to100.npy"))
    if not np.array_equal(offsets, np.arange(-80, 81)):
        raise ValueError("fir500to100.npy does not hold the offsets -80 ... 80")
    return np.asarray(taps, dtype=np.float64)


@lru_cache(maxsize=1)
def _continuous_kernel() -> tuple[CubicSpline, float]:
    """The fit as a function of seconds from its centre (up to a factor), and its half width in seconds."""
    fs = FIT_FS_IN * _OVERSAMPLING
    smoother = firwin(_SMOOTHER_TAPS, (_PASS_HZ + _STOP_HZ) / 2, window=("kaiser", 7.86), fs=fs)
    fine = upfirdn(smoother, _fitted_taps(), _OVERSAMPLING)
    first = -80 * _OVERSAMPLING - _SMOOTHER_TAPS // 2
    t_s = (first + np.arange(len(fine))) / fs - LOOK_AHEAD_S
    return CubicSpline(t_s, fine), float(min(-t_s[0], t_s[-1]))
