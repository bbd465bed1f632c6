"""The typical beat of an ECG at 100 Hz: its shape in the eight independent leads, and how sharp its beats are.

What is sharp at 100 Hz is hardly the heart's: a QRS has little above 40 Hz, while the spike of a pacemaker, some
milliseconds long, comes through the low-pass as a blip with energy up to its very edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import find_peaks, sosfiltfilt

from .butterworth import butterworth

Floats = NDArray[np.float64]

FS = 100

# The typical beat reaches as far on both sides of the QRS, so that backwards is only another order of its samples.
HALF_BEAT = 45
_HIGH_PASS_HZ = 0.7
_QRS_S = 0.12
_QRS_SHARE = 0.35
_REFRACTORY_S = 0.25
# Beats this much less like the median beat than half of them are ectopic.
_UNLIKE = 0.1
# A beat of which nine in ten are less sharp: where every other beat is paced, half of them show it.
_SHARPEST = 0.9


@dataclass(frozen=True)
class TypicalBeat:
    """The median of the beats that are alike, around the largest deflection of the QRS.

    Attributes
    ----------
    shape : float32 (8, 91) of unit size (RMS), in the order of INDEPENDENT_LEADS
    sharpness : float32 (2, 91), the RMS over the leads of the fourth difference, in sizes of the beat: the median over
        all beats, and the 90th percentile
    """

    shape: NDArray[np.float32] = field(repr=False)
    sharpness: NDArray[np.float32] = field(repr=False)


def typical_beat(leads: NDArray[np.floating]) -> TypicalBeat | None:
    """The typical beat of leads (8, sample) mV at 100 Hz, in the order of INDEPENDENT_LEADS, without NaN.

    None if no beat lies whole in the record.
    """
    x = sosfiltfilt(butterworth(2, _HIGH_PASS_HZ, "highpass", FS), leads.astype(np.float64), axis=1)
    peaks = _peaks(x)
    if not len(peaks):
        return None
    around = peaks[:, None] + np.arange(-HALF_BEAT, HALF_BEAT + 1)
    beats = x[:, around]  # (lead, beat, sample)
    beats = beats - np.median(beats, axis=2, keepdims=True)
    beat = np.median(beats, axis=1)
    if len(peaks) > 3:
        each = beats.transpose(1, 0, 2).reshape(len(peaks), -1)
        likeness = each @ beat.ravel() / np.maximum(np.linalg.norm(each, axis=1) * np.linalg.norm(beat), 1e-9)
        beat = np.median(beats[:, likeness >= np.median(likeness) - _UNLIKE], axis=1)
    sharp = _sharpness(x)[around]
    of_beats = np.stack([np.median(sharp, axis=0), np.quantile(sharp, _SHARPEST, axis=0)])
    size = max(float(np.sqrt(np.mean(np.square(beat)))), 1e-6)
    return TypicalBeat(of_unit_size(beat), np.asarray(of_beats / size, dtype=np.float32))


def of_unit_size(beats: NDArray[np.floating]) -> NDArray[np.float32]:
    """Beats (..., 8, 91) divided by their RMS."""
    size = np.sqrt(np.mean(np.square(beats), axis=(-2, -1), keepdims=True))
    return np.asarray(beats / np.maximum(size, 1e-6), dtype=np.float32)


def _peaks(x: Floats) -> NDArray[np.intp]:
    """Samples of the largest deflection of every QRS whose beat lies whole in the record, (beat,)."""
    # The median over the leads: a burst of noise in one of them is no beat.
    steep = uniform_filter1d(np.median(np.abs(np.diff(x, axis=1)), axis=0), round(_QRS_S * FS))
    rough, _ = find_peaks(steep, height=_QRS_SHARE * np.percentile(steep, 99), distance=round(_REFRACTORY_S * FS))
    length = np.linalg.norm(x, axis=0)
    half = round(_QRS_S * FS / 2)
    first = np.maximum(rough - half, 0)
    highest = (a + int(np.argmax(length[a : r + half + 3])) for a, r in zip(first, rough, strict=True))
    peaks = np.fromiter(highest, dtype=np.intp)
    return np.asarray(peaks[(peaks >= HALF_BEAT) & (peaks + HALF_BEAT < x.shape[1])])


def _sharpness(x: Floats) -> Floats:
    """The RMS over leads (lead, sample) of the fourth difference, (sample,); 0 for two samples at either end."""
    fourth = x[:, :-4] + x[:, 4:] - 4 * (x[:, 1:-3] + x[:, 3:-1]) + 6 * x[:, 2:-2]
    return np.pad(np.sqrt(np.mean(np.square(fourth), axis=0)), 2)
