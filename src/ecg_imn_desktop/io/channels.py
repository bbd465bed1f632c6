"""Which channels of a file are ECG leads, what they are called, and what their units are in millivolts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..core.leads import STANDARD_LEADS, canonical_lead, is_modified_lead

# Millivolts in one unit; keys in lower case without blanks, both code points for "micro".
_MV_PER_UNIT = {
    "v": 1e3, "volt": 1e3, "volts": 1e3,
    "mv": 1.0, "millivolt": 1.0, "millivolts": 1.0, "mvolt": 1.0, "mvolts": 1.0,
    "uv": 1e-3, "µv": 1e-3, "μv": 1e-3, "microvolt": 1e-3, "microvolts": 1e-3, "uvolt": 1e-3, "uvolts": 1e-3,
    "nv": 1e-6, "nanovolt": 1e-6, "nanovolts": 1e-6,
}  # fmt: skip

# First words of channels that are recorded in volts, or with no unit (which means mV in WFDB), and are no ECG.
_NOT_ECG = re.compile(
    r"(resp|pleth|ppg|abp|art|pap|cvp|icp|bp|nbp|pulse|hr|hrv|spo2|sao2|co2|etco2|o2|eeg|emg|eog|gsr|eda|"
    r"marker|event|trigger|acc|accelerometer|temp|flow|airflow|chest|abdo|snore|position|sound|pcg|angle)"
    r"(?![a-z0-9])|(resp|pleth|accel|eeg|emg|eog|gsr|marker)|.*\b(eeg|emg|eog|gsr|resp)\b",
    re.IGNORECASE,
)


def mv_per_unit(units: str) -> float | None:
    """How many millivolts a unit is ("uV" -> 0.001), or None if it is no voltage."""
    return _MV_PER_UNIT.get(units.strip().lower().replace(" ", ""))


def is_ecg(name: str, units: str) -> bool:
    """True for a channel in volts that is not known by its name to be something else."""
    if mv_per_unit(units) is None:
        return False
    return canonical_lead(name) is not None or not _NOT_ECG.match(name.strip())


def name_leads(file_names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Distinct lead names for channels as the file calls them, and a warning for each that had to be renamed.

    Known leads get the field's spelling, others keep the file's. Of several channels of one lead the first is the lead
    (a standard lead before a modified one such as MLII); the rest keep the file's name, or get a number.
    """
    wanted = [canonical_lead(name) or name for name in file_names]
    owner: dict[str, int] = {}
    for i, lead in enumerate(wanted):
        modified_gives_way = lead in owner and is_modified_lead(file_names[owner[lead]])
        if lead not in owner or (modified_gives_way and not is_modified_lead(file_names[i])):
            owner[lead] = i
    names: list[str] = []
    taken = set(owner)
    warnings = []
    for i, lead in enumerate(wanted):
        if owner[lead] == i:
            names.append(lead)
            continue
        name = file_names[i]
        number = 2
        while name in taken or name in STANDARD_LEADS:
            name = f"{file_names[i]} ({number})"
            number += 1
        taken.add(name)
        names.append(name)
        warnings.append(
            f"Two channels are called {lead}; the one that the file calls {file_names[i]} is shown as {name}."
        )
    return names, warnings
