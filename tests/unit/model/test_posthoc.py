"""Post-hoc methods against sums that can be done by hand, or without captum."""

import numpy as np
import pytest
import torch
from torch import nn

from ecg_imn_desktop.core.errors import Cancelled
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.model.methods import METHODS
from ecg_imn_desktop.model.network import Imn1d, Twin1d, Twin2d
from ecg_imn_desktop.model.posthoc import Settings, attribution


@pytest.fixture(scope="module")
def twin():
    torch.manual_seed(0)
    network = Twin1d(n_classes=3, widths=(16, 16), blocks=1)
    for norm in (m for m in network.modules() if isinstance(m, nn.BatchNorm1d)):
        norm.running_var.mul_(0.3)  # an untrained network hardly answers to its input
    return network.eval()


@pytest.fixture(scope="module")
def x():
    return torch.randn(2, 12, 200, generator=torch.Generator().manual_seed(1))


class Linear(nn.Module):
    """logit_k = sum of W_k * x: every honest method must find W_k * x, or sums of it."""

    def __init__(self):
        super().__init__()
        self.W = nn.Parameter(torch.randn(3, 12, 200, generator=torch.Generator().manual_seed(2)))

    def forward(self, x):
        return torch.einsum("kct,bct->bk", self.W, x)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_map_for_each_ecg_and_class_in_the_order_asked_for(twin, x, method):
    both = attribution(twin, x, [2, 0], method)
    assert both.shape == (2, 2, 12, 200)
    assert both.dtype == torch.float32
    assert not both.requires_grad
    torch.testing.assert_close(attribution(twin, x, [0], method)[:, 0], both[:, 1])
    assert both[:, 0].abs().max() > 0


def test_integrated_gradients_add_up_to_the_change_of_the_logit(twin, x):
    found = attribution(twin, x, [0, 1, 2], "integrated-gradients", Settings(n_steps=200))
    with torch.no_grad():
        change = twin(x) - twin(torch.zeros_like(x))
    torch.testing.assert_close(found.sum(dim=(2, 3)), change, rtol=0.02, atol=1e-3)


def test_integrated_gradients_are_the_mean_gradient_of_the_straight_line(twin, x):
    found = attribution(twin, x, [1], "integrated-gradients", Settings(n_steps=100))[:, 0]
    total = torch.zeros_like(x)
    n = 400
    for step in range(n):
        point = ((step + 0.5) / n * x).requires_grad_()
        total += torch.autograd.grad(twin(point)[:, 1].sum(), point)[0]
    by_hand = x * total / n
    assert (found - by_hand).abs().max() < 0.03 * by_hand.abs().max()


def test_grad_cam_is_the_last_maps_weighted_by_their_mean_gradient(twin, x):
    held = {}
    hook = twin.stages[-1].register_forward_hook(lambda module, inputs, output: held.update(maps=output))
    logit = twin(x)[:, 2].sum()
    hook.remove()
    gradient = torch.autograd.grad(logit, held["maps"])[0]
    coarse = (gradient.mean(dim=2, keepdim=True) * held["maps"]).sum(dim=1).detach()
    fine = nn.functional.interpolate(coarse[:, None], size=200, mode="linear", align_corners=False)
    signed = attribution(twin, x, [2], "grad-cam", Settings(is_rectified=False))[:, 0]
    torch.testing.assert_close(signed, fine.expand(-1, 12, -1))
    published = attribution(twin, x, [2], "grad-cam")[:, 0]
    clipped = nn.functional.interpolate(coarse[:, None].relu(), size=200, mode="linear", align_corners=False)
    torch.testing.assert_close(published, clipped.expand(-1, 12, -1))


def test_grad_cam_of_the_papers_network_tells_leads_apart(x):
    torch.manual_seed(0)
    found = attribution(Twin2d(n_classes=2, n_samples=200).eval(), x, [1], "grad-cam", Settings(is_rectified=False))
    assert found.shape == (2, 1, 12, 200)
    assert not torch.equal(found[0, 0, 0], found[0, 0, 6])


def test_grad_cam_says_that_it_does_not_know_a_network(x):
    with pytest.raises(TypeError, match="Linear"):
        attribution(Linear(), x, [0], "grad-cam")


def test_on_a_linear_model_gradient_methods_find_the_exact_contribution(x):
    network = Linear()
    exact = network.W[[0, 2]].detach() * x[:, None]
    torch.testing.assert_close(attribution(network, x, [0, 2], "integrated-gradients"), exact, rtol=1e-4, atol=1e-5)
    without_noise = attribution(network, x, [0, 2], "gradient-shap", Settings(noise_sd=0.0))
    torch.testing.assert_close(without_noise, exact, rtol=1e-4, atol=1e-5)


def test_occlusion_is_the_fall_of_the_logit_spread_over_its_window(twin, x):
    found = attribution(twin, x, [1], "occlusion", Settings(window=20, step=20))[:, 0]
    lead, first = 7, 60
    flat = x.clone()
    flat[:, lead, first : first + 20] = 0
    with torch.no_grad():
        fall = (twin(x) - twin(flat))[:, 1]
    torch.testing.assert_close(found[:, lead, first : first + 20].sum(dim=1), fall, rtol=1e-3, atol=1e-6)


def test_gradient_shap_draws_the_same_again_and_leaves_the_generators_alone(twin, x):
    np.random.seed(5)
    torch.manual_seed(5)
    first = attribution(twin, x, [0], "gradient-shap")
    after = np.random.rand(), torch.rand(1)
    np.random.seed(5)
    torch.manual_seed(5)
    assert (np.random.rand(), torch.rand(1)) == after
    torch.testing.assert_close(attribution(twin, x, [0], "gradient-shap"), first)
    assert not torch.equal(attribution(twin, x, [0], "gradient-shap", Settings(seed=1)), first)


def test_gradient_shap_takes_the_baselines_it_is_given(x):
    network = Linear()
    baseline = torch.ones(1, 12, 200)
    found = attribution(network, x, [0], "gradient-shap", Settings(noise_sd=0.0), baseline=baseline)
    torch.testing.assert_close(found[:, 0], network.W[0].detach() * (x - 1), rtol=1e-4, atol=1e-5)


def test_methods_explain_the_interpretable_network_too(x):
    torch.manual_seed(0)
    network = Imn1d(n_classes=2, n_samples=200, widths=(16, 16), blocks=1, decoder_width=16).eval()
    assert attribution(network, x, [0, 1], "integrated-gradients").shape == (2, 2, 12, 200)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_work_reports_where_it_is_and_can_be_cancelled(twin, x, method):
    seen = []
    attribution(twin, x, [0, 1], method, Settings(n_at_once=2), CancellableProgress(lambda f, m: seen.append((f, m))))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] <= 1.0
    assert {text for _, text in seen} == {METHODS[method].title}
    if method != "grad-cam":
        assert len(set(fractions)) > 5
        assert fractions[-1] > 0.7
    seen.clear()
    stop = CancellableProgress(lambda f, m: seen.append(f), lambda: len(seen) >= 2)
    with pytest.raises(Cancelled):
        attribution(twin, x, [0, 1], method, Settings(n_at_once=2), stop)
    assert len(seen) == 2


def test_the_network_is_left_as_it_was(twin, x):
    before = {name: value.clone() for name, value in twin.state_dict().items()}
    attribution(twin, x, [0], "integrated-gradients")
    assert all(torch.equal(value, before[name]) for name, value in twin.state_dict().items())
    assert all(parameter.grad is None for parameter in twin.parameters())
    assert not x.requires_grad


@pytest.mark.parametrize("method", sorted(METHODS))
def test_what_a_method_is_said_to_tell_is_what_it_tells(twin, x, method):
    said = METHODS[method]
    found = attribution(twin, x, [0], method, Settings(is_rectified=False))[:, 0]
    assert said.has_leads == (not torch.equal(found, found[:, :1].expand_as(found)))
    if method != "grad-cam":  # which a network without maps does not have
        assert said.is_in_logits
        linear = Linear()
        total = attribution(linear, x, [0], method, Settings(noise_sd=0.0)).sum(dim=(1, 2, 3))
        torch.testing.assert_close(total, linear(x)[:, 0], rtol=1e-3, atol=1e-3)
    else:
        assert not said.is_in_logits
        with torch.no_grad():
            change = (twin(x) - twin(torch.zeros_like(x)))[:, 0]
        assert ((found.sum(dim=(1, 2)) - change).abs() > change.abs()).all()
