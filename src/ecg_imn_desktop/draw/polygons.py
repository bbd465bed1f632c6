"""numpy arrays into Qt's point lists without a Python loop."""

from __future__ import annotations

import numpy as np
import shiboken6
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QPolygonF


def polygon(x: ArrayLike, y: ArrayLike) -> QPolygonF:
    """The points (x[i], y[i]) as a QPolygonF."""
    points = QPolygonF()
    count = len(np.asarray(x))
    points.resize(count)
    if count:
        # The stub of VoidPtr knows neither size nor writeability.
        pointer = shiboken6.VoidPtr(points.data(), count * 16, True)  # type: ignore[call-arg, arg-type]
        memory = np.frombuffer(pointer, dtype=np.float64)  # type: ignore[call-overload]
        memory[0::2] = x
        memory[1::2] = y
    return points


def finite_runs(values: NDArray[np.floating]) -> list[tuple[int, int]]:
    """Stretches [first, last) of ``values`` (n,) without NaN."""
    finite = np.isfinite(values)
    if finite.all():
        return [(0, len(values))] if len(values) else []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], finite, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[0::2], edges[1::2], strict=True)]
