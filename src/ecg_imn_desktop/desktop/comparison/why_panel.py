"""The answers and the explanations of both sides: probabilities, the waterfall of the change, agreement, deletion."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.comparison import Comparison, DeletionCurve, Side
from ...draw.theme import LIGHT, Theme
from ...report.comparison_words import agreement_line, step_rows, steps_line
from ...report.sentences import said
from ..elided import Sentences
from ..waterfall import Waterfall, WaterfallRow
from .plots import Line, LinePlot
from .tables import ClassesTable


def _label(name: str = "muted") -> QLabel:
    return Sentences(name)


class AnswersPanel(QWidget):
    """Signals: ``lead_chosen(str)``."""

    lead_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._comparison: Comparison | None = None
        self.classes = ClassesTable()
        self.sentence = _label("verdict")
        self.waterfall = Waterfall()
        self.waterfall.lead_chosen.connect(self.lead_chosen)
        column = QVBoxLayout(self)
        column.addWidget(self.classes, 1)
        column.addWidget(self.sentence)
        column.addWidget(self.waterfall, 1)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.waterfall.set_theme(theme)
        self.show_comparison(self._comparison)

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Other numbers; the waterfall runs from A's logit over b and the leads to B's."""
        self._comparison = comparison
        self.classes.show_comparison(comparison, self._theme)
        steps = comparison.steps if comparison is not None else None
        if steps is None:
            text = (
                "" if comparison is None else self.tr("No decomposition: it needs an exact explanation on both sides.")
            )
            self.sentence.setText(text)
            self.waterfall.show_rows([], 0.0)
            return
        self.sentence.setText(said(steps_line(steps)))
        leads = set(steps.lead_names)
        rows = [WaterfallRow(said(label), start, end, label if label in leads else None)
                for label, start, end in step_rows(steps)]  # fmt: skip
        self.waterfall.show_rows(rows, steps.residual, self.tr("change \u2212 (b + leads) = {residual}"))


class ExplanationsPanel(QWidget):
    """Which explanation to believe: agreement, time, deletion curves. Signals: ``curves_wanted()``."""

    curves_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._curves: tuple[DeletionCurve | None, DeletionCurve | None] = (None, None)
        self.agreement, self.times = _label("verdict"), _label()
        self.button = QPushButton(self.tr("Draw deletion curves"))
        self.button.clicked.connect(self.curves_wanted)
        self.plot = LinePlot(self.tr("Deletion curves of A and B"))
        self.about = _label()
        self.about.setText(
            self.tr(
                "The cells (lead \u00d7 50 ms) with most evidence for the class are made flat first, and the network "
                "looks again. The steeper the fall, the more the map names what the network uses; dashed: random order."
            )
        )
        column = QVBoxLayout(self)
        for widget in (self.agreement, self.times, self.button, self.plot, self.about):
            column.addWidget(widget, 1 if widget is self.plot else 0)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.show_curves(self._curves)

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Agreement and times."""
        self.button.setEnabled(comparison is not None)
        if comparison is None:
            self.agreement.setText("")
            self.times.setText("")
            return
        found = comparison.agreement
        text = said(agreement_line(found)) if found is not None else self.tr("There are no two maps to compare.")
        self.agreement.setText(text)
        self.times.setText(
            "\n".join(self._time(letter, side) for letter, side in (("A", comparison.a), ("B", comparison.b)))
        )

    def _time(self, letter: str, side: Side) -> str:
        if side.evidence is None:
            return self.tr("{letter}: no map").format(letter=letter)
        return self.tr("{letter}: {method} took {ms} ms").format(
            letter=letter, method=said(side.evidence.title), ms=f"{side.evidence.elapsed_ms:.0f}"
        )

    def show_curves(self, curves: tuple[DeletionCurve | None, DeletionCurve | None]) -> None:
        """Draw them, or nothing."""
        self._curves = curves
        lines = []
        for letter, curve, colour in zip("AB", curves, (self._theme.text, self._theme.accent), strict=True):
            if curve is not None:
                lines.append(Line(letter, 100 * curve.fraction, curve.logit["map"], colour, has_dots=True))
                lines.append(Line("", 100 * curve.fraction, curve.logit["random"], colour, is_dashed=True))
        last = max((float(np.max(line.x)) for line in lines), default=0.0)
        below = self.tr("logit against the share of cells removed, 0 to {percent} %").format(percent=f"{last:.0f}")
        self.plot.show_lines(lines, below if lines else "")
