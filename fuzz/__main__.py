"""Fuzz what the program reads.

    python -m fuzz TARGET [--count 10000] [--seed 0] [--jobs 1] [--keep FOLDER] [--only NUMBER]

Targets: headers, records, tables, dicom, edf, scp, aecg, annotations, stored, models, checkpoints, settings.

Every input must be read or refused with one plain sentence (an EcgError), within 2 s of the processor and 1 GB,
without a file opened outside its folder, without the network, without a changed file. The inputs run in chunks, each in
a process of its own, so that a crash of a C library is found like any other fault. A failing input is named by its
number: ``--only NUMBER`` with the same seed makes it again, ``--keep`` keeps its folder. ``--jobs`` chunks run at once.
The inputs lie in memory where the system has a file system there (/dev/shm): a disk is ten times slower than the
reading of a header. Exit status 1 if any failed.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import json
import mmap
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .target import Target
from .watch import Watch, listing, peak_kb

TARGETS = (
    "headers", "records", "tables", "dicom", "edf", "scp", "aecg", "annotations", "stored", "models", "checkpoints",
    "settings",
)  # fmt: skip
IN_MEMORY = Path("/dev/shm")
MAX_CPU_S = 2.0
MAX_GROWTH_KB = 1_000_000
# By the wall's clock a busy machine is given more: after this the system ends the process.
PATIENCE_S = 20
CHUNK = 10_000
MAX_FAILURES = 20


def main() -> int:
    """Run all chunks; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", type=int, help="this input alone, with the traceback of what it does")
    parser.add_argument("--chunk", metavar="FIRST,LAST,FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    target: Target = importlib.import_module(f"fuzz.{options.target}").TARGET
    if options.chunk:
        first, last, file = options.chunk.split(",", 2)
        return run_chunk(target, options, range(int(first), int(last)), Path(file))
    if options.only is not None:
        return run_one(target, options)
    return run_all(options)


@dataclass
class Tally:
    """What became of the inputs so far, of all chunks together."""

    outcomes: Counter[str] = field(default_factory=Counter)
    n_inputs: int = 0
    slowest_s: float = 0.0
    grown_kb: int = 0
    failures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __str__(self) -> str:
        return f"{self.n_inputs} inputs: {dict(self.outcomes)}, {self.failures} failures"


def run_all(options: argparse.Namespace) -> int:
    """A process a chunk, ``jobs`` of them at once."""
    tally = Tally()
    began = time.perf_counter()
    size = min(CHUNK, max(100, options.count // (4 * options.jobs)))
    with ThreadPoolExecutor(options.jobs) as pool:
        for task in [pool.submit(run_range, options, tally, at, size) for at in range(0, options.count, size)]:
            task.result()
    seconds = time.perf_counter() - began
    print(
        f"{options.target}, seed {options.seed}: {tally} in {seconds:.0f} s ({tally.n_inputs / seconds:.0f}/s); "
        f"slowest {tally.slowest_s * 1e3:.0f} ms of the processor, memory grew by at most "
        f"{tally.grown_kb / 1024:.0f} MB a process"
    )
    return 1 if tally.failures else 0


def run_range(options: argparse.Namespace, tally: Tally, at: int, size: int) -> None:
    """The inputs of one chunk; after a crash another process goes on behind the input that caused it."""
    stop = min(at + size, options.count)
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        notes = Path(folder) / "notes"
        while at < stop and tally.failures < MAX_FAILURES:
            notes.write_bytes(bytes(8))
            shutil.rmtree(notes.with_name("inputs"), ignore_errors=True)
            notes.with_name("inputs").mkdir()
            command = [sys.executable, "-m", "fuzz", options.target, "--seed", str(options.seed)]
            command += ["--chunk", f"{at},{stop},{notes}"] + (["--keep", str(options.keep)] if options.keep else [])
            run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
            with tally.lock:
                if run.returncode == 0:
                    result = json.loads(run.stdout.splitlines()[-1])
                    tally.outcomes.update(result["outcomes"])
                    tally.n_inputs += sum(result["outcomes"].values())
                    tally.slowest_s = max(tally.slowest_s, result["slowest_s"])
                    tally.grown_kb = max(tally.grown_kb, result["grown_kb"])
                    tally.failures += result["failures"]
                    at = stop
                    print(tally, file=sys.stderr)
                else:
                    (number,) = struct.unpack("q", notes.read_bytes()[:8])
                    name = signal.Signals(-run.returncode).name if run.returncode < 0 else f"status {run.returncode}"
                    print(f"#{number}: the process ended with {name}", file=sys.stderr)
                    tally.outcomes["ended the process"] += 1
                    tally.outcomes["before that"] += number - at
                    tally.n_inputs += number - at + 1
                    tally.failures += 1
                    at = number + 1


def run_chunk(target: Target, options: argparse.Namespace, numbers: range, notes: Path) -> int:
    """The inputs of one process; the last line printed is its result as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (24 << 30, 24 << 30))  # the machine outlives a bomb that works
    outcomes: Counter[str] = Counter()
    slowest_s, failures, memory_kb = 0.0, 0, 0
    folder = notes.with_name("inputs")
    with notes.open("r+b") as file, mmap.mmap(file.fileno(), 8) as number_now:
        watch = Watch(folder)
        for i in numbers:
            number_now[:8] = struct.pack("q", i)
            path, rng = make_input(target, options.seed, i, folder, is_first=i == numbers[0])
            before = listing(folder)
            if i == numbers[0]:
                warm_up(target, path, rng)
                memory_kb = peak_kb()
            outcome, fault, seconds = attempt(target, path, rng, watch)
            outcomes[outcome] += 1
            slowest_s = max(slowest_s, seconds)
            fault = fault or "; ".join(watch.faults) or (f"took {seconds:.1f} s" if seconds > MAX_CPU_S else "")
            if not fault and listing(folder) != before:
                fault = "changed the folder"
            if not fault and peak_kb() - memory_kb > MAX_GROWTH_KB:
                fault = f"memory grew by {(peak_kb() - memory_kb) >> 10} MB"
                memory_kb = peak_kb()
            if fault:
                failures += 1
                print(f"#{i}: {fault}", file=sys.stderr)
                if options.keep:
                    keep = options.keep / f"{options.target}-{options.seed}-{i}"
                    shutil.rmtree(keep, ignore_errors=True)
                    shutil.copytree(folder, keep)
                if failures >= MAX_FAILURES:
                    break
        grown_kb = peak_kb() - memory_kb
    print(json.dumps({"outcomes": outcomes, "failures": failures, "slowest_s": slowest_s, "grown_kb": grown_kb}))
    return 0


def make_input(target: Target, seed: int, number: int, folder: Path, *, is_first: bool) -> tuple[Path, random.Random]:
    """Input ``number`` of a seed in ``folder``, which holds the one before it unless ``is_first``."""
    if is_first or number % target.block == 0:
        for path in folder.iterdir():
            path.unlink()
        target.prepare(folder, random.Random(f"{seed} block {number // target.block}"))
    rng = random.Random(f"{seed} {number}")
    return target.write(folder, rng), rng


def warm_up(target: Target, path: Path, rng: random.Random) -> None:
    """Once without a watch: what is imported and loaded at first is not the input's doing."""
    try:
        target.use(path, random.Random(rng.random()))
    except target.refusals:
        pass
    except Exception:  # it will be seen again under the watch
        pass


def attempt(target: Target, path: Path, rng: random.Random, watch: Watch) -> tuple[str, str, float]:
    """What became of an input, what is wrong with that (empty if nothing), and seconds of the processor."""
    watch.faults.clear()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
    started = time.process_time()
    watch.on = True
    outcome, fault = "read", ""
    try:
        target.use(path, rng)
    except target.refusals as error:
        outcome, fault = "refused", target.judge(error.message, path)
    except Exception as error:  # the very thing looked for
        outcome, fault = "crashed", repr(error)
    watch.on = False
    seconds = time.process_time() - started
    signal.setitimer(signal.ITIMER_REAL, 0)
    return outcome, fault, seconds


def run_one(target: Target, options: argparse.Namespace) -> int:
    """One input again, with the traceback of what it does."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    path, rng = make_input(target, options.seed, options.only, folder, is_first=True)
    print(f"input: {path}")
    if path.suffix in (".hea", ".json", ".xml", ".csv", ".tsv", ".txt"):
        print(path.read_bytes()[:600])
    faulthandler.dump_traceback_later(5 * PATIENCE_S, exit=True)
    try:
        target.use(path, rng)
    except target.refusals as error:
        print(f"refused: {error.message} {target.judge(error.message, path)}\n({error.detail[:300]})")
        return 0
    print("read")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
