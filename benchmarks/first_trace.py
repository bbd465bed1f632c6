"""Milliseconds from the choice of a 10 s ECG to its trace and to the answer, in a window that has just come up.

Run: python benchmarks/first_trace.py [--runs 5]. Each run is a fresh process with nobody's settings. The first ECG
meets a program that has loaded neither torch nor wfdb, the next one does not. A trace stands when it is painted. A
heartbeat of 5 ms in the thread of the window tells how long it stood still at most, from the choice to the answer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

# What is said of each run, and its target in ms.
TARGETS: dict[str, float | None] = {
    "first trace on the screen after the choice": 300.0,
    "first answer on the screen": None,
    "longest pause of the window meanwhile": 50.0,
    "next trace on the screen after the choice": 300.0,
    "next answer on the screen": None,
    "longest pause, next ECG": 50.0,
}


class Watched:
    """A ``window`` that has just come up in this process, and a heartbeat in its thread."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        from ecg_imn_desktop.desktop.main import make_application
        from ecg_imn_desktop.desktop.services import Services
        from ecg_imn_desktop.desktop.settings import Settings
        from ecg_imn_desktop.desktop.window import MainWindow

        sys.setswitchinterval(0.0005)
        self._app = make_application()
        self.window = window = MainWindow(Settings(), Services(), keeps_settings=False)
        window.resize(1600, 900)
        window.show()
        self._app.processEvents()
        self._beats: list[float] = []
        self._painted: list[float] = []
        self._timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(time.perf_counter()))
        self._timer.start()
        window.study.record_loaded.connect(self._paint)

    def _paint(self, *_: object) -> None:
        self.window.canvas.repaint()
        self._painted.append(time.perf_counter())

    def answer(self, example: str) -> tuple[float, float, np.ndarray]:
        """Seconds from the choice of an example to its trace and to its answer, and all pauses between beats (n,)."""
        from ecg_imn_desktop.core.resources import resource_path

        path = resource_path("examples", f"{example}.hea")
        self._beats.clear()
        self._painted.clear()
        started = time.perf_counter()
        self.window.open(path)
        while self.window.study.insight is None or self.window.study.path != path:
            if time.perf_counter() - started > 60:
                raise TimeoutError("no answer")
            self._app.processEvents()
            time.sleep(0.0002)
        self._app.processEvents()
        answered = time.perf_counter()
        return self._painted[0] - started, answered - started, np.diff([started, *self._beats, answered])


def looks() -> dict[str, float]:
    """In this process: milliseconds by the names of ``TARGETS``."""
    watched = Watched()
    out: list[float] = []
    for example in ("lbbb", "rbbb"):
        trace_s, answer_s, pauses_s = watched.answer(example)
        out += [trace_s, answer_s, float(pauses_s.max())]
    watched.window.close()
    return dict(zip(TARGETS, (1000 * s for s in out), strict=True))


def in_a_process() -> dict[str, float]:
    """``looks`` in a fresh process."""
    return fresh_process("import json, first_trace; print(json.dumps(first_trace.looks()))")


def fresh_process(command: str) -> Any:
    """What a line of Python prints as JSON, in a process of its own with nobody's settings."""
    with tempfile.TemporaryDirectory() as home:
        own = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | dict.fromkeys(own, home)
        here = Path(__file__).parent
        environment["PYTHONPATH"] = os.pathsep.join([str(here), *filter(None, [os.environ.get("PYTHONPATH")])])
        run = subprocess.run(
            [sys.executable, "-c", command], stdout=subprocess.PIPE, text=True, check=True, env=environment
        )
    return json.loads(run.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = [in_a_process() for _ in range(parser.parse_args().runs)]
    for name, target in TARGETS.items():
        ms = [run[name] for run in runs]
        verdict = "" if target is None else f"   budget {target:g}: {'kept' if np.median(ms) <= target else 'MISSED'}"
        print(f"{name:<46} median {np.median(ms):7.1f}  largest {max(ms):7.1f} ms{verdict}")


if __name__ == "__main__":
    main()
