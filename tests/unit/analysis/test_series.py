"""ECGs of one patient over time."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from ecg_imn_desktop.analysis.comparison import usual_limits
from ecg_imn_desktop.analysis.series import make_series
from ecg_imn_desktop.core.comparison import DIFFERENT_PATIENTS
from ecg_imn_desktop.core.errors import SignalError
from ecg_imn_desktop.core.measurements import Measurements
from ecg_imn_desktop.core.record import Patient

from .sides import explained, fiducials_at, side


def at(year, qrs_ms, seed=0, answered=True):
    base = side([1.0, 2.0], measurements=Measurements(fiducials_at([1.0, 2.0]), qrs_ms=qrs_ms))
    record = replace(base.record, recorded_at=datetime(year, 1, 1), patient=Patient(id="9"), name=f"y{year}")
    base = replace(base, record=record)
    return explained(base, seed=seed) if answered else base


def test_ecgs_stand_in_order_of_time_and_changes_count_from_the_first():
    series = make_series([at(2003, 100.0, 3), at(2001, 90.0, 1), at(2002, 95.0, 2)])
    assert [s.record.name for s in series.sides] == ["y2001", "y2002", "y2003"]
    assert series.times == tuple(datetime(y, 1, 1) for y in (2001, 2002, 2003))
    (qrs,) = series.measurements
    assert qrs.values.tolist() == [90.0, 95.0, 100.0]
    assert qrs.change.tolist() == [0.0, 5.0, 10.0]
    assert qrs.is_unusual.tolist() == [False, False, usual_limits()["qrs_ms"] < 10]
    expected = [at(y, 90.0, seed).prediction.probability[1] for y, seed in ((2001, 1), (2002, 2), (2003, 3))]
    np.testing.assert_allclose(series.probabilities["MI"].values, expected)


def test_a_series_has_no_a_and_b():
    first, second, third = at(2003, 100.0, 3), at(2002, 95.0, 2), at(2001, 90.0, 1)
    untimed = replace(second, record=replace(second.record, recorded_at=None))
    notes = make_series([first, untimed, third]).notes
    assert notes == ("Not every file holds a time of recording: the ECGs stand in the order given.",)
    other = replace(third, record=replace(third.record, patient=Patient(id="8")))
    assert make_series([first, second, other]).notes == (DIFFERENT_PATIENTS,)


def test_what_one_ecg_lacks_is_a_gap():
    series = make_series([at(2001, None, answered=False), at(2002, 95.0), at(2003, 99.0)])
    (qrs,) = series.measurements
    assert np.isnan(qrs.values[0])
    assert qrs.change[1:].tolist() == [0.0, 4.0]
    assert np.isnan(series.probabilities["MI"].values[0])
    assert not qrs.is_unusual.any()


def test_what_is_near_its_threshold_is_marked_and_a_gap_is_not():
    one, two, three = at(2001, 90.0), at(2002, 91.0), at(2003, 92.0, answered=False)
    one = replace(one, prediction=replace(one.prediction, probability=np.array([0.9, 0.48, 0.1])))
    two = replace(two, prediction=replace(two.prediction, probability=np.array([0.9, 0.1, 0.29])))
    series = make_series([one, two, three])
    marks = {name: trend.marks for name, trend in series.probabilities.items()}
    assert marks == {"NORM": ("", "", ""), "MI": ("?", "", ""), "IMI": ("", "?", "")}
    assert series.measurements[0].marks == ("", "", "")


def test_without_times_the_order_is_that_given_and_it_is_said():
    one, other = at(2003, 90.0), at(2001, 91.0)
    unknown = replace(other, record=replace(other.record, recorded_at=None))
    series = make_series([one, unknown])
    assert series.times is None
    assert series.sides[0] is one
    assert any("order given" in note for note in series.notes)


def test_another_patient_is_said():
    other = at(2002, 91.0)
    other = replace(other, record=replace(other.record, patient=Patient(id="10")))
    assert any("different patients" in note for note in make_series([at(2001, 90.0), other]).notes)


@pytest.mark.parametrize("n", [0, 1, 9])
def test_two_to_eight(n):
    with pytest.raises(SignalError, match="two to 8"):
        make_series([at(2001, 90.0)] * n)
