"""Which models there are: those shipped with the program and those in the user's data folder. Needs no torch."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from ..core.errors import ModelError
from ..core.resources import DEFAULT_MODEL, resource_path
from .card import CARD, ModelCard, read_card

__all__ = ["DEFAULT_MODEL", "find_model", "list_models", "model_folders", "user_models_folder"]


def user_models_folder() -> Path:
    """Where the user's own models live."""
    return platformdirs.user_data_path("ecg-imn-desktop", appauthor=False) / "models"


def model_folders() -> dict[str, Path]:
    """Folder of every model by name, shipped ones first; a user's model cannot replace a shipped one."""
    found: dict[str, Path] = {}
    for root in (resource_path("models"), user_models_folder()):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / CARD).is_file():
                    found.setdefault(folder.name, folder)
    return found


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


def list_models() -> list[ModelCard]:
    """Cards of all models that have a readable one."""
    cards = []
    for folder in model_folders().values():
        try:
            cards.append(read_card(folder))
        except ModelError:
            continue
    return cards
