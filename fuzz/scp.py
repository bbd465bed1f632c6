"""SCP-ECG: sections that lie about their places, lengths, leads and codes, behind checksums that fit or do not."""

from __future__ import annotations

import binascii
import random
import struct
from pathlib import Path

from .target import EcgFile, damage

ODD = (0, 1, 2, 15, 16, 17, 255, 256, 1000, 19999, 32767, 65535, 2**31 - 1, 2**32 - 1)


class Scp(EcgFile):
    """``a.scp`` with up to twelve leads, plain or in the Huffman code: random bytes are a text in it like any other."""

    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file."""
        content = make(rng)
        if rng.random() < 0.3:
            content = damage(content, rng)
            if rng.random() < 0.5:
                content = struct.pack("<H", binascii.crc_hqx(content[2:], 0xFFFF)) + content[2:]
        path = folder / "a.scp"
        path.write_bytes(content)
        return path


def make(rng: random.Random) -> bytes:
    """A file that lies in a few numbers, or in none."""

    def number(truth: int, limit: int) -> int:
        return min(limit, rng.choice(ODD)) if rng.random() < lies else truth

    lies = rng.choice((0.0, 0.01, 0.05))
    n, length = rng.choice((1, 2, 8, 12)), rng.choice((1, 2, 50, 500))
    is_huffman = rng.random() < 0.5
    leads = struct.pack("<BB", number(n, 255), number(4 | n << 3, 255) & 255)
    for i in range(n):
        leads += struct.pack("<IIB", number(1, 2**32 - 1), number(length, 2**32 - 1), number(i + 1, 255))
    size = length if is_huffman else 2 * length
    coded = [bytes(size) if rng.random() < 0.5 else rng.randbytes(size) for _ in range(n)]
    rhythm = struct.pack(
        "<HHBB", number(2500, 65535), number(2000, 65535), number(rng.randrange(3), 255), number(0, 255)
    )
    rhythm += b"".join(struct.pack("<H", number(len(c), 65535)) for c in coded) + b"".join(coded)
    about = b""
    for tag, value in (
        (0, b"Miller\0"), (1, b"Jane\0"), (2, b"A-17\0"), (4, struct.pack("<HB", number(61, 65535), number(1, 255))),
        (5, struct.pack("<HBB", number(1962, 65535), number(3, 255), 1)), (8, bytes([number(2, 255)])),
        (25, struct.pack("<HBB", number(2024, 65535), number(2, 255), number(29, 255))), (26, bytes([number(13, 255),
        5, 7])),
    ):  # fmt: skip
        value = rng.randbytes(len(value)) if rng.random() < lies else value
        about += struct.pack("<BH", number(tag, 255), number(len(value), 65535)) + value
    bodies = {1: about + b"\xff\0\0", 3: leads, 6: rhythm}
    if is_huffman:
        bodies[2] = struct.pack("<H", number(19999, 65535))
    sections = {key: _section(number(key, 65535), body, number) for key, body in sorted(bodies.items())}
    at = 6 + 16 + 10 * 12
    pointers, rest = b"", b""
    for key in range(12):
        section = sections.get(key, b"")
        place = 7 if key == 0 else at + 1 if section else 0
        size = 16 + 10 * 12 if key == 0 else len(section)
        pointers += struct.pack("<HII", number(key, 65535), number(size, 2**32 - 1), number(place, 2**32 - 1))
        rest += section
        at += len(section)
    body = struct.pack("<I", number(at, 2**32 - 1)) + _section(0, pointers, number) + rest
    return struct.pack("<H", number(binascii.crc_hqx(body, 0xFFFF), 65535)) + body


def _section(key: int, body: bytes, number) -> bytes:  # type: ignore[no-untyped-def]
    head = struct.pack("<HIBB6s", key, number(16 + len(body), 2**32 - 1), 20, 20, b"SCPECG" if key == 0 else bytes(6))
    return struct.pack("<H", binascii.crc_hqx(head + body, 0xFFFF)) + head + body


TARGET = Scp()
