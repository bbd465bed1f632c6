import numpy as np
import pytest

from ecg_imn_desktop.core.measurements import Fiducials
from ecg_imn_desktop.desktop.calipers import Caliper, dragged, snapped
from ecg_imn_desktop.desktop.overlays import Hover


def test_a_caliper_measures_time_amplitude_and_rate():
    caliper = Caliper("II", 1.0, 1.8, 0.1, 1.35)
    assert caliper.text(25.0, 10.0) == "800 ms (20.0 mm)  \u00b7  75 /min  \u00b7  +1.25 mV (12.5 mm)"
    assert Caliper("II", 2.0, 1.9, 0.0, -0.5, has_mv=False).text(50.0, 10.0) == "100 ms (5.0 mm)"
    assert Caliper("II", 0, 0, 0.2, -0.3, has_time=False).text(25, 5) == "\u22120.50 mV (2.5 mm)"


@pytest.mark.parametrize(("ms", "is_said"), [(120, False), (199, False), (201, True), (2990, True), (3010, False)])
def test_a_rate_is_said_of_what_may_be_an_rr_interval(ms, is_said):
    assert ("/min" in Caliper("II", 1.0, 1.0 + ms / 1000, 0, 0, has_mv=False).text(25.0, 10.0)) == is_said


def test_a_read_out_of_nothing_has_no_sign():
    assert Hover("II", 1.0, -0.001, -0.004).text() == "II   1.000 s   0.00 mV   0.00 logit/s"
    assert Hover("II", 42_179.364, 0.5).text() == "II   11:42:59.364   +0.50 mV", "hours are not read from seconds"
    assert Hover("II", 1.0, -0.011, 0.006).text() == "II   1.000 s   \u22120.01 mV   +0.01 logit/s"


@pytest.mark.parametrize(
    ("size", "time", "mv"), [((90, 2), True, False), ((1, 60), False, True), ((50, 50), True, True)]
)
def test_the_shape_of_the_drag_says_what_is_measured(size, time, mv):
    caliper = dragged("V1", (0, 0), (1, 1), size)
    assert (caliper.has_time, caliper.has_mv) == (time, mv)


def test_marches_repeat_the_interval_both_ways():
    caliper = Caliper("II", 1.0, 1.8, 0, 0)
    assert caliper.marches_s(0.0, 3.5) == pytest.approx([0.2, 1.0, 1.8, 2.6, 3.4])
    assert Caliper("II", 1.0, 1.01, 0, 0).marches_s(0, 10) == []


def test_snapping_takes_the_nearest_fiducial_within_reach():
    nan = np.array([np.nan])
    marks = Fiducials(np.array([1.0]), nan, nan, np.array([0.95]), np.array([1.06]), nan, nan)
    assert snapped(0.957, marks, 0.02) == 0.95
    assert snapped(0.90, marks, 0.02) == 0.90
    assert snapped(0.90, None, 0.02) == 0.90
