"""Beats and the on- and offsets of their P, QRS and T, global over all leads, from the delineation network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from ..core.measurements import FIDUCIAL_NAMES, Fiducials
from ..core.resources import resource_path
from .beats import qrs_band
from .segmentation import FS, KINDS, Segmenter, at_250_hz, normalised

Floats = NDArray[np.float64]
Spans = NDArray[np.float64]  # (wave, 2): on- and offset in seconds

# Runs of one label closer than this are one wave; runs shorter than this are none. Seconds.
_BRIDGED_S = {"P": 0.04, "QRS": 0.06, "T": 0.08}
_SHORTEST_S = {"P": 0.04, "QRS": 0.04, "T": 0.06}

# No ventricle is excited again sooner than this after a QRS onset (a rate of 300 bpm).
_REFRACTORY_S = 0.20
_SPIKE_SAMPLES = 11  # at 250 Hz
_LEAST_OF_CUT_QRS = 0.5
_LONGEST_PR_S = 0.50
_LONGEST_QT_S = 0.80


@cache
def default_segmenter() -> Segmenter:
    """The network that the program ships, read once. OSError if the installation is damaged."""
    return Segmenter(resource_path("models", "delineator", "weights.safetensors"))


def delineate(mv: NDArray[np.float32], fs: float, segmenter: Segmenter | None = None) -> Fiducials:
    """Every beat of a (lead, sample) ECG in mV without gaps, times in seconds from the first sample.

    A fiducial lies where the network's probability of the wave crosses one half, so between samples. A beat is a QRS;
    its T is the longest before the next QRS, its P the last one after the onset of the previous T.
    """
    if not len(mv):
        return fiducials_from(np.zeros(0), {name: np.zeros(0) for name in FIDUCIAL_NAMES})
    x = normalised(mv, fs)
    probability = dict(zip(KINDS, (segmenter or default_segmenter()).probabilities(x), strict=True))
    qrs, is_cut = _usable_qrs(probability["QRS"])
    p, t = find_waves(probability["P"], "P"), find_waves(probability["T"], "T")
    p_of_beat, t_of_beat = np.full_like(qrs, np.nan), np.full_like(qrs, np.nan)
    next_onset = np.append(qrs[1:, 0], np.inf)
    for beat, (onset, offset) in enumerate(qrs):
        own_t = _between(t, offset, min(next_onset[beat], onset + _LONGEST_QT_S))
        if len(own_t):
            t_of_beat[beat] = own_t[np.argmax(own_t[:, 1] - own_t[:, 0])]
        previous_end = np.fmax(qrs[beat - 1, 1], t_of_beat[beat - 1, 0]) if beat else -np.inf
        own_p = _between(p, max(previous_end, onset - _LONGEST_PR_S), onset)
        if len(own_p):
            p_of_beat[beat] = own_p[-1]
    columns = np.concatenate([p_of_beat, np.where(is_cut, np.nan, qrs), t_of_beat], axis=1).T
    return fiducials_from(r_peaks(mv, fs, qrs), dict(zip(FIDUCIAL_NAMES, columns, strict=True)))


def _usable_qrs(probability: NDArray[np.float32]) -> tuple[Spans, NDArray[np.bool_]]:
    """QRS complexes (beat, 2) and whether the record's edge cuts their on- and offset; fragments are left out."""
    qrs = _without_double(find_waves(probability, "QRS"), probability)
    is_cut = np.stack([qrs[:, 0] <= 0.0, qrs[:, 1] >= (probability.size - 1) / FS], axis=1)
    if not len(qrs):
        return qrs, is_cut
    length = qrs[:, 1] - qrs[:, 0]
    is_fragment = is_cut.any(axis=1) & (length < _LEAST_OF_CUT_QRS * np.median(length))
    return qrs[~is_fragment], is_cut[~is_fragment]


def find_waves(probability: NDArray[np.float32], kind: str) -> Spans:
    """On- and offsets in seconds of the runs of a label's probability above one half, (wave, 2)."""
    above = np.concatenate([[False], probability > 0.5, [False]])
    edges = np.flatnonzero(np.diff(above.astype(np.int8)))
    first, last = edges[::2], edges[1::2] - 1
    if not first.size:
        return np.zeros((0, 2))
    joined = (first[1:] - last[:-1]) <= _BRIDGED_S[kind] * FS
    first, last = first[np.append(True, ~joined)], last[np.append(~joined, True)]
    spans = np.stack([_crossing(probability, first, -1), _crossing(probability, last, +1)], axis=1) / FS
    return np.asarray(spans[spans[:, 1] - spans[:, 0] >= _SHORTEST_S[kind]])


def _crossing(probability: NDArray[np.float32], inside: NDArray[np.intp], step: int) -> Floats:
    """Where between ``inside`` and its neighbour the probability is one half, in samples."""
    outside = np.clip(inside + step, 0, probability.size - 1)
    p_in, p_out = probability[inside].astype(float), probability[outside].astype(float)
    fraction = np.divide(p_in - 0.5, p_in - p_out, out=np.zeros_like(p_in), where=p_in > p_out)
    return np.asarray(inside + step * np.clip(fraction, 0.0, 1.0))


def _without_double(qrs: Spans, probability: NDArray[np.float32]) -> Spans:
    """Of two QRS closer than the refractory time the less probable one goes."""
    kept: list[tuple[float, float, float]] = []
    for onset, offset in qrs:
        sureness = float(probability[round(onset * FS) : round(offset * FS) + 1].sum())
        if kept and onset - kept[-1][0] < _REFRACTORY_S:
            if sureness > kept[-1][2]:
                kept[-1] = (onset, offset, sureness)
        else:
            kept.append((onset, offset, sureness))
    return np.array([k[:2] for k in kept]).reshape(-1, 2)


def _between(spans: Spans, begin: float, end: float) -> Spans:
    """The waves with their middle in [begin, end)."""
    middle = spans.mean(axis=1)
    return np.asarray(spans[(middle >= begin) & (middle < end)])


def r_peaks(mv: NDArray[np.float32], fs: float, qrs: Spans) -> Floats:
    """One R peak per QRS, (beat,) seconds: where the vector over all leads is longest in the QRS band.

    A running median of 44 ms takes out pacemaker spikes first, which else would be taken for the peak of paced beats.
    Found at 250 Hz, between the samples by a parabola through the three around the longest.
    """
    if not len(qrs):
        return np.zeros(0)
    without_spikes = median_filter(at_250_hz(mv, fs), size=(1, _SPIKE_SAMPLES))
    length = np.linalg.norm(qrs_band(without_spikes, FS), axis=0)
    peaks = np.empty(len(qrs))
    for beat, (onset, offset) in enumerate(qrs):
        first = min(int(onset * FS), length.size - 1)
        peak = first + int(np.argmax(length[first : round(offset * FS) + 1]))
        peaks[beat] = peak
        if 0 < peak < length.size - 1:
            before, at, after = length[peak - 1 : peak + 2]
            bend = before - 2.0 * at + after
            if bend < 0.0 and at >= max(before, after):
                peaks[beat] += 0.5 * (before - after) / bend
    return peaks / FS


def fiducials_from(r_peak_s: Floats, marks: Mapping[str, Floats]) -> Fiducials:
    """Fiducials of R peaks and a table by fiducial name ("p_onset")."""
    p_onset, p_offset, qrs_onset, qrs_offset, t_onset, t_offset = (marks[name] for name in FIDUCIAL_NAMES)
    return Fiducials(r_peak_s, p_onset, p_offset, qrs_onset, qrs_offset, t_onset, t_offset)
