"""First page of a series: measurements, ST levels and answers, one row an ECG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core.comparison import Side
from ..core.doubt import doubt_mark
from ..core.series import Series, Trend
from .comparison_words import ABSENT, MIN_SHOWN_PROBABILITY, digits_of, left_out, usual_line, with_unit
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .paper import Paper
from .remark_lines import paint_remarks
from .sentences import heading_name, record_name, said
from .words import moment_text, percent, plain, signed

if TYPE_CHECKING:
    from .series import SeriesDocument

_ROW_MM, _LOW_ROW_MM, _MANY = 4.2, 3.6, 6  # of more ECGs than many the rows are low
_SIZE_MM = 2.5
_BESIDE_MM = 2.2  # a probability beside its logit: "> 99 %" in bold has room
_HEAD_MM = 2.2
_TITLES_MM = 2.1
NUMBER_MM = 5.0
_TIME_MM, _NAME_MM = 27.0, 30.0
_MAX_CLASSES = 12
_MAX_NAMES = 2


@dataclass(frozen=True)
class _Cell:
    """``text``, bold and in a colour if it is to be seen at once, with a smaller text before the next column.

    ``doubt`` follows the text and is none of its width.
    """

    text: str
    is_bold: bool = False
    is_warning: bool = False
    more: str = ""
    doubt: str = ""


def heading_of(series: Series) -> str:
    """Whose ECGs these are, as far as the files say so in a few names."""
    names = list(dict.fromkeys(heading_name(side.record) for side in series.sides))
    return " / ".join(names) if len(names) <= _MAX_NAMES else tr("Series of {count} ECGs").format(count=len(names))


def time_of(side: Side) -> str:
    """When it was recorded; nothing if the file does not say so."""
    recorded_at = side.record.recorded_at
    return "" if recorded_at is None else moment_text(recorded_at)


def shown_class_names(series: Series) -> list[str]:
    """Superclasses, then the likeliest of the sub-classes that are likely in one of the ECGs."""
    classes = {c.name: c for s in series.sides if s.prediction is not None for c in s.prediction.classes}
    highest = {name: float(np.nanmax(trend.values)) for name, trend in series.probabilities.items()}
    tops = [name for name, info in classes.items() if info.parent is None]
    subs = [name for name, info in classes.items() if info.parent and highest[name] >= MIN_SHOWN_PROBABILITY]
    return [*tops, *sorted(subs, key=lambda name: -highest[name])][:_MAX_CLASSES]


def paint_tables_page(paper: Paper, document: SeriesDocument) -> None:
    """Paint all but the footer."""
    series = document.series
    left, y_mm = ecg_origin_mm(paper.width_mm)[0], MARGIN_MM
    paper.text(left, y_mm + 3.6, heading_of(series), 4.2, bold=True, width_mm=ECG_WIDTH_MM - 80)
    words = tr("Series of {count} ECGs").format(count=len(series.sides))
    if words != heading_of(series):
        paper.text(left + ECG_WIDTH_MM, y_mm + 3.6, words, 3.2, align="right", width_mm=78)
    y_mm += 8.4
    notes = [*map(said, series.notes), *(said(left_out(file)) for file in series.unreadable)]
    for line in paper.wrapped(" ".join(notes), ECG_WIDTH_MM, _SIZE_MM):
        paper.text(left, y_mm, line, _SIZE_MM, colour=paper.theme.muted)
        y_mm += 3.3
    y_mm = _paint_remarks(paper, document, left, y_mm)
    main = [t for t in series.measurements if not t.name.startswith("st60_")]
    st = [t for t in series.measurements if t.name.startswith("st60_")]
    y_mm += 3
    if main:
        heads = [with_unit(said(t.title), t.unit) for t in main]
        y_mm = _paint_table(paper, series, tr("Measurements"), heads, [_cells(t) for t in main], left, y_mm) + 6
    if st:
        heads = [t.title.removeprefix("ST J+60 ") for t in st]
        title = tr("ST level at J + 60 ms, mV")
        y_mm = _paint_table(paper, series, title, heads, [_cells(t) for t in st], left, y_mm) + 6
    names = shown_class_names(series)
    if names:
        columns = [_answers(series, name) for name in names]
        title = tr("Probabilities (bold: threshold reached; ?: near it) and logits")
        y_mm = _paint_table(paper, series, title, names, columns, left, y_mm) + 4.2
        y_mm = _paint_titles(paper, series, names, left, y_mm) + 1
    lines = (
        [tr("Bold measurements differ from the first by more than usual.") + " " + said(usual_line())] if main else []
    )
    for line in (part for text in lines for part in paper.wrapped(text, ECG_WIDTH_MM, 2.3)):
        paper.text(left, y_mm, line, 2.3, colour=paper.theme.muted)
        y_mm += 3.1


def _paint_titles(paper: Paper, series: Series, names: Sequence[str], x_mm: float, y_mm: float) -> float:
    """What the heads of the columns stand for; the place below."""
    titles = {c.name: said(c.title) for s in series.sides if s.prediction is not None for c in s.prediction.classes}
    text = "\u00a0\u00b7 ".join(f"{name}: {titles[name]}".replace(" ", "\u00a0") for name in names)
    for line in paper.wrapped(text, ECG_WIDTH_MM, _TITLES_MM):
        paper.text(x_mm, y_mm, line.replace("\u00a0", " "), _TITLES_MM, colour=paper.theme.muted)
        y_mm += 1.3 * _TITLES_MM
    return y_mm


def _paint_remarks(paper: Paper, document: SeriesDocument, x_mm: float, y_mm: float) -> float:
    """What must be known of each ECG first, by its number; the place below."""
    for one in document.remarks:
        if one.lines.lines:
            paper.text(x_mm, y_mm, one.letter, _SIZE_MM, bold=True)
            paint_remarks(paper, one.lines, x_mm + NUMBER_MM, y_mm)
            y_mm += one.lines.height_mm
    return y_mm


def _cells(trend: Trend) -> list[_Cell]:
    """The values of a measurement, a row an ECG, and its usual limit."""
    digits = digits_of(trend.unit)
    cells = [
        _Cell(ABSENT if np.isnan(value) else plain(round(float(value), digits) + 0.0, digits), bool(odd), bool(odd))
        for value, odd in zip(trend.values, trend.is_unusual, strict=True)
    ]
    return [*cells, _Cell("" if trend.limit is None else f"\u00b1{plain(trend.limit, digits)}")]


def _answers(series: Series, name: str) -> list[_Cell]:
    """Probability and logit of a class, a row an ECG."""
    cells = []
    for side in series.sides:
        if side.prediction is None or name not in side.prediction.class_names:
            cells.append(_Cell(ABSENT))
            continue
        k = side.prediction.index(name)
        is_positive = bool(side.prediction.is_positive[k])
        logit = signed(float(side.prediction.logit[k]), 1)
        probability = float(side.prediction.probability[k])
        doubt = doubt_mark(probability, side.prediction.classes[k].threshold)
        cells.append(_Cell(percent(probability), is_positive, more=logit, doubt=doubt))
    return cells


def _paint_table(
    paper: Paper,
    series: Series,
    title: str,
    heads: Sequence[str],
    columns: Sequence[list[_Cell]],
    x_mm: float,
    y_mm: float,
) -> float:
    """Which ECG, then its cells; the place below. A row more than ECGs holds the usual limits."""
    theme, sides = paper.theme, series.sides
    times = [time_of(side) for side in sides]
    name_mm = NUMBER_MM + (_TIME_MM if any(times) else 0.0)
    first_mm = name_mm + _NAME_MM
    step_mm = min(22.0, (ECG_WIDTH_MM - first_mm) / len(heads))
    wrapped = [paper.wrapped(head, step_mm - 1, _HEAD_MM) for head in heads]
    n_lines = max(len(lines) for lines in wrapped)
    paper.text(x_mm, y_mm, title, 2.7, bold=True)
    y_mm += 4.4
    for column, lines in enumerate(wrapped):
        right = x_mm + first_mm + (column + 1) * step_mm
        for i, line in enumerate(lines, start=n_lines - len(lines)):
            paper.text(right, y_mm + 2.8 * i, line, _HEAD_MM, colour=theme.muted, align="right")
    y_mm += 2.8 * (n_lines - 1) + 1.2
    paper.line(x_mm, y_mm, x_mm + first_mm + step_mm * len(heads), y_mm, theme.muted, 0.12)
    for row in range(max(len(cells) for cells in columns)):
        y_mm += _ROW_MM if len(sides) <= _MANY else _LOW_ROW_MM
        if row < len(sides):
            paper.text(x_mm, y_mm, str(row + 1), _SIZE_MM, bold=True)
            paper.text(x_mm + NUMBER_MM, y_mm, times[row] or (ABSENT if any(times) else ""), _SIZE_MM)
            name = record_name(sides[row].record)
            paper.text(x_mm + name_mm, y_mm, name, _SIZE_MM, width_mm=_NAME_MM - 1)
        else:
            paper.text(x_mm + NUMBER_MM, y_mm, tr("usual"), _SIZE_MM, colour=theme.muted)
        for column, cells in enumerate(columns):
            cell, right = cells[row], x_mm + first_mm + (column + 1) * step_mm
            colour = theme.warning if cell.is_warning else theme.muted if row == len(sides) else None
            size_mm = _SIZE_MM
            if cell.more:
                paper.text(right, y_mm, cell.more, 2.1, colour=theme.muted, align="right")
                right, size_mm = right - 8.6, _BESIDE_MM
            paper.text(right, y_mm, cell.text, size_mm, bold=cell.is_bold, colour=colour, align="right")
            if cell.doubt:
                paper.text(right + 0.1, y_mm, cell.doubt, size_mm, bold=cell.is_bold)
    return y_mm
