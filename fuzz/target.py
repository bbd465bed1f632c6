"""What a fuzzer consists of."""

from __future__ import annotations

import random
from pathlib import Path

from ecg_imn_desktop.core.errors import EcgError


class Target:
    """One kind of input.

    Attributes: ``refusals``, the exceptions that are a proper refusal; ``block``, how many inputs share what
    ``prepare`` laid into the folder. An input depends on its number and the seed alone, so it can be made again.
    """

    refusals: tuple[type[EcgError], ...] = (EcgError,)
    block = 50

    def prepare(self, folder: Path, rng: random.Random) -> None:
        """Lay what a block of inputs shares into the empty folder."""

    def write(self, folder: Path, rng: random.Random) -> Path:
        """Write the next input; gives the path that the program is told to open."""
        raise NotImplementedError

    def use(self, path: Path, rng: random.Random) -> None:
        """Read it as the program does."""
        raise NotImplementedError

    def judge(self, message: str, path: Path) -> str:
        """What is wrong with the sentence of a refusal, empty if nothing."""
        if not message.isprintable() or not message.endswith(".") or len(message) > 400:
            return f"not a plain sentence: {message[:200]!r}"
        return ""


def flip_bits(content: bytes, rng: random.Random, n: int) -> bytes:
    """``n`` bits turned over."""
    changed = bytearray(content)
    for _ in range(n if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def damage(content: bytes, rng: random.Random) -> bytes:
    """Bytes changed, cut off, zeroed, doubled or moved: what disks, networks and enemies do to a file."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if not content:
            return content
        at = rng.randrange(len(content))
        length = rng.choice((1, 2, 4, 8, 64, 512))
        kind = rng.randrange(7)
        if kind <= 1:
            content = flip_bits(content, rng, rng.choice((1, 1, 4, 32)))
        elif kind == 2:
            content = content[:at]
        elif kind == 3:
            content = content[:at] + rng.choice((b"\0", b"\xff")) * length + content[at + length :]
        elif kind == 4:
            content = content[:at] + rng.randbytes(length) + content[at + length :]
        elif kind == 5:
            content = content[:at] + content[at : at + length] + content[at:]
        else:
            other = rng.randrange(len(content))
            content = content[:at] + content[other : other + length] + content[at + length :]
    return content
