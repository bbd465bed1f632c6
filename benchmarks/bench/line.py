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

    ``ours`` and ``peer`` are repeated measurements in ``unit``; ``peer_name`` says what the peer is. The target is for
    one of: the ratio of the medians (``max_ratio``, ours / peer; for rates, where ``is_rate``, ``min_ratio``), our
    95th percentile or median (``max_p95``, ``max_median``), or our median rate (``min_median``).
    """

    name: str
    unit: str
    ours: list[float]
    peer: list[float] = field(default_factory=list)
    peer_name: str = ""
    max_ratio: float | None = None
    max_p95: float | None = None
    max_median: float | None = None
    min_median: float | None = None
    note: str = ""

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


def times_ms(*works: Callable[[], object], repeats: int, warm_ups: int = 1) -> list[list[float]]:
    """Milliseconds of each call of each work, in turn, so that a busy moment meets all of them."""
    for _ in range(warm_ups):
        for work in works:
            work()
    out: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for times, work in zip(out, works, strict=True):
            started = time.perf_counter()
            work()
            times.append((time.perf_counter() - started) * 1000)
    return out


def growth_exponent(sizes: Sequence[float], ms: Sequence[float]) -> float:
    """The p of ms = c * size^p, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(ms), 1)[0])


def table(lines: Sequence[Line]) -> str:
    """All lines as a Markdown table; medians, and after a comma the 95th percentile where there are several values."""
    rows = ["| what | ours | peer | ratio | target | |", "| --- | ---: | ---: | ---: | --- | --- |"]
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.3g}"
        kept = {True: "kept", False: "MISSED", None: ""}[line.is_kept]
        peer = f"{line.peer_name}: {_shown(line.peer, line.unit)}" if line.peer else ""
        note = f" ({line.note})" if line.note else ""
        rows.append(
            f"| {line.name}{note} | {_shown(line.ours, line.unit)} | {peer} | {ratio} | {line.target} | {kept} |"
        )
    return "\n".join(rows)


def _shown(values: Sequence[float], unit: str) -> str:
    median, p95 = np.percentile(values, (50, 95))
    return f"{median:.3g}{f', {p95:.3g}' if len(values) > 1 else ''} {unit}".strip()
