"""When a window closes: what it was told to write is written, and what could not be is said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, SignalInstance
from PySide6.QtWidgets import QMessageBox, QWidget

from ..core.errors import EcgError
from ..report.sentences import said


def stop_and_say(window: QWidget, stop: Callable[[], None], export_failed: SignalInstance) -> None:
    """``stop`` all that is under way, but for what is to be written.

    A file that could not be written meanwhile is said in a dialog: a banner would close with the window.
    """
    failed: list[EcgError] = []

    def keep(error: EcgError) -> None:
        failed.append(error)

    export_failed.connect(keep)
    stop()
    export_failed.disconnect(keep)
    if failed:
        title = QCoreApplication.translate("Closing", "Not written")
        sentences = "\n".join(said(error.message) for error in failed)
        box = QMessageBox(QMessageBox.Icon.Warning, title, sentences, QMessageBox.StandardButton.Ok, window)
        box.setTextFormat(Qt.TextFormat.PlainText)  # they name files
        box.exec()
