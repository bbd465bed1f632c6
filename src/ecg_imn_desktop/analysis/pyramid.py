"""Minima and maxima of blocks of samples, so that 24 hours can be drawn without looking at every sample.

One column of pixels shows the range of all samples under it. Above some samples a pixel the range is taken from blocks
of 32, 256, 2048 ... samples, whose extremes are computed once; no peak is ever lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.progress import NO_PROGRESS, Progress
from ..core.signal import StoredSignal

FIRST_BLOCK = 32
FACTOR = 8
MIN_BLOCKS = 64

# A level is used from this many of its blocks a column: a peak is then drawn at most a quarter of a column off. Samples
# of a stored signal must be read first: there half a column has to do.
_BLOCKS_PER_COLUMN, _BLOCKS_PER_COLUMN_STORED = 4, 2
_CHUNK_BLOCKS = 1 << 13  # 12 MB of twelve leads: what is worked on stays in the processor's cache


@dataclass(frozen=True)
class Level:
    """Extremes of consecutive blocks of ``block`` samples.

    ``low`` and ``high`` are float32 (lead, block), mV, NaN where a block holds no signal; the last block may be short.
    """

    block: int
    low: NDArray[np.float32] = field(repr=False)
    high: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True)
class MinMaxPyramid:
    """A long record with the extremes of its blocks; made by ``build_pyramid``.

    ``mv`` is the record's own signal (lead, sample), not a copy, in memory or stored; ``levels`` from fine to coarse.
    """

    mv: NDArray[np.floating] | StoredSignal = field(repr=False)
    levels: tuple[Level, ...]

    @property
    def n_bytes(self) -> int:
        """Memory that the levels take, without the record."""
        return sum(level.low.nbytes + level.high.nbytes for level in self.levels)

    def columns(self, first: float, last: float, n_columns: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Least and greatest value under each column of pixels.

        ``first`` and ``last`` are the samples (also between samples, also outside the record) at the left edge of the
        first and at the right edge of the last of ``n_columns`` columns. Returns low and high, float32 (lead, column),
        mV, NaN where a column holds no signal. Where a sample is wider than a column, each of its columns has its
        value.

        Exact below 128 samples a column; above, samples may count for the neighbouring column if they lie within a
        quarter of a column of the edge (of a stored signal: below 64, and half a column). Raises ValueError if the
        columns have no width.
        """
        if n_columns < 1 or not last > first:
            raise ValueError(f"{n_columns} columns from sample {first} to {last}")
        block, low, high = self._source((last - first) / n_columns)
        n_blocks = low.shape[1]
        at = np.linspace(first, last, n_columns + 1)
        # The last block may be short: an edge beyond the record ends after it, not within.
        edges = np.where(at >= self.mv.shape[1], n_blocks, np.floor(at / block)).astype(np.int64)
        begins, ends = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
        seen = np.flatnonzero((ends > 0) & (begins < n_blocks))
        out_low = np.full((len(low), n_columns), np.nan, dtype=np.float32)
        out_high = out_low.copy()
        if len(seen):
            begins = np.maximum(begins[seen], 0)
            stop = min(int(ends[seen[-1]]), n_blocks)
            origin = int(begins[0])
            lows = low[:, origin:stop]  # a stored signal is read here, once
            highs = lows if high is low else high[:, origin:stop]
            # reduceat takes from each begin to the next; the columns are in order and next to each other.
            out_low[:, seen] = np.fmin.reduceat(lows, begins - origin, axis=1)
            out_high[:, seen] = np.fmax.reduceat(highs, begins - origin, axis=1)
        return out_low, out_high

    def _source(self, samples_per_column: float) -> tuple[int, Any, Any]:
        """The coarsest level with enough blocks a column, or the samples themselves: block, low, high."""
        is_stored = isinstance(self.mv, StoredSignal)
        enough = _BLOCKS_PER_COLUMN_STORED if is_stored else _BLOCKS_PER_COLUMN
        for level in reversed(self.levels):
            if level.block * enough <= samples_per_column:
                return level.block, level.low, level.high
        return 1, self.mv, self.mv


def build_pyramid(mv: NDArray[np.floating] | StoredSignal, progress: Progress = NO_PROGRESS) -> MinMaxPyramid:
    """The pyramid of ``mv`` (lead, sample), which may be a stored signal and is read once, in pieces.

    Time is linear in the number of samples; memory is 1/14 of that of a float32 record. NaN are left out. Reports to
    ``progress``, which may raise ``Cancelled``. Raises ValueError if ``mv`` has not two axes.
    """
    if mv.ndim != 2:
        raise ValueError(f"mv has shape {mv.shape}")
    levels = []
    if mv.shape[1] >= FIRST_BLOCK:
        levels.append(_first_level(mv, progress))
        while levels[-1].low.shape[1] >= FACTOR * MIN_BLOCKS:
            levels.append(_next_level(levels[-1]))
    progress.report(1.0, "Overview of the record is ready")
    return MinMaxPyramid(mv, tuple(levels))


def _first_level(mv: NDArray[np.floating] | StoredSignal, progress: Progress) -> Level:
    n_leads, n_samples = mv.shape
    n_blocks = -(-n_samples // FIRST_BLOCK)
    low = np.empty((n_leads, n_blocks), dtype=np.float32)
    high = np.empty_like(low)
    for first in range(0, n_blocks, _CHUNK_BLOCKS):
        progress.report(first / n_blocks, "Preparing the overview of the record")
        last = min(first + _CHUNK_BLOCKS, n_blocks)
        piece = np.asarray(mv[:, first * FIRST_BLOCK : last * FIRST_BLOCK], dtype=np.float32)
        low[:, first:last], high[:, first:last] = _extremes(piece)
    return Level(FIRST_BLOCK, low, high)


def _extremes(piece: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Least and greatest of each block of (lead, sample); the last block may be short."""
    n_whole = piece.shape[1] // FIRST_BLOCK
    blocks = piece[:, : n_whole * FIRST_BLOCK].reshape(len(piece), n_whole, FIRST_BLOCK)
    low, high = np.fmin.reduce(blocks, axis=2), np.fmax.reduce(blocks, axis=2)
    if rest := piece.shape[1] - n_whole * FIRST_BLOCK:
        low = np.concatenate([low, np.fmin.reduce(piece[:, -rest:], axis=1, keepdims=True)], axis=1)
        high = np.concatenate([high, np.fmax.reduce(piece[:, -rest:], axis=1, keepdims=True)], axis=1)
    return low, high


def _next_level(finer: Level) -> Level:
    starts = np.arange(0, finer.low.shape[1], FACTOR)
    return Level(
        finer.block * FACTOR,
        np.fmin.reduceat(finer.low, starts, axis=1),
        np.fmax.reduceat(finer.high, starts, axis=1),
    )
