"""From a finished run to a model folder: weights as safetensors, calibration on fold 9, and the card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import scipy
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from torch import Tensor, nn

from ..core.analysis import ClassInfo, logistic
from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress
from ..model.card import ModelCard, Output
from ..model.catalogue import user_models_folder
from ..model.network import N_LEADS, restored_network
from ..model.preprocessing import Preprocessing
from ..model.store import write_model
from .data import Split, make_split, parent_of
from .measures import agreement_of, auroc_per_class, macro_by_level
from .ptbxl import FS, N_SAMPLES, VAL_FOLDS, Labels, read_labels, read_signals
from .recipe import Recipe, load_recipe, recipe_from_dict
from .titles import TITLES

DATA_NOTE = (
    "PTB-XL 1.0.3 (Wagner et al. 2020, doi 10.1038/s41597-020-0495-6, data doi 10.13026/kfzx-aw45, CC BY 4.0), 100 Hz, "
    "trained on folds 1-8, chosen and calibrated on fold 9; fold 10 was not used."
)

# Where a class is rare and hard, the best F1 lies at a probability on which nobody would act.
MIN_THRESHOLD = 0.1

LIMITS = (
    "Research use only; not a medical device. Trained on ten-second resting ECGs of one German archive, nearly all "
    "of adults; it has no class for rhythm (atrial fibrillation, pacing), does not know the patient, and answers for "
    "exactly the classes of its list. An exact explanation says what the network used, not what is true of the heart."
)


def publish(best: Path, data: Path, folder: Path, version: str, progress: Progress = NO_PROGRESS) -> ModelCard:
    """Write ``folder`` (weights and card) from ``best`` (a run's best.pt). Raises EcgError if it is no run's."""
    try:
        held = torch.load(best, map_location="cpu", weights_only=True)
    except OSError as error:
        raise EcgError(f"There are no trained weights at '{best}'.", str(error)) from error
    recipe = recipe_from_dict(held["recipe"])
    names = [name for name in held["outputs"] if name not in recipe.unpublished]
    # The auxiliary head has done its work; it is not shipped.
    options = published_options(held["options"], held["outputs"], names)
    network = restored_network(recipe.network, options, published_state(held["state"], held["outputs"], names))
    labels = read_labels(data)
    val = make_split(read_signals(data, progress=progress), labels, VAL_FOLDS, recipe).select(names)
    logits = predict(network, val, recipe.preprocessing)
    outputs = [_output(name, labels, val.main[:, k], logits[:, k]) for k, name in enumerate(names)]
    card = ModelCard(
        name=published_name(recipe, folder),
        version=version,
        network=recipe.network,
        options=options,
        preprocessing=recipe.preprocessing,
        fs=FS,
        n_samples=N_SAMPLES,
        outputs=tuple(outputs),
        sha256="",
        about={
            "data": DATA_NOTE,
            "limits": LIMITS,
            **({"task": recipe.task} if recipe.task else {}),
            "licence": "Apache-2.0 (weights); the training data are CC BY 4.0",
            "method": "Thambawita et al., ECG-IMN, arXiv 2602.09566; Kadra et al., NeurIPS 2024",
            "stages": stages_of(recipe),
            "recipe": _said_of(recipe),
            "epoch": held["epoch"],
            "versions": held["versions"] | ({"scipy": scipy.__version__} if recipe.refit.is_on else {}),
            "n_parameters": sum(p.numel() for p in network.parameters()),
            "fold_9": fold_figures(network, val, recipe, logits),
        },
    )
    return write_model(folder, card, network)


def published_name(recipe: Recipe, folder: Path) -> str:
    """The recipe's, among the user's own models that of the folder: there they are asked for by it."""
    return folder.name if folder.absolute().parent == user_models_folder() else recipe.name


def stages_of(recipe: Recipe) -> list[str]:
    """Names of the recipes that were trained one after the other, this one last; as far as they are at hand."""
    names = [recipe.name]
    while recipe.start and recipe.start not in names:
        names.insert(0, recipe.start)
        try:
            recipe = load_recipe(recipe.start)
        except EcgError:  # a file of the user's that is gone
            break
    return names


def _said_of(recipe: Recipe) -> dict[str, Any]:
    """The recipe as it stands in the card: one that only solves again says nothing of a training."""
    values = recipe.as_dict()
    return {key: value for key, value in values.items() if not (recipe.solves_again and key in ("training", "loss"))}


def published_options(options: dict[str, Any], outputs: list[str], names: list[str]) -> dict[str, Any]:
    """The network's options without the auxiliary head, for the outputs ``names`` alone.

    Raises EcgError if one is missing that a superclass gathers, or that gathers: the others would answer otherwise.
    """
    options = {key: value for key, value in options.items() if key != "n_auxiliary"} | {"n_classes": len(names)}
    if "members" in options:
        needed = [*outputs[: len(options["members"])], *(outputs[k] for part in options["members"] for k in part)]
        if not set(needed) <= set(names):
            raise EcgError("A class that a superclass gathers, or that gathers, cannot be left unpublished.")
        options["members"] = [[names.index(outputs[k]) for k in part] for part in options["members"]]
    return options


def published_state(state: dict[str, Tensor], outputs: list[str], names: list[str]) -> dict[str, Tensor]:
    """Parameters without the auxiliary head and without what writes the outputs that are not among ``names``."""
    state = {key: value for key, value in state.items() if not key.startswith("auxiliary.")}
    if names == outputs:
        return state
    kept = [outputs.index(name) for name in names]
    for key in set(state) & {"writer.weight", "writer.bias"}:  # (K * 12, ...), classes outermost
        by_class = state[key].unflatten(0, (len(outputs), N_LEADS))
        state[key] = by_class[kept].flatten(0, 1)
    for key in set(state) & {"bias", "bias_head.weight", "bias_head.bias", "head.weight", "head.bias"}:  # (K, ...)
        state[key] = state[key][kept]
    return state


def predict(network: nn.Module, split: Split, preprocessing: Preprocessing, device: str = "cpu") -> NDArray[np.float64]:
    """Logits in full precision, float64 (n, K)."""
    with torch.inference_mode():
        logits = [network(x.to(device)).cpu() for x in split.batches(64, preprocessing)]
    return torch.cat(logits).double().numpy()


def _output(name: str, labels: Labels, truth: NDArray[np.float32], logit: NDArray[np.float64]) -> Output:
    slope, intercept = platt(truth, logit)
    if slope <= 0:  # a card that says so is refused as damaged (model/card.py)
        raise EcgError(f"On fold 9 the logit of {name} is no higher with {name} than without: it needs more training.")
    probability = logistic(slope * logit + intercept)
    info = ClassInfo(name, TITLES.get(name, name), parent_of(name, labels), best_f1_threshold(truth, probability))
    return Output(info, slope, intercept, sensitivity_threshold(truth, probability))


def platt(truth: NDArray[np.float32], logit: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and intercept of the logistic regression of ``truth`` (n,) on ``logit`` (n,) (Platt 1999)."""
    fitted = LogisticRegression(C=1e6).fit(logit[:, None], truth)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def best_f1_threshold(truth: NDArray[np.float32], probability: NDArray[np.float64]) -> float:
    """The probability from which calling the class present gives the best F1, at least ``MIN_THRESHOLD``."""
    precision, recall, thresholds = precision_recall_curve(truth, probability)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return max(MIN_THRESHOLD, round(float(thresholds[int(np.argmax(f1[:-1]))]), 4))


def sensitivity_threshold(
    truth: NDArray[np.float32], probability: NDArray[np.float64], sensitivity: float = 0.9
) -> float | None:
    """The highest probability from which at least this share of the ECGs with the class is called; None without any."""
    positive = np.sort(probability[truth > 0.5])[::-1]
    if not positive.size:
        return None
    # Rounded down: rounding up could lose the ECG that sets it.
    return float(np.floor(positive[int(np.ceil(sensitivity * positive.size)) - 1] * 1e5) / 1e5)


def fold_figures(network: nn.Module, split: Split, recipe: Recipe, logits: NDArray[np.float64]) -> dict[str, Any]:
    """AUROC of every output and both macro averages; how far W is from a gradient, and what b holds."""
    n_super = recipe.n_superclasses
    each = auroc_per_class(split.main, logits)
    figures: dict[str, Any] = {"n_records": len(split)}
    for level, mean in macro_by_level(split.outputs, each).items():
        figures[f"macro_auroc_{level}"] = round(float(mean), 4)
    figures["auroc"] = {name: round(float(value), 4) for name, value in zip(split.outputs, each, strict=True)}
    agreement = agreement_of(network, split.x(slice(0, 512), recipe.preprocessing), n_super)
    figures.update({name: round(value, 4) for name, value in agreement.items()})
    return figures
