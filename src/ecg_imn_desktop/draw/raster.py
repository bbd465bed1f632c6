"""Smooth traces of all leads at once, blended into the pixels of a picture.

Qt paints a smooth line pixel by pixel, each with a call of its own: twelve coloured leads are half of a full redraw.
An ECG is a function of time: a pixel column holds one stretch of a trace, from its lowest to its highest point there.
How much of a pixel such a stretch covers is a formula, the same for all leads and columns, and numpy works it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .frame import Frame

# Stretches of more samples than this, or more stretches of an odd length, are left to ``reduceat``.
_MAX_WINDOW = 16
_MAX_ODD = 4

# Breadth of an upright line, in pixels, by the thickness of a level one: thin, or the tips of waves would be blunt.
_BREADTH = {1: 1.0, 2: 1.6, 3: 2.2}


@dataclass(frozen=True)
class Stretches:
    """Where traces run in the pixel columns ``first_px`` ...: all float32 (lead, column), in pixels, downwards.

    ``top`` and ``bottom`` are the ends of the stretch, NaN where there is no signal. ``returns`` is how far the trace
    goes back within the column: 0 where it only rises or falls.
    """

    first_px: int
    top: NDArray[np.float32]
    bottom: NDArray[np.float32]
    returns: NDArray[np.float32]

    def between(self, first: int, last: int) -> Stretches:
        """Only the columns [first, last), in numbers of the stretches' own."""
        return Stretches(
            self.first_px + first, self.top[:, first:last], self.bottom[:, first:last], self.returns[:, first:last]
        )


def stretches(
    frame: Frame, y_px: NDArray[np.floating], rows: Sequence[NDArray[np.floating]], fs: float, first: int, last: int
) -> Stretches:
    """Where leads run in the columns [first, last) of ``frame``: ``rows`` are the whole leads in mV, NaN = gap.

    The trace is the straight line from sample to sample, sample i at i / fs; ``y_px`` (lead,) are the places of 0 mV.
    """
    begin, end, starts, lengths, holding, left, share = _sampling(
        frame.x_px, frame.start_s, frame.px_per_s, fs, len(rows[0]), first, last
    )
    shape = (len(rows), last - first)
    if end - begin < 1:
        nothing = np.full(shape, np.nan, np.float32)
        return Stretches(first, nothing, nothing, nothing)
    mv = np.empty((len(rows), end - begin), np.float32)
    for i, row in enumerate(rows):
        mv[i] = row[begin:end]
    y = np.asarray(y_px, np.float32)[:, None] - mv * np.float32(frame.px_per_mv)
    following = np.minimum(left + 1, end - begin - 1)
    edges = y[:, left] * (1 - share) + y[:, following] * share  # at the edges of the columns
    one, other = edges[:, :-1], edges[:, 1:]
    outer_top, outer_bottom = np.fmin(one, other), np.fmax(one, other)
    top, bottom = outer_top.copy(), outer_bottom.copy()
    if len(starts):
        top[:, holding] = np.fmin(top[:, holding], _extremes(np.fmin, y, starts, lengths))
        bottom[:, holding] = np.fmax(bottom[:, holding], _extremes(np.fmax, y, starts, lengths))
    returns = np.fmax(2 * ((bottom - top) - (outer_bottom - outer_top)), 0)  # 0 also where an edge is in a gap
    return Stretches(first, top, bottom, returns)


@lru_cache(maxsize=8)
def _sampling(
    x_px: float, start_s: float, px_per_s: float, fs: float, n_samples: int, first: int, last: int
) -> tuple[int, int, NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """The samples [begin, end) that matter from column ``first`` to ``last``, and of these, counted from ``begin``:

    the first in each column that holds any, how many, and which columns these are; before each edge of a column the
    sample on its left, and how far on the way to the next the edge is (NaN outside of the record).
    """
    place = (start_s + (np.arange(first, last + 1) - x_px) / px_per_s) * fs
    ceiling = np.clip(np.ceil(place - 1e-9), 0, n_samples).astype(np.intp)
    begin = min(max(0, int(np.floor(place[0]))), n_samples)
    end = max(begin, min(n_samples, int(np.ceil(place[-1])) + 1))
    lengths = np.diff(ceiling)
    holding = np.flatnonzero(lengths)
    left = np.clip(np.floor(place).astype(np.intp), begin, max(begin, end - 1))
    share = np.where((place < 0) | (place > n_samples - 1), np.nan, place - left).astype(np.float32)
    return begin, end, ceiling[holding] - begin, lengths[holding], holding, left - begin, share


def _extremes(
    extreme: np.ufunc, y: NDArray[np.float32], starts: NDArray[np.intp], lengths: NDArray[np.intp]
) -> NDArray[np.float32]:
    """The extreme of each stretch of ``lengths`` samples, without gaps between them, (lead, stretch).

    The stretches are of nearly one length: two windows of a power of two cover each, which is faster than ``reduceat``.
    """
    window = 1 << (int(lengths[len(lengths) // 2]).bit_length() - 1)
    odd = np.flatnonzero((lengths < window) | (lengths > 2 * window))
    if window > _MAX_WINDOW or len(odd) > _MAX_ODD:
        ends = starts[-1] + lengths[-1]
        return np.asarray(extreme.reduceat(y[:, :ends], starts, axis=1))
    of_window, n = y, 1
    while n < window:
        of_window = extreme(of_window[:, :-n], of_window[:, n:])
        n *= 2
    out = extreme(
        of_window.take(starts, axis=1, mode="clip"), of_window.take(starts + lengths - window, axis=1, mode="clip")
    )
    for i in odd:  # at the ends of the record
        out[:, i] = extreme.reduce(y[:, starts[i] : starts[i] + lengths[i]], axis=1)
    return np.asarray(out)


def joined(first_px: int, top: NDArray[np.floating], bottom: NDArray[np.floating]) -> Stretches:
    """Stretches of extremes in each column (lead, column), drawn out so that neighbours meet half way."""
    top, bottom = np.array(top, np.float32), np.array(bottom, np.float32)
    gap_down, gap_up = top[:, 1:] - bottom[:, :-1], top[:, :-1] - bottom[:, 1:]  # the next is lower, higher
    down, up = np.fmax(gap_down, 0) / 2, np.fmax(gap_up, 0) / 2  # 0 beside a gap
    tall = bottom - top
    top[:, 1:] -= down
    bottom[:, :-1] += down
    top[:, :-1] -= up
    bottom[:, 1:] += up
    return Stretches(first_px, top, bottom, tall)


def blend(
    pixels: NDArray[np.uint32],
    traces: Stretches,
    colours: NDArray[np.uint32],
    thickness_px: int,
    origin_px: int = 0,
) -> None:
    """Paint traces over ``pixels``, 0xffRRGGBB (row, column), the left one of which stands at ``origin_px``.

    ``colours`` is (lead, column) or (lead, 1). All columns of ``traces`` but the first and the last are painted, whose
    neighbours have to be known, where they lie within ``pixels``. Leads that meet are painted in the order of
    ``_apart``, always the same one.
    """
    traces_px = traces.first_px + 1 - origin_px
    count = traces.top.shape[1] - 2
    skipped = max(0, -traces_px)
    count = min(count, pixels.shape[1] - traces_px)
    if count <= skipped:
        return
    traces = traces.between(skipped, count + 2)
    if colours.shape[1] > 1:
        colours = colours[:, skipped:count]
    for group in _apart(traces, thickness_px):
        part = Stretches(traces.first_px, traces.top[group], traces.bottom[group], traces.returns[group])
        _blend(pixels, part, colours[group], thickness_px, traces_px + skipped)


def _apart(traces: Stretches, thickness_px: int) -> list[list[int]]:
    """Numbers of leads in groups within which no trace reaches into another's rows, to be painted in turn.

    The picture is that of every second lead painted one after the other, then of those between them: which of two
    traces is above does not depend on what else is painted, and neighbours that meet all along need two groups.
    """
    reach = thickness_px + 2
    lows, highs = np.fmin.reduce(traces.top, axis=1).tolist(), np.fmax.reduce(traces.bottom, axis=1).tolist()
    groups: list[list[int]] = []
    for lead in (*range(0, len(lows), 2), *range(1, len(lows), 2)):
        low, high = lows[lead] - reach, highs[lead] + reach
        if low != low:  # no signal
            continue
        turn = len(groups)
        while turn > 0 and not any(lows[other] <= high and low <= highs[other] for other in groups[turn - 1]):
            turn -= 1
        if turn == len(groups):
            groups.append([])
        groups[turn].append(lead)
    return groups


def _blend(
    pixels: NDArray[np.uint32], traces: Stretches, colours: NDArray[np.uint32], thickness_px: int, at: int
) -> None:
    """Leads that nowhere meet, from column ``at`` of ``pixels`` on."""
    half, breadth = np.float32(thickness_px / 2), np.float32(_BREADTH[thickness_px])
    n_rows, stride = pixels.shape
    top, bottom, returns = (np.ascontiguousarray(a[:, 1:-1]) for a in (traces.top, traces.bottom, traces.returns))
    # A line that rises by ``height`` in a column of width 1 covers a pixel the less the farther the pixel is from where
    # the line crosses the column's middle; it takes ``ramp`` from full to none. Where it comes back it covers twice.
    height = bottom - top
    ramp = np.maximum(height, 1)
    slope = (1 + returns / ramp) / ramp
    farthest = np.maximum(breadth * height / 2, half) + ramp / 2
    middle = (top + bottom) / 2
    # Beyond the neighbours' ends there is nothing: a steep line ends there.
    upper = np.maximum(_widest(traces.top, np.fmin)[:, 1:-1] - half, middle - farthest)
    lower = np.minimum(_widest(traces.bottom, np.fmax)[:, 1:-1] + half, middle + farthest)
    is_there = np.isfinite(height) & (lower > 0) & (upper < n_rows)
    lead, column = np.nonzero(is_there)
    if len(lead) == 0:
        return
    slope, farthest, middle, upper, lower = (a[is_there] for a in (slope, farthest, middle, upper, lower))
    begin = np.maximum(np.floor(upper), 0).astype(np.intp)
    count = np.minimum(np.ceil(lower), n_rows).astype(np.intp) - begin
    ends = np.cumsum(count)
    tips = ends - count
    # The pixels of one stretch lie below each other: ``row`` counts them.
    row = np.arange(ends[-1]) - np.repeat(tips, count)
    cover = np.abs(row.astype(np.float32) + np.repeat((begin + 0.5 - middle).astype(np.float32), count))
    cover *= np.repeat(-slope, count)
    cover += np.repeat(slope * farthest, count)
    np.clip(cover, 0, 1, out=cover)
    cover[tips] = np.minimum(cover[tips], begin + 1 - upper)
    cover[ends - 1] = np.minimum(cover[ends - 1], lower - (begin + count - 1))
    row *= stride
    row += np.repeat(begin * stride + column + at, count)
    over = np.repeat(colours[lead, column] if colours.shape[1] > 1 else colours[lead, 0], count)
    flat = pixels.reshape(-1)
    flat[row] = _mixed(flat.take(row, mode="clip"), over, (cover * 256).astype(np.uint32))


def _widest(values: NDArray[np.float32], extreme: np.ufunc) -> NDArray[np.float32]:
    """The extreme of each column (lead, column) and its neighbours."""
    out = values.copy()
    extreme(out[:, 1:], values[:, :-1], out=out[:, 1:])
    extreme(out[:, :-1], values[:, 1:], out=out[:, :-1])
    return out


def _mixed(under: NDArray[np.uint32], over: NDArray[np.uint32], share: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Colours 0xffRRGGBB mixed, ``share`` 0 ... 256 of ``over``; red and blue in one product."""
    rest = np.uint32(256) - share
    red_blue, green = np.uint32(0xFF00FF), np.uint32(0x00FF00)
    mixed = ((under & red_blue) * rest + (over & red_blue) * share) >> np.uint32(8) & red_blue
    mixed |= ((under & green) * rest + (over & green) * share) >> np.uint32(8) & green
    mixed |= np.uint32(0xFF000000)
    return np.asarray(mixed)
