import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.analysis import arrangement, electrodes
from ecg_imn_desktop.analysis.quality import check_quality
from ecg_imn_desktop.core.leads import CHEST_LEADS, INDEPENDENT_LEADS, LIMB_LEADS, STANDARD_LEADS, canonical_lead
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.simulate import CLEAN, simulate


@pytest.fixture(scope="module")
def clean():
    return simulate("normal", fs=500, duration_s=10, seed=3, noise=CLEAN).record


def changed(record, mv=None, fs=None, lead_names=None):
    mv = record.mv if mv is None else mv
    return Record(record.name, np.asarray(mv, dtype=np.float32), fs or record.fs, lead_names or record.lead_names)


def with_lead(record, lead, change):
    mv = record.mv.copy()
    row = record.lead_names.index(lead)
    mv[row] = change(mv[row])
    return changed(record, mv)


def with_limbs(record, lead_i, lead_ii):
    mv = record.mv.copy()
    mv[:6] = electrodes.EINTHOVEN_GOLDBERGER @ np.stack([lead_i, lead_ii])
    return changed(record, mv)


def kinds(report):
    return {problem.kind for problem in report.problems}


def test_a_clean_ecg_has_no_warning(clean):
    report = check_quality(clean)
    assert report.warnings == ()
    assert dict(report.leads) == {}
    assert report.is_usable
    assert report.reason == ""


@pytest.mark.parametrize("fs", [100, 250, 500, 1000])
def test_a_clean_ecg_has_no_warning_at_any_usual_rate(fs):
    assert check_quality(simulate("normal", fs=fs, duration_s=10, seed=3, noise=CLEAN).record).warnings == ()


# --- one lead -----------------------------------------------------------------------------------------------------


def test_flat_lead_is_named(clean):
    report = check_quality(with_lead(clean, "V3", lambda x: np.zeros_like(x)))
    assert report.warnings == ("Lead V3 is flat.",)
    assert report.leads == {"V3": "flat"}
    assert report.is_usable


def test_lead_flat_for_a_while(clean):
    def still(x):
        x[1500:3500] = x[1500]
        return x

    report = check_quality(with_lead(clean, "V3", still))
    assert report.warnings == ("Lead V3 is flat for part of the time.",)


def test_leads_without_signal_are_named_whether_absent_or_empty(clean):
    empty = with_lead(clean, "V4", lambda x: np.full_like(x, np.nan))
    report = check_quality(empty)
    assert report.warnings == ("Lead V4 has no signal.",), "it is not missing: it stands on the screen"
    assert report.leads == {"V4": "no signal"}
    assert report.is_doubtful
    report = check_quality(keeping(empty, STANDARD_LEADS[:-1]))
    assert report.warnings == ("Lead V6 is missing.", "Lead V4 has no signal.")
    nothing = check_quality(changed(clean, np.full_like(clean.mv, np.nan)))
    assert set(nothing.leads.values()) == {"no signal"}
    rows = [i for i, lead in enumerate(STANDARD_LEADS) if lead not in ("V4", "V5")]
    report = check_quality(changed(clean, clean.mv[rows], lead_names=tuple(STANDARD_LEADS[i] for i in rows)))
    assert report.warnings == ("Leads V4 and V5 are missing.",)
    assert report.leads == {"V4": "missing", "V5": "missing"}


def keeping(record, leads):
    return changed(record, np.stack([record.lead(lead) for lead in leads]), lead_names=tuple(leads))


def test_limb_leads_that_follow_from_i_and_ii_are_not_missed(clean):
    report = check_quality(keeping(clean, INDEPENDENT_LEADS))
    assert report.warnings == ()
    assert report.leads == {}
    assert report.is_usable
    report = check_quality(keeping(clean, INDEPENDENT_LEADS[:-1]))
    assert report.warnings == ("Lead V6 is missing.",)


@pytest.mark.parametrize("pair", [("I", "III"), ("II", "aVL"), ("aVL", "aVF")])
def test_limb_leads_follow_from_any_two(clean, pair):
    report = check_quality(keeping(clean, (*pair, *CHEST_LEADS)))
    assert report.warnings == ()
    assert report.leads == {}


@pytest.mark.parametrize(
    ("lacking", "said"),
    # Without I, II and III exchanged look the same as aVR and aVL.
    [("I", "they are in another order than the file says"), ("III", "aVR and aVL look exchanged")],
)
def test_exchanged_channels_are_found_where_a_limb_lead_is_not_in_the_file(clean, lacking, said):
    mv = clean.mv.copy()
    mv[[3, 4]] = mv[[4, 3]]
    report = check_quality(keeping(changed(clean, mv), [lead for lead in STANDARD_LEADS if lead != lacking]))
    assert said in report.reason


def test_electrodes_are_looked_at_where_lead_i_is_not_in_the_file(clean):
    arms = with_limbs(clean, -clean.lead("I"), clean.lead("III"))
    assert "interchanged?" in kinds(check_quality(keeping(arms, STANDARD_LEADS[1:])))


def test_limb_leads_are_missed_where_there_is_one_alone(clean):
    report = check_quality(keeping(clean, INDEPENDENT_LEADS[1:]))
    assert report.warnings == ("Leads I, III, aVR, aVL and aVF are missing.",)
    empty = check_quality(with_lead(keeping(clean, INDEPENDENT_LEADS), "I", lambda x: np.full_like(x, np.nan)))
    assert empty.warnings == ("Leads III, aVR, aVL and aVF are missing.", "Lead I has no signal.")


def test_limb_leads_do_not_follow_from_one_that_is_flat(clean):
    two = keeping(with_lead(clean, "I", np.zeros_like), ("I", "II", *CHEST_LEADS))
    assert "Leads III, aVR, aVL and aVF are missing." in check_quality(two).warnings


@pytest.mark.parametrize("step_mv", [0.001, 0.005])
def test_a_converters_steps_in_the_place_of_limb_leads_break_no_laws(clean, step_mv):
    mv = clean.mv.copy()
    mv[2:6] = np.random.default_rng(0).integers(-1, 2, (4, mv.shape[1])) * step_mv
    report = check_quality(changed(clean, mv))
    assert report.is_usable
    assert "limb laws" not in kinds(report)
    assert "Leads III, aVR, aVL and aVF are flat." in report.warnings


def test_gap_says_how_much(clean):
    def gap(x):
        x[2000:3000] = np.nan
        return x

    report = check_quality(with_lead(clean, "aVL", gap))
    assert report.warnings == ("Lead aVL is without signal for 20 % of the time.",)
    both = with_lead(with_lead(clean, "aVL", gap), "V2", lambda x: np.where(np.arange(x.size) < 500, np.nan, x))
    assert check_quality(both).warnings == ("Leads aVL and V2 are without signal for up to 20 % of the time.",)


def test_a_gap_in_one_limb_lead_does_not_break_einthoven(clean):
    mv = clean.mv.copy()
    mv[1, 1000:2500] = np.nan
    assert "limb laws" not in kinds(check_quality(changed(clean, mv)))


@pytest.mark.parametrize(("lead", "sign"), [("V5", 1), ("V2", -1)])
def test_lead_clipped_at_the_top_or_the_bottom_is_named(clean, lead, sign):
    def clip(x):
        x = sign * (x - np.median(x))
        return sign * np.minimum(x, 0.5 * x.max())

    report = check_quality(with_lead(clean, lead, clip))
    assert report.warnings == (f"Lead {lead} is clipped: the tallest waves are cut off.",)


@pytest.mark.parametrize("resolution_mv", [0.005, 0.01, 0.02, 0.04])
def test_coarse_resolution_is_not_clipping(clean, resolution_mv):
    coarse = changed(clean, np.round(clean.mv / resolution_mv) * resolution_mv)
    assert "clipped" not in kinds(check_quality(coarse))


def test_noise_all_the_time_and_in_a_burst(clean):
    rng = np.random.default_rng(0)
    report = check_quality(with_lead(clean, "V1", lambda x: x + rng.normal(0, 0.3, len(x))))
    assert report.warnings == ("Lead V1 is noisy.",)

    def burst(x):
        x[2000:3500] += rng.normal(0, 0.5, 1500)
        return x

    report = check_quality(with_lead(clean, "V1", burst))
    assert report.warnings == ("Lead V1 is noisy for part of the time.",)


def with_noise(record, lead, rms_mv):
    """White noise at the 100 Hz that the checks look at."""
    noise = np.random.default_rng(0).normal(0, rms_mv, record.n_samples // 5)
    return with_lead(record, lead, lambda x: x + np.interp(np.arange(len(x)) / 5, np.arange(len(noise)), noise))


def test_noise_that_grows_in_computed_leads_is_doubted(clean):
    two = keeping(with_noise(clean, "aVL", 0.12), ("I", "aVL", *CHEST_LEADS))
    report = check_quality(two)
    assert "Leads II, III and aVF are computed from noisy leads." in report.warnings
    assert report.is_doubtful
    assert report.is_usable
    for leads in (("I", "aVL"), ("II", "aVF"), ("I", "II")):
        assert check_quality(keeping(with_noise(clean, leads[0], 0.01), (*leads, *CHEST_LEADS))).warnings == ()
    assert "derived noise" not in kinds(check_quality(with_noise(clean, "aVL", 0.12))), "nothing is computed"


@pytest.mark.parametrize(("hz", "size_mv"), [(0.3, 0.3), (0.6, 0.2)])
def test_wander_that_grows_in_computed_leads_is_doubted(clean, hz, size_mv):
    wander = size_mv * np.sin(2 * np.pi * hz * np.arange(clean.n_samples) / clean.fs + 1)
    swaying = with_lead(clean, "aVF", lambda x: x + wander)
    two = keeping(swaying, ("II", "aVF", *CHEST_LEADS))
    report = check_quality(two)
    assert report.warnings[0].startswith("Leads I, III")
    assert report.warnings[0].endswith(" are computed from leads with a baseline that wanders.")
    assert report.is_doubtful
    assert report.is_usable
    assert not check_quality(keeping(swaying, ("I", "II", *CHEST_LEADS))).is_doubtful


def test_baseline_jump_and_wander(clean):
    report = check_quality(with_lead(clean, "V2", lambda x: np.where(np.arange(len(x)) > 2400, x + 3, x)))
    assert report.warnings == ("Lead V2 has a baseline that jumps.",)
    wander = 2 * np.sin(2 * np.pi * 0.1 * np.arange(5000) / 500)
    report = check_quality(with_lead(clean, "V2", lambda x: x + wander))
    assert report.warnings == ("Lead V2 has a baseline that wanders widely.",)


@pytest.mark.parametrize("hz", [50, 60])
@pytest.mark.parametrize("fs", [250, 500, 1000])
def test_mains_interference(hz, fs):
    clean = simulate("normal", fs=fs, duration_s=10, seed=3, noise=CLEAN).record
    mains = 0.1 * np.sin(2 * np.pi * hz * np.arange(clean.n_samples) / fs)
    report = check_quality(with_lead(clean, "V6", lambda x: x + mains))
    assert f"Lead V6 has mains interference at {hz} Hz." in report.warnings
    assert report.leads["V6"] in ("powerline", "noisy")


# --- limb leads and electrodes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead", ["I", "II", "aVR", "aVF"])
def test_inverted_limb_lead_is_named(clean, lead):
    report = check_quality(with_lead(clean, lead, lambda x: -x))
    assert any("contradict" in text and f"{lead} looks upside down" in text for text in report.warnings)


def test_exchanged_channels_are_named(clean):
    mv = clean.mv.copy()
    mv[[3, 5]] = mv[[5, 3]]
    report = check_quality(changed(clean, mv))
    assert any("aVR and aVF look exchanged" in text for text in report.warnings)


def test_a_wrong_limb_lead_is_named(clean):
    report = check_quality(with_lead(clean, "aVR", lambda x: np.roll(x, 200)))
    assert any("aVR does not fit the other five" in text for text in report.warnings)


def test_the_laws_hold_in_a_clean_ecg(clean):
    residual_mv, size_mv = electrodes.limb_residual_mv(clean.mv[:6])
    assert residual_mv < 0.005
    assert size_mv > 0.05


def test_arm_electrodes_interchanged(clean):
    report = check_quality(with_limbs(clean, -clean.lead("I"), clean.lead("III")))
    assert any("right and left arm electrodes may be interchanged" in text for text in report.warnings)
    assert report.leads == dict.fromkeys(LIMB_LEADS, "interchanged?")
    assert "limb laws" not in kinds(report)


def test_right_arm_and_left_leg_interchanged(clean):
    report = check_quality(with_limbs(clean, -clean.lead("III"), -clean.lead("II")))
    assert any("right arm and left leg electrodes may be interchanged" in text for text in report.warnings)


def test_right_leg_electrode_on_the_right_arm(clean):
    report = check_quality(with_limbs(clean, clean.lead("II"), 0.02 * clean.lead("I")))
    assert any("right arm and right leg electrodes" in text for text in report.warnings)


def test_chest_electrodes_interchanged(clean):
    mv = clean.mv.copy()
    mv[[6, 8]] = mv[[8, 6]]
    report = check_quality(changed(clean, mv))
    assert any("V1 and V3 may be interchanged" in text for text in report.warnings)
    assert report.leads == {"V1": "interchanged?", "V3": "interchanged?"}


def test_mirrored_heart_is_hinted_at(clean):
    mv = clean.mv.copy()
    mv[:6] = electrodes.EINTHOVEN_GOLDBERGER @ np.stack([-clean.lead("I"), clean.lead("III")])
    mv[6:] *= np.array([1.0, 1.0, 1.0, 0.8, 0.4, 0.3])[:, None]
    assert any("dextrocardia looks the same" in text for text in check_quality(changed(clean, mv)).warnings)


@pytest.mark.parametrize("change", arrangement.ARRANGEMENTS, ids=lambda change: change.name)
def test_undoing_an_arrangement_twice_or_thrice_gives_the_ecg_back(change):
    assert any(np.allclose(np.linalg.matrix_power(change.undo, n), np.eye(8)) for n in (1, 2, 3))


def test_the_left_arm_and_the_left_leg_are_told_apart_in_most_real_ecgs(real_data):
    found = 0
    for path in sorted((real_data / "ludb" / "data").glob("*.hea"))[:60]:
        raw = wfdb.rdrecord(str(path.with_suffix("")), physical=False)
        ecg = Record("x", raw.d_signal.T.astype(np.float32) / 1000, 500.0, STANDARD_LEADS)
        report = check_quality(with_limbs(ecg, ecg.lead("II"), ecg.lead("I")))
        found += any("left arm and left leg electrodes" in text for text in report.warnings)
    assert found > 20


def test_an_ecg_that_runs_backwards_is_said(clean):
    report = check_quality(changed(clean, clean.mv[:, ::-1]))
    assert any("may run backwards" in text for text in report.warnings)
    assert report.is_usable
    assert report.is_doubtful
    assert report.leads == {}


def test_chest_leads_in_the_reverse_order_are_said(clean):
    report = check_quality(changed(clean, np.concatenate([clean.mv[:6], clean.mv[:5:-1]])))
    assert any("chest leads may be in the reverse order" in text for text in report.warnings)


def test_twelve_channels_in_the_reverse_order_get_no_prediction(clean):
    report = check_quality(changed(clean, clean.mv[::-1]))
    assert not report.is_usable
    assert report.reason.startswith("The limb leads contradict each other")
    assert report.reason.endswith("a prediction needs the leads in their places.")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ([0, 1, 2, 4, 3, 5], "aVR and aVL look exchanged"),
        ([0, 1, 2, 4, 5, 3], "they are in another order than the file says"),
        ([2, 0, 1, 3, 4, 5], "they are in another order than the file says"),
    ],
)
def test_limb_leads_in_another_order_are_named_and_get_no_prediction(clean, order, said):
    mv = clean.mv.copy()
    mv[:6] = mv[order]
    report = check_quality(changed(clean, mv))
    assert said in report.reason
    assert not report.is_usable


def test_the_cabrera_order_is_named(clean):
    mv = clean.mv.copy()
    mv[:6] = np.stack([mv[4], mv[0], -mv[3], mv[1], mv[5], mv[2]])
    assert "the channels look like aVL, I, -aVR, II, aVF, III" in check_quality(changed(clean, mv)).reason


def test_gains_that_do_not_fit_are_named_with_how_far(clean):
    gains = np.array([1.0, 0.5, 0.8, 1.0, 1.0, 1.25])
    mv = clean.mv.copy()
    mv[:6] *= gains[:, None]
    found = electrodes.gain_factors(mv[:6])
    np.testing.assert_allclose(found / found[0], gains[0] / gains, rtol=0.02)
    report = check_quality(changed(clean, mv))
    assert kinds(report) == {"lead gains"}
    assert "they differ by up to 2.5 times" in report.warnings[0]
    assert report.is_usable
    assert report.is_doubtful
    assert report.leads == {}


def test_the_gains_of_ludb_fit_no_calibration(real_data):
    ecg = read(real_data / "ludb" / "data" / "1")
    assert "lead gains" in kinds(check_quality(ecg))


def test_a_wander_in_one_limb_lead_alone_is_no_other_order(clean):
    wander = 1.5 * np.sin(2 * np.pi * 0.1 * np.arange(5000) / 500)
    report = check_quality(with_lead(clean, "aVF", lambda x: x + wander))
    assert "limb laws" in kinds(report)
    assert report.is_usable


def test_wander_of_most_leads_is_said_where_it_is_less_than_in_one(clean):
    rng = np.random.default_rng(0)
    phase = rng.uniform(0, 2 * np.pi, (12, 1))
    wander = np.sin(2 * np.pi * 0.2 * np.arange(5000) / 500 + phase).astype(np.float32)
    report = check_quality(changed(clean, clean.mv + 0.4 * wander))
    assert "The baseline of most leads wanders, which can change the answer." in report.warnings
    assert "baseline" not in kinds(check_quality(changed(clean, clean.mv + 0.05 * wander)))


def with_spikes(record, times_s, height_mv=2.0):
    mv = record.mv.copy()
    for time_s in times_s:
        mv[:, round(time_s * record.fs)] += height_mv
    return changed(record, mv)


def test_pacemaker_spikes_are_found_before_broad_beats():
    lbbb = simulate("lbbb", fs=500, duration_s=10, seed=3, noise=CLEAN).record
    report = check_quality(with_spikes(lbbb, np.arange(0.5, 9.5, 1.0)))
    assert any("Pacemaker spikes were found" in text for text in report.warnings)
    assert report.is_doubtful
    assert "paced" not in kinds(check_quality(lbbb))
    assert "paced" not in kinds(check_quality(with_spikes(lbbb, [2.0, 5.0])))
    assert "paced" not in kinds(check_quality(with_spikes(lbbb, np.arange(0.5, 9.5, 1.0), 0.1)))


@pytest.mark.parametrize("fs", [100, 250])
def test_beats_that_look_paced_are_said_where_no_spike_shows(fs):
    ecg = simulate("paced", fs=fs, duration_s=10, seed=3, noise=CLEAN).record
    report = check_quality(ecg)
    assert report.warnings == (
        "The beats look paced: of paced beats the model cannot tell infarction, conduction or hypertrophy.",
    )
    assert report.is_doubtful
    for condition in ("normal", "lbbb", "rbbb", "lafb", "first-degree-av-block"):
        other = simulate(condition, fs=fs, duration_s=10, seed=3).record
        assert "paced" not in kinds(check_quality(other))


def test_without_the_eight_leads_nothing_is_said_of_the_beats():
    ecg = simulate("paced", fs=100, duration_s=10, seed=3, noise=CLEAN).record
    assert "paced" not in kinds(check_quality(Record("x", ecg.mv[:-1], ecg.fs, ecg.lead_names[:-1])))


@pytest.mark.parametrize(
    ("number", "is_paced"),
    [("8", True), ("74", True), ("90", True), ("104", True), ("111", True), ("1", False), ("10", False)],
)
def test_pacemakers_of_ludb(real_data, number, is_paced):
    raw = wfdb.rdrecord(str(real_data / "ludb" / "data" / number), physical=False)
    ecg = Record("x", raw.d_signal.T.astype(np.float32) / 1000, 500.0, STANDARD_LEADS)
    assert ("paced" in kinds(check_quality(ecg))) is is_paced


def test_noise_alone_is_no_reason_to_doubt(clean):
    rng = np.random.default_rng(0)
    report = check_quality(with_lead(clean, "V1", lambda x: x + rng.normal(0, 0.3, len(x))))
    assert "noisy" in kinds(report)
    assert not report.is_doubtful


@pytest.mark.parametrize(("size_mv", "kind", "is_doubtful"), [(0.2, "noisy", False), (0.38, "heavy noise", True)])
def test_noise_of_every_lead_breaks_no_laws_and_is_doubted_where_it_hides_waves(clean, size_mv, kind, is_doubtful):
    rng = np.random.default_rng(1)
    report = check_quality(changed(clean, clean.mv + rng.normal(0, size_mv, clean.mv.shape)))
    assert kinds(report) == {kind}
    assert report.is_usable
    assert report.is_doubtful is is_doubtful


@pytest.mark.parametrize(("factor", "is_usable"), [(0.1, False), (10, False), (0.5, True), (2, True)])
def test_ten_times_too_large_or_small_is_refused(clean, factor, is_usable):
    assert check_quality(changed(clean, factor * clean.mv)).is_usable is is_usable


# --- scale, length, rate ------------------------------------------------------------------------------------------


def test_microvolts_read_as_millivolts_are_refused(clean):
    report = check_quality(changed(clean, 1000 * clean.mv))
    assert any("very large" in text for text in report.warnings)
    assert not report.is_usable
    assert "gain" in report.reason
    normal = simulate("normal", fs=500, duration_s=10, seed=1).record  # not free of noise
    assert "the gain or the units" in check_quality(changed(normal, 1000 * normal.mv)).reason


def test_zeros_in_the_place_of_limb_leads_break_no_laws(clean):
    mv = clean.mv.copy()
    mv[2:6] = 0
    report = check_quality(changed(clean, mv))
    assert report.is_usable
    assert report.warnings == ("Leads III, aVR, aVL and aVF are flat.",)
    mv[2:4] = clean.mv[[3, 2]]  # what is there is still compared
    assert "limb laws" in kinds(check_quality(changed(clean, mv)))


def test_single_lost_samples_are_no_pacemaker(clean):
    mv = clean.mv + 1.0
    mv[:, 37::211] = np.nan
    assert "paced" not in kinds(check_quality(changed(clean, mv)))


def test_a_thousandth_is_refused(clean):
    report = check_quality(changed(clean, clean.mv / 1000))
    assert any("very small" in text for text in report.warnings)
    assert not report.is_usable


def test_short_ecg_is_said_and_a_very_short_one_refused(clean):
    seven = check_quality(clean.section(0, 7))
    assert seven.warnings == ("The ECG is 7.0 s long; the model was trained on 10 s.",)
    assert seven.is_usable
    assert seven.is_doubtful
    nine = check_quality(clean.section(0, 9))
    assert nine.warnings == ("The ECG is 9.0 s long; the model was trained on 10 s.",)
    assert not nine.is_doubtful  # answers move no more than with a window that begins later
    assert check_quality(clean.section(0, 3)).reason == "The ECG is 3.0 s long; a prediction needs at least 5 s."


@pytest.mark.parametrize("n", [0, 1, 2, 99, 150, 260])
def test_the_shortest_records_raise_nothing(clean, n):
    report = check_quality(changed(clean, clean.mv[:, :n]))
    assert not report.is_usable
    assert report.reason


def test_low_and_odd_sample_rates_are_said():
    slow = simulate("normal", fs=62.4725, duration_s=10, seed=3, noise=CLEAN).record
    assert any("62.4725 Hz" in text for text in check_quality(slow).warnings)
    assert any("unusual" in text for text in check_quality(changed(slow, fs=10.0)).warnings)


def test_a_rate_ten_times_too_low_shows_in_the_beats(clean):
    report = check_quality(changed(clean, fs=50.0))
    assert any("beats a minute were counted" in text for text in report.warnings)


def test_a_burst_in_one_lead_is_no_wrong_rate(clean):
    mv = clean.mv.copy()
    mv[8, 2000:2300] += np.random.default_rng(0).normal(0, 5, 300)
    assert "heart rate" not in kinds(check_quality(changed(clean, mv)))


# --- too little signal --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "is_usable"),
    [
        (STANDARD_LEADS, True),
        (("I", "II", "V1", "V2", "V3", "V4"), True),
        (("I", "II", "V1", "V2", "V3"), False),
        (("I", "V1", "V2", "V3", "V4", "V5", "V6"), False),
        (("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2"), False),
        (LIMB_LEADS, False),
        (("II",), False),
    ],
)
def test_how_many_leads_a_prediction_needs(clean, kept, is_usable):
    record = changed(clean, np.stack([clean.lead(lead) for lead in kept]), lead_names=tuple(kept))
    report = check_quality(record)
    assert report.is_usable is is_usable
    assert ("prediction needs" in report.reason) is not is_usable


def test_leads_flat_or_buried_count_as_lost(clean):
    mv = clean.mv.copy()
    mv[6:8] = 0
    mv[8:10] += np.random.default_rng(0).normal(0, 3, (2, 5000))
    report = check_quality(changed(clean, mv))
    assert not report.is_usable
    assert report.reason.startswith("Only I, II, III, aVR, aVL, aVF, V5 and V6 are usable")


def test_a_signal_that_stops_says_how_long_it_was(clean):
    mv = clean.mv.copy()
    mv[:, 1500:] = np.nan
    report = check_quality(changed(clean, mv))
    assert not report.is_usable
    expected = "No lead holds a usable signal for more than 3.0 of 10.0 s; a prediction needs it for half of the time."
    assert report.reason == expected
    mv[:, 1500:] = mv[:, :1] * 0
    reason = check_quality(changed(clean, mv)).reason
    assert reason.startswith(
        ("No lead holds a usable signal for more than 3.0", "No lead holds a usable signal for more than 4.0")
    )


def test_flat_or_buried_everywhere_is_no_signal_at_all(clean):
    noise = np.random.default_rng(0).normal(0, 3, clean.mv.shape)
    for mv in (np.zeros_like(clean.mv), clean.mv + noise):
        assert check_quality(changed(clean, mv)).reason == "No standard lead holds a usable signal."


def test_no_standard_lead_at_all():
    record = Record("x", np.ones((1, 5000), dtype=np.float32), 500, ("PLETH",))
    report = check_quality(record)
    assert not report.is_usable
    assert report.reason == "No standard lead holds a usable signal."


def test_long_records_are_judged_by_parts(clean):
    record = changed(clean, np.tile(clean.mv, 12))
    report = check_quality(record)
    assert report.warnings == ("Signal quality was judged on six 10 s parts, evenly spread over 2 minutes.",)
    assert report.is_usable


def test_offset_between_parts_of_a_long_record_is_no_jump(clean):
    drifting = np.tile(clean.mv, 30) + np.linspace(0, 40, 150_000, dtype=np.float32)
    assert "baseline" not in kinds(check_quality(changed(clean, drifting)))


# --- real ECGs ----------------------------------------------------------------------------------------------------


def read(path):
    raw = wfdb.rdrecord(str(path))
    names = tuple(canonical_lead(name) or name for name in raw.sig_name)
    return Record(raw.record_name, raw.p_signal.T.astype(np.float32), float(raw.fs), names)


def test_a_header_with_the_wrong_gain_is_noticed(real_data):
    report = check_quality(read(real_data / "wfdb-variety" / "challenge" / "HR00599"))
    assert "very large" in report.warnings[0]


def test_real_ecgs_are_usable_and_few_are_warned_of(real_data):
    reports = [check_quality(read(path.with_suffix(""))) for path in (real_data / "examples500").glob("*_hr.hea")]
    assert len(reports) == 46
    assert all(report.is_usable for report in reports)
    assert sum(bool(report.problems) for report in reports) <= 5


def everywhere(record, signal):
    """``signal`` (sample,) or (lead, sample) in place of the ECG."""
    return changed(record, np.broadcast_to(signal, record.mv.shape))


def noise_like(record, kind):
    rng = np.random.default_rng(8)
    white = rng.normal(0, 0.3, record.mv.shape)
    t_s = np.arange(record.n_samples) / record.fs
    wave = np.sin(2 * np.pi * 5 * t_s + rng.uniform(0, 1, (12, 1)))
    return {"white": white, "brown": np.cumsum(white, axis=1) / 20, "fibrillating": rng.normal(0, 0.5, (12, 1)) * wave}[
        kind
    ]


@pytest.mark.parametrize("kind", ["white", "brown", "fibrillating"])
def test_what_has_no_beats_gets_no_prediction(clean, kind):
    report = check_quality(everywhere(clean, noise_like(clean, kind)))
    assert not report.is_usable
    assert report.reason.startswith("No heart beats stand out")
    assert "no beats" in {p.kind for p in report.problems}


def test_an_ecg_in_plain_noise_still_has_beats(clean):
    noisy = changed(clean, clean.mv + np.random.default_rng(3).normal(0, 0.05, clean.mv.shape))
    assert check_quality(noisy).is_usable


def test_one_lead_copied_twelve_times_is_no_ecg_of_twelve_leads(clean):
    report = check_quality(everywhere(clean, clean.mv[1]))
    assert not report.is_usable
    assert "one and the same signal" in report.reason


def test_two_leads_with_one_signal_are_named(clean):
    report = check_quality(with_lead(clean, "V2", lambda _: clean.mv[clean.lead_names.index("V1")].copy()))
    assert report.is_usable
    assert "Leads V1 and V2 hold one and the same signal." in report.warnings
    assert not any(p.kind == "copied" for p in check_quality(clean).problems)


def test_chest_leads_that_are_copies_count_once(clean):
    mv = clean.mv.copy()
    mv[6:] = mv[6]
    report = check_quality(changed(clean, mv))
    assert not report.is_usable
    assert "V1 are usable" in report.reason.replace("and ", "")


def test_an_ecg_turned_over_is_said(clean):
    report = check_quality(changed(clean, -clean.mv))
    assert "may be upside down" in " ".join(report.warnings)
    assert report.is_usable
    assert not any(p.kind == "polarity" for p in check_quality(clean).problems)


@pytest.mark.parametrize("lead", ["V2", "V3", "V4", "V5", "V6"])
def test_one_chest_lead_upside_down_is_named(clean, lead):
    mv = clean.mv.copy()
    mv[clean.lead_names.index(lead)] *= -1
    report = check_quality(changed(clean, mv))
    assert f"Lead {lead} may be upside down." in report.warnings
    assert report.leads == {lead: "inverted"}
    assert report.is_usable
    assert report.is_doubtful


def test_a_noisy_chest_lead_is_not_said_to_be_upside_down(clean):
    mv = clean.mv.copy()
    row = clean.lead_names.index("V4")
    mv[row] = -mv[row] + np.random.default_rng(0).normal(0, 0.2, mv.shape[1])
    report = check_quality(changed(clean, mv))
    assert report.leads["V4"] == "noisy"
    assert not any(p.kind == "inverted" for p in report.problems)
