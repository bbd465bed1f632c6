"""The two formats that nearly all ECGs are stored in, 16 and 212, decoded here and not by wfdb.

wfdb brings pandas along, half a second before the first trace. Layouts: WFDB's signal(5). All other formats are left
to wfdb, and the tests compare both ways.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# The value that says "no signal" in each format (WFDB's signal(5)); format 8 has none.
GAP_VALUES: dict[str, int | None] = {
    "8": None, "80": -128, "508": -128, "212": -2048, "310": -512, "311": -512, "16": -32768, "61": -32768,
    "160": -32768, "516": -32768, "24": -(1 << 23), "524": -(1 << 23), "32": -(1 << 31),
}  # fmt: skip

PLAIN_FORMATS = frozenset(("16", "212"))


def byte_span(fmt: str, first: int, last: int) -> tuple[int, int]:
    """Offset and number of the bytes that hold samples ``first`` to ``last`` (of all signals, in the file's order)."""
    if fmt == "16":
        return 2 * first, 2 * (last - first)
    begin = first // 2 * 3
    return begin, -(-3 * last // 2) - begin


def decode(fmt: str, data: bytes, first: int, last: int) -> NDArray[np.int16]:
    """Samples ``first`` to ``last`` from the bytes of :func:`byte_span`; ValueError if these are too few."""
    samples = np.frombuffer(data, dtype="<i2") if fmt == "16" else _pairs(data)[first % 2 :]
    if len(samples) < last - first:
        raise ValueError(f"{len(data)} bytes hold {len(samples)} of {last - first} samples")
    return samples[: last - first].astype(np.int16, copy=False)


def _pairs(data: bytes) -> NDArray[np.int16]:
    """Format 212: two samples of 12 bits, two's complement, in three bytes; the middle one holds the high bits."""
    n_bytes = len(data)
    raw = np.frombuffer(data + bytes(-n_bytes % 3), dtype=np.uint8).reshape(-1, 3).astype(np.int16)
    out = np.empty((len(raw), 2), dtype=np.int16)
    out[:, 0] = raw[:, 0] | (raw[:, 1] & 0x0F) << 8
    out[:, 1] = raw[:, 2] | (raw[:, 1] & 0xF0) << 4
    out[out > 2047] -= 4096
    return out.reshape(-1)[: n_bytes // 3 * 2 + (n_bytes % 3 == 2)]
