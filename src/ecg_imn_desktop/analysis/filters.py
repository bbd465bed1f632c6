"""Filters for the eye: off unless chosen, named wherever their result is shown, never between a record and the model.

(A model may bring a high-pass of its own, which its card names and no setting changes: ``model/preprocessing.py``.)
A high-pass at 0.5 Hz changes ST segments, a low-pass at 40 Hz rounds the QRS (Kligfield et al., AHA/ACC/HRS
recommendations for the standardization of the electrocardiogram, Circulation 2007;115:1306-1324). All filters run
forwards and backwards, so that no wave moves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import atan, ceil, pi, tan
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import iirnotch, sosfiltfilt, tf2sos

from ..core.filter_label import filter_label
from ..core.record import Record
from ..core.signal import SampleReader, StoredSignal
from .butterworth import butterworth

# What the program offers; any other positive frequency works too.
HIGH_PASS_HZ = (0.05, 0.5)
LOW_PASS_HZ = (40.0, 100.0, 150.0)
NOTCH_HZ = (50.0, 60.0)

_ORDER = 2

# More rows than make so many samples are not filtered together: double precision needs several copies.
_SAMPLES_AT_ONCE = 1_000_000
_NOTCH_WIDTH_HZ = 2.0

# A stored signal is filtered in blocks; so many periods of the slowest filter on either side let it swing in.
_BLOCK_S = 60.0
_MARGIN_PERIODS = 2.0
_KEPT_BLOCKS = 12


@dataclass(frozen=True)
class DisplayFilter:
    """What is done to the traces before they are drawn; None switches a part off.

    ``high_pass_hz`` and ``low_pass_hz`` are the frequencies at which 3 dB are lost (both ways together); ``notch_hz``
    is taken out with a width of about 2 Hz. ValueError where a frequency is not positive or nothing lies between
    them.
    """

    high_pass_hz: float | None = None
    low_pass_hz: float | None = None
    notch_hz: float | None = None

    def __post_init__(self) -> None:
        """Check the frequencies."""
        given = [hz for hz in (self.high_pass_hz, self.low_pass_hz, self.notch_hz) if hz is not None]
        if any(not (np.isfinite(hz) and hz > 0) for hz in given):
            raise ValueError(f"a filter frequency is not positive: {given}")
        if self.high_pass_hz is not None and self.low_pass_hz is not None and self.high_pass_hz >= self.low_pass_hz:
            raise ValueError(f"no band lies between {self.high_pass_hz} and {self.low_pass_hz} Hz")

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered at all."""
        return (self.high_pass_hz, self.low_pass_hz, self.notch_hz) != (None, None, None)

    def label_at(self, fs: float) -> str:
        """What to print beside traces at ``fs`` Hz."""
        return filter_label(self.high_pass_hz, self.low_pass_hz, self.notch_hz, fs)

    def apply(self, mv: NDArray[np.floating], fs: float, ends: Literal["odd", "even"] = "odd") -> NDArray[np.float32]:
        """The filtered traces, float32 (lead, sample) mV: a new array, the input stays as it is.

        ``mv`` is (lead, sample) mV at ``fs`` Hz. NaN stay NaN; gaps are bridged by a line for the filter, so that
        they do not spread. A low-pass or notch at or above fs / 2 has nothing to take out and does nothing. Beyond its
        ends, the first and the last sample that is not NaN, a trace goes on mirrored in its end point ("odd": a slope
        goes on) or in its end ("even": one wrong last sample moves little).
        """
        out = np.array(mv, dtype=np.float32)
        sections = self._sections(fs)
        if not sections or mv.shape[1] < 2:
            return out
        sos = np.concatenate(sections)
        padding = ceil(fs / (self.high_pass_hz or _NOTCH_WIDTH_HZ))
        present = np.isfinite(out)
        for rows, known in _alike(present):  # twelve leads one by one would take several times as long
            part = out[rows, known]
            is_known = present[rows, known]
            whole = part.astype(np.float64)
            for row, has in zip(whole, is_known, strict=True):
                if not has.all():
                    at = np.flatnonzero(has)
                    row[:] = np.interp(np.arange(len(row)), at, row[at])
            filtered = sosfiltfilt(sos, whole, padtype=ends, padlen=min(whole.shape[1] - 1, padding))
            out[rows, known] = np.where(is_known, filtered, part)
        return out

    def filtered(self, record: Record) -> Record:
        """The record with filtered traces; one that stays in its file is filtered as it is read."""
        mv = record.mv
        shown = self.through(mv, record.fs) if isinstance(mv, StoredSignal) else self.apply(mv, record.fs)
        return replace(record, mv=shown)

    def through(self, signal: StoredSignal, fs: float) -> StoredSignal:
        """The filtered traces of a record that stays in its file: filtered, a minute at a time, as they are read."""
        n_samples = signal.shape[-1]
        return signal.through(lambda read: _FilteredBlocks(self, read, fs, n_samples)) if self.is_on else signal

    def margin_s(self) -> float:
        """How far beyond a stretch the signal must be known so that its ends are filtered as in the whole."""
        return _MARGIN_PERIODS / (self.high_pass_hz or _NOTCH_WIDTH_HZ)

    def _sections(self, fs: float) -> list[NDArray[np.float64]]:
        """Second-order sections of one of the two passes at ``fs``."""
        sections = []
        if self.high_pass_hz is not None and self.high_pass_hz < fs / 2:
            sections.append(butterworth(_ORDER, _one_pass_hz(self.high_pass_hz, fs, -1), "highpass", fs))
        if self.low_pass_hz is not None and self.low_pass_hz < fs / 2:
            sections.append(butterworth(_ORDER, _one_pass_hz(self.low_pass_hz, fs, 1), "lowpass", fs))
        if self.notch_hz is not None and self.notch_hz < fs / 2:
            sections.append(tf2sos(*iirnotch(self.notch_hz, self.notch_hz / _NOTCH_WIDTH_HZ, fs=fs)))
        return sections


def _alike(present: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.intp], slice]]:
    """Rows of ``present`` (lead, sample) that begin and end at the same samples, not too many at a time, and these."""
    n_samples = present.shape[1]
    first, last = present.argmax(axis=1), n_samples - present[:, ::-1].argmax(axis=1)
    alive = np.flatnonzero(present.any(axis=1))
    for begin, end in sorted(set(zip(first[alive].tolist(), last[alive].tolist(), strict=True))):
        rows = alive[(first[alive] == begin) & (last[alive] == end)]
        step = max(1, _SAMPLES_AT_ONCE // (end - begin))
        for i in range(0, len(rows), step):
            yield rows[i : i + step], slice(begin, end)


def _one_pass_hz(hz: float, fs: float, direction: int) -> float:
    """Corner of each Butterworth pass, so that two passes together lose 3 dB at ``hz``.

    |H|^2 = 1 / (1 + (W / Wc)^(2n)) = 1 / sqrt(2) at W = tan(pi hz / fs) of the bilinear transform; ``direction`` is 1
    for a low-pass, -1 for a high-pass.
    """
    shift = (2**0.5 - 1) ** (-direction / (2 * _ORDER))
    return fs / pi * atan(tan(pi * hz / fs) * shift)


class _FilteredBlocks:
    """Reads through a filter; called from several threads."""

    def __init__(self, chosen: DisplayFilter, read: SampleReader, fs: float, n_samples: int) -> None:
        self._chosen, self._read, self._fs, self._n_samples = chosen, read, fs, n_samples
        self._block = max(1, round(_BLOCK_S * fs))
        self._margin = ceil(chosen.margin_s() * fs)
        self._kept: OrderedDict[tuple[tuple[int, ...], int], NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, rows: Sequence[int], first: int, last: int) -> NDArray[np.float32]:
        """Filtered samples of some rows."""
        if last - first > 2 * self._block:  # somebody goes through all of it
            return self._filtered(rows, first, last)
        out = np.empty((len(rows), last - first), dtype=np.float32)
        for number in range(first // self._block, -(-last // self._block)):
            begin = number * self._block
            a, b = max(first, begin), min(last, begin + self._block)
            out[:, a - first : b - first] = self._of_block(rows, number)[:, a - begin : b - begin]
        return out

    def _of_block(self, rows: Sequence[int], number: int) -> NDArray[np.float32]:
        key = (tuple(rows), number)
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        begin = number * self._block
        block = self._filtered(rows, begin, min(begin + self._block, self._n_samples))
        with self._lock:
            self._kept[key] = block
            while len(self._kept) > _KEPT_BLOCKS * 12:  # rows are mostly read one by one
                self._kept.popitem(last=False)
        return block

    def _filtered(self, rows: Sequence[int], first: int, last: int) -> NDArray[np.float32]:
        begin, end = max(0, first - self._margin), min(self._n_samples, last + self._margin)
        filtered = self._chosen.apply(self._read(rows, begin, end), self._fs)
        return filtered[:, first - begin : last - begin]
