"""Training: one recipe, one folder of data, one folder of output that a killed run resumes from."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress
from ..io.atomic import atomic_path
from ..model.network import build_network
from ..model.preprocessing import highpass_matrix
from .compute import THIS_CPU, Compute
from .data import SoftLabels, Split, gathering, make_split, output_names, st_t_changes
from .ensemble import Ensemble
from .measures import agreement_of, fold_line, misplaced_of
from .objective import Objective, Targets
from .ptbxl import FS, N_SAMPLES, TRAIN_FOLDS, VAL_FOLDS, Labels, read_labels, read_signals
from .recipe import Recipe, TrainingOptions, recipe_from_dict
from .team import Team

CHECKPOINT = "last.pt"
BEST = "best.pt"
METRICS = "metrics.jsonl"

REPORT_STEPS = 5


def fit(
    recipe: Recipe,
    data: Path,
    out: Path,
    compute: Compute = THIS_CPU,
    progress: Progress = NO_PROGRESS,
    train_folds: tuple[int, ...] = TRAIN_FOLDS,
    soft: SoftLabels | None = None,
    start: Path | None = None,
    ensemble: Ensemble | None = None,
) -> Path:
    """Train on folds 1-8, keep the weights (their moving average) with the best macro AUROC on fold 9.

    ``train_folds`` leaves folds out (a teacher must not have seen what it labels); ``soft`` are a teacher's answers,
    mixed into the labels as the recipe says. ``start`` is the ``best.pt`` of another run, whose weights this one begins
    with. ``ensemble`` is asked for its answer to every batch.

    Under ``torchrun`` every process takes its share of each batch and gradients are averaged over all of them
    (DistributedDataParallel); the first one validates and writes, into a folder that all of them see.

    Returns the path of the best weights, ``out / "best.pt"``. ``out / "metrics.jsonl"`` gets a line an epoch. If
    ``out`` holds a checkpoint of the same recipe, training goes on from there. Raises EcgError if
    ``out`` holds another recipe's run, or one on another kind of device, whose random numbers are others.
    """
    compute.prepare()
    team = Team.of_environment(compute.device)
    labels = read_labels(data)
    microvolt = team.first_then_rest(lambda: read_signals(data, progress=progress))
    train = make_split(microvolt, labels, train_folds, recipe).drawn(recipe.training.records)
    if soft is not None:
        train = train.softened(soft, recipe.teacher.weight, recipe.teacher.detail_weight, recipe.teacher.shares)
    val = make_split(microvolt, labels, VAL_FOLDS, recipe)
    train = train.moved(team.device, recipe.preprocessing.before_highpass)
    if team.is_first:
        val = val.moved(team.device, recipe.preprocessing)
    run = Run(recipe, labels, out, team, compute.autocast, train, ensemble)
    if start is not None:
        run.begin_with(start)
    run.resume()
    while run.epoch < recipe.training.epochs and not run.is_over:
        run.train_epoch(train, progress)
        if team.is_first:
            run.validate(val)
            run.save()
        run.is_over = team.agreed(run.has_lost_patience)
    team.wait()
    return out / BEST


class Run:
    """The state of a training run: network, moving average, optimiser, schedule, epoch, history."""

    def __init__(
        self,
        recipe: Recipe,
        labels: Labels,
        out: Path,
        team: Team,
        autocast: Callable[[], AbstractContextManager[Any]],
        train: Split,
        ensemble: Ensemble | None = None,
    ) -> None:
        device = team.device
        self.recipe, self.out, self.device, self.team = recipe, out, device, team
        self.on_cuda = device.startswith("cuda")
        self.outputs = output_names(recipe, labels)
        self.n_super = recipe.n_superclasses
        self.steps_per_epoch = len(train) // recipe.training.batch_size
        torch.manual_seed(recipe.training.seed)
        self.generator = torch.Generator(device).manual_seed(recipe.training.seed)
        self.highpass = highpass_of(recipe, device)
        options = dict(recipe.options, n_classes=len(self.outputs))
        if recipe.auxiliary_statements:
            options["n_auxiliary"] = len(labels.statement_names)
        options.update(gathering(recipe, labels))
        self.options = options
        self.model = build_network(recipe.network, options).to(device)
        self.averaged = deepcopy(self.model).requires_grad_(False)
        self.start: dict[str, Tensor] | None = None
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=recipe.training.learning_rate,
            weight_decay=recipe.training.weight_decay,
            fused=device != "cpu",
        )
        self.schedule = _schedule(self.optimizer, recipe.training, self.steps_per_epoch)
        weight = torch.from_numpy(positive_weight(train.main)).to(device) if recipe.loss.is_balanced else None
        self.st_t = st_t_changes(self.outputs, labels)
        self.objective = Objective(recipe.loss, self.n_super, self.generator, autocast, weight, self.st_t)
        self.step_of = team.share(Step(self.model, self.averaged, self.objective))
        self.autocast = autocast
        self.ensemble = ensemble
        self.epoch = 0
        self.best = -1.0
        self.is_over = False
        self.history: list[dict[str, Any]] = []

    def train_epoch(self, split: Split, progress: Progress) -> None:
        """One pass over the training folds, in an order given by seed and epoch."""
        options = self.recipe.training
        order = np.random.default_rng([options.seed, self.epoch]).permutation(len(split))
        if self.team.size > 1:  # every process varies its ECGs in its own way, the same after a resume
            self.generator.manual_seed(1000 * (options.seed * 1000 + self.epoch) + self.team.rank)
        sums: dict[str, Tensor] = {}
        started = time.monotonic()
        for step in range(self.steps_per_epoch):
            batch = order[step * options.batch_size : (step + 1) * options.batch_size]
            rows = batch[self.team.rank :: self.team.size]
            parts = self._step(split, rows)
            for name, value in parts.items():
                sums[name] = sums[name] + value if name in sums else value
            if step % REPORT_STEPS == 0:  # seldom: reading a number waits for the GPU
                done = (self.epoch + step / self.steps_per_epoch) / options.epochs
                shown = " ".join(f"{name} {float(value) / (step + 1):.4f}" for name, value in sums.items())
                progress.report(done, f"epoch {self.epoch + 1}/{options.epochs} {shown}")
        self.epoch += 1
        self.history.append(
            {
                "epoch": self.epoch,
                "loss": {name: float(value) / self.steps_per_epoch for name, value in sums.items()},
                "train_s": round(time.monotonic() - started, 1),
            }
        )

    def _step(self, split: Split, rows: NDArray[np.int64]) -> dict[str, Tensor]:
        preprocessing = self.recipe.preprocessing
        x = split.x(rows, preprocessing.before_highpass)
        x = self.recipe.augmentation(x, FS, preprocessing.mv_per_unit, self.generator, self.highpass)
        targets = split.targets(rows).to(self.device)
        if self.ensemble is not None:
            x, targets = self.ensemble.taught(x, targets, self.generator)
        self.model.train()
        loss, parts = self.step_of(x, targets)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self._average()
        return parts

    def _average(self) -> None:
        """Exponential moving average of parameters and batch-norm statistics; faster at the start."""
        step = self.schedule.last_epoch
        decay = min(self.recipe.training.ema_decay, (1 + step) / (10 + step))
        means, values = self.averaged.state_dict(), self.model.state_dict()
        real = [name for name, value in values.items() if value.is_floating_point()]
        with torch.no_grad():
            torch._foreach_lerp_([means[name] for name in real], [values[name] for name in real], 1 - decay)
            for name in values.keys() - set(real):  # how many batches a norm has seen
                means[name].copy_(values[name])

    def kept(self) -> nn.Module:
        """The network that is validated and kept: the moving average, drawn towards where the run began."""
        share = self.recipe.training.start_share
        if share == 0 or self.start is None:
            return self.averaged.eval()
        network = deepcopy(self.averaged).eval()
        with torch.no_grad():
            for name, value in network.state_dict().items():
                if value.is_floating_point():
                    value.lerp_(self.start[name].to(value.device), share)
        return network

    def predict(self, network: nn.Module, split: Split) -> NDArray[np.float64]:
        """Logits of a network, float64 (n, K)."""
        logits = []
        with torch.no_grad():
            for x in split.batches(128, self.recipe.preprocessing):
                with self.autocast():
                    logits.append(network(x.to(self.device)).float().cpu())
        return torch.cat(logits).double().numpy()

    def validate(self, split: Split) -> None:
        """Macro AUROC on fold 9, and of an interpretable network what ``measures`` says of W; keeps the best."""
        network = self.kept()
        logits = self.predict(network, split)
        line = self.history[-1]
        line.update(fold_line(split.main, logits, self.n_super))
        some = split.x(slice(0, 128), self.recipe.preprocessing).to(self.device)
        line.update(agreement_of(network, some, self.n_super))
        line.update(misplaced_of(network, some, torch.from_numpy(split.main[:128]), self.st_t))
        score = _score(line)
        if score > self.best:
            self.best = score
            self._write(BEST, self.weights_file(network))
        self.out.mkdir(parents=True, exist_ok=True)
        with atomic_path(self.out / METRICS) as temporary:
            temporary.write_text("".join(json.dumps(entry) + "\n" for entry in self.history))

    @property
    def has_lost_patience(self) -> bool:
        """Whether fold 9 has not got better for as many epochs as the recipe allows."""
        patience, scores = self.recipe.training.patience, [_score(line) for line in self.history]
        return bool(patience and scores and len(scores) - 1 - int(np.argmax(scores)) >= patience)

    def weights_file(self, network: nn.Module) -> dict[str, Any]:
        """What is kept of a trained network."""
        return {
            "state": network.state_dict(),
            "recipe": self.recipe.as_dict(),
            "options": self.options,
            "outputs": list(self.outputs),
            "epoch": self.epoch,
            "history": self.history,
            "versions": {"python": platform.python_version(), "torch": str(torch.__version__), "numpy": np.__version__},
        }

    def save(self) -> None:
        """Checkpoint that ``resume`` goes on from, exactly as if it had not been interrupted."""
        self._write(
            CHECKPOINT,
            {
                "model": self.model.state_dict(),
                "averaged": self.averaged.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "schedule": self.schedule.state_dict(),
                "generator": self.generator.get_state(),
                "torch_rng": torch.get_rng_state(),
                "cuda_rng": torch.cuda.get_rng_state(self.device) if self.on_cuda else None,
                "epoch": self.epoch,
                "best": self.best,
                "history": self.history,
                "recipe": self.recipe.as_dict(),
            },
        )

    def _write(self, name: str, content: dict[str, Any]) -> None:
        self.out.mkdir(parents=True, exist_ok=True)
        with atomic_path(self.out / name) as temporary:
            torch.save(content, temporary)

    def begin_with(self, path: Path) -> None:
        """Take the weights that another run kept. Raises EcgError if they are those of another network."""
        held = torch.load(path, map_location="cpu", weights_only=True)
        try:
            self.model.load_state_dict(held["state"])
        except RuntimeError as error:
            message = f"'{path}' holds weights of another network than the recipe '{self.recipe.name}' asks for."
            raise EcgError(message, str(error)) from error
        self.averaged.load_state_dict(held["state"])
        self.start = held["state"]

    def resume(self) -> None:
        """Go on from the checkpoint in the output folder, if there is one."""
        path = self.out / CHECKPOINT
        if not path.exists():
            return
        held = torch.load(path, map_location="cpu", weights_only=True)
        # Read as a recipe: an option that came later counts with its default.
        if recipe_from_dict(held["recipe"]).as_dict() != self.recipe.as_dict():
            raise EcgError(f"'{self.out}' holds a run of another recipe; choose another --out folder.")
        if held["generator"].shape != self.generator.get_state().shape:
            raise EcgError(
                f"'{self.out}' holds a run on another kind of device; choose that --device or another --out."
            )
        self.model.load_state_dict(held["model"])
        self.averaged.load_state_dict(held["averaged"])
        self.optimizer.load_state_dict(held["optimizer"])
        self.schedule.load_state_dict(held["schedule"])
        self.generator.set_state(held["generator"])
        torch.set_rng_state(held["torch_rng"])
        if held.get("cuda_rng") is not None and self.on_cuda:
            torch.cuda.set_rng_state(held["cuda_rng"], self.device)
        self.epoch, self.best, self.history = held["epoch"], held["best"], held["history"]
        self.is_over = self.has_lost_patience


def _score(line: dict[str, Any]) -> float:
    """What an epoch is judged by: macro AUROC over the superclasses, or the sub-classes where there are none."""
    return float(line.get("val_super", line.get("val_sub", 0.0)))


def _schedule(
    optimizer: torch.optim.Optimizer, options: TrainingOptions, steps_per_epoch: int
) -> torch.optim.lr_scheduler.LRScheduler:
    if options.schedule == "constant":
        return torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1.0)
    if options.schedule != "one-cycle":
        raise EcgError(f"There is no schedule '{options.schedule}': one-cycle or constant.")
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=options.learning_rate,
        total_steps=steps_per_epoch * options.epochs,
        pct_start=options.warm_up,
    )


def highpass_of(recipe: Recipe, device: str) -> Tensor | None:
    """The filter of a recipe as the matrix that follows what disturbs a varied ECG, None without one."""
    hz = recipe.preprocessing.highpass_hz
    return torch.from_numpy(highpass_matrix(N_SAMPLES, FS, hz)).to(device) if hz else None


def positive_weight(main: NDArray[np.float32]) -> NDArray[np.float32]:
    """How many ECGs lack each class for one that has it, (K,)."""
    positive = main.sum(axis=0)
    return ((len(main) - positive) / np.maximum(positive, 1)).astype(np.float32)


class Step(nn.Module):
    """Network and objective as one module, whose forward is what DistributedDataParallel averages gradients of."""

    def __init__(self, model: nn.Module, averaged: nn.Module, objective: Objective) -> None:
        super().__init__()
        self.model = model
        self._rest = (averaged, objective)  # in a tuple: the average is no part of what is trained

    def forward(self, x: Tensor, targets: Targets) -> tuple[Tensor, dict[str, Tensor]]:
        """Loss and its parts."""
        averaged, objective = self._rest
        return objective(self.model, averaged, x, targets)
