"""Options and arguments of the command line of which typer needs to be told more than their type."""

from __future__ import annotations

from typing import Any

import typer


def flag(*names: str, help: str, **more: Any) -> Any:
    """An option without a value: typer's help says ``<bool>`` beside it, as if one wrote ``--pdf true``."""
    return typer.Option(*names, help=help, metavar="", **more)


def path_argument(*, help: str) -> Any:
    """A file or folder; that it may not be read is said as of every other file, and not by typer with its usage."""
    return typer.Argument(help=help, readable=False)


def path_option(*names: str, help: str) -> Any:
    """The same as an option."""
    return typer.Option(*names, help=help, readable=False)
