"""Amplitudes and axes on a median beat whose every sample is known."""

import math

import numpy as np
import pytest

from ecg_imn_desktop.analysis.intervals import frontal_axis_deg, rhythm_word
from ecg_imn_desktop.analysis.median_values import axes, index_at, lead_measurements
from ecg_imn_desktop.core.measurements import MedianBeat

FS = 500.0
R = 200  # sample of the R peak; 2 ms a sample
OFFSET_MS = {
    "p_onset": -180.0, "p_offset": -80.0, "qrs_onset": -40.0, "qrs_offset": 40.0, "t_onset": 160.0, "t_offset": 360.0,
}  # fmt: skip
LEADS = ("I", "aVF", "V1")


def at(name):
    return R + round(OFFSET_MS[name] / 2)


def beat(*rows, offset_ms=None, leads=LEADS):
    return MedianBeat(
        np.array(rows, np.float32), FS, leads[: len(rows)], R, OFFSET_MS if offset_ms is None else offset_ms, 9
    )


def blank(n=500):
    return np.zeros(n)


def without(*names):
    return {name: ms for name, ms in OFFSET_MS.items() if name not in names}


def test_samples_of_fiducials():
    one = beat(blank())
    assert index_at(one, "qrs_onset") == 180
    assert index_at(one, "qrs_offset", 60.0) == 250
    assert index_at(one, "qrs_onset", -360.0) == 0
    assert index_at(one, "qrs_onset", -362.0) is None
    assert index_at(one, "t_offset", 238.0) == 499
    assert index_at(one, "t_offset", 240.0) is None
    assert index_at(beat(blank(), offset_ms={}), "qrs_onset") is None


def test_the_level_is_the_mean_of_the_20_ms_before_the_qrs():
    trace = blank()
    trace[at("qrs_onset") - 10 : at("qrs_onset")] = 0.5  # 20 ms
    trace[at("qrs_onset") - 11] = 100.0  # before it
    trace[at("qrs_onset")] = -100.0  # after it
    trace[at("qrs_offset")], trace[at("qrs_offset") + 30] = 0.7, 0.9
    found = lead_measurements(beat(trace))["I"]
    assert found.st_j_mv == pytest.approx(0.2)
    assert found.st_j60_mv == pytest.approx(0.4)


def test_a_qrs_at_the_very_start_has_no_level_and_one_sample_later_it_has():
    trace = blank()
    trace[R] = 1.0
    assert lead_measurements(beat(trace, offset_ms={**OFFSET_MS, "qrs_onset": -400.0})) == {}
    found = lead_measurements(beat(trace + 0.3, offset_ms={**OFFSET_MS, "qrs_onset": -398.0}))["I"]
    assert found.r_mv == pytest.approx(1.0)
    assert found.st_j_mv == pytest.approx(0.0, abs=1e-6)


def test_r_and_s_lie_inside_the_qrs_whose_last_sample_counts():
    trace = blank()
    trace[R], trace[at("qrs_offset")] = 1.2, -0.4
    trace[at("qrs_onset") - 30], trace[at("qrs_offset") + 1] = 3.0, -3.0  # outside
    found = lead_measurements(beat(trace))["I"]
    assert (found.r_mv, found.s_mv) == (pytest.approx(1.2), pytest.approx(0.4))


@pytest.mark.parametrize(("size_mv", "counts"), [(0.019, False), (0.021, True)])
def test_the_smallest_wave_is_twenty_microvolts(size_mv, counts):
    trace = blank()
    trace[R] = size_mv
    assert lead_measurements(beat(trace))["I"].r_mv == pytest.approx(size_mv if counts else 0.0, abs=1e-6)
    trace[R], trace[R + 8] = 1.0, -size_mv
    assert lead_measurements(beat(trace))["I"].s_mv == pytest.approx(size_mv if counts else 0.0, abs=1e-6)


@pytest.mark.parametrize(
    "offset_ms",
    [
        without("qrs_onset"),
        without("qrs_offset"),
        {**OFFSET_MS, "qrs_offset": -40.0},
        {**OFFSET_MS, "qrs_offset": -42.0},
    ],
)
def test_without_a_qrs_nothing_is_measured(offset_ms):
    assert lead_measurements(beat(blank() + 1, offset_ms=offset_ms)) == {}


def test_j60_beyond_the_beat_is_not_measurable_and_the_rest_is():
    found = lead_measurements(beat(blank(235)))["I"]
    assert math.isnan(found.st_j60_mv)
    assert found.st_j_mv == 0.0


def waves(p, qrs, t):
    """A lead with rectangles of these areas (mV s) as waves, on a level of 0.3 mV, with the P on a slope."""
    trace = blank() + 0.3
    for name, area in (("p", p), ("qrs", qrs), ("t", t)):
        first, last = at(f"{name}_onset"), at(f"{name}_offset")
        inside = slice(first + 1, last)  # the ends are the level
        trace[inside] += area * FS / (last - first - 1)
        if name == "p":
            trace[first : last + 1] += np.linspace(0, 0.2, last - first + 1)
    return trace


@pytest.mark.parametrize("name", ["p", "qrs", "t"])
@pytest.mark.parametrize("degrees", [-150.0, -60.0, 0.0, 45.0, 120.0])
def test_axes_are_those_of_the_areas(name, degrees):
    net_i = 0.02 * math.cos(math.radians(degrees))
    net_avf = 0.02 * math.sin(math.radians(degrees)) * math.sqrt(3) / 2
    areas = {"p": (0.01, 0.0), "qrs": (0.01, 0.0), "t": (0.01, 0.0), name: (net_i, net_avf)}
    found = axes(beat(*(waves(*(areas[wave][row] for wave in ("p", "qrs", "t"))) for row in range(2))))
    assert found[("p", "qrs", "t").index(name)] == pytest.approx(degrees, abs=0.05)
    assert [value for wave, value in zip(("p", "qrs", "t"), found, strict=True) if wave != name] == pytest.approx(
        [0.0, 0.0], abs=0.05
    )


def test_what_lacks_has_no_axis():
    rows = waves(0.01, 0.01, 0.01), waves(0.01, 0.01, 0.01)
    assert axes(None) == (None, None, None)
    assert axes(beat(*rows, leads=("I", "II"))) == (None, None, None)
    assert axes(beat(*rows, leads=("II", "aVF"))) == (None, None, None)
    assert axes(beat(*rows, offset_ms=without("p_onset")))[0] is None
    assert None not in axes(beat(*rows, offset_ms=without("p_onset")))[1:]
    assert axes(beat(*rows, offset_ms=without("t_offset")))[2] is None
    assert axes(beat(*rows, offset_ms={**OFFSET_MS, "t_offset": 160.0}))[2] is None
    assert axes(beat(*rows, offset_ms=without("qrs_onset"))) == (None, None, None)


def test_an_axis_of_next_to_nothing_is_noise():
    assert frontal_axis_deg(0.00019, 0.0) is None
    assert frontal_axis_deg(0.00021, 0.0) == 0.0
    assert frontal_axis_deg(-0.01, 0.0) == 180.0
    assert frontal_axis_deg(float("nan"), 1.0) is None


@pytest.mark.parametrize(
    ("rr_ms", "word"),
    [
        ([800.0, 800.0], None),
        ([800.0] * 3, "regular"),
        ([760.0, 840.0] * 5, "regular"),  # 5 % of the mean exactly
        ([759.0, 841.0] * 5, "slightly irregular"),
        ([720.0, 880.0] * 5, "slightly irregular"),  # they span 20 % of the median exactly
        ([719.0, 881.0] * 5, "irregular"),
        ([800.0] * 18 + [400.0, 1200.0], "slightly irregular"),  # single ones beyond the middle 80 % do not count
    ],
)
def test_words_for_the_rhythm(rr_ms, word):
    assert rhythm_word(np.array(rr_ms)) == word
