"""Deletion curves against a linear network, whose answers can be worked out by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from ecg_imn_desktop.core.errors import Cancelled
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.model.deletion import FRACTIONS, deletion_curve

FS = 100.0
WIDTH = 5  # 50 ms
N_LEADS, N_CELLS = 4, 20


class Sum(nn.Module):
    """Two classes: the sum of all samples, and its double."""

    def __init__(self):
        super().__init__()
        self.one = nn.Parameter(torch.ones(1))

    def forward(self, x):
        total = self.one * x.sum(dim=(1, 2))
        return torch.stack([total, 2 * total], dim=1)


@pytest.fixture
def x():
    """Every cell has the same value throughout, no two the same."""
    values = np.random.default_rng(3).permutation(N_LEADS * N_CELLS).reshape(N_LEADS, N_CELLS) - 30.0
    return np.repeat(values, WIDTH, axis=1).astype(np.float32)


def test_the_cells_with_most_evidence_go_first(x):
    curve = deletion_curve(Sum(), x, 1, x, FS)
    assert curve.fraction.tolist() == list(FRACTIONS) == [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5]
    cells = np.sort(x[:, ::WIDTH].ravel().astype(float))[::-1]
    expected = [2 * WIDTH * cells[round(f * cells.size) :].sum() for f in FRACTIONS]
    assert curve.logit["map"] == pytest.approx(expected)


def test_a_random_order_takes_what_is_there_on_average(x):
    curve = deletion_curve(Sum(), x, 0, x, FS)
    whole = x.sum(dtype=float)
    assert curve.logit["random"][0] == curve.logit["map"][0] == pytest.approx(whole)
    assert np.array_equal(curve.logit["random"], deletion_curve(Sum(), x, 0, -x, FS).logit["random"])
    spread = WIDTH * x[:, ::WIDTH].std() * np.sqrt(x.size / WIDTH)
    assert abs(curve.logit["random"][-1] - whole / 2) < spread
    assert (curve.logit["map"][1:] < curve.logit["random"][1:]).all()


def test_what_lies_beyond_the_map_or_its_last_whole_cell_stays(x):
    longer = np.concatenate([x, np.full((N_LEADS, 7), 100.0, np.float32)], axis=1)
    beyond = N_LEADS * 7 * 100.0
    short = deletion_curve(Sum(), x, 0, x, FS).logit["map"]
    assert deletion_curve(Sum(), longer, 0, x, FS).logit["map"] == pytest.approx(short + beyond)
    importance = np.concatenate([x, np.full((N_LEADS, WIDTH - 1), 1e6)], axis=1)
    assert deletion_curve(Sum(), longer, 0, importance, FS).logit["map"] == pytest.approx(short + beyond)


def test_a_rate_below_a_sample_a_cell_takes_single_samples(x):
    curve = deletion_curve(Sum(), x, 0, x, fs=5.0)
    cells = np.sort(x.ravel().astype(float))[::-1]
    assert curve.logit["map"] == pytest.approx([cells[round(f * cells.size) :].sum() for f in FRACTIONS])


def test_it_reports_and_can_be_cancelled(x):
    seen = []
    deletion_curve(Sum(), x, 0, x, FS, CancellableProgress(lambda part, what: seen.append((part, what))))
    assert seen == [(0.0, "Deletion"), (0.5, "Deletion")]
    with pytest.raises(Cancelled):
        deletion_curve(Sum(), x, 0, x, FS, CancellableProgress(is_cancelled=lambda: True))
