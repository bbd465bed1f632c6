"""A teacher for noisy labels: networks that answer for the ECGs they were not trained on.

PTB-XL's statements are one reader's word. A network that has not seen a record says how likely each statement is for
it; mixed into the label (``Split.softened``) that takes away some of the noise (distillation, Hinton et al. 2015, with
cross-fitting so that the teacher cannot repeat a label it has learnt by heart).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np
import torch
from numpy.typing import NDArray

from ..core.analysis import logistic
from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress, Titled
from ..io.atomic import atomic_path
from ..model.network import restored_network
from .compute import THIS_CPU, Compute
from .data import SoftLabels, make_split
from .ensemble import common_scale
from .fit import fit
from .ptbxl import TRAIN_FOLDS, Labels, read_labels, read_signals
from .recipe import Recipe, TeacherOptions, load_recipe
from .refit import REFITTED, is_refitted, refit
from .team import Team

SOFT_LABELS = "soft_labels.h5"

# Of several recipes, one whose AUROC for a class is further behind the first one's has no say in it.
MARGIN = 0.005


def teach(
    options: TeacherOptions,
    data: Path,
    out: Path,
    compute: Compute = THIS_CPU,
    progress: Progress = NO_PROGRESS,
    records: int = 0,
) -> SoftLabels:
    """Answers of the cross-fitted teacher for every ECG of folds 1-8, from ``out`` if they are there already.

    Each of ``options.recipes`` is trained ``options.parts`` times on the folds of the other parts, in
    ``out / "part-N"`` or, of several, ``out / RECIPE / "part-N"`` (resumed if it was interrupted), its last layer
    solved for if the recipe says so; ``records`` > 0 trains on so many of the records only. Several recipes answer by
    the mean of their calibrated logits (``common_scale``). Raises EcgError as ``fit`` and ``refit`` do, and under
    torchrun for a recipe whose last layer is solved for.
    """
    if (out / SOFT_LABELS).exists():
        return read_soft_labels(out / SOFT_LABELS)
    several = len(options.recipes) > 1
    answers = []
    for name in options.recipes:
        recipe = load_recipe(name)
        if recipe.refit.is_on and Team.of_environment(compute.device).size > 1:
            raise EcgError(f"Train the teacher '{name}' by itself first: its last layer is solved for by one process.")
        training = replace(recipe.training, epochs=options.epochs, records=records or recipe.training.records)
        recipe = replace(recipe, training=training, teacher=TeacherOptions())
        answers.append(_cross_fitted(recipe, options.parts, data, out / name if several else out, compute, progress))
    soft = _together(answers) if several else answers[0].soft_labels()
    if Team.of_environment(compute.device).is_first:
        write_soft_labels(out / SOFT_LABELS, soft)
    return soft


def write_soft_labels(path: Path, soft: SoftLabels) -> None:
    """What ``read_soft_labels`` reads; whole or absent."""
    with atomic_path(path) as temporary, h5py.File(temporary, "w") as file:
        file["ecg_id"], file["main"], file["auxiliary"] = soft.ecg_id, soft.main, soft.auxiliary
        file.attrs["outputs"] = list(soft.outputs)


def read_soft_labels(path: Path) -> SoftLabels:
    """What ``teach`` has stored."""
    with h5py.File(path, "r") as file:
        outputs = tuple(str(name) for name in file.attrs["outputs"])
        return SoftLabels(file["ecg_id"][:], file["main"][:], file["auxiliary"][:], outputs)


@dataclass(frozen=True)
class _Answers:
    """Logits of one recipe's networks for the ECGs that they have not seen, of outputs and statements; ``truth`` (n, K)

    are the labels of the outputs.
    """

    ecg_id: NDArray[np.int64]
    main: NDArray[np.float64]
    auxiliary: NDArray[np.float64]
    truth: NDArray[np.float32]
    outputs: tuple[str, ...]

    def soft_labels(self) -> SoftLabels:
        return SoftLabels(self.ecg_id, _probability(self.main), _probability(self.auxiliary), self.outputs)


def _cross_fitted(
    recipe: Recipe, n_parts: int, data: Path, out: Path, compute: Compute, progress: Progress
) -> _Answers:
    labels = read_labels(data)
    parts = []
    for part in range(n_parts):
        held_out = TRAIN_FOLDS[part::n_parts]
        others = tuple(fold for fold in TRAIN_FOLDS if fold not in held_out)
        own = Titled(progress, f"{recipe.name}, part {part + 1} of {n_parts}")
        best = fit(recipe, data, out / f"part-{part + 1}", compute, own, others)
        if recipe.refit.is_on:
            is_done = is_refitted(best, recipe)
            best = best.with_name(REFITTED) if is_done else refit(recipe, best, data, compute, own, others)
        parts.append(_answers(best, recipe, data, labels, held_out, compute))
    return _Answers(
        np.concatenate([p.ecg_id for p in parts]),
        np.concatenate([p.main for p in parts]),
        np.concatenate([p.auxiliary for p in parts]),
        np.concatenate([p.truth for p in parts]),
        parts[0].outputs,
    )


def _answers(
    weights: Path, recipe: Recipe, data: Path, labels: Labels, folds: tuple[int, ...], compute: Compute
) -> _Answers:
    held = torch.load(weights, map_location="cpu", weights_only=True)
    model = restored_network(recipe.network, held["options"], held["state"]).to(compute.device)
    split = make_split(read_signals(data), labels, folds, recipe)
    main, auxiliary = [], []
    with torch.no_grad():
        for x in split.batches(128, recipe.preprocessing):
            x = x.to(compute.device)
            with compute.autocast():
                main.append(model(x).float().cpu())
                auxiliary.append(model.auxiliary(model.encode(x)[1]).float().cpu())  # type: ignore[operator]
    of_main, of_auxiliary = (torch.cat(found).double().numpy() for found in (main, auxiliary))
    return _Answers(split.ecg_id, of_main, of_auxiliary, split.main, split.outputs)


def _together(answers: Sequence[_Answers]) -> SoftLabels:
    """The mean of the calibrated logits of several recipes' networks; of statements, of their probabilities."""
    first = answers[0]
    if any(each.outputs != first.outputs for each in answers):
        raise EcgError("The recipes of a teacher answer for unlike classes.")
    logits = np.stack([each.main for each in answers])
    weight, offset = common_scale(first.truth, logits, MARGIN)
    auxiliary = np.mean([_probability(each.auxiliary) for each in answers], axis=0)
    return SoftLabels(
        first.ecg_id, _probability(np.einsum("nbk,nk->bk", logits, weight) + offset), auxiliary, first.outputs
    )


def _probability(logit: NDArray[np.float64]) -> NDArray[np.float32]:
    return logistic(logit).astype(np.float32)
