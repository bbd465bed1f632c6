"""EDF, EDF+ and BDF by pyedflib. The header is judged before the library believes it.

Headers that are not in ASCII, which the library refuses, are read by ``edf_letters.py``.
"""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import numpy as np

from ..core.errors import RecordError
from ..core.record import Patient, Record
from .assembling import MAX_CHANNELS, Channel, assemble, held, named_day, printable, shared_rate
from .channels import is_ecg
from .dicom import age_at
from .edf_letters import LettersReader, header_of, is_plain

MAX_BYTES = 4_000_000_000
_ANNOTATIONS = ("EDF Annotations", "BDF Annotations")

# The library keeps a table of open files and opens none twice.
_lock = threading.Lock()


def read_edf(path: Path) -> Record:
    """Read an EDF or BDF file; RecordError with one sentence if it is none, damaged or discontinuous."""
    import pyedflib

    _judge(path)
    header = header_of(path)
    with _lock:
        try:
            if not is_plain(header):
                return _record(path, LettersReader(path, header))
            with pyedflib.EdfReader(str(path), annotations_mode=pyedflib.DO_NOT_READ_ANNOTATIONS) as file:
                return _record(path, file)
        except (RecordError, MemoryError):
            raise
        except Exception as error:  # OSError, ValueError, UnicodeError ...: the file is at fault
            raise RecordError(
                f"{path.name} is damaged or no EDF or BDF file: it cannot be read.", repr(error)
            ) from error


def n_bytes_of(path: Path) -> int:
    """Bytes that the file should have by its header; RecordError if that cannot be read."""
    with path.open("rb") as file:
        head = file.read(256)
        try:
            n_signals, n_records = int(head[252:256]), int(head[236:244])
            sample_bytes = 3 if head[:1] == b"\xff" else 2
            if not 0 < n_signals <= MAX_CHANNELS:
                raise ValueError
            file.seek(256 + 216 * n_signals)
            counts = [int(file.read(8)) for _ in range(n_signals)]
            if min(counts) < 1:
                raise ValueError
        except ValueError as error:
            raise RecordError(f"The header of {path.name} cannot be read.", repr(error)) from error
    return 256 * (n_signals + 1) + max(n_records, 1) * sum(counts) * sample_bytes


def _judge(path: Path) -> None:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise RecordError(f"{path.name} is too large to be opened ({size / 1e9:.1f} GB).")
    if n_bytes_of(path) > size:
        raise RecordError(f"{path.name} is damaged: its header claims more samples than the file holds.")


def _record(path: Path, file) -> Record:  # type: ignore[no-untyped-def]
    labels = [printable(file.getLabel(i)) for i in range(file.signals_in_file)]
    wanted = [i for i, label in enumerate(labels) if label not in _ANNOTATIONS]
    units = {i: printable(file.getPhysicalDimension(i), 20) for i in wanted}
    ecg = [i for i in wanted if is_ecg(labels[i], units[i])] or wanted
    rates = {i: float(file.getSampleFrequency(i)) for i in wanted}
    if not wanted or min(rates.values()) <= 0:
        raise RecordError(f"{path.name} holds no signal.")
    fs = shared_rate([rates[i] for i in ecg], path.name)
    n_samples = max(int(file.getNSamples()[i]) for i in ecg if rates[i] == fs)
    channels, warnings = [], []
    for i in wanted:
        ratio = fs / rates[i]
        if i not in ecg and (ratio < 1 or abs(ratio - round(ratio)) > 1e-9):
            warnings.append(
                f"The channel {labels[i]} is left out: its sampling frequency does not fit that of the ECG."
            )
            continue
        values = held(np.asarray(file.readSignal(i)), n_samples)
        channels.append(Channel(labels[i], units[i], values))
    return assemble(path, path.stem, channels, fs, patient=_patient(file), recorded_at=_start(file), warnings=warnings)


def _start(file) -> datetime | None:  # type: ignore[no-untyped-def]
    try:
        start: datetime = file.getStartdatetime()
    except (ValueError, TypeError):
        return None
    return start if start.year > 1985 else None  # 01.01.85 stands for an unknown or hidden day


def _patient(file) -> Patient:  # type: ignore[no-untyped-def]
    sex = {"female": "female", "male": "male"}.get(str(file.getSex()).lower())
    born, start = named_day(str(file.getBirthdate())), _start(file)
    age = age_at(born, start.date()) if born and start else None
    name = printable(file.getPatientName())
    return Patient(
        name=name if name not in ("", "X") else None,  # EDF+ writes X for what is not known
        id=printable(file.getPatientCode()) or None,
        age_years=age,
        sex=sex,
    )
