"""Networks that a run matches: their mean in the targets, mixtures of two ECGs, and who may be matched."""

from dataclasses import replace

import pytest
import torch

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.training import ptbxl
from ecg_imn_desktop.training.fit import autocast_for, fit
from ecg_imn_desktop.training.match import Match, mixed
from ecg_imn_desktop.training.objective import Targets
from ecg_imn_desktop.training.recipe import MatchOptions, Recipe, load_recipe, recipe_from_dict


@pytest.fixture(autouse=True)
def cache_in_tmp(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")


def small(name: str) -> Recipe:
    shipped = load_recipe(name)
    options = {"widths": [16, 16], "blocks": 1, "dropout": 0.0}
    options |= {"decoder_width": 16} if name == "imn-1d" else {}
    training = replace(shipped.training, epochs=1, batch_size=8, start_share=0.0)
    return replace(shipped, options=options, training=training, match=MatchOptions())


@pytest.fixture
def two_runs(small_ptbxl, tmp_path):
    return [fit(small(name), small_ptbxl, tmp_path / name, precision="fp32") for name in ("imn-1d", "twin-1d")]


MATCH = MatchOptions(("imn-1d", "twin-1d"), (0.75, 0.25), 0.7, 0.4, 0.5)


def test_targets_are_drawn_to_the_mean_of_what_the_networks_say(two_runs):
    recipe = replace(small("imn-1d"), match=MATCH)
    held = [torch.load(path, weights_only=True) for path in two_runs]
    match = Match(recipe, held[0]["outputs"], two_runs, "cpu", autocast_for("fp32", "cpu"))
    x, label = torch.randn(3, 12, 1000), torch.ones(3, len(held[0]["outputs"]))
    found = match.softened(x, Targets(label, torch.ones(3, 2)))
    logits = []
    for name, one in zip(MATCH.recipes, held, strict=True):
        network = build_network(name, one["options"]).eval()
        network.load_state_dict(one["state"])
        with torch.no_grad():
            logits.append(network(x))
    says = (0.75 * logits[0] + 0.25 * logits[1]).sigmoid()
    assert torch.allclose(found.main[:, :5], 0.3 + 0.7 * says[:, :5], atol=1e-6)
    assert torch.allclose(found.main[:, 5:], 0.6 + 0.4 * says[:, 5:], atol=1e-6)
    assert torch.equal(found.auxiliary, torch.ones(3, 2))


def test_half_of_a_batch_is_mixed_in_pairs():
    x = torch.arange(8.0).view(8, 1, 1).expand(8, 12, 5)
    targets = Targets(x[:, :3, 0] / 8, x[:, :2, 0])
    mixed_x, mixed_targets = mixed(x, targets, 0.5, torch.Generator().manual_seed(0))
    assert torch.equal(mixed_x[:4], x[:4])
    assert not torch.equal(mixed_x[4:], x[4:])
    assert mixed_x[4:].min() >= 4  # of the mixed half alone
    assert mixed_x[4:].max() <= 7
    assert (mixed_x[4:] - x[4:]).abs().max() <= 1.5  # at least half its own, the others are at most 3 away
    assert torch.allclose(mixed_targets.main * 8, mixed_x[:, :3, 0])  # the same mixture
    assert torch.allclose(mixed_targets.auxiliary, mixed_x[:, :2, 0])
    assert mixed(x, targets, 0.0, torch.Generator())[0] is x


def test_a_run_that_matches_comes_nearer_to_what_it_matches(two_runs, small_ptbxl, tmp_path):
    plain = small("imn-1d")
    options = replace(MATCH, weight=1.0, detail_weight=1.0, mixed_share=0.0)
    longer = replace(plain, training=replace(plain.training, epochs=6, ema_decay=0.5), match=options)
    best = fit(longer, small_ptbxl, tmp_path / "matched", precision="fp32", matched=two_runs)
    match = Match(longer, torch.load(best, weights_only=True)["outputs"], two_runs, "cpu", autocast_for("fp32", "cpu"))
    x = 0.3 * torch.randn(16, 12, 1000)
    zero = torch.zeros(16, len(torch.load(best, weights_only=True)["outputs"]))
    wanted = match.softened(x, Targets(zero, zero)).main.logit()

    def distance(path):
        held = torch.load(path, weights_only=True)
        network = build_network("imn-1d", held["options"]).eval()
        network.load_state_dict(held["state"])
        with torch.no_grad():
            return float((network(x) - wanted)[:, :5].abs().mean())

    torch.manual_seed(9)
    untrained = fit(
        replace(plain, training=replace(plain.training, seed=9, learning_rate=0.0)),
        small_ptbxl,
        tmp_path / "untrained",
        precision="fp32",
    )
    assert distance(best) < 0.7 * distance(untrained)


def test_networks_that_answer_otherwise_are_not_matched(two_runs):
    recipe = replace(small("imn-1d"), match=MATCH)
    outputs = torch.load(two_runs[0], weights_only=True)["outputs"]
    autocast = autocast_for("fp32", "cpu")
    with pytest.raises(EcgError, match="reads or answers otherwise"):
        Match(recipe, outputs[:-1], two_runs, "cpu", autocast)
    unfiltered = replace(recipe, preprocessing=replace(recipe.preprocessing, highpass_hz=0.0))
    with pytest.raises(EcgError, match="reads or answers otherwise"):
        Match(unfiltered, outputs, two_runs, "cpu", autocast)
    with pytest.raises(EcgError, match="a share and a run for every network"):
        Match(recipe, outputs, two_runs[:1], "cpu", autocast)


def test_a_recipe_with_something_to_match_survives_its_plain_values():
    recipe = replace(load_recipe("imn-1d"), match=MATCH)
    assert recipe_from_dict(recipe.as_dict()) == recipe
    as_json = recipe.as_dict() | {
        "match": {**recipe.as_dict()["match"], "shares": [0.75, 0.25], "recipes": ["imn-1d", "twin-1d"]}
    }
    assert recipe_from_dict(as_json) == recipe
