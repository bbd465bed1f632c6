"""The bar below the menus: what is needed most, as buttons and choices. It holds no state of its own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QFontInfo
from PySide6.QtWidgets import QComboBox, QLabel, QStyle, QToolBar, QToolButton, QWidget

from ..draw.theme import Theme
from .actions import ACTIONS, plain_text
from .style import icon, more_width_px


class ChoiceBox(QComboBox):
    """A choice among the actions of one group; it follows the actions and triggers them."""

    def __init__(self, group: str, name: str, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._actions = [actions[spec.id] for spec in ACTIONS if spec.group == group]
        for spec in ACTIONS:
            if spec.group == group:
                self.addItem(plain_text(spec))
        for action in self._actions:
            action.toggled.connect(self._follow)  # a method, which Qt forgets with the box; a function it would call
        self._follow()
        self.activated.connect(lambda index: self._actions[index].trigger())

    def _follow(self) -> None:
        for index, action in enumerate(self._actions):
            if action.isChecked():
                self.setCurrentIndex(index)


def let_tab_reach(bar: QToolBar) -> None:
    """Qt leaves the buttons of a toolbar out of the round of the Tab key; a click still moves no focus."""
    for button in bar.findChildren(QToolButton):
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if button.objectName() == "qt_toolbar_ext_button":  # for what has no room
            button.setAccessibleName(QCoreApplication.translate("ToolBar", "More of the toolbar"))


def colour_more(bar: QToolBar, theme: Theme) -> None:
    """The arrow to what has no room in the theme's colour: Qt's own is dark in every theme."""
    for button in bar.findChildren(QToolButton, "qt_toolbar_ext_button"):
        button.setIcon(icon("more", theme))


class ToolBar(QToolBar):
    """Buttons with icons in the colours of the theme."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Toolbar"))
        self.setObjectName("toolbar")
        self.setAllowedAreas(Qt.ToolBarArea.TopToolBarArea | Qt.ToolBarArea.BottomToolBarArea)
        self._follow_text()
        self._actions = actions
        for item in (
            "open", "previous_file", "next_file", None, "play", ("play_speed", self.tr("Play speed")), None,
            ("layout", self.tr("Layout")), ("speed", self.tr("Paper speed")), ("gain", self.tr("Gain")), "fit",
            "true_mm", "zoom_out", "zoom_in", None,
            ("show", self.tr("Attribution on the traces")), ("sides", self.tr("Evidence shown")), None, "caliper", None,
            "previous_window", "next_window", None, "export_pdf", "folder_panel", "answer_panel",
        ):  # fmt: skip
            if item is None:
                self.addSeparator()
            elif isinstance(item, tuple):
                self.addWidget(ChoiceBox(*item, actions))
            else:
                self.addAction(actions[item])
        let_tab_reach(self)

    def _follow_text(self) -> None:
        """Icons and the arrow at the end are as large as the text wants them."""
        text_px = QFontInfo(self.font()).pixelSize()
        larger_px = min(30, round(20 * max(1.0, text_px / 12)))
        self.setIconSize(QSize(larger_px, larger_px))
        # The layout keeps this much for the arrow to what has no room, however wide the style sheet makes it.
        kept_px = self.style().pixelMetric(QStyle.PixelMetric.PM_ToolBarExtensionExtent)
        self.setContentsMargins(0, 0, max(0, more_width_px(text_px) - kept_px), 0)

    def set_theme(self, theme: Theme) -> None:
        """Icons in the theme's colour, and as large as the text, which may have another size."""
        self._follow_text()
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.id].setIcon(icon(spec.icon, theme))
        colour_more(self, theme)


_GRIP_PX = 60  # the corner, and a little of what is being done
_BETWEEN_PX = 8  # the layout's own spacing


class StatusFacts:
    """The labels at the right of the status bar: scale, device, model, sampling rate, time taken."""

    def __init__(self, window: QWidget) -> None:
        self._bar = bar = window.statusBar()  # type: ignore[attr-defined]
        translate = QCoreApplication.translate
        names = {
            "doing": translate("Status", "Status: what is being done"),
            "scale": translate("Status", "Status: scale"),
            "square": translate("Status", "Status: a small square"),
            "signal": translate("Status", "Status: signal"),
            "review": translate("Status", "Status: review"),
            "model": translate("Status", "Status: model"),
            "time": translate("Status", "Status: time taken"),
        }
        self.labels = {name: QLabel() for name in names}
        for name, label in self.labels.items():
            label.setAccessibleName(names[name])
            label.setTextFormat(Qt.TextFormat.PlainText)
            if name == "doing":
                bar.addWidget(label, 1)
            else:
                bar.addPermanentWidget(label)

    def set(self, **texts: str) -> None:
        """Texts by name."""
        for name, text in texts.items():
            self.labels[name].setText(text)
        self.fit()

    def fit(self) -> None:
        """Where there is no room for all, the less important ones give way, so that the scale is always whole."""
        doing = self.labels["doing"]
        room = self._bar.width() - _GRIP_PX - (doing.sizeHint().width() + _BETWEEN_PX if doing.text() else 0)
        for name in ("scale", "review", "signal", "model", "square", "time"):
            label = self.labels[name]
            room -= label.sizeHint().width() + _BETWEEN_PX
            label.setVisible(room >= 0 or name == "scale")
