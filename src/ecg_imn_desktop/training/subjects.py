"""Who is asked in a test of explanations: a network with its card, and a method that explains it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..core.errors import ModelError
from ..model.card import ModelCard
from ..model.methods import METHODS
from ..model.network import Imn
from ..model.posthoc import attribution
from .measures import gradients
from .objective import CELL_SAMPLES

# The post-hoc methods that are compared with, in the order of the tables. Occlusion costs seconds an ECG.
POST_HOC: tuple[str, ...] = ("grad-cam", "integrated-gradients", "gradient-shap")

EXACT = "W*x"
GRADIENT = "gradient*x"
RANDOM = "random"
TWIN_RANDOM = "random, twin"


@dataclass(frozen=True)
class Subject:
    """A network in evaluation mode and its card."""

    card: ModelCard
    network: nn.Module

    def x(self, mv: NDArray[np.floating]) -> Tensor:
        """What the network reads, (B, 12, L), from mV (B, 12, L)."""
        return torch.from_numpy(self.card.preprocessing(mv, self.card.fs))

    def output(self, name: str) -> int:
        """Number of the output of a class."""
        return [c.name for c in self.card.classes].index(name)

    def log_odds(self, x: Tensor, k: int) -> NDArray[np.float64]:
        """Calibrated log-odds of output k, (B,): slope * logit + intercept of the card.

        Two networks' logits have different scales; calibrated, they mean the same.
        """
        with torch.no_grad():
            logit = in_batches(lambda part: self.network(part)[:, k], x).double().numpy()
        output = self.card.outputs[k]
        return np.asarray(output.slope * logit + output.intercept)


@dataclass(frozen=True)
class Method:
    """A way to explain ``subject``: ``attribute(network, x, k)`` is (B, C, L), large where the evidence for k lies."""

    name: str
    subject: Subject
    attribute: Callable[[nn.Module, Tensor, int], Tensor]

    def map(self, x: Tensor, k: int) -> Tensor:
        """Attribution of output k of the subject, float32 (B, C, L)."""
        return self.attribute(self.subject.network, x, k)


def methods_of(model: Subject, twin: Subject | None, seed: int = 0) -> list[Method]:
    """All methods: of the interpretable network itself, and post hoc of its black-box twin if there is one.

    Raises ModelError if the twin does not answer for the same classes.
    """
    found = [
        Method(EXACT, model, contributions),
        Method(GRADIENT, model, _gradient_times_x),
        Method(RANDOM, model, _random(seed)),
    ]
    if twin is None:
        return found
    if [c.name for c in twin.card.classes] != [c.name for c in model.card.classes]:
        raise ModelError(f"'{twin.card.name}' does not answer for the same classes as '{model.card.name}'.")
    found += [Method(METHODS[name].title, twin, _post_hoc(name)) for name in POST_HOC]
    return [*found, Method(TWIN_RANDOM, twin, _random(seed))]


def contributions(network: nn.Module, x: Tensor, k: int) -> Tensor:
    """W * x of output k, (B, C, L)."""
    assert isinstance(network, Imn)

    def one(part: Tensor) -> Tensor:
        W = network.write(part).W[:, k : k + 1]
        return network.expanded(W).squeeze(1) * part

    with torch.no_grad():
        return in_batches(one, x)


def _gradient_times_x(network: nn.Module, x: Tensor, k: int) -> Tensor:
    return in_batches(lambda part: gradients(network, part, k) * part, x)


def _random(seed: int) -> Callable[[nn.Module, Tensor, int], Tensor]:
    return lambda _, x, k: torch.randn(x.shape, generator=torch.Generator().manual_seed(seed + k))


def _post_hoc(name: str) -> Callable[[nn.Module, Tensor, int], Tensor]:
    return lambda network, x, k: attribution(network, x, [k], name)[:, 0]


def in_batches(function: Callable[[Tensor], Tensor], x: Tensor, size: int = 32) -> Tensor:
    """``function`` over x, ``size`` ECGs at a time."""
    return torch.cat([function(part) for part in x.split(size)])


def in_cells(attributed: Tensor) -> Tensor:
    """Sums over cells of one lead x 50 ms, (B, C, L // 5)."""
    return attributed.unflatten(2, (-1, CELL_SAMPLES)).sum(dim=3)
