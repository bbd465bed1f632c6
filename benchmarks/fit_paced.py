"""Trains the network of analysis/paced_beats.py on PTB-XL and writes resources/data/paced.safetensors.

    python benchmarks/fit_paced.py PTBXL

Folds 1-8 train it, every ECG as recorded and once more with noise, mains or a cart's low-pass added. The threshold is
what one in a thousand of the ECGs without the statement PACE exceeds, each scored by one of four networks that were
trained on six of the eight folds, without its own (and so, as PTB-XL keeps a patient in one fold, without its
patient). "Wandernder Schrittmacher" is no device: such ECGs count as neither paced nor unpaced in training, nor do
those without the statement of which the table says "ja" or "?" under pacemaker. Folds 9 and 10 are not read;
benchmarks/pacemakers.py says what is found on fold 9. Ten minutes of one core.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.signal import sosfiltfilt
from torch import nn

from ecg_imn_desktop.analysis import paced_beats
from ecg_imn_desktop.analysis.butterworth import butterworth
from ecg_imn_desktop.analysis.typical_beat import FS, HALF_BEAT, typical_beat
from ecg_imn_desktop.core.leads import INDEPENDENT_LEADS, STANDARD_LEADS
from ecg_imn_desktop.core.resources import resource_path
from quality_gate import is_stated_paced, read_record, read_table

WIDTHS = (48, 24)
EPOCHS, BATCH, PACED_OF_BATCH = 20, 128, 16
FALSE_ALARMS = 0.001
HELD_OUT = ((1, 2), (3, 4), (5, 6), (7, 8))
N_LEADS, N_SAMPLES = len(INDEPENDENT_LEADS), 2 * HALF_BEAT + 1
N_SHAPE = N_LEADS * N_SAMPLES


def is_unsure(row: dict[str, str]) -> bool:
    """A wandering pacemaker, which is no device, or a device of which the statements do not know."""
    return "wander" in row["report"].lower() if is_stated_paced(row) else bool(row["pacemaker"].strip())


def disturbed(mv: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise in all leads or in one of them, what is left of mains at 100 Hz, or a cart's low-pass."""
    lead = rng.integers(len(mv))
    what = rng.integers(5)
    out = mv.copy()
    if what == 0:
        out += rng.normal(0, rng.uniform(0.01, 0.15), mv.shape)
    elif what == 1:
        out[lead] += rng.normal(0, rng.uniform(0.03, 0.3), mv.shape[1])
    elif what == 2:
        begin, length = rng.integers(mv.shape[1] // 2), rng.integers(FS, 4 * FS)
        burst = out[lead if rng.random() < 0.5 else slice(None), begin : begin + length]
        burst += rng.normal(0, rng.uniform(0.03, 0.3), burst.shape)
    elif what == 3:
        size = rng.uniform(0, 0.1, (len(mv), 1)) * (rng.random((len(mv), 1)) < rng.choice([0.15, 1.0]))
        out += size * np.cos(np.pi * np.arange(mv.shape[1]))
    else:
        out = sosfiltfilt(butterworth(2, rng.choice([25.0, 35.0, 40.0]), "lowpass", FS), mv, axis=1)
    return out


def read_features(folder: Path, rows: list[dict[str, str]]) -> NDArray[np.float32]:
    """Features (ECG, 2, 910): as recorded, and disturbed; an ECG without a typical beat is all 0."""
    rng = np.random.default_rng(0)
    independent = [STANDARD_LEADS.index(lead) for lead in INDEPENDENT_LEADS]
    out = np.zeros((len(rows), 2, N_SHAPE + 2 * N_SAMPLES), dtype=np.float32)
    for n, row in enumerate(rows):
        mv = read_record(folder / row["filename_lr"]).mv[independent].astype(np.float64)
        for k, leads in enumerate((mv, disturbed(mv, rng))):
            if beat := typical_beat(leads):
                out[n, k] = paced_beats.features(beat)
        if n % 1000 == 0:
            print(f"{n} of {len(rows)} ECGs read", flush=True)
    return out


def varied(x: torch.Tensor) -> torch.Tensor:
    """Other gains and levels of the leads, a little noise, and the beat up to 20 ms off its place."""
    n = len(x)
    shape, sharpness = x[:, :N_SHAPE].view(n, N_LEADS, N_SAMPLES), x[:, N_SHAPE:].view(n, 2, N_SAMPLES)
    shape = shape * (1 + 0.1 * torch.randn(n, N_LEADS, 1)) + 0.05 * torch.randn(n, N_LEADS, 1)
    shape = shape + 0.03 * torch.randn(shape.shape)
    shape = shape / shape.square().mean((-1, -2), keepdim=True).sqrt().clamp_min(1e-6)
    sharpness = sharpness + 0.1 * torch.randn(n, 1, 1) + 0.1 * torch.randn(sharpness.shape)
    place = (torch.arange(N_SAMPLES)[None] + torch.randint(-2, 3, (n, 1))).clamp(0, N_SAMPLES - 1)
    both = torch.cat([shape, sharpness], 1)
    return torch.gather(both, 2, place[:, None].expand(-1, N_LEADS + 2, -1)).flatten(1)


class Network(nn.Module):
    """Three layers; the logarithms of sharpness are brought to mean 0 and deviation 1 first."""

    def __init__(self, x: torch.Tensor) -> None:
        super().__init__()
        sharpness = x[:, N_SHAPE:].view(-1, 2, N_SAMPLES)
        mean, scale = torch.zeros(x.shape[1]), torch.ones(x.shape[1])
        mean[N_SHAPE:] = sharpness.mean((0, 2)).repeat_interleave(N_SAMPLES)
        scale[N_SHAPE:] = sharpness.std()
        self.mean, self.scale = mean, scale
        self.layers = nn.Sequential(
            nn.Linear(x.shape[1], WIDTHS[0]), nn.ReLU(), nn.Dropout(0.3),
            nn.Linear(WIDTHS[0], WIDTHS[1]), nn.ReLU(), nn.Linear(WIDTHS[1], 1),
        )  # fmt: skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores of features (n, 910), (n,)."""
        return self.layers((x - self.mean) / self.scale)[:, 0]

    def parameters_of_features(self) -> dict[str, NDArray[np.float32]]:
        """Weights and biases for features as they are: mean and scale go into the first layer."""
        linear = [layer for layer in self.layers if isinstance(layer, nn.Linear)]
        weights = [layer.weight.detach() for layer in linear]
        biases = [layer.bias.detach() for layer in linear]
        weights[0] = weights[0] / self.scale
        biases[0] = biases[0] - weights[0] @ self.mean
        out = {f"{k}.weight": w.numpy().astype(np.float32) for k, w in enumerate(weights)}
        return out | {f"{k}.bias": b.numpy().astype(np.float32) for k, b in enumerate(biases)}


def train(features: NDArray[np.float32], paced: NDArray[np.bool_]) -> Network:
    """From features (ECG, 2, 910); every batch holds some paced ECGs, half of its ECGs are disturbed."""
    torch.manual_seed(0)
    x, y = torch.from_numpy(features), torch.from_numpy(paced.astype(np.float32))
    net = Network(x[:, 0])
    with_pacer, without = torch.nonzero(y)[:, 0], torch.nonzero(y == 0)[:, 0]
    n_without = BATCH - PACED_OF_BATCH
    steps = EPOCHS * (len(without) // n_without)
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=5e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for _ in range(EPOCHS):
        order = without[torch.randperm(len(without))]
        for first in range(0, len(order) - n_without + 1, n_without):
            drawn = with_pacer[torch.randint(len(with_pacer), (PACED_OF_BATCH,))]
            rows = torch.cat([order[first : first + n_without], drawn])
            loss = nn.functional.binary_cross_entropy_with_logits(
                net(varied(x[rows, torch.randint(2, (BATCH,))])), y[rows]
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return net.eval()


def scored(net: Network, features: NDArray[np.float32]) -> NDArray[np.float32]:
    with torch.inference_mode():
        return net(torch.from_numpy(features)).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of PTB-XL")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = [row for row in read_table(options.data) if int(row["strat_fold"]) <= 8]
    features = read_features(options.data, rows)
    has_beat = np.asarray(features[:, 0].any(axis=1))
    features, rows = features[has_beat], [row for row, has in zip(rows, has_beat, strict=True) if has]
    fold = np.array([int(row["strat_fold"]) for row in rows])
    paced, unsure = np.array([is_stated_paced(row) for row in rows]), np.array([is_unsure(row) for row in rows])
    score = np.zeros((len(rows), 2), dtype=np.float32)
    for folds in HELD_OUT:
        held_out = np.isin(fold, folds)
        net = train(features[~held_out & ~unsure], paced[~held_out & ~unsure])
        for k in range(2):
            score[held_out, k] = scored(net, features[held_out, k])
        print(f"folds {folds} scored", flush=True)
    threshold = float(np.quantile(score[~paced, 0], 1 - FALSE_ALARMS))
    print(f"threshold {threshold:.2f}; of {paced.sum()} with the statement and {(~paced).sum()} without, cross-fitted:")
    for k, what in enumerate(("as recorded", "disturbed")):
        found = score[:, k] > threshold
        print(f"  {what}: found {100 * found[paced].mean():.1f} %, false alarms {100 * found[~paced].mean():.2f} %")
    net = train(features[~unsure], paced[~unsure])
    weights = net.parameters_of_features()
    save_file(weights | {"threshold": np.array([threshold], dtype=np.float32)}, resource_path(*paced_beats.WEIGHTS))


if __name__ == "__main__":
    main()
