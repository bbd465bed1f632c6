"""What is known of a record as one looks at one window after the other, without any widget."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ecg_imn_desktop.core.annotations import Annotations
from ecg_imn_desktop.core.errors import SignalError
from ecg_imn_desktop.desktop import study as study_module
from ecg_imn_desktop.desktop.edits import EditBook
from ecg_imn_desktop.desktop.moved_marks import MarkMove
from ecg_imn_desktop.desktop.study import Study


def words_of(section) -> dict[str, str]:
    return {"I": f"begins at {section.mv[0, 0]:.4f} mV"}


class Gate:
    """Holds work up in its thread from ``close`` until ``open``."""

    def __init__(self) -> None:
        self._is_open = threading.Event()
        self.reached = threading.Event()
        self.open()

    def open(self) -> None:
        self._is_open.set()

    def close(self) -> None:
        self.reached.clear()
        self._is_open.clear()

    def pass_through(self) -> None:
        self.reached.set()
        assert self._is_open.wait(10)


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.open()


@pytest.fixture
def study(qtbot, services, gate):
    """A study that is held up at reading and measuring while the gate is closed; its quality words name the window."""

    def open_record(path, progress):
        gate.pass_through()
        return services.open_record(path, progress)

    def measure(section, progress):
        gate.pass_through()
        return services.measure(section, progress)

    def check_quality(section):
        return words_of(section)

    own = replace(services, open_record=open_record, measure=measure, check_quality=check_quality)
    study = Study(own, "stand-in", "cpu", 0.04)
    yield study
    gate.open()
    study.stop()


@pytest.fixture
def look(qtbot, study):
    """A function that looks at a window and waits for its answer."""

    def look(start_s: float) -> None:
        study.look_at(start_s)
        qtbot.waitUntil(lambda: study.insight is not None and study.insight.start_s == start_s)

    return look


@pytest.fixture
def opened(qtbot, study):
    """The study of two minutes, with the answer for the first ten seconds."""
    study.open(Path("long.hea"))
    qtbot.waitUntil(lambda: study.insight is not None)
    return study


def settle(qtbot, study) -> None:
    qtbot.waitUntil(lambda: not study.background.files.is_busy and not study.background.inference.is_busy)


def test_what_is_measured_of_a_window_that_is_no_longer_in_view_is_not_said(opened, look, gate, qtbot):
    busy, measured = [], []
    opened.background.busy_changed.connect(busy.append)
    gate.close()
    opened.look_at(20.0)
    assert gate.reached.wait(5)
    opened.look_at(0.0)  # its answer is known
    opened.measured.connect(measured.append)
    gate.open()
    settle(qtbot, opened)
    assert measured == []
    assert opened.insight.start_s == 0.0
    qtbot.waitUntil(lambda: busy[-1] == "")


def test_back_at_a_known_window_its_own_quality_is_said(opened, look, qtbot):
    said = []
    look(20.5)
    settle(qtbot, opened)
    opened.quality_checked.connect(said.append)
    opened.look_at(0.0)
    settle(qtbot, opened)
    of_both = [words_of(opened.record.section(start_s, 10.0)) for start_s in (0.0, 20.5)]
    assert said == of_both[:1] != of_both[1:]


def test_of_windows_without_an_answer_few_measurements_are_kept(opened, model, qtbot, monkeypatch):
    """A day of two leads gets no answer anywhere: all of its windows would stay in memory."""
    monkeypatch.setattr(study_module, "MAX_ANSWERS", 3)

    def refuse(*_):
        raise SignalError("Too few leads.")

    monkeypatch.setattr(model, "run", refuse)
    for number in range(1, 8):
        with qtbot.waitSignal(opened.no_prediction):
            opened.look_at(10.0 * number)
        settle(qtbot, opened)
        assert opened.measurements is not None
    assert sorted(opened._measuring._windows) == [0, 50_000, 60_000, 70_000], "that at 0 s has an answer"


def moved(study, name, by_s):
    """Move a mark of the beat at 3 s; where all of that name are then to stand."""
    before = study.measurements.fiducials.of(name)
    study.move_mark(MarkMove(study.fiducials, name, 3, float(before[3]) + by_s))
    return pytest.approx(before + by_s, abs=0.011, nan_ok=True)  # 100 Hz


@pytest.fixture
def busy_files(opened, gate):
    """The thread of the files is busy until the gate opens."""
    settle_first = threading.Event()
    opened.background.files.submit("settled", lambda _: settle_first.set(), lambda _: None)
    assert settle_first.wait(10)
    gate.close()
    opened.background.files.submit("busy", lambda _: gate.pass_through(), lambda _: None)
    assert gate.reached.wait(5)
    return opened


def test_of_two_marks_that_are_moved_while_the_thread_is_busy_none_is_lost(busy_files, gate, qtbot):
    study, shown = busy_files, []
    study.measured.connect(shown.append)
    ends = moved(study, "qrs_offset", 0.02), moved(study, "t_offset", 0.03)
    gate.open()
    settle(qtbot, study)
    settle(qtbot, study)
    kept = study.edits.marks[0]
    assert (kept.qrs_offset_s, kept.t_offset_s) == ends
    assert study.insight.measurements.fiducials is kept
    assert [measurements.fiducials for measurements in shown] == [kept], "at once"
    study.edits.undo()
    kept = study.edits.marks[0]
    assert kept.qrs_offset_s == ends[0]
    assert kept.t_offset_s != ends[1]


def test_a_mark_that_is_seen_of_another_window_is_not_moved(opened, look):
    seen = opened.fiducials
    look(20.0)
    opened.marks.refused.connect(lambda error: pytest.fail(error.message))
    opened.move_mark(MarkMove(seen, "qrs_offset", 3, float(seen.qrs_offset_s[3]) + 0.01))
    assert not opened.edits.marks


def test_a_mark_that_is_refused_takes_no_other_with_it(busy_files, gate, qtbot):
    study, shown = busy_files, []
    study.measured.connect(shown.append)
    end = moved(study, "qrs_offset", 0.02)
    with qtbot.waitSignal(study.marks.refused):
        moved(study, "t_offset", -5.0)
    gate.open()
    settle(qtbot, study)
    assert study.edits.marks[0].qrs_offset_s == end
    assert shown[-1].fiducials is study.edits.marks[0]


def test_a_mark_moved_while_another_record_is_read_is_kept_for_its_own(opened, gate, qtbot):
    book = opened.edits
    gate.close()
    opened.open(Path("b.hea"))
    assert gate.reached.wait(5)
    end = moved(opened, "qrs_offset", 0.02)
    opened.record_loaded.connect(lambda *_: setattr(opened, "edits", EditBook()))  # as the window does
    gate.open()
    qtbot.waitUntil(lambda: opened.record.name == "b" and opened.insight is not None)
    settle(qtbot, opened)
    assert book.marks[0].qrs_offset_s == end
    assert not opened.edits.marks
    assert opened.measurements.fiducials.edited == frozenset()


def test_a_mark_moved_just_before_the_end_is_kept(busy_files, gate):
    end = moved(busy_files, "qrs_offset", 0.02)
    threading.Timer(0.1, gate.open).start()
    busy_files.stop()
    assert busy_files.edits.marks[0].qrs_offset_s == end


def test_marks_forgotten_while_their_window_is_measured_are_forgotten(opened, look, gate, qtbot):
    look(20.0)
    automatic = opened.measurements.fiducials
    kept = replace(automatic, qrs_offset_s=automatic.qrs_offset_s + 0.02, edited=frozenset({"qrs_offset"}))
    book = EditBook(Annotations(marks={20_000: kept}))
    opened.record_loaded.connect(lambda *_: setattr(opened, "edits", book))  # as the window does
    opened.open(Path("long.hea"))
    qtbot.waitUntil(lambda: opened.edits is book and opened.insight is not None)
    settle(qtbot, opened)
    gate.close()
    opened.look_at(20.0)
    assert gate.reached.wait(5)
    book.forget_marks(20_000)
    opened.use_marks()
    gate.open()
    qtbot.waitUntil(lambda: opened.insight is not None)
    settle(qtbot, opened)
    settle(qtbot, opened)
    assert opened.measurements.fiducials.equals(automatic)
    assert opened.insight.measurements is opened.measurements


def test_marks_undone_in_two_windows_at_once_change_the_tables_of_both(opened, look, gate, qtbot):
    study, keys = opened, (0, 20_000)
    for start_s in (0.0, 20.0):
        look(start_s)
        moved(study, "qrs_offset", 0.02)
        settle(qtbot, study)
        settle(qtbot, study)
    tables, second = [study._insights[key] for key in keys], Gate()
    gate.close()
    second.close()
    study.background.files.submit("busy", lambda _: gate.pass_through(), lambda _: None)
    for start_s in (20.0, 0.0):
        study.edits.undo()
        study.look_at(start_s)
        study.use_marks()
    study.background.files.submit("busy again", lambda _: second.pass_through(), lambda _: None)
    gate.open()
    assert second.reached.wait(10)
    qtbot.waitUntil(lambda: not study.marks._asked)  # both are measured, neither is explained
    second.open()
    settle(qtbot, study)
    for key, before in zip(keys, tables, strict=True):
        assert before.measurements.fiducials.edited == {"qrs_offset"}
        assert study._insights[key].measurements.fiducials.edited == frozenset()


def test_tables_of_other_measurements_are_worked_out_when_one_looks(opened, look, qtbot):
    now = opened.measurements
    look(20.0)
    old = replace(opened._insights[0], measurements=replace(now, qrs_ms=1.0))
    opened._insights[0] = old
    opened.look_at(0.0)
    settle(qtbot, opened)
    assert opened.insight.measurements is now


def test_tables_of_another_model_are_not_worked_out_to_the_end(busy_files, gate, qtbot):
    """That of the window in view is asked for as the model changes."""
    study = busy_files
    study._explain_anew(study.insight.analysis, 0.0)
    study.use_model("another")
    assert study._explained_anew == set()
    assert "new insight 0" not in study.background.files._channels.values()
    gate.open()
    settle(qtbot, study)


def test_nothing_goes_on_of_the_record_before(opened, gate, qtbot):
    """While another record is read, a mark is moved in the one on the screen."""
    busy = []
    opened.background.busy_changed.connect(busy.append)
    gate.close()
    opened.open(Path("b.hea"))
    beats = opened.measurements.fiducials
    opened.move_mark(MarkMove(opened.fiducials, "qrs_offset", 3, float(beats.qrs_offset_s[3]) + 0.01))
    gate.open()
    qtbot.waitUntil(lambda: opened.record.name == "b" and opened.insight is not None)
    settle(qtbot, opened)
    assert busy[-1] == ""
