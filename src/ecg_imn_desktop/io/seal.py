"""A checksum in front of a stored analysis, looked at before the HDF5 library sees a byte.

The library trusts the bytes it reads: one bit turned over by a disk can make it run in circles or end the process.
HDF5 leaves room in front of its own content (the *user block*), which other programs skip; there stand a mark and the
SHA-256 of all that follows. It shows damage, not malice: whoever forges a file can forge its checksum too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..core.errors import RecordError

# The smallest user block that HDF5 knows.
BLOCK_BYTES = 512
MARK = b"ECG-IMN stored analysis (HDF5 from byte 512 on)\n"


def seal(path: Path) -> None:
    """Write mark and checksum into the user block of a file that was made with one of ``BLOCK_BYTES``."""
    digest = _digest(path)
    with path.open("r+b") as file:
        file.write(_block(digest))


def has_mark(path: Path) -> bool:
    """Whether a file says of itself that it is a stored analysis; OSError if it cannot be read."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def check_seal(path: Path) -> None:
    """RecordError, one sentence, if the file is no stored analysis or not as it was written; OSError if unreadable."""
    if not has_mark(path):
        raise RecordError(f"{path.name} is not an ECG-IMN analysis.")
    with path.open("rb") as file:
        block = file.read(BLOCK_BYTES)
    if block != _block(_digest(path)):
        raise RecordError(f"{path.name} is damaged or was changed: its checksum does not fit.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(BLOCK_BYTES)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _block(digest: str) -> bytes:
    return (MARK + f"sha256 {digest}\n".encode()).ljust(BLOCK_BYTES, b"\0")
