"""Fuzz the reading of WFDB records: mutated headers over whole and damaged signal files.

    python benchmarks/fuzz_headers.py [--count 100000] [--seed 0] [--keep FOLDER]

Every input must give a Record or a RecordError of one plain sentence, within 2 s and 1 GB, without opening a file
outside the record's folder and without touching the network; an audit hook watches. What fails is printed (and kept
with ``--keep``); the exit code is then 1.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import wfdb

from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.io.records import open_record

MAX_SECONDS = 2.0
MAX_GROWTH_KB = 1_000_000

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
    flac = bytearray(FLAC)
    for _ in range(rng.choice((0, 0, 1, 5))):
        flac[rng.randrange(len(flac))] = rng.randrange(256)
    (folder / "f.dat").write_bytes(flac[: rng.choice((len(flac), len(flac), len(flac) // 2, 10))])


def make_flac() -> bytes:
    """A FLAC signal file by wfdb's own writer."""
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        mv = np.random.default_rng(0).normal(0, 0.3, (500, 2))
        wfdb.wrsamp("f", fs=250, units=["mV"] * 2, sig_name=["I", "II"], p_signal=mv, fmt=["516"] * 2, write_dir=folder)
        return (Path(folder) / "f.dat").read_bytes()


FLAC = make_flac()


class Watch:
    """Notes what the program opens and connects to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.on = False
        self.faults: list[str] = []
        sys.addaudithook(self.hook)

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        """The audit hook: an open outside the folder, or any socket, is a fault."""
        if not self.on:
            return
        if event == "open" and isinstance(args[0], str | bytes):
            path = Path(args[0] if isinstance(args[0], str) else args[0].decode())
            is_code = str(path).startswith(CODE)
            if not is_code and path.parent.resolve() != self.folder:
                self.faults.append(f"opened {path}")
        elif event.startswith("socket.") or event.startswith("urllib.") or event in ("subprocess.Popen", "os.system"):
            self.faults.append(event)


CODE = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parent.parent / "src"))


def main() -> int:
    """Run; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    outcomes: Counter[str] = Counter()
    slowest, failures, grown = 0.0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for child, text in CHILDREN.items():
            (folder / child).write_text(text)
        header = folder / "r.hea"
        watch = Watch(folder)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        for i in range(options.count):
            if i % 50 == 0:
                write_signals(folder, rng)
            content = mutate(rng)
            header.write_bytes(content)
            watch.faults.clear()
            start = time.perf_counter()
            watch.on = True
            try:
                open_record(header)
                outcome, fault = "opened", ""
            except RecordError as error:
                outcome, fault = "refused", _judge(error.message)
            except Exception as error:  # the very thing looked for
                outcome, fault = "crashed", repr(error)
            watch.on = False
            took = time.perf_counter() - start
            slowest = max(slowest, took)
            outcomes[outcome] += 1
            if i % 100 == 0 or i == options.count - 1:
                grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
            fault = fault or "; ".join(watch.faults) or (f"took {took:.1f} s" if took > MAX_SECONDS else "")
            fault = fault or (f"grew by {grown} kB" if grown > MAX_GROWTH_KB else "")
            if fault:
                failures += 1
                print(f"#{i}: {fault}\n{content[:500]!r}", file=sys.stderr)
                if options.keep is not None:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{options.seed}-{i}.hea").write_bytes(content)
                if failures > 20:
                    break
        elapsed = time.perf_counter() - began
    print(f"{sum(outcomes.values())} headers in {elapsed:.0f} s: {dict(outcomes)}, {failures} failures")
    print(f"slowest {slowest * 1e3:.0f} ms, memory grew by {grown / 1024:.0f} MB")
    return 1 if failures else 0


def _judge(message: str) -> str:
    """What is wrong with a refusal, empty if nothing."""
    if not message.isprintable() or not message.endswith(".") or len(message) > 400:
        return f"not a plain sentence: {message[:200]!r}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
