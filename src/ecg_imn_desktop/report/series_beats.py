"""Third page of a series: the median beats of every lead in true millimetres, one row an ECG, coloured on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis.evidence import average_evidence
from ..core.comparison import Side
from ..core.measurements import MedianBeat
from ..core.series import Series
from ..draw.colours import AttributionScale, robust_limit
from ..draw.fonts import page_font
from ..draw.legend import draw_legend
from ..draw.traces import Attribution, Show
from .average_beats import AFTER_S, BEFORE_S, beat_attribution, beat_columns, beat_speed, paint_beat_row
from .gain import usual_gain
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import legend_words, tr
from .paper import UNITS_PER_MM, Paper
from .sentences import record_name, said
from .series_tables import time_of
from .words import percent_with_doubt

if TYPE_CHECKING:
    from .series import SeriesDocument

_TOP_MM = 13.0
_FOOT_MM = 14.0
_LABEL_MM, _LABEL_SIZE_MM = 25.0, 2.4
_WIDEST = "> 99 %?".replace(" ", "\u00a0")
_ANSWER_LINES = 2  # there is room for beside day, time, record and note, of eight ECGs too
_GAP_MM = 1.6
_MAX_ROW_MM = 40.0
_EDGE_MM = 1.0


def _beat(side: Side) -> MedianBeat | None:
    return side.measurements.median_beat if side.measurements is not None else None


def _row_mm(series: Series, page_mm: float) -> float:
    return min(_MAX_ROW_MM, (page_mm - MARGIN_MM - _TOP_MM - _FOOT_MM) / len(series.sides))


def gain_of(series: Series, page_mm: float) -> float:
    """Millimetres per millivolt: one gain for all rows, the usual one if all beats stay on their paper."""
    above_mv, below_mv = _reach_mv(series)
    room_mm = _row_mm(series, page_mm) - _GAP_MM - 2 * _EDGE_MM
    size_mv = above_mv + below_mv
    return usual_gain(room_mm / size_mv if size_mv else np.inf)


def scales_of(series: Series, page_mm: float) -> tuple[str, str]:
    """Speed and gain of the page."""
    return f"{_speed(series):g} mm/s", f"{gain_of(series, page_mm):g} mm/mV"


def _speed(series: Series) -> float:
    return beat_speed(_beats(series), ECG_WIDTH_MM - _LABEL_MM)


def _beats(series: Series) -> list[MedianBeat]:
    return [beat for side in series.sides if (beat := _beat(side)) is not None]


def _reach_mv(series: Series) -> tuple[float, float]:
    """How far the beats go above and below 0 mV."""
    values = [beat.mv[np.isfinite(beat.mv)] for beat in _beats(series)]
    known = np.concatenate([*values, np.zeros(1, np.float32)])
    return float(known.max()), -float(known.min())


def _baseline_mm(series: Series, page_mm: float, mm_per_mv: float) -> float:
    """Where 0 mV lies below the top of a row, on a line of the paper: what is spare is shared above and below."""
    above_mv, below_mv = _reach_mv(series)
    spare_mm = _row_mm(series, page_mm) - _GAP_MM - (above_mv + below_mv) * mm_per_mv
    return float(round(spare_mm / 2 + above_mv * mm_per_mv))


def paint_beats_page(paper: Paper, document: SeriesDocument) -> None:
    """Paint all but the footer."""
    series, theme = document.series, paper.theme
    left, top = ecg_origin_mm(paper.width_mm)[0], MARGIN_MM
    paper.text(left, top + 3.6, tr("Median beats"), 4.2, bold=True)
    scale = _scale(document)
    if scale is not None:
        words = _colour_words(document)
        paper.text(left + ECG_WIDTH_MM - 96, top + 3.6, words, 2.6, bold=True, align="right")
        rect = paper.rect(left + ECG_WIDTH_MM - 90, top, 90, 6.6)
        draw_legend(paper.painter, rect, scale, theme, page_font(2.4 * UNITS_PER_MM), legend_words())
    row_mm, mm_per_mv = _row_mm(series, paper.height_mm), gain_of(series, paper.height_mm)
    baseline_mm, columns = _baseline_mm(series, paper.height_mm, mm_per_mv), beat_columns(_beats(series))
    scale_mm = (_speed(series), mm_per_mv)
    for row, side in enumerate(series.sides):
        y_mm = top + _TOP_MM + row * row_mm
        _paint_label(paper, document, side, row + 1, left, y_mm)
        beat, room = _beat(side), (left + _LABEL_MM, y_mm - 2.8, ECG_WIDTH_MM - _LABEL_MM, row_mm - _GAP_MM)
        if beat is not None:
            attribution = _attribution(document, side, beat, scale)
            paint_beat_row(paper, beat, columns, *room, scale_mm, attribution, baseline_mm)
        else:
            said_mm = room[0] + 2
            paper.text(said_mm, y_mm, tr("No average beat: too few beats that are alike."), 2.5, colour=theme.muted)


def _colour_words(document: SeriesDocument) -> str:
    """Whose evidence the colours are."""
    name = document.shown_class
    answers = [s.prediction for s in document.series.sides if s.prediction is not None]
    title = next((c.title for answer in answers for c in answer.classes if c.name == name), None)
    return tr("Colour: evidence for {name}").format(name=name if title is None else f"{name}, {said(title)}")


def _paint_label(paper: Paper, document: SeriesDocument, side: Side, number: int, x_mm: float, y_mm: float) -> None:
    """Which ECG, and what the model says of the class shown."""
    width_mm, name = _LABEL_MM - 1.5, document.shown_class
    day, _, time = time_of(side).partition(" ")
    paper.text(x_mm, y_mm, f"{number}   {day}", 2.5, bold=True, width_mm=width_mm)
    lines = [time, record_name(side.record)]
    answer = side.prediction
    if answer is not None and name is not None and name in answer.class_names:
        k = answer.index(name)
        probability = float(answer.probability[k])
        shown = percent_with_doubt(probability, answer.classes[k].threshold)
        lines += _answer_lines(paper, name, said(answer.classes[k].title), shown)
    elif side.reason:
        lines.append(tr("No prediction"))
    lines = [line for line in lines if line]
    for i, line in enumerate(lines, start=1):
        paper.text(x_mm, y_mm + 3.4 * i, line, _LABEL_SIZE_MM, width_mm=width_mm)
    if document.remarks[number - 1].sentences:
        below_mm = y_mm + 3.4 * (len(lines) + 1)
        paper.text(x_mm, below_mm, tr("Note: see page 1"), 2.4, width_mm=width_mm, colour=paper.theme.warning)


def _answer_lines(paper: Paper, name: str, title: str, number: str) -> list[str]:
    """The class by its title on as many lines as the lowest row has room for, else by its short name."""
    width_mm = _LABEL_MM - 1.5
    lines = paper.wrapped(f"{title} {_WIDEST}", width_mm, _LABEL_SIZE_MM)  # so all rows are broken alike
    has_room = len(lines) <= _ANSWER_LINES and all(paper.width(line, _LABEL_SIZE_MM) <= width_mm for line in lines)
    return [line.replace(_WIDEST, number) for line in lines] if has_room else [f"{name} {number}"]


def _scale(document: SeriesDocument) -> AttributionScale | None:
    """One scale of colours for all rows; None where nothing is to be coloured."""
    name = document.shown_class
    answered = [
        s.explanation for s in document.series.sides
        if s.explanation is not None and s.prediction is not None and name in s.prediction.class_names
    ]  # fmt: skip
    if not answered or document.show is Show.NONE:
        return None
    return AttributionScale(robust_limit(answered, document.smoothing_s), document.theme)


def _attribution(
    document: SeriesDocument, side: Side, beat: MedianBeat, scale: AttributionScale | None
) -> Attribution | None:
    explanation, answer, name = side.explanation, side.prediction, document.shown_class
    if scale is None or explanation is None or answer is None or side.measurements is None or name is None:
        return None
    if name not in answer.class_names:
        return None
    average = average_evidence(explanation, side.measurements.fiducials, answer.index(name), BEFORE_S, AFTER_S)
    return beat_attribution(explanation, average, beat, scale, document.show, document.smoothing_s)
