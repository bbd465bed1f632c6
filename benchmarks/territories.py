"""Where a model's evidence lies, over all ECGs of fold 9 that bear a class with a territory.

    python benchmarks/territories.py --data PTBXL [MODEL ...]

A row for each map: the share of its positive evidence that lies in the leads in which the class shows, mean over the
ECGs with a 95 % bootstrap interval; and by how much the logit falls without these leads, in the median: by arithmetic
with W and b as they are (frozen), and when the network is asked again. ``ecg-imn evaluate --faithfulness`` measures the
share on at most ``--records``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.model.catalogue import find_model
from ecg_imn_desktop.model.network import Imn
from ecg_imn_desktop.model.session import load_network
from ecg_imn_desktop.training.bootstrap import mean_interval
from ecg_imn_desktop.training.curves import territory_share
from ecg_imn_desktop.training.data import make_split
from ecg_imn_desktop.training.faithfulness import TERRITORIES
from ecg_imn_desktop.training.ptbxl import VAL_FOLDS, read_labels, read_signals
from ecg_imn_desktop.training.recipe import load_recipe

# Too few of them to be among the measures of `ecg-imn evaluate`.
SHOWN = TERRITORIES | {"LMI": ("MI", ("I", "aVL", "V5", "V6"))}
BATCH_SIZE = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the PTB-XL folder")
    parser.add_argument("models", nargs="*", default=["imn-1d"], help="names of installed models, or their folders")
    arguments = parser.parse_args()
    recipe = load_recipe("imn-1d")
    val = make_split(read_signals(arguments.data), read_labels(arguments.data), VAL_FOLDS, recipe)
    head = ("model", "ECGs that bear", "evidence for", "in", "share", "falls by, frozen", "asked again")
    print(f"| {' | '.join(head)} |\n| --- | --- | --- | --- | ---: | ---: | ---: |")
    for name in arguments.models:
        card, network = load_network(find_model(name))
        if not isinstance(network, Imn):
            parser.error(f"{name} writes no W")
        outputs = [output.info.name for output in card.outputs]
        for sub, (superclass, leads) in SHOWN.items():
            rows = np.flatnonzero(val.main[:, val.outputs.index(sub)] > 0.5)
            columns = [STANDARD_LEADS.index(lead) for lead in leads]
            classes = [outputs.index(superclass), outputs.index(sub)]
            shares, frozen, asked = [], [], []
            for start in range(0, len(rows), BATCH_SIZE):
                x = val.x(rows[start : start + BATCH_SIZE], card.preprocessing)
                without = x.clone()
                without[:, columns] = 0.0
                with torch.inference_mode():
                    explained = network.explain(x)
                    again = network(without)[:, classes]
                contribution = explained.contribution[:, classes].numpy()
                shares.append([territory_share(contribution[:, k], columns) for k in range(2)])
                frozen.append(contribution[:, :, columns].sum(axis=(2, 3)))
                asked.append((explained.logit[:, classes] - again).numpy())
            fall, fall_again = (np.median(np.concatenate(falls), axis=0) for falls in (frozen, asked))
            for k, (of, share) in enumerate(zip((superclass, sub), np.concatenate(shares, axis=1), strict=True)):
                mean = mean_interval(share)
                print(
                    f"| {card.name} {card.version} | {sub} ({len(rows)}) | {of} | {' '.join(leads)} "
                    f"| {mean.value:.3f} ({mean.low:.3f} to {mean.high:.3f}) | {fall[k]:.2f} | {fall_again[k]:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
