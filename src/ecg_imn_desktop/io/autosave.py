"""Annotations on the disk: in the user's data folder under the record's identity, or beside the record where chosen.

A file is replaced in one step: whoever kills the program finds the state before the last change or the one after it.
The record's own files are never written to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs

from ..core.annotations import Annotations
from ..core.errors import ExportError
from ..core.record import Record
from .annotations import annotations_from_dict, annotations_to_dict
from .atomic import atomic_path
from .provenance import record_identity
from .targets import refuse_files_of

FORMAT = "ecg-imn-annotations"
SCHEMA_VERSION = 1
BESIDE_SUFFIX = ".ecg-imn.json"

_MAX_BYTES = 64_000_000
_NOT_BESIDE = "could_not_be_written_beside"  # of a file in the user's folder


def user_annotations_folder() -> Path:
    """Where annotations live that do not lie beside their record."""
    return platformdirs.user_data_path("ecg-imn-desktop", appauthor=False) / "annotations"


@dataclass(frozen=True)
class Places:
    """Where the annotations of one record may lie: in the ``user``'s folder, and ``beside`` its file ``source``.

    Either is None for a record without a file.
    """

    identity: str
    user: Path
    source: Path | None

    @property
    def beside(self) -> Path | None:
        """The file in the folder of the record."""
        return self.source.with_name(self.source.name + BESIDE_SUFFIX) if self.source is not None else None


@dataclass(frozen=True)
class Loaded:
    """What was found: the annotations (None: nothing was saved), and a sentence for the user ("" if all is well)."""

    annotations: Annotations | None
    complaint: str = ""


def places_of(record: Record, key: str = "") -> Places:
    """By what the signal is; ``key`` keeps apart what belongs to one stored analysis of it."""
    identity = record_identity(record) + (f"-{key}" if key else "")
    return Places(identity, user_annotations_folder() / f"{identity}.json", record.source)


def load_annotations(places: Places, is_beside: bool = False) -> Loaded:
    """The annotations at the chosen place, else those at the other one. Never raises.

    Those in the user's folder also where they are later and could not be written beside the record. A file that cannot
    be read is set aside under another name, so that saving does not destroy it.
    """
    is_first_beside = is_beside and not _was_not_written_beside(places)
    order = [places.beside, places.user] if is_first_beside else [places.user, places.beside]
    complaint = ""
    for path in order:
        if path is None or not path.is_file():
            continue
        try:
            return Loaded(_read(path, places.identity), complaint)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            complaint = _set_aside(path)
    return Loaded(None, complaint)


def _was_not_written_beside(places: Places) -> bool:
    """Whether the user's folder holds what the folder of the record, which has an earlier state, did not take."""
    if places.beside is None:
        return False
    try:
        mine, other = (_values(path) for path in (places.user, places.beside))
        moments = [datetime.fromisoformat(values["saved_at"]) for values in (mine, other)]
        return bool(mine.get(_NOT_BESIDE)) and moments[0] > moments[1]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _read(path: Path, identity: str) -> Annotations:
    values = _values(path)
    if values["format"] != FORMAT or values["schema_version"] != SCHEMA_VERSION:
        raise ValueError("another format or version")
    if values["record_identity"] != identity:
        raise ValueError("annotations of another record")
    return annotations_from_dict(values["annotations"])


def _values(path: Path) -> Any:
    if path.stat().st_size > _MAX_BYTES:
        raise ValueError("too large")
    return json.loads(path.read_text(encoding="utf-8"))


def _set_aside(path: Path) -> str:
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.name}.unread-{stamp}")
    try:
        path.replace(kept)
    except OSError:
        return "The saved annotations of this record could not be read."
    return f"The saved annotations of this record could not be read; they were set aside as {kept.name}."


def save_annotations(places: Places, annotations: Annotations, is_beside: bool = False) -> Path:
    """Write the annotations whole or not at all and give the file; nothing else is touched.

    Beside the record where that was chosen and can be done, else in the user's folder. ExportError if neither can.
    """
    values: dict[str, Any] = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "record_identity": places.identity,
        "saved_at": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "annotations": annotations_to_dict(annotations),
    }
    if is_beside and places.beside is not None and places.source is not None:
        try:
            refuse_files_of(places.beside, places.source)
            _write(places.beside, values)
            return places.beside
        except ExportError:  # a read-only folder, a network drive that is gone
            values[_NOT_BESIDE] = True
    _make_private_folder(places.user.parent)
    _write(places.user, values)
    return places.user


def _write(path: Path, values: Mapping[str, Any]) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(values, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _make_private_folder(folder: Path) -> None:
    """Statements are about patients: nobody else on this computer reads them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise ExportError("The annotations could not be saved: their folder cannot be made.", repr(error)) from error
