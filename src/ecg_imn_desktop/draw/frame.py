"""From milliseconds and millivolts to device units: where a strip stands on the device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from .layout import Strip


@dataclass(frozen=True)
class Frame:
    """One strip on the device: ``x_px`` is its left edge and the place of ``start_s``, ``y_px`` the place of 0 mV."""

    x_px: float
    y_px: float
    width_px: float
    height_px: float
    start_s: float
    px_per_s: float
    px_per_mv: float

    @classmethod
    def of(
        cls, strip: Strip, px_per_mm: float, mm_per_s: float, mm_per_mv: float, origin_px: tuple[float, float] = (0, 0)
    ) -> Frame:
        """The frame of a strip of a sheet whose top left corner is at ``origin_px``."""
        return cls(
            x_px=origin_px[0] + strip.x_mm * px_per_mm,
            y_px=origin_px[1] + strip.y_mm * px_per_mm,
            width_px=strip.width_mm * px_per_mm,
            height_px=strip.height_mm * px_per_mm,
            start_s=strip.start_s,
            px_per_s=px_per_mm * mm_per_s,
            px_per_mv=px_per_mm * mm_per_mv,
        )

    @property
    def right_px(self) -> float:
        """Right edge."""
        return self.x_px + self.width_px

    @overload
    def x(self, time_s: float) -> float: ...

    @overload
    def x(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]: ...

    def x(self, time_s: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
        """Where a time stands, or times."""
        return self.x_px + (time_s - self.start_s) * self.px_per_s

    def y(self, mv: float) -> float:
        """Where a voltage stands; up is positive."""
        return self.y_px - mv * self.px_per_mv

    def time_s(self, x_px: float) -> float:
        """The time at a place."""
        return self.start_s + (x_px - self.x_px) / self.px_per_s

    def mv(self, y_px: float) -> float:
        """The voltage at a place."""
        return (self.y_px - y_px) / self.px_per_mv

    def points(
        self, mv: NDArray[np.floating], fs: float, from_px: float, to_px: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places (x, y) of the samples of a whole lead, ``mv`` (sample,), needed to draw from ``from_px`` to ``to_px``.

        One sample more on either side, so that the line runs on to the edge. Sample i stands at i / fs.
        """
        first, last = self.samples(len(mv), fs, from_px, to_px)
        x = self.x(np.arange(first, last) / fs)
        y = self.y_px - mv[first:last].astype(np.float64) * self.px_per_mv
        return x, y

    def samples(self, n_samples: int, fs: float, from_px: float, to_px: float) -> tuple[int, int]:
        """Which samples [first, last) these are, of a lead of ``n_samples``."""
        first = max(0, int(np.floor(self.time_s(from_px) * fs)))
        return first, max(first, min(n_samples, int(np.ceil(self.time_s(to_px) * fs)) + 1))
