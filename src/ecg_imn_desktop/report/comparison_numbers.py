"""Second page of a comparison: measurements, classes, where the logit's change comes from, median beats, agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from ..core.comparison import BeatPair, Comparison, DeletionCurve, LogitSteps
from ..core.doubt import near_mark
from ..draw.polygons import finite_runs, polygon
from .class_titles import answer_that_fits
from .comparison_words import (
    agreement_line,
    change_cells,
    shown_classes,
    side_heading,
    step_rows,
    steps_line,
    usual_line,
    with_unit,
)
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .paper import UNITS_PER_MM, Paper
from .sentences import record_name, said
from .words import percent, signed

if TYPE_CHECKING:
    from .comparison import ComparisonDocument

_ROW_MM = 4.0
_HIGH_ROW_MM = 4.8  # of few classes
_SIZE_MM = 2.5
_FOOT_MM = 14.0
_CLASSES_MM = 67.0
_TITLE_MM = 37.0  # of a class
_NUMBER_MM, _NUMBER_SIZE_MM = 10.0, 2.2  # of a probability: "> 99 %" in bold
_CLASS_SIZE_MM = 2.1  # so that titles on two lines have room below each other
_BEAT_GAP_MM = 2.0
_FEW_CLASSES, _MANY_CLASSES = 16, 20  # beside deletion curves, and without


def paint_numbers_page(paper: Paper, document: ComparisonDocument) -> None:
    """Paint all but the footer."""
    c = document.comparison
    left, top, heading = ecg_origin_mm(paper.width_mm)[0], MARGIN_MM, tr("What changed")
    indent_mm = paper.width(heading, 4.2, bold=True) + 5
    paper.text(left, top + 3.6, heading, 4.2, bold=True)
    for i, (letter, side) in enumerate((("A", c.a), ("B", c.b))):
        which = f"{side_heading(letter, side, record_name(side.record))}   "
        room_mm = ECG_WIDTH_MM - indent_mm - paper.width(which, 2.5)
        text = which + answer_that_fits(paper, side, 2.5, room_mm)
        paper.text(left + indent_mm, top + 2.4 + 3.6 * i, text, 2.5, width_mm=ECG_WIDTH_MM - indent_mm)
    y_mm = _paint_lines(paper, " ".join(said(note) for note in c.notes), left, top + 11.0, ECG_WIDTH_MM)
    _paint_measurements(paper, c, left, y_mm + 2)
    middle = left + 122
    has_curves = any(curve is not None for curve in document.curves)
    below = _paint_classes(paper, c, middle, y_mm + 2, _CLASSES_MM, _FEW_CLASSES if has_curves else _MANY_CLASSES)
    lines = [said(agreement_line(c.agreement))] if c.agreement is not None else []
    for line in lines:
        below = _paint_lines(paper, line, middle, below + 3.5, _CLASSES_MM)
    if has_curves:
        _paint_curves(paper, document.curves, middle, below + 3, _CLASSES_MM)
    right = left + 122 + _CLASSES_MM + 5
    if c.steps is not None:
        _paint_steps(paper, c.steps, right, y_mm + 2, left + ECG_WIDTH_MM - right)
    if c.beats is not None:
        _paint_beats(paper, c.beats, left, paper.height_mm - _FOOT_MM - 60, ECG_WIDTH_MM, 56)


def _paint_lines(paper: Paper, text: str, x_mm: float, y_mm: float, width_mm: float) -> float:
    """A paragraph; give the baseline of the line after it."""
    for line in paper.wrapped(text, width_mm, _SIZE_MM) if text else []:
        paper.text(x_mm, y_mm, line, _SIZE_MM, colour=paper.theme.muted)
        y_mm += 3.3
    return y_mm


def _paint_measurements(paper: Paper, c: Comparison, x_mm: float, y_mm: float) -> None:
    """Two columns: the global measurements, and the ST level of every lead."""
    theme = paper.theme
    main = [x for x in c.changes if not x.name.startswith("st60")]
    st = [x for x in c.changes if x.name.startswith("st60")]
    for column, (title, changes) in enumerate(((tr("Measurements"), main), (tr("ST level at J + 60 ms"), st))):
        left, wide = (x_mm, 66.0) if column == 0 else (x_mm + 71.0, 47.0)
        paper.text(left, y_mm + 1.5, title, 2.7, bold=True)
        stops = (wide - 31, wide - 21.5, wide - 10.5, wide)
        for stop, head in zip(stops, ("A", "B", "B \u2212 A", tr("usual")), strict=True):
            paper.text(left + stop, y_mm + 5.2, head, 2.3, colour=theme.muted, align="right")
        for row, change in enumerate(changes):
            base = y_mm + 9.2 + _ROW_MM * row
            cells = change_cells(change)
            is_bold = bool(change.is_unusual)
            name = change.title.removeprefix("ST J+60 ")
            head = with_unit(said(name), change.unit) if column == 0 else name
            paper.text(left, base, head, _SIZE_MM, bold=is_bold, width_mm=wide - 34)
            for stop, cell in zip(stops, cells[:4], strict=True):
                colour = theme.warning if is_bold and stop == stops[2] else None
                paper.text(left + stop, base, cell, _SIZE_MM, bold=is_bold, colour=colour, align="right")
    _paint_lines(paper, said(usual_line()), x_mm, y_mm + 9.2 + _ROW_MM * max(len(main), len(st), 1), 118)


def _paint_classes(paper: Paper, c: Comparison, x_mm: float, y_mm: float, width_mm: float, at_most: int) -> float:
    """Probabilities as numbers and two bars, and how many classes had no room; give the place below.

    A class has its title, and its short name beside it where that has room.
    """
    theme = paper.theme
    paper.text(x_mm, y_mm + 1.5, tr("Probabilities (bold: reached; ?: near)"), 2.7, bold=True)
    bars = x_mm + _TITLE_MM + 1
    bar_mm = width_mm - _TITLE_MM - 1 - 2 * _NUMBER_MM
    for text, place in (("A", width_mm - _NUMBER_MM), ("B", width_mm)):
        paper.text(x_mm + place, y_mm + 5.2, text, 2.3, colour=theme.muted, align="right")
    base = y_mm + 5.2
    shown = shown_classes(c.classes, at_most)
    row_mm = min(_HIGH_ROW_MM, _ROW_MM * at_most / max(1, len(shown)))
    for change in shown:
        base += row_mm
        indent = 2.6 if change.parent else 0.0
        is_bold, room_mm = any(change.is_positive), _TITLE_MM - indent
        title = said(change.title)
        with_name = f"{title} ({change.name})"
        has_room = paper.has_room(with_name, _CLASS_SIZE_MM, room_mm, bold=is_bold)
        words = with_name if has_room else title
        paper.title(x_mm + indent, base - 0.3, words, _CLASS_SIZE_MM, room_mm, bold=is_bold)
        for row, (value, positive) in enumerate(zip(change.probability, change.is_positive, strict=True)):
            top = base - 2.4 + 1.35 * row
            paper.fill(bars, top, bar_mm, 1.15, "#e9ecef")
            paper.fill(bars, top, bar_mm * value, 1.15, theme.text if row == 0 else theme.accent)
            right = x_mm + width_mm - _NUMBER_MM * (1 - row)
            paper.text(right, base, percent(value), _NUMBER_SIZE_MM, bold=positive, align="right")
            if mark := near_mark(change.is_near[row]):
                paper.text(right + 0.1, base, mark, _NUMBER_SIZE_MM, bold=positive)
    if n_more := len(shown_classes(c.classes)) - len(shown):
        base += _ROW_MM
        paper.text(x_mm, base, tr("(+{count} more)").format(count=n_more), _SIZE_MM, colour=theme.muted)
    return base + 1.5


def _paint_steps(paper: Paper, steps: LogitSteps, x_mm: float, y_mm: float, width_mm: float) -> None:
    """The waterfall of the change."""
    theme = paper.theme
    below = y_mm + 1.5
    words = said(steps_line(steps)).replace(" b ", " b\u00a0")  # which is not to be parted from its number
    for line in paper.wrapped(words, width_mm, 2.7, bold=True):
        paper.text(x_mm, below, line, 2.7, bold=True)
        below += 3.6
    rows = step_rows(steps)
    ends = [value for _, start, end in rows for value in (start, end)]
    low, high = min(ends), max(ends)
    plot_mm = width_mm - 13 - 14

    def place(value: float) -> float:
        return x_mm + 13 + (value - low) / ((high - low) or 1.0) * plot_mm

    for row, (label, start, end) in enumerate(rows):
        top = below + row * _ROW_MM
        is_total = row in (0, len(rows) - 1)
        colour = theme.muted if is_total else theme.evidence_for if end > start else theme.evidence_against
        paper.text(x_mm, top + 2.9, said(label), _SIZE_MM, bold=is_total)
        paper.fill(place(start), top + 0.7, place(end) - place(start), _ROW_MM - 1.4, colour)
        if row < len(rows) - 1:
            paper.line(place(end), top + 0.7, place(end), top + _ROW_MM + 0.7, theme.muted, 0.12)
        paper.text(x_mm + width_mm, top + 2.9, signed(end - start), _SIZE_MM, bold=is_total, align="right")


def _paint_curves(
    paper: Paper, curves: tuple[DeletionCurve | None, DeletionCurve | None], x_mm: float, y_mm: float, width_mm: float
) -> None:
    """Logit against the share of cells taken away; A dark, B blue, the random orders dashed."""
    theme = paper.theme
    title = tr("Deletion, re-run (dashed: random order)")
    paper.text(x_mm, y_mm + 1.5, title, 2.3, bold=True, width_mm=width_mm)
    rect = paper.rect(x_mm + 6, y_mm + 3, width_mm - 7, 22)
    values = [v for curve in curves if curve is not None for v in curve.logit.values()]
    low, high = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    for curve, colour in zip(curves, (theme.text, theme.accent), strict=True):
        if curve is None:
            continue
        for order, logit in curve.logit.items():
            x = rect.left() + curve.fraction / curve.fraction[-1] * rect.width()
            y = rect.bottom() - (logit - low) / ((high - low) or 1.0) * rect.height()
            style = Qt.PenStyle.SolidLine if order == "map" else Qt.PenStyle.DashLine
            paper.painter.setPen(QPen(QColor(colour), 0.25 * UNITS_PER_MM, style))
            paper.painter.drawPolyline(polygon(x, y))
    paper.text(x_mm + 5, y_mm + 5, signed(high, 1), 2.1, align="right")
    paper.text(x_mm + 5, y_mm + 25, signed(low, 1), 2.1, align="right")
    last = next(curve for curve in curves if curve is not None).fraction[-1]
    removed = tr("0 to {percent} % of the cells removed").format(percent=f"{100 * last:.0f}")
    paper.text(x_mm + width_mm, y_mm + 28, removed, 2.1, align="right")


def _paint_beats(paper: Paper, beats: BeatPair, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> None:
    """A small plot for every lead, A dark and B blue, on one scale that is said."""
    theme = paper.theme
    after_mm = x_mm + paper.text(x_mm, y_mm, tr("Median beats"), 2.7, bold=True) + 4
    paper.text(after_mm, y_mm, "A", 2.7, bold=True)
    paper.text(after_mm + 4, y_mm, "B", 2.7, bold=True, colour=theme.accent)
    columns = 6
    rows = -(-len(beats.lead_names) // columns)
    cell_w, cell_h = width_mm / columns, (height_mm - 4) / max(rows, 1)
    both = np.concatenate([beats.a, beats.b])
    known = both[np.isfinite(both)]
    low, high = (float(known.min()), float(known.max())) if known.size else (-1.0, 1.0)
    span = max(high - low, 0.5)
    mm_per_mv = (cell_h - 3) / span
    mm_per_s = (cell_w - _BEAT_GAP_MM) / (float(beats.offset_ms[-1] - beats.offset_ms[0]) / 1000)
    scale = f"{mm_per_s:.1f} mm/s, {mm_per_mv:.1f} mm/mV"
    paper.text(x_mm + width_mm, y_mm, scale, 2.3, colour=theme.muted, align="right")
    for n, lead in enumerate(beats.lead_names):
        left, top = x_mm + (n % columns) * cell_w, y_mm + 3 + (n // columns) * cell_h
        rect = QRectF(*(v * UNITS_PER_MM for v in (left, top, cell_w - _BEAT_GAP_MM, cell_h - 1.5)))
        zero = top + 1 + high * mm_per_mv
        paper.line(left, zero, left + cell_w - _BEAT_GAP_MM, zero, theme.grid_major, 0.12)
        paper.text(left + 0.5, top + 2.4, lead, 2.4, bold=True)
        _paint_trace(paper, beats.offset_ms, beats.a[n], rect, zero, mm_per_mv, theme.text)
        _paint_trace(paper, beats.offset_ms, beats.b[n], rect, zero, mm_per_mv, theme.accent)


def _paint_trace(
    paper: Paper,
    time: NDArray[np.float64],
    mv: NDArray[np.float64],
    rect: QRectF,
    zero_mm: float,
    mm_per_mv: float,
    colour: str,
) -> None:
    x = rect.left() + (time - time[0]) / (time[-1] - time[0]) * rect.width()
    y = (zero_mm - mv * mm_per_mv) * UNITS_PER_MM
    paper.painter.setPen(QPen(QColor(colour), 0.22 * UNITS_PER_MM))
    for first, last in finite_runs(y):
        paper.painter.drawPolyline(polygon(x[first:last], y[first:last]))
