"""SCP-ECG files made after the text of the standard by the writer below: what is read, and what is refused."""

import binascii
import random
import struct
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import EcgError, RecordError
from ecg_imn_desktop.core.record import Patient, Record
from ecg_imn_desktop.io.dicom import LEAD_NUMBERS
from ecg_imn_desktop.io.opening import read_any
from ecg_imn_desktop.io.scp import unpacked
from ecg_imn_desktop.simulate import simulate

NUMBER_OF = {name: number for number, name in LEAD_NUMBERS.items()}
NV_PER_STEP = 2500


def code(value: int) -> str:
    """A value in the default Huffman code, bits as text (annex C of the standard)."""
    if value == 0:
        return "0"
    if abs(value) <= 8:
        return "1" * abs(value) + "0" + ("1" if value < 0 else "0")
    if -128 <= value < 128:
        return "1111111110" + format(value & 0xFF, "08b")
    return "1111111111" + format(value & 0xFFFF, "016b")


def packed(values) -> bytes:
    bits = "".join(code(int(v)) for v in values)
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return data + b"\0" * (len(data) % 2)


def section(number: int, body: bytes) -> bytes:
    head = struct.pack("<HIBB6s", number, 16 + len(body), 20, 20, b"SCPECG" if number == 0 else bytes(6))
    return struct.pack("<H", binascii.crc_hqx(head + body, 0xFFFF)) + head + body


def tag(number: int, value: bytes) -> bytes:
    return struct.pack("<BH", number, len(value)) + value


def scp_bytes(ecg: Record, differences: int = 2, is_huffman: bool = True, **changes: int) -> bytes:
    steps = np.rint(ecg.mv.astype(np.float64) * 1e6 / NV_PER_STEP).astype(np.int64)
    n, length = steps.shape
    about = tag(0, b"Miller\0") + tag(1, b"Jane\0") + tag(2, b"A-17\0") + tag(4, struct.pack("<HB", 61, 1))
    about += tag(8, b"\x02") + tag(25, struct.pack("<HBB", 2024, 2, 29)) + tag(26, bytes([13, 5, 7])) + b"\xff\0\0"
    leads = struct.pack("<BB", n, changes.get("flags", 0b100 | n << 3))
    leads += b"".join(struct.pack("<IIB", 1, length, NUMBER_OF[lead]) for lead in ecg.lead_names)
    coded = []
    for row in steps:
        values = row
        for _ in range(differences):
            values = np.concatenate([values[:1], np.diff(values)])
        if differences == 2:
            values[1] = row[1]
        coded.append(packed(values) if is_huffman else row.astype("<i2").tobytes())
    rhythm = struct.pack("<HHBB", NV_PER_STEP, round(1e6 / ecg.fs), differences, changes.get("bimodal", 0))
    rhythm += struct.pack(f"<{n}H", *map(len, coded)) + b"".join(coded)
    bodies = {1: about, 3: leads, 6: rhythm}
    if is_huffman:
        bodies[2] = struct.pack("<H", changes.get("table", 19999))
    at = 6 + 16 + 10 * 12
    pointers, rest = b"", b""
    parts = {number: section(number, body) for number, body in sorted(bodies.items())}
    for number in range(12):
        if number == 0:
            pointers += struct.pack("<HII", 0, 16 + 10 * 12, 7)
        elif number in parts:
            pointers += struct.pack("<HII", number, len(parts[number]), at + 1)
            rest += parts[number]
            at += len(parts[number])
        else:
            pointers += struct.pack("<HII", number, 0, 0)
    body = struct.pack("<I", at) + section(0, pointers) + rest
    return struct.pack("<H", binascii.crc_hqx(body, 0xFFFF)) + body


@pytest.fixture(scope="module")
def ecg() -> Record:
    return simulate("normal", fs=500, duration_s=2, seed=3).record


def write(folder: Path, data: bytes) -> Path:
    (folder / "a.scp").write_bytes(data)
    return folder / "a.scp"


@pytest.mark.parametrize("differences", [0, 1, 2])
def test_what_was_written_is_read(tmp_path, ecg, differences):
    record = read_any(write(tmp_path, scp_bytes(ecg, differences)))
    assert record.lead_names == ecg.lead_names
    assert record.fs == 500
    assert np.abs(record.mv - ecg.mv).max() <= NV_PER_STEP / 2e6 + 1e-6
    assert record.patient == Patient("Jane Miller", "A-17", 61.0, "female")
    assert record.recorded_at == datetime(2024, 2, 29, 13, 5, 7)
    assert record.warnings == ()


def test_plain_values_and_a_changed_file(tmp_path, ecg):
    data = bytearray(scp_bytes(ecg, 0, is_huffman=False))
    assert np.abs(read_any(write(tmp_path, data)).mv - ecg.mv).max() <= NV_PER_STEP / 2e6 + 1e-6
    data[-1] ^= 1
    assert any("checksum" in w for w in read_any(write(tmp_path, data)).warnings)


def test_every_value_of_the_code_comes_back():
    values = [*range(-300, 300), 32767, -32768, 0, 0]
    assert unpacked(packed(values), len(values)).tolist() == values


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"flags": 1}, "reference beat"), ({"bimodal": 1}, "bimodal"), ({"table": 1}, "tables of its own")],
)
def test_what_is_beyond_the_reader_is_said(tmp_path, ecg, changes, words):
    with pytest.raises(RecordError, match=words):
        read_any(write(tmp_path, scp_bytes(ecg, **changes)))


def test_leads_that_lie_far_apart_ask_for_no_memory(tmp_path, ecg):
    """Found by fuzzing: twelve leads of a few samples, millions of samples apart, asked for a gigabyte of gaps."""
    data = scp_bytes(ecg, 0, is_huffman=False)
    n = ecg.n_samples
    as_told = struct.pack("<II", 1, n)
    last = data.rfind(as_told)
    data = data[:last] + struct.pack("<II", 9_000_001, 9_000_000 + n) + data[last + 8 :]
    with pytest.raises(RecordError, match="damaged"):
        read_any(write(tmp_path, data))


def test_damaged_files_are_refused_or_read_but_never_crash(tmp_path, ecg):
    whole = scp_bytes(replace(ecg, mv=ecg.mv[:, :100]))
    chance = random.Random(1)
    n_refused = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(min(len(data), chance.choice((400, len(data)))))
            if chance.random() < 0.7:
                data[at] = chance.randrange(256)
            else:
                del data[at : at + chance.randint(1, 200)]
        try:
            read_any(write(tmp_path, bytes(data)))
        except EcgError:
            n_refused += 1
    assert n_refused > 20
