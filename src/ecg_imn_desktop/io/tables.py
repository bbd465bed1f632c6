"""ECGs as text: a column a lead, a row a sample (CSV, TSV, TXT). What the file does not say is asked for.

Columns may have headings, with units (``II [uV]``), and a time column, from which the rate is taken. Twelve columns
without headings are taken for the twelve leads in the standard order, and that is said.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from ..core.leads import STANDARD_LEADS, canonical_lead
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from .assembling import MAX_CHANNELS, Channel, assemble, printable
from .channels import mv_per_unit
from .references import Reference

MAX_BYTES = 500_000_000
_MAX_LINE = 100_000
_TIME = re.compile(r"(time|t|zeit|seconds?|secs?|ms|sample|samples|index|#|nr|no)(?!\w)", re.IGNORECASE)
_UNITS = re.compile(r"^(.*?)\s*[\[(]\s*([^\])]+?)\s*[\])]\s*$")
_STEADY = 0.01  # how much steps of a time column may differ


class UnknownScaleError(RecordError):
    """A file that holds numbers without saying what they are.

    ``reference``, ``path``: which; ``needs_fs``, ``needs_units``: what has to be given for it to be opened.
    """

    def __init__(self, reference: Reference, needs_fs: bool, needs_units: bool) -> None:
        path = reference.path
        what = " and ".join(
            w for w, is_needed in (("its sampling frequency", needs_fs), ("its units", needs_units)) if is_needed
        )
        how = " and ".join(w for w, is_needed in (("--fs", needs_fs), ("--units", needs_units)) if is_needed)
        super().__init__(f"{path.name} does not say {what}; on the command line give {how}.")
        self.reference, self.path = reference, path
        self.needs_fs, self.needs_units = needs_fs, needs_units


@dataclass
class _Table:
    names: list[str]
    values: NDArray[np.float64]  # (row, column)
    has_names: bool


def read_table(reference: Reference, progress: Progress = NO_PROGRESS) -> Record:
    """Read an ECG; ``fs`` and ``units`` of the reference win over what the file says.

    UnknownScaleError where neither says one of them, RecordError with one sentence where the file is no table.
    """
    path = reference.path
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise RecordError(f"{path.name} is too large for an ECG as text ({size / 1e6:.0f} MB).")
    table = _parse(path, progress)
    warnings: list[str] = []
    fs, named = reference.fs, []
    for i, name in enumerate(table.names):
        match = _UNITS.match(name)
        bare, units = (match[1], match[2]) if match else (name, "")
        if table.has_names and _TIME.match(name) and canonical_lead(bare) is None:
            if i == 0 and fs is None:
                fs = _rate(table.values[:, i], name)
            continue
        units = reference.units or (units if mv_per_unit(units) is not None else "")
        named.append((printable(bare) or f"signal {i + 1}", units, table.values[:, i]))
    if not table.has_names and len(named) == len(STANDARD_LEADS):
        named = [(lead, units, values) for lead, (_, units, values) in zip(STANDARD_LEADS, named, strict=True)]
        warnings.append(
            "The file names no leads; its twelve columns were taken for I, II, III, aVR, aVL, aVF, V1 to V6."
        )
    if fs is None or not all(units for _, units, _ in named):
        raise UnknownScaleError(reference, fs is None, not all(units for _, units, _ in named))
    channels = [Channel(*entry) for entry in named]
    return assemble(path, path.stem, channels, fs, warnings=warnings)


def _rate(times: NDArray[np.float64], name: str) -> float | None:
    """Samples a second from a steady time column in s or ms; None where it is a mere count."""
    steps = np.diff(times)
    if not len(steps) or not np.isfinite(steps).all():
        return None
    step = float(np.median(steps))
    if (
        step <= 0
        or np.abs(steps - step).max() > _STEADY * step + 1e-9
        or re.match(r"(sample|index|#|nr|no)", name, re.I)
    ):
        return None
    is_ms = re.search(r"\bms\b|msec|milli", name, re.IGNORECASE) is not None
    if not is_ms and not re.search(r"\bs\b|sec|zeit|time", name, re.IGNORECASE):
        return None
    mean_step = float(times[-1] - times[0]) / len(steps)  # of rounded times the median step would be off by a rounding
    fs = round((1000.0 if is_ms else 1.0) / mean_step, 3)
    return fs if 1 <= fs <= 100_000 else None


def _parse(path: Path, progress: Progress) -> _Table:
    size = path.stat().st_size or 1
    names: list[str] = []
    values = array("d")
    n_columns, n_rows, n_read = 0, 0, 0
    delimiter: str | None = None
    has_comma = False
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(_MAX_LINE + 1), b""), start=1):
            if len(raw) > _MAX_LINE or b"\0" in raw:
                raise RecordError(f"{path.name} is no table of numbers (line {number}).")
            n_read += len(raw)
            line = _text(raw, is_first=number == 1).strip("\r\n")
            if not line.strip() or line.lstrip().startswith(("#", "%", "//")):
                continue
            if not n_columns:
                delimiter = _delimiter(line)
                has_comma = delimiter != ","
            cells = [c.strip().strip('"') for c in line.split(delimiter)]
            if not n_columns:
                n_columns = len(cells)
                if n_columns > MAX_CHANNELS:
                    raise RecordError(f"{path.name} has {n_columns} columns, which no ECG has.")
                if any(_number(c, has_comma) is None for c in cells):
                    names = cells[:-1] if not cells[-1] else cells  # a delimiter at the end of every line
                    n_columns = len(names)
                    continue
            if len(cells) == n_columns + 1 and not cells[-1]:
                cells.pop()
            row = [_number(c, has_comma) for c in cells]
            if len(row) != n_columns or None in row:
                raise RecordError(f"{path.name} is no table of numbers (line {number}).")
            values.extend(v for v in row if v is not None)
            n_rows += 1
            if n_rows % 20_000 == 0:
                progress.report(min(1.0, n_read / size), "Reading the record")
    if not n_rows:
        raise RecordError(f"{path.name} holds no numbers.")
    has_names = bool(names)
    return _Table(names or [f"signal {i + 1}" for i in range(n_columns)], _as_array(values, n_columns), has_names)


def _text(raw: bytes, is_first: bool) -> str:
    """A line as UTF-8, or as Windows writes it in western Europe ("µV")."""
    try:
        return raw.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _as_array(values: array[float], n_columns: int) -> NDArray[np.float64]:
    return np.frombuffer(values, dtype=np.float64).reshape(-1, n_columns)


def _delimiter(line: str) -> str | None:
    """The first of these that the first line has; None: blanks."""
    return next((d for d in ("\t", ";", ",") if d in line), None)


def _number(cell: str, has_comma: bool) -> float | None:
    """The number in a cell, NaN for an empty one, None for text."""
    if not cell or cell.lower() in ("nan", "na", "null"):
        return float("nan")
    try:
        return float(cell.replace(",", ".") if has_comma else cell)
    except ValueError:
        return None
