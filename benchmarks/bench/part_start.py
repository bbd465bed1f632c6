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
    n = some(RUNS, share)
    pairs = [(startup.start(startup.EMPTY)[0], startup.start(startup.OURS)[0]) for _ in range(n + 1)][1:]
    empty, ours = ([1000 * pair[i] for pair in pairs] for i in range(2))
    yield Line("window stands after the start", "ms", ours, empty, "empty window with numpy", max_ratio=1.5)
    looks = [first_trace.in_a_process() for _ in range(some(RUNS_TRACE, share))]
    for name, target in first_trace.TARGETS.items():
        yield Line(name, "ms", [look[name] for look in looks], max_median=target)
