"""Figures of merit that training and evaluation share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from ..model.network import Explained, Imn
from .ptbxl import SUPERCLASSES


def aurocs(truth: NDArray[np.float32], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area under the ROC curve per class, (K,), from (n, K); NaN for a class without both answers."""
    return np.array(
        [
            roc_auc_score(truth[:, k], score[:, k]) if 0 < truth[:, k].sum() < len(truth) else np.nan
            for k in range(truth.shape[1])
        ]
    )


def macro_auroc(truth: NDArray[np.float32], score: NDArray[np.float64]) -> float:
    """Mean of the AUROCs of the classes."""
    return float(np.nanmean(aurocs(truth, score)))


def macro_by_level(names: Sequence[str], each: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Means of figures per class ``each`` (..., K) over the superclasses and over the diagnostic sub-classes.

    NORM is its own only sub-class, on the same records: where it is no output of its own among the sub-classes, the
    superclass stands for it. A level without any class is absent.
    """
    supers = [k for k, name in enumerate(names) if name in SUPERCLASSES]
    subs = [k for k, name in enumerate(names) if name not in SUPERCLASSES]
    if subs and "NORM" in names and "NORM_sub" not in names:
        subs = [names.index("NORM"), *subs]
    levels = {"superclasses": supers, "subclasses": subs}
    return {level: np.nanmean(each[..., columns], axis=-1) for level, columns in levels.items() if columns}


def gradients(model: nn.Module, x: Tensor, k: int) -> Tensor:
    """Input gradient of logit k, (B, C, L)."""
    x = x.detach().clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(model(x)[:, k].sum(), x)
    return gradient


def agreement_of(model: nn.Module, x: Tensor, n_super: int) -> dict[str, float]:
    """Median over ECGs x (B, C, L) and superclasses of the cosine of W and the input gradient, and the share of b in

    |logit|: median of |b| / (|b| + |sum of contributions|). Empty for a black box.
    """
    if not isinstance(model, Imn):
        return {}
    model.eval()
    with torch.no_grad():
        W = model.weights(x)
        explained = Explained(*(part.detach() for part in model.explain(x)))
    cosines = []
    for k in range(n_super):
        cosines.append(torch.cosine_similarity(gradients(model, x, k).flatten(1), W[:, k].flatten(1)))
    b, rest = explained.bias[:, :n_super].abs(), (explained.logit - explained.bias)[:, :n_super].abs()
    return {
        "cosine_W_gradient": float(torch.cat(cosines).median()),
        "bias_share": float((b / (b + rest)).median()),
    }
