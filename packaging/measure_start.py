"""How long the frozen program takes to show a record, beside the same from source, in one run.

Usage: ``python packaging/measure_start.py BUNDLE [--runs 3]`` in the environment of the source. Each start is a new
process with a home of its own, the two kinds in turn; the clock runs until the log says that the record is shown.
Without a display the windows are Qt's offscreen ones.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bundle

PATIENCE_S = 120


def start(command):
    """Seconds from the process's start until its record is shown."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        names = ("HOME", "LOCALAPPDATA", "APPDATA", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
        environment = os.environ | dict.fromkeys(names, home)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            while time.perf_counter() - started < PATIENCE_S:
                if any("record shown" in log.read_text() for log in Path(home).rglob("desktop.log")):
                    return time.perf_counter() - started
                time.sleep(0.01)
            raise SystemExit(f"measure_start: no record in {PATIENCE_S} s: {command[0]}")
        finally:
            process.kill()
            process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    record = str(bundle.ROOT / "resources" / "examples" / "lbbb.hea")
    program = chosen.bundle / (bundle.NAME + (".exe" if sys.platform == "win32" else ""))
    commands = {
        "frozen": [str(program), record],
        "source": [sys.executable, "-m", "ecg_imn_desktop.desktop.main", record],
    }
    taken = {kind: [] for kind in commands}
    for _ in range(chosen.runs + 1):  # the first pair fills the disk's cache
        for kind, command in commands.items():
            taken[kind].append(start(command))
    median = {kind: statistics.median(seconds[1:]) for kind, seconds in taken.items()}
    for kind, seconds in median.items():
        print(f"{kind}: median {seconds:.2f} s of {chosen.runs}")
    print(f"ratio {median['frozen'] / median['source']:.2f}")


if __name__ == "__main__":
    main()
