"""What is printed and painted of a record goes its own way."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from ecg_imn_desktop.core.annotations import Annotations
from ecg_imn_desktop.desktop.edits import EditBook
from ecg_imn_desktop.desktop.moved_marks import MarkMove
from ecg_imn_desktop.desktop.study import Study
from ecg_imn_desktop.desktop.writing import Writing
from ecg_imn_desktop.io.hdf5 import read_stored
from ecg_imn_desktop.report.options import PageOptions


@pytest.fixture
def study(qtbot, services):
    study = Study(services, "stand-in", "cpu", 0.04)
    study.open(Path("a.hea"))
    qtbot.waitUntil(lambda: study.insight is not None)
    yield study
    study.stop()


@pytest.fixture
def writing(study):
    return Writing(study)


def test_a_second_print_does_not_drop_the_first(study, writing, qtbot):
    given, said = [], []
    study.services = replace(study.services, print_pages=lambda printer, record, *_: given.append((printer, record)))
    writing.printed.connect(lambda: said.append(True))
    first = study.record
    writing.print_on("one", PageOptions())
    writing.print_on("two", PageOptions())
    qtbot.waitUntil(lambda: len(said) == 2)
    assert given == [("one", first), ("two", first)]


def test_a_look_at_a_record_of_the_folder_does_not_cancel_the_page_of_the_report(study, writing, qtbot):
    painted = []
    study.services = replace(study.services, paint_page=lambda *_: (QImage(2, 2, QImage.Format.Format_RGB32), 1))
    writing.paint_page(PageOptions(), 1, 72.0, painted.append, pytest.fail)
    study.background.compute("preview", lambda: None, lambda _: None)  # the channel of the folder's panel
    qtbot.waitUntil(lambda: bool(painted))


def test_what_is_to_be_printed_is_given_to_the_printer_before_the_end(study, writing):
    given = []
    study.services = replace(study.services, print_pages=lambda printer, *_: given.append(printer))
    for printer in ("one", "two"):
        writing.print_on(printer, PageOptions())
    study.stop()
    assert given == ["one", "two"]


@pytest.fixture
def go(study):
    """The thread of the files is busy until this event is set."""
    go, is_busy = threading.Event(), threading.Event()

    def wait() -> None:
        is_busy.set()
        assert go.wait(10)

    study.background.compute("busy", wait, lambda _: None)
    assert is_busy.wait(10)
    yield go
    go.set()


@pytest.fixture
def numbers(study):
    """The fiducials of the measurements and of the annotations of which numbers were written."""
    numbers = []

    def write(path, record, analysis, measurements, annotations):
        numbers.append((measurements.fiducials, annotations.marks.get(0)))

    study.services = replace(study.services, write_numbers=write)
    return numbers


def move(study, name):
    study.move_mark(MarkMove(study.fiducials, name, 3, float(study.fiducials.of(name)[3]) + 0.02))
    return study.edits.marks[0]


def test_what_is_written_holds_what_was_moved_before_and_nothing_moved_after(study, writing, go, numbers, qtbot):
    first = move(study, "qrs_offset")
    writing.export_numbers(Path("a.json"))
    second = move(study, "t_offset")
    writing.export_numbers(Path("b.json"))
    go.set()
    qtbot.waitUntil(lambda: len(numbers) == 2 and not study.background.files.is_busy)
    assert [measured.edited for measured, _ in numbers] == [{"qrs_offset"}, {"qrs_offset", "t_offset"}]
    assert all(measured is annotated for measured, annotated in numbers)
    assert (numbers[0][0], numbers[1][0]) == (first, second)
    assert study.measurements.fiducials is second


def test_what_is_written_as_the_window_closes_holds_what_was_moved(study, writing, go, numbers):
    moved = move(study, "qrs_offset")
    writing.export_numbers(Path("a.json"))
    threading.Timer(0.1, go.set).start()
    study.stop()
    assert numbers == [(moved, moved)]


def test_what_is_written_while_a_window_is_measured_holds_what_was_undone_meanwhile(study, writing, go, qtbot):
    given, automatic = [], study.measurements.fiducials
    moved = replace(automatic, qrs_offset_s=automatic.qrs_offset_s + 0.02, edited=frozenset({"qrs_offset"}))
    study.services = replace(study.services, write_pdf=lambda path, record, analysis, m, options: given.append(m))
    study.edits = EditBook(Annotations(marks={0: moved}))
    study._measuring.forget(0)
    study._measure(0.0)
    study.edits.forget_marks(0)
    writing.export_pdf(Path("a.pdf"), PageOptions())
    go.set()
    qtbot.waitUntil(lambda: bool(given))
    assert given[0].fiducials.edited == frozenset()


def test_a_stored_analysis_written_anew_holds_what_was_moved_in_a_window_that_was_not_looked_at(study, qtbot, tmp_path):
    def write(study, name):
        writing = Writing(study)
        with qtbot.waitSignal(writing.exported):
            writing.export_stored(tmp_path / name, {})
        return tmp_path / name

    study.open(Path("long.hea"))
    qtbot.waitUntil(lambda: study.record.name == "long" and study.insight is not None)
    study.look_at(50.0)
    qtbot.waitUntil(lambda: study.insight is not None)
    first = write(study, "first.h5")
    automatic = read_stored(first).windows[1].measurements.fiducials
    moved = replace(automatic, qrs_offset_s=automatic.qrs_offset_s + 0.02, edited=frozenset({"qrs_offset"}))
    study.record_loaded.connect(lambda *_: setattr(study, "edits", EditBook(Annotations(marks={0: moved}))))
    study.open(first)
    qtbot.waitUntil(lambda: study.opened.stored is not None and study.insight is not None)
    second = read_stored(write(study, "second.h5"))
    np.testing.assert_array_equal(second.windows[1].measurements.fiducials.qrs_offset_s, moved.qrs_offset_s)
    assert second.windows[1].measurements.qrs_ms > read_stored(first).windows[1].measurements.qrs_ms


@pytest.mark.parametrize("goes_on", [Study.stop, lambda study: study.look_at(50.0)])
def test_what_is_written_of_a_window_that_was_not_yet_measured_holds_its_measurements(study, writing, qtbot, goes_on):
    """The program ends, or another part is looked at, before its turn has come."""
    given, go = [], threading.Event()
    study.services = replace(study.services, write_pdf=lambda path, record, analysis, m, options: given.append(m))
    study.open(Path("long.hea"))
    qtbot.waitUntil(lambda: study.record.name == "long" and study.insight is not None)
    study.background.compute("busy", lambda: go.wait(10), lambda _: None)
    study.look_at(20.0)
    writing.export_pdf(Path("a.pdf"), PageOptions())
    threading.Timer(0.1, go.set).start()
    goes_on(study)
    qtbot.waitUntil(lambda: bool(given))
    assert 20 < given[0].fiducials.r_peak_s[0] < given[0].fiducials.r_peak_s[-1] < 30
