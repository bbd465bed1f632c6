"""Fields for numbers, typed key by key, on computers of both habits."""

import pytest
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from ecg_imn_desktop.core.comparison import Ask
from ecg_imn_desktop.desktop.comparison.pane import Pane
from ecg_imn_desktop.desktop.number_box import NumberBox
from ecg_imn_desktop.desktop.scale_dialog import ScaleDialog
from ecg_imn_desktop.io.references import Reference
from ecg_imn_desktop.io.tables import UnknownScaleError

from .conftest import make_beats

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture(params=["de_DE", "en_US"])
def _computer(request):
    """A computer that writes a comma, and one that writes a point."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


def type_into(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    field.interpretText()


@pytest.mark.usefixtures("_computer")
def test_a_point_and_a_comma_are_both_understood_and_a_point_is_shown(qtbot):
    field = NumberBox()
    qtbot.addWidget(field)
    field.setMaximum(1000.0)
    field.setDecimals(1)
    field.setSuffix(" s")
    field.show()
    for typed, value in (("7.5", 7.5), ("7,5", 7.5), ("0,5", 0.5), ("75", 75.0)):
        type_into(field, typed)
        assert (field.value(), field.text()) == (value, f"{value} s"), typed
    type_into(field, "1,000.5")
    assert field.value() < 1.1, "no mark between thousands"


@pytest.mark.usefixtures("_computer")
def test_the_window_of_a_comparison_starts_where_it_is_typed(qtbot):
    pane = Pane("A")
    qtbot.addWidget(pane)
    pane.show_record(make_beats(120.0, 100.0), Ask(12.5))
    pane.show()
    assert pane.start.text() == "12.5 s"
    with qtbot.waitSignal(pane.asked) as asked:
        type_into(pane.start, "7,5")
    assert asked.args == [{"start_s": 7.5}]


@pytest.mark.usefixtures("_computer")
@pytest.mark.parametrize("typed", ["257.5", "257,5"])
def test_a_rate_is_what_was_typed(qtbot, tmp_path, typed):
    dialog = ScaleDialog(UnknownScaleError(Reference(tmp_path / "a.csv"), True, False))
    qtbot.addWidget(dialog)
    dialog.show()
    type_into(dialog.fs, typed)
    assert dialog.answer == (257.5, None)


@pytest.mark.usefixtures("_computer")
@pytest.mark.parametrize(("typed", "button"), [("98,5", "Ok"), ("98.5", "Ok"), ("98.5", "Cancel")])
def test_the_ruler_is_read(opened, typed, button):
    before = opened.canvas.px_per_mm() / opened.canvas.devicePixelRatioF()

    def answer():
        dialog = QApplication.activeModalWidget()
        field = dialog.findChild(NumberBox)
        assert field.text() == "100.0 mm"
        type_into(field, typed)
        dialog.findChild(QDialogButtonBox).button(getattr(QDialogButtonBox.StandardButton, button)).click()

    QTimer.singleShot(100, answer)
    opened.actions_["calibrate"].trigger()
    assert opened.settings.screen_px_per_mm == pytest.approx(before * 100 / 98.5 if button == "Ok" else 0.0)
