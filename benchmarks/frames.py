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
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QGraphicsView

from ecg_imn_desktop.core.progress import NO_PROGRESS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.desktop.main import make_application
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow
from ecg_imn_desktop.simulate import simulate

SIZE = (1600, 900)
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


def report(name: str, times: list[float], answers: int, budget: float | None = None) -> None:
    gaps = np.diff(times) * 1000
    fps = len(gaps) / (times[-1] - times[0])
    verdict = "" if budget is None else f"   budget {budget}: {'kept' if fps >= budget else 'MISSED'}"
    print(f"{name:<46} {fps:5.1f} frames/s, gap p95 {np.percentile(gaps, 95):5.1f} ms, {answers} answers{verdict}")


def ours(record: Record, session, seconds: float) -> None:
    services = replace(Services(), open_record=lambda path, progress: record, load_model=lambda name, device: session)
    window = MainWindow(Settings(), services, keeps_settings=False)
    window.resize(*SIZE)
    window.show()
    window.open(Path("minute.hea"))
    while window.study.insight is None:
        QApplication.processEvents()
        time.sleep(0.002)
    for title, is_answering in (("canvas, playing, nothing else", False), ("canvas, playing, the model answers", True)):
        window.moving.go_to(0.0)
        counter = Counter(window.canvas)
        window.moving.play_or_pause()
        if is_answering:
            with Answering(session, record) as answering:
                run_for(seconds)
            report(title, counter.times, answering.answers, BUDGET_FPS)
        else:
            run_for(seconds)
            report(title, counter.times, 0)
        window.playback.pause()
        window.canvas.removeEventFilter(counter)
    window.close()


def pyqtgraph(record: Record, session, seconds: float) -> None:
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=True, background="w", foreground="k")
    plot = pg.PlotWidget()
    plot.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
    plot.resize(*SIZE)
    plot.setYRange(-12, 1, padding=0)
    t = np.arange(record.n_samples) / record.fs
    for row, lead in enumerate(record.mv):
        item = pg.PlotDataItem(t, lead - row, pen=pg.mkPen("k", width=1), skipFiniteCheck=True)
        plot.addItem(item)
        item.setClipToView(True)
        item.setDownsampling(auto=True, method="peak")
    plot.show()
    started = time.perf_counter()
    timer = QTimer(interval=16, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: plot.setXRange(*(time.perf_counter() - started + np.array((0.0, 10.0))), padding=0))
    timer.start()
    counter = Counter(plot.viewport())
    with Answering(session, record) as answering:
        run_for(seconds)
    timer.stop()
    report("pyqtgraph PlotDataItem, the model answers", counter.times, answering.answers)
    plot.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6.0)
    seconds = parser.parse_args().seconds
    sys.setswitchinterval(0.0005)
    make_application()
    record = simulate("normal", fs=500, duration_s=60).record
    session = Services().load_model("imn-1d", "cpu")
    ours(record, session, seconds)
    pyqtgraph(record, session, seconds)


if __name__ == "__main__":
    main()
