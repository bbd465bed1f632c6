"""More than two ECGs of one patient: how measurements and probabilities go over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ..core.comparison import Side
from ..core.doubt import is_near
from ..core.errors import SignalError
from ..core.series import MAX_SIDES, Series, Trend, Unreadable
from .comparison import COMPARED, about_people, usual_limits


def make_series(sides: Sequence[Side], unreadable: Sequence[Unreadable] = ()) -> Series:
    """Sort two to ``MAX_SIDES`` sides by time and follow what they have in common. SignalError for another number.

    ``unreadable`` are the files that are not among them because they cannot be read.
    """
    if not 2 <= len(sides) <= MAX_SIDES:
        raise SignalError(f"A series holds two to {MAX_SIDES} ECGs, not {len(sides)}.")
    known = [side.record.recorded_at for side in sides]
    times = None
    notes = []
    if None not in known:
        sides = sorted(sides, key=lambda side: side.record.recorded_at or datetime.min)
        times = tuple(side.record.recorded_at or datetime.min for side in sides)
    else:
        notes.append("Not every file holds a time of recording: the ECGs stand in the order given.")
    notes += list(dict.fromkeys(text for other in sides[1:] for text in about_people(sides[0], other)))
    limits = usual_limits()
    trends = []
    for kind in COMPARED:
        values = [None if s.measurements is None else kind.value(s.measurements) for s in sides]
        if any(value is not None for value in values):
            first = next(value for value in values if value is not None)
            change = [kind.change(first, value) for value in values]
            trends.append(Trend(kind.name, kind.title, kind.unit, _floats(values), _floats(change),
                                limits.get(kind.name)))  # fmt: skip
    return Series(tuple(sides), times, tuple(trends), _probabilities(sides), tuple(notes), tuple(unreadable))


def _floats(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _probabilities(sides: Sequence[Side]) -> dict[str, Trend]:
    """Of every class that any side answers for."""
    titles: dict[str, str] = {}
    for side in sides:
        if side.prediction is not None:
            titles |= {c.name: c.title for c in side.prediction.classes if c.name not in titles}
    found = {}
    for name, title in titles.items():
        answers = [_answer(side, name) for side in sides]
        values = _floats([None if answer is None else answer[0] for answer in answers])
        first = values[np.isfinite(values)][0]
        near = np.array([answer is not None and is_near(*answer) for answer in answers])
        found[name] = Trend(name, title, "", values, values - first, is_near=near)
    return found


def _answer(side: Side, name: str) -> tuple[float, float] | None:
    """Probability and threshold of a class; None where the model does not answer for it."""
    answer = side.prediction
    if answer is None or name not in answer.class_names:
        return None
    k = answer.index(name)
    return float(answer.probability[k]), answer.classes[k].threshold
