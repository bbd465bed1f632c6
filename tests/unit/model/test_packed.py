"""Packed convolutions: the same answers, in less time, and gradients as before."""

import copy

import pytest
import torch

from ecg_imn_desktop.model import packed as module
from ecg_imn_desktop.model.network import EcgImn2d, Imn1d, folded
from ecg_imn_desktop.model.packed import PackedConv1d, packed

needs_onednn = pytest.mark.skipif(not module.can_pack(), reason="this build of torch has no oneDNN")


def network() -> Imn1d:
    torch.manual_seed(0)
    return folded(Imn1d(4, widths=(16, 24, 32), blocks=2, decoder_width=16).eval())


@pytest.fixture
def both():
    plain = network()
    other = copy.deepcopy(plain)
    return plain, packed(other, torch.zeros(1, 12, 1000), other.write)


@needs_onednn
@pytest.mark.parametrize("n_ecgs", [1, 3])
def test_it_answers_and_explains_as_the_plain_one(both, n_ecgs):
    plain, fast = both
    x = torch.randn(n_ecgs, 12, 1000)
    with torch.inference_mode():
        one, other = plain.explain(x), fast.explain(x)
    assert sum(isinstance(part, PackedConv1d) for part in fast.modules()) > 10
    assert torch.allclose(one.logit, other.logit, atol=1e-5)
    assert torch.allclose(one.contribution, other.contribution, atol=1e-6)
    total = other.contribution.double().sum(dim=(2, 3)) + other.bias.double()
    assert torch.allclose(total, other.logit.double(), atol=1e-4)


@needs_onednn
def test_a_gradient_is_that_of_the_plain_one(both):
    x = torch.randn(1, 12, 1000)
    found = []
    for each in both:
        asked = x.clone().requires_grad_(True)
        each(asked)[:, 1].sum().backward()
        found.append(asked.grad)
    assert torch.equal(*found)


def test_without_onednn_nothing_changes(monkeypatch):
    monkeypatch.setattr(module, "can_pack", lambda: False)
    plain = network()
    names = list(plain.state_dict())
    assert packed(plain, torch.zeros(1, 12, 1000), plain.write) is plain
    assert list(plain.state_dict()) == names


def test_the_papers_network_stays_as_it_is():
    plain = EcgImn2d(1).eval()
    ran = []
    packed(plain, torch.zeros(1, 12, 1000), ran.append)
    assert not ran  # it has nothing to pack
    assert not any(isinstance(part, PackedConv1d) for part in plain.modules())
