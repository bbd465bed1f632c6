"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.errors import ExportError


def _read_umask() -> int:
    """The process's umask; it can only be read by setting it, so once, at import, before there are threads."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


_UMASK = _read_umask()

# Names of temporary files say nothing of the target, which may be named after a patient.
TEMPORARY_PREFIX = ".ecg-imn-"

# A temporary file as old as this belongs to nobody who is still writing: its process was killed.
_ABANDONED_S = 24 * 3600.0
_swept: set[str] = set()


@contextmanager
def atomic_path(target: Path | str) -> Iterator[Path]:
    """Yield a temporary path in the folder of ``target``; on success it replaces ``target``, on failure it goes.

    The temporary file keeps the suffix (writers choose by it), is flushed to the disk before the replacement, and has
    the permissions an ordinary new file would have once it is whole; before, only its owner can read it. An OSError,
    inside the block too, becomes an ExportError with one plain sentence, as does a target that is a folder, a device or
    a pipe; other exceptions pass. Either way what stood at ``target`` still stands.
    """
    target = Path(target)
    temporary: Path | None = None
    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            raise ExportError(f"{target.name} could not be written: it is a device or a pipe, not an ordinary file.")
        if target.is_symlink():  # replace the file it points to, not the link
            target = target.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        sweep(target.parent)
        handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, suffix=target.suffix, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        _flush(temporary)
        _give_usual_permissions(temporary, target)
        temporary.replace(target)
        temporary = None
        _flush_folder(target.parent)
    except OSError as error:
        raise ExportError(f"{target.name} could not be written: {_reason(error, target)}.", repr(error)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder, the first time this one writes there."""
    key = str(folder)
    if key in _swept:
        return
    _swept.add(key)
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
            with contextlib.suppress(OSError):
                if abs(time.time() - path.lstat().st_mtime) <= _ABANDONED_S:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                elif path.is_file():
                    path.unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name durable too, where the system can open a folder (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _give_usual_permissions(temporary: Path, target: Path) -> None:
    """Those of the file being replaced, else of any new file (mkstemp makes files private)."""
    with contextlib.suppress(OSError):
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        elif os.name == "posix":
            temporary.chmod(0o666 & ~_UMASK)


def _reason(error: OSError, target: Path) -> str:
    folder = target.parent
    return {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your share of the disk is full",
        errno.EACCES: f"there is no permission to write in the folder {folder.name or folder}",
        errno.EPERM: f"there is no permission to write in the folder {folder.name or folder}",
        errno.EROFS: f"the folder {folder.name or folder} is read-only",
        errno.ENOENT: f"the folder {folder.name or folder} does not exist",
        errno.ENOTDIR: f"{folder.name or folder} is not a folder",
        errno.EISDIR: "a folder of that name stands there",
        errno.ENAMETOOLONG: "the name is too long",
    }.get(error.errno or 0, system_reason(error))


# What the system says of EACCES, for where nothing was tried that would have raised it.
NO_PERMISSION = "permission denied"


def system_reason(error: OSError) -> str:
    """What the system says of it, as the end of a sentence."""
    return (error.strerror or "the system refused").lower()
