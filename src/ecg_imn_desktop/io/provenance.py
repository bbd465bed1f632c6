"""Where results come from: checksums of what was read, versions of what computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..core.record import Record
from ..core.stored import Provenance
from .targets import own_files

_BLOCK = 1 << 20  # samples at a time

_LIBRARIES = ("numpy", "scipy", "torch", "wfdb", "h5py", "PySide6-Essentials")


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


def signal_sha256(record: Record) -> str:
    """SHA-256 of what the signal says, however it is stored: rate and lead names as JSON, then mV as float32.

    Little-endian, lead by lead; gaps as one and the same NaN. It names a record in place of its file's name.
    """
    head = json.dumps({"fs_hz": float(record.fs), "lead_names": list(record.lead_names)}, sort_keys=True)
    digest = hashlib.sha256(head.encode())
    for row in range(len(record.lead_names)):
        for first in range(0, record.n_samples, _BLOCK):
            _add(digest, record.mv[row : row + 1, first : first + _BLOCK])
    return digest.hexdigest()


def record_identity(record: Record) -> str:
    """SHA-256 that tells records apart without reading all of a long one: rate, leads, length, first and last minute.

    The same signal has the same identity wherever its files lie and whatever they are called.
    """
    head = {"fs_hz": float(record.fs), "lead_names": list(record.lead_names), "n_samples": record.n_samples}
    digest = hashlib.sha256(json.dumps(head, sort_keys=True).encode())
    minute = max(1, round(60 * record.fs))
    _add(digest, record.mv[:, :minute])
    _add(digest, record.mv[:, max(minute, record.n_samples - minute) :])
    return digest.hexdigest()


def _add(digest: _Digest, mv: NDArray[np.float32]) -> None:
    values = np.array(mv, dtype="<f4")
    values[np.isnan(values)] = np.nan
    digest.update(values.tobytes())


def file_checksums(record: Record) -> dict[str, str]:
    """Name -> SHA-256 of the files that the record was read from; those that are gone are left out."""
    found: dict[str, str] = {}
    for path in own_files(record.source) if record.source is not None else ():
        if path.name not in found and path.is_file():
            try:
                with path.open("rb") as file:
                    found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                continue
    return found


@cache
def library_versions() -> dict[str, str]:
    """Name -> version of the libraries that compute and draw; nothing of them is imported."""
    from importlib.metadata import PackageNotFoundError, version  # brings half of email, which no opening needs

    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def provenance_of(record: Record, settings: Mapping[str, Any] | None = None) -> Provenance:
    """Of results that are made of ``record`` now; reads its files once more for their checksums."""
    return Provenance(
        program_version=__version__,
        created_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        signal_sha256=signal_sha256(record),
        source_files=file_checksums(record),
        libraries=library_versions(),
        settings=dict(settings or {}),
    )
