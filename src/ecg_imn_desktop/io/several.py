"""Several ECGs at once: one that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from ..core.errors import RecordError
from ..core.series import Unreadable

T = TypeVar("T")


def read_each(paths: Sequence[Path], read: Callable[[Path], T]) -> tuple[list[T], tuple[Unreadable, ...]]:
    """What ``read`` gives for each file, in their order, and which files it gives nothing for, each once.

    RecordError, a line for each of the unreadable ones, where fewer than two are left: nothing is to be compared.
    """
    found: list[T] = []
    errors: dict[Path, RecordError] = {}
    for path in paths:
        try:
            found.append(read(path))
        except RecordError as error:
            errors[path] = error
    if errors and len(found) < 2:
        raise RecordError(
            "\n".join(error.message for error in errors.values()), "\n".join(e.detail for e in errors.values())
        )
    return found, tuple(Unreadable(path, error.message) for path, error in errors.items())
