"""Trains the delineator: a small U-shaped network that labels every sample P, QRS, T or none of these.

``python -m ecg_imn_desktop.training.delineator LUDB_FOLDER OUT_FOLDER`` trains five networks, each on four fifths of
LUDB's records (to be tested on the fifth left out), and one on all 200 (to be shipped). It runs without torch in
``analysis/segmentation.py``; here it is only trained. After Ronneberger et al., MICCAI 2015 (U-Net) and Moskalenko et
al., Neuroinformatics 2019 (a U-Net on LUDB); new here: an encoder that every lead goes through by itself, and one
decoder that reads the mean and the maximum over the leads, so that it takes any number and choice of leads and gives
one answer over all of them.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ..analysis.segmentation import FS, normalised
from .ludb import N_RECORDS, WAVE_KINDS, LudbRecord, read_ludb

N_FOLDS = 5
CROP = 1280  # samples of a training example: 5.12 s
IGNORED = -1
P, QRS, T = (1 + WAVE_KINDS.index(kind) for kind in ("P", "QRS", "T"))


class Conv(nn.Module):
    """Convolution, batch norm, ReLU: (B, C_in, L) -> (B, C_out, L / stride)."""

    def __init__(self, n_in: int, n_out: int, kernel: int = 5, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv1d(n_in, n_out, kernel, stride, padding=kernel // 2, bias=False)
        self.norm = nn.BatchNorm1d(n_out)

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        return F.relu(self.norm(self.conv(x)))


class Delineator(nn.Module):
    """(B, lead, L) normalised ECG at 250 Hz -> (B, 4, L) logits of none, P, QRS, T. L is a multiple of 64."""

    def __init__(self, widths: tuple[int, ...] = (16, 24, 32, 48), wide: int = 64) -> None:
        super().__init__()
        n_in, kernel = 1, 9
        self.down, self.same = nn.ModuleList(), nn.ModuleList()
        for width in widths:  # 125, 62.5, 31, 16 Hz, each lead by itself
            self.down.append(Conv(n_in, width, kernel, stride=2))
            self.same.append(Conv(width, width))
            n_in, kernel = width, 5
        self.deep = nn.ModuleList(
            [Conv(2 * n_in, wide), Conv(wide, wide, stride=2), Conv(wide, wide, stride=2), Conv(wide, wide)]
        )
        self.up = nn.ModuleList([Conv(2 * wide, wide)])
        n_in = 2 * wide
        for width in reversed(widths):
            n_out = max(width, 24)
            self.up.append(Conv(n_in if width == widths[-1] else n_in + 2 * width, n_out))
            n_in = n_out
        self.out = nn.Conv1d(n_in, 1 + len(WAVE_KINDS), 5, padding=2)

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        n_batch, n_leads, length = x.shape
        h = x.reshape(n_batch * n_leads, 1, length)
        pooled = []
        for down, same in zip(self.down, self.same, strict=True):
            h = same(down(h))
            leads = h.reshape(n_batch, n_leads, h.shape[1], h.shape[2])
            pooled.append(torch.cat([leads.mean(dim=1), leads.amax(dim=1)], dim=1))
        skip_16 = self.deep[0](pooled[-1])
        skip_8 = self.deep[1](skip_16)
        g = self.deep[3](self.deep[2](skip_8))
        g = self.up[0](torch.cat([F.interpolate(g, scale_factor=2), skip_8], dim=1))
        g = self.up[1](torch.cat([F.interpolate(g, scale_factor=2), skip_16], dim=1))
        for up, skip in zip(list(self.up)[2:], reversed(pooled[:-1]), strict=True):
            g = up(torch.cat([F.interpolate(g, scale_factor=2), skip], dim=1))
        logits: Tensor = self.out(F.interpolate(g, scale_factor=2))
        return logits


# ------------------------------------------------------------------------------------------------- examples


def target(example: LudbRecord, n_samples: int) -> NDArray[np.int64]:
    """Class of every sample at 250 Hz, (sample,): 0 none, 1 P, 2 QRS, 3 T, IGNORED outside the annotated span."""
    time_s = np.arange(n_samples) / FS
    out = np.zeros(n_samples, dtype=np.int64)
    for number, kind in enumerate(WAVE_KINDS, start=1):
        for wave in example.of(kind):
            out[(time_s >= wave.onset_s) & (time_s < wave.offset_s)] = number
    out[(time_s < example.span_s[0] - 0.02) | (time_s > example.span_s[1] + 0.02)] = IGNORED
    return out


def retimed(
    x: NDArray[np.float32], y: NDArray[np.int64], diastole_cut: float, pr_added_s: float
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The same heart at a faster rate and with a longer PR: the pauses between its waves are cut and drawn out.

    Of each pause between a T and the next P the share ``diastole_cut`` is taken out; between P and QRS ``pr_added_s``
    is put in. LUDB has four tachycardias and ten first-degree AV blocks among its 200; without this the network misses
    the P of both in other ECGs.
    """
    edges = [0, *(np.flatnonzero(np.diff(y)) + 1), y.size]
    pieces = [np.arange(edges[0], edges[1], dtype=float)]
    for (first, last), before in zip(pairwise(edges[1:]), y[np.array(edges[1:-1], dtype=int) - 1], strict=True):
        length = last - first
        after = y[last] if last < y.size else IGNORED
        if y[first] == 0 and before == T and after == P:
            cut = int(length * diastole_cut)
            begin = first + (length - cut) // 2
            pieces.append(np.concatenate([np.arange(first, begin), np.arange(begin + cut, last)]))
        elif y[first] == 0 and before == P and after == QRS:
            pieces.append(np.linspace(first, last, length + round(pr_added_s * FS), endpoint=False))
        else:
            pieces.append(np.arange(first, last))
    at = np.concatenate(pieces)
    position = np.arange(y.size)
    return np.stack([np.interp(at, position, lead) for lead in x]).astype(np.float32), y[at.astype(int)]


def augmented(
    x: NDArray[np.float32], y: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """A crop of one record as another heart, cart or lead set would have given it: (lead, CROP), (CROP,).

    Retimed, stretched, leads mixed and turned over, band narrowed as in 100 Hz recordings, wander, mains and muscle
    noise added. The number of leads stays; ``fit`` chooses leads per batch.
    """
    if rng.random() < 0.6:
        x, y = retimed(x, y, rng.uniform(0.0, 1.0), rng.choice([0.0, rng.uniform(0.0, 0.16)]))
    stretch = rng.uniform(0.75, 1.3)
    labelled = np.flatnonzero(y != IGNORED)
    centre = rng.uniform(labelled[0], labelled[-1])
    at = centre + (np.arange(CROP) - CROP / 2 + rng.uniform(-0.3, 0.3) * CROP) * stretch
    inside = (at >= 0) & (at <= x.shape[1] - 1)
    label = np.where(inside, y[np.clip(np.rint(at), 0, y.size - 1).astype(int)], IGNORED)
    position = np.arange(x.shape[1])
    leads = np.stack([np.interp(at, position, lead) for lead in x])
    leads[:, ~inside] = 0.0
    # A little of the other leads in each (electrodes never sit twice in the same place), and some leads turned over.
    n = len(leads)
    leads = (np.eye(n) + rng.normal(0.0, 0.15, (n, n))) @ leads
    leads *= np.where(rng.random(n) < 0.25, -1.0, 1.0)[:, None]
    if rng.random() < 0.4:
        keep = rng.choice([35.0, 40.0, 50.0]) / FS
        spectrum = np.fft.rfft(leads, axis=1)
        spectrum[:, round(keep * CROP) :] = 0.0
        leads = np.fft.irfft(spectrum, CROP, axis=1)
    time_s = np.arange(CROP) / FS
    size = np.std(leads, axis=1, keepdims=True) + 1e-6
    if rng.random() < 0.5:
        leads += size * rng.uniform(0, 0.15) * rng.normal(size=(n, CROP))
    if rng.random() < 0.3:
        leads += size * rng.uniform(0, 0.3) * np.sin(2 * np.pi * (rng.choice([50, 60]) * time_s + rng.random()))
    if rng.random() < 0.5:
        phase = rng.random((n, 1))
        leads += size * rng.uniform(0, 0.6) * np.sin(2 * np.pi * (rng.uniform(0.15, 0.7) * time_s + phase))
    leads *= rng.uniform(0.6, 1.6, (n, 1))
    return leads.astype(np.float32), label


def fit(
    examples: list[LudbRecord], *, epochs: int, seed: int, batch: int = 8, lr: float = 3e-3
) -> tuple[Delineator, list[float]]:
    """Train on the examples: the network (its weights averaged over the last steps) and the loss of every epoch."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    data = []
    for example in examples:
        x = normalised(example.record.mv, example.record.fs)
        data.append((x, target(example, x.shape[1])))
    network = Delineator()
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.98), use_buffers=True
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=lr, weight_decay=1e-2)
    steps = epochs * (len(data) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, total_steps=steps, pct_start=0.2)
    losses = []
    for _ in range(epochs):
        order, total = rng.permutation(len(data)), 0.0
        for first in range(0, len(order) - batch + 1, batch):
            pairs = [augmented(data[i][0], data[i][1], rng) for i in order[first : first + batch]]
            n_leads = int(rng.choice([1, 2, 3, 6, 8, 12], p=[0.1, 0.15, 0.15, 0.2, 0.15, 0.25]))
            x = np.stack([pair[0][rng.permutation(len(pair[0]))[:n_leads]] for pair in pairs])
            logits = network(torch.from_numpy(x))
            labels = torch.from_numpy(np.stack([pair[1] for pair in pairs]))
            loss = F.cross_entropy(logits, labels, ignore_index=IGNORED)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update_parameters(network)
            total += float(loss.detach())
        losses.append(total / (len(order) // batch))
    network.load_state_dict(average.module.state_dict())
    return network.eval(), losses


# --------------------------------------------------------------------------------------------------- export


def folded(network: Delineator) -> dict[str, NDArray[np.float32]]:
    """The network as arrays: per convolution weight (out, in, kernel) and bias (out,), batch norm folded in."""
    out: dict[str, NDArray[np.float32]] = {}
    for name, module in network.named_modules():
        if isinstance(module, Conv):
            fused = fuse_conv_bn_eval(module.conv, module.norm)
            out.update({f"{name}.{key}": value.detach().numpy() for key, value in fused.named_parameters()})
    out.update({f"out.{key}": value.detach().numpy() for key, value in network.out.named_parameters()})
    return out


def fold_of(number: int) -> int:
    """In which of the five test folds a LUDB record (1..200) lies. LUDB's order is not by diagnosis."""
    return number % N_FOLDS


def _train_one(folder: Path, out: Path, fold: int | None, epochs: int) -> str:
    numbers = [n for n in range(1, N_RECORDS + 1) if fold is None or fold_of(n) != fold]
    network, losses = fit([read_ludb(folder, n) for n in numbers], epochs=epochs, seed=fold or 0)
    name = "all" if fold is None else f"fold{fold}"
    arrays = {key: value.astype(np.float16) for key, value in folded(network).items()}
    save_file(arrays, out / f"{name}.safetensors")
    return f"{name}: loss {losses[0]:.3f} -> {losses[-1]:.4f}"


def main() -> None:
    """Command line: train the five test networks and the one to ship."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("ludb", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--folds", default="0,1,2,3,4,all")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    folds = [None if name == "all" else int(name) for name in args.folds.split(",")]
    with ProcessPoolExecutor(args.jobs) as pool:
        jobs = [pool.submit(_train_one, args.ludb, args.out, fold, args.epochs) for fold in folds]
        for job in jobs:
            print(job.result(), flush=True)


if __name__ == "__main__":
    main()
