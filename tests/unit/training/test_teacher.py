"""A teacher answers only for ECGs that it has not seen, and what it says softens the labels."""

import csv
import lzma
from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.training import ptbxl, teacher
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.data import SoftLabels, make_split
from ecg_imn_desktop.training.fit import fit
from ecg_imn_desktop.training.ptbxl import SUPERCLASSES, TRAIN_FOLDS, read_labels, read_signals
from ecg_imn_desktop.training.recipe import TeacherOptions, load_recipe
from ecg_imn_desktop.training.refit import REFITTED
from ecg_imn_desktop.training.teacher import SOFT_LABELS, read_soft_labels, teach

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


def test_several_recipes_answer_together_their_last_layers_solved_for(small_ptbxl, tmp_path, monkeypatch):
    options = {"widths": [16, 16], "blocks": 1, "dropout": 0.0}
    recipes = {}
    for name in ("teacher-imn-1d", "teacher-twin-1d"):
        shipped = load_recipe(name)
        small = options | ({"decoder_width": 16} if shipped.network == "imn-1d" else {})
        recipes[name] = replace(shipped, options=small, training=replace(shipped.training, batch_size=8))
    monkeypatch.setattr(teacher, "load_recipe", recipes.__getitem__)
    asked = TeacherOptions(recipes=tuple(recipes), parts=2, epochs=1, weight=0.5)
    soft = teach(asked, small_ptbxl, tmp_path, FP32)
    labels = read_labels(small_ptbxl)
    split = make_split(read_signals(small_ptbxl), labels, TRAIN_FOLDS, recipes["teacher-imn-1d"])
    assert sorted(soft.ecg_id) == sorted(split.ecg_id)
    assert soft.auxiliary.shape == (len(split), len(labels.statement_names))
    for name in recipes:
        for part in ("part-1", "part-2"):
            assert (tmp_path / name / part / REFITTED).exists()
    # calibrated on all of these ECGs: as many are expected to have a class as have it
    known = (split.main.sum(axis=0) > 0) & (split.main.sum(axis=0) < len(split))
    np.testing.assert_allclose(soft.main.sum(axis=0)[known], split.main.sum(axis=0)[known], atol=0.5)
    (tmp_path / SOFT_LABELS).unlink()
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pt")}
    again = teach(asked, small_ptbxl, tmp_path, FP32)  # asked anew, with nothing trained or solved for again
    np.testing.assert_array_equal(again.main, soft.main)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pt")} == times


def test_a_team_does_not_solve_for_a_teachers_last_layer(small_ptbxl, tmp_path, monkeypatch):
    monkeypatch.setattr(teacher.Team, "of_environment", lambda device: teacher.Team(0, 2, "cpu"))
    with pytest.raises(EcgError, match="by itself first"):
        teach(TeacherOptions(recipes=("teacher-imn-1d",)), small_ptbxl, tmp_path, FP32)


def test_the_stored_answers_are_for_every_ecg_of_the_training_folds(real_data):
    soft = read_soft_labels(resource_path("recipes").parents[1] / "benchmarks/teacher" / SOFT_LABELS)
    assert soft.main.shape == (17418, 28)
    assert soft.outputs[:5] == SUPERCLASSES
    assert ((soft.main >= 0) & (soft.main <= 1)).all()
    with lzma.open(real_data / "ptb-xl/ptbxl_database.csv.xz", "rt") as table:
        folds = {int(row["ecg_id"]): int(float(row["strat_fold"])) for row in csv.DictReader(table)}
    assert sorted(soft.ecg_id) == sorted(i for i, fold in folds.items() if fold in TRAIN_FOLDS)


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
    silent = split.softened(replace(soft, auxiliary=np.zeros((len(split), 0), np.float32)), 0.25, 0.1)
    np.testing.assert_array_equal(silent.auxiliary, split.auxiliary)
    single = split.softened(soft, 0.25, 0.1, {"HYP": 0.0, "AMI": 1.0}).main
    k = [split.outputs.index(name) for name in ("HYP", "AMI")]
    np.testing.assert_array_equal(single[:, k[0]], split.main[:, k[0]])
    np.testing.assert_allclose(single[:, k[1]], answer[:, 0], rtol=1e-6)
    np.testing.assert_array_equal(np.delete(single, k, axis=1), np.delete(softened.main, k, axis=1))
    with pytest.raises(EcgError, match="other classes or other ECGs"):
        split.softened(
            replace(soft, ecg_id=soft.ecg_id[1:], main=soft.main[1:], auxiliary=soft.auxiliary[1:]), 0.5, 0.5
        )
    with pytest.raises(EcgError, match="other classes"):
        split.softened(replace(soft, outputs=("NORM",)), 0.5, 0.5)
