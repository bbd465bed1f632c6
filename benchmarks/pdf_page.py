"""Time to write the ECG page as a PDF: ours against matplotlib drawing the same page.

The page: A4, millimetre grid, twelve leads of 10 s at 500 Hz coloured by evidence, calibration pulses, legend,
probability bars, text. Ours is timed with its second page (the explanation), the peer draws the first only.

    python benchmarks/pdf_page.py [--repeats 7]
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

import numpy as np
from scipy.ndimage import gaussian_filter1d

from ecg_imn_desktop.core.analysis import RESEARCH_USE, Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.gui import ensure_gui_application
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.pdf import pdf_bytes
from ecg_imn_desktop.simulate import simulate

CLASSES = tuple(ClassInfo(name, name) for name in ("NORM", "MI", "STTC", "CD", "HYP"))


def made_up_analysis(record: Record) -> Analysis:
    """An analysis of the right size whose sums hold; what it says means nothing."""
    rng = np.random.default_rng(0)
    x = record.mv[:, ::5].astype(np.float64)
    weights = gaussian_filter1d(rng.standard_normal((len(CLASSES), *x.shape)), 6, axis=2)
    contribution = (weights * x).astype(np.float32)
    bias = np.full(len(CLASSES), -1.0)
    logit = bias + contribution.sum(axis=(1, 2), dtype=np.float64)
    return Analysis(
        ModelInfo("imn-1d", "1.0", "0" * 64, 100.0, 1000),
        Prediction(CLASSES, logit, bias, 1 / (1 + np.exp(-logit))),
        Explanation(contribution, 100.0, record.lead_names),
    )


def matplotlib_page(record: Record, analysis: Analysis) -> bytes:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure

    figure = Figure(figsize=(297 / 25.4, 210 / 25.4))
    FigureCanvasPdf(figure)
    ecg = figure.add_axes((18.5 / 297, 23 / 210, 260 / 297, 149 / 210))
    ecg.set(xlim=(0, 260), ylim=(149, 0), xticks=[], yticks=[])
    for step, colour, width in ((1, "#f8e0e0", 0.23), (5, "#eeb4b4", 0.45)):
        lines = [((x, 0), (x, 149)) for x in range(0, 261, step)] + [((0, y), (260, y)) for y in range(0, 150, step)]
        ecg.add_collection(LineCollection(lines, colors=colour, linewidths=width))
    shown = analysis.prediction.top_class
    density = analysis.explanation.contribution[shown] * analysis.explanation.fs
    limit = float(np.percentile(np.abs(density), 99.5))
    x = 10 + np.arange(record.n_samples) / record.fs * 25
    for row, name in enumerate(record.lead_names):
        baseline = 11 + 12 * row
        points = np.column_stack([x, baseline - 10 * record.mv[row]])
        pieces = np.stack([points[:-1], points[1:]], axis=1)
        trace = LineCollection(pieces, cmap="coolwarm", linewidths=0.7)  # type: ignore[arg-type]  # an array is faster
        trace.set_array(np.repeat(density[row], 5)[:-1])
        trace.set_clim(-limit, limit)
        ecg.add_collection(trace)
        ecg.plot([1, 3, 3, 8, 8, 9], baseline - np.array([0, 0, 10, 10, 0, 0]), color="black", linewidth=0.6)
        ecg.text(11.2, baseline - 4.2, name, fontsize=8.5, fontweight="bold")
    bars = figure.add_axes((0.6, 0.84, 0.2, 0.1))
    bars.barh(range(len(CLASSES)), analysis.prediction.probability)
    bars.set_yticks(range(len(CLASSES)), [c.name for c in CLASSES], fontsize=7)
    figure.colorbar(trace, cax=figure.add_axes((0.65, 0.07, 0.25, 0.02)), orientation="horizontal")
    figure.text(0.06, 0.95, record.name, fontsize=12, fontweight="bold")
    for i in range(14):
        figure.text(0.06 + 0.25 * (i // 7), 0.92 - 0.015 * (i % 7), "Measurement 123 ms", fontsize=7)
    figure.text(0.06, 0.04, RESEARCH_USE, fontsize=7, fontweight="bold")
    out = io.BytesIO()
    figure.savefig(out, format="pdf")
    return out.getvalue()


def median_ms(work: Callable[[], bytes], repeats: int) -> tuple[float, int]:
    size = len(work())  # once to warm up: fonts, imports, caches
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    repeats = parser.parse_args().repeats
    ensure_gui_application()
    record = simulate("rbbb").record
    analysis = made_up_analysis(record)
    ours, our_size = median_ms(lambda: pdf_bytes(Document(record, analysis, None, PageOptions())), repeats)
    peer, peer_size = median_ms(lambda: matplotlib_page(record, analysis), repeats)
    print(f"ours (three pages)        {ours:8.1f} ms  {our_size / 1000:8.0f} kB")
    print(f"matplotlib (first page)   {peer:8.1f} ms  {peer_size / 1000:8.0f} kB")
    print(f"ratio                     {ours / peer:8.3f}")


if __name__ == "__main__":
    main()
