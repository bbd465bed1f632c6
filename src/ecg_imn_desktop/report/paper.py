"""Painting in millimetres: what the pages share. One device unit is a hundredth of a millimetre."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintDevice, QPainter, QPen

from ..draw.fonts import page_font
from ..draw.theme import Theme
from .unbroken import NO_BREAK

UNITS_PER_MM = 100
UNITS_PER_INCH = 2540

# A title is written in letters that are no smaller than this; else on two lines.
_LEAST_SHARE = 0.92
_SHARE_OF_TWO_LINES = 0.85

_LEAST_SHARE_OF_WHOLE = 0.75  # of the size of the letters of a line that is to be read to its end

# To break at: no no-break space, and none between a number and its unit.
_SPACES = re.compile(rf"(?!{NO_BREAK})[^\S\u00a0]+")


class Ruler:
    """How wide text is, in millimetres: on the ``device`` that it is painted on, or before anything is painted."""

    def __init__(self, device: QPaintDevice | None = None) -> None:
        self._device = device

    def width(self, text: str, size_mm: float = 2.8, *, bold: bool = False) -> float:
        """Width of a line in mm."""
        metrics = self._metrics(size_mm, bold)
        return float(metrics.horizontalAdvance(text) / UNITS_PER_MM)

    def elided(
        self, text: str, width_mm: float, size_mm: float = 2.8, *, bold: bool = False, keeps_end: bool = False
    ) -> str:
        """A line that ends in an ellipsis where it is wider than ``width_mm``, or has it in its middle."""
        metrics = self._metrics(size_mm, bold)
        mode = Qt.TextElideMode.ElideMiddle if keeps_end else Qt.TextElideMode.ElideRight
        return metrics.elidedText(text, mode, width_mm * UNITS_PER_MM)

    def wrapped(self, text: str, width_mm: float, size_mm: float = 2.8, *, bold: bool = False) -> list[str]:
        """The lines of a text broken at spaces to fit ``width_mm``; [""] for no text."""
        metrics = self._metrics(size_mm, bold)
        lines = [""]
        for word in filter(None, _SPACES.split(text)):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > width_mm * UNITS_PER_MM:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def has_room(self, text: str, size_mm: float, width_mm: float, *, bold: bool = False) -> bool:
        """Whether :meth:`Paper.title` writes the whole of it."""
        small_mm = _SHARE_OF_TWO_LINES * size_mm
        if width_mm > _LEAST_SHARE * self.width(text, size_mm, bold=bold):
            return True
        lines = self.wrapped(text, width_mm, small_mm, bold=bold)
        return len(lines) <= 2 and all(self.width(line, small_mm, bold=bold) <= width_mm for line in lines)

    def _metrics(self, size_mm: float, bold: bool) -> QFontMetricsF:
        font = page_font(size_mm * UNITS_PER_MM, bold=bold)
        return QFontMetricsF(font) if self._device is None else QFontMetricsF(font, self._device)


class Paper(Ruler):
    """A painter that is spoken to in millimetres from the page's top left corner.

    Attributes
    ----------
    painter : paints in hundredths of a millimetre
    theme : colours
    width_mm, height_mm : the page
    bookmarks : headings written so far and where they stand, (text, mm from the top)
    """

    def __init__(self, painter: QPainter, theme: Theme, width_mm: float, height_mm: float) -> None:
        super().__init__(painter.device())
        self.painter = painter
        self.theme = theme
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.bookmarks: list[tuple[str, float]] = []
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)

    def text(
        self,
        x_mm: float,
        y_mm: float,
        text: str,
        size_mm: float = 2.8,
        *,
        bold: bool = False,
        colour: str | None = None,
        align: str = "left",
        width_mm: float | None = None,
    ) -> float:
        """Write one line with its baseline at ``y_mm``; "left", "right" or "centre" of ``x_mm``; give its width in mm.

        What is wider than ``width_mm`` ends in an ellipsis.
        """
        font = page_font(size_mm * UNITS_PER_MM, bold=bold)
        if width_mm is not None:
            text = self.elided(text, width_mm, size_mm, bold=bold)
        advance = QFontMetricsF(font, self.painter.device()).horizontalAdvance(text)
        shift = {"left": 0.0, "right": advance, "centre": advance / 2}[align]
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour or self.theme.text))
        self.painter.drawText(QPointF(x_mm * UNITS_PER_MM - shift, y_mm * UNITS_PER_MM), text)
        return float(advance / UNITS_PER_MM)

    def whole(
        self,
        x_mm: float,
        y_mm: float,
        text: str,
        size_mm: float,
        width_mm: float,
        *,
        bold: bool = False,
        colour: str | None = None,
    ) -> None:
        """A line whose end counts as much as its beginning (a day, an ID): smaller where it is wide.

        What is wider still is cut in its middle.
        """
        share = max(width_mm / max(width_mm, self.width(text, size_mm, bold=bold)), _LEAST_SHARE_OF_WHOLE)
        size_mm = math.floor(UNITS_PER_MM * size_mm * share) / UNITS_PER_MM
        text = self.elided(text, width_mm, size_mm, bold=bold, keeps_end=True)
        self.text(x_mm, y_mm, text, size_mm, bold=bold, colour=colour)

    def title(
        self, x_mm: float, y_mm: float, text: str, size_mm: float, width_mm: float, *, bold: bool = False
    ) -> None:
        """A diagnosis, which is not to be cut: a little smaller, or on two lines about ``y_mm``, where it is wide.

        The two lines take the height of a row in letters of 0.65 of it, if those above and below have one line each.
        """
        share = width_mm / max(width_mm, self.width(text, size_mm, bold=bold))
        if share > _LEAST_SHARE:
            self.text(x_mm, y_mm, text, size_mm * share, bold=bold)
            return
        small_mm = _SHARE_OF_TWO_LINES * size_mm
        lines = self.wrapped(text, width_mm, small_mm, bold=bold)
        if len(lines) == 1:
            self.text(x_mm, y_mm, text, small_mm, bold=bold, width_mm=width_mm)
            return
        for i, line in enumerate([lines[0], " ".join(lines[1:])]):
            self.text(x_mm, y_mm + (i - 0.5) * 1.1 * small_mm, line, small_mm, bold=bold, width_mm=width_mm)

    def heading(self, x_mm: float, y_mm: float, text: str, size_mm: float = 2.8, width_mm: float | None = None) -> None:
        """A line in bold that can be found among the bookmarks."""
        self.text(x_mm, y_mm, text, size_mm, bold=True, width_mm=width_mm)
        self.bookmarks.append((text, y_mm - size_mm))

    def fill(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, colour: str) -> None:
        """A filled rectangle; a negative width reaches to the left."""
        rect = QRectF(*(v * UNITS_PER_MM for v in (x_mm, y_mm, width_mm, height_mm))).normalized()
        self.painter.fillRect(rect, QColor(colour))

    def line(
        self, x1_mm: float, y1_mm: float, x2_mm: float, y2_mm: float, colour: str | None = None, pen_mm: float = 0.15
    ) -> None:
        """A straight line."""
        self.painter.setPen(QPen(QColor(colour or self.theme.muted), pen_mm * UNITS_PER_MM))
        self.painter.drawLine(QLineF(*(v * UNITS_PER_MM for v in (x1_mm, y1_mm, x2_mm, y2_mm))))

    def rect(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> QRectF:
        """A rectangle in device units."""
        return QRectF(*(v * UNITS_PER_MM for v in (x_mm, y_mm, width_mm, height_mm)))
