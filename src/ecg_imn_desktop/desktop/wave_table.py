"""The table lead x wave of the contributions to one class. Its cells add up to the logit less b, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ..core.measurements import WAVES
from ..draw.theme import LIGHT, Theme
from ..report.sentences import said
from ..report.words import ROUNDED, signed
from .style import mix

_SUM = "\u03a3"


def with_sums(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """A table (lead, wave) with a column and a row of sums, (lead + 1, wave + 1)."""
    rows = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([rows, rows.sum(axis=0, keepdims=True)], axis=0)


class WaveTable(QTableWidget):
    """Signals: ``cell_chosen(str, str)`` lead and wave, "" for a sum."""

    cell_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Contributions by lead and wave, in logits"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrow keys move in it
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height())
        self.setCornerButtonEnabled(False)
        self._theme = LIGHT
        self._leads: tuple[str, ...] = ()
        self._table: NDArray[np.float64] | None = None
        self.cellClicked.connect(self._choose)
        self.cellActivated.connect(self._choose)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.show_table(self._leads, self._table)

    def show_table(self, leads: tuple[str, ...], table: NDArray[np.float64] | None) -> None:
        """Other numbers, float64 (lead, wave) in logits; None: no waves were found."""
        self._leads, self._table = leads, table
        self.clear()
        if table is None:
            self.setRowCount(0)
            self.setColumnCount(0)
            return
        whole = with_sums(table)
        self.setRowCount(whole.shape[0])
        self.setColumnCount(whole.shape[1])
        # Sums are bold, and wider than the rest: beside a scroll bar they were cut.
        self.horizontalHeader().setSectionResizeMode(len(WAVES), QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalHeaderLabels([*(said(wave) for wave in WAVES), _SUM])
        self.setVerticalHeaderLabels([*leads, _SUM])
        strongest = float(np.abs(table).max()) or 1.0
        for (row, column), value in np.ndenumerate(whole):
            is_sum = row == len(leads) or column == len(WAVES)
            self.setItem(row, column, self._item(float(value), strongest, is_sum=is_sum))

    def _item(self, value: float, strongest: float, *, is_sum: bool) -> QTableWidgetItem:
        theme = self._theme
        item = QTableWidgetItem(signed(value, 2 if abs(value) < 9.995 else 1))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(QColor(theme.text))
        exact = self.tr("{value} logit").format(value=f"{value:+.4f}")
        item.setToolTip(f"{exact}\n{said(ROUNDED)}" if is_sum else exact)
        if is_sum:
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(font)
        else:
            end = theme.evidence_for if value > 0 else theme.evidence_against
            # At most 0.45 of the colour, so that the number on it stays legible.
            item.setBackground(QColor(mix(theme.background, end, 0.45 * min(1.0, abs(value) / strongest))))
        return item

    def _choose(self, row: int, column: int) -> None:
        lead = self._leads[row] if row < len(self._leads) else ""
        wave = WAVES[column] if column < len(WAVES) else ""
        self.cell_chosen.emit(lead, wave)
