"""Two canvases that move together, with one cursor and the same calipers on both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from ..overlays import Hover, paint_calipers, paint_hover
from ..view import Page
from .pane import Pane

if TYPE_CHECKING:
    from ...analysis.pairing import Pairing


class Linking(QObject):
    """Attributes: ``is_on``. ``pairing`` says which moments belong together; without it the windows' starts do."""

    def __init__(self, a: Pane, b: Pane) -> None:
        super().__init__(a)
        self.is_on = True
        self._panes = (a, b)
        self._starts_s = (0.0, 0.0)
        self._pairing: Pairing | None = None
        self._hovers: list[Hover | None] = [None, None]
        self._is_moving = False
        for of in (0, 1):
            canvas, input_ = self._panes[of].canvas, self._panes[of].input
            canvas.page_changed.connect(self._follow(of))
            input_.hovered.connect(self._hover(of))
            canvas.overlays.append(self._paint(of))

    def set_pairing(self, pairing: Pairing | None, starts_s: tuple[float, float]) -> None:
        """What belongs together now."""
        self._pairing, self._starts_s = pairing, starts_s
        self._hovers = [None, None]
        self._update()

    def set_on(self, on: bool) -> None:
        """Together or each by itself."""
        self.is_on = on
        self._hovers = [None, None]
        if on:
            self._follow(0)(self._panes[0].canvas.page)
        self._update()

    def _update(self) -> None:
        for pane in self._panes:
            pane.canvas.update()

    def partner_s(self, of: int, time_s: float) -> float:
        """Where a moment of a side lies in the other: beat by beat, else as far from the window's start."""
        if self._pairing is not None:
            across = self._pairing.to_b if of == 0 else self._pairing.to_a
            there = float(across(np.array([time_s]))[0])
            if there == there:
                return there
        return time_s - self._starts_s[of] + self._starts_s[1 - of]

    def _follow(self, of: int) -> Callable[[Page], None]:
        def moved(page: Page) -> None:
            other = self._panes[1 - of].canvas
            if not self.is_on or self._is_moving or other.scene.record is None:
                return
            self._is_moving = True
            try:
                if other.page.view != page.view:
                    other.set_view(page.view)
                other.move_to(page.start_s - self._starts_s[of] + self._starts_s[1 - of])
            finally:
                self._is_moving = False

        return moved

    def _hover(self, of: int) -> Callable[[Hover | None], None]:
        def hovered(hover: Hover | None) -> None:
            other = self._panes[1 - of].canvas
            shown = None
            record = other.scene.record
            if self.is_on and hover is not None and record is not None and hover.lead in other.scene.rows:
                time_s = self.partner_s(of, hover.time_s)
                index = round(time_s * record.fs)
                row = other.scene.rows[hover.lead]
                mv = float(row[index]) if 0 <= index < len(row) else float("nan")
                density = None
                if (attribution := other.scene.attribution) is not None:
                    density = float(attribution.evidence.density_at(hover.lead, np.array([time_s]))[0])
                shown = Hover(hover.lead, time_s, mv, density)
            self._hovers[1 - of] = shown
            other.update()
            # A caliper that is drawn here shows over there.
            if self._panes[of].input.is_measuring:
                other.update()

        return hovered

    def _paint(self, of: int) -> Callable[[QPainter, Page], None]:
        """Overlay of a canvas: the other's cursor and calipers, where they belong here."""

        def paint(painter: QPainter, page: Page) -> None:
            if not self.is_on:
                return
            canvas = self._panes[of].canvas
            font = canvas.label_font()
            font.setBold(False)
            others = []
            for caliper in self._panes[1 - of].input.edits.calipers:
                start_s = self.partner_s(1 - of, caliper.start_s)
                others.append(replace(caliper, start_s=start_s, end_s=start_s + caliper.end_s - caliper.start_s))
            paint_calipers(painter, page, others, False, canvas.theme, font)
            if (hover := self._hovers[of]) is not None:
                paint_hover(painter, page, hover, canvas.theme, font)

        return paint
