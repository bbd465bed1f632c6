"""Figures of an evaluation as PNG: all of them from the JSON that ``ecg-imn evaluate`` stores.

``python -m ecg_imn_desktop.training.plots EVALUATION.json FOLDER [--tradeoff RUNS.csv]``.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from ..core.leads import STANDARD_LEADS
from .ptbxl import SUPERCLASSES
from .subjects import EXACT

# Okabe and Ito's colours, told apart by the colour-blind too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")

_VERSION = re.compile(r"\(version (\d+)\)$")


def draw_figures(found: dict[str, Any], folder: Path, tradeoff: Path | None = None) -> list[Path]:
    """Draw what the evaluation holds into ``folder``; returns the files written."""
    # Not pyplot: this must work beside a window and without a display.
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    folder.mkdir(parents=True, exist_ok=True)
    drawn: dict[str, Any] = {
        "model-roc": _roc(found),
        "model-calibration": _calibration(found),
    }
    if "faithfulness" in found:
        for kind in ("deletion", "insertion"):
            drawn[f"model-{kind}"] = _curves(found, kind)
    for name, beat in found.get("average_beats", {}).items():
        drawn[f"model-average-beat-{name.lower()}"] = _average_beat(found, name, beat)
    if tradeoff is not None:
        drawn["model-trade-off"] = _tradeoff(tradeoff)
    paths = []
    for name, figure in drawn.items():
        FigureCanvasAgg(figure)
        paths.append(folder / f"{name}.png")
        figure.savefig(paths[-1], dpi=110, metadata={"Software": None})
    return paths


def _figure(width: float, height: float) -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _where(found: dict[str, Any]) -> str:
    fold = {"val": "fold 9", "test": "fold 10"}.get(found["split"], found["split"])
    return f"{found['model']} {found['version']}, PTB-XL {fold}, n = {found['n_records']}"


def _roc(found: dict[str, Any]) -> Any:
    figure = _figure(5.2, 5)
    axes = figure.subplots()
    for name, colour in zip(SUPERCLASSES, COLOURS, strict=False):
        if name in found["classes"] and found["classes"][name]["roc"]["sensitivity"]:
            entry = found["classes"][name]
            label = f"{name} {entry['auroc']['value']:.3f} ({entry['auroc']['low']:.3f}-{entry['auroc']['high']:.3f})"
            axes.plot(entry["roc"]["false_positive_rate"], entry["roc"]["sensitivity"], color=colour, label=label)
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
    axes.set(xlabel="1 - specificity", ylabel="sensitivity", title=_where(found), aspect="equal")
    axes.legend(loc="lower right", title="AUROC (95 % interval)", frameon=False)
    return figure


def _calibration(found: dict[str, Any]) -> Any:
    figure = _figure(5.2, 5)
    axes = figure.subplots()
    for name, colour in zip(SUPERCLASSES, COLOURS, strict=False):
        if name in found["classes"]:
            entry = found["classes"][name]
            bins = entry["reliability"]
            label = f"{name} {entry['expected_calibration_error']['value']:.3f}"
            axes.plot(bins["predicted"], bins["observed"], color=colour, label=label, linewidth=1)
            axes.scatter(bins["predicted"], bins["observed"], s=np.sqrt(bins["n"]) * 2, color=colour)
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
    axes.set(xlabel="calibrated probability", ylabel="share that has the class", title=_where(found), aspect="equal")
    axes.legend(loc="upper left", title="expected calibration error", frameon=False)
    return figure


def _curves(found: dict[str, Any], kind: str) -> Any:
    faithful = found["faithfulness"]
    subs = faithful["sub_classes"]
    figure = _figure(3.2 * max(1, len(subs)), 6.4)
    rows = figure.subplots(2, max(1, len(subs)), squeeze=False, sharex=True)
    percent = [100 * f for f in faithful["fractions"]]
    names = list(faithful["methods"])
    for column, (sub, entry) in enumerate(subs.items()):
        for row, (output, maps) in enumerate(entry["maps"].items()):
            axes = rows[row][column]
            for name, colour in zip(names, COLOURS, strict=False):
                change = maps[kind][name]["change"]
                value, low, high = (np.array([c[key] for c in change], dtype=float) for key in ("value", "low", "high"))
                axes.plot(percent, value, color=colour, label=name, linewidth=2.2 if name == EXACT else 1.2)
                axes.fill_between(percent, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.set_title(f"{sub} (n = {entry['n_records']}), map of {output}", fontsize=9)
            axes.axhline(0, color="0.8", linewidth=0.6)
            if column == 0:
                axes.set_ylabel("change of log-odds")
            axes.set_xlabel(f"cells {'removed' if kind == 'deletion' else 'put in'}, %")
    handles, labels = rows[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    better = "lower is better" if kind == "deletion" else "higher is better"
    figure.suptitle(f"{kind}, the network answering anew ({better}): {_where(found)}", fontsize=10)
    return figure


def _average_beat(found: dict[str, Any], name: str, beat: dict[str, Any]) -> Any:
    from matplotlib.collections import LineCollection
    from matplotlib.colors import TwoSlopeNorm

    figure = _figure(11, 5.4)
    grid = figure.subplots(2, 6, sharex=True, sharey=True)
    t = np.array(beat["offset_s"]) * 1000
    mv, contribution = np.array(beat["mv"]), np.array(beat["contribution"])
    largest = max(float(np.abs(contribution).max()), 1e-12)
    norm = TwoSlopeNorm(0, -largest, largest)
    lines = None
    for lead, axes in zip(range(12), grid.ravel(), strict=True):
        points = np.stack([t, mv[lead]], axis=1)
        lines = LineCollection(list(np.stack([points[:-1], points[1:]], axis=1)), cmap="RdBu_r", norm=norm, linewidth=4)
        lines.set_array((contribution[lead][:-1] + contribution[lead][1:]) / 2)
        axes.plot(t, mv[lead], color="0.55", linewidth=4.8)
        axes.add_collection(lines)
        axes.set_title(STANDARD_LEADS[lead], fontsize=9)
    for axes in grid[-1]:
        axes.set_xlabel("ms from R")
    for axes in grid[:, 0]:
        axes.set_ylabel("mV")
    assert lines is not None
    figure.colorbar(lines, ax=grid, label=f"W x for {name}, logit a sample", shrink=0.8)
    title = found["classes"][name]["title"]
    figure.suptitle(
        f"{title}: average beat of {beat['n_records']} ECGs that have it and get it; {_where(found)}", fontsize=10
    )
    return figure


def _tradeoff(path: Path) -> Any:
    """``path`` has columns run, auroc, cosine; a row a run, those that were shipped end on "(version N)"."""
    with path.open(newline="", encoding="utf-8") as file:
        runs = [(row["run"], float(row["cosine"]), float(row["auroc"])) for row in csv.DictReader(file)]
    shipped = [(found[1], x, y) for run, x, y in runs if (found := _VERSION.search(run))]
    others = [(x, y) for run, x, y in runs if not _VERSION.search(run)]
    figure = _figure(6.4, 4.6)
    axes = figure.subplots()
    axes.scatter([x for x, _ in others], [y for _, y in others], color="0.72", label="other runs", s=26)
    xs, ys = [x for _, x, _ in shipped], [y for *_, y in shipped]
    axes.scatter(xs, ys, color=COLOURS[0], label="shipped, by version", s=26)
    axes.plot(xs, ys, color=COLOURS[0], linewidth=0.8, alpha=0.5)
    for version, x, y in shipped:
        axes.annotate(version, (x, y), fontsize=10, textcoords="offset points", xytext=(0, 6), ha="center")
    axes.set(xlabel="cosine of W and gradient (median)", ylabel="macro AUROC, superclasses, fold 9")
    axes.legend(loc="lower left", frameon=False)
    axes.margins(0.1)
    return figure


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evaluation", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tradeoff", type=Path, help="CSV with a row a run: run, auroc, cosine")
    arguments = parser.parse_args()
    found = json.loads(arguments.evaluation.read_text(encoding="utf-8"))
    for path in draw_figures(found, arguments.folder, arguments.tradeoff):
        print(path)


if __name__ == "__main__":
    main()
