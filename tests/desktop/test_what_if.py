"""What if, through real events: leads, waves and dragged stretches removed, put back, undone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.analysis.what_if import Removal
from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.desktop.what_if_page import removal_text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LEFT = Qt.MouseButton.LeftButton


def press(window, text):
    combination = QKeySequence(text)[0]
    QTest.keyClick(window.canvas, combination.key(), combination.keyboardModifiers())


@pytest.fixture
def asked(opened, qtbot):
    """Opens the page and gives a function that waits for the answer to what is removed now."""
    press(opened, "I")
    assert opened.what_ifs.page.isVisible()

    def wait():
        qtbot.waitUntil(lambda: opened.what_ifs.answer is not None, timeout=5000)
        return opened.what_ifs.answer

    return wait


def place(window, lead, time_s, above_px=0):
    strip = window.canvas.page.strip_of(lead, time_s)
    ratio = window.canvas.devicePixelRatioF()
    return QPoint(round(strip.frame.x(time_s) / ratio), round(strip.frame.y_px / ratio) - above_px)


def drag(window, lead, from_s, to_s, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(window.canvas, LEFT, modifier, place(window, lead, from_s))
    QTest.mouseMove(window.canvas, place(window, lead, (from_s + to_s) / 2))
    QTest.mouseMove(window.canvas, place(window, lead, to_s))
    QTest.mouseRelease(window.canvas, LEFT, modifier, place(window, lead, to_s))


def test_the_page_is_not_built_before_it_is_wanted(opened):
    assert opened.what_ifs.page is None


def test_a_lead_is_removed_and_both_answers_stand_side_by_side(opened, asked):
    page, whole = opened.what_ifs.page, opened.study.insight.analysis
    page.lead.setCurrentText("V2")
    QTest.mouseClick(page.remove, LEFT)
    answer = asked()
    lost = whole.explanation.lead_contribution()[:, STANDARD_LEADS.index("V2")]
    assert np.allclose(answer.frozen.logit, whole.prediction.logit - lost, atol=1e-9)
    assert np.allclose(answer.gap, 0.5)
    row = [page.table.class_of(r) for r in range(page.table.rowCount())].index(1)
    assert page.table.item(row, 2).text().endswith(f"{answer.frozen.logit[1]:+.2f}".replace("-", "\u2212"))
    assert page.table.item(row, 4).text() == "+0.50"
    near = [page.table.class_of(r) for r in range(page.table.rowCount())].index(2)
    assert page.table.item(near, 1).text().startswith("38 %?\n"), "of 35 %"
    assert page.table.item(row, 1).text().startswith("77 %\n"), "of 30 %"
    assert "8 % of the signal" in page.told.text()
    assert [page.list.item(i).text() for i in range(page.list.count())] == ["V2"]
    assert {lead for lead, _, _ in opened.what_ifs.segments.removed} == {"V2"}


def test_the_class_explained_is_in_view_among_the_answers(opened, asked):
    page = opened.what_ifs.page
    page.table.setMaximumHeight(90)  # as on a low screen: the headings and a class
    for index in (2, 0, 3):
        opened.explaining.choose_class(index)
        row = page.table.currentRow()
        assert page.table.class_of(row) == index
        seen = page.table.visualItemRect(page.table.item(row, 0))
        assert page.table.viewport().rect().contains(seen.center())


def test_undo_and_redo_go_through_the_removals(opened, asked):
    opened.what_ifs.remove(Removal("V2"))
    asked()
    opened.what_ifs.remove(Removal(None, "QRS"))
    two = asked()
    assert len(two.removals) == 2
    press(opened, "Ctrl+Z")
    assert asked().removals == (Removal("V2"),)
    press(opened, "Ctrl+Z")
    assert opened.what_ifs.answer is None
    assert opened.what_ifs.segments.removed == ()
    press(opened, "Ctrl+Y")
    assert asked().removals == (Removal("V2"),)


def test_everything_is_not_for_removal(opened, asked):
    page = opened.what_ifs.page
    page.lead.setCurrentIndex(0)
    assert not page.remove.isEnabled()
    page.wave.setCurrentText("T")
    assert page.remove.isEnabled()
    opened.what_ifs.remove(Removal())
    assert opened.what_ifs.removals == ()


def test_a_stretch_is_drawn_with_the_mouse(opened, asked):
    press(opened, "X")
    assert opened.actions_["remove_segment"].isChecked()
    start_s = opened.canvas.page.start_s
    drag(opened, "V1", 2.0, 2.6)
    answer = asked()
    (removal,) = answer.removals
    assert removal.lead == "V1"
    assert removal.start_s == pytest.approx(2.0, abs=0.02)
    assert removal.end_s == pytest.approx(2.6, abs=0.02)
    assert opened.canvas.page.start_s == start_s, "the record did not move"
    drag(opened, "V1", 4.0, 4.5, Qt.KeyboardModifier.ShiftModifier)
    assert asked().removals[1].lead is None
    press(opened, "Esc")
    assert not opened.what_ifs.segments.is_on
    assert not opened.actions_["remove_segment"].isChecked()


def test_the_hatching_is_on_the_screen(opened, asked):
    before = opened.canvas.grab().toImage()
    opened.what_ifs.remove(Removal("II", None, 3.0, 5.0))
    asked()
    after = opened.canvas.grab().toImage()
    inside, outside = place(opened, "II", 4.0, 3), place(opened, "II", 6.0, 3)

    def patch(image, at):
        return [image.pixel(at.x() + dx, at.y() + dy) for dx in range(8) for dy in range(8)]

    assert patch(before, inside) != patch(after, inside)
    assert patch(before, outside) == patch(after, outside)


def test_what_is_chosen_in_the_panel_is_removed_by_a_key(opened, asked):
    panel = opened.panel
    panel.tabs.setCurrentWidget(panel.segments)
    panel.segments.setCurrentRow(0)
    panel.segments.itemActivated.emit(panel.segments.item(0))
    segment = opened.study.insight.classes[1].segments[0]
    press(opened, "Ctrl+Del")
    assert asked().removals == (Removal(segment.lead, None, segment.start_s, segment.end_s),)
    expected = opened.study.insight.analysis.prediction.logit[1] - segment.logit
    assert opened.what_ifs.answer.frozen.logit[1] == pytest.approx(expected, abs=1e-6)
    panel.table.cell_chosen.emit("V3", "T")
    press(opened, "Ctrl+Del")
    assert asked().removals[1] == Removal("V3", "T")


def test_one_removal_is_put_back_from_the_list_by_key(opened, asked):
    for lead in ("I", "II"):
        opened.what_ifs.remove(Removal(lead))
    asked()
    page = opened.what_ifs.page
    page.list.setCurrentRow(0)
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert asked().removals == (Removal("II"),)
    press(opened, "Shift+X")
    assert opened.what_ifs.removals == ()
    assert not page.put_back.isEnabled()


def test_the_smallest_set_is_found_removed_and_said(opened, asked, qtbot, model):
    opened.explaining.choose_class(1)
    QTest.mouseClick(opened.what_ifs.page.flip, LEFT)
    qtbot.waitUntil(lambda: opened.what_ifs._flip is not None, timeout=5000)
    _, flip = opened.what_ifs._flip
    page = opened.what_ifs.page
    assert page.found.isVisible()
    if flip.n_frozen is not None:
        assert f"without {flip.n_frozen} of {flip.n_pieces}" in page.found.text()
        assert asked().removed.sum() == flip.removed.sum()
        press(opened, "Shift+X")
        assert page.found.isHidden()


def test_what_is_put_back_meanwhile_stays(opened, asked, qtbot):
    """A search that goes on must not take out again what its user has just put back."""
    opened.what_ifs.remove(Removal("V2"))
    asked()
    opened.explaining.choose_class(1)
    QTest.mouseClick(opened.what_ifs.page.flip, LEFT)
    press(opened, "Shift+X")
    assert "Looking" not in opened.what_ifs.page.told.text()
    with qtbot.assertNotEmitted(opened.study.background.busy_changed, wait=500):
        pass
    assert opened.what_ifs.removals == ()
    assert opened.what_ifs._flip is None


def test_each_window_keeps_its_own_removals(window, show, qtbot):
    show(window, "long.hea")
    window.what_ifs.remove(Removal("V6"))
    qtbot.waitUntil(lambda: window.what_ifs.answer is not None)
    with qtbot.waitSignal(window.study.insight_changed, check_params_cb=lambda i: i is not None):
        window.moving.step_window(1)
    assert window.what_ifs.removals == ()
    assert window.what_ifs.answer is None
    window.moving.step_window(-1)
    qtbot.waitUntil(lambda: window.what_ifs.answer is not None)
    assert window.what_ifs.removals == (Removal("V6"),)


def test_the_answer_stays_until_that_of_the_next_window_is_there(window, show, qtbot, model):
    show(window, "long.hea")
    press(window, "I")
    page, what_ifs = window.what_ifs.page, window.what_ifs
    what_ifs.remove(Removal("V6"))
    qtbot.waitUntil(lambda: what_ifs.answer is not None)
    rows, told = page.table.rowCount(), page.told.text()
    frozen = page.table.item(0, 2).text()
    model.go.clear()
    window.moving.step_window(1)
    assert "Previous answer" in window.panel.part.text()
    assert (page.table.rowCount(), page.table.item(0, 2).text(), page.told.text()) == (rows, frozen, told)
    assert page.list.count() == 1
    assert what_ifs.segments.removed
    assert not any(button.isEnabled() for button in (page.remove, page.drag, page.flip, page.put_back))
    press(window, "Shift+X")
    model.go.set()
    qtbot.waitUntil(lambda: window.study.insight is not None)
    assert page.list.count() == 0
    assert page.table.item(0, 2).text() == ""
    assert not what_ifs.segments.removed
    assert page.remove.isEnabled()
    window.moving.step_window(-1)
    assert what_ifs.removals == (Removal("V6"),)


def test_the_page_opened_while_an_answer_is_awaited_shows_the_last_one(window, show, qtbot, model):
    show(window, "long.hea")
    model.go.clear()
    window.moving.step_window(1)
    press(window, "I")
    page = window.what_ifs.page
    assert page.table.rowCount()
    assert not page.flip.isEnabled()
    model.go.set()
    qtbot.waitUntil(page.flip.isEnabled)


def test_it_is_gone_where_no_answer_follows(window, show, qtbot, model):
    show(window, "long.hea")
    press(window, "I")
    window.what_ifs.remove(Removal("V6"))
    qtbot.waitUntil(lambda: window.what_ifs.answer is not None)
    model.go.clear()
    window.moving.step_window(1)
    window.study.no_prediction.emit("There is no signal.", ())
    assert window.what_ifs.page.table.rowCount() == 0
    assert not window.what_ifs.segments.removed
    model.go.set()


def test_a_model_that_fails_says_so(opened, asked, model, qtbot, monkeypatch):
    def fail(*_):
        raise ModelError("The model is gone.")

    monkeypatch.setattr(model, "rerun", fail)
    opened.what_ifs.remove(Removal("I"))
    qtbot.waitUntil(lambda: opened.banner.text == "The model is gone.")
    assert opened.what_ifs.answer is None


def test_nothing_is_removed_without_an_answer(window):
    window.what_ifs.remove(Removal("I"))
    press(window, "Ctrl+Del")
    press(window, "Ctrl+Shift+F")
    assert window.what_ifs.removals == ()


@pytest.mark.parametrize(
    ("removal", "text"),
    [
        (Removal("V1"), "V1"),
        (Removal(None, "QRS"), "QRS of all leads"),
        (Removal("II", None, 1.2, 1.35), "II from 1.20 to 1.35 s"),
        (Removal(stretches=(("I", 0, 1), ("I", 2, 3))), "the smallest set: 2 stretches"),
    ],
)
def test_removals_in_words(qapp, removal, text):
    assert removal_text(removal) == text


def test_only_while_it_is_in_front_does_the_page_make_the_panel_scroll(opened):
    opened.resize(1280, 600)
    opened.what_ifs.show()
    QApplication.processEvents()
    scroll = opened.panel.scroll_area.verticalScrollBar()
    assert scroll.maximum() > 0
    opened.panel.tabs.setCurrentWidget(opened.panel.segments)
    QApplication.processEvents()
    assert scroll.maximum() == 0
