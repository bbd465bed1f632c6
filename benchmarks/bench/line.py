"""A line of the table: what was measured, of ours and of a peer, and what it should be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np


@dataclass
class Line:
    """One line.

    ``ours`` and ``peer`` are repeated measurements in ``unit``; ``peer_name`` says what the peer is. ``is_rate``: more
    is better. The target is for one of: the ratio of the medians (``max_ratio``, ours / peer), our 95th percentile or
    median (``max_p95``, ``max_median``), or our median rate (``min_median``). ``failure`` says why nothing was
    measured.
    """

    name: str
    unit: str
    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    peer_name: str = ""
    max_ratio: float | None = None
    max_p95: float | None = None
    max_median: float | None = None
    min_median: float | None = None
    is_rate: bool = False
    note: str = ""
    failure: str = ""

    @property
    def ratio(self) -> float | None:
        """Median of ours by the median of the peer; None without a peer."""
        return float(np.median(self.ours) / np.median(self.peer)) if self.peer else None

    @property
    def target(self) -> str:
        """The target in words, empty if there is none."""
        if self.max_ratio is not None:
            return f"ratio <= {self.max_ratio:g}"
        if self.max_p95 is not None:
            return f"p95 <= {self.max_p95:g} {self.unit}"
        if self.max_median is not None:
            return f"<= {self.max_median:g} {self.unit}".strip()
        return "" if self.min_median is None else f">= {self.min_median:g} {self.unit}"

    @property
    def is_kept(self) -> bool | None:
        """Whether the target is kept; None if there is none."""
        median, p95 = np.percentile(self.ours, (50, 95))
        if self.max_ratio is not None:
            return None if self.ratio is None else self.ratio <= self.max_ratio
        if self.max_p95 is not None:
            return bool(p95 <= self.max_p95)
        if self.max_median is not None:
            return bool(median <= self.max_median)
        return None if self.min_median is None else bool(median >= self.min_median)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the history."""
        return asdict(self)

    def as_row(self) -> str:
        """A row of the table."""
        name = self.name + (f" ({self.note})" if self.note else "")
        if self.failure:
            return f"| {name} | | | | | NOT MEASURED: {self.failure.replace('|', '/')} |"
        ratio = "" if self.ratio is None else f"{self.ratio:.2g}"
        kept = {True: "kept", False: "MISSED", None: ""}[self.is_kept]
        peer = f"{self.peer_name}: {self._shown(self.peer)}" if self.peer else ""
        return f"| {name} | {self._shown(self.ours)} | {peer} | {ratio} | {self.target} | {kept} |"

    def _shown(self, values: Sequence[float]) -> str:
        median, bad = np.percentile(values, (50, 5 if self.is_rate else 95))
        numbers = (median, bad) if len(values) > 1 else (median,)
        return f"{', '.join(_three_digits(number) for number in numbers)} {self.unit}".strip()


def table(lines: Sequence[Line]) -> str:
    """All lines as a Markdown table."""
    return "\n".join(
        [
            "Medians and, after a comma, the 95th percentile (of rates the 5th); ratio = ours / peer.\n",
            "| what | ours | peer | ratio | target | |",
            "| --- | ---: | ---: | ---: | --- | --- |",
            *(line.as_row() for line in lines),
        ]
    )


def some(n: int, share: float, least: int = 2) -> int:
    """A share of ``n`` repeats, and not too few."""
    return max(min(n, least), round(n * share))


def times_ms(
    *works: Callable[[], object], repeats: int, warm_ups: int = 1, at_most_s: float = 20.0, least: int = 3
) -> list[list[float]]:
    """Milliseconds of each call of each work, in turn, so that a busy moment meets all of them.

    After ``at_most_s`` it ends, once there are ``least`` calls of each: a slow machine measures less often.
    """
    for _ in range(warm_ups):
        for work in works:
            work()
    out: list[list[float]] = [[] for _ in works]
    began = time.perf_counter()
    for i in range(repeats):
        if i >= least and time.perf_counter() - began > at_most_s:
            break
        for times, work in zip(out, works, strict=True):
            started = time.perf_counter()
            work()
            times.append((time.perf_counter() - started) * 1000)
    return out


def growth_exponent(sizes: Sequence[float], ms: Sequence[float]) -> float:
    """The p of ms = c * size^p, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(ms), 1)[0])


def _three_digits(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"
