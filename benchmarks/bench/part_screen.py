"""Scrolling and redrawing the canvas, beside pyqtgraph's PlotDataItem; the work is that of ``scroll.py``."""

from __future__ import annotations

from collections.abc import Iterator

from line import Line, some
from PySide6.QtWidgets import QApplication

import scroll
from ecg_imn_desktop.draw.traces import Show
from scene import minute

FRAMES = 300
PEER = "PlotDataItem, plain, no grid"


def lines(share: float) -> Iterator[Line]:
    """Coloured line, then line and band. Every frame of pyqtgraph paints everything: it is the peer of both works."""
    app = QApplication([])
    record = minute()
    n = some(FRAMES, share, least=10)
    plain = list(scroll.scroll_pyqtgraph(record, n // 2)[0])
    for show, name in ((Show.LINE, "coloured line"), (Show.BOTH, "line and band")):
        canvas = scroll.make_canvas(record, show)
        moved = list(scroll.scroll_canvas(canvas, n)[0])
        whole = list(scroll.redraw_canvas(canvas, n // 3)[0])
        canvas.close()
        yield Line(f"scroll a step, 12 leads, 1600x900, {name}", "ms", moved, plain, PEER, max_p95=4.0)
        yield Line(f"full redraw, {name}", "ms", whole, plain, PEER, max_p95=16.7)
    app.processEvents()
