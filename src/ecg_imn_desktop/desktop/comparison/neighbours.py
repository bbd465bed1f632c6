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
    """The ECG to compare with: the patient's latest earlier one, else the one before it by name, else any other."""
    files, here = _folder(path)
    others = [file for file in files if file != here]
    if not others:
        return None
    own, known = _facts(here), {file: _facts(file) for file in others[:MAX_HEADERS]}
    if own is not None and own[0]:
        same = [(f[1], file) for file, f in known.items() if f is not None and f[0] == own[0] and f[1] is not None]
        earlier = [(when, file) for when, file in same if own[1] is not None and when < own[1]]
        if earlier:
            return max(earlier)[1]
    if here in files and files.index(here) > 0:
        return files[files.index(here) - 1]
    return others[0]


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
    here = path.with_suffix(".hea") if path.suffix else path.parent / f"{path.name}.hea"
    return records_in(path.parent), here


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
