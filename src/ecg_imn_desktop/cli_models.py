"""``ecg-imn models``: which models there are, what their cards say, import and verification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from .cli_flag import flag, path_argument

if TYPE_CHECKING:
    from .model.card import ModelCard

# Exit status where one of all models is refused.
REFUSED = 1

models_app = typer.Typer(help="The installed models.", no_args_is_help=True)

# What a card says of itself, in this order; everything else follows.
_WORDS = {
    "task": "Task",
    "source": "Source",
    "data": "Data",
    "limits": "Limits",
    "calibration": "Calibration",
    "method": "Method",
    "licence": "Licence",
    "n_parameters": "Parameters",
    "stages": "Stages",
    "epoch": "Epoch",
}


@models_app.command("list")
def models_list() -> None:
    """A line for each installed model; after them, why one cannot be used."""
    from .core.errors import ModelError
    from .model.catalogue import model_folders, read_models, user_models_folder

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("model", "version", "reads", "classes", "explains itself", "from", "sha256"):
        table.add_column(name, no_wrap=True)
    folders, damaged = model_folders(), []
    for name, card in read_models().items():
        if isinstance(card, ModelError):
            damaged.append(card.message)
            continue
        is_own = folders[name].parent == user_models_folder()
        table.add_row(
            escape(card.name),
            escape(card.version),
            f"{card.n_samples / card.fs:g} s at {card.fs:g} Hz",
            str(len(card.outputs)),
            "no (black box)" if card.is_black_box else "exactly",
            "you" if is_own else "the program",
            escape(card.sha256[:12]),
        )
    console = _console()
    console.print(table)
    for sentence in damaged:
        console.print(escape(sentence), highlight=False, soft_wrap=True)
    console.print(f"yours lie in {escape(str(user_models_folder()))}", highlight=False, soft_wrap=True)


@models_app.command("show")
def models_show(
    name: Annotated[str, typer.Argument(help="Name of an installed model.")],
    as_json: Annotated[bool, flag("--json", help="The card as it is stored.")] = False,
) -> None:
    """The card of a model, as a page to read. Nothing of a model that would be refused."""
    import json

    from .model.card import verify_core, verify_weights
    from .model.catalogue import find_model, model_card

    folder = find_model(name)
    card = model_card(folder)
    verify_core(verify_weights(folder, card), card)
    if as_json:
        print(json.dumps(card.to_dict(), indent=1))
        return
    console = _console()
    for line in card_lines(card):
        console.print(line, highlight=False)


def card_lines(card: ModelCard) -> Iterator[RenderableType]:
    """The card as text: what it is, what it answers and from when on, how well, and everything it says of itself."""
    from .report.words import input_sentence

    kind = "a black box" if card.is_black_box else "an interpretable network"
    yield f"[bold]{escape(card.name)}[/bold] version {escape(card.version)}: {escape(card.network)}, {kind}"
    unit = f", in units of {card.preprocessing.mv_per_unit:g} mV" if card.preprocessing.kind == "scale" else ""
    yield f"Reads {card.n_samples / card.fs:g} s of twelve leads at {card.fs:g} Hz, each less its mean{unit}"
    yield input_sentence(card.info)
    yield f"SHA-256 of the weights {card.sha256}"
    yield ""
    about = dict(card.about)
    measured = about.pop("fold_9", None)
    recipe = about.pop("recipe", None)
    versions = about.pop("versions", None)
    for key in [*(k for k in _WORDS if k in about), *(k for k in about if k not in _WORDS)]:
        yield f"[bold]{escape(_WORDS.get(key, _plain(key)))}[/bold]  {escape(_plain(about[key]))}"
    yield ""
    yield _outputs(card, measured or {})
    if measured:
        yield ""
        yield "[bold]On PTB-XL fold 9[/bold], which chose the epoch, the calibration and the thresholds:"
        yield "  " + escape(_plain({k: v for k, v in measured.items() if not isinstance(v, dict)}))
    if versions:
        yield "[bold]Made with[/bold]  " + escape(_plain(versions))
    if recipe:
        yield "[bold]Recipe[/bold]  " + escape(_plain(recipe))


def _outputs(card: ModelCard, measured: dict[str, Any]) -> Table:
    from .report.words import percent

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("class", no_wrap=True)
    for column in ("present from", "sens. 90 % from", "AUROC"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    areas = measured.get("auroc", {})
    tops = {o.info.name for o in card.outputs if o.info.parent is None}
    groups = {o.info.name: [o] for o in card.outputs if o.info.parent not in tops}
    for output in card.outputs:
        if output.info.parent in tops:
            groups[output.info.parent].append(output)
    for output in (o for group in groups.values() for o in group):  # sub-classes below their superclass
        info, sensitive = output.info, output.threshold_sensitivity_90
        table.add_row(
            ("  " if info.parent else "") + escape(info.name),
            percent(info.threshold, 1),
            "-" if sensitive is None else percent(sensitive, 1),
            f"{areas[info.name]:.3f}" if info.name in areas else "-",
            escape(info.title),
        )
    return table


def _plain(value: Any) -> str:
    """Values of a card as words: mappings as "key value", in brackets where nested."""
    if isinstance(value, dict):
        entries = ((_plain(k), _plain(v), isinstance(v, dict)) for k, v in value.items())
        return ", ".join(f"{k} ({v})" if is_nested else f"{k} {v}" for k, v, is_nested in entries)
    if isinstance(value, list | tuple):
        return "/".join(_plain(v) for v in value)
    return "".join(c if c.isprintable() else " " for c in str(value))  # what steers a terminal is no word


@models_app.command("import")
def models_import(
    file: Annotated[Path, path_argument(help="An official checkpoint of ECG-IMN (.ckpt).")],
    task: Annotated[str, typer.Option(help="What it was trained to tell from a normal ECG: mi, sttc, cd or hyp.")],
    name: Annotated[str | None, typer.Option(help="Name of the model (default ecg-imn-2d-TASK-RATE).")] = None,
) -> None:
    """Make an official checkpoint a model of yours. Nothing in the file is executed."""
    from .model.official import import_checkpoint

    card = import_checkpoint(file, task, name)
    print(f"{card.name}: {card.outputs[0].info.title}, {card.fs:g} Hz  sha256 {card.sha256}")
    print(f"use it with --model {card.name}, or in the window's menu Model")


@models_app.command("verify")
def models_verify(
    name: Annotated[str | None, typer.Argument(help="Name of an installed model; all of them if none.")] = None,
) -> None:
    """Check weights and card of a model against each other, or of all. Exit status 1 if one of all is refused."""
    from .core.errors import ModelError
    from .model.catalogue import find_model, model_folders
    from .model.session import load_network, try_out

    n_refused = 0
    for folder in [find_model(name)] if name else model_folders().values():
        try:
            card, network = load_network(folder)
            try_out(card, network)
        except ModelError as error:
            if name:
                raise
            print(error.message)
            n_refused += 1
        else:
            print(f"{card.name}: the weights are those of the card (sha256 {card.sha256}).")
    if n_refused:
        print(f"{n_refused} of {len(model_folders())} models cannot be used.")
        raise typer.Exit(REFUSED)


def _console() -> Console:
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, 120)
    return console
