"""DICOM waveforms: damaged bytes, and data sets whose elements lie, are gone, of another kind or nested without end."""

from __future__ import annotations

import functools
import io
import random
import struct
import tempfile
import warnings
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.simulate import simulate

from .target import EcgFile, damage

ODD: tuple[Any, ...] = (
    0, 1, -1, 2, 12, 1025, 65535, 2**31 - 1, 0.0, 1e300, 1e-300, float("nan"), float("inf"), "", "x", "9" * 300, "ä",
    "SS", "UB",
    "MB", "\0", "99999999", "999Y", "000D", "20240230", "19620301", "5.6.3-9-1", "2:61", "131329", "DERIVED", None,
    b"", b"\0\x80",
    b"\xff" * 7, [], ["1", "2"], ["x"] * 50,
)  # fmt: skip
HEAD = 132
LITTLE_IMPLICIT, LITTLE, DEFLATED, BIG = (f"1.2.840.10008.1.2{tail}" for tail in ("", ".1", ".1.99", ".2"))


@functools.cache
def valid() -> bytes:
    """A small ECG by the program's own export."""
    from ecg_imn_desktop.io.exporting import write_record

    record = simulate("normal", fs=100, duration_s=1).record
    record = replace(record, patient=Patient(name="Jane Miller", id="A-17", age_years=61.0, sex="female"))
    with tempfile.TemporaryDirectory() as folder:
        return write_record(Path(folder) / "a.dcm", record).read_bytes()


class Dicom(EcgFile):
    """``a.dcm``."""

    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file."""
        kind = rng.random()
        if kind < 0.45:
            content = damage(valid(), rng)
        elif kind < 0.95:
            content = lying(rng)
            content = damage(content, rng) if rng.random() < 0.2 else content
        else:
            content = rng.choice((nested, bomb, endless))(rng)
        path = folder / "a.dcm"
        path.write_bytes(content)
        return path


def lying(rng: random.Random) -> bytes:
    """Another value, none, or one of another kind in a few elements; written by pydicom, which may refuse."""
    import pydicom
    import pydicom.config
    import pydicom.uid

    with warnings.catch_warnings(), pydicom.config.disable_value_validation():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(valid()))
        for _ in range(rng.choice((1, 1, 2, 4))):
            place = dataset
            while rng.random() < 0.75:
                inner = [element for element in place if element.VR == "SQ" and len(element.value)]
                if not inner:
                    break
                place = rng.choice(rng.choice(inner).value)
            elements = list(place)
            if not elements:
                continue
            element = rng.choice(elements)
            try:
                if rng.random() < 0.3:
                    del place[element.tag]
                elif rng.random() < 0.1:
                    place.add_new(element.tag, rng.choice(("UN", "OB", "LO", "DS", "US", "SQ")), rng.choice(ODD))
                elif element.VR == "SQ":
                    element.value = list(element.value) * rng.choice((0, 2, 200))
                else:
                    element.value = rng.choice(ODD)
            except Exception:  # pydicom will not have it: this edit is none
                continue
        out = io.BytesIO()
        try:
            syntax = rng.choice((None, None, LITTLE_IMPLICIT, BIG))
            if syntax:
                dataset.file_meta.TransferSyntaxUID = pydicom.uid.UID(syntax)
            pydicom.dcmwrite(
                out, dataset, implicit_vr=None if not syntax else syntax == LITTLE_IMPLICIT,
                little_endian=None if not syntax else syntax != BIG, force_encoding=bool(syntax),
            )  # fmt: skip
        except Exception:  # a value that it cannot write
            return damage(valid(), rng)
        return out.getvalue()


def _file(syntax: str, body: bytes) -> bytes:
    uid = syntax.encode() + b"\0" * (len(syntax) % 2)
    meta = struct.pack("<HH2sH", 2, 0x10, b"UI", len(uid)) + uid
    return bytes(128) + b"DICM" + struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(meta)) + meta + body


def nested(rng: random.Random) -> bytes:
    """A waveform sequence in a waveform sequence, and so on; ends are there or not."""
    depth = rng.choice((10, 500, 2000, 20_000))
    begin = struct.pack("<HH2sHI", 0x5400, 0x0100, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    end = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return _file(LITTLE, begin * depth + end * (depth if rng.random() < 0.7 else 0))


def bomb(rng: random.Random) -> bytes:
    """A deflated data set that unfolds to a gigabyte; the syntax stands in the file once, or twice."""
    content = _file(DEFLATED, _unfolding_to(rng.choice((10**6, 1_100_000_000))))
    if rng.random() < 0.3:
        uid = struct.pack("<HH2sH", 2, 0x10, b"UI", len(LITTLE) + 1) + LITTLE.encode() + b"\0"
        content = content[: HEAD + 12] + uid + content[HEAD + 12 :]
    return content


@functools.cache
def _unfolding_to(n: int) -> bytes:
    packer = zlib.compressobj(1, wbits=-15)
    head = struct.pack("<HH2sHI", 0x5400, 0x1010, b"OW", 0, n)
    return packer.compress(head) + packer.compress(bytes(n)) + packer.flush()


def endless(rng: random.Random) -> bytes:
    """Elements and items whose lengths go beyond the file."""
    n = rng.choice((2**31, 2**32 - 2, 10**9))
    kind = rng.choice((b"OW", b"UN", b"SQ", b"UT"))
    return valid() + struct.pack("<HH2sHI", 0x7FE0, 0x10, kind, 0, n) + rng.randbytes(rng.choice((0, 4, 100)))


TARGET = Dicom()
