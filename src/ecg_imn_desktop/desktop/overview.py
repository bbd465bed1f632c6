"""The whole record in one bar: its trace, the evidence, the model's window, and what is on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..core.record import Record
from ..draw.polygons import polygon
from ..draw.theme import LIGHT, Theme
from ..draw.traces import Attribution
from ..report.words import clock
from .view import Page

if TYPE_CHECKING:
    from ..analysis.pyramid import MinMaxPyramid

_HEIGHT_PX = 54
_BAND_PX = 9
_MARGIN_PX = 8

# Times are marked in records from this length on, each so many seconds and with so much room.
_MIN_TIMES_S = 60.0
_STEPS_S = (10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400)
_PX_PER_TIME = 90
_TIMES_PX = 11  # above the trace, which would cover them

# Longer traces wait for their pyramid.
_MAX_DIRECT = 500_000


def envelope(trace: NDArray[np.floating], n_columns: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest sample in each of ``n_columns`` equal parts of a trace; NaN where there is no signal."""
    edges = np.linspace(0, len(trace), n_columns + 1).astype(np.intp)
    starts = np.minimum(edges[:-1], max(len(trace) - 1, 0))
    if not len(trace):
        return np.full(n_columns, np.nan), np.full(n_columns, np.nan)
    values = np.asarray(trace, dtype=np.float64)
    return np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)


class Overview(QWidget):
    """Signals: ``position_chosen(float)`` seconds that shall stand in the middle; ``window_chosen(float)``."""

    position_chosen = Signal(float)
    window_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Overview of the record"))
        self._record: Record | None = None
        self._trace: NDArray[np.floating] = np.empty(0)
        self._lead = ""
        self.setToolTip(self.tr("The whole record. A click goes there, a double click analyses there."))
        self._pyramid: MinMaxPyramid | None = None
        self._attribution: Attribution | None = None
        self._page: Page | None = None
        self._window: tuple[float, float] | None = None
        self._theme = LIGHT
        self._shape: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    def sizeHint(self) -> QSize:
        """Low and as wide as there is room."""
        return QSize(400, _HEIGHT_PX)

    def show_record(self, record: Record | None) -> None:
        """The rhythm lead of a record (II if there is one)."""
        self._record = record
        if record is not None and record.lead_names:
            self._lead = "II" if "II" in record.lead_names else record.lead_names[0]
            self._trace = record.lead(self._lead)
        self._pyramid = None
        self._shape = None
        self.update()

    def show_pyramid(self, pyramid: MinMaxPyramid) -> None:
        """A long record's extremes, from which its trace is drawn."""
        self._pyramid = pyramid
        self._shape = None
        self.update()

    def show_traces(self, rows: Mapping[str, NDArray[np.floating]], pyramid: MinMaxPyramid | None) -> None:
        """The same record, filtered for the eye or not. A long one keeps its shape until the pyramid is there."""
        trace = rows.get(self._lead)
        if trace is None or (pyramid is None and len(trace) > _MAX_DIRECT):
            return
        self._trace, self._pyramid = trace, pyramid
        self._shape = None
        self.update()

    def show_page(self, page: Page) -> None:
        """What is on the screen now."""
        self._page = page
        self.update()

    def show_window(self, window: tuple[float, float] | None) -> None:
        """Start and end (s) of what the model reads."""
        self._window = window
        self.update()

    def show_attribution(self, attribution: Attribution | None) -> None:
        """The evidence, summed over all leads."""
        self._attribution = attribution
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    @property
    def _has_times(self) -> bool:
        return self._record is not None and self._record.duration_s >= _MIN_TIMES_S

    def _x(self, time_s: float) -> float:
        assert self._record is not None
        room = self.width() - 2 * _MARGIN_PX
        return _MARGIN_PX + time_s / self._record.duration_s * room

    def _time_s(self, x: float) -> float:
        assert self._record is not None
        room = max(1, self.width() - 2 * _MARGIN_PX)
        return (x - _MARGIN_PX) / room * self._record.duration_s

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of columns."""
        self._shape = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Trace, evidence, window of the model, window of the screen."""
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.fillRect(0, 0, self.width(), 1, QColor(theme.grid_major))
        if self._record is not None and self._record.n_samples and self._record.lead_names:
            self._paint_record(painter)
        painter.end()

    def _paint_record(self, painter: QPainter) -> None:
        assert self._record is not None
        theme = self._theme
        self._paint_evidence(painter)
        self._paint_trace(painter)
        if self._has_times:
            self._paint_times(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self._window is not None:
            left, right = self._x(self._window[0]), self._x(min(self._window[1], self._record.duration_s))
            painter.setPen(QPen(QColor(theme.accent), 2))
            y = self.height() - 2.0
            painter.drawLine(QPointF(left, y), QPointF(right, y))
        if self._page is not None:
            self._paint_view(painter, self._page)

    def _paint_trace(self, painter: QPainter) -> None:
        columns = max(1, self.width() - 2 * _MARGIN_PX)
        if self._shape is None:
            self._shape = self._find_shape(columns)
        low, high = self._shape
        finite = np.isfinite(low) & np.isfinite(high)
        if not finite.any():
            return
        bottom, top = shown_range(low[finite], high[finite])
        above = 3 + (_TIMES_PX if self._has_times else 0)
        room = self.height() - _BAND_PX - 7.0 - above
        scale = room / max(top - bottom, 0.2)
        x = np.repeat(_MARGIN_PX + 0.5 + np.arange(columns)[finite], 2)
        y = np.empty(x.size)
        y[0::2] = above + room - (low[finite] - bottom) * scale
        y[1::2] = above + room - (high[finite] - bottom) * scale
        painter.setPen(QColor(self._theme.muted))
        painter.setClipRect(QRectF(0, above, self.width(), self.height() - above - 3))
        painter.drawPolyline(polygon(x, y))
        painter.setClipping(False)

    def _paint_times(self, painter: QPainter) -> None:
        """Marks along the top of a long record, as many as have room."""
        assert self._record is not None
        duration_s = self._record.duration_s
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        step_s = next((s for s in _STEPS_S if duration_s / s <= self.width() / _PX_PER_TIME), _STEPS_S[-1])
        for k in range(1, int(duration_s / step_s) + 1):
            x = round(self._x(k * step_s))
            painter.fillRect(x, 1, 1, 5, QColor(self._theme.muted))
            text = clock(k * step_s)
            if x + 3 + painter.fontMetrics().horizontalAdvance(text) <= self.width():
                painter.drawText(QPointF(x + 3, 11), text)

    def _find_shape(self, columns: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        record, pyramid = self._record, self._pyramid
        assert record is not None
        if pyramid is not None:
            low, high = pyramid.columns(0, record.n_samples, columns)
            row = record.lead_names.index(self._lead)
            return low[row].astype(np.float64), high[row].astype(np.float64)
        if len(self._trace) > _MAX_DIRECT:  # until the pyramid is there
            return np.full(columns, np.nan), np.full(columns, np.nan)
        return envelope(self._trace, columns)

    def _paint_evidence(self, painter: QPainter) -> None:
        attribution = self._attribution
        if attribution is None:
            return
        columns = max(1, self.width() - 2 * _MARGIN_PX)
        edges_s = np.linspace(0, self._record.duration_s, columns + 1)  # type: ignore[union-attr]
        rows = attribution.evidence.mean_densities(edges_s)
        total = np.nan_to_num(rows).sum(axis=0) / np.sqrt(len(rows))
        rgba = np.ascontiguousarray(attribution.scale.band_rgba(total))
        rgba[..., 3] = np.minimum(255, rgba[..., 3].astype(int) * 2)
        image = QImage(rgba.tobytes(), columns, 1, 4 * columns, QImage.Format.Format_RGBA8888)
        painter.drawImage(QRectF(_MARGIN_PX, self.height() - _BAND_PX - 4, columns, _BAND_PX), image)

    def _paint_view(self, painter: QPainter, page: Page) -> None:
        assert self._record is not None
        left, right = self._x(page.start_s), self._x(min(page.end_s, self._record.duration_s))
        colour = QColor(self._theme.accent)
        colour.setAlpha(28)
        painter.setPen(QPen(QColor(self._theme.accent), 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, 2.5, max(4.0, right - left), self.height() - 7.0), 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Analyse there."""
        if self._record is not None:
            self.window_chosen.emit(self._time_s(event.position().x()))

    def _choose(self, event: QMouseEvent) -> None:
        if self._record is not None:
            self.position_chosen.emit(self._time_s(event.position().x()))


def shown_range(low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[float, float]:
    """What a small picture shows of a trace: all of it, unless single spikes would flatten the rest."""
    bottom, top = float(np.percentile(low, 0.5)), float(np.percentile(high, 99.5))
    size = top - bottom
    return max(float(low.min()), bottom - size), min(float(high.max()), top + size)
