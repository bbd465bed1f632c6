"""How the ECG is looked at, and what follows from it in pixels. Pure numbers, no widgets.

All pixels are device pixels. The page moves by whole pixels only, so that scrolling can reuse what is painted:
``start_px`` counts from the record's start at the page's scale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from ..draw.frame import Frame
from ..draw.grid import MIN_MINOR_PX
from ..draw.layout import Sheet, Strip, arrange, calibration_mm
from ..report.words import clock, has_time_of_day, part_text
from .settings import AUTO_GAIN, GAINS_MM_PER_MV

if TYPE_CHECKING:
    from ..core.record import Record

# What "fit" brings on the screen at once: a standard resting ECG.
FIT_SPAN_S = 10.0

# Zooming stops here.
MIN_PX_PER_S, MAX_PX_PER_S = 0.01, 2000.0
MIN_PX_PER_MV, MAX_PX_PER_MV = 1.0, 2000.0

# The gain is chosen so that all but one lead in ten stay within this many row heights; rows may overlap a little, as
# on paper.
_ROW_SHARE = 1.35
_LEADS_SHARE = 0.9

_MAX_MARGIN_ZOOM = 1.5

_EDGE_MM = 1.0  # from the highest peak to the edge of the canvas


@dataclass(frozen=True)
class View:
    """What the user chose.

    ``is_fit``: the paper is enlarged or shrunk so that ten seconds fill the width, the squares stay square.
    Otherwise ``zoom_x`` and ``zoom_y`` apply; both 1 means true millimetres. ``mm_per_mv`` 0 chooses the gain.
    """

    layout: str = "12x1"
    order: str = "standard"
    single_lead: str = "II"
    rhythm_lead: str = "II"
    mm_per_s: float = 25.0
    mm_per_mv: float = AUTO_GAIN
    is_fit: bool = True
    zoom_x: float = 1.0
    zoom_y: float = 1.0

    @property
    def is_true(self) -> bool:
        """Millimetres on the screen are millimetres."""
        return not self.is_fit and self.zoom_x == 1.0 and self.zoom_y == 1.0


@dataclass(frozen=True)
class Screen:
    """The canvas: its size in device pixels and how many of them a true millimetre has."""

    width_px: int
    height_px: int
    px_per_mm: float


@dataclass(frozen=True)
class Subject:
    """What of a record decides about the page: leads, length, and the size of each lead (mv, peak to peak).

    ``reach_mv``: how far each lead goes below and above 0 mV. ``fit_s``: seconds that fill the width of a fitted page;
    0: the whole record, at most ten.
    """

    lead_names: tuple[str, ...]
    duration_s: float
    sizes_mv: tuple[float, ...]
    reach_mv: tuple[tuple[float, float], ...] = ()
    fit_s: float = 0.0

    @property
    def span_s(self) -> float:
        """Seconds that fill the width of a fitted page."""
        return max(1.0, self.fit_s or min(self.duration_s, FIT_SPAN_S))

    @classmethod
    def of(cls, record: Record) -> Subject:
        """The size of a lead spans all but its lowest and highest 0.25 % of samples, its reach all but 0.05 %.

        Of the first minute.
        """
        mv = record.mv[:, : max(1, round(60 * record.fs))]
        sizes, reach = [], []
        for lead in mv:
            finite = lead[np.isfinite(lead)]
            ends = np.percentile(finite, (0.05, 0.25, 99.75, 99.95)) if finite.size else np.zeros(4)
            sizes.append(float(ends[2] - ends[1]))
            reach.append((float(ends[0]), float(ends[3])))
        return cls(record.lead_names, record.duration_s, tuple(sizes), tuple(reach))

    def beside(self, others: Sequence[Subject]) -> Subject:
        """With the time of the longest, and room for each lead as it is largest in any of them.

        Pages side by side then have one scale, and their rows alike.
        """
        reach = dict(zip(self.lead_names, self.reach_mv, strict=True))
        for other in others:
            for lead, (low, high) in zip(other.lead_names, other.reach_mv, strict=True):
                if lead in reach:
                    reach[lead] = (min(low, reach[lead][0]), max(high, reach[lead][1]))
        return replace(self, reach_mv=tuple(reach.values()), fit_s=max(s.span_s for s in (self, *others)))

    def reach_mm(self, sheet: Sheet, mm_per_mv: float) -> tuple[float, float]:
        """How far the first row of a sheet goes up and the last one down from their baselines."""
        ends = dict(zip(self.lead_names, self.reach_mv, strict=False))
        if "aVR" in ends:
            ends["-aVR"] = (-ends["aVR"][1], -ends["aVR"][0])
        last = len(sheet.row_y_mm) - 1
        up = max((ends[s.lead][1] for s in sheet.strips if s.row == 0 and s.lead in ends), default=0.0)
        down = max((-ends[s.lead][0] for s in sheet.strips if s.row == last and s.lead in ends), default=0.0)
        return max(0.0, up) * mm_per_mv + _EDGE_MM, max(0.0, down) * mm_per_mv + _EDGE_MM


EMPTY = Subject((), FIT_SPAN_S, ())


@dataclass(frozen=True)
class StripFrame:
    """A strip and where it stands on the canvas."""

    strip: Strip
    frame: Frame


@dataclass(frozen=True)
class Page:
    """The page at one position.

    Attributes
    ----------
    cell_x_px, cell_y_px : size of a small square
    mm_per_s, mm_per_mv : what a small square stands for (1 mm of paper)
    zoom_x, zoom_y : paper millimetres to millimetres of the screen
    edges_px : left edges of the columns and the right end of the last
    start_px : the place of the left edge, in pixels from the record's start
    max_start_px : the last position
    """

    view: View
    screen: Screen
    sheet: Sheet
    cell_x_px: float
    cell_y_px: float
    mm_per_s: float
    mm_per_mv: float
    edges_px: tuple[int, ...]
    start_px: int
    max_start_px: int

    @property
    def px_per_s(self) -> float:
        """Pixels a second."""
        return self.cell_x_px * self.mm_per_s

    @property
    def px_per_mv(self) -> float:
        """Pixels a millivolt."""
        return self.cell_y_px * self.mm_per_mv

    @property
    def zoom_x(self) -> float:
        """Screen millimetres per paper millimetre along time."""
        return self.cell_x_px / self.screen.px_per_mm

    @property
    def zoom_y(self) -> float:
        """Screen millimetres per paper millimetre along amplitude."""
        return self.cell_y_px / self.screen.px_per_mm

    @property
    def start_s(self) -> float:
        """Time at the left edge of the first column."""
        return self.start_px / self.px_per_s

    @property
    def span_s(self) -> float:
        """Seconds from the left edge of the first column to the right end of the last."""
        return (self.edges_px[-1] - self.edges_px[0]) / self.px_per_s

    @property
    def end_s(self) -> float:
        """Time at the right end."""
        return self.start_s + self.span_s

    def on_round_s(self, time_s: float) -> float:
        """The roundest time of the same pixel: a page that was to start at 50 s may start at 50.003 s."""
        near = (round(time_s, digits) for digits in (0, 1, 2))
        return next((t for t in near if abs(t - time_s) * self.px_per_s <= 0.5), round(time_s, 3))

    @cached_property
    def row_y_px(self) -> tuple[float, ...]:
        """Baselines, in the middle of the pixels of a grid line."""
        return tuple(self._y(y) for y in self.sheet.row_y_mm)

    @cached_property
    def strips(self) -> tuple[StripFrame, ...]:
        """All strips where they stand now."""
        return tuple(StripFrame(strip, self._frame(strip)) for strip in self.sheet.strips)

    def moved_to(self, start_s: float) -> Page:
        """The page at another position, within the record, on a whole pixel."""
        start_px = min(max(round(start_s * self.px_per_s), 0), self.max_start_px)
        return self if start_px == self.start_px else replace(self, start_px=start_px)

    def strip_at(self, x_px: float, y_px: float) -> StripFrame | None:
        """The strip whose baseline is nearest, of the column under the point; None beside the traces."""
        inside = [s for s in self.strips if s.frame.x_px <= x_px < s.frame.right_px]
        return min(inside, key=lambda s: abs(s.frame.y_px - y_px), default=None)

    def strip_of(self, lead: str, time_s: float) -> StripFrame | None:
        """Where a moment of a lead is shown ("aVR" is also found as "-aVR"); None if it is not on the page."""
        for s in self.strips:
            if s.strip.lead.removeprefix("-") == lead and s.frame.x_px <= s.frame.x(time_s) <= s.frame.right_px:
                return s
        return None

    def _y(self, y_mm: float) -> float:
        return float(np.floor(y_mm * self.cell_y_px)) + 0.5

    def _frame(self, strip: Strip) -> Frame:
        left = self.edges_px[strip.column]
        right = self.edges_px[-1] if strip.is_rhythm else self.edges_px[strip.column + 1]
        return Frame(
            x_px=left,
            y_px=self._y(strip.y_mm),
            width_px=right - left,
            height_px=strip.height_mm * self.cell_y_px,
            start_s=(self.start_px + left - self.edges_px[0]) / self.px_per_s,
            px_per_s=self.px_per_s,
            px_per_mv=self.px_per_mv,
        )


def make_page(view: View, screen: Screen, subject: Subject, start_s: float = 0.0, foot_px: float = 0.0) -> Page:
    """The page that follows from what the user chose, the screen and the record.

    ``foot_px`` at its lower edge are kept clear of the last row, as far as its rows can give way, for what is written
    there.
    """
    cell_x_px = _cell_x_px(view, screen, subject)
    cell_y_px = cell_x_px if view.is_fit else screen.px_per_mm * view.zoom_y
    left_px = _left_px(view, cell_x_px, screen)
    px_per_s = cell_x_px * view.mm_per_s
    # Not wider than the record: with several columns the last ones would stay empty.
    traces_px = max(min(screen.width_px - left_px, round(subject.duration_s * px_per_s)), 40)

    sheet_of = partial(
        arrange,
        view.layout,
        subject.lead_names,
        width_mm=(traces_px + left_px) / cell_x_px,
        height_mm=screen.height_px / cell_y_px,
        mm_per_s=view.mm_per_s,
        order=view.order,
        rhythm=(view.rhythm_lead,) if view.layout == "3x4" else None,
        lead=view.single_lead,
    )
    sheet = sheet_of()
    mm_per_mv = view.mm_per_mv or _auto_gain(subject, sheet)
    if subject.reach_mv:
        up_mm, down_mm = subject.reach_mm(sheet, mm_per_mv)
        sheet = sheet_of(reach_mm=(up_mm, down_mm + foot_px / cell_y_px))
    columns = max((s.column for s in sheet.strips), default=0) + 1
    edges = tuple(left_px + round(i * traces_px / columns) for i in range(columns + 1))
    page = Page(
        view=view,
        screen=screen,
        sheet=sheet,
        cell_x_px=cell_x_px,
        cell_y_px=cell_y_px,
        mm_per_s=view.mm_per_s,
        mm_per_mv=mm_per_mv,
        edges_px=edges,
        start_px=0,
        max_start_px=max(0, int(np.ceil(subject.duration_s * px_per_s - 0.5)) - traces_px),
    )
    return page.moved_to(start_s)


def _left_px(view: View, cell_x_px: float, screen: Screen) -> int:
    """Room for the calibration pulse; it stops growing when the ECG is zoomed in."""
    return round(calibration_mm(view.mm_per_s) * min(cell_x_px, _MAX_MARGIN_ZOOM * screen.px_per_mm))


def _cell_x_px(view: View, screen: Screen, subject: Subject) -> float:
    if not view.is_fit:
        return screen.px_per_mm * view.zoom_x
    span_s = subject.span_s
    cell = screen.width_px / (span_s * view.mm_per_s + calibration_mm(view.mm_per_s))
    if cell > _MAX_MARGIN_ZOOM * screen.px_per_mm:
        cell = (screen.width_px - _left_px(view, cell, screen)) / (span_s * view.mm_per_s)
    return max(cell, MIN_PX_PER_S)


def _n_rows(sheet: Sheet) -> int:
    return max(1, len(sheet.row_y_mm))


def _auto_gain(subject: Subject, sheet: Sheet) -> float:
    row_mm = sheet.height_mm / _n_rows(sheet)
    if sheet.name != "single" or not sheet.strips:
        return auto_gain(subject.sizes_mv, row_mm)
    # One lead has the sheet for itself: it may be larger than usual, and must not leave it.
    sizes = dict(zip(subject.lead_names, subject.sizes_mv, strict=True))
    size_mv = sizes.get(sheet.strips[0].lead.removeprefix("-"), 0.0)
    return auto_gain([size_mv], 0.6 * row_mm, most=max(GAINS_MM_PER_MV))


def auto_gain(sizes_mv: Sequence[float], row_mm: float, most: float = 10.0) -> float:
    """The largest usual gain, up to ``most`` mm/mV, at which the leads stay near their rows."""
    if not sizes_mv:
        return most
    size_mv = float(np.quantile(sizes_mv, _LEADS_SHARE))
    for gain in sorted((g for g in GAINS_MM_PER_MV if g <= most), reverse=True):
        if size_mv * gain <= _ROW_SHARE * row_mm:
            return gain
    return min(GAINS_MM_PER_MV)


def zoomed(page: Page, factor_x: float, factor_y: float, at_px: float) -> tuple[View, float]:
    """The view enlarged by the factors, and the start (s) that keeps the time at ``at_px`` under the pointer."""
    # Nothing is gained by going further away than where all of the record is on the screen.
    traces_px = page.edges_px[-1] - page.edges_px[0]
    whole = page.px_per_s * traces_px / (traces_px + page.max_start_px)
    px_per_s = float(np.clip(page.px_per_s * factor_x, max(MIN_PX_PER_S, whole), MAX_PX_PER_S))
    px_per_mv = float(np.clip(page.px_per_mv * factor_y, MIN_PX_PER_MV, MAX_PX_PER_MV))
    view = replace(
        page.view,
        is_fit=False,
        mm_per_mv=page.mm_per_mv,
        zoom_x=px_per_s / page.mm_per_s / page.screen.px_per_mm,
        zoom_y=px_per_mv / page.mm_per_mv / page.screen.px_per_mm,
    )
    # The columns follow each other without a gap: one line holds for all of them.
    time_s = (page.start_px + at_px - page.edges_px[0]) / page.px_per_s
    left_px = _left_px(view, px_per_s / page.mm_per_s, page.screen)
    return view, time_s - (at_px - left_px) / px_per_s


def exposed(page: Page, shift_px: int) -> list[tuple[int, int]]:
    """Pixel columns [from, to) to paint anew after the canvas was scrolled by ``shift_px`` (positive: to the left).

    The edge of the canvas, and the end (or beginning) of each column of the layout; beside the traces all stands still.
    """
    width, size = page.screen.width_px, abs(shift_px)
    if shift_px > 0:
        spans = [(right - size, right) for right in (*page.edges_px[1:], width)]
    else:
        spans = [(left, left + size) for left in page.edges_px]
    merged: list[tuple[int, int]] = []
    for first, last in sorted((max(page.edges_px[0], a), min(width, b)) for a, b in spans):
        if last <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def scale_text(page: Page) -> str:
    """The honest scale: what the screen really shows."""
    speed, gain = page.mm_per_s * page.zoom_x, page.mm_per_mv * page.zoom_y
    if page.view.is_true:
        return f"{speed:g} mm/s \u00b7 {gain:g} mm/mV"
    text = (
        QCoreApplication.translate("Scale", "fit: {speed} mm/s \u00b7 {gain} mm/mV on this screen")
        if page.view.is_fit
        else QCoreApplication.translate("Scale", "zoom: {speed} mm/s \u00b7 {gain} mm/mV on this screen")
    )
    return text.format(speed=_short(speed), gain=_short(gain))


def _short(value: float) -> str:
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def step_mm(cell_px: float) -> int:
    """Paper millimetres between the lines that are drawn: 1, 5, and more where these would run together."""
    if cell_px >= MIN_MINOR_PX:
        return 1
    return 5 * next((c for c in _COARSE if 5 * cell_px * c >= _MIN_MAJOR_PX), _COARSE[-1])


def square_text(page: Page) -> str:
    """What a square of the grid stands for, as it is drawn."""
    across, up = step_mm(page.cell_x_px), step_mm(page.cell_y_px)
    s, mv = across / page.mm_per_s, f"{up / page.mm_per_mv:g}"
    if across == up == 1:
        text = QCoreApplication.translate("Scale", "1 small square = {ms} ms \u00d7 {mv} mV")
        return text.format(ms=f"{1000 * s:g}", mv=mv)
    text = QCoreApplication.translate("Scale", "1 square = {time} \u00d7 {mv} mV")
    return text.format(time=f"{1000 * s:g} ms" if s < 1 else clock(s) if s >= 60 else f"{s:g} s", mv=mv)


def seconds_of(text: str) -> float | None:
    """The time that :func:`clock` writes so, or plain seconds; None if it is neither."""
    found = re.fullmatch(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?)", text.strip().replace(",", "."))
    if found is None:
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


def since_start(text: str, recorded_at: datetime | None) -> float | None:
    """Seconds from the start to "@20:15" or "@20:15:30", the first that comes; None if it is no such time."""
    found = re.fullmatch(r"@\s*(\d{1,2}):(\d\d)(?::(\d\d))?", text.strip())
    if found is None or recorded_at is None or not has_time_of_day(recorded_at):
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        return None
    wanted = recorded_at.replace(hour=hour, minute=minute, second=second, microsecond=0)
    if found[3] is None and wanted == recorded_at.replace(second=0, microsecond=0):
        return 0.0  # the minute in which it begins
    return (wanted - recorded_at).total_seconds() % 86400.0


def place_text(page: Page, recorded_at: datetime | None) -> str:
    """Which part of the record is on the screen, and on which day and time it was recorded; "" if it is all there."""
    return part_text(page.start_s, page.end_s, recorded_at, digits=1) if page.max_start_px else ""


# A grid line for every so many large squares when the record is zoomed far out.
_COARSE = (1, 5, 25, 150, 300, 1500, 3000, 18000, 90000)
_MIN_MAJOR_PX = 8.0
