"""Names and orders of ECG leads.

The twelve standard leads, the Cabrera order of the limb leads, and the many spellings in which files write them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import combinations
from math import hypot

STANDARD_LEADS: tuple[str, ...] = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")

LIMB_LEADS: tuple[str, ...] = STANDARD_LEADS[:6]
CHEST_LEADS: tuple[str, ...] = STANDARD_LEADS[6:]

# -aVR is shown as "-aVR": the trace of aVR turned upside down.
CABRERA_LEADS: tuple[str, ...] = ("aVL", "I", "-aVR", "II", "aVF", "III", "V1", "V2", "V3", "V4", "V5", "V6")

# Eight leads carry all information of the twelve: any two limb leads give the other four (Einthoven, Goldberger).
INDEPENDENT_LEADS: tuple[str, ...] = ("I", "II", "V1", "V2", "V3", "V4", "V5", "V6")

# The other four as weights of I and II: III = II - I, aVR = -(I + II) / 2, aVL = I - II / 2, aVF = II - I / 2.
DERIVED_LEADS: dict[str, tuple[float, float]] = {
    "III": (-1.0, 1.0),
    "aVR": (-0.5, -0.5),
    "aVL": (1.0, -0.5),
    "aVF": (-0.5, 1.0),
}

_OF_I_AND_II: dict[str, tuple[float, float]] = {"I": (1.0, 0.0), "II": (0.0, 1.0), **DERIVED_LEADS}

# Leads worth drawing as an ECG beside the standard twelve: Frank's, right-sided, posterior and Holter leads.
OTHER_ECG_LEADS: tuple[str, ...] = ("VX", "VY", "VZ", "V", "V3R", "V4R", "V5R", "V6R", "V7", "V8", "V9")

_SPELLINGS: dict[str, str] = {lead.upper(): lead for lead in STANDARD_LEADS}
_SPELLINGS.update({lead: lead for lead in OTHER_ECG_LEADS})
_SPELLINGS.update(
    {
        # German and Romance-language carts write D1/DI or "Abl. I"; monitors write a modified lead (ML).
        "D1": "I", "D2": "II", "D3": "III", "DI": "I", "DII": "II", "DIII": "III",
        "L1": "I", "L2": "II", "L3": "III", "LI": "I", "LII": "II", "LIII": "III",
        "1": "I", "2": "II", "3": "III",
        "MLI": "I", "MLII": "II", "MLIII": "III", "ML1": "I", "ML2": "II", "ML3": "III",
        "MV1": "V1", "MV2": "V2", "MV3": "V3", "MV4": "V4", "MV5": "V5", "MV6": "V6",
        "MCL1": "V1", "MCL6": "V6",
        "VR": "aVR", "VL": "aVL", "VF": "aVF",
        "C1": "V1", "C2": "V2", "C3": "V3", "C4": "V4", "C5": "V5", "C6": "V6",
        "X": "VX", "Y": "VY", "Z": "VZ",
    }
)  # fmt: skip

# What stands before and behind the lead itself: "ECG: V1", "LeadV1", "MDC_ECG_LEAD_V1", "V1-Ref", "Lead V1 (Wilson)".
_BEFORE = re.compile(
    r"(?:MDC[ _]ECG[ _]LEAD|(?:ECG|EKG)[ _.:-]*LEAD|LEAD|ECG|EKG|CHAN|"
    r"ABL(?:EITUNG)?|D[EÉ]RIV(?:ATION|ACI[OÓ]N|AZIONE)?)[ _.:-]*"
)
_BEHIND = re.compile(r"(?:[ _-](?:LEAD|REF)| \(.*\))$")


@lru_cache(maxsize=1024)  # an ECG asks for the same twelve again and again
def canonical_lead(name: str) -> str | None:
    """The field's spelling of ``name`` ("avr" -> "aVR", "MLII" -> "II"), or None if it is no known ECG lead.

    "1", "2", "3" alone are taken for the limb leads only with a prefix ("Lead 1"): bare numbers are mostly channel
    numbers.
    """
    text = " ".join(name.strip().upper().split())
    before = _BEFORE.match(text)
    bare = _BEHIND.sub("", text[before.end() :] if before else text).replace(" ", "")
    if bare in ("1", "2", "3") and not (before and "LEAD" in before[0]):
        return None
    if bare.startswith("AV") and bare[2:] in ("R", "L", "F"):
        return "aV" + bare[2:]
    return _SPELLINGS.get(bare)


def limb_weights(lead: str, pair: tuple[str, str]) -> tuple[float, float]:
    """A limb lead as weights of any two others: I is (1, -1) of II and III."""
    (a, b), (c, d), (x, y) = (_OF_I_AND_II[name] for name in (*pair, lead))
    determinant = a * d - b * c  # 0 for no two of the six
    return (x * d - y * c) / determinant, (y * a - x * b) / determinant


def _worst_noise_gain(pair: tuple[str, str]) -> float:
    """How much larger than in ``pair`` white noise is in the worst of the other four limb leads, computed from it."""
    return max(round(hypot(*limb_weights(lead, pair)), 6) for lead in LIMB_LEADS if lead not in pair)


# All pairs of limb leads, in the order in which others are computed from them: two of I, II and III, which carts
# record, then by how little noise grows (1.1 times in I and aVF, 2.8 times in I and aVL, which are nearly alike).
LIMB_PAIRS: tuple[tuple[str, str], ...] = tuple(
    sorted(
        combinations(LIMB_LEADS, 2),
        key=lambda pair: (not set(pair) <= set(LIMB_LEADS[:3]), _worst_noise_gain(pair)),
    )
)


def limb_pair(leads: Collection[str]) -> tuple[str, str] | None:
    """The two limb leads of ``leads`` from which the others are computed; None if there are not two."""
    return next((pair for pair in LIMB_PAIRS if pair[0] in leads and pair[1] in leads), None)


def is_modified_lead(name: str) -> bool:
    """True for a monitor's modified lead (MLII, MCL1...), which stands near, not at, the standard lead."""
    return name.strip().upper().startswith(("MLI", "ML1", "ML2", "ML3", "MV", "MCL"))


def standard_order(lead_names: Sequence[str]) -> list[int]:
    """Indices that sort ``lead_names`` into the standard order, unknown names last in their own order."""
    rank = {lead: i for i, lead in enumerate(STANDARD_LEADS)}
    return sorted(range(len(lead_names)), key=lambda i: (rank.get(lead_names[i], len(rank)), i))
