"""What each part of imn-1d's recipe does, one changed at a time, on a part of PTB-XL that a PC trains in minutes.

    python benchmarks/ablations.py --data PTB-XL-FOLDER [--records 3400] [--epochs 6] [--seeds 1 2] [--only NAME ...]
                                   [--threads N] [--out build/ablations]

All variants train on the same records of folds 1-8, on their labels alone and in one stage, and answer for fold 9.
Run it twice at once with different --only for two cores; a variant that has been trained is read again, and an
interrupted one goes on. Prints a Markdown table of all that stand in --out, with the spread over seeds: differences
within it mean nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ecg_imn_desktop.training.augment import Augmentation
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.fit import BEST, fit
from ecg_imn_desktop.training.recipe import Recipe, RefitOptions, TeacherOptions, load_recipe

FIGURES = ("val_super", "val_sub", "cosine_W_gradient", "bias_share", "st_t_in_qrs")


def base(records: int, epochs: int, seed: int) -> Recipe:
    """imn-1d in one stage from nothing, on the labels alone."""
    recipe = load_recipe("imn-1d-moving")
    training = replace(
        recipe.training, records=records, epochs=epochs, seed=seed, learning_rate=2e-3, start_share=0.0, ema_decay=0.99
    )
    return replace(recipe, start="", training=training, teacher=TeacherOptions(), refit=RefitOptions())


def loss(**changes: Any) -> Callable[[Recipe], Recipe]:
    """The change of some weights of the loss."""
    return lambda recipe: replace(recipe, loss=replace(recipe.loss, **changes))


def network(**changes: object) -> Callable[[Recipe], Recipe]:
    """The change of some options of the network."""
    return lambda recipe: replace(recipe, options={**recipe.options, **changes})


def augmentation(**changes: float) -> Callable[[Recipe], Recipe]:
    """The change of some parts of the augmentation."""
    return lambda recipe: replace(recipe, augmentation=replace(recipe.augmentation, **changes))


NOTHING_VARIED = dict.fromkeys(vars(Augmentation()), 0.0)

VARIANTS: dict[str, tuple[str, Callable[[Recipe], Recipe]]] = {
    "base": ("as imn-1d, in one stage", lambda recipe: recipe),
    "z-scores": (
        "each lead by its own standard deviation",
        lambda recipe: replace(recipe, preprocessing=replace(recipe.preprocessing, kind="zscore")),
    ),
    "generated-b": ("b written for each ECG beside W", network(generated_bias=True)),
    "no-gathering": (
        "superclasses on their own",
        lambda recipe: replace(recipe, member_share=0.0, normal_share=0.0),
    ),
    "no-agreement": ("no agreement of W and the answer for a changed ECG", loss(agreement=0.0)),
    "no-variation": ("W need not be smooth", loss(variation=0.0)),
    "variation-x10": ("ten times as smooth", loss(variation=3e-3)),
    "no-l1": ("contributions need not be few", loss(l1=0.0)),
    "l1-x10": ("ten times the L1 penalty", loss(l1=3e-3)),
    "no-concentration": ("evidence may lie in all leads", loss(concentration=0.0)),
    "no-misplaced": ("evidence for ST/T changes may lie in the QRS", loss(misplaced=0.0)),
    "no-augmentation": ("ECGs as recorded", augmentation(**NOTHING_VARIED)),
    "no-average": (
        "no moving average of the weights",
        lambda recipe: replace(recipe, training=replace(recipe.training, ema_decay=0.0)),
    ),
    "no-statements": (
        "no auxiliary head for the 71 statements",
        lambda recipe: replace(recipe, auxiliary_statements=False),
    ),
    "narrow": ("half the widths", network(widths=[32, 48, 64, 80, 96])),
    "deep": ("three blocks a level instead of two", network(blocks=3)),
}


def figures_of(best: Path) -> list[float]:
    """What fold 9 said of the epoch that was kept; NaN for what the variant has not."""
    history: list[dict[str, Any]] = torch.load(best, map_location="cpu", weights_only=True)["history"]
    return [float(history[-1].get(name, np.nan)) for name in FIGURES]


def table(out: Path) -> str:
    """Means over the seeds, with half the range between them behind the AUROCs."""
    lines = [
        "| variant | what | seeds | superclasses | sub-classes | cosine of W and gradient | share of b "
        "| evidence for ST/T changes in the QRS |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, (what, _) in VARIANTS.items():
        found = np.array([figures_of(best) for best in sorted(out.glob(f"{name}-seed*/{BEST}"))])
        if not len(found):
            continue
        mean, half = found.mean(axis=0), np.ptp(found, axis=0) / 2
        spread = [f" ± {h:.4f}" if len(found) > 1 else "" for h in half[:2]]
        cells = [f"{m:.4f}{s}" for m, s in zip(mean[:2], spread, strict=True)] + [f"{m:.3f}" for m in mean[2:]]
        lines.append(f"| {name} | {what} | {len(found)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the PTB-XL folder")
    parser.add_argument("--records", type=int, default=3400, help="of folds 1-8, the same ones for every variant")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS), help="train these (none: print the table)")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--out", type=Path, default=Path("build/ablations"), help="where the runs lie")
    options = parser.parse_args()
    for seed in options.seeds:
        for name in VARIANTS if options.only is None else options.only:
            recipe = VARIANTS[name][1](base(options.records, options.epochs, seed))
            fit(recipe, options.data, options.out / f"{name}-seed{seed}", Compute(threads=options.threads))
    print(table(options.out))


if __name__ == "__main__":
    main()
