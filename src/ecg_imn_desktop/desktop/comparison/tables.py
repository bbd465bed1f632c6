"""The numbers of a comparison as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...core.comparison import Comparison
from ...core.series import Series
from ...draw.theme import LIGHT, Theme
from ...report.comparison_words import (
    ABSENT,
    MIN_SHOWN_PROBABILITY,
    change_cells,
    digits_of,
    shown_classes,
    unusual_sentence,
    usual_line,
    with_unit,
)
from ...report.sentences import said
from ...report.words import plain, signed


class Table(QTableWidget):
    """Rows of text, the first column to the left and wide, the others to the right."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def fill(
        self,
        heads: list[str],
        rows: list[list[str]],
        marked: set[tuple[int, int]],
        colour: str,
        titles: Sequence[str] = (),
    ) -> None:
        """Show rows; ``marked`` cells (row, column) are bold and in ``colour``; the pointer shows a row's title."""
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        if heads:
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setRowCount(len(rows))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(titles[r] if titles else "")
                if c:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if (r, c) in marked:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                    item.setForeground(QColor(colour))
                self.setItem(r, c, item)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 5)

    def texts(self) -> list[list[str]]:
        """What the cells say."""
        return [
            [self.item(r, c).text() if self.item(r, c) else "" for c in range(self.columnCount())]  # type: ignore[union-attr]
            for r in range(self.rowCount())
        ]


class ChangesPanel(QWidget):
    """Measurements of both sides with their change, and what the sides do not share."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._comparison: Comparison | None = None
        self.summary, self.notes, self.usual = QLabel(), QLabel(), QLabel(said(usual_line()))
        for label in (self.summary, self.notes, self.usual):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary.setObjectName("verdict")
        self.notes.setObjectName("muted")
        self.usual.setObjectName("muted")
        self.table = Table(self.tr("Measurements of A and B"))
        column = QVBoxLayout(self)
        for widget in (self.summary, self.notes, self.table, self.usual):
            column.addWidget(widget, 1 if widget is self.table else 0)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.show_comparison(self._comparison)

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Other numbers."""
        self._comparison = comparison
        heads = [self.tr("Measurement"), "A", "B", "B \u2212 A", self.tr("Usual")]
        if comparison is None:
            self.summary.setText("")
            self.notes.setText("")
            self.table.fill(heads, [], set(), self._theme.warning)
            return
        self.summary.setText(said(unusual_sentence(comparison)))
        self.notes.setText("\n".join(said(note) for note in comparison.notes))
        rows, marked = [], set()
        for r, change in enumerate(comparison.changes):
            rows.append(
                [
                    with_unit(said(change.title), change.unit),
                    *change_cells(change)[:4],
                ]
            )
            if change.is_unusual:
                marked |= {(r, 0), (r, 3)}
        self.table.fill(heads, rows, marked, self._theme.warning)


class ClassesTable(Table):
    """Probabilities and logits of both sides."""

    def __init__(self) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Probabilities of A and B"))

    def show_comparison(self, comparison: Comparison | None, theme: Theme) -> None:
        """Other numbers; bold: the threshold is reached; "?": it is near."""
        heads = [self.tr("Class"), "A", "B", self.tr("logit A"), self.tr("logit B"), "B \u2212 A"]
        rows, marked = [], set()
        classes = shown_classes(comparison.classes) if comparison is not None else []
        for r, c in enumerate(classes):
            name = ("    " if c.parent else "") + c.name
            values = [plain(v, 2) + "?" * near for v, near in zip(c.probability, c.is_near, strict=True)]
            rows.append([name, *values, *(signed(v) for v in c.logit), signed(c.logit[1] - c.logit[0])])
            marked |= {(r, 1 + i) for i, positive in enumerate(c.is_positive) if positive}
        self.fill(heads, rows, marked, theme.accent, [said(c.title) for c in classes])


def series_rows(series: Series) -> tuple[list[list[str]], set[tuple[int, int]], list[str]]:
    """The rows of the table of a series, which cells changed more than usual, and what each row is about."""
    rows: list[list[str]] = []
    titles: list[str] = []
    marked: set[tuple[int, int]] = set()
    for trend in series.measurements:
        cells = [
            ABSENT if v != v else plain(round(float(v), digits_of(trend.unit)) + 0.0, digits_of(trend.unit))
            for v in trend.values
        ]
        marked |= {(len(rows), 1 + i) for i, unusual in enumerate(trend.is_unusual) if unusual}
        rows.append([with_unit(said(trend.title), trend.unit), *cells])
        titles.append(said(trend.title))
    for name, trend in series.probabilities.items():
        if bool((np.nan_to_num(trend.values) >= MIN_SHOWN_PROBABILITY).any()):
            cells = [
                ABSENT if v != v else plain(float(v), 2) + mark
                for v, mark in zip(trend.values, trend.marks, strict=True)
            ]
            rows.append([f"P({name})", *cells])
            titles.append(said(trend.title))
    return rows, marked, titles
