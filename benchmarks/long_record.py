"""A day of twelve leads at 250 Hz in the window, beside pyqtgraph's PlotDataItem with the same samples.

Run: python benchmarks/long_record.py [--folder F] [--leads-of-pyqtgraph 3]. Makes the record (518 MB, tiled from
simulated ECGs) unless it lies in the folder already, and opens it in the real window without a model: time from the
choice to the first paint, time until its overview is built (and read back the second time), milliseconds a frame while
it is dragged and zoomed, and the memory it takes. pyqtgraph gets the samples as float32 in memory, peak downsampling
and clipping to the view, and fewer leads, for its memory grows with them; its frames are for these leads.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication, QGraphicsView

from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.desktop.main import make_application
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow
from ecg_imn_desktop.simulate import simulate

SIZE = (1600, 900)
FS, HOURS, ADC_GAIN = 250, 24, 1000
SPANS_S = (10, 60, 600, 3600, 86_400)
BUDGET_FRAME_MS, BUDGET_FIRST_S, BUDGET_MB = 16.7, 1.0, 300


def memory_mb() -> float:
    """What the process holds of its own (resident, without what it shares with files)."""
    fields = Path("/proc/self/statm").read_text().split()
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") / 1e6


def make_record(folder: Path) -> Path:
    """Five minutes each of three conditions, tiled in random order and size."""
    header, n_samples = folder / "day.hea", HOURS * 3600 * FS
    if header.exists():
        return header
    parts = [simulate(c, fs=FS, duration_s=300, seed=i).record for i, c in enumerate(("normal", "lbbb", "anterior-mi"))]
    rng = np.random.default_rng(1)
    with (folder / "day.dat").open("wb") as file:
        left = n_samples
        while left:
            mv = parts[rng.integers(len(parts))].mv.T * rng.uniform(0.7, 1.3)
            digital = np.rint(mv * ADC_GAIN).astype("<i2")[:left]
            file.write(np.ascontiguousarray(digital).tobytes())
            left -= len(digital)
    signals = [f"day.dat 16 {ADC_GAIN}/mV 16 0 0 0 0 {lead}" for lead in parts[0].lead_names]
    header.write_text("\n".join([f"day {len(signals)} {FS} {n_samples}", *signals, "# simulated"]) + "\n")
    return header


@contextmanager
def open_window() -> Iterator[MainWindow]:
    def no_model(name: str, device: str) -> None:
        raise ModelError("No model in this benchmark.")

    window = MainWindow(Settings(), replace(Services(), load_model=no_model), keeps_settings=False)
    window.resize(*SIZE)
    window.show()
    QApplication.processEvents()
    try:
        yield window
    finally:
        window.close()


def wait(until: Callable[[], bool], seconds: float = 120.0) -> float:
    """Run events until something is so; seconds it took."""
    started = time.perf_counter()
    while not until():
        QApplication.processEvents()
        time.sleep(0.0005)
        if time.perf_counter() - started > seconds:
            raise TimeoutError
    return time.perf_counter() - started


def frames_ms(step: Callable[[int], None], paint: Callable[[], None], n: int) -> np.ndarray:
    """Milliseconds of each frame by the wall's clock and of the processor, (2, frame)."""
    out = []
    for i in range(n):
        started, worked = time.perf_counter(), time.thread_time()
        step(i)
        paint()
        out.append(((time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000))
    return np.array(out).T


def line(name: str, ms: np.ndarray, budget: float | None = None) -> None:
    (median, p95), (own_median, own_p95) = (np.percentile(row, (50, 95)) for row in ms)
    verdict = "" if budget is None else f"   budget p95 {budget:g}: {'kept' if p95 <= budget else 'MISSED'}"
    print(
        f"{name:<52} median {median:6.1f}  p95 {p95:6.1f} ms   (processor {own_median:5.1f}, {own_p95:5.1f}){verdict}"
    )


def ours(header: Path, frames: int) -> None:
    with open_window() as window:
        canvas = window.canvas
        before = memory_mb()
        painted: list[float] = []
        window.study.record_loaded.connect(lambda *_: (canvas.repaint(), painted.append(time.perf_counter())))
        started = time.perf_counter()
        window.open(header)
        wait(lambda: bool(painted))
        first = painted[0] - started
        print(f"first paint after the choice {first:.2f} s   budget {BUDGET_FIRST_S:g} s: "
              f"{'kept' if first <= BUDGET_FIRST_S else 'MISSED'}")  # fmt: skip
        wait(lambda: canvas.scene.pyramid is not None)
        print(f"overview ready after {time.perf_counter() - started:.2f} s")
        rng = np.random.default_rng(0)
        duration_s = window.study.record.duration_s
        everything = []
        for span_s in SPANS_S:
            page = canvas.page
            canvas.zoom(page.span_s / span_s, 1.0, page.edges_px[0])
            canvas.move_to(duration_s * 0.4)
            canvas.repaint()
            drag = frames_ms(lambda i: canvas.move_by_px(-7 if i % 40 > 20 else 9), canvas.repaint, frames)
            line(f"dragged by some pixels, {canvas.page.span_s:,.0f} s on the screen", drag)
            everything.append(drag)
        zoom = frames_ms(lambda i: canvas.zoom(1.15 if i % 120 < 60 else 1 / 1.15, 1.0, 500), canvas.repaint, frames)
        line("zoomed by a notch at the pointer, day to seconds", zoom)
        window.change_view(is_fit=True)
        jump = frames_ms(lambda i: canvas.move_to(rng.uniform(0, duration_s)), canvas.repaint, frames)
        line("jumped anywhere, ten seconds on the screen", jump)
        line("pan and zoom, all of them", np.concatenate([*everything, zoom, jump], axis=1), BUDGET_FRAME_MS)
        more = memory_mb() - before
        print(f"memory: {more:.0f} MB more   budget {BUDGET_MB}: {'kept' if more < BUDGET_MB else 'MISSED'}")


def again(header: Path) -> None:
    with open_window() as window:
        started = time.perf_counter()
        window.open(header)
        wait(lambda: window.canvas.scene.pyramid is not None)
        print(f"the second time: overview ready after {time.perf_counter() - started:.2f} s")


def pyqtgraph_frames(header: Path, n_leads: int, frames: int) -> None:
    import pyqtgraph as pg

    from ecg_imn_desktop.io.records import open_record

    before, started = memory_mb(), time.perf_counter()
    record = open_record(header)
    mv = np.asarray(record.mv[list(range(n_leads))])
    pg.setConfigOptions(antialias=False, background="w", foreground="k")
    plot = pg.PlotWidget()
    plot.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
    plot.resize(*SIZE)
    t = np.arange(record.n_samples) / record.fs
    for row, lead in enumerate(mv):
        item = pg.PlotDataItem(t, lead - row, pen=pg.mkPen("k", width=1), skipFiniteCheck=True)
        plot.addItem(item)
        item.setClipToView(True)
        item.setDownsampling(auto=True, method="peak")
    plot.setXRange(0, 10, padding=0)
    plot.show()
    QApplication.processEvents()
    plot.viewport().repaint()
    print(f"pyqtgraph, {n_leads} leads: first paint after {time.perf_counter() - started:.2f} s")
    for span_s in SPANS_S:
        start_s = record.duration_s * 0.4 if span_s < 80_000 else 0.0

        def move(i: int, at: float = start_s, span: float = span_s) -> None:
            plot.setXRange(at + i * span / 200, at + span + i * span / 200, padding=0)

        line(f"pyqtgraph, {n_leads} leads, dragged, {span_s:,} s on the screen",
             frames_ms(move, plot.viewport().repaint, frames))  # fmt: skip
    print(f"pyqtgraph, {n_leads} leads: {memory_mb() - before:.0f} MB more memory")
    plot.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--leads-of-pyqtgraph", type=int, default=3)
    arguments = parser.parse_args()
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["XDG_CACHE_HOME"] = temporary
        header = make_record(arguments.folder or Path(temporary))
        make_application()
        ours(header, arguments.frames)
        again(header)
        if arguments.leads_of_pyqtgraph:
            pyqtgraph_frames(header, arguments.leads_of_pyqtgraph, 20)


if __name__ == "__main__":
    main()
