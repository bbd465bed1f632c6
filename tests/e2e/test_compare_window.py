"""The comparison as a user opens it, with the shipped model."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.cli import example_path
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def main_window(qtbot):
    QApplication.setStyle("Fusion")
    window = MainWindow(Settings(), Services(), keeps_settings=False)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def open_and_compare(qtbot, window, path: Path):
    """Open a record, press Ctrl+K, and wait for the comparison."""
    with qtbot.waitSignal(window.study.insight_changed, timeout=60000, check_params_cb=lambda i: i is not None):
        window.open(path)
    window.activateWindow()
    qtbot.keyClick(window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (compare,) = window.comparing.windows
    with qtbot.waitSignal(compare.study.compared, timeout=60000, check_params_cb=lambda c: c is not None):
        pass
    return compare


def test_the_example_is_compared_with_its_neighbour_and_with_another_explanation(qtbot, main_window, tmp_path):
    compare = open_and_compare(qtbot, main_window, example_path("lbbb.hea"))
    found = compare.study.comparison
    assert found.b.record.name == "lbbb"
    assert found.a.record.name == "lafb"  # the one before it in the folder
    assert abs(found.steps.residual) < 1e-4
    assert found.a.evidence.class_name == found.b.evidence.class_name == "CD"
    compare.choosing.same_record()
    compare.study.change("B", method="grad-cam")
    with qtbot.waitSignal(
        compare.study.compared,
        timeout=60000,
        check_params_cb=lambda c: c is not None and c.b.evidence.method != "exact",
    ):
        pass
    assert compare.study.comparison.a.is_same_ecg(compare.study.comparison.b)
    assert "leads summed" in compare.explanations.agreement.text()
    with qtbot.waitSignal(compare.study.curves_changed, timeout=60000):
        compare.study.draw_curves()
    with qtbot.waitSignal(compare.study.exported, timeout=60000):
        compare.exporting.export("pdf", tmp_path / "c.pdf")
    assert (tmp_path / "c.pdf").stat().st_size > 20000
    compare.close()
    assert not main_window.comparing.windows


def test_two_real_ecgs_of_one_patient(qtbot, main_window, real_data, tmp_path):
    """PTB-XL patient 565 (training folds), in a folder of their own: the older one is proposed by itself."""
    for name in ("00256_hr", "00346_hr"):
        for suffix in (".hea", ".dat"):
            shutil.copy(real_data / "examples500" / f"{name}{suffix}", tmp_path)
    compare = open_and_compare(qtbot, main_window, tmp_path / "00346_hr.hea")
    found = compare.study.comparison
    assert found.a.record.name == "00256_hr"
    assert found.aligned.n_beats >= 8
    assert found.steps.class_names[0] == "CD"
    assert f"{found.aligned.n_beats} pairs of typical beats" in compare.changes.notes.text()
    main_window.close()  # with the comparison open
    assert not main_window.comparing.windows
