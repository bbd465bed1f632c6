import numpy as np

from ecg_imn_desktop.core.measurements import Fiducials
from ecg_imn_desktop.desktop.calipers import Caliper
from ecg_imn_desktop.desktop.edits import EditBook


def test_undo_and_redo_of_calipers():
    book = EditBook()
    one, two = Caliper("I", 0, 1, 0, 1), Caliper("II", 0, 2, 0, 1)
    book.add(one)
    book.add(two)
    book.undo()
    assert book.calipers == (one,)
    book.redo()
    assert book.calipers == (one, two)
    book.change(0, Caliper("I", 0.5, 1.5, -1.0, 0.0))
    assert book.calipers[0] == Caliper("I", 0.5, 1.5, -1.0, 0.0)
    book.clear()
    assert book.calipers == ()
    book.undo()
    book.undo()
    assert book.calipers == (one, two)
    book.remove(0)
    book.redo()
    assert book.calipers == (two,), "a new change forgets what was undone"


def test_calipers_and_moved_marks_share_one_undo():
    book, caliper = EditBook(), Caliper("I", 0, 1, 0, 1)
    first, second = (Fiducials(*[np.array([t])] * 7) for t in (1.0, 2.0))
    book.move_marks(0, first)
    book.add(caliper)
    book.move_marks(0, second)
    book.undo()
    assert book.marks[0] is first
    assert book.calipers == (caliper,)
    book.undo()
    assert book.calipers == ()
    book.undo()
    assert not book.marks


def test_forgotten_marks_come_back_by_undo_and_other_windows_keep_theirs():
    book, marks = EditBook(), Fiducials(*[np.array([1.0])] * 7)
    book.move_marks(0, marks)
    book.move_marks(10_000, marks)
    book.forget_marks(0)
    assert set(book.marks) == {10_000}
    book.forget_marks(0)
    book.undo()
    assert set(book.marks) == {0, 10_000}, "there was nothing to forget the second time"
