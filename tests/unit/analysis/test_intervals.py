"""Formulas against values worked out by hand or printed in their sources."""

import math

import numpy as np
import pytest

from ecg_imn_desktop.analysis import intervals
from ecg_imn_desktop.core.measurements import LeadMeasurements


def test_all_corrections_agree_at_sixty_beats():
    assert intervals.corrected_qt_ms(400.0, 1000.0) == pytest.approx(
        {"Bazett": 400.0, "Fridericia": 400.0, "Framingham": 400.0, "Hodges": 400.0}
    )


def test_corrections_at_a_hundred_beats():
    qtc = intervals.corrected_qt_ms(340.0, 600.0)
    assert qtc["Bazett"] == pytest.approx(438.9, abs=0.1)  # 340 / sqrt(0.6)
    assert qtc["Fridericia"] == pytest.approx(403.1, abs=0.1)  # 340 / 0.6 ** (1 / 3)
    assert qtc["Framingham"] == pytest.approx(401.6, abs=0.1)  # 340 + 154 * 0.4
    assert qtc["Hodges"] == pytest.approx(410.0, abs=0.1)  # 340 + 1.75 * 40


@pytest.mark.parametrize(("qt", "rr"), [(None, 800.0), (400.0, None), (400.0, 250.0), (400.0, 2500.0)])
def test_no_correction_without_its_inputs(qt, rr):
    assert intervals.corrected_qt_ms(qt, rr) == {}


@pytest.mark.parametrize("axis", [-150, -90, -45, 0, 30, 60, 90, 179])
def test_the_axis_of_a_known_vector(axis):
    x, y = math.cos(math.radians(axis)), math.sin(math.radians(axis))
    lead_i, lead_ii = x, 0.5 * x + math.sqrt(3) / 2 * y  # Einthoven's triangle
    lead_avf = lead_ii - lead_i / 2  # Goldberger
    assert intervals.frontal_axis_deg(lead_i, lead_avf) == pytest.approx(axis)


def test_no_axis_of_nothing():
    assert intervals.frontal_axis_deg(0.0, 0.0) is None
    assert intervals.frontal_axis_deg(float("nan"), 1.0) is None


def test_medians_leave_out_beats_without_the_wave():
    start, end = np.array([0.0, 1.0, np.nan, 3.0]), np.array([0.1, 1.3, 2.2, np.nan])
    assert intervals.median_interval_ms(start, end) == pytest.approx(200.0)
    assert intervals.median_interval_ms(start[2:], end[2:]) is None


def test_voltages():
    leads = {
        "V1": LeadMeasurements(s_mv=1.2),
        "V5": LeadMeasurements(r_mv=2.0),
        "V6": LeadMeasurements(r_mv=2.5),
        "aVL": LeadMeasurements(r_mv=0.9),
        "V3": LeadMeasurements(s_mv=1.5),
    }
    assert intervals.sokolow_lyon_mv(leads) == pytest.approx(3.7)
    assert intervals.cornell_mv(leads) == pytest.approx(2.4)
    assert intervals.sokolow_lyon_mv({k: v for k, v in leads.items() if k != "V6"}) == pytest.approx(3.2)
    assert intervals.sokolow_lyon_mv({}) is None
    assert intervals.cornell_mv({"aVL": leads["aVL"]}) is None


def test_variability():
    rr = np.array([800.0, 900.0, 700.0])
    assert intervals.rr_sd_ms(rr) == pytest.approx(100.0)
    assert intervals.rr_rmssd_ms(rr) == pytest.approx(math.sqrt((100**2 + 200**2) / 2))
    assert intervals.rr_sd_ms(rr[:1]) is None
    assert intervals.rr_rmssd_ms(rr[:1]) is None


@pytest.mark.parametrize(
    ("rr", "word"),
    [
        ([800, 805, 795, 802, 798], "regular"),
        ([800, 860, 730, 780, 850, 740], "slightly irregular"),
        ([600, 900, 750, 1100, 500, 820], "irregular"),
        ([800, 810], None),
    ],
)
def test_rhythm(rr, word):
    assert intervals.rhythm_word(np.array(rr, dtype=float)) == word
