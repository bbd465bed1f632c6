"""Both ECGs on one time base: superimposed, and their difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ...core.analysis import Explanation
from ...core.comparison import Aligned
from ...core.record import Record
from ...draw.theme import LIGHT, Theme
from ...draw.traces import Attribution, draw_strip
from ..canvas import EcgCanvas
from ..canvas_input import CanvasInput
from ..touch_input import TouchInput
from ..view import Page, Subject, View
from .pane import scene_of

# B's colour on a light and a dark ground: none that means evidence (orange, blue) or none of it (grey).
SECOND = {False: "#00894b", True: "#5eead4"}


class AlignedView(QWidget):
    """``canvas`` shows a trace on the time of A's window; ``input`` its cursor and calipers."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = QLabel(title)
        self.title.setObjectName("muted")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.canvas = EcgCanvas()
        self.canvas.setAccessibleName(title)
        self.input = CanvasInput(self.canvas)
        TouchInput(self.canvas, self.input)
        self.canvas.overlays.insert(0, self._paint_second)
        self._second: dict[str, NDArray[np.float32]] = {}
        self._fs = 1.0
        self._theme = LIGHT
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.canvas, 1)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.canvas.set_theme(theme)

    def show_both(self, aligned: Aligned | None, attribution: Attribution | None, view: View) -> None:
        """A with its colours, B in green on top of it."""
        self._show(aligned, None if aligned is None else aligned.a, attribution, view)
        if aligned is not None:
            self._second = dict(zip(aligned.lead_names, aligned.b.astype(np.float32), strict=True))

    def show_difference(self, aligned: Aligned | None, attribution: Attribution | None, view: View) -> None:
        """B minus A."""
        self._show(aligned, None if aligned is None else aligned.difference, attribution, view)

    def _show(
        self,
        aligned: Aligned | None,
        mv: NDArray[np.float64] | None,
        attribution: Attribution | None,
        view: View,
    ) -> None:
        self._second = {}
        if aligned is None or mv is None:
            self.canvas.show_record(_EMPTY, Subject.of(_EMPTY))
            return
        self._fs = aligned.fs
        record = Record(self.title.text(), mv.astype(np.float32), aligned.fs, aligned.lead_names)
        second = replace(record, mv=aligned.b.astype(np.float32)) if mv is aligned.a else record
        start_s = self.canvas.page.start_s
        self.canvas.show_record(record, Subject.of(record).beside([Subject.of(second)]))
        self.canvas.set_view(view)
        self.canvas.move_to(start_s)
        self.canvas.show_scene(scene_of(record, attribution))

    def _paint_second(self, painter: QPainter, page: Page) -> None:
        theme = replace(self._theme, trace=SECOND[self._theme.is_dark])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for s in page.strips:
            row = self._second.get(s.strip.lead.removeprefix("-"))
            if row is not None:
                mv = -row if s.strip.lead.startswith("-") else row
                draw_strip(painter, s.frame, s.strip.lead, mv, self._fs, theme, None)


_EMPTY = Record("", np.zeros((0, 1), dtype=np.float32), 100.0, ())


def from_window_start(explanation: Explanation) -> Explanation:
    """The same evidence with its time counted from the window's start, as aligned traces are."""
    return replace(explanation, start_s=0.0)
