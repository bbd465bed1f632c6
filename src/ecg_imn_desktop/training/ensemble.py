"""What finished networks say together, as targets for one network.

The mean answer of networks that were trained in unlike ways is better than any one's, but no program has time for all
of them. So one network learns to answer as they do together (distillation: Hinton et al. 2015), for ECGs that none of
them has learnt by heart: varied as in training, and some of each batch mixed in pairs (Zhang et al. 2018), for which
the networks are asked anew at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..core.errors import EcgError
from ..model.network import restored_network
from .compute import Compute
from .data import Split
from .measures import auroc_per_class
from .objective import Targets
from .publish import platt, predict
from .recipe import EnsembleOptions, Recipe, recipe_from_dict


class Ensemble:
    """Networks whose logits, weighed by ``weight`` (network, K) and moved by ``offset`` (K,), are their common answer.

    ``n_super`` of the K outputs are superclasses (they come first).
    """

    def __init__(
        self,
        networks: Sequence[nn.Module],
        weight: Tensor,
        offset: Tensor,
        options: EnsembleOptions,
        n_super: int,
        autocast: Callable[[], AbstractContextManager[Any]],
    ) -> None:
        self.networks, self.weight, self.offset = list(networks), weight, offset
        self.options, self.autocast = options, autocast
        share = torch.full_like(offset, options.detail_weight)
        share[:n_super] = options.weight
        self.share = share

    def probability(self, x: Tensor) -> Tensor:
        """The common answer for x (B, 12, L), (B, K)."""
        with torch.no_grad():
            with self.autocast():
                logits = torch.stack([network(x).float() for network in self.networks])
            return torch.sigmoid(torch.einsum("nbk,nk->bk", logits, self.weight) + self.offset)

    def taught(self, x: Tensor, targets: Targets, generator: torch.Generator) -> tuple[Tensor, Targets]:
        """A batch x (B, 12, L), its last ``mixed_share`` mixed in pairs; targets drawn towards the common answer."""
        mixed = Mixing(len(x), self.options.mixed_share, generator)
        x, main, auxiliary = mixed(x), mixed(targets.main), mixed(targets.auxiliary)
        return x, Targets((1 - self.share) * main + self.share * self.probability(x), auxiliary)


class Mixing:
    """Mixes the last ``share`` of a batch of ``n`` in pairs, each ECG keeping the larger part of itself."""

    def __init__(self, n: int, share: float, generator: torch.Generator) -> None:
        self.n_whole, n_mixed = n - round(share * n), round(share * n)
        part = torch.rand(n_mixed, generator=generator, device=generator.device)
        self.part = torch.maximum(part, 1 - part)
        self.partner = torch.randperm(n_mixed, generator=generator, device=generator.device)

    def __call__(self, values: Tensor) -> Tensor:
        """The same mixture of ``values`` (n, ...)."""
        whole, rest = values[: self.n_whole], values[self.n_whole :]
        part = self.part.view(-1, *[1] * (values.dim() - 1))
        return torch.cat([whole, part * rest + (1 - part) * rest[self.partner]])


def read_ensemble(paths: Sequence[Path], recipe: Recipe, val: Split, compute: Compute) -> Ensemble:
    """The ensemble of the runs' weights ``paths`` for a network of ``recipe``, weighed by fold 9, ``val``.

    Raises EcgError if one of them answers for other classes or reads the ECG in another way.
    """
    networks = []
    for path in paths:
        held = torch.load(path, map_location="cpu", weights_only=True)
        its_recipe = recipe_from_dict(held["recipe"])
        if tuple(held["outputs"]) != val.outputs or its_recipe.preprocessing != recipe.preprocessing:
            raise EcgError(f"'{its_recipe.name}' answers for other classes or reads ECGs in another way.")
        network = restored_network(its_recipe.network, held["options"], held["state"])
        networks.append(network.to(compute.device))
    logits = np.stack([predict(network, val, recipe.preprocessing, compute.device) for network in networks])
    weight, offset = common_scale(val.main, logits, recipe.ensemble.margin)
    weight_tensor, offset_tensor = (
        torch.from_numpy(values.astype(np.float32)).to(compute.device) for values in (weight, offset)
    )
    return Ensemble(networks, weight_tensor, offset_tensor, recipe.ensemble, recipe.n_superclasses, compute.autocast)


def common_scale(
    truth: NDArray[np.float32], logits: NDArray[np.float64], margin: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (network, K) and offsets (K,) for ``logits`` (network, n, K), such that their sum is a calibrated logit.

    The mean of the networks' own calibrated logits, calibrated again, on ``truth`` (n, K). Where a network's AUROC is
    more than ``margin`` behind the first one's, it has no say. The first one alone speaks, as it is, for a class
    that nobody or everybody bears.
    """
    n_networks, _, n_classes = logits.shape
    auroc = np.stack([auroc_per_class(truth, each) for each in logits])
    weight, offset = np.zeros((n_networks, n_classes)), np.zeros(n_classes)
    for k in range(n_classes):
        if np.isnan(auroc[0, k]):
            weight[0, k] = 1
            continue
        heard = np.flatnonzero(auroc[:, k] >= auroc[0, k] - margin)
        scales = [platt(truth[:, k], logits[i, :, k]) for i in heard]
        slopes, intercepts = np.array(scales).T / len(heard)
        mean = slopes @ logits[heard, :, k] + intercepts.sum()
        slope, intercept = platt(truth[:, k], mean)
        weight[heard, k] = slope * slopes
        offset[k] = slope * intercepts.sum() + intercept
    return weight, offset
