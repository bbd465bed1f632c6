"""Where each lead stands on the sheet, in millimetres. Pure numbers, no Qt.

In layouts of several columns the columns follow each other in time, as on paper: in 3x4 at 10 s each column shows
2.5 s. The sheet's origin is its top left corner; every row leaves room for the calibration pulse on its left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.leads import CABRERA_LEADS, standard_order

# Rows x columns. "12x1" takes as many rows as there are leads; "single" shows one lead over the whole height.
LAYOUTS: tuple[str, ...] = ("12x1", "6x2", "3x4", "4x3", "single")
ORDERS: tuple[str, ...] = ("standard", "cabrera")

_COLUMNS = {"12x1": 1, "6x2": 2, "3x4": 4, "4x3": 3}

_PULSE_S = 0.28  # the calibration pulse of 200 ms with its feet

HEADROOM_MM = 11.0  # above the first baseline, so that the pulse of 10 mm stays on the sheet


@dataclass(frozen=True)
class Strip:
    """One stretch of one lead.

    ``x_mm`` is its left edge, ``y_mm`` its baseline (0 mV), ``height_mm`` the room it has (traces may reach beyond).
    It shows ``duration_s`` from ``start_s`` of the record.
    """

    lead: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    start_s: float
    duration_s: float
    row: int
    column: int = 0
    is_rhythm: bool = False


@dataclass(frozen=True)
class Sheet:
    """A whole arrangement.

    ``row_y_mm`` are the baselines of the rows (a calibration pulse each); ``width_mm`` and ``height_mm`` the room in
    all, with the calibration pulses.
    """

    name: str
    strips: tuple[Strip, ...]
    row_y_mm: tuple[float, ...]
    width_mm: float
    height_mm: float
    calibration_mm: float
    start_s: float
    duration_s: float

    @property
    def labels(self) -> tuple[tuple[Strip, str], ...]:
        """Each strip with the name to write at it ("−aVR" with a true minus sign)."""
        return tuple((s, s.lead.replace("-", "\u2212", 1) if s.lead.startswith("-") else s.lead) for s in self.strips)

    @property
    def changes(self) -> tuple[Strip, ...]:
        """Strips that continue their row in another lead: a mark stands at their left edge."""
        return tuple(s for s in self.strips if s.column > 0)

    def strip_at(self, x_mm: float, y_mm: float) -> Strip | None:
        """The strip whose room holds a point, or None."""
        for strip in self.strips:
            if 0 <= x_mm - strip.x_mm < strip.width_mm and abs(y_mm - strip.y_mm) <= strip.height_mm / 2:
                return strip
        return None


def ordered_leads(lead_names: Sequence[str], order: str = "standard") -> tuple[str, ...]:
    """The leads of a record in the order of display; leads outside the twelve follow in their own order.

    "cabrera" turns aVR upside down ("-aVR") if all six limb leads are there, and is the standard order otherwise.
    """
    ordered = [lead_names[i] for i in standard_order(lead_names)]
    if order == "cabrera" and all(lead.removeprefix("-") in lead_names for lead in CABRERA_LEADS[:6]):
        cabrera = [lead for lead in CABRERA_LEADS if lead.removeprefix("-") in lead_names]
        ordered = cabrera + [lead for lead in ordered if lead not in cabrera and f"-{lead}" not in cabrera]
    return tuple(ordered)


def calibration_mm(mm_per_s: float) -> float:
    """Room on the left of a row for the calibration pulse: 10 mm up to 25 mm/s, in large squares."""
    return max(10.0, 5.0 * math.ceil(round((_PULSE_S * mm_per_s + 1.0) / 5.0, 6)))


def arrange(
    name: str,
    lead_names: Sequence[str],
    *,
    width_mm: float,
    height_mm: float,
    mm_per_s: float = 25.0,
    start_s: float = 0.0,
    order: str = "standard",
    rhythm: Sequence[str] | None = None,
    lead: str = "II",
    reach_mm: tuple[float, float] = (0.0, 0.0),
) -> Sheet:
    """Arrange the leads of a record on a sheet of ``width_mm`` x ``height_mm``.

    ``rhythm`` are leads repeated over the full width below (None: II in 3x4, none elsewhere), ``lead`` the one of
    "single" (the first if the record lacks it). The time shown follows from width and speed: mm stay true. Baselines
    stand on whole millimetres, on the grid. ``reach_mm``: how far the traces of the first row go up and those of the
    last go down; the rows move together by up to a row for that, so that no peak leaves the sheet. ValueError for an
    unknown layout.
    """
    if name not in LAYOUTS:
        raise ValueError(f"no layout {name!r}")
    leads = ordered_leads(lead_names, order)
    if name == "single":
        leads = (lead,) if lead.removeprefix("-") in lead_names else leads[:1]
    columns = min(_COLUMNS.get(name, 1), max(1, len(leads)))
    rows = -(-len(leads) // columns)
    if rhythm is None:
        rhythm = ("II",) if name == "3x4" else ()
    rhythm = [r for r in rhythm if r.removeprefix("-") in lead_names]

    pulse_mm = calibration_mm(mm_per_s)
    trace_mm = max(1.0, width_mm - pulse_mm)
    n_rows = max(1, rows + len(rhythm))
    above_mm = _room_above(height_mm, n_rows)
    row_mm = (height_mm - above_mm) / n_rows
    column_mm = trace_mm / columns
    first_mm, last_mm = _within(above_mm + 0.5 * row_mm, height_mm - 0.5 * row_mm, height_mm, row_mm, reach_mm)
    step_mm = (last_mm - first_mm) / max(1, n_rows - 1)
    row_y_mm = tuple(float(round(first_mm + row * step_mm)) for row in range(rows + len(rhythm)))
    strips = [
        Strip(
            lead=name_,
            x_mm=pulse_mm + column * column_mm,
            y_mm=row_y_mm[row],
            width_mm=column_mm,
            height_mm=row_mm,
            start_s=start_s + column * column_mm / mm_per_s,
            duration_s=column_mm / mm_per_s,
            row=row,
            column=column,
        )
        for column, row, name_ in ((i // rows, i % rows, name_) for i, name_ in enumerate(leads))
    ]
    strips += [
        Strip(
            lead=name_,
            x_mm=pulse_mm,
            y_mm=row_y_mm[row],
            width_mm=trace_mm,
            height_mm=row_mm,
            start_s=start_s,
            duration_s=trace_mm / mm_per_s,
            row=row,
            is_rhythm=True,
        )
        for row, name_ in enumerate(rhythm, start=rows)
    ]
    return Sheet(
        name=name,
        strips=tuple(strips),
        row_y_mm=row_y_mm,
        width_mm=width_mm,
        height_mm=height_mm,
        calibration_mm=pulse_mm,
        start_s=start_s,
        duration_s=trace_mm / mm_per_s,
    )


def _within(
    first_mm: float, last_mm: float, height_mm: float, row_mm: float, reach_mm: tuple[float, float]
) -> tuple[float, float]:
    """First and last baseline, moved inwards by at most half a row each where a trace would leave the sheet."""
    up, down = reach_mm
    if first_mm == last_mm:  # one row: where both ends are on the sheet, or as near to it as they can be
        middle = min(max(first_mm, up), height_mm - down) if up + down <= height_mm else first_mm
        return middle, middle
    first = first_mm + min(max(0.0, up - first_mm), 0.5 * row_mm)
    last = last_mm - min(max(0.0, down - (height_mm - last_mm)), 0.5 * row_mm)
    return first, last


def _room_above(height_mm: float, n_rows: int) -> float:
    """What the first row needs above its even share so that its baseline has the headroom (a sheet too low: none)."""
    if height_mm < 2 * HEADROOM_MM:
        return 0.0
    return max(0.0, (HEADROOM_MM - height_mm / (2 * n_rows)) / (1 - 1 / (2 * n_rows))) if n_rows > 1 else 0.0
