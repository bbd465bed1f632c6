"""The networks: those of the paper to the letter, and the identity on which everything stands."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ecg_imn_desktop.core.analysis import MAX_RESIDUAL
from ecg_imn_desktop.model.network import (
    NETWORKS,
    EcgImn2d,
    Explained,
    Imn,
    Imn1d,
    ImnDirect,
    Twin1d,
    build_network,
    folded,
)

SMALL_1D = {"widths": (16, 16, 24), "blocks": 1, "decoder_width": 16}


def small_networks(n_classes: int = 3) -> list[Imn]:
    torch.manual_seed(0)
    return [
        Imn1d(n_classes, **SMALL_1D).eval(),
        Imn1d(n_classes, **SMALL_1D, generated_bias=True).eval(),
        EcgImn2d(1).eval(),
        EcgImn2d(2).eval(),
        ImnDirect(2).eval(),
    ]


def count(network: torch.nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


@pytest.mark.parametrize(("n_classes", "parameters"), [(1, 139_490), (2, 139_700)])
@pytest.mark.parametrize("n_samples", [1000, 5000])
def test_the_papers_network_has_the_papers_parameters(n_classes, parameters, n_samples):
    assert count(EcgImn2d(n_classes, n_samples)) == parameters


def test_the_papers_network_has_the_authors_parameter_names():
    names = set(EcgImn2d(2).state_dict())
    batch_norm = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    expected = {f"conv{i}.0.weight" for i in (1, 2, 3)}
    expected |= {f"conv{i}.1.{name}" for i in (1, 2, 3) for name in batch_norm}
    expected |= {f"transition.{i}.{name}" for i in (1, 5) for name in batch_norm}
    expected |= {"transition.0.weight", "transition.4.weight", "transition.8.weight", "transition.8.bias"}
    expected |= {"bias_head.weight", "bias_head.bias"}
    assert names == expected


@pytest.mark.parametrize("n_samples", [1000, 5000])
def test_the_papers_network_writes_weights_of_the_inputs_shape(n_samples):
    network = EcgImn2d(2, n_samples).eval()
    with torch.no_grad():
        assert network.weights(torch.randn(1, 12, n_samples)).shape == (1, 2, 12, n_samples)


def test_the_papers_weights_see_38_samples_to_either_side():
    torch.manual_seed(1)
    network = EcgImn2d(1).eval()
    x = torch.randn(1, 12, 1000, requires_grad=True)
    network.weights(x)[0, 0, 5, 500].backward()
    reached = torch.nonzero(x.grad.abs().sum(dim=(0, 1))).flatten()
    assert 500 - reached.min() <= 38
    assert reached.max() - 500 <= 38
    assert 500 - reached.min() >= 30


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**31), scale=st.floats(0.01, 20))
def test_contributions_and_bias_add_up_to_the_logit(seed, scale):
    x = torch.randn(2, 12, 1000, generator=torch.Generator().manual_seed(seed)) * scale
    for network in small_networks():
        with torch.no_grad():
            explained, logit = network.explain(x), network.logits(x)
        total = explained.contribution.double().sum(dim=(2, 3)) + explained.bias.double()
        # float32 rounds relative to the size of what is summed; at the scale of real ECGs this is below 1e-4
        allowed = MAX_RESIDUAL * max(1.0, float(explained.contribution.abs().sum(dim=(2, 3)).max()) / 100)
        assert torch.abs(total - logit.double()).max() <= allowed


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_in_double_precision_they_add_up_to_a_billionth(seed):
    x = torch.randn(1, 12, 1000, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    for network in small_networks():
        network = network.double()
        with torch.no_grad():
            explained, logit = network.explain(x), network.logits(x)
        total = explained.contribution.sum(dim=(2, 3)) + explained.bias
        assert torch.abs(total - logit).max() <= 1e-9


def test_default_bias_is_the_same_for_every_ecg():
    network = small_networks()[0]
    with torch.no_grad():
        network.bias += torch.arange(3)
        bias = network.explain(torch.randn(4, 12, 1000)).bias
    assert torch.equal(bias, torch.arange(3.0).expand(4, 3))


def test_a_generated_bias_differs_between_ecgs():
    network = small_networks()[1]
    with torch.no_grad():
        bias = network.explain(torch.randn(2, 12, 1000)).bias
    assert not torch.allclose(bias[0], bias[1])


def test_weights_held_over_two_samples_are_the_adjoint_of_summing_pairs():
    network = small_networks()[0]
    W, x = torch.randn(2, 3, 12, 500), torch.randn(2, 12, 1000)
    full = (network.expanded(W) * x.unsqueeze(1)).sum(dim=(2, 3))
    half = (W * network.reduced(x).unsqueeze(1)).sum(dim=(2, 3))
    assert torch.allclose(full, half, atol=1e-3)


def test_frozen_answer_is_arithmetic_on_the_contributions():
    network = small_networks()[0]
    x = torch.randn(1, 12, 1000)
    without_v1 = x.clone()
    without_v1[:, 6] = 0
    with torch.no_grad():
        written, explained = network.write(x), network.explain(x)
        frozen = network.combine(written, without_v1)
    expected = explained.logit - explained.contribution[:, :, 6].sum(dim=2)
    assert torch.allclose(frozen, expected, atol=1e-5)


def test_every_moment_of_the_default_weights_knows_the_whole_ecg():
    network = small_networks()[0]
    x = torch.randn(1, 12, 1000, requires_grad=True)
    network.weights(x)[0, 0, 0, 10].backward()
    assert x.grad[0, :, 900:].abs().sum() > 0


def test_default_network_has_at_most_three_million_parameters():
    assert count(Imn1d(28)) <= 3_000_000


def test_twin_shares_the_encoder():
    encoder = {name for name in Imn1d(5).state_dict() if name.startswith(("stem.", "stages."))}
    assert {name for name in Twin1d(5).state_dict() if not name.startswith("head.")} == encoder


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_kind_is_built_by_name(kind):
    network = build_network(kind, {"n_classes": 2}).eval()
    with torch.no_grad():
        assert network(torch.zeros(1, 12, 1000)).shape == (1, 2)


def test_silence_contributes_nothing():
    x = torch.randn(1, 12, 1000)
    x[:, 3] = 0
    x[:, :, 700:] = 0
    with torch.no_grad():
        contribution = small_networks()[0].explain(x).contribution.numpy()
    assert np.all(contribution[:, :, 3] == 0)
    assert np.all(contribution[..., 700:] == 0)


@pytest.mark.parametrize("kind", NETWORKS)
def test_folding_norms_into_convolutions_changes_no_answer(kind):
    torch.manual_seed(3)
    network = build_network(kind, {"n_classes": 2})
    with torch.no_grad():
        for module in network.modules():  # as after training, not the 0 and 1 of the beginning
            if isinstance(module, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d):
                for value in (module.weight, module.bias, module.running_mean, module.running_var):
                    value.uniform_(0.5, 1.5)
        network.double()  # the sum of 12,000 products is rounded as each processor sums
        x = torch.randn(3, 12, 1000, dtype=torch.float64)
        before = network.eval()(x).clone()
        after = folded(network)(x)
    assert not any(isinstance(m, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d) for m in network.modules())
    torch.testing.assert_close(after, before, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_a_superclass_gathers_the_member_that_the_ecg_looks_like(mode):
    torch.manual_seed(3)
    options = {"n_classes": 6, "widths": (16, 16), "blocks": 1, "decoder_width": 16}
    plain = build_network("imn-1d", options).eval()
    gathering = build_network(
        "imn-1d", {**options, "members": [[2, 3, 5], [3, 4]], "member_shares": [-0.5, 0.7]}
    ).eval()
    gathering.load_state_dict(plain.state_dict())
    with torch.no_grad():
        for network in (plain, gathering):
            network.bias.copy_(torch.linspace(-1, 1, 6))
    x = torch.randn(3, 12, 1000)
    with mode():
        W, evidence = plain.weights(x), plain.logits(x) - plain.bias
        explained = gathering.explain(x)
        mixed = gathering.weights(x)
    W, evidence, mixed, explained = (
        W.clone(),
        evidence.clone(),
        mixed.clone(),
        Explained(*(t.clone() for t in explained)),
    )
    plain.requires_grad_(False)
    alpha = (evidence + plain.bias)[:, [3, 4]].softmax(dim=1)
    expected = W[:, 1] + 0.7 * (alpha[:, :1, None] * W[:, 3] + alpha[:, 1:, None] * W[:, 4])
    assert torch.allclose(mixed[:, 1], expected, atol=1e-6)
    assert torch.equal(mixed[:, 2:], W[:, 2:])
    beta = (evidence + plain.bias)[:, [2, 3, 5]].softmax(dim=1)
    expected_logit = evidence[:, 0] - 0.5 * (beta * evidence[:, [2, 3, 5]]).sum(dim=1) + plain.bias[0]
    assert torch.allclose(explained.logit[:, 0], expected_logit, atol=1e-4)
    # the identity that all this is about, and b is no function of x
    with mode():
        logit = gathering.logits(x)
    assert torch.allclose(explained.contribution.sum(dim=(2, 3)) + explained.bias, logit.clone(), atol=1e-4)
    assert torch.equal(explained.bias, gathering.bias.expand(3, -1))


def test_members_are_classes_behind_the_superclasses():
    for members in ([[0]], [[4]], [[-1]]):
        with pytest.raises(ValueError, match="members"):
            build_network("imn-1d", {"n_classes": 4, "members": members, "member_shares": [0.5]})
