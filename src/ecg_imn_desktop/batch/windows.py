"""A batch over all of long records: an item for every window of the model, instead of the first alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..core.errors import EcgError
from .items import Item, with_unique_keys
from .work import defect

# As many digits for every record, so that a window keeps its name when the record grows.
_START = re.compile(r"@(\d{6,})s(~[0-9a-f]{8})?$")


def in_windows(items: Sequence[Item], window_s: float, look: Callable[[int], None] = lambda _: None) -> list[Item]:
    """Every item once for each window of its record: ``name@000010s`` begins after 10 s.

    Every record is opened for its length; one that cannot be read stays one item, with the reason as its fault.
    ``look`` is told how many were looked at and may raise Cancelled.
    """
    found: list[Item] = []
    for n, item in enumerate(items):
        look(n)
        starts_s: list[int] = []
        fault = item.fault
        if not fault:
            try:
                starts_s = window_starts_s(_duration_s(item), window_s)
            except EcgError as error:
                fault = error.message
            except Exception as error:
                fault = defect(item, error).error
        if fault:  # by its own name: a first window without an answer is something else
            found.append(replace(item, fault=fault))
        found += [replace(item, key=f"{item.key}@{s:06}s", start_s=float(s)) for s in starts_s]
    return with_unique_keys(found)


def start_s_of(key: str) -> float:
    """Where the window of a key of ``in_windows`` begins; 0 for the key of a whole record."""
    found = _START.search(key)
    return float(found[1]) if found else 0.0


def window_starts_s(duration_s: float, window_s: float) -> list[int]:
    """Where windows begin that cover a record, in whole seconds, end to end but for the last.

    The last one ends with the record's last whole second, so it may overlap the one before.
    """
    latest = max(0, int(duration_s - window_s))
    starts_s = list(range(0, latest + 1, max(1, int(window_s))))
    return starts_s if starts_s[-1] == latest else [*starts_s, latest]


def _duration_s(item: Item) -> float:
    from ..io.opening import read_any

    return read_any(item.reference).duration_s
