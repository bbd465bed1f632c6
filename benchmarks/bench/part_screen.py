"""Scrolling and redrawing the canvas, beside pyqtgraph's PlotDataItem; the work is that of ``scroll.py``."""

from __future__ import annotations

from line import Line
from PySide6.QtWidgets import QApplication

import scroll
from ecg_imn_desktop.draw.traces import Show
from ecg_imn_desktop.simulate import simulate

FRAMES = 200


def lines() -> list[Line]:
    """Coloured line, then line and band."""
    app = QApplication([])
    record = simulate("normal", fs=500, duration_s=60).record
    out = []
    plain = list(scroll.scroll_pyqtgraph(record, FRAMES // 2)[0])
    for show, name in ((Show.LINE, "coloured line"), (Show.BOTH, "line and band")):
        canvas = scroll.make_canvas(record, show)
        moved = list(scroll.scroll_canvas(canvas, FRAMES)[0])
        whole = list(scroll.redraw_canvas(canvas, FRAMES // 3)[0])
        canvas.close()
        peer = "PlotDataItem, plain, no grid"
        out.append(Line(f"scroll a step, 1600x900, {name}", "ms", moved, plain, peer, max_p95=4.0))
        out.append(Line(f"full redraw, {name}", "ms", whole, max_p95=16.7))
    app.processEvents()
    return out
