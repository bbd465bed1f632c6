"""The simulated ECG is what its truth says."""

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import Cancelled, SignalError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import FIDUCIAL_NAMES, WAVES
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.simulate import CLEAN, CONDITIONS, POOR, Noise, simulate
from ecg_imn_desktop.simulate.waves import VISIBLE_MV

WITH_P = [name for name, condition in CONDITIONS.items() if condition.pr_ms is not None]


def interval_ms(ecg, start, end):
    """Of the normally conducted beats that have both marks, (beat,)."""
    marks = ecg.truth.fiducials
    interval = 1000 * (marks.of(end) - marks.of(start))[~ecg.truth.is_ectopic]
    return interval[np.isfinite(interval)]


def height_at(record, at_s, lead=None):
    """Interpolated mV at a time: of one lead, or the largest of all."""
    t = np.arange(record.n_samples) / record.fs
    if lead is not None:
        return np.interp(at_s, t, record.lead(lead))
    return max(abs(np.interp(at_s, t, row)) for row in record.mv)


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_is_a_whole_record_marked_as_simulated(name):
    ecg = simulate(name, seed=3)
    assert ecg.record.lead_names == STANDARD_LEADS
    assert ecg.record.mv.shape == (12, 5000)
    assert ecg.record.mv.dtype == np.float32
    assert np.isfinite(ecg.record.mv).all()
    assert 0.3 < np.abs(ecg.record.mv).max() < 6
    assert ecg.record.is_simulated
    assert "simulated: true" in ecg.record.comments
    assert set(ecg.truth.territory) <= set(STANDARD_LEADS)
    assert set(ecg.truth.abnormal_wave) <= set(WAVES)


@pytest.mark.parametrize("name", ["normal", "noisy", "lbbb", "atrial-fibrillation"])
def test_einthoven_and_goldberger_hold(name):
    record = simulate(name).record
    i, ii = record.lead("I").astype(float), record.lead("II").astype(float)
    tolerance = 1e-6  # float32 rounding of a few mV
    np.testing.assert_allclose(record.lead("III"), ii - i, atol=tolerance)
    np.testing.assert_allclose(record.lead("aVR"), -(i + ii) / 2, atol=tolerance)
    np.testing.assert_allclose(record.lead("aVL"), i - ii / 2, atol=tolerance)
    np.testing.assert_allclose(record.lead("aVF"), ii - i / 2, atol=tolerance)


@pytest.mark.parametrize("name", CONDITIONS)
def test_fiducials_are_in_order_and_add_up_to_the_intervals(name):
    ecg = simulate(name, duration_s=20)
    marks = ecg.truth.fiducials
    order = ["qrs_onset", "r_peak", "qrs_offset", "t_onset", "t_offset"]
    if ecg.truth.pr_ms is not None:
        order = ["p_onset", "p_offset", *order]
    table = np.stack([marks.of(mark) for mark in order])
    whole = table[:, ~ecg.truth.is_ectopic & np.isfinite(table).all(axis=0)]
    assert whole.shape[1] >= 8
    assert (np.diff(whole, axis=0) >= 0).all()
    np.testing.assert_allclose(interval_ms(ecg, "qrs_onset", "qrs_offset"), ecg.truth.qrs_ms, atol=1e-6)
    np.testing.assert_allclose(interval_ms(ecg, "qrs_onset", "t_offset"), ecg.truth.qt_ms, atol=1e-6)
    if ecg.truth.pr_ms is None:
        assert np.isnan(marks.p_onset_s).all()
    else:
        np.testing.assert_allclose(interval_ms(ecg, "p_onset", "qrs_onset"), ecg.truth.pr_ms, atol=1e-6)


@pytest.mark.parametrize("name", CONDITIONS)
def test_intervals_are_the_ones_asked_for(name):
    condition = CONDITIONS[name]
    truth = simulate(name).truth
    assert truth.qrs_ms == pytest.approx(condition.qrs_ms, abs=0.5)
    assert truth.qt_ms == pytest.approx(condition.qtc_ms * (60 / condition.hr_bpm) ** (1 / 3), abs=0.5)
    if condition.pr_ms is not None:
        assert truth.pr_ms == pytest.approx(condition.pr_ms, abs=0.5)


def test_intervals_can_be_set():
    truth = simulate("normal", hr_bpm=100, pr_ms=210, qrs_ms=124, qtc_ms=480).truth
    assert truth.pr_ms == pytest.approx(210, abs=0.5)
    assert truth.qrs_ms == pytest.approx(124, abs=0.5)
    assert truth.qt_ms == pytest.approx(480 * 0.6 ** (1 / 3), abs=0.5)


@pytest.mark.parametrize("name", WITH_P)
def test_waves_become_visible_where_the_truth_says(name):
    # In the trace itself, not in the model: between T and P nothing is seen; 6 ms into P, or before the end of T,
    # something is; and the QRS leaves the level of the PR segment at its onset.
    ecg = simulate(name, fs=1000, noise=CLEAN, hr_bpm=60, duration_s=6)
    record, marks = ecg.record, ecg.truth.fiducials
    beat = int(np.flatnonzero(np.isfinite(marks.p_onset_s) & np.isfinite(marks.t_offset_s) & ~ecg.truth.is_ectopic)[0])
    step = 0.006
    p_onset, t_offset, qrs_onset = marks.p_onset_s[beat], marks.t_offset_s[beat], marks.qrs_onset_s[beat]
    assert height_at(record, p_onset - step) < VISIBLE_MV < height_at(record, p_onset + step)
    assert height_at(record, t_offset + step) < VISIBLE_MV < height_at(record, t_offset - step)
    assert height_at(record, qrs_onset - step) < 1.2 * VISIBLE_MV < height_at(record, qrs_onset + step)


@pytest.mark.parametrize("name", CONDITIONS)
def test_r_peaks_lie_where_the_qrs_is_largest(name):
    ecg = simulate(name, fs=1000, noise=CLEAN)
    marks = ecg.truth.fiducials
    power = (ecg.record.mv.astype(float) ** 2).sum(axis=0)
    checked = 0
    for r, onset, offset in zip(marks.r_peak_s, marks.qrs_onset_s, marks.qrs_offset_s, strict=True):
        if np.isfinite(onset) and np.isfinite(offset):
            first, last = int(onset * 1000), int(offset * 1000)
            assert abs((first + np.argmax(power[first:last])) / 1000 - r) <= 0.005
            checked += 1
    assert checked >= 5


def test_heart_rate_is_the_one_asked_for():
    truth = simulate("normal", duration_s=120, hr_bpm=95).truth
    assert truth.hr_bpm == pytest.approx(95, rel=0.01)
    assert truth.hr_bpm == pytest.approx(60 / np.diff(truth.fiducials.r_peak_s).mean())


def test_fibrillation_is_irregular_and_without_p():
    fibrillation = np.diff(simulate("atrial-fibrillation", duration_s=60).truth.fiducials.r_peak_s)
    sinus = np.diff(simulate("normal", duration_s=60).truth.fiducials.r_peak_s)
    paced = np.diff(simulate("paced", duration_s=60).truth.fiducials.r_peak_s)
    assert fibrillation.std() / fibrillation.mean() > 0.15
    assert 0.01 < sinus.std() / sinus.mean() < 0.06
    assert paced.std() < 1e-9
    assert abs(np.corrcoef(fibrillation[:-1], fibrillation[1:])[0, 1]) < 0.4


def test_fibrillation_shows_f_waves_where_sinus_rhythm_is_still():
    def restlessness_mv(name):
        ecg = simulate(name, noise=CLEAN, fs=250, hr_bpm=45, duration_s=30)
        marks = ecg.truth.fiducials
        rest = zip(marks.t_offset_s[:-1] + 0.02, marks.qrs_onset_s[1:] - 0.3, strict=True)
        pieces = [ecg.record.section(start, end - start).lead("V1") for start, end in rest if end - start > 0.2]
        assert len(pieces) >= 5
        return np.median([piece.std() for piece in pieces])

    assert restlessness_mv("atrial-fibrillation") > 0.03
    assert restlessness_mv("normal") < 0.005


def test_ectopic_beats_are_early_wide_and_without_p():
    truth = simulate("ectopic-beats", duration_s=60).truth
    marks = truth.fiducials
    early = np.flatnonzero(truth.is_ectopic)
    early = early[(early > 0) & (early < marks.n_beats - 1)]
    assert len(early) >= 10
    rr = np.diff(marks.r_peak_s)
    assert (rr[early - 1] < 0.75 * np.median(rr)).all()
    assert (rr[early] > 1.25 * np.median(rr)).all()
    assert np.isnan(marks.p_onset_s[early]).all()
    np.testing.assert_allclose(1000 * (marks.qrs_offset_s - marks.qrs_onset_s)[early], 156, atol=0.5)


def test_same_seed_same_values_other_seed_other_values():
    first, again, other = (simulate("noisy", seed=s).record.mv for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other, atol=0.05)


@pytest.mark.parametrize(("fs", "duration_s"), [(50, 1), (128, 7.5), (257.5, 3), (360, 30), (1000, 2), (2000, 1.5)])
def test_any_rate_and_duration(fs, duration_s):
    ecg = simulate("rbbb", fs=fs, duration_s=duration_s)
    assert ecg.record.fs == fs
    assert ecg.record.n_samples == round(fs * duration_s)
    assert np.isfinite(ecg.record.mv).all()
    r = ecg.truth.fiducials.r_peak_s
    assert ((r >= 0) & (r < duration_s)).all()


def test_the_heart_is_the_same_at_every_rate():
    slow = simulate("inferior-mi", fs=250, noise=CLEAN)
    fast = simulate("inferior-mi", fs=1000, noise=CLEAN)
    np.testing.assert_array_equal(slow.truth.fiducials.r_peak_s, fast.truth.fiducials.r_peak_s)
    np.testing.assert_allclose(slow.record.mv, fast.record.mv[:, ::4], atol=1e-4)


def test_blocks_join_without_a_seam():
    # 90 s at 1000 Hz are three blocks: clean traces have no jump where they meet.
    mv = simulate("normal", fs=1000, duration_s=90, noise=CLEAN).record.mv
    steps = np.abs(np.diff(mv, axis=1)).max(axis=0)
    for seam in (30_000, 60_000):
        assert steps[seam - 1] <= steps.max() * 1.0001


@pytest.mark.parametrize("name", ["noisy", "atrial-fibrillation", "ectopic-beats"])
def test_a_longer_record_begins_like_a_shorter_one(name):
    # 61 s at 1000 Hz are three blocks, 12 s part of one.
    long, short = (simulate(name, fs=1000, duration_s=s, seed=4).record.mv for s in (61, 12))
    np.testing.assert_allclose(long[:, :12_000], short, atol=1e-6)


def test_an_hour_keeps_its_rhythm():
    ecg = simulate("normal", fs=100, duration_s=3600)
    assert ecg.record.n_samples == 360_000
    assert ecg.truth.fiducials.n_beats == pytest.approx(68 * 60, rel=0.02)
    assert (np.diff(ecg.truth.fiducials.r_peak_s) > 0.3).all()


def test_loose_electrode_disturbs_its_own_lead_only():
    quiet = Noise(0, 0, 0, 50, 0, None, 0, 0, 0)
    loose = Noise(0, 0, 0, 50, 0, "V4", 0.6, 0, 0)
    difference = simulate("normal", noise=loose).record.mv - simulate("normal", noise=quiet).record.mv
    spread = difference.std(axis=1)
    assert spread[STANDARD_LEADS.index("V4")] > 0.2
    assert np.delete(spread, STANDARD_LEADS.index("V4")).max() < 1e-6
    assert simulate("noisy").truth.loose_lead == POOR.loose_electrode == "V4"


@pytest.mark.parametrize(
    ("field", "band_hz"), [("wander_mv", (0.02, 0.8)), ("mains_mv", (49, 51)), ("muscle_mv", (15, 160))]
)
def test_each_noise_lies_in_its_band(field, band_hz):
    noise = Noise(**{**vars(CLEAN), field: 0.1})
    added = (
        simulate("normal", duration_s=60, noise=noise).record.mv
        - simulate("normal", duration_s=60, noise=CLEAN).record.mv
    )
    power = np.abs(np.fft.rfft(added * np.hanning(added.shape[1]))) ** 2
    frequency = np.fft.rfftfreq(added.shape[1], 1 / 500)
    inside = (frequency >= band_hz[0]) & (frequency <= band_hz[1])
    assert power[:, inside].sum() > 0.9 * power.sum()
    assert 0.03 < added.std(axis=1).max() < 0.4


def test_breathing_moves_amplitude_and_axis():
    still = simulate("normal", noise=CLEAN, duration_s=30)
    moved = simulate("normal", noise=Noise(0, 0, 0, 50, 0, None, 0, 0.06, 5.0), duration_s=30)
    samples = np.rint(still.truth.fiducials.r_peak_s * 500).astype(int)
    samples = samples[samples < still.record.n_samples]

    def spread(ecg, lead):
        r = ecg.record.lead(lead)[samples]
        return r.std() / r.mean()

    assert spread(moved, "II") > 0.02 + spread(still, "II")
    ratio = moved.record.lead("I")[samples] / moved.record.lead("II")[samples]
    assert ratio.std() > 0.03


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"condition": "no-such"}, "condition"),
        ({"condition": "normal", "fs": 10}, "sampling rate"),
        ({"condition": "normal", "fs": float("nan")}, "sampling rate"),
        ({"condition": "normal", "duration_s": 0.5}, "duration"),
        ({"condition": "normal", "duration_s": 90_000}, "duration"),
        ({"condition": "normal", "hr_bpm": 500}, "heart rate"),
        ({"condition": "normal", "pr_ms": 20}, "PR"),
        ({"condition": "normal", "qrs_ms": 500}, "QRS"),
        ({"condition": "normal", "qtc_ms": 100}, "QTc"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(arguments, word):
    with pytest.raises(SignalError, match=word):
        simulate(**arguments)


def test_can_be_cancelled():
    with pytest.raises(Cancelled):
        simulate("normal", progress=CancellableProgress(is_cancelled=lambda: True))


def test_fiducial_names_are_the_core_ones():
    marks = simulate("normal").truth.fiducials
    for name in FIDUCIAL_NAMES:
        assert marks.of(name).shape == marks.r_peak_s.shape
