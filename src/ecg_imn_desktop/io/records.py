"""Opens a WFDB record: from the file the user chose to a Record in millivolts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EcgError, RecordError
from ..core.leads import canonical_lead
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import OtherSignal, Record
from ..core.signal import StoredSignal
from .atomic import NO_PERMISSION
from .channels import name_leads
from .comments import date_from_comments, patient_from_comments, says_simulated
from .formats import WFDB_SUFFIXES
from .headers import MAX_HEADER_BYTES, read_header, shifted
from .pieces import stored_signal
from .plan import Plan, plan_record
from .reading import calibration_warnings, read_plan

MAX_WARNINGS = 12
_MAX_HEADERS_SEARCHED = 2000
_MAX_LINE_COMMENTS = 500

# A scheme of two letters or more (one letter is a Windows drive), also chained as fsspec does. Only for the message:
# whatever the path is, it is opened as a local file.
_URL = re.compile(r"[A-Za-z][\w+.-]+::?[/\w]")


def preload() -> None:
    """Import what decodes signals (wfdb and pandas, half a second), so that the first record opens as fast as others.

    For a worker thread at the start; opening works without it.
    """
    import wfdb.io  # noqa: F401


def open_record(path: Path | str, progress: Progress = NO_PROGRESS) -> Record:
    """Open a WFDB record by any of its files (.hea, .dat, .mat, ...) or by its path without suffix.

    Channels in volts become leads in mV (float32: exact to 1e-6 mV within +-32 mV), known leads in the field's
    spelling and order of the file; other channels go to ``other_signals``. Where channels have several samples per
    frame, fs is that of the fastest ECG channel and slower channels are held, as in WFDB's high-resolution mode.
    Flaws that can be tolerated are said in ``warnings``. Nothing is written, nothing outside the folder is read.
    A long record stays in its file (``Record.is_stored``); its checksums are then not compared.

    Raises
    ------
    RecordError : one sentence that names the file and what is wrong with it
    Cancelled : from ``progress``
    """
    with saying_what_is_wrong(path):
        source = Path(path)
        header = read_header(find_header(source))
        plan = plan_record(header)
        if plan.stays_on_disk:
            return _record(source, plan, stored_signal(plan), calibration_warnings(plan))
        values, reading_warnings = read_plan(plan, progress)
        return _record(source, plan, values, reading_warnings)


@contextmanager
def saying_what_is_wrong(path: Path | str) -> Iterator[None]:
    """Whatever goes wrong while ``path`` is read is a RecordError with one sentence."""
    try:
        yield
    except EcgError:
        raise
    except MemoryError as error:
        raise RecordError(f"{_name(path)} is too long for the memory of this computer.", repr(error)) from error
    except (OSError, ValueError, RecursionError) as error:
        reason = (getattr(error, "strerror", None) or "its name or content is not allowed").lower()
        raise RecordError(f"{_name(path)} cannot be read: {reason}.", repr(error)) from error


def _name(path: Path | str) -> str:
    return Path(path).name.replace("\0", "?")[:120]


def find_header(path: Path) -> Path:
    """The header of the record that ``path`` belongs to; RecordError if there is none."""
    if _URL.match(str(path)) and not path.exists():
        raise RecordError(f"{_name(path)} is not a file on this computer; records are not fetched from the network.")
    if path.is_dir():
        raise RecordError(f"{path.name or path} is a folder; choose an ECG in it.")
    if path.suffix.lower() == ".hea":
        if not path.exists():
            raise RecordError(f"The header file {path.name} does not exist.")
        return path
    for candidate in (path.with_name(path.name + ".hea"), path.with_suffix(".hea"), path.with_suffix(".HEA")):
        if candidate.is_file():
            return candidate
    if not path.exists():
        missing = path.name if path.suffix else path.name + ".hea"
        raise RecordError(f"The file {missing} does not exist.")
    if not os.access(path, os.R_OK):
        raise RecordError(f"{path.name} cannot be read: {NO_PERMISSION}.")
    headers = _headers_naming(path)
    if len(headers) == 1:
        return headers[0]
    if headers:
        raise RecordError(
            f"{path.name} belongs to several records ({headers[0].name}, {headers[1].name}); choose a header."
        )
    if path.suffix.lower() not in WFDB_SUFFIXES:
        raise RecordError(f"{path.name} is no ECG of a kind that is read, and no WFDB header names it.")
    raise RecordError(f"{path.name} has no WFDB header ({path.stem}.hea) beside it, without which it cannot be read.")


def _headers_naming(path: Path) -> list[Path]:
    """Headers in the folder that name this signal file, for records whose files are called otherwise."""
    found = []
    word = path.name.encode()
    for number, candidate in enumerate(sorted(path.parent.glob("*.hea"))):
        if number >= _MAX_HEADERS_SEARCHED:
            break
        if candidate.is_file() and candidate.stat().st_size < MAX_HEADER_BYTES:
            lines = candidate.read_bytes().splitlines()[1:]
            if any(line.split()[:1] == [word] for line in lines):
                found.append(candidate)
    return found


def _record(source: Path, plan: Plan, values: NDArray[np.float32] | StoredSignal, flaws: list[str]) -> Record:
    header = plan.header
    ecg = [i for i, c in enumerate(plan.channels) if c.is_ecg]
    file_names = [plan.channels[i].name for i in ecg]
    lead_names, renamed = name_leads(file_names)
    warnings = [*header.warnings, *plan.warnings, *flaws, *renamed, *_unit_warnings(plan)]
    # A view where all channels are leads, a copy of the leads only where others lie between them.
    mv: Any = values if len(ecg) == len(values) else values[: len(ecg)] if ecg == list(range(len(ecg))) else values[ecg]
    return Record(
        name=header.name,
        mv=mv,
        fs=plan.fs,
        lead_names=tuple(lead_names),
        file_lead_names=tuple(file_names),
        patient=patient_from_comments(header.comments[:_MAX_LINE_COMMENTS]),
        recorded_at=shifted(header.recorded_at or date_from_comments(header.comments), plan.first_frame / header.fs),
        source=source,
        comments=header.comments,
        warnings=_shortened(warnings),
        other_signals=tuple(
            OtherSignal(c.name, c.units, _frozen(values[i])) for i, c in enumerate(plan.channels) if not c.is_ecg
        ),
        is_simulated=says_simulated(header.comments),
    )


def _frozen(row: Any) -> Any:
    if isinstance(row, np.ndarray):
        row.flags.writeable = False
    return row


def _unit_warnings(plan: Plan) -> list[str]:
    """A lead by its name whose units are no voltage is kept, but not as a lead: its size in mV is unknown."""
    return [
        f"The channel {c.name} is in {c.units}, not in volts; it is kept as another signal, not as a lead."
        for c in plan.channels
        if not c.is_ecg and canonical_lead(c.name) is not None
    ]


def _shortened(warnings: Sequence[str]) -> tuple[str, ...]:
    """Each sentence once, and not hundreds of them (a record of 1,000 damaged segments)."""
    distinct = list(dict.fromkeys(warnings))
    if len(distinct) > MAX_WARNINGS:
        distinct = [*distinct[:MAX_WARNINGS], f"There are {len(distinct) - MAX_WARNINGS} more remarks of this kind."]
    return tuple(distinct)
