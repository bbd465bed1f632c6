"""The answer is that of what is on the screen, and stays until the next is there."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtTest import QTest

from ecg_imn_desktop.core.errors import ModelError, SignalError
from ecg_imn_desktop.desktop import study
from ecg_imn_desktop.desktop.moving import shows_all, start_around_middle_s
from ecg_imn_desktop.desktop.view import Screen, Subject, View, make_page

from .conftest import make_beats

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def long(window, show):
    """A window with 125 s of ECG, its first ten seconds answered."""
    show(window, "long.hea")
    return window


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.canvas, key, modifier)


def answered(window, qtbot, start_s):
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == start_s)


def settled(window, qtbot):
    """Nothing follows any more, nothing is awaited."""
    qtbot.waitUntil(lambda: not window.moving._follow.isActive() and window.study.insight is not None)


def shown_span(window):
    """What is on the screen, to the pixel."""
    page = window.canvas.page
    return page.start_s, page.end_s, 1.01 / page.px_per_s


def coloured_span(window):
    """The part of the record whose traces are coloured."""
    evidence = window.canvas.scene.attribution.evidence
    half_s = 0.5 / evidence.fs
    return evidence.start_s + half_s, evidence.end_s + half_s


# ------------------------------------------------------------------ the window of the answer


@pytest.mark.parametrize("time_s", [3.0, 27.0, 33.4, 48.9, 110.0])
def test_after_a_jump_the_answer_is_of_what_is_on_the_screen(long, qtbot, time_s):
    long.moving.go_to(time_s)
    answered(long, qtbot, time_s)
    settled(long, qtbot)
    start_s, end_s, pixel_s = shown_span(long)
    assert long.study.insight.start_s == time_s, "and it stays"
    assert long.canvas.scene.window == pytest.approx((start_s, end_s), abs=pixel_s)
    assert coloured_span(long) == pytest.approx((start_s, end_s), abs=pixel_s)


def test_after_paging_and_dragging_too(long, qtbot):
    press(long, Qt.Key.Key_PageDown)
    long.canvas.move_by_px(300)
    settled(long, qtbot)
    start_s, end_s, pixel_s = shown_span(long)
    assert start_s > 13
    assert long.canvas.scene.window == pytest.approx((start_s, end_s), abs=pixel_s)


def test_a_jump_within_the_answered_part_is_a_jump(long, qtbot):
    long.moving.go_to(4.0)
    answered(long, qtbot, 4.0)


def test_a_click_in_the_overview_is_answered_around_the_place(long, qtbot):
    long.moving.centre(60.0)
    settled(long, qtbot)
    assert sum(long.canvas.scene.window) / 2 == pytest.approx(60.0, abs=0.02)


def test_zoomed_in_the_answer_is_of_the_ten_seconds_around_the_middle(long, qtbot):
    page = long.canvas.page
    long.canvas.zoom(2.5, 1.0, page.edges_px[0])
    long.moving.go_to(57.0)
    qtbot.waitUntil(lambda: long.study.insight is not None and long.study.insight.start_s > 0)
    start_s, end_s, pixel_s = shown_span(long)
    assert end_s - start_s < 5
    assert sum(long.canvas.scene.window) == pytest.approx(start_s + end_s, abs=2 * pixel_s)


def test_at_the_ends_of_the_record_it_is_the_first_or_last_ten_seconds(long, qtbot):
    page = long.canvas.page
    long.canvas.zoom(2.5, 1.0, page.edges_px[0])
    press(long, Qt.Key.Key_End)
    answered(long, qtbot, 115.0)
    press(long, Qt.Key.Key_Home)
    answered(long, qtbot, 0.0)


def test_the_last_window_ends_with_the_record(window, show, shelf, qtbot):
    shelf.records["odd.hea"] = make_beats(61.237, 250.0, "odd")
    show(window, "odd.hea")
    press(window, Qt.Key.Key_End)
    answered(window, qtbot, (shelf.records["odd.hea"].n_samples - 2500) / 250)


def test_where_more_than_ten_seconds_are_shown_a_jump_is_answered_from_its_time_on(long, qtbot):
    long.canvas.zoom(0.3, 1.0, 0.0)
    assert long.canvas.page.span_s > 20
    long.moving.go_to(40.0)
    answered(long, qtbot, 40.0)
    long.canvas.move_by_px(-30)
    settled(long, qtbot)
    assert long.study.insight.start_s == 40.0, "all of it is on the screen"
    long.canvas.move_to(70.0)
    qtbot.waitUntil(lambda: long.study.window_start_s > 60)
    page = long.canvas.page
    assert long.study.window_start_s + 5 == pytest.approx((page.start_s + page.end_s) / 2, abs=0.05)


def test_what_is_zoomed_into_keeps_its_answer(long, model, qtbot):
    long.moving.go_to(20.0)
    answered(long, qtbot, 20.0)
    page = long.canvas.page
    long.canvas.zoom(3.0, 1.0, (page.edges_px[0] + page.edges_px[-1]) / 2)
    long.canvas.move_by_px(40)
    settled(long, qtbot)
    assert model.asked[-1] == ("long", 20.0)
    assert long.study.insight.start_s == 20.0


@pytest.mark.parametrize("factor", [3.0, 0.01])
def test_fit_brings_the_answered_seconds_back(long, model, qtbot, factor):
    long.moving.go_to(40.0)
    answered(long, qtbot, 40.0)
    page = long.canvas.page
    long.canvas.zoom(factor, 1.0, (page.edges_px[0] + page.edges_px[-1]) / 2)
    settled(long, qtbot)
    long.actions_["fit"].trigger()
    settled(long, qtbot)
    assert long.canvas.page.start_s == pytest.approx(40.0, abs=0.02)
    assert model.asked[-1] == ("long", 40.0)


def test_a_segment_that_is_clicked_keeps_the_answer_it_belongs_to(long, model, qtbot):
    long.moving.go_to(20.0)
    answered(long, qtbot, 20.0)
    page = long.canvas.page
    long.canvas.zoom(3.0, 1.0, page.edges_px[-1])
    settled(long, qtbot)
    first = min(long.study.insight.classes[long.explaining.class_index].segments, key=lambda s: s.start_s)
    long.explaining.on_segment(replace(first, start_s=20.1, end_s=20.2))
    assert long.canvas.page.start_s < 20
    qtbot.wait(400)
    assert long.study.insight.start_s == 20.0
    assert model.asked[-1] == ("long", 20.0)


def test_where_something_was_moved_the_answer_stays_while_it_is_in_the_middle(long, qtbot):
    long.moving.go_to(20.0)
    answered(long, qtbot, 20.0)
    long.study.edits.move_marks(20_000, long.study.insight.measurements.fiducials)
    long.canvas.move_to(22.0)
    settled(long, qtbot)
    assert long.study.insight.start_s == 20.0
    long.moving.go_to(22.0)
    answered(long, qtbot, 22.0)


def test_while_it_plays_one_window_follows_the_other(long, model, qtbot):
    long.moving.go_to(12.0)
    answered(long, qtbot, 12.0)
    long.playback.set_speed(50.0)
    press(long, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: long.canvas.page.start_s > 60, timeout=10000)
    starts_s = {start_s for _, start_s in model.asked} - {0.0, 12.0}
    assert starts_s, "it follows while it plays"
    assert all(start_s % 10 == 0 for start_s in starts_s)
    press(long, Qt.Key.Key_Space)
    settled(long, qtbot)
    start_s, end_s, pixel_s = shown_span(long)
    assert long.canvas.scene.window == pytest.approx((start_s, end_s), abs=pixel_s), "where it stands still"


def test_the_model_is_not_asked_about_what_is_only_passed(long, model, qtbot):
    for _ in range(6):
        press(long, Qt.Key.Key_PageDown)
    settled(long, qtbot)
    assert len(model.asked) == 2


def test_playing_stops_where_all_is_on_the_screen(long, qtbot):
    press(long, Qt.Key.Key_Space)
    assert long.playback.is_playing
    long.canvas.zoom(0.001, 1.0, 0.0)
    assert not long.playback.is_playing


def test_answers_seen_last_are_kept_and_those_with_moved_marks(long, model, qtbot, monkeypatch):
    monkeypatch.setattr(study, "MAX_ANSWERS", 3)
    fiducials = long.study.insight.measurements.fiducials
    long.study.edits.move_marks(0, fiducials)
    for number in range(1, 6):
        press(long, Qt.Key.Key_N)
        answered(long, qtbot, 10.0 * number)
        assert long.study.measurements is not None
    assert list(long.study._insights) == [0, 30_000, 40_000, 50_000]
    assert set(long.study._measuring._windows) == set(long.study._insights)
    asked = len(model.asked)
    press(long, Qt.Key.Key_P)
    assert long.study.insight.start_s == 40.0
    assert len(model.asked) == asked
    long.moving.go_to(10.0)
    answered(long, qtbot, 10.0)
    assert len(model.asked) == asked + 1
    assert long.study.measurements is not None


def test_a_window_begins_on_a_sample(window, show, shelf, qtbot):
    shelf.records["odd.hea"] = make_beats(60.0, 250.0, "odd")
    show(window, "odd.hea")
    window.study.look_at(20.003)
    assert window.study.window_start_s == 20.004
    qtbot.waitUntil(lambda: window.study.insight is not None)
    peaks_s = window.study.measurements.fiducials.r_peak_s
    np.testing.assert_allclose(peaks_s % 1.0, 0.5, atol=0.004)


def test_page_and_window_in_numbers():
    subject = Subject(("I",), 3600.0, (1.0,))
    page = make_page(View(), Screen(1000, 600, 4.0), subject, 71.3)
    assert start_around_middle_s(page, 10.0) == pytest.approx(71.3, abs=0.5 / page.px_per_s)
    assert shows_all(page, 71.3, 10.0)
    assert not shows_all(page, 71.0, 10.0)
    wide = make_page(View(is_fit=False, zoom_x=0.1), Screen(1000, 600, 4.0), subject, 71.3)
    assert shows_all(wide, 80.0, 10.0)
    assert not shows_all(wide, 60.0, 10.0)


# ------------------------------------------------------------------ the answer before the next one


@pytest.fixture
def waiting(long, model, qtbot):
    """The first answer is on the screen, that of the next ten seconds is awaited."""
    model.go.clear()
    press(long, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: ("long", 10.0) in model.asked)
    yield long
    model.go.set()


def test_the_last_answer_stays_until_the_next_is_there(waiting, model, qtbot):
    panel = waiting.panel
    assert panel.classes.topLevelItemCount() > 0
    assert panel.tabs.isVisible()
    assert panel.why.isVisible()
    assert panel.part.text() == "Previous answer: 0:00 \u2013 0:10"
    assert panel.part.property("isOld")
    assert panel.present.font().weight() == QFont.Weight.Normal, "it is not of what is on the screen"
    assert panel.present.palette().windowText().color() == QColor(waiting.explaining.theme.muted)
    assert panel.verdict.isHidden()
    model.go.set()
    answered(waiting, qtbot, 10.0)
    assert panel.part.text() == "Answer: 0:10 \u2013 0:20"
    assert not panel.part.property("isOld")
    assert panel.present.font().weight() > QFont.Weight.Normal


def test_the_old_answer_colours_only_its_own_traces(waiting, model, qtbot):
    assert waiting.study.window_start_s == 10.0
    assert waiting.canvas.scene.window == (0.0, 10.0)
    assert coloured_span(waiting) == pytest.approx((0.0, 10.0))
    edges_s = np.linspace(10.0, 20.0, 50)
    assert np.isnan(waiting.canvas.scene.attribution.evidence.mean_density("II", edges_s)[1:]).all()
    waiting.explaining.choose_class(2)
    assert waiting.panel.classes.currentItem() is waiting.panel.classes._items[2], "it can be read meanwhile"
    assert coloured_span(waiting) == pytest.approx((0.0, 10.0))
    model.go.set()
    answered(waiting, qtbot, 10.0)
    assert coloured_span(waiting) == pytest.approx((10.0, 20.0))


def test_the_panel_is_never_empty_while_one_pages_or_plays(long, qtbot):
    empty = []
    long.study.insight_changed.connect(lambda _: empty.append(long.panel.classes.topLevelItemCount() == 0))
    for _ in range(3):
        press(long, Qt.Key.Key_N)
    press(long, Qt.Key.Key_PageDown)
    settled(long, qtbot)
    long.playback.set_speed(50.0)
    press(long, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: long.canvas.page.start_s > 80, timeout=10000)
    press(long, Qt.Key.Key_Space)
    settled(long, qtbot)
    assert len(empty) > 4
    assert not any(empty)


def test_measurements_of_what_is_not_on_the_screen_are_pale(long, qtbot):
    def is_pale():
        numbers = [number for _, number in long.header._columns]
        assert numbers
        return not any(number.isEnabled() for number in numbers)

    assert not is_pale()
    press(long, Qt.Key.Key_PageDown)
    press(long, Qt.Key.Key_PageDown)
    assert is_pale()
    settled(long, qtbot)
    assert not is_pale()
    long.study.look_at(70.0)
    long.canvas.move_to(70.0)
    assert is_pale(), "not measured yet"
    settled(long, qtbot)
    assert not is_pale()
    long.canvas.move_to(20.0)
    assert is_pale()
    long.study.look_at(0.0)
    long.canvas.move_to(90.0)
    assert is_pale()


def test_the_line_that_says_which_part_stays_one_line(window, show, shelf, qtbot):
    shelf.records["long.hea"] = replace(shelf.records["long.hea"], recorded_at=datetime(2026, 11, 24, 20, 15, 30))
    show(window, "long.hea")
    part = window.panel.part
    height_px = part.height()
    window.panel.show_part("12:05:07 \u2013 12:05:17   (2026-11-25 08:20:37)" + 20 * " ", is_old=True)
    assert part.text() == "Previous answer: 12:05:07 \u2013 12:05:17"
    assert "2026-11-25" in part.toolTip()
    assert part.height() == part.sizeHint().height() == height_px


def test_an_answer_that_is_off_the_screen_is_marked_before_the_next_is_asked_for(long, qtbot):
    press(long, Qt.Key.Key_PageDown)
    press(long, Qt.Key.Key_PageDown)
    assert long.study.window_start_s == 0.0
    assert long.panel.part.text() == "Previous answer: 0:00 \u2013 0:10"
    press(long, Qt.Key.Key_Home)
    assert long.panel.part.text() == "Answer: 0:00 \u2013 0:10"


def ask_in_vain(window, model, qtbot, monkeypatch, error, said):
    """Go to the next window, of which the model says nothing but ``error``."""

    def fail(*_):
        raise error

    monkeypatch.setattr(model, "run", fail)
    press(window, Qt.Key.Key_N)
    model.go.set()
    qtbot.waitUntil(lambda: said in window.panel.verdict.text())
    assert window.panel.classes.topLevelItemCount() == 0
    assert window.canvas.scene.attribution is None


def test_where_there_is_no_answer_the_old_one_goes(waiting, model, qtbot, monkeypatch):
    ask_in_vain(waiting, model, qtbot, monkeypatch, SignalError("Nothing but noise."), "Nothing but noise.")
    assert waiting.panel.part.text() == "Answer: 0:20 \u2013 0:30"
    assert waiting.canvas.scene.window is None


def test_a_model_that_fails_takes_the_old_answer_away(waiting, model, qtbot, monkeypatch):
    ask_in_vain(waiting, model, qtbot, monkeypatch, ModelError("The model is gone."), "No answer")


def test_another_record_or_model_begins_with_an_empty_panel(long, model, qtbot):
    model.go.clear()
    long.study.use_model("another")
    assert long.panel.classes.topLevelItemCount() == 0
    assert long.canvas.scene.attribution is None
    model.go.set()
    qtbot.waitUntil(lambda: long.study.insight is not None)
    model.go.clear()
    with qtbot.waitSignal(long.study.record_loaded):
        long.open("b.hea")
    assert long.panel.classes.topLevelItemCount() == 0
    model.go.set()
    qtbot.waitUntil(lambda: long.study.insight is not None)
