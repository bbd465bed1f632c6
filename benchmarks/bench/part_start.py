"""From the start of the process to the first paint, beside an empty window; from the choice of an ECG to its trace.

The code is that of ``startup.py`` and ``first_trace.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

from line import Line, some

import first_trace
import startup

RUNS, RUNS_TRACE = 9, 5


def lines(share: float) -> Iterator[Line]:
    """In turn, after one pair that fills the disk's cache."""
    empty: list[float] = []
    first: list[float] = []
    whole: list[float] = []
    blocks: list[float] = []
    for _ in range(some(RUNS, share) + 1):
        empty.append(1000 * startup.start(startup.EMPTY)[0][0][0])
        paints, _ = startup.start(startup.OURS)
        for found, (clock_s, _) in zip((first, whole, blocks), paints, strict=True):
            found.append(1000 * clock_s)
    name = "empty window with numpy"
    yield Line("window stands after the start", "ms", first[1:], empty[1:], name, max_ratio=1.5)
    yield Line("the same with menus, bars and panels", "ms", whole[1:], empty[1:], name)
    yield Line("longest block of the screen between the two", "ms", blocks[1:], max_median=50.0)
    looks = [first_trace.in_a_process() for _ in range(some(RUNS_TRACE, share))]
    for name, target in first_trace.TARGETS.items():
        yield Line(name, "ms", [look[name] for look in looks], max_median=target)
