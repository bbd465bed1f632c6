"""The window of a comparison, by keys and clicks, with a stand-in for the networks."""

import json
import threading
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QStyleOptionComboBox, QToolButton

from ecg_imn_desktop.analysis.comparison import exact_map, usual_limits
from ecg_imn_desktop.core.comparison import DIFFERENT_PATIENTS, EXACT, Ask, BeatPair, DeletionCurve, Side
from ecg_imn_desktop.core.errors import ModelError, RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import Fiducials, Measurements
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.desktop.comparison.aligned_view import SECOND
from ecg_imn_desktop.desktop.comparison.choices import FILTERS, explanations, filter_title
from ecg_imn_desktop.desktop.comparison.neighbours import previous_of, same_patient_in
from ecg_imn_desktop.desktop.comparison.plots import BeatsView
from ecg_imn_desktop.desktop.comparison.services import CompareServices
from ecg_imn_desktop.desktop.comparison.study import Target
from ecg_imn_desktop.desktop.comparison.tables import Table
from ecg_imn_desktop.desktop.comparison.window import CompareWindow
from ecg_imn_desktop.desktop.overlays import tag_at_corner
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.view import place_text, scale_text, square_text
from ecg_imn_desktop.draw.colours import AttributionScale
from ecg_imn_desktop.draw.theme import LIGHT, THEMES
from ecg_imn_desktop.model.methods import METHODS
from ecg_imn_desktop.report.words import percent

from .conftest import make_answer, make_beats

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

QRS_MS = {"old.hea": 90.0, "new.hea": 120.0, "last.hea": 96.0}


def record_named(name):
    year = {"old": 2019, "new": 2020, "last": 2021}[name]
    gain = {"old": 1.0, "new": 1.3, "last": 0.9}[name]
    made = make_beats(name=name)
    return replace(made, mv=made.mv * np.float32(gain), patient=Patient(id="7"), recorded_at=datetime(year, 1, 2))


class Maker:
    """Answers like the stand-in model; post-hoc methods wait while ``go`` is not set."""

    def __init__(self):
        self.go = threading.Event()
        self.go.set()
        self.asked = []
        self.threads = set()

    def side(self, record, ask, progress):
        self.asked.append((record.name, ask))
        self.threads.add(threading.get_ident())
        if ask.method != EXACT:
            progress.report(0.2, METHODS[ask.method].title)
            while not self.go.is_set():
                time.sleep(0.005)
                progress.report(0.5, METHODS[ask.method].title)
        answer = make_answer(record, ask.start_s)
        k = answer.prediction.index(ask.class_name) if ask.class_name else answer.prediction.top_class
        evidence = exact_map(answer.explanation, k, answer.prediction.class_names[k], 1.0)
        if ask.method != EXACT:
            method = METHODS[ask.method]
            evidence = replace(evidence, method=ask.method, title=method.title, is_in_logits=method.is_in_logits)
        r = np.arange(0.5, 10.0, 1.0)
        fiducials = Fiducials(r, r - 0.16, r - 0.06, r - 0.04, r + 0.04, r + 0.2, r + 0.4)
        return Side(
            record, ask.start_s, Measurements(fiducials, qrs_ms=QRS_MS[f"{record.name}.hea"]), answer.model,
            answer.prediction, answer.explanation if ask.method == EXACT else None, evidence,
        )  # fmt: skip

    def deletion(self, side, progress):
        fraction = np.array([0.0, 0.5])
        return DeletionCurve(fraction, {"map": np.array([2.0, -1.0]), "random": np.array([2.0, 1.5])})


def open_record(path, progress):
    if path.name not in QRS_MS:
        raise RecordError(f"{path.name} is no ECG.")
    return record_named(path.stem)


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def window(qtbot, maker):
    QApplication.setStyle("Fusion")
    window = CompareWindow(Settings(), CompareServices(open_record=open_record, make_explainer=lambda device: maker))
    window.resize(1400, 900)
    window.show()
    qtbot.waitExposed(window)
    yield window
    maker.go.set()
    window.close()
    for worker in (window.study._quick, window.study._slow):
        assert worker._thread.isFinished()
    window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def compared(qtbot, window):
    """Old as A, new as B, and compared."""
    with until_compared(qtbot, window):
        window.study.show("A", Target(Path("old.hea"), None, Ask()))
        window.study.show("B", Target(Path("new.hea"), None, Ask()))
    return window


def until_compared(qtbot, window):
    return qtbot.waitSignal(window.study.compared, timeout=15000, check_params_cb=lambda c: c is not None)


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    window.activateWindow()
    window.stage.canvas.setFocus()
    QApplication.processEvents()
    qtbot.keyClick(window.stage.canvas, key, modifier)


def row(table, head):
    return next(cells for cells in table.texts() if cells[0].strip().startswith(head))


def test_in_privacy_mode_the_title_names_no_record(qtbot, window):
    window.settings.is_private = True
    with until_compared(qtbot, window):
        window.study.show("A", Target(Path("old.hea"), None, Ask()))
        window.study.show("B", Target(Path("new.hea"), None, Ask()))
    assert window.windowTitle() == "Compare \u2013 ECG-IMN Desktop"
    window.set_privacy(False)
    assert window.windowTitle() == "Compare old \u2013 new \u2013 ECG-IMN Desktop"
    window.set_privacy(True)
    assert window.windowTitle() == "Compare \u2013 ECG-IMN Desktop"


def test_both_ecgs_their_answers_and_what_changed_are_shown(compared):
    a, b = (compared.stage.panes[letter] for letter in "AB")
    assert a.canvas.scene.record.name == "old"
    assert b.canvas.scene.record.name == "new"
    assert "2019-01-02" in a.heading.text()
    assert b.answer.full.startswith("MI, Myocardial infarction 77 % (logit")
    assert row(compared.changes.table, "QRS duration")[1:] == ["90", "120", "+30", f"±{usual_limits()['qrs_ms']:.0f}"]
    assert compared.changes.summary.text() == "Changed by more than usual: QRS duration."
    assert "10 pairs of typical beats" in compared.changes.notes.text()
    assert row(compared.answers.classes, "MI")[1] == percent(a_probability(compared))
    assert row(compared.answers.classes, "CD")[1:3] == ["38 %?", "38 %?"], "of 0.35"
    assert "old" in compared.windowTitle()


@pytest.mark.parametrize("mode", ["side_by_side", "stacked", "superimposed"])
def test_an_ecg_that_is_doubtful_is_marked_in_every_mode(qtbot, compared, mode):
    stage, side = compared.stage, compared.study.sides["B"]
    compared.set_mode(mode)
    assert stage.remarks["B"].isHidden()
    sentences = ("Lead V1 is flat.", "Pacemaker spikes were found.", "Lead V2 is flat.")
    stage.show_side("B", replace(side, warnings=sentences))
    shown = stage.remarks["B"]
    assert shown.isVisible()
    assert shown.label.text().split("\n") == ["B: Pacemaker spikes were found.", "B: Lead V1 is flat."]
    shown.more.click()
    assert shown.label.text().split("\n")[2:] == ["B: Lead V2 is flat."]
    assert stage.remarks["A"].isHidden()
    assert shown.mapTo(stage, QPoint()).x() > stage.width() / 3, "above B"
    stage.show_side("B", None)
    assert stage.remarks["B"].isHidden()


def a_probability(window):
    side = window.study.sides["A"]
    return side.prediction.probability[side.class_index]


def test_one_scale_colours_both_sides(compared):
    scales = [compared.stage.panes[letter].canvas.scene.attribution.scale.limit for letter in "AB"]
    assert scales[0] == scales[1]
    assert not compared.stage.legends["B"].isVisible()


def test_sides_are_swapped_by_a_key(qtbot, compared):
    with until_compared(qtbot, compared):
        press(qtbot, compared, Qt.Key.Key_X)
    assert compared.stage.panes["A"].canvas.scene.record.name == "new"
    assert row(compared.changes.table, "QRS duration")[3] == "\u221230"


def test_the_waterfall_runs_from_one_logit_to_the_other(compared):
    rows = compared.answers.waterfall._rows
    steps = compared.study.comparison.steps
    assert [r.label for r in rows[:2]] == ["logit A", "b"]
    assert rows[-2].end == pytest.approx(steps.logit[1])
    assert rows[-1].end == steps.logit[1]


def test_layouts_and_difference_by_keys(qtbot, compared):
    press(qtbot, compared, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert compared.stage.splitter.orientation() == Qt.Orientation.Vertical
    press(qtbot, compared, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    shown = compared.stage.both.canvas.scene.record
    aligned = compared.study.comparison.aligned
    np.testing.assert_allclose(shown.mv, aligned.a, rtol=1e-5, equal_nan=True)
    press(qtbot, compared, Qt.Key.Key_D)
    assert compared.stage.difference.isVisible()
    np.testing.assert_allclose(compared.stage.difference.canvas.scene.record.mv, aligned.difference, atol=1e-6)
    assert compared.stage.difference.canvas.scene.attribution is not None
    press(qtbot, compared, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert compared.stage.splitter.isVisible()


def test_no_peak_of_either_side_leaves_its_pane_and_the_rows_are_alike(compared):
    """Lead I of a left ventricular hypertrophy was cut at the upper edge."""
    for letter, gain in (("A", 1.0), ("B", 3.0)):
        record = make_beats(10.0, gain=gain, name=letter)
        compared.stage.panes[letter].show_record(record, Ask())
    compared.stage.share_room()
    compared.stage.set_view(replace(compared.stage.view, mm_per_mv=10.0))
    pages = [pane.canvas.page for pane in compared.stage.panes.values()]
    assert pages[0].screen == pages[1].screen
    assert pages[0].row_y_px == pages[1].row_y_px
    first = next(s.frame for s in pages[1].strips if s.strip.lead == "I")
    assert first.y(3.0) >= 0
    assert first.y(3.0) < 0.2 * pages[1].screen.height_px, "else this test shows nothing"


def test_the_gain_follows_the_room_that_a_mode_leaves_for_a_row(qtbot, compared):
    compared.resize(1300, 760)
    panes = compared.stage.panes

    def gain():
        return panes["A"].canvas.page.mm_per_mv

    qtbot.waitUntil(lambda: gain() >= 5.0, timeout=3000)
    beside = gain()
    compared.set_mode("stacked")
    qtbot.waitUntil(lambda: gain() < beside, timeout=3000)
    assert panes["B"].canvas.page.mm_per_mv == gain()
    compared.set_mode("side_by_side")
    qtbot.waitUntil(lambda: gain() == beside, timeout=3000)


def test_a_zoom_stays_when_the_window_changes(qtbot, compared):
    compared.zoom(2.0, 2.0)
    pages = [pane.canvas.page for pane in compared.stage.panes.values()]
    compared.resize(compared.width() - 100, compared.height() - 60)
    qtbot.wait(50)
    now = [pane.canvas.page for pane in compared.stage.panes.values()]
    assert [page.px_per_mv for page in now] == [page.px_per_mv for page in pages]


def test_the_last_row_of_either_side_is_clear_of_what_is_written_at_the_foot_of_a_long_record(compared):
    for letter, duration_s in (("A", 10.0), ("B", 60.0)):
        compared.stage.panes[letter].show_record(make_beats(duration_s, name=letter, gain=-1.0), Ask())
    compared.stage.share_room()
    canvases = [pane.canvas for pane in compared.stage.panes.values()]
    assert [canvas.has_foot for canvas in canvases] == [False, True]
    rows = [canvas.page.row_y_px for canvas in canvases]
    assert rows[0] == rows[1]
    record, page, font = canvases[1].scene.record, canvases[1].page, canvases[1].label_font()
    tag = tag_at_corner(page, place_text(page, None), font)
    frame = next(s.frame for s in page.strips if s.strip.lead == "V6")
    assert frame.y(float(record.lead("V6").min())) <= tag.top()
    compared.stage.panes["B"].show_record(make_beats(10.0, gain=-1.0), Ask())
    assert canvases[0].page.row_y_px == canvases[1].page.row_y_px != rows[0], "nothing is written any more"


def test_speed_and_gain_are_said_in_every_mode_and_follow_a_zoom(compared):
    for mode in ("side_by_side", "stacked", "superimposed"):
        compared.set_mode(mode)
        QApplication.processEvents()
        canvas = compared.stage.canvas
        assert scale_text(canvas.page) in compared.scale.text()
        assert square_text(canvas.page) in compared.scale.text()
    before = compared.scale.text()
    compared.zoom(2.0, 1.0)
    assert compared.scale.text() != before
    compared.set_mode("side_by_side")
    compared.stage.splitter.setSizes([600, 300])
    QApplication.processEvents()
    pages = [pane.canvas.page for pane in compared.stage.panes.values()]
    assert pages[0].px_per_s != pages[1].px_per_s, "the panes are not equally wide"
    assert compared.scale.text().startswith("A: ")


def test_the_median_beats_have_a_bar_of_one_millivolt(qtbot):
    view = BeatsView()
    qtbot.addWidget(view)
    view.resize(420, 460)
    mv = np.tile(np.array([0.0, 1.5, -0.5, 0.0, 0.0]), (12, 1))
    view.show_beats(BeatPair(np.linspace(-350.0, 600.0, 5), STANDARD_LEADS, mv, mv))
    image = view.grab().toImage()
    colour = QColor(LIGHT.muted).rgb()
    bar = [y for y in range(image.height()) if image.pixel(image.width() - 6, y) == colour]
    cell_px = (image.height() - view.fontMetrics().height()) / 4
    assert len(bar) == pytest.approx((cell_px - 8) / 2.0, abs=2), "from -0.5 to 1.5 mV in a cell"


def test_superimposed_the_second_ecg_is_painted_too(qtbot, compared):
    compared.set_mode("superimposed")
    QApplication.processEvents()
    canvas = compared.stage.both.canvas
    green = rgb(SECOND[compared.theme.is_dark])

    def greens():
        image = canvas.grab().toImage().convertToFormat(canvas.grab().toImage().Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)[..., 2::-1]
        return int((np.abs(pixels.astype(int) - green).max(axis=2) < 40).sum())

    with_b = greens()
    compared.stage.both._second = {}
    assert with_b > greens() + 500


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_second_ecg_has_no_colour_that_means_evidence(theme):
    ramp = AttributionScale(1.0, theme).rgba_at(np.linspace(-1, 1, 41))[:, :3].astype(int)
    assert np.abs(ramp - rgb(SECOND[theme.is_dark])).max(axis=1).min() > 60


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])


def test_linked_canvases_scroll_and_zoom_together_and_free_ones_do_not(qtbot, compared):
    a, b = (compared.stage.panes[letter].canvas for letter in "AB")
    a.setFocus()
    for _ in range(4):
        press(qtbot, compared, Qt.Key.Key_Plus)
    assert a.page.px_per_s == b.page.px_per_s
    press(qtbot, compared, Qt.Key.Key_Right)
    assert a.page.start_s == b.page.start_s > 0
    press(qtbot, compared, Qt.Key.Key_K)
    before = b.page.start_s
    press(qtbot, compared, Qt.Key.Key_Right)
    assert b.page.start_s == before
    assert a.page.start_s > before


def test_the_cursor_and_the_calipers_show_on_the_other_side(qtbot, compared):
    a, b = (compared.stage.panes[letter] for letter in "AB")
    strip = a.canvas.page.strips[0].frame
    at = QPoint(round(strip.x(2.5)), round(strip.y_px))
    qtbot.mouseMove(a.canvas, at)
    hover = compared.stage.linking._hovers[1]
    assert hover.lead == "I"
    assert hover.time_s == pytest.approx(2.5, abs=0.05)
    assert hover.mv == pytest.approx(float(b.canvas.scene.record.lead("I")[round(hover.time_s * 500)]), abs=1e-6)
    press(qtbot, compared, Qt.Key.Key_C)
    before = b.canvas.grab().toImage()
    qtbot.mousePress(a.canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(a.canvas, at + QPoint(60, 0))
    qtbot.mouseRelease(a.canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(60, 0))
    assert len(a.input.edits.calipers) == 1
    assert not b.input.edits.calipers
    b.canvas.update()
    QApplication.processEvents()
    assert b.canvas.grab().toImage() != before
    press(qtbot, compared, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert not compared.stage.calipers()


def test_b_shows_the_class_of_a_until_it_is_given_its_own(qtbot, compared, maker):
    with until_compared(qtbot, compared):
        press(qtbot, compared, Qt.Key.Key_1)
    compared.stage.panes["A"].choose_nth_class(3)  # CD
    qtbot.waitUntil(lambda: compared.study.comparison is not None
                    and compared.study.comparison.b.evidence.class_name == "CD", timeout=15000)  # fmt: skip
    box = compared.stage.panes["B"].classes
    with until_compared(qtbot, compared):
        compared.stage.panes["B"].choose_nth_class(box.findData("IMI"))
    assert compared.study.comparison.steps.class_names == ("CD", "IMI")


def test_a_slow_method_shows_progress_is_cancelled_and_never_delays_the_exact_map(qtbot, compared, maker):
    maker.go.clear()
    box = compared.stage.panes["B"].method
    index = next(i for i in range(box.count()) if box.itemData(i).method == "occlusion")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    qtbot.waitUntil(compared.progress.isVisible, timeout=15000)
    assert "Occlusion" in compared.doing.text()
    with qtbot.waitSignal(compared.study.side_changed, timeout=15000,
                          check_params_cb=lambda letter, side: letter == "A" and side is not None):  # fmt: skip
        compared.study.show("A", Target(Path("last.hea"), None, Ask()))
    assert compared.stage.panes["A"].answer.text().startswith("MI ")
    press(qtbot, compared, Qt.Key.Key_Escape)
    assert not compared.progress.isVisible()
    assert compared.study.sides["B"] is None
    maker.go.set()
    assert len(maker.threads) == 2


def test_esc_puts_one_thing_away_at_a_press(qtbot, compared):
    press(qtbot, compared, Qt.Key.Key_F11)
    compared.banner.say("A message.")
    press(qtbot, compared, Qt.Key.Key_C)
    press(qtbot, compared, Qt.Key.Key_Escape)
    assert not any(hand.is_measuring for hand in compared.stage._inputs())
    assert compared.banner.text
    press(qtbot, compared, Qt.Key.Key_Escape)
    assert not compared.banner.text
    assert compared.isFullScreen()
    press(qtbot, compared, Qt.Key.Key_Escape)
    assert not compared.isFullScreen()


def test_methods_are_stepped_through_by_a_key_and_agreement_is_said(qtbot, compared):
    with until_compared(qtbot, compared):
        press(qtbot, compared, Qt.Key.Key_M)
    side = compared.study.sides["B"]
    assert side.evidence.method != EXACT
    assert "rank correlation +1.00" in compared.explanations.agreement.text()
    assert "took 1 ms" in compared.explanations.times.text()
    assert "exact explanation on both sides" in compared.answers.sentence.text()


def test_a_map_without_a_unit_has_a_legend_of_its_own(qtbot, compared):
    with until_compared(qtbot, compared):
        compared.study.change("B", method="grad-cam")
    assert compared.stage.legends["B"].isVisible()
    assert compared.stage.legends["B"]._unit == "B: no unit"
    assert compared.stage.legends["A"]._unit == "logit per second"
    assert compared.study.comparison.aligned.evidence is None


def test_it_fits_on_a_small_screen_with_remarks_and_the_difference(qtbot, compared):
    sentence = "A remark that is long enough to take two lines above an ECG on a screen that is not wide at all. "
    for remarks in compared.stage.remarks.values():
        remarks.show_sentences([sentence * 2] * 4)
    compared.resize(1366, 700)
    compared.actions_["difference"].trigger()
    qtbot.wait(100)  # until the lines are broken to their width
    assert compared.stage.difference.isVisible()
    assert [compared.stage.remarks[x].label.height() > 40 for x in "AB"] == [True, True]
    assert compared.stage.minimumSizeHint().height() <= 640, "menu, toolbar and status bar take 75"


def test_it_fits_on_a_small_screen(compared):
    for legend in compared.stage.legends.values():
        legend.show()  # two, as where the maps have scales of their own
    QApplication.processEvents()
    assert compared.minimumSizeHint().width() <= 1366 / 1.25, "a usual screen, at 125 %"
    assert compared.minimumSizeHint().height() <= 720


def test_a_class_that_has_no_room_ends_in_an_ellipsis(compared):
    box, option = compared.stage.panes["A"].classes, QStyleOptionComboBox()
    box.setCurrentIndex(box.findData("CD"))
    box.resize(110, box.height())
    box.initStyleOption(option)
    assert box.currentText() == "CD, Conduction disturbance"
    assert option.currentText.startswith("CD, C")
    assert option.currentText.endswith("\u2026")


def test_deletion_curves_on_demand(qtbot, compared):
    with qtbot.waitSignal(compared.study.curves_changed, timeout=15000):
        qtbot.mouseClick(compared.explanations.button, Qt.MouseButton.LeftButton)
    assert [line.name for line in compared.explanations.plot._lines] == ["A", "", "B", ""]
    with until_compared(qtbot, compared):
        compared.study.swap()
    assert not compared.explanations.plot._lines  # they were of the other sides


def test_deletion_curves_are_drawn_on_a_page_that_is_seen(qtbot, compared):
    compared.right.hide()
    with qtbot.waitSignal(compared.study.curves_changed, timeout=15000):
        compared.actions_["curves"].trigger()
    assert compared.explanations.plot.isVisible()
    assert compared.actions_["panel"].isChecked()


def test_a_display_filter_is_asked_for(qtbot, compared, maker):
    with until_compared(qtbot, compared):
        press(qtbot, compared, Qt.Key.Key_G)
    assert maker.asked[-1][1].high_pass_hz == FILTERS[1][0]


def test_different_patients_cannot_be_overlooked(qtbot, compared):
    assert compared.banner.text == ""
    other = replace(record_named("last"), patient=Patient(id="8"))
    with until_compared(qtbot, compared):
        compared.study.show("A", Target(None, other, Ask()))
    assert compared.banner.text == "The records name different patients."


def test_whether_two_ecgs_are_of_one_patient_is_said_once_and_of_these_two_only(qtbot, compared):
    nameless = replace(record_named("last"), patient=Patient())
    with until_compared(qtbot, compared):
        compared.study.show("A", Target(None, nameless, Ask()))
    assert compared.banner.text == "The files do not say whether the records are of one patient."
    compared.banner.dismiss()
    with until_compared(qtbot, compared):
        compared.study.change("A", class_name="CD")
    assert compared.banner.text == "", "of these two it is known"
    with until_compared(qtbot, compared):
        compared.study.show("A", Target(None, replace(nameless, patient=Patient(id="8")), Ask()))
    assert compared.banner.text == "The records name different patients."
    with until_compared(qtbot, compared):
        compared.study.show("A", Target(Path("old.hea"), None, Ask()))
    assert compared.banner.text == "", "it was said of another ECG"


def test_a_record_that_cannot_be_read_is_said(qtbot, compared):
    with qtbot.waitSignal(compared.study.failed, timeout=15000):
        compared.choosing.open_record("A", Path("nothing.hea"))
    assert compared.banner.text == "nothing.hea is no ECG."
    assert compared.banner.isVisible()
    pane = compared.stage.panes["A"]
    assert pane.answer.full == "nothing.hea is no ECG.", "no longer that the model reads it"
    assert pane.canvas.scene.record is None, "the traces of the ECG before would pass for it"
    assert pane.canvas.scene.attribution is None
    assert pane.heading.full == "A: nothing"
    assert not pane.grab().isNull()
    with until_compared(qtbot, compared):
        compared.choosing.open_record("A", Path("old.hea"))
    assert pane.canvas.scene.record is not None


def test_an_ecg_that_gets_no_answer_stays_on_the_screen(qtbot, compared, maker):
    def fail(*_):
        raise ModelError("The model is gone.")

    maker.side = fail
    with qtbot.waitSignal(compared.study.failed, timeout=15000):
        compared.study.show("A", Target(Path("old.hea"), None, Ask()))
    assert compared.stage.panes["A"].canvas.scene.record is not None
    assert compared.stage.panes["A"].answer.full == "The model is gone."


def test_a_defect_leaves_the_window_alive(qtbot, compared, maker, caplog):
    maker.side = None
    with qtbot.waitSignal(compared.study.crashed, timeout=15000):
        compared.study.show("A", Target(Path("old.hea"), None, Ask()))
    assert compared.banner.isVisible()
    caplog.clear()


@pytest.mark.parametrize("kind", ["pdf", "png", "csv", "json"])
def test_exports_by_the_menu(qtbot, compared, tmp_path, monkeypatch, kind):
    path = tmp_path / f"c.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(path), ""))
    with qtbot.waitSignal(compared.study.exported, timeout=30000):
        compared.actions_[kind].trigger()
    data = path.read_bytes()
    assert data.startswith({"pdf": b"%PDF", "png": b"\x89PNG", "csv": b"kind", "json": b"{"}[kind])
    if kind == "json":
        qrs = json.loads(data)["measurements"][0]
        assert (qrs["a"], qrs["b"]) == (90.0, 120.0)


def test_a_comparison_that_closes_writes_what_it_was_told_to(compared, tmp_path):
    paths = [tmp_path / "a.pdf", tmp_path / "a.json"]
    for path in paths:
        compared.exporting.export(path.suffix[1:], path)
    compared.close()
    assert all(path.stat().st_size for path in paths)


def test_the_pages_colour_what_the_screen_colours(compared, tmp_path, monkeypatch):
    compared.settings.threshold_percent, compared.settings.opacity_percent, documents = 20, 50, []
    monkeypatch.setattr(compared.study, "export", lambda kind, path, document: documents.append(document))
    compared.exporting.export("pdf", tmp_path / "c.pdf")
    (document,) = documents
    for on_page, on_screen in zip(document.attributions, compared.stage._attributions(), strict=True):
        assert on_page.scale.threshold == on_screen.scale.threshold == 0.2 * on_page.scale.limit
        assert on_page.opacity == on_screen.opacity == 0.5


def test_two_exports_at_once_write_two_files(qtbot, compared, tmp_path):
    written = []
    compared.study.exported.connect(written.append)
    paths = [tmp_path / "c.json", tmp_path / "c.csv"]
    for path in paths:
        compared.exporting.export(path.suffix[1:], path)
    qtbot.waitUntil(lambda: written == paths, timeout=15000)


def test_a_series_over_time(qtbot, compared, tmp_path, monkeypatch):
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("last.hea"), Path("old.hea"), Path("new.hea")])
    panel = compared.series
    heads = [panel.table.horizontalHeaderItem(i) for i in (1, 2, 3)]
    assert [head.text() for head in heads] == ["1\n2019-01-02", "2\n2020-01-02", "3\n2021-01-02"]
    assert heads[0].toolTip().startswith("1: old")
    assert panel.remarks.isHidden()
    assert row(panel.table, "QRS duration")[1:] == ["90", "120", "96"]
    last = compared.study.series.sides[-1].prediction
    likeliest = last.classes[last.top_class]
    assert panel.which.currentText() == f"Probability of {likeliest.name}, {likeliest.title}"
    assert panel.plot._lines[0].name == panel.which.currentText()
    assert panel.plot._span == (0.0, 100.0)
    (known,) = [r for r in range(panel.table.rowCount()) if panel.table.item(r, 0).text().startswith("P(MI,")]
    assert panel.table.item(known, 0).toolTip() == compared.study.series.probabilities["MI"].title
    assert row(panel.table, "P(CD,")[1:] == ["38 %?"] * 3, "of 0.35"
    assert "?" not in "".join(row(panel.table, "P(MI,")[1:]), "0.77 of 0.30"
    panel.which.setCurrentIndex(panel.which.findText("QRS duration, ms"))
    assert panel.plot._span is None
    (line,) = panel.plot._lines
    assert line.y.tolist() == [90.0, 120.0, 96.0]
    assert line.x.tolist() == [0.0, 365.0, 731.0]
    panel.grab()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(tmp_path / "s.json"), ""))
    with qtbot.waitSignal(compared.study.exported, timeout=15000):
        compared.actions_["series_csv"].trigger()
    assert len(json.loads((tmp_path / "s.json").read_text())["ecgs"]) == 3
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(tmp_path / "s"), "PDF (*.pdf)"))
    with qtbot.waitSignal(compared.study.exported, timeout=15000):
        compared.actions_["series_pdf"].trigger()
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")


def test_heads_of_rows_say_as_much_as_has_room(qtbot):
    """Short name and title on one line, on two, the title alone, the short name; never less than is legible."""
    table = Table("numbers")
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    qtbot.waitExposed(table)
    heads = ("    IMI, Inferior infarction", "    Inferior infarction", "    IMI")
    table.fill(["", "A"], [[heads[0], "0.38?"], ["QRS, ms", "90"]], set(), "#000", (), {0: heads[1:]})
    metrics, high_px = table.fontMetrics(), table.rowHeight(1)

    def said_beside(width_px):
        table.resize(width_px + table.columnWidth(1) + 2 * table.frameWidth(), 300)
        QApplication.processEvents()
        assert table.columnWidth(0) == max(width_px, 22 * metrics.averageCharWidth())
        return table.item(0, 0).text()

    assert said_beside(metrics.horizontalAdvance(heads[0]) + 20) == heads[0]
    assert table.rowHeight(0) == high_px
    assert said_beside(metrics.horizontalAdvance(heads[0])) == "    IMI, Inferior\n    infarction"
    assert table.rowHeight(0) == high_px + metrics.height()
    assert table.item(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == heads[0]
    assert said_beside(10)
    assert table.horizontalScrollBar().maximum() > 0
    title = "Left anterior or posterior fascicular block"
    table.fill(["", "A"], [[f"LAFB/LPFB, {title}", "0.1"]], set(), "#000", (), {0: (title, "LAFB/LPFB")})
    assert said_beside(metrics.horizontalAdvance(title) * 2 // 3) == "Left anterior or posterior\nfascicular block"
    assert said_beside(10) == "LAFB/LPFB"


def test_the_answer_and_the_classes_to_choose_have_their_titles(qtbot, compared):
    pane = compared.stage.panes["A"]
    items = [pane.classes.itemText(i) for i in range(pane.classes.count())]
    assert items[1:3] == ["NORM, Normal ECG", "MI, Myocardial infarction"]
    assert pane.classes.toolTip() == "Likeliest"
    with until_compared(qtbot, compared):
        pane.choose_nth_class(2)
    assert pane.classes.toolTip() == "MI, Myocardial infarction", "in full, however narrow the pane"
    with until_compared(qtbot, compared):
        pane.choose_nth_class(0)
    full = pane.answer.full
    assert full.startswith("MI, Myocardial infarction 77 % (logit")
    metrics = pane.answer.fontMetrics()
    for expected in (full, full.removeprefix("MI, "), "MI" + full.removeprefix("MI, Myocardial infarction")):
        pane.answer.setFixedWidth(metrics.horizontalAdvance(expected) + 1)
        QApplication.processEvents()
        assert pane.answer.text() == expected
    assert pane.answer.accessibleName() == full


def test_each_ecg_of_a_series_says_what_must_be_known_of_it(qtbot, compared, maker):
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("old.hea"), Path("new.hea"), Path("last.hea")])
    series = compared.study.series
    old, new, last = series.sides
    sentences = ("Lead V1 is flat.", "Pacemaker spikes were found.", "Lead V2 is flat.")
    mute = replace(last, prediction=None, evidence=None, explanation=None, reason="It is too short.")
    compared.tabs.setCurrentWidget(compared.series)
    panel = compared.series
    panel.show_series(replace(series, sides=(old, replace(new, warnings=sentences), mute)))
    QApplication.processEvents()
    assert panel.remarks.isVisible()
    of_new, of_last = panel.remarks.parts
    assert of_new.label.text().split("\n") == ["2: Pacemaker spikes were found.", "2: Lead V1 is flat."]
    assert of_last.label.text() == "3: No prediction. It is too short."
    assert panel.remarks.height() >= panel.remarks.widget().height(), "all is seen without scrolling"
    before = panel.remarks.height()
    of_new.more.click()
    QApplication.processEvents()
    assert of_new.label.text().split("\n")[2:] == ["2: Lead V2 is flat."]
    assert panel.remarks.height() > before
    many = tuple(f"Remark {i}." for i in range(9))
    panel.show_series(replace(series, sides=tuple(replace(s, warnings=many) for s in (old, new, last) * 2)))
    for part in panel.remarks.parts:
        part.more.click()
    QApplication.processEvents()
    assert panel.remarks.height() < panel.height() / 3
    assert panel.remarks.verticalScrollBar().maximum() > 0
    assert compared.banner.text == ""
    compared.study.series_changed.emit(replace(series, notes=(DIFFERENT_PATIENTS,)))
    assert compared.banner.text == DIFFERENT_PATIENTS
    panel.show_series(None)
    assert panel.remarks.isHidden()


def test_a_series_that_lost_an_ecg_or_failed_is_not_exported(qtbot, compared):
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("old.hea"), Path("new.hea")])
    compared.series.set_paths([Path("old.hea")])
    assert compared.study.series is None
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("old.hea"), Path("new.hea")])
    with qtbot.waitSignal(compared.study.failed, timeout=15000):
        compared.series.set_paths([Path("old.hea"), Path("letter.txt"), Path("gone.hea")])
    assert compared.study.series is None
    assert compared.series.table.rowCount() == 0
    assert compared.banner.text == "letter.txt is no ECG.\ngone.hea is no ECG."


def test_an_ecg_that_cannot_be_read_is_left_out_of_a_series_and_named(qtbot, compared, tmp_path):
    letter = tmp_path / "letter.hea"
    letter.write_text("Dear colleague")
    compared.show_series_page()
    panel = compared.series
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        panel.set_paths([Path("old.hea"), letter, Path("new.hea")])
    assert [side.record.name for side in compared.study.series.sides] == ["old", "new"]
    assert [panel.list.item(i).text() for i in range(3)] == ["1: old", "letter.hea (cannot be read)", "2: new"]
    assert panel.list.item(1).toolTip() == "letter.hea is no ECG."
    assert panel.remarks.isVisible()
    assert [part.label.text() for part in panel.remarks.parts] == ["Left out: letter.hea is no ECG."]
    assert row(panel.table, "QRS duration")[1:] == ["90", "120"]
    with qtbot.waitSignal(compared.study.exported, timeout=15000):
        compared.study.export_series("json", tmp_path / "s.json")
    facts = json.loads((tmp_path / "s.json").read_text())
    assert facts["unreadable"] == [{"file": "letter.hea", "reason": "letter.hea is no ECG."}]
    with qtbot.waitSignal(compared.study.export_failed, timeout=15000) as failed:
        compared.study.export_series("csv", letter)
    assert "belongs to the record" in failed.args[0].message
    assert letter.read_text() == "Dear colleague"
    panel.list.setCurrentRow(1)
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        panel.remove.click()
    assert [panel.list.item(i).text() for i in range(2)] == ["1: old", "2: new"]
    assert panel.remarks.isHidden()


def test_of_a_folder_dropped_what_can_be_read_is_a_series(qtbot, compared, tmp_path):
    for name, date in (("old", "02/01/2019"), ("new", "02/01/2020"), ("broken", "02/01/2021")):
        write_header(tmp_path, name, "7", date)
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        drop(compared, compared.stage.panes["A"], tmp_path)
    assert [path.stem for path in compared.series.paths] == ["old", "new", "broken"]
    assert [side.record.name for side in compared.study.series.sides] == ["old", "new"]
    assert compared.series.remarks.parts[0].label.text() == "Left out: broken.hea is no ECG."


def test_a_series_that_is_not_there_is_said(compared):
    for name in ("series_csv", "series_pdf"):
        compared.actions_[name].trigger()
        assert "no series" in compared.banner.text


def test_an_ecg_of_a_series_has_its_number_and_is_seen_at_a_double_click(qtbot, compared):
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("last.hea"), Path("old.hea"), Path("new.hea")])
    compared.tabs.setCurrentWidget(compared.series)
    listed = compared.series.list
    assert [listed.item(i).text() for i in range(3)] == ["3: last", "1: old", "2: new"], "as in the table"
    with until_compared(qtbot, compared):
        place = listed.visualItemRect(listed.item(0)).center()
        qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert compared.study.targets["A"].path == Path("last.hea")
    assert compared.study.targets["B"].path == Path("new.hea")


def test_the_page_of_a_series_says_what_to_do_until_there_is_one(qtbot, compared):
    compared.tabs.setCurrentWidget(compared.series)
    panel = compared.series
    shown = (panel.list, panel.which, panel.plot, panel.table)
    assert not any(widget.isVisible() for widget in shown)
    assert panel.notes.text().startswith("Two to eight ECGs make a series: ")
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        panel.set_paths([Path("old.hea"), Path("new.hea")])
        assert panel.notes.text().startswith("The series is being made")
    assert all(widget.isVisible() for widget in shown)
    panel.set_paths([])
    assert not any(widget.isVisible() for widget in shown)


def test_what_a_row_of_a_series_is_about_stays_in_view(qtbot, compared):
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("old.hea"), Path("new.hea"), Path("last.hea")])
    compared.tabs.setCurrentWidget(compared.series)
    panel = compared.series
    assert not panel.heads.isVisible(), "all numbers have room"
    panel.show_series(replace(compared.study.series, sides=compared.study.series.sides * 2))
    panel.table.setFixedSize(300, 120)
    QApplication.processEvents()
    for bar in (panel.table.horizontalScrollBar(), panel.table.verticalScrollBar()):
        assert bar.maximum() > 0
        bar.setValue(bar.maximum())
    QApplication.processEvents()
    heads, table = panel.heads, panel.table
    assert heads.isVisible()
    last = table.rowCount() - 1
    row = heads.visualRect(heads.model().index(last, 0))
    assert heads.viewport().rect().contains(row)
    at = heads.viewport().mapTo(table, row.center())
    assert heads.geometry().contains(at)
    place = table.viewport().mapFrom(table, at)
    scrolled = table.horizontalScrollBar().value()
    assert table.childAt(at) is table.viewport(), "a click is for the numbers below it"
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.currentRow() == last
    assert table.horizontalScrollBar().value() == scrolled > 0
    other = table.viewport().mapTo(table, table.visualRect(table.model().index(last, 6)).center())
    assert at.y() == other.y()
    assert table.childAt(other) is table.viewport()


def test_the_trend_has_its_threshold_days_and_the_decimals_of_the_table(qtbot, compared):
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        compared.series.set_paths([Path("old.hea"), Path("new.hea"), Path("last.hea")])
    panel = compared.series
    panel.which.setCurrentIndex(panel.which.findText("Probability of MI", Qt.MatchFlag.MatchStartsWith))
    line = panel.plot._lines[1]
    assert line.is_dashed
    assert line.y.tolist() == [30.0, 30.0]
    assert panel.plot._label(30.0) == "30 %"
    assert panel.plot._below == "2019-01-02 to 2021-01-02: 731 days"
    panel.which.setCurrentIndex(panel.which.findText("QRS duration, ms"))
    assert len(panel.plot._lines) == 1
    (trend,) = [t for t in compared.study.series.measurements if t.name == "qrs_ms"]
    assert panel.plot._band == (90.0 - trend.limit, 90.0 + trend.limit), "usual change, as on paper"
    panel.plot.grab()
    assert panel.plot._label(90.0) == "90"
    panel.show_series(replace(compared.study.series, times=None))
    assert panel.plot._below == "in the order given; grey: usual change"


def drop(window, widget, *paths):
    at = widget.mapTo(window, widget.rect().center())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, button, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, button, none))


def test_an_ecg_is_dropped_on_a_side_and_two_on_both(qtbot, compared, tmp_path):
    for name, date in (("last", "02/01/2021"), ("old", "02/01/2019"), ("new", "02/01/2020")):
        write_header(tmp_path, name, "7", date)
    last, old, new = (tmp_path / f"{name}.hea" for name in ("last", "old", "new"))
    with until_compared(qtbot, compared):
        drop(compared, compared.stage.panes["A"], last, tmp_path / "last.dat")
    assert [compared.study.targets[letter].path for letter in "AB"] == [last, Path("new.hea")]
    with until_compared(qtbot, compared):
        drop(compared, compared.stage.panes["B"], old)
    assert [compared.study.targets[letter].path for letter in "AB"] == [last, old]
    assert not compared.stage.panes["B"].start.lineEdit().acceptDrops(), "nothing is in the window's way"
    with until_compared(qtbot, compared):
        drop(compared, compared.right, last, new)
    assert [compared.study.targets[letter].path for letter in "AB"] == [new, last], "the earlier one is A"


def test_more_are_dropped_as_a_series_and_too_many_are_said(qtbot, compared, tmp_path):
    for name, date in (("last", "02/01/2021"), ("old", "02/01/2019"), ("new", "02/01/2020")):
        write_header(tmp_path, name, "7", date)
    (tmp_path / "letter.docx").write_bytes(b"Dear colleague")
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        drop(compared, compared.stage.panes["A"], tmp_path)
    assert [path.stem for path in compared.series.paths] == ["old", "new", "last"]
    assert compared.tabs.currentWidget() is compared.series
    for folder in (folders := [tmp_path / name for name in "xy"]):
        folder.mkdir()
        for name, date in (("last", "02/01/2021"), ("old", "02/01/2019"), ("new", "02/01/2020")):
            write_header(folder, name, "7", date)
    with qtbot.waitSignal(compared.study.series_changed, timeout=15000):
        drop(compared, compared.series, *folders)
    assert len(compared.series.paths) == 8
    assert compared.series.paths[0] == tmp_path / "new.hea", "the first is left out"
    assert "the last 8 of 9 are shown" in compared.banner.text
    (bare := tmp_path / "bare").mkdir()
    drop(compared, compared.series, bare)
    qtbot.waitUntil(lambda: "no ECG in what was dropped" in compared.banner.text)


def test_every_action_has_a_key_and_no_key_has_two(compared):
    from ecg_imn_desktop.desktop.comparison.actions import ACTIONS

    keys = [key for spec in ACTIONS for key in spec.shortcuts]
    assert all(spec.shortcuts for spec in ACTIONS)
    assert len(keys) == len(set(keys))


def test_a_heading_without_room_for_the_name_says_when(qtbot, compared):
    side, pane = compared.study.sides["A"], compared.stage.panes["A"]
    name = "a record that has a very long name " * 3
    pane.show_side(replace(side, record=replace(side.record, name=name)), Ask())
    QApplication.processEvents()
    assert pane.heading.text() == "A: 2019-01-02"
    assert pane.heading.toolTip().startswith(f"A: {name}")
    pane.show_side(replace(side, record=replace(side.record, name=name, recorded_at=None)), Ask())
    QApplication.processEvents()
    assert pane.heading.text().startswith("A: a record")
    assert pane.heading.text().endswith("\u2026"), "that it was cut is seen"


def test_every_tab_and_theme_paints(compared):
    from ecg_imn_desktop.draw.theme import THEMES

    for theme in THEMES.values():
        compared.set_theme(theme)
        for index in range(compared.tabs.count()):
            compared.tabs.setCurrentIndex(index)
            assert not compared.grab().isNull()


def test_the_arrow_to_what_has_no_room_in_the_toolbar_has_the_colour_of_text(window):
    from ecg_imn_desktop.draw.theme import THEMES

    arrow = window.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    for theme in THEMES.values():
        window.set_theme(theme)
        image = arrow.icon().pixmap(20, 20).toImage()
        drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        strongest = max(drawn, key=lambda colour: colour.alpha())
        assert strongest.lightness() == pytest.approx(QColor(theme.text).lightness(), abs=12)


def test_a_lead_of_the_waterfall_is_shown_alone_and_a_second_click_brings_all_back(compared):
    compared.answers.lead_chosen.emit("V2")
    assert {s.strip.lead for s in compared.stage.panes["B"].canvas.page.strips} == {"V2"}
    compared.answers.lead_chosen.emit("V2")
    assert len(compared.stage.panes["B"].canvas.page.strips) == 12


# ---------------------------------------------------------------------------------------------------- neighbours


def write_header(folder, name, patient="", date=""):
    comments = f"# subject_id: {patient}\n" if patient else ""
    (folder / f"{name}.hea").write_text(f"{name} 1 500 5000{' 10:00:00 ' + date if date else ''}\n"
                                        f"{name}.dat 16 1000 16 0 0 0 0 I\n{comments}")  # fmt: skip
    (folder / f"{name}.dat").write_bytes(bytes(10_000))


def test_the_latest_earlier_ecg_of_the_patient_is_proposed(tmp_path):
    write_header(tmp_path, "a", "7", "01/01/2018")
    write_header(tmp_path, "b", "8", "01/01/2019")
    write_header(tmp_path, "c", "7", "01/01/2019")
    write_header(tmp_path, "d", "7", "01/01/2020")
    assert previous_of(tmp_path / "d.dat") == tmp_path / "c.hea"
    assert previous_of(tmp_path / "c.hea") == tmp_path / "a.hea"
    assert previous_of(tmp_path / "b.hea") == tmp_path / "a.hea"  # no earlier one of the patient: by name
    assert same_patient_in(tmp_path / "d.hea") == [tmp_path / f"{n}.hea" for n in "acd"]


def test_what_cannot_be_read_is_not_proposed(tmp_path):
    write_header(tmp_path, "a", "7", "01/01/2017")
    write_header(tmp_path, "b", "7", "01/01/2018")
    for name in ("c", "d"):
        write_header(tmp_path, name)
    write_header(tmp_path, "e", "7", "01/01/2020")
    (tmp_path / "b.dat").unlink()
    assert previous_of(tmp_path / "e.hea") == tmp_path / "a.hea", "the patient's latest has lost its signals"
    (tmp_path / "c.hea").write_text("no header")
    assert previous_of(tmp_path / "d.hea") == tmp_path / "a.hea", "by name"
    for name in "ade":
        (tmp_path / f"{name}.dat").write_bytes(b"")
    assert previous_of(tmp_path / "d.hea") is None


def test_a_file_of_another_format_is_not_proposed_to_itself(tmp_path):
    (tmp_path / "x.edf").write_bytes(b"0")
    assert previous_of(tmp_path / "x.edf") is None
    write_header(tmp_path, "y")
    assert previous_of(tmp_path / "x.edf") == tmp_path / "y.hea"
    assert previous_of(tmp_path / "y.hea") == tmp_path / "x.edf"


def test_without_a_patient_the_one_before_by_name_is_proposed(tmp_path):
    for name in ("a", "b"):
        write_header(tmp_path, name)
    assert previous_of(tmp_path / "b.hea") == tmp_path / "a.hea"
    assert previous_of(tmp_path / "a.hea") == tmp_path / "b.hea"
    assert same_patient_in(tmp_path / "a.hea") == [tmp_path / "a.hea"]
    alone = tmp_path / "alone"
    alone.mkdir()
    write_header(alone, "x")
    assert previous_of(alone / "x.hea") is None


def test_a_class_that_the_model_of_b_does_not_know_leaves_b_its_own(qtbot, compared, maker):
    from ecg_imn_desktop.core.errors import ModelError

    made = maker.side

    def picky(record, ask, progress):
        if record.name == "new" and ask.class_name == "CD":
            raise ModelError("no class 'CD'")
        return made(record, ask, progress)

    maker.side = picky
    compared.stage.panes["A"].choose_nth_class(3)  # CD
    qtbot.waitUntil(
        lambda: compared.study.comparison is not None and compared.study.comparison.a.evidence.class_name == "CD",
        timeout=15000,
    )
    assert compared.study.comparison.b.evidence.class_name == "MI"


def test_without_the_twin_the_list_says_so_and_it_cannot_be_chosen(window, monkeypatch):
    from ecg_imn_desktop.desktop.comparison import pane

    monkeypatch.setattr(pane, "is_twin_installed", lambda: False)
    box = pane.Pane("A").method
    last = box.count() - 1
    assert "not installed" in box.itemText(last)
    assert not box.model().item(last).isEnabled()
    monkeypatch.setattr(pane, "is_twin_installed", lambda: True)
    assert pane.Pane("A").method.count() == last


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_two_entries_of_a_menu_share_a_key(qapp, language):
    from ecg_imn_desktop.desktop.actions import in_words
    from ecg_imn_desktop.desktop.comparison.actions import ACTIONS
    from ecg_imn_desktop.report.language import install_language

    install_language(language)
    try:
        menus = {}
        for spec in ACTIONS:
            menus.setdefault(spec.menu, []).append(in_words(spec.text))
        menus["bar"] = [in_words(menu) for menu in menus]
    finally:
        install_language("en")
    for menu, texts in menus.items():
        keys = [t[t.index("&") + 1].lower() for t in texts if "&" in t]
        assert len(keys) == len(set(keys)), (menu, texts)


def test_only_what_is_installed_is_offered():
    offered = {(choice.model, choice.method) for choice in explanations()}
    assert ("imn-1d", EXACT) in offered
    assert ("imn-1d", "occlusion") in offered
    assert filter_title((0.5, 40.0, None)) == "high-pass 0.5 Hz, low-pass 40 Hz"
    assert len({filter_title(hz) for hz in FILTERS}) == len(FILTERS)


def test_a_file_that_was_replaced_meanwhile_is_read_anew(qtbot, window):
    """An export of today's ECG is written once more, and dropped again."""
    path, names = Path("old.hea"), ["old", "new"]
    window.study.services = replace(window.study.services, open_record=lambda *_: record_named(names.pop(0)))
    for name in ("old", "new"):
        with qtbot.waitSignal(window.study.record_loaded, timeout=15000):
            window.study.show("A", Target(path, None, Ask()))
        assert window.stage.panes["A"].canvas.scene.record.name == name
