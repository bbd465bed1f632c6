"""Deletion curve of one ECG: the cells that a map ranks first are taken away, and the network looks again."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..core.comparison import DeletionCurve
from ..core.progress import NO_PROGRESS, Progress

FRACTIONS: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
CELL_S = 0.05
N_RANDOM = 5


def deletion_curve(
    network: nn.Module,
    x: NDArray[np.float32],
    class_index: int,
    importance: NDArray[np.floating],
    fs: float,
    progress: Progress = NO_PROGRESS,
) -> DeletionCurve:
    """Logit after cells (lead x 50 ms) are set to a flat line, those with most evidence for the class first.

    ``x`` and ``importance`` are (lead, sample); samples beyond the importance's end stay. "random" is the mean of
    ``N_RANDOM`` seeded orders. The network answers anew for every point (re-run), nothing is frozen.
    """
    width = max(1, round(CELL_S * fs))
    n_leads, n_cells = importance.shape[0], importance.shape[1] // width
    cells = importance[:, : n_cells * width].reshape(n_leads, n_cells, width).sum(axis=2).ravel()
    rng = np.random.default_rng(0)
    orders = {
        "map": [np.argsort(-cells, kind="stable")],
        "random": [rng.permutation(cells.size) for _ in range(N_RANDOM)],
    }
    curves: dict[str, NDArray[np.float64]] = {}
    for n, (name, several) in enumerate(orders.items()):
        progress.report(n / len(orders), "Deletion")
        each = [_logits(network, _edited(x, order, width, n_cells), class_index) for order in several]
        curves[name] = np.mean(each, axis=0)
    return DeletionCurve(np.array(FRACTIONS), curves)


def _edited(x: NDArray[np.float32], order: NDArray[np.intp], width: int, n_cells: int) -> NDArray[np.float32]:
    """x (lead, sample) with ever more cells flat, (point, lead, sample)."""
    out = np.repeat(x[None], len(FRACTIONS), axis=0)
    for edited, fraction in zip(out, FRACTIONS, strict=True):
        for cell in order[: round(fraction * order.size)]:
            lead, k = divmod(int(cell), n_cells)
            edited[lead, k * width : (k + 1) * width] = 0.0
    return out


def _logits(network: nn.Module, x: NDArray[np.float32], class_index: int) -> NDArray[np.float64]:
    device = next(network.parameters()).device
    with torch.inference_mode():
        logits = network(torch.from_numpy(x).to(device))
    return np.asarray(logits[:, class_index].double().cpu().numpy())
