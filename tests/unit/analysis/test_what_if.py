"""Removing parts of an ECG: the frozen answer is exact, the smallest set is the smallest."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecg_imn_desktop.analysis.evidence import wave_table
from ecg_imn_desktop.analysis.what_if import (
    Removal,
    WhatIf,
    answer,
    find_flip,
    frozen,
    is_present,
    removed_mask,
    smallest_flip,
    spans,
)
from ecg_imn_desktop.core.analysis import ClassInfo, Explanation
from ecg_imn_desktop.core.errors import Cancelled
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import WAVES, Fiducials
from ecg_imn_desktop.core.progress import CancellableProgress

CLASSES = (ClassInfo("A", "A", threshold=0.4, slope=1.3, intercept=-0.2), ClassInfo("B", "B", threshold=0.2))


def make(seed=0, n_samples=300, start_s=20.0, n_leads=12):
    rng = np.random.default_rng(seed)
    contribution = rng.normal(0, 0.05, size=(2, n_leads, n_samples)).astype(np.float32)
    bias = np.array([0.3, -0.4])
    logit = bias + contribution.sum(axis=(1, 2), dtype=np.float64)
    return answer(CLASSES, logit, bias), Explanation(contribution, 100.0, STANDARD_LEADS[:n_leads], start_s)


@pytest.fixture
def fiducials():
    r = np.array([20.5, 21.5, 22.5])
    names = {
        "p_onset_s": -0.2,
        "p_offset_s": -0.1,
        "qrs_onset_s": -0.04,
        "qrs_offset_s": 0.05,
        "t_onset_s": 0.15,
        "t_offset_s": 0.3,
    }
    return Fiducials(r, **{name: r + by for name, by in names.items()})


def test_without_everything_only_b_is_left():
    prediction, explanation = make()
    left = frozen(prediction, explanation, np.ones((12, 300), bool))
    assert np.allclose(left.logit, prediction.bias, atol=1e-9)
    assert np.array_equal(left.bias, prediction.bias)


def test_without_nothing_the_answer_stays():
    prediction, explanation = make()
    same = frozen(prediction, explanation, removed_mask([], explanation, None))
    assert np.array_equal(same.logit, prediction.logit)
    assert np.array_equal(same.probability, prediction.probability)


def test_a_lead_takes_exactly_its_sum_with_it():
    prediction, explanation = make()
    mask = removed_mask([Removal(lead="V2")], explanation, None)
    row = STANDARD_LEADS.index("V2")
    assert mask.sum() == mask[row].sum() == 300
    expected = prediction.logit - explanation.lead_contribution()[:, row]
    assert np.allclose(frozen(prediction, explanation, mask).logit, expected, atol=1e-12)


def test_a_wave_takes_exactly_its_column_of_the_table_with_it(fiducials):
    prediction, explanation = make()
    table = wave_table(explanation, fiducials)
    for wave in WAVES:
        mask = removed_mask([Removal(wave=wave)], explanation, fiducials)
        expected = prediction.logit - table[:, :, WAVES.index(wave)].sum(axis=1)
        assert np.allclose(frozen(prediction, explanation, mask).logit, expected, atol=1e-9)
    cell = removed_mask([Removal(lead="I", wave="QRS")], explanation, fiducials)
    expected = prediction.logit - table[:, 0, WAVES.index("QRS")]
    assert np.allclose(frozen(prediction, explanation, cell).logit, expected, atol=1e-9)


def test_a_wave_without_fiducials_takes_nothing():
    _, explanation = make()
    assert not removed_mask([Removal(wave="QRS")], explanation, None).any()


def test_a_segment_is_counted_in_seconds_of_the_record():
    _, explanation = make()
    mask = removed_mask([Removal("aVL", None, 20.5, 20.6)], explanation, None)
    assert mask[STANDARD_LEADS.index("aVL")].nonzero()[0].tolist() == list(range(50, 60))
    assert mask.sum() == 10
    assert not removed_mask([Removal("aVL", None, 3.0, 4.0)], explanation, None).any()
    assert removed_mask([Removal(start_s=22.0)], explanation, None).sum() == 12 * 100


def test_stretches_are_taken_out_together():
    _, explanation = make()
    together = Removal(stretches=(("I", 20.0, 20.1), ("V6", 21.0, 21.5)))
    one_by_one = [Removal("I", None, 20.0, 20.1), Removal("V6", None, 21.0, 21.5)]
    mask = removed_mask([together], explanation, None)
    assert mask.sum() == 60
    assert np.array_equal(mask, removed_mask(one_by_one, explanation, None))


def test_what_is_removed_twice_is_removed_once():
    _prediction, explanation = make()
    twice = [Removal("II"), Removal("II", None, 20.1, 20.9), Removal("II")]
    once = removed_mask([Removal("II")], explanation, None)
    assert np.array_equal(removed_mask(twice, explanation, None), once)


def test_probabilities_are_calibrated():
    prediction, explanation = make()
    left = frozen(prediction, explanation, removed_mask([Removal("I")], explanation, None))
    z = 1.3 * left.logit[0] - 0.2
    assert left.probability[0] == pytest.approx(1 / (1 + np.exp(-z)))
    assert left.probability[1] == pytest.approx(1 / (1 + np.exp(-left.logit[1])))


def test_the_gap_is_what_w_and_b_changed():
    prediction, explanation = make()
    mask = removed_mask([Removal("I")], explanation, None)
    exact = frozen(prediction, explanation, mask)
    other = answer(CLASSES, exact.logit + np.array([0.5, -0.25]), prediction.bias)
    question = WhatIf((Removal("I"),), mask, prediction, exact, other)
    assert np.allclose(question.gap, [0.5, -0.25])
    assert question.share == pytest.approx(1 / 12)


# ------------------------------------------------------------------ the smallest set


@given(st.integers(0, 10_000), st.integers(0, 1))
def test_no_smaller_set_of_pieces_flips_the_decision(seed, class_index):
    prediction, explanation = make(seed, n_samples=20, n_leads=2)  # eight pieces of 50 ms: all sets can be tried
    found, count = smallest_flip(prediction, explanation, class_index)
    info, logit = CLASSES[class_index], prediction.logit[class_index]
    sums = explanation.contribution[class_index].astype(np.float64).reshape(8, 5).sum(axis=1)
    best = next(
        (
            n
            for n in range(1, 9)
            for chosen in combinations(range(8), n)
            if is_present(info, logit - sums[list(chosen)].sum()) != is_present(info, logit)
        ),
        None,
    )
    assert count == best
    if count is not None:
        after = frozen(prediction, explanation, found.mask(count)).logit[class_index]
        assert is_present(info, after) != is_present(info, logit)


def test_pieces_at_the_end_of_an_odd_window_belong_to_it():
    prediction, explanation = make(n_samples=293)
    found, _ = smallest_flip(prediction, explanation, 0)
    whole = found.mask(len(found.order))
    assert whole.shape == (12, 293)


def test_a_network_whose_w_stays_flips_where_the_arithmetic_says():
    for seed in range(6):
        prediction, explanation = make(seed)
        asked = []

        def rerun(mask, prediction=prediction, explanation=explanation, asked=asked):
            asked.append(int(mask.sum()))
            return frozen(prediction, explanation, mask)

        flip = find_flip(prediction, explanation, 0, rerun)
        assert flip.n_rerun == flip.n_frozen is not None
        assert flip.removed.sum() == 5 * flip.n_frozen
        assert len(asked) < 25


def test_a_network_that_never_gives_way():
    prediction, explanation = make()
    flip = find_flip(prediction, explanation, 0, lambda mask: prediction)
    assert flip.n_rerun is None
    assert flip.n_frozen is not None
    assert flip.removed.sum() == 5 * flip.n_frozen, "the frozen set is shown"


def test_a_decision_that_b_alone_holds_has_no_set():
    _prediction, explanation = make()
    held = answer(CLASSES, np.array([9.0, 9.0]), np.array([9.0, 9.0]))
    nothing = Explanation(np.zeros_like(explanation.contribution), 100.0, STANDARD_LEADS, 0.0)
    flip = find_flip(held, nothing, 0, lambda mask: held)
    assert (flip.n_frozen, flip.n_rerun, flip.n_pieces, flip.removed) == (None, None, 0, None)


def test_the_search_can_be_cancelled():
    prediction, explanation = make()
    with pytest.raises(Cancelled):
        find_flip(prediction, explanation, 0, lambda m: prediction, CancellableProgress(is_cancelled=lambda: True))


def test_spans_of_a_mask():
    mask = np.zeros((2, 10), bool)
    mask[0, 2:4] = mask[0, 8:] = mask[1, :1] = True
    assert spans(mask, 10.0, 5.0) == [(0, 5.2, 5.4), (0, 5.8, 6.0), (1, 5.0, 5.1)]
