"""Options of the command line that are given or not, and take no value."""

from __future__ import annotations

from typing import Any

import typer


def flag(*names: str, help: str, **more: Any) -> Any:
    """An option without a value: typer's help says ``<bool>`` beside it, as if one wrote ``--pdf true``."""
    return typer.Option(*names, help=help, metavar="", **more)
