"""What a recipe needs is made first, beside it, once; what is shipped has a chain that ends."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.model.network import restored_network
from ecg_imn_desktop.model.session import load_network
from ecg_imn_desktop.training import chain, ptbxl
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.data import SoftLabels, make_split
from ecg_imn_desktop.training.ptbxl import TRAIN_FOLDS, read_labels, read_signals
from ecg_imn_desktop.training.publish import publish
from ecg_imn_desktop.training.recipe import RefitOptions, TeacherOptions, load_recipe
from ecg_imn_desktop.training.refit import REFITTED

FP32 = Compute(precision="fp32")


@pytest.fixture(autouse=True)
def cache_in_tmp(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")


def made_small(recipe):
    options = {"widths": [16, 16], "blocks": 1, "dropout": 0.0}
    options |= {"decoder_width": 16} if recipe.network == "imn-1d" else {}
    training = replace(recipe.training, epochs=1, batch_size=8)
    return replace(recipe, options=options, training=training, teacher=TeacherOptions())


def test_a_chain_of_runs(small_ptbxl, tmp_path, monkeypatch):
    """One whose last layer is solved for and whose superclasses gather, then one that starts there."""
    shipped = load_recipe("imn-1d-moving")
    solved = RefitOptions(
        passes=0, l2=1.0, detail_l2=1.0, lead_power=2.0, qrs_price=1.0, member_share=0.5, min_gain=-1.0
    )
    first = replace(shipped, name="first", start="", refit=solved, member_share=0.0, normal_share=0.4)
    last = made_small(replace(first, name="last", start="first", member_share=0.5))
    monkeypatch.setattr(chain, "load_recipe", {"first": first, "last": last}.__getitem__)
    out = tmp_path / "last"
    said: list[str] = []
    progress = CancellableProgress(lambda _, message: said.append(message))
    weights = chain.run_recipe(last, small_ptbxl, out, FP32, progress, as_asked=made_small)
    assert weights == out / REFITTED
    for name in ("first", "last"):
        assert any(s.startswith(f"{name}: epoch 1/1") for s in said)
        assert f"{name}: solving for the last layer" in said
    assert {p.name for p in tmp_path.iterdir()} >= {"first", "last"}
    begun, trained, kept = (
        torch.load(p, weights_only=True)
        for p in (tmp_path / "first" / "best.pt", tmp_path / "first" / REFITTED, weights)
    )
    assert "members" not in begun["options"]
    assert trained["options"]["member_shares"] == kept["options"]["member_shares"] == [-0.4, 0.5, 0.5, 0.5, 0.5]
    assert kept["state"]["bias"][:5].abs().max() == 0
    changed = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pt")}
    assert chain.run_recipe(last, small_ptbxl, out, FP32, as_asked=made_small) == weights
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pt")} == changed  # all of it was done


def test_two_that_are_joined(small_ptbxl, tmp_path, monkeypatch):
    """Both are trained, each to its end, and the last layer of what they are together is solved for."""
    shipped = made_small(replace(load_recipe("imn-1d-moving"), start="", refit=RefitOptions()))
    parts = {
        "one": replace(shipped, name="one"),
        "other": replace(
            shipped, name="other", training=replace(shipped.training, seed=5), refit=RefitOptions(detail_l2=1.0)
        ),
    }
    both = replace(shipped, name="both", joins=("one", "other"), refit=RefitOptions(l2=1.0, detail_l2=1.0, min_gain=-1))
    monkeypatch.setattr(chain, "load_recipe", parts.__getitem__)
    weights = chain.run_recipe(both, small_ptbxl, tmp_path / "both", FP32, as_asked=lambda recipe: recipe)
    assert weights == tmp_path / "both" / REFITTED
    assert {p.name for p in tmp_path.iterdir()} == {"one", "other", "both"}
    kept = torch.load(weights, weights_only=True)
    other = torch.load(tmp_path / "other" / REFITTED, weights_only=True)
    assert torch.equal(kept["state"]["partner.stem.0.weight"], other["state"]["stem.0.weight"])
    changed = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pt")}
    assert chain.run_recipe(both, small_ptbxl, tmp_path / "both", FP32) == weights
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pt")} == changed  # all of it was done

    published = tmp_path / "model"
    card = publish(weights, small_ptbxl, published, "7")
    x = torch.randn(2, 12, 1000)
    with torch.no_grad():
        mine = restored_network("imn-1d", kept["options"], kept["state"]).logits(x)
        theirs = load_network(published)[1].logits(x)
    named = [kept["outputs"].index(output.info.name) for output in card.outputs]
    assert torch.allclose(theirs, mine[:, named], atol=1e-5)


def test_one_that_solves_again_goes_on_from_a_solved_layer(small_ptbxl, tmp_path, monkeypatch):
    """Nothing is trained, a class that it does not name keeps what its start had solved for, the teacher has a say."""
    first = made_small(replace(load_recipe("imn-1d-moving"), name="first", start=""))
    first = replace(first, refit=replace(first.refit, passes=0, qrs_price=0.0))
    shipped = load_recipe("imn-1d")
    options = replace(shipped.refit, passes=0, l2=1.0, qrs_price=0.0, classes=("CD",), own_shares={})
    last = replace(first, name="last", start="first", solves_again=True, refit=options, teacher=shipped.teacher)
    split = make_split(read_signals(small_ptbxl), read_labels(small_ptbxl), TRAIN_FOLDS, first)
    kept = []
    for says in (0.0, 1.0):
        soft = SoftLabels(split.ecg_id, 0 * split.main + says, split.auxiliary[:, :0], split.outputs)
        monkeypatch.setattr(chain, "load_recipe", {"first": first}.__getitem__)
        monkeypatch.setattr(chain, "teach", lambda *_, soft=soft: soft)
        weights = chain.run_recipe(last, small_ptbxl, tmp_path / str(says) / "last", FP32)
        monkeypatch.setattr(chain, "teach", None)  # a finished one asks nobody
        assert chain.run_recipe(last, small_ptbxl, tmp_path / str(says) / "last", FP32) == weights
        kept.append(torch.load(weights, weights_only=True))
    start = torch.load(tmp_path / "0.0" / "first" / REFITTED, weights_only=True)
    rows = {name: slice(12 * k, 12 * k + 12) for k, name in enumerate(split.outputs)}
    for name, row in rows.items():
        of_start, *of_kept = (held["state"]["writer.weight"][row] for held in (start, *kept))
        assert torch.equal(of_start, of_kept[0]) == (name != "CD"), name
    none, all_ = (held["state"]["writer.weight"][rows["CD"]] for held in kept)
    assert not torch.allclose(none, all_)
    others = {key for key in start["state"] if key != "writer.weight"}
    assert all(torch.equal(start["state"][key], kept[0]["state"][key]) for key in others - {"bias"})


def test_a_folder_given_for_the_teacher_is_asked_by_those_that_name_the_same(small_ptbxl, tmp_path, monkeypatch):
    small = made_small(load_recipe("twin-1d"))
    first = replace(small, name="first", start="", teacher=TeacherOptions(weight=0.5), refit=RefitOptions())
    two = TeacherOptions(recipes=("teacher-imn-1d", "teacher-twin-1d"), weight=0.5)
    last = replace(first, name="last", start="first", teacher=two)
    split = make_split(read_signals(small_ptbxl), read_labels(small_ptbxl), TRAIN_FOLDS, small)
    soft = SoftLabels(split.ecg_id, 0 * split.main + 0.5, split.auxiliary[:, :0], split.outputs)
    asked = []
    monkeypatch.setattr(chain, "load_recipe", {"first": first}.__getitem__)
    monkeypatch.setattr(chain, "teach", lambda options, data, folder, *rest: asked.append(folder) or soft)
    chain.run_recipe(last, small_ptbxl, tmp_path / "last", FP32, teacher=tmp_path / "given")
    assert asked == [tmp_path / "teacher-1d", tmp_path / "given"]


def test_recipes_that_need_each_other_are_refused(small_ptbxl, tmp_path, monkeypatch):
    recipe = made_small(replace(load_recipe("imn-1d-moving"), start="imn-1d"))
    monkeypatch.setattr(chain, "load_recipe", lambda name: recipe)
    with pytest.raises(EcgError, match="needs itself"):
        chain.run_recipe(recipe, small_ptbxl, tmp_path / "imn-1d", FP32)


def test_processes_do_not_wait_for_anothers_solved_layer(small_ptbxl, tmp_path, monkeypatch):
    first = made_small(load_recipe("imn-1d-moving"))
    monkeypatch.setattr(chain, "load_recipe", lambda name: first)
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(EcgError, match="by itself first"):
        chain.run_recipe(replace(first, name="last", start="imn-1d"), small_ptbxl, tmp_path / "last")


@pytest.mark.parametrize("path", sorted(Path("resources/recipes").glob("*.toml")), ids=lambda p: p.stem)
def test_what_a_shipped_recipe_needs_is_shipped(path):
    def depth(name: str) -> int:
        recipe = load_recipe(name)
        needed = [recipe.start] if recipe.start else []
        needed += recipe.teacher.recipes if recipe.teacher.is_on else []
        needed += recipe.ensemble.recipes
        return 1 + max((depth(other) for other in needed), default=0)

    assert depth(path.stem) <= chain.MAX_DEPTH
