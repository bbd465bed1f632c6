"""Asks what a table of numbers does not say: its sampling frequency and its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from ..io.references import MAX_FS, MIN_FS, with_scale
from ..io.tables import UnknownScaleError
from .button_row import last_buttons
from .number_box import NumberBox

if TYPE_CHECKING:
    from .window import MainWindow

_UNITS = ("mV", "\u00b5V", "V")


class ScaleDialog(QDialog):
    """Only what the file does not say is asked for; nothing is preset: rate and units decide all that is measured."""

    def __init__(self, error: UnknownScaleError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Rate and units"))
        self._error = error
        self.fs, self.units = NumberBox(), QComboBox()
        self.fs.setDecimals(3)
        self.fs.setRange(0.0, MAX_FS)
        self.fs.setSpecialValueText(" ")  # 0: not given yet
        self.fs.setSuffix(" Hz")
        self.units.addItem("")
        self.units.addItems(_UNITS)
        form = QFormLayout(self)
        text = QLabel(self.tr("{file} holds numbers and does not say all about them.").format(file=error.path.name))
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        form.addRow(text)
        if error.needs_fs:
            form.addRow(self.tr("Samples a second"), self.fs)
        if error.needs_units:
            form.addRow(self.tr("One step is"), self.units)
        open_, cancel = QDialogButtonBox.StandardButton.Open, QDialogButtonBox.StandardButton.Cancel
        self.buttons = last_buttons(self, open_ | cancel)
        form.addRow(self.buttons)
        self.units.currentIndexChanged.connect(self._sync)
        self.fs.valueChanged.connect(self._sync)
        self._sync()

    def _sync(self) -> None:
        has_fs = not self._error.needs_fs or self.fs.value() >= MIN_FS
        is_complete = has_fs and (not self._error.needs_units or bool(self.units.currentText()))
        self.buttons.button(QDialogButtonBox.StandardButton.Open).setEnabled(is_complete)

    @property
    def answer(self) -> tuple[float | None, str | None]:
        """The rate and the units, None where they were not asked for."""
        return (
            self.fs.value() if self._error.needs_fs else None,
            self.units.currentText() if self._error.needs_units else None,
        )


def ask_scale(window: MainWindow, error: UnknownScaleError) -> None:
    """Ask, and open the file with the answer."""
    dialog = ScaleDialog(error, window)
    dialog.accepted.connect(lambda: window.open(with_scale(str(error.reference), *dialog.answer)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
