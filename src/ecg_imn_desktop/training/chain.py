"""All that a recipe asks for, in its order: what it starts from, its teacher, itself, its last layer.

Every run has a folder of its own beside the others; one that is finished is found so by a second call.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import torch

from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress
from .compute import THIS_CPU, Compute
from .fit import fit
from .recipe import Recipe, load_recipe, recipe_from_dict
from .refit import REFITTED, refit
from .teacher import teach

MAX_DEPTH = 8


def run_recipe(
    recipe: Recipe,
    data: Path,
    out: Path,
    compute: Compute = THIS_CPU,
    progress: Progress = NO_PROGRESS,
    teacher: Path | None = None,
    as_asked: Callable[[Recipe], Recipe] = lambda recipe: recipe,
    depth: int = 0,
) -> Path:
    """Train ``recipe`` in ``out`` and what it needs in folders beside it; the path of the weights that it keeps.

    ``teacher``: folder of the teacher's runs (default: beside ``out``). ``as_asked`` is done to the recipes that are
    trained on the way. Under torchrun the first process solves for the last layer, at the very end; the others return
    what was trained. Raises EcgError as ``fit`` and ``refit`` do, for recipes that need each other, and under torchrun
    for one that starts from another's solved layer, which the other processes would have to wait for.
    """
    if depth > MAX_DEPTH:
        raise EcgError(f"The recipe '{recipe.name}' needs itself.")

    start = None
    if recipe.start:
        first = as_asked(load_recipe(recipe.start))
        if first.refit.is_on and int(os.environ.get("WORLD_SIZE", "1")) > 1:
            raise EcgError(f"Train '{first.name}' by itself first: its last layer is solved for by one process.")
        folder = out.parent / first.name
        start = run_recipe(first, data, folder, compute, progress, teacher, as_asked, depth + 1)
    soft = None
    if recipe.teacher.weight > 0 or recipe.teacher.detail_weight > 0:
        folder = teacher or out.parent / "teacher"
        soft = teach(recipe.teacher, data, folder, compute, progress, recipe.training.records)
    best = fit(recipe, data, out, compute, progress, soft=soft, start=start)
    if not recipe.refit.is_on or int(os.environ.get("RANK", "0")) > 0:
        return best
    if _is_refitted(best, recipe):
        return best.with_name(REFITTED)
    return refit(recipe, best, data, compute, progress)


def _is_refitted(best: Path, recipe: Recipe) -> bool:
    """Whether what was solved for stands beside ``best``, is no older and came of this recipe.

    Delete it to have it made again.
    """
    path = best.with_name(REFITTED)
    if not path.exists() or path.stat().st_mtime < best.stat().st_mtime:
        return False
    held = torch.load(path, map_location="cpu", weights_only=True)
    return recipe_from_dict(held["recipe"]) == recipe
