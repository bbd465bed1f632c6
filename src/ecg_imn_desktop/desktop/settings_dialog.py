"""All settings on one page. What is chosen holds at once; language and text size are told from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..core.leads import STANDARD_LEADS
from ..report.language import LANGUAGES, SYSTEM
from .actions import ACTIONS, plain_text
from .button_row import last_buttons
from .settings import TEXT_SIZES_PERCENT
from .style import set_text_size
from .toolbar import ChoiceBox

if TYPE_CHECKING:
    from .window import MainWindow


class SettingsDialog(QDialog):
    """Groups of choices, each bound to the action that does the same from the menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        groups = QVBoxLayout(body)
        for group in (self._program(), self._page(), self._attribution(), self._panels(), self._privacy()):
            groups.addWidget(group)
        groups.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the first choice has it, where it can be seen
        area.setWidget(body)
        area.setObjectName("panelScroll")
        body.setObjectName("panelBody")
        column = QVBoxLayout(self)
        column.addWidget(area)
        buttons = last_buttons(self, QDialogButtonBox.StandardButton.Close)
        self.reset = QPushButton(self.tr("&Reset View"))
        self.reset.setToolTip(
            self.tr(
                "Layout, scale, filters, colours and panels have their defaults again. Language, text size, privacy "
                "and calibration stay as they are."
            )
        )
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset_view)
        buttons.addButton(self.reset, QDialogButtonBox.ButtonRole.ResetRole)
        column.addWidget(buttons)
        wanted = body.sizeHint()
        self.resize(min(window.width() - 40, wanted.width() + 80), min(window.height() - 40, wanted.height() + 90))

    def _program(self) -> QGroupBox:
        box, form = _group(self.tr("Program"))
        self.language = QComboBox()
        self.language.addItem(self.tr("as the system"), SYSTEM)
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(self._window.settings.language)))
        self.language.setAccessibleName(self.tr("Language"))
        self.language.activated.connect(self._on_language)
        self.told = QLabel(self.tr("The language changes when the program starts again."))
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.text_size = QComboBox()
        for percent in TEXT_SIZES_PERCENT:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.setCurrentIndex(max(0, self.text_size.findData(self._window.settings.text_percent)))
        self.text_size.setAccessibleName(self.tr("Text size"))
        self.text_size.activated.connect(self._on_text_size)
        form.addRow(self.tr("Language"), self.language)
        form.addRow("", self.told)
        form.addRow(self.tr("Text size"), self.text_size)
        form.addRow(self.tr("Theme"), self._choice("theme", self.tr("Theme")))
        self._add_toggles(form, "restore", "reload_changed")
        return box

    def _page(self) -> QGroupBox:
        box, form = _group(self.tr("Page"))
        for group, name in (
            ("layout", self.tr("Layout")), ("speed", self.tr("Paper speed")), ("gain", self.tr("Gain")),
            ("play_speed", self.tr("Play speed")),
        ):  # fmt: skip
            form.addRow(name, self._choice(group, name))
        self.rhythm = QComboBox()
        self.rhythm.addItems(STANDARD_LEADS)
        self.rhythm.setCurrentText(self._window.settings.rhythm_lead)
        self.rhythm.setAccessibleName(self.tr("Rhythm lead"))
        self.rhythm.textActivated.connect(lambda lead: self._window.appearance.change_view(rhythm_lead=lead))
        form.addRow(self.tr("Rhythm lead"), self.rhythm)
        self._add_toggles(form, "cabrera", "fiducials", "snap")
        return box

    def _attribution(self) -> QGroupBox:
        box, form = _group(self.tr("Attribution"))
        form.addRow(self.tr("On the traces"), self._choice("show", self.tr("On the traces")))
        form.addRow(self.tr("Evidence"), self._choice("sides", self.tr("Evidence")))
        self._add_toggles(form, "segments", "waves")
        return box

    def _panels(self) -> QGroupBox:
        box, form = _group(self.tr("Panels"))
        self._add_toggles(form, "toolbar", "folder_panel", "answer_panel", "average_beat")
        return box

    def _privacy(self) -> QGroupBox:
        box, form = _group(self.tr("Privacy"))
        self._add_toggles(form, "privacy", "keep_recent", "saves_beside")
        return box

    def _choice(self, group: str, name: str) -> ChoiceBox:
        return ChoiceBox(group, name, self._window.actions_)

    def _add_toggles(self, form: QFormLayout, *ids: str) -> None:
        for spec in ACTIONS:
            if spec.id in ids:
                action = self._window.actions_[spec.id]
                check = QCheckBox(plain_text(spec))
                check.setChecked(action.isChecked())
                check.setObjectName(spec.id)
                action.toggled.connect(check.setChecked)
                check.clicked.connect(lambda _on, a=action: a.trigger())
                form.addRow(check)

    def _reset_view(self) -> None:
        from .reset_view import reset_view

        reset_view(self._window)
        self.rhythm.setCurrentText(self._window.settings.rhythm_lead)

    def _on_language(self, index: int) -> None:
        self._window.settings.language = self.language.itemData(index)

    def _on_text_size(self, index: int) -> None:
        self._window.settings.text_percent = self.text_size.itemData(index)
        set_text_size(self._window.settings.text_percent)
        self._window.appearance.set_theme(self._window.settings.theme)


def _group(title: str) -> tuple[QGroupBox, QFormLayout]:
    box = QGroupBox(title)
    form = QFormLayout(box)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    return box, form
