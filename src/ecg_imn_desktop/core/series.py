"""More than two ECGs of one patient over time: the nouns. Arrays are read-only by convention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .comparison import Side
from .doubt import near_mark

MAX_SIDES = 8


@dataclass(frozen=True)
class Trend:
    """One quantity over the ECGs.

    ``values`` float64 (side,), NaN where unknown; ``change`` (side,) from the first known one, of angles the shorter
    way round; ``limit`` of usual variability, None where there is none. Of a probability ``is_near`` (side,) says where
    it is near its threshold (core/doubt.py); None for anything else.
    """

    name: str
    title: str
    unit: str
    values: NDArray[np.float64] = field(repr=False)
    change: NDArray[np.float64] = field(repr=False)
    limit: float | None = None
    is_near: NDArray[np.bool_] | None = field(default=None, repr=False)

    @property
    def is_unusual(self) -> NDArray[np.bool_]:
        """Where the change from the first one exceeds usual variability, (side,)."""
        if self.limit is None:
            return np.zeros(self.values.shape, dtype=bool)
        return np.asarray(np.abs(np.nan_to_num(self.change)) > self.limit)

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands after each value: "?" after a probability near its threshold."""
        if self.is_near is None:
            return ("",) * self.values.size
        return tuple(near_mark(near) for near in self.is_near)


@dataclass(frozen=True)
class Unreadable:
    """A file that was to be in a series and cannot be read; ``reason`` is one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Series:
    """ECGs in order of time.

    ``times`` are those of recording, or None if one of the files holds none: then the order is that given.
    ``measurements`` and ``probabilities`` (by class) are trends; ``notes`` plain sentences; ``unreadable`` the files
    that are missing in it.
    """

    sides: tuple[Side, ...]
    times: tuple[datetime, ...] | None
    measurements: tuple[Trend, ...]
    probabilities: Mapping[str, Trend]
    notes: tuple[str, ...]
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def likeliest_class(self) -> str | None:
        """The likeliest class of the last ECG with an answer; None if none has one."""
        answers = [side.prediction for side in self.sides if side.prediction is not None]
        return answers[-1].class_names[answers[-1].top_class] if answers else None
