"""From the start of the process to the first paint, beside an empty window; the code is that of ``startup.py``."""

from __future__ import annotations

from line import Line

import startup

RUNS = 7


def lines() -> list[Line]:
    """In turn, after one pair that fills the disk's cache."""
    pairs = [(startup.start(startup.EMPTY)[0], startup.start(startup.OURS)[0]) for _ in range(RUNS + 1)][1:]
    empty, ours = ([pair[i] for pair in pairs] for i in range(2))
    return [Line("window stands after the start", "s", ours, empty, "empty window with numpy", max_ratio=1.5)]
