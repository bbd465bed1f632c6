"""What makes a solution for the last layer dear: weighing leads or waves where the class has no place.

Left free, the solution of ``refit.py`` puts evidence wherever it helps a little. All prices are quadratic in the last
layer, so the problem stays convex.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ..model.network import N_LEADS, Imn1d, Twin1d
from .data import Split
from .qrs import qrs_steps
from .recipe import Recipe

# Of how many ECGs that bear a class its evidence is looked at, and what share of it every lead is granted.
MAX_BEARING = 400
MIN_LEAD_SHARE = 0.02

_BATCH_SIZE = 64

Floats = NDArray[np.float32]
Energies = dict[int, NDArray[np.float64]]


def lead_prices(network: Imn1d | Twin1d, inputs: Floats, target: Floats, k: int, power: float) -> Floats:
    """How much dearer than the mean it is to change what is weighed of each lead, (F,), for class k.

    The lead's share of the evidence that training has found, to the power of ``-power / 2``, where 1 is an even share:
    a solution that may go anywhere spreads the evidence for a territory over all leads. The share is that of the mean
    positive evidence of the ECGs that bear the class, at least ``MIN_LEAD_SHARE``. 1 for a network without leads.
    """
    if power == 0 or not isinstance(network, Imn1d):
        return np.ones(inputs.shape[1], np.float32)
    n_each = inputs.shape[1] // N_LEADS
    bearing = inputs[target > 0.5][:MAX_BEARING]
    if not len(bearing):
        return np.ones(inputs.shape[1], np.float32)
    by_lead = (bearing * network.last_weight[k].detach().cpu().numpy()).reshape(-1, N_LEADS, n_each).sum(axis=2)
    positive = np.maximum(by_lead, 0).mean(axis=0)
    share = np.maximum(positive / max(positive.sum(), 1e-12), MIN_LEAD_SHARE)
    return np.repeat((N_LEADS * share) ** (-power / 2), n_each).astype(np.float32)


def qrs_energy(network: Imn1d, train: Split, classes: Sequence[int], recipe: Recipe) -> Energies:
    """Of each of ``classes`` the matrices G (12, D, D) by which its last layer w (12, D) has

    sum_c w_c' G_c w_c = sum of the squares of its own contributions in the QRS, mean over the ECGs that bear the class
    (``MAX_BEARING`` at most). A class that nobody bears is absent.
    """
    device = network.bias.device
    found = Energies()
    for k in classes:
        rows = np.flatnonzero(train.main[:, k] > 0.5)[:MAX_BEARING]
        total = torch.zeros((), dtype=torch.float64)
        for start in range(0, len(rows), _BATCH_SIZE):
            x = train.x(rows[start : start + _BATCH_SIZE], recipe.preprocessing).to(device)
            with torch.inference_mode():
                h = network.decode(x)[0].float()
                pairs = network.reduced(x) * network.weight_scale
                weight = pairs.square() * qrs_steps(x, h.shape[2]).unsqueeze(1)
                grams = [torch.einsum("bdt,bt,bet->de", h, weight[:, lead], h) for lead in range(N_LEADS)]
                total = total + torch.stack(grams).double().cpu()
        if len(rows):
            found[k] = total.numpy() / len(rows)
    return found


def elsewhere_energy(network: Imn1d, inputs: Floats, target: Floats, k: int) -> NDArray[np.float64]:
    """The matrices G (12, D, D) by which the own last layer w (12, D) of class k has

    sum_c w_c' G_c w_c = sum over the leads of the square of what it says itself there, times 1 minus the lead's share
    of the largest positive evidence in a lead: of what it gathers if it is a superclass that does, else of its own as
    it stands. Mean over the ECGs of ``inputs`` (n, F) that bear it by ``target`` (n,), ``MAX_BEARING`` at most; zeros
    if nobody does.
    """
    n_super, n_classes = len(network.members), network.n_classes
    bearing = torch.from_numpy(inputs[target > 0.5][:MAX_BEARING]).to(network.bias.device)
    by_lead = bearing.view(len(bearing), N_LEADS, bearing.shape[1] // N_LEADS)
    with torch.no_grad():
        weight = network.last_weight.view(n_classes, N_LEADS, -1)
        evidence = torch.einsum("bcd,kcd->bkc", by_lead, weight)
        if k < n_super and network.members[k]:
            mixture = network.mixture(evidence.sum(dim=2))[:, k]
            positive = torch.einsum("bk,bkc->bc", mixture, evidence[:, n_super:]).clamp(min=0)
        else:
            positive = evidence[:, k].clamp(min=0)
        elsewhere = 1 - positive / positive.amax(dim=1, keepdim=True).clamp(min=1e-12)
        grams = torch.einsum("bcd,bc,bce->cde", by_lead, elsewhere, by_lead)
    return grams.double().cpu().numpy() / max(len(bearing), 1)


def priced(w: NDArray[np.float64], energy: NDArray[np.float64] | None) -> tuple[float, NDArray[np.float64]]:
    """Energy of ``w`` (F,) by matrices (12, D, D) and its gradient (F,); 0 without any."""
    if energy is None:
        return 0.0, np.zeros_like(w)
    by_lead = w.reshape(N_LEADS, -1)
    half = np.einsum("cde,ce->cd", energy, by_lead)
    return float((by_lead * half).sum()), 2 * half.ravel()
