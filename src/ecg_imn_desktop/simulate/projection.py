"""From the heart's dipole to the twelve leads.

The body surface is read by nine electrodes; eight leads are independent, and III, aVR, aVL and aVF follow from I and
II exactly (Einthoven, Goldberger). Axes are Frank's: x to the patient's left, y to the feet, z to the back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.leads import INDEPENDENT_LEADS, STANDARD_LEADS

CHEST_ELECTRODES: tuple[str, ...] = ("V1", "V2", "V3", "V4", "V5", "V6")
ELECTRODES: tuple[str, ...] = ("RA", "LA", "LL", *CHEST_ELECTRODES)

# Leads I, II, V1-V6 from the Frank dipole (x, y, z). Dower GE, Machado HB, Osborne JA: On deriving the
# electrocardiogram from vectorcardiographic leads. Clin Cardiol 1980;3:87-95, doi 10.1002/clc.1980.3.2.87.
DOWER: NDArray[np.float64] = np.array(
    [
        [0.632, -0.235, 0.059],
        [0.235, 1.066, -0.132],
        [-0.515, 0.157, -0.917],
        [0.044, 0.164, -1.387],
        [0.882, 0.098, -1.277],
        [1.213, 0.127, -0.601],
        [1.125, 0.127, -0.086],
        [0.831, 0.076, 0.230],
    ]
)


def _limb_row(i_share: float, ii_share: float) -> list[float]:
    return [i_share, ii_share, 0, 0, 0, 0, 0, 0]


_TWELVE_ROWS: dict[str, list[float]] = {
    **{lead: np.eye(8)[k].tolist() for k, lead in enumerate(INDEPENDENT_LEADS)},
    "III": _limb_row(-1, 1),
    "aVR": _limb_row(-0.5, -0.5),
    "aVL": _limb_row(1, -0.5),
    "aVF": _limb_row(-0.5, 1),
}

# The twelve standard leads from the eight independent ones, (12, 8).
TWELVE_FROM_EIGHT: NDArray[np.float64] = np.array([_TWELVE_ROWS[lead] for lead in STANDARD_LEADS])


def _eight_from_electrodes() -> NDArray[np.float64]:
    matrix = np.zeros((8, len(ELECTRODES)))
    matrix[0, :3] = (-1, 1, 0)  # I = LA - RA
    matrix[1, :3] = (-1, 0, 1)  # II = LL - RA
    matrix[2:, :3] = -1 / 3  # chest electrode against Wilson's central terminal
    matrix[2:, 3:] = np.eye(6)
    return matrix


# The eight independent leads from the potentials of the nine electrodes, (8, 9): how noise at one electrode spreads.
EIGHT_FROM_ELECTRODES: NDArray[np.float64] = _eight_from_electrodes()


def twelve_leads(eight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The twelve standard leads, (12, ...), from the independent ones (8, ...), both mV."""
    return np.asarray(TWELVE_FROM_EIGHT @ eight)
