"""The numbers of a comparison as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...core.comparison import Comparison
from ...core.doubt import near_mark
from ...core.series import Series
from ...draw.theme import LIGHT, Theme
from ...report.class_titles import naming
from ...report.comparison_words import (
    ABSENT,
    MIN_SHOWN_PROBABILITY,
    change_cells,
    digits_of,
    logit_cells,
    shown_classes,
    unusual_sentence,
    usual_line,
    with_unit,
)
from ...report.sentences import said
from ...report.words import percent, plain
from ..elided import Sentences
from ..plain_tip import plain_tip
from ..touch_input import scroll_by_finger

_LEAST_LETTERS = 22  # of the first column, in letters of usual width
_ROW_GAP_PX, _SPARE_PX = 5, 2


def _lines_that_fit(texts: Sequence[str], metrics: QFontMetrics, room_px: int) -> list[str]:
    """The first of the texts that has room on two lines, or the last."""
    for text in texts:
        words = text.split()
        indent = text[: len(text) - len(text.lstrip())]
        lines = [indent + words[0]]
        for word in words[1:]:
            longer = f"{lines[-1]} {word}"
            if metrics.horizontalAdvance(longer) <= room_px:
                lines[-1] = longer
            else:
                lines.append(indent + word)
        if len(lines) <= 2 and all(metrics.horizontalAdvance(line) <= room_px for line in lines):
            return lines
    return [texts[-1]]


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
        self.setWordWrap(False)
        scroll_by_finger(self)
        self._heads: dict[int, tuple[str, ...]] = {}

    def fill(
        self,
        heads: list[str],
        rows: list[list[str]],
        marked: set[tuple[int, int]],
        colour: str,
        titles: Sequence[str] = (),
        shorter: Mapping[int, tuple[str, ...]] | None = None,
    ) -> None:
        """Show rows; ``marked`` cells (row, column) are bold and in ``colour``; the pointer shows a row's title.

        ``shorter`` of a row: what stands in its first column where the head has no room on two lines, what says most
        first.
        """
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        if heads:
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setRowCount(len(rows))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(titles[r]) if titles else "")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
                if c:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if (r, c) in marked:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                    item.setForeground(QColor(colour))
                self.setItem(r, c, item)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_GAP_PX)
        self._heads = {r: (rows[r][0], *texts) for r, texts in (shorter or {}).items()}
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Text of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """The first column has what the numbers leave, or scrolls with them; its heads say as much as has room."""
        if not self.columnCount():
            return
        header, metrics, style = self.horizontalHeader(), self.fontMetrics(), self.style()
        numbers = range(1, self.columnCount())
        used_px = sum(max(self.sizeHintForColumn(c), header.sectionSizeHint(c)) for c in numbers)
        width_px = max(_LEAST_LETTERS * metrics.averageCharWidth(), self.viewport().width() - used_px)
        self.setColumnWidth(0, width_px)
        edge_px = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1
        for row, texts in self._heads.items():
            lines = _lines_that_fit(texts, metrics, width_px - 2 * edge_px - _SPARE_PX)
            if (item := self.item(row, 0)) is not None:
                item.setText("\n".join(lines))
            self.setRowHeight(row, len(lines) * metrics.height() + _ROW_GAP_PX)

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
        self.summary, self.notes = Sentences("verdict"), Sentences("muted")
        self.usual = Sentences("muted", said(usual_line()))
        for label in (self.summary, self.notes, self.usual):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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
        rows, marked, shorter = [], set(), {}
        classes = shown_classes(comparison.classes) if comparison is not None else []
        for r, c in enumerate(classes):
            indent = "    " if c.parent else ""
            name, *others = (indent + text for text in naming("{name}", c.name, c.title))
            shorter[r] = tuple(others)
            values = [percent(v) + near_mark(near) for v, near in zip(c.probability, c.is_near, strict=True)]
            rows.append([name, *values, *logit_cells(c)])
            marked |= {(r, 1 + i) for i, positive in enumerate(c.is_positive) if positive}
        self.fill(heads, rows, marked, theme.accent, [said(c.title) for c in classes], shorter)


@dataclass(frozen=True)
class SeriesRows:
    """The rows of the table of a series, which cells changed more than usual, what each row is about, and shorter
    heads of rows.
    """

    rows: list[list[str]]
    marked: set[tuple[int, int]]
    titles: list[str]
    shorter: dict[int, tuple[str, ...]]


def series_rows(series: Series) -> SeriesRows:
    """What the table of a series says."""
    rows: list[list[str]] = []
    titles: list[str] = []
    marked: set[tuple[int, int]] = set()
    shorter: dict[int, tuple[str, ...]] = {}
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
                ABSENT if v != v else percent(float(v)) + mark
                for v, mark in zip(trend.values, trend.marks, strict=True)
            ]
            head, *others = naming("P({name})", name, trend.title)
            shorter[len(rows)] = tuple(others)
            rows.append([head, *cells])
            titles.append(said(trend.title))
    return SeriesRows(rows, marked, titles, shorter)
