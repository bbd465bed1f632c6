"""The machine and the state of it and of the program, for the head of the table."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "scipy", "torch", "PySide6-Essentials", "pyqtgraph", "wfdb", "captum", "matplotlib", "h5py")
MAX_OTHERS_CORES = 0.15


def describe() -> dict[str, Any]:
    """Processor, cores, memory, system, Python, libraries, commit, time, and how busy the machine is."""
    return {
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "commit": _commit(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": load(),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def in_words(facts: dict[str, Any]) -> str:
    """A paragraph."""
    said = [
        f"{facts['at']}, commit {facts['commit']}. {facts['processor']}, {facts['cores']} cores, "
        f"{facts['memory_gb']:.0f} GB, {facts['system']}, Python {facts['python']}, torch "
        f"{facts['libraries']['torch']}, no GPU used, Qt's offscreen platform. Took {facts['took_s']} s."
    ]
    if facts["load"] is not None:
        said.append(f"Load average at the start {facts['load']:.1f}, at the end {facts['load_at_end']:.1f}.")
    if (others := facts["others_cores"]) is not None:
        is_busy = others > MAX_OTHERS_CORES
        said.append(
            f"Other programs kept {others:.1f} cores busy meanwhile"
            + (": THE MACHINE WAS BUSY, times by the clock and targets mean little." if is_busy else ".")
        )
    if facts["is_quick"]:
        said.append("QUICK: a few repeats only, no measurement.")
    return " ".join(said)


def load() -> float | None:
    """How many processes wanted to run in the last minute, on average."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


class Watch:
    """How busy the machine is beside this program and the processes it has started and seen end."""

    def __init__(self) -> None:
        self._start = self._now()

    def others_cores(self) -> float | None:
        """Cores that others, and the host of a virtual machine, kept busy since; None where /proc does not tell."""
        if self._start is None or (now := self._now()) is None:
            return None
        took, busy, own = (b - a for a, b in zip(self._start, now, strict=True))
        return round(max(0.0, (busy - own) / took), 2)

    @staticmethod
    def _now() -> tuple[float, float, float] | None:
        """Seconds by the clock, of all busy cores together, of our own processes."""
        try:
            fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        except OSError:
            return None
        user, nice, system, _, _, irq, soft_irq, steal = (int(field) for field in fields[:8])
        times = os.times()
        own = times.user + times.system + times.children_user + times.children_system
        busy = (user + nice + system + irq + soft_irq + steal) / os.sysconf("SC_CLK_TCK")
        return time.monotonic(), busy, own


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    try:
        run = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return run.stdout.strip() or "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError):
        return 0.0
