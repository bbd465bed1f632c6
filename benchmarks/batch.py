"""How many ECGs a batch does in a second, what 1,000 of them cost, and whether its memory grows.

Usage: ``python benchmarks/batch.py [--n 400] [--jobs 2] [--fs 500] [--only predictions|measurements|pdf]`` on simulated
ECGs; ``--data FOLDER`` takes the records of a folder instead. Wall time says what this machine did beside all else that
ran on it; processor time, which other programs disturb far less, what the same work takes on cores of its own. Memory
is that of all processes of the run together, where /proc tells it.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from ecg_imn_desktop.batch.items import find_items
from ecg_imn_desktop.batch.pool import Processes
from ecg_imn_desktop.batch.run import open_ledger, run_batch
from ecg_imn_desktop.batch.work import Plan
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.conditions import CONDITIONS
from ecg_imn_desktop.simulate.examples import write_wfdb

MODES = {
    "predictions": {"measures": False},
    "measurements": {"measures": True},
    "pdf": {"measures": True, "pdf": True},
}
UNIQUE = 32
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fs", type=float, default=500.0)
    parser.add_argument("--only", choices=MODES)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = arguments.data or archive(Path(folder) / "in", arguments.n, arguments.fs)
        items = find_items([source])[: arguments.n]
        print(f"{len(items)} ECGs, {arguments.jobs} processes")
        print(f"{'mode':>14} {'wall/s':>9} {'core/s':>9} {'core-min/1000':>14}   memory at 10, 50, 100 % (MiB)")
        for mode, options in MODES.items():
            if arguments.only in (None, mode):
                measure(Plan(str(Path(folder) / mode), **options), items, arguments.jobs, mode)
    return 0


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


def measure(plan: Plan, items: list, jobs: int, mode: str) -> None:
    """One run; the time before the first chunk (imports, the model) is left out of the rates."""
    marks: list[tuple[int, float, float]] = []
    memory: list[float] = []
    shares = [0.1, 0.5, 1.0]

    def report(status, outcomes) -> None:
        if outcomes:
            cpu_s, mib = usage()
            marks.append((status.n_done, time.perf_counter(), cpu_s))
            while shares and status.n_done >= shares[0] * status.n_total:
                shares.pop(0)
                memory.append(mib)

    with open_ledger(plan) as ledger:
        status = run_batch(plan, items, ledger, Processes(jobs), report)
    skipped = min(len(marks) // 4, jobs * 2)  # every process has its model
    (n0, wall0, cpu0), (n1, wall1, cpu1) = marks[skipped], marks[-1]
    wall, cpu = (n1 - n0) / (wall1 - wall0), (n1 - n0) / (cpu1 - cpu0)
    shown = ", ".join(f"{m:.0f}" for m in memory)
    print(
        f"{mode:>14} {wall:9.1f} {cpu:9.1f} {1000 / cpu / 60:14.2f}   {shown}   ({status.n_failed} failed)", flush=True
    )


def usage() -> tuple[float, float]:
    """Processor seconds and MiB of memory (PSS, so that shared pages count once) of this process and its children."""
    cpu, kib = 0.0, 0.0
    for pid in family():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            cpu += (int(fields[11]) + int(fields[12])) / _TICKS
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kib += next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, IndexError, StopIteration):
            continue
    return cpu, kib / 1024


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
