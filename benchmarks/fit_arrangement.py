"""Trains the little network of analysis/arrangement.py on PTB-XL and writes resources/data/arrangement.safetensors.

    python benchmarks/fit_arrangement.py PTBXL [--thresholds]

Folds 1-6 train it; the thresholds are quantiles over the ECGs without remarks on signal quality of folds 7-8. Folds 9
and 10 are not read; benchmarks/quality_gate.py says what it finds on fold 9. Two minutes of one core; with
``--thresholds`` the network stays as it is and only they are chosen again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from torch import nn
from torch.nn.functional import softplus

from ecg_imn_desktop.analysis import arrangement
from ecg_imn_desktop.analysis.arrangement import ARRANGEMENTS
from ecg_imn_desktop.analysis.typical_beat import HALF_BEAT, typical_beat
from ecg_imn_desktop.core.leads import INDEPENDENT_LEADS, STANDARD_LEADS
from ecg_imn_desktop.core.resources import resource_path
from quality_gate import is_clean, read_record, read_table

WIDTHS = (64, 32)
EPOCHS, BATCH, AT_ONCE = 70, 128, 6
# Clean ECGs that may pass a threshold: more for what is hard to find (Kors and van Herpen 2001).
FALSE_ALARMS, FALSE_ALARMS_HARD = 0.001, 0.002
# At least: likelier by twenty to one.
LEAST_RISE = 3.0
# One chest lead upside down is left out of training, and told all the same.
TRAINED = [a for a in ARRANGEMENTS if a.kind != "inverted"]
HARD = ("LA/LL", "V1/V2", "V2/V3", "V3/V4", "V4/V5", "V5/V6", "V4/V6", "time")


def read_beats(folder: Path, rows: list[dict[str, str]]) -> NDArray[np.float32]:
    """Typical beats (n, 8, 91) of those ECGs that have one."""
    independent = [STANDARD_LEADS.index(lead) for lead in INDEPENDENT_LEADS]
    found = (typical_beat(read_record(folder / row["filename_lr"]).mv[independent]) for row in rows)
    return np.stack([beat.shape for beat in found if beat is not None])


def network() -> nn.Sequential:
    n_in = len(INDEPENDENT_LEADS) * (2 * HALF_BEAT + 1)
    return nn.Sequential(
        nn.Flatten(-2), nn.Linear(n_in, WIDTHS[0]), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(WIDTHS[0], WIDTHS[1]), nn.ReLU(), nn.Linear(WIDTHS[1], 1),
    )  # fmt: skip


def of_unit_size(x: torch.Tensor) -> torch.Tensor:
    return x / x.square().mean((-1, -2), keepdim=True).sqrt().clamp_min(1e-6)


def varied(x: torch.Tensor) -> torch.Tensor:
    """Other gains and levels of the leads, a little noise, and the beat up to 20 ms off its place."""
    n = len(x)
    x = x * (1 + 0.1 * torch.randn(n, 8, 1)) + 0.05 * torch.randn(n, 8, 1) + 0.03 * torch.randn(x.shape)
    place = (torch.arange(x.shape[2])[None] + torch.randint(-2, 3, (n, 1))).clamp(0, x.shape[2] - 1)
    return of_unit_size(torch.gather(x, 2, place[:, None].expand(-1, 8, -1)))


def train(beats: NDArray[np.float32]) -> nn.Sequential:
    """Every beat is to score above itself rearranged: logistic loss of the difference, some arrangements a time."""
    torch.manual_seed(0)
    net, x = network(), torch.from_numpy(beats)
    undo = torch.from_numpy(np.stack([a.undo for a in TRAINED])).float()
    backwards = [k for k, a in enumerate(TRAINED) if a.backwards]
    steps = EPOCHS * (len(x) // BATCH)
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x))
        total = 0.0
        for first in range(0, len(x) - BATCH + 1, BATCH):
            right = varied(x[order[first : first + BATCH]])
            drawn = torch.randperm(len(TRAINED))[:AT_ONCE]
            wrong = torch.einsum("aij,bjt->bait", undo[drawn], right)
            turned = [n for n, k in enumerate(drawn.tolist()) if k in backwards]
            wrong[:, turned] = wrong[:, turned].flip(-1)
            score = net(torch.cat([right[:, None], of_unit_size(wrong)], 1))[..., 0]
            loss = softplus(score[:, 1:] - score[:, :1]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total * BATCH / len(x):.4f}", flush=True)
    return net.eval()


def parameters(net: nn.Sequential) -> dict[str, NDArray[np.float32]]:
    linear = [layer for layer in net if isinstance(layer, nn.Linear)]
    weights = {f"{k}.weight": layer.weight.detach().numpy() for k, layer in enumerate(linear)}
    return weights | {f"{k}.bias": layer.bias.detach().numpy() for k, layer in enumerate(linear)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of PTB-XL")
    parser.add_argument("--thresholds", action="store_true", help="of the network that is there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = read_table(options.data)
    path = resource_path(*arrangement.WEIGHTS)
    if options.thresholds:
        weights = load_file(path)
    else:
        weights = parameters(train(read_beats(options.data, [row for row in table if int(row["strat_fold"]) <= 6])))
    weights["threshold"] = np.full(len(ARRANGEMENTS), np.inf, dtype=np.float32)
    save_file(weights, path)
    clean = read_beats(options.data, [r for r in table if int(r["strat_fold"]) in (7, 8) and is_clean(r)])
    score = np.stack([arrangement.scores(arrangement.rearranged(beat)) for beat in clean])
    rise = score[:, 1:] - score[:, :1]
    for k, a in enumerate(ARRANGEMENTS):
        allowed = FALSE_ALARMS_HARD if a.name in HARD else FALSE_ALARMS
        weights["threshold"][k] = max(LEAST_RISE, np.quantile(rise[:, k], 1 - allowed))
        found = (-rise[:, k] > weights["threshold"][k]).mean()
        print(f"{a.name:10s} threshold {weights['threshold'][k]:.2f}, found of {len(clean)}: {100 * found:.1f} %")
    print(f"any: {100 * (rise > weights['threshold']).any(axis=1).mean():.2f} %")
    save_file(weights, path)


if __name__ == "__main__":
    main()
