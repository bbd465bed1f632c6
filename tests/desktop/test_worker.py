"""Requests, their cancelling, and what happens to late answers, errors and defects."""

import threading
from pathlib import Path

import pytest

from ecg_imn_desktop.core.errors import ExportError, ModelError
from ecg_imn_desktop.desktop.worker import Worker, export_channel


@pytest.fixture
def worker(qtbot):
    worker = Worker("test")
    yield worker
    worker.stop()
    assert worker._thread.isFinished()


def test_work_is_done_elsewhere_and_answered_here(worker, qtbot):
    answers = []
    worker.submit("x", lambda _: threading.get_ident(), lambda i: answers.append((i, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(answers))
    where, here = answers[0]
    assert here == threading.get_ident() != where


def test_a_newer_request_cancels_the_older_and_drops_its_late_answer(worker, qtbot):
    began, go = threading.Event(), threading.Event()
    answers = []

    def stubborn(_progress):  # never looks whether it is still wanted
        began.set()
        go.wait(5)
        return "late"

    worker.submit("x", stubborn, answers.append)
    assert began.wait(5)
    worker.submit("x", lambda _: "new", answers.append)
    go.set()
    qtbot.waitUntil(lambda: not worker.is_busy)
    assert answers == ["new"]


def test_running_work_learns_that_it_is_cancelled(worker, qtbot):
    began, ended = threading.Event(), threading.Event()

    def work(progress):
        began.set()
        try:
            while True:
                progress.report(0.1)
        finally:
            ended.set()

    worker.submit("x", work, pytest.fail)
    assert began.wait(5)
    worker.cancel("x")
    assert ended.wait(5)


def test_channels_do_not_cancel_each_other(worker, qtbot):
    answers = []
    worker.submit("x", lambda _: 1, answers.append)
    worker.submit("y", lambda _: 2, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [1, 2]


def test_expected_errors_go_to_the_caller(worker, qtbot):
    errors = []

    def work(_):
        raise ModelError("There is no model.")

    worker.submit("x", work, pytest.fail, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].message == "There is no model."


def test_defects_are_told_and_the_thread_lives_on(worker, qtbot):
    told, answers = [], []
    worker.crashed.connect(lambda text, channel: told.append((text, channel)))
    worker.submit("x", lambda _: 1 / 0, pytest.fail)
    worker.submit("y", lambda _: "alive", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    ((text, channel),) = told
    assert "ZeroDivisionError" in text
    assert channel == "x"


def test_progress_is_reported_here(worker, qtbot):
    seen = []
    worker.submit("x", lambda p: p.report(0.5, "half"), lambda _: None, progressed=lambda f, m: seen.append((f, m)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(0.5, "half")]


def test_stopping_waits_for_the_work_and_calls_nobody_back(qtbot):
    worker, began = Worker("test"), threading.Event()

    def work(progress):
        began.set()
        while True:
            progress.report(0.0)

    worker.submit("x", work, pytest.fail)
    assert began.wait(5)
    worker.stop()
    assert worker._thread.isFinished()


def test_stopping_finishes_what_it_is_told_to_and_nothing_else(qtbot):
    worker = Worker("test")
    began, go = threading.Event(), threading.Event()
    done, answers, errors = [], [], []

    def slow(_progress):
        began.set()
        go.wait(5)
        return "slow"

    def broken(_progress):
        raise ModelError("The disk is full.")

    worker.submit("look", slow, pytest.fail)
    assert began.wait(5)
    worker.submit("write a", lambda _: done.append("a"), lambda _: answers.append("a"))
    worker.submit("look again", lambda _: done.append("no"), pytest.fail)
    worker.submit("write b", broken, pytest.fail, errors.append)
    worker.submit("write c", lambda _: done.append("c"), lambda _: answers.append("c"))
    threading.Timer(0.1, go.set).start()
    worker.stop(lambda channel: channel.startswith("write"))
    assert worker._thread.isFinished()
    assert done == answers == ["a", "c"]
    assert [error.message for error in errors] == ["The disk is full."]


def test_stopping_does_not_wait_for_ever_for_what_it_would_finish(qtbot, monkeypatch, caplog):
    monkeypatch.setattr("ecg_imn_desktop.desktop.worker.UNWANTED_S", 0.2)
    worker = Worker("test")
    go, done = threading.Event(), []
    worker.submit("write a", lambda _: go.wait(5), pytest.fail)
    worker.submit("write b", done.append, pytest.fail)
    threading.Timer(0.6, go.set).start()
    worker.stop(lambda channel: channel.startswith("write"))
    assert worker._thread.isFinished()
    assert done == []
    assert "does not end" in caplog.text


def test_the_log_tells_what_failed_but_no_name_of_a_file(worker, qtbot, caplog):
    errors = []

    def full(_):
        raise ExportError("The disk is full.")

    worker.submit(export_channel(Path("/ward/Jane Doe.pdf")), full, pytest.fail, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert [record.getMessage() for record in caplog.records] == ["export failed: ExportError"]
