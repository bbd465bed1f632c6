"""A Record in, Measurements out: beats, fiducials, and everything that stands on them.

``measure`` finds the fiducials with the delineation network and hands them to ``recompute``; after a user has moved a
fiducial (``fiducial_moves``), ``recompute`` alone gives the new values.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..core.leads import OTHER_ECG_LEADS, STANDARD_LEADS
from ..core.measurements import FIDUCIAL_NAMES, Fiducials, Measurements, MedianBeat
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from . import intervals
from .beats import FLAT_MV, align_beats, median_beat, without_gaps
from .delineation import delineate, fiducials_from
from .limb_leads import lead_warnings, with_derived_leads
from .median_values import axes, lead_measurements
from .segmentation import Segmenter

Floats = NDArray[np.float64]

# Long records are worked through in windows of this length, overlapping so that no beat is cut.
WINDOW_S = 60.0
_OVERLAP_S = 4.0
_SAME_BEAT_S = 0.1

_SHORTEST_S = 1.0

# An interval between beats this much longer than the usual is a gap in the signal, not a rhythm.
_GAP_OF_RR = 3.0

# A wave counts as the rhythm's own where at least this share of the beats has it.
_LEAST_SHARE = 0.5

_NO_SINUS_RHYTHM = (
    "Beats come irregularly and without P waves, as in atrial fibrillation; the model has no class for rhythm."
)

_NOT_MEASURED = {
    "p_onset": "No P wave was found before most beats: PR, P duration and P axis are not measured.",
    "t_offset": "No T wave was found in most beats: QT and T axis are not measured.",
}


def measure(record: Record, progress: Progress = NO_PROGRESS, segmenter: Segmenter | None = None) -> Measurements:
    """Measure a record of any length; what cannot be measured is None and ``warnings`` say why.

    A record without ECG leads or signal gives Measurements without values, not an error. ``segmenter`` stands in for
    the shipped delineation network. Raises :class:`~ecg_imn_desktop.core.errors.Cancelled` from ``progress``.
    """
    return recompute(record, find_fiducials(record, progress, segmenter))


def find_fiducials(record: Record, progress: Progress = NO_PROGRESS, segmenter: Segmenter | None = None) -> Fiducials:
    """The fiducials of every beat of a record, a minute at a time; arguments as for ``measure``."""
    starts_s = np.arange(0.0, max(record.duration_s - _OVERLAP_S, 1e-9), WINDOW_S - _OVERLAP_S)
    parts: list[list[Floats]] = []
    for n, start_s in enumerate(starts_s.tolist()):
        progress.report(n / len(starts_s), "Finding beats and waves")
        section = record.section(start_s, WINDOW_S)
        begin_s = record.on_sample(start_s)
        found = delineate(_ecg_leads(section), record.fs, segmenter)
        # Each beat is taken from the window in which it lies farther from the edge; one at the very seam, which both
        # windows place a hair differently, from both, and the second is dropped below.
        low = start_s + _OVERLAP_S / 2 - _SAME_BEAT_S / 2 if n else -np.inf
        high = start_s + WINDOW_S - _OVERLAP_S / 2 if n + 1 < len(starts_s) else np.inf
        r = found.r_peak_s + begin_s
        keep = (r >= low) & (r < high)
        parts.append([r[keep], *(found.of(name)[keep] + begin_s for name in FIDUCIAL_NAMES)])
    progress.report(1.0, "Finding beats and waves")
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    is_new = np.diff(columns[0], prepend=-np.inf) > _SAME_BEAT_S
    r_peak_s, *marks = (column[is_new] for column in columns)
    return fiducials_from(r_peak_s, dict(zip(FIDUCIAL_NAMES, marks, strict=True)))


def _ecg_leads(record: Record) -> NDArray[np.float32]:
    """The ECG leads that carry a signal, gaps bridged, (lead, sample); no lead if the record is too short."""
    known = [i for i, name in enumerate(record.lead_names) if name in STANDARD_LEADS]
    known = known or [i for i, name in enumerate(record.lead_names) if name in OTHER_ECG_LEADS]
    mv = without_gaps(record.mv[known or list(range(len(record.mv)))])
    if record.duration_s < _SHORTEST_S:
        return mv[:0]
    return np.asarray(mv[np.ptp(mv, axis=1) > FLAT_MV])


def recompute(record: Record, fiducials: Fiducials) -> Measurements:
    """Everything that stands on the fiducials, from these fiducials.

    Intervals are medians over the beats that are alike in the minute from the first beat on, and over all beats after
    it; median beat, amplitudes and axes come from that minute. HR is 60 / the mean RR interval in seconds (gaps of the
    signal left out).
    """
    if not fiducials.n_beats:
        return Measurements(fiducials, warnings=("No heart beat was found: nothing is measured.",))
    rr = intervals.rr_intervals_ms(fiducials.r_peak_s)
    is_gap = rr >= _GAP_OF_RR * np.median(rr) if rr.size else np.zeros(0, dtype=bool)
    gaps, rr = rr[is_gap], rr[~is_gap]
    rr_ms = float(np.mean(rr)) if rr.size else None
    beat, counts, about_leads = _typical_beats(record, fiducials)
    span = _Spans(fiducials, counts)
    qt_ms = span.median_ms("qrs_onset", "t_offset")
    p_axis_deg, qrs_axis_deg, t_axis_deg = axes(beat)
    leads = lead_measurements(beat)
    rhythm = intervals.rhythm_word(rr)
    about_rhythm = [_without_beats(float(gaps.max()) / 1000.0)] if gaps.size else []
    if rhythm == "irregular" and fiducials.lacks_p_waves:
        about_rhythm.append(_NO_SINUS_RHYTHM)
    if gaps.size and rhythm != "irregular":
        rhythm = None  # what lies between the gaps may be regular; the rhythm is not known to be
    not_measured = (text for name, text in _NOT_MEASURED.items() if not span.is_usual(name))
    qtc_ms = intervals.corrected_qt_ms(qt_ms, rr_ms)
    if rr_ms is None:
        about_rhythm.append("Only one heart beat was found: heart rate, rhythm and QTc are not measured.")
    elif qt_ms is not None and not qtc_ms:
        about_rhythm.append("QTc is not given for a heart rate below 30 or above 200 a minute.")
    return Measurements(
        fiducials=fiducials,
        median_beat=beat,
        hr_bpm=60_000.0 / rr_ms if rr_ms else None,
        rr_ms=rr_ms,
        rr_sd_ms=intervals.rr_sd_ms(rr),
        rr_rmssd_ms=intervals.rr_rmssd_ms(rr),
        pr_ms=span.median_ms("p_onset", "qrs_onset"),
        p_ms=span.median_ms("p_onset", "p_offset"),
        qrs_ms=span.median_ms("qrs_onset", "qrs_offset"),
        qt_ms=qt_ms,
        qtc_ms=qtc_ms,
        p_axis_deg=p_axis_deg,
        qrs_axis_deg=qrs_axis_deg,
        t_axis_deg=t_axis_deg,
        sokolow_lyon_mv=intervals.sokolow_lyon_mv(leads),
        cornell_mv=intervals.cornell_mv(leads),
        rhythm=rhythm,
        leads=leads,
        warnings=(*about_rhythm, *not_measured, *about_leads),
    )


def _without_beats(longest_s: float) -> str:
    """What is said of the longest time that was taken for a gap: it may be a pause, which nobody may overlook."""
    return (
        f"No beat was found for up to {longest_s:.1f} s: a pause of the heart, or signal that is lost or unclear; "
        "heart rate and rhythm leave it out."
    )


class _Spans:
    """Times between fiducials over the beats that count."""

    def __init__(self, fiducials: Fiducials, counts: NDArray[np.bool_]) -> None:
        self._fiducials, self._counts = fiducials, counts

    def _of(self, name: str) -> Floats:
        return self._fiducials.of(name)[self._counts]

    def is_usual(self, name: str) -> bool:
        """Whether enough of the beats have the fiducial."""
        return bool(np.isfinite(self._of(name)).mean() >= _LEAST_SHARE)

    def median_ms(self, begin: str, end: str) -> float | None:
        """Median time from one fiducial to another in ms, None where too few beats have both."""
        if not (self.is_usual(begin) and self.is_usual(end)):
            return None
        return intervals.median_interval_ms(self._of(begin), self._of(end))


def _typical_beats(record: Record, fiducials: Fiducials) -> tuple[MedianBeat | None, NDArray[np.bool_], list[str]]:
    """The median beat with its fiducials, which beats count for the intervals, (beat,), and warnings on its leads."""
    start_s = max(0.0, float(fiducials.r_peak_s[0]) - 1.0)
    section = record.section(start_s, WINDOW_S)
    begin_s = record.on_sample(start_s)
    n_inside = int(np.searchsorted(fiducials.r_peak_s, begin_s + section.duration_s))
    r_peak_s = fiducials.r_peak_s[:n_inside] - begin_s
    aligned = align_beats(without_gaps(section.mv), record.fs, r_peak_s)
    counts = np.ones(fiducials.n_beats, dtype=bool)
    if not aligned.is_alike.any():
        return None, counts, []
    counts[:n_inside] = aligned.is_alike
    beat = median_beat(section.mv, record.fs, aligned, record.lead_names)
    if beat is None:
        return None, counts, []
    beat, derived = with_derived_leads(beat, section.mv, aligned)
    offset_ms = {}
    for name in FIDUCIAL_NAMES:
        from_r_ms = (fiducials.of(name)[:n_inside] - begin_s - aligned.index / record.fs)[aligned.is_alike] * 1000.0
        if np.isfinite(from_r_ms).mean() >= _LEAST_SHARE:
            offset_ms[name] = float(np.nanmedian(from_r_ms))
    return replace(beat, offset_ms=offset_ms), counts, lead_warnings(record.lead_names, beat, derived)
