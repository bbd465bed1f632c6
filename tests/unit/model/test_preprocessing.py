import numpy as np

from ecg_imn_desktop.model.preprocessing import Preprocessing


def test_scale_removes_the_mean_and_keeps_voltage():
    mv = np.array([[0.0, 1.0, 2.0], [5.0, 5.0, 5.0]], dtype=np.float32)
    assert np.allclose(Preprocessing("scale", 0.25)(mv), [[-4, 0, 4], [0, 0, 0]])


def test_zscore_is_the_papers():
    mv = np.random.default_rng(0).normal(3, 2, (12, 1000)).astype(np.float32)
    x = Preprocessing("zscore")(mv)
    assert np.allclose(x, (mv - mv.mean(1, keepdims=True)) / mv.std(1, ddof=1, keepdims=True), atol=1e-4)


def test_zscore_of_a_flat_lead_is_silence():
    assert np.all(Preprocessing("zscore")(np.full((1, 100), 2.0, np.float32)) == 0)


def test_gaps_are_silence_and_leave_the_rest_alone():
    mv = np.array([[1.0, np.nan, 3.0, np.nan]], dtype=np.float32)
    assert np.allclose(Preprocessing("scale", 1.0)(mv), [[-1, 0, 1, 0]])
    assert np.all(Preprocessing("scale")(np.full((1, 4), np.nan, np.float32)) == 0)


def test_works_on_batches():
    mv = np.random.default_rng(0).normal(size=(3, 12, 50)).astype(np.float32)
    for kind in ("scale", "zscore"):
        batch = Preprocessing(kind)(mv)
        assert batch.dtype == np.float32
        assert np.allclose(batch[1], Preprocessing(kind)(mv[1]))


def test_the_scale_of_the_default_is_a_quarter_of_a_millivolt():
    assert np.allclose(Preprocessing()(np.array([[0.0, 1.0]], np.float32)), [[-2, 2]])


def test_one_sample_or_two_are_normalised_too():
    for kind in ("scale", "zscore"):
        assert np.array_equal(Preprocessing(kind)(np.array([[np.nan, 3.0, np.nan]], np.float32)), [[0, 0, 0]])
    # (-1, 1) / sqrt(2), the standard deviation with ddof 1
    assert np.allclose(Preprocessing("zscore")(np.array([[2.0, 4.0]], np.float32)), [[-(0.5**0.5), 0.5**0.5]])


def test_zscore_of_nearly_nothing_is_not_blown_up_beyond_a_millionth():
    x = Preprocessing("zscore")(np.array([[0.0, 1e-8, 2e-8]]))
    assert np.allclose(x, [[-1e-2, 0, 1e-2]], rtol=1e-4)
