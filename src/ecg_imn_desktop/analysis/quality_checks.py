"""The checks of a signal: each a function from an ECG to the problems it finds, each problem one plain sentence.

All but clipping and powerline look at the twelve standard leads at 100 Hz, so that a threshold means the same at every
rate. Thresholds were chosen on folds 1-8 of PTB-XL; docs/quality.md has what they find on fold 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks

from ..core.leads import LIMB_LEADS, STANDARD_LEADS, limb_pair
from ..core.record import Record
from ..core.rounding import two_digits
from .checked_ecg import CHECK_FS, MIN_DURATION_S, CheckedEcg, noise_of, seconds

MODEL_WINDOW_S = 10.0
# Answers to 8 s change as little as by a window half a second later; to 6 s twice as much (docs/robustness.md).
SHORT_S = 8.0

GAP_SHARE = 0.02
# Noise is the mean size of the second difference at 100 Hz (20-45 Hz, mostly muscle), in the quietest quarter of each
# second and so away from the QRS. White noise of 0.036 mV RMS reaches the first figure.
NOISE_MV = 0.035
BURST_MV = 0.045
# Noise in which P waves are not to be seen. Answers move with it, if less than one would think (docs/robustness.md).
HEAVY_NOISE_MV = 0.1
# Medians of whole seconds: their difference from one to the next, and their range over the record.
JUMP_MV = 2.0
WANDER_MV = 2.5
# A sinusoid at the mains frequency of 0.1 mV from peak to peak is one small square on paper.
POWERLINE_MV = 0.05
MAINS_HZ = (50, 60)
# The same of most leads at once (median over the leads) moves the model's answers already where it is smaller (docs/
# robustness.md): 99.8 % of clean ECGs lie below.
WANDER_OF_MOST_MV = 0.37
# Median over the leads of the range (0.5 to 99.5 percentile): 0.327 to 4.025 mV in the 17,418 ECGs of folds 1-8.
LARGE_MV = 3.5
SMALL_MV = 0.33
# A lead is clipped where it stands still at its extreme, often, having come there in a step.
CLIP_MIN_MV = 0.15
CLIP_STEP_MV = 0.03
CLIP_STEP_UNITS = 3.5
CLIP_RUNS = 3
CLIP_RUN_S = 0.006
FS_RANGE_HZ = (50.0, 2000.0)
FULL_BAND_FS = 100.0
HEART_RATE_RANGE_BPM = (25.0, 250.0)


SILENT = "no signal"  # kind of the problem of a lead that the record has, without a sample in it


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its ``kind`` ("flat", "clipped" ...), its ``leads``, and a plain ``sentence``.

    ``forbids`` a prediction: it could only be of something else than the ECG.
    """

    kind: str
    leads: tuple[str, ...]
    sentence: str
    forbids: bool = False


def name_leads(leads: Iterable[str]) -> str:
    """Lead names for a sentence: "V3", "I and aVL", "V1, V2 and V3", "all leads"."""
    names = list(leads)
    if len(names) == len(STANDARD_LEADS):
        return "all twelve leads"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def is_or_are(leads: Sequence[str]) -> str:
    """The verb that fits the number of leads."""
    return "is" if len(leads) == 1 else "are"


def _plural(leads: tuple[str, ...]) -> str:
    return "Lead" if len(leads) == 1 else "Leads"


def _of_leads(kind: str, names: Sequence[str], bad: NDArray[np.bool_], text: str) -> list[Problem]:
    """One problem that names those of ``names`` that are ``bad``; ``text`` has {leads} and {are} or {have}."""
    leads = tuple(name for name, is_bad in zip(names, bad, strict=True) if is_bad)
    if not leads:
        return []
    named = name_leads(leads)
    subject = named[0].upper() + named[1:] if named.startswith("all") else f"{_plural(leads)} {named}"
    sentence = text.format(leads=subject, are=is_or_are(leads), have="has" if len(leads) == 1 else "have")
    return [Problem(kind, leads, sentence)]


def missing_leads(record: Record, ecg: CheckedEcg) -> list[Problem]:
    """Standard leads that the record lacks, or that hold no sample at all.

    Limb leads that the record lacks are not missed where it has two others, from which they follow exactly.
    """
    follow = set(LIMB_LEADS) - set(record.lead_names) if limb_pair(ecg.sources) else set()
    leads = tuple(lead for lead in STANDARD_LEADS if lead not in ecg.names and lead not in follow)
    absent = tuple(lead for lead in leads if lead not in record.lead_names)
    silent = tuple(lead for lead in leads if lead in record.lead_names)
    if len(leads) == len(STANDARD_LEADS):
        kind = SILENT if silent else "missing"
        return [Problem(kind, leads, "The record has no signal in any of the twelve standard leads.")]
    found = []
    if absent:
        found.append(Problem("missing", absent, f"{_plural(absent)} {name_leads(absent)} {is_or_are(absent)} missing."))
    if silent:
        text = f"Lead {silent[0]} has no signal." if len(silent) == 1 else f"Leads {name_leads(silent)} have no signal."
        found.append(Problem(SILENT, silent, text))
    return found


def length_and_rate(record: Record) -> list[Problem]:
    """A length or sample rate unlike what the model was trained on (10 s; a band to 45 Hz needs 100 Hz)."""
    problems = []
    if record.duration_s < MODEL_WINDOW_S - 0.05:
        text = f"The ECG is {record.duration_s:.1f} s long; the model was trained on 10 s."
        problems.append(Problem("short" if record.duration_s < SHORT_S else "length", (), text))
    low, high = FS_RANGE_HZ
    if not low <= record.fs <= high:
        text = f"The sample rate of {record.fs:g} Hz is unusual for an ECG ({low:g} to {high:g} Hz); check it."
        problems.append(Problem("rate", (), text))
    elif record.fs < FULL_BAND_FS:
        text = f"At {record.fs:g} Hz the ECG lacks what lies above {record.fs / 2:g} Hz; the model was trained on more."
        problems.append(Problem("rate", (), text))
    return problems


def gaps(ecg: CheckedEcg) -> list[Problem]:
    """Leads without signal for more than 2 % of the time."""
    share = (~np.isfinite(ecg.mv)).mean(axis=1)
    bad = share > GAP_SHARE
    worst = 100 * share.max()
    if bad.sum() == 1:
        return _of_leads("gap", ecg.names, bad, f"{{leads}} is without signal for {worst:.0f} % of the time.")
    return _of_leads("gap", ecg.names, bad, f"{{leads}} are without signal for up to {worst:.0f} % of the time.")


def flat(ecg: CheckedEcg) -> list[Problem]:
    """Leads that stand still for two seconds or more (an electrode off, an input switched off)."""
    still = ecg.flat_seconds
    all_time = still.mean(axis=1) > 0.9
    some_time = still.any(axis=1) & ~all_time
    return [
        *_of_leads("flat", ecg.names, all_time, "{leads} {are} flat."),
        *_of_leads("flat", ecg.names, some_time, "{leads} {are} flat for part of the time."),
    ]


def clipped(ecg: CheckedEcg) -> list[Problem]:
    """Leads cut off at a ceiling or a floor (saturated amplifier), at the record's own rate."""
    bad = _stands_at_its_extremes(ecg)
    bad[bad] = [_is_clipped(lead, ecg.fs) or _is_clipped(-lead, ecg.fs) for lead in ecg.raw[bad]]
    return _of_leads("clipped", ecg.names, bad, "{leads} {are} clipped: the tallest waves are cut off.")


def _stands_at_its_extremes(ecg: CheckedEcg) -> NDArray[np.bool_]:
    """(lead,): the same extreme value comes often enough to be a ceiling or a floor; few leads go on from here."""
    least = _shortest_run(ecg.fs) * CLIP_RUNS
    is_there = np.isfinite(ecg.raw)
    top = ecg.raw.max(axis=1, keepdims=True, where=is_there, initial=-np.inf)
    bottom = ecg.raw.min(axis=1, keepdims=True, where=is_there, initial=np.inf)
    n_top, n_bottom = ((ecg.raw == extreme).sum(axis=1) for extreme in (top, bottom))
    return np.asarray(np.maximum(n_top, n_bottom) >= least)


def _shortest_run(fs: float) -> int:
    return max(2, round(CLIP_RUN_S * fs))


def _is_clipped(lead: NDArray[np.float32], fs: float) -> bool:
    """Stands still at its maximum in at least three runs of two or more samples and 6 ms, each entered by a step."""
    x = lead[np.isfinite(lead)]
    if len(x) < 10:
        return False
    top = x.max()
    if top - np.median(x) < CLIP_MIN_MV:
        return False
    at_top = x == top
    edges = np.diff(np.concatenate([[0], at_top.astype(np.int8), [0]]))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long_enough = stops - starts >= _shortest_run(fs)
    step = np.where(starts > 0, top - x[np.maximum(starts - 1, 0)], 0.0)
    # At a coarse resolution the round top of a wave stands still too, but is not reached in a step of several units.
    moves = np.abs(np.diff(x))
    resolution = moves[moves > 0].min(initial=np.inf)
    is_step = step > max(CLIP_STEP_MV, CLIP_STEP_UNITS * resolution)
    return bool(np.count_nonzero(long_enough & is_step) >= CLIP_RUNS)


def noisy(ecg: CheckedEcg) -> list[Problem]:
    """Leads with noise all the time (muscle, contact), or with bursts of it in two seconds or more."""
    noise = ecg.noise_mv
    all_time = np.median(noise, axis=1) > NOISE_MV
    bursts = (np.count_nonzero(noise > BURST_MV, axis=1) >= 2) & ~all_time
    if np.median(noise) > HEAVY_NOISE_MV:
        leads = tuple(name for name, is_noisy in zip(ecg.names, all_time, strict=True) if is_noisy)
        return [Problem("heavy noise", leads, "Noise hides small waves in most leads: P, Q and ST cannot be judged.")]
    return [
        *_of_leads("noisy", ecg.names, all_time, "{leads} {are} noisy."),
        *_of_leads("noisy", ecg.names, bursts, "{leads} {are} noisy for part of the time."),
        *_derived_noise(ecg),
    ]


def _derived_noise(ecg: CheckedEcg) -> list[Problem]:
    """Limb leads that are computed from two others whose noise, grown up to 2.8 times, hides small waves in them."""
    if not ecg.derived:
        return []
    bad = np.median(noise_of(ecg.derived_whole), axis=1) > HEAVY_NOISE_MV
    return _of_leads("derived noise", ecg.derived, bad, "{leads} {are} computed from noisy leads.")


def baseline(ecg: CheckedEcg) -> list[Problem]:
    """Leads whose baseline jumps or wanders by more than the ECG itself is tall, or by less in most leads."""
    jump, wander, steps_mv = _levels(ecg.whole, ecg.part_s)
    found = [
        *_of_leads("baseline", ecg.names, jump, "{leads} {have} a baseline that jumps."),
        *_of_leads("baseline", ecg.names, wander, "{leads} {have} a baseline that wanders widely."),
    ]
    if np.median(steps_mv) > WANDER_OF_MOST_MV and not (jump | wander).all():
        found.append(Problem("baseline", (), "The baseline of most leads wanders, which can change the answer."))
    if ecg.derived:  # from leads in which it may wander by less
        jump, wander, steps_mv = _levels(ecg.derived_whole, ecg.part_s)
        bad = jump | wander
        if np.median(steps_mv) > WANDER_OF_MOST_MV:
            bad |= steps_mv > WANDER_OF_MOST_MV
        text = "{leads} {are} computed from leads with a baseline that wanders."
        found += _of_leads("baseline", ecg.derived, bad, text)
    return found


def _levels(mv: NDArray[np.float32], part_s: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float32]]:
    """(lead,) each: whether the baseline jumps; wanders widely without; and its largest step in mV inside a part."""
    level = np.median(seconds(mv), axis=2)
    jump = np.abs(np.diff(level, axis=1)).max(axis=1, initial=0.0) > JUMP_MV
    wander = (np.ptp(level, axis=1) > WANDER_MV) & ~jump
    part = max(1, min(int(part_s), level.shape[1]))
    parts = level[:, : level.shape[1] // part * part].reshape(len(level), -1, part)
    return jump, wander, np.abs(np.diff(parts, axis=2)).max(axis=(1, 2), initial=0.0)


def powerline(ecg: CheckedEcg) -> list[Problem]:
    """Leads with a sinusoid at 50 or 60 Hz, at the record's own rate (not seen below 150 Hz)."""
    n = round(ecg.fs)
    count = ecg.raw.shape[1] // n
    if ecg.fs < 150 or count < 1:
        return []
    windows = ecg.raw_whole[:, : count * n].reshape(len(ecg.names), count, n)
    # Amplitudes of sinusoids: (lead, window, frequency), and their median over the windows.
    waves = _waves(n, ecg.fs)
    amplitude = 2 / n * np.hypot(*np.split(windows @ waves, 2, axis=2))
    at, below, above = np.split(np.median(amplitude, axis=1), 3, axis=1)
    problems = []
    for hz, bad in zip(MAINS_HZ, (at - (below + above) / 2 > POWERLINE_MV).T, strict=True):
        problems += _of_leads("powerline", ecg.names, bad, f"{{leads}} {{have}} mains interference at {hz} Hz.")
    return problems


@lru_cache(maxsize=8)
def _waves(n: int, fs: float) -> NDArray[np.float32]:
    """(sample, 12): cosines, then sines, of the mains' frequencies, of 4 Hz below and of 4 Hz above.

    The QRS has something at every frequency; the neighbours tell how much of it is not the mains.
    """
    hz = np.add.outer((0, -4, 4), MAINS_HZ).ravel()
    phase = 2 * np.pi * np.arange(n)[:, None] / fs * hz
    return np.concatenate([np.cos(phase), np.sin(phase)], axis=1).astype(np.float32)


def gain(ecg: CheckedEcg) -> list[Problem]:
    """Amplitudes that no heart makes: a header with the wrong gain, or microvolts read as millivolts."""
    size = ecg.size_mv
    if SMALL_MV <= size <= LARGE_MV:
        return []
    about = two_digits(size)
    if size > LARGE_MV:
        text = f"The ECG is very large (about {about} mV from peak to peak): high voltage, or a wrong gain or unit."
    else:
        text = f"The ECG is very small (about {about} mV from peak to peak): low voltage, or a wrong gain or unit."
    return [Problem("gain", ecg.names, text)]


def heart_rate(ecg: CheckedEcg) -> list[Problem]:
    """Beats that come too seldom or too often for a heart: no ECG, or a wrong sample rate."""
    if ecg.mv.shape[1] < MIN_DURATION_S * CHECK_FS:
        return []
    least = 0.35 * np.percentile(ecg.steepness, 99)
    peaks, _ = find_peaks(ecg.steepness, height=least, distance=round(0.2 * CHECK_FS))
    rate_bpm = 60.0 * len(peaks) * CHECK_FS / len(ecg.steepness)
    low, high = HEART_RATE_RANGE_BPM
    if low <= rate_bpm <= high:
        return []
    text = f"About {rate_bpm:.0f} beats a minute were counted; check that this is an ECG with the right sample rate."
    return [Problem("heart rate", (), text)]


SIGNAL_CHECKS: tuple[Callable[[CheckedEcg], list[Problem]], ...] = (
    gain, flat, gaps, clipped, noisy, powerline, baseline, heart_rate,
)  # fmt: skip
