"""Milliseconds a frame: the ECG canvas beside pyqtgraph's PlotDataItem on the same 12 leads, in the same run.

Run: python benchmarks/scroll.py [--frames 300]. 1600 x 900 pixels, 12 leads x 60 s at 500 Hz, smooth edges, no GPU
(Qt's offscreen platform unless QT_QPA_PLATFORM says otherwise). The canvas paints grid, coloured traces (attribution
on), lead names and pulses; pyqtgraph paints one plain colour and no grid, so it has less to do.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.core.analysis import Explanation
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.desktop.canvas import EcgCanvas
from ecg_imn_desktop.desktop.view import Subject, View
from ecg_imn_desktop.draw.colours import AttributionScale
from ecg_imn_desktop.draw.evidence import ClassEvidence
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.draw.traces import Attribution, Show
from scene import SIZE, frames_ms, in_words, minute, pyqtgraph_plot

STEP_PX = 3  # at 96 dots per inch, 25 mm/s and 60 frames a second it would be 1.6
BUDGET_SCROLL_MS, BUDGET_FULL_MS = 4.0, 16.7
WARM_UPS = 10


def make_canvas(record: Record, show: Show) -> EcgCanvas:
    canvas = EcgCanvas()
    canvas.resize(*SIZE)
    canvas.set_calibration(96 / 25.4)
    canvas.set_view(View(is_fit=False, mm_per_mv=10.0))
    rng = np.random.default_rng(0)
    contribution = rng.normal(size=(1, 12, round(record.duration_s * 100))).astype(np.float32)
    evidence = ClassEvidence(Explanation(contribution, 100.0, STANDARD_LEADS), 0, 0.04)
    attribution = Attribution(evidence, AttributionScale(60.0, LIGHT), show)
    canvas.show_record(record, Subject.of(record))
    canvas.show_scene(replace(canvas.scene, attribution=attribution))
    canvas.show()
    QApplication.processEvents()
    return canvas


def scroll_canvas(canvas: EcgCanvas, frames: int) -> np.ndarray:
    def frame(_: int) -> None:
        canvas.move_by_px(STEP_PX)
        canvas.repaint()

    canvas.move_to(0.0)
    return frames_ms(frame, frames, WARM_UPS)


def redraw_canvas(canvas: EcgCanvas, frames: int) -> np.ndarray:
    def frame(_: int) -> None:
        canvas._repaint_all()
        canvas.repaint()

    return frames_ms(frame, frames, WARM_UPS)


def scroll_pyqtgraph(record: Record, frames: int) -> np.ndarray:
    plot = pyqtgraph_plot(record.mv, record.fs)
    span_s = SIZE[0] / (25 * 96 / 25.4)

    def frame(i: int) -> None:
        start = i * STEP_PX / (25 * 96 / 25.4)
        plot.setXRange(start, start + span_s, padding=0)
        plot.viewport().repaint()

    times = frames_ms(frame, frames, WARM_UPS)
    plot.close()
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=300)
    frames = parser.parse_args().frames
    app = QApplication([])
    record = minute()
    canvas = make_canvas(record, Show.LINE)
    scroll = scroll_canvas(canvas, frames)
    full = redraw_canvas(canvas, frames // 3)
    canvas.close()
    both = make_canvas(record, Show.BOTH)
    scroll_both = scroll_canvas(both, frames)
    full_both = redraw_canvas(both, frames // 3)
    both.close()
    other = scroll_pyqtgraph(record, frames // 3)
    print(f"{SIZE[0]} x {SIZE[1]}, 12 leads, {app.platformName()}, smooth edges")
    print(in_words("canvas, scroll, coloured line", scroll, BUDGET_SCROLL_MS))
    print(in_words("canvas, scroll, line and band", scroll_both, BUDGET_SCROLL_MS))
    print(in_words("canvas, full redraw, coloured line", full, BUDGET_FULL_MS))
    print(in_words("canvas, full redraw, line and band", full_both, BUDGET_FULL_MS))
    print(in_words("pyqtgraph PlotDataItem, scroll, plain", other))
    print(f"pyqtgraph / canvas, scroll, medians: {np.median(other[0]) / np.median(scroll[0]):.1f}")


if __name__ == "__main__":
    main()
