"""Training of the delineator: its examples, and that the network runs the same without torch."""

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from ecg_imn_desktop.analysis.segmentation import Segmenter, normalised
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.simulate import CLEAN, simulate
from ecg_imn_desktop.training.delineator import (
    CROP,
    IGNORED,
    Delineator,
    augmented,
    fit,
    fold_of,
    folded,
    retimed,
    target,
)
from ecg_imn_desktop.training.ludb import LudbRecord, Wave


def example(condition="normal", seed=0):
    """A simulated ECG in the shape of a LUDB record, annotated but for its first and last beat."""
    ecg = simulate(condition, seed=seed, noise=CLEAN)
    f = ecg.truth.fiducials
    waves = []
    for beat in range(1, f.n_beats - 1):
        for kind, name in (("P", "p"), ("QRS", "qrs"), ("T", "t")):
            onset, offset = f.of(f"{name}_onset")[beat], f.of(f"{name}_offset")[beat]
            if np.isfinite(onset + offset):
                waves.append(Wave(kind, float(onset), float(onset + offset) / 2, float(offset), 1.0))
    record = Record("example", ecg.record.mv, 500.0, STANDARD_LEADS)
    return LudbRecord(record, tuple(waves), (waves[0].onset_s, waves[-1].offset_s))


@pytest.fixture(scope="module")
def one():
    return example()


@pytest.fixture(scope="module")
def xy(one):
    x = normalised(one.record.mv, 500.0)
    return x, target(one, x.shape[1])


def test_the_exported_network_gives_the_same_answers(tmp_path):
    torch.manual_seed(0)
    network = Delineator()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2.0)
    network.eval()
    save_file(folded(network), tmp_path / "w.safetensors")
    x = np.random.default_rng(0).normal(size=(5, 640)).astype(np.float32)
    with torch.no_grad():
        expected = network(torch.from_numpy(x)[None])[0].numpy()
    np.testing.assert_allclose(Segmenter(tmp_path / "w.safetensors").logits(x), expected, atol=1e-4)


def test_the_target_marks_waves_and_ignores_what_nobody_annotated(one, xy):
    _, y = xy
    assert (y[: int((one.span_s[0] - 0.03) * 250)] == IGNORED).all()
    for wave in one.waves:
        middle = round(wave.peak_s * 250)
        assert y[middle] == {"P": 1, "QRS": 2, "T": 3}[wave.kind]


def test_retiming_by_nothing_changes_nothing(xy):
    x, y = retimed(*xy, diastole_cut=0.0, pr_added_s=0.0)
    np.testing.assert_array_equal(x, xy[0])
    np.testing.assert_array_equal(y, xy[1])


def test_retiming_shortens_the_pause_and_draws_out_the_pr(xy):
    _, before = xy
    _, y = retimed(*xy, diastole_cut=1.0, pr_added_s=0.1)

    def runs(labels, wave):
        return [len(r) for r in np.split(labels, np.flatnonzero(np.diff(labels)) + 1) if r[0] == wave]

    def pauses(labels, left, right):
        parts = np.split(labels, np.flatnonzero(np.diff(labels)) + 1)
        return [
            len(b)
            for a, b, c in zip(parts, parts[1:], parts[2:], strict=False)
            if (a[0], b[0], c[0]) == (left, 0, right)
        ]

    assert runs(y, 1) == runs(before, 1)
    assert runs(y, 2) == runs(before, 2)
    assert runs(y, 3) == runs(before, 3)
    assert pauses(y, 3, 1) == []  # P follows T at once
    assert pauses(before, 3, 1) != []
    assert pauses(y, 1, 2) == [n + 25 for n in pauses(before, 1, 2)]


@pytest.mark.parametrize("seed", range(20))
def test_augmented_examples_keep_shape_and_labels(xy, seed):
    x, y = augmented(*xy, np.random.default_rng(seed))
    assert x.shape == (12, CROP)
    assert y.shape == (CROP,)
    assert x.dtype == np.float32
    assert np.isfinite(x).all()
    assert set(np.unique(y)) <= {IGNORED, 0, 1, 2, 3}
    assert (y >= 0).any()


def test_the_labels_stay_on_their_waves(xy):
    """Where the label says QRS the slope of the leads is steeper than where it says nothing, in every example."""
    for seed in range(10):
        x, y = augmented(*xy, np.random.default_rng(seed))
        slope = np.abs(np.diff(x, axis=1)).mean(axis=0)
        if (y[1:] == 2).any():
            assert slope[y[1:] == 2].mean() > 1.5 * slope[y[1:] == 0].mean()


def test_training_lowers_the_loss_and_is_repeatable():
    examples = [example(condition, seed) for seed in range(2) for condition in ("normal", "lbbb", "rbbb", "lafb")]
    network, losses = fit(examples, epochs=4, seed=1, batch=4)
    assert losses[-1] < 0.8 * losses[0]
    again, same = fit(examples, epochs=4, seed=1, batch=4)
    assert losses == same
    for a, b in zip(folded(network).values(), folded(again).values(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_every_record_is_tested_once():
    folds = [fold_of(n) for n in range(1, 201)]
    assert all(folds.count(fold) == 40 for fold in range(5))
