import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.model.network import Imn, Written
from ecg_imn_desktop.training.evaluate import calibration_error, class_figures
from ecg_imn_desktop.training.faithfulness import deletion_curve, lead_gap, map_figures, territory_share
from ecg_imn_desktop.training.measures import auroc_per_class, macro_by_level


def test_auroc_from_ranks_is_sklearns():
    rng = np.random.default_rng(0)
    truth = (rng.random((300, 4)) < 0.3).astype(np.float32)
    score = np.round(truth + rng.normal(0, 1, truth.shape), 1)  # with ties
    expected = [roc_auc_score(truth[:, k], score[:, k]) for k in range(4)]
    assert np.allclose(auroc_per_class(truth, score), expected)


def test_auroc_of_a_class_without_both_answers_is_absent():
    assert np.isnan(auroc_per_class(np.ones((5, 1), np.float32), np.arange(5.0)[:, None]))[0]


def test_figures_at_the_threshold():
    truth = np.array([1, 1, 1, 0, 0, 0, 0], np.float32)
    probability = np.array([0.9, 0.8, 0.2, 0.7, 0.1, 0.1, 0.1])
    found = class_figures(truth, probability, 0.5)
    assert found["sensitivity"] == pytest.approx(2 / 3)
    assert found["specificity"] == pytest.approx(3 / 4)
    assert found["f1"] == pytest.approx(2 / 3)


def test_calibration_error_of_true_and_of_false_probabilities():
    rng = np.random.default_rng(0)
    probability = rng.random(50_000)
    truth = (rng.random(50_000) < probability).astype(np.float32)
    assert calibration_error(truth, probability) < 0.01
    assert calibration_error(truth, np.full(50_000, 0.9)) == pytest.approx(0.4, abs=0.01)


class Linear(Imn):
    """An IMN that writes the same W for every ECG: evidence only in V1, so frozen and re-run answers agree."""

    def __init__(self):
        super().__init__()
        self.n_classes, self.n_samples = 1, 1000
        W = torch.zeros(1, 1, 12, 1000)
        W[:, :, STANDARD_LEADS.index("V1")] = 0.01
        self.W = torch.nn.Parameter(W)

    def write(self, x):
        return Written(self.W.expand(len(x), -1, -1, -1), torch.zeros(len(x), 1), x.mean(dim=2))


def test_deletion_of_evidence_lowers_the_logit_faster_than_chance():
    x = torch.rand(6, 12, 1000)
    found = map_figures(Linear(), x, 0, ("V1",), seed=0)
    by_evidence, by_chance = (found["deletion"][name]["mean"] for name in ("W*x", "random"))
    assert by_evidence[0] == by_chance[0]
    assert by_evidence[3] < by_chance[3]
    assert by_evidence[4] == pytest.approx(0, abs=1e-3)  # all of V1 is a twelfth of the cells
    assert found["share_in_territory"] == pytest.approx(1.0)


def test_for_a_linear_model_frozen_and_rerun_agree():
    x = torch.randn(4, 12, 1000)
    network = Linear()
    contribution = network.weights(x)[:, 0].detach() * x
    gap = lead_gap(network, x, 0, contribution)
    assert gap["gap"] == pytest.approx(0, abs=1e-4)
    assert gap["correlation"] == pytest.approx(1, abs=1e-6)


def test_deletion_starts_at_the_answer_itself():
    x = torch.randn(3, 12, 1000)
    with torch.no_grad():
        expected = float(Linear()(x).mean())
    assert deletion_curve(Linear(), x, 0, torch.rand(x.shape))["mean"][0] == pytest.approx(expected, abs=1e-3)


def test_share_counts_positive_evidence_only():
    contribution = np.zeros((1, 12, 1000), np.float32)
    contribution[0, STANDARD_LEADS.index("V1"), :5] = 3
    contribution[0, STANDARD_LEADS.index("II"), :5] = 1
    contribution[0, STANDARD_LEADS.index("V6"), :5] = -9
    assert territory_share(contribution, ("V1", "V2")) == pytest.approx(0.75)


def test_macro_figures_by_level_count_norm_at_both():
    each = np.array([0.9, 0.8, 0.5, 0.7])
    found = macro_by_level(["NORM", "MI", "IMI", "AMI"], each)
    assert found["superclasses"] == pytest.approx(0.85)
    assert found["subclasses"] == pytest.approx((0.9 + 0.5 + 0.7) / 3)
    with_own = macro_by_level(["NORM", "MI", "IMI", "NORM_sub"], each)
    assert with_own["subclasses"] == pytest.approx(0.6)
    assert set(macro_by_level(["NORM", "MI"], each[:2])) == {"superclasses"}
