"""Tests that an explanation must pass whatever the disease: stability, dependence on the weights, cost, gaps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor, nn

from ..analysis.evidence import wave_labels
from ..analysis.measure import measure
from ..core.leads import STANDARD_LEADS
from ..core.measurements import WAVES
from ..core.record import Record
from ..model.network import Imn
from ..model.posthoc import attribution
from .bootstrap import Floats, mean_interval, median_interval
from .ptbxl import FS
from .subjects import EXACT, GRADIENT, POST_HOC, Method, Subject, in_batches

NOISE_MV = 0.01

# How often the weights are drawn anew: altogether, for post-hoc methods, and layer by layer.
N_DRAWS = 128
N_DRAWS_POST_HOC = 4
N_CASCADES = 3
SHIFTS_S = (0.01, 0.1)

# The waves whose removal is tried, by the names of ``core.measurements.WAVES``.
REMOVED_WAVES: dict[str, tuple[str, ...]] = {"P": ("P",), "QRS": ("QRS",), "ST-T": ("ST", "T")}


def correlation(one: Tensor, other: Tensor) -> Floats:
    """Pearson correlation of two maps (B, C, L) over leads and samples, (B,); NaN for a constant map."""
    a, b = (part.flatten(1).double().numpy() for part in (one, other))
    return _pearson(a, b)


def rank_correlation(one: Tensor, other: Tensor) -> Floats:
    """Spearman's correlation of two maps (B, C, L), (B,)."""
    return _pearson(*(rankdata(part.flatten(1).numpy(), axis=1) for part in (one, other)))


def _pearson(a: Floats, b: Floats) -> Floats:
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.where(size > 0, (a * b).sum(axis=1) / np.maximum(size, 1e-300), np.nan)


# ---------------------------------------------------------------------------------------------- stability


def stability(methods: Sequence[Method], mv: NDArray[np.floating], name: str, seed: int = 0) -> dict[str, Any]:
    """Correlation of the map of a class before and after 10 uV of white noise, and after shifts (the map moved back).

    ``mv`` is (B, 12, L). After a shift only what both maps know is compared.
    """
    noisy = mv + NOISE_MV * np.random.default_rng(seed).standard_normal(mv.shape)
    out: dict[str, Any] = {}
    for method in methods:
        k = method.subject.output(name)
        before = method.map(method.subject.x(mv), k)
        found = {f"noise {1000 * NOISE_MV:g} uV": correlation(before, method.map(method.subject.x(noisy), k))}
        for shift_s in SHIFTS_S:
            n = round(shift_s * FS)
            moved = np.concatenate([np.repeat(mv[..., :1], n, axis=2), mv[..., :-n]], axis=2)
            after = method.map(method.subject.x(moved), k)
            found[f"shift {1000 * shift_s:g} ms"] = correlation(before[..., :-n], after[..., n:])
        out[method.name] = {change: mean_interval(values).as_dict() for change, values in found.items()}
    return out


# ------------------------------------------------------------------------------------ weight randomisation


def randomised(network: nn.Module, seed: int) -> Iterator[tuple[str, nn.Module]]:
    """Copies with more and more of their layers drawn anew, from the answer towards the ECG; the last one all of them.

    Adebayo et al., NeurIPS 2018, "Sanity checks for saliency maps". Batch-norm statistics start anew as well.
    """
    copy = deepcopy(network)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for name, part in reversed(list(_layers(copy))):
            redraws = [m.reset_parameters for m in part.modules() if hasattr(m, "reset_parameters")]
            for redraw in redraws:
                redraw()  # type: ignore[operator]
            if redraws:
                yield name, copy.eval()


def _layers(network: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    for name, part in network.named_children():
        if isinstance(part, nn.ModuleList):
            yield from ((f"{name}.{i}", inner) for i, inner in enumerate(part))
        else:
            yield name, part


def randomisation(
    methods: Sequence[Method], mv: NDArray[np.floating], name: str, n_draws: int = N_DRAWS
) -> dict[str, Any]:
    """Correlation of the maps of a class with those of the network with random weights.

    ``full`` is the mean over draws and records when every layer is random, ``full_absolute`` the rank correlation of
    the maps' sizes (the ECG itself is in both of them, so that it need not be 0). The intervals are over draws: one
    draw's map may lie anywhere between the trained one and its opposite (the spread is 0.25 for bundle branch blocks),
    while the records hardly differ. For W * x ``cascade`` says what is left when layer after layer is drawn anew.
    Post-hoc methods, which cost a hundred times as much, get a few draws.
    """
    out: dict[str, Any] = {}
    for method in methods:
        x, k = method.subject.x(mv), method.subject.output(name)
        before = method.map(x, k)
        cascade: dict[str, list[float]] = {}
        full, absolute = [], []
        n = n_draws if method.name in (EXACT, GRADIENT) else min(n_draws, N_DRAWS_POST_HOC)
        for seed in range(n):
            network = method.subject.network
            for layer, network in randomised(method.subject.network, seed):
                if method.name == EXACT and seed < N_CASCADES:
                    after = method.attribute(network, x, k)
                    cascade.setdefault(layer, []).append(_mean(correlation(before, after)))
            after = method.attribute(network, x, k)
            full.append(_mean(correlation(before, after)))
            absolute.append(_mean(rank_correlation(before.abs(), after.abs())))
        out[method.name] = {
            "n_draws": n,
            "full": mean_interval(np.array(full)).as_dict(),
            "full_absolute": mean_interval(np.array(absolute)).as_dict(),
        }
        if cascade:
            out[method.name]["cascade"] = {layer: round(float(np.mean(v)), 4) for layer, v in cascade.items()}
    return out


def _mean(values: Floats) -> float:
    """NaN left out; NaN if there is nothing else."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


# ----------------------------------------------------------------------------- frozen against re-run answers


def removal_gaps(model: Subject, mv: NDArray[np.floating], name: str, contribution: Tensor) -> dict[str, Any]:
    """A lead, or a wave in all leads, is removed: the frozen change of the logit, the re-run one, and their gap.

    Frozen is exact arithmetic (W and b kept), re-run asks the network again. Medians over ECGs (and leads) of the sizes
    with intervals, and the correlation of the two changes. Waves are those that the program finds.
    """
    x, k = model.x(mv), model.output(name)
    leads = np.repeat(np.eye(len(STANDARD_LEADS), dtype=bool)[None, :, :, None], len(x), axis=0)
    labels = np.stack([_wave_labels(ecg) for ecg in mv])
    waves = np.stack([np.isin(labels, [WAVES.index(w) for w in parts]) for parts in REMOVED_WAVES.values()], axis=1)[
        :, :, None, :
    ]
    found = {"lead": _gap(model, x, k, contribution, leads)}
    for i, wave in enumerate(REMOVED_WAVES):
        found[wave] = _gap(model, x, k, contribution, waves[:, i : i + 1])
    return found


def _wave_labels(mv: NDArray[np.floating]) -> NDArray[np.int8]:
    record = Record("", mv, FS, STANDARD_LEADS)
    return wave_labels(measure(record).fiducials, FS, mv.shape[1])


def _gap(model: Subject, x: Tensor, k: int, contribution: Tensor, removed: NDArray[np.bool_]) -> dict[str, Any]:
    """``removed`` (B, n, 12 or 1, L or 1): n removals of each ECG."""

    def logit(part: Tensor) -> Floats:
        with torch.no_grad():
            return np.asarray(in_batches(lambda p: model.network(p)[:, k], part).double().numpy())

    before = logit(x)
    frozen, rerun = [], []
    for i in range(removed.shape[1]):
        gone = torch.from_numpy(removed[:, i]).expand_as(x)
        frozen.append(-(contribution * gone).sum(dim=(1, 2)).double().numpy())
        rerun.append(logit(x.masked_fill(gone, 0.0)) - before)
    f, r = np.stack(frozen, axis=1), np.stack(rerun, axis=1)  # (B, n)
    return {
        "frozen_change": median_interval(np.abs(f)).as_dict(),
        "rerun_change": median_interval(np.abs(r)).as_dict(),
        "gap": median_interval(np.abs(r - f)).as_dict(),
        "correlation": round(float(np.corrcoef(f.ravel(), r.ravel())[0, 1]), 4) if f.std() and r.std() else None,
    }


# --------------------------------------------------------------------------------------------------- cost


def cost(model: Subject, twin: Subject | None, mv: NDArray[np.floating], n_repeats: int = 3) -> dict[str, Any]:
    """Milliseconds for the maps of all classes of one ECG, median of ``n_repeats`` ECGs, one run, one machine.

    The exact maps of the model, and each post-hoc method on the twin for the same classes. ``ratio`` is that of
    integrated gradients (50 steps) to the exact maps.
    """
    network = model.network
    assert isinstance(network, Imn)
    x = model.x(mv[:n_repeats])
    classes = list(range(len(model.card.outputs)))

    def exact(one: Tensor) -> None:
        with torch.inference_mode():
            network.explain(one)

    def answer(one: Tensor) -> None:
        with torch.inference_mode():
            network(one)

    exact(x[:1])  # the first call pays for allocations
    found: dict[str, Any] = {
        "n_classes": len(classes),
        "n_threads": torch.get_num_threads(),
        "answer_ms": _median_ms(answer, x.repeat(4, 1, 1)),
        "exact_maps_ms": _median_ms(exact, x.repeat(4, 1, 1)),
    }
    if twin is not None:
        read = twin.x(mv[:n_repeats])
        for name in POST_HOC:
            post_hoc = partial(_attribute_all, twin.network, classes, name)
            found[f"{name}_ms"] = _median_ms(post_hoc, read)
        found["ratio"] = round(found["integrated-gradients_ms"] / found["exact_maps_ms"], 1)
    return found


def _attribute_all(network: nn.Module, classes: list[int], name: str, one: Tensor) -> None:
    attribution(network, one, classes, name)


def _median_ms(function: Callable[[Tensor], object], x: Tensor) -> float:
    times = []
    for one in x.split(1):
        began = time.perf_counter()
        function(one)
        times.append(1000 * (time.perf_counter() - began))
    return round(float(np.median(times)), 2)
