"""What the drawing benchmarks share: the size of the window, the ECG, pyqtgraph's plot of it, and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication, QGraphicsView

from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.simulate import simulate

SIZE = (1600, 900)


def minute() -> Record:
    """A minute of twelve leads at 500 Hz."""
    return simulate("normal", fs=500, duration_s=60).record


def pyqtgraph_plot(mv: np.ndarray, fs: float, is_smooth: bool = True) -> Any:
    """A shown PlotWidget with a PlotDataItem for each lead of ``mv`` (lead, sample): one plain colour and no grid.

    It is set up as its manual advises for many samples: clipped to the view, peak downsampling, whole viewport updates.
    """
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=is_smooth, background="w", foreground="k")
    plot = pg.PlotWidget()
    plot.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
    plot.resize(*SIZE)
    plot.setYRange(-len(mv), 1, padding=0)
    t = np.arange(mv.shape[1]) / fs
    for row, lead in enumerate(mv):
        item = pg.PlotDataItem(t, lead - row, pen=pg.mkPen("k", width=1), skipFiniteCheck=True)
        plot.addItem(item)
        item.setClipToView(True)
        item.setDownsampling(auto=True, method="peak")
    plot.setXRange(0, 10, padding=0)
    plot.show()
    QApplication.processEvents()
    return plot


def frames_ms(frame: Callable[[int], object], n: int, warm_ups: int = 0) -> np.ndarray:
    """Milliseconds of each call by the wall's clock and of the processor, (2, n); the first ``warm_ups`` are left out.

    On a machine that does other work too the processor's milliseconds tell what a frame costs.
    """
    out = []
    for i in range(n + warm_ups):
        started, worked = time.perf_counter(), time.thread_time()
        frame(i)
        out.append(((time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000))
    return np.array(out[warm_ups:]).T


def in_words(name: str, ms: np.ndarray, budget_ms: float | None = None) -> str:
    """A printed line for the milliseconds (2, n) of :func:`frames_ms`."""
    (median, p95), (own_median, own_p95) = (np.percentile(row, (50, 95)) for row in ms)
    verdict = "" if budget_ms is None else f"   budget p95 {budget_ms:g} ms: {'kept' if p95 <= budget_ms else 'MISSED'}"
    return (
        f"{name:<52} median {median:6.2f}  p95 {p95:6.2f} ms   (processor {own_median:6.2f}, {own_p95:6.2f}){verdict}"
    )
