"""Frames a second of the playing window while the model answers without a pause; the work is that of ``frames.py``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from line import Line

import frames

SECONDS = 8.0


def lines(share: float) -> Iterator[Line]:
    """62 a second is all that the timer asks for."""
    seconds = max(3.0, SECONDS * share)
    record, session = frames.start()
    played = frames.play_ours(record, session, seconds)
    alone, answering = (frames.per_second(played[key][0]) for key in (False, True))
    yield Line("playing, nothing else runs", "frames/s", alone, is_rate=True)
    peer = frames.per_second(frames.play_pyqtgraph(record, session, seconds)[0])
    yield Line(
        "playing while the model answers", "frames/s", answering, peer, "PlotDataItem, plain, no grid",
        min_median=frames.BUDGET_FPS, is_rate=True, note=f"{played[True][1] / seconds:.0f} answers a second",
    )  # fmt: skip
    gaps = (np.diff(played[True][0]) * 1000).tolist()
    yield Line("time between two frames while the model answers", "ms", gaps)
