"""Writing a model's folder. Importing this module loads torch."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from ..core.errors import ModelError
from .card import CARD, CORE_ENTRY, WEIGHTS, ModelCard, file_sha256


def write_model(folder: Path, card: ModelCard, network: nn.Module) -> ModelCard:
    """Write weights and card, the whole folder at once; gives the card with the checksum of the weights.

    Raises ModelError if the disk refuses.
    """
    making = folder.with_name(folder.name + ".making")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        state = {key: value.contiguous() for key, value in network.state_dict().items()}
        save_file(state, making / WEIGHTS, metadata={CORE_ENTRY: card.core()})
        (making / WEIGHTS).chmod(0o644)  # safetensors makes it readable for its maker alone
        card = replace(card, sha256=file_sha256(making / WEIGHTS))
        (making / CARD).write_text(json.dumps(card.to_dict(), indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        raise ModelError(f"The model '{card.name}' cannot be written.", str(error)) from error
    return card
