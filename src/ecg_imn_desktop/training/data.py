"""A split of PTB-XL in memory, as batches of tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.errors import EcgError
from ..model.preprocessing import Preprocessing
from .objective import Targets
from .ptbxl import FS, NORM, STTC, SUPERCLASSES, Labels
from .recipe import Recipe

NO_SHARES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class SoftLabels:
    """A teacher's probabilities for ECGs that it was not trained on.

    ``ecg_id`` (n,), ``main`` (n, K) for ``outputs``, ``auxiliary`` (n, M) for the statements, or (n, 0).
    """

    ecg_id: NDArray[np.int64]
    main: NDArray[np.float32]
    auxiliary: NDArray[np.float32]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """Signals in microvolts int16 (n, 12, L), targets of the outputs (n, K) and of the auxiliary head (n, M).

    ``outputs`` are the names of the K columns. ``on_device``: what the network reads, already where it computes.
    """

    microvolt: NDArray[np.int16]
    main: NDArray[np.float32]
    auxiliary: NDArray[np.float32]
    ecg_id: NDArray[np.int64]
    outputs: tuple[str, ...]
    on_device: Tensor | None = None

    def __len__(self) -> int:
        return len(self.microvolt)

    def moved(self, device: str, preprocessing: Preprocessing) -> Split:
        """The same with all of what the network reads on a GPU (0.8 GB for folds 1-8): no step waits for the processor.

        Itself where the device is the CPU.
        """
        if device == "cpu" or not len(self):
            return self
        return replace(self, on_device=torch.cat([x.to(device) for x in self.batches(512, preprocessing)]))

    def x(self, rows: NDArray[np.int64] | slice, preprocessing: Preprocessing) -> Tensor:
        """What the network reads, float32 (n, 12, L)."""
        if self.on_device is not None:
            return self.on_device[rows]
        return torch.from_numpy(preprocessing(self.microvolt[rows] / np.float32(1000), FS))

    def batches(self, size: int, preprocessing: Preprocessing) -> Iterator[Tensor]:
        """All ECGs in order, ``size`` at a time."""
        for first in range(0, len(self), size):
            yield self.x(slice(first, first + size), preprocessing)

    def drawn(self, n: int) -> Split:
        """``n`` of the records, always the same ones, in their order; all of them for 0 or if there are no more."""
        if not 0 < n < len(self):
            return self
        rows = np.sort(np.random.default_rng(0).permutation(len(self))[:n])
        return replace(
            self,
            microvolt=self.microvolt[rows],
            main=self.main[rows],
            auxiliary=self.auxiliary[rows],
            ecg_id=self.ecg_id[rows],
        )

    def select(self, names: Sequence[str]) -> Split:
        """The same records with the targets of some outputs only, in the order of ``names``."""
        return replace(self, main=self.main[:, [self.outputs.index(name) for name in names]], outputs=tuple(names))

    def softened(
        self, soft: SoftLabels, weight: float, detail_weight: float, shares: Mapping[str, float] = NO_SHARES
    ) -> Split:
        """The same records with (1 - weight) x label + weight x the teacher's probability as targets.

        ``weight`` is for superclasses, ``detail_weight`` for sub-classes and statements, ``shares`` for single classes
        instead; statements of which the teacher says nothing keep their labels. Raises EcgError if the teacher has
        other outputs or lacks one of the records.
        """
        row_of = {int(i): row for row, i in enumerate(soft.ecg_id)}
        if soft.outputs != self.outputs or not all(int(i) in row_of for i in self.ecg_id):
            raise EcgError("The teacher answers for other classes or other ECGs than this recipe trains on.")
        rows = [row_of[int(i)] for i in self.ecg_id]
        of_level = [weight if name in SUPERCLASSES else detail_weight for name in self.outputs]
        w = np.array([shares.get(name, share) for name, share in zip(self.outputs, of_level, strict=True)])
        main = (1 - w) * self.main + w * soft.main[rows]
        auxiliary = self.auxiliary
        if soft.auxiliary.shape[1]:
            auxiliary = (1 - detail_weight) * auxiliary + detail_weight * soft.auxiliary[rows]
        return replace(self, main=main.astype(np.float32), auxiliary=auxiliary.astype(np.float32))

    def targets(self, rows: NDArray[np.int64]) -> Targets:
        """Targets of some rows."""
        return Targets(torch.from_numpy(self.main[rows]), torch.from_numpy(self.auxiliary[rows]))


def output_names(recipe: Recipe, labels: Labels) -> tuple[str, ...]:
    """Names of the outputs: superclasses first, then sub-classes.

    A sub-class that bears the name of a superclass (NORM, STTC) is called by it with "_sub": it is another output.
    """
    if recipe.task:
        return (recipe.task,)
    supers = SUPERCLASSES if recipe.superclasses else ()
    subs = labels.subclass_names if recipe.subclasses else ()
    return supers + tuple(f"{s}_sub" if s in supers else s for s in subs)


def parent_of(output: str, labels: Labels) -> str | None:
    """The superclass of an output that is a sub-class, None of a superclass itself."""
    return None if output in SUPERCLASSES else labels.subclass_parent[output.removesuffix("_sub")]


def st_t_changes(outputs: Sequence[str], labels: Labels) -> list[int]:
    """The numbers of the outputs that are ST/T changes: the superclass and its sub-classes."""
    return [k for k, name in enumerate(outputs) if STTC in (name, parent_of(name, labels))]


def gathering(recipe: Recipe, labels: Labels) -> dict[str, object]:
    """The network's options that say what its superclasses gather (``Imn1d.gathered``); none where they do not.

    A superclass gathers its sub-classes, NORM with a negative share all that are not normal.
    """
    if not recipe.member_share:
        return {}
    outputs = output_names(recipe, labels)
    parents = [parent_of(name, labels) for name in outputs]
    abnormal = [k for k, parent in enumerate(parents) if parent not in (None, NORM)]
    members = [[k for k in abnormal if s in (NORM, parents[k])] for s in SUPERCLASSES]
    return {
        "members": members,
        "member_shares": [-recipe.normal_share if s == NORM else recipe.member_share for s in SUPERCLASSES],
    }


def task_rows(labels: Labels, rows: NDArray[np.int64], task: str) -> NDArray[np.int64]:
    """Those of ``rows`` that take part in a task of the paper: exactly one of NORM and the class ``task``.

    Raises EcgError if there is no such task.
    """
    if task not in SUPERCLASSES[1:]:
        raise EcgError(f"There is no task '{task}': choose one of {', '.join(SUPERCLASSES[1:])}.")
    both = labels.superclass[:, 0] + labels.superclass[:, SUPERCLASSES.index(task)]
    return rows[both[rows] == 1]


def make_split(microvolt: NDArray[np.int16], labels: Labels, folds: tuple[int, ...], recipe: Recipe) -> Split:
    """The records of some folds. Records without any diagnostic statement take part with all targets 0."""
    if recipe.task:
        rows = task_rows(labels, labels.rows(folds), recipe.task)
        main = labels.superclass[rows][:, [SUPERCLASSES.index(recipe.task)]]
        return Split(microvolt[rows], main, labels.statement[rows], labels.ecg_id[rows], (recipe.task,))
    rows = labels.rows(folds)
    parts = [labels.superclass] if recipe.superclasses else []
    parts += [labels.subclass] if recipe.subclasses else []
    main = np.concatenate(parts, axis=1)[rows]
    return Split(microvolt[rows], main, labels.statement[rows], labels.ecg_id[rows], output_names(recipe, labels))
