"""Writing a model's folder. Importing this module loads torch."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from ..core.errors import ModelError
from ..io.atomic import TEMPORARY_PREFIX, sweep
from .card import CARD, CORE_ENTRY, WEIGHTS, ModelCard, file_sha256
from .catalogue import OLD, put_back

# What file managers put into any folder.
_OF_THE_SYSTEM = (".DS_Store", "desktop.ini", "Thumbs.db")


def refuse_other_folder(folder: Path) -> None:
    """Raises ModelError if anything but a model stands where one is to be written: only a model is replaced."""
    its_own = (CARD, WEIGHTS, *_OF_THE_SYSTEM)
    try:
        others = sorted(p.name for p in folder.iterdir() if p.name not in its_own) if folder.exists() else []
    except OSError as error:
        raise ModelError(f"'{folder}' is no folder for a model.", str(error)) from error
    if others:
        raise ModelError(f"The folder '{folder}' holds more than a model ('{others[0]}'); it stays as it is.")


def write_model(folder: Path, card: ModelCard, network: nn.Module) -> ModelCard:
    """Write weights and card, the whole folder at once; gives the card with the checksum of the weights.

    A model that stands there is replaced. Raises ModelError if something else does, or if the disk refuses; then what
    stood there still stands.
    """
    folder = folder.absolute()
    refuse_other_folder(folder)
    making: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        put_back(folder.parent)
        sweep(folder.parent)
        making = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=folder.parent))  # so begins no model's name
        new, old = making / "new", making / OLD / folder.name  # there it is put back where this process is killed
        new.mkdir()
        old.parent.mkdir()
        state = {key: value.contiguous() for key, value in network.state_dict().items()}
        save_file(state, new / WEIGHTS, metadata={CORE_ENTRY: card.core()})
        (new / WEIGHTS).chmod(0o644)  # safetensors makes it readable for its maker alone
        card = replace(card, sha256=file_sha256(new / WEIGHTS))
        (new / CARD).write_text(json.dumps(card.to_dict(), indent=1) + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
        (old / CARD).unlink(missing_ok=True)  # no model any more, should its removal not come to an end
    except OSError as error:
        raise ModelError(f"The model '{card.name}' cannot be written.", str(error)) from error
    finally:
        if making is not None and (folder.exists() or not (making / OLD / folder.name).exists()):
            shutil.rmtree(making, ignore_errors=True)
    return card
