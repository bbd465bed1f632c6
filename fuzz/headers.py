"""WFDB headers a few edits away from valid ones, over whole and damaged signal files."""

from __future__ import annotations

import functools
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.io.records import open_record

from .target import Target, look_at

SEEDS = (
    "r 2 500 200\nr.dat 16 1000(0)/mV 16 0 5 -1234 0 I\nr.dat 16 1000(0)/mV 16 0 5 77 0 II\n# Age: 74\n# Sex: F\n",
    "r.mat 3 500 100 05-May-2020 09:49:17\nr.dat 16+24 200/mv 16 0 0 0 0 I\nr.dat 16+24 1/uV 16 0 0 0 0 II\n"
    "r.dat 16+24 1/mmHg 16 0 0 0 0 ABP\n",
    "r 2 125/1000(5) 40 10:00:00 01/02/2020\nr.dat 212x4:3 200 12 1024 0 0 0 MLII\nr.dat 212x2 12.8(-3)/mV 12 0 V\n",
    "r 1 360\nr.dat 310 200 10 0 0 0 0 V1\n",
    "r 1 360 99\nr.dat 8 200 10 0 5 0 0 V1\ns.dat 24 200 24 0 0 0 0 V2\n",
    "r 2 250 500\nf.dat 516 200/mV 16 0 0 0 0 I\nf.dat 516 200/mV 16 0 0 0 0 II\n",
    "r/3 2 500 230\na 100\n~ 30\nb 100\n",
    "r/4 2 500 230\nl 0\na 100\n~ 30\nb 100\n",
)
CHILDREN = {
    "a.hea": "a 2 500 100\nr.dat 16 1000/mV 16 0 0 0 0 I\nr.dat 16 1000/mV 16 0 0 0 0 II\n",
    "b.hea": "b 1 500 100\ns.dat 16 1/uV 16 0 0 0 0 II\n",
    "l.hea": "l 2 500 0\n~ 0 1/mV 16 0 0 0 0 I\n~ 0 1/mV 16 0 0 0 0 II\n",
}
WORDS = """
0 1 2 -1 ~ / x : + ( ) # . - 1e999 nan inf 99999999999999999999 1000000000 4294967296 65536 0.0 -0 1e-300
../x /etc/passwd http://x/y s3://b/k C:\\x .. . - r.dat r.hea s.dat f.dat gone.dat r a b l m/2 r/2
8 16 24 32 61 80 160 212 310 311 508 516 524 0 99 16x2 212x3:4+5 16+24 16x99999 16:99999999 16+999999999
mV uV µV V mmHg NU 1000/mV 1(5)/uV 0/mV -5/mV 1e-19/V I II aVR V1 MLII RESP ABP
"""
TOKENS = (
    *WORDS.split(),
    "\t", "\r", "\0", "\x85", "\u2028", "\ufeff", "ä", "9" * 400, "x" * 2000, "\n", "\n\n", "#",
)  # fmt: skip


def mutate(rng: random.Random) -> bytes:
    """A header a few edits away from a valid one."""
    text = rng.choice(SEEDS)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5, 9))):
        text = rng.choice(EDITS)(text, rng)
    if rng.random() < 0.02:
        text = _many_lines(text, rng)
    content = text.encode(rng.choice(("utf-8", "utf-8", "utf-8", "latin-1", "utf-16")), errors="replace")
    if rng.random() < 0.1:
        content = bytes(b ^ (1 << rng.randrange(8)) if rng.random() < 0.02 else b for b in content)
    return content


def _word(text: str, rng: random.Random) -> str:
    lines = [line.split(" ") for line in text.split("\n")]
    line = rng.choice(lines)
    line[rng.randrange(len(line))] = rng.choice(TOKENS)
    return "\n".join(" ".join(words) for words in lines)


def _insert(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(TOKENS) + text[at:]


def _delete(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice((1, 2, 5, 20)) :]


def _digit(text: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + rng.choice("0123456789-.eE" + "9" * 5) * rng.choice((1, 1, 3, 12)) + text[at + 1 :]


def _line(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return "\n".join(lines)


def _many_lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    return "\n".join(lines[:1] + lines[1:2] * rng.choice((50, 2000)) + lines[2:])


EDITS: tuple[Callable[[str, random.Random], str], ...] = (_word, _word, _insert, _delete, _digit, _digit, _line)


def write_signals(folder: Path, rng: random.Random) -> None:
    """Signal files of random bytes and lengths; a FLAC file, whole or damaged."""
    for name in ("r.dat", "s.dat"):
        (folder / name).write_bytes(rng.randbytes(rng.choice((0, 1, 24, 399, 400, 800, 5000))))
    flac = bytearray(make_flac())
    for _ in range(rng.choice((0, 0, 1, 5))):
        flac[rng.randrange(len(flac))] = rng.randrange(256)
    (folder / "f.dat").write_bytes(flac[: rng.choice((len(flac), len(flac), len(flac) // 2, 10))])


@functools.cache
def make_flac() -> bytes:
    """A FLAC signal file by wfdb's own writer."""
    import numpy as np
    import wfdb

    with tempfile.TemporaryDirectory() as folder:
        mv = np.random.default_rng(0).normal(0, 0.3, (500, 2))
        wfdb.wrsamp("f", fs=250, units=["mV"] * 2, sig_name=["I", "II"], p_signal=mv, fmt=["516"] * 2, write_dir=folder)
        return (Path(folder) / "f.dat").read_bytes()


class Headers(Target):
    """A mutated header named ``r.hea``; signal files and segments lie beside it."""

    refusals = (RecordError,)

    def prepare(self, folder: Path, rng: random.Random) -> None:
        """Segments, and signal files of random lengths."""
        for child, text in CHILDREN.items():
            (folder / child).write_text(text)
        write_signals(folder, rng)

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next header."""
        header = folder / "r.hea"
        header.write_bytes(mutate(rng))
        return header

    def use(self, path: Path, rng: random.Random) -> None:
        """Open the record, and look at what was read."""
        look_at(open_record(path))

    def judge(self, message: str, path: Path) -> str:
        """A plain sentence that names the record or one of the files."""
        names = [p.name for p in path.parent.iterdir()]
        if not any(n in message for n in names) and not any(w in message for w in ("record ", "segment ", "file ")):
            return f"names no file: {message[:200]!r}"
        return super().judge(message, path)


TARGET = Headers()
