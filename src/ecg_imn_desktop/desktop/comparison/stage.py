"""The ECGs of a comparison: two panes side by side or stacked, or superimposed; below, on demand, their difference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ...core.comparison import Comparison, Side
from ...draw.compared import compared_attributions
from ...draw.theme import Theme
from ...draw.traces import Attribution, Show
from ...report.sentences import said
from ...report.words import side_warnings
from ..attribution_bar import Legend
from ..calipers import Caliper
from ..canvas import EcgCanvas
from ..remarks import Remarks
from ..settings import AUTO_GAIN, Settings
from ..view import View, auto_gain, scale_text, square_text
from .aligned_view import AlignedView, from_window_start
from .linking import Linking
from .pane import Pane

if TYPE_CHECKING:
    from ...analysis.pairing import Pairing

MODES = ("side_by_side", "stacked", "superimposed")
LAYOUTS = ("12x1", "6x2", "3x4", "4x3")


# Two canvases above one another, with remarks above them, still fit on a screen of 768 pixels.
_LEAST_PX = 150


class Stage(QWidget):
    """Attributes: ``panes`` and ``remarks`` by letter, ``both`` and ``difference`` (aligned views), ``linking``,

    ``mode``, ``view``.
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings, self._theme = settings, theme
        self.mode = "side_by_side"
        self.view = View(layout="12x1")
        self.shows_difference = False
        self.panes = {letter: Pane(letter) for letter in "AB"}
        self.both = AlignedView(self.tr("A in the colours of its evidence, B in green, R peak on R peak"))
        self.difference = AlignedView(
            self.tr("B \u2212 A on aligned R peaks, coloured by the difference of the evidence")
        )
        self.linking = Linking(self.panes["A"], self.panes["B"])
        self.legends = {letter: Legend() for letter in "AB"}
        self._sides: dict[str, Side | None] = {"A": None, "B": None}
        self._comparison: Comparison | None = None
        self._scale = 1.0
        # The gain follows from the room for a row: it is chosen anew when all canvases have theirs.
        self._has_room = QTimer(self, singleShot=True, interval=0)
        self._has_room.timeout.connect(self._choose_gain)
        for canvas in self.canvases:
            canvas.setMinimumHeight(_LEAST_PX)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for pane in self.panes.values():
            self.splitter.addWidget(pane)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.both)
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self.rows.addWidget(self.stack)
        self.rows.addWidget(self.difference)
        for splitter in (self.splitter, self.rows):
            splitter.setChildrenCollapsible(False)
        self.difference.hide()
        legends = QHBoxLayout()
        legends.setContentsMargins(6, 2, 6, 2)
        for legend in self.legends.values():
            legend.setMinimumWidth(240)
            legend.setMaximumWidth(400)
            legends.addWidget(legend, 10)  # before the empty rest
        legends.addStretch(1)
        # Above the ECGs, so that they are seen in every mode; A's to the left even where B has none, and the other way.
        self.remarks = {letter: Remarks() for letter in "AB"}
        remarks = QHBoxLayout()
        remarks.setContentsMargins(6, 0, 6, 0)
        for letter in "AB":
            half = QWidget()
            place = QVBoxLayout(half)
            place.setContentsMargins(0, 0, 0, 0)
            place.addWidget(self.remarks[letter], 0, Qt.AlignmentFlag.AlignTop)
            remarks.addWidget(half, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(remarks)
        column.addWidget(self.rows, 1)
        column.addLayout(legends)
        for splitter in (self.splitter, self.rows):
            splitter.splitterMoved.connect(lambda *_: self._has_room.start())
        for pane in self.panes.values():
            pane.canvas.page_changed.connect(self._share_foot)
        for view in (self.both, self.difference):
            view.canvas.page_changed.connect(lambda page, of=view: self._follow(of, page.start_s))

    # ---------------------------------------------------------------- looks

    @property
    def canvases(self) -> list[EcgCanvas]:
        """All, whether they are seen or not."""
        return [*(pane.canvas for pane in self.panes.values()), self.both.canvas, self.difference.canvas]

    @property
    def canvas(self) -> EcgCanvas:
        """The one that keys move: the one with the focus, else A's or the superimposed one."""
        for canvas in self.canvases:
            if canvas.hasFocus():
                return canvas
        return self.both.canvas if self.mode == "superimposed" else self.panes["A"].canvas

    def scale_words(self) -> str:
        """Speed and gain as they are on this screen, and what a square is; of A and B where they differ."""
        if self.mode == "superimposed":
            pages = {"": self.both.canvas.page}
        else:
            pages = {f"{letter}: ": pane.canvas.page for letter, pane in self.panes.items()}
        words = {letter: f"{scale_text(page)}  \u00b7  {square_text(page)}" for letter, page in pages.items()}
        if len(set(words.values())) == 1:
            return next(iter(words.values()))
        return "    ".join(letter + text for letter, text in words.items())

    def set_mode(self, mode: str) -> None:
        """One of ``MODES``."""
        self.mode = mode
        self.splitter.setOrientation(Qt.Orientation.Vertical if mode == "stacked" else Qt.Orientation.Horizontal)
        self.stack.setCurrentWidget(self.both if mode == "superimposed" else self.splitter)
        self._refresh()
        self._has_room.start()

    def show_difference(self, on: bool) -> None:
        """The difference below the ECGs."""
        self.shows_difference = on
        self.difference.setVisible(on)
        self._refresh()
        self._has_room.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rooms for the rows."""
        super().resizeEvent(event)
        self._has_room.start()

    def _choose_gain(self) -> None:
        seen = [canvas.page.view for canvas in self.canvases if canvas.isVisible()]
        # Where the user has zoomed, that stays.
        if self.view.mm_per_mv == AUTO_GAIN and all(view.is_fit or view.is_true for view in seen):
            self.set_view(self.view)

    def set_view(self, view: View) -> None:
        """Another layout or scale, for all canvases, with one gain for both sides."""
        self.view = view
        shared = self._with_shared_gain(view)
        for canvas in self.canvases:
            canvas.set_view(shared)

    def _with_shared_gain(self, view: View) -> View:
        """Where the gain is chosen by the size of the ECG, both sides get the smaller one."""
        if view.mm_per_mv != AUTO_GAIN:
            return view
        gains = []
        for letter, pane in self.panes.items():
            page = self.both.canvas.page if self.mode == "superimposed" else pane.canvas.page
            side = self._sides[letter]
            if side is None:
                continue
            sizes = [float(np.nanmax(row) - np.nanmin(row)) for row in side.section.mv if np.isfinite(row).any()]
            rows = max(1, len(page.row_y_px))
            gains.append(auto_gain(sizes, page.screen.height_px / page.cell_y_px / rows))
        return replace(view, mm_per_mv=min(gains)) if gains else view

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        for canvas in self.canvases:
            canvas.set_theme(theme)
        for view in (self.both, self.difference):
            view.set_theme(theme)
        for legend in self.legends.values():
            legend.theme = theme
        self._refresh()

    def set_measuring(self, on: bool) -> None:
        """A drag draws a caliper (on) or moves the ECG."""
        for input_ in self._inputs():
            input_.set_measuring(on)

    def clear_calipers(self) -> None:
        """None on any canvas."""
        for input_ in self._inputs():
            input_.edits.clear()
        self._update()

    def undo(self) -> None:
        """The last caliper of the canvas with the focus."""
        for input_, canvas in zip(self._inputs(), self.canvases, strict=True):
            if canvas is self.canvas:
                input_.edits.undo()
        self._update()

    def calipers(self) -> list[Caliper]:
        """All that were drawn."""
        return [caliper for input_ in self._inputs() for caliper in input_.edits.calipers]

    def _inputs(self):  # type: ignore[no-untyped-def]
        return [*(pane.input for pane in self.panes.values()), self.both.input, self.difference.input]

    def _update(self) -> None:
        for canvas in self.canvases:
            canvas.update()

    def _follow(self, of: AlignedView, start_s: float) -> None:
        """The superimposed view and the difference below it move together."""
        other = self.difference if of is self.both else self.both
        if self.mode == "superimposed" and self.linking.is_on:
            other.canvas.move_to(start_s)

    # ---------------------------------------------------------------- what is shown

    def share_room(self) -> None:
        """Rows of A and B at one height, with room for the peaks of both."""
        subjects = [pane.subject for pane in self.panes.values() if pane.subject is not None]
        for pane in self.panes.values():
            if pane.subject is not None:
                pane.canvas.set_subject(pane.subject.beside(subjects))

    def _share_foot(self) -> None:
        """Where one of them says at its foot which part of its record it shows, the rows of both give way."""
        canvases = [pane.canvas for pane in self.panes.values()]
        has_foot = any(canvas.has_foot for canvas in canvases)
        for canvas in canvases:
            canvas.keep_foot_clear(has_foot)

    def show_side(self, letter: str, side: Side | None) -> None:
        """An answer, or None while it is awaited."""
        self._sides[letter] = side
        sentences = side_warnings(side) if side is not None else []
        self.remarks[letter].show_sentences([f"{letter}: {said(sentence)}" for sentence in sentences])
        if side is not None:
            self.share_room()
            self.set_view(self.view)
        self.recolour()

    def show_comparison(self, comparison: Comparison | None, pairing: Pairing | None) -> None:
        """What can be shown of both."""
        self._comparison = comparison
        starts = (comparison.a.start_s, comparison.b.start_s) if comparison is not None else (0.0, 0.0)
        self.linking.set_pairing(pairing, starts)
        self._refresh()

    def _refresh(self) -> None:
        self.recolour()
        comparison = self._comparison
        aligned = comparison.aligned if comparison is not None else None
        view = self._with_shared_gain(self.view)
        if self.mode == "superimposed":
            self.both.show_both(aligned, self._attribution_on_window(), view)
        if self.shows_difference:
            self.difference.show_difference(aligned, self._attribution_of_difference(), view)

    def recolour(self) -> None:
        """One scale for both sides, where both are in logits."""
        has_unit = {
            letter: side is None or side.evidence is None or side.evidence.is_in_logits
            for letter, side in self._sides.items()
        }
        for letter, attribution in zip("AB", self._attributions(), strict=True):
            self.panes[letter].colour(attribution)
            unit = "" if has_unit[letter] else self.tr("{letter}: no unit").format(letter=letter)
            self.legends[letter].show_attribution(attribution, unit)
        self.legends["B"].setVisible(not all(has_unit.values()))  # one legend is enough for one scale

    def _attributions(self) -> list[Attribution | None]:
        s = self._settings
        maps = [side.evidence if side is not None else None for side in self._sides.values()]
        return compared_attributions(
            maps, self._theme, Show(s.show), s.smoothing_ms / 1000, s.threshold_percent / 100, s.opacity_percent / 100
        )

    def _attribution_on_window(self) -> Attribution | None:
        attribution, side = self._attributions()[0], self._sides["A"]
        if attribution is None or side is None or side.evidence is None:
            return None
        from ...draw.evidence import ClassEvidence

        evidence = ClassEvidence(from_window_start(side.evidence.explanation), 0, self._settings.smoothing_ms / 1000)
        return replace(attribution, evidence=evidence)

    def _attribution_of_difference(self) -> Attribution | None:
        from ...draw.colours import AttributionScale, robust_limit
        from ...draw.evidence import ClassEvidence

        aligned = self._comparison.aligned if self._comparison is not None else None
        s = self._settings
        if aligned is None or aligned.evidence is None or s.show == "none":
            return None
        smoothing_s = s.smoothing_ms / 1000
        scale = AttributionScale(robust_limit([aligned.evidence], smoothing_s), self._theme)
        return Attribution(ClassEvidence(from_window_start(aligned.evidence), 0, smoothing_s), scale, Show(s.show))
