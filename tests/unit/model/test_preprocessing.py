from dataclasses import replace

import numpy as np

from ecg_imn_desktop.analysis.filters import DisplayFilter
from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.model.preprocessing import Preprocessing, high_passed, highpass_matrix
from ecg_imn_desktop.simulate import simulate


def test_scale_removes_the_mean_and_keeps_voltage():
    mv = np.array([[0.0, 1.0, 2.0], [5.0, 5.0, 5.0]], dtype=np.float32)
    assert np.allclose(Preprocessing("scale", 0.25)(mv, 100.0), [[-4, 0, 4], [0, 0, 0]])


def test_zscore_is_the_papers():
    mv = np.random.default_rng(0).normal(3, 2, (12, 1000)).astype(np.float32)
    x = Preprocessing("zscore")(mv, 100.0)
    assert np.allclose(x, (mv - mv.mean(1, keepdims=True)) / mv.std(1, ddof=1, keepdims=True), atol=1e-4)


def test_zscore_of_a_flat_lead_is_silence():
    assert np.all(Preprocessing("zscore")(np.full((1, 100), 2.0, np.float32), 100.0) == 0)


def test_gaps_are_silence_and_leave_the_rest_alone():
    mv = np.array([[1.0, np.nan, 3.0, np.nan]], dtype=np.float32)
    assert np.allclose(Preprocessing("scale", 1.0)(mv, 100.0), [[-1, 0, 1, 0]])
    assert np.all(Preprocessing("scale")(np.full((1, 4), np.nan, np.float32), 100.0) == 0)


def test_works_on_batches():
    mv = np.random.default_rng(0).normal(size=(3, 12, 50)).astype(np.float32)
    for kind in ("scale", "zscore"):
        batch = Preprocessing(kind)(mv, 100.0)
        assert batch.dtype == np.float32
        assert np.allclose(batch[1], Preprocessing(kind)(mv[1], 100.0))


def test_the_scale_of_the_default_is_a_quarter_of_a_millivolt():
    assert np.allclose(Preprocessing()(np.array([[0.0, 1.0]], np.float32), 100.0), [[-2, 2]])


def test_one_sample_or_two_are_normalised_too():
    for kind in ("scale", "zscore"):
        assert np.array_equal(Preprocessing(kind)(np.array([[np.nan, 3.0, np.nan]], np.float32), 100.0), [[0, 0, 0]])
    # (-1, 1) / sqrt(2), the standard deviation with ddof 1
    assert np.allclose(Preprocessing("zscore")(np.array([[2.0, 4.0]], np.float32), 100.0), [[-(0.5**0.5), 0.5**0.5]])


def test_zscore_of_nearly_nothing_is_not_blown_up_beyond_a_millionth():
    x = Preprocessing("zscore")(np.array([[0.0, 1e-8, 2e-8]]), 100.0)
    assert np.allclose(x, [[-1e-2, 0, 1e-2]], rtol=1e-4)


FILTERED = Preprocessing("scale", 0.25, 0.5)


def test_the_high_pass_takes_wander_and_leaves_a_beat():
    t = np.arange(1000) / 100
    beats = np.exp(-((((t % 1) - 0.5) / 0.02) ** 2))[None]
    wander = 0.5 * np.sin(2 * np.pi * 0.1 * t + 1)[None]
    clean, disturbed = FILTERED(beats, 100.0), FILTERED(beats + wander, 100.0)
    inside = slice(200, 800)  # at the ends nobody knows how the wander goes on
    assert np.abs(disturbed - clean)[:, inside].max() < 0.05 * np.abs(wander).max() / 0.25
    assert clean.argmax() % 100 == 50  # no beat moves
    raw = FILTERED.before_highpass(beats, 100.0)
    assert np.corrcoef(clean[0], raw[0])[0, 1] > 0.99


def test_the_high_pass_loses_3_db_at_its_frequency_and_moves_nothing_in_time():
    t = np.arange(6000) / 100
    for hz, gain in ((0.5, 0.5**0.5), (0.25, 0.131), (2.0, 1.0)):
        x = FILTERED(np.sin(2 * np.pi * hz * t)[None], 100.0)[0, 2000:4000] * 0.25
        assert np.isclose(np.abs(x).max(), gain, atol=0.01)
        assert np.corrcoef(x, np.sin(2 * np.pi * hz * t)[2000:4000])[0, 1] > 0.999


def test_a_gap_before_the_high_pass_is_silence_and_spreads_to_nothing():
    mv = np.random.default_rng(0).normal(size=(3, 1000)).astype(np.float32)
    gap = mv.copy()
    gap[0, 300:340] = np.nan
    gap[1] = np.nan
    x = FILTERED(gap, 100.0)
    assert np.isfinite(x).all()
    assert np.all(x[0, 300:340] == 0)
    assert np.all(x[1] == 0)
    assert np.array_equal(x[2], FILTERED(mv, 100.0)[2])
    assert np.abs(x[0, 500:] - FILTERED(mv, 100.0)[0, 500:]).max() < 0.2


def test_the_matrix_is_the_filter():
    """Training filters by the matrix, the program by the filter: they have to be the same to rounding."""
    mv = np.random.default_rng(1).normal(size=(4, 12, 1000)).astype(np.float32)
    by_matrix = FILTERED.before_highpass(mv, 100.0) @ highpass_matrix(1000, 100.0, 0.5)
    assert np.abs(by_matrix - FILTERED(mv, 100.0)).max() < 1e-4


def test_st_segments_of_an_infarction_stay_where_they_are():
    """A filter that shifts phases would bend them; measured are the levels against the end of the PR segment."""
    record = simulate("anterior-mi", seed=3).record
    filtered = replace(record, mv=high_passed(record.mv, record.fs, 0.5))
    before, after = measure(record).leads, measure(filtered).leads
    levels = [(before[lead].st_j60_mv, after[lead].st_j60_mv) for lead in record.lead_names]
    assert max(level for level, _ in levels) > 0.1
    assert max(abs(a - b) for a, b in levels) < 0.03


def test_a_wrong_last_sample_is_not_carried_back():
    mv = np.zeros((1, 1000), np.float32)
    mv[0, -5:] = 0.5
    carried_back = DisplayFilter(high_pass_hz=0.5).apply(mv, 100.0)[0, :900]
    assert 0 < np.abs(high_passed(mv, 100.0, 0.5)[0, :900]).max() < 0.6 * np.abs(carried_back).max()


def test_a_short_ecg_before_the_high_pass_ends_where_it_ends():
    """What a record lacks is no signal: its last value must not be carried on to the end of the window."""
    mv = np.random.default_rng(2).normal(size=(2, 1000)).cumsum(axis=1).astype(np.float32)
    short = mv.copy()
    short[:, 700:] = np.nan
    short[1, :50] = np.nan
    x = FILTERED(short, 100.0)
    assert np.array_equal(x[0, :700], FILTERED(mv[:1, :700], 100.0)[0])
    assert np.array_equal(x[1, 50:700], FILTERED(mv[1:, 50:700], 100.0)[0])
    assert not x[:, 700:].any()
    assert not x[1, :50].any()
