"""Fingers on the ECG, as a touch screen reports them."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtTest import QTest

from ecg_imn_desktop.desktop.touch_input import TouchInput

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture(scope="module")
def screen(qapp):
    return QTest.createTouchDevice()


@pytest.fixture
def touch(canvas, hand):
    return TouchInput(canvas, hand)


def finger(canvas, screen, *places, pause_ms=15, rest_ms=0):
    """One finger put down at the first place, drawn over the others, and lifted at the last."""
    QTest.touchEvent(canvas, screen).press(0, QPoint(*places[0]), canvas).commit()
    for place in places[1:]:
        QTest.qWait(pause_ms)
        QTest.touchEvent(canvas, screen).move(0, QPoint(*place), canvas).commit()
    QTest.qWait(rest_ms)
    QTest.touchEvent(canvas, screen).release(0, QPoint(*places[-1]), canvas).commit()


def two_fingers(canvas, screen, *pairs):
    """Two fingers, put down one after the other."""
    (a, b), *rest = pairs
    sequence = QTest.touchEvent(canvas, screen, False)
    sequence.press(0, QPoint(*a), canvas)
    sequence.commit()
    sequence.stationary(0).press(1, QPoint(*b), canvas)
    sequence.commit()
    for a, b in rest:
        sequence.move(0, QPoint(*a), canvas).move(1, QPoint(*b), canvas)
        sequence.commit()
    sequence.release(0, QPoint(*a), canvas).release(1, QPoint(*b), canvas)
    sequence.commit()


def test_a_finger_moves_the_record_and_rests(canvas, touch, screen):
    before = canvas.page.start_px
    finger(canvas, screen, (600, 300), (560, 300), (500, 302), rest_ms=150)
    assert canvas.page.start_px - before == 100
    assert not touch.is_flicking


def test_a_flick_goes_on_and_slows_down(canvas, touch, screen, qtbot):
    before = canvas.page.start_px
    finger(canvas, screen, (700, 300), (660, 300), (610, 300), (560, 300))
    assert touch.is_flicking
    let_go = canvas.page.start_px
    assert let_go - before == 140
    qtbot.waitUntil(lambda: not touch.is_flicking, timeout=5000)
    assert canvas.page.start_px > let_go + 100


@pytest.mark.parametrize("stop", ["finger", "jump"])
def test_a_flick_is_stopped(canvas, touch, screen, qtbot, stop):
    finger(canvas, screen, (700, 300), (640, 300), (560, 300))
    assert touch.is_flicking
    if stop == "finger":
        QTest.touchEvent(canvas, screen).press(0, QPoint(400, 300), canvas).commit()
        assert not touch.is_flicking
        QTest.touchEvent(canvas, screen).release(0, QPoint(400, 300), canvas).commit()
    else:
        canvas.move_to(50.0)
        qtbot.waitUntil(lambda: not touch.is_flicking)
        assert canvas.page.start_s == pytest.approx(50.0)


def test_a_flick_ends_where_the_record_ends(canvas, touch, screen, qtbot):
    canvas.move_to(canvas.page.max_start_px / canvas.page.px_per_s - 0.2)
    finger(canvas, screen, (700, 300), (690, 300), (640, 300))
    qtbot.waitUntil(lambda: not touch.is_flicking, timeout=1000)
    assert canvas.page.start_px == canvas.page.max_start_px


def test_two_fingers_zoom_along_time_and_keep_what_is_between_them(canvas, touch, screen):
    page = canvas.page
    time_s = page.strips[0].frame.time_s(500)
    two_fingers(canvas, screen, ((450, 300), (550, 300)), ((425, 300), (575, 300)), ((400, 300), (600, 300)))
    assert canvas.page.px_per_s == pytest.approx(2 * page.px_per_s, rel=0.02)
    assert canvas.page.px_per_mv == page.px_per_mv
    assert canvas.page.strips[0].frame.time_s(500) == pytest.approx(time_s, abs=0.03)


def test_two_fingers_one_above_the_other_zoom_the_amplitude(canvas, touch, screen):
    page = canvas.page
    two_fingers(canvas, screen, ((500, 200), (510, 400)), ((500, 250), (510, 350)))
    assert canvas.page.px_per_mv == pytest.approx(page.px_per_mv / 2, rel=0.02)
    assert canvas.page.px_per_s == page.px_per_s


def test_a_tap_picks_a_lead_once(canvas, hand, touch, screen, qtbot):
    picked = []
    hand.picked.connect(lambda lead, time_s: picked.append((lead, time_s)))
    frame = canvas.page.strips[1].frame
    finger(canvas, screen, (500, round(frame.y_px)))
    QTest.qWait(20)
    assert picked == [("II", pytest.approx(frame.time_s(500), abs=0.01))]


def test_a_tap_reads_out_what_it_is_on_until_the_record_moves(canvas, hand, touch, screen):
    read = []
    hand.hovered.connect(read.append)
    frame = canvas.page.strips[1].frame
    finger(canvas, screen, (500, round(frame.y_px)))
    assert read[-1].lead == "II"
    assert read[-1].time_s == pytest.approx(frame.time_s(500), abs=0.01)
    finger(canvas, screen, (500, 300), (480, 300), (440, 300), rest_ms=150)
    assert read[-1] is None


def test_two_taps_on_one_place_are_a_double_click(canvas, hand, touch, screen):
    kinds = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                kinds.append(event.type())
            return False

    canvas.installEventFilter(watch := Watch())
    for at in ((500, 300), (502, 301), (500, 300), (300, 200)):
        finger(canvas, screen, at)
    canvas.removeEventFilter(watch)
    press, double = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick
    assert kinds == [press, double, press, press], "three taps are no two double clicks, nor taps on two places one"


def test_a_finger_measures_while_the_caliper_is_on_and_a_second_one_does_not(canvas, hand, touch, screen):
    hand.set_measuring(True)
    hand.snaps = False
    y = round(canvas.page.strips[1].frame.y_px)
    finger(canvas, screen, (300, y), (350, y), (380, y))
    (caliper,) = hand.edits.calipers
    assert caliper.ms == pytest.approx(800, abs=15)
    assert not touch.is_flicking
    two_fingers(canvas, screen, ((450, 300), (550, 300)), ((400, 300), (600, 300)))
    assert len(hand.edits.calipers) == 1


def test_lists_follow_a_finger(opened, screen, qtbot, tmp_path):
    for i in range(60):
        (tmp_path / f"r{i:02}.hea").write_text("")
    opened.open_folder(tmp_path)
    view = opened.folder.list
    qtbot.waitUntil(lambda: view.model().rowCount() == 60 and view.verticalScrollBar().maximum() > 0)
    path = opened.study.path
    middle = view.viewport().rect().center()
    place = QPoint(middle.x(), view.viewport().height() - 12)
    QTest.touchEvent(view.viewport(), screen).press(0, place, view.viewport()).commit()
    for _ in range(6):
        QTest.qWait(15)
        place -= QPoint(0, 12)
        QTest.touchEvent(view.viewport(), screen).move(0, place, view.viewport()).commit()
    QTest.qWait(30)
    QTest.touchEvent(view.viewport(), screen).release(0, place, view.viewport()).commit()
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 0)
    assert opened.study.path == path, "a finger that scrolls chooses nothing"
