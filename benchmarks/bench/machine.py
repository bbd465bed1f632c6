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
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def in_words(facts: dict[str, Any]) -> str:
    """Two sentences."""
    busy = facts["load"]
    state = "" if busy is None else f" Load at the start: {busy:.1f}" + (" - NOT QUIET." if busy > 0.5 else ".")
    return (
        f"{facts['at']}, commit {facts['commit']}. {facts['processor']}, {facts['cores']} cores, "
        f"{facts['memory_gb']:.0f} GB, {facts['system']}, Python {facts['python']}, torch "
        f"{facts['libraries']['torch']}, no GPU used, Qt's offscreen platform.{state}"
    )


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
