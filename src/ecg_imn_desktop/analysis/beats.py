"""R peaks over all leads at once, which beats are alike, and their median beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, find_peaks, sosfiltfilt

from ..core.measurements import MedianBeat

Floats = NDArray[np.float64]

# QRS complexes have most of their energy between these (Thakor et al., IEEE Trans Biomed Eng 1984;31:702-706).
_QRS_BAND_HZ = (5.0, 25.0)
_REFRACTORY_S = 0.24

# The median beat is shown and measured from before the P wave to after the T wave.
BEFORE_R_S = 0.35
AFTER_R_S = 0.60


def without_gaps(mv: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaps (NaN) bridged by straight lines, leads without any sample 0; float32 (lead, sample)."""
    missing = ~np.isfinite(mv)
    if not missing.any():
        return mv
    out = np.array(mv, dtype=np.float32)
    position = np.arange(mv.shape[1])
    for row, gap in zip(out, missing, strict=True):
        if gap.all():
            row[:] = 0.0
        elif gap.any():
            row[gap] = np.interp(position[gap], position[~gap], row[~gap])
    return out


def qrs_band(mv: NDArray[np.float32], fs: float) -> Floats:
    """The leads through the zero-phase QRS band-pass, float64 (lead, sample)."""
    high_hz = min(_QRS_BAND_HZ[1], 0.45 * fs)
    sos = butter(2, (_QRS_BAND_HZ[0], high_hz), "bandpass", fs=fs, output="sos")
    padding = min(mv.shape[1] - 1, round(fs))
    return np.asarray(sosfiltfilt(sos, mv.astype(np.float64), axis=1, padlen=padding))


def find_r_peaks(mv: NDArray[np.float32], fs: float) -> Floats:
    """R peaks over all leads, float64 (beat,) in seconds from the first sample.

    The slope of all leads is combined into one magnitude (as in Pan & Tompkins, IEEE Trans Biomed Eng 1985;32:230-236,
    but over the leads), each lead weighted down by its own median slope so that a noisy lead cannot outvote the
    others; beats are its peaks above an adaptive threshold; the R peak is the largest excursion of the vector there.
    """
    if mv.shape[1] < fs:
        return np.zeros(0)
    band = qrs_band(without_gaps(mv), fs)
    slope = np.abs(np.gradient(band, axis=1)) * fs
    noise = np.median(slope, axis=1, keepdims=True)
    peak = np.percentile(slope, 98, axis=1, keepdims=True)
    weight = np.divide(np.maximum(peak - 3.0 * noise, 0.0), peak**2, out=np.zeros_like(peak), where=peak > 0.05)
    energy = uniform_filter1d(np.sqrt(((slope * weight) ** 2).sum(axis=0)), max(1, round(0.10 * fs)))
    strength = np.percentile(energy, 99)
    if strength <= 0:
        return np.zeros(0)
    found, properties = find_peaks(energy, height=0.2 * strength, distance=max(1, round(_REFRACTORY_S * fs)))
    heights = properties["peak_heights"]
    found = found[heights > 0.35 * np.median(heights)]
    magnitude = np.sqrt((band**2).sum(axis=0))
    half = max(1, round(0.08 * fs))
    starts = np.maximum(found - half, 0)
    peaks = [s + int(np.argmax(magnitude[s : f + half + 1])) for s, f in zip(starts, found, strict=True)]
    return np.unique(np.asarray(peaks, dtype=np.int64)) / fs


def similar_beats(mv: NDArray[np.float32], fs: float, r_peak_s: Floats) -> NDArray[np.bool_]:
    """Which beats look like most of the others and are whole, bool (beat,).

    The QRS (120 ms on either side of the R peak, all leads) of each beat is correlated with each other beat's; the beat
    closest to all is the pattern, and beats correlating above 0.9 with it are alike.
    """
    n_samples = mv.shape[1]
    r_index = np.rint(r_peak_s * fs).astype(int)
    half = max(1, round(0.12 * fs))
    whole = (r_index >= half) & (r_index + half < n_samples)
    if not whole.any():
        return np.asarray(whole)
    around = r_index[whole][:, None] + np.arange(-half, half + 1)
    shapes = mv[:, around].transpose(1, 0, 2).astype(np.float64)  # (beat, lead, point)
    shapes = (shapes - np.median(shapes, axis=2, keepdims=True)).reshape(len(around), -1)
    length = np.linalg.norm(shapes, axis=1, keepdims=True)
    shapes = np.divide(shapes, length, out=np.zeros_like(shapes), where=length > 0)
    likeness = shapes @ shapes.T
    pattern = int(np.argmax(np.median(likeness, axis=0)))
    out = np.zeros(len(r_peak_s), dtype=bool)
    out[whole] = likeness[pattern] > 0.9
    return out


def median_beat(mv: NDArray[np.float32], fs: float, r_peak_s: Floats, lead_names: tuple[str, ...]) -> MedianBeat | None:
    """The median of the aligned similar beats, without fiducials; None where no whole beat is left.

    The median, unlike the mean, forgets single artefacts. The level of each beat is taken off first (its median) so
    that baseline wander does not widen the waves.
    """
    mv = without_gaps(mv)
    before, after = round(BEFORE_R_S * fs), round(AFTER_R_S * fs)
    r_index = np.rint(r_peak_s * fs).astype(int)
    use = similar_beats(mv, fs, r_peak_s) & (r_index >= before) & (r_index + after < mv.shape[1])
    if not use.any():
        return None
    beats = mv[:, r_index[use][:, None] + np.arange(-before, after + 1)]
    beats = beats - np.median(beats, axis=2, keepdims=True)
    return MedianBeat(np.median(beats, axis=1), fs, lead_names, before, {}, int(use.sum()))
