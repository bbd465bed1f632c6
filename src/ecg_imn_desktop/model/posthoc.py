"""Explanations of a black box after the fact, by captum: what an exact explanation is to be compared with.

``attribution`` takes any network that maps x (B, C, L) to logits (B, K), the twins of ``network`` first of all, and
gives (B, K chosen, C, L). captum is imported when the first map is asked for.

Integrated gradients and GradientSHAP are in logits a sample and add up (the first up to its quadrature, the second in
expectation) to logit(x) - logit(0), where x = 0 is a flat line. Occlusion is the fall of the logit when a window of one
lead is flat, spread evenly over the window. Grad-CAM has no unit and, in a network whose first layer mixes the leads,
says when but not where: every lead gets the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..core.progress import NO_PROGRESS, Progress
from .methods import METHODS
from .network import Encoder1d, Encoder2d

Logits = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Settings:
    """What the methods can be asked for.

    Attributes
    ----------
    n_steps : points of the quadrature (Gauss-Legendre) of integrated gradients
    n_draws, noise_sd, seed : samples of GradientSHAP, the noise added to x in them (in units of x), and their seed
    window, step : samples that occlusion flattens at a time, and how far it moves on
    is_rectified : Grad-CAM as published keeps the evidence for the class only; False keeps its sign
    n_at_once : ECGs in one pass through the network; between two passes work can be cancelled
    """

    n_steps: int = 50
    n_draws: int = 20
    noise_sd: float = 0.1
    seed: int = 0
    window: int = 20
    step: int = 20
    is_rectified: bool = True
    n_at_once: int = 16


DEFAULTS = Settings()


def attribution(
    network: nn.Module,
    x: Tensor,
    classes: Sequence[int],
    method: str,
    settings: Settings = DEFAULTS,
    progress: Progress = NO_PROGRESS,
    baseline: Tensor | None = None,
) -> Tensor:
    """Attribution of the logits of ``classes`` by a method of ``METHODS``, float32 (B, len(classes), C, L).

    ``x`` (B, C, L) is what the network reads, on its device; ``network`` is in evaluation mode. ``baseline``
    (n, C, L) stands for "no ECG" in GradientSHAP, which draws from it; a flat line if None. Raises KeyError for an
    unknown method, TypeError if Grad-CAM does not know the network's layers, Cancelled from ``progress``.
    """
    title = METHODS[method].title
    n_done = 0
    parts = torch.split(x.detach(), 1 if method == "occlusion" else settings.n_at_once)
    n_passes = len(parts) * _passes(method, len(classes), x, settings)

    def counted(part: Tensor) -> Tensor:
        nonlocal n_done
        progress.report(min(n_done / n_passes, 1.0), title)
        n_done += 1
        logits: Tensor = network(part)
        return logits

    progress.report(0.0, title)
    maps = [_FUNCTIONS[method](_Task(network, counted, part, list(classes), settings, baseline)) for part in parts]
    return torch.cat(maps).detach().float()


def load_captum() -> None:
    """Import captum now, so that the first map does not take the second that this needs."""
    import captum.attr  # noqa: F401


@dataclass(frozen=True)
class _Task:
    """One batch x (B, C, L): ``logits`` is the network, counted; ``network`` has the layers."""

    network: nn.Module
    logits: Logits
    x: Tensor
    classes: list[int]
    settings: Settings
    baseline: Tensor | None

    def per_class(self, explain: Callable[[int], Tensor]) -> Tensor:
        """``explain(k)`` (B, C, L) of every class, stacked."""
        return torch.stack([explain(k) for k in self.classes], dim=1)


def _passes(method: str, n_classes: int, x: Tensor, settings: Settings) -> int:
    """About how many times the network is called for a batch."""
    at_once = settings.n_at_once
    if method == "occlusion":
        windows = x.shape[1] * (1 + -(-max(0, x.shape[2] - settings.window) // settings.step))
        return 1 + -(-windows // at_once)
    n = min(len(x), at_once)
    each = {
        "grad-cam": 1,
        "integrated-gradients": -(-settings.n_steps // max(1, at_once // n)),
        "gradient-shap": -(-settings.n_draws // max(1, at_once // n)),
    }
    return max(1, n_classes * each[method])


def _grad_cam(task: _Task) -> Tensor:
    """The last feature maps, weighted by the mean gradient of the logit in each, interpolated to the rate of x."""
    from captum.attr import LayerGradCam

    cam = LayerGradCam(task.logits, _last_layer(task.network))
    n_leads, n_samples = task.x.shape[1:]

    def explain(k: int) -> Tensor:
        coarse = cam.attribute(task.x, k, relu_attributions=task.settings.is_rectified)  # (B, 1, T) or (B, 1, C, T)
        rows = coarse if coarse.ndim == 3 else coarse.squeeze(1)
        fine = F.interpolate(rows, size=n_samples, mode="linear", align_corners=False)
        return fine.expand(-1, n_leads, -1)

    return task.per_class(explain)


def _last_layer(network: nn.Module) -> nn.Module:
    if isinstance(network, Encoder1d):
        return network.stages[-1]
    if isinstance(network, Encoder2d):
        return network.conv3
    raise TypeError(f"Grad-CAM does not know the layers of {type(network).__name__}")


def _integrated_gradients(task: _Task) -> Tensor:
    """The gradient averaged on the straight line from a flat ECG to x, times x."""
    from captum.attr import IntegratedGradients

    method = IntegratedGradients(task.logits)
    at_once = max(task.settings.n_at_once, len(task.x))
    return task.per_class(
        lambda k: method.attribute(
            task.x, 0.0, target=k, n_steps=task.settings.n_steps, internal_batch_size=at_once, method="gausslegendre"
        )
    )


def _gradient_shap(task: _Task) -> Tensor:
    """The same gradient at random points of the line, of x with a little noise; the mean of the draws."""
    from captum.attr import GradientShap

    method = GradientShap(task.logits)
    settings = task.settings
    baseline = torch.zeros_like(task.x[:1]) if task.baseline is None else task.baseline
    n_draws = settings.n_draws
    at_once = max(1, settings.n_at_once // len(task.x))

    def explain(k: int) -> Tensor:
        total = torch.zeros_like(task.x)
        torch.manual_seed(settings.seed)
        np.random.seed(settings.seed)
        for first in range(0, n_draws, at_once):
            n = min(at_once, n_draws - first)
            part = method.attribute(task.x, baseline, n_samples=n, stdevs=settings.noise_sd, target=k)
            total += part * (n / n_draws)
        return total

    # captum draws from the generators that everybody shares: they are left as they were found.
    state = np.random.get_state()
    try:
        with torch.random.fork_rng(devices=[task.x.device] if task.x.is_cuda else []):
            return task.per_class(explain)
    finally:
        np.random.set_state(state)


def _occlusion(task: _Task) -> Tensor:
    """The fall of the logit when a window of one lead is flat. All classes at once, one ECG at a time."""
    from captum.attr import Occlusion

    window = task.settings.window
    with torch.no_grad():
        falls: Tensor = Occlusion(task.logits).attribute(
            task.x,
            sliding_window_shapes=(1, window),
            strides=(1, task.settings.step),
            baselines=0.0,
            perturbations_per_eval=task.settings.n_at_once,
        )  # (K, C, L): without a target captum looks at every output of the one ECG
    return falls[task.classes].unsqueeze(0) / window


_FUNCTIONS: dict[str, Callable[[_Task], Tensor]] = {
    "grad-cam": _grad_cam,
    "integrated-gradients": _integrated_gradients,
    "gradient-shap": _gradient_shap,
    "occlusion": _occlusion,
}
