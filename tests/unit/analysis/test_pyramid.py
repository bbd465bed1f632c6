import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecg_imn_desktop.analysis.pyramid import FACTOR, FIRST_BLOCK, build_pyramid
from ecg_imn_desktop.core.errors import Cancelled
from ecg_imn_desktop.core.progress import CancellableProgress


def noise(n_leads, n_samples, seed=0):
    mv = np.random.default_rng(seed).normal(size=(n_leads, n_samples)).astype(np.float32)
    return mv


def brute_force(mv, first, last, n_columns, block):
    """Column by column in plain words: all samples of the blocks that begin under the column, at least one block."""
    n_samples = mv.shape[1]
    edges = np.linspace(first, last, n_columns + 1)
    edges = [-(-n_samples // block) if edge >= n_samples else int(np.floor(edge / block)) for edge in edges]
    low = np.full((len(mv), n_columns), np.nan, dtype=np.float32)
    high = low.copy()
    for column, (begin, end) in enumerate(itertools.pairwise(edges)):
        end = max(end, begin + 1)
        samples = mv[:, max(begin, 0) * block : max(end, 0) * block]
        if samples.size:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                low[:, column], high[:, column] = np.nanmin(samples, axis=1), np.nanmax(samples, axis=1)
    return low, high


def block_used(pyramid, samples_per_column):
    blocks = [level.block for level in pyramid.levels if 4 * level.block <= samples_per_column]
    return max(blocks, default=1)


def assert_columns_right(mv, first, last, n_columns):
    pyramid = build_pyramid(mv)
    got = pyramid.columns(first, last, n_columns)
    want = brute_force(mv, first, last, n_columns, block_used(pyramid, (last - first) / n_columns))
    for one, other in zip(got, want, strict=True):
        assert one.dtype == np.float32
        np.testing.assert_array_equal(one, other)


@settings(deadline=None, max_examples=150)
@given(
    n_samples=st.integers(1, 30_000),
    start=st.floats(-0.5, 1.0),
    span=st.floats(0.001, 2.0),
    n_columns=st.integers(1, 300),
    holes=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3)), max_size=3),
)
def test_columns_equal_brute_force(n_samples, start, span, n_columns, holes):
    mv = noise(2, n_samples)
    for at, width in holes:
        mv[0, int(at * n_samples) : int((at + width) * n_samples)] = np.nan
    assert_columns_right(mv, start * n_samples, (start + span) * n_samples, n_columns)


@pytest.mark.parametrize("samples_per_column", [0.1, 1, 5.3, 127, 128, 130, 1024, 1500, 9000])
def test_every_level_is_used_and_right(samples_per_column):
    assert_columns_right(noise(3, 300_001), 1000.5, 1000.5 + 31 * samples_per_column, 31)


def test_levels_grow_by_the_factor_and_hold_the_exact_extremes():
    mv = noise(1, 500_000)
    levels = build_pyramid(mv).levels
    assert [level.block for level in levels] == [FIRST_BLOCK * FACTOR**i for i in range(len(levels))]
    assert len(levels) >= 3
    for level in levels:
        whole = mv[0, : 500_000 // level.block * level.block].reshape(-1, level.block)
        np.testing.assert_array_equal(level.low[0, : len(whole)], whole.min(axis=1))
        np.testing.assert_array_equal(level.high[0, : len(whole)], whole.max(axis=1))


def test_no_peak_is_lost_at_any_zoom():
    mv = np.zeros((1, 200_000), dtype=np.float32)
    mv[0, 123_457] = 7.0
    mv[0, 199_999] = -5.0
    pyramid = build_pyramid(mv)
    for n_columns in (1, 10, 100, 777, 5000):
        low, high = pyramid.columns(0, 200_000, n_columns)
        assert high.max() == 7.0
        assert low.min() == -5.0
        assert abs((np.argmax(high[0]) + 0.5) * 200_000 / n_columns - 123_457) <= 200_000 / n_columns


def test_a_lead_without_signal_is_nan_and_others_are_not_touched():
    mv = noise(3, 100_000)
    mv[1] = np.nan
    low, high = build_pyramid(mv).columns(0, 100_000, 50)
    assert np.isnan(low[1]).all()
    assert np.isnan(high[1]).all()
    assert np.isfinite(low[[0, 2]]).all()


def test_outside_the_record_is_nan():
    low, high = build_pyramid(noise(1, 10_000)).columns(-5_000, 15_000, 20)
    assert np.isnan(low[0, :5]).all()
    assert np.isnan(high[0, 15:]).all()
    assert np.isfinite(low[0, 5:15]).all()


@pytest.mark.parametrize("n_samples", [0, 1, 31])
def test_short_records_need_no_level(n_samples):
    mv = noise(2, n_samples)
    pyramid = build_pyramid(mv)
    assert pyramid.levels == ()
    low, _ = pyramid.columns(0, 10, 10)
    np.testing.assert_array_equal(low[:, :n_samples], mv[:, :10])


def test_reads_a_memmap(tmp_path):
    mv = noise(2, 50_000)
    np.save(tmp_path / "mv.npy", mv)
    mapped = np.load(tmp_path / "mv.npy", mmap_mode="r")
    pyramid = build_pyramid(mapped)
    for one, other in zip(pyramid.columns(10, 49_990, 100), build_pyramid(mv).columns(10, 49_990, 100), strict=True):
        np.testing.assert_array_equal(one, other)


def test_memory_is_a_fraction_of_the_record():
    mv = noise(1, 1 << 20)
    assert build_pyramid(mv).n_bytes < mv.nbytes / 13


def test_progress_rises_to_one_and_cancel_stops(monkeypatch):
    monkeypatch.setattr("ecg_imn_desktop.analysis.pyramid._CHUNK_BLOCKS", 10)
    seen = []
    build_pyramid(noise(1, 3200), CancellableProgress(lambda fraction, _: seen.append(fraction)))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) == 11
    calls = iter([False, False, True])
    with pytest.raises(Cancelled):
        build_pyramid(noise(1, 3200), CancellableProgress(is_cancelled=lambda: next(calls)))


@pytest.mark.parametrize(("first", "last", "n"), [(0, 0, 10), (10, 5, 10), (0, 10, 0)])
def test_columns_without_width_are_refused(first, last, n):
    with pytest.raises(ValueError, match="columns from sample"):
        build_pyramid(noise(1, 100)).columns(first, last, n)


def test_one_axis_is_refused():
    with pytest.raises(ValueError, match="shape"):
        build_pyramid(np.zeros(10, dtype=np.float32))
