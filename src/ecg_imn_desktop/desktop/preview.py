"""A small picture of a record that is not open: its rhythm lead, first seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..core.record import Record
from ..draw.polygons import polygon
from ..report.words import duration_text
from .overview import shown_range

_SPAN_S = 5.0


class Preview(QWidget):
    """Attributes: ``path`` of the record shown, None if there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Preview"))
        self.path: Path | None = None
        self._trace = np.empty(0)
        self._words = ""

    def sizeHint(self) -> QSize:
        """Words and a trace."""
        return QSize(180, 6 * self.fontMetrics().height())

    def show_record(self, path: Path, record: Record | None) -> None:
        """Another record; None: it cannot be read."""
        self.path = path
        self._trace = np.empty(0)
        self._words = self.tr("{name} cannot be shown.").format(name=path.stem)
        if record is not None and record.lead_names:
            lead = "II" if "II" in record.lead_names else record.lead_names[0]
            self._trace = np.asarray(record.section(0.0, _SPAN_S).lead(lead), dtype=np.float64)
            self._words = f"{path.stem}   {lead}   {duration_text(record.duration_s)}"
        self.setAccessibleDescription(self._words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words above, the trace below."""
        if self.path is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colours = self.palette()
        text_px = self.fontMetrics().height()
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), text_px), int(Qt.AlignmentFlag.AlignLeft), words)
        good = np.isfinite(self._trace)
        if good.sum() > 1:
            low, high = shown_range(self._trace[good], self._trace[good])
            scale = (self.height() - text_px - 8) / max(high - low, 0.3)
            x = np.linspace(0, self.width() - 1, self._trace.size)[good]
            painter.setPen(colours.color(QPalette.ColorRole.Text))
            painter.setClipRect(QRectF(0, text_px + 2, self.width(), self.height()))
            painter.drawPolyline(polygon(x, text_px + 4 + (high - self._trace[good]) * scale))
        painter.end()
