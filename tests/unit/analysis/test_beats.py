"""Alignment of beats, the median beat, and amplitudes on it."""

from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.analysis.beats import AFTER_R_S, BEFORE_R_S, AlignedBeats, align_beats, median_beat, without_gaps
from ecg_imn_desktop.analysis.median_values import axes, lead_measurements, r_and_s_mv
from ecg_imn_desktop.core.measurements import MedianBeat
from ecg_imn_desktop.simulate import CLEAN, simulate

FS = 500.0


@pytest.fixture(scope="module")
def normal():
    return simulate("normal", seed=1, noise=CLEAN)


def test_gaps_are_bridged_by_lines():
    mv = np.array([[0, np.nan, np.nan, 3, np.nan], [np.nan] * 5, [1, 2, 3, 4, 5]], dtype=np.float32)
    np.testing.assert_array_equal(without_gaps(mv), [[0, 1, 2, 3, 3], [0] * 5, [1, 2, 3, 4, 5]])


def test_jittered_peaks_are_brought_into_step(normal):
    r = normal.truth.fiducials.r_peak_s
    jitter = np.random.default_rng(0).integers(-12, 13, r.size) / FS
    aligned = align_beats(normal.record.mv, FS, r + jitter)
    offset = aligned.index / FS - r
    assert aligned.is_alike[1:-1].all()
    assert np.ptp(offset[aligned.is_alike]) <= 2.5 / FS  # one constant offset: that of the typical beat


def test_a_beat_that_just_has_room_counts_and_one_sample_less_does_not(normal):
    r = normal.truth.fiducials.r_peak_s[:4]
    room = round((0.12 + 0.04) * FS)
    last = round(r[-1] * FS)
    whole = align_beats(normal.record.mv[:, : last + room + 1], FS, r)
    assert whole.is_alike[-1]
    assert not align_beats(normal.record.mv[:, : last + room], FS, r).is_alike[-1]


def test_ectopic_beats_are_left_out():
    ecg = simulate("ectopic-beats", seed=2, noise=CLEAN)
    aligned = align_beats(ecg.record.mv, FS, ecg.truth.fiducials.r_peak_s)
    assert ecg.truth.is_ectopic.any()
    assert not (aligned.is_alike & ecg.truth.is_ectopic).any()
    assert aligned.is_alike.sum() >= 0.6 * aligned.is_alike.size


def test_the_median_beat_forgets_noise_and_single_artefacts(normal):
    mv = normal.record.mv + np.random.default_rng(0).normal(0, 0.03, normal.record.mv.shape).astype(np.float32)
    r = normal.truth.fiducials.r_peak_s
    mv[:, round(r[4] * FS) + 60 : round(r[4] * FS) + 110] += 2.0
    clean = _median(normal.record.mv, r, normal)
    noisy = _median(mv, r, normal)
    assert noisy.mv.shape == (12, round(BEFORE_R_S * FS) + round(AFTER_R_S * FS) + 1)
    assert np.abs(noisy.mv - clean.mv).max() < 0.08


def _median(mv, r, ecg):
    beat = median_beat(mv, FS, align_beats(mv, FS, r), ecg.record.lead_names)
    assert beat is not None
    return beat


def test_a_lead_without_signal_stays_without_values(normal):
    mv = normal.record.mv.copy()
    mv[3] = np.nan
    r = normal.truth.fiducials.r_peak_s
    beat = median_beat(mv, FS, align_beats(without_gaps(mv), FS, r), normal.record.lead_names)
    assert np.isnan(beat.mv[3]).all()
    assert np.isfinite(np.delete(beat.mv, 3, axis=0)).all()


def test_no_whole_beat_no_median(normal):
    mv = normal.record.mv[:, :100]
    assert median_beat(mv, FS, align_beats(mv, FS, np.array([0.1])), normal.record.lead_names) is None


@pytest.mark.parametrize(
    ("points", "r", "s"),
    [
        ([0, -0.1, 1.2, -0.4, 0], 1.2, 0.4),  # qRS
        ([0, 0.2, -1.5, -0.2, 0], 0.2, 1.5),  # rS
        ([0, -0.8, -1.1, -0.3, 0], 0.0, 1.1),  # QS
        ([0, -0.8, -1.1, 0.1, 0.3], 0.0, 1.1),  # QS ending in ST elevation: no R
        ([0, -0.3, 0.9, 0.4, 0.1], 0.9, 0.0),  # qR
        ([0, 0.005, 0.0, 0.004, 0], 0.0, 0.0),  # no wave at all
    ],
)
def test_r_and_s(points, r, s):
    qrs = np.interp(np.linspace(0, 4, 41), range(5), points)
    assert r_and_s_mv(qrs) == pytest.approx((r, s), abs=1e-9)


def test_r_and_s_of_a_silent_lead():
    assert np.isnan(r_and_s_mv(np.full(10, np.nan))).all()


def _triangle_beat(i_mv, avf_mv, st_mv):
    """A QRS of 100 ms as a triangle, on a level of 0.5 mV, ST raised, fiducials as drawn."""
    t = np.arange(-175, 301) / FS
    shape = np.clip(1 - np.abs(t) / 0.05, 0, None)
    st = np.where(t >= 0.05, st_mv, 0.0)
    mv = np.array([i_mv * shape + st, avf_mv * shape]) + 0.5
    return MedianBeat(mv.astype(np.float32), FS, ("I", "aVF"), 175, {"qrs_onset": -50.0, "qrs_offset": 50.0}, 8)


def test_st_and_axis_count_from_the_level_before_the_qrs():
    beat = _triangle_beat(1.0, 0.5, 0.2)
    leads = lead_measurements(beat)
    assert leads["I"].st_j_mv == pytest.approx(0.2, abs=1e-6)
    assert leads["I"].st_j60_mv == pytest.approx(0.2, abs=1e-6)
    assert leads["aVF"].st_j60_mv == pytest.approx(0.0, abs=1e-6)
    assert leads["I"].r_mv == pytest.approx(1.0, abs=1e-6)
    p_axis, qrs_axis, t_axis = axes(_triangle_beat(1.0, 0.5, 0.0))
    assert (p_axis, t_axis) == (None, None)
    assert qrs_axis == pytest.approx(30.0, abs=0.1)  # atan(0.5 * 2 / sqrt(3))


def test_st_is_read_at_j_and_60_ms_later_also_where_it_slopes():
    """ST that rises from 0.1 mV at J by 2 mV a second."""
    beat = _triangle_beat(1.0, 0.5, 0.0)
    t = np.arange(-175, 301) / FS
    mv = beat.mv.copy()
    mv[0] += np.where(t >= 0.05, 0.1 + 2.0 * (t - 0.05), 0.0).astype(np.float32)
    leads = lead_measurements(replace(beat, mv=mv))
    assert leads["I"].st_j_mv == pytest.approx(0.1, abs=1e-5)
    assert leads["I"].st_j60_mv == pytest.approx(0.1 + 2.0 * 0.06, abs=1e-5)


def test_nothing_is_measured_without_a_qrs():
    beat = _triangle_beat(1.0, 0.5, 0.2)
    bare = MedianBeat(beat.mv, FS, beat.lead_names, beat.r_index, {}, 8)
    assert lead_measurements(bare) == {}
    assert axes(bare) == (None, None, None)
    assert axes(None) == (None, None, None)
    assert lead_measurements(None) == {}


def test_the_level_of_a_beat_and_a_silent_lead_do_not_change_its_place(normal):
    r = normal.truth.fiducials.r_peak_s
    expected = align_beats(normal.record.mv, FS, r + 0.01)
    lifted = normal.record.mv.copy()
    for k, peak in enumerate(r):
        lifted[:, round((peak - 0.35) * FS) : round((peak + 0.35) * FS)] += 3.0 * (k % 3)
    lifted[4] = 0.0
    found = align_beats(lifted, FS, r + 0.01)
    assert np.array_equal(found.is_alike, expected.is_alike)
    assert np.abs(found.index - expected.index).max() <= 1


def test_the_median_beat_takes_only_beats_that_lie_whole_in_the_record(normal):
    mv = normal.record.mv
    r = normal.truth.fiducials.r_peak_s
    before, after = round(BEFORE_R_S * FS), round(AFTER_R_S * FS)
    index = np.rint(r * FS).astype(int)
    alike = AlignedBeats(index, np.ones(len(index), dtype=bool))
    n_whole = int(((index >= before) & (index + after < mv.shape[1])).sum())
    assert median_beat(mv, FS, alike, normal.record.lead_names).n_beats == n_whole
    first = int(index[index >= before][0])
    start = first - before
    for cut, n in ((start, n_whole), (start + 1, n_whole - 1)):
        moved = AlignedBeats(index - cut, alike.is_alike)
        assert median_beat(mv[:, cut:], FS, moved, normal.record.lead_names).n_beats == n
