"""numpy arrays into Qt's point lists without a Python loop."""

from __future__ import annotations

import numpy as np
import shiboken6
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QPainterPath, QPolygonF

# An element of a QPainterPath as QDataStream holds it: 0 moves there, 1 draws a line there.
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


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


def polylines(
    x: NDArray[np.float64], y: NDArray[np.float64], first: NDArray[np.intp], last: NDArray[np.intp]
) -> QPainterPath:
    """A path of the open polylines through the points first[i] ... last[i], last exclusive; none may be empty."""
    path = QPainterPath()
    lengths = last - first
    n = int(lengths.sum())
    if n == 0:
        return path
    starts = np.cumsum(lengths) - lengths
    points = np.arange(n) + np.repeat(first - starts, lengths)
    elements = np.ones(n, _ELEMENT)
    elements["x"], elements["y"] = x[points], y[points]
    elements["kind"][starts] = 0
    # What QPainterPath reads: how many elements, the elements, where the last polyline begins, how it is filled.
    ends = np.array([starts[-1], 0], ">i4")
    data = QByteArray(np.array([n], ">i4").tobytes() + elements.tobytes() + ends.tobytes())
    QDataStream(data, QIODevice.OpenModeFlag.ReadOnly) >> path
    return path


def finite_runs(values: NDArray[np.floating]) -> list[tuple[int, int]]:
    """Stretches [first, last) of ``values`` (n,) without NaN."""
    finite = np.isfinite(values)
    if finite.all():
        return [(0, len(values))] if len(values) else []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], finite, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[0::2], edges[1::2], strict=True)]
