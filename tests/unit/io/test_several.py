"""Several ECGs, one of which cannot be read."""

from pathlib import Path

import pytest

from ecg_imn_desktop.core.errors import Cancelled, RecordError
from ecg_imn_desktop.core.series import Unreadable
from ecg_imn_desktop.io.several import read_each

A, B, C = Path("a"), Path("b"), Path("c")


def reading(*unreadable):
    def read(path):
        if path in unreadable:
            raise RecordError(f"{path} is no ECG.")
        return path.name

    return read


def test_those_that_can_be_read_in_their_order_and_the_others_with_their_reason():
    assert read_each([C, A, B], reading()) == (["c", "a", "b"], ())
    assert read_each([C, A, B, A], reading(A)) == (["c", "b"], (Unreadable(A, "a is no ECG."),))


@pytest.mark.parametrize(
    ("unreadable", "said"),
    [((B, C), "b is no ECG.\nc is no ECG."), ((A, B, C), "a is no ECG.\nb is no ECG.\nc is no ECG.")],
)
def test_fewer_than_two_are_refused_with_every_reason(unreadable, said):
    with pytest.raises(RecordError) as raised:
        read_each([A, B, C], reading(*unreadable))
    assert raised.value.message == said


def test_only_a_file_at_fault_is_left_out():
    def read(path):
        raise Cancelled

    with pytest.raises(Cancelled):
        read_each([A, B, C], read)
