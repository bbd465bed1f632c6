"""All that a recipe asks for, in its order: what it starts from or joins, its teachers, itself, its last layer.

Every run has a folder of its own beside the others; one that is finished is found so by a second call.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress, Titled
from ..io.atomic import atomic_path
from .compute import THIS_CPU, Compute
from .data import SoftLabels, make_split
from .ensemble import read_ensemble
from .fit import BEST, fit
from .join import join
from .ptbxl import VAL_FOLDS, read_labels, read_signals
from .recipe import Recipe, load_recipe
from .refit import REFITTED, is_refitted, refit
from .teacher import teach
from .up_to_date import is_up_to_date

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
    for one that needs another's solved layer, as long as that is not there: the processes would have to wait for it.
    """
    if depth > MAX_DEPTH:
        raise EcgError(f"The recipe '{recipe.name}' needs itself.")

    @cache  # what it starts from may be of its ensemble, too
    def finished(name: str) -> Path:
        first = as_asked(load_recipe(name))
        folder = out.parent / first.name
        if first.refit.is_on and not is_refitted(folder / BEST, first) and int(os.environ.get("WORLD_SIZE", "1")) > 1:
            raise EcgError(f"Train '{first.name}' by itself first: its last layer is solved for by one process.")
        its_teacher = teacher if first.teacher.recipes == recipe.teacher.recipes else None
        return run_recipe(first, data, folder, compute, progress, its_teacher, as_asked, depth + 1)

    def teachers_answers() -> SoftLabels | None:
        if not recipe.teacher.is_on:
            return None
        folder = teacher or out.parent / "+".join(recipe.teacher.recipes)
        return teach(recipe.teacher, data, folder, compute, progress, recipe.training.records)

    is_first = int(os.environ.get("RANK", "0")) == 0
    own = Titled(progress, recipe.name)
    if recipe.solves_again:
        solved = finished(recipe.start)
        best = copied(solved, out / BEST) if is_first else out / BEST
    elif recipe.joins:
        parts = [finished(name) for name in recipe.joins]
        best = join(recipe, parts, out) if is_first else out / BEST
    else:
        # What training kept: a last layer that is solved for stands at a far end, and this one's will be as well.
        start = finished(recipe.start).with_name(BEST) if recipe.start else None
        soft, ensemble = teachers_answers(), None
        if recipe.ensemble.recipes:
            paths = [finished(name) for name in recipe.ensemble.recipes]
            val = make_split(read_signals(data, progress=progress), read_labels(data), VAL_FOLDS, recipe)
            ensemble = read_ensemble(paths, recipe, val, compute)
        best = fit(recipe, data, out, compute, own, soft=soft, start=start, ensemble=ensemble)
    if not recipe.refit.is_on:
        return best
    if is_refitted(best, recipe):
        return best.with_name(REFITTED)
    if not is_first:
        return best
    # After a training that heard the teacher the labels have the last word.
    return refit(recipe, best, data, compute, own, soft=teachers_answers() if recipe.solves_again else None)


def copied(source: Path, to: Path) -> Path:
    """``to``, a copy of the weights ``source``; nothing is written if it is up to date."""
    if not is_up_to_date(to, source):
        to.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(to) as temporary:
            shutil.copyfile(source, temporary)
    return to
