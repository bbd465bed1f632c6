"""When the heart beats: sinus rhythm with its variability, atrial fibrillation, ectopic beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST_RR_S = 0.3  # the AV node lets nothing faster through


@dataclass(frozen=True)
class Rhythm:
    """How RR intervals vary.

    Attributes
    ----------
    kind : "sinus", "fibrillation" or "fixed" (a pacemaker's)
    lf_s, hf_s : standard deviation of RR in s from the Mayer waves (0.1 Hz) and from breathing
    irregularity : coefficient of variation of RR in atrial fibrillation
    ectopic_every : every so manieth beat is ectopic, 0 = none
    """

    kind: str = "sinus"
    lf_s: float = 0.018
    hf_s: float = 0.022
    irregularity: float = 0.22
    ectopic_every: int = 0


def beat_times_s(
    rhythm: Rhythm,
    mean_rr_s: float,
    start_s: float,
    end_s: float,
    breathing_hz: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Times of the R peaks in s, (beat,), from ``start_s`` to ``end_s``, and which of them are ectopic, (beat,)."""
    n = int((end_s - start_s) / mean_rr_s * 2) + 16
    start = start_s - mean_rr_s * rng.uniform(0, 1)
    first = int(rng.integers(2, max(3, rhythm.ectopic_every + 1)))
    times = start + np.concatenate([[0.0], np.cumsum(_intervals_s(rhythm, mean_rr_s, n, breathing_hz, rng))])
    is_ectopic = np.zeros(len(times), dtype=bool)
    if rhythm.ectopic_every:
        is_ectopic[first :: rhythm.ectopic_every] = True
        # Early by 40 % of an RR; the next sinus beat comes when it would have come anyway (compensatory pause).
        times[is_ectopic] -= 0.4 * mean_rr_s
    keep = (times >= start_s) & (times < end_s)
    return times[keep], is_ectopic[keep]


def _intervals_s(
    rhythm: Rhythm, mean_rr_s: float, n: int, breathing_hz: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    if rhythm.kind == "fixed":
        return np.full(n, mean_rr_s)
    if rhythm.kind == "fibrillation":
        # Independent intervals, skewed to the long side (log-normal), as the AV node filters chaotic impulses.
        sigma = np.sqrt(np.log1p(rhythm.irregularity**2))
        return np.maximum(mean_rr_s * np.exp(sigma * rng.standard_normal(n) - sigma**2 / 2), SHORTEST_RR_S)
    # Task Force of the ESC and NASPE 1996: peaks near 0.1 Hz (LF) and at the breathing rate (HF). Each oscillation's
    # phase wanders so that it is a narrow band, not a line.
    t = np.arange(n) * mean_rr_s
    lf_rng, hf_rng, jitter_rng = rng.spawn(3)  # a source each: a longer record begins like a shorter one
    lf = np.sin(2 * np.pi * 0.1 * t + _wandering_phase(n, 0.15, lf_rng))
    hf = np.sin(2 * np.pi * breathing_hz * t + _wandering_phase(n, 0.1, hf_rng))
    jitter = 0.003 * jitter_rng.standard_normal(n)
    rr = mean_rr_s + np.sqrt(2) * mean_rr_s * (rhythm.lf_s * lf + rhythm.hf_s * hf) + jitter
    return np.maximum(rr, SHORTEST_RR_S)


def _wandering_phase(n: int, step: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.uniform(0, 2 * np.pi) + np.cumsum(step * rng.standard_normal(n))
