"""Frames a second while the model answers, beside pyqtgraph's PlotDataItem under the same load.

Run: python benchmarks/frames.py [--seconds 6]. A minute of twelve leads plays in the real window, 1600x900, with the
evidence on it, while the shipped model reads one window after the other in its thread without a pause. Counted are the
paintings of the canvas; the timer that asks for them has 16 ms, so 62 a second is all there can be. Then pyqtgraph
scrolls the same traces, plain and without a grid, by a timer of the same kind, beside the same model.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.core.progress import NO_PROGRESS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.desktop.main import make_application
from ecg_imn_desktop.desktop.services import ModelSession, Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow
from scene import SIZE, minute, pyqtgraph_plot

BUDGET_FPS = 54


class Counter(QObject):
    """The times at which a widget was painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.times: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count a painting."""
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


class Answering:
    """The model reads windows of a record, one after the other, until it is stopped."""

    def __init__(self, session, record: Record) -> None:
        self.answers = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(session, record))

    def _run(self, session, record: Record) -> None:
        while not self._stop.is_set():
            session.run(record, float(self.answers * 10 % 50), NO_PROGRESS)
            self.answers += 1

    def __enter__(self) -> Answering:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def run_for(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def play_ours(record: Record, session: ModelSession, seconds: float) -> dict[bool, tuple[list[float], int]]:
    """Times at which the playing canvas was painted, and answers meanwhile: False, without a model; True, with it."""
    services = replace(Services(), open_record=lambda path, progress: record, load_model=lambda name, device: session)
    window = MainWindow(Settings(), services, keeps_settings=False)
    window.resize(*SIZE)
    window.show()
    window.open(Path("minute.hea"))
    while window.study.insight is None:
        QApplication.processEvents()
        time.sleep(0.002)
    out = {}
    for is_answering in (False, True):
        window.moving.go_to(0.0)
        counter = Counter(window.canvas)
        window.moving.play_or_pause()
        with Answering(session, record) if is_answering else nullcontext() as answering:
            run_for(seconds)
        out[is_answering] = counter.times, answering.answers if answering else 0
        window.playback.pause()
        window.canvas.removeEventFilter(counter)
    window.close()
    return out


def play_pyqtgraph(record: Record, session: object, seconds: float) -> tuple[list[float], int]:
    """The same of pyqtgraph's plot while the model answers."""
    plot = pyqtgraph_plot(record.mv, record.fs)
    started = time.perf_counter()
    timer = QTimer(interval=16, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: plot.setXRange(*(time.perf_counter() - started + np.array((0.0, 10.0))), padding=0))
    timer.start()
    counter = Counter(plot.viewport())
    with Answering(session, record) as answering:
        run_for(seconds)
    timer.stop()
    plot.close()
    return counter.times, answering.answers


def per_second(times: list[float]) -> list[float]:
    """Frames in each whole second after the first painting."""
    since = np.array(times) - times[0]
    return [float(n) for n in np.bincount(since.astype(int))[: int(since[-1])]]


def report(name: str, times: list[float], answers: int, budget: float | None = None) -> None:
    gaps = np.diff(times) * 1000
    fps = len(gaps) / (times[-1] - times[0])
    verdict = "" if budget is None else f"   budget {budget}: {'kept' if fps >= budget else 'MISSED'}"
    print(f"{name:<46} {fps:5.1f} frames/s, gap p95 {np.percentile(gaps, 95):5.1f} ms, {answers} answers{verdict}")


def start() -> tuple[Record, ModelSession]:
    """The application as the program sets it up, the ECG and the model."""
    sys.setswitchinterval(0.0005)
    make_application()
    return minute(), Services().load_model("imn-1d", "cpu")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6.0)
    seconds = parser.parse_args().seconds
    record, session = start()
    played = play_ours(record, session, seconds)
    report("canvas, playing, nothing else", *played[False])
    report("canvas, playing, the model answers", *played[True], BUDGET_FPS)
    report("pyqtgraph PlotDataItem, the model answers", *play_pyqtgraph(record, session, seconds))


if __name__ == "__main__":
    main()
