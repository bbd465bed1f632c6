import numpy as np
import pytest

from ecg_imn_desktop.analysis.filters import HIGH_PASS_HZ, LOW_PASS_HZ, NOTCH_HZ, DisplayFilter


def sine(hz, fs, duration_s=60.0):
    t = np.arange(round(duration_s * fs)) / fs
    return np.sin(2 * np.pi * hz * t)[None].astype(np.float32)


def gain(display_filter, hz, fs):
    """Amplitude of a sine in the middle third after filtering."""
    out = display_filter.apply(sine(hz, fs), fs)[0]
    middle = out[len(out) // 3 : 2 * len(out) // 3].astype(float)
    return np.sqrt(2 * np.mean((middle - middle.mean()) ** 2))


@pytest.mark.parametrize("fs", [360, 500, 1000])
@pytest.mark.parametrize("hz", LOW_PASS_HZ)
def test_low_pass_loses_3_db_at_its_name_and_passes_a_quarter_of_it(hz, fs):
    display_filter = DisplayFilter(low_pass_hz=hz)
    assert gain(display_filter, hz, fs) == pytest.approx(2**-0.5, abs=0.01)
    assert gain(display_filter, hz / 4, fs) == pytest.approx(1, abs=0.01)


def test_low_pass_stops_what_lies_far_above():
    assert gain(DisplayFilter(low_pass_hz=40), 160, 500) < 0.01


@pytest.mark.parametrize("fs", [100, 500])
def test_high_pass_loses_3_db_at_its_name(fs):
    display_filter = DisplayFilter(high_pass_hz=0.5)
    assert gain(display_filter, 0.5, fs) == pytest.approx(2**-0.5, abs=0.02)
    assert gain(display_filter, 3, fs) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("hz", HIGH_PASS_HZ)
def test_high_pass_takes_out_an_offset(hz):
    out = DisplayFilter(high_pass_hz=hz).apply(5 + sine(10, 250), 250)
    assert abs(out.mean()) < 0.03


@pytest.mark.parametrize("hz", NOTCH_HZ)
def test_notch_takes_out_the_mains_and_little_else(hz):
    display_filter = DisplayFilter(notch_hz=hz)
    assert gain(display_filter, hz, 500) < 0.01
    assert gain(display_filter, hz - 5, 500) > 0.9
    assert gain(display_filter, 10, 500) == pytest.approx(1, abs=0.01)


def test_no_wave_moves():
    t = np.arange(2000) / 500
    wave = np.exp(-(((t - 2) / 0.02) ** 2))[None]
    out = DisplayFilter(0.5, 40, 50).apply(wave, 500)[0]
    assert np.argmax(out) == 1000
    assert out[980:1000] == pytest.approx(out[1001:1021][::-1], abs=2e-3)


def test_gaps_stay_and_do_not_spread():
    mv = np.concatenate([sine(5, 500, 10), sine(5, 500, 10)])
    mv[0, 2000:2500] = np.nan
    mv = np.concatenate([mv, np.full_like(mv[:1], np.nan)])
    out = DisplayFilter(0.5, 40, 50).apply(mv, 500)
    np.testing.assert_array_equal(np.isnan(out), np.isnan(mv))
    assert np.abs(out[0] - out[1])[:1750].max() < 0.03


def test_the_record_itself_is_not_touched():
    mv = sine(5, 500, 4)
    before = mv.copy()
    mv.flags.writeable = False
    out = DisplayFilter(0.5, 40).apply(mv, 500)
    np.testing.assert_array_equal(mv, before)
    assert not np.shares_memory(out, mv)


def test_off_gives_the_same_samples():
    mv = sine(5, 500, 4)
    assert not DisplayFilter().is_on
    np.testing.assert_array_equal(DisplayFilter().apply(mv, 500), mv)


@pytest.mark.parametrize("display_filter", [DisplayFilter(low_pass_hz=100), DisplayFilter(notch_hz=60)])
def test_above_half_the_rate_there_is_nothing_to_take_out(display_filter):
    mv = sine(5, 100, 10)
    np.testing.assert_array_equal(display_filter.apply(mv, 100), mv)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 40])
def test_short_traces_keep_their_shape(n):
    out = DisplayFilter(0.05, 40, 50).apply(np.ones((2, n), dtype=np.float32), 500)
    assert out.shape == (2, n)
    assert np.isfinite(out).all()


@pytest.mark.parametrize(
    ("display_filter", "label"),
    [
        (DisplayFilter(), "no filter"),
        (DisplayFilter(0.05, 150), "high-pass 0.05 Hz, low-pass 150 Hz"),
        (DisplayFilter(0.5, 40, 50), "high-pass 0.5 Hz, low-pass 40 Hz, notch 50 Hz"),
        (DisplayFilter(notch_hz=60), "notch 60 Hz"),
    ],
)
def test_labels(display_filter, label):
    assert display_filter.label == label


@pytest.mark.parametrize(
    "frequencies", [(0, None, None), (None, -40, None), (None, None, float("nan")), (50, 40, None)]
)
def test_impossible_filters_are_refused(frequencies):
    with pytest.raises(ValueError, match=r"filter frequency|no band"):
        DisplayFilter(*frequencies)
