"""Display filters: off at first, named on the ECG and the page, and never between a record and the model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from ecg_imn_desktop.analysis.filters import DisplayFilter
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.core.signal import StoredSignal
from ecg_imn_desktop.desktop import filtering

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def press(window, text):
    combination = QKeySequence(text)[0]
    QTest.keyClick(window.canvas, combination.key(), combination.keyboardModifiers())


def shown(window, lead="II"):
    return np.asarray(window.canvas.scene.rows[lead])


def test_what_is_offered_is_what_the_analysis_offers():
    from ecg_imn_desktop.analysis import filters

    assert filtering.HIGH_PASS_HZ[1:] == filters.HIGH_PASS_HZ
    assert filtering.LOW_PASS_HZ[1:] == filters.LOW_PASS_HZ
    assert filtering.NOTCH_HZ[1:] == filters.NOTCH_HZ


def test_off_at_first_then_named_then_off_again(opened, qtbot, model):
    record = opened.study.record
    assert opened.canvas.scene.filter_text == ""
    np.testing.assert_array_equal(shown(opened), record.lead("II"))
    assert opened.actions_["high_pass_0"].isChecked()
    with qtbot.waitSignal(opened.filtering.changed):
        press(opened, "Alt+Shift+3")
    assert opened.canvas.scene.filter_text == "high-pass 0.5 Hz"
    assert opened.actions_["high_pass_0.5"].isChecked()
    with qtbot.waitSignal(opened.filtering.changed):
        press(opened, "Alt+Shift+9")
    assert opened.canvas.scene.filter_text == "high-pass 0.5 Hz, notch 50 Hz"
    expected = DisplayFilter(0.5, None, 50.0).apply(record.mv, record.fs)
    np.testing.assert_allclose(shown(opened), expected[1], atol=1e-6)
    np.testing.assert_allclose(shown(opened, "-aVR"), -expected[3], atol=1e-6)
    np.testing.assert_allclose(opened.overview._trace, expected[1], atol=1e-6)
    plain = opened.canvas.grab().toImage()
    press(opened, "Alt+Shift+1")
    press(opened, "Alt+Shift+8")
    assert opened.canvas.scene.filter_text == ""
    np.testing.assert_array_equal(shown(opened), record.lead("II"))
    np.testing.assert_array_equal(opened.overview._trace, record.lead("II"))
    assert opened.canvas.grab().toImage() != plain


def test_what_a_slow_record_has_nothing_for_is_not_called_applied(qapp):
    choice = filtering.FilterChoice(0.5, 100.0, 50.0)
    assert filtering.filter_text(choice, 500.0) == "high-pass 0.5 Hz, low-pass 100 Hz, notch 50 Hz"
    words = "high-pass 0.5 Hz; without effect at 100 Hz: low-pass 100 Hz, notch 50 Hz"
    assert filtering.filter_text(choice, 100.0) == words
    assert filtering.filter_text(filtering.FilterChoice(), 100.0) == ""


def test_the_model_and_the_measurements_get_what_was_recorded(opened, qtbot, model, services, monkeypatch):
    given = []

    def run(record, start_s, progress):
        given.append(record)
        return type(model).run(model, record, start_s, progress)

    monkeypatch.setattr(model, "run", run)
    measured = []
    opened.study.services = replace(
        opened.study.services,
        measure=lambda section, progress: measured.append(section) or services.measure(section, progress),
    )
    with qtbot.waitSignal(opened.filtering.changed):
        opened.filtering.choose(high_pass_hz=0.5)
    with qtbot.waitSignal(opened.study.insight_changed, check_params_cb=lambda i: i is not None, timeout=15000):
        opened.open(Path("b.hea"))
    qtbot.waitUntil(lambda: opened.canvas.scene.filter_text != "")
    (record,) = given
    assert record is opened.study.record
    np.testing.assert_array_equal(measured[0].mv, record.mv)
    assert not np.array_equal(shown(opened), record.lead("II"))


def test_a_filter_goes_on_with_the_next_record_and_onto_the_page(opened, qtbot):
    with qtbot.waitSignal(opened.filtering.changed):
        opened.filtering.choose(low_pass_hz=40.0)
    assert opened.page_options().display_filter.label_at(500.0) == "low-pass 40 Hz"
    opened.filtering.choose(low_pass_hz=0.0)
    assert opened.page_options().display_filter is None


def test_it_is_not_remembered(opened, qtbot):
    from dataclasses import fields

    from ecg_imn_desktop.desktop.settings import Settings

    assert not [f.name for f in fields(Settings) if "pass" in f.name or "notch" in f.name]


def make_stored(n=125 * 250, fs=250.0):
    t = np.arange(n) / fs
    wave = (np.sin(2 * np.pi * 5 * t) + 0.5 * np.sin(2 * np.pi * 50 * t) + 2 * np.sin(2 * np.pi * 0.1 * t)).astype(
        np.float32
    )
    whole = np.stack([wave, -wave] * 6)
    signal = StoredSignal(lambda rows, a, b: whole[list(rows), a:b], range(12), n, source="x")
    return Record("stored", signal, fs, STANDARD_LEADS), whole


@pytest.mark.parametrize("chosen", [DisplayFilter(0.5, 40.0, 50.0), DisplayFilter(None, None, 50.0)])
def test_a_stored_signal_is_filtered_as_it_is_read(chosen):
    record, whole = make_stored()
    expected = chosen.apply(whole, record.fs)
    mv = chosen.through(record.mv, record.fs)
    assert mv.key == ""
    for first, last in ((0, 500), (14_900, 15_400), (20_000, 20_700), (31_000, 31_250), (0, 31_250)):
        np.testing.assert_allclose(mv[:, first:last], expected[:, first:last], atol=0.02)
    once, again = mv[0, 14_000:16_000], np.concatenate([mv[0, 14_000:15_111], mv[0, 15_111:16_000]])
    np.testing.assert_array_equal(once, again)


def test_a_long_stored_record_shows_filtered_traces_and_then_their_overview(window, qtbot, shelf, show):
    record, whole = make_stored()
    shelf.records["stored.hea"] = record
    with qtbot.waitSignal(window.study.pyramid_built):
        window.open(Path("stored.hea"))
    with qtbot.waitSignal(window.filtering.changed):
        window.filtering.choose(high_pass_hz=0.5)
    row = window.canvas.scene.rows["I"]
    assert isinstance(row, StoredSignal)
    assert abs(row[10_000:20_000].mean()) < 0.02 < abs(whole[0, 10_000:10_600].mean())
    qtbot.waitUntil(lambda: window.canvas.scene.pyramid is not None, timeout=10_000)
    _low, high = window.canvas.scene.pyramid.columns(0, record.n_samples, 40)
    assert np.nanmax(high) < 2.0, "the slow wave of 2 mV is gone"
    window.filtering.choose(high_pass_hz=0.0)
    assert window.canvas.scene.rows["I"] is not row
    assert np.nanmax(window.canvas.scene.pyramid.columns(0, record.n_samples, 40)[1]) > 2.5


def test_printing_by_key_uses_the_screens_layout_speed_and_filter(opened, qtbot, monkeypatch):
    from PySide6.QtWidgets import QDialog

    printed = []
    services = replace(opened.study.services, print_pages=lambda printer, *page: printed.append(page))
    monkeypatch.setattr(opened.study, "services", services)
    monkeypatch.setattr(QDialog, "open", lambda dialog: dialog.accepted.emit(dialog.printer()))
    opened.appearance.change_view(layout="3x4", rhythm_lead="V1", mm_per_s=50.0, mm_per_mv=20.0)
    with qtbot.waitSignal(opened.filtering.changed):
        opened.filtering.choose(high_pass_hz=0.05)
    with qtbot.waitSignal(opened.writing.printed):
        press(opened, "Ctrl+P")
    ((record, analysis, _, options),) = printed
    assert record is opened.study.record
    assert analysis is opened.study.insight.analysis
    assert (options.layout, options.rhythm, options.mm_per_s, options.mm_per_mv) == ("3x4", ("V1",), 50.0, 20.0)
    assert options.display_filter.label_at(500.0) == "high-pass 0.05 Hz"


@pytest.mark.parametrize("layout", ["12x1", "6x2", "3x4"])
def test_the_note_of_the_filter_hides_neither_names_of_leads_nor_the_time(canvas, layout):
    canvas.resize(675, 300)
    canvas.set_view(replace(canvas._view, layout=layout))
    plain = canvas.grab().toImage()
    canvas.show_scene(replace(canvas.scene, filter_text="high-pass 0.5 Hz, low-pass 40 Hz, notch 50 Hz"))
    noted = canvas.grab().toImage()
    assert noted != plain
    corner = QRect(plain.width() - 90, plain.height() - 20, 88, 18)
    for place in [*(plate.toAlignedRect() for plate in canvas.name_plates()), corner]:
        assert noted.copy(place) == plain.copy(place)
