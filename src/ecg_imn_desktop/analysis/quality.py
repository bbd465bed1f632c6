"""Is this signal fit to be judged? What is wrong with it is said before a prediction is believed.

The checks themselves are in likeness.py, quality_checks.py and lead_checks.py; here stands what follows from them:
warnings, and whether there is signal enough for a prediction at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..core.leads import CHEST_LEADS, LIMB_LEADS, STANDARD_LEADS
from ..core.record import Record
from ..core.rounding import two_digits
from .checked_ecg import CHECK_FS, LONG_S, MIN_DURATION_S, CheckedEcg, as_checked
from .lead_checks import LEAD_CHECKS
from .likeness import LIKENESS_CHECKS, NO_BEATS, ONE_SIGNAL
from .quality_checks import (
    SIGNAL_CHECKS,
    SILENT,
    Problem,
    is_or_are,
    length_and_rate,
    missing_leads,
    name_leads,
)

# With less than this there is no prediction: two limb leads give the other four; of the chest leads at most two may be
# lost, as in model/window.py, and half of the time. What a lost lead costs: docs/robustness.md.
MIN_LIMB_LEADS = 2
MAX_LOST_LEADS = 2
MAX_LOST_SHARE = 0.5

# Noise (see quality_checks) in which no P or T can be seen, and amplitudes that rule out any rightly scaled ECG.
# All 17,418 ECGs of folds 1-8 have 0.327 to 4.025 mV (size_mv); of those ten times too large or small 97 % lie outside.
BURIED_MV = 0.25
# An ECG in a wrong unit has a large second difference, too, but that is small beside its waves; in noise it is a fifth.
NOISE_SHARE = 0.1
IMPOSSIBLE_SMALL_MV, IMPOSSIBLE_LARGE_MV = 0.2, 6.0

# Problems after which the answer may be one to another ECG. Noise and mains are none: answers hardly move with them
# (docs/robustness.md), unless limb leads are computed from noise.
DOUBTFUL = frozenset(
    {
        "missing", SILENT, "gap", "flat", "clipped", "baseline", "gain", "lead gains", "limb laws", "copied",
        "polarity", "time", "interchanged?", "inverted", "heavy noise", "derived noise", "heart rate", "rate", "short",
        "paced",
    }
)  # fmt: skip


@dataclass(frozen=True)
class QualityReport:
    """What the checks found.

    Attributes
    ----------
    problems : all that was found, in the order in which it should be read
    leads : standard lead -> the first problem it has, in a word or two ("missing", "flat", "noisy" ...)
    is_usable : whether there is signal enough for a prediction
    reason : why not, one plain sentence; empty if usable
    """

    problems: tuple[Problem, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)
    is_usable: bool = True
    reason: str = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentences of the problems."""
        return tuple(problem.sentence for problem in self.problems)

    @property
    def is_doubtful(self) -> bool:
        """Whether an answer should be believed less for what was found."""
        return any(problem.kind in DOUBTFUL for problem in self.problems)


def check_quality(record: Record, at_100_hz: NDArray[np.float32] | None = None) -> QualityReport:
    """All checks of the twelve standard leads of a record.

    Records over 60 s are judged by six parts of 10 s, evenly spread, and the report says so. Never raises on bad
    signal. ``at_100_hz`` is what ``checked_ecg.as_checked`` takes, to save the time of resampling once more.
    """
    ecg = as_checked(record, at_100_hz)
    problems = [*missing_leads(record, ecg), *length_and_rate(record)]
    if record.duration_s > LONG_S:
        text = f"Signal quality was judged on six 10 s parts, evenly spread over {record.duration_s / 60:.0f} minutes."
        problems.append(Problem("long", (), text))
    lost: set[str] = set(STANDARD_LEADS) - set(ecg.names)
    if ecg.names and ecg.mv.shape[1] >= CHECK_FS:
        for check in (*LIKENESS_CHECKS, *SIGNAL_CHECKS, *LEAD_CHECKS):
            problems += check(ecg)
        lost |= _lost_leads(ecg) | {lead for p in problems if p.kind == "copied" for lead in p.leads[1:]}
    reason = _why_unusable(record, ecg, lost, problems)
    return QualityReport(tuple(problems), MappingProxyType(_by_lead(problems)), not reason, reason)


def _by_lead(problems: Iterable[Problem]) -> dict[str, str]:
    """The first problem of each lead, in the standard order. Kinds that tell nothing of a single lead are left out."""
    found: dict[str, str] = {}
    for problem in problems:
        if problem.kind not in ("gain", "lead gains", "limb laws", "polarity", "time"):
            for lead in problem.leads:
                found.setdefault(lead, problem.kind)
    return {lead: found[lead] for lead in STANDARD_LEADS if lead in found}


def _lost_leads(ecg: CheckedEcg) -> set[str]:
    """Leads that hold no ECG for half of the time, or in which noise buries it."""
    absent = (~np.isfinite(ecg.mv)).mean(axis=1)
    still = ecg.flat_seconds.mean(axis=1)
    lost = (absent + still > MAX_LOST_SHARE) | _buried(ecg)
    return {name for name, is_lost in zip(ecg.names, lost, strict=True) if is_lost}


def _buried(ecg: CheckedEcg) -> NDArray[np.bool_]:
    return np.asarray(np.median(ecg.noise_mv, axis=1) > BURIED_MV)


def _longest_usable_s(ecg: CheckedEcg) -> float:
    """Seconds with signal in the lead that has most of them; 0 where all leads are absent, flat or buried in noise."""
    if not ecg.names:
        return 0.0
    pairs = ecg.flat_seconds
    still = np.pad(pairs, ((0, 0), (0, 1))) | np.pad(pairs, ((0, 0), (1, 0)))  # (lead, second)
    usable_s = np.isfinite(ecg.mv).sum(axis=1) / CHECK_FS - still.sum(axis=1)
    return float(usable_s[~_buried(ecg)].max(initial=0.0))


def _why_unusable(record: Record, ecg: CheckedEcg, lost: set[str], problems: Sequence[Problem]) -> str:
    """Why there can be no prediction; empty if there can."""
    said = {problem.sentence for problem in problems}
    limb = [lead for lead in LIMB_LEADS if lead not in lost]
    chest = [lead for lead in CHEST_LEADS if lead not in lost]
    if record.duration_s < MIN_DURATION_S:
        return f"The ECG is {record.duration_s:.1f} s long; a prediction needs at least {MIN_DURATION_S:g} s."
    size = ecg.size_mv
    is_noise = _buried(ecg) & (np.median(ecg.noise_mv, axis=1) > NOISE_SHARE * size)
    is_large = size > IMPOSSIBLE_LARGE_MV and not is_noise.all()
    if is_large or 0 < size < IMPOSSIBLE_SMALL_MV:
        about = two_digits(size)
        return f"Amplitudes of about {about} mV are no ECG's; the gain or the units in the file must be wrong."
    if f"{ONE_SIGNAL}." in said:
        return f"{ONE_SIGNAL}; a prediction needs one."
    if not limb and not chest:
        longest_s, judged_s = _longest_usable_s(ecg), ecg.mv.shape[1] / CHECK_FS
        if longest_s == 0:
            return "No standard lead holds a usable signal."
        text = f"No lead holds a usable signal for more than {longest_s:.1f} of {judged_s:.1f} s"
        return f"{text}; a prediction needs it for half of the time."
    if len(limb) < MIN_LIMB_LEADS or len(CHEST_LEADS) - len(chest) > MAX_LOST_LEADS:
        usable = limb + chest
        need = "a prediction needs at least two limb leads and four chest leads"
        return f"Only {name_leads(usable)} {is_or_are(usable)} usable; {need}."
    if f"{NO_BEATS}." in said:
        return f"{NO_BEATS}; a prediction needs an ECG."
    forbidden = next((p.sentence for p in problems if p.forbids), "")
    return f"{forbidden.rstrip('.')}; a prediction needs the leads in their places." if forbidden else ""
