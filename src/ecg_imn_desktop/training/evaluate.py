"""How well a model answers on a split of PTB-XL: discrimination, calibration, operating points, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from ..core.analysis import Prediction
from ..core.doubt import doubts
from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress
from ..model.card import ModelCard
from ..model.session import load_network
from .bootstrap import N_BOOTSTRAP, Floats, areas, draw_counts, interval_from
from .data import Split, output_names, task_rows
from .measures import macro_by_level
from .ptbxl import FS, SPLITS, SUPERCLASSES, read_labels, read_rows, read_signals
from .publish import predict
from .recipe import Recipe

N_CALIBRATION_BINS = 15
ROC_GRID = np.linspace(0.0, 1.0, 51)

# The paper's binary tasks: normal against one other superclass, on the records that bear exactly one of the two.
BINARY_TASKS: tuple[str, ...] = ("MI", "STTC", "CD", "HYP")


@dataclass(frozen=True)
class Evaluated:
    """A model's answers on a split: logits (n, K), truth (n, K), and what is needed to look further."""

    card: ModelCard
    network: nn.Module
    split: Split
    logit: Floats

    @property
    def names(self) -> list[str]:
        """Names of the K outputs."""
        return [c.name for c in self.card.classes]

    @property
    def probability(self) -> Floats:
        """Calibrated probabilities (n, K)."""
        return self.card.probability(self.logit)


def answer_split(folder: Path, data: Path, split_name: str, progress: Progress = NO_PROGRESS) -> Evaluated:
    """Run the model in ``folder``, interpretable or black box, over a split ("val", "test") of the PTB-XL folder.

    A model that answers one of the paper's tasks is asked about the records that take part in it (exactly one of NORM
    and its class); one that reads 500 Hz reads records500/.
    """
    if split_name not in SPLITS:
        raise EcgError(f"There is no split '{split_name}': choose one of {', '.join(SPLITS)}.")
    card, network = load_network(folder)
    split = _split_for(card, data, SPLITS[split_name], progress)
    names = [c.name for c in card.classes]
    if unknown := [name for name in names if name not in split.outputs]:
        raise EcgError(f"PTB-XL has no labels for {', '.join(unknown)}, which '{card.name}' answers.")
    return Evaluated(card, network, split.select(names), predict(network, split, card.preprocessing))


def _split_for(card: ModelCard, data: Path, folds: tuple[int, ...], progress: Progress) -> Split:
    """The split with all of PTB-XL's classes, at the model's rate."""
    labels = read_labels(data)
    progress.report(0.0, f"{card.name} on PTB-XL")  # not before it is known that all of it is there
    everything = Recipe(card.name, card.network)
    rows = labels.rows(folds)
    if task := card.about.get("task"):
        rows = task_rows(labels, rows, str(task))
    if card.fs == FS:
        microvolt = read_signals(data, progress=progress)[rows]
    else:
        microvolt = read_rows(data, labels.ecg_id[rows], card.fs, progress)
    main = np.concatenate([labels.superclass, labels.subclass], axis=1)[rows]
    names = output_names(everything, labels)
    return Split(microvolt, main, labels.statement[rows], labels.ecg_id[rows], names)


def figures(evaluated: Evaluated, n_bootstrap: int = N_BOOTSTRAP, seed: int = 0) -> dict[str, Any]:
    """All figures as plain values: macro AUROCs, the paper's binary tasks, and per class everything."""
    truth, names = evaluated.split.main, evaluated.names
    counts = draw_counts(len(truth), n_bootstrap, seed)
    out: dict[str, Any] = {"n_records": len(truth), "n_bootstrap": n_bootstrap}
    classes = {
        name: class_figures(truth[:, k], evaluated.logit[:, k], evaluated.probability[:, k], counts)
        for k, name in enumerate(names)
    }
    out.update(_macro(names, *resampled_auroc(truth, evaluated.logit, counts)))
    out["labelled"] = labelled(evaluated, counts)
    out["binary_tasks"] = binary_tasks(evaluated, counts)
    out["low_confidence"] = low_confidence(evaluated, counts)
    for k, (name, found) in enumerate(classes.items()):
        found["title"], found["parent"] = evaluated.card.classes[k].title, evaluated.card.classes[k].parent
        thresholds = evaluated.card.outputs[k].operating_thresholds
        found["operating_points"] = {
            point: operating_figures(truth[:, k], evaluated.probability[:, k], threshold, counts)
            for point, threshold in thresholds.items()
        }
        if name in SUPERCLASSES:
            found["roc"] = roc_points(truth[:, k], evaluated.logit[:, k])
            found["reliability"] = reliability(truth[:, k], evaluated.probability[:, k])
    out["classes"] = classes
    return out


def labelled(evaluated: Evaluated, counts: Floats) -> dict[str, Any]:
    """Macro AUROC over the superclasses on the records that bear one, as PTB-XL's benchmark counts (Strodthoff 2021).

    Records without any diagnostic statement, which it leaves out, count as negative of every class elsewhere here.
    """
    tops = [k for k, name in enumerate(evaluated.names) if name in SUPERCLASSES]
    rows = np.flatnonzero(evaluated.split.main[:, tops].any(axis=1))
    truth, logit = evaluated.split.main[rows][:, tops], evaluated.logit[rows][:, tops]
    areas_of_each = resampled_auroc(truth, logit, counts[:, rows])
    return {"n_records": len(rows), **_macro([evaluated.names[k] for k in tops], *areas_of_each)}


def low_confidence(evaluated: Evaluated, counts: Floats) -> dict[str, Any]:
    """Share of answers that are marked as of low confidence, and of wrong ones among these and among the others.

    Wrong is an answer in which any superclass is called that the ECG has not, or not called that it has.
    """
    classes = evaluated.card.classes
    marked, wrong = [], []
    tops = [k for k, c in enumerate(classes) if c.parent is None]
    for logit, probability, truth in zip(evaluated.logit, evaluated.probability, evaluated.split.main, strict=True):
        prediction = Prediction(classes, logit, np.zeros(len(classes)), probability)
        marked.append(bool(doubts(prediction)))
        wrong.append(bool((prediction.is_positive[tops] != (truth[tops] > 0.5)).any()))
    is_marked, is_wrong = np.array(marked), np.array(wrong)

    def share(among: NDArray[np.bool_], of: NDArray[np.bool_]) -> dict[str, float | None]:
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.float64((among & of).sum()) / among.sum()
            resampled = (counts @ (among & of)) / (counts @ among)
        return interval_from(float(value), resampled).as_dict()

    everything = np.ones(len(is_marked), dtype=bool)
    return {
        "marked": share(everything, is_marked),
        "wrong_if_marked": share(is_marked, is_wrong),
        "wrong_if_not": share(~is_marked, is_wrong),
    }


def compared(evaluated: Evaluated, twin: Evaluated, n_bootstrap: int = N_BOOTSTRAP, seed: int = 0) -> dict[str, Any]:
    """The black-box twin's areas, and the paired differences model - twin: the same resampled records for both.

    Raises EcgError if the two do not answer for the same records and classes.
    """
    if evaluated.names != twin.names or not np.array_equal(evaluated.split.ecg_id, twin.split.ecg_id):
        raise EcgError(f"'{twin.card.name}' does not answer for the same classes as '{evaluated.card.name}'.")
    truth, names = evaluated.split.main, evaluated.names
    counts = draw_counts(len(truth), n_bootstrap, seed)
    ours, theirs = resampled_auroc(truth, evaluated.logit, counts), resampled_auroc(truth, twin.logit, counts)
    difference = (ours[0] - theirs[0], ours[1] - theirs[1])
    return {
        "twin": twin.card.name,
        "twin_sha256": twin.card.sha256,
        "twin_figures": {
            **_macro(names, *theirs),
            "classes": _per_class(names, *theirs),
            "binary_tasks": binary_tasks(twin, counts),
        },
        "model_minus_twin": {
            **_macro(names, *difference),
            "classes": _per_class(names, *difference),
            "binary_tasks": _binary_differences(evaluated, twin, counts),
        },
    }


def resampled_auroc(truth: NDArray[np.float32], logit: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """AUROC of every class on all records (K,), and on the resampled ones (resample, K)."""
    once = np.ones((1, len(truth)))
    columns = range(truth.shape[1])
    whole = np.array([areas(truth[:, k], logit[:, k], once)[0][0] for k in columns])
    return whole, np.stack([areas(truth[:, k], logit[:, k], counts)[0] for k in columns], axis=1)


def _macro(names: Sequence[str], whole: Floats, each: Floats) -> dict[str, Any]:
    resampled = macro_by_level(names, each)
    return {
        f"macro_auroc_{level}": interval_from(float(mean), resampled[level]).as_dict()
        for level, mean in macro_by_level(names, whole).items()
    }


def _per_class(names: Sequence[str], whole: Floats, each: Floats) -> dict[str, Any]:
    return {name: interval_from(whole[k], each[:, k]).as_dict() for k, name in enumerate(names)}


def class_figures(truth: NDArray[np.float32], logit: Floats, probability: Floats, counts: Floats) -> dict[str, Any]:
    """Number of positives, AUROC, AUPRC and calibration error of one class, with intervals."""
    once = np.ones((1, len(truth)))
    value, resampled = areas(truth, logit, once), areas(truth, logit, counts)
    gaps = calibration_error(truth, probability, counts)
    return {
        "n_positive": int(truth.sum()),
        "auroc": interval_from(value[0][0], resampled[0]).as_dict(),
        "auprc": interval_from(value[1][0], resampled[1]).as_dict(),
        "expected_calibration_error": interval_from(
            float(calibration_error(truth, probability, once)[0]), gaps
        ).as_dict(),
    }


def operating_figures(
    truth: NDArray[np.float32], probability: Floats, threshold: float, counts: Floats
) -> dict[str, Any]:
    """Sensitivity, specificity, precision, F1 and MCC (Matthews 1975) of one class from a threshold on."""
    value = _counted(truth, probability >= threshold, np.ones((1, len(truth))))
    resampled = _counted(truth, probability >= threshold, counts)
    found = {name: interval_from(float(value[name][0]), resampled[name]).as_dict() for name in value}
    return {"threshold": threshold, **found}


def _counted(truth: NDArray[np.float32], called: NDArray[np.bool_], counts: Floats) -> dict[str, Floats]:
    present = truth > 0.5
    hit, false_alarm = counts @ (called & present), counts @ (called & ~present)
    missed, right_no = counts @ (~called & present), counts @ (~called & ~present)
    with np.errstate(invalid="ignore", divide="ignore"):
        product = (hit + false_alarm) * (hit + missed) * (right_no + false_alarm) * (right_no + missed)
        return {
            "sensitivity": hit / (hit + missed),
            "specificity": right_no / (right_no + false_alarm),
            "precision": hit / (hit + false_alarm),
            "f1": 2 * hit / (2 * hit + false_alarm + missed),
            "mcc": np.where(
                product > 0, (hit * right_no - false_alarm * missed) / np.sqrt(np.maximum(product, 1e-12)), 0.0
            ),
        }


def _bin_of(probability: Floats) -> NDArray[np.int64]:
    return np.minimum((probability * N_CALIBRATION_BINS).astype(np.int64), N_CALIBRATION_BINS - 1)


def calibration_error(truth: NDArray[np.float32], probability: Floats, counts: Floats) -> Floats:
    """Expected calibration error over 15 bins of equal width (Guo et al. 2017) on resampled records, (resample,)."""
    in_bin = np.eye(N_CALIBRATION_BINS)[_bin_of(probability)]  # (record, bin)
    gap = np.abs(counts @ (in_bin * (truth - probability)[:, None]))
    return np.asarray(gap.sum(axis=1) / counts.sum(axis=1))


def reliability(truth: NDArray[np.float32], probability: Floats) -> dict[str, list[float]]:
    """Of each bin that holds records: mean probability, share that has the class, number of records."""
    bins = _bin_of(probability)
    held = [b for b in range(N_CALIBRATION_BINS) if (bins == b).any()]
    return {
        "predicted": [round(float(probability[bins == b].mean()), 4) for b in held],
        "observed": [round(float(truth[bins == b].mean()), 4) for b in held],
        "n": [int((bins == b).sum()) for b in held],
    }


def roc_points(truth: NDArray[np.float32], logit: Floats) -> dict[str, list[float]]:
    """The ROC curve at 51 false positive rates."""
    order = np.argsort(-logit, kind="stable")
    hits = np.concatenate([[0], np.cumsum(truth[order] > 0.5)])
    misses = np.arange(len(hits)) - hits
    if not hits[-1] or not misses[-1]:
        return {"false_positive_rate": [], "sensitivity": []}
    sensitivity = np.interp(ROC_GRID, misses / misses[-1], hits / hits[-1])
    return {
        "false_positive_rate": [round(float(v), 4) for v in ROC_GRID],
        "sensitivity": [round(float(v), 4) for v in sensitivity],
    }


def binary_tasks(evaluated: Evaluated, counts: Floats) -> dict[str, Any]:
    """AUROC of the paper's tasks that the model can answer, scored by the difference of the two logits."""
    return {
        f"NORM vs {task}": {"n_records": n, **interval_from(whole, resampled).as_dict()}
        for task, (n, whole, resampled) in _binary_areas(evaluated, counts).items()
    }


def _binary_differences(evaluated: Evaluated, twin: Evaluated, counts: Floats) -> dict[str, Any]:
    ours, theirs = _binary_areas(evaluated, counts), _binary_areas(twin, counts)
    return {
        f"NORM vs {task}": interval_from(ours[task][1] - theirs[task][1], ours[task][2] - theirs[task][2]).as_dict()
        for task in ours
    }


def _binary_areas(evaluated: Evaluated, counts: Floats) -> dict[str, tuple[int, float, Floats]]:
    """Of each task: records that take part, AUROC, AUROC on the resampled records."""
    names, truth, logit = evaluated.names, evaluated.split.main, evaluated.logit
    found = {}
    for task in BINARY_TASKS:
        if "NORM" not in names or task not in names:
            continue
        norm, other = names.index("NORM"), names.index(task)
        rows = np.flatnonzero(truth[:, norm] + truth[:, other] == 1)
        score, positive = logit[rows, other] - logit[rows, norm], truth[rows, other]
        whole = areas(positive, score, np.ones((1, len(rows))))[0][0]
        found[task] = (len(rows), float(whole), areas(positive, score, counts[:, rows])[0])
    return found
