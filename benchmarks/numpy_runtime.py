"""The default network in numpy alone, beside torch: how far the numbers differ, and the processor time of a pass.

Run: OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python benchmarks/numpy_runtime.py. Both compute with one thread.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
import torch

from ecg_imn_desktop.model.catalogue import find_model
from ecg_imn_desktop.model.network import Imn1d
from ecg_imn_desktop.model.session import explain, load_model

BATCH_NORM_EPS = 1e-5


class NumpyImn1d:
    """The forward pass of ``Imn1d``, batch norm folded into the convolutions."""

    def __init__(self, network: Imn1d) -> None:
        self.s = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
        self.n_blocks = [len(list(stage.children())) for stage in network.stages]
        self.n_classes, self.weight_scale = network.n_classes, network.weight_scale
        self.members, self.member_shares = network.members, network.member_shares
        self.folded: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def fold(self, conv: str, norm: str) -> tuple[np.ndarray, np.ndarray]:
        """Weights and offset of a convolution with the batch norm after it."""
        if conv not in self.folded:
            s = self.s
            gain = s[f"{norm}.weight"] / np.sqrt(s[f"{norm}.running_var"] + BATCH_NORM_EPS)
            offset = s[f"{norm}.bias"] - s[f"{norm}.running_mean"] * gain
            weights = s[f"{conv}.weight"] * gain[:, None, None]
            self.folded[conv] = weights.astype(np.float32), offset.astype(np.float32)
        return self.folded[conv]

    def linear(self, name: str, x: np.ndarray) -> np.ndarray:
        """A linear layer."""
        return self.s[f"{name}.weight"] @ x + self.s[f"{name}.bias"]

    def block(self, name: str, h: np.ndarray, stride: int) -> np.ndarray:
        """A residual block."""
        y = relu(convolve(h, *self.fold(f"{name}.conv1", f"{name}.norm1"), stride))
        y = convolve(y, *self.fold(f"{name}.conv2", f"{name}.norm2"))
        gate = 1 / (1 + np.exp(-self.linear(f"{name}.excite", relu(self.linear(f"{name}.squeeze", y.mean(axis=1))))))
        if f"{name}.shortcut.0.weight" in self.s:
            weights, offset = self.fold(f"{name}.shortcut.0", f"{name}.shortcut.1")
            h = weights[:, :, 0] @ h[:, ::stride] + offset[:, None]
        return relu(y * gate[:, None] + h)

    def write(self, x: np.ndarray) -> np.ndarray:
        """W (K, 12, L/2) for x (12, L)."""
        h = relu(convolve(x, *self.fold("stem.0", "stem.1"), 2))
        maps = []
        for level, n_blocks in enumerate(self.n_blocks):
            for i in range(n_blocks):
                h = self.block(f"stages.{level}.{i}", h, 2 if i == 0 and level else 1)
            maps.append(h)
        context = relu(self.linear("context.0", np.concatenate([h.mean(axis=1), h.max(axis=1)])))
        coarser: np.ndarray | None = None
        for level in reversed(range(len(maps))):
            y = self.s[f"lateral.{level}.weight"][:, :, 0] @ maps[level]
            if coarser is not None:
                y = y + coarser[:, np.arange(y.shape[1]) * coarser.shape[1] // y.shape[1]]
            gain, offset = np.split(self.linear(f"shift.{level}", context), 2)
            y = y * (1 + gain[:, None]) + offset[:, None]
            coarser = relu(convolve(y, *self.fold(f"merge.{level}.0", f"merge.{level}.1")))
        W = self.s["writer.weight"][:, :, 0] @ coarser + self.s["writer.bias"][:, None]
        return self.gathered((W * self.weight_scale).reshape(self.n_classes, 12, -1), x)

    def gathered(self, W: np.ndarray, x: np.ndarray) -> np.ndarray:
        """W with what superclasses gather from their members."""
        evidence = (W * x.reshape(12, -1, 2).sum(axis=2)).sum(axis=(1, 2), dtype=np.float64)
        added = []
        for members, share in zip(self.members, self.member_shares, strict=True):
            likely = np.exp((evidence + self.s["bias"])[members])
            added.append(np.tensordot(share * likely / likely.sum(), W[members], axes=1))
        if added:
            W[: len(added)] += np.array(added, dtype=np.float32)
        return W

    def logits(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """W and the logits (K,)."""
        W = self.write(x)
        return W, (W * x.reshape(12, -1, 2).sum(axis=2)).sum(axis=(1, 2), dtype=np.float64) + self.s["bias"]


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def convolve(x: np.ndarray, weights: np.ndarray, offset: np.ndarray, stride: int = 1) -> np.ndarray:
    kernel = weights.shape[2]
    padded = np.pad(x, ((0, 0), (kernel // 2, kernel // 2)))
    columns = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=1)[:, ::stride]
    flat = columns.transpose(0, 2, 1).reshape(-1, columns.shape[1])
    return weights.reshape(len(weights), -1) @ flat + offset[:, None]


def median_ms(function, runs: int = 15) -> float:
    taken = []
    for _ in range(runs):
        started = time.process_time()
        function()
        taken.append(time.process_time() - started)
    return statistics.median(taken) * 1000


def main() -> None:
    torch.set_num_threads(1)
    _, network = load_model(find_model("imn-1d"))
    assert isinstance(network, Imn1d)
    ours = NumpyImn1d(network)
    rng = np.random.default_rng(0)
    worst_logit = worst_W = 0.0
    for _ in range(8):
        x = np.cumsum(rng.normal(size=(12, 1000)), axis=1).astype(np.float32)
        x -= x.mean(axis=1, keepdims=True)
        x /= x.std()
        W, logit = ours.logits(x)
        W_torch, _, logit_torch = explain(network, x[None], "cpu")
        worst_logit = max(worst_logit, float(np.abs(logit - logit_torch[0]).max()))
        worst_W = max(worst_W, float(np.abs(np.repeat(W, 2, axis=2) - W_torch[0]).max()))
    print(f"largest difference: logit {worst_logit:.1e}, W {worst_W:.1e}")
    print(f"processor time of a pass, one thread: numpy {median_ms(lambda: ours.logits(x)):.1f} ms", end=", ")
    print(f"torch {median_ms(lambda: explain(network, x[None], 'cpu')):.1f} ms")


if __name__ == "__main__":
    main()
