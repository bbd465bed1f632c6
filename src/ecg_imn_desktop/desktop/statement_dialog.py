"""The clinician's statement, who answers for it, and since when."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..core.annotations import Statement
from .button_row import last_buttons

_MAX_LETTERS = 10_000
_PAUSE_MS = 500


class StatementDialog(QDialog):
    """A reviewer's name confirms the ECG; without one it is not.

    Signals: ``given(Statement)`` when it is accepted; ``drafted(Statement)`` now and then while it is written.
    """

    given = Signal(object)
    drafted = Signal(object)

    def __init__(self, statement: Statement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Statement"))
        self.text = QPlainTextEdit(statement.text)
        self.text.setAccessibleName(self.tr("Statement"))
        self.text.setTabChangesFocus(True)
        self.reviewer = QLineEdit(statement.reviewed_by)
        self.reviewer.setMaxLength(120)
        self.reviewer.setPlaceholderText(self.tr("unconfirmed while this is empty"))
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        if statement.reviewed_on is not None:
            on = statement.reviewed_on
            self.day.setDate(QDate(on.year, on.month, on.day))
        note = QLabel(self.tr("Printed as yours, beside the model's answer, and saved with the annotations."))
        note.setObjectName("muted")
        note.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&Statement"), self.text)
        form.addRow(self.tr("&Reviewed by"), self.reviewer)
        form.addRow(self.tr("&Date"), self.day)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(note)
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        column.addWidget(last_buttons(self, ok | cancel))
        self.day.setEnabled(bool(statement.reviewed_by))
        self.reviewer.textChanged.connect(lambda text: self.day.setEnabled(bool(text.strip())))
        self.accepted.connect(lambda: self.given.emit(self.statement()))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.drafted.emit(self.statement()))
        self.text.textChanged.connect(self._pause.start)
        self.reviewer.textChanged.connect(self._pause.start)
        self.resize(520, 320)

    def done(self, result: int) -> None:
        """It is no draft any more."""
        self._pause.stop()
        super().done(result)

    def statement(self) -> Statement:
        """What stands there now; the date counts only with a reviewer."""
        reviewer = self.reviewer.text().strip()
        on = self.day.date()
        day = date(on.year(), on.month(), on.day()) if reviewer else None
        return Statement(self.text.toPlainText().strip()[:_MAX_LETTERS], reviewer, day)
