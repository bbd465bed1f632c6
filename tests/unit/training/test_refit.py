"""The last layer solved for: what it reads is what it weighs, the solution is a better one, and only it changes."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.training import ptbxl
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.data import make_split
from ecg_imn_desktop.training.fit import fit
from ecg_imn_desktop.training.ptbxl import TRAIN_FOLDS, read_labels, read_signals
from ecg_imn_desktop.training.publish import publish
from ecg_imn_desktop.training.recipe import Recipe, RefitOptions, load_recipe
from ecg_imn_desktop.training.refit import (
    REFITTED,
    gathered_evidence,
    give_back,
    refit,
    solve,
)

FP32 = Compute(precision="fp32")

OPTIONS = {
    "imn-1d": {"widths": [16, 16], "blocks": 1, "decoder_width": 16, "dropout": 0.0},
    "twin-1d": {"widths": [16, 16], "blocks": 1, "dropout": 0.0},
}


@pytest.fixture(autouse=True)
def cache_in_tmp(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")


def small(name: str, **refit_options: float) -> Recipe:
    shipped = load_recipe(name)
    training = replace(shipped.training, epochs=1, batch_size=8, ema_decay=0.9)
    options = RefitOptions(**{"passes": 1, "l2": 1.0, "detail_l2": 1.0, "min_gain": -1.0, **refit_options})
    return replace(shipped, options=OPTIONS[name], training=training, refit=options)


@pytest.mark.parametrize("name", ["imn-1d", "twin-1d"])
def test_a_logit_is_linear_in_what_the_last_layer_reads(name):
    torch.manual_seed(1)
    network = build_network(name, {**OPTIONS[name], "n_classes": 3}).eval()
    x = torch.randn(4, 12, 1000)
    x -= x.mean(dim=2, keepdim=True)
    with torch.no_grad():
        by_hand = network.last_inputs(x) @ network.last_weight.T + network.last_bias
        assert torch.allclose(by_hand, network(x), atol=1e-4)


@pytest.mark.parametrize("name", ["imn-1d", "twin-1d"])
def test_solving_lowers_the_loss_and_changes_nothing_but_the_last_layer(name, small_ptbxl, tmp_path):
    recipe = small(name)
    best = fit(recipe, small_ptbxl, tmp_path, FP32)
    path = refit(recipe, best, small_ptbxl, FP32)
    assert path == tmp_path / REFITTED
    before, after = (torch.load(p, weights_only=True) for p in (best, path))
    changed = {key for key, value in before["state"].items() if not torch.equal(value, after["state"][key])}
    assert changed == ({"writer.weight", "bias"} if name == "imn-1d" else {"head.weight", "head.bias"})
    assert {"refit", "solved", "before", "val_super", "val_sub"} <= set(after["history"][-1])
    split = make_split(read_signals(small_ptbxl), read_labels(small_ptbxl), TRAIN_FOLDS, recipe)
    assert ("st_t_in_qrs" in after["history"][-1]) == (name == "imn-1d")
    losses = []
    for held in (before, after):
        network = build_network(name, held["options"]).eval()
        network.load_state_dict(held["state"])
        with torch.no_grad():
            logit = network(split.x(slice(None), recipe.preprocessing))
        target = torch.from_numpy(split.main)
        losses.append(float(torch.nn.functional.binary_cross_entropy_with_logits(logit, target)))
    assert losses[1] < 0.7 * losses[0]
    assert publish(path, small_ptbxl, tmp_path / "model", "1").about["recipe"]["refit"]["l2"] == 1.0


def test_the_ridge_holds_the_solution_at_what_was_trained():
    recipe = small("twin-1d", passes=0, l2=1e9, detail_l2=0.0)
    network = build_network("twin-1d", {**OPTIONS["twin-1d"], "n_classes": 6}).eval()
    before = network.last_weight.detach().clone()
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(200, 32)).astype(np.float32)
    targets = (inputs[:, :6] > 0).astype(np.float32)
    solve(network, inputs, targets, recipe)
    assert torch.allclose(network.last_weight, before, atol=1e-5)
    solve(network, inputs, targets, replace(recipe, refit=RefitOptions(0, 0.1, 0.0)))
    with torch.no_grad():
        logit = (torch.from_numpy(inputs) @ network.last_weight.T + network.last_bias).numpy()
    assert ((logit > 0) == (targets > 0.5))[:, :5].mean() > 0.95  # superclasses
    assert torch.equal(network.last_weight[5], before[5])  # a sub-class, whose l2 is 0


def test_a_class_that_nobody_has_stays_as_it_was():
    recipe = small("twin-1d", passes=0)
    network = build_network("twin-1d", {**OPTIONS["twin-1d"], "n_classes": 2}).eval()
    before = network.last_weight.detach().clone()
    inputs = np.random.default_rng(0).normal(size=(50, 32)).astype(np.float32)
    targets = np.zeros((50, 2), np.float32)
    targets[:25, 0] = 1
    solve(network, inputs, targets, recipe)
    assert torch.equal(network.last_weight[1], before[1])
    assert not torch.equal(network.last_weight[0], before[0])


def test_networks_without_such_a_layer_are_refused(small_ptbxl, tmp_path):
    recipe = replace(load_recipe("twin-2d"), task="MI", refit=RefitOptions(0, 1.0, 1.0))
    recipe = replace(recipe, training=replace(recipe.training, epochs=1, batch_size=8))
    best = fit(recipe, small_ptbxl, tmp_path, FP32)
    with pytest.raises(EcgError, match="cannot be solved for"):
        refit(recipe, best, small_ptbxl, FP32)


def test_a_network_that_writes_b_is_refused(small_ptbxl, tmp_path):
    recipe = small("imn-1d")
    recipe = replace(recipe, options={**recipe.options, "generated_bias": True})
    best = fit(recipe, small_ptbxl, tmp_path, FP32)
    with pytest.raises(EcgError, match="cannot be solved for"):
        refit(recipe, best, small_ptbxl, FP32)


def test_a_class_that_gains_nothing_keeps_what_was_trained(small_ptbxl, tmp_path):
    recipe = small("imn-1d", min_gain=2.0)  # no AUROC can gain that
    recipe = replace(recipe, member_share=0.0, normal_share=0.0)
    best = fit(recipe, small_ptbxl, tmp_path, FP32)
    before, after = (torch.load(p, weights_only=True) for p in (best, refit(recipe, best, small_ptbxl, FP32)))
    assert all(torch.equal(value, after["state"][key]) for key, value in before["state"].items())
    assert after["history"][-1]["solved"] == []


def test_some_classes_are_given_back():
    network = build_network("imn-1d", {**OPTIONS["imn-1d"], "n_classes": 3}).eval()
    trained = {key: value.clone() for key, value in network.state_dict().items()}
    with torch.no_grad():
        network.last_weight.add_(1.0)
        network.last_bias.add_(1.0)
    give_back(network, trained, np.array([True, False, True]))
    moved = (network.last_weight.detach() - trained["writer.weight"].view(3, -1)).mean(dim=1)
    assert torch.allclose(moved, torch.tensor([0.0, 1.0, 0.0]), atol=1e-6)
    assert torch.equal(network.last_bias.detach() - trained["bias"], torch.tensor([0.0, 1.0, 0.0]))


MEMBERS_OF_FIVE = {"members": [[5, 6, 7], [5], [6], [7], [6, 7]], "member_shares": [-0.5, 0.5, 0.5, 0.5, 0.5]}


def test_what_superclasses_gather_is_a_given_when_their_own_part_is_solved_for():
    torch.manual_seed(2)
    recipe = small("imn-1d", passes=0, l2=1e-3, detail_l2=1e-3)
    network = build_network("imn-1d", {**OPTIONS["imn-1d"], "n_classes": 8, **MEMBERS_OF_FIVE}).eval()
    x = torch.randn(96, 12, 1000)
    x -= x.mean(dim=2, keepdim=True)
    targets = (torch.rand(96, 8) < 0.4).float()
    before = network.last_bias.detach().clone()
    with torch.no_grad():
        inputs = network.last_inputs(x)
    solve(network, inputs.numpy(), targets.numpy(), recipe)
    with torch.no_grad():
        logit = network(x)
        evidence = inputs @ network.last_weight.T
        by_hand = evidence + network.last_bias
        by_hand[:, :5] += torch.from_numpy(gathered_evidence(network, inputs.numpy())).float()
    assert torch.allclose(logit, by_hand, atol=1e-3)
    assert ((logit > 0) == (targets > 0.5)).float().mean() > 0.95  # 192 inputs for 96 ECGs: all can be told
    assert torch.equal(network.last_bias[:5], torch.zeros(5))
    assert not torch.equal(network.last_bias[5:], before[5:])


def test_evidence_stays_in_the_leads_in_which_training_found_it():
    """Two leads tell the class equally well, training used one: what is solved for uses that one more."""
    rng = np.random.default_rng(0)
    target = (np.arange(400) % 2).astype(np.float32)
    inputs = rng.normal(size=(400, 12, 16)).astype(np.float32)
    inputs[:, :2] += target[:, None, None]
    shares = []
    for power in (0.0, 2.0):
        network = build_network("imn-1d", {**OPTIONS["imn-1d"], "n_classes": 6})
        with torch.no_grad():
            network.last_weight.zero_()
            network.last_weight.view(6, 12, 16)[5, 0] = 0.1
        targets = np.zeros((400, 6), np.float32)
        targets[:, 5] = target
        recipe = small("imn-1d", passes=0, l2=0.0, detail_l2=1.0, lead_power=power)
        solve(network, inputs.reshape(400, -1), targets, recipe)
        w = network.last_weight.detach().view(6, 12, 16)[5].abs().sum(dim=1)
        shares.append(float(w[0] / w.sum()))
    assert shares[1] > 2 * shares[0]


def test_the_own_part_of_what_gathers_is_drawn_to_a_share_of_what_was_trained():
    recipe = small("imn-1d", passes=0, l2=1e9, detail_l2=1e9, own_share=0.5)
    network = build_network("imn-1d", {**OPTIONS["imn-1d"], "n_classes": 8, **MEMBERS_OF_FIVE}).eval()
    before = network.last_weight.detach().clone()
    inputs = np.random.default_rng(0).normal(size=(60, 12 * 16)).astype(np.float32)
    solve(network, inputs, (inputs[:, :8] > 0).astype(np.float32), recipe)
    assert torch.allclose(network.last_weight[:5], 0.5 * before[:5], atol=1e-4)
    assert torch.allclose(network.last_weight[5:], before[5:], atol=1e-4)


def test_what_is_said_of_single_classes_holds_for_them_alone():
    recipe = small("imn-1d", passes=0, l2=1e9, detail_l2=1e9, classes=("MI", "CD", "AMI"), own_shares={"CD": 0.25})
    network = build_network("imn-1d", {**OPTIONS["imn-1d"], "n_classes": 8, **MEMBERS_OF_FIVE}).eval()
    before = network.last_weight.detach().clone()
    network.last_bias.data[:] = 1.0
    inputs = np.random.default_rng(0).normal(size=(60, 12 * 16)).astype(np.float32)
    outputs = ("NORM", "MI", "STTC", "CD", "HYP", "AMI", "IMI", "LMI")
    solve(network, inputs, (inputs[:, :8] > 0).astype(np.float32), recipe, outputs=outputs)
    kept = torch.tensor([1, 1, 1, 0.25, 1, 1, 1, 1])
    assert torch.allclose(network.last_weight, kept[:, None] * before, atol=1e-4)
    asked_for = [name in ("MI", "CD", "AMI") for name in outputs]
    assert [not torch.equal(w, old) for w, old in zip(network.last_weight, before, strict=True)] == asked_for
    assert (network.last_bias != 1.0).tolist() == asked_for


def test_a_class_that_there_is_not_is_named(small_ptbxl, tmp_path):
    recipe = small("imn-1d", classes=("MI", "CLBB"), elsewhere={"CLBB": 0.1})
    best = fit(recipe, small_ptbxl, tmp_path, FP32)
    with pytest.raises(EcgError, match="classes that it has not: CLBB"):
        refit(recipe, best, small_ptbxl, FP32)
