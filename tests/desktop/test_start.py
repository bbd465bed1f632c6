"""Starts of the program: in the window that is there, after a crash, by an event of the system."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from ecg_imn_desktop.desktop import start as start_module
from ecg_imn_desktop.desktop.comparison.choosing import Choosing
from ecg_imn_desktop.desktop.lifeline import Lifeline, fault_path, note_path
from ecg_imn_desktop.desktop.settings import Settings, settings_path
from ecg_imn_desktop.desktop.start import Start
from ecg_imn_desktop.desktop.window import MainWindow
from ecg_imn_desktop.draw.theme import THEMES

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", extend=True)


@pytest.fixture
def start(qapp, request):
    """A function that makes starts, which are closed after the test."""
    made = []

    def make(*records, **more):
        made.append(Start(qapp, [Path(r) for r in records], **more))
        return made[-1]

    yield make
    for one in made:
        one.end()
        one.close()
    qapp.processEvents()


def shown(window, qtbot, name):
    qtbot.waitUntil(lambda: window.study.record is not None and window.study.record.name == name, timeout=15000)


def test_a_record_of_a_later_start_opens_in_the_window(window, qtbot, start):
    first = start("a.hea")
    first.open_in(window, Path("b.hea"))
    shown(window, qtbot, "a")
    first.on_asked([Path("b.hea")])
    shown(window, qtbot, "b")


def test_a_later_start_without_a_record_brings_the_window_back(window, qtbot, start):
    first = start("a.hea")
    first.open_in(window, Path("b.hea"))
    shown(window, qtbot, "a")
    window.showMinimized()
    first.on_asked([])
    assert not window.isMinimized()
    assert window.study.record.name == "a"


def test_a_record_of_a_later_start_is_not_hidden_by_a_comparison(opened, qtbot, start, monkeypatch):
    monkeypatch.setattr(Choosing, "compare", lambda *_: None)
    opened.comparing.open()
    comparison = opened.comparing.windows[0]
    qtbot.waitUntil(comparison.isVisible)
    assert comparison.windowHandle().transientParent() is None, "else it stays before the main window"
    comparison.activateWindow()
    qtbot.waitUntil(comparison.isActiveWindow)
    first = start("a.hea")
    first.open_in(opened)
    first.on_asked([Path("b.hea")])
    qtbot.waitUntil(opened.isActiveWindow)
    shown(opened, qtbot, "b")


def test_records_asked_for_before_the_window_stands_are_opened_with_it(window, qtbot, start):
    first = start()
    first.on_asked([Path("b.hea")])
    first.open_in(window, Path("a.hea"))
    shown(window, qtbot, "b")


def test_a_start_that_was_handed_over_listens_not(qapp, start, monkeypatch):
    sent = []
    monkeypatch.setattr(start_module, "hand_over", lambda records: sent.append(records) or True)
    second = start("a.hea")
    assert second.is_handed_over
    assert sent == [[Path("a.hea").absolute()]]
    assert not note_path().exists()


def test_a_start_alone_asks_nobody(qapp, start, monkeypatch):
    monkeypatch.setattr(start_module, "hand_over", lambda records: pytest.fail("asked"))
    assert not start("a.hea", is_alone=True).is_handed_over
    assert not note_path().exists()


def test_the_system_says_what_to_open(window, qtbot, start, tmp_path, monkeypatch):
    monkeypatch.setattr(start_module, "_IS_TOLD_BY_EVENTS", True)
    start().open_in(window, Path("a.hea"))
    shown(window, qtbot, "a")
    QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "b.hea"))))
    shown(window, qtbot, "b")


# ------------------------------------------------------------------ the frame comes first


def test_the_frame_shows_its_paper_before_the_parts_are_there(qtbot, services):
    window = MainWindow(Settings(theme="paper", shows_folder=True), keeps_settings=False)
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    window.resize(1100, 700)
    picture = window.grab().toImage()
    assert {picture.pixelColor(x, y).name() for x in (40, 500) for y in (40, 600)} == {THEMES["paper"].background}
    assert not hasattr(window, "canvas")
    width_px = window.paper.width()
    looks = []
    window.complete(services, breathe=lambda: looks.append(window.is_complete))
    assert looks.count(False) > 10, "the screen is painted again and again meanwhile"
    assert looks[-1]
    picture = window.canvas.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(40, 100) for y in range(40, 60)}
    assert THEMES["paper"].grid_major in colours
    qtbot.waitUntil(lambda: window.panel.isVisible() and window.folder.isVisible() and window.header.isVisible())
    assert window.canvas.width() < width_px  # the list of records came beside it
    window.open(Path("a.hea"))
    shown(window, qtbot, "a")
    window.close()
    window.deleteLater()


def test_a_window_that_becomes_active_late_gives_the_ecg_its_keys(qtbot, services, qapp):
    """Space opened a file, where the first button of the toolbar had the keys."""
    window = MainWindow(Settings(), keeps_settings=False)
    window.show()
    qtbot.waitExposed(window)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.complete(services, breathe=qapp.processEvents)
    assert window.focusWidget() is window.canvas
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert qapp.focusWidget() is window.canvas
    window.close()
    window.deleteLater()


def test_the_room_of_the_answer_is_kept_for_it(qtbot, services):
    window = MainWindow(Settings(), keeps_settings=False)
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    width_px = window.paper.width()
    window.complete(services)
    qtbot.waitUntil(lambda: window.panel.isVisible() and abs(window.canvas.width() - width_px) <= 2)
    window.close()
    window.deleteLater()


def test_a_frame_that_is_closed_before_it_is_complete_just_goes(qtbot):
    window = MainWindow(Settings())
    window.show()
    qtbot.waitExposed(window)
    assert window.close()
    assert not settings_path().exists()
    window.deleteLater()


def test_the_screen_may_be_painted_and_the_window_resized_while_it_is_built(qtbot, services, qapp):
    window = MainWindow(Settings(shows_folder=True, shows_average_beat=True), keeps_settings=False)
    window.show()
    qtbot.waitExposed(window)
    sizes = iter(range(900, 2000, 20))

    def breathe():
        window.resize(next(sizes), 700)
        qapp.processEvents()

    window.complete(services, breathe=breathe)
    window.open(Path("a.hea"))
    shown(window, qtbot, "a")
    window.close()
    window.deleteLater()


# ------------------------------------------------------------------ after a crash


def died(shown=None, opening=None):
    """A run that showed a record, or was opening one, and did not end properly: its note is left, its lock is free."""
    lifeline = Lifeline()
    if shown is not None:
        lifeline.answered(shown)
    if opening is not None:
        lifeline.begin(opening)


def note():
    kept = json.loads(note_path().read_text())
    assert kept.pop("is_opening") == bool(kept["opening"])
    return kept


def test_a_proper_end_leaves_no_note():
    lifeline = Lifeline()
    assert not lifeline.died
    assert note_path().exists()
    lifeline.end()
    assert not note_path().exists()
    assert not Lifeline().died


def test_after_a_crash_the_record_is_shown_again_and_the_log_is_named(window, qtbot, start, tmp_path):
    died(shown=tmp_path / "b.hea")
    start().open_in(window, Path("a.hea"))
    shown(window, qtbot, "b")
    assert "did not end properly" in window.banner.text
    assert "desktop.log" in window.banner.text


def test_a_record_that_the_program_dies_of_is_not_opened_again(window, qtbot, start, tmp_path):
    died(tmp_path / "b.hea", opening=tmp_path / "long.hea")
    start().open_in(window, tmp_path / "long.hea", tmp_path / "a.hea")
    shown(window, qtbot, "b")
    assert "while long.hea was being opened" in window.banner.text
    assert "from the menu File to try again" in window.banner.text


def test_the_last_session_is_not_reopened_where_it_is_what_the_program_died_of(window, qtbot, start, tmp_path):
    died(opening=tmp_path / "long.hea")
    start().open_in(window, tmp_path / "long.hea", tmp_path / "a.hea")
    shown(window, qtbot, "a")


def test_whatever_it_dies_of_the_program_can_be_started(window, qtbot, start, tmp_path):
    """Where each record kills it, the next start does not take the one of the start before again."""
    died(opening=tmp_path / "b.hea")
    died(opening=tmp_path / "a.hea")  # of the next start
    start().open_in(window, tmp_path / "b.hea", tmp_path / "a.hea")
    qtbot.wait(100)
    assert window.study.record is None
    assert "while a.hea was being opened" in window.banner.text
    assert "No ECG is open" in window.panel.verdict.text()
    window.open(tmp_path / "a.hea")
    shown(window, qtbot, "a")
    qtbot.waitUntil(lambda: window.study.insight is not None)
    assert note() == {"record": str(tmp_path / "a.hea"), "opening": []}, "it was analysed"


def test_a_record_is_being_opened_until_its_answer_is_there(window, qtbot, start, model, tmp_path):
    model.go.clear()
    start(tmp_path / "a.hea").open_in(window)
    shown(window, qtbot, "a")
    assert note() == {"record": "", "opening": [str(tmp_path / "a.hea")]}
    window.open(tmp_path / "gone.hea")  # refused: nothing died of it
    qtbot.waitUntil(lambda: "gone.hea" in window.banner.text)
    assert note() == {"record": "", "opening": [str(tmp_path / "a.hea")]}
    model.go.set()
    qtbot.waitUntil(lambda: window.study.insight is not None)
    assert note() == {"record": str(tmp_path / "a.hea"), "opening": []}


def test_an_answer_for_the_ecg_before_is_none_for_the_one_that_is_being_opened(
    make_window, services, shelf, qtbot, start, tmp_path
):
    go, (a, b) = threading.Event(), (tmp_path / "a.hea", tmp_path / "b.hea")

    def open_slowly(path, progress):
        assert path == a or go.wait(10)
        return shelf.open(path, progress)

    window = make_window(own=replace(services, open_record=open_slowly))
    start(a).open_in(window)
    qtbot.waitUntil(lambda: window.study.insight is not None)
    window.open(b)
    window.study.look_at(0.0)  # its answer is known
    assert note() == {"record": str(a), "opening": [str(b)]}
    go.set()
    qtbot.waitUntil(lambda: window.study.path == b and window.study.insight is not None)
    assert note() == {"record": str(b), "opening": []}


@pytest.mark.parametrize("channel", ["load", "analyse", "measure"])
def test_a_defect_that_was_caught_clears_no_other_suspect(window, qtbot, start, model, tmp_path, channel, caplog):
    """``a`` is being analysed and ``b`` opened."""
    model.go.clear()
    a, b = str(tmp_path / "a.hea"), str(tmp_path / "b.hea")
    start(a).open_in(window)
    shown(window, qtbot, "a")
    window.study.opening.emit(Path(b))
    window.study.background.crashed.emit("boom", channel)
    assert note()["opening"] == {"load": [a], "analyse": [b], "measure": [a, b]}[channel]
    model.go.set()
    _close_defects(caplog)


def _close_defects(caplog):
    for dialog in (w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)):
        dialog.close()
    caplog.clear()


def test_a_defect_that_was_caught_leaves_no_suspect(window, qtbot, start, model, tmp_path, caplog):
    model.error = ZeroDivisionError("boom")
    with qtbot.waitSignal(window.study.background.crashed):
        start(tmp_path / "a.hea").open_in(window)
    assert note()["opening"] == []
    _close_defects(caplog)


def test_a_window_of_its_own_keeps_a_note_too(window, qtbot, start, tmp_path):
    """Whose record is not opened by the next start, though the first window ended properly."""
    first = start()
    first.watch_over(Settings())
    own = Lifeline()
    assert not own.died, "the first one runs"
    own.begin(tmp_path / "long.hea")
    del own  # killed
    first.end()
    start(is_alone=True).open_in(window, tmp_path / "long.hea", tmp_path / "a.hea")
    shown(window, qtbot, "a")
    assert "while long.hea was being opened" in window.banner.text


def test_the_window_that_is_there_says_that_one_of_its_own_died(window, qtbot, start, tmp_path):
    """The next start is handed over to it, and would tell of nothing; it says so once."""
    first = start("a.hea")
    first.open_in(window)
    shown(window, qtbot, "a")
    own = Lifeline()
    first.on_asked([])
    assert window.banner.text == "", "it runs"
    own.begin(tmp_path / "long.hea")
    del own  # killed
    qtbot.waitUntil(lambda: window.study.insight is not None)
    first.on_asked([])
    assert "Another window of the program did not end properly" in window.banner.text
    assert note()["opening"] == [str(tmp_path / "long.hea")]
    assert not note_path(1).exists()
    window.banner.dismiss()
    first.on_asked([Path("b.hea")])
    shown(window, qtbot, "b")
    assert window.banner.text == ""
    qtbot.waitUntil(lambda: note()["opening"] == [])


def test_a_stack_that_was_kept_is_not_emptied_by_a_second_window(monkeypatch):
    died()
    monkeypatch.setattr("faulthandler.is_enabled", lambda: False)  # pytest's is
    for name in ("enable", "disable"):
        monkeypatch.setattr(f"faulthandler.{name}", lambda *_: None)
    fault_path().parent.mkdir(parents=True, exist_ok=True)
    fault_path().write_text("a stack")
    first, second = Lifeline(), Lifeline()
    assert (first.died, second.died) == (True, False)
    assert fault_path().read_text() == "a stack"
    second.end()
    first.end()
    Lifeline().end()
    assert not fault_path().read_text()


def test_a_process_that_is_killed_leaves_its_note_and_no_lock(tmp_path):
    program = """
import os, pathlib, sys
from ecg_imn_desktop.desktop.lifeline import Lifeline
lifeline = Lifeline()
lifeline.begin(pathlib.Path("b.hea"))
os.kill(os.getpid(), 9) if os.name == "posix" else os._exit(1)
"""
    subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert Lifeline().suspects == [Path("b.hea")]


def test_what_the_program_died_of_opens_where_it_is_asked_for(window, qtbot, start, tmp_path):
    died(opening=tmp_path / "b.hea")
    start(tmp_path / "b.hea").open_in(window, tmp_path / "a.hea")
    shown(window, qtbot, "b")
    assert "starts without" not in window.banner.text


def test_after_a_crash_a_double_click_opens_what_was_clicked(window, qtbot, start, tmp_path):
    died(shown=tmp_path / "b.hea")
    start("a.hea").open_in(window, Path("long.hea"))
    shown(window, qtbot, "a")
    assert "did not end properly" in window.banner.text


def test_the_note_follows_the_record_on_screen(window, qtbot, start):
    start("a.hea").open_in(window, Path("b.hea"))
    shown(window, qtbot, "a")
    qtbot.waitUntil(lambda: "a.hea" in note_path().read_text())


@pytest.mark.parametrize("private", [{"is_private": True}, {"keeps_recent": False}])
def test_in_privacy_mode_the_note_names_nothing_and_the_program_can_be_started(
    make_window, qtbot, start, model, tmp_path, private
):
    window = make_window(Settings(**private))
    first = start(tmp_path / "a.hea")
    first.watch_over(window.settings)
    model.go.clear()
    first.open_in(window)
    shown(window, qtbot, "a")
    assert json.loads(note_path().read_text()) == {"record": "", "opening": [], "is_opening": True}
    left = note_path().read_bytes()  # should it die now
    model.go.set()
    qtbot.waitUntil(lambda: window.study.insight is not None)
    assert json.loads(note_path().read_text()) == {"record": "", "opening": [], "is_opening": False}
    first.end()

    note_path().write_bytes(left)
    after = make_window(Settings(**private))
    second = start()
    second.open_in(after, tmp_path / "a.hea", tmp_path / "b.hea")
    qtbot.wait(100)
    assert after.study.record is None
    assert "What is opened is not to be remembered" in after.banner.text
    second.end()

    note_path().write_bytes(left)
    third = start(tmp_path / "b.hea")
    third.open_in(after)
    shown(after, qtbot, "b")  # it was asked for


def test_an_answer_ends_the_suspicion_of_an_ecg_without_a_name(make_window, qtbot, start, tmp_path):
    window = make_window(Settings(is_private=True))
    first = start(tmp_path / "a.hea")
    first.open_in(window)
    qtbot.waitUntil(lambda: window.study.insight is not None)
    beside = note_path(1)
    beside.write_text(json.dumps({"record": "", "opening": [], "is_opening": True}))  # it died
    assert first._lifeline.look_around()
    assert json.loads(note_path().read_text())["is_opening"]
    first._lifeline.answered(window.study.path)
    assert not json.loads(note_path().read_text())["is_opening"]


def test_privacy_that_is_chosen_later_takes_the_names_out_of_the_note(opened, start, tmp_path, qtbot):
    start(tmp_path / "a.hea").open_in(opened)
    qtbot.waitUntil(lambda: "a.hea" in note_path().read_text())
    for action in ("privacy", "keep_recent"):
        opened.actions_[action].trigger()
        assert "hea" not in note_path().read_text()
        opened.actions_[action].trigger()
        assert "a.hea" in note_path().read_text()


def test_a_damaged_note_is_a_crash_without_a_record():
    note_path().parent.mkdir(parents=True, exist_ok=True)
    for damaged in (b"\xff{", b"[]", b'{"record": 5, "opening": []}', b'{"record": "", "opening": [5]}', b"", b"{}"):
        note_path().write_bytes(damaged)
        lifeline = Lifeline()
        assert lifeline.died
        assert lifeline.last_record is None
        assert not lifeline.suspects
        lifeline.end()


def test_a_record_named_from_its_folder_is_remembered_wherever_the_next_start_is(
    window, qtbot, start, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    start("a.hea").open_in(window, Path("b.hea"))
    shown(window, qtbot, "a")
    assert window.settings.recent == [str(tmp_path / "a.hea")]
