"""Is this an ECG of twelve leads at all? Checks of what every heart shows, whatever its disease.

A network answers for anything; noise, a sine wave or one lead copied twelve times get classes too. Thresholds were
chosen on folds 1-8 of PTB-XL; docs/quality.md has what they find on fold 9.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..core.leads import INDEPENDENT_LEADS
from .checked_ecg import CHECK_FS, FLAT_MV, CheckedEcg, steepness_of
from .quality_checks import Problem, name_leads

# Between beats an ECG moves little: the median of its slope (median over the leads, mean over 120 ms) is at most this
# share of the QRS's (98th percentile). 0.43 or less in 3,000 clean ECGs and in 1,000 with remarks, 0.72 or more in
# white, brown and band-limited noise and in sine waves from 1 Hz on.
MAX_REST_SHARE = 0.65
# Two of the eight independent leads differ by 1 % RMS or more in 3,000 clean ECGs; copies by their rounding at most.
SAME_SHARE = 0.002
# Shorter signals have too few beats for all of this.
MIN_S = 3.0

NO_BEATS = "No heart beats stand out: this is noise, another signal, or a rhythm without QRS complexes"
ONE_SIGNAL = "All leads hold one and the same signal: this is no ECG of twelve leads"


def without_beats(ecg: CheckedEcg) -> bool:
    """Whether what lies between the beats is about as steep as they are, over the leads that move at all."""
    alive = np.ptp(ecg.whole, axis=1) > FLAT_MV if ecg.whole.size else np.zeros(0, dtype=bool)
    if not alive.any() or ecg.whole.shape[1] < MIN_S * CHECK_FS:
        return False
    rest, steep = np.percentile(ecg.steepness if alive.all() else steepness_of(ecg.whole[alive]), [50, 98])
    return bool(rest > MAX_REST_SHARE * steep)


def copies(ecg: CheckedEcg) -> tuple[tuple[str, ...], ...]:
    """Groups of independent leads (I, II, V1 to V6) that hold the same signal; a lead that stands still has no copy."""
    names = [name for name in INDEPENDENT_LEADS if name in ecg.names]
    leads = ecg.whole[[ecg.names.index(name) for name in names]].astype(np.float64)
    leads -= leads.mean(axis=1, keepdims=True)
    product = leads @ leads.T
    power = np.diag(product)
    is_same = power[:, None] + power - 2 * product <= SAME_SHARE**2 * power  # [i, j]: i is j but for its rounding
    groups: list[list[int]] = []
    for i in np.flatnonzero(np.ptp(leads, axis=1) > FLAT_MV).tolist():
        group = next((g for g in groups if is_same[g[0], i]), None)
        if group is None:
            groups.append([i])
        else:
            group.append(i)
    return tuple(tuple(names[i] for i in group) for group in groups if len(group) > 1)


def beats(ecg: CheckedEcg) -> list[Problem]:
    """Nothing that looks like QRS complexes."""
    return [Problem("no beats", (), f"{NO_BEATS}.")] if without_beats(ecg) else []


def copied_leads(ecg: CheckedEcg) -> list[Problem]:
    """Leads that hold another's signal: one was written twice, or one lead stands for all, three at least."""
    groups = copies(ecg)
    n_leads = len(set(INDEPENDENT_LEADS) & set(ecg.names))
    if n_leads >= 3 and any(len(group) == n_leads for group in groups):
        return [Problem("copied", groups[0], f"{ONE_SIGNAL}.")]
    return [Problem("copied", g, f"Leads {name_leads(g)} hold one and the same signal.") for g in groups]


LIKENESS_CHECKS: tuple[Callable[[CheckedEcg], list[Problem]], ...] = (beats, copied_leads)
