"""Seconds until the window stands, beside an empty PySide6 window with numpy; and how long it ever stands still.

Run: python benchmarks/startup.py [--runs 5]. Each start is a fresh process, the two kinds in turn; the clock runs from
the process's start to the end of the first paint (the frame with the paper of its canvas), and on to the paint of the
complete window with its menus, bars and panels; ours is the program itself, with its settings and its log. Then, in
one process, a 5 ms heartbeat in the GUI thread runs from the choice of a record until its answer is shown, torch's
import included, and while a slow model works in the inference thread: printed is the longest pause between beats.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

from first_trace import Watched

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# What both programs say once they are painted.
SAID = "print(time.process_time(), time.time())"

EMPTY = """
import os, sys, time
import numpy
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
available = window.screen().availableGeometry()
window.resize(min(1600, available.width()), min(900, available.height()))
window.show()
app.processEvents()
window.repaint()
print(time.process_time(), time.time())
sys.stdout.flush()
os._exit(0)
"""

# The program itself, as far as the loop of events; then the milliseconds between two looks at the screen's events.
OURS = """
import os, sys, time
from ecg_imn_desktop.desktop import main

looks = []

def paint():
    from PySide6.QtWidgets import QApplication
    window = next(w for w in QApplication.topLevelWidgets() if w.isVisible())
    window.repaint()
    print(time.process_time(), time.time())

def breathe(application, process_events=main._paint):
    process_events(application)
    if not looks:
        paint()
        heavy = ("torch", "wfdb", "scipy", "pandas", "matplotlib", "pyqtgraph")
        sys.stderr.write(" ".join(m for m in heavy if m in sys.modules))
        from ecg_imn_desktop.desktop.start import Start
        Start.open_in = complete
    looks.append(time.perf_counter())

def complete(start, window, otherwise):
    from PySide6.QtWidgets import QApplication
    QApplication.processEvents()
    paint()
    looks.append(time.perf_counter())
    print(0, max(b - a for a, b in zip(looks, looks[1:])))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

main._paint = breathe
main.main([])
"""


def start(code: str) -> tuple[list[tuple[float, float]], str]:
    """Seconds of the clock and of the processor from a process's start to each of its paints, and what it said.

    Of the program, the third is its longest block instead: how long at most it did not look at the screen's events.
    """
    started = time.time()
    # As installed: with compiled modules, whatever the caller's environment says.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as home:  # nobody's settings, and no other window to hand over to
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
            kept[name] = home
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=kept)
    said = " ".join(line for line in run.stderr.splitlines() if "plugin" not in line)
    paints = [[float(number) for number in line.split()] for line in run.stdout.splitlines()]
    return [(painted - started if worked else painted, worked) for worked, painted in paints], said


def starts(runs: int) -> None:
    empty, first, whole, blocks, loaded = [], [], [], [], ""
    for _ in range(runs + 1):  # the first pair fills the disk's cache and compiles
        empty += start(EMPTY)[0]
        paints, loaded = start(OURS)
        first.append(paints[0])
        whole.append(paints[1])
        blocks.append(1000 * paints[2][0])
    kinds = (
        ("empty PySide6 window with numpy", empty),
        ("ECG-IMN Desktop's window (budget 1.5)", first),
        ("the same, complete", whole),
    )
    one = np.median(empty[1:], axis=0)
    for title, seconds in kinds:
        clock, worked = np.median(seconds[1:], axis=0)
        print(
            f"{title:<40} median {clock:.3f} s of {runs}, ratio {clock / one[0]:.2f}   "
            f"(processor {worked:.3f} s, ratio {worked / one[1]:.2f})"
        )
    print(f"longest block between the two: median {np.median(blocks[1:]):.0f} ms")
    print(f"heavy libraries loaded before the window stands: {loaded or 'none'}")


def pauses() -> None:
    """The longest pause of the GUI thread, in one process."""
    watched = Watched()

    def say(title: str, example: str) -> None:
        trace_s, answer_s, pauses_s = watched.answer(example)
        pauses_ms = 1000 * pauses_s
        print(
            f"{title:<44} longest pause {pauses_ms.max():6.1f} ms, over 50 ms: {(pauses_ms > 50).sum()}; "
            f"record on screen after {1000 * trace_s:.0f} ms, answer after {answer_s:.2f} s"
        )

    say("first record, torch and wfdb imported", "lbbb")
    say("second record", "rbbb")

    class Slow:
        def __init__(self, session) -> None:
            self.session = session

        def run(self, record, start_s, progress):
            end = time.perf_counter() + 2.0
            while time.perf_counter() < end:  # a busy Python thread is the hardest case
                np.linalg.norm(np.random.default_rng(0).normal(size=2000))
                progress.report(0.5)
            return self.session.run(record, start_s, progress)

    study = watched.window.study
    study._session = Slow(study._session)  # type: ignore[assignment]
    say("slow model, 2 s of busy Python", "normal")
    watched.window.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    starts(parser.parse_args().runs)
    pauses()


if __name__ == "__main__":
    main()
