"""A stored signal behaves as the array that it stands for, and reads no more than is asked for."""

import numpy as np
import pytest

from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.core.signal import StoredSignal

WHOLE = np.random.default_rng(0).normal(size=(3, 400)).astype(np.float32)


@pytest.fixture
def reads():
    return []


@pytest.fixture
def signal(reads):
    def read(rows, first, last):
        reads.append((list(rows), first, last))
        return WHOLE[list(rows), first:last]

    return StoredSignal(read, range(3), 400, source="state")


@pytest.mark.parametrize(
    "key",
    [
        np.s_[:, 10:20], np.s_[1, 10:20], np.s_[[2, 0], 5:9], np.s_[1:, -30:], np.s_[:, 390:900], np.s_[0, 7],
        np.s_[:, -1], np.s_[:, 30:20], np.s_[-1, :5],
    ],
)  # fmt: skip
def test_slices_of_time_are_read(signal, key):
    np.testing.assert_array_equal(signal[key], WHOLE[key])


def test_rows_are_not_read_until_they_are_sliced(signal, reads):
    row, rows, turned = signal[1], signal[[2, 0]], -signal[0]
    assert (row.shape, rows.shape, turned.shape, len(row), row.ndim) == ((400,), (2, 400), (400,), 400, 1)
    assert not reads
    np.testing.assert_array_equal(row[3:6], WHOLE[1, 3:6])
    np.testing.assert_array_equal(rows[:, 3:6], WHOLE[[2, 0], 3:6])
    np.testing.assert_array_equal(turned[3:6], -WHOLE[0, 3:6])
    assert row[17] == WHOLE[1, 17]
    assert reads[0] == ([1], 3, 6)


def test_the_whole_is_an_array_when_numpy_asks(signal):
    np.testing.assert_array_equal(np.asarray(signal), WHOLE)
    np.testing.assert_array_equal(np.asarray(-signal[2], dtype=np.float64), -WHOLE[2].astype(np.float64))


def test_it_is_walked_through_lead_by_lead(signal):
    rows = [lead.astype("<f4") for lead in signal]
    np.testing.assert_array_equal(rows, WHOLE)


def test_steps_are_refused(signal):
    with pytest.raises(IndexError):
        signal[:, ::2]
    with pytest.raises(IndexError):
        signal[0, 400]


def test_keys_name_rows_and_state(signal):
    assert signal.key != signal[[0, 1]].key != ""
    assert signal.through(lambda read: lambda *a: 2 * read(*a)).key == "", "what is filtered is another signal"


def test_a_record_of_it_reads_only_the_section(signal, reads):
    record = Record("r", signal, 100.0, ("I", "II", "aVR"))
    assert record.is_stored
    assert (record.n_samples, record.duration_s) == (400, 4.0)
    np.testing.assert_array_equal(record.lead("-aVR")[5:9], -WHOLE[2, 5:9])
    reads.clear()
    section = record.section(1.0, 0.5)
    assert not section.is_stored
    np.testing.assert_array_equal(section.mv, WHOLE[:, 100:150])
    assert reads == [([0, 1, 2], 100, 150)]
