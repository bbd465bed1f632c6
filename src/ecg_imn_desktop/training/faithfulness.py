"""Is the explanation what the network does? Measured by re-running: the network answers anew for the changed ECG."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.leads import STANDARD_LEADS
from ..core.progress import NO_PROGRESS, Progress
from ..model.network import Imn
from .augment import remove_cells
from .evaluate import Evaluated
from .measures import agreement_of, gradients
from .objective import CELL_SAMPLES

FRACTIONS: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)

# Where the evidence for a sub-class belongs: (output whose map is looked at, leads of its territory).
TERRITORIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AMI": ("MI", ("V1", "V2", "V3", "V4")),
    "IMI": ("MI", ("II", "III", "aVF", "aVL")),
    "CRBBB": ("CD", ("V1",)),
    "CLBBB": ("CD", ("V1", "V2", "V3", "V6")),
    "LVH": ("HYP", ("I", "aVL", "V1", "V2", "V5", "V6")),
}


def faithfulness(
    network: Imn, evaluated: Evaluated, max_records: int = 128, seed: int = 0, progress: Progress = NO_PROGRESS
) -> dict[str, Any]:
    """Every measure on at most ``max_records`` ECGs of each sub-class of ``TERRITORIES``, as plain values."""
    names = [c.name for c in evaluated.card.classes]
    n_super = sum(c.parent is None for c in evaluated.card.classes)
    split, preprocessing = evaluated.split, evaluated.recipe.preprocessing
    out: dict[str, Any] = {
        "agreement": agreement_of(network, split.x(slice(0, 512), preprocessing), n_super),
        "fractions": list(FRACTIONS),
        "sub_classes": {},
    }
    rng = np.random.default_rng(seed)
    for done, (subclass, (parent, leads)) in enumerate(TERRITORIES.items()):
        if subclass not in names:
            continue
        rows = np.flatnonzero(split.main[:, names.index(subclass)] > 0)
        rows = np.sort(rng.permutation(rows)[:max_records])
        x = split.x(rows, preprocessing)
        by_output = {}
        for output in (parent, subclass):
            progress.report(done / len(TERRITORIES), f"{subclass}: map of {output}")
            by_output[output] = map_figures(network, x, names.index(output), leads, seed)
        out["sub_classes"][subclass] = {"n_records": len(rows), "leads": list(leads), "maps": by_output}
    return out


def map_figures(network: Imn, x: Tensor, k: int, leads: tuple[str, ...], seed: int) -> dict[str, Any]:
    """Deletion curves, territory share and the gap between frozen and re-run answers of output ``k`` on x (B, C, L)."""
    contribution = contributions(network, x, k)
    orders: dict[str, Callable[[], Tensor]] = {
        "W*x": lambda: contribution,
        "gradient*x": lambda: in_batches(lambda part: gradients(network, part, k) * part, x),
        "random": lambda: torch.randn(x.shape, generator=torch.Generator().manual_seed(seed)),
    }
    return {
        "deletion": {name: deletion_curve(network, x, k, order()) for name, order in orders.items()},
        "share_in_territory": territory_share(contribution.numpy(), leads),
        "lead_removed": lead_gap(network, x, k, contribution),
    }


def contributions(network: Imn, x: Tensor, k: int) -> Tensor:
    """W * x of output k, (B, C, L)."""

    def one(part: Tensor) -> Tensor:
        with torch.no_grad():
            W = network.write(part).W[:, k : k + 1]
            return network.expanded(W).squeeze(1) * part

    return in_batches(one, x)


def in_batches(function: Callable[[Tensor], Tensor], x: Tensor, size: int = 32) -> Tensor:
    """``function`` over x, ``size`` ECGs at a time."""
    return torch.cat([function(part) for part in x.split(size)])


def logits_of(network: Imn, x: Tensor, k: int) -> NDArray[np.float64]:
    """Logit of output k for every ECG of x, (B,)."""
    with torch.no_grad():
        return in_batches(lambda part: network(part)[:, k], x).double().numpy()


def deletion_curve(network: Imn, x: Tensor, k: int, importance: Tensor) -> dict[str, list[float | None]]:
    """Mean logit after the cells (lead x 50 ms) with most evidence are removed; standard error, None for one ECG."""
    order = importance.unflatten(2, (-1, CELL_SAMPLES)).sum(dim=3)
    means: list[float | None] = []
    errors: list[float | None] = []
    for fraction in FRACTIONS:
        kept = remove_cells(x, CELL_SAMPLES, torch.full((len(x),), fraction), order)
        logit = logits_of(network, x * kept, k)
        means.append(round(float(logit.mean()), 4))
        errors.append(round(float(logit.std(ddof=1) / len(logit) ** 0.5), 4) if len(logit) > 1 else None)
    return {"mean": means, "standard_error": errors}


def territory_share(contribution: NDArray[np.float32], leads: tuple[str, ...]) -> float:
    """Mean share of the positive evidence (B, 12, L) that lies in ``leads``, cells of 50 ms taken as wholes."""
    n, n_leads, n_samples = contribution.shape
    cells = contribution.reshape(n, n_leads, n_samples // CELL_SAMPLES, CELL_SAMPLES).sum(axis=3)
    positive = np.maximum(cells, 0).sum(axis=2)
    inside = positive[:, [STANDARD_LEADS.index(lead) for lead in leads]].sum(axis=1)
    return round(float((inside / np.maximum(positive.sum(axis=1), 1e-12)).mean()), 4)


def lead_gap(network: Imn, x: Tensor, k: int, contribution: Tensor) -> dict[str, float]:
    """A lead is removed: median size of the frozen change, of the re-run change, and of the gap between them."""
    before = logits_of(network, x, k)
    frozen, rerun = [], []
    for lead in range(x.shape[1]):
        without = x.clone()
        without[:, lead] = 0
        frozen.append(-contribution[:, lead].sum(dim=1).double().numpy())
        rerun.append(logits_of(network, without, k) - before)
    frozen_change, rerun_change = np.array(frozen), np.array(rerun)
    return {
        "frozen_change": round(float(np.median(np.abs(frozen_change))), 4),
        "rerun_change": round(float(np.median(np.abs(rerun_change))), 4),
        "gap": round(float(np.median(np.abs(rerun_change - frozen_change))), 4),
        "correlation": round(float(np.corrcoef(frozen_change.ravel(), rerun_change.ravel())[0, 1]), 4),
    }
