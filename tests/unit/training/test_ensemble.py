"""The common answer of finished networks, and a batch that is taught by it."""

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
import torch

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.training import chain, ptbxl
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.data import make_split
from ecg_imn_desktop.training.ensemble import Ensemble, Mixing, common_scale, read_ensemble
from ecg_imn_desktop.training.fit import fit
from ecg_imn_desktop.training.measures import auroc_per_class
from ecg_imn_desktop.training.objective import Targets
from ecg_imn_desktop.training.recipe import EnsembleOptions, RefitOptions, TeacherOptions, load_recipe, recipe_from_dict

FP32 = Compute(precision="fp32")


@pytest.fixture(autouse=True)
def cache_in_tmp(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")


def small(name, **changes):
    recipe = load_recipe(name)
    options = {"widths": [16, 16], "blocks": 1, "dropout": 0.0}
    options |= {"decoder_width": 16} if recipe.network == "imn-1d" else {}
    training = replace(recipe.training, epochs=1, batch_size=8, start_share=0.0)
    return replace(
        recipe, options=options, training=training, teacher=TeacherOptions(), refit=RefitOptions(), start="", **changes
    )


def noisy_logits(truth, noise, seed):
    return 3 * truth - 1 + noise * np.random.default_rng(seed).standard_normal(truth.shape)


def test_the_common_answer_is_better_than_either_and_calibrated():
    truth = (np.random.default_rng(0).random((4000, 1)) < 0.3).astype(np.float32)
    logits = np.stack([noisy_logits(truth, 2.0, 1), 5 * noisy_logits(truth, 2.0, 2) + 7])
    weight, offset = common_scale(truth, logits, margin=0.02)
    common = np.einsum("nbk,nk->bk", logits, weight) + offset
    alone = [auroc_per_class(truth, each)[0] for each in logits]
    assert auroc_per_class(truth, common)[0] > max(alone) + 0.01
    assert weight[0, 0] == pytest.approx(5 * weight[1, 0], rel=0.1)  # each by its own scale
    probability = 1 / (1 + np.exp(-common))
    assert probability.mean() == pytest.approx(truth.mean(), abs=1e-3)


def test_who_is_far_behind_has_no_say():
    truth = (np.random.default_rng(0).random((2000, 1)) < 0.3).astype(np.float32)
    good, bad = noisy_logits(truth, 1.0, 1), noisy_logits(truth, 4.0, 2)
    weight, _ = common_scale(truth, np.stack([good, bad]), margin=0.02)
    assert weight[0, 0] > 0
    assert weight[1, 0] == 0
    weight, _ = common_scale(truth, np.stack([bad, good]), margin=0.02)  # the first is never left out
    assert (weight > 0).all()


def test_for_a_class_that_nobody_bears_the_first_speaks_alone():
    weight, offset = common_scale(np.zeros((50, 1), np.float32), np.ones((2, 50, 1)), margin=0.02)
    assert (weight[:, 0].tolist(), offset[0]) == ([1.0, 0.0], 0.0)


def test_the_last_part_of_a_batch_is_mixed_and_keeps_the_larger_part_of_itself():
    mixed = Mixing(8, 0.5, torch.Generator().manual_seed(1))
    values = torch.eye(8)
    found = mixed(values)
    assert torch.equal(found[:4], values[:4])
    assert torch.allclose(found.sum(dim=1), torch.ones(8))
    assert (found.diagonal()[4:] >= 0.5).all()
    assert (found.diagonal()[4:] < 1).any()
    assert torch.equal(found[4:, :4], torch.zeros(4, 4))


def test_a_batch_is_taught_what_the_networks_say_of_it():
    networks = [torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(24, 3)) for _ in range(2)]
    options = EnsembleOptions(("a", "b"), weight=0.75, detail_weight=0.25, mixed_share=0.0)
    weight, offset = torch.tensor([[0.5, 1.0, 0.0], [0.5, 0.0, 2.0]]), torch.tensor([0.1, 0.2, 0.3])
    ensemble = Ensemble(networks, weight, offset, options, n_super=2, autocast=nullcontext)
    x, labels = torch.randn(4, 12, 2), Targets(torch.ones(4, 3), torch.rand(4, 5))
    same, taught = ensemble.taught(x, labels, torch.Generator().manual_seed(0))
    assert torch.equal(same, x)
    assert torch.equal(taught.auxiliary, labels.auxiliary)
    first, second = (network(x).detach() for network in networks)
    p = torch.sigmoid(torch.stack([(first + second)[:, 0] / 2 + 0.1, first[:, 1] + 0.2, 2 * second[:, 2] + 0.3], dim=1))
    assert torch.allclose(taught.main[:, :2], 0.25 + 0.75 * p[:, :2], atol=1e-6)
    assert torch.allclose(taught.main[:, 2], 0.75 + 0.25 * p[:, 2], atol=1e-6)


def test_signals_and_labels_are_mixed_alike():
    options = EnsembleOptions(("a",), weight=0.0, detail_weight=0.0, mixed_share=1.0)
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 6))
    ensemble = Ensemble([network], torch.ones(1, 6), torch.zeros(6), options, n_super=2, autocast=nullcontext)
    labels = torch.eye(6)
    x, taught = ensemble.taught(
        labels.repeat(1, 2).unsqueeze(2), Targets(labels, labels), torch.Generator().manual_seed(1)
    )
    assert torch.allclose(x[:, :6, 0], taught.main)
    assert torch.equal(taught.main, taught.auxiliary)
    assert not torch.equal(taught.main, labels)


def test_a_chain_with_an_ensemble(small_ptbxl, tmp_path, monkeypatch):
    """The networks are trained first, once; what they say reaches training."""
    recipes = {"one": small("imn-1d-moving"), "two": small("twin-1d")}
    recipes = {name: replace(recipe, name=name) for name, recipe in recipes.items()}
    monkeypatch.setattr(chain, "load_recipe", recipes.__getitem__)
    options = EnsembleOptions(("one", "two"), weight=1.0, detail_weight=1.0, mixed_share=0.5)
    taught = small("imn-1d-taught", ensemble=options)
    alone = replace(taught, ensemble=EnsembleOptions())
    weights = [
        torch.load(chain.run_recipe(recipe, small_ptbxl, tmp_path / folder, FP32), weights_only=True)
        for recipe, folder in ((taught, "taught"), (alone, "alone"))
    ]
    assert {"one", "two"} <= {p.name for p in tmp_path.iterdir()}
    losses = [held["history"][-1]["loss"]["superclass"] for held in weights]
    assert abs(losses[0] - losses[1]) > 1e-3
    assert recipe_from_dict(weights[0]["recipe"]) == taught


def test_networks_that_answer_for_other_classes_are_refused(small_ptbxl, tmp_path):
    best = fit(small("twin-1d", subclasses=False), small_ptbxl, tmp_path, FP32)
    recipe = small("imn-1d")
    labels, microvolt = ptbxl.read_labels(small_ptbxl), ptbxl.read_signals(small_ptbxl)
    val = make_split(microvolt, labels, ptbxl.VAL_FOLDS, recipe)
    with pytest.raises(EcgError, match="other classes"):
        read_ensemble([best], recipe, val, FP32)
