from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, matthews_corrcoef, roc_auc_score

from ecg_imn_desktop.training.bootstrap import areas, draw_counts, mean_interval, median_interval
from ecg_imn_desktop.training.evaluate import (
    calibration_error,
    labelled,
    operating_figures,
    reliability,
    roc_points,
)
from ecg_imn_desktop.training.measures import auroc_per_class, macro_by_level
from ecg_imn_desktop.training.publish import sensitivity_threshold


def test_auroc_from_ranks_is_sklearns():
    rng = np.random.default_rng(0)
    truth = (rng.random((300, 4)) < 0.3).astype(np.float32)
    score = np.round(truth + rng.normal(0, 1, truth.shape), 1)  # with ties
    expected = [roc_auc_score(truth[:, k], score[:, k]) for k in range(4)]
    assert np.allclose(auroc_per_class(truth, score), expected)


def test_auroc_of_a_class_without_both_answers_is_absent():
    assert np.isnan(auroc_per_class(np.ones((5, 1), np.float32), np.arange(5.0)[:, None]))[0]


ONCE = np.ones((1, 7))


def test_areas_on_drawn_records_are_sklearns_on_those_records():
    rng = np.random.default_rng(1)
    truth = (rng.random(200) < 0.2).astype(np.float32)
    score = np.round(truth + rng.normal(0, 1, 200), 1)  # with ties
    counts = draw_counts(200, 5, seed=2)
    assert np.array_equal(counts.sum(axis=1), np.full(5, 200))
    auroc, precision = areas(truth, score, counts)
    for i, drawn in enumerate(counts.astype(int)):
        rows = np.repeat(np.arange(200), drawn)
        assert auroc[i] == pytest.approx(roc_auc_score(truth[rows], score[rows]))
        assert precision[i] == pytest.approx(average_precision_score(truth[rows], score[rows]))


def test_areas_without_both_answers_are_absent():
    assert np.isnan(areas(np.ones(7, np.float32), np.arange(7.0), ONCE)[0])


def test_an_interval_is_as_wide_as_its_standard_error_says():
    values = np.random.default_rng(0).normal(3, 2, 400)
    found = mean_interval(values)
    assert found.low < values.mean() < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.15)
    assert mean_interval(np.array([1.0, np.nan, 3.0])).value == 2.0
    assert mean_interval(np.array([np.nan])).as_dict() == {"value": None, "low": None, "high": None}
    middle = median_interval(values)
    assert middle.value == np.median(values)
    assert middle.high - middle.low == pytest.approx(1.253 * (found.high - found.low), rel=0.25)


def test_figures_at_the_threshold():
    truth = np.array([1, 1, 1, 0, 0, 0, 0], np.float32)
    probability = np.array([0.9, 0.8, 0.2, 0.7, 0.1, 0.1, 0.1])
    found = operating_figures(truth, probability, 0.5, ONCE)
    assert found["sensitivity"]["value"] == pytest.approx(2 / 3, abs=1e-5)
    assert found["specificity"]["value"] == pytest.approx(3 / 4, abs=1e-5)
    assert found["f1"]["value"] == pytest.approx(2 / 3, abs=1e-5)
    assert found["mcc"]["value"] == pytest.approx(matthews_corrcoef(truth > 0, probability >= 0.5), abs=1e-5)
    assert found["sensitivity"]["low"] == found["sensitivity"]["value"]  # every record once: no spread


def test_calibration_error_of_true_and_of_false_probabilities():
    rng = np.random.default_rng(0)
    probability = rng.random(50_000)
    truth = (rng.random(50_000) < probability).astype(np.float32)
    once = np.ones((1, 50_000))
    assert calibration_error(truth, probability, once)[0] < 0.01
    assert calibration_error(truth, np.full(50_000, 0.9), once)[0] == pytest.approx(0.4, abs=0.01)
    bins = reliability(truth, probability)
    assert np.allclose(bins["predicted"], bins["observed"], atol=0.03)
    assert sum(bins["n"]) == 50_000


def test_the_roc_curve_of_a_perfect_score_is_a_corner():
    points = roc_points(np.array([1, 1, 0, 0], np.float32), np.array([4.0, 3.0, 2.0, 1.0]))
    assert points["sensitivity"][1:] == [1.0] * 50
    assert roc_points(np.ones(3, np.float32), np.arange(3.0))["sensitivity"] == []


def test_the_threshold_of_a_sensitivity_finds_that_many():
    rng = np.random.default_rng(3)
    truth = (rng.random(500) < 0.1).astype(np.float32)
    probability = np.clip(0.2 * truth + 0.5 * rng.random(500), 0, 1)
    threshold = sensitivity_threshold(truth, probability)
    called = probability[truth > 0] >= threshold
    assert called.mean() >= 0.9
    assert (probability[truth > 0] >= threshold + 0.02).mean() < 0.9
    assert sensitivity_threshold(np.zeros(3, np.float32), np.zeros(3)) is None


def test_macro_figures_by_level_count_norm_at_both():
    each = np.array([0.9, 0.8, 0.5, 0.7])
    found = macro_by_level(["NORM", "MI", "IMI", "AMI"], each)
    assert found["superclasses"] == pytest.approx(0.85)
    assert found["subclasses"] == pytest.approx((0.9 + 0.5 + 0.7) / 3)
    with_own = macro_by_level(["NORM", "MI", "IMI", "NORM_sub"], each)
    assert with_own["subclasses"] == pytest.approx(0.6)
    assert set(macro_by_level(["NORM", "MI"], each[:2])) == {"superclasses"}


def test_records_without_a_superclass_are_left_out_where_the_benchmark_leaves_them_out():
    rng = np.random.default_rng(4)
    truth = (rng.random((300, 3)) < 0.4).astype(np.float32)
    logit = truth + rng.normal(size=truth.shape)
    evaluated = SimpleNamespace(names=["NORM", "MI", "IMI"], split=SimpleNamespace(main=truth), logit=logit)
    found = labelled(evaluated, draw_counts(300, 50, 0))
    rows = truth[:, :2].any(axis=1)
    assert found["n_records"] == rows.sum() < 300
    expected = np.mean([roc_auc_score(truth[rows, k], logit[rows, k]) for k in (0, 1)])
    macro = found["macro_auroc_superclasses"]
    assert macro["value"] == pytest.approx(expected, abs=1e-5)
    assert macro["low"] < macro["value"] < macro["high"]
