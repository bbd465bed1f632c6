"""What a fuzzer consists of."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np

from ecg_imn_desktop.core.errors import EcgError, RecordError
from ecg_imn_desktop.core.record import Record


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


class EcgFile(Target):
    """A file that ``read_any`` opens, whatever its format."""

    refusals = (RecordError,)

    def use(self, path: Path, rng: random.Random) -> None:
        """Open it, and look at what was read."""
        from ecg_imn_desktop.io.opening import read_any

        look_at(read_any(path))

    def judge(self, message: str, path: Path) -> str:
        """A plain sentence that names the file."""
        return super().judge(message, path) or ("" if path.name in message else f"names no file: {message!r}")


def look_at(record: Record) -> None:
    """AssertionError if something is no Record that the rest of the program can rely on."""
    assert record.mv.ndim == 2
    assert record.mv.shape == (len(record.lead_names), record.n_samples)
    assert len(set(record.lead_names)) == len(record.lead_names), record.lead_names
    assert 0 < record.fs < float("inf"), record.fs
    if not record.is_stored:
        assert not np.isinf(record.mv).any(), "an infinite voltage"
        assert not record.mv.flags.writeable
    texts = (record.name, record.patient.name, record.patient.id, *record.lead_names, *record.warnings)
    assert all(t.isprintable() for t in texts if t), texts
    assert record.patient.age_years is None or 0 <= record.patient.age_years < 200, record.patient.age_years
    record.section(0.0, 10.0)


def somewhere(tree: Any, rng: random.Random, deeper: float = 0.85) -> tuple[Any, Any] | None:
    """A place in a tree of dicts and lists: (the innermost dict or list, key); None where it ends in an empty one."""
    while keys := list(tree) if isinstance(tree, dict) else list(range(len(tree))):
        key = rng.choice(keys)
        if not (isinstance(tree[key], dict | list) and tree[key] and rng.random() < deeper):
            return tree, key
        tree = tree[key]
    return None


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
