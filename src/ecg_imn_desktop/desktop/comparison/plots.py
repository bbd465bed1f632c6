"""Small plots of the comparison: median beats, and lines with dots or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...core.comparison import BeatPair
from ...draw.polygons import finite_runs, polygon
from ...draw.theme import LIGHT, Theme
from ...report.words import plain

_COLUMNS = 3
_MARGIN_PX = 4.0


class BeatsView(QWidget):
    """The median beats of both sides, a plot for each lead on one scale; A in the colour of text, B in the accent."""

    def __init__(self) -> None:
        super().__init__()
        self._beats: BeatPair | None = None
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Median beats of A and B"))

    def sizeHint(self) -> QSize:
        """Four rows of three."""
        return QSize(360, 420)

    def show_beats(self, beats: BeatPair | None) -> None:
        """Other beats; None: there are none."""
        self._beats = beats
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All leads."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        theme, beats = self._theme, self._beats
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.setPen(QColor(theme.muted))
        known = np.empty(0) if beats is None else np.concatenate([beats.a.ravel(), beats.b.ravel()])
        known = known[np.isfinite(known)]
        if beats is None or not known.size:
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.tr("No median beat on both sides"))
            painter.end()
            return
        low, high = float(known.min()), float(known.max())
        rows = -(-len(beats.lead_names) // _COLUMNS)
        line = float(self.fontMetrics().height())
        width, height = self.width() / _COLUMNS, (self.height() - line) / rows
        px_per_mv = (height - 2 * _MARGIN_PX) / max(high - low, 0.5)
        for n, lead in enumerate(beats.lead_names):
            cell = QRectF((n % _COLUMNS) * width, (n // _COLUMNS) * height, width - 4, height - 2)
            zero = cell.top() + _MARGIN_PX + high * px_per_mv
            painter.setPen(QPen(QColor(theme.grid_major), 1))
            painter.drawLine(QPointF(cell.left(), zero), QPointF(cell.right(), zero))
            painter.setPen(QColor(theme.text))
            painter.drawText(QPointF(cell.left() + 3, cell.top() + self.fontMetrics().ascent()), lead)
            x = cell.left() + (beats.offset_ms - beats.offset_ms[0]) / np.ptp(beats.offset_ms) * cell.width()
            for mv, colour in ((beats.a[n], theme.text), (beats.b[n], theme.accent)):
                painter.setPen(QPen(QColor(colour), 1.4))
                y = zero - mv * px_per_mv
                for first, last in finite_runs(y):
                    painter.drawPolyline(polygon(x[first:last], y[first:last]))
        painter.setPen(QColor(theme.muted))
        # The bar of 1 mV stands beside its name, into the free corner of the last plot.
        painter.fillRect(
            QRectF(self.width() - 7.0, self.height() - 3.0 - px_per_mv, 2.0, px_per_mv), painter.pen().color()
        )
        words = self.tr("black: A, blue: B; {low} to {high} ms from the R peak; bar: 1 mV")
        if theme.is_dark:
            words = self.tr("white: A, blue: B; {low} to {high} ms from the R peak; bar: 1 mV")
        text = words.format(low=plain(beats.offset_ms[0]), high=plain(beats.offset_ms[-1]))
        painter.drawText(QPointF(3, self.height() - self.fontMetrics().descent()), text)
        painter.end()


@dataclass(frozen=True)
class Line:
    """One line of a plot: ``x``, ``y`` (point,), NaN = gap."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: str
    is_dashed: bool = False
    has_dots: bool = False


def _three_digits(value: float) -> str:
    return f"{value:.3g}".replace("-", "\u2212")


class LinePlot(QWidget):
    """A few lines with the range of their values, and a word below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._below = ""
        self._span: tuple[float, float] | None = None
        self._band: tuple[float, float] | None = None
        self._label: Callable[[float], str] = _three_digits
        self._theme = LIGHT
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def show_lines(
        self,
        lines: Sequence[Line],
        below: str,
        span: tuple[float, float] | None = None,
        label: Callable[[float], str] | None = None,
        band: tuple[float, float] | None = None,
    ) -> None:
        """Other lines; ``span`` of values is shown whole, whatever the lines hold of it, and so is ``band``, which is
        shaded. ``label`` writes the numbers at the axis; by default with three digits that count.
        """
        self._lines, self._below, self._span, self._label = lines, below, span, label or _three_digits
        self._band = band
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axis, lines, names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        theme, metrics = self._theme, self.fontMetrics()
        painter.fillRect(self.rect(), QColor(theme.background))
        y_all = np.concatenate([line.y[np.isfinite(line.y)] for line in self._lines] or [np.empty(0)])
        x_all = np.concatenate([line.x for line in self._lines] or [np.empty(0)])
        if not y_all.size:
            painter.end()
            return
        y_all = np.concatenate([y_all, self._span or (), self._band or ()])
        low, high = float(y_all.min()), float(y_all.max())
        left = metrics.horizontalAdvance("\u2212000.00") + 6.0
        plot = QRectF(
            left, metrics.height() + 4.0, self.width() - left - 10, self.height() - 3.0 * metrics.height() - 8
        )
        if self._band is not None:
            first, last = (plot.bottom() - (y - low) / ((high - low) or 1.0) * plot.height() for y in self._band)
            painter.fillRect(QRectF(plot.left(), last, plot.width(), first - last), QColor(theme.grid_minor))
        painter.setPen(QPen(QColor(theme.grid_major), 1))
        painter.drawRect(plot)
        painter.setPen(QColor(theme.muted))
        for value, y in ((high, plot.top() + metrics.ascent() / 2), (low, plot.bottom())):
            text = self._label(value)
            painter.drawText(QPointF(left - 6 - metrics.horizontalAdvance(text), y), text)
        painter.drawText(QPointF(plot.left(), self.height() - metrics.descent() - 2.0), self._below)
        x_low, x_span = float(x_all.min()), float(np.ptp(x_all)) or 1.0
        name_x = plot.left()
        for line in self._lines:
            xs = plot.left() + (line.x - x_low) / x_span * plot.width()
            ys = plot.bottom() - (line.y - low) / ((high - low) or 1.0) * plot.height()
            style = Qt.PenStyle.DashLine if line.is_dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(line.colour), 1.6, style))
            for first, last in finite_runs(ys):
                painter.drawPolyline(polygon(xs[first:last], ys[first:last]))
            if line.has_dots:
                painter.setBrush(QColor(line.colour))
                for px, py in zip(xs, ys, strict=True):
                    if py == py:
                        painter.drawEllipse(QPointF(px, py), 3.5, 3.5)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(line.colour))
            name = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, round(self.width() - name_x))
            painter.drawText(QPointF(name_x, float(metrics.ascent())), name)
            name_x += metrics.horizontalAdvance(name) + 14
        painter.end()
