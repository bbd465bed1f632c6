"""Figures of merit that training and evaluation share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor, nn

from ..model.network import Explained, Imn
from .ptbxl import SUPERCLASSES
from .qrs import qrs_mask, share_inside


def auroc_per_class(truth: NDArray[np.float32], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """AUROC of every column from ranks (Mann-Whitney), (K,); NaN where a class lacks one of the answers."""
    ranks = rankdata(score, axis=0)
    positive = truth.sum(axis=0)
    negative = len(truth) - positive
    with np.errstate(invalid="ignore", divide="ignore"):
        area = ((ranks * truth).sum(axis=0) - positive * (positive + 1) / 2) / (positive * negative)
    return np.where((positive > 0) & (negative > 0), area, np.nan)


def macro_auroc(truth: NDArray[np.float32], score: NDArray[np.float64]) -> float:
    """Mean of the AUROCs of the classes."""
    return float(np.nanmean(auroc_per_class(truth, score)))


def fold_line(truth: NDArray[np.float32], score: NDArray[np.float64], n_super: int) -> dict[str, float]:
    """Macro AUROC of the superclasses, which come first, and of the rest, as a run's history has them."""
    line = {"val_super": macro_auroc(truth[:, :n_super], score[:, :n_super])} if n_super else {}
    if score.shape[1] > n_super:
        line["val_sub"] = macro_auroc(truth[:, n_super:], score[:, n_super:])
    return line


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
    return {level: _known_mean(each[..., columns]) for level, columns in levels.items() if columns}


def _known_mean(each: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the last axis of what is known, NaN where nothing is."""
    known = np.isfinite(each)
    with np.errstate(invalid="ignore"):
        return np.where(known, each, 0.0).sum(axis=-1) / known.sum(axis=-1)


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


def misplaced_of(model: nn.Module, x: Tensor, present: Tensor, st_t: Sequence[int]) -> dict[str, float]:
    """Share of the positive evidence for ST/T changes (classes ``st_t``) that lies in the QRS, the mean over ECGs

    x (B, 12, L) at 100 Hz and the classes that they bear, ``present`` (B, K). Empty for a black box, or if none does.
    """
    classes = list(st_t)
    if not isinstance(model, Imn) or not present[:, classes].any():
        return {}
    model.eval()
    with torch.inference_mode():
        contribution = model.expanded(model.write(x).W[:, classes]) * x.unsqueeze(1)
        return {"st_t_in_qrs": float(share_inside(contribution, qrs_mask(x), present[:, classes].to(x.device)))}
