"""Help > About: versions, model and device, licences, where updates are, and the text to copy for who helps."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from .. import __version__
from ..core.analysis import RESEARCH_USE
from ..core.resources import licence_files
from ..report.sentences import said
from ..report.unbroken import unbroken
from .button_row import last_buttons
from .diagnostics import diagnostics, input_line, library_versions, model_line
from .logs import log_path

if TYPE_CHECKING:
    from .window import MainWindow

_SIZE_PX = (720, 520)


def diagnostics_of(window: MainWindow) -> str:
    """The diagnostics of a window's program, model and device."""
    insight = window.study.insight
    return diagnostics(window.study.model_name, insight.analysis.device if insight else "", window.settings)


def copy_diagnostics(window: MainWindow) -> None:
    """Put them on the clipboard and say so."""
    QGuiApplication.clipboard().setText(diagnostics_of(window))
    window.banner.say(
        QCoreApplication.translate(
            "About", "The diagnostics are on the clipboard: versions, computer, settings and log, nothing of a patient."
        ),
        "info",
    )


def updates_sentence() -> str:
    """Where newer versions are."""
    return QCoreApplication.translate(
        "About",
        "This is version {version}. The program never connects to a network and never looks for updates. Newer "
        "versions are published where this installer came from; installing one over this one keeps all settings.",
    ).format(version=__version__)


def licence_text() -> str:
    """Markdown: third-party notices and the program's own licence, as they are installed."""
    parts = []
    for path in licence_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        parts.append(text if path.suffix == ".md" else f"## {path.name}\n\n```\n{text}\n```")
    return "\n\n".join(parts)


class AboutDialog(QDialog):
    """Closes with Esc."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(self.tr("About ECG-IMN Desktop"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tabs = QTabWidget()
        tabs.tabBar().setAccessibleName(self.tr("Pages of the dialog"))
        tabs.addTab(self._program(), self.tr("Program"))
        tabs.addTab(self._licences(), self.tr("Licences"))
        tabs.addTab(self._diagnostics(), self.tr("Diagnostics"))
        column = QVBoxLayout(self)
        column.addWidget(tabs)
        buttons = last_buttons(self, QDialogButtonBox.StandardButton.Close)
        copy = QPushButton(self.tr("&Copy diagnostics"))
        copy.setAutoDefault(False)  # Enter closes
        copy.clicked.connect(lambda: copy_diagnostics(window))
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        column.addWidget(buttons)
        self.resize(*_SIZE_PX)

    def _program(self) -> QWidget:
        insight = self._window.study.insight
        device = insight.analysis.device.upper() if insight else self.tr("not known before the first answer")
        rows = {
            self.tr("Model"): model_line(self._window.study.model_name),
            self.tr("Input"): said(input_line(self._window.study.model_name)),
            self.tr("Computed on"): device,
            self.tr("Stands on"): ", ".join(f"{name} {version}" for name, version in library_versions().items()),
            self.tr("Log"): str(log_path()),
            self.tr("Updates"): updates_sentence(),
        }
        table = "".join(
            f"<tr><td><b>{name}&nbsp;&nbsp;</b></td><td>{escape(value)}</td></tr>"
            for name, value in rows.items()
            if value
        )
        what = self.tr("A 12-lead ECG viewer that shows exactly why a network answers as it does.")
        method = self.tr("Licence: Apache-2.0. Method: Thambawita et al., ECG-IMN, arXiv 2602.09566 (2026).")
        html = f"<h2>ECG-IMN Desktop {__version__}</h2><p>{what}</p><p><b>{said(RESEARCH_USE)}</b></p>"
        html += f"<table cellspacing=4>{table}</table><p>{method}</p>"
        label = QLabel(unbroken(html))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setMargin(12)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _licences(self) -> QWidget:
        browser = QTextBrowser()
        browser.setOpenLinks(False)  # nothing is fetched
        browser.setMarkdown(licence_text())
        return browser

    def _diagnostics(self) -> QWidget:
        text = QPlainTextEdit(diagnostics_of(self._window))
        text.setReadOnly(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        return text


def show_defect(window: MainWindow, traceback_text: str) -> None:
    """One dialog for an unexpected exception: what happened, where the log is, and the diagnostics to copy."""
    box = QMessageBox(QMessageBox.Icon.Warning, QCoreApplication.translate("About", "Something went wrong"), "")
    box.setParent(window, box.windowFlags())
    box.setText(
        QCoreApplication.translate("About", "Something went wrong in the program. The record on screen is unchanged.")
    )
    box.setInformativeText(
        QCoreApplication.translate("About", "The details are in the log:\n{path}").format(path=log_path())
    )
    box.setDetailedText(traceback_text)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy = box.addButton(QCoreApplication.translate("About", "Copy diagnostics"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()  # it would close the box
    copy.clicked.connect(lambda: copy_diagnostics(window))
    box.addButton(QMessageBox.StandardButton.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def died_beside_sentence() -> str:
    """What to say in the window that is there when another one, with a process of its own, did not end properly."""
    return QCoreApplication.translate(
        "About", "Another window of the program did not end properly. The log has the details: {path}"
    ).format(path=log_path())


def died_sentence(last_record: Path | None, suspect: Path | None = None, *, has_unnamed_suspect: bool = False) -> str:
    """What to say at the start after a run that did not end properly, perhaps for a record that was being opened."""
    if has_unnamed_suspect:
        return QCoreApplication.translate(
            "About",
            "The program did not end properly while an ECG was being opened or analysed. What is opened is not to be "
            "remembered, so the program starts without an ECG. The log has the details: {path}",
        ).format(path=log_path())
    if suspect is not None:
        return QCoreApplication.translate(
            "About",
            "The program did not end properly while {file} was being opened or analysed, so it starts without that "
            "ECG: open it from the menu File to try again. The log has the details: {path}",
        ).format(file=suspect.name, path=log_path())
    if last_record is None:
        return QCoreApplication.translate(
            "About", "The program did not end properly the last time. The log has the details: {path}"
        ).format(path=log_path())
    return QCoreApplication.translate(
        "About",
        "The program did not end properly the last time; the record that was open is shown again. The log has the "
        "details: {path}",
    ).format(path=log_path())
