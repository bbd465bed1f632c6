"""Training records a second with the recipe of the shipped network, beside its black-box twin; random inputs."""

from __future__ import annotations

import time
from copy import deepcopy

import torch
from line import Line

from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.training.fit import autocast_for, keep_large_blocks
from ecg_imn_desktop.training.objective import Objective, Targets
from ecg_imn_desktop.training.recipe import load_recipe

STEPS, N_CLASSES, N_SUPER, N_AUXILIARY = 4, 28, 5, 71


def lines() -> list[Line]:
    """Steps of forward, backward and optimiser."""
    torch.set_num_threads(2)
    keep_large_blocks()
    return [Line("training, imn-1d", "records/s", rates("imn-1d"), rates("twin-1d"), "its twin")]


def rates(name: str) -> list[float]:
    """Records a second of each step but the first."""
    torch.manual_seed(0)
    recipe = load_recipe(name)
    options = dict(recipe.options, n_classes=N_CLASSES)
    if recipe.auxiliary_statements:
        options["n_auxiliary"] = N_AUXILIARY
    model = build_network(recipe.network, options).train()
    averaged = deepcopy(model).requires_grad_(False).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    objective = Objective(recipe.loss, N_SUPER, torch.Generator().manual_seed(0), autocast_for("auto", "cpu"))
    n = recipe.training.batch_size
    x = torch.randn(n, 12, 1000)
    targets = Targets((torch.rand(n, N_CLASSES) < 0.1).float(), (torch.rand(n, N_AUXILIARY) < 0.05).float())
    out = []
    for _ in range(STEPS + 1):
        started = time.perf_counter()
        loss, _ = objective(model, averaged, x, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        out.append(n / (time.perf_counter() - started))
    return out[1:]
