"""Do the limb leads fit each other? Einthoven's and Goldberger's laws, and what is wrong where they fail.

The six limb leads are two independent signals (Einthoven 1913, Goldberger 1942): a channel that breaks the laws is
wrong, mislabelled, of another gain, or computed from something else. (What keeps the laws and is wrong all the same,
interchanged electrodes above all, is looked for in arrangement.py.) Of a file that holds three to five of them, those
alone are compared: leads computed from two others repeat their fault, and the blame falls on a lead that is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.leads import LIMB_LEADS

# Rows I, II, III, aVR, aVL, aVF from the columns I, II.
EINTHOVEN_GOLDBERGER = np.array([[1, 0], [0, 1], [-1, 1], [-0.5, -0.5], [1, -0.5], [-0.5, 1]])

# The same leads in the order of Cabrera: aVL, I, -aVR, II, aVF, III.
_CABRERA = np.array([[1, -0.5], [1, 0], [0.5, 0.5], [0, 1], [-0.5, 1], [-1, 1]])

# Limb leads of PTB-XL agree to rounding (0.001 mV); carts that filter leads one by one or sample them in turn do not.
RESIDUAL_MV = 0.02
RESIDUAL_SHARE = 0.05

# More is left over of no limb lead of 17,418 ECGs (28 % at most), and of all whose channels are in any other order.
FOREIGN_SHARE = 0.35

# An explanation holds if the laws leave less than this share of what they left without it.
_EXPLAINED = 0.2
_EXPLAINED_BY_GAINS = 0.25
_LARGEST_GAIN_RATIO = 8.0
_LEAST_GAIN_RATIO = 1.1

# Of n limb leads n - 2 laws hold: two keep every law.
LEADS_OF_ONE_LAW = 3

_OTHER_ORDER = "they are in another order than the file says"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fault:
    """What is wrong with the limb leads: its ``kind`` ("unknown" where nothing explains it) and a clause."""

    kind: Literal["sign", "order", "gains", "lead", "unknown"]
    clause: str = ""


def limb_residual_mv(limb: NDArray[np.floating], leads: Sequence[str] = LIMB_LEADS) -> tuple[float, float]:
    """RMS in mV of what the laws leave over of the limb leads, and of the leads themselves.

    ``limb`` is (lead, sample) mV without NaN, of three or more limb leads in the order of LIMB_LEADS.
    """
    gram = _gram(limb)
    return _residual_rms(gram, _laws_of(leads)), float(np.sqrt(np.trace(gram) / len(gram)))


def break_the_laws(limb: NDArray[np.floating], leads: Sequence[str] = LIMB_LEADS) -> bool:
    """Whether more is left over than rounding: much of it, or what other gains of the leads explain.

    ``limb`` as for ``limb_residual_mv``.
    """
    residual_mv, limb_mv = limb_residual_mv(limb, leads)
    if residual_mv <= RESIDUAL_SHARE * limb_mv:
        return False
    return residual_mv > RESIDUAL_MV or gain_factors(limb, leads) is not None


def explain_residual(limb: NDArray[np.floating], leads: Sequence[str] = LIMB_LEADS) -> Fault:
    """The simplest fault after whose mending the laws hold: one lead upside down, two exchanged, other gains, one lead

    that is something else, another order. ``limb`` as for ``limb_residual_mv``.
    """
    if len(leads) < len(LIMB_LEADS):
        return _explain_few(limb, leads)
    gram = _gram(limb)
    left_over = _residual_rms(gram, EINTHOVEN_GOLDBERGER)
    goal = _EXPLAINED * left_over
    for i, lead in enumerate(LIMB_LEADS):
        law = EINTHOVEN_GOLDBERGER.copy()
        law[i] *= -1
        if _residual_rms(gram, law) < goal:
            return Fault("sign", f"{lead} looks upside down")
    order, sign = _orders_that_fit(gram, EINTHOVEN_GOLDBERGER, goal)
    n_moved = (order != np.arange(6)).sum(axis=1) + 3 * (sign < 0).sum(axis=1)
    best = int(np.argmin(n_moved)) if n_moved.size else None
    if best is not None and n_moved[best] == 2:
        return Fault("order", _exchanged(LIMB_LEADS, order[best]))
    scale = gain_factors(limb)
    if scale is not None:
        return Fault("gains", f"they differ by up to {_ratio(scale):.1f} times")
    for i, lead in enumerate(LIMB_LEADS):
        others = [k for k in range(6) if k != i]
        if _residual_rms(gram[np.ix_(others, others)], EINTHOVEN_GOLDBERGER[others]) < goal:
            return Fault("lead", f"{lead} does not fit the other five")
    if _residual_rms(gram, _CABRERA) < goal:
        return Fault("order", "the channels look like aVL, I, -aVR, II, aVF, III, the order of Cabrera")
    if best is not None:  # which order it is the laws alone do not say: several hold them as well
        return Fault("order", _OTHER_ORDER)
    return Fault("unknown")


def _explain_few(limb: NDArray[np.floating], leads: Sequence[str]) -> Fault:
    """``explain_residual`` of three to five leads: few laws, which several faults may mend equally well.

    Then none of them is named: of I, II, III the first upside down is the same as the others exchanged.
    """
    gram, law = _gram(limb), _laws_of(leads)
    goal = _EXPLAINED * _residual_rms(gram, law)
    order, sign = _orders_that_fit(gram, law, goal)
    single = (order != np.arange(len(leads))).sum(axis=1) + 2 * (sign < 0).sum(axis=1) == 2
    turned = (sign[single] < 0).any(axis=1)
    if len(turned) == 1 and turned[0]:
        return Fault("sign", f"{leads[int(np.argmin(sign[single][0]))]} looks upside down")
    if len(turned) == 1:
        return Fault("order", _exchanged(leads, order[single][0]))
    if len(turned) > 1:
        return Fault("unknown") if turned.any() else Fault("order", _OTHER_ORDER)
    scale = gain_factors(limb, leads)
    if scale is not None:
        return Fault("gains", f"they differ by up to {_ratio(scale):.1f} times")
    if len(leads) <= LEADS_OF_ONE_LAW:  # any lead may be the one that is something else
        return Fault("unknown")
    every = range(len(leads))
    others = [[k for k in every if k != i] for i in every]
    odd = [i for i in every if _residual_rms(gram[np.ix_(others[i], others[i])], law[others[i]]) < goal]
    if len(odd) == 1 and not len(order):
        return Fault("lead", f"{leads[odd[0]]} does not fit the others")
    # An order with one lead upside down as well is not believed: two leads upside down look the same.
    is_other_order = (sign > 0).all(axis=1).any() and not odd
    return Fault("order", _OTHER_ORDER) if is_other_order else Fault("unknown")


def gain_factors(limb: NDArray[np.floating], leads: Sequence[str] = LIMB_LEADS) -> Floats | None:
    """Factors (lead,), their median 1, by which the leads fit each other; None if there are none, or all are alike.

    The laws leave least of the leads times the factors where these are the smallest eigenvector of the residual's
    quadratic form. ``limb`` as for ``limb_residual_mv``; of three leads there are none, as gains make any three fit.
    """
    gram, law = _gram(limb), _laws_of(leads)
    size = np.sqrt(np.diag(gram))
    if len(leads) <= LEADS_OF_ONE_LAW or not (size > 0).all():
        return None
    _, vectors = np.linalg.eigh(_left_over(law) * gram / np.outer(size, size))
    scale = vectors[:, 0] / size
    scale = scale / np.median(scale)
    if not (scale > 0).all() or not _LEAST_GAIN_RATIO < _ratio(scale) < _LARGEST_GAIN_RATIO:
        return None
    rest = _residual_rms(gram * np.outer(scale, scale), law)
    return scale if rest < _EXPLAINED_BY_GAINS * _residual_rms(gram, law) else None


def _ratio(scale: Floats) -> float:
    return float(scale.max() / scale.min())


def _laws_of(leads: Sequence[str]) -> Floats:
    """The rows of EINTHOVEN_GOLDBERGER of these leads."""
    return EINTHOVEN_GOLDBERGER[[LIMB_LEADS.index(lead) for lead in leads]]


def _exchanged(leads: Sequence[str], order: NDArray[np.intp]) -> str:
    first, second = np.flatnonzero(order != np.arange(len(leads))).tolist()
    return f"{leads[first]} and {leads[second]} look exchanged"


def _orders_that_fit(gram: Floats, law: Floats, goal: float) -> tuple[NDArray[np.intp], Floats]:
    """Those of ``_orders`` in which ``law`` leaves less than ``goal`` of the leads."""
    order, sign = _orders(len(law))
    places = gram[order[:, :, None], order[:, None, :]] * (sign[:, :, None] * sign[:, None, :])
    rest = np.sqrt(np.maximum(np.einsum("ij,nij->n", _left_over(law), places), 0.0) / len(gram))
    return order[rest < goal], sign[rest < goal]


@lru_cache(maxsize=4)
def _orders(n_leads: int) -> tuple[NDArray[np.intp], Floats]:
    """Every order of the leads with none or one of them upside down: places and signs, (n, lead) each."""
    every = np.array(list(permutations(range(n_leads))))
    signs = np.concatenate([np.ones((1, n_leads)), 1 - 2 * np.eye(n_leads)])
    return np.repeat(every, len(signs), axis=0), np.tile(signs, (len(every), 1))


def _gram(mv: NDArray[np.floating]) -> Floats:
    x = mv.astype(np.float64)
    x -= np.median(x, axis=1, keepdims=True)
    return np.asarray(x @ x.T / x.shape[1])


def _left_over(law: NDArray[np.floating]) -> Floats:
    """The projection on what no two signals, mixed by ``law`` (lead, 2), explain, (lead, lead)."""
    return _projection(law.tobytes(), len(law))


@lru_cache(maxsize=32)
def _projection(law: bytes, n: int) -> Floats:
    columns = np.frombuffer(law).reshape(n, 2)
    return np.asarray(np.eye(n) - columns @ np.linalg.pinv(columns))


def _residual_rms(gram: Floats, law: NDArray[np.floating]) -> float:
    """RMS over leads and time of what no two signals, mixed by ``law`` (lead, 2), explain."""
    return float(np.sqrt(max(0.0, np.trace(_left_over(law) @ gram)) / len(law)))
