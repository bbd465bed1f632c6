import numpy as np
import pytest

from ecg_imn_desktop.analysis import filters
from ecg_imn_desktop.analysis.filters import HIGH_PASS_HZ, LOW_PASS_HZ, NOTCH_HZ, DisplayFilter
from ecg_imn_desktop.core.signal import StoredSignal


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
    assert display_filter.label_at(500.0) == label


def test_what_has_nothing_to_take_out_is_not_called_applied():
    chosen, mv = DisplayFilter(None, 150, 50), np.random.default_rng(0).normal(size=(1, 1000)).astype(np.float32)
    assert chosen.label_at(100.0) == "no filter; without effect at 100 Hz: low-pass 150 Hz, notch 50 Hz"
    np.testing.assert_array_equal(chosen.apply(mv, 100.0), mv)
    assert chosen.label_at(125.0) == "notch 50 Hz; without effect at 125 Hz: low-pass 150 Hz"


@pytest.mark.parametrize(
    "frequencies", [(0, None, None), (None, -40, None), (None, None, float("nan")), (50, 40, None)]
)
def test_impossible_filters_are_refused(frequencies):
    with pytest.raises(ValueError, match=r"filter frequency|no band"):
        DisplayFilter(*frequencies)


# ------------------------------------------------------------------ a signal that stays in its file

FS = 100
CHOSEN = DisplayFilter(0.5, 40, 50)


class _File:
    """Three leads of five minutes and a bit, and what was read of them."""

    def __init__(self):
        rng = np.random.default_rng(7)
        t = np.arange(5 * 60 * FS + 37) / FS
        self.mv = np.stack([np.sin(2 * np.pi * hz * t) + 0.2 * t / 60 for hz in (1, 5, 12)]).astype(np.float32)
        self.mv += rng.normal(0, 0.05, self.mv.shape).astype(np.float32)
        self.spans = []

    def __call__(self, rows, first, last):
        assert 0 <= first <= last <= self.mv.shape[1]
        self.spans.append((first, last))
        return self.mv[list(rows), first:last]


@pytest.fixture
def stored():
    file = _File()
    return file, StoredSignal(file, range(3), file.mv.shape[1], source="x")


@pytest.mark.parametrize(
    "span", [(0, 500), (5900, 6100), (12_000, 18_000), (29_000, 30_037), (5000, 5000), (0, 30_037)]
)
def test_a_stretch_is_filtered_as_in_the_whole(stored, span):
    file, signal = stored
    whole = CHOSEN.apply(file.mv, FS)
    filtered = CHOSEN.through(signal, FS)[:, slice(*span)]
    assert filtered.dtype == np.float32
    assert filtered.shape == (3, span[1] - span[0])
    assert np.abs(filtered - whole[:, slice(*span)]).max(initial=0) < 5e-4


def test_no_more_is_read_than_the_minutes_asked_for_and_their_margins(stored):
    file, signal = stored
    filtered = CHOSEN.through(signal, FS)
    margin = CHOSEN.margin_s() * FS
    assert margin == 400
    filtered[:, 6100:6200]
    assert file.spans == [(6000 - 400, 12_000 + 400)]
    filtered[:, 11_000:11_900]  # the same minute: known
    assert len(file.spans) == 1
    filtered[:, 11_900:12_100]
    assert file.spans[1:] == [(12_000 - 400, 18_000 + 400)]
    filtered[:, 30_000:30_037]
    assert file.spans[2:] == [(30_000 - 400, 30_037)]
    filtered[1, 6100:6200]  # one row is another stretch
    assert file.spans[3:] == [(6000 - 400, 12_000 + 400)]


def test_all_of_it_is_read_at_once_and_not_kept(stored):
    file, signal = stored
    filtered = CHOSEN.through(signal, FS)
    for _ in range(2):
        filtered[:, 1000:13_001]
    assert file.spans == [(600, 13_401)] * 2


def test_only_so_many_minutes_are_kept(stored, monkeypatch):
    file, signal = stored
    monkeypatch.setattr(filters, "_KEPT_BLOCKS", 1 / 6)  # two stretches
    filtered = CHOSEN.through(signal, FS)
    for minute in (0, 1, 0, 2, 0, 1):
        filtered[:, minute * 6000 : minute * 6000 + 10]
    # the first minute was looked at last and stayed; the second made room for the third
    assert [(first + 400) // 6000 for first, _ in file.spans] == [0, 1, 2, 1]


def test_filters_that_are_off_leave_the_signal_alone(stored):
    _, signal = stored
    assert DisplayFilter().through(signal, FS) is signal
    assert CHOSEN.through(signal, FS).source == ""  # another signal than the one in the file


@pytest.mark.parametrize(
    ("display_filter", "seconds"),
    [(DisplayFilter(0.05), 40.0), (DisplayFilter(0.5, 40), 4.0), (DisplayFilter(None, 40), 1.0)],
)
def test_slow_filters_need_wide_margins(display_filter, seconds):
    assert display_filter.margin_s() == seconds


def test_a_notch_is_two_hertz_wide():
    display_filter = DisplayFilter(notch_hz=50)
    # 3 dB at 1 Hz to either side in each of the two passes
    assert gain(display_filter, 49, 500) == pytest.approx(0.5, abs=0.03)
    assert gain(display_filter, 51, 500) == pytest.approx(0.5, abs=0.03)


def test_a_high_pass_at_or_above_half_the_rate_does_nothing():
    mv = sine(0.1, 1, 60)
    for hz in (0.5, 0.8):
        np.testing.assert_array_equal(DisplayFilter(high_pass_hz=hz).apply(mv, 1), mv)


def test_what_is_offered_is_what_the_field_uses():
    assert (HIGH_PASS_HZ, LOW_PASS_HZ, NOTCH_HZ) == ((0.05, 0.5), (40.0, 100.0, 150.0), (50.0, 60.0))


@pytest.mark.parametrize("ends", ["odd", "even"])
def test_leads_are_filtered_together_as_one_by_one(monkeypatch, ends):
    mv = np.random.default_rng(0).normal(size=(9, 500)).astype(np.float32)
    mv[2, 100:120] = np.nan  # gaps, leads that begin or end where others do not, one sample, nothing
    mv[3, :40] = mv[4, :40] = mv[5, 480:] = np.nan
    mv[6, 1:] = np.nan
    mv[7] = np.nan
    chosen = DisplayFilter(0.5, 40.0)
    together = chosen.apply(mv, 100.0, ends)
    assert np.array_equal(np.isnan(together), np.isnan(mv))
    one_by_one = np.concatenate([chosen.apply(row[None], 100.0, ends) for row in mv])
    np.testing.assert_array_equal(together, one_by_one)
    monkeypatch.setattr(filters, "_SAMPLES_AT_ONCE", 1100)
    np.testing.assert_array_equal(chosen.apply(mv, 100.0, ends), together)
    np.testing.assert_array_equal(chosen.apply(mv[3:4, 40:], 100.0, ends), together[3:4, 40:])
