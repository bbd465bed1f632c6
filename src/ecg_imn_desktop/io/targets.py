"""Where an export may go: never onto the record it is made from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..core.errors import ExportError, RecordError
from ..core.record import Record
from ..core.sizes import size_text
from .headers import NO_FILE, Header, read_header
from .records import find_header

# What belongs to a record by its name alone: header, signals (WFDB, Matlab), reference annotations.
_SUFFIXES = (".hea", ".dat", ".mat", ".atr")


def refuse_own_files(target: Path | str, record: Record) -> None:
    """Raise ExportError, one sentence, if ``target`` is a file of ``record``; every exporter asks this first.

    Own files are the one the user chose, the header, the signal files and segments that the header names, and the
    usual files of the record's name, whether they exist or not. Names that differ in upper and lower case only are
    taken for the same, as reading takes them.
    """
    if record.source is not None:
        refuse_files_of(target, record.source)


def refuse_files_of(target: Path | str, source: Path) -> None:
    """The same for the record that the file ``source`` opens, or would open if it could be read."""
    target = Path(target)
    if any(_is_same(target, own) for own in own_files(source)):
        raise ExportError(f"{target.name} belongs to the record that is being exported; choose another name.")


def refuse_one_file_twice(targets: Sequence[Path | str]) -> None:
    """Raise ExportError if two exports of one command would go to the same file, of which the last would remain."""
    for i, target in enumerate(targets):
        if any(_is_same(Path(target), Path(other)) for other in targets[:i]):
            raise ExportError(f"{Path(target).name} is named for two outputs; choose different names.")


def refuse_standard_output(targets: Sequence[Path]) -> None:
    """Raise ExportError if one of these exports, which all go to files, would become a file called "-"."""
    if Path("-") in targets:
        raise ExportError("Only JSON goes to standard output (-); name a file for the other outputs.")


def refuse_without_room(target: Path | str, n_bytes: int) -> None:
    """Raise ExportError, one sentence, if the disk of ``target`` has less free than the file will take."""
    target = Path(target)
    try:
        disk = shutil.disk_usage(target.resolve().parent)
    except OSError:  # who writes there says what is wrong with the folder
        return
    if disk.total > 0 and disk.free < n_bytes:  # some drives of a network tell nothing
        raise ExportError(
            f"{target.name} could not be written: it would be about {size_text(n_bytes)}, and only "
            f"{size_text(disk.free)} are free on that disk."
        )


def own_files(source: Path) -> Iterator[Path]:
    """What belongs to the record that was opened by the file ``source``; not all of it need exist."""
    yield source
    try:
        path = find_header(source)
        header = read_header(path)
    except RecordError:  # no WFDB record (an HDF5 file), or gone since it was opened
        return
    yield from (path.with_suffix(suffix) for suffix in _SUFFIXES)
    yield from _signal_files(header)
    for name in {segment.name for segment in header.segments if not segment.is_gap}:
        segment_path = path.with_name(name + ".hea")
        yield segment_path
        try:
            yield from _signal_files(read_header(segment_path))
        except RecordError:  # a segment that is missing: the record opens without it
            continue


def _signal_files(header: Header) -> Iterator[Path]:
    for name in {signal.file_name for signal in header.signals} - {NO_FILE}:
        yield header.path.parent / name


def _is_same(a: Path, b: Path) -> bool:
    try:
        if a.samefile(b):
            return True
    except (OSError, ValueError):  # one of them does not exist: their names decide
        pass
    return str(a.resolve()).casefold() == str(b.resolve()).casefold()
