"""Commands for stored analyses: ``ecg-imn verify FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from .cli_flag import path_argument
from .core.errors import ModelError

DIFFERS = 1


def verify(
    file: Annotated[Path, path_argument(help="A stored analysis (.h5).")],
    model: Annotated[str | None, typer.Option(help="Name of an installed model; by default the file's.")] = None,
    device: Annotated[str, typer.Option(help="Where the network runs: auto, cpu, cuda or mps.")] = "auto",
) -> None:
    """Recompute a stored analysis from the signal in it and compare. Exit status 1 if anything differs."""
    from .io.hdf5 import read_stored
    from .model.session import Session
    from .model.verify import verify as verify_stored

    stored = read_stored(file)
    named = next((w.analysis.model.name for w in stored.windows if w.analysis is not None), None)
    checks = verify_stored(stored, Session(model or _model_name(named), device))
    console = Console()
    for check in checks:
        mark = "[green]same   [/]" if check.is_ok else "[bold red]DIFFERS[/]"
        console.print(f"{mark}  {escape(check.what)}: {escape(check.found)}", highlight=False, soft_wrap=True)
    n_wrong = sum(not check.is_ok for check in checks)
    if n_wrong:
        console.print(f"{n_wrong} of {len(checks)} comparisons differ: {escape(file.name)} is not what is found today.")
        raise typer.Exit(DIFFERS)
    console.print(f"All {len(checks)} comparisons agree.", highlight=False)


def _model_name(named: str | None) -> str:
    """A name from a file is looked up among the installed models, never taken for a path."""
    from .model.catalogue import DEFAULT_MODEL, model_folders

    name = named or DEFAULT_MODEL
    if name not in model_folders():
        raise ModelError(f"There is no model '{name}'; installed: {', '.join(model_folders()) or 'none'}.")
    return name
