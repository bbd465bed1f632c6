"""One door for every format: ``read_any`` opens what a reference names.

========================  =============================================================
WFDB                      .hea, .dat, .mat ...: whatever has a header (``records.py``)
DICOM ECG waveforms       .dcm, or by content (``dicom.py``)
EDF, EDF+, BDF            .edf, .bdf, or by content (``edf.py``)
HDF5                      stored analyses and public data sets (``hdf5_sets.py``)
HL7 annotated ECG         .xml (``aecg.py``)
SCP-ECG                   .scp, or by content (``scp.py``)
text                      .csv, .tsv, .txt: a column a lead (``tables.py``)
========================  =============================================================

A reader is imported when a file asks for it: nearly all are WFDB, and the first trace would wait for the others.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..core.errors import RecordError
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from .formats import HDF5_SUFFIXES, RECORD_SUFFIXES, TABLE_SUFFIXES, TEXT_SUFFIXES, WFDB_SUFFIXES
from .records import find_header, open_record, saying_what_is_wrong
from .references import Reference, parse_reference
from .seal import MARK

_Reader = Callable[[Reference, Progress], Record]

_MAGIC_BYTES = 132


def read_any(reference: Path | str, progress: Progress = NO_PROGRESS) -> Record:
    """Open the ECG that ``reference`` names (``references.py``), by the rules of ``open_record`` whatever the format.

    Nothing is written, nothing outside the file's folder is read, no more memory is asked for than the file can fill.

    Raises
    ------
    UnknownScaleError : a table or data set that does not say its rate or units, which the reference has to give
    RecordError : one sentence that names the file and what is wrong with it
    Cancelled : from ``progress``
    """
    named = parse_reference(reference)
    reader = reader_of(named.path)
    if reader in _TAKE_SCALE:
        return _read(reader, named, progress)
    record = open_record(named.path, progress) if reader is None else _read(reader, named, progress)
    unused = _UNUSED.get((named.fs is not None, named.units is not None))
    return replace(record, warnings=(*record.warnings, unused)) if unused else record


def require(reference: Path | str) -> None:
    """RecordError, as ``read_any`` would raise it, if there is no file to be read where ``reference`` says."""
    path = parse_reference(reference).path
    with saying_what_is_wrong(path):
        if reader_of(path) is None:
            find_header(path)


def _read(reader: _Reader, named: Reference, progress: Progress) -> Record:
    with saying_what_is_wrong(named.path):
        return reader(named, progress)


def reader_of(path: Path) -> _Reader | None:
    """Who reads the file, by its content and, for text, its name; None: the WFDB reader, which knows what is wrong."""
    try:
        if path.suffix.lower() in WFDB_SUFFIXES or not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            head = file.read(_MAGIC_BYTES)
    except (OSError, ValueError):
        return None
    if head[128:132] == b"DICM":
        return _read_dicom
    if head.startswith(MARK):  # in front of the HDF5 content of a stored analysis
        return _read_stored
    if head.startswith((b"0       ", b"\xffBIOSEMI")):
        return _read_edf
    if _is_scp(head):
        return _read_scp
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        return _read_hdf5
    suffix = path.suffix.lower()
    if suffix == ".xml" or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return _read_aecg
    if suffix in TABLE_SUFFIXES and not path.with_suffix(".hea").is_file():
        return _read_table
    if suffix in RECORD_SUFFIXES:
        return _not_what_it_is_called
    return None


def _read_dicom(named: Reference, _progress: Progress) -> Record:
    from .dicom import read_dicom

    return read_dicom(named.path)


def _read_edf(named: Reference, _progress: Progress) -> Record:
    from .edf import read_edf

    return read_edf(named.path)


def _is_scp(head: bytes) -> bool:
    from .scp import is_scp

    return is_scp(head)


def _read_scp(named: Reference, _progress: Progress) -> Record:
    from .scp import read_scp

    return read_scp(named.path)


def _read_hdf5(named: Reference, _progress: Progress) -> Record:
    from .hdf5_sets import read_hdf5

    return read_hdf5(named)


def _read_stored(named: Reference, _progress: Progress) -> Record:
    from .hdf5_reader import read_stored

    return read_stored(named.path).record


def _read_aecg(named: Reference, _progress: Progress) -> Record:
    from .aecg import read_aecg

    return read_aecg(named.path)


def _read_table(named: Reference, progress: Progress) -> Record:
    from .tables import read_table

    return read_table(named, progress)


def _not_what_it_is_called(named: Reference, _progress: Progress) -> Record:
    if not named.path.stat().st_size:
        raise RecordError(f"{named.path.name} is empty.")
    raise RecordError(f"{named.path.name} is damaged, or not what its name says: it cannot be read.")


# Those for which the rate and units that a reference gives win over the file's.
_TAKE_SCALE = (_read_table, _read_hdf5)

# What is said where they do not, by whether a rate and units were given.
_UNUSED = {
    (True, False): "The sampling frequency given is not used: the file states its own.",
    (False, True): "The units given are not used: the file states its own.",
    (True, True): "The sampling frequency and the units given are not used: the file states its own.",
}


def takes_scale(reference: Path | str) -> bool:
    """Whether the file may be one that does not say its rate and units."""
    return parse_reference(reference).path.suffix.lower() in (*TEXT_SUFFIXES, *HDF5_SUFFIXES)


def references_in(path: Path) -> Iterator[str]:
    """References of all ECGs in a file: more than one only for data sets in HDF5. What cannot be read is named once."""
    n = 1
    if path.suffix.lower() in HDF5_SUFFIXES and path.is_file():
        from .hdf5_sets import count_exams

        try:
            n = count_exams(path)
        except (RecordError, OSError):
            n = 1
    if n == 1:
        yield str(path)
    else:
        yield from (str(Reference(path, number)) for number in range(n))
