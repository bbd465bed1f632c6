"""Which beats are alike, aligned to each other, and their median beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfiltfilt

from ..core.measurements import MedianBeat
from .butterworth import butterworth

Floats = NDArray[np.float64]

# QRS complexes have most of their energy between these (Thakor et al., IEEE Trans Biomed Eng 1984;31:702-706).
_QRS_BAND_HZ = (5.0, 25.0)

# Beats are compared from 120 ms before to 120 ms after the R peak, shifted by up to 40 ms; above this correlation over
# all leads with the typical beat they are its like.
_HALF_QRS_S = 0.12
_MAX_SHIFT_S = 0.04
_ALIKE = 0.9
_COMPARED_HZ = 250.0  # so many points a second are enough to compare

# A lead that moves by less than this has no signal: an electrode is off. (The least range of a lead in 3000 clean ECGs
# of PTB-XL is 0.097 mV.)
FLAT_MV = 0.02

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


def qrs_band(mv: NDArray[np.floating], fs: float) -> Floats:
    """The leads through the zero-phase QRS band-pass, float64 (lead, sample). ``mv`` without gaps."""
    sos = butterworth(2, (_QRS_BAND_HZ[0], min(_QRS_BAND_HZ[1], 0.45 * fs)), "bandpass", fs)
    return np.asarray(sosfiltfilt(sos, mv.astype(np.float64), axis=1, padlen=min(mv.shape[1] - 1, round(fs))))


@dataclass(frozen=True)
class AlignedBeats:
    """Beats brought into step: ``index`` (beat,) is the sample of each one's reference point, ``is_alike`` (beat,).

    The reference point is the R peak of the typical beat and, in the others, the sample that lies in the same place of
    the QRS. A beat that the record cuts is not alike.
    """

    index: NDArray[np.intp]
    is_alike: NDArray[np.bool_]


def align_beats(mv: NDArray[np.float32], fs: float, r_peak_s: Floats) -> AlignedBeats:
    """Find the typical beat and shift the others to the best correlation with it over all leads.

    ``mv`` (lead, sample) without gaps. The typical beat is the one with the highest median correlation with the others
    (Woody, Med Biol Eng 1967;5:539-553, for the alignment).
    """
    index = np.rint(r_peak_s * fs).astype(np.intp)
    half, shift = max(1, round(_HALF_QRS_S * fs)), max(1, round(_MAX_SHIFT_S * fs))
    whole = (index >= half + shift) & (index + half + shift < mv.shape[1])
    is_alike = np.zeros(len(index), dtype=bool)
    if not whole.any():
        return AlignedBeats(index, is_alike)
    around = index[whole, None] + np.arange(-half - shift, half + shift + 1)
    beats = mv[:, around].transpose(1, 0, 2).astype(np.float64)  # (beat, lead, point)
    width, step = 2 * half + 1, max(1, round(fs / _COMPARED_HZ))

    def cut(start: int) -> Floats:
        return _unit(beats[:, :, start : start + width : step])

    middle = cut(shift)
    pattern = middle[np.argmax(np.median(middle @ middle.T, axis=0))]
    likeness = np.stack([cut(start) @ pattern for start in range(2 * shift + 1)], axis=1)
    is_alike[whole] = likeness.max(axis=1) > _ALIKE
    moved = index.copy()
    moved[whole] += np.argmax(likeness, axis=1) - shift
    return AlignedBeats(np.where(is_alike, moved, index), is_alike)


def _unit(beats: Floats) -> Floats:
    """Beats (beat, lead, point) without their level as vectors of length 1, (beat, lead x point)."""
    flat = (beats - beats.mean(axis=2, keepdims=True)).reshape(len(beats), -1)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(np.divide(flat, length, out=np.zeros_like(flat), where=length > 0))


def median_beat(
    mv: NDArray[np.float32], fs: float, aligned: AlignedBeats, lead_names: tuple[str, ...]
) -> MedianBeat | None:
    """The median of the beats that are alike, without fiducials; None where none lies whole in the record.

    ``mv`` (lead, sample), NaN where there is no signal. The median, unlike the mean, forgets single artefacts. The
    level of each beat (its median) is taken off first so that wander between the beats does not count. Beats in which a
    lead is flat (under ``FLAT_MV``) do not count in that lead; a lead that is flat in all of them is NaN.
    """
    before, after = round(BEFORE_R_S * fs), round(AFTER_R_S * fs)
    index = aligned.index[aligned.is_alike]
    index = index[(index >= before) & (index + after < mv.shape[1])]
    if not index.size:
        return None
    beats = without_gaps(mv)[:, index[:, None] + np.arange(-before, after + 1)].astype(np.float64)
    beats -= np.median(beats, axis=2, keepdims=True)
    middle = np.full((beats.shape[0], beats.shape[2]), np.nan, dtype=np.float32)
    for row, lead in zip(middle, beats, strict=True):
        lead_beats = lead[np.ptp(lead, axis=1) >= FLAT_MV]
        if lead_beats.size:
            row[:] = np.median(lead_beats, axis=0)
    middle[np.ptp(middle, axis=1) < FLAT_MV] = np.nan  # it moved, but not with the heart
    return MedianBeat(middle, fs, lead_names, before, {}, int(index.size))
