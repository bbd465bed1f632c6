"""Tables, beats, segments and the sentence of an explanation."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecg_imn_desktop.analysis.evidence import (
    average_evidence,
    beat_boundaries_s,
    beat_evidence,
    evidence_sentence,
    top_segments,
    wave_labels,
    wave_table,
)
from ecg_imn_desktop.core.analysis import ClassInfo, Explanation, Prediction
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import WAVES, Fiducials

FS, N = 100.0, 1000


def beats_every(rr_s=0.8, start_s=0.0, first_s=0.5, n=11, with_p=True):
    r = start_s + first_s + rr_s * np.arange(n)
    p = 0.0 if with_p else np.nan
    return Fiducials(r, r - 0.2 + p, r - 0.1 + p, r - 0.04, r + 0.05, r + 0.15, r + 0.35)


def explanation(seed=0, scale=1.0, start_s=0.0):
    rng = np.random.default_rng(seed)
    return Explanation((rng.normal(size=(2, 12, N)) * scale).astype(np.float32), FS, STANDARD_LEADS, start_s)


def prediction_of(ex):
    logit = ex.lead_contribution().sum(axis=1)
    classes = (ClassInfo("NORM", "a normal ECG"), ClassInfo("IMI", "inferior myocardial infarction"))
    return Prediction(classes, logit, np.zeros(2), 1 / (1 + np.exp(-logit)))


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**31),
    st.floats(0.3, 1.6),
    st.floats(1e-6, 1e3),
    st.booleans(),
    st.sampled_from([0.0, 7.0, 3600.0]),
)
def test_the_table_adds_up_to_the_leads(seed, rr_s, scale, with_p, start_s):
    ex = explanation(seed, scale, start_s)
    fiducials = beats_every(rr_s, start_s, n=int(10 / rr_s), with_p=with_p)
    table = wave_table(ex, fiducials)
    assert table.dtype == np.float64
    assert table.shape == (2, 12, len(WAVES))
    np.testing.assert_allclose(table.sum(axis=2), ex.lead_contribution(), rtol=0, atol=1e-11 * scale * N)
    beats = beat_evidence(ex, fiducials)
    np.testing.assert_allclose(beats.logit.sum(axis=2), ex.lead_contribution(), rtol=0, atol=1e-11 * scale * N)
    np.testing.assert_allclose(beats.wave_logit.sum(axis=2), table, rtol=0, atol=1e-11 * scale * N)


def test_each_wave_gets_its_own_samples():
    labels = wave_labels(beats_every(n=1, first_s=0.5), FS, 100)
    spans = {wave: np.flatnonzero(labels == i) for i, wave in enumerate(WAVES)}
    assert (spans["P"][0], spans["P"][-1]) == (30, 39)
    assert (spans["PR"][0], spans["PR"][-1]) == (40, 45)
    assert (spans["QRS"][0], spans["QRS"][-1]) == (46, 54)
    assert (spans["ST"][0], spans["ST"][-1]) == (55, 64)
    assert (spans["T"][0], spans["T"][-1]) == (65, 84)
    assert len(spans["other"]) == 100 - 55


def test_a_missing_wave_takes_its_segment_with_it():
    labels = wave_labels(beats_every(n=1, with_p=False), FS, 100)
    assert not np.isin([WAVES.index("P"), WAVES.index("PR")], labels).any()


def test_the_qrs_wins_where_a_wave_runs_into_it():
    f = beats_every(rr_s=0.36, n=20)  # T of one beat reaches into the P and QRS of the next
    labels = wave_labels(f, FS, 900)
    for on, off in zip(f.qrs_onset_s, f.qrs_offset_s, strict=True):
        assert (labels[round(on * FS) : round(off * FS)] == WAVES.index("QRS")).all()


def test_waves_outside_the_window_are_cut_off():
    f = beats_every(start_s=-1.0, n=3)
    labels = wave_labels(f, FS, 50)
    assert labels[:5].tolist() == wave_labels(f, FS, 200)[:5].tolist()
    assert wave_labels(f, FS, 50, start_s=100.0).tolist() == [WAVES.index("other")] * 50


def test_a_late_window_has_the_waves_of_its_own_time():
    """The window from 7 s on of a record has the same labels as if its beats were counted from its own start."""
    f = beats_every(start_s=7.0)
    labels = wave_labels(f, FS, N, start_s=7.0)
    assert set(labels) == set(range(len(WAVES)))
    np.testing.assert_array_equal(labels, wave_labels(beats_every(), FS, N))


def test_the_tables_of_a_late_window_are_those_of_its_own_time():
    early, late = explanation(5), explanation(5, start_s=7.0)
    f, g = beats_every(), beats_every(start_s=7.0)
    np.testing.assert_allclose(wave_table(late, g), wave_table(early, f))
    np.testing.assert_allclose(beat_evidence(late, g).wave_logit, beat_evidence(early, f).wave_logit)
    averages = average_evidence(early, f, 1), average_evidence(late, g, 1)
    assert averages[0].n_beats == averages[1].n_beats == 11
    np.testing.assert_allclose(averages[1].mean, averages[0].mean)


@pytest.mark.parametrize(("start", "end"), [("p_onset", "p_offset"), ("t_onset", "t_offset")])
def test_p_and_t_do_not_paint_over_the_qrs(start, end):
    """A P or T whose marks reach through the QRS leaves it whole, and keeps what lies outside."""
    f = beats_every(n=1)
    f = replace(f, **{f"{start}_s": f.qrs_onset_s - 0.1, f"{end}_s": f.qrs_offset_s + 0.1})
    labels = wave_labels(f, FS, 100)
    assert np.flatnonzero(labels == WAVES.index("QRS")).tolist() == list(range(46, 55))
    wave = WAVES.index(start[0].upper())
    assert {40, 45, 60} <= set(np.flatnonzero(labels == wave).tolist())


def test_beats_part_half_way_between_t_and_the_next_p():
    f = beats_every(n=2)  # R 0.5 and 1.3 s: T ends at 0.85, P begins at 1.1 (without P: QRS less 50 ms at 1.21)
    assert beat_boundaries_s(f) == pytest.approx([0.975])
    assert beat_boundaries_s(beats_every(n=2, with_p=False)) == pytest.approx([1.03])
    without_t = replace(f, t_offset_s=np.full(2, np.nan))
    assert beat_boundaries_s(without_t) == pytest.approx([0.5 + 0.6 * 0.8])
    beyond = replace(f, t_offset_s=f.t_offset_s + 1.0)  # half-way would lie past the next R peak
    assert beat_boundaries_s(beyond) == pytest.approx([0.98])


def test_evidence_at_the_border_goes_to_its_own_beat():
    contribution = np.zeros((1, 12, N), dtype=np.float32)
    contribution[0, 0, 97], contribution[0, 0, 98] = 1.0, 10.0  # the border lies at 0.975 s
    f = beats_every(n=2)
    for start_s in (0.0, 7.0):
        evidence = beat_evidence(Explanation(contribution, FS, STANDARD_LEADS, start_s), f.shifted(start_s))
        assert evidence.logit[0, 0].tolist() == [1.0, 10.0]


def test_no_beats_leave_everything_to_other():
    ex = explanation()
    none = Fiducials(*(np.zeros(0) for _ in range(7)))
    table = wave_table(ex, none)
    np.testing.assert_allclose(table[:, :, WAVES.index("other")], ex.lead_contribution())
    assert beat_evidence(ex, none).logit.shape == (2, 12, 1)
    assert average_evidence(ex, none, 0).n_beats == 0


def test_the_average_beat_of_a_repeating_map_is_that_map():
    pattern = np.sin(np.arange(80) / 5.0)
    contribution = np.tile(pattern, 13)[None, None, :N].repeat(12, axis=1).astype(np.float32)
    average = average_evidence(Explanation(contribution, FS, STANDARD_LEADS), beats_every(), 0)
    at = np.rint((average.offset_s + 0.5) * FS).astype(int)
    np.testing.assert_allclose(average.mean[3], np.tile(pattern, 2)[at], atol=1e-6)
    np.testing.assert_allclose(average.sd, 0.0, atol=1e-6)
    assert average.n_beats == 11


def test_beats_that_differ_show_a_spread():
    contribution = np.zeros((1, 12, N), dtype=np.float32)
    f = beats_every()
    for k, r in enumerate(f.r_peak_s):
        contribution[0, 2, round(r * FS)] = k
    evidence = beat_evidence(Explanation(contribution, FS, STANDARD_LEADS), f)
    np.testing.assert_allclose(evidence.logit[0, 2], np.arange(11))
    assert evidence.spread[0, 2] == pytest.approx(np.std(np.arange(1, 10), ddof=1))
    assert evidence.spread[0, 0] == 0


def test_segments_are_found_where_they_were_put():
    contribution = np.zeros((1, 12, N), dtype=np.float32)
    contribution[0, 1, 300:312] = 0.5
    contribution[0, 7, 500:515] = -0.38
    contribution[0, 9, 100:400] = 0.1  # longer than a segment may be
    ex = Explanation(contribution, FS, STANDARD_LEADS, start_s=20.0)
    strongest, against, long = top_segments(ex, 0, 3)
    assert (strongest.lead, against.lead, long.lead) == ("II", "V2", "V4")
    assert strongest.logit == pytest.approx(6.0, rel=1e-6)
    assert against.logit == pytest.approx(-5.7, rel=1e-6)
    assert strongest.start_s == pytest.approx(23.0, abs=0.03)
    assert long.end_s - long.start_s == pytest.approx(0.2)
    assert long.logit == pytest.approx(2.0, rel=1e-6)
    assert [s.lead for s in top_segments(ex, 0, 3, sign=-1)] == ["V2"]


def test_segments_name_their_wave_and_never_overlap():
    ex, f = explanation(3), beats_every()
    segments = top_segments(ex, 1, 1000, f)
    assert segments == sorted(segments, key=lambda s: -abs(s.logit))
    assert {s.wave for s in segments} <= set(WAVES)
    for lead in STANDARD_LEADS:
        mine = sorted((s for s in segments if s.lead == lead), key=lambda s: s.start_s)
        assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(mine))
        assert all(0.04 - 1e-9 <= s.end_s - s.start_s <= 0.2 + 1e-9 for s in mine)


def test_the_sentence_says_where_the_evidence_is():
    contribution = np.zeros((2, 12, N), dtype=np.float32)
    f = beats_every()
    for lead, size in (("II", 3.0), ("III", 2.0), ("aVF", 2.5), ("V2", 2.0), ("V5", -4.0)):
        for r in f.r_peak_s:
            contribution[1, STANDARD_LEADS.index(lead), round(r * FS)] = size
    ex = Explanation(contribution, FS, STANDARD_LEADS)
    sentence = evidence_sentence(prediction_of(ex), ex, f, 1)
    assert sentence == "58 % of the evidence for inferior myocardial infarction lies in the QRS of II and aVF."
    assert evidence_sentence(prediction_of(ex), ex, f, 0) == "No wave of any lead speaks for a normal ECG."


def test_of_a_class_that_is_not_called_the_sentence_says_what_speaks_against_it():
    contribution = np.zeros((2, 12, N), dtype=np.float32)
    f = beats_every()
    for lead, size in (("II", 0.2), ("V2", -0.5), ("V3", -0.4), ("V4", -0.3)):
        for r in f.r_peak_s:
            contribution[1, STANDARD_LEADS.index(lead), round(r * FS)] = size
    ex = Explanation(contribution, FS, STANDARD_LEADS)
    prediction = prediction_of(ex)
    assert not prediction.is_positive[1]
    sentence = evidence_sentence(prediction, ex, f, 1)
    assert sentence == "75 % of the evidence against inferior myocardial infarction lies in the QRS of V2 and V3."
    called = replace(prediction, probability=np.array([0.5, 0.9]))
    assert "lies in the QRS of II." in evidence_sentence(called, ex, f, 1), "why it is called all the same"
    assert "evidence for" in evidence_sentence(called, ex, f, 1)


def test_the_sentence_names_at_least_half_of_the_evidence():
    """II holds 40 % of the evidence, V2 and V5 about 30 % each: II alone is too little, with one other it is enough."""
    contribution = np.zeros((2, 12, N), dtype=np.float32)
    f = beats_every(n=1)
    for lead, size in (("II", 4.0), ("V2", 3.1), ("V5", 2.9)):
        contribution[1, STANDARD_LEADS.index(lead), round(f.r_peak_s[0] * FS)] = size
    ex = Explanation(contribution, FS, STANDARD_LEADS)
    sentence = evidence_sentence(prediction_of(ex), ex, f, 1)
    assert sentence == "71 % of the evidence for inferior myocardial infarction lies in the QRS of II and V2."
