"""Waves, beats and the projection, against hand calculation."""

import numpy as np
import pytest

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.simulate.projection import EIGHT_FROM_ELECTRODES, ELECTRODES, twelve_leads
from ecg_imn_desktop.simulate.waves import VISIBLE_MV, Beat, Wave


def test_lead_of_a_dipole_is_dowers_row():
    # A dipole of 1 mV to the left: I 0.632, V1 -0.515, V6 0.831 (Dower 1980).
    mv = dict(zip(STANDARD_LEADS, Beat((Wave("QRS", 0, 10, (1, 0, 0)),)).leads(np.zeros(1))[:, 0], strict=True))
    assert mv["I"] == pytest.approx(0.632)
    assert mv["V1"] == pytest.approx(-0.515)
    assert mv["V6"] == pytest.approx(0.831)
    assert mv["III"] == pytest.approx(0.235 - 0.632)
    assert mv["aVR"] == pytest.approx(-(0.632 + 0.235) / 2)


def test_electrodes_make_wilsons_leads():
    potential = {"RA": -0.1, "LA": 0.2, "LL": 0.5, "V1": 1, "V2": 2, "V3": 3, "V4": 4, "V5": 5, "V6": 6}
    twelve = twelve_leads(EIGHT_FROM_ELECTRODES @ np.array([potential[e] for e in ELECTRODES]))
    mv = dict(zip(STANDARD_LEADS, twelve, strict=True))
    assert mv["I"] == pytest.approx(0.3)
    assert mv["II"] == pytest.approx(0.6)
    assert mv["aVF"] == pytest.approx(0.5 - (-0.1 + 0.2) / 2)
    assert mv["V3"] == pytest.approx(3 - 0.2)


def test_gaussian_width_is_a_standard_deviation_on_each_side():
    wave = Wave("T", 100, 20, (1, 0, 0), width_after_ms=40)
    np.testing.assert_allclose(wave.shape(np.array([80.0, 100.0, 140.0])), [np.exp(-0.5), 1, np.exp(-0.5)])


def test_onset_is_where_the_first_lead_reaches_the_level():
    # One wave, largest in V4 (1.213 mV for a unit dipole to the left): exp(-t^2 / 2 w^2) = level / 1.213.
    beat = Beat((Wave("QRS", 0, 10, (1, 0, 0)),))
    expected = 10 * np.sqrt(2 * np.log(1.213 / VISIBLE_MV))
    assert beat.fiducial_ms["qrs_onset"] == pytest.approx(-expected, abs=0.05)
    assert beat.fiducial_ms["qrs_offset"] == pytest.approx(expected, abs=0.05)


def test_a_wave_nobody_sees_has_no_marks():
    beat = Beat((Wave("QRS", 0, 10, (1, 0, 0)), Wave("P", -150, 20, (0.005, 0, 0))))
    assert set(beat.fiducial_ms) == {"qrs_onset", "qrs_offset"}


def test_what_an_electrode_sees_alone_reaches_no_limb_lead():
    mv = Beat((Wave("T", 0, 10, (0, 0, 0), (0, 0, 0.3, 0, 0, 0)),)).leads(np.zeros(1))[:, 0]
    assert mv[STANDARD_LEADS.index("V3")] == pytest.approx(0.3)
    assert np.count_nonzero(mv) == 1
