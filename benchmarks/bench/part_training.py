"""Training records a second with the recipe of the shipped network, beside its black-box twin, on simulated ECGs.

The steps are the program's own (:class:`ecg_imn_desktop.training.fit.Run`): cutting a batch, augmentation, forward,
backward, optimiser, moving average. The labels are drawn by chance, as many as PTB-XL has: what a step costs does not
depend on them.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from line import Line, some

from ecg_imn_desktop.core.progress import NO_PROGRESS
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.training.compute import Compute, keep_large_blocks
from ecg_imn_desktop.training.data import Split, output_names
from ecg_imn_desktop.training.fit import Run
from ecg_imn_desktop.training.ptbxl import SUPERCLASSES, Labels
from ecg_imn_desktop.training.recipe import load_recipe
from ecg_imn_desktop.training.team import Team

STEPS, N_SUBCLASSES, N_STATEMENTS, N_SIMULATED = 5, 23, 71, 16


def lines(share: float) -> Iterator[Line]:
    """One step an epoch, each timed, of both networks in turn; a quick look takes small batches and one thread."""
    n_threads = prepare(1 if share < 1 else 2)
    with tempfile.TemporaryDirectory() as folder:
        runs = [start(name, Path(folder), 0 if share == 1 else 8) for name in ("imn-1d", "twin-1d")]
        rates: list[list[float]] = [[], []]
        for i in range(some(STEPS, share) + 1):
            for (run, split), found in zip(runs, rates, strict=True):
                started = time.perf_counter()
                run.train_epoch(split, NO_PROGRESS)
                if i:  # the first of each prepares memory
                    found.append(len(split) / (time.perf_counter() - started))
    ours, peer = rates
    n = len(runs[0][1])
    note = f"batches of {n}, threads: {n_threads}"
    yield Line("training, imn-1d", "records/s", ours, peer, "its twin", is_rate=True, note=note)


def prepare(n_threads: int = 2) -> int:
    """Threads and memory as training sets them; how many threads there are."""
    torch.set_num_threads(min(n_threads, os.cpu_count() or n_threads))
    keep_large_blocks()
    return torch.get_num_threads()


def steps(name: str, n: int, n_threads: int) -> None:
    """Some steps and nothing else."""
    prepare(n_threads)
    with tempfile.TemporaryDirectory() as folder:
        run, split = start(name, Path(folder))
        for _ in range(n):
            run.train_epoch(split, NO_PROGRESS)


def start(name: str, folder: Path, size: int = 0) -> tuple[Run, Split]:
    """A run at its beginning and one batch of ECGs, of ``size`` or as many as the recipe says."""
    shown = [simulate("normal", fs=100, duration_s=10, seed=i).record.mv for i in range(N_SIMULATED)]
    microvolt = np.rint(np.stack(shown) * 1000).astype(np.int16)
    recipe = load_recipe(name)
    options = recipe.training
    recipe = replace(recipe, training=replace(options, epochs=100, batch_size=size or options.batch_size))
    n = recipe.training.batch_size
    rng = np.random.default_rng(0)
    counts = (len(SUPERCLASSES), N_SUBCLASSES, N_STATEMENTS)
    superclass, subclass, statement = [(rng.random((n, k)) < 0.1).astype(np.float32) for k in counts]
    names = tuple(f"sub{i}" for i in range(N_SUBCLASSES))
    ids = np.arange(n)
    statements = tuple(f"statement{i}" for i in range(N_STATEMENTS))
    parents, fold = dict.fromkeys(names, SUPERCLASSES[0]), np.ones(n, np.int64)
    labels = Labels(ids, fold, ids, superclass, subclass, statement, names, statements, parents)
    main = np.concatenate([superclass, subclass], axis=1)
    split = Split(microvolt[ids % len(microvolt)], main, statement, ids, output_names(recipe, labels))
    return Run(recipe, labels, folder, Team(0, 1, "cpu"), Compute().autocast, split), split
