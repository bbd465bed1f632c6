"""Is the explanation what the network does, and does it lie where it should? Every measure, on the same ECGs.

The exact maps of the model stand against gradient x input of the model, against post-hoc methods on its black-box twin,
and against chance. ``curves``, ``pointing`` and ``sanity`` hold the measures; here they are put together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.leads import STANDARD_LEADS
from ..core.progress import NO_PROGRESS, Progress, Stretch
from ..model.network import Imn
from .bootstrap import mean_interval, median_interval
from .curves import FRACTIONS, both_curves, curve_figures, territory_share
from .evaluate import Evaluated
from .measures import gradients
from .pointing import ludb_game, simulator_game
from .sanity import N_DRAWS, cost, randomisation, removal_gaps, stability
from .subjects import EXACT, Method, Subject, methods_of

# Where the evidence for a sub-class belongs: (superclass whose map is looked at too, leads of its territory).
TERRITORIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AMI": ("MI", ("V1", "V2", "V3", "V4")),
    "IMI": ("MI", ("II", "III", "aVF", "aVL")),
    "CRBBB": ("CD", ("V1",)),
    "CLBBB": ("CD", ("V1", "V2", "V3", "V6")),
    "LVH": ("HYP", ("I", "aVL", "V1", "V2", "V5", "V6")),
}

N_AGREEMENT = 512


def faithfulness(
    evaluated: Evaluated,
    twin: Evaluated | None = None,
    ludb: Path | None = None,
    max_records: int = 64,
    seed: int = 0,
    progress: Progress = NO_PROGRESS,
) -> dict[str, Any]:
    """Every measure as plain values.

    On at most ``max_records`` ECGs of each sub-class of ``TERRITORIES`` (an eighth of them for stability and
    randomisation), drawn by ``seed``; ``twin`` None leaves out the post-hoc methods, ``ludb`` None LUDB's waves.
    """
    model = Subject(evaluated.card, evaluated.network)
    black_box = None if twin is None else Subject(twin.card, twin.network)
    methods = methods_of(model, black_box, seed)
    known = set(evaluated.names)
    groups = {sub: rows for sub, rows in _groups(evaluated, max_records, seed).items() if len(rows)}
    out: dict[str, Any] = {
        "max_records": max_records,
        "fractions": list(FRACTIONS),
        "methods": {method.name: method.subject.card.name for method in methods},
        "agreement": agreement(evaluated, progress=Stretch(progress, 0.0, 0.05)),
        "sub_classes": {},
    }
    steps = [(sub, name) for sub in groups for name in (TERRITORIES[sub][0], sub) if name in known]
    for i, (sub, name) in enumerate(steps):
        mv, alone = _mv(evaluated, groups[sub]), only_of_its_superclass(evaluated, groups[sub], sub)
        leads = TERRITORIES[sub][1]
        entry = out["sub_classes"].setdefault(sub, {"n_records": len(mv), "leads": list(leads), "maps": {}})
        entry["n_alone"] = int(alone.sum())
        share = 0.65 / len(steps)
        part = Stretch(progress, 0.05 + i * share, share)
        entry["maps"][name] = map_figures(methods, mv, name, leads, alone, seed, part)
    few, n_draws = max(2, max_records // 8), min(N_DRAWS, 4 * max_records)
    sanity: dict[str, Any] = {"stability": {}, "randomisation": {}}
    for i, (sub, rows) in enumerate(groups.items()):
        parent = TERRITORIES[sub][0]
        if parent in known:
            progress.report(0.7 + 0.15 * i / len(groups), f"{sub}: stability, random weights")
            mv = _mv(evaluated, rows[:few])
            sanity["stability"][sub] = {"map": parent, "n_records": len(mv), "methods": stability(methods, mv, parent)}
            sanity["randomisation"][sub] = {
                "map": parent,
                "n_records": len(mv),
                "methods": randomisation([m for m in methods if "random" not in m.name], mv, parent, n_draws),
            }
    out.update(sanity)
    out["simulator"] = simulator_game(methods, min(16, max_records), Stretch(progress, 0.85, 0.07))
    if ludb is not None:
        out["ludb"] = ludb_game(methods, ludb, Stretch(progress, 0.92, 0.06), max_records)
    progress.report(0.98, "cost")
    out["cost"] = cost(model, black_box, _mv(evaluated, np.arange(min(3, len(evaluated.split)))))
    return out


def _groups(evaluated: Evaluated, max_records: int, seed: int) -> dict[str, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    groups = {}
    for sub in TERRITORIES:
        if sub in evaluated.names:
            rows = np.flatnonzero(evaluated.split.main[:, evaluated.names.index(sub)] > 0)
            groups[sub] = np.sort(rng.permutation(rows)[:max_records])
    return groups


def only_of_its_superclass(evaluated: Evaluated, rows: NDArray[np.int64], sub: str) -> NDArray[np.bool_]:
    """Which of ``rows`` bear no other sub-class of the superclass of ``sub``, (n,).

    An ECG with an anterior and an inferior infarction has evidence for MI in the leads of both, and rightly.
    """
    parent = TERRITORIES[sub][0]
    others = [k for k, c in enumerate(evaluated.card.classes) if c.parent == parent and c.name != sub]
    return np.asarray(~(evaluated.split.main[rows][:, others] > 0.5).any(axis=1))


def _mv(evaluated: Evaluated, rows: NDArray[np.int64]) -> NDArray[np.floating]:
    return np.asarray(evaluated.split.microvolt[rows] / np.float32(1000))


def map_figures(
    methods: list[Method],
    mv: NDArray[np.floating],
    name: str,
    leads: tuple[str, ...],
    alone: NDArray[np.bool_],
    seed: int = 0,
    progress: Progress = NO_PROGRESS,
) -> dict[str, Any]:
    """Curves, territory share and the gap between frozen and re-run answers of the maps of a class on ``mv``.

    The territory share also of the ECGs ``alone`` (B,), which have nothing else to point at.
    """
    columns = [STANDARD_LEADS.index(lead) for lead in leads]
    curves: dict[str, dict[str, Any]] = {"deletion": {}, "insertion": {}}
    shares, out = {}, {}
    for i, method in enumerate(methods):
        progress.report(i / len(methods), f"map of {name}: {method.name}")
        x = method.subject.x(mv)
        attributed = method.map(x, method.subject.output(name))
        for kind, curve in both_curves(method, x, name, attributed, seed).items():
            curves[kind][method.name] = curve
        shares[method.name] = territory_share(attributed.numpy(), columns)
        if method.name == EXACT:
            out["removal"] = removal_gaps(method.subject, mv, name, attributed)
    for kind, by_method in curves.items():
        out[kind] = curve_figures(by_method)
    out["share_in_territory"] = {method: mean_interval(share).as_dict() for method, share in shares.items()}
    out["share_alone"] = {method: mean_interval(share[alone]).as_dict() for method, share in shares.items()}
    return out


def agreement(evaluated: Evaluated, n: int = N_AGREEMENT, progress: Progress = NO_PROGRESS) -> dict[str, Any]:
    """Cosine of W and the input gradient, and what b holds, over the superclasses and the first ``n`` ECGs.

    Medians with intervals over ECGs, and of each superclass; the share of b is |b| / (|b| + |sum of contributions|).
    ``completeness`` is the largest |logit - (b + sum of contributions)| seen.
    """
    network = evaluated.network
    assert isinstance(network, Imn)
    x = Subject(evaluated.card, network).x(_mv(evaluated, np.arange(min(n, len(evaluated.split)))))
    tops = [k for k, c in enumerate(evaluated.card.classes) if c.parent is None]
    cosine, share, worst = [], [], 0.0
    parts = x.split(32)
    for i, part in enumerate(parts):
        progress.report(i / len(parts), "W against the gradient")
        with torch.no_grad():
            W = network.weights(part)
            explained = network.explain(part)
            logit = network(part)
        cosine.append(
            np.stack(
                [
                    torch.cosine_similarity(gradients(network, part, k).flatten(1), W[:, k].flatten(1)).numpy()
                    for k in tops
                ],
                axis=1,
            )
        )
        b, rest = explained.bias[:, tops].abs(), (explained.logit - explained.bias)[:, tops].abs()
        share.append((b / (b + rest)).detach().numpy())
        worst = max(worst, float((logit - explained.logit).abs().max()))
    cosines, biases = np.concatenate(cosine).astype(np.float64), np.concatenate(share).astype(np.float64)
    names = [evaluated.names[k] for k in tops]
    return {
        "n_records": len(x),
        "cosine_W_gradient": median_interval(cosines).as_dict(),
        "bias_share": median_interval(biases).as_dict(),
        "cosine_by_class": {name: median_interval(cosines[:, i]).as_dict() for i, name in enumerate(names)},
        "bias_share_by_class": {name: median_interval(biases[:, i]).as_dict() for i, name in enumerate(names)},
        "completeness": worst,
    }
