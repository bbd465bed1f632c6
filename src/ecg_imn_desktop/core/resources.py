"""Where the files lie that the program ships: models, examples, fonts, icons, licences."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

# What is opened where no record is named.
DEFAULT_EXAMPLE = "anterior-mi.hea"


def resource_path(*parts: str) -> Path:
    """Path of a shipped file or folder, e.g. ``resource_path("models", "imn-1d")``; it need not exist.

    In a wheel and in the frozen program the resources lie inside the package; in a checkout they lie in the folder
    ``resources/`` beside ``src/``.
    """
    return _root().joinpath(*parts)


@cache
def _root() -> Path:
    package = Path(str(files("ecg_imn_desktop")))
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent.parent / "resources"
