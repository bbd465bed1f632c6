"""From channels as a file has them to a Record: what is a lead, what it is called, how many millivolts it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from ..core.leads import canonical_lead
from ..core.record import OtherSignal, Patient, Record
from .channels import is_ecg, mv_per_unit, name_leads

MAX_CHANNELS = 1024
MAX_AGE_YEARS = 130

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Channel:
    """A channel: ``values`` (sample,) in ``units``, NaN where there is no signal."""

    name: str
    units: str
    values: NDArray[Any] = field(repr=False)


def assemble(
    source: Path,
    name: str,
    channels: Sequence[Channel],
    fs: float,
    *,
    patient: Patient | None = None,
    recorded_at: datetime | None = None,
    comments: Sequence[str] = (),
    warnings: Sequence[str] = (),
    is_simulated: bool = False,
) -> Record:
    """A Record of channels of one length at ``fs``; channels that are no ECG go to ``other_signals``.

    RecordError where there is no channel, no sample, or no possible rate.
    """
    if not channels or not len(channels[0].values):
        raise RecordError(f"{source.name} holds no signal.")
    if len(channels) > MAX_CHANNELS or not (np.isfinite(fs) and fs > 0):
        raise RecordError(f"{source.name} gives an impossible sampling frequency or number of channels.")
    ecg = [c for c in channels if is_ecg(c.name, c.units)]
    others = [c for c in channels if not is_ecg(c.name, c.units)]
    lead_names, renamed = name_leads([c.name for c in ecg])
    foreign = [
        f"The channel {c.name} is in {c.units or 'no units'}, not in volts; it is kept as another signal, "
        "not as a lead."
        for c in others
        if canonical_lead(c.name) is not None
    ]
    mv = np.empty((len(ecg), len(channels[0].values)), dtype=np.float32)
    for row, channel in zip(mv, ecg, strict=True):
        row[:] = _in_mv(channel)
    return Record(
        name=printable(name) or source.stem,
        mv=mv,
        fs=float(fs),
        lead_names=tuple(lead_names),
        file_lead_names=tuple(c.name for c in ecg),
        patient=patient or Patient(),
        recorded_at=recorded_at,
        source=source,
        comments=tuple(comments),
        warnings=tuple(dict.fromkeys((*warnings, *renamed, *foreign))),
        other_signals=tuple(OtherSignal(c.name, c.units, _frozen(c.values)) for c in others),
        is_simulated=is_simulated,
    )


def _in_mv(channel: Channel) -> NDArray[np.float64]:
    factor = mv_per_unit(channel.units)
    assert factor is not None
    with np.errstate(over="ignore", invalid="ignore"):
        values = channel.values.astype(np.float64) * factor
    return np.where(np.abs(values) < 1e30, values, np.nan)  # else float32 would overflow


def _frozen(values: NDArray[Any]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):
        out = values.astype(np.float32)
    out.flags.writeable = False
    return out


def printable(text: object, length: int = 80) -> str:
    """Text of a file on one line and of a decent length."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())[:length]


def possible_age(years: float) -> float | None:
    """The age a file gives, None where nobody is that old: 999, or 300 as some data sets write "over 89"."""
    return round(years, 2) if 0 <= years < MAX_AGE_YEARS else None


def named_day(text: str) -> date | None:
    """The day of "05-May-2020" or "01 MAR 1960"; None if it is none.

    Files name months in English; ``strptime`` knows their names in the language of the system only.
    """
    match = re.fullmatch(r"(\d{1,2})[- ]([a-z]{3})[- ](\d{4})", text.strip().lower(), re.ASCII)
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None


def shared_rate(rates: Sequence[float], where: str) -> float:
    """The fastest of several rates; RecordError unless the others divide it."""
    fs = max(rates)
    if any(abs(fs / r - round(fs / r)) > 1e-9 for r in rates):
        raise RecordError(f"{where} holds channels whose sampling frequencies do not fit together.")
    return fs


def held(values: NDArray[Any], n_samples: int) -> NDArray[Any]:
    """A slower channel at the rate of the faster ones, by sample and hold, as the WFDB reader does."""
    if len(values) == n_samples:
        return values
    pick = np.arange(n_samples) * len(values) // n_samples
    out: NDArray[Any] = values[pick]
    return out
