"""Fields for numbers that are written with a point on every computer, and where a comma is understood as one."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QDoubleSpinBox, QLabel, QVBoxLayout, QWidget

from .button_row import last_buttons


class NumberBox(QDoubleSpinBox):
    """A QDoubleSpinBox whose decimal mark does not follow the computer's language.

    Qt's own takes the other mark for one between thousands: where Germany is set, "7.5" becomes 75 without a word, and
    "7,5" elsewhere.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        locale = QLocale.c()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator)
        self.setLocale(locale)
        self.lineEdit().setAcceptDrops(False)  # a file dropped here is for the window

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """What is typed, with a point for a comma."""
        return super().validate(text.replace(",", "."), position)

    def valueFromText(self, text: str) -> float:
        """The number in a text."""
        return super().valueFromText(text.replace(",", "."))


def ask_number(
    parent: QWidget, title: str, question: str, value: float, most: float, unit: str = ""
) -> tuple[float, bool]:
    """Ask for a number from 0 to ``most`` with one decimal; it, and whether it was accepted."""
    dialog, field = QDialog(parent), NumberBox()
    field.setDecimals(1)
    field.setRange(0.0, most)
    field.setValue(value)
    field.setSuffix(unit)
    dialog.setWindowTitle(title)
    label = QLabel(question)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    field.setAccessibleName(title)
    field.selectAll()
    column = QVBoxLayout(dialog)
    column.addWidget(label)
    column.addWidget(field)
    column.addWidget(last_buttons(dialog, QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel))
    is_given = dialog.exec() == QDialog.DialogCode.Accepted
    number = field.value()
    dialog.deleteLater()
    return number, is_given
