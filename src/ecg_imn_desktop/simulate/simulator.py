"""A simulated 12-lead ECG and the truth about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.errors import SignalError
from ..core.leads import STANDARD_LEADS
from ..core.measurements import Fiducials
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Patient, Record
from .conditions import CONDITIONS, Condition
from .noise import Disturbance, Noise
from .projection import DOWER, EIGHT_FROM_ELECTRODES, twelve_leads
from .rhythm import beat_times_s
from .waves import REACH_WIDTHS, Beat, Wave

FS_RANGE_HZ = (50.0, 2000.0)
DURATION_RANGE_S = (1.0, 24 * 3600.0)
HR_RANGE_BPM = (25.0, 200.0)
PR_RANGE_MS = (100.0, 400.0)
QRS_RANGE_MS = (60.0, 220.0)
QTC_RANGE_MS = (300.0, 650.0)

_BLOCK_SAMPLES = 30_000  # at a time: a block of all intermediate signals stays below 20 MB
_MARGIN_S = 1.5  # beats this far outside the record still reach into it


@dataclass(frozen=True)
class SimulatedTruth:
    """What is known of a simulated ECG because it was made so.

    Attributes
    ----------
    fiducials : of every beat whose R peak lies in the record; a mark outside the record is NaN
    is_ectopic : bool (beat,)
    hr_bpm : 60 / mean RR of the record (the asked-for rate where it holds fewer than two beats)
    pr_ms : None without P waves
    qrs_ms, qt_ms, qtc_ms : of the normally conducted beats; QTc after Fridericia at the mean RR that was asked for
    superclass, territory, abnormal_wave : as in ``Condition``
    loose_lead : the lead whose electrode has a bad contact, None if all are good
    beat : the noise-free beat
    """

    fiducials: Fiducials
    is_ectopic: NDArray[np.bool_]
    hr_bpm: float
    pr_ms: float | None
    qrs_ms: float
    qt_ms: float
    qtc_ms: float
    superclass: str | None
    territory: tuple[str, ...]
    abnormal_wave: tuple[str, ...]
    loose_lead: str | None
    beat: Beat = field(repr=False)


@dataclass(frozen=True)
class SimulatedEcg:
    """A ``record`` (twelve standard leads, ``is_simulated``) and the ``truth`` about it."""

    record: Record
    truth: SimulatedTruth


def simulate(
    condition: str | Condition,
    fs: float = 500,
    duration_s: float = 10,
    seed: int = 0,
    *,
    hr_bpm: float | None = None,
    pr_ms: float | None = None,
    qrs_ms: float | None = None,
    qtc_ms: float | None = None,
    noise: Noise | None = None,
    progress: Progress = NO_PROGRESS,
) -> SimulatedEcg:
    """Make an ECG; the same arguments always give the same values.

    ``condition`` is a name in ``CONDITIONS`` or a ``Condition``; ``hr_bpm``, ``pr_ms``, ``qrs_ms``, ``qtc_ms``
    (Fridericia) and ``noise`` replace those of the condition (``noise=CLEAN`` for none). The heart beats at the same
    times at every ``fs``. Raises SignalError, in one sentence, for an unknown condition or a number out of range.
    """
    what = _condition(condition)
    rate = what.hr_bpm if hr_bpm is None else hr_bpm
    _check_range("sampling rate", fs, *FS_RANGE_HZ, "Hz")
    _check_range("duration", duration_s, *DURATION_RANGE_S, "s")
    _check_range("heart rate", rate, *HR_RANGE_BPM, "beats a minute")
    noise = what.noise if noise is None else noise
    rr_s = 60 / rate
    qtc = what.qtc_ms if qtc_ms is None else qtc_ms
    beat = _beat(what, pr_ms, qrs_ms, qtc, rr_s)

    rhythm_seed, noise_seed = np.random.SeedSequence(seed).spawn(2)
    rng = np.random.default_rng(rhythm_seed)
    breathing_hz = float(rng.uniform(0.2, 0.3))
    fibrillation = _Fibrillation(what.f_wave_mv, rng)
    r_s, is_ectopic = beat_times_s(what.rhythm, rr_s, -_MARGIN_S, duration_s + _MARGIN_S, breathing_hz, rng)
    beats = [(beat, r_s[~is_ectopic])]
    if what.ectopic is not None:
        beats.append((what.ectopic, r_s[is_ectopic]))
    disturbance = Disturbance(noise, fs, duration_s, breathing_hz, noise_seed)

    n = round(duration_s * fs)
    mv = np.empty((len(STANDARD_LEADS), n), dtype=np.float32)
    for first in range(0, n, _BLOCK_SAMPLES):
        progress.report(first / n, "Simulating")
        size = min(_BLOCK_SAMPLES, n - first)
        heart = _heart(beats, fibrillation, disturbance, noise, fs, first, size)
        mv[:, first : first + size] = twelve_leads(heart + EIGHT_FROM_ELECTRODES @ disturbance.block(first, size))

    inside = (r_s >= 0) & (r_s < duration_s)
    truth = SimulatedTruth(
        fiducials=_fiducials(r_s[inside], is_ectopic[inside], beat, what.ectopic, duration_s),
        is_ectopic=is_ectopic[inside],
        hr_bpm=_mean_rate_bpm(r_s[inside], rate),
        pr_ms=_interval(beat, "p_onset", "qrs_onset"),
        qrs_ms=beat.fiducial_ms["qrs_offset"] - beat.fiducial_ms["qrs_onset"],
        qt_ms=beat.fiducial_ms["t_offset"] - beat.fiducial_ms["qrs_onset"],
        qtc_ms=qtc,
        superclass=what.superclass,
        territory=what.territory,
        abnormal_wave=what.abnormal_wave,
        loose_lead=noise.loose_electrode,
        beat=beat,
    )
    record = Record(
        name=what.name,
        mv=mv,
        fs=float(fs),
        lead_names=STANDARD_LEADS,
        patient=Patient(age_years=what.age_years, sex=what.sex, diagnoses=(what.title,)),
        comments=("simulated: true", f"condition: {what.title}"),
        is_simulated=True,
    )
    return SimulatedEcg(record, truth)


def _beat(what: Condition, pr_ms: float | None, qrs_ms: float | None, qtc_ms: float, rr_s: float) -> Beat:
    """The normally conducted beat with the asked-for intervals, else the condition's."""
    pr = what.pr_ms if pr_ms is None or what.pr_ms is None else pr_ms
    qrs = what.qrs_ms if qrs_ms is None else qrs_ms
    if pr is not None:
        _check_range("PR interval", pr, *PR_RANGE_MS, "ms")
    _check_range("QRS duration", qrs, *QRS_RANGE_MS, "ms")
    _check_range("QTc interval", qtc_ms, *QTC_RANGE_MS, "ms")
    return what.beat.with_intervals(pr, qrs, qtc_ms * math.cbrt(rr_s))  # Fridericia 1920: QTc = QT / RR^(1/3)


class _Fibrillation:
    """f waves: a sawtooth of three harmonics whose rate and height wander.

    Stridh M, Sornmo L: Spatiotemporal QRST cancellation techniques for analysis of atrial fibrillation. IEEE Trans
    Biomed Eng 2001;48:105-111, doi 10.1109/10.900266.
    """

    def __init__(self, dipole_mv: tuple[float, float, float], rng: np.random.Generator) -> None:
        self.dipole_mv = np.array(dipole_mv)
        self._rate_hz = rng.uniform(5.5, 7.0)
        self._phases = rng.uniform(0, 2 * np.pi, 3)

    def height(self, t: NDArray[np.float64]) -> NDArray[np.float64]:
        """About -1...1 at times (n,) s."""
        first, second, third = self._phases
        angle = 2 * np.pi * self._rate_hz * t + 1.2 * np.sin(2 * np.pi * 0.27 * t + first)
        swell = 1 + 0.3 * np.sin(2 * np.pi * 0.19 * t + second) + 0.2 * np.sin(2 * np.pi * 0.61 * t + third)
        saw = np.sin(angle) + np.sin(2 * angle) / 2 + np.sin(3 * angle) / 3
        return np.asarray(swell * saw / 1.8)


def _heart(
    beats: list[tuple[Beat, NDArray[np.float64]]],
    fibrillation: _Fibrillation,
    disturbance: Disturbance,
    noise: Noise,
    fs: float,
    first: int,
    n: int,
) -> NDArray[np.float64]:
    """The eight independent leads of one block, (8, n) mV, moved by breathing but without noise."""
    t = (first + np.arange(n)) / fs
    dipole, near = np.zeros((3, n)), np.zeros((6, n))
    for beat, r_s in beats:
        close = r_s[(r_s > t[0] - _MARGIN_S) & (r_s < t[-1] + _MARGIN_S)]
        for wave in beat.waves:
            height = _heights(wave, close, fs, first, n)
            dipole += np.outer(wave.dipole_mv, height)
            near += np.outer(wave.near_mv, height)
    if fibrillation.dipole_mv.any():
        dipole += np.outer(fibrillation.dipole_mv, fibrillation.height(t))
    if noise.breathing_deg or noise.breathing_gain:
        breath = disturbance.breathing(t)
        turn, gain = np.deg2rad(noise.breathing_deg) * breath, 1 + noise.breathing_gain * breath
        x, y = dipole[0].copy(), dipole[1].copy()
        dipole[0], dipole[1] = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
        dipole *= gain
        near *= gain
    eight = DOWER @ dipole
    eight[2:] += near
    return np.asarray(eight)


def _heights(wave: Wave, r_s: NDArray[np.float64], fs: float, first: int, n: int) -> NDArray[np.float64]:
    """Height of one wave over a block, (n,), summed over the beats."""
    start = np.ceil((r_s + (wave.centre_ms - REACH_WIDTHS * wave.width_ms) / 1000) * fs).astype(np.int64)
    span = int(REACH_WIDTHS * (wave.width_ms + wave.width_end_ms) / 1000 * fs) + 1
    sample = start[:, None] + np.arange(span)
    height = wave.shape((sample / fs - r_s[:, None]) * 1000)
    inside = (sample >= first) & (sample < first + n)
    return np.bincount(sample[inside] - first, weights=height[inside], minlength=n).astype(np.float64)


def _fiducials(
    r_s: NDArray[np.float64], is_ectopic: NDArray[np.bool_], beat: Beat, ectopic: Beat | None, duration_s: float
) -> Fiducials:
    ectopic_ms = {} if ectopic is None else ectopic.fiducial_ms

    def at_s(name: str) -> NDArray[np.float64]:
        after_r_ms = np.where(is_ectopic, ectopic_ms.get(name, np.nan), beat.fiducial_ms.get(name, np.nan))
        at = r_s + after_r_ms / 1000
        return np.where((at >= 0) & (at < duration_s), at, np.nan)

    return Fiducials(
        r_peak_s=r_s,
        p_onset_s=at_s("p_onset"),
        p_offset_s=at_s("p_offset"),
        qrs_onset_s=at_s("qrs_onset"),
        qrs_offset_s=at_s("qrs_offset"),
        t_onset_s=at_s("t_onset"),
        t_offset_s=at_s("t_offset"),
    )


def _interval(beat: Beat, start: str, end: str) -> float | None:
    marks = beat.fiducial_ms
    return marks[end] - marks[start] if start in marks and end in marks else None


def _mean_rate_bpm(r_s: NDArray[np.float64], asked_bpm: float) -> float:
    return float(60 / np.diff(r_s).mean()) if len(r_s) > 1 else float(asked_bpm)


def _condition(condition: str | Condition) -> Condition:
    if isinstance(condition, Condition):
        return condition
    try:
        return CONDITIONS[condition]
    except KeyError:
        raise SignalError(
            f"There is no simulated condition {condition!r}; there are {', '.join(CONDITIONS)}."
        ) from None


def _check_range(what: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise SignalError(f"The {what} of a simulated ECG must be from {low:g} to {high:g} {unit}, not {value:g}.")
