"""Second page of a series: probabilities, logits and measurements over the ECGs, a small plot for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen

from ..core.analysis import ClassInfo
from ..core.angles import in_one_turn, usual_angle
from ..core.series import Series, Trend
from ..draw.polygons import finite_runs, polygon
from .class_titles import naming
from .comparison_words import digits_of, with_unit
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .paper import UNITS_PER_MM, Paper
from .sentences import said
from .series_tables import heading_of, shown_class_names, time_of
from .words import plain

if TYPE_CHECKING:
    from .series import SeriesDocument

Floats = NDArray[np.float64]

_COLUMNS = 5
_TOP_MM = 12.0
_FOOT_MM = 17.0
_GAP_MM = 3.0
_LABEL_MM = 9.0  # numbers left of a plot
_DOT_MM = 0.7
_TITLE_MM = 2.4
_BAND = "#eef1f4"
_N_ST = 3
_LEAST_LOGITS = 1.0  # on either side of a threshold, however little the logits differ


@dataclass(frozen=True)
class Plot:
    """Values, NaN where unknown; ``band`` of usual change and which are outside; ``line`` a threshold, or where angles
    go from 180 to -180; ``span`` is always shown. ``longer`` titles, what says most first, stand for ``title`` where
    they have room. ``unit`` stands after the numbers of the axis.
    """

    title: str
    values: Floats
    digits: int
    band: tuple[float, float] | None = None
    is_outside: NDArray[np.bool_] | None = None
    line: float | None = None
    span: tuple[float, float] | None = None
    longer: tuple[str, ...] = ()
    unit: str = ""
    is_angle: bool = False

    def label(self, value: float) -> str:
        """A number of the axis, as the tables write it: an angle of 225 is -135."""
        return plain(usual_angle(value) if self.is_angle else value, self.digits) + self.unit


def plots_of(series: Series) -> list[list[Plot]]:
    """Rows of plots: probabilities and logits of the first classes, measurements, the ST levels that moved most."""
    names = shown_class_names(series)[:_COLUMNS]
    rows = [[_probability(series, name) for name in names], [_logit(series, name) for name in names]] if names else []
    main = [t for t in series.measurements if not t.name.startswith("st60_")]
    st = [t for t in series.measurements if t.name.startswith("st60_")]
    st = sorted(st, key=lambda t: -float(np.nanmax(np.abs(t.change))))[:_N_ST]
    plots = [_measurement(trend) for trend in (*main, *st)]
    return rows + [plots[i : i + _COLUMNS] for i in range(0, len(plots), _COLUMNS)]


def plot_of(series: Series, trend: Trend) -> Plot:
    """The plot of a probability or a measurement of the series."""
    return _probability(series, trend.name) if trend.name in series.probabilities else _measurement(trend)


def _probability(series: Series, name: str) -> Plot:
    line = _of_all(series, name, lambda class_: class_.threshold)
    trend = series.probabilities[name]
    *longer, title = naming(tr("Probability of {name}"), name, trend.title)
    return Plot(
        title, 100 * trend.values, 0, line=line and 100 * line, span=(0.0, 100.0), longer=tuple(longer), unit=" %"
    )


def _of_all(series: Series, name: str, of: Callable[[ClassInfo], float | None]) -> float | None:
    """What is alike for a class in all answers; else None."""
    known = [s.prediction for s in series.sides if s.prediction is not None and name in s.prediction.class_names]
    values = {of(p.classes[p.index(name)]) for p in known}
    return values.pop() if len(values) == 1 else None


def _logit(series: Series, name: str) -> Plot:
    """With its threshold: between the least and the greatest value alone any change would look like a large one."""
    answers = [s.prediction for s in series.sides]
    values = [
        float(p.logit[p.index(name)]) if p is not None and name in p.class_names else np.nan for p in answers
    ]  # fmt: skip
    *longer, title = naming(tr("Logit of {name}"), name, series.probabilities[name].title)
    line = _of_all(series, name, lambda class_: class_.threshold_logit)
    span = None if line is None else (line - _LEAST_LOGITS, line + _LEAST_LOGITS)
    return Plot(title, np.array(values), 1, line=line, span=span, longer=tuple(longer))


def _measurement(trend: Trend) -> Plot:
    """Angles do not jump where they go from 180 to -180: there a line stands."""
    is_angle = trend.unit == "deg"
    values = in_one_turn(trend.values) if is_angle else trend.values
    first = float(next(iter(values[np.isfinite(values)]), np.nan))
    band = None if trend.limit is None else (first - trend.limit, first + trend.limit)
    shown = [*values[np.isfinite(values)], *(band or ())]
    line = next((turn for turn in (-180.0, 180.0) if min(shown) < turn < max(shown)), None) if is_angle else None
    title = with_unit(said(trend.title), trend.unit)
    return Plot(title, values, digits_of(trend.unit), band, trend.is_unusual, line, is_angle=is_angle)


def is_over_time(series: Series) -> bool:
    """Whether the files hold times that are not all the same: else there is an order alone."""
    return series.times is not None and series.times[-1] > series.times[0]


def places_of(series: Series) -> Floats:
    """Where the ECGs stand along the plots, 0 to 1: by time if the files hold it, else in the order given."""
    if series.times is not None and is_over_time(series):
        seconds = np.array([(time - series.times[0]).total_seconds() for time in series.times])
        return seconds / seconds[-1]
    return np.linspace(0.0, 1.0, len(series.sides))


def paint_trends_page(paper: Paper, document: SeriesDocument) -> None:
    """Paint all but the footer."""
    series, theme = document.series, paper.theme
    left, top = ecg_origin_mm(paper.width_mm)[0], MARGIN_MM
    words = tr("grey: within usual change from the first; dashed: threshold, or \u00b1180\u00b0 of an axis")
    if is_over_time(series):
        title = tr("Over time")
        first, last = time_of(series.sides[0]), time_of(series.sides[-1])
        words = tr("from {first} to {last}").format(first=first, last=last) + "; " + words
    else:
        title = tr("In the order given")
    paper.text(left, top + 3.6, title, 4.2, bold=True)
    paper.text(left, top + 8.4, words, 2.5, colour=theme.muted, width_mm=ECG_WIDTH_MM)
    paper.text(left + ECG_WIDTH_MM, top + 3.6, heading_of(series), 3.2, align="right", width_mm=75)
    rows, places = plots_of(series), places_of(series)
    if not rows:
        paper.text(left, top + 14, tr("Nothing could be measured."), 2.8, colour=theme.muted)
        return
    width_mm = ECG_WIDTH_MM / _COLUMNS
    height_mm = min(34.0, (paper.height_mm - MARGIN_MM - _TOP_MM - _FOOT_MM) / len(rows))
    for r, row in enumerate(rows):
        for c, plot in enumerate(row):
            _paint_plot(
                paper, plot, places, left + c * width_mm, top + _TOP_MM + r * height_mm, width_mm - _GAP_MM, height_mm
            )


def _paint_plot(
    paper: Paper, plot: Plot, places: Floats, x_mm: float, y_mm: float, width_mm: float, height_mm: float
) -> None:
    theme, painter = paper.theme, paper.painter
    known = plot.values[np.isfinite(plot.values)]
    heading = next((t for t in plot.longer if paper.has_room(t, _TITLE_MM, width_mm, bold=True)), "")
    if heading:
        paper.title(x_mm, y_mm + 1.9, heading, _TITLE_MM, width_mm, bold=True)
    else:
        paper.text(x_mm, y_mm + 2.4, plot.title, _TITLE_MM, bold=True, width_mm=width_mm)
    if not known.size:
        return
    shown = [*known, *(plot.band or ()), *(plot.span or ())]
    low, high = min(shown), max(shown)
    if high - low < 10.0**-plot.digits:
        low, high = low - 10.0**-plot.digits, high + 10.0**-plot.digits
    left, right, top, bottom = x_mm + _LABEL_MM, x_mm + width_mm - 1.5, y_mm + 4.6, y_mm + height_mm - 4.6

    def height(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    if plot.band is not None:
        paper.fill(left, height(plot.band[1]), right - left, height(plot.band[0]) - height(plot.band[1]), _BAND)
    for value in (low, high):
        paper.line(left, height(value), right, height(value), theme.grid_major, 0.1)
        paper.text(left - 1.2, height(value) + 0.8, plot.label(value), 2.1, colour=theme.muted, align="right")
    if plot.line is not None:
        painter.setPen(QPen(QColor(theme.muted), 0.15 * UNITS_PER_MM, Qt.PenStyle.DashLine))
        ends = [QPointF(mm * UNITS_PER_MM, height(plot.line) * UNITS_PER_MM) for mm in (left, right)]
        painter.drawLine(*ends)
    x = (left + 1 + places * (right - left - 2)) * UNITS_PER_MM
    y = np.array([height(value) for value in plot.values]) * UNITS_PER_MM
    painter.setPen(QPen(QColor(theme.accent), 0.25 * UNITS_PER_MM))
    for first, last in finite_runs(y):
        painter.drawPolyline(polygon(x[first:last], y[first:last]))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    is_outside = np.zeros(y.shape, dtype=bool) if plot.is_outside is None else plot.is_outside
    for px, py, is_odd in zip(x, y, is_outside, strict=True):
        if np.isfinite(py):
            painter.setBrush(QColor(theme.warning if is_odd else theme.accent))
            painter.drawEllipse(QPointF(px, py), _DOT_MM * UNITS_PER_MM, _DOT_MM * UNITS_PER_MM)
    painter.restore()
