"""Whether a file is all there: for folders into which records are still being copied."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import RecordError
from . import edf
from .atomic import system_reason
from .headers import Header, read_header
from .signal_files import signal_files


def what_is_missing(path: Path) -> str:
    """In one sentence what the file's header promises and the files do not hold yet; "" where nothing is missing.

    For formats that are read only as a whole (DICOM, HDF5, XML) that is left to their readers, which refuse a part.
    """
    suffix = path.suffix.lower()
    try:
        if path.exists() and not path.is_file():  # a named pipe would be waited for
            return f"{path.name} is not a file."
        if suffix == ".hea":
            return _missing_of(read_header(path))
        if suffix in (".edf", ".bdf") and path.stat().st_size < edf.n_bytes_of(path):
            return f"{path.name} holds fewer samples than its header promises."
    except RecordError as error:
        return error.message
    except OSError as error:
        return f"{path.name} cannot be read: {system_reason(error)}."
    return ""


def _missing_of(header: Header, is_segment: bool = False) -> str:
    for segment in header.segments:
        path = header.path.with_name(f"{segment.name}.hea")
        if segment.is_gap or is_segment:
            continue
        if not path.is_file():
            return f"The segment {segment.name} of {header.path.name} is missing."
        if missing := _missing_of(read_header(path), is_segment=True):
            return missing
    files, absent = signal_files(header)
    if absent:
        return absent[0].message
    for file in files:
        if file.n_frames < (header.n_frames or 1):
            return f"{file.path.name} holds fewer samples than the header {header.path.name} promises."
    return ""
