"""Do the limb leads fit each other? Einthoven's and Goldberger's laws, and what is wrong where they fail.

The six limb leads are two independent signals (Einthoven 1913, Goldberger 1942): a channel that breaks the laws is
wrong, mislabelled, of another gain, or computed from something else. (What keeps the laws and is wrong all the same,
interchanged electrodes above all, is looked for in arrangement.py.)
"""

from __future__ import annotations

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

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fault:
    """What is wrong with six limb leads: its ``kind`` ("unknown" where nothing explains it) and a clause."""

    kind: Literal["sign", "order", "gains", "lead", "unknown"]
    clause: str = ""


def limb_residual_mv(limb: NDArray[np.floating]) -> tuple[float, float]:
    """RMS in mV of what the laws leave over of the limb leads, and of the leads themselves.

    ``limb`` is (6, sample) mV in the order of LIMB_LEADS, without NaN.
    """
    gram = _gram(limb)
    return _residual_rms(gram, EINTHOVEN_GOLDBERGER), float(np.sqrt(np.trace(gram) / len(gram)))


def break_the_laws(limb: NDArray[np.floating]) -> bool:
    """Whether more is left over than rounding: much of it, or what other gains of the leads explain.

    ``limb`` as for ``limb_residual_mv``.
    """
    residual_mv, limb_mv = limb_residual_mv(limb)
    if residual_mv <= RESIDUAL_SHARE * limb_mv:
        return False
    return residual_mv > RESIDUAL_MV or gain_factors(limb) is not None


def explain_residual(limb: NDArray[np.floating]) -> Fault:
    """The simplest fault after whose mending the laws hold: one lead upside down, two exchanged, other gains, one lead

    that is something else, another order. ``limb`` is (6, sample) mV in the order of LIMB_LEADS, without NaN.
    """
    gram = _gram(limb)
    left_over = _residual_rms(gram, EINTHOVEN_GOLDBERGER)
    goal = _EXPLAINED * left_over
    for i, lead in enumerate(LIMB_LEADS):
        law = EINTHOVEN_GOLDBERGER.copy()
        law[i] *= -1
        if _residual_rms(gram, law) < goal:
            return Fault("sign", f"{lead} looks upside down")
    order, sign = _orders()
    places = gram[order[:, :, None], order[:, None, :]] * (sign[:, :, None] * sign[:, None, :])
    rest = np.sqrt(np.maximum(np.einsum("ij,nij->n", _left_over(EINTHOVEN_GOLDBERGER), places), 0.0) / len(gram))
    n_moved = (order != np.arange(6)).sum(axis=1) + 3 * (sign < 0).sum(axis=1)
    fits = np.flatnonzero(rest < goal)
    best = int(fits[np.argmin(n_moved[fits])]) if fits.size else None
    if best is not None and n_moved[best] == 2:
        moved = np.flatnonzero(order[best] != np.arange(6)).tolist()
        return Fault("order", f"{LIMB_LEADS[moved[0]]} and {LIMB_LEADS[moved[1]]} look exchanged")
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
        return Fault("order", "they are in another order than the file says")
    return Fault("unknown")


def gain_factors(limb: NDArray[np.floating]) -> Floats | None:
    """Factors (6,), their median 1, by which the leads fit each other; None if there are none, or they are all alike.

    The laws leave least of the leads times the factors where these are the smallest eigenvector of the residual's
    quadratic form. ``limb`` as for ``explain_residual``.
    """
    gram = _gram(limb)
    size = np.sqrt(np.diag(gram))
    if not (size > 0).all():
        return None
    _, vectors = np.linalg.eigh(_left_over(EINTHOVEN_GOLDBERGER) * gram / np.outer(size, size))
    scale = vectors[:, 0] / size
    scale = scale / np.median(scale)
    if not (scale > 0).all() or not _LEAST_GAIN_RATIO < _ratio(scale) < _LARGEST_GAIN_RATIO:
        return None
    rest = _residual_rms(gram * np.outer(scale, scale), EINTHOVEN_GOLDBERGER)
    return scale if rest < _EXPLAINED_BY_GAINS * _residual_rms(gram, EINTHOVEN_GOLDBERGER) else None


def _ratio(scale: Floats) -> float:
    return float(scale.max() / scale.min())


@lru_cache(maxsize=1)
def _orders() -> tuple[NDArray[np.intp], Floats]:
    """Every order of six leads with none or one of them upside down: places and signs, (n, 6) each."""
    every = np.array(list(permutations(range(6))))
    signs = np.concatenate([np.ones((1, 6)), 1 - 2 * np.eye(6)])
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
