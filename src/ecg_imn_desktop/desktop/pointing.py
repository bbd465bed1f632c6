"""Which lead a point on the ECG belongs to. No Qt."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from .paint import Scene
from .view import Page, StripFrame

REACH_PX = 6.0
_MOST_SAMPLES = 400  # under a pointer; a record that is seen from further away has no single trace there


def strip_under(page: Page, scene: Scene, x_px: float, y_px: float, reach_px: float = REACH_PX) -> StripFrame | None:
    """The strip whose trace is under the point; where none is, the one whose baseline is nearest.

    A tall wave runs far into the rows of other leads: what is pointed at is the line, not the row. None beside the
    traces. Device pixels.
    """
    nearest = page.strip_at(x_px, y_px)
    if nearest is None or scene.record is None:
        return nearest
    distance_px = {id(s): abs(s.frame.y_px - y_px) for s in page.strips}
    found, least = nearest, reach_px
    for s in sorted(page.strips, key=lambda s: distance_px[id(s)]):
        if s.frame.x_px <= x_px < s.frame.right_px:
            distance = _distance(s, scene, scene.record.fs, x_px, y_px)
            if distance < least:
                found, least = s, distance
    return found


def _distance(s: StripFrame, scene: Scene, fs: float, x_px: float, y_px: float) -> float:
    """Pixels from a point up or down to the trace, which at the flank of a QRS is as long as the flank."""
    row = scene.rows[s.strip.lead]
    first = max(0, floor(s.frame.time_s(x_px - 1) * fs))
    last = min(len(row), ceil(s.frame.time_s(x_px + 1) * fs) + 1)
    if last <= first or last - first > _MOST_SAMPLES:
        return float("inf")
    values = np.asarray(row[first:last])
    values = values[np.isfinite(values)]
    if not values.size:
        return float("inf")
    return max(s.frame.y(float(values.max())) - y_px, y_px - s.frame.y(float(values.min())), 0.0)
