"""A drive that does not answer: the program goes on without it."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ecg_imn_desktop.desktop import worker as worker_module
from ecg_imn_desktop.desktop.worker import Worker, is_any_thread_stuck

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

PATIENCE_MS = 60_000


@pytest.fixture
def drive(monkeypatch):
    """A drive that answers when ``set`` is called; until then whoever reads from it hangs."""
    monkeypatch.setattr(worker_module, "UNWANTED_S", 0.2)
    monkeypatch.setattr(worker_module, "SILENT_S", 2.0)
    answer = threading.Event()
    yield answer
    answer.set()
    for thread, _ in worker_module._abandoned:
        assert thread.wait(60_000)
    worker_module._abandoned.clear()


def test_another_record_opens_while_the_first_hangs(make_window, services, shelf, drive, qtbot):
    began = threading.Event()

    def open_record(path, progress):
        if path.name == "a.hea":
            began.set()
            drive.wait(30)
        return shelf.open(path, progress)

    window = make_window(own=replace(services, open_record=open_record))
    window.open(Path("a.hea"))
    assert began.wait(5)
    with qtbot.waitSignal(window.study.record_loaded, timeout=PATIENCE_MS):
        window.open(Path("b.hea"))
    assert window.study.record.name == "b"
    assert is_any_thread_stuck()
    drive.set()
    qtbot.waitUntil(lambda: not is_any_thread_stuck(), timeout=PATIENCE_MS)
    assert window.study.record.name == "b", "the late answer is dropped"
    # The thread is given 0.2 s to end when the window closes.
    qtbot.waitUntil(lambda: not window.study.background.files.is_busy, timeout=PATIENCE_MS)


def test_the_window_closes_while_a_file_hangs(make_window, services, drive):
    began = threading.Event()

    def open_record(path, progress):
        began.set()
        drive.wait(30)

    window = make_window(own=replace(services, open_record=open_record))
    window.open(Path("a.hea"))
    assert began.wait(5)
    window.study.stop()
    assert is_any_thread_stuck()
    drive.set()


def test_what_is_still_wanted_is_given_time_and_its_answer_is_kept(drive, qtbot):
    worker, answers, began = Worker("files", is_replaceable=True), [], threading.Event()

    def export(_):
        began.set()
        drive.wait(30)
        return "written"

    worker.submit("export", export, answers.append)
    assert began.wait(5)
    worker.submit("load", lambda _: "read", answers.append)
    qtbot.waitUntil(lambda: answers == ["read"], timeout=PATIENCE_MS)
    drive.set()
    qtbot.waitUntil(lambda: answers == ["read", "written"], timeout=PATIENCE_MS)
    worker.stop()


def test_what_hangs_after_it_had_waited_is_left_too(drive, qtbot):
    """A file was to be written while something else was read; its drive does not answer."""
    worker, answers, began, go = Worker("files", is_replaceable=True), [], threading.Event(), threading.Event()

    def slow(_):
        began.set()
        go.wait(5)

    worker.submit("look", slow, lambda _: None)
    assert began.wait(5)
    worker.submit("export", lambda _: drive.wait(30), answers.append)
    go.set()
    worker.submit("load", lambda _: "read", answers.append)
    qtbot.waitUntil(lambda: answers == ["read"], timeout=10_000)
    worker.stop()


def test_what_was_asked_for_at_once_behind_what_hangs_is_done(drive, qtbot):
    """It did not see the other at work yet."""
    worker, answers, began = Worker("files", is_replaceable=True), [], threading.Event()

    def hang(_):
        began.set()
        drive.wait(30)

    worker.submit("load", hang, pytest.fail)
    worker.submit("folder", lambda _: "listed", answers.append)
    assert began.wait(5)
    worker.submit("load", lambda _: "read", answers.append)
    qtbot.waitUntil(lambda: answers == ["listed", "read"], timeout=10_000)
    worker.stop()


def test_slow_work_that_gives_signs_of_life_is_not_left(drive, qtbot):
    worker, order = Worker("files", is_replaceable=True), []

    def slow(progress):
        for _ in range(60):
            drive.wait(0.05)
            progress.report(0.5)
        order.append("slow")

    worker.submit("a", slow, lambda _: None)
    worker.submit("b", lambda _: order.append("next"), lambda _: None)
    qtbot.waitUntil(lambda: len(order) == 2, timeout=PATIENCE_MS)
    assert order == ["slow", "next"]
    assert not worker_module._abandoned
    worker.stop()
