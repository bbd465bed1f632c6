"""logit = b + sum of the leads, as a waterfall; the bars add up exactly, and the residual is written below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..draw.theme import LIGHT, Theme
from ..report.sentences import said
from ..report.words import ROUNDED, signed
from .style import mix

_MAX_ROW_PX = 22
_N_ROWS = 16  # b, twelve leads, one or two logits, and a line for the residual


@dataclass(frozen=True)
class WaterfallRow:
    """A bar from ``start`` to ``end``; ``lead`` is None for b and the logit."""

    label: str
    start: float
    end: float
    lead: str | None = None

    @property
    def value(self) -> float:
        """What the bar stands for."""
        return self.end - self.start


def waterfall_rows(
    bias: float, lead_names: tuple[str, ...], contributions: NDArray[np.float64], logit: float
) -> list[WaterfallRow]:
    """b, each lead from where the one above ended, and the logit from 0."""
    rows = [WaterfallRow("b", 0.0, bias)]
    for lead, value in zip(lead_names, contributions, strict=True):
        start = rows[-1].end
        rows.append(WaterfallRow(lead, start, start + float(value), lead))
    return [*rows, WaterfallRow(QCoreApplication.translate("Waterfall", "logit"), 0.0, logit)]


class Waterfall(QWidget):
    """Signals: ``lead_chosen(str)``."""

    lead_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setToolTip(said(ROUNDED))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._rows: list[WaterfallRow] = []
        self._residual = 0.0
        self._residual_text = ""
        self._theme = LIGHT
        self._hovered = -1
        self._current = 1  # by keys

    def sizeHint(self) -> QSize:
        """A row for each bar."""
        return QSize(300, (self.fontMetrics().height() + 4) * _N_ROWS)

    def minimumSizeHint(self) -> QSize:
        """All rows, close together."""
        return QSize(200, self.fontMetrics().height() * _N_ROWS)

    def _row_px(self) -> int:
        return max(self.fontMetrics().height(), min(_MAX_ROW_PX, self.height() // _N_ROWS))

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def show_rows(self, rows: list[WaterfallRow], residual: float, residual_text: str = "") -> None:
        """Other numbers; ``residual_text`` says otherwise what the "{residual}" is left over from."""
        self._rows, self._residual, self._residual_text = rows, residual, residual_text
        self.setAccessibleName(self.tr("Waterfall.") + " " + "; ".join(f"{r.label} {signed(r.value)}" for r in rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Labels left, bars in the middle, numbers right."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        theme, row_px = self._theme, self._row_px()
        font = QFont(self.font())
        metrics = QFontMetricsF(font)
        label_px = max(metrics.horizontalAdvance(f"{row.label} ") for row in self._rows) + 20
        number_px = metrics.horizontalAdvance("\u221200.00") + 10
        ends = [v for r in self._rows for v in (r.start, r.end)] + [0.0]
        low, high = min(ends), max(ends)
        plot = QRectF(label_px, 0, max(20.0, self.width() - label_px - number_px - 8), row_px * len(self._rows))

        def x(value: float) -> float:
            return plot.left() + (value - low) / ((high - low) or 1.0) * plot.width()

        painter.setPen(QPen(QColor(mix(theme.background, theme.text, 0.35)), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(round(x(0)) + 0.5, 0), QPointF(round(x(0)) + 0.5, plot.bottom()))
        for number, row in enumerate(self._rows):
            top = number * row_px
            is_sum = row.lead is None
            if self.hasFocus() and number == self._current:
                painter.setPen(QPen(QColor(theme.accent), 1))
                painter.drawRoundedRect(QRectF(1.5, top + 0.5, self.width() - 3, row_px - 1), 3, 3)
            if number == self._hovered and not is_sum:
                painter.fillRect(QRectF(0, top, self.width(), row_px), QColor(mix(theme.background, theme.accent, 0.1)))
            font.setBold(is_sum)
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(8, top, label_px, row_px), middle, row.label)
            colour = theme.muted if is_sum else theme.evidence_for if row.value > 0 else theme.evidence_against
            left, right = sorted((x(row.start), x(row.end)))
            painter.fillRect(QRectF(left, top + 3, max(1.0, right - left), row_px - 6), QColor(colour))
            if number < len(self._rows) - 2:
                painter.setPen(QPen(QColor(theme.muted), 1))
                end = x(row.end)
                painter.drawLine(QPointF(end, top + 4), QPointF(end, top + row_px + 4))
            painter.setPen(QColor(theme.text))
            number_rect = QRectF(self.width() - number_px - 8, top, number_px, row_px)
            painter.drawText(number_rect, middle | int(Qt.AlignmentFlag.AlignRight), signed(row.value))
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        residual = f"{self._residual:.0e}".replace("-", "\u2212")
        text = (self._residual_text or self.tr("logit \u2212 (b + leads) = {residual}")).format(residual=residual)
        painter.drawText(
            QRectF(8, plot.bottom(), self.width() - 16, row_px),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
            text,
        )
        painter.end()

    def _row_at(self, y: float) -> int:
        return int(y // self._row_px())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        self._hovered = self._row_at(event.position().y())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from lead to lead, Enter chooses."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._rows:
            self._current = min(max(1, self._current + step), len(self._rows) - 2)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the lead of the row."""
        self._choose(self._row_at(event.position().y()))

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._rows) and self._rows[number].lead is not None:
            self._current = number
            self.lead_chosen.emit(self._rows[number].lead)
