"""How many ECGs a batch does in a second, what 1,000 of them cost, and whether its memory grows.

    python benchmarks/batch.py --jobs 2 [--n 400] [--fs 500] [--only predictions|measurements|pdf]
    python benchmarks/batch.py --jobs 2 --count 10000 [--only measurements] [--series FILE.json]

On simulated ECGs; ``--data FOLDER`` takes the records of a folder instead (for ``--count`` over and over).
The first prints rates. Wall time says what this machine did beside all else that ran on it; processor time, which other
programs disturb far less, what the same work takes on cores of its own. The second runs so many ECGs (10,000 take 3 to
20 minutes, by what is done with each) and prints the memory of all processes of the run together on the way, and by how
much it grows for 1,000 ECGs. Memory is PSS (pages that processes share count once), where /proc tells it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ecg_imn_desktop.batch.items import Item, find_items
from ecg_imn_desktop.batch.pool import Processes
from ecg_imn_desktop.batch.run import open_ledger, run_batch
from ecg_imn_desktop.batch.work import Plan
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.conditions import CONDITIONS
from ecg_imn_desktop.simulate.examples import write_wfdb

MODES: dict[str, dict[str, Any]] = {
    "predictions": {"measures": False},
    "measurements": {"measures": True},
    "pdf": {"measures": True, "pdf": True},
}
UNIQUE = 32
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Run:
    """Of one run, after every chunk: ``marks`` (ECGs done, seconds by the clock, processor seconds of all processes).

    ``memory``: (ECGs done, MiB of the process that hands out, MiB of all).
    """

    jobs: int
    marks: list[tuple[int, float, float]] = field(default_factory=list)
    memory: list[tuple[int, float, float]] = field(default_factory=list)
    n_failed: int = 0

    @property
    def steady(self) -> list[tuple[int, float, float]]:
        """The marks between the start (imports, models) and the end (when not all processes have work)."""
        at_start, at_end = min(len(self.marks) // 4, 2 * self.jobs), self.jobs
        return self.marks[at_start : -at_end or None] if len(self.marks) > at_start + at_end + 1 else self.marks

    def rates(self, parts: int) -> list[float]:
        """ECGs a second by the clock in each of so many stretches of the run."""
        marks = self.steady
        ends = np.unique(np.linspace(0, len(marks) - 1, parts + 1).round().astype(int))
        return [(marks[j][0] - marks[i][0]) / (marks[j][1] - marks[i][1]) for i, j in itertools.pairwise(ends)]

    @property
    def per_core_s(self) -> float:
        """ECGs for a second of a processor's time."""
        (n0, _, cpu0), (n1, _, cpu1) = self.steady[0], self.steady[-1]
        return (n1 - n0) / (cpu1 - cpu0)

    @property
    def growth_mib(self) -> float:
        """MiB of memory that 1,000 ECGs add: slope of a line through the last four fifths of the run."""
        n, _, mib = np.array(self.memory[len(self.memory) // 5 :]).T
        return float(1000 * np.polyfit(n, mib, 1)[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--count", type=int, help="look at the memory over so many ECGs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fs", type=float, default=500.0)
    parser.add_argument("--only", choices=MODES)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--series", type=Path, help="with --count: every look at the memory, as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, n = Path(name), arguments.count or arguments.n
        if arguments.data is None:
            items = find_items([archive(folder / "in", n, arguments.fs)])
        else:
            items = find_items([arguments.data])
        if arguments.count:
            mode = arguments.only or "measurements"
            grow(Plan(str(folder / mode), **MODES[mode]), repeated(items, n), arguments.jobs, mode, arguments.series)
            return 0
        items = items[:n]
        print(f"{len(items)} ECGs, {arguments.jobs} processes")
        print(f"{'mode':>14} {'wall/s':>9} {'core/s':>9} {'core-min/1000':>14}   memory at 10, 50, 100 % (MiB)")
        for mode, options in MODES.items():
            if arguments.only in (None, mode):
                run = measure(Plan(str(folder / mode), **options), items, arguments.jobs)
                shown = ", ".join(f"{mib:.0f}" for _, _, mib in at_shares(run.memory, (0.1, 0.5, 1.0)))
                print(
                    f"{mode:>14} {run.rates(1)[0]:9.1f} {run.per_core_s:9.1f} {1000 / run.per_core_s / 60:14.2f}   "
                    f"{shown}   ({run.n_failed} failed)",
                    flush=True,
                )
    return 0


def grow(plan: Plan, items: Sequence[Item], jobs: int, mode: str, series: Path | None) -> None:
    """Print the memory over a long run."""
    started = time.perf_counter()
    run = measure(plan, items, jobs)
    took_s = time.perf_counter() - started
    print(f"{len(items)} ECGs ({mode}), {jobs} processes, {took_s:.0f} s, {run.n_failed} failed")
    print(f"{'ECGs':>8} {'all, MiB':>10} {'handing out, MiB':>18}")
    for n, own, mib in at_shares(run.memory, [share / 10 for share in range(1, 11)]):
        print(f"{n:8d} {mib:10.1f} {own:18.1f}")
    print(f"growth: {run.growth_mib:+.2f} MiB for 1,000 ECGs; largest {max(mib for *_, mib in run.memory):.0f} MiB")
    if series:
        series.write_text(json.dumps({"mode": mode, "jobs": jobs, "took_s": took_s, "n_own_all_mib": run.memory}))


def at_shares(memory: list[tuple[int, float, float]], shares: Sequence[float]) -> list[tuple[int, float, float]]:
    """The first look at the memory when so much of the run was done, for each share."""
    total = memory[-1][0]
    return [next(look for look in memory if look[0] >= share * total) for share in shares]


def repeated(items: Sequence[Item], n: int) -> list[Item]:
    """``n`` items: these over and over, each under a name of its own."""
    return [replace(items[i % len(items)], key=f"{i:06d}/{items[i % len(items)].key}") for i in range(n)]


def archive(folder: Path, n: int, fs: float) -> Path:
    """``n`` records, copies of 32 simulated ones of all conditions."""
    folder.mkdir()
    names = list(CONDITIONS)
    made = []
    for i in range(min(n, UNIQUE)):
        (folder / f"u{i}").mkdir()
        made.append(write_wfdb(simulate(names[i % len(names)], fs=fs, seed=i).record, folder / f"u{i}"))
    for i in range(n):
        header = made[i % len(made)]
        below = folder / f"{i // 1000:03}"
        below.mkdir(exist_ok=True)
        text = header.read_text(encoding="utf-8").replace(header.stem, f"e{i:06}")
        (below / f"e{i:06}.hea").write_text(text, encoding="utf-8")
        os.link(header.with_suffix(".dat"), below / f"e{i:06}.dat")
    for i in range(len(made)):
        shutil.rmtree(folder / f"u{i}")
    return folder


def measure(plan: Plan, items: Sequence[Item], jobs: int) -> Run:
    """Run a batch and look at it after every chunk; its results are thrown away."""
    run = Run(jobs)

    def report(status, outcomes) -> None:
        if outcomes:
            cpu_s, own, mib = usage()
            run.marks.append((status.n_done, time.perf_counter(), cpu_s))
            run.memory.append((status.n_done, own, mib))
            run.n_failed = status.n_failed

    with open_ledger(plan) as ledger:
        run_batch(plan, items, ledger, Processes(jobs), report)
    shutil.rmtree(plan.out)
    return run


def usage() -> tuple[float, float, float]:
    """Processor seconds of this process and its children, MiB of this one and of all."""
    cpu, kib = 0.0, []
    for pid in family():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            cpu += (int(fields[11]) + int(fields[12])) / _TICKS
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kib.append(next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")))
        except (OSError, IndexError, StopIteration):
            continue
    return cpu, (kib[0] if kib else 0.0) / 1024, sum(kib) / 1024


def family() -> list[int]:
    """Numbers of this process and its children."""
    me = os.getpid()
    if not sys.platform.startswith("linux"):
        return []
    children = []
    for thread in threading.enumerate():
        try:
            text = Path(f"/proc/{me}/task/{thread.native_id}/children").read_text()
            children += [int(pid) for pid in text.split()]
        except OSError:
            continue
    return [me, *children]


if __name__ == "__main__":
    sys.exit(main())
