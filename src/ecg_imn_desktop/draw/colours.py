"""Colour of evidence: a diverging map centred on 0, orange for, blue against, on one scale for a whole record.

Blue and orange keep apart in all common kinds of colour blindness. The ramps run evenly in OKLab (Ottosson 2020,
"A perceptual color space for image processing"), and lightness rises from *against* over *none* to *for*, so a
greyscale print still tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .evidence import smoothed
from .theme import LIGHT, Theme

if TYPE_CHECKING:
    from ..core.analysis import Explanation

# Of |density| over leads and time. Evidence is concentrated in a few hundredths of a record (the QRS): the peaks above
# it share the strongest colour, or all others would pale.
ROBUST_PERCENTILE = 99.0

# Colour on a line a quarter of a millimetre wide is hard to see: half of the limit gets 66 % of the colour, a tenth
# 25 %. The legend is painted through the same function, so it can be read off all the same.
_LINE_EXPONENT = 0.6

_LEVELS = 511  # colours of a map; odd, so that 0 has its own


def robust_limit(explanations: Iterable[Explanation], smoothing_s: float = 0.0) -> float:
    """The density (logit per second) that gets the strongest colour, one for all leads, windows and classes.

    The 99th percentile of |density| of the class where it is largest, rounded up to two digits; 1.0 where there is
    no evidence at all. Give all windows of a record, or both records of a comparison, for one shared scale.
    """
    largest = 0.0
    for explanation in explanations:
        for contribution in explanation.contribution:  # (lead, sample), one class at a time: little memory
            density = np.abs(smoothed(contribution, explanation.fs, smoothing_s)) * explanation.fs
            if density.size:
                largest = max(largest, float(np.percentile(density, ROBUST_PERCENTILE)))
    if not largest > 0.0:
        return 1.0
    step = 10.0 ** (np.floor(np.log10(largest)) - 1)
    return float(np.ceil(largest / step - 1e-9) * step)


@dataclass(frozen=True)
class AttributionScale:
    """Maps contribution densities (logit per second) to colours.

    ``limit`` gets the strongest colour, ``-limit`` the strongest against; densities below ``threshold`` in absolute
    value are drawn as if there were none.
    """

    limit: float
    theme: Theme = LIGHT
    threshold: float = 0.0

    def __post_init__(self) -> None:
        """Check (ValueError: a defect)."""
        if not self.limit > 0:
            raise ValueError(f"limit is {self.limit}")

    def position(self, density: ArrayLike) -> NDArray[np.float64]:
        """Where densities stand on the map, -1 ... 1; 0 below the threshold and where there is none (NaN)."""
        values = np.nan_to_num(np.asarray(density, dtype=np.float64), nan=0.0)
        shown = np.where(np.abs(values) < self.threshold, 0.0, values)
        return np.asarray(np.clip(shown / self.limit, -1.0, 1.0))

    def line_position(self, density: ArrayLike) -> NDArray[np.float64]:
        """Where densities stand on the ramp of a trace, -1 ... 1, weak evidence lifted so that a thin line shows it."""
        position = self.position(density)
        return np.asarray(np.sign(position) * np.abs(position) ** _LINE_EXPONENT)

    def rgba(self, density: ArrayLike) -> NDArray[np.uint8]:
        """Colours of a trace, uint8 (..., 4), opaque."""
        return self.rgba_at(self.line_position(density))

    def rgba_at(self, line_position: ArrayLike) -> NDArray[np.uint8]:
        """Colours at places -1 ... 1 of the ramp, uint8 (..., 4)."""
        level = np.rint((np.asarray(line_position) + 1) * (_LEVELS - 1) / 2).astype(np.intp)
        return np.asarray(_ramp(self.theme)[level])

    def rgb32(self, density: ArrayLike) -> NDArray[np.uint32]:
        """The same as 0xffRRGGBB (QImage.Format_RGB32)."""
        rgba = self.rgba(density).astype(np.uint32)
        return np.asarray((rgba[..., 3] << 24) | (rgba[..., 0] << 16) | (rgba[..., 1] << 8) | rgba[..., 2])

    def band_rgba(self, density: ArrayLike, opacity: float = 1.0) -> NDArray[np.uint8]:
        """Colours of the band behind a trace, uint8 (..., 4): the end's colour, the more opaque the more evidence."""
        position = self.position(density)
        ends = np.stack([_rgb(self.theme.evidence_against), _rgb(self.theme.evidence_for)])
        out = np.empty((*position.shape, 4), dtype=np.uint8)
        out[..., :3] = ends[(position > 0).astype(np.intp)]
        out[..., 3] = np.rint(255 * _BAND_ALPHA * np.clip(opacity, 0.0, 1.0) * np.abs(position))
        return out


# The band at full evidence: strong enough to see, weak enough to read grid and trace through it.
_BAND_ALPHA = 0.65

_ramps: dict[Theme, NDArray[np.uint8]] = {}


def _ramp(theme: Theme) -> NDArray[np.uint8]:
    """uint8 (level, 4), from against over none to for."""
    if theme not in _ramps:
        against, none, pro = (_oklab(_rgb(c)) for c in (theme.evidence_against, theme.no_evidence, theme.evidence_for))
        share = np.abs(np.linspace(-1.0, 1.0, _LEVELS))[:, None]
        end = np.where(np.arange(_LEVELS)[:, None] < _LEVELS // 2, against, pro)
        ramp = np.full((_LEVELS, 4), 255, dtype=np.uint8)
        ramp[:, :3] = _srgb(none + share * (end - none))
        _ramps[theme] = ramp
    return _ramps[theme]


def _rgb(colour: str) -> NDArray[np.uint8]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.uint8)


# OKLab, from linear sRGB over cone responses (Ottosson 2020).
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    s = rgb.astype(np.float64) / 255
    linear = np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _srgb(lab: NDArray[np.float64]) -> NDArray[np.uint8]:
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0.0, 1.0)
    s = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(s * 255).astype(np.uint8)
