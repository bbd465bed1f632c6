"""The overviews of long records, kept in the user's cache folder so that a record opens as fast the second time.

A file is named by a hash of the record's files as they are (paths, sizes, times): a changed record has another one.
They hold extremes of blocks of the signal and no name. What cannot be read or written costs time, never an answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import platformdirs

from ..core.errors import ExportError
from ..core.progress import Progress
from ..core.signal import StoredSignal
from ..io.atomic import atomic_path

if TYPE_CHECKING:
    from ..analysis.pyramid import Level, MinMaxPyramid
    from ..core.record import Record

log = logging.getLogger(__name__)

_VERSION = 1  # of the files: another way of building gets another number
MAX_BYTES = 1_000_000_000  # the oldest go beyond


def overview_folder() -> Path:
    """Where they lie; made on the first write, for this user's eyes only."""
    return platformdirs.user_cache_path("ecg-imn-desktop", appauthor=False) / "overviews"


def kept_pyramid(record: Record, progress: Progress) -> MinMaxPyramid:
    """The pyramid of a record: read where it is kept, else built, and kept if the record stays on the disk."""
    from ..analysis.pyramid import build_pyramid

    path = _path_of(record)
    if path is not None and (known := _read(path, record)) is not None:
        return known
    pyramid = build_pyramid(record.mv, progress)
    if path is not None:
        _write(path, pyramid)
    return pyramid


def _path_of(record: Record) -> Path | None:
    if not isinstance(record.mv, StoredSignal) or not record.mv.key:
        return None
    name = hashlib.sha256(f"{_VERSION} {record.mv.key}".encode()).hexdigest()[:32]
    return overview_folder() / f"{name}.npz"


def _read(path: Path, record: Record) -> MinMaxPyramid | None:
    from ..analysis.pyramid import Level, MinMaxPyramid

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            blocks = [int(block) for block in stored["blocks"]]
            levels = tuple(Level(block, stored[f"low{block}"], stored[f"high{block}"]) for block in blocks)
    except FileNotFoundError:
        return None
    except Exception as error:  # a damaged file may raise anything from zipfile, zlib and numpy
        log.warning("a kept overview cannot be read: %s", type(error).__name__)
        return None
    if not levels or any(not _fits(level, record) for level in levels):
        return None
    with contextlib.suppress(OSError):  # the cache may be for reading only
        path.touch()  # the oldest go first
    return MinMaxPyramid(record.mv, levels)


def _fits(level: Level, record: Record) -> bool:
    shape = (len(record.lead_names), -(-record.n_samples // level.block))
    return all(a.shape == shape and a.dtype == np.float32 for a in (level.low, level.high))


def _write(path: Path, pyramid: MinMaxPyramid) -> None:
    arrays = {"blocks": np.array([level.block for level in pyramid.levels])}
    for level in pyramid.levels:
        arrays |= {f"low{level.block}": level.low, f"high{level.block}": level.high}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with atomic_path(path) as temporary:
            np.savez(temporary, **arrays)  # type: ignore[arg-type]
        path.chmod(0o600)
        _make_room(path.parent)
    except (ExportError, OSError) as error:
        log.info("the overview is not kept: %s", type(error).__name__)


def _make_room(folder: Path) -> None:
    files = sorted(folder.glob("*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)
    total = 0
    for file in files:
        total += file.stat().st_size
        if total > MAX_BYTES:
            file.unlink()
