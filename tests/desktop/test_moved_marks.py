"""Fiducials that the user moved, without a study around them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.core.annotations import Annotations
from ecg_imn_desktop.core.measurements import Fiducials
from ecg_imn_desktop.core.progress import NO_PROGRESS
from ecg_imn_desktop.desktop.background import Background
from ecg_imn_desktop.desktop.edits import EditBook
from ecg_imn_desktop.desktop.measuring import Measuring
from ecg_imn_desktop.desktop.moved_marks import MarkMove, MovedMarks


@pytest.fixture
def background(qtbot):
    background = Background()
    yield background
    background.stop(lambda _: False)


@pytest.fixture
def measuring(services, shelf):
    """The record "a", whose only window is measured."""
    measuring = Measuring(services)
    measuring.measure(shelf.records["a.hea"], 0.0, None, NO_PROGRESS)
    return measuring


@pytest.fixture
def marks(services, background, measuring):
    marks = MovedMarks(services, background)
    marks.begin(measuring, None)
    marks.refused.connect(lambda error: pytest.fail(error.message))
    return marks


def move(marks: MovedMarks, seen: Fiducials, by_s: float = 0.02) -> None:
    marks.move(0.0, MarkMove(seen, "qrs_offset", 3, float(seen.qrs_offset_s[3]) + by_s))


def moved(fiducials: Fiducials) -> Fiducials:
    return replace(fiducials, qrs_offset_s=fiducials.qrs_offset_s + 0.02, edited=frozenset({"qrs_offset"}))


def not_needed(start_s: float) -> None:
    raise AssertionError("it is measured")


def test_a_moved_mark_holds_at_once_and_is_measured_after(marks, measuring, qtbot):
    before, told = marks.of(0.0), []
    marks.changed.connect(lambda: told.append(marks.of(0.0)))
    with qtbot.waitSignal(marks.remeasured) as remeasured:
        move(marks, before)
        np.testing.assert_allclose(marks.of(0.0).qrs_offset_s, before.qrs_offset_s + 0.02, atol=0.002)
        assert measuring.of(0.0).fiducials is before
    assert remeasured.args == [0.0]
    assert told == [marks.edits.marks[0]]
    assert measuring.of(0.0).fiducials is marks.of(0.0) is marks.edits.marks[0]


@pytest.mark.parametrize(
    "other",
    [
        lambda f: replace(f, r_peak_s=f.r_peak_s + 0.1),
        lambda f: replace(f, **{f"{name}_s": f.of(name)[:-1] for name in ("r_peak", "qrs_onset", "qrs_offset")}),
        moved,
    ],
)
def test_a_mark_of_other_fiducials_than_the_windows_is_not_moved(marks, other: Callable[[Fiducials], Fiducials]):
    move(marks, other(marks.of(0.0)))
    assert not marks.edits.marks


def test_of_a_window_that_is_not_measured_nothing_is_known_and_nothing_is_moved(marks):
    seen = marks.of(0.0)
    assert marks.of(20.0) is None
    marks.move(20.0, MarkMove(seen, "qrs_offset", 3, 3.6))
    marks.use(20.0)
    assert not marks.edits.marks


def test_what_was_stored_holds_until_something_else_is_moved(marks, measuring, background, qtbot):
    """Of an analysis that was stored with other fiducials than the automatic ones, and without an annotation of it."""
    automatic = measuring.of(0.0)
    stored = measuring.use(0.0, moved(automatic.fiducials))
    marks.begin(measuring, {})
    marks.use_since_stored(0.0)
    assert marks.measured_of(not_needed)(0.0) is stored
    marks.edits = EditBook(Annotations(marks={0: moved(stored.fiducials)}))
    with qtbot.waitSignal(marks.remeasured):
        marks.use_since_stored(0.0)
    assert marks.of(0.0) is marks.edits.marks[0]


def test_measurements_are_those_of_the_marks_as_they_were_when_asked_for(marks, qtbot):
    before = marks.of(0.0)
    as_they_were = marks.measured_of(not_needed)
    with qtbot.waitSignal(marks.remeasured):
        move(marks, before)
    assert marks.measured_of(not_needed)(0.0).fiducials is marks.edits.marks[0]
    assert as_they_were(0.0).fiducials is before


@pytest.mark.parametrize("stored", [None, {}], ids=["record", "stored analysis"])
def test_a_window_that_is_not_measured_is_measured_when_it_is_asked_for(marks, measuring, shelf, stored):
    record = shelf.records["long.hea"]
    marks.begin(measuring, stored)
    measured = marks.measured_of(lambda start_s: record.section(start_s, 10.0))(20.0)
    assert 20 < measured.fiducials.r_peak_s[0] < 21
    assert measured is measuring.of(20.0)


def test_nothing_is_said_of_the_record_before(marks, services, background, qtbot):
    marks.remeasured.connect(lambda _: pytest.fail("it is of the record before"))
    move(marks, marks.of(0.0))
    marks.begin(Measuring(services), None)
    assert marks.of(0.0) is None
    qtbot.waitUntil(lambda: not background.files.is_busy)
