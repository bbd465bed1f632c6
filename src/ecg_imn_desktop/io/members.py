"""Which files a record is read from."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import RecordError
from .headers import Header, read_header
from .signal_files import signal_files

_MAX_SEGMENTS = 64
_MAX_NAMESAKES = 16


def files_of(path: Path) -> tuple[Path, ...]:
    """The file, those of its name with another ending, and what a WFDB header names: signal files and segments.

    Those that exist; of the segments the first 64. What cannot be read is left out. The names in a header are not
    followed out of its folder.
    """
    found: dict[Path, None] = {}
    try:
        namesakes = sorted(f for f in path.parent.glob(f"{_escaped(path.stem)}.*") if f.is_file())
        found.update(dict.fromkeys(namesakes[:_MAX_NAMESAKES]))
        header = path.with_suffix(".hea")
        if header.is_file():
            found.update(dict.fromkeys(_members(read_header(header))))
    except (OSError, RecordError, ValueError):
        pass
    return tuple(found)


def _members(header: Header, is_segment: bool = False) -> list[Path]:
    files = [header.path, *(file.path for file in signal_files(header)[0])]
    for segment in () if is_segment else header.segments[:_MAX_SEGMENTS]:
        path = header.path.with_name(f"{segment.name}.hea")
        if not segment.is_gap and path.is_file():
            files += _members(read_header(path), is_segment=True)
    return files


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)
