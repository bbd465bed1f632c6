"""Import of the authors' checkpoints of ECG-IMN (PyTorch Lightning, ``.ckpt``) as a model of the user's.

Read are the parameters of the network and ``hyper_parameters["signal_len"]``; nothing in the file is executed. Which of
the four tasks a checkpoint answers is written nowhere in it: it must be said.

The categorical head (softmax over negative and positive) becomes one output: its logit is the difference of the two,
whose sigmoid is that softmax. The last layer is linear, so the difference of its two rows is taken once, here.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import torch
from torch import Tensor

from ..core.analysis import ClassInfo
from ..core.errors import ModelError
from ..io.atomic import system_reason
from .card import ModelCard, Output, file_sha256, is_plain_name
from .catalogue import model_folders, user_models_folder
from .network import EcgImn2d
from .preprocessing import Preprocessing
from .session import try_out
from .store import write_model

PREFIX = "model."

# An official checkpoint, with the state of its optimiser, has about 2 MB.
MAX_BYTES = 200 * 2**20

DURATION_S = 10.0
SIGNAL_LENGTHS = (1000, 5000)

TASKS: dict[str, str] = {
    "mi": "Myocardial infarction",
    "sttc": "ST/T change",
    "cd": "Conduction disturbance",
    "hyp": "Hypertrophy",
}

LIMITS = (
    "Research use only; not a medical device. Answers one question: this class against a normal ECG, as trained by the "
    "authors of ECG-IMN on PTB-XL. Its probability is the network's own, not calibrated, and its bias depends on the "
    "ECG: part of the answer may lie in no lead."
)


class _Inert:
    """Stands for every class of other libraries that a checkpoint mentions: an empty mapping, whatever is asked."""

    def __new__(cls, *_: object, **__: object) -> Any:
        return OrderedDict()


@dataclass(frozen=True)
class Checkpoint:
    """``state`` has the names of ``EcgImn2d``; ``n_classes`` 1 (single linear) or 2 (categorical); ``n_samples``."""

    state: Mapping[str, Tensor]
    n_classes: int
    n_samples: int


def read_checkpoint(path: Path) -> Checkpoint:
    """The network in a checkpoint. Raises ModelError if the file is none of ECG-IMN's, or not what it should be."""
    held = _load_without_code(path)
    state = held.get("state_dict")
    if not isinstance(state, Mapping):
        raise ModelError(f"'{path.name}' is no checkpoint of ECG-IMN: it has no state_dict.")
    own = {key[len(PREFIX) :]: v for key, v in state.items() if isinstance(key, str) and key.startswith(PREFIX)}
    rows = own.get("transition.8.weight")
    if not isinstance(rows, Tensor) or rows.ndim != 4 or rows.shape[0] not in (1, 2):
        raise ModelError(f"'{path.name}' is no checkpoint of ECG-IMN: its last layer is not that of the paper.")
    n_classes, n_samples = rows.shape[0], _signal_length(held, path)
    expected = EcgImn2d(n_classes, n_samples).state_dict()
    if set(own) != set(expected):
        odd = ", ".join(sorted(set(own) ^ set(expected))[:3])
        raise ModelError(f"'{path.name}' is no checkpoint of ECG-IMN: parameters are missing or unknown ({odd}).")
    for key, value in own.items():
        if not isinstance(value, Tensor) or value.shape != expected[key].shape:
            raise ModelError(f"'{path.name}' is no checkpoint of ECG-IMN: '{key}' has another shape.")
        if not _is_plain(value):
            raise ModelError(f"'{path.name}' is no checkpoint of ECG-IMN: '{key}' is stored in an unusual way.")
    state = {key: own[key].to(expected[key].dtype) for key in expected}  # a number of float64 may be none of float32
    for key, value in state.items():
        if not bool(torch.isfinite(value).all()):
            raise ModelError(f"The checkpoint '{path.name}' is damaged: '{key}' holds values that are no numbers.")
        if key.endswith("running_var") and bool((value < 0).any()):
            raise ModelError(f"The checkpoint '{path.name}' is damaged: '{key}' holds variances below 0.")
    return Checkpoint(state, n_classes, n_samples)


def _is_plain(value: Tensor) -> bool:
    """Real numbers in memory, one after the other: not sparse, quantised, complex, or without a device."""
    is_dense = value.layout == torch.strided and value.device.type == "cpu"
    return is_dense and not value.is_quantized and not value.is_complex()


def _judge_archive(path: Path, size: int) -> None:
    """torch's archives pack nothing; one that does could unfold to any size. ModelError, OSError or BadZipFile."""
    with ZipFile(path) as archive:
        entries = archive.infolist()
    if any(e.compress_type != ZIP_STORED for e in entries) or sum(e.file_size for e in entries) > size:
        raise ModelError(f"'{path.name}' is no checkpoint that can be read safely: it would unfold to more than it is.")


def _load_without_code(path: Path) -> dict[str, Any]:
    try:
        size = path.stat().st_size
        if size:  # a named pipe would be waited for
            path.open("rb").close()
    except OSError as error:
        raise ModelError(f"The checkpoint '{path.name}' cannot be read: {system_reason(error)}.", str(error)) from error
    if not size:
        raise ModelError(f"The checkpoint '{path.name}' is empty.")
    if size > MAX_BYTES:
        raise ModelError(f"'{path.name}' has {size / 2**20:.0f} MB; a checkpoint of ECG-IMN has a few.")
    try:
        _judge_archive(path, size)
        # Lightning stores settings in classes of its own; they are named here, never imported.
        foreign = torch.serialization.get_unsafe_globals_in_checkpoint(str(path))
        with torch.serialization.safe_globals([(_Inert, name) for name in foreign]):
            held = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError) as error:
        raise ModelError(f"'{path.name}' is no checkpoint that can be read.", repr(error)) from error
    except (pickle.UnpicklingError, BadZipFile) as error:
        raise ModelError(f"'{path.name}' is no checkpoint that can be read safely.", repr(error)) from error
    if not isinstance(held, dict):
        raise ModelError(f"'{path.name}' is no checkpoint of ECG-IMN: it holds no mapping.")
    return held


def _signal_length(held: Mapping[str, Any], path: Path) -> int:
    settings = held.get("hyper_parameters")
    length = settings.get("signal_len") if isinstance(settings, Mapping) else None
    if not isinstance(length, int) or length not in SIGNAL_LENGTHS:
        raise ModelError(f"'{path.name}' does not say which rate it reads (a signal_len of 1000 or 5000 is expected).")
    return length


def single_output(checkpoint: Checkpoint) -> EcgImn2d:
    """The network with one output, the logit of the positive class, in evaluation mode."""
    state = dict(checkpoint.state)
    if checkpoint.n_classes == 2:
        for key in ("transition.8.weight", "transition.8.bias", "bias_head.weight", "bias_head.bias"):
            state[key] = state[key][1:2] - state[key][0:1]
    network = EcgImn2d(1, checkpoint.n_samples)
    network.load_state_dict(state)
    return network.eval()


def import_checkpoint(path: Path, task: str, name: str | None = None) -> ModelCard:
    """Make a model of the user's from an official checkpoint; the card of it.

    ``task`` is one of ``TASKS``; ``name`` of the model, by default "ecg-imn-2d-TASK-RATEhz". Raises ModelError, and
    writes nothing, if the file does not fit or the name is taken.
    """
    if task.lower() not in TASKS:
        raise ModelError(f"There is no task '{task}': say which of {', '.join(TASKS)} the checkpoint was trained for.")
    task = task.lower()
    checkpoint = read_checkpoint(path)
    fs = checkpoint.n_samples / DURATION_S
    name = name or f"ecg-imn-2d-{task}-{fs:g}hz"
    if not is_plain_name(name) or name != name.lower():
        raise ModelError(
            f"'{name}' is no name for a model: small letters, digits, '.', '_' and '-' make one, unless Windows keeps "
            "it for a device, such as con."
        )
    folder = user_models_folder() / name
    if name in model_folders():
        raise ModelError(f"There is already a model '{name}'; choose another with --name.")
    if folder.exists():
        raise ModelError(f"There is already a folder '{folder}', which is no model; choose another name with --name.")
    network = single_output(checkpoint)
    head = "single linear" if checkpoint.n_classes == 1 else "categorical"
    card = ModelCard(
        name=name,
        version="imported",
        network="ecg-imn-2d",
        options={"n_classes": 1, "n_samples": checkpoint.n_samples},
        preprocessing=Preprocessing("zscore"),
        fs=fs,
        n_samples=checkpoint.n_samples,
        outputs=(Output(ClassInfo(task.upper(), TASKS[task])),),
        sha256="",
        about={
            "task": task.upper(),
            "source": f"checkpoint '{path.name}' (SHA-256 {file_sha256(path)}), {head} head; task as said on import",
            "data": "PTB-XL, trained by the authors of ECG-IMN, who chose and measured on the same folds, 9 and 10",
            "limits": LIMITS,
            "licence": "CC BY 4.0 (official checkpoints), Thambawita et al.",
            "method": "Thambawita et al., ECG-IMN, arXiv 2602.09566",
            "calibration": "none: the probability is the network's own",
            "n_parameters": sum(p.numel() for p in network.parameters()),
        },
    )
    try_out(card, network)
    return write_model(folder, card, network)
