"""Two networks joined are one network that writes the mean of their W."""

from dataclasses import replace

import pytest
import torch

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.model.network import build_network, folded, restored_network
from ecg_imn_desktop.model.packed import packed
from ecg_imn_desktop.training.join import join, joined
from ecg_imn_desktop.training.recipe import load_recipe

OPTIONS = {"n_classes": 5, "n_samples": 1000, "blocks": 1, "dropout": 0.0, "n_auxiliary": 3}
GATHERING = {"members": [[2, 3], [4]], "member_shares": [0.5, -0.25]}
RECIPE = replace(load_recipe("imn-1d-moving"), name="two", start="", joins=("one", "other"))


def run_of(seed, **options):
    """What a run with random weights and random statistics of its norms would have kept."""
    options = {**OPTIONS, **options}
    torch.manual_seed(seed)
    network = build_network("imn-1d", options)
    for name, value in network.state_dict().items():
        if name.endswith(("bias", "running_mean")):
            value.normal_(0, 0.5)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 2)
    return {
        "state": network.state_dict(), "options": options, "outputs": list("abcde"), "epoch": 3, "history": [{}],
        "recipe": replace(RECIPE, name=f"seed-{seed}").as_dict(), "versions": {"torch": str(torch.__version__)},
    }  # fmt: skip


def network_of(held):
    return restored_network("imn-1d", held["options"], held["state"])


@pytest.fixture
def two():
    return run_of(1, widths=[16, 24], decoder_width=8), run_of(2, widths=[8, 16, 16], decoder_width=16, kernel=5)


def test_its_w_b_and_logit_are_the_means(two):
    x = torch.randn(3, 12, 1000)
    one, other, both = (network_of(held) for held in (*two, joined(RECIPE, two)))
    with torch.no_grad():
        for name in ("weights", "logits"):
            mean = (getattr(one, name)(x) + getattr(other, name)(x)) / 2
            assert torch.allclose(getattr(both, name)(x), mean, atol=1e-5)
        explained = both.explain(x)
        assert torch.allclose(explained.bias[0], (one.bias + other.bias) / 2)
        assert torch.allclose(explained.contribution.sum((2, 3)) + explained.bias, explained.logit, atol=1e-5)
    assert not torch.allclose(one.logits(x), other.logits(x), atol=0.1)  # they were two


def test_what_is_gathered_follows_the_common_evidence():
    two = (
        run_of(1, widths=[16, 24], decoder_width=8, **GATHERING),
        run_of(2, widths=[8, 16], decoder_width=16, **GATHERING),
    )
    # Of a lead without a mean the writers' own biases, which stand in no last_inputs, say nothing.
    x = torch.randn(3, 12, 1000)
    x -= x.mean(dim=2, keepdim=True)
    one, other, both = (network_of(held) for held in (*two, joined(RECIPE, two)))
    with torch.no_grad():
        details = slice(2, None)
        assert torch.allclose(both.logits(x)[:, details], (one.logits(x) + other.logits(x))[:, details] / 2, atol=1e-5)
        own = [n.last_inputs(x) @ n.last_weight.T for n in (one, other)]
        evidence = (both.logits(x) - both.bias)[:, details]
        gathered = both.gathered_evidence(torch.cat([torch.zeros(3, 2), evidence], dim=1))
        expected = (own[0] + own[1])[:, :2] / 2 + gathered + both.bias[:2]
        assert torch.allclose(both.logits(x)[:, :2], expected, atol=1e-4)
        assert torch.allclose(both.last_inputs(x) @ both.last_weight.T, (own[0] + own[1]) / 2, atol=1e-5)


def test_it_answers_the_same_folded_and_packed(two):
    x = torch.randn(1, 12, 1000)
    held = joined(RECIPE, two)
    plain = network_of(held)
    fast = packed(folded(network_of(held)), torch.zeros(1, 12, 1000), lambda x: network_of(held).write(x))
    with torch.inference_mode():
        assert torch.allclose(plain.weights(x), fast.weights(x), atol=1e-5)


def test_the_auxiliary_head_is_left_behind(two):
    held = joined(RECIPE, two)
    assert "n_auxiliary" not in held["options"]
    assert not [key for key in held["state"] if "auxiliary" in key]
    assert [part["name"] for part in held["parts"]] == ["seed-1", "seed-2"]


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held | {"outputs": list("abcdf")},
        lambda held: held | {"options": held["options"] | {"n_samples": 500}},
        lambda held: held | {"options": held["options"] | GATHERING},
        lambda held: held | {"options": held["options"] | {"partner": {}}},
        lambda held: held | {"recipe": held["recipe"] | {"preprocessing": {"kind": "z-score"}}},
    ],
)
def test_networks_that_do_not_belong_together_are_refused(two, change):
    with pytest.raises(EcgError, match="different classes or read another input"):
        joined(RECIPE, [two[0], change(two[1])])


def test_three_are_refused(two):
    with pytest.raises(EcgError, match="two can be joined"):
        joined(RECIPE, [*two, two[0]])


def test_what_stands_is_not_joined_again_until_a_part_is_newer(two, tmp_path):
    parts = [tmp_path / "one.pt", tmp_path / "other.pt"]
    for path, held in zip(parts, two, strict=True):
        torch.save(held, path)
    path = join(RECIPE, parts, tmp_path / "both")
    first = path.stat().st_mtime_ns
    assert join(RECIPE, parts, tmp_path / "both") == path
    assert path.stat().st_mtime_ns == first
    torch.save(two[0], parts[1])
    join(RECIPE, parts, tmp_path / "both")
    state = torch.load(path, weights_only=True)["state"]
    assert torch.equal(state["partner.stem.0.weight"], two[0]["state"]["stem.0.weight"])
