"""A model on disk: a folder with ``weights.safetensors`` and ``card.json``.

The card says what the network is, what it answers, how it was calibrated, on which data it was made and how well it
does, and holds the SHA-256 of the weights' file. That file holds what decides an answer (``ModelCard.core``) a second
time: a changed file of weights is refused, and so is a card that says otherwise. Nothing in the folder is executed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.analysis import ClassInfo, ModelInfo, logistic
from ..core.errors import ModelError
from ..core.model_card import checked_about
from .preprocessing import Preprocessing

CARD = "card.json"
# The entry of the metadata of the weights' file that holds the card's core.
CORE_ENTRY = "card"
WEIGHTS = "weights.safetensors"

# Networks that do not explain themselves (``network.NETWORKS``, which needs torch, has them all; a test compares).
BLACK_BOXES = frozenset({"twin-1d", "twin-2d"})

# Far beyond any network for an ECG, and small enough to be tried.
MIN_FS, MAX_FS, MAX_SAMPLES = 10.0, 10_000.0, 1_000_000
MAX_OPTION, MAX_STAGES, MAX_GATHERING = 1_000_000, 64, 1000
MAX_CARD_BYTES = 20_000_000
MAX_WORDS = 200

# A name is a folder's, on every system: no path, and none that Windows keeps for a device.
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9_-])?", re.IGNORECASE | re.ASCII)
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

MIN_MV, MAX_MV = 1e-6, 1e6
MIN_HIGHPASS_HZ, MAX_HIGHPASS_HZ = 0.01, 5.0


@dataclass(frozen=True)
class Output:
    """One output: the class, and its calibration probability = 1 / (1 + exp(-(slope * logit + intercept))).

    Platt scaling (Platt 1999), fitted on PTB-XL fold 9. ``info.threshold`` is that of the best F1 there;
    ``threshold_sensitivity_90`` finds nine of ten, None where a card does not say.
    """

    info: ClassInfo
    slope: float = 1.0
    intercept: float = 0.0
    threshold_sensitivity_90: float | None = None

    @property
    def operating_thresholds(self) -> dict[str, float]:
        """The thresholds that the card holds, by what they were chosen for."""
        both = {"best_f1": self.info.threshold, "sensitivity_90": self.threshold_sensitivity_90}
        return {name: threshold for name, threshold in both.items() if threshold is not None}

    def to_dict(self) -> dict[str, Any]:
        """Plain values; what is not known is absent, so that a card of an earlier version stays the same."""
        values = {
            "name": self.info.name,
            "title": self.info.title,
            "parent": self.info.parent,
            "threshold": self.info.threshold,
            "slope": self.slope,
            "intercept": self.intercept,
        }
        if self.threshold_sensitivity_90 is not None:
            values["threshold_sensitivity_90"] = self.threshold_sensitivity_90
        return values


@dataclass(frozen=True)
class ModelCard:
    """What ``card.json`` says.

    ``network`` and ``options`` rebuild the network (``model/network.py``); ``fs`` and ``n_samples`` are its input;
    ``about`` holds what people read: data, recipe, figures, limits, licence.
    """

    name: str
    version: str
    network: str
    options: Mapping[str, Any]
    preprocessing: Preprocessing
    fs: float
    n_samples: int
    outputs: tuple[Output, ...]
    sha256: str
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def info(self) -> ModelInfo:
        """Name, version, checksum and input of the model."""
        return ModelInfo(
            self.name, self.version, self.sha256, self.fs, self.n_samples, json.dumps(self.to_dict(), sort_keys=True)
        )

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """The classes in the order of the outputs, with their calibration."""
        return tuple(replace(o.info, slope=o.slope, intercept=o.intercept) for o in self.outputs)

    @property
    def is_black_box(self) -> bool:
        """Whether the network is a twin, which answers but does not explain itself."""
        return self.network in BLACK_BOXES

    def probability(self, logit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities (..., class) of logits (..., class)."""
        slope = np.array([output.slope for output in self.outputs])
        intercept = np.array([output.intercept for output in self.outputs])
        return logistic(slope * logit + intercept)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``card.json``."""
        return {
            "name": self.name,
            "version": self.version,
            "network": self.network,
            "options": dict(self.options),
            "preprocessing": _preprocessing_values(self.preprocessing),
            "fs": self.fs,
            "n_samples": self.n_samples,
            "outputs": [output.to_dict() for output in self.outputs],
            "sha256": self.sha256,
            "about": dict(self.about),
        }

    def core(self) -> str:
        """What decides an answer beside the weights (network, input, classes, calibration), as canonical JSON.

        It is stored inside the weights' file too, so that their checksum covers it.
        """
        decisive = {key: value for key, value in self.to_dict().items() if key not in ("sha256", "about")}
        return json.dumps(decisive, sort_keys=True)


def card_from_dict(values: Mapping[str, Any]) -> ModelCard:
    """The card of plain values. Raises KeyError, TypeError, ValueError or OverflowError if they make none."""
    outputs = tuple(
        Output(
            ClassInfo(_words(o["name"]), _words(o["title"]), o["parent"], float(o["threshold"])),
            float(o["slope"]),
            float(o["intercept"]),
            None if o.get("threshold_sensitivity_90") is None else float(o["threshold_sensitivity_90"]),
        )
        for o in values["outputs"]
    )
    _check_outputs(outputs)
    fs, n_samples = float(values["fs"]), int(values["n_samples"])
    if not (MIN_FS <= fs <= MAX_FS and 1 <= n_samples <= MAX_SAMPLES):
        raise ValueError(f"no network reads {n_samples} samples at {fs} Hz")
    _check_options(values["options"])
    return ModelCard(
        name=_name(values["name"]),
        version=_words(values["version"]),
        network=str(values["network"]),
        options=dict(values["options"]),
        preprocessing=_preprocessing(values["preprocessing"]),
        fs=fs,
        n_samples=n_samples,
        outputs=outputs,
        sha256=str(values["sha256"]),
        about=checked_about(values.get("about", {})),
    )


def is_plain_name(name: str) -> bool:
    """Whether a model may be called so: it is printed, looked up and made a folder."""
    return bool(_NAME.fullmatch(name)) and not _DEVICE.fullmatch(name)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not is_plain_name(value):
        raise ValueError("no name for a model")
    return value


def _words(value: Any) -> str:
    """A name or title: one line that has room on a page and in a sentence."""
    text = str(value)
    if len(text) > MAX_WORDS or not text.isprintable():
        raise ValueError("a name is too long or holds what cannot be printed")
    return text


def _preprocessing(values: Mapping[str, Any]) -> Preprocessing:
    made = Preprocessing(**values)
    hz = float(made.highpass_hz)
    if made.kind not in ("scale", "zscore") or not MIN_MV <= float(made.mv_per_unit) <= MAX_MV:
        raise ValueError("no way of normalising an ECG")
    if hz and not (made.kind == "scale" and MIN_HIGHPASS_HZ <= hz <= MAX_HIGHPASS_HZ):
        raise ValueError("no high-pass before a network")
    return Preprocessing(made.kind, float(made.mv_per_unit), hz)


def _preprocessing_values(preprocessing: Preprocessing) -> dict[str, Any]:
    """Without a filter that is off, so that a card of an earlier version stays the same."""
    values = {"kind": preprocessing.kind, "mv_per_unit": preprocessing.mv_per_unit}
    return values | ({"highpass_hz": preprocessing.highpass_hz} if preprocessing.highpass_hz else {})


def _check_outputs(outputs: tuple[Output, ...]) -> None:
    numbers = [n for o in outputs for n in (o.slope, o.intercept)]
    if not numbers or not np.isfinite(numbers).all():
        raise ValueError("calibration is no number")
    if not all(o.slope > 0 for o in outputs):
        raise ValueError("calibration turns the answer round, or makes it the same for every ECG")
    if not all(0 <= threshold <= 1 for o in outputs for threshold in o.operating_thresholds.values()):
        raise ValueError("a threshold is no probability")
    tops = {o.info.name for o in outputs if o.info.parent is None}
    if not tops or any(o.info.parent is not None and o.info.parent not in tops for o in outputs):
        raise ValueError("a class has a parent that is no class")


def _check_options(options: Mapping[str, Any]) -> None:
    """Options that build a network of a size that can be: a forged card must not fill the memory, nor take for ever."""
    _check_sizes({key: value for key, value in options.items() if key not in ("members", "member_shares", "partner")})
    _check_sizes(options.get("partner", {}))
    members, shares = options.get("members", []), options.get("member_shares", [])
    if members and options.get("n_classes", 0) > MAX_GATHERING:
        raise ValueError("too many classes to be gathered")
    if len(members) > MAX_STAGES or any(len(part) > MAX_GATHERING or len(set(part)) < len(part) for part in members):
        raise ValueError("too many members")
    if not all(isinstance(k, int) for part in members for k in part) or not all(abs(share) <= 1 for share in shares):
        raise ValueError("members are no classes, or shares no numbers")


def _check_sizes(options: Mapping[str, Any]) -> None:
    """Numbers that say how large a network is, or one of its branches."""
    for name, value in options.items():
        numbers = value if isinstance(value, list) else [value]
        if len(numbers) > MAX_STAGES or not all(isinstance(n, int | float) and 0 <= n <= MAX_OPTION for n in numbers):
            raise ValueError(f"option {name} is out of range")
    if options.get("blocks", 0) > MAX_STAGES:
        raise ValueError("too many blocks")


def read_card(folder: Path) -> ModelCard:
    """The card in a model's folder. Raises ModelError if it is absent or makes no sense."""
    path = folder / CARD
    try:
        if path.stat().st_size > MAX_CARD_BYTES:
            raise ValueError("too long for a card")
        return card_from_dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ModelError(f"The model '{folder.name}' has no readable card.", str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ModelError(f"The card of the model '{folder.name}' is damaged.", repr(error)) from error


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_weights(folder: Path, card: ModelCard) -> Path:
    """Path of the weights once their checksum is known to be the card's. Raises ModelError otherwise."""
    path = folder / WEIGHTS
    try:
        found = file_sha256(path)
    except OSError as error:
        raise ModelError(f"The weights of the model '{card.name}' are missing.", str(error)) from error
    if found != card.sha256:
        raise ModelError(
            f"The weights of the model '{card.name}' are not those of its card (checksum differs); it is not used.",
            f"card {card.sha256}, file {found}",
        )
    return path


def verify_core(weights: Path, card: ModelCard) -> None:
    """Raises ModelError unless the weights' file holds the same of what decides an answer as the card."""
    from safetensors import SafetensorError, safe_open  # not needed at the start

    try:
        with safe_open(weights, "np") as file:
            core = (file.metadata() or {}).get(CORE_ENTRY)
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(f"The weights of the model '{card.name}' do not fit its card.", repr(error)) from error
    if core != card.core():
        raise ModelError(
            f"The card of the model '{card.name}' was changed after its weights were made; it is not used."
        )
