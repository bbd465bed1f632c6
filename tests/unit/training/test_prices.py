"""What is dear in a solution: leads without trained evidence, and evidence for ST/T changes in the QRS."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.training import ptbxl
from ecg_imn_desktop.training.data import make_split, output_names, st_t_changes
from ecg_imn_desktop.training.prices import MIN_LEAD_SHARE, elsewhere_energy, lead_prices, priced, qrs_energy
from ecg_imn_desktop.training.ptbxl import TRAIN_FOLDS, read_labels, read_signals
from ecg_imn_desktop.training.qrs import qrs_mask
from ecg_imn_desktop.training.recipe import RefitOptions, load_recipe
from ecg_imn_desktop.training.refit import solve

OPTIONS = {"widths": [16, 16], "blocks": 1, "decoder_width": 16, "dropout": 0.0}


def test_leads_without_evidence_are_dear():
    network = build_network("imn-1d", {**OPTIONS, "n_classes": 1})
    with torch.no_grad():
        network.last_weight.fill_(1.0)
    inputs = np.zeros((6, 12, 16), np.float32)
    inputs[:3, 0], inputs[:3, 1], inputs[3:, 2] = 3.0, 1.0, 9.0  # 3/4 and 1/4; lead III only where the class is not
    target = np.array([1, 1, 1, 0, 0, 0], np.float32)
    prices = lead_prices(network, inputs.reshape(6, -1), target, 0, 2.0).reshape(12, 16)
    assert np.allclose(prices[0], 1 / 9)
    assert np.allclose(prices[1], 1 / 3)
    assert np.allclose(prices[2:], 1 / (12 * MIN_LEAD_SHARE))
    assert np.allclose(lead_prices(network, inputs.reshape(6, -1), target, 0, 0.0), 1)


@pytest.fixture
def some(small_ptbxl, tmp_path, monkeypatch):
    """Network, training folds, recipe and the numbers of its ST/T changes."""
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: tmp_path / "ptbxl.h5")
    torch.manual_seed(0)
    recipe = replace(load_recipe("imn-1d"), options=OPTIONS)
    labels = read_labels(small_ptbxl)
    split = make_split(read_signals(small_ptbxl), labels, TRAIN_FOLDS, recipe)
    network = build_network("imn-1d", {**OPTIONS, "n_classes": len(split.outputs)}).eval()
    return network, split, recipe, st_t_changes(output_names(recipe, labels), labels)


def test_the_energy_is_that_of_the_contributions_in_the_qrs(some):
    network, split, recipe, classes = some
    assert [split.outputs[k] for k in classes] == ["STTC", "STTC_sub"]
    k = classes[1]
    rows = np.flatnonzero(split.main[:, k] > 0.5)
    x = split.x(rows, recipe.preprocessing)
    with torch.no_grad():
        network.writer.bias.zero_()  # it is no part of what is solved for
        contribution = network.write(x).W[:, k] * network.reduced(x)
        inside = qrs_mask(x).view(len(x), 500, 2).any(dim=2).unsqueeze(1)
        by_hand = float((contribution.square() * inside).sum()) / len(x)
    energy = qrs_energy(network, split, classes, recipe)
    w = network.last_weight[k].detach().double().numpy()
    value, gradient = priced(w, energy[k])
    assert value == pytest.approx(by_hand, rel=1e-4)
    assert gradient @ w == pytest.approx(2 * value)
    assert priced(w, None)[0] == 0
    assert qrs_energy(network, split, [split.outputs.index("NORM")], recipe).keys() == {0}


def test_a_price_moves_the_evidence_out_of_the_qrs(some):
    network, split, recipe, classes = some
    k = classes[1]
    rows = np.flatnonzero(split.main[:, k] > 0.5)
    x = split.x(slice(None), recipe.preprocessing)
    energies = qrs_energy(network, split, classes, recipe)
    with torch.inference_mode():
        inputs = network.last_inputs(x).numpy()
        inside = qrs_mask(x[rows]).unsqueeze(1)
    trained = network.last_weight.detach().clone()
    shares, told = [], []
    for price in (0.0, 10.0):
        with torch.no_grad():
            network.last_weight.copy_(trained)
        solve(
            network, inputs, split.main, replace(recipe, refit=RefitOptions(0, 1.0, 0.1, 0.0, price)), energies=energies
        )
        with torch.inference_mode():
            positive = network.explain(x[rows]).contribution[:, k].clamp(min=0)
            logit = network(x)[:, k].numpy()
        shares.append(float((positive * inside).sum() / positive.sum()))
        told.append(logit[rows].min() > np.delete(logit, rows).max())
    assert shares[1] < 0.6 * shares[0]
    assert all(told)  # the class is told as well as before


# One superclass that gathers two classes behind it.
GATHERING = {**OPTIONS, "n_classes": 3, "members": [[1, 2]], "member_shares": [1.0]}


def test_the_energy_elsewhere_is_that_of_what_is_said_where_little_is_gathered():
    torch.manual_seed(3)
    network = build_network("imn-1d", GATHERING).eval()
    inputs = np.random.default_rng(3).normal(size=(5, 12 * 16)).astype(np.float32)
    target = np.array([1, 0, 1, 1, 0], np.float32)
    by_hand = []
    for row in inputs[target > 0.5].reshape(-1, 12, 16):
        weight = network.last_weight.detach().numpy().reshape(3, 12, 16)
        evidence = (weight * row).sum(axis=2)  # (3, 12)
        logit = evidence.sum(axis=1)[1:]
        mixture = np.exp(logit) / np.exp(logit).sum()
        gathered = np.maximum(mixture @ evidence[1:], 0)
        by_hand.append(((1 - gathered / gathered.max()) * evidence[0] ** 2).sum())
    energy = elsewhere_energy(network, inputs, target, 0)
    w = network.last_weight[0].detach().double().numpy()
    assert priced(w, energy)[0] == pytest.approx(np.mean(by_hand), rel=1e-4)
    assert not elsewhere_energy(network, inputs, np.zeros(5, np.float32), 0).any()


def test_the_energy_elsewhere_of_a_class_that_gathers_nothing_is_that_where_little_of_its_own_evidence_lies():
    torch.manual_seed(4)
    network = build_network("imn-1d", GATHERING).eval()
    inputs = np.random.default_rng(4).normal(size=(5, 12 * 16)).astype(np.float32)
    target = np.array([0, 1, 1, 0, 1], np.float32)
    w = network.last_weight[2].detach().double().numpy()
    evidence = (w.reshape(12, 16) * inputs[target > 0.5].reshape(-1, 12, 16)).sum(axis=2)
    positive = np.maximum(evidence, 0)
    by_hand = ((1 - positive / positive.max(axis=1, keepdims=True)) * evidence**2).sum(axis=1).mean()
    assert priced(w, elsewhere_energy(network, inputs, target, 2))[0] == pytest.approx(by_hand, rel=1e-4)


def test_a_price_elsewhere_brings_a_superclass_to_the_leads_of_its_members():
    """Two leads tell the superclass equally well; its member is told by the first."""
    rng = np.random.default_rng(0)
    present = (np.arange(400) % 2).astype(np.float32)
    inputs = rng.normal(size=(400, 12, 16)).astype(np.float32)
    inputs[:, :2] += 0.3 * present[:, None, None]
    targets = np.stack([present, present, np.zeros(400, np.float32)], axis=1)
    shares = []
    for price in (0.0, 1.0):
        options = RefitOptions(l2=1.0, elsewhere={"MI": price})
        recipe = replace(load_recipe("imn-1d"), task="MI", refit=options)
        network = build_network("imn-1d", GATHERING).eval()
        with torch.no_grad():
            network.last_weight.zero_()
            network.last_weight.view(3, 12, 16)[1, 0] = 0.1
        solve(network, inputs.reshape(400, -1), targets, recipe, outputs=("MI", "AMI", "IMI"))
        w = network.last_weight.detach().view(3, 12, 16)[0].abs().sum(dim=1)
        shares.append(float(w[0] / w.sum()))
    assert shares[1] > 2 * shares[0]
