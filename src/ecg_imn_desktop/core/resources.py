"""Where the files lie that the program ships: models, examples, fonts, icons, licences."""

from __future__ import annotations

import contextlib
from functools import cache
from pathlib import Path

# What is opened where no record is named.
DEFAULT_EXAMPLE = "anterior-mi.hea"

# What answers where no model is named.
DEFAULT_MODEL = "imn-1d"


def resource_path(*parts: str) -> Path:
    """Path of a shipped file or folder, e.g. ``resource_path("models", "imn-1d")``; it need not exist.

    In a wheel and in the frozen program the resources lie inside the package; in a checkout they lie in the folder
    ``resources/`` beside ``src/``.
    """
    return _root().joinpath(*parts)


@cache
def _root() -> Path:
    package = _package()
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent.parent / "resources"


def _package() -> Path:
    return Path(__file__).parent.parent  # importlib.resources says the same, and takes longer to import


def licence_files() -> list[Path]:
    """The third-party notices and the program's licence, as far as they are installed with the program.

    The frozen program has them beside its resources, a checkout at its top, an installed wheel in its metadata.
    """
    from importlib.metadata import PackageNotFoundError, distribution  # takes a while to import

    package = _package()
    places = [package / "licences", package.parent.parent]
    with contextlib.suppress(PackageNotFoundError):
        metadata = next((f for f in distribution("ecg-imn-desktop").files or () if f.name == "LICENSE"), None)
        if metadata is not None:
            places.append(Path(str(metadata.locate())).parent)
    names = ("THIRD_PARTY_NOTICES.md", "LICENSE")
    found = (next((place / name for place in places if (place / name).is_file()), None) for name in names)
    return [path for path in found if path is not None]
