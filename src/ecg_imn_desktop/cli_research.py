"""The commands of ``ecg-imn`` for those who make and measure models: train, evaluate."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .cli_bar import Bar
from .cli_flag import flag, path_option
from .core.errors import EcgError
from .core.progress import NO_PROGRESS

if TYPE_CHECKING:
    from .training.recipe import Recipe

_LINE_EVERY_S = 60.0  # without a terminal


def train(
    data: Annotated[Path, path_option(help="The PTB-XL folder (ptbxl_database.csv, records100/).")],
    model: Annotated[str, typer.Option("--model", help="A shipped recipe's name, or a recipe's TOML file.")] = "imn-1d",
    task: Annotated[
        str | None, typer.Option(help="For a network of the paper: NORM against mi, sttc, cd or hyp.")
    ] = None,
    out: Annotated[
        Path | None, path_option(help="Folder of the run (default runs/NAME). A run there is resumed.")
    ] = None,
    teacher: Annotated[
        Path | None, path_option(help="Folder of the teacher's runs, if the recipe has one (default: beside --out).")
    ] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    precision: Annotated[str, typer.Option(help="fp32, bf16 or auto.")] = "auto",
    seed: Annotated[
        int | None, typer.Option(help="Instead of the seed of the recipe and of those it starts from.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Instead of the epochs of each of them and of its teacher.")
    ] = None,
    records: Annotated[int, typer.Option(help="Train on so many records only, the same for every model.")] = 0,
    threads: Annotated[int | None, typer.Option(help="CPU threads (default: all cores).")] = None,
    publish_to: Annotated[
        Path | None, path_option("--publish", help="Afterwards write the model (weights and card) into this folder.")
    ] = None,
    version: Annotated[str, typer.Option(help="Version of the published model.")] = "1",
) -> None:
    """Train a model on PTB-XL folds 1-8, choosing on fold 9. Runs under torchrun on several GPUs or machines."""
    from .model.store import refuse_other_folder
    from .training.chain import run_recipe
    from .training.compute import Compute
    from .training.fit import METRICS
    from .training.publish import publish, published_name
    from .training.recipe import load_recipe, refuse_name

    if publish_to:
        refuse_other_folder(publish_to)  # now, not after hours
    as_asked = partial(_as_asked, seed=seed, epochs=epochs, records=records)
    recipe = as_asked(load_recipe(model))
    if task and not recipe.task:
        raise EcgError(f"The recipe '{recipe.name}' answers for all classes; --task is for the networks of the paper.")
    if recipe.task:
        chosen = (task or recipe.task).upper()
        recipe = replace(recipe, task=chosen, name=f"{recipe.name}-{chosen.lower()}")
    refuse_name(published_name(recipe, publish_to) if publish_to else recipe.name)
    out = out or Path("runs") / recipe.name
    is_first = int(os.environ.get("RANK", "0")) == 0  # of torchrun's processes: it speaks for all, and publishes
    with _Bar() if is_first else nullcontext(NO_PROGRESS) as bar:
        best = run_recipe(recipe, data, out, Compute(device, precision, threads), bar, teacher, as_asked)
    if not is_first:
        return
    print(f"weights  {best}")
    if (out / METRICS).exists():  # a recipe that only joins or solves again has none
        print(f"metrics  {out / METRICS}")
    if publish_to:
        card = publish(best, data, publish_to, version)
        print(f"model    {publish_to}  sha256 {card.sha256}")


def _as_asked(recipe: Recipe, seed: int | None, epochs: int | None, records: int) -> Recipe:
    """The recipe with what the user asked for, where he did; its teacher, too."""
    training, teacher = recipe.training, recipe.teacher
    training = replace(
        training,
        seed=training.seed if seed is None else seed,
        epochs=epochs or training.epochs,
        records=records or training.records,
    )
    return replace(recipe, training=training, teacher=replace(teacher, epochs=epochs or teacher.epochs))


def evaluate(
    data: Annotated[Path, path_option(help="The PTB-XL folder.")],
    model: Annotated[str, typer.Option("--model", help="Name of an installed model, or the path of its folder.")] = (
        "imn-1d"
    ),
    split: Annotated[str, typer.Option(help="val (fold 9) or test (fold 10, for a final evaluation only).")] = "val",
    with_faithfulness: Annotated[bool, flag("--faithfulness", help="Also measure the explanation.")] = False,
    twin: Annotated[
        str | None,
        typer.Option(help="The black box to compare with: a name, a folder, or 'none'. Default: twin-1d if installed."),
    ] = None,
    ludb: Annotated[Path | None, path_option(help="The LUDB folder, for the wave pointing game.")] = None,
    records: Annotated[int, typer.Option(help="At most so many ECGs for each measure of the explanation.")] = 64,
    json_file: Annotated[Path | None, path_option("--json", help="Store all figures.")] = None,
    figures_in: Annotated[
        Path | None, path_option("--figures", help="Draw ROC, calibration, curves and average beats into this folder.")
    ] = None,
    tables_in: Annotated[
        Path | None, path_option("--tables", help="Write the tables into this Markdown file, between its marks.")
    ] = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads (default: all cores).")] = None,
) -> None:
    """Measure a model on PTB-XL: how well it answers, and whether its explanations are what it does."""
    import torch

    from .cli_evaluation import evaluation_lines
    from .training.evaluation import evaluate_model, write_evaluation

    if threads:
        torch.set_num_threads(threads)
    with _Bar() as bar:
        found = evaluate_model(
            model, data, split, twin=twin, ludb=ludb, with_faithfulness=with_faithfulness, max_records=records,
            progress=bar,
        )  # fmt: skip
    if json_file:
        write_evaluation(json_file, found)
    if figures_in:
        from .training.plots import draw_figures

        draw_figures(found, figures_in)
    if tables_in:
        from .training.tables import write_tables

        write_tables(found, tables_in)
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, 160)
    for line in evaluation_lines(found):
        console.print(line)


class _Bar(Bar):
    """A ``Progress``."""

    def __init__(self) -> None:
        columns = (BarColumn(), "{task.percentage:5.1f} %", TimeElapsedColumn(), TimeRemainingColumn())
        super().__init__(*columns, TextColumn("{task.description}"), line_every_s=_LINE_EVERY_S)

    def report(self, fraction: float, message: str = "") -> None:
        """Move the bar."""
        self.show(fraction, 1.0, message, f"{time.strftime('%H:%M:%S')}  {fraction:6.1%}  {message}")
