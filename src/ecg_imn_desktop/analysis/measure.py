"""A Record in, Measurements out: beats, fiducials, and everything that stands on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..core.leads import STANDARD_LEADS
from ..core.measurements import FIDUCIAL_NAMES, Fiducials, LeadMeasurements, Measurements, MedianBeat
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from . import intervals
from .beats import find_r_peaks, median_beat, similar_beats, without_gaps
from .delineation import delineate, fiducials_from

Floats = NDArray[np.float64]

# Long records are worked through in windows of this length, overlapping so that no beat is cut.
_WINDOW_S = 60.0
_OVERLAP_S = 2.0


def measure(record: Record, progress: Progress = NO_PROGRESS) -> Measurements:
    """Measure a record of any length; what cannot be measured is None and ``warnings`` say why.

    Raises :class:`~ecg_imn_desktop.core.errors.Cancelled` from ``progress``. A record without ECG leads or signal gives
    Measurements without values, not an error.
    """
    leads = [i for i, name in enumerate(record.lead_names) if name in STANDARD_LEADS] or list(range(len(record.mv)))
    return recompute(record, _fiducials(record, leads, progress))


def _fiducials(record: Record, leads: list[int], progress: Progress) -> Fiducials:
    """Fiducials window by window."""
    step = _WINDOW_S - _OVERLAP_S
    starts = np.arange(0.0, max(record.duration_s - _OVERLAP_S, 1e-9), step)
    parts: list[list[Floats]] = []
    for n, start_s in enumerate(starts):
        progress.report(n / len(starts), "Finding beats and waves")
        mv = without_gaps(record.section(start_s, _WINDOW_S).mv[leads])
        found = delineate(mv, record.fs, find_r_peaks(mv, record.fs))
        low = start_s + _OVERLAP_S / 2 if n else 0.0
        high = start_s + _WINDOW_S - _OVERLAP_S / 2 if n + 1 < len(starts) else np.inf
        r = found.r_peak_s + start_s
        keep = (r >= low) & (r < high)
        parts.append([r[keep], *(found.of(name)[keep] + start_s for name in FIDUCIAL_NAMES)])
    progress.report(1.0, "Finding beats and waves")
    r_peak_s, *columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return fiducials_from(r_peak_s, dict(zip(FIDUCIAL_NAMES, columns, strict=True)))


def recompute(record: Record, fiducials: Fiducials) -> Measurements:
    """Everything that stands on the fiducials, from these fiducials: the user's where ``fiducials.edited`` says so."""
    if not fiducials.n_beats:
        return Measurements(fiducials, warnings=("No heart beat was found.",))
    rr = intervals.rr_intervals_ms(fiducials.r_peak_s)
    rr_ms = float(np.median(rr)) if rr.size else None
    beat = _median_beat(record, fiducials)
    leads = _lead_measurements(beat) if beat else {}
    qt_ms = intervals.median_interval_ms(fiducials.qrs_onset_s, fiducials.t_offset_s)
    return Measurements(
        fiducials=fiducials,
        median_beat=beat,
        hr_bpm=60_000.0 / float(np.mean(rr)) if rr.size else None,
        rr_ms=rr_ms,
        rr_sd_ms=intervals.rr_sd_ms(rr),
        rr_rmssd_ms=intervals.rr_rmssd_ms(rr),
        pr_ms=intervals.median_interval_ms(fiducials.p_onset_s, fiducials.qrs_onset_s),
        p_ms=intervals.median_interval_ms(fiducials.p_onset_s, fiducials.p_offset_s),
        qrs_ms=intervals.median_interval_ms(fiducials.qrs_onset_s, fiducials.qrs_offset_s),
        qt_ms=qt_ms,
        qtc_ms=intervals.corrected_qt_ms(qt_ms, rr_ms),
        p_axis_deg=_axis(beat, "p_onset", "p_offset"),
        qrs_axis_deg=_axis(beat, "qrs_onset", "qrs_offset"),
        t_axis_deg=_axis(beat, "t_onset", "t_offset"),
        sokolow_lyon_mv=intervals.sokolow_lyon_mv(_of(leads, "V1").s_mv, _of(leads, "V5").r_mv, _of(leads, "V6").r_mv),
        cornell_mv=intervals.cornell_mv(_of(leads, "aVL").r_mv, _of(leads, "V3").s_mv),
        rhythm=intervals.rhythm_word(rr),
        leads=leads,
    )


def _of(leads: dict[str, LeadMeasurements], name: str) -> LeadMeasurements:
    return leads.get(name, LeadMeasurements())


def _median_beat(record: Record, fiducials: Fiducials) -> MedianBeat | None:
    """The median beat with the median of the fiducials of the beats that are alike."""
    section = record.section(0.0, _WINDOW_S)
    in_section = fiducials.r_peak_s < section.duration_s
    r = fiducials.r_peak_s[in_section]
    beat = median_beat(section.mv, record.fs, r, record.lead_names)
    if beat is None:
        return None
    alike = similar_beats(without_gaps(section.mv), record.fs, r)
    offset_ms = {}
    for name in FIDUCIAL_NAMES:
        offset = (fiducials.of(name)[in_section] - r)[alike] * 1000.0
        offset = offset[np.isfinite(offset)]
        if offset.size:
            offset_ms[name] = float(np.median(offset))
    return replace(beat, offset_ms=offset_ms)


def _index(beat: MedianBeat, name: str, shift_ms: float = 0.0) -> int | None:
    """Sample of the median beat at a fiducial plus ``shift_ms``, None where it is absent or outside."""
    if name not in beat.offset_ms:
        return None
    index = beat.r_index + round((beat.offset_ms[name] + shift_ms) * beat.fs / 1000.0)
    return index if 0 <= index < beat.mv.shape[1] else None


def _baseline_mv(beat: MedianBeat) -> Floats | None:
    """Level of each lead in the 20 ms before the QRS onset, (lead,)."""
    onset = _index(beat, "qrs_onset")
    if onset is None or onset < 1:
        return None
    first = max(0, onset - max(1, round(0.02 * beat.fs)))
    return np.asarray(beat.mv[:, first:onset].mean(axis=1), dtype=np.float64)


def _axis(beat: MedianBeat | None, begin_name: str, end_name: str) -> float | None:
    """Axis from the net areas in I and aVF of the median beat."""
    if beat is None or "I" not in beat.lead_names or "aVF" not in beat.lead_names:
        return None
    begin, end, baseline = _index(beat, begin_name), _index(beat, end_name), _baseline_mv(beat)
    if begin is None or end is None or end <= begin or baseline is None:
        return None
    area = (beat.mv[:, begin:end] - baseline[:, None]).sum(axis=1) / beat.fs
    i, avf = beat.lead_names.index("I"), beat.lead_names.index("aVF")
    return intervals.frontal_axis_deg(float(area[i]), float(area[avf]))


def _lead_measurements(beat: MedianBeat) -> dict[str, LeadMeasurements]:
    """ST level and R and S amplitudes of every lead."""
    baseline = _baseline_mv(beat)
    onset, j, j60 = _index(beat, "qrs_onset"), _index(beat, "qrs_offset"), _index(beat, "qrs_offset", 60.0)
    if baseline is None or onset is None or j is None or j <= onset:
        return {}
    above = beat.mv.astype(np.float64) - baseline[:, None]
    out = {}
    for row, name in enumerate(beat.lead_names):
        qrs = above[row, onset : j + 1]
        peak = int(np.argmax(qrs))
        out[name] = LeadMeasurements(
            st_j_mv=float(above[row, j]),
            st_j60_mv=float(above[row, j60]) if j60 is not None else float("nan"),
            r_mv=max(0.0, float(qrs[peak])),
            s_mv=max(0.0, float(-qrs[peak:].min())),
        )
    return out
