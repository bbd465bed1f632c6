"""What names one ECG: a path, and behind a ``#`` what a path cannot say.

``exams.hdf5#17`` is the ECG number 17 (from 0) of a file of many; ``ecg.csv#fs=500&units=uV`` gives what the file does
not. So that one text names an ECG everywhere: on the command line, in lists, among the recent records.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import RecordError
from .channels import mv_per_unit

MIN_FS, MAX_FS = 1.0, 100_000.0


@dataclass(frozen=True)
class Reference:
    """``path`` of the file; ``number`` of the ECG in it; ``fs`` and ``units`` where the file does not say them."""

    path: Path
    number: int | None = None
    fs: float | None = None
    units: str | None = None

    def __str__(self) -> str:
        parts = [] if self.number is None else [str(self.number)]
        parts += [] if self.fs is None else [f"fs={self.fs:.15g}"]
        parts += [] if self.units is None else [f"units={self.units}"]
        return f"{self.path}#{'&'.join(parts)}" if parts else str(self.path)


def parse_reference(text: Path | str) -> Reference:
    """Take a reference apart; a file whose own name has a ``#`` is taken as it is. RecordError for nonsense."""
    path = Path(os.fspath(text))
    head, mark, tail = path.name.rpartition("#")
    if not mark or not head or os.path.lexists(path):
        return Reference(path)
    number, fs, units = None, None, None
    for part in tail.split("&"):
        key, _, value = part.partition("=")
        if part.isascii() and part.isdigit() and len(part) < 12:
            number = int(part)
        elif key == "fs":
            fs = valid_fs(value)
        elif key == "units":
            units = valid_units(value)
        else:
            raise RecordError(
                f"What stands behind the # of {path.name[:120]} is neither a number, nor fs=, nor units=."
            )
    return Reference(path.with_name(head), number, fs, units)


def valid_fs(text: str) -> float:
    """A sampling frequency in Hz; RecordError if it is none."""
    try:
        fs = float(text)
    except ValueError:
        fs = math.nan
    if not MIN_FS <= fs <= MAX_FS:
        raise RecordError(f"{text[:40] or 'Nothing'} is no sampling frequency in Hz.")
    return fs


def valid_units(text: str) -> str:
    """A unit of voltage (mV, uV ...); RecordError if it is none."""
    if mv_per_unit(text) is None:
        raise RecordError(f"{text[:40] or 'Nothing'} is no unit of voltage; say mV, uV or V.")
    return text


def with_scale(text: Path | str, fs: float | None, units: str | None) -> Path:
    """The reference with a rate and units where they are given; RecordError if they are none."""
    if fs is None and units is None:
        return Path(os.fspath(text))
    named = parse_reference(text)
    fs = named.fs if fs is None else valid_fs(str(fs))
    units = named.units if units is None else valid_units(units)
    return Path(str(Reference(named.path, named.number, fs, units)))
