"""Checks of whether the leads are what the file calls them, and of what else must not be read as a heart's own beat.

The laws and likelihoods are in electrodes.py, arrangement.py, pacing.py and paced_beats.py; here they become problems,
each one plain sentence. Thresholds were chosen on folds 1-8 of PTB-XL; docs/quality.md has what they find on fold 9.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfiltfilt

from ..core.leads import CHEST_LEADS, LIMB_LEADS
from ..core.rounding import two_digits
from . import arrangement, electrodes, paced_beats, pacing
from .butterworth import butterworth
from .checked_ecg import CHECK_FS, CheckedEcg
from .quality_checks import Problem, noisy

# The least range of any lead in 3000 clean ECGs of PTB-XL is 0.12 mV.
VANISHED_MV = 0.1
_HIGH_PASS_HZ = 0.7
_OF_NOISE = 1.5


def limb_lead_laws(ecg: CheckedEcg) -> list[Problem]:
    """Limb leads that break II = I + III and Goldberger's laws: a channel swapped, inverted, late, of another gain.

    Leads in another order than the file says forbid a prediction: the network would read other leads than it thinks.
    """
    found = _contradicting(ecg)
    if found is None:
        return []
    leads, limb = found
    residual_mv, _ = electrodes.limb_residual_mv(limb, leads)
    # A baseline that wanders in one lead alone breaks the laws, too, but mislabels nothing.
    beats = sosfiltfilt(butterworth(2, _HIGH_PASS_HZ, "highpass", CHECK_FS), limb.astype(np.float64), axis=1)
    beats_residual_mv, beats_mv = electrodes.limb_residual_mv(beats, leads)
    # So does noise of each lead's own amplifier, which is said elsewhere: 0.8 times its size is left over.
    if beats_residual_mv < _OF_NOISE * float(np.median(ecg.noise_mv)):
        return []
    fault = electrodes.explain_residual(beats, leads)
    if fault.kind == "gains":
        text = f"The gains of the limb leads cannot be right: II = I + III holds only if {fault.clause}"
        return [Problem("lead gains", leads, f"{text}; voltages are not to be trusted.")]
    text = f"The limb leads contradict each other by {two_digits(residual_mv)} mV (II = I + III and Goldberger's laws)"
    text = f"{text}: {fault.clause}." if fault.clause else f"{text}."
    # How much is left over, and what one law alone seems to say, tells too little of fewer leads to refuse them.
    is_foreign = fault.kind == "unknown" and leads == LIMB_LEADS
    forbids = (fault.kind == "order" and len(leads) > electrodes.LEADS_OF_ONE_LAW) or (
        is_foreign and beats_residual_mv > electrodes.FOREIGN_SHARE * beats_mv
    )
    return [Problem("limb laws", leads, text, forbids)]


def _contradicting(ecg: CheckedEcg) -> tuple[tuple[str, ...], NDArray[np.float32]] | None:
    """The limb leads that the record holds and that are not flat, (lead, sample) mV; None where they keep the laws.

    Computed leads are left out: they repeat a fault of what they are computed from. Two keep the laws; less than a
    second is not judged.
    """
    leads = tuple(lead for lead in LIMB_LEADS if lead in ecg.sources)
    limb = ecg.rows(leads) if len(leads) >= electrodes.LEADS_OF_ONE_LAW else None
    if limb is None or limb.shape[1] < CHECK_FS or not electrodes.break_the_laws(limb, leads):
        return None
    return leads, limb


def misplaced(ecg: CheckedEcg) -> list[Problem]:
    """Electrodes probably in each other's place, leads upside down, time that runs backwards, a heart on the right."""
    if ecg.typical is None:
        return []
    # Limb leads that break the laws, and a chest lead full of noise, look like interchanged or inverted ones.
    at_fault = {lead for problem in noisy(ecg) for lead in problem.leads}
    if _contradicting(ecg) is not None:
        at_fault |= set(LIMB_LEADS)
    few = (a for a in arrangement.ARRANGEMENTS if a.kind in ("interchanged?", "inverted") and a.leads != CHEST_LEADS)
    change = arrangement.suspected(ecg.typical.shape, [a.name for a in few if at_fault & set(a.leads)])
    if change is None:
        return []
    sentence = change.sentence
    if change.name in ("RA/LA", "RA>LA>LL") and arrangement.fades_to_the_left(ecg.typical.shape):
        sentence += "; as the waves shrink from V1 to V6, dextrocardia looks the same"
    return [Problem(change.kind, change.leads, f"{sentence}.")]


def right_leg_electrode(ecg: CheckedEcg) -> list[Problem]:
    """The right leg electrode on an arm: both legs have one potential, so II (right arm) or III (left arm) vanishes.

    Source: Batchvarov et al., Europace 2007;9:1081-1090.
    """
    if not set(LIMB_LEADS[:3]) <= ecg.moving:
        return []
    range_mv = dict(zip(ecg.names, ecg.range_mv, strict=True))
    for lead, other, arm in (("II", "III", "right"), ("III", "II", "left")):
        if range_mv[lead] < VANISHED_MV and min(range_mv["I"], range_mv[other]) > 3 * VANISHED_MV:
            by_the_laws = ecg.rows((lead,))
            if by_the_laws is not None and np.ptp(np.percentile(by_the_laws, [0.5, 99.5])) > VANISHED_MV:
                continue  # a writer's zeros with some dither in place of a lead that it lacks
            text = f"Lead {lead} is almost flat: the {arm} arm and right leg electrodes may be interchanged."
            return [Problem("interchanged?", LIMB_LEADS, text)]
    return []


def paced(ecg: CheckedEcg) -> list[Problem]:
    """Spikes of a pacemaker, at the record's own rate, or beats that look paced at 100 Hz."""
    if pacing.spikes_s(ecg.raw_whole, ecg.fs).size:
        text = (
            "Pacemaker spikes were found: of paced beats the model cannot tell infarction, conduction or hypertrophy."
        )
    elif ecg.typical is not None and paced_beats.looks_paced(ecg.typical):
        text = "The beats look paced: of paced beats the model cannot tell infarction, conduction or hypertrophy."
    else:
        return []
    return [Problem("paced", (), text)]


LEAD_CHECKS: tuple[Callable[[CheckedEcg], list[Problem]], ...] = (
    limb_lead_laws, misplaced, right_leg_electrode, paced,
)  # fmt: skip
