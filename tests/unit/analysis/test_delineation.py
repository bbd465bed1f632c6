"""From the network's probabilities to waves, and what the network must not care about."""

import numpy as np
import pytest

from ecg_imn_desktop.analysis.delineation import default_segmenter, delineate, find_waves, r_peaks
from ecg_imn_desktop.analysis.segmentation import FS, KINDS, normalised
from ecg_imn_desktop.core.measurements import FIDUCIAL_NAMES
from ecg_imn_desktop.simulate import CLEAN, simulate


@pytest.fixture(scope="module")
def ecg():
    return simulate("normal", seed=0, noise=CLEAN)


def test_probabilities_are_probabilities(ecg):
    x = normalised(ecg.record.mv, 500.0)
    assert x.shape == (12, 2500)
    p = default_segmenter().probabilities(x[:, :777])  # no multiple of the network's stride
    assert p.shape == (len(KINDS), 777)
    np.testing.assert_allclose(p.sum(axis=0), 1.0, atol=1e-5)
    assert p.min() >= 0.0


def test_the_order_of_the_leads_does_not_matter(ecg):
    x = normalised(ecg.record.mv, 500.0)
    order = np.random.default_rng(0).permutation(12)
    a, b = default_segmenter().probabilities(x), default_segmenter().probabilities(x[order])
    np.testing.assert_allclose(a, b, atol=1e-4)


def test_the_input_has_no_size_and_no_level(ecg):
    x = normalised(ecg.record.mv, 500.0)
    np.testing.assert_allclose(normalised(ecg.record.mv * 3 + 7, 500.0), x, atol=2e-3)
    silent = normalised(np.random.default_rng(0).normal(0, 0.001, (1, 5000)).astype(np.float32), 500.0)
    assert np.abs(silent).max() < 0.1  # the noise of an empty lead is not blown up


def test_crossings_lie_between_the_samples():
    p = np.zeros(200, dtype=np.float32)
    p[50:80] = 1.0
    p[49], p[80] = 0.25, 0.0
    on, off = find_waves(p, "QRS")[0] * FS
    assert on == pytest.approx(49 + 1 / 3, abs=1e-6)
    assert off == pytest.approx(79.5, abs=1e-6)


def test_short_gaps_are_bridged_and_specks_dropped():
    p = np.zeros(500, dtype=np.float32)
    p[100:120] = p[125:140] = 1.0  # 20 ms apart: one QRS
    p[300:303] = 1.0  # 12 ms: none
    waves = find_waves(p, "QRS") * FS
    assert waves.shape == (1, 2)
    assert waves[0] == pytest.approx([99.5, 139.5])
    assert find_waves(np.zeros(100, dtype=np.float32), "P").shape == (0, 2)
    assert find_waves(np.ones(100, dtype=np.float32), "T") * FS == pytest.approx(np.array([[0.0, 99.0]]))


def test_two_qrs_never_lie_closer_than_a_heart_can_beat():
    class Stutter:
        def probabilities(self, x):
            p = np.zeros((4, x.shape[1]), dtype=np.float32)
            for first, last in ((250, 275), (295, 308), (500, 525)):
                p[2, first:last] = 1.0
            return p

    mv = np.random.default_rng(0).normal(0, 0.1, (2, 1500)).astype(np.float32)
    found = delineate(mv, 500.0, Stutter())
    np.testing.assert_allclose(found.qrs_onset_s, [0.998, 1.998])  # the shorter of the first two is gone


def test_a_qrs_cut_by_the_edge_has_no_invented_onset(ecg):
    r = ecg.truth.fiducials.r_peak_s[2]
    first = round((r - 0.01) * 500)  # after the QRS onset, before the R peak
    found = delineate(ecg.record.mv[:, first:], 500.0)
    assert not (found.qrs_onset_s < 0.05).any()
    later = ecg.truth.fiducials.r_peak_s[3:] - first / 500
    assert all(np.abs(found.r_peak_s - t).min() < 0.05 for t in later)


def test_nothing_in_nothing_out():
    found = delineate(np.zeros((0, 5000), dtype=np.float32), 500.0)
    assert found.n_beats == 0
    assert all(found.of(name).size == 0 for name in FIDUCIAL_NAMES)
    assert r_peaks(np.zeros((1, 100), dtype=np.float32), 500.0, np.zeros((0, 2))).size == 0
