"""SCP-ECG (EN 1064, ISO 11073-91064): a small reader of the rhythm data, for want of a maintained library.

Its limits: rhythm data (section 6) as plain 16-bit values or in the default Huffman code, as values, first or second
differences. Refused are files that use reference-beat subtraction, bimodal compression or Huffman tables of their own.
Sections 4, 5 and 7 to 11 (reference beats, measurements, statements) are not read.
"""

from __future__ import annotations

import binascii
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from ..core.record import Patient, Record
from .assembling import MAX_CHANNELS, Channel, assemble, possible_age, printable
from .dicom import LEAD_NUMBERS, age_at

MAX_BYTES = 50_000_000
MAX_SAMPLES = 10_000_000  # of one lead
_MAX_SPREAD = 8
_HEADER = 16
_DEFAULT_TABLE = 19999
_SUBTRACTED = 0b1  # flag of section 3
_UNIT_YEARS = {1: 1.0, 2: 1 / 12, 3: 1 / 52.18, 4: 1 / 365.25, 5: 1 / 8766}


def is_scp(head: bytes) -> bool:
    """Whether a file that begins with these bytes is SCP-ECG: section 0 says so."""
    return len(head) >= 22 and head[16:22] == b"SCPECG"


def read_scp(path: Path) -> Record:
    """Read the ECG; RecordError with one sentence if it is damaged, something else, or beyond the limits above."""
    if path.stat().st_size > MAX_BYTES:
        raise RecordError(f"{path.name} is too large for an SCP-ECG file ({path.stat().st_size / 1e6:.0f} MB).")
    data = path.read_bytes()
    try:
        return _record(path, data)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise RecordError(f"{path.name} is damaged or no SCP-ECG file: it cannot be read.", repr(error)) from error


def _record(path: Path, data: bytes) -> Record:
    sections = _sections(path, data)
    warnings = []
    if binascii.crc_hqx(data[2:], 0xFFFF) != struct.unpack_from("<H", data)[0]:
        warnings.append("The checksum of the file does not fit: it may have been changed or damaged.")
    is_huffman = _is_huffman(path, sections.get(2, b""))
    leads = _leads(path, sections.get(3, b""))
    rhythm = sections.get(6, b"")
    if len(rhythm) < 6:
        raise RecordError(f"{path.name} holds no rhythm data.")
    nv_per_step, interval_us, differences, bimodal = struct.unpack_from("<HHBB", rhythm)
    if bimodal:
        raise RecordError(f"{path.name} is stored with bimodal compression, which is not read.")
    if differences > 2 or not nv_per_step or not interval_us:
        raise ValueError("encoding, size or interval of the samples")
    lengths = struct.unpack_from(f"<{len(leads)}H", rhythm, 6)
    at = 6 + 2 * len(leads)
    first = min(lead.first for lead in leads)
    n_samples = max(lead.last for lead in leads) - first + 1
    channels = []
    for lead, length in zip(leads, lengths, strict=True):
        stored = rhythm[at : at + length]
        at += length
        if len(stored) < length:
            raise ValueError("shorter than its sections say")
        n = lead.last - lead.first + 1
        values = unpacked(stored, n) if is_huffman else np.frombuffer(stored[: 2 * n], "<i2").astype(np.int64)
        if len(values) < n:
            raise ValueError("fewer samples than promised")
        row = np.full(n_samples, np.nan)
        row[lead.first - first : lead.first - first + n] = integrated(values, differences) * (nv_per_step / 1e6)
        channels.append(Channel(lead.name, "mV", row))
    patient, moment = _patient(sections.get(1, b""))
    return assemble(
        path, path.stem, channels, round(1e6 / interval_us, 6), patient=patient, recorded_at=moment, warnings=warnings
    )


def _sections(path: Path, data: bytes) -> dict[int, bytes]:
    """Contents of the sections by number, without their headers."""
    if not is_scp(data):
        raise RecordError(f"{path.name} is damaged or no SCP-ECG file: it cannot be read.")
    length = struct.unpack_from("<I", data, 6 + 4)[0]
    out: dict[int, bytes] = {}
    for at in range(6 + _HEADER, min(6 + length, len(data)) - 9, 10):
        number, n_bytes, index = struct.unpack_from("<HII", data, at)
        if number and n_bytes > _HEADER and 0 < index <= len(data):
            body = data[index - 1 : index - 1 + n_bytes]
            if len(body) < n_bytes or struct.unpack_from("<H", body, 2)[0] != number:
                raise ValueError(f"section {number}")
            out.setdefault(number, body[_HEADER:])
    return out


def _is_huffman(path: Path, section: bytes) -> bool:
    if len(section) < 2:
        return False
    if struct.unpack_from("<H", section)[0] != _DEFAULT_TABLE:
        raise RecordError(f"{path.name} is packed with Huffman tables of its own, which are not read.")
    return True


@dataclass(frozen=True)
class _Lead:
    name: str
    first: int
    last: int


def _leads(path: Path, section: bytes) -> list[_Lead]:
    n, flags = struct.unpack_from("<BB", section)
    if flags & _SUBTRACTED:
        raise RecordError(f"{path.name} is stored as differences to a reference beat, which is not read.")
    if not 0 < n <= MAX_CHANNELS:
        raise ValueError("number of leads")
    out = []
    for i in range(n):
        first, last, number = struct.unpack_from("<IIB", section, 2 + 9 * i)
        out.append(_Lead(LEAD_NUMBERS.get(number, f"lead {number}"), first, last))
    if any(lead.last < lead.first for lead in out):
        raise ValueError("length of a lead")
    n_samples = max(lead.last for lead in out) - min(lead.first for lead in out) + 1
    # Leads run side by side; a few samples a lead, far apart, would ask for gigabytes of gaps.
    if n_samples > MAX_SAMPLES or n * n_samples > _MAX_SPREAD * sum(lead.last - lead.first + 1 for lead in out):
        raise ValueError("length of the leads")
    return out


def unpacked(stored: bytes, n: int) -> NDArray[np.int64]:
    """The first ``n`` values of the default Huffman code.

    k ones, a zero and a sign bit stand for +k or -k (k up to 8), a zero alone for 0; nine ones and a zero go before a
    value in 8 bits, ten ones before one in 16 bits, both in two's complement.
    """
    bits = np.unpackbits(np.frombuffer(stored, np.uint8)).tolist()
    zeros = np.flatnonzero(np.asarray(bits, dtype=np.uint8) == 0)
    following = np.searchsorted(zeros, np.arange(len(bits) + 1))
    out: list[int] = []
    at = 0
    while len(out) < n and at < len(bits):
        k = int(zeros[following[at]]) - at if following[at] < len(zeros) else len(bits) - at
        if k == 0:
            out.append(0)
            at += 1
        elif k <= 8:
            if at + k + 1 >= len(bits):
                break
            out.append(-k if bits[at + k + 1] else k)
            at += k + 2
        else:
            width = 8 if k == 9 else 16
            at += 10
            if at + width > len(bits):
                break
            value = int("".join(map(str, bits[at : at + width])), 2)
            out.append(value - (1 << width) if bits[at] else value)
            at += width
    return np.array(out, dtype=np.int64)


def integrated(values: NDArray[np.int64], differences: int) -> NDArray[np.int64]:
    """Samples from their first or second differences; the first one or two stand for themselves."""
    if differences == 0 or len(values) < 2:
        return values
    if differences == 1:
        return np.cumsum(values)
    steps = np.concatenate([[values[1] - values[0]], values[2:]])
    return np.concatenate([values[:1], values[0] + np.cumsum(np.cumsum(steps))])


def _patient(section: bytes) -> tuple[Patient, datetime | None]:
    fields: dict[int, bytes] = {}
    at = 0
    while at + 3 <= len(section) and section[at] != 255:
        tag, length = struct.unpack_from("<BH", section, at)
        fields.setdefault(tag, section[at + 3 : at + 3 + length])
        at += 3 + length
    moment = None
    day = _day(fields.get(25, b""))
    if day is not None:
        clock = fields.get(26, b"").ljust(3, b"\0")
        with suppress(ValueError):
            moment = datetime(day.year, day.month, day.day, *clock[:3])
    born = _day(fields.get(5, b""))
    age = None
    if len(fields.get(4, b"")) >= 3:
        value, unit = struct.unpack_from("<HB", fields[4])
        age = possible_age(value * _UNIT_YEARS[unit]) if unit in _UNIT_YEARS and value else None
    if age is None and born is not None and moment is not None:
        age = age_at(born, moment.date())
    sex = {1: "male", 2: "female"}.get(fields.get(8, b"\0")[:1][0] if fields.get(8) else 0)
    name = " ".join(t for t in (_text(fields.get(1)), _text(fields.get(0))) if t)
    return Patient(name=name or None, id=_text(fields.get(2)) or None, age_years=age, sex=sex), moment


def _text(value: bytes | None) -> str:
    raw = (value or b"").split(b"\0")[0]
    try:
        return printable(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return printable(raw.decode("latin-1"))


def _day(value: bytes) -> date | None:
    with suppress(ValueError, struct.error):
        return date(*struct.unpack_from("<HBB", value))
    return None
