"""Measurements of simulated ECGs whose intervals are known, however they were recorded."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import resample_poly

from ecg_imn_desktop.analysis.delineation import fiducials_from
from ecg_imn_desktop.analysis.fiducial_moves import moved
from ecg_imn_desktop.analysis.measure import WINDOW_S, measure, recompute
from ecg_imn_desktop.core.errors import Cancelled, SignalError
from ecg_imn_desktop.core.leads import CHEST_LEADS, INDEPENDENT_LEADS, LIMB_LEADS, STANDARD_LEADS
from ecg_imn_desktop.core.measurements import FIDUCIAL_NAMES, Fiducials
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.simulate import CLEAN, simulate

# The cardiologists of LUDB and the simulator's threshold do not end a wave at the same height: this much may differ.
QRS_MS, PR_MS, QT_MS = 12.0, 16.0, 20.0


def assert_near_truth(m, truth, slack=1.0):
    assert m.hr_bpm == pytest.approx(truth.hr_bpm, abs=0.5)
    assert m.qrs_ms == pytest.approx(truth.qrs_ms, abs=QRS_MS * slack)
    assert m.qt_ms == pytest.approx(truth.qt_ms, abs=QT_MS * slack)
    if truth.pr_ms is None:
        assert m.pr_ms is None
    else:
        assert m.pr_ms == pytest.approx(truth.pr_ms, abs=PR_MS * slack)


@pytest.fixture(scope="module")
def normal():
    return simulate("normal", seed=0)


@pytest.fixture(scope="module")
def measured(normal):
    return measure(normal.record)


@pytest.mark.parametrize(
    "condition",
    [
        "normal", "anterior-mi", "inferior-mi", "st-t-change", "rbbb", "lbbb", "lvh", "atrial-fibrillation", "noisy",
        "lafb", "first-degree-av-block", "long-qt", "ectopic-beats", "bradycardia", "tachycardia", "paced",
    ],
)  # fmt: skip
def test_every_condition(condition):
    ecg = simulate(condition, seed=3)
    m = measure(ecg.record)
    assert m.fiducials.n_beats == ecg.truth.fiducials.n_beats
    np.testing.assert_allclose(m.fiducials.r_peak_s, ecg.truth.fiducials.r_peak_s, atol=0.05)
    assert_near_truth(m, ecg.truth)


@pytest.mark.parametrize(
    ("condition", "qrs_ms"),
    [("normal", 75), ("normal", 95), ("lafb", 115), ("rbbb", 135), ("lbbb", 150), ("lbbb", 180)],
)
def test_qrs_follows_what_was_asked_for(condition, qrs_ms):
    ecg = simulate(condition, seed=1, qrs_ms=qrs_ms, noise=CLEAN)
    assert measure(ecg.record).qrs_ms == pytest.approx(qrs_ms, abs=QRS_MS)


@pytest.mark.parametrize("pr_ms", [120, 160, 200, 240, 280])
def test_pr_follows_what_was_asked_for(pr_ms):
    ecg = simulate("normal", seed=1, pr_ms=pr_ms)
    assert measure(ecg.record).pr_ms == pytest.approx(pr_ms, abs=PR_MS)


@pytest.mark.parametrize("qtc_ms", [360, 420, 480])
def test_qt_follows_what_was_asked_for(qtc_ms):
    ecg = simulate("normal", seed=1, qtc_ms=qtc_ms)
    assert measure(ecg.record).qt_ms == pytest.approx(ecg.truth.qt_ms, abs=QT_MS)


@pytest.mark.parametrize("fs", [100, 128, 250, 257, 360, 1000])
def test_every_sampling_rate(fs):
    ecg = simulate("normal", fs=fs, seed=5)
    assert_near_truth(measure(ecg.record), ecg.truth)


def test_the_same_heart_at_another_rate_measures_the_same(normal, measured):
    mv = resample_poly(normal.record.mv, 1, 5, axis=1, padtype="line")
    at_100 = measure(Record("low", mv, 100.0, STANDARD_LEADS))
    for name in ("hr_bpm", "pr_ms", "qrs_ms", "qt_ms"):
        assert getattr(at_100, name) == pytest.approx(getattr(measured, name), abs=6.0)
    assert at_100.qrs_axis_deg == pytest.approx(measured.qrs_axis_deg, abs=3.0)


@pytest.mark.parametrize("gain", [0.5, 2.0])
def test_size_changes_voltages_only(normal, measured, gain):
    m = measure(replace(normal.record, mv=normal.record.mv * np.float32(gain)))
    for name in ("pr_ms", "qrs_ms", "qt_ms"):
        assert getattr(m, name) == pytest.approx(getattr(measured, name), abs=4.0)
    assert m.qrs_axis_deg == pytest.approx(measured.qrs_axis_deg, abs=1.0)
    assert m.sokolow_lyon_mv == pytest.approx(gain * measured.sokolow_lyon_mv, rel=0.02)
    assert m.cornell_mv == pytest.approx(gain * measured.cornell_mv, rel=0.02)


def test_an_inverted_lead_changes_no_interval(normal, measured):
    mv = normal.record.mv.copy()
    mv[1] *= -1
    m = measure(replace(normal.record, mv=mv))
    for name in ("pr_ms", "qrs_ms", "qt_ms"):
        assert getattr(m, name) == pytest.approx(getattr(measured, name), abs=6.0)


def test_swapped_arms_turn_the_axis(normal, measured):
    """Left and right arm exchanged: I upside down, II and III, aVR and aVL exchanged (aVF as it was)."""
    order = [0, 2, 1, 4, 3, *range(5, 12)]
    mv = normal.record.mv[order].copy()
    mv[0] *= -1
    m = measure(replace(normal.record, mv=mv))
    assert m.qrs_axis_deg == pytest.approx(180.0 - measured.qrs_axis_deg, abs=2.0)


def test_noise_moves_intervals_little(normal, measured):
    rng = np.random.default_rng(0)
    mv = normal.record.mv + rng.normal(0, 0.05, normal.record.mv.shape).astype(np.float32)
    m = measure(replace(normal.record, mv=mv))
    assert m.fiducials.n_beats == measured.fiducials.n_beats
    assert m.qrs_ms == pytest.approx(measured.qrs_ms, abs=10.0)
    assert m.qt_ms == pytest.approx(measured.qt_ms, abs=16.0)


def test_wander_and_an_offset_move_intervals_little(normal, measured):
    time_s = np.arange(normal.record.n_samples) / normal.record.fs
    wander = 0.8 * np.sin(2 * np.pi * 0.25 * time_s) + 3.0
    m = measure(replace(normal.record, mv=(normal.record.mv + wander).astype(np.float32)))
    for name in ("pr_ms", "qrs_ms", "qt_ms"):
        assert getattr(m, name) == pytest.approx(getattr(measured, name), abs=8.0)


@pytest.mark.parametrize("leads", [("II",), ("I", "V2"), ("V1",), ("II", "V1", "V5")])
def test_fewer_leads(normal, leads):
    record = replace(
        normal.record,
        mv=np.stack([normal.record.lead(name) for name in leads]),
        lead_names=leads,
        file_lead_names=leads,
    )
    m = measure(record)
    assert m.fiducials.n_beats == normal.truth.fiducials.n_beats
    assert m.qrs_ms == pytest.approx(normal.truth.qrs_ms, abs=25.0)
    assert m.qrs_axis_deg is None  # I or II is not there
    assert m.cornell_mv is None
    assert len([text for text in m.warnings if "the axes" in text and "the Cornell voltage" in text]) == 1


def without_beats(ecg, gone):
    """The measurements of all its beats but those."""
    f = ecg.truth.fiducials
    keep = ~np.isin(np.arange(f.n_beats), list(gone))
    marks = {name: f.of(name)[keep] for name in FIDUCIAL_NAMES}
    return recompute(ecg.record, fiducials_from(f.r_peak_s[keep], marks))


def test_a_long_time_without_a_beat_is_said_and_is_not_called_regular():
    ecg = simulate("normal", seed=0, hr_bpm=80.0)
    assert without_beats(ecg, ()).rhythm == "regular"
    assert not any("No beat" in text for text in without_beats(ecg, ()).warnings)
    r = ecg.truth.fiducials.r_peak_s
    m = without_beats(ecg, (4, 5, 6))
    assert m.rhythm is None
    assert m.hr_bpm == pytest.approx(ecg.truth.hr_bpm, abs=1.0), "of the beats around it"
    (text,) = (text for text in m.warnings if "No beat" in text)
    assert text.startswith(f"No beat was found for up to {r[7] - r[3]:.1f} s: a pause of the heart, or signal that is")


def test_why_there_is_no_rate_or_no_qtc_is_said():
    ecg = simulate("normal", seed=0)
    one = without_beats(ecg, range(1, ecg.truth.fiducials.n_beats))
    assert one.hr_bpm is None
    assert "Only one heart beat was found: heart rate, rhythm and QTc are not measured." in one.warnings
    slow = without_beats(ecg, set(range(ecg.truth.fiducials.n_beats)) - {0, 4, 8})
    assert slow.hr_bpm < 30
    assert not slow.qtc_ms
    assert "QTc is not given for a heart rate below 30 or above 200 a minute." in slow.warnings
    assert not any("QTc" in text for text in without_beats(ecg, ()).warnings)


def test_gaps_and_dead_leads_do_not_stop_it(normal, measured):
    mv = normal.record.mv.copy()
    mv[2] = np.nan
    mv[7] = 0.0
    mv[:, 2000:2300] = np.nan
    m = measure(replace(normal.record, mv=mv))
    assert m.qrs_ms == pytest.approx(normal.truth.qrs_ms, abs=QRS_MS)
    assert m.leads["III"].r_mv == pytest.approx(measured.leads["III"].r_mv, abs=0.01)  # II - I
    assert np.isnan(m.leads["V2"].r_mv)


def without_signal(record, leads, value=0.0):
    mv = record.mv.copy()
    mv[[record.lead_names.index(lead) for lead in leads]] = value
    return replace(record, mv=mv)


AXES = ("p_axis_deg", "qrs_axis_deg", "t_axis_deg")


@pytest.mark.parametrize("value", [0.0, 1.5, np.nan])
@pytest.mark.parametrize(
    ("leads", "absent", "warning"),
    [
        (
            ("I", "II", "III", "aVR", "aVF"),
            AXES,
            "Too little signal in leads I, II, III, aVR and aVF: their amplitudes and the axes are not measured.",
        ),
        (
            ("V1",),
            ("sokolow_lyon_mv",),
            "Too little signal in lead V1: its amplitudes and the Sokolow-Lyon voltage are not measured.",
        ),
        (
            ("V3", "V5", "V6"),
            ("sokolow_lyon_mv", "cornell_mv"),
            "Too little signal in leads V3, V5 and V6: their amplitudes, the Sokolow-Lyon voltage and the Cornell "
            "voltage are not measured.",
        ),
        (("V2",), (), "Too little signal in lead V2: its amplitudes are not measured."),
    ],
)
def test_a_flat_lead_is_absent_and_said(normal, measured, leads, absent, warning, value):
    m = measure(without_signal(normal.record, leads, value))
    assert m.warnings == (warning,)
    for lead in leads:
        assert np.isnan([m.leads[lead].r_mv, m.leads[lead].s_mv, m.leads[lead].st_j_mv, m.leads[lead].st_j60_mv]).all()
    for name in (*AXES, "sokolow_lyon_mv", "cornell_mv"):
        if name in absent:
            assert getattr(m, name) is None
        else:
            # The other leads place the fiducials a hair differently.
            tolerance = 8.0 if name in AXES else 0.02  # degrees, mV
            assert getattr(m, name) == pytest.approx(getattr(measured, name), abs=tolerance)


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_flat_limb_leads_follow_from_i_and_ii(normal, measured, value):
    leads = ("III", "aVR", "aVL", "aVF")
    m = recompute(without_signal(normal.record, leads, value), measured.fiducials)
    assert m.warnings == (
        "Too little signal in leads III, aVR, aVL and aVF: their amplitudes are computed from I and II.",
    )
    assert_the_same_amplitudes(m, measured)


def test_eight_leads_measure_as_twelve(normal, measured):
    rows = [normal.record.lead_names.index(lead) for lead in INDEPENDENT_LEADS]
    eight = replace(
        normal.record, mv=normal.record.mv[rows], lead_names=INDEPENDENT_LEADS, file_lead_names=INDEPENDENT_LEADS
    )
    m = recompute(eight, measured.fiducials)
    assert m.warnings == ()
    assert_the_same_amplitudes(m, measured)
    assert m.median_beat.lead_names == (*INDEPENDENT_LEADS, "III", "aVR", "aVL", "aVF")


@pytest.mark.parametrize("pair", [("I", "III"), ("II", "aVL"), ("aVL", "aVF")])
def test_two_limb_leads_of_any_kind_measure_as_six(normal, measured, pair):
    m = recompute(of_leads(normal.record, (*pair, *CHEST_LEADS)), measured.fiducials)
    assert m.warnings == ()
    assert_the_same_amplitudes(m, measured)


def test_a_silent_limb_lead_follows_from_two_others(normal, measured):
    m = recompute(without_signal(normal.record, ("I",), np.nan), measured.fiducials)
    assert m.warnings == ("Too little signal in lead I: its amplitudes are computed from II and III.",)
    assert_the_same_amplitudes(m, measured)


def of_leads(record, leads):
    rows = [record.lead_names.index(lead) for lead in leads]
    return replace(record, mv=record.mv[rows], lead_names=tuple(leads), file_lead_names=tuple(leads))


@pytest.mark.parametrize(
    ("leads", "silent", "warnings"),
    [
        (
            ("II", "V1"),
            (),
            "The record holds 2 of the 12 leads (II and V1): the axes, the Sokolow-Lyon voltage and the Cornell "
            "voltage are not measured.",
        ),
        (
            ("II", "V1", "V5"),
            ("V5",),
            "Too little signal in lead V5: its amplitudes and the Sokolow-Lyon voltage are not measured. "
            "The record holds 3 of the 12 leads (II, V1 and V5): the axes and the Cornell voltage are not measured.",
        ),
        (
            LIMB_LEADS,
            (),
            "The record holds 6 of the 12 leads (I, II, III, aVR, aVL and aVF): the Sokolow-Lyon voltage and the "
            "Cornell voltage are not measured.",
        ),
        (
            ("I", "II", "V1", "V2", "V4", "V5", "V6"),
            (),
            "The record lacks V3: the Cornell voltage is not measured.",
        ),
        (
            ("aVL", "V1", "V2", "V3", "V4", "V5", "V6"),
            (),
            "The record lacks I, II, III, aVR and aVF: the axes are not measured.",
        ),
    ],
)
def test_leads_that_the_record_does_not_hold_are_not_called_silent(normal, measured, leads, silent, warnings):
    few = without_signal(of_leads(normal.record, leads), silent, np.nan)
    assert " ".join(recompute(few, measured.fiducials).warnings) == warnings


def assert_the_same_amplitudes(m, other):
    for name in (*AXES, "sokolow_lyon_mv", "cornell_mv"):
        assert getattr(m, name) == pytest.approx(getattr(other, name), abs=2.0 if name in AXES else 0.01)  # degrees, mV
    assert m.leads.keys() == other.leads.keys()
    for lead, values in other.leads.items():
        for name in ("st_j_mv", "st_j60_mv", "r_mv", "s_mv"):
            assert getattr(m.leads[lead], name) == pytest.approx(getattr(values, name), abs=0.02)


def test_sokolow_lyon_of_one_side_lead_says_so(normal, measured):
    m = recompute(without_signal(normal.record, ("V5",)), measured.fiducials)
    assert m.sokolow_lyon_mv == pytest.approx(m.leads["V1"].s_mv + m.leads["V6"].r_mv)
    assert m.warnings[-1] == "The Sokolow-Lyon voltage stands on V6 alone, for lack of V5."


def test_a_lead_flat_for_most_of_the_time_is_measured_on_the_rest(normal, measured):
    mv = normal.record.mv.copy()
    mv[6, round(0.4 * mv.shape[1]) :] = 0.0
    m = recompute(replace(normal.record, mv=mv), measured.fiducials)
    assert m.leads["V1"].s_mv == pytest.approx(measured.leads["V1"].s_mv, rel=0.1)
    assert m.warnings == ()


def test_an_electrode_that_picks_up_no_heart_beat_is_silent(normal, measured):
    """Faint noise and wander, more than the flat limit in all but without a beat."""
    mv = normal.record.mv.copy()
    time_s = np.arange(mv.shape[1]) / normal.record.fs
    mv[6] = np.random.default_rng(0).normal(0, 0.005, mv.shape[1]) + 0.02 * np.sin(2 * np.pi * 0.13 * time_s)
    m = recompute(replace(normal.record, mv=mv), measured.fiducials)
    assert m.sokolow_lyon_mv is None
    assert np.isnan(m.leads["V1"].r_mv)


@pytest.mark.parametrize("n_samples", [0, 1, 20, 200, 499])
def test_too_short_is_no_error(n_samples):
    m = measure(Record("short", np.ones((12, n_samples), dtype=np.float32), 500.0, STANDARD_LEADS))
    assert m.fiducials.n_beats == 0
    assert m.hr_bpm is None
    assert m.warnings == ("No heart beat was found: nothing is measured.",)


@pytest.mark.parametrize("value", [0.0, np.nan, 1.5])
def test_no_signal_is_no_error(value):
    m = measure(Record("flat", np.full((12, 5000), value, dtype=np.float32), 500.0, STANDARD_LEADS))
    assert m.fiducials.n_beats == 0
    assert (m.qrs_ms, m.qtc_ms, m.leads) == (None, {}, {})


def test_noise_alone_is_no_error():
    noise = np.random.default_rng(0).normal(0, 0.5, (12, 5000)).astype(np.float32)
    measure(Record("noise", noise, 500.0, STANDARD_LEADS))


def test_one_second_holds_a_beat_but_no_rate():
    ecg = simulate("normal", duration_s=1.2, seed=4)
    m = measure(ecg.record)
    assert m.fiducials.n_beats == ecg.truth.fiducials.n_beats
    if m.fiducials.n_beats < 2:
        assert m.hr_bpm is None
    assert m.rr_sd_ms is None


def test_fibrillation_has_no_p_and_says_so():
    m = measure(simulate("atrial-fibrillation", seed=7).record)
    assert (m.pr_ms, m.p_ms, m.p_axis_deg) == (None, None, None)
    assert m.rhythm == "irregular"
    assert any("P wave" in text for text in m.warnings)


def test_an_irregular_rhythm_without_p_waves_is_said_as_no_model_knows_it(measured):
    fibrillation = measure(simulate("atrial-fibrillation", fs=250, seed=3, duration_s=20).record)
    assert fibrillation.rhythm == "irregular"
    assert "as in atrial fibrillation" in fibrillation.warnings[0]
    assert not any("fibrillation" in text for text in measured.warnings)


def test_fiducials_are_in_order(measured):
    for beat in range(measured.fiducials.n_beats):
        marks = np.array([measured.fiducials.of(name)[beat] for name in FIDUCIAL_NAMES])
        marks = marks[np.isfinite(marks)]
        assert (np.diff(marks) > 0).all()


def test_known_axes_and_st_of_a_lifted_st(normal, measured):
    """0.2 mV added to V3 from J on, until the next P, is found as ST level."""
    mv = normal.record.mv.copy()
    f, fs = normal.truth.fiducials, normal.record.fs
    for onset, offset in zip(f.qrs_offset_s[:-1], f.p_onset_s[1:], strict=True):
        if np.isfinite(onset) and np.isfinite(offset):
            mv[8, round(onset * fs) - 4 : round(offset * fs)] += 0.2
    m = recompute(replace(normal.record, mv=mv), measured.fiducials)
    assert m.leads["V3"].st_j60_mv - measured.leads["V3"].st_j60_mv == pytest.approx(0.2, abs=0.02)
    assert m.leads["V2"].st_j60_mv == pytest.approx(measured.leads["V2"].st_j60_mv, abs=0.005)


# ------------------------------------------------------------------------------------------------ editing


def test_a_moved_fiducial_recomputes_and_is_marked(normal, measured):
    f = measured.fiducials
    changed = moved(f, "t_offset", 3, float(f.t_offset_s[3]) + 0.030)
    m = recompute(normal.record, changed)
    assert m.qt_ms == pytest.approx(measured.qt_ms + 30.0)
    assert m.qtc_ms["Hodges"] == pytest.approx(measured.qtc_ms["Hodges"] + 30.0)
    assert m.qrs_ms == measured.qrs_ms
    assert m.fiducials.edited == {"t_offset"}
    assert f.edited == frozenset()
    assert f.t_offset_s[3] == pytest.approx(changed.t_offset_s[3] - 0.030)


def test_one_beat_alone_can_be_moved(measured):
    f = measured.fiducials
    changed = moved(f, "qrs_onset", 2, float(f.qrs_onset_s[2]) - 0.01, every_beat=False)
    assert np.flatnonzero(changed.qrs_onset_s != f.qrs_onset_s).tolist() == [2]


def test_a_p_can_be_given_to_beats_without_one():
    ecg = simulate("atrial-fibrillation", seed=7)
    f = measure(ecg.record).fiducials
    beat = int(np.flatnonzero(np.isnan(f.p_onset_s))[0])
    changed = moved(f, "p_onset", beat, float(f.qrs_onset_s[beat]) - 0.16)
    is_given = np.isfinite(changed.p_onset_s)
    from_r = (changed.p_onset_s - f.r_peak_s)[is_given]
    np.testing.assert_allclose(from_r, changed.p_onset_s[beat] - f.r_peak_s[beat])
    # only where it would lie in the T before it is it left out: atrial fibrillation has short intervals
    would_be = f.r_peak_s + from_r[0]
    assert is_given.sum() > 5
    assert (would_be[1:][~is_given[1:]] < np.fmax(f.t_offset_s, f.t_onset_s)[:-1][~is_given[1:]]).all()


def test_a_fiducial_cannot_pass_its_neighbour(measured):
    f = measured.fiducials
    with pytest.raises(SignalError, match="The QRS onset cannot be moved past"):
        moved(f, "qrs_onset", 1, float(f.qrs_offset_s[1]) + 0.01)


# ------------------------------------------------------------------------------------------- long records


def test_long_records_lose_no_beat_at_the_seams():
    ecg = simulate("normal", duration_s=3 * WINDOW_S, seed=8)
    reports = []
    m = measure(ecg.record, CancellableProgress(lambda fraction, _: reports.append(fraction)))
    assert m.fiducials.n_beats == ecg.truth.fiducials.n_beats
    np.testing.assert_allclose(m.fiducials.r_peak_s, ecg.truth.fiducials.r_peak_s, atol=0.05)
    assert_near_truth(m, ecg.truth)
    assert reports == sorted(reports)
    assert len(reports) >= 4
    assert reports[-1] == 1.0


@pytest.mark.parametrize("shift", [-2, -1, 0, 1, 2])
def test_a_beat_at_the_very_seam_counts_once(shift):
    """The seam of the first two windows lies 2 s before the end of the first."""
    ecg = simulate("normal", duration_s=WINDOW_S + 12, seed=8, fs=250, noise=CLEAN)
    r = measure(ecg.record).fiducials.r_peak_s
    nearest = r[np.argmin(np.abs(r - (WINDOW_S - 2.0)))]
    first = round((nearest - (WINDOW_S - 2.0)) * 250) + shift
    mv = np.roll(ecg.record.mv, -first, axis=1)
    rr = np.diff(measure(replace(ecg.record, mv=mv)).fiducials.r_peak_s)
    inner = rr[60:-10]
    assert inner.min() > 0.5
    assert inner.max() < 1.2


def test_long_records_can_be_cancelled():
    ecg = simulate("normal", duration_s=2 * WINDOW_S, seed=8)
    with pytest.raises(Cancelled):
        measure(ecg.record, CancellableProgress(is_cancelled=lambda: True))


def test_a_move_in_every_beat_leaves_out_the_beats_where_it_would_pass_a_neighbour():
    beats = np.arange(4.0)
    st_s = np.array([0.10, 0.10, 0.02, 0.10])  # the third beat's T begins right after its QRS
    fiducials = Fiducials(
        r_peak_s=beats + 0.5,
        p_onset_s=beats + 0.30,
        p_offset_s=beats + 0.38,
        qrs_onset_s=beats + 0.45,
        qrs_offset_s=beats + 0.55,
        t_onset_s=beats + 0.55 + st_s,
        t_offset_s=beats + 0.85,
    )
    changed = moved(fiducials, "qrs_offset", 0, 0.59)
    assert np.allclose(changed.qrs_offset_s - beats, [0.59, 0.59, 0.55, 0.59])
    with pytest.raises(SignalError, match="The QRS offset cannot"):
        moved(fiducials, "qrs_offset", 2, 2.59)


def test_a_wave_cannot_be_moved_into_the_next_beat():
    beats = np.arange(3.0)
    fiducials = Fiducials(*(beats + d for d in (0.5, 0.3, 0.38, 0.45, 0.55, 0.65, 0.85)))
    with pytest.raises(SignalError, match="The T offset cannot"):
        moved(fiducials, "t_offset", 0, 1.35, every_beat=False)
    assert moved(fiducials, "t_offset", 2, 3.2, every_beat=False).t_offset_s[2] == 3.2


@pytest.mark.parametrize("silent_s", [0.7, 5.003, 20.0])
def test_silence_before_the_first_beat_moves_marks_and_changes_no_measurement(normal, measured, silent_s):
    n = round(silent_s * normal.record.fs)
    mv = np.concatenate([np.tile(normal.record.mv[:, :1], (1, n)), normal.record.mv], axis=1)
    late = measure(replace(normal.record, mv=mv))
    for name in ("qrs_ms", "pr_ms", "qt_ms", "qrs_axis_deg", "hr_bpm"):
        assert getattr(late, name) == pytest.approx(getattr(measured, name), abs=5.0)
    peaks = late.fiducials.r_peak_s - n / normal.record.fs
    assert all(np.abs(peaks - r).min() < 0.01 for r in measured.fiducials.r_peak_s[1:])
    assert late.median_beat.n_beats >= measured.median_beat.n_beats
