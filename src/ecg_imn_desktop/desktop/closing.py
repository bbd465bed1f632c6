"""When a window closes: what it was told to write is written, and what could not be is said."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtWidgets import QMessageBox, QWidget

from ..core.errors import EcgError
from ..report.sentences import said


class Stopping(Protocol):
    """What a window looks after (Study, CompareStudy)."""

    export_failed: SignalInstance

    def stop(self) -> None:
        """Finish what is to be written, cancel all else, and end the threads."""


def stop_and_say(window: QWidget, study: Stopping) -> None:
    """Stop it. A file that could not be written meanwhile is said in a dialog: a banner would close with the window."""
    failed: list[EcgError] = []

    def keep(error: EcgError) -> None:
        failed.append(error)

    study.export_failed.connect(keep)
    study.stop()
    study.export_failed.disconnect(keep)
    if failed:
        title = QCoreApplication.translate("Closing", "Not written")
        QMessageBox.warning(window, title, "\n".join(said(error.message) for error in failed))
