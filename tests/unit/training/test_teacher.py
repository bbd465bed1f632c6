"""A teacher answers only for ECGs that it has not seen, and what it says softens the labels."""

from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.training import ptbxl, teacher
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.data import SoftLabels, make_split
from ecg_imn_desktop.training.fit import fit
from ecg_imn_desktop.training.ptbxl import TRAIN_FOLDS, read_labels, read_signals
from ecg_imn_desktop.training.recipe import TeacherOptions, load_recipe
from ecg_imn_desktop.training.teacher import SOFT_LABELS, teach

FP32 = Compute(precision="fp32")


@pytest.fixture(autouse=True)
def cache_in_tmp(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")


@pytest.fixture
def small_recipe(monkeypatch):
    shipped = load_recipe("teacher-1d")
    small = replace(
        shipped,
        options={"widths": [16, 16], "blocks": 1, "dropout": 0.0},
        training=replace(shipped.training, batch_size=8),
    )
    monkeypatch.setattr(teacher, "load_recipe", lambda name: small)
    return small


def test_every_part_is_answered_by_a_network_that_has_not_seen_it(small_recipe, small_ptbxl, tmp_path, monkeypatch):
    seen = []

    def watched(recipe, data, out, *arguments):
        seen.append(arguments[-1])
        return fit(recipe, data, out, *arguments)

    monkeypatch.setattr(teacher, "fit", watched)
    soft = teach(TeacherOptions(parts=2, epochs=1, weight=0.5), small_ptbxl, tmp_path, FP32)
    assert seen == [(2, 4, 6, 8), (1, 3, 5, 7)]
    labels = read_labels(small_ptbxl)
    assert sorted(soft.ecg_id) == sorted(labels.ecg_id[labels.rows(TRAIN_FOLDS)])
    assert soft.ecg_id[0] == labels.ecg_id[labels.rows((1, 3, 5, 7))][0]
    assert ((soft.main > 0) & (soft.main < 1)).all()
    assert soft.auxiliary.shape == (len(soft.ecg_id), len(labels.statement_names))
    # The second time nothing is trained: the answers are read.
    monkeypatch.setattr(teacher, "fit", None)
    again = teach(TeacherOptions(parts=2, epochs=1, weight=0.5), small_ptbxl, tmp_path)
    np.testing.assert_array_equal(again.main, soft.main)
    assert again.outputs == soft.outputs
    assert (tmp_path / SOFT_LABELS).exists()


def test_targets_lie_between_label_and_teacher(small_recipe, small_ptbxl):
    split = make_split(read_signals(small_ptbxl), read_labels(small_ptbxl), TRAIN_FOLDS, small_recipe)
    backwards = np.arange(len(split))[::-1]
    soft = SoftLabels(
        split.ecg_id[backwards],
        (split.ecg_id[backwards, None] / 100 * np.ones_like(split.main)).astype(np.float32),
        np.full_like(split.auxiliary, 0.5),
        split.outputs,
    )
    softened = split.softened(soft, 0.25, 0.1)
    answer = split.ecg_id[:, None] / 100
    np.testing.assert_allclose(softened.main[:, :5], 0.75 * split.main[:, :5] + 0.25 * answer, rtol=1e-6)
    np.testing.assert_allclose(softened.main[:, 5:], 0.9 * split.main[:, 5:] + 0.1 * answer, rtol=1e-6)
    np.testing.assert_allclose(softened.auxiliary, 0.9 * split.auxiliary + 0.05, rtol=1e-6)
    with pytest.raises(EcgError, match="other classes or other ECGs"):
        split.softened(
            replace(soft, ecg_id=soft.ecg_id[1:], main=soft.main[1:], auxiliary=soft.auxiliary[1:]), 0.5, 0.5
        )
    with pytest.raises(EcgError, match="other classes"):
        split.softened(replace(soft, outputs=("NORM",)), 0.5, 0.5)
