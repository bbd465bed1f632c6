"""Which other ECGs a folder holds of the same patient. Reads headers only; runs in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ...core.errors import EcgError
from ...io.formats import WFDB_SUFFIXES
from ..files import records_in

# In larger folders only the neighbours by name are looked at.
MAX_HEADERS = 400


def previous_of(path: Path) -> Path | None:
    """The ECG to compare with: the patient's latest earlier one, else the one before it by name, else any other.

    One whose header cannot be read, or whose signals are not there, is left out.
    """
    files, here = _folder(path)
    others = [file for file in files if file != here]
    own, known = _facts(here), {file: _facts(file) for file in others[:MAX_HEADERS]}
    if own is not None and own[0]:
        same = [(f[1], file) for file, f in known.items() if f is not None and f[0] == own[0] and f[1] is not None]
        earlier = [(when, file) for when, file in same if own[1] is not None and when < own[1]]
        for _, file in sorted(earlier, reverse=True):
            if _can_be_read(file):
                return file
    place = files.index(here) if here in files else 0
    by_name = [*reversed(others[:place]), *others[place:]]
    return next((file for file in by_name[:MAX_HEADERS] if _can_be_read(file)), None)


def same_patient_in(path: Path) -> list[Path]:
    """All ECGs of the folder that name the same patient as this one, oldest first; itself alone where none is named."""
    files, here = _folder(path)
    own = _facts(here)
    if own is None or not own[0]:
        return [path]
    found = []
    for file in files[:MAX_HEADERS]:
        facts = own if file == here else _facts(file)
        if facts is not None and facts[0] == own[0]:
            found.append((facts[1] or datetime.max, file))
    return [file for _, file in sorted(found)]


def oldest_first(paths: Sequence[Path]) -> list[Path]:
    """These ECGs by their times of recording; those whose files tell none come last, by name."""
    found = []
    for path in paths[:MAX_HEADERS]:
        facts = _facts(path.with_suffix(".hea") if path.suffix.lower() in WFDB_SUFFIXES else path)
        found.append((facts[1] if facts is not None and facts[1] is not None else datetime.max, path))
    return [path for _, path in sorted(found)]


def _folder(path: Path) -> tuple[list[Path], Path]:
    """The ECGs beside this one, and itself among them: of a WFDB record its header."""
    files = records_in(path.parent)
    return files, path if path in files else path.parent / f"{path.stem if path.suffix else path.name}.hea"


def _can_be_read(path: Path) -> bool:
    """Whether a WFDB header is sound and names files that are there; of other files that is seen when they open."""
    from ...io.headers import NO_FILE, read_header

    if path.suffix.lower() != ".hea":
        return True
    try:
        header = read_header(path)
        named = {path.parent / signal.file_name for signal in header.signals if signal.file_name != NO_FILE}
        return not header.is_layout and all(file.stat().st_size for file in named)
    except (EcgError, OSError):
        return False


def _facts(header: Path) -> tuple[str, datetime | None] | None:
    """What tells the patient (number, else name) and the time of recording; None if the header cannot be read."""
    from ...io.comments import date_from_comments, patient_from_comments
    from ...io.headers import read_header

    try:
        found = read_header(header)
    except (EcgError, OSError):
        return None
    patient = patient_from_comments(found.comments)
    return patient.id or patient.name or "", found.recorded_at or date_from_comments(found.comments)
