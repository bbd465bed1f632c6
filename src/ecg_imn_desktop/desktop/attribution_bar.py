"""Smoothing, threshold and opacity of the evidence on the traces, and its legend with numbers (a widget of its own)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from ..draw.theme import LIGHT, Theme
from ..draw.traces import Attribution
from .settings import Settings


class Legend(QWidget):
    """The colour scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._attribution: Attribution | None = None
        self._unit = self.tr("logit per second")
        self.note = ""  # of what the evidence stands on
        self.theme = LIGHT

    def sizeHint(self) -> QSize:
        """A bar and a line of numbers."""
        return QSize(300, self.fontMetrics().height() * 2 + 4)

    def show_attribution(self, attribution: Attribution | None, unit: str = "") -> None:
        """Another scale; ``unit`` where it is not logit per second."""
        self._attribution = attribution
        self._unit = unit or self.tr("logit per second")
        if attribution is not None:
            hidden = {
                "both": "",
                "for": self.tr("Evidence against the class is not shown."),
                "against": self.tr("Evidence for the class is not shown."),
            }[attribution.evidence.sides]
            self.setToolTip("\n".join(filter(None, (self._unit, hidden, self.note))))
            self.setAccessibleName(
                self.tr("Colour scale, \u00b1{limit} logit per second").format(limit=f"{attribution.scale.limit:g}")
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As on the page."""
        if self._attribution is None or self._attribution.show.value == "none":
            return
        from ..draw.legend import LegendWords, draw_legend

        painter = QPainter(self)
        metrics = self.fontMetrics()
        sides = metrics.horizontalAdvance(self.tr("against") + self.tr("for"))
        # Between 0 and the last number; where there is no room the tool tip and the accessible name say it.
        room = (self.width() - sides) / 2 - 2 * metrics.horizontalAdvance("+0.0")
        units = (self._unit, self.tr("logit/s") if self._unit == self.tr("logit per second") else "")
        unit = next((unit for unit in units if metrics.horizontalAdvance(unit) < room), "")
        words = LegendWords(self.tr("against"), self.tr("for"), unit)
        shown, rect = self._attribution, QRectF(self.rect())
        draw_legend(painter, rect, shown.scale, self.theme, self.font(), words, shown.evidence.sides)
        painter.end()


class AttributionBar(QWidget):
    """Signals: ``changed()`` after ``settings`` took the new values."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.legend = Legend()
        self._values: dict[str, QLabel] = {}
        self.sliders: dict[str, QSlider] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for row, (name, text, low, high, step, tip) in enumerate(
            (
                (
                    "smoothing_ms",
                    self.tr("Smoothing"),
                    0,
                    200,
                    10,
                    self.tr("Spreads colour in time, keeping its sum. Numbers stay exact."),
                ),
                (
                    "threshold_percent",
                    self.tr("Threshold"),
                    0,
                    90,
                    5,
                    self.tr("Hides evidence weaker than this share of the scale."),
                ),
                ("opacity_percent", self.tr("Opacity"), 10, 100, 10, self.tr("Of the coloured band.")),
            )
        ):
            self._add(grid, row, name, text, (low, high, step), tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 2)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addStretch(1)
        self._say_values()

    def _add(self, grid: QGridLayout, row: int, name: str, text: str, span: tuple[int, int, int], tip: str) -> None:
        label, value, slider = QLabel(text), QLabel(), QSlider(Qt.Orientation.Horizontal)
        label.setObjectName("muted")
        label.setBuddy(slider)
        slider.setRange(span[0], span[1])
        slider.setSingleStep(span[2])
        slider.setPageStep(2 * span[2])
        slider.setValue(getattr(self._settings, name))
        slider.setAccessibleName(text)
        slider.setToolTip(tip)
        slider.valueChanged.connect(lambda number: self._set(name, number))
        value.setMinimumWidth(value.fontMetrics().horizontalAdvance("100 %") + 4)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        for column, widget in enumerate((label, slider, value)):
            grid.addWidget(widget, row, column)
        self.sliders[name], self._values[name] = slider, value

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.legend.theme = theme
        self.legend.update()

    def _set(self, name: str, number: int) -> None:
        setattr(self._settings, name, number)
        self._say_values()
        self.changed.emit()

    def _say_values(self) -> None:
        for name, label in self._values.items():
            label.setText(f"{getattr(self._settings, name)} {'ms' if name.endswith('_ms') else '%'}")
