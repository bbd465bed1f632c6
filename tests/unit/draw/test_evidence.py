import numpy as np
import pytest
import scipy.ndimage  # noqa: F401  (imported by the first smoothing otherwise, within an example's deadline)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecg_imn_desktop.core.analysis import Explanation
from ecg_imn_desktop.draw.evidence import ClassEvidence, smoothed


@given(
    arrays(np.float32, st.tuples(st.integers(1, 3), st.integers(1, 80)), elements=st.floats(-10, 10, width=32)),
    st.floats(0.0, 3.0),
)
def test_smoothing_keeps_the_sum_of_every_lead(contribution, width_s):
    before = contribution.sum(axis=1, dtype=np.float64)
    after = smoothed(contribution, 100.0, width_s).sum(axis=1)
    assert after == pytest.approx(before, abs=1e-9 * (1 + float(np.abs(contribution).sum())))


def test_smoothing_spreads_a_spike_to_the_asked_width():
    spike = np.zeros((1, 201))
    spike[0, 100] = 1.0
    wide = smoothed(spike, 100.0, 0.2)[0]
    assert (wide >= wide.max() / 2).sum() == pytest.approx(20, abs=1)
    assert smoothed(spike, 100.0, 0.0) == pytest.approx(spike)


def test_mean_density_times_length_is_the_contribution_at_any_zoom(steps):
    evidence = ClassEvidence(steps, 0)
    for n in (7, 333, 1000, 4096):
        edges = np.linspace(evidence.start_s, evidence.end_s, n + 1)
        parts = evidence.mean_density("I", edges) * np.diff(edges)
        assert parts.sum() == pytest.approx(0.0, abs=1e-5)
        assert parts[parts > 0].sum() == pytest.approx(40.0, rel=1e-5)


def test_a_contribution_stands_around_its_samples_time():
    contribution = np.zeros((1, 1, 100), dtype=np.float32)
    contribution[0, 0, 50] = 0.5
    evidence = ClassEvidence(Explanation(contribution, 100.0, ("I",), start_s=3.0), 0)
    assert evidence.density_at("I", np.array([3.494, 3.496, 3.5, 3.504, 3.506])).tolist() == [0, 50, 50, 50, 0]
    assert evidence.mean_density("I", np.array([3.495, 3.505])) == pytest.approx([50.0])


def test_a_number_that_is_read_is_neither_smoothed_nor_of_one_side():
    contribution = np.zeros((1, 1, 100), dtype=np.float32)
    contribution[0, 0, 50] = -0.5
    evidence = ClassEvidence(Explanation(contribution, 100.0, ("I",)), 0, smoothing_s=0.2, sides="for")
    assert evidence.density_at("I", np.array([0.49, 0.5, 0.51])).tolist() == [0, -50, 0]


def test_outside_the_window_there_is_no_evidence_to_speak_of(steps):
    evidence = ClassEvidence(steps, 0)
    density = evidence.mean_density("I", np.array([-2.0, -1.0, 3.0, 3.5, 9.0, 12.0, 13.0]))
    assert np.isnan(density).tolist() == [True, False, False, False, False, True]
    assert density[2] == pytest.approx(20.0)
    assert np.isnan(evidence.density_at("I", np.array([-1.0, 11.0]))).all()


def test_a_lead_turned_upside_down_keeps_its_contribution(steps):
    evidence = ClassEvidence(steps, 0)
    edges = np.linspace(0, 10, 50)
    assert evidence.has("-aVR")
    assert np.array_equal(evidence.mean_density("-aVR", edges), evidence.mean_density("aVR", edges))


def test_a_lead_the_model_does_not_read_has_none(steps):
    evidence = ClassEvidence(steps, 0)
    assert not evidence.has("VX")
    assert np.isnan(evidence.mean_density("VX", np.linspace(0, 10, 5))).all()
