"""``ecg-imn evaluate``: everything that is measured of a model on a split, as one JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..core.errors import ModelError
from ..core.progress import NO_PROGRESS, Progress, Stretch
from ..io.atomic import atomic_path
from ..model.catalogue import find_model, model_folders
from ..model.network import Imn
from .average_beats import average_beats
from .evaluate import Evaluated, answer_split, compared, figures
from .faithfulness import faithfulness
from .ptbxl import N_SAMPLES

DEFAULT_TWIN = "twin-1d"


def evaluate_model(
    model: str,
    data: Path,
    split: str,
    *,
    twin: str | None = None,
    ludb: Path | None = None,
    with_faithfulness: bool = False,
    max_records: int = 64,
    progress: Progress = NO_PROGRESS,
) -> dict[str, Any]:
    """All figures of a model, an installed one by name or the path of its folder, as plain values.

    ``twin`` is the black box to compare with, "none" for no comparison; by default the installed ``twin-1d`` where it
    answers for the same classes. Raises EcgError where something does not fit.
    """
    evaluated = answer_split(find_model(model), data, split, Stretch(progress, 0.0, 0.05))
    found: dict[str, Any] = {
        "model": evaluated.card.name,
        "version": evaluated.card.version,
        "sha256": evaluated.card.sha256,
        "split": split,
        "program": __version__,
        "n_parameters": sum(p.numel() for p in evaluated.network.parameters()),
    }
    black_box = _twin(twin, evaluated, data, split, Stretch(progress, 0.05, 0.05))
    progress.report(0.1, "intervals")
    found.update(figures(evaluated))
    if black_box is not None:
        found["comparison"] = compared(evaluated, black_box)
    if not isinstance(evaluated.network, Imn):
        if with_faithfulness:
            raise ModelError(f"The model '{evaluated.card.name}' is a black box and has no explanation to measure.")
        return found
    if with_faithfulness and evaluated.card.n_samples != N_SAMPLES:
        raise ModelError("Explanations are measured at 100 Hz only.")
    if with_faithfulness:
        found["average_beats"] = average_beats(evaluated, max_records, Stretch(progress, 0.15, 0.05))
        found["faithfulness"] = faithfulness(
            evaluated, black_box, ludb, max_records, progress=Stretch(progress, 0.2, 0.8)
        )
    return found


def _twin(name: str | None, evaluated: Evaluated, data: Path, split: str, progress: Progress) -> Evaluated | None:
    if name == "none" or (name is None and DEFAULT_TWIN not in model_folders()):
        return None
    twin = answer_split(find_model(name or DEFAULT_TWIN), data, split, progress)
    fits = twin.names == evaluated.names and np.array_equal(twin.split.ecg_id, evaluated.split.ecg_id)
    if name is None and (not fits or twin.card.name == evaluated.card.name):
        return None
    return twin


def write_evaluation(path: Path, found: dict[str, Any]) -> None:
    """Store the figures as JSON, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(found, indent=1, allow_nan=False) + "\n", encoding="utf-8")
