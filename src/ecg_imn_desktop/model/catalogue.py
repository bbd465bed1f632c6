"""Which models there are: those shipped with the program and those in the user's data folder. Needs no torch."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import platformdirs

from ..core.errors import ModelError
from ..core.resources import DEFAULT_MODEL, resource_path
from ..io.atomic import TEMPORARY_PREFIX
from .card import CARD, ModelCard, file_sha256, read_card

__all__ = ["DEFAULT_MODEL", "find_model", "list_models", "model_card", "model_folders", "user_models_folder"]

# Where, in a temporary folder beside its place, a model lies while it is replaced.
OLD = "old"

# SHA-256 of the cards of the shipped models. What people read of a model stands in its card alone, sealed by nothing;
# of these it is known. A model published among them has its line here (a test says which).
SHIPPED_CARDS = {
    "imn-1d": "3bc2e658e7fcfff7b2a2220a1bbdc63fbd4bdfd378f0dc0f4547a1da6b038213",
    "twin-1d": "0cd14916e3207026a9e2812a0f2fa3f83ce5b36ffbe56c8c28a2bbb73d3a707a",
}


def user_models_folder() -> Path:
    """Where the user's own models live."""
    return platformdirs.user_data_path("ecg-imn-desktop", appauthor=False) / "models"


def put_back(root: Path) -> None:
    """Models laid aside by a program that was killed before the new one stood there get their place in ``root`` again.

    A place that is taken stays so; of two processes that do the same one finds it done.
    """
    with contextlib.suppress(OSError):  # a folder may be shut, be it one above this
        for old in root.glob(f"{TEMPORARY_PREFIX}*/{OLD}/*"):
            if (old / CARD).is_file() and not os.path.lexists(root / old.name):
                old.rename(root / old.name)


def model_folders() -> dict[str, Path]:
    """Folder of every model by name, shipped ones first; a user's model cannot replace a shipped one."""
    found: dict[str, Path] = {}
    put_back(user_models_folder())
    for root in (resource_path("models"), user_models_folder()):
        try:
            folders = sorted(root.iterdir()) if root.is_dir() else []
        except OSError:  # the user's folder is shut: the shipped models are there all the same
            continue
        for folder in folders:
            if _may_be_model(folder):
                found.setdefault(folder.name, folder)
    return found


def _may_be_model(folder: Path) -> bool:
    try:
        return (folder / CARD).is_file()
    except OSError:  # shut: whoever asks for it is told
        return True


def find_model(name: str) -> Path:
    """Folder of an installed model, or of the path of one, which has a separator in it.

    Raises ModelError, naming what there is, if there is no such model.
    """
    if any(mark in name for mark in ("/", "\\")):
        return Path(name)
    folders = model_folders()
    if name not in folders:
        known = ", ".join(folders) or "none"
        raise ModelError(f"There is no model '{name}'; installed: {known}.")
    return folders[name]


def model_card(folder: Path) -> ModelCard:
    """The card in a model's folder; that of an installed model bears the folder's name, a shipped one is as shipped.

    Raises ModelError if it cannot be read or is not so. A model elsewhere may have any name: runs are published so.
    """
    card = read_card(folder)
    is_shipped = folder.parent == resource_path("models")
    if is_shipped and file_sha256(folder / CARD) != SHIPPED_CARDS.get(folder.name):
        raise ModelError(f"The card of the model '{folder.name}' is not the one that was shipped; it is not used.")
    if (is_shipped or folder.parent == user_models_folder()) and card.name != folder.name:
        raise ModelError(f"The model in the folder '{folder.name}' calls itself '{card.name}'; it is not used.")
    return card


def read_models() -> dict[str, ModelCard | ModelError]:
    """The card of every model by the name of its folder, or why it cannot be used."""
    found: dict[str, ModelCard | ModelError] = {}
    for name, folder in model_folders().items():
        try:
            found[name] = model_card(folder)
        except ModelError as error:
            found[name] = error
    return found


def list_models() -> list[ModelCard]:
    """Cards of all models that have one that can be used."""
    return [card for card in read_models().values() if isinstance(card, ModelCard)]
