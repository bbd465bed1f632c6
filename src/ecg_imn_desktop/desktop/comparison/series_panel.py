"""Up to eight ECGs of one patient over time: which, their numbers, and the trend of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from ...core.comparison import Side
from ...core.series import MAX_SIDES, Series, Trend
from ...draw.theme import LIGHT, Theme
from ...report.class_titles import naming
from ...report.comparison_words import left_out, series_heads, series_letters, side_heading, side_remarks, with_unit
from ...report.sentences import record_name, said
from ...report.series_trends import is_over_time, plot_of
from ..elided import Sentences
from ..plain_tip import plain_tip
from ..remarks import RemarksByEcg
from ..touch_input import scroll_by_finger
from .frozen_heads import FrozenHeads
from .plots import Line, LinePlot
from .tables import Table, series_rows


class SeriesPanel(QWidget):
    """Attributes: ``paths`` of the ECGs; ``remarks`` on each of them.

    Signals: ``add_wanted()``, ``folder_wanted()`` (those of the same patient in the folder), ``changed()``,
    ``chosen(Path)`` an ECG of the list, to be seen.
    """

    add_wanted = Signal()
    folder_wanted = Signal()
    changed = Signal()
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._series: Series | None = None
        self.paths: list[Path] = []
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("ECGs of the series"))
        self.list.setToolTip(self.tr("A double click, or Enter, shows the ECG as A."))
        self.list.itemActivated.connect(lambda item: self.chosen.emit(self.paths[self.list.row(item)]))
        self.list.setMaximumHeight(3 * (self.fontMetrics().height() + 9))
        self.add = QPushButton(self.tr("Add\u2026"))
        self.folder = QPushButton(self.tr("Same patient"))
        self.folder.setToolTip(self.tr("All ECGs of B's patient in its folder"))
        self.remove = QPushButton(self.tr("Remove"))
        self.add.clicked.connect(self.add_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.remove.clicked.connect(self._remove)
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("What the trend shows"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.currentIndexChanged.connect(lambda _: self._draw())
        self.remarks = RemarksByEcg()
        self.remarks.setAccessibleName(self.tr("Remarks on the ECGs of the series"))
        self.plot = LinePlot(self.tr("Trend"))
        self.table = Table(self.tr("Numbers of the series"))
        self.heads = FrozenHeads(self.table)
        for area in (self.list, self.remarks):
            scroll_by_finger(area)
        self.table.setMinimumHeight(6 * (self.fontMetrics().height() + 5))
        self.notes = Sentences("muted")
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop)  # below the buttons, where there is nothing else yet
        buttons = QHBoxLayout()
        for button in (self.add, self.folder, self.remove):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.list)
        column.addLayout(buttons)
        column.addWidget(self.remarks)
        column.addWidget(self.which)
        column.addWidget(self.plot, 1)
        column.addWidget(self.table, 2)
        column.addWidget(self.notes)
        self.show_series(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen there are numbers to be seen below the remarks."""
        super().resizeEvent(event)
        self.remarks.setMaximumHeight(max(4 * self.fontMetrics().height(), self.height() // 5))

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.show_series(self._series)

    def set_paths(self, paths: list[Path]) -> None:
        """These ECGs, eight at most."""
        self.paths = list(dict.fromkeys(paths))[:MAX_SIDES]
        self.list.clear()
        self.list.addItems([path.stem for path in self.paths])
        self.list.setVisible(bool(self.paths))
        self.changed.emit()
        if len(self.paths) > 1:
            self.notes.setText(self.tr("The series is being made \u2026"))

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.set_paths([path for i, path in enumerate(self.paths) if i != row])

    def show_series(self, series: Series | None) -> None:
        """Other numbers; None: fewer than two ECGs."""
        self._series = series
        for widget in (self.which, self.plot, self.table):
            widget.setVisible(series is not None)
        self.list.setVisible(bool(self.paths))
        if series is None:
            self.table.fill([], [], set(), self._theme.warning)
            self.which.clear()
            self.remarks.show_sentences([])
            self.notes.setText(
                self.tr(
                    "Two to eight ECGs make a series: all of B's patient in its folder, or what you add or drop here."
                )
            )
            self._draw()
            return
        lines = series_rows(series)
        heads, colour = ["", *series_heads(series)], self._theme.warning
        self.table.fill(heads, lines.rows, lines.marked, colour, lines.titles, lines.shorter)
        sides = series_letters(series)
        self._number_list(sides)
        self._mark_unreadable(series)
        for column, (letter, side) in enumerate(sides.items(), start=1):
            head = self.table.horizontalHeaderItem(column)
            assert head is not None
            head.setToolTip(plain_tip(side_heading(letter, side, record_name(side.record))))
        self.remarks.show_sentences(
            [
                *([said(left_out(file))] for file in series.unreadable),
                *([f"{n}: {said(sentence)}" for sentence in side_remarks(side)] for n, side in sides.items()),
            ]
        )
        words = [
            *(said(note) for note in series.notes),
            self.tr("Bold: differs from the first by more than usual; ?: near its threshold."),
        ]
        self.notes.setText("\n".join(words))
        chosen = self.which.currentText()
        self.which.blockSignals(True)
        self.which.clear()
        for trend in self._trends():
            self.which.addItem(self._name(trend))
        self.which.setCurrentIndex(max(0, self.which.findText(chosen or self._likeliest(series))))
        self.which.blockSignals(False)
        self._draw()

    def _number_list(self, sides: Mapping[str, Side]) -> None:
        """The numbers of the columns before the files, where a file is told by the name of its record."""
        numbers = {side.record.name: number for number, side in sides.items()}
        for row, path in enumerate(self.paths):
            if len(numbers) == len(sides) and path.stem in numbers:
                self.list.item(row).setText(f"{numbers[path.stem]}: {path.stem}")

    def _mark_unreadable(self, series: Series) -> None:
        """The files that are missing in the numbers."""
        reasons = {file.path: said(file.reason) for file in series.unreadable}
        for row, path in enumerate(self.paths):
            if path in reasons:
                item = self.list.item(row)
                item.setText(self.tr("{name} (cannot be read)").format(name=path.name))
                item.setToolTip(plain_tip(reasons[path]))
                item.setForeground(QColor(self._theme.warning))

    def _trends(self) -> list[Trend]:
        if self._series is None:
            return []
        return [*self._series.probabilities.values(), *self._series.measurements]

    def _likeliest(self, series: Series) -> str:
        """The trend that is shown first, as on paper."""
        name = series.likeliest_class
        return "" if name is None else self._name(series.probabilities[name])

    def _name(self, trend: Trend) -> str:
        if trend.unit:
            return with_unit(said(trend.title), trend.unit)
        return naming(self.tr("Probability of {name}"), trend.name, trend.title)[0]

    def _draw(self) -> None:
        trends = self._trends()
        if not 0 <= self.which.currentIndex() < len(trends):
            self.plot.show_lines([], "")
            return
        self.which.setToolTip(plain_tip(self.which.currentText()))
        trend, series = trends[self.which.currentIndex()], self._series
        assert series is not None
        plot = plot_of(series, trend)
        x = np.arange(len(series.sides), dtype=np.float64)
        below = self.tr("in the order given")
        if series.times is not None and is_over_time(series):
            first, last = series.times[0], series.times[-1]
            x = np.array([(time - first).total_seconds() / 86400 for time in series.times])
            below = self.tr("{first} to {last}: {days} days").format(
                first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}", days=f"{x[-1]:.0f}"
            )
        if plot.band is not None:
            below += "; " + self.tr("grey: usual change")
        lines = [Line(self._name(trend), x, plot.values, self._theme.accent, has_dots=True)]
        if plot.line is not None:
            ends = np.array([x[0], x[-1]])
            name = "\u00b1180\u00b0" if plot.is_angle else self.tr("threshold")
            lines.append(Line(name, ends, np.full(2, plot.line), self._theme.muted, is_dashed=True))
        self.plot.show_lines(lines, below, plot.span, plot.label, plot.band)
