"""Where things stand on the page, in millimetres."""

from __future__ import annotations

from ..draw.layout import calibration_mm

MARGIN_MM = 8.0  # what office printers leave white, and a little

ECG_WIDTH_MM = calibration_mm(25.0) + 250.0  # ten seconds at 25 mm/s
ECG_HEIGHT_MM = 149.0  # twelve rows of 12 mm, and room for the first pulse

HEADER_MM = 29.0
PULSE_GAP_MM = 0.8  # at least, between calibration pulses above each other
_GAP_MM = 1.0


def ecg_origin_mm(width_mm: float) -> tuple[float, float]:
    """The top left corner of the ECG's grid on a page of that width; everything stands in its column."""
    return (width_mm - ECG_WIDTH_MM) / 2, MARGIN_MM + HEADER_MM + _GAP_MM
