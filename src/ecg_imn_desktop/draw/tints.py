"""The colours under the pixel columns of a stretch, for all leads at once.

Strips of one column of a layout stand over the same stretch of time: what is worked out for the first of them serves
the others. A scrolled canvas asks for a few columns sixty times a second, and a dozen small sums cost more than one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .frame import Frame
    from .traces import Attribution


@dataclass(frozen=True)
class Tints:
    """Colours of the columns from ``first_px`` on.

    ``line`` is uint32 (lead, column), 0xffRRGGBB; ``band`` uint32 (lead, 2, column), 0xAARRGGBB with colours multiplied
    by their opacity: evidence for the class above, against it below.
    """

    first_px: int
    rows: dict[str, int]
    line: NDArray[np.uint32] | None = field(repr=False)
    band: NDArray[np.uint32] | None = field(repr=False)

    def row(self, lead: str) -> int:
        """The row of a lead; the last one, without colour, for leads that the model does not read."""
        return self.rows.get(lead.removeprefix("-"), len(self.rows))


def tints_of(attribution: Attribution, frame: Frame, left: float, right: float) -> Tints:
    """The colours of all leads in each pixel column that touches [left, right)."""
    first = int(np.floor(left))
    return _tints(attribution, frame.x_px, frame.start_s, frame.px_per_s, first, int(np.ceil(right)) - first)


@lru_cache(maxsize=8)
def _tints(attribution: Attribution, x_px: float, start_s: float, px_per_s: float, first: int, count: int) -> Tints:
    evidence, scale = attribution.evidence, attribution.scale
    edges_s = start_s + (np.arange(first, first + count + 1, dtype=np.float64) - x_px) / px_per_s
    density = np.full((len(evidence.lead_names) + 1, count), np.nan)
    density[:-1] = evidence.mean_densities(edges_s)
    line = np.ascontiguousarray(scale.rgb32(density)) if attribution.show.has_line else None
    band = None
    if attribution.show.has_band:
        packed = _premultiplied(scale.band_rgba(density, attribution.opacity))
        band = np.stack([np.where(density > 0, packed, 0), np.where(density < 0, packed, 0)], axis=1)
    return Tints(first, {lead: row for row, lead in enumerate(evidence.lead_names)}, line, band)


def _premultiplied(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """0xAARRGGBB of (..., 4), the colours multiplied by the opacity (QImage.Format_ARGB32_Premultiplied)."""
    alpha = rgba[..., 3].astype(np.uint32)
    red, green, blue = ((rgba[..., i] * alpha + 127) // 255 for i in range(3))
    return np.asarray(alpha << 24 | red << 16 | green << 8 | blue, dtype=np.uint32)
