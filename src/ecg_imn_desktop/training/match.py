"""Networks that answer for the very ECG that a training step sees, varied as it is.

A label says one thing of a record, however it is varied. Networks that are trained already say of every variation what
they make of it, of a mixture of two ECGs, too, for which nobody has a label: a network that learns to match their mean
learns from far more than the records that there are (Beyer et al. 2022; mixtures: Zhang et al. 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..core.errors import EcgError
from ..model.network import build_network
from .objective import Targets
from .recipe import Recipe, recipe_from_dict


class Match:
    """The networks to match; ``softened`` gives the targets of a batch."""

    def __init__(
        self,
        recipe: Recipe,
        outputs: Sequence[str],
        weights: Sequence[Path],
        device: str,
        autocast: Callable[[], AbstractContextManager[Any]],
    ) -> None:
        """``weights``: what the runs of ``recipe.match.recipes`` have kept.

        Raises EcgError if they do not read and answer alike.
        """
        self.options, self.n_super, self.autocast = recipe.match, recipe.n_superclasses, autocast
        if not len(weights) == len(self.options.recipes) == len(self.options.shares):
            raise EcgError(f"The recipe '{recipe.name}' needs a share and a run for every network that it matches.")
        self.networks: list[nn.Module] = []
        for path in weights:
            held = torch.load(path, map_location="cpu", weights_only=True)
            theirs = recipe_from_dict(held["recipe"])
            if held["outputs"] != list(outputs) or theirs.preprocessing != recipe.preprocessing:
                raise EcgError(
                    f"'{theirs.name}' reads or answers otherwise than '{recipe.name}', which is to match it."
                )
            network = build_network(theirs.network, held["options"])
            network.load_state_dict(held["state"])
            self.networks.append(network.to(device).eval().requires_grad_(False))

    def softened(self, x: Tensor, targets: Targets) -> Targets:
        """(1 - weight) x target + weight x the networks' probability for x (B, C, L), statements as they are."""
        with torch.no_grad(), self.autocast():
            logits = [network(x).float() for network in self.networks]
        mean = sum(share * logit for share, logit in zip(self.options.shares, logits, strict=True))
        assert isinstance(mean, Tensor)
        weight = torch.full_like(mean[:1], self.options.detail_weight)
        weight[:, : self.n_super] = self.options.weight
        return Targets((1 - weight) * targets.main + weight * mean.sigmoid(), targets.auxiliary)


def mixed(x: Tensor, targets: Targets, share: float, generator: torch.Generator) -> tuple[Tensor, Targets]:
    """The last ``share`` of a batch x (B, C, L) mixed in pairs, each at least half of its own; targets likewise."""
    n = int(len(x) * share)
    if not n:
        return x, targets
    own = torch.rand(n, generator=generator, device=generator.device)
    own = torch.maximum(own, 1 - own)
    other = torch.randperm(n, generator=generator, device=generator.device)

    def mix(values: Tensor) -> Tensor:
        plain, last = values[:-n], values[-n:]
        weight = own.view(-1, *[1] * (values.dim() - 1))
        return torch.cat([plain, weight * last + (1 - weight) * last[other]])

    return mix(x), Targets(mix(targets.main), mix(targets.auxiliary))
