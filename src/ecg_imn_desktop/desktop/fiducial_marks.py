"""Fiducials as marks on the ECG: where they stand, which one is under the pointer, and how they are painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion

from ..core.measurements import FIDUCIAL_NAMES, Fiducials
from ..draw.frame import Frame
from ..draw.theme import Theme
from .overlays import paint_tag
from .paint import WAVE_COLOURS
from .view import Page

# A wave, its fiducials, and its colour: that of the shaded waves.
MARKED_WAVES = (
    ("P", "p_onset", "p_offset", WAVE_COLOURS["P"]),
    ("QRS", "qrs_onset", "qrs_offset", WAVE_COLOURS["QRS"]),
    ("T", "t_onset", "t_offset", WAVE_COLOURS["ST-T"]),
)

_EDITED_PX = 2

# Names of waves are smaller than those of leads, and leave the bar of the model's window free.
_NAME_SIZE = 0.85
_BELOW_WINDOW_BAR_PX = 5.0


@dataclass(frozen=True)
class MarkDrag:
    """A mark on its way: of ``fiducials``, ``name`` of ``beat``, ``by_s`` from where it stood."""

    fiducials: Fiducials
    name: str
    beat: int
    every_beat: bool
    by_s: float = 0.0

    @property
    def time_s(self) -> float:
        """Where it stands now."""
        return float(self.fiducials.of(self.name)[self.beat]) + self.by_s

    def moved(self) -> Fiducials:
        """The fiducials as they look meanwhile."""
        column = np.array(self.fiducials.of(self.name))
        column[slice(None) if self.every_beat else self.beat] += self.by_s
        return replace(self.fiducials, **{f"{self.name}_s": column})  # type: ignore[arg-type]

    def text(self) -> str:
        """What stands beside it."""
        wave, end = self.name.split("_")
        by_ms = f"{1000 * self.by_s:+.0f} ms".replace("-", "\u2212")
        ends = {
            "onset": QCoreApplication.translate("FiducialMarks", "onset"),
            "offset": QCoreApplication.translate("FiducialMarks", "offset"),
        }
        which = (
            QCoreApplication.translate("FiducialMarks", "every beat")
            if self.every_beat
            else QCoreApplication.translate("FiducialMarks", "this beat only")
        )
        return f"{wave.upper()} {ends[end]} {by_ms}, {which}"


def mark_at(page: Page, fiducials: Fiducials, x_px: float, y_px: float, within_px: float) -> tuple[str, int] | None:
    """Name and beat of the mark nearest to a point, None if none is within ``within_px``."""
    strip = page.strip_at(x_px, y_px)
    if strip is None:
        return None
    time_s, best = strip.frame.time_s(x_px), None
    nearest_s = within_px / strip.frame.px_per_s
    for name in FIDUCIAL_NAMES:
        distance_s = np.nan_to_num(np.abs(fiducials.of(name) - time_s), nan=np.inf)
        if distance_s.size and distance_s.min() <= nearest_s:
            nearest_s, best = float(distance_s.min()), (name, int(distance_s.argmin()))
    return best


def paint_fiducials(
    painter: QPainter, page: Page, fiducials: Fiducials, theme: Theme, font: QFont, taken: Sequence[QRectF] = ()
) -> None:
    """A thin line through the rows at every on- (solid) and offset (dashed), the wave's name once at the top.

    Fiducials that the user moved are thicker, and their wave has an asterisk. The places ``taken`` (names of leads)
    stay free: lines pass behind them, and a wave's name that would touch one is left out.
    """
    small = QFont(font)
    small.setPixelSize(max(8, round(_NAME_SIZE * font.pixelSize())))
    line_px = QFontMetricsF(small).height()
    free = QRegion(0, 0, page.screen.width_px, page.screen.height_px)
    for place in taken:
        free -= QRegion(place.toRect())
    painter.save()
    painter.setClipRegion(free)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for frame, top, bottom, is_rhythm in _bands(page):
        names_px = max(_BELOW_WINDOW_BAR_PX, top - 2 * line_px)
        for wave, onset, offset, colour in MARKED_WAVES:
            _paint_lines(painter, frame, top, bottom, fiducials, onset, Qt.PenStyle.SolidLine, colour)
            _paint_lines(painter, frame, top, bottom, fiducials, offset, Qt.PenStyle.DashLine, colour)
            if not is_rhythm:
                text = wave + ("*" if fiducials.edited & {onset, offset} else "")
                # The QRS has a line of its own: between P and T there is no room for its name.
                y_px = names_px + (0 if wave == "QRS" else line_px)
                middles = (frame.x(t) for t in (fiducials.of(onset) + fiducials.of(offset)) / 2)
                _paint_names(painter, frame, middles, y_px, text, colour, theme, small, taken)
    painter.restore()


def _paint_lines(
    painter: QPainter,
    frame: Frame,
    top: float,
    bottom: float,
    fiducials: Fiducials,
    name: str,
    style: Qt.PenStyle,
    colour: str,
) -> None:
    width = _EDITED_PX if name in fiducials.edited else 1
    painter.setPen(QPen(QColor(colour), width, style, Qt.PenCapStyle.FlatCap))
    for time_s in fiducials.of(name):
        x = frame.x(float(time_s))
        if frame.x_px <= x < frame.right_px:  # NaN, no such wave, is nowhere
            painter.drawLine(QLineF(np.floor(x) + 0.5, top, np.floor(x) + 0.5, bottom))


def _paint_names(
    painter: QPainter,
    frame: Frame,
    middles: Iterable[float],
    y_px: float,
    text: str,
    colour: str,
    theme: Theme,
    font: QFont,
    taken: Sequence[QRectF],
) -> None:
    """A wave's name over every beat, underlined in its colour; where there is no room for it, not over every one."""
    metrics = QFontMetricsF(font)
    plate = QRectF(0, round(y_px), round(metrics.horizontalAdvance(text)) + 4, round(metrics.height()))
    painter.setFont(font)
    free_from = frame.x_px
    for x in middles:
        left = x - plate.width() / 2
        if not free_from <= left <= frame.right_px - plate.width():  # NaN, no such wave, is nowhere
            continue
        plate.moveLeft(round(left))
        if any(plate.intersects(place) for place in taken):
            continue
        free_from = plate.right() + 2
        painter.fillRect(plate, QColor(theme.background))
        painter.fillRect(QRectF(plate.left(), plate.bottom() - 1, plate.width(), 1), QColor(colour))
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(plate.left() + 2, plate.top() + metrics.ascent() - 1), text)


def paint_drag(painter: QPainter, page: Page, drag: MarkDrag, y_px: float, theme: Theme, font: QFont) -> None:
    """How far the mark has come, beside it."""
    for frame, top, bottom, _ in _bands(page):
        if top <= y_px <= bottom and frame.x_px <= frame.x(drag.time_s) < frame.right_px:
            paint_tag(painter, page, frame.x(drag.time_s) + 10, y_px - 34, drag.text(), theme.text, theme, font)
            return


def _bands(page: Page) -> Iterator[tuple[Frame, float, float, bool]]:
    """Rows that share their times, one above the other: a frame, their top and bottom, whether a rhythm strip."""
    groups: dict[tuple[int, bool], list[Frame]] = {}
    for s in page.strips:
        groups.setdefault((s.strip.column, s.strip.is_rhythm), []).append(s.frame)
    for (_, is_rhythm), frames in groups.items():
        top = min(f.y_px - f.height_px / 2 for f in frames)
        bottom = max(f.y_px + f.height_px / 2 for f in frames)
        yield frames[0], max(0.0, top), min(bottom, page.screen.height_px), is_rhythm
