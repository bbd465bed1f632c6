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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.desktop.main import make_application
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow
from ecg_imn_desktop.simulate import simulate
from scene import SIZE, frames_ms, in_words, pyqtgraph_plot

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
    def no_model(name: str, device: str) -> NoReturn:
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


@dataclass
class Day:
    """What a day's record costs: seconds to the first paint, to the overview, MB more; frames_ms by what is done."""

    first_s: float = 0.0
    overview_s: float = 0.0
    more_mb: float = 0.0
    frames: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def all_frames(self) -> np.ndarray:
        """All of them, (2, frame)."""
        return np.concatenate(list(self.frames.values()), axis=1)


def ours(header: Path, n_frames: int) -> Day:
    """In the real window: dragged at several spans, zoomed from the day to seconds and back, jumped anywhere."""
    day = Day()
    with open_window() as window:
        canvas = window.canvas
        before = memory_mb()
        painted: list[float] = []

        def paint(*_: object) -> None:
            canvas.repaint()
            painted.append(time.perf_counter())

        window.study.record_loaded.connect(paint)
        started = time.perf_counter()
        window.open(header)
        wait(lambda: bool(painted))
        day.first_s = painted[0] - started
        wait(lambda: canvas.scene.pyramid is not None)
        day.overview_s = time.perf_counter() - started
        rng = np.random.default_rng(0)
        assert window.study.record is not None
        duration_s = window.study.record.duration_s

        def look(name: str, step: Callable[[int], object]) -> None:
            day.frames[name] = frames_ms(lambda i: (step(i), canvas.repaint()), n_frames)

        for span_s in SPANS_S:
            page = canvas.page
            canvas.zoom(page.span_s / span_s, 1.0, page.edges_px[0])
            canvas.move_to(duration_s * 0.4)
            canvas.repaint()
            look(dragged(span_s), lambda i: canvas.move_by_px(-7 if i % 40 > 20 else 9))
        look("zoomed by a notch at the pointer", lambda i: canvas.zoom(1.15 if i % 120 < 60 else 1 / 1.15, 1.0, 500))
        window.appearance.change_view(is_fit=True)
        look("jumped anywhere, ten seconds shown", lambda _: canvas.move_to(rng.uniform(0, duration_s)))
        day.more_mb = memory_mb() - before
    return day


def overview_again_s(header: Path) -> float:
    """Seconds until the overview stands when the record is opened a second time."""
    with open_window() as window:
        started = time.perf_counter()
        window.open(header)
        wait(lambda: window.canvas.scene.pyramid is not None)
        return time.perf_counter() - started


def dragged(span_s: float) -> str:
    """What dragging at a span is called."""
    return f"dragged by some pixels, {span_s:,.0f} s shown"


def of_pyqtgraph(header: Path, n_leads: int, n_frames: int, spans_s: Sequence[float] = SPANS_S) -> Day:
    """PlotDataItem with some of the leads in memory, edges not smooth, dragged."""
    from ecg_imn_desktop.io.records import open_record

    day = Day()
    before, started = memory_mb(), time.perf_counter()
    record = open_record(header)
    plot = pyqtgraph_plot(np.asarray(record.mv[list(range(n_leads))]), record.fs, is_smooth=False)
    plot.viewport().repaint()
    day.first_s = time.perf_counter() - started
    for span_s in spans_s:
        start_s = record.duration_s * 0.4 if span_s < 80_000 else 0.0

        def frame(i: int, at: float = start_s, span: float = span_s) -> None:
            plot.setXRange(at + i * span / 200, at + span + i * span / 200, padding=0)
            plot.viewport().repaint()

        day.frames[dragged(span_s)] = frames_ms(frame, n_frames)
    day.more_mb = memory_mb() - before
    plot.close()
    return day


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
        day = ours(header, arguments.frames)
        print(f"first paint {day.first_s:.2f} s after the choice (budget {BUDGET_FIRST_S:g} s), overview after "
              f"{day.overview_s:.2f} s, the second time {overview_again_s(header):.2f} s, {day.more_mb:.0f} MB more "
              f"(budget {BUDGET_MB} MB)")  # fmt: skip
        for name, ms in day.frames.items():
            print(in_words(name, ms))
        print(in_words("pan and zoom, all of them", day.all_frames, BUDGET_FRAME_MS))
        if n_leads := arguments.leads_of_pyqtgraph:
            day = of_pyqtgraph(header, n_leads, 20)
            print(f"pyqtgraph, {n_leads} leads: first paint after {day.first_s:.2f} s, {day.more_mb:.0f} MB more")
            for name, ms in day.frames.items():
                print(in_words(name, ms))


if __name__ == "__main__":
    main()
