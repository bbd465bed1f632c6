"""One bar per class: superclasses with their sub-classes below, calibrated probability, threshold, doubt."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem, QWidget

from ..core.analysis import Prediction
from ..core.doubt import doubt_mark
from ..draw.theme import LIGHT, Theme
from ..report.sentences import said
from ..report.words import percent, signed
from .plain_tip import plain_tip
from .style import mix

Index = QModelIndex | QPersistentModelIndex

_INDEX, _FACTS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ROW_PX, _ROW_GAP_PX = 22, 6
_LEAST_ROWS = 5  # the superclasses
_RISE_PX, _BELOW_GAP_PX = 4, 2  # a title below its name is nearer to that than to what follows
_BAR_PX, _SHORT_BAR_PX = 70, 40  # short where a title would have no room
_TITLE_GAP_PX = 16
_RIGHT_PX = 6
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_NUMBER_PX = 54
_LEFT_PX = 8
_NAME_PX = 54


class ClassList(QTreeWidget):
    """Signals: ``class_chosen(int)``, by click or keys."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setAccessibleName(self.tr("Classes and probabilities"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = _BarDelegate(self)
        self.setItemDelegate(self._delegate)
        self._items: dict[int, QTreeWidgetItem] = {}
        self._is_filling = False
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemExpanded.connect(self._fit)
        self.itemCollapsed.connect(self._fit)

    def _fit(self, *_: object) -> None:
        """No higher than its rows: what follows has the room. Bars as long as titles let them be, all of one length.

        A title that has no room beside even a short bar stands below its row, on as many lines as it needs.
        """
        shown = {k: i for k, i in self._items.items() if (top := i.parent()) is None or top.isExpanded()}
        delegate, font = self._delegate, self.font()
        room_px = {
            k: self.viewport().width() - self.indentation() * (1 + (item.parent() is not None))
            for k, item in shown.items()
        }
        facts = {k: item.data(0, _FACTS) for k, item in shown.items()}
        over_px = {k: delegate.wanted_px(facts[k], font) - room for k, room in room_px.items()}
        delegate.bar_px = _SHORT_BAR_PX if any(over > 0 for over in over_px.values()) else _BAR_PX
        below = {
            k: delegate.lines_below(facts[k][1], font, room_px[k])
            for k, over in over_px.items()
            if over > _BAR_PX - _SHORT_BAR_PX
        }
        if below != delegate.below:
            delegate.below = below
            self.scheduleDelayedItemsLayout()
        line_px, edges_px = self.fontMetrics().height(), 2 * self.frameWidth() + 4
        rows_px = sum(delegate.row_px(k, line_px) for k in shown)
        n_least = min(_LEAST_ROWS, len(shown) or _LEAST_ROWS)
        self.setMinimumHeight(n_least * delegate.first_px(line_px) + edges_px)
        self.setMaximumHeight(max(self.minimumHeight(), rows_px + edges_px))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room; the class explained stays in view."""
        super().resizeEvent(event)
        self._fit()
        self._bring_chosen_into_view()

    def changeEvent(self, event: QEvent) -> None:
        """Text of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._delegate.theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, QColor(mix(theme.background, theme.accent, 0.16)))
        self.setPalette(palette)
        self.scheduleDelayedItemsLayout()

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Other answers; superclasses that count as present are opened."""
        self._is_filling = True
        self.clear()
        self._items = {}
        if prediction is not None:
            top: QTreeWidgetItem | None = None
            for index, depth in prediction.tree():
                item = self._item(prediction, index)
                if depth == 0 or top is None:
                    self.addTopLevelItem(item)
                    top = item
                else:
                    top.addChild(item)
                self._items[index] = item
            for index, item in self._items.items():
                item.setExpanded(bool(item.childCount() and prediction.is_positive[index]))
        self._is_filling = False
        self._fit()

    def choose(self, index: int) -> None:
        """Select a class without saying so."""
        self._is_filling = True
        if index in self._items:
            self.setCurrentItem(self._items[index])
            self._bring_chosen_into_view()
        self._is_filling = False

    def _bring_chosen_into_view(self) -> None:
        """With as many of its sub-classes as have room."""
        chosen = self.currentItem()
        if chosen is None:
            return
        last = chosen.child(chosen.childCount() - 1)  # None if it has none
        if chosen.isExpanded() and last is not None:
            self.scrollToItem(last)
        self.scrollToItem(chosen)

    def _item(self, prediction: Prediction, index: int) -> QTreeWidgetItem:
        info = prediction.classes[index]
        probability = float(prediction.probability[index])
        item = QTreeWidgetItem()
        title = said(info.title)
        mark = doubt_mark(probability, info.threshold)
        item.setData(0, _INDEX, index)
        item.setData(0, _FACTS, (info.name, title, probability, info.threshold, mark))
        verdict = self.tr("present") if probability >= info.threshold else self.tr("absent")
        doubt = self.tr(", a near thing") if mark else ""
        item.setToolTip(
            0,
            plain_tip(
                self.tr(
                    "{title}\nprobability {probability}, counts as present from {threshold}{doubt}\nlogit {logit}"
                ).format(
                    title=title,
                    probability=percent(probability, 1),
                    threshold=percent(info.threshold, 1),
                    doubt=doubt,
                    logit=signed(float(prediction.logit[index]), 3),
                )
            ),
        )
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{title}: {percent(probability)}, {verdict}{doubt}")
        return item

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not self._is_filling:
            self.class_chosen.emit(item.data(0, _INDEX))


class _BarDelegate(QStyledItemDelegate):
    """Paints a row: name, title, bar with the threshold, number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.bar_px = _BAR_PX
        self.below: dict[int, int] = {}  # class -> lines of its title where that stands below the rest

    def row_px(self, index: int, line_px: int) -> int:
        """How high the row of a class is."""
        below = self.below.get(index, 0)
        return self.first_px(line_px) + (line_px * below - _RISE_PX + _BELOW_GAP_PX if below else 0)

    @staticmethod
    def first_px(line_px: int) -> int:
        """How high that is without a title below it."""
        return max(_ROW_PX, line_px + _ROW_GAP_PX)

    @staticmethod
    def lines_below(title: str, font: QFont, room_px: float) -> int:
        """How many lines a title needs below its row."""
        metrics = QFontMetricsF(font)
        room = QRectF(0, 0, room_px - _LEFT_PX - _RIGHT_PX, 10_000)
        return max(1, round(metrics.boundingRect(room, _WRAPPED, title).height() / metrics.height()))

    def wanted_px(self, facts: tuple[str, str, float, float, str], font: QFont) -> float:
        """Width of a row with everything on one line and a long bar."""
        bold = QFont(font)
        bold.setBold(True)
        name_px, number_px = self._columns_px(facts[0], QFontMetricsF(bold))
        title_px = QFontMetricsF(font).horizontalAdvance(facts[1])
        return _LEFT_PX + name_px + title_px + _TITLE_GAP_PX + _BAR_PX + number_px

    @staticmethod
    def _columns_px(name: str, metrics: QFontMetricsF) -> tuple[float, float]:
        """How wide the name is, and the number."""
        return (
            max(_NAME_PX, metrics.horizontalAdvance(name) + 8),
            max(_NUMBER_PX, metrics.horizontalAdvance("> 99 %?") + 6),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line_px = option.fontMetrics.height()  # type: ignore[attr-defined]
        return QSize(200, self.row_px(index.data(_INDEX), line_px))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, title, probability, threshold, mark = index.data(_FACTS)
        theme = self.theme
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        is_present = probability >= threshold
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        ground = mix(theme.background, theme.accent, 0.16) if is_chosen else theme.background
        painter.fillRect(rect, QColor(ground))
        if is_chosen:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), QColor(theme.accent))
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setBold(is_present)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(theme.text))
        left = rect.left() + _LEFT_PX
        name_px, number_px = self._columns_px(name, metrics)
        first_px = self.first_px(option.fontMetrics.height())  # type: ignore[attr-defined]
        below_px = rect.height() - first_px
        line = QRectF(rect.left(), rect.top(), rect.width(), first_px)
        painter.drawText(QRectF(left, line.top(), name_px, line.height()), middle, name)
        bar_left = line.right() - number_px - self.bar_px - 8
        room = bar_left - left - name_px - 8
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if is_chosen else theme.muted))
        if below_px:
            place = QRectF(left, line.bottom() - _RISE_PX, rect.right() - left - _RIGHT_PX, below_px + _RISE_PX)
            painter.drawText(place, _WRAPPED, title)
        else:
            elided = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left + name_px, line.top(), room, line.height()), middle, elided)
        self._paint_bar(painter, QRectF(bar_left, line.center().y() - 5, self.bar_px, 10), probability, threshold)
        font.setBold(is_present)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        text = f"{percent(probability)}{mark}"
        right = QRectF(line.right() - number_px - _RIGHT_PX, line.top(), number_px, line.height())
        painter.drawText(right, middle | int(Qt.AlignmentFlag.AlignRight), text)
        painter.restore()

    def _paint_bar(self, painter: QPainter, bar: QRectF, probability: float, threshold: float) -> None:
        theme = self.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(theme.background, theme.text, 0.10)))
        painter.drawRoundedRect(bar, 3, 3)
        is_present = probability >= threshold
        painter.setBrush(QColor(theme.accent if is_present else mix(theme.background, theme.muted, 0.65)))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(2.0, bar.width() * probability), bar.height()), 3, 3)
        x = bar.left() + bar.width() * threshold
        painter.setPen(QPen(QColor(theme.text), 1.4))
        painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))
