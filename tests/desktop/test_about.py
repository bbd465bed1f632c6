"""Help: the About box, the diagnostics and the dialog after a defect."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QTabBar, QTextBrowser

from ecg_imn_desktop import __version__
from ecg_imn_desktop.desktop.about import AboutDialog, diagnostics_of, licence_text
from ecg_imn_desktop.desktop.diagnostics import input_line
from ecg_imn_desktop.desktop.logs import log_path, start_logging, stop_logging
from ecg_imn_desktop.report.unbroken import unbroken

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def about(opened):
    opened.actions_["about"].trigger()
    (dialog,) = opened.findChildren(AboutDialog)
    yield dialog
    dialog.close()


def test_it_names_version_model_device_log_and_licences(about):
    text = " ".join(label.text() for label in about.findChildren(QLabel))
    for wanted in (__version__, "imn-1d", "CPU", "PySide6-Essentials 6.", "torch 2.", str(log_path()), "Apache-2.0"):
        assert wanted in text
    licences = about.findChild(QTextBrowser).toPlainText()
    assert "Apache License" in licences
    assert "Third-party notices" in licences
    assert "imn-1d" in about.findChild(QPlainTextEdit).toPlainText()


def test_the_button_copies_the_diagnostics(about, opened):
    (button,) = [b for b in about.findChildren(QPushButton) if "diagnostics" in b.text()]
    button.click()
    assert QGuiApplication.clipboard().text() == diagnostics_of(opened)
    assert "clipboard" in opened.banner.text


def test_diagnostics_hold_nothing_of_a_patient(opened, tmp_path):
    handler = start_logging()
    logging.getLogger("ecg_imn_desktop.test").info("a line of the log")
    opened.settings.recent = [str(tmp_path / "Jane Doe.hea")]
    opened.settings.folder = str(tmp_path / "Jane Doe")
    text = diagnostics_of(opened)
    stop_logging(handler)
    assert "a line of the log" in text
    assert "theme=light" in text
    assert "stand-in" not in text  # the record and the model of the test have other names
    for private in ("Jane Doe", str(tmp_path), ", recent=", "geometry"):
        assert private not in text


def test_updates_are_explained_and_not_fetched(opened):
    opened.actions_["updates"].trigger()
    assert __version__ in opened.banner.text
    assert "never" in opened.banner.text


def test_a_defect_says_where_the_log_is_and_lets_diagnostics_be_copied(opened, caplog):
    opened.on_defect("Traceback (most recent call last):\nValueError: x")
    caplog.clear()
    (box,) = opened.findChildren(QMessageBox)
    assert str(log_path()) in box.informativeText()
    (button,) = [b for b in box.buttons() if "diagnostics" in b.text()]
    button.click()
    assert __version__ in QGuiApplication.clipboard().text()
    QApplication.processEvents()
    box.close()


def test_both_licence_files_of_the_checkout_are_found():
    assert "Apache License" in licence_text()
    assert "PySide6" in licence_text()


def test_the_status_bar_says_that_an_accelerator_failed(window, model, qtbot, monkeypatch):
    from dataclasses import replace

    honest = model.run

    def run(record, start_s, progress):
        said = "The CUDA failed; the answer was computed on the CPU."
        return replace(honest(record, start_s, progress), warnings=(said,))

    monkeypatch.setattr(model, "run", run)
    with qtbot.waitSignal(window.study.insight_changed, timeout=15000, check_params_cb=lambda i: i is not None):
        window.open(Path("a.hea"))
    assert "CUDA failed" in window.status.labels["model"].text()


def test_enter_closes_it(about):
    """It copied the diagnostics."""
    about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    QTest.keyClick(about, Qt.Key.Key_Return)
    assert not about.isVisible()


def test_its_pages_can_be_told_by_ear(about):
    assert about.findChild(QTabBar).accessibleName()


def test_it_says_how_the_model_reads_the_ecg(about):
    text = " ".join(label.text() for label in about.findChildren(QLabel))
    assert unbroken(input_line("imn-1d")) in text
    assert input_line("imn-1d").startswith("The model reads the ECG")
    assert input_line("nowhere") == ""


def test_the_colour_scale_says_what_the_evidence_stands_on(opened):
    card = '{"preprocessing": {"highpass_hz": 0.5}}'
    insight = opened.study.insight
    analysis = replace(insight.analysis, model=replace(insight.analysis.model, card=card))
    opened.explaining.on_insight(replace(insight, analysis=analysis))
    assert "high-pass 0.5 Hz, no phase shift" in opened.panel.attribution.legend.toolTip()
    assert opened.panel.attribution.legend.toolTip().startswith("logit per second\n")
