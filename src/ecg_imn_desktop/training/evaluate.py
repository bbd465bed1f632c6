"""How well a model answers on a split of PTB-XL: discrimination, calibration, operating points, with intervals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, matthews_corrcoef

from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress
from ..model.card import ModelCard
from ..model.session import load_model
from .data import Split, make_split
from .measures import auroc_per_class, macro_by_level
from .ptbxl import SPLITS, read_labels, read_signals
from .publish import predict
from .recipe import Recipe, recipe_from_dict

N_BOOTSTRAP = 1000
N_CALIBRATION_BINS = 15

# The paper's binary tasks: normal against one other superclass, on the records that bear exactly one of the two.
BINARY_TASKS: tuple[str, ...] = ("MI", "STTC", "CD", "HYP")


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % percentile bootstrap interval over records."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluated:
    """A model's answers on a split: logits (n, K), truth (n, K), and what is needed to look further."""

    card: ModelCard
    recipe: Recipe
    split: Split
    logit: NDArray[np.float64]

    @property
    def probability(self) -> NDArray[np.float64]:
        """Calibrated probabilities (n, K)."""
        return self.card.probability(self.logit)


def answer_split(folder: Path, data: Path, split_name: str, progress: Progress = NO_PROGRESS) -> Evaluated:
    """Run the model in ``folder`` over a split ("val" or "test") of the PTB-XL folder ``data``."""
    if split_name not in SPLITS:
        raise EcgError(f"There is no split '{split_name}': choose one of {', '.join(SPLITS)}.")
    card, network = load_model(folder)
    recipe = recipe_from_dict(dict(card.about["recipe"]))
    split = make_split(read_signals(data, progress=progress), read_labels(data), SPLITS[split_name], recipe)
    split = split.select([c.name for c in card.classes])
    return Evaluated(card, recipe, split, predict(network, split, recipe))


def figures(evaluated: Evaluated, n_bootstrap: int = N_BOOTSTRAP, seed: int = 0) -> dict[str, Any]:
    """All figures as plain values: macro AUROCs, the paper's binary tasks, and per class everything."""
    truth, logit = evaluated.split.main, evaluated.logit
    names = [c.name for c in evaluated.card.classes]
    rows = np.random.default_rng(seed).integers(0, len(truth), (n_bootstrap, len(truth)))
    each = np.stack([auroc_per_class(truth[r], logit[r]) for r in rows])
    whole = auroc_per_class(truth, logit)
    out: dict[str, Any] = {"n_records": len(truth), "n_bootstrap": n_bootstrap}
    resampled = macro_by_level(names, each)
    for level, mean in macro_by_level(names, whole).items():
        out[f"macro_auroc_{level}"] = asdict(_interval(float(mean), resampled[level]))
    out["binary_tasks"] = {f"NORM vs {task}": _binary(truth, logit, names, task, rows) for task in BINARY_TASKS}
    out["classes"] = {
        name: {
            "n_positive": int(truth[:, k].sum()),
            "auroc": asdict(_interval(whole[k], each[:, k])),
            **class_figures(truth[:, k], evaluated.probability[:, k], evaluated.card.classes[k].threshold),
        }
        for k, name in enumerate(names)
    }
    return out


def class_figures(truth: NDArray[np.float32], probability: NDArray[np.float64], threshold: float) -> dict[str, float]:
    """AUPRC, calibration error, and sensitivity, specificity, F1 and MCC at the model's threshold, of one class."""
    called = probability >= threshold
    present = truth > 0.5
    hit, false_alarm = float((called & present).sum()), float((called & ~present).sum())
    missed, right_no = float((~called & present).sum()), float((~called & ~present).sum())
    return {
        "auprc": float(average_precision_score(truth, probability)) if present.any() else float("nan"),
        "expected_calibration_error": calibration_error(truth, probability),
        "threshold": threshold,
        "sensitivity": hit / max(hit + missed, 1.0),
        "specificity": right_no / max(right_no + false_alarm, 1.0),
        "f1": 2 * hit / max(2 * hit + false_alarm + missed, 1.0),
        "mcc": float(matthews_corrcoef(present, called)),
    }


def calibration_error(truth: NDArray[np.float32], probability: NDArray[np.float64]) -> float:
    """Expected calibration error over 15 bins of equal width (Guo et al. 2017)."""
    bins = np.minimum((probability * N_CALIBRATION_BINS).astype(int), N_CALIBRATION_BINS - 1)
    count = np.bincount(bins, minlength=N_CALIBRATION_BINS)
    gap = np.abs(np.bincount(bins, truth, N_CALIBRATION_BINS) - np.bincount(bins, probability, N_CALIBRATION_BINS))
    return float(gap.sum() / count.sum())


def _binary(
    truth: NDArray[np.float32], logit: NDArray[np.float64], names: list[str], task: str, rows: NDArray[np.int64]
) -> dict[str, float]:
    norm, other = names.index("NORM"), names.index(task)
    takes_part = truth[:, norm] + truth[:, other] == 1
    score = logit[:, other] - logit[:, norm]

    def area(chosen: NDArray[np.int64]) -> float:
        kept = chosen[takes_part[chosen]]
        return float(auroc_per_class(truth[kept, other][:, None], score[kept][:, None])[0])

    whole = area(np.arange(len(truth)))
    return {"n_records": int(takes_part.sum()), **asdict(_interval(whole, np.array([area(r) for r in rows])))}


def _interval(value: float, resampled: NDArray[np.float64]) -> Interval:
    low, high = np.nanpercentile(resampled, [2.5, 97.5])
    return Interval(round(float(value), 5), round(float(low), 5), round(float(high), 5))
