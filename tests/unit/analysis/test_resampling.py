import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.analysis.resampling import LOOK_AHEAD_S, resample
from ecg_imn_desktop.core.resources import resource_path

RATES = [50, 62.4725, 100.5, 128, 250, 257, 360, 500, 1000, 2000]


def sines(fs, duration_s=10.0, shift_s=0.0, hz=(1.0, 4.0, 9.0)):
    t = np.arange(round(duration_s * fs)) / fs + shift_s
    return np.stack([np.sin(2 * np.pi * f * t) for f in hz]).astype(np.float32)


def test_look_ahead_is_the_phase_of_the_fitted_taps():
    k, h = np.load(resource_path("data", "fir500to100.npy"))
    hz = np.arange(1, 31)
    response = (h[None] * np.exp(2j * np.pi * hz[:, None] * k / 500)).sum(axis=1)
    assert np.angle(response) / (2 * np.pi * hz) == pytest.approx(LOOK_AHEAD_S, abs=2e-5)


@pytest.mark.parametrize("fs_in", RATES)
def test_sines_come_out_at_100_hz_with_ptbxl_phase(fs_in):
    got = resample(sines(fs_in), fs_in, 100)
    want = sines(100, shift_s=LOOK_AHEAD_S)
    assert got.dtype == np.float32
    assert got.shape == want.shape
    assert np.abs(got - want)[:, 60:-60].max() < 1.5e-3


@pytest.mark.parametrize(("fs_in", "fs_out"), [(100, 500), (250, 500), (1000, 500), (62.4725, 250)])
def test_other_output_rates_have_no_phase(fs_in, fs_out):
    edge = round(0.6 * fs_out)
    got = resample(sines(fs_in, duration_s=16.0), fs_in, fs_out)
    want = sines(fs_out, duration_s=got.shape[1] / fs_out)
    assert np.abs(got - want)[:, edge:-edge].max() < 1.5e-3


@pytest.mark.parametrize("fs_in", RATES)
def test_what_100_hz_cannot_hold_is_removed(fs_in):
    if fs_in < 150:
        pytest.skip("the input cannot hold 60 Hz either")
    got = resample(sines(fs_in, hz=(60.0,)), fs_in, 100)
    assert np.abs(got[:, 60:-60]).max() < 6e-3


@pytest.mark.parametrize("fs_in", RATES)
def test_a_constant_stays_to_its_ends_and_so_does_its_offset(fs_in):
    got = resample(np.full((1, round(3 * fs_in)), -312.5, dtype=np.float32), fs_in, 100)
    assert np.abs(got + 312.5).max() < 1e-3


@pytest.mark.parametrize("n", [1, 2, 3, 250, 2501])
@pytest.mark.parametrize("fs_in", RATES)
def test_length_is_rounded(n, fs_in):
    assert resample(np.zeros((2, n), dtype=np.float32), fs_in, 100).shape == (2, round(n * 100 / fs_in))


def test_no_samples_give_no_samples():
    assert resample(np.zeros((12, 0), dtype=np.float32), 500, 100).shape == (12, 0)


def test_equal_rates_give_the_same_samples_as_a_copy():
    mv = sines(250)
    mv[0, 5] = np.nan
    got = resample(mv, 250, 250)
    assert np.array_equal(got, mv, equal_nan=True)
    assert not np.shares_memory(got, mv)


@pytest.mark.parametrize("fs_in", [250, 360, 500])
def test_gaps_neither_grow_nor_ring(fs_in):
    mv = 100.0 + sines(fs_in)
    gap = slice(round(4 * fs_in), round(5 * fs_in))
    mv[1, gap] = np.nan
    mv[2] = np.nan
    got = resample(mv, fs_in, 100)
    assert np.isfinite(got[0]).all()
    assert np.isnan(got[2]).all()
    missing = np.flatnonzero(np.isnan(got[1]))
    assert (missing[0], missing[-1], len(missing)) == (400, 499, 100)
    want = 100.0 + sines(100, shift_s=LOOK_AHEAD_S)
    assert np.nanmax(np.abs(got[1] - want[1])[60:-60]) < 0.3
    assert np.nanmax(np.abs(got[1] - want[1])[60:360]) < 0.01


def test_infinite_samples_count_as_missing():
    mv = sines(500)
    mv[0, 1000:1500] = np.inf
    got = resample(mv, 500, 100)
    assert np.isnan(got[0, 200:300]).all()
    assert np.isfinite(got[0, :200]).all()


@pytest.mark.parametrize("fs_in", [62.4725, 257, 500])
def test_long_records_in_pieces_equal_the_whole(fs_in, monkeypatch):
    mv = np.random.default_rng(0).normal(size=(1, round(1000 * fs_in))).astype(np.float32)
    whole = resample(mv, fs_in, 100)
    monkeypatch.setattr("ecg_imn_desktop.analysis.resampling._CHUNK_SAMPLES", 25_000)
    assert np.abs(resample(mv, fs_in, 100) - whole).max() < 1e-5


def test_resampling_is_linear_in_the_signal():
    a, b = np.random.default_rng(1).normal(size=(2, 3, 3600)).astype(np.float32)
    together = resample(2 * a - b, 360, 100)
    assert together == pytest.approx(2 * resample(a, 360, 100) - resample(b, 360, 100), abs=1e-5)


@pytest.mark.parametrize(("fs_in", "fs_out"), [(0, 100), (-500, 100), (500, 0), (float("nan"), 100)])
def test_impossible_rates_are_refused(fs_in, fs_out):
    with pytest.raises(ValueError, match="cannot resample"):
        resample(np.zeros((1, 10), dtype=np.float32), fs_in, fs_out)


def test_one_axis_is_refused():
    with pytest.raises(ValueError, match="shape"):
        resample(np.zeros(10, dtype=np.float32), 500, 100)


def real_pair(real_data, number):
    folder = real_data / "wfdb-variety" / "ptbxl"
    hr, lr = (wfdb.rdrecord(str(folder / f"0000{number}_{rate}")).p_signal.T for rate in ("hr", "lr"))
    return hr.astype(np.float32), lr


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("via", [500, 1000, 250, 360])
def test_real_500_hz_ecgs_become_the_published_100_hz_files(real_data, number, via):
    hr, lr = real_pair(real_data, number)
    away = slice(60, -60)
    error_uv = 1e3 * (resample(resample(hr, 500, via), via, 100) - lr)[:, away]
    # Record 4 has samples that the publishers' filter saw and the 16-bit file does not hold: 0.6 microvolts.
    assert np.sqrt((error_uv**2).mean()) < 0.7
