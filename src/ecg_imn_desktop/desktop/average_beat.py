"""The average beat below the ECG: median, spread and mean attribution of every lead. Built when first shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..core.leads import STANDARD_LEADS, standard_order
from ..draw.frame import Frame
from ..draw.polygons import polygon
from ..draw.theme import LIGHT, Theme
from ..draw.traces import Attribution, draw_strip
from ..report.words import signed
from .insight import Insight
from .style import mix

if TYPE_CHECKING:
    from ..analysis.average_beat import AverageBeat
    from .window import MainWindow

_ROWS = 2
_MARGIN_PX = 6.0
_MAX_PX_PER_S = 220.0
_SCALE_S, _SCALE_MV = 0.2, 0.5  # of the corner that gives the scale
_SMALL = 0.85  # of the usual size: for words that have no room else
_NAME_GAP_PX, _CELL_GAP_PX = 8, 6.0


class AverageBeatView(QWidget):
    """Twelve small frames, all at one scale.

    Signals: ``lead_chosen(str)`` when a lead is clicked.
    """

    lead_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Average beat"))
        self.setToolTip(
            self.tr(
                "The median beat of each lead, 80 % of the beats within the grey band, coloured by the attribution "
                "averaged over the beats. Numbers: mean contribution of a beat \u00b1 standard deviation, in logits."
            )
        )
        self.theme: Theme = LIGHT
        self._beat: AverageBeat | None = None
        self._why_none = "\u2026"
        self._attribution: Attribution | None = None
        self._frames: dict[str, Frame] = {}

    def sizeHint(self) -> QSize:
        """Two rows of beats with their numbers."""
        return QSize(400, 7 * self.fontMetrics().height() * _ROWS)

    def show_beat(self, beat: AverageBeat | None, attribution: Attribution | None, why_none: str = "") -> None:
        """Another beat, in the colours of the traces; None: there is none, and perhaps why."""
        self._beat = beat
        self._why_none = why_none
        self._attribution = None
        if beat is not None and attribution is not None:
            # The frames count time from the first sample of the beat.
            explanation = replace(beat.contribution, start_s=beat.contribution.start_s - beat.start_s)
            evidence = type(attribution.evidence)(explanation, 0, attribution.evidence.smoothing_s)
            self._attribution = replace(attribution, evidence=evidence)
        self.setAccessibleDescription(self._in_words())
        self.update()

    def _in_words(self) -> str:
        beat = self._beat
        if beat is None:
            return self._why_none or self.tr("There is no average beat.")
        values = zip(beat.contribution.lead_names, beat.beat_logit, beat.beat_sd, strict=True)
        return "; ".join(f"{lead} {_plus_minus(value, sd)}" for lead, value, sd in values)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frames, bands, traces, numbers."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.background))
        painter.fillRect(0, 0, self.width(), 1, QColor(self.theme.grid_major))
        if self._beat is None:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._in_words())
        else:
            self._paint_beat(painter, self._beat)
        painter.end()

    def _paint_beat(self, painter: QPainter, beat: AverageBeat) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        rows = [i for i in standard_order(beat.lead_names) if beat.lead_names[i] in STANDARD_LEADS][:12]
        self._frames = self._lay_out(beat, rows)
        numbers, share = self._numbers_that_fit(beat, rows)
        for row in rows:
            lead = beat.lead_names[row]
            frame = self._frames[lead]
            self._paint_band(painter, frame, beat, row)
            draw_strip(
                painter, frame, lead, beat.median_mv[row], beat.fs, self.theme, self._attribution, thickness_px=2
            )
            self._paint_words(painter, frame, beat, lead, numbers.get(lead, ""), share)
        text = self.tr("median of {count} beats").format(count=beat.n_beats)
        self._paint_scale(painter, f"{_SCALE_S * 1000:.0f} ms, {_SCALE_MV:g} mV  \u00b7  {text}")

    def _paint_scale(self, painter: QPainter, text: str) -> None:
        """How long and how high: a corner of known size, and in words what it is."""
        metrics, frame = self.fontMetrics(), next(iter(self._frames.values()), None)
        left = self.width() - _MARGIN_PX - metrics.horizontalAdvance(text)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(QPointF(left, self.height() - metrics.descent() - 2), text)
        if frame is not None:
            bottom, right = round(self.height() - 4) + 0.5, round(left - 8) + 0.5
            corner = QPointF(right, bottom)
            painter.setPen(QPen(QColor(self.theme.text), 1))
            painter.drawLine(corner, QPointF(right - round(_SCALE_S * frame.px_per_s), bottom))
            painter.drawLine(corner, QPointF(right, bottom - round(_SCALE_MV * frame.px_per_mv)))

    def _cell_px(self, n_leads: int) -> int:
        """From one beat to the next."""
        return int((self.width() - 2 * _MARGIN_PX) / _n_columns(n_leads))

    def _lay_out(self, beat: AverageBeat, rows: list[int]) -> dict[str, Frame]:
        n_columns = _n_columns(len(rows))
        words_px = self.fontMetrics().height() + 3.0
        cell = QSize(self._cell_px(len(rows)), int((self.height() - 4) / _ROWS))
        low = float(np.nanmin(beat.low_mv[rows])) if np.isfinite(beat.low_mv[rows]).any() else -1.0
        high = float(np.nanmax(beat.high_mv[rows])) if np.isfinite(beat.high_mv[rows]).any() else 1.0
        room = cell.height() - words_px - 4.0
        px_per_mv = room / max(high - low, 0.5)
        span_s = beat.median_mv.shape[1] / beat.fs
        px_per_s = min(_MAX_PX_PER_S, (cell.width() - 10.0) / span_s)
        frames = {}
        for number, row in enumerate(rows):
            left = _MARGIN_PX + (number % n_columns) * cell.width()
            top = 4.0 + (number // n_columns) * cell.height() + words_px
            y = top + room - (0.0 - low) * px_per_mv
            frames[beat.lead_names[row]] = Frame(left, y, px_per_s * span_s, room, 0.0, px_per_s, px_per_mv)
        return frames

    def _paint_band(self, painter: QPainter, frame: Frame, beat: AverageBeat, row: int) -> None:
        low, high = beat.low_mv[row].astype(np.float64), beat.high_mv[row].astype(np.float64)
        if not np.isfinite(low).all():
            return
        x = frame.x_px + np.arange(low.size) / beat.fs * frame.px_per_s
        xs, ys = np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(self.theme.background, self.theme.text, 0.18)))
        painter.drawPolygon(polygon(xs, frame.y_px - ys * frame.px_per_mv))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _numbers_that_fit(self, beat: AverageBeat, rows: list[int]) -> tuple[dict[str, str], float]:
        """Beside the names: mean and spread, else the mean alone, else nothing; and how large. All leads alike.

        Where the window is narrow they would run into the next lead's name.
        """
        if self._attribution is None or not rows:
            return {}, 1.0
        leads = [beat.lead_names[row] for row in rows]
        values = {
            lead: (float(value), float(sd))
            for lead, value, sd in zip(beat.contribution.lead_names, beat.beat_logit, beat.beat_sd, strict=True)
        }
        room_px = self._cell_px(len(rows)) - _CELL_GAP_PX
        for numbers in (
            {lead: _plus_minus(*values[lead]) for lead in leads if lead in values},
            {lead: signed(values[lead][0]) for lead in leads if lead in values},
        ):
            for share in (1.0, _SMALL):
                name, number = (QFontMetricsF(self._words_font(share, is_bold=on)) for on in (True, False))
                widths_px = [
                    name.horizontalAdvance(lead) + _NAME_GAP_PX + number.horizontalAdvance(numbers.get(lead, ""))
                    for lead in leads
                ]
                if max(widths_px) <= room_px:
                    return numbers, share
        return {}, 1.0

    def _words_font(self, share: float, *, is_bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(share * QFontInfo(self.font()).pixelSize()))
        font.setBold(is_bold)
        return font

    def _paint_words(
        self, painter: QPainter, frame: Frame, beat: AverageBeat, lead: str, numbers: str, share: float
    ) -> None:
        top = self._top(frame, beat)
        font = self._words_font(share, is_bold=True)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        name_px = QFontMetricsF(font).horizontalAdvance(lead) + _NAME_GAP_PX
        painter.drawText(QPointF(frame.x_px, top), lead)
        painter.setFont(self._words_font(share, is_bold=False))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(QPointF(frame.x_px + name_px, top), numbers)
        painter.setFont(self.font())
        painter.setPen(QPen(QColor(self.theme.grid_major), 1))
        painter.drawLine(QPointF(frame.x_px, frame.y_px), QPointF(frame.right_px, frame.y_px))

    def _top(self, frame: Frame, beat: AverageBeat) -> float:
        """Baseline of the words above a frame."""
        rows = [i for i, name in enumerate(beat.lead_names) if name in self._frames]
        high = float(np.nanmax(beat.high_mv[rows])) if np.isfinite(beat.high_mv[rows]).any() else 1.0
        return frame.y_px - high * frame.px_per_mv - 4.0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the lead under the pointer."""
        at = event.position()
        inside = [
            (abs(frame.y_px - at.y()), lead)
            for lead, frame in self._frames.items()
            if frame.x_px <= at.x() <= frame.right_px
        ]
        if inside:
            self.lead_chosen.emit(min(inside)[1])


def _n_columns(n_leads: int) -> int:
    return max(1, -(-n_leads // _ROWS))


def _plus_minus(value: float, sd: float) -> str:
    return signed(value) if sd != sd else f"{signed(value)} \u00b1 {sd:.2f}"


class AverageBeats(QObject):
    """Shows the average beat of the window in view and the class explained, while its panel is open.

    Attributes: ``view`` (None until it is first shown), ``beat``.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._study = window.study
        self.view: AverageBeatView | None = None
        self.beat: AverageBeat | None = None
        self._shown_for: tuple[Insight, int] | None = None
        window.explaining.recoloured.connect(self.refresh)

    def show(self, on: bool) -> None:
        """Open or close the panel."""
        if on and self.view is None:
            self.view = AverageBeatView()
            self.view.lead_chosen.connect(self._window.explaining.on_lead)
            self._window.put_below(self.view)
        if self.view is not None:
            self.view.setVisible(on)
        self.refresh()

    def refresh(self) -> None:
        """Another answer, class or colour."""
        explaining = self._window.explaining
        view, insight, index = self.view, explaining.insight, explaining.class_index
        if view is None or view.isHidden():
            return
        view.theme = self._window.theme
        if insight is None or index is None or insight.measurements is None:
            self.beat = self._shown_for = None
            if insight is None and explaining.refusal:
                self.wait_no_more()
            else:
                view.show_beat(None, None, "\u2026" if insight is None else "")
            return
        if self._shown_for is not None and self._shown_for[0] is insight and self._shown_for[1] == index:
            view.show_beat(self.beat, explaining.attribution)
            return
        self._shown_for = (insight, index)
        record = self._study.record
        self._study.background.compute("average beat", lambda: _average(record, insight, index), self._take)

    def wait_no_more(self) -> None:
        """There will be no answer."""
        if self.view is not None:
            text = self.tr("Average beats show what an answer goes by; there is no answer.")
            self.view.show_beat(None, None, text)

    def _take(self, beat: AverageBeat | None) -> None:
        self.beat = beat
        if self.view is not None:
            self.view.show_beat(beat, self._window.explaining.attribution)


def _average(record, insight: Insight, index: int) -> AverageBeat | None:  # type: ignore[no-untyped-def]
    """In the thread of the files."""
    from ..analysis.average_beat import average_beat

    explanation = insight.analysis.explanation
    assert insight.measurements is not None
    if not insight.measurements.fiducials.n_beats:
        return None
    section = record.section(explanation.start_s, explanation.duration_s)
    return average_beat(section, explanation, insight.measurements.fiducials, index)
