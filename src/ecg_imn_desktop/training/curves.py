"""Deletion and insertion in re-run mode: cells of an ECG are removed (or put in) and the network answers anew.

A cell is one lead x 50 ms; removed means the mean of the lead. Each method's order is tested on the network that it
explains. Answers are calibrated log-odds, so that two networks can be compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .augment import remove_cells
from .bootstrap import Floats, mean_interval
from .objective import CELL_SAMPLES
from .subjects import EXACT, Method, Subject, in_cells

FRACTIONS: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)


def cell_scores(attributed: Tensor, seed: int = 0) -> Tensor:
    """Evidence of each cell, (B, C, L // 5), ties (all of Grad-CAM's leads, say) broken by chance."""
    cells = in_cells(attributed.double())
    noise = torch.rand(cells.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    # Far below any difference that a float32 map can hold.
    return cells + 1e-9 * cells.abs().amax(dim=(1, 2), keepdim=True).clamp_min(1e-30) * noise


def deletion(subject: Subject, x: Tensor, k: int, scores: Tensor, start: Floats) -> Floats:
    """Log-odds after the cells with most evidence are removed, (fraction, B); ``start`` (B,) with none removed."""
    return np.stack([start, *(_answer(subject, x, k, scores, f, 0) for f in FRACTIONS[1:])])


def insertion(subject: Subject, x: Tensor, k: int, scores: Tensor, blank: Floats) -> Floats:
    """Log-odds of an ECG that holds only the cells with most evidence, (fraction, B); ``blank`` (B,) with none."""
    return np.stack([blank, *(_answer(subject, x, k, scores, f, 1) for f in FRACTIONS[1:])])


def _answer(subject: Subject, x: Tensor, k: int, scores: Tensor, fraction: float, is_insertion: int) -> Floats:
    kept = remove_cells(x, CELL_SAMPLES, torch.full((len(x),), fraction), scores)
    return subject.log_odds(x * (1 - kept if is_insertion else kept), k)


def both_curves(method: Method, x: Tensor, name: str, attributed: Tensor, seed: int = 0) -> dict[str, Floats]:
    """Deletion and insertion (fraction, B) of a class on x (B, C, L) as ``method.subject`` reads it."""
    subject, k = method.subject, method.subject.output(name)
    scores = cell_scores(attributed, seed)
    start, blank = subject.log_odds(x, k), subject.log_odds(torch.zeros_like(x[:1]), k)
    return {
        "deletion": deletion(subject, x, k, scores, start),
        "insertion": insertion(subject, x, k, scores, np.broadcast_to(blank, start.shape)),
    }


def curve_figures(curves: dict[str, Floats]) -> dict[str, Any]:
    """Figures of one kind of curve by method, (fraction, B) each: means, changes from the first point, and the area.

    ``change`` is the mean change since nothing was removed (put in), ``area`` its mean over the fractions above 0,
    ``minus_exact`` the paired difference of the method's change and that of W * x: above 0 in deletion, and below 0 in
    insertion, W * x is the better one. All with 95 % intervals over records.
    """
    exact = curves[EXACT] - curves[EXACT][0]
    out: dict[str, Any] = {}
    for name, curve in curves.items():
        change = curve - curve[0]
        out[name] = {
            "mean": [round(float(v), 4) for v in curve.mean(axis=1)],
            "change": [mean_interval(row).as_dict() for row in change],
            "area": mean_interval(change[1:].mean(axis=0)).as_dict(),
            "minus_exact": [mean_interval(row).as_dict() for row in change - exact],
            "area_minus_exact": mean_interval((change - exact)[1:].mean(axis=0)).as_dict(),
        }
    return out


def territory_share(attributed: NDArray[np.floating], leads: list[int]) -> Floats:
    """Share of the positive evidence (B, 12, L) that lies in ``leads``, cells of 50 ms taken as wholes, (B,)."""
    positive = np.maximum(in_cells(torch.from_numpy(np.asarray(attributed))).numpy(), 0).sum(axis=2)
    total = positive.sum(axis=1)
    return np.where(total > 0, positive[:, leads].sum(axis=1) / np.maximum(total, 1e-30), np.nan)
