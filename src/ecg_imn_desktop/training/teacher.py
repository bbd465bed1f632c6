"""A teacher for noisy labels: black boxes that answer for the ECGs they were not trained on.

PTB-XL's statements are one reader's word. A network that has not seen a record says how likely each statement is for
it; mixed into the label (``Split.softened``) that takes away some of the noise (distillation, Hinton et al. 2015, with
cross-fitting so that the teacher cannot repeat a label it has learnt by heart).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import torch

from ..core.progress import NO_PROGRESS, Progress
from ..io.atomic import atomic_path
from ..model.network import restored_network
from .compute import THIS_CPU, Compute
from .data import SoftLabels, make_split, output_names
from .fit import fit
from .ptbxl import TRAIN_FOLDS, Labels, read_labels, read_signals
from .recipe import Recipe, TeacherOptions, load_recipe
from .team import Team

SOFT_LABELS = "soft_labels.h5"


def teach(
    options: TeacherOptions,
    data: Path,
    out: Path,
    compute: Compute = THIS_CPU,
    progress: Progress = NO_PROGRESS,
    records: int = 0,
) -> SoftLabels:
    """Answers of the cross-fitted teacher for every ECG of folds 1-8, from ``out`` if they are there already.

    Each of ``options.parts`` networks is trained on the folds of the other parts, in ``out / "part-N"`` (resumed if it
    was interrupted); ``records`` > 0 trains them on so many of the records only. Raises EcgError as ``fit`` does.
    """
    if (out / SOFT_LABELS).exists():
        return read_soft_labels(out / SOFT_LABELS)
    recipe = load_recipe(options.recipe)
    training = replace(recipe.training, epochs=options.epochs, records=records or recipe.training.records)
    recipe = replace(recipe, training=training, teacher=TeacherOptions())
    labels = read_labels(data)
    parts = []
    for part in range(options.parts):
        held_out = TRAIN_FOLDS[part :: options.parts]
        others = tuple(fold for fold in TRAIN_FOLDS if fold not in held_out)
        best = fit(recipe, data, out / f"part-{part + 1}", compute, progress, others)
        parts.append(_answers(best, recipe, data, labels, held_out, compute))
    soft = SoftLabels(
        np.concatenate([p.ecg_id for p in parts]),
        np.concatenate([p.main for p in parts]),
        np.concatenate([p.auxiliary for p in parts]),
        parts[0].outputs,
    )
    if Team.of_environment(compute.device).is_first:
        with atomic_path(out / SOFT_LABELS) as temporary, h5py.File(temporary, "w") as file:
            file["ecg_id"], file["main"], file["auxiliary"] = soft.ecg_id, soft.main, soft.auxiliary
            file.attrs["outputs"] = list(soft.outputs)
    return soft


def read_soft_labels(path: Path) -> SoftLabels:
    """What ``teach`` has stored."""
    with h5py.File(path, "r") as file:
        outputs = tuple(str(name) for name in file.attrs["outputs"])
        return SoftLabels(file["ecg_id"][:], file["main"][:], file["auxiliary"][:], outputs)


def _answers(
    weights: Path, recipe: Recipe, data: Path, labels: Labels, folds: tuple[int, ...], compute: Compute
) -> SoftLabels:
    """Probabilities for all outputs and statements of the ECGs of some folds."""
    held = torch.load(weights, map_location="cpu", weights_only=True)
    model = restored_network(recipe.network, held["options"], held["state"]).to(compute.device)
    split = make_split(read_signals(data), labels, folds, recipe)
    main, auxiliary = [], []
    with torch.no_grad():
        for x in split.batches(128, recipe.preprocessing):
            with compute.autocast():
                pooled = model.encode(x.to(compute.device))[1]  # type: ignore[operator]
                main.append(torch.sigmoid(model.head(pooled).float()).cpu())  # type: ignore[operator]
                auxiliary.append(torch.sigmoid(model.auxiliary(pooled).float()).cpu())  # type: ignore[operator]
    return SoftLabels(split.ecg_id, torch.cat(main).numpy(), torch.cat(auxiliary).numpy(), output_names(recipe, labels))
