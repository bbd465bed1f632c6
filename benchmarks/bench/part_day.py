"""A day of twelve leads in the window, beside pyqtgraph's PlotDataItem; the work is that of ``long_record.py``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from line import Line, some

import long_record as day
from ecg_imn_desktop.desktop.main import make_application

# pyqtgraph holds the samples in memory and slows down with the leads: it gets a quarter of them.
LEADS_OF_PEER = 3
SPANS_S = (10, 3600, 86_400)


def lines(share: float) -> Iterator[Line]:
    """Opening, dragging, zooming, jumping, memory."""
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        header = day.make_record(Path(folder))
        make_application()
        ours = day.ours(header, some(120, share, least=20))
        again_s = day.overview_again_s(header)
        what = "24 h, 12 leads, 250 Hz"
        limit_ms = day.BUDGET_FRAME_MS
        frames = {name: list(ms[0]) for name, ms in ours.frames.items()}
        whole = list(ours.all_frames[0])
        yield Line(f"{what}: pan and zoom, all", "ms", whole, max_p95=limit_ms)
        peer = day.of_pyqtgraph(header, LEADS_OF_PEER, 20, SPANS_S)
        name = f"PlotDataItem, {LEADS_OF_PEER} leads"
        first = Line(f"{what}: first paint", "s", [ours.first_s], [peer.first_s], name, max_median=day.BUDGET_FIRST_S)
        yield first
        yield Line(f"{what}: overview ready", "s", [ours.overview_s], note=f"the second time {again_s:.2g} s")
        for title, ms in frames.items():
            beside = list(peer.frames[title][0]) if title in peer.frames else []
            yield Line(f"{what}: {title}", "ms", ms, beside, name if beside else "", max_p95=limit_ms)
        memory = Line(f"{what}: more memory", "MB", [ours.more_mb], [peer.more_mb], name, max_median=day.BUDGET_MB)
        yield memory
