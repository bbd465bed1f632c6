"""The record: its shape, its sections, and that nobody edits it."""

import numpy as np
import pytest

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import OtherSignal, Record


def make(n=1000, leads=STANDARD_LEADS, **kwargs):
    mv = np.arange(len(leads) * n, dtype=np.float32).reshape(len(leads), n)
    return Record(name="r", mv=mv, fs=500.0, lead_names=tuple(leads), **kwargs)


def test_facts():
    record = make()
    assert (record.n_samples, record.duration_s) == (1000, 2.0)
    assert record.missing_standard_leads == ()
    assert record.file_lead_names == STANDARD_LEADS
    assert make(leads=("II", "V")).missing_standard_leads == tuple(x for x in STANDARD_LEADS if x != "II")


def test_leads_by_name():
    record = make(10)
    np.testing.assert_array_equal(record.lead("aVR"), record.mv[3])
    np.testing.assert_array_equal(record.lead("-aVR"), -record.mv[3])
    with pytest.raises(KeyError, match="V7"):
        record.lead("V7")


def test_arrays_are_read_only_and_the_callers_stays_writable():
    mine = np.zeros((1, 5), dtype=np.float32)
    record = Record(name="r", mv=mine, fs=1.0, lead_names=("II",))
    with pytest.raises(ValueError, match="read-only"):
        record.mv[0, 0] = 1
    mine[0, 0] = 1
    doubles = Record(name="r", mv=np.zeros((1, 5)), fs=1.0, lead_names=("II",))
    assert doubles.mv.dtype == np.float32


@pytest.mark.parametrize(
    ("mv", "fs"),
    [(np.zeros(5), 1.0), (np.zeros((2, 5)), 1.0), (np.zeros((1, 5)), 0.0), (np.zeros((1, 5)), float("nan"))],
)
def test_shapes_and_rates_that_do_not_fit(mv, fs):
    with pytest.raises(ValueError):
        Record(name="r", mv=mv, fs=fs, lead_names=("II",))


def test_a_section_is_a_view():
    other = OtherSignal("ABP", "mmHg", np.arange(1000, dtype=np.float32))
    record = make(other_signals=(other,))
    part = record.section(0.5, 1.0)
    assert part.n_samples == 500
    assert np.shares_memory(part.mv, record.mv)
    np.testing.assert_array_equal(part.mv, record.mv[:, 250:750])
    np.testing.assert_array_equal(part.other_signals[0].values, other.values[250:750])


@pytest.mark.parametrize(("start_s", "duration_s", "n"), [(1.5, 9.0, 250), (5.0, 1.0, 0), (0.0, 0.0, 0)])
def test_sections_beyond_the_record(start_s, duration_s, n):
    assert make().section(start_s, duration_s).n_samples == n
