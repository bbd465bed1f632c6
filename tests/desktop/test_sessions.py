"""What comes back when the program starts again, and files that change on the disk."""

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QInputDialog

from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.desktop.settings import Settings, load_settings
from ecg_imn_desktop.desktop.watching import _signature

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def folder(tmp_path, shelf):
    """Files with the names of the shelf's records."""
    for name in shelf.records:
        (tmp_path / name).write_text("header")
        (tmp_path / name).with_suffix(".dat").write_bytes(b"signal")
    return tmp_path


def test_record_place_and_class_come_back(make_window, show, folder, qtbot):
    window = make_window(Settings(is_fit=False))
    watched(window, show, qtbot, folder / "long.hea")
    window.explaining.choose_class(2)
    window.canvas.move_to(40.0)
    start_s = window.canvas.page.start_s
    assert start_s > 30
    window.close()
    settings, complaint = load_settings()
    assert complaint == ""
    again = make_window(settings)
    last = again.restoring.expect_last()
    assert last == folder / "long.hea"
    with qtbot.waitSignal(again.study.insight_changed, timeout=15000, check_params_cb=lambda i: i is not None):
        again.open(last)
    assert again.canvas.page.start_s == pytest.approx(start_s, abs=0.02)
    qtbot.waitUntil(lambda: again.explaining.class_index == 2)


@pytest.mark.parametrize("is_fit", [True, False])
def test_the_model_is_asked_once_where_the_last_session_stood(make_window, folder, model, qtbot, is_fit):
    last = Settings(is_fit=is_fit, recent=[str(folder / "long.hea")], session_start_s=40.0)
    window = make_window(last)
    with qtbot.waitSignal(window.study.insight_changed, timeout=15000, check_params_cb=lambda i: i is not None):
        window.open(window.restoring.expect_last())
    qtbot.wait(600)  # longer than the window of the model waits before it follows the screen
    (asked,) = model.asked
    assert asked[0] == "long"
    assert window.canvas.page.start_s == pytest.approx(40.0, abs=0.02)
    assert asked[1] == pytest.approx(window.study.insight.start_s)
    assert abs(asked[1] + 5 - (window.canvas.page.start_s + window.canvas.page.end_s) / 2) < 0.05


def test_a_window_closed_at_once_keeps_place_and_class_of_the_last_session(make_window, folder, model, qtbot):
    last = Settings(is_fit=False, recent=[str(folder / "long.hea")], session_start_s=40.0, session_class="CD")
    window = make_window(replace(last))
    window.restoring.expect_last()
    window.close()
    settings, _ = load_settings()
    assert (settings.session_start_s, settings.session_class) == (40.0, "CD")

    model.go.clear()  # the record is there, its answer is not
    window = make_window(settings)
    window.open(window.restoring.expect_last())
    qtbot.waitUntil(lambda: window.study.record is not None and window.canvas.page.start_s > 30, timeout=15000)
    window.close()
    settings, _ = load_settings()
    assert settings.session_start_s == pytest.approx(40.0, abs=0.02)
    assert settings.session_class == "CD"


def test_another_record_starts_at_its_beginning(make_window, folder, show):
    window = make_window(Settings(recent=[str(folder / "a.hea")], session_start_s=40.0, session_class="CD"))
    show(window, str(folder / "long.hea"))
    assert window.canvas.page.start_s == 0.0
    assert window.explaining.class_index == 1


def test_nothing_is_restored_that_is_gone_or_not_wanted(make_window, folder):
    gone = make_window(Settings(recent=[str(folder / "gone.hea"), str(folder / "a.hea")]))
    assert gone.restoring.expect_last() == folder / "a.hea"
    assert make_window(Settings(recent=["/nowhere/x.hea"])).restoring.expect_last() is None
    kept = Settings(recent=[str(folder / "a.hea")], restores_last=False)
    assert make_window(kept).restoring.expect_last() is None


def test_panels_and_toolbar_come_back(make_window):
    window = make_window()
    window.actions_["toolbar"].trigger()
    assert not window.toolbar.isVisible()
    window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, window.toolbar)
    window.splitter.setSizes([0, 600, 560])
    QApplication.processEvents()
    width = window.panel.width()
    window.close()
    again = make_window(load_settings()[0])
    assert again.toolBarArea(again.toolbar) == Qt.ToolBarArea.BottomToolBarArea
    assert not again.toolbar.isVisible()
    assert not again.actions_["toolbar"].isChecked()
    assert abs(again.panel.width() - width) <= 2


# ------------------------------------------------------------------ files that change


def watched(window, show, qtbot, path):
    """Show a record and wait until its files are watched: they are looked up in the background."""
    show(window, str(path))
    qtbot.waitUntil(lambda: path in window.watching._files or not path.exists())


def test_a_file_that_changes_is_read_again_where_it_was(window, show, folder, shelf, qtbot, beats, model):
    watched(window, show, qtbot, folder / "long.hea")
    window.canvas.move_to(30.0)
    start_s = window.canvas.page.start_s
    shelf.records["long.hea"] = beats(125.0, 100.0, "longer")
    with qtbot.waitSignal(window.study.record_loaded, timeout=8000):
        (folder / "long.dat").write_bytes(b"another signal")
    qtbot.waitUntil(lambda: any(name == "longer" for name, _ in model.asked), timeout=5000)
    assert all(at_s > 20 for name, at_s in model.asked if name == "longer"), "nobody looks at its beginning"
    assert window.canvas.scene.record.name == "longer"
    assert window.canvas.page.start_s == pytest.approx(start_s)
    assert "changed on the disk" in window.banner.text


def test_a_file_that_is_replaced_by_another_is_seen(window, show, folder, qtbot):
    watched(window, show, qtbot, folder / "a.hea")
    (folder / "new.tmp").write_bytes(b"written beside it, then renamed")
    with qtbot.waitSignal(window.study.record_loaded, timeout=8000):
        (folder / "new.tmp").rename(folder / "a.dat")


def test_another_record_opened_meanwhile_is_not_put_where_the_changed_one_was(window, show, folder, qtbot, shelf):
    """The file changes, it is being read again, and the user opens another before it is there."""
    watched(window, show, qtbot, folder / "long.hea")
    window.moving.go_to(50.0)
    shelf.records["b.hea"] = replace(shelf.records["long.hea"], name="b")
    go, reading = threading.Event(), threading.Event()

    def slow(path, progress):
        if path.name == "long.hea":
            reading.set()
            assert go.wait(10)
        return shelf.open(path, progress)

    window.study.services = replace(window.study.services, open_record=slow)
    (folder / "long.dat").write_bytes(b"another signal")
    qtbot.waitUntil(reading.is_set, timeout=8000)
    window.open(folder / "b.hea")
    go.set()
    qtbot.waitUntil(lambda: window.study.record.name == "b")
    assert window.canvas.page.start_s == 0.0
    assert "changed on the disk" not in window.banner.text


def test_a_half_written_file_leaves_the_old_record(window, show, folder, qtbot):
    watched(window, show, qtbot, folder / "a.hea")

    def broken(path, progress):
        raise RecordError("a.hea is damaged.")

    window.study.services = replace(window.study.services, open_record=broken)
    with qtbot.waitSignal(window.study.load_failed, timeout=8000):
        (folder / "a.dat").write_bytes(b"hal")
    assert window.canvas.scene.record.name == "a"
    assert window.banner.text == "a.hea is damaged."


def test_it_is_left_alone_where_that_is_wanted(make_window, show, folder, qtbot):
    window = make_window(Settings(reloads_changed=False))
    watched(window, show, qtbot, folder / "a.hea")
    with qtbot.assertNotEmitted(window.study.record_loaded, wait=1000):
        (folder / "a.dat").write_bytes(b"another signal")


def test_reading_a_file_is_no_change(window, show, folder, qtbot):
    watched(window, show, qtbot, folder / "a.hea")
    with qtbot.assertNotEmitted(window.study.record_loaded, wait=900):
        (folder / "a.dat").read_bytes()
        (folder / "unrelated.txt").write_text("x")


def test_a_file_that_is_gone_for_a_moment_is_no_change(tmp_path):
    there = tmp_path / "a.dat"
    there.write_bytes(b"x")
    assert len(_signature((there,))) == 1
    there.unlink()
    assert _signature((there,)) == ()


def test_the_signal_file_of_another_name_is_watched(window, show, folder, qtbot):
    (folder / "a.hea").write_text("a 1 100 10\nsignals.dat 16 200 16 0 0 0 0 II\n")
    (folder / "signals.dat").write_bytes(bytes(20))
    watched(window, show, qtbot, folder / "a.hea")
    with qtbot.waitSignal(window.study.record_loaded, timeout=8000):
        (folder / "signals.dat").write_bytes(bytes(40))


# ------------------------------------------------------------------ several files dropped


def test_several_files_are_dropped_at_once(window, folder, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / name)) for name in ("b.hea", "a.hea", "sim.hea")])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(window.study.record_loaded):
        window.dropEvent(event)
    assert window.canvas.scene.record.name == "b"
    names = []
    for _ in range(2):
        with qtbot.waitSignal(window.study.record_loaded):
            window.step_file(1)
        names.append(window.canvas.scene.record.name)
    assert names == ["a", "sim"]
    assert Path(window.settings.recent[0]).name == "sim.hea"


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_what_is_dropped_together_is_seen_in_the_list(window, folder, qtbot):
    assert not window.folder.isVisible()
    with qtbot.waitSignal(window.study.record_loaded):
        drop(window, folder / "b.hea", folder / "a.hea")
    assert window.folder.isVisible()
    window.actions_["folder_panel"].trigger()
    window.actions_["folder_panel"].trigger()
    qtbot.wait(50)
    assert window.folder._names.paths() == [folder / "a.hea", folder / "b.hea"], "not the folder in which they lie"


def test_an_ecg_dropped_among_other_files_is_the_one_that_opens(window, folder, qtbot):
    with qtbot.waitSignal(window.study.record_loaded):
        drop(window, folder / "letter.docx", folder / "notes.txt", folder / "b.hea", folder / "photo.jpg")
    assert window.canvas.scene.record.name == "b"
    assert window.banner.text == ""


def test_an_ecg_dropped_with_a_folder_opens_and_the_folder_is_listed(window, folder, qtbot):
    with qtbot.waitSignal(window.study.record_loaded):
        drop(window, folder, folder / "b.hea")
    assert window.canvas.scene.record.name == "b"
    qtbot.waitUntil(lambda: len(window.folder._names.paths()) > 1)


def test_a_folder_without_ecgs_says_so(window, folder, tmp_path, qtbot):
    (bare := tmp_path / "bare").mkdir()
    window.banner.say("b.hea is no ECG.")
    drop(window, bare)
    qtbot.waitUntil(lambda: window.folder.none_found.isVisible())
    assert window.banner.text == "", "what was said of another file is settled"
    drop(window, folder)
    qtbot.waitUntil(lambda: not window.folder.none_found.isVisible())


def test_files_dropped_while_a_folder_is_being_listed_stay_listed(window, folder, qtbot):
    with qtbot.waitSignal(window.study.record_loaded):
        drop(window, folder)
        drop(window, folder / "b.hea", folder / "a.hea")
    qtbot.wait(100)
    assert window.folder._names.paths() == [folder / "a.hea", folder / "b.hea"]


def test_of_a_long_record_it_is_said_which_part_the_answer_is_of(window, folder, show, shelf, qtbot):
    show(window, str(folder / "a.hea"))
    assert window.panel.part.isHidden(), "all of it"
    shelf.records["long.hea"] = replace(shelf.records["long.hea"], recorded_at=datetime(2026, 11, 24, 8, 15, 30))
    show(window, str(folder / "long.hea"))
    assert window.panel.part.text() == "Answer: 0:00 \u2013 0:10   (2026-11-24 08:15:30)"
    with qtbot.waitSignal(window.study.insight_changed, check_params_cb=lambda i: i is not None):
        window.moving.go_to(70.0)
    assert window.panel.part.text() == "Answer: 1:10 \u2013 1:20   (2026-11-24 08:16:40)"


def test_a_time_of_day_is_jumped_to(window, folder, show, shelf, monkeypatch):
    asked = []

    def answer(text):
        monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: asked.append(a[2]) or (text, True))
        window.actions_["go_to"].trigger()

    show(window, str(folder / "long.hea"))
    answer("@08:16:10")
    assert "@" not in asked[-1], "the file tells no time"
    assert "is no time" in window.banner.text
    shelf.records["long.hea"] = replace(shelf.records["long.hea"], recorded_at=datetime(2026, 11, 24, 8, 15, 30))
    show(window, str(folder / "long.hea"))
    answer("@08:16:10")
    assert "@20:15:30" in asked[-1]
    assert window.canvas.page.start_s == pytest.approx(40.0, abs=0.05)
    answer("@08:15:20")
    assert window.banner.text == "The recording has ended before 08:15:20."
    assert window.canvas.page.start_s == pytest.approx(40.0, abs=0.05)
