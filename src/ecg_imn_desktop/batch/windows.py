"""A batch over all of long records: an item for every window of the model, instead of the first alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from .items import Item


def in_windows(items: Iterable[Item], window_s: float, look: Callable[[], None] = lambda: None) -> list[Item]:
    """Every item whose record is longer than ``window_s`` once for each window: ``name@010s`` begins after 10 s.

    Every record is opened for its length; one that cannot be read stays one item, whose row will say why. ``look`` is
    called before each and may raise Cancelled.
    """
    found: list[Item] = []
    for item in items:
        look()
        starts_s = window_starts_s(_duration_s(item), window_s)
        if len(starts_s) == 1:
            found.append(item)
            continue
        width = len(str(starts_s[-1]))  # so that names are in the order of time
        found += [replace(item, key=f"{item.key}@{s:0{width}}s", start_s=float(s)) for s in starts_s]
    return found


def window_starts_s(duration_s: float, window_s: float) -> list[int]:
    """Where windows begin that cover a record, in whole seconds, end to end but for the last.

    The last one ends with the record's last whole second, so it may overlap the one before.
    """
    latest = max(0, int(duration_s - window_s))
    starts_s = list(range(0, latest + 1, max(1, int(window_s))))
    return starts_s if starts_s[-1] == latest else [*starts_s, latest]


def _duration_s(item: Item) -> float:
    """0 for what cannot be read."""
    from ..io.opening import read_any

    if item.fault:
        return 0.0
    try:
        return read_any(item.reference).duration_s
    except Exception:  # a defect of a reader, too, is said when it is this ECG's turn
        return 0.0
