"""Fiducial marks through real mouse events: painted where the fiducials are, moved, refused, undone, forgotten."""

import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QDeadlineTimer, QPoint, Qt, QThread
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from ecg_imn_desktop.desktop.fiducial_marks import MARKED_WAVES, paint_fiducials
from ecg_imn_desktop.draw.theme import THEMES, contrast
from ecg_imn_desktop.io.hdf5 import read_stored

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

NO, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def marked(opened, qtbot):
    """Record "a" with its marks on the screen, large enough that 20 ms are whole pixels."""
    opened.appearance.change_view(is_fit=False, zoom_x=1.0, mm_per_s=50.0)
    opened.canvas.set_calibration(5.0)  # 250 px a second: 4 ms a pixel
    QTest.keyClick(opened.canvas, Qt.Key.Key_D)
    assert opened.actions_["fiducials"].isChecked()
    return opened


def fiducials(window):
    return window.study.insight.measurements.fiducials


def place(window, name, beat=1):
    """The pixel of a mark, in the row of lead II."""
    frame = window.canvas.page.strips[1].frame
    return QPoint(round(frame.x(fiducials(window).of(name)[beat])), round(frame.y_px))


def drag(window, name, by_px, modifiers=NO, beat=1):
    start = place(window, name, beat)
    QTest.mousePress(window.canvas, LEFT, modifiers, start)
    for part in (by_px // 2, by_px):
        QTest.mouseMove(window.canvas, start + QPoint(part, 0))
    QTest.mouseRelease(window.canvas, LEFT, modifiers, start + QPoint(by_px, 0))


def wait_for_answer(qtbot, window, action):
    """Do it, and wait until the panel has followed."""
    before = window.study.insight
    action()
    qtbot.waitUntil(lambda: window.study.insight is not before)


def header(window):
    """The header's values by caption."""
    grid = window.header._grid
    columns = [[grid.itemAtPosition(row, c) for row in (0, 1)] for c in range(grid.columnCount())]
    return {k.widget().text(): v.widget() for k, v in columns if k is not None and v is not None}


def picture(window):
    image = window.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def columns_of(window, colour):
    """Pixel columns that hold a line of a colour."""
    same = (picture(window) == np.array(QColor(colour).getRgb()[:3])).all(axis=2)
    return set(np.flatnonzero(same.sum(axis=0) > 0.3 * same.shape[0]).tolist())


def test_names_of_waves_keep_clear_of_the_names_of_leads(marked):
    canvas, theme = marked.canvas, THEMES["light"]
    canvas.set_calibration(3.0)  # little room above the first row: names of leads and of waves at the same height

    def painted(taken):
        """Marks alone, on a ground of no other colour, (y, x, 3)."""
        image = QImage(canvas.page.screen.width_px, canvas.page.screen.height_px, QImage.Format.Format_RGB888)
        image.fill(QColor(255, 0, 255))
        painter = QPainter(image)
        paint_fiducials(painter, canvas.page, fiducials(marked), theme, canvas.label_font(), taken)
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()

    covered = left_out = 0
    for start_s in np.arange(0.0, 2.0, 0.2):
        canvas.move_to(start_s)
        plates = canvas.name_plates()
        careless, careful = painted(()), painted(plates)
        for plate in (place.toRect() for place in plates):
            part = np.s_[plate.top() : plate.bottom() + 1, plate.left() : plate.right() + 1]
            covered += (careless[part] != (255, 0, 255)).any()
            assert (careful[part] == (255, 0, 255)).all()
            careless[part] = careful[part] = 255, 0, 255
        left_out += ((careless == 255).all(axis=2) & ~(careful == 255).all(axis=2)).any()
    assert covered, "they do not without care"
    assert left_out, "a name of a wave is left out as a whole, not cut"


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_where_the_fiducials_are_and_nowhere_else(marked, theme):
    marked.appearance.set_theme(theme)
    frame = marked.canvas.page.strips[0].frame
    for _, onset, offset, colour in MARKED_WAVES:
        times = np.concatenate([fiducials(marked).of(name) for name in (onset, offset)])
        x = np.floor([frame.x(t) for t in times if np.isfinite(t)])
        expected = {int(v) for v in x if frame.x_px <= v < frame.right_px}
        assert columns_of(marked, colour) == expected
        assert contrast(colour, THEMES[theme].background) > 3, "WCAG 2.2, 1.4.11"
    assert columns_of(marked, MARKED_WAVES[1][3]), "QRS marks are in view"
    QTest.keyClick(marked.canvas, Qt.Key.Key_D)
    assert not any(columns_of(marked, colour) for *_, colour in MARKED_WAVES)


def test_the_pointer_says_that_a_mark_can_be_moved(marked):
    at = place(marked, "qrs_offset")
    QTest.mouseMove(marked.canvas, at + QPoint(4, 0))
    assert marked.canvas.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(marked.canvas, at + QPoint(12, 0))
    assert marked.canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    QTest.keyClick(marked.canvas, Qt.Key.Key_C)
    QTest.mouseMove(marked.canvas, at)
    assert marked.canvas.cursor().shape() == Qt.CursorShape.CrossCursor, "calipers measure between marks"


def test_a_dragged_mark_is_seen_on_its_way_and_the_ecg_stays(marked):
    colour, at = MARKED_WAVES[1][3], place(marked, "qrs_offset")
    position = marked.canvas.page.start_px
    before = columns_of(marked, colour)
    QTest.mousePress(marked.canvas, LEFT, NO, at)
    QTest.mouseMove(marked.canvas, at + QPoint(7, 0))
    n_onsets = len(before) // 2
    assert len(before & {c - 7 for c in columns_of(marked, colour)}) >= n_onsets, "the offsets of all beats"
    QTest.mouseRelease(marked.canvas, LEFT, NO, at)
    assert marked.canvas.page.start_px == position


def test_a_moved_qrs_offset_changes_the_header_and_the_tables(marked, qtbot):
    before, insight = fiducials(marked), marked.study.insight
    qrs_ms, old_table = insight.measurements.qrs_ms, insight.classes[1].table
    assert header(marked)["QRS"].text() == f"{qrs_ms:.0f} ms"
    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))
    after = marked.study.insight
    assert after.measurements.qrs_ms - qrs_ms == pytest.approx(20, abs=2)
    np.testing.assert_allclose(fiducials(marked).qrs_offset_s - before.qrs_offset_s, 0.02, atol=0.002)
    np.testing.assert_array_equal(fiducials(marked).qrs_onset_s, before.qrs_onset_s)
    shown = header(marked)
    assert shown["QRS"].text() == f"{after.measurements.qrs_ms:.0f} ms *"
    assert "moved by hand" in shown["QRS"].toolTip()
    assert "*" not in shown["QT"].text() + shown["HR"].text()
    table = after.classes[1].table
    assert not np.allclose(table, old_table)
    np.testing.assert_allclose(table.sum(axis=1), after.lead_contribution[1], atol=1e-9)
    assert marked.panel.table.item(12, 6).text().replace("\u2212", "-") == f"{table.sum():+.2f}"


def test_with_alt_only_one_beat_is_moved(marked, qtbot):
    before = fiducials(marked)
    wait_for_answer(qtbot, marked, lambda: drag(marked, "t_offset", 5, ALT, beat=2))
    change = np.nan_to_num(fiducials(marked).t_offset_s - before.t_offset_s)
    assert change[2] == pytest.approx(0.02, abs=0.002)
    np.testing.assert_array_equal(np.delete(change, 2), 0)


def test_a_mark_cannot_pass_its_neighbour(marked, qtbot):
    before = marked.study.insight
    with qtbot.waitSignal(marked.study.marks.refused):
        drag(marked, "qrs_offset", -60)
    assert marked.banner.text == "The QRS offset cannot be moved past its neighbours."
    assert marked.study.insight is before
    assert not marked.study.edits.marks
    assert len(columns_of(marked, MARKED_WAVES[1][3])) > 2
    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))


def test_esc_lets_go_of_a_mark_that_is_held(marked):
    start, before = place(marked, "qrs_offset"), marked.study.fiducials
    marked.banner.say("A message.")
    QTest.mousePress(marked.canvas, LEFT, NO, start)
    QTest.mouseMove(marked.canvas, start + QPoint(6, 0))
    QTest.keyClick(marked.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(marked.canvas, LEFT, NO, start + QPoint(6, 0))
    assert marked.study.fiducials is before
    assert not marked.study.edits.marks
    assert marked.banner.text, "what is held comes first"


def test_undo_redo_and_forget(marked, qtbot):
    automatic = marked.study.insight.measurements
    canvas = marked.canvas
    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))
    moved_ms = marked.study.insight.measurements.qrs_ms
    wait_for_answer(qtbot, marked, lambda: QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert marked.study.insight.measurements is automatic
    assert "*" not in header(marked)["QRS"].text()
    wait_for_answer(qtbot, marked, lambda: QTest.keyClick(canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier))
    assert marked.study.insight.measurements.qrs_ms == moved_ms
    wait_for_answer(qtbot, marked, lambda: QTest.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier))
    assert marked.study.insight.measurements is automatic


@pytest.fixture
def held_up(marked):
    """What is moved is worked out only when this event is set."""
    go, recompute = threading.Event(), marked.study.services.recompute

    def slow(*arguments):
        assert go.wait(10)
        return recompute(*arguments)

    marked.study._measuring._services = replace(marked.study.services, recompute=slow)
    yield go
    go.set()


def test_another_mark_is_moved_while_the_first_is_worked_out(marked, held_up, qtbot):
    before, position = fiducials(marked), marked.canvas.page.start_px
    drag(marked, "qrs_offset", 5)
    drag(marked, "t_offset", 6)
    assert marked.canvas.page.start_px == position, "the ECG itself was dragged"
    offsets = columns_of(marked, MARKED_WAVES[1][3])
    wait_for_answer(qtbot, marked, held_up.set)
    np.testing.assert_allclose(fiducials(marked).qrs_offset_s - before.qrs_offset_s, 0.02, atol=0.002)
    np.testing.assert_allclose(fiducials(marked).t_offset_s - before.t_offset_s, 0.024, atol=0.002)
    assert offsets & columns_of(marked, MARKED_WAVES[1][3]), "they stood there before"


def test_a_mark_that_is_held_while_an_earlier_one_arrives_is_moved(marked, held_up, qtbot):
    before, start = fiducials(marked), place(marked, "t_offset")
    drag(marked, "qrs_offset", 5)
    QTest.mousePress(marked.canvas, LEFT, NO, start)
    QTest.mouseMove(marked.canvas, start + QPoint(6, 0))
    wait_for_answer(qtbot, marked, held_up.set)
    wait_for_answer(qtbot, marked, lambda: QTest.mouseRelease(marked.canvas, LEFT, NO, start + QPoint(6, 0)))
    np.testing.assert_allclose(fiducials(marked).qrs_offset_s - before.qrs_offset_s, 0.02, atol=0.002)
    np.testing.assert_allclose(fiducials(marked).t_offset_s - before.t_offset_s, 0.024, atol=0.002)


def test_a_mark_that_is_held_when_another_ecg_comes_is_none_of_that(marked, model, qtbot):
    """Let go before that one is measured it would have stood there."""
    start, moves = place(marked, "qrs_offset"), []
    marked.marks.dropped.connect(moves.append)
    model.go.clear()
    QTest.mousePress(marked.canvas, LEFT, NO, start)
    QTest.mouseMove(marked.canvas, start + QPoint(5, 0))
    marked.open(Path("b.hea"))
    qtbot.waitUntil(lambda: marked.canvas.scene.record.name == "b")
    assert marked.canvas.scene.fiducials is None
    QTest.mouseRelease(marked.canvas, LEFT, NO, start + QPoint(5, 0))
    assert not moves
    assert not columns_of(marked, MARKED_WAVES[1][3])
    model.go.set()
    qtbot.waitUntil(lambda: marked.study.insight is not None)


def test_each_undo_takes_back_one_mark_that_is_still_being_worked_out_and_redo_brings_it_back(marked, held_up, qtbot):
    before, (qrs, t) = fiducials(marked), (MARKED_WAVES[1][3], MARKED_WAVES[2][3])
    undo, redo = (
        partial(QTest.keyClick, marked.canvas, key, Qt.KeyboardModifier.ControlModifier)
        for key in (Qt.Key.Key_Z, Qt.Key.Key_Y)
    )
    seen = [(columns_of(marked, qrs), columns_of(marked, t))]
    for name, by_px in (("qrs_offset", 5), ("t_offset", 6)):
        drag(marked, name, by_px)
        seen.append((columns_of(marked, qrs), columns_of(marked, t)))
    for step, expected in ((undo, 1), (undo, 0), (redo, 1), (redo, 2), (undo, 1)):
        step()
        assert (columns_of(marked, qrs), columns_of(marked, t)) == seen[expected]
    wait_for_answer(qtbot, marked, held_up.set)
    np.testing.assert_allclose(fiducials(marked).qrs_offset_s - before.qrs_offset_s, 0.02, atol=0.002)
    np.testing.assert_array_equal(fiducials(marked).t_offset_s, before.t_offset_s)
    assert fiducials(marked) is marked.study.edits.marks[0]
    wait_for_answer(qtbot, marked, redo)
    np.testing.assert_allclose(fiducials(marked).t_offset_s - before.t_offset_s, 0.024, atol=0.002)


def test_a_file_written_while_a_mark_is_worked_out_holds_it_everywhere(marked, held_up, qtbot, tmp_path):
    drag(marked, "qrs_offset", 5)
    with qtbot.waitSignal(marked.writing.exported):
        marked.writing.export_stored(tmp_path / "a.h5", {})
        held_up.set()
    stored = read_stored(tmp_path / "a.h5")
    np.testing.assert_array_equal(
        stored.windows[0].measurements.fiducials.qrs_offset_s, stored.annotations.marks[0].qrs_offset_s
    )


def test_an_undo_takes_back_what_is_still_being_worked_out(marked, held_up, qtbot):
    before = columns_of(marked, MARKED_WAVES[1][3])
    drag(marked, "qrs_offset", 5)
    assert columns_of(marked, MARKED_WAVES[1][3]) != before
    QTest.keyClick(marked.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    held_up.set()
    qtbot.waitUntil(lambda: not marked.study.background.files.is_busy)
    assert not marked.study.edits.marks
    assert columns_of(marked, MARKED_WAVES[1][3]) == before
    assert marked.study.measurements.fiducials.edited == frozenset()


def test_a_mark_moved_just_before_the_window_closes_is_there_again(marked, held_up, make_window, show):
    moved_to_s = fiducials(marked).qrs_offset_s + 0.02
    drag(marked, "qrs_offset", 5)
    threading.Timer(0.1, held_up.set).start()
    marked.close()
    again = make_window()
    show(again, "a.hea")
    np.testing.assert_allclose(fiducials(again).qrs_offset_s, moved_to_s, atol=0.002)
    assert fiducials(again).edited == {"qrs_offset"}


def test_moved_marks_are_kept_while_the_program_is_open(marked, show, qtbot):
    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))
    moved_ms = marked.study.insight.measurements.qrs_ms
    show(marked, "b.hea")
    assert marked.study.insight.measurements.fiducials.edited == frozenset()
    show(marked, "a.hea")
    assert marked.study.insight.measurements.qrs_ms == moved_ms
    assert marked.study.insight.measurements.fiducials.edited == {"qrs_offset"}


def test_a_changed_file_has_its_own_marks(marked, show, shelf, qtbot):
    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))
    other = shelf.records["a.hea"]
    shelf.records["a.hea"] = replace(other, mv=np.roll(other.mv, 100, axis=1))
    show(marked, "a.hea")
    assert fiducials(marked).edited == frozenset()


def test_a_later_window_of_a_long_record_has_its_own_marks(marked, show, qtbot):
    show(marked, "long.hea")
    marked.study.look_at(50.0)
    marked.canvas.move_to(51.0)
    qtbot.waitUntil(lambda: marked.study.insight is not None and marked.study.insight.start_s == 50.0)
    before, r_mv = fiducials(marked), marked.study.insight.measurements.leads["II"].r_mv
    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))
    assert marked.study.insight.measurements.leads["II"].r_mv == pytest.approx(r_mv, rel=0.05), "on its own beats"
    np.testing.assert_allclose(fiducials(marked).qrs_offset_s - before.qrs_offset_s, 0.02, atol=0.005)
    np.testing.assert_allclose(fiducials(marked).r_peak_s, before.r_peak_s, atol=1e-9)
    marked.moving.go_to(0.0)
    qtbot.waitUntil(lambda: marked.study.insight is not None and marked.study.insight.start_s == 0.0)
    assert fiducials(marked).edited == frozenset()
    QTest.keyClick(marked.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: marked.study.insight is not None and marked.study.insight.start_s == 50.0)
    qtbot.waitUntil(lambda: fiducials(marked).edited == frozenset())


def test_a_mark_that_is_still_seen_of_the_window_before_is_not_moved(marked, show, qtbot):
    """Held and let go after the thread measured the next window, and before the screen was told."""
    show(marked, "long.hea")
    study = marked.study
    start = place(marked, "qrs_offset")
    QTest.mousePress(marked.canvas, LEFT, NO, start)
    QTest.mouseMove(marked.canvas, start + QPoint(5, 0))
    study.look_at(50.0)
    deadline = QDeadlineTimer(10_000)
    while study.measurements is None and not deadline.hasExpired():  # no event is handled meanwhile
        QThread.msleep(5)
    assert study.measurements is not None
    assert marked.canvas.scene.fiducials is not study.fiducials
    marked.marks._on_drop()  # QTest would have the screen told
    assert not study.edits.marks
    assert marked.banner.text == "", "nor refused because of beats that are not seen"
    qtbot.waitUntil(lambda: study.insight is not None)
    assert fiducials(marked).edited == frozenset()


def test_the_pdf_has_the_moved_marks(marked, qtbot, tmp_path):
    given = []

    def write(path: Path, record, analysis, measurements, options):
        given.append(measurements)

    wait_for_answer(qtbot, marked, lambda: drag(marked, "qrs_offset", 5))
    marked.study.services = replace(marked.study.services, write_pdf=write)
    with qtbot.waitSignal(marked.writing.exported):
        marked.export_pdf(tmp_path / "page.pdf")
    assert given == [marked.study.insight.measurements]
    assert given[0].fiducials.edited == {"qrs_offset"}


def test_the_record_is_dragged_beside_the_marks(marked, show):
    show(marked, "long.hea")
    at = place(marked, "t_offset") + QPoint(30, 0)
    QTest.mousePress(marked.canvas, LEFT, NO, at)
    QTest.mouseMove(marked.canvas, at - QPoint(40, 0))
    QTest.mouseRelease(marked.canvas, LEFT, NO, at - QPoint(40, 0))
    assert marked.canvas.page.start_px == 40
    assert not marked.study.edits.marks
