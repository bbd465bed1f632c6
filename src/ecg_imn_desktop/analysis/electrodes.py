"""Do the leads fit each other? Einthoven's and Goldberger's laws, and interchanged electrodes.

The six limb leads are two independent signals (Einthoven 1913, Goldberger 1942): a channel that breaks the laws is
wrong, mislabelled or computed from something else. An interchange of electrodes keeps the laws, but the eight
independent leads then hang together as they seldom do in people. Following Kors and van Herpen (Am J Cardiol
2001;88:396-399), who use this redundancy, every interchange is undone on trial, and it is suspected where the ECG
becomes much likelier that way. "Likely" is here a zero-mean Gaussian whose covariance is the average over PTB-XL.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfiltfilt

from ..core.leads import INDEPENDENT_LEADS, LIMB_LEADS
from ..core.resources import resource_path
from .butterworth import butterworth

# Rows I, II, III, aVR, aVL, aVF from the columns I, II.
EINTHOVEN_GOLDBERGER = np.array([[1, 0], [0, 1], [-1, 1], [-0.5, -0.5], [1, -0.5], [-0.5, 1]])

# Limb leads of PTB-XL agree to rounding (0.001 mV); carts that filter leads one by one or sample them in turn do not.
RESIDUAL_MV = 0.02
RESIDUAL_SHARE = 0.05

# Log-ratio above which an interchange is suspected, at least 0.05: at most 0.2 % false alarms each on folds 1-8 of
# clean PTB-XL (`benchmarks/quality_gate.py --fit` prints them).
THRESHOLDS: dict[str, float] = {
    "RA/LA": 0.05, "RA/LL": 0.09, "RA>LA>LL": 0.05, "RA>LL>LA": 0.05,
    "V1/V2": 0.22, "V2/V3": 0.36, "V3/V4": 0.18, "V4/V5": 0.36, "V5/V6": 0.44, "V1/V3": 0.07,
}  # fmt: skip

_HIGH_PASS_HZ = 0.7


def limb_residual_mv(limb: NDArray[np.floating]) -> tuple[float, float]:
    """RMS in mV of what the laws leave over of the limb leads, and of the leads themselves.

    ``limb`` is (6, sample) mV in the order of LIMB_LEADS, without NaN.
    """
    gram = _gram(limb)
    return _residual_rms(gram, EINTHOVEN_GOLDBERGER), float(np.sqrt(np.trace(gram) / len(gram)))


def explain_residual(limb: NDArray[np.floating]) -> str:
    """The one wrong channel, or the one exchange of labels, after which the laws hold; "" if there is none.

    ``limb`` is (6, sample) mV in the order of LIMB_LEADS, without NaN.
    """
    gram = _gram(limb)
    goal = 0.2 * _residual_rms(gram, EINTHOVEN_GOLDBERGER)
    for i, lead in enumerate(LIMB_LEADS):
        law = EINTHOVEN_GOLDBERGER.copy()
        law[i] *= -1
        if _residual_rms(gram, law) < goal:
            return f"{lead} looks upside down"
    for i, j in combinations(range(6), 2):
        law = EINTHOVEN_GOLDBERGER.copy()
        law[[i, j]] = law[[j, i]]
        if _residual_rms(gram, law) < goal:
            return f"{LIMB_LEADS[i]} and {LIMB_LEADS[j]} look exchanged"
    for i, lead in enumerate(LIMB_LEADS):
        others = [k for k in range(6) if k != i]
        if _residual_rms(gram[np.ix_(others, others)], EINTHOVEN_GOLDBERGER[others]) < goal:
            return f"{lead} does not fit the other five"
    return ""


def _gram(mv: NDArray[np.floating]) -> NDArray[np.float64]:
    x = mv.astype(np.float64)
    x -= np.median(x, axis=1, keepdims=True)
    return np.asarray(x @ x.T / x.shape[1])


def _residual_rms(gram: NDArray[np.float64], law: NDArray[np.float64]) -> float:
    """RMS over leads and time of what no two signals, mixed by ``law`` (lead, 2), explain."""
    left_over = np.eye(len(law)) - law @ np.linalg.pinv(law)
    return float(np.sqrt(max(0.0, np.trace(left_over @ gram)) / len(law)))


@dataclass(frozen=True)
class Interchange:
    """Two electrodes (or three, in turn) in each other's place.

    ``undo`` (8, 8) turns INDEPENDENT_LEADS as recorded into what they would have been; ``leads`` are the ones it
    changes.
    """

    name: str
    leads: tuple[str, ...]
    sentence: str
    undo: NDArray[np.float64]


def _limb_interchange(name: str, sentence: str, i: tuple[int, int], ii: tuple[int, int]) -> Interchange:
    undo = np.eye(8)
    undo[:2, :2] = (i, ii)
    return Interchange(name, LIMB_LEADS, sentence, undo)


def _chest_interchange(first: int, second: int) -> Interchange:
    a, b = 2 + first - 1, 2 + second - 1
    undo = np.eye(8)
    undo[[a, b]] = undo[[b, a]]
    leads = (f"V{first}", f"V{second}")
    return Interchange("/".join(leads), leads, f"the electrodes V{first} and V{second} may be interchanged", undo)


# Wilson's terminal is the mean of the three limb electrodes: an interchange among them leaves V1-V6 as they are.
# What is said of the leads follows from I = LA - RA, II = LL - RA.
INTERCHANGES: tuple[Interchange, ...] = (
    _limb_interchange(
        "RA/LA",
        "the right and left arm electrodes may be interchanged (lead I upside down against V5 and V6)",
        (-1, 0), (-1, 1),
    ),
    _limb_interchange(
        "RA/LL",
        "the right arm and left leg electrodes may be interchanged (lead II upside down)",
        (1, -1), (0, -1),
    ),
    _limb_interchange(
        "RA>LA>LL", "the three limb electrodes may be interchanged in turn", (-1, 1), (-1, 0)
    ),
    _limb_interchange(
        "RA>LL>LA", "the three limb electrodes may be interchanged in turn", (0, -1), (1, -1)
    ),
    *(_chest_interchange(n, n + 1) for n in range(1, 6)),
    _chest_interchange(1, 3),
)  # fmt: skip


def interchange_scores(leads: NDArray[np.floating], fs: float) -> dict[str, float]:
    """How much likelier the ECG becomes by undoing each interchange: log(cost as it is / cost undone) by name.

    ``leads`` is (8, sample) mV in the order of INDEPENDENT_LEADS without NaN. 0 means no difference.
    """
    power = lead_power(leads, fs)
    precision = _precision()
    as_is = float(np.trace(power @ precision))
    scores = {}
    for change in INTERCHANGES:
        undone = float(np.trace(change.undo @ power @ change.undo.T @ precision))
        scores[change.name] = float(np.log(as_is / undone)) if undone > 0 and as_is > 0 else 0.0
    return scores


def suspected_interchange(leads: NDArray[np.floating], fs: float) -> Interchange | None:
    """The interchange that explains the ECG best, where it passes its threshold."""
    scores = interchange_scores(leads, fs)
    over = {name: score - THRESHOLDS[name] for name, score in scores.items() if score > THRESHOLDS[name]}
    if not over:
        return None
    best = max(over, key=lambda name: scores[name])
    return next(change for change in INTERCHANGES if change.name == best)


def lead_power(leads: NDArray[np.floating], fs: float) -> NDArray[np.float64]:
    """Second moments (8, 8) of the independent leads without baseline wander, scaled to a mean power of one."""
    sos = butterworth(2, _HIGH_PASS_HZ, "highpass", fs)
    x = sosfiltfilt(sos, leads.astype(np.float64), axis=1)
    power = np.asarray(x @ x.T)
    return power / max(float(np.trace(power)) / len(power), 1e-12)


@lru_cache(maxsize=1)
def _precision() -> NDArray[np.float64]:
    """Inverse of the average of ``lead_power`` over the clean ECGs of PTB-XL, folds 1-8."""
    path = resource_path("data", "lead_power.csv")
    names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    if tuple(names) != INDEPENDENT_LEADS:
        raise ValueError("lead_power.csv does not hold the eight independent leads")
    return np.asarray(np.linalg.inv(np.loadtxt(path, delimiter=",", skiprows=1)))


def fades_to_the_left(leads: NDArray[np.floating], fs: float) -> bool:
    """V5 and V6 together hold under a quarter of the power of V1 and V2, as where the heart lies on the right.

    ``leads`` as in ``interchange_scores``.
    """
    power = np.diag(lead_power(leads, fs))
    return bool(power[6] + power[7] < 0.25 * (power[2] + power[3]))
