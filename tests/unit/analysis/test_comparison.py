"""Every number of a comparison against one that is worked out here."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from ecg_imn_desktop.analysis import pairing
from ecg_imn_desktop.analysis.agreement import agreement
from ecg_imn_desktop.analysis.comparison import COMPARED, compare, measurement_changes, usual_limits
from ecg_imn_desktop.analysis.pairing import evidence_on_a, pair_beats
from ecg_imn_desktop.core.comparison import EvidenceMap
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import LeadMeasurements, Measurements, MedianBeat
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.core.resources import resource_path

from .sides import CLASSES, explained, fiducials_at, side

R_A = np.arange(0.6, 9.5, 0.8)
R_B = np.arange(0.9, 9.5, 1.0)
NO_BEATS = fiducials_at([])


def measured(**values):
    return Measurements(NO_BEATS, **values)


# ------------------------------------------------------------------------------------------------- measurements


def test_a_change_is_b_minus_a_and_unusual_beyond_the_limit_of_its_kind():
    a = measured(qrs_ms=90.0, pr_ms=160.0, qtc_ms={"Bazett": 400.0, "Fridericia": 410.0})
    b = measured(qrs_ms=98.0, pr_ms=170.0, qtc_ms={"Bazett": 430.0, "Fridericia": 445.0})
    changes = {change.name: change for change in measurement_changes(a, b)}
    assert set(changes) == {"qrs_ms", "pr_ms", "qtc_bazett_ms", "qtc_fridericia_ms"}
    assert {name: change.change for name, change in changes.items()} == {
        "qrs_ms": 8.0, "pr_ms": 10.0, "qtc_bazett_ms": 30.0, "qtc_fridericia_ms": 35.0
    }  # fmt: skip
    with resource_path("data", "day_to_day.csv").open() as file:
        limits = {row["name"]: float(row["limit_95"]) for row in csv.DictReader(file)}
    for name, change in changes.items():
        assert change.limit == limits[name]
        assert change.is_unusual == (abs(change.change) > limits[name])
    assert changes["qrs_ms"].is_unusual
    assert not changes["pr_ms"].is_unusual


def test_there_is_a_limit_for_every_compared_measurement():
    assert set(usual_limits()) == {kind.name for kind in COMPARED}
    assert all(limit > 0 for limit in usual_limits().values())


@pytest.mark.parametrize(("a", "b", "change"), [(170.0, -170.0, 20.0), (-170.0, 170.0, -20.0), (10.0, 55.0, 45.0)])
def test_axes_change_the_shorter_way_round(a, b, change):
    found = measurement_changes(measured(qrs_axis_deg=a), measured(qrs_axis_deg=b))
    assert found[0].change == pytest.approx(change)


def test_what_one_side_lacks_has_no_change_and_is_neither_usual_nor_unusual():
    (found,) = measurement_changes(measured(pr_ms=160.0), measured())
    assert (found.a, found.b, found.change, found.is_unusual) == (160.0, None, None, None)
    assert measurement_changes(None, measured(pr_ms=160.0))[0].b == 160.0


def test_st_levels_are_compared_lead_by_lead():
    a = measured(leads={"V2": LeadMeasurements(st_j60_mv=0.05)})
    b = measured(leads={"V2": LeadMeasurements(st_j60_mv=0.25), "V3": LeadMeasurements()})
    (found,) = measurement_changes(a, b)
    assert found.name == "st60_V2_mv"
    assert found.change == pytest.approx(0.2)
    assert found.is_unusual


# ------------------------------------------------------------------------------------------------------ answers


def test_the_change_of_the_logit_is_that_of_b_and_of_every_lead():
    a, b = explained(side(R_A), seed=1), explained(side(R_B), seed=2, bias=(-1.0, 0.9, 0.0))
    steps = compare(a, b).steps
    for lead in range(12):
        by_hand = float(b.explanation.contribution[1, lead].astype(np.float64).sum())
        by_hand -= float(a.explanation.contribution[1, lead].astype(np.float64).sum())
        assert steps.lead[lead] == pytest.approx(by_hand, abs=1e-12)
    assert steps.bias == pytest.approx(0.4)
    assert steps.change == pytest.approx(float(b.prediction.logit[1] - a.prediction.logit[1]))
    assert abs(steps.residual) < 1e-12
    assert steps.class_names == ("MI", "MI")


def test_two_classes_of_one_ecg_are_decomposed_too():
    a = explained(side(R_A), seed=1)
    b = replace(a, evidence=explained(side(R_A), seed=1, class_name="NORM").evidence)
    steps = compare(a, b).steps
    assert steps.class_names == ("MI", "NORM")
    assert steps.bias == pytest.approx(-1.5)
    assert steps.change == pytest.approx(float(a.prediction.logit[0] - a.prediction.logit[1]))


def test_without_an_exact_explanation_there_is_no_decomposition():
    a = explained(side(R_A))
    assert compare(a, replace(a, explanation=None)).steps is None
    assert compare(a, side(R_B)).steps is None


def test_probabilities_of_the_classes_that_both_have():
    a, b = explained(side(R_A), seed=1), explained(side(R_B), seed=2)
    fewer = replace(b.prediction, classes=CLASSES[:2], **{
        name: getattr(b.prediction, name)[:2] for name in ("logit", "bias", "probability")
    })  # fmt: skip
    found = {change.name: change for change in compare(a, replace(b, prediction=fewer)).classes}
    assert set(found) == {"NORM", "MI"}
    assert found["MI"].probability == (a.prediction.probability[1], b.prediction.probability[1])
    assert found["MI"].is_positive == (a.prediction.probability[1] >= 0.5, b.prediction.probability[1] >= 0.5)


# ---------------------------------------------------------------------------------------------------- alignment


def test_the_same_heart_at_another_rate_leaves_no_difference_on_aligned_r_peaks():
    a, b = side(R_A), side(R_B)
    aligned = compare(a, b).aligned
    assert aligned.n_beats == len(R_B)
    assert aligned.lead_names == STANDARD_LEADS
    known = np.isfinite(aligned.difference)
    assert known.mean() > 0.6
    assert np.nanmax(np.abs(aligned.difference)) < 0.02
    assert np.nanmax(aligned.a) > 1.3


def test_a_taller_beat_differs_by_its_height_at_the_r_peak():
    aligned = compare(side(R_A), side(R_B, gain=1.5)).aligned
    at_r = round(R_A[3] * 500)
    height = 1.5  # of lead V6
    assert aligned.difference[11, at_r] == pytest.approx(0.5 * height, abs=0.02)


def test_marks_that_are_some_milliseconds_off_do_not_matter():
    b = side(R_B)
    shifted = replace(b, measurements=Measurements(fiducials_at(R_B + 0.014)))
    assert np.nanmax(np.abs(compare(side(R_A), shifted).aligned.difference)) < 0.02


def test_two_windows_of_one_record_are_aligned_but_one_window_is_its_own_partner():
    a = side(R_A)
    assert pair_beats(a, a).is_one_ecg
    again = side(R_A)  # read from the file once more
    assert pair_beats(a, again).is_one_ecg
    aligned = compare(a, again).aligned
    assert np.array_equal(aligned.a, a.record.mv)
    assert not np.any(aligned.difference)
    assert not pair_beats(a, side(R_A, gain=1.1)).is_one_ecg


def test_a_filtered_view_is_compared_with_the_raw_signal_of_the_same_ecg():
    a = side(R_A)
    half = replace(a.record, mv=a.record.mv * np.float32(0.5))
    b = replace(a, record=half, raw=a.record, filter_label="low-pass 40 Hz")
    found = compare(a, b)
    assert_allclose(found.aligned.difference, -0.5 * a.record.mv.astype(float), atol=1e-6)
    assert any("display filter" in note for note in found.notes)
    assert not any("patient" in note for note in found.notes)


def test_different_rates_are_compared_at_the_lower_one():
    a, b = side(R_A, fs=500.0), side(R_B, fs=250.0)
    found = compare(a, b)
    assert found.aligned.fs == 250.0
    # QRS and T of both are far below 125 Hz, so that the rates make no difference.
    assert np.nanmax(np.abs(found.aligned.difference)) < 0.05
    assert any("500 Hz" in note and "250 Hz" in note for note in found.notes)


def test_missing_leads_and_another_length_are_said_and_the_rest_is_compared():
    few = ("I", "II", "V2")
    found = compare(side(R_A), side(R_B[:6], duration_s=6.5, lead_names=few))
    assert found.aligned.lead_names == few
    assert found.aligned.n_beats == 6
    text = " ".join(found.notes)
    assert "B lacks III, aVR, aVL, aVF, V1, V3, V4, V5, V6: compared on 3 shared leads." in text
    assert "Lengths differ (A 10 s, B 6.5 s)" in text


def test_one_pair_of_beats_and_one_lead_are_said_in_the_singular():
    text = " ".join(compare(side(R_A), side([1.0], duration_s=2.0, lead_names=("V2",))).notes)
    assert f"one pair of typical beats (of {len(R_A)} in A and 1 in B)" in text
    assert "compared on one shared lead." in text
    text = " ".join(compare(side(R_A), side([1.0, 2.0], duration_s=3.0, lead_names=("V2", "V3"))).notes)
    assert f"2 pairs of typical beats (of {len(R_A)} in A and 2 in B)" in text
    assert "compared on 2 shared leads." in text


def test_without_beats_nothing_is_aligned_and_it_is_said():
    found = compare(side(R_A), replace(side(R_B), measurements=Measurements(NO_BEATS)))
    assert found.aligned is None
    assert any("not aligned" in note for note in found.notes)
    assert compare(side(R_A), replace(side(R_B), measurements=None)).beats is None


def test_no_lead_in_common():
    found = compare(side(R_A, lead_names=("I", "II")), side(R_B, lead_names=("V1", "V2")))
    assert found.aligned is None
    assert any("0 shared leads" in note for note in found.notes)


def test_different_patients_are_said_without_their_names():
    a, b = side(R_A), side(R_B)
    a = replace(a, record=replace(a.record, patient=Patient(id="17", name="Jane Doe")))
    b = replace(b, record=replace(b.record, patient=Patient(id="18", name="Joan Roe")))
    text = " ".join(compare(a, b).notes)
    assert "different patients" in text
    assert "Jane" not in text
    assert "17" not in text
    same = replace(b, record=replace(b.record, patient=a.record.patient))
    assert "patient" not in " ".join(compare(a, same).notes)


def test_median_beats_stand_on_one_time_base():
    def beat(fs, r_index, n):
        time = (np.arange(n) - r_index) / fs
        return MedianBeat(np.tile(np.exp(-0.5 * (time / 0.02) ** 2), (2, 1)).astype(np.float32),
                          fs, ("I", "V1"), r_index, {}, 8)  # fmt: skip

    a = replace(side(R_A), measurements=Measurements(fiducials_at(R_A), beat(500.0, 150, 400)))
    b = replace(side(R_B), measurements=Measurements(fiducials_at(R_B), beat(250.0, 90, 200)))
    beats = compare(a, b).beats
    assert beats.lead_names == ("I", "V1")
    assert_allclose(np.diff(beats.offset_ms), 4.0)
    assert beats.offset_ms[0] == -300.0
    expected = np.exp(-0.5 * (beats.offset_ms / 20.0) ** 2)
    assert_allclose(beats.a[0], expected, atol=1e-3)
    assert_allclose(beats.b[1], expected, atol=1e-3)


# ----------------------------------------------------------------------------------------------------- evidence


def test_the_difference_of_evidence_is_taken_beat_by_beat():
    a, b = explained(side(R_A), seed=1), explained(side(R_B), seed=2)
    difference = compare(a, b).aligned.evidence.contribution[0]
    at_a, at_b = round(R_A[2] * 100), round(R_B[2] * 100)
    for offset in range(-5, 20):
        by_hand = b.evidence.values[:, at_b + offset] - a.evidence.values[:, at_a + offset]
        assert_allclose(difference[:, at_a + offset], by_hand, atol=1e-6)


def test_of_one_ecg_the_difference_is_plain():
    a = explained(side(R_A), seed=1)
    b = replace(a, evidence=explained(side(R_A), seed=5).evidence)
    difference = compare(a, b).aligned.evidence.contribution[0]
    assert_allclose(difference, b.evidence.values - a.evidence.values, atol=1e-6)


def test_a_map_without_a_unit_is_not_subtracted_and_it_is_said():
    a = explained(side(R_A), seed=1)
    b = replace(a, evidence=replace(a.evidence, is_in_logits=False, has_leads=False, title="Grad-CAM"))
    found = compare(a, b)
    assert found.aligned.evidence is None
    assert any("Grad-CAM of B has no unit" in note for note in found.notes)
    assert any("every lead has the same colours" in note for note in found.notes)


# ---------------------------------------------------------------------------------------------------- agreement


def ranks(values):
    order = np.argsort(values)
    out = np.empty(values.size)
    out[order] = np.arange(values.size)
    return out


def test_rank_correlation_over_cells_is_that_of_their_ranks():
    a, b = explained(side(R_A), seed=1), explained(side(R_A), seed=3)
    b = replace(b, record=a.record)
    found = agreement(a.evidence, b.evidence, pair_beats(a, b))
    cells = [ranks(s.evidence.values.astype(float).reshape(12, 200, 5).sum(axis=2).ravel()) for s in (a, b)]
    assert found.n_cells == 2400
    assert found.spearman == pytest.approx(np.corrcoef(*cells)[0, 1])


def test_a_map_agrees_wholly_with_itself_and_is_the_opposite_of_its_negative():
    a = explained(side(R_A), seed=1)
    assert agreement(a.evidence, a.evidence, pair_beats(a, a)).spearman == pytest.approx(1.0)
    assert agreement(a.evidence, a.evidence, pair_beats(a, a)).overlap == pytest.approx(1.0)
    negative = explained(side(R_A), contribution=-a.explanation.contribution).evidence
    assert agreement(a.evidence, negative, pair_beats(a, a)).spearman == pytest.approx(-1.0)
    assert agreement(a.evidence, negative, pair_beats(a, a)).overlap == 0.0


def block_map(spans):
    values = np.full((3, 12, 1000), -1e-3, dtype=np.float32)
    for lead, first, last in spans:
        values[1, lead, first:last] = 1.0
    return explained(side(R_A), contribution=values)


def test_overlap_is_the_share_of_time_that_both_point_at():
    a = block_map([(1, 100, 120), (7, 400, 420)])
    b = block_map([(1, 110, 130), (8, 400, 420)])
    found = agreement(a.evidence, b.evidence, pair_beats(a, a), n_segments=2)
    # 10 samples of lead II are in both; 20 + 20 + 20 + 10 in either. The edges of a segment blur by the 50 ms average.
    assert found.overlap == pytest.approx(10 / 70, abs=0.04)


def test_a_map_without_leads_is_compared_over_time():
    a = explained(side(R_A), seed=1)
    total = a.evidence.values.sum(axis=0, keepdims=True) / 12
    flat = explained(side(R_A), contribution=np.repeat(total[None], 3, axis=0).repeat(12, axis=1))
    evidence = replace(flat.evidence, has_leads=False)
    found = agreement(a.evidence, evidence, pair_beats(a, a))
    assert not found.is_by_lead
    assert found.n_cells == 200
    assert found.spearman == pytest.approx(1.0)


def test_different_ecgs_are_compared_where_their_beats_overlap():
    a, b = explained(side(R_A), seed=1), explained(side(R_B), seed=1)
    pairing = pair_beats(a, b)
    # B's map is made such that every beat of it carries what A's carries at the same distance from the R peak.
    values = np.zeros((3, 12, 1000), dtype=np.float32)
    back = pairing.to_a(np.arange(1000) / 100)
    known = np.flatnonzero(np.isfinite(back))
    values[1][:, known] = a.evidence.values[:, np.rint(back[known] * 100).astype(int).clip(0, 999)]
    b = explained(side(R_B), contribution=values)
    found = agreement(a.evidence, b.evidence, pairing)
    assert found.spearman > 0.99
    assert 0 < found.n_cells < 2400


def test_constant_maps_have_no_rank_correlation():
    a = explained(side(R_A), contribution=np.ones((3, 12, 1000), dtype=np.float32))
    assert np.isnan(agreement(a.evidence, a.evidence, pair_beats(a, a)).spearman)


def test_maps_at_different_rates_are_brought_to_that_of_a():
    a = explained(side(R_A), seed=1)
    fine = np.repeat(a.explanation.contribution, 5, axis=2) / 5
    b = explained(side(R_A), contribution=fine, fs=500.0)
    brought = evidence_on_a(b.evidence, a.evidence, pair_beats(a, a))
    assert_allclose(brought, a.evidence.values, rtol=1e-5)


def test_a_map_of_other_leads_is_not_compared():
    a = explained(side(R_A), seed=1)
    other = replace(a.evidence.explanation, lead_names=tuple(f"X{i}" for i in range(12)))
    b = replace(a, evidence=EvidenceMap(other, "MI", "exact", ""))
    assert compare(a, b).agreement is None


def test_an_ectopic_beat_has_no_partner():
    a = side(R_A)
    mv = a.record.mv.copy()
    around = slice(round((R_A[4] - 0.15) * 500), round((R_A[4] + 0.25) * 500))
    mv[:, around] = -np.roll(mv[:, around], 20, axis=1) * 1.7  # the fifth beat looks quite different
    a = replace(a, record=replace(a.record, mv=mv))
    found = compare(a, side(R_B))
    assert found.aligned.n_beats == min(len(R_A) - 1, len(R_B))
    assert np.isnan(found.aligned.difference[:, round(R_A[4] * 500)]).all()
    assert np.nanmax(np.abs(found.aligned.difference)) < 0.02


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (Patient(id="17"), Patient(id="17", name="Joan Roe"), ""),
        (Patient(id="17", name="Jane Doe"), Patient(id="18", name="Jane Doe"), "different patients"),
        (Patient(id="17", name="Jane Doe"), Patient(name="Jane Doe"), ""),
        (Patient(name="Jane Doe"), Patient(name="Joan Roe"), "different patients"),
        (Patient(id="17", name="Jane Doe"), Patient(id="17", name="Joan Roe"), ""),  # she married
        (Patient(id="17"), Patient(), "do not say whether"),
        (Patient(), Patient(name="Jane Doe"), "do not say whether"),
    ],
)
def test_whether_both_are_of_one_patient(a, b, words):
    one, other = side(R_A), side(R_B)
    one = replace(one, record=replace(one.record, patient=a))
    other = replace(other, record=replace(other.record, patient=b))
    said = [note for note in compare(one, other).notes if "patient" in note]
    assert bool(said) == bool(words)
    assert all(words in note for note in said)
    assert "Doe" not in " ".join(said)


def test_what_is_alike_is_not_said():
    text = " ".join(compare(side(R_A), side(R_B)).notes)
    for words in ("Sample rates", "Lengths", "lacks", "No prediction", "display filter", "Different models", "no unit"):
        assert words not in text
    answered = [explained(side(r), seed=1) for r in (R_A, R_B)]
    assert not any("unit" in note or "model" in note for note in compare(*answered).notes)
    text = " ".join(compare(answered[0], replace(side(R_B), reason="It is too short.")).notes)
    assert "No prediction for B: It is too short." in text
    assert "No prediction for A" not in text
    assert "Sample rates" not in " ".join(compare(side(R_A), side(R_A)).notes)


def late(r_peak_s, start_s, **more):
    """The same ten seconds, but in a record of forty that begins ``start_s`` before them."""
    there = np.asarray(r_peak_s) + start_s
    beats = Measurements(fiducials_at(there))
    return side(there, duration_s=40.0, start_s=start_s, measurements=beats, **more)


@pytest.mark.parametrize("marks_off_s", [0.0, 0.014])
@pytest.mark.parametrize(("start_a", "start_b"), [(20.0, 0.0), (0.0, 20.0), (13.0, 20.0)])
def test_where_a_window_starts_in_its_record_changes_nothing(start_a, start_b, marks_off_s):
    expected = compare(side(R_A), side(R_B)).aligned
    a, b = late(R_A, start_a), late(R_B, start_b)
    moved = Measurements(b.measurements.fiducials.shifted(marks_off_s))
    found = compare(a, replace(b, measurements=moved)).aligned
    assert found.n_beats == expected.n_beats
    assert found.start_s == start_a
    both = np.isfinite(found.difference) & np.isfinite(expected.difference)
    assert both.sum() > 0.95 * np.isfinite(expected.difference).sum()
    assert np.abs(found.difference - expected.difference)[both].max() < 0.02


def test_a_lead_with_another_level_is_laid_on_by_its_shape():
    b = side(R_B)
    lifted = replace(b.record, mv=b.record.mv + np.linspace(-5, 5, 12, dtype=np.float32)[:, None])
    b = replace(b, record=lifted, measurements=Measurements(fiducials_at(R_B + 0.014)))
    assert np.nanmax(np.abs(compare(side(R_A), b).aligned.difference)) < 0.02


def test_every_beat_stands_on_its_own_level():
    b = side(R_B)
    wander = np.zeros(5000, np.float32)
    for k, r in enumerate(R_B):
        wander[round((r - 0.45) * 500) : round((r + 0.55) * 500)] = k - 3.0
    b = replace(b, record=replace(b.record, mv=b.record.mv + wander))
    aligned = compare(side(R_A), b).aligned
    inside = np.zeros(5000, bool)
    for r in R_A[: len(R_B)]:
        inside[round((r - 0.2) * 500) : round((r + 0.3) * 500)] = True
    assert np.nanmedian(np.abs(aligned.difference[:, inside])) < 0.02


def test_median_beats_are_compared_on_the_leads_that_both_have():
    def with_beat(leads):
        mv = np.outer(np.arange(1, len(leads) + 1), np.hanning(301)).astype(np.float32)
        beat = MedianBeat(mv, 500.0, leads, 150, {}, 9)
        return replace(side(R_A), measurements=Measurements(fiducials_at(R_A), median_beat=beat))

    pair = compare(with_beat(("V1", "I", "II")), with_beat(("II", "V1", "aVR"))).beats
    assert pair.lead_names == ("II", "V1")
    assert_allclose(pair.a[:, 150], [3, 1], atol=1e-6)
    assert_allclose(pair.b[:, 150], [1, 2], atol=1e-6)
    assert compare(with_beat(("I",)), with_beat(("V1",))).beats is None


def test_likeness_is_that_of_shapes_and_not_of_levels():
    x = np.random.default_rng(1).normal(size=(3, 50)).astype(np.float32)
    assert pairing._likeness(x, x + np.array([[5], [-3], [40]], np.float32)) == pytest.approx(1.0, abs=1e-4)
    assert pairing._likeness(x + 7, 2 * x - 7) == pytest.approx(1.0, abs=1e-4)
    assert pairing._likeness(x, -x) == pytest.approx(-1.0, abs=1e-4)
    assert pairing._likeness(x, np.zeros_like(x)) == 0.0


def test_a_gap_in_a_window_that_starts_later_stays_where_it_is():
    b = late(R_B, 20.0)
    mv = b.record.mv.copy()
    first, last = round((20 + R_B[2] + 0.3) * 500), round((20 + R_B[2] + 0.4) * 500)
    mv[4, first:last] = np.nan
    aligned = compare(late(R_A, 20.0), replace(b, record=replace(b.record, mv=mv))).aligned
    whole = compare(late(R_A, 20.0), b).aligned
    lost = np.isnan(aligned.difference) & ~np.isnan(whole.difference)
    assert lost[4].sum() == pytest.approx(last - first, abs=3)
    assert not np.delete(lost, 4, axis=0).any()
    where = np.flatnonzero(lost[4]) / 500 - (R_A[2] + 0.3)
    assert where.min() == pytest.approx(0, abs=0.03)
    assert where.max() == pytest.approx(0.1, abs=0.03)
