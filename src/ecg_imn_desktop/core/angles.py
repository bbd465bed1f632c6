"""Angles in degrees: how they are written, and how several are drawn on one line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def usual_angle(deg: float) -> float:
    """The same angle in (-180, 180], as axes of the heart are written: 225 is -135."""
    return 180.0 - (180.0 - deg) % 360.0


def in_one_turn(deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same angles, cut where the widest gap between them is: 170 and -135 lie 55 apart, not 305.

    The first known one stays as it is. NaN stays NaN.
    """
    upwards = deg % 360.0
    known = np.unique(upwards[np.isfinite(deg)])
    if not known.size:
        return deg
    gaps = np.diff(known, append=known[0] + 360.0)
    lowest = known[(int(np.argmax(gaps)) + 1) % known.size]
    turned = np.where(upwards < lowest, upwards + 360.0, upwards)
    first = int(np.flatnonzero(np.isfinite(deg))[0])
    return np.asarray(turned - 360.0 * round((turned[first] - deg[first]) / 360.0))
