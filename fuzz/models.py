"""Model folders: cards that lie, weights that are damaged, other files in their place."""

from __future__ import annotations

import copy
import functools
import json
import pickle
import random
from pathlib import Path
from typing import Any

import torch

from ecg_imn_desktop.core.analysis import ClassInfo
from ecg_imn_desktop.core.errors import ModelError, SignalError
from ecg_imn_desktop.model.card import CARD, CORE_ENTRY, WEIGHTS, ModelCard, Output, card_from_dict, file_sha256
from ecg_imn_desktop.model.network import NETWORKS, build_network
from ecg_imn_desktop.model.preprocessing import Preprocessing
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.simulate import simulate

from .target import Target, damage, somewhere

OPTIONS = {"widths": [16, 16], "blocks": 1, "decoder_width": 16, "n_classes": 3}
ODD: tuple[object, ...] = (
    0,
    -1,
    1,
    2,
    3,
    1e9,
    10**12,
    10**400,
    2**63,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    None,
    True,
    [],
    {},
    [10**6] * 3,
    "../x",
)


class Bomb:
    """A pickle of it runs a command when it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        import os

        return os.system, ("touch pwned",)


@functools.cache
def valid() -> tuple[str, dict[str, torch.Tensor]]:
    """The card's text, without checksum, and the parameters of a small network."""
    torch.manual_seed(0)
    outputs = tuple(
        Output(ClassInfo(name, name, parent)) for name, parent in (("MI", None), ("NORM", None), ("IMI", "MI"))
    )
    card = ModelCard("small", "1", "imn-1d", OPTIONS, Preprocessing(), 100.0, 1000, outputs, "")
    return json.dumps(card.to_dict()), build_network("imn-1d", dict(OPTIONS)).state_dict()


@functools.cache
def ecg():  # type: ignore[no-untyped-def]
    """What a model that loads has to answer for."""
    return simulate("normal", fs=500, duration_s=10).record


class Models(Target):
    """A folder with ``card.json`` and ``weights.safetensors``; the checksum is often put right, as an enemy would."""

    refusals = (ModelError, SignalError)
    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next model."""
        from safetensors.torch import save

        text, state = valid()
        card = json.loads(text)
        for _ in range(rng.choice((0, 1, 1, 2))):
            _change(card, rng)
        try:
            core = card_from_dict(card).core() if rng.random() < 0.8 else "{}"
        except Exception:  # it makes no card: then it has no core either
            core = "{}"
        if rng.random() < 0.3:
            state = _other_state(state, rng)
        weights = save(state, metadata={CORE_ENTRY: core})
        if rng.random() < 0.4:
            weights = damage(weights, rng)
        elif rng.random() < 0.05:
            weights = pickle.dumps(Bomb())
        (folder / WEIGHTS).write_bytes(weights)
        if rng.random() < 0.9:
            card["sha256"] = file_sha256(folder / WEIGHTS)
        try:
            content = json.dumps(card).encode()
        except (TypeError, ValueError):
            content = text.encode()
        if rng.random() < 0.1:
            content = damage(content, rng)
        (folder / CARD).write_bytes(content)
        return folder / CARD

    def use(self, path: Path, rng: random.Random) -> None:
        """Load it; what loads has to answer."""
        session = Session(str(path.parent), "cpu")
        session.run(ecg())


def _other_state(state: dict[str, torch.Tensor], rng: random.Random) -> dict[str, torch.Tensor]:
    """Parameters of another type, shape or content, too few or too many."""
    out = {name: tensor.clone() for name, tensor in state.items()}
    for _ in range(rng.choice((1, 1, 3))):
        name = rng.choice(sorted(out))
        kind = rng.randrange(6)
        if kind == 0:
            del out[name]
        elif kind == 1:
            out[name] = out[name].to(rng.choice((torch.float64, torch.int32, torch.float16, torch.bool)))
        elif kind == 2:
            out[name] = torch.full_like(out[name], rng.choice((0, 1, -1)))
        elif kind == 3 and out[name].is_floating_point():
            large = 6e4 if out[name].dtype == torch.float16 else 1e38
            out[name] = torch.full_like(out[name], rng.choice((float("nan"), float("inf"), large, -large)))
        elif kind == 4:
            out[name] = torch.zeros(rng.choice(((), (0,), (1,), (3, 3))))
        else:
            out["extra"] = torch.zeros(4)
    return out


def _change(card: dict[str, Any], rng: random.Random) -> None:
    """Another value somewhere in the card, or another network."""
    if rng.random() < 0.1:
        card["network"] = rng.choice(sorted(NETWORKS))
        return
    if (found := somewhere(card, rng, 0.8)) is None:
        return
    place, key = found
    if rng.random() < 0.15 and isinstance(place, dict):
        del place[key]
    elif rng.random() < 0.2 and isinstance(place, dict):
        key = rng.choice(("extra", "n_classes", "kernel", "dropout", "n_samples", "n_auxiliary"))
        place[key] = copy.deepcopy(rng.choice(ODD))
    else:
        place[key] = copy.deepcopy(rng.choice(ODD))


TARGET = Models()
