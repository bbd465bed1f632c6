"""Training on simulated ECGs in the layout of PTB-XL: it learns, it resumes as if never killed, it makes a model."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from ecg_imn_desktop.core.errors import Cancelled, EcgError
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.model import catalogue
from ecg_imn_desktop.model.card import CARD, read_card
from ecg_imn_desktop.model.network import Imn1d, build_network
from ecg_imn_desktop.model.session import Session, load_model
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.training import ptbxl
from ecg_imn_desktop.training import publish as publish_module
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.data import make_split
from ecg_imn_desktop.training.evaluation import evaluate_model
from ecg_imn_desktop.training.fit import CHECKPOINT, METRICS, fit
from ecg_imn_desktop.training.measures import macro_auroc
from ecg_imn_desktop.training.ptbxl import read_labels, read_signals
from ecg_imn_desktop.training.publish import MIN_THRESHOLD, _output, best_f1_threshold, platt, publish
from ecg_imn_desktop.training.recipe import Recipe, load_recipe, recipe_from_dict

FP32 = Compute(precision="fp32")


@pytest.fixture(autouse=True)
def cache_in_tmp(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")


@pytest.fixture
def recipe() -> Recipe:
    shipped = load_recipe("imn-1d-moving")
    return replace(
        shipped,
        options={"widths": [16, 16], "blocks": 1, "decoder_width": 16, "dropout": 0.0},
        training=replace(shipped.training, epochs=4, batch_size=8, ema_decay=0.9, learning_rate=5e-3),
    )


@pytest.fixture(params=["cpu", "cuda"])
def device(request) -> str:
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no cuda here")
    return request.param


def test_it_learns_and_writes_what_it_did(recipe, small_ptbxl, tmp_path, device):
    best = fit(recipe, small_ptbxl, tmp_path, Compute(device, "fp32"))
    lines = [json.loads(line) for line in (tmp_path / METRICS).read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2, 3, 4]
    assert lines[-1]["loss"]["superclass"] < lines[0]["loss"]["superclass"]
    assert {"val_super", "val_sub", "cosine_W_gradient", "bias_share"} <= set(lines[-1])
    held = torch.load(best, weights_only=True)
    assert held["outputs"][:5] == ["NORM", "MI", "STTC", "CD", "HYP"]
    assert held["outputs"][5:] == ["AMI", "CLBBB", "IMI", "LVH", "NORM_sub", "STTC_sub"]
    assert held["versions"]["torch"]


def test_a_killed_run_goes_on_as_if_it_had_not_been_killed(recipe, small_ptbxl, tmp_path, device):
    fit(recipe, small_ptbxl, tmp_path / "whole", Compute(device, "fp32"))
    killed_in_epoch_3 = CancellableProgress(is_cancelled=_true_after(small_steps=2 * 2 + 1))
    with pytest.raises(Cancelled):
        fit(recipe, small_ptbxl, tmp_path / "parts", Compute(device, "fp32"), progress=killed_in_epoch_3)
    assert torch.load(tmp_path / "parts" / CHECKPOINT, weights_only=True)["epoch"] < 4
    fit(recipe, small_ptbxl, tmp_path / "parts", Compute(device, "fp32"))
    whole, parts = (
        torch.load(tmp_path / name / CHECKPOINT, weights_only=True)["averaged"] for name in ("whole", "parts")
    )
    close = 1e-6 if device == "cpu" else 1e-3  # sums on a graphics card come in any order
    assert all(torch.allclose(whole[name], parts[name], atol=close) for name in whole)


def test_a_run_of_another_kind_of_device_is_not_gone_on_with(recipe, small_ptbxl, tmp_path):
    fit(replace(recipe, training=replace(recipe.training, epochs=1)), small_ptbxl, tmp_path, FP32)
    held = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    held["generator"] = torch.zeros(16, dtype=torch.uint8)  # as it is on a graphics card
    torch.save(held, tmp_path / CHECKPOINT)
    before = (tmp_path / CHECKPOINT).read_bytes()
    with pytest.raises(EcgError, match="another kind of device"):
        fit(replace(recipe, training=replace(recipe.training, epochs=1)), small_ptbxl, tmp_path, FP32)
    assert (tmp_path / CHECKPOINT).read_bytes() == before


def test_what_the_network_reads_is_the_same_wherever_it_lies(recipe, small_ptbxl):
    split = make_split(read_signals(small_ptbxl), read_labels(small_ptbxl), (1, 2), recipe)
    assert split.moved("cpu", recipe.preprocessing) is split
    moved = split.moved("meta", recipe.preprocessing)
    assert moved.x(np.array([3, 1]), recipe.preprocessing).device.type == "meta"
    held = replace(split, on_device=torch.cat(list(split.batches(5, recipe.preprocessing))))
    rows = np.array([3, 1])
    assert torch.equal(held.x(rows, recipe.preprocessing), split.x(rows, recipe.preprocessing))


TRAIN_IN_A_PROCESS = """
import sys
from pathlib import Path
import torch
from ecg_imn_desktop.training import ptbxl
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.fit import fit
from ecg_imn_desktop.training.recipe import load_recipe
data, out, cache, recipe = map(Path, sys.argv[1:])
torch.set_num_threads(1)
ptbxl.default_cache = lambda root: cache
fit(load_recipe(str(recipe)), data, out, Compute(precision="fp32"))
"""
SMALL_RECIPE = """
name = "small"
network = "imn-1d"
[options]
widths = [16, 16]
blocks = 1
decoder_width = 16
[training]
epochs = 25
batch_size = 8
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_run_killed_by_the_system_goes_on_from_its_last_whole_epoch(small_ptbxl, tmp_path):
    """The process gets no chance to tidy up: what it had written is whole, and the history has no gap."""
    (tmp_path / "small.toml").write_text(SMALL_RECIPE)
    out, cache = tmp_path / "run", tmp_path / "ptbxl.h5"
    command = [sys.executable, "-c", TRAIN_IN_A_PROCESS, small_ptbxl, out, cache, tmp_path / "small.toml"]
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 120
    while not (out / CHECKPOINT).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -9, "it was to be killed while it trained"
    after_kill = torch.load(out / CHECKPOINT, weights_only=True)
    assert 1 <= after_kill["epoch"] < 25
    small = load_recipe(str(tmp_path / "small.toml"))
    assert recipe_from_dict(after_kill["recipe"]) == small
    fit(small, small_ptbxl, out, FP32)
    epochs = [json.loads(line)["epoch"] for line in (out / METRICS).read_text().splitlines()]
    assert epochs == list(range(1, 26))


def test_a_run_begins_with_the_weights_of_another(recipe, small_ptbxl, tmp_path):
    still = replace(recipe, training=replace(recipe.training, epochs=1, learning_rate=1e-12, weight_decay=0.0))
    start = fit(replace(recipe, training=replace(recipe.training, epochs=1)), small_ptbxl, tmp_path / "first")
    begun = fit(still, small_ptbxl, tmp_path / "second", FP32, start=start)
    given, kept = (torch.load(path, weights_only=True)["state"] for path in (start, begun))
    learned = [name for name in given if "running" not in name and "num_batches" not in name]
    assert all(torch.allclose(given[name], kept[name], atol=1e-6) for name in learned)

    half = replace(recipe, training=replace(recipe.training, epochs=1, start_share=0.5))
    whole = replace(half, training=replace(half.training, start_share=0.0))
    paths = [fit(r, small_ptbxl, tmp_path / str(i), FP32, start=start) for i, r in enumerate((half, whole))]
    between, there = (torch.load(path, weights_only=True)["state"] for path in paths)
    assert all(torch.allclose(between[name], (given[name] + there[name]) / 2, atol=1e-6) for name in learned)
    assert not torch.allclose(given["writer.weight"], there["writer.weight"])

    wider = replace(recipe, options={**recipe.options, "widths": [16, 24]})
    with pytest.raises(EcgError, match="another network"):
        fit(wider, small_ptbxl, tmp_path / "third", FP32, start=start)


def _true_after(small_steps: int):
    seen = []

    def is_cancelled() -> bool:
        seen.append(1)
        return len(seen) > small_steps

    return is_cancelled


def test_a_run_of_another_recipe_is_not_overwritten(recipe, small_ptbxl, tmp_path):
    short = replace(recipe, training=replace(recipe.training, epochs=1))
    fit(short, small_ptbxl, tmp_path, FP32)
    with pytest.raises(EcgError, match="another recipe"):
        fit(recipe, small_ptbxl, tmp_path, FP32)


def test_a_run_of_a_recipe_without_a_later_option_goes_on(recipe, small_ptbxl, tmp_path):
    short = replace(recipe, training=replace(recipe.training, epochs=1))
    fit(short, small_ptbxl, tmp_path, FP32)
    held = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    del held["recipe"]["augmentation"]["lead_gain_sd"]  # an option at its default
    torch.save(held, tmp_path / CHECKPOINT)
    assert fit(short, small_ptbxl, tmp_path, FP32).exists()


@pytest.mark.parametrize("name", ["ecg-imn-2d", "imn-direct", "twin-2d"])
def test_the_papers_networks_are_trained_for_a_task_by_the_same_code(name, small_ptbxl, tmp_path, monkeypatch):
    shipped = load_recipe(name)
    short = replace(shipped, task="CD", training=replace(shipped.training, epochs=1, batch_size=4))
    best = fit(short, small_ptbxl, tmp_path / "run", FP32)
    lines = [json.loads(line) for line in (tmp_path / "run" / METRICS).read_text().splitlines()]
    assert 0 <= lines[-1]["val_super"] <= 1
    assert ("weight_size" in lines[0]["loss"]) == (name != "twin-2d")
    # One epoch is too short to tell the two ECGs of fold 9 apart.
    monkeypatch.setattr("ecg_imn_desktop.training.publish.platt", lambda truth, logit: (1.0, 0.0))
    card = publish(best, small_ptbxl, tmp_path / name, version="1")
    assert [c.name for c in card.classes] == ["CD"]
    assert card.about["task"] == "CD"
    assert card.preprocessing.kind == "zscore"
    found = evaluate_model(str(tmp_path / name), small_ptbxl, "val", twin="none")
    assert (found["n_records"], found["classes"]["CD"]["n_positive"]) == (2, 1)


def test_patience_ends_a_run_and_keeps_it_ended(recipe, small_ptbxl, tmp_path):
    stubborn = replace(recipe, training=replace(recipe.training, epochs=9, patience=1, learning_rate=0.0))
    fit(stubborn, small_ptbxl, tmp_path, FP32)
    n_lines = len((tmp_path / METRICS).read_text().splitlines())
    assert n_lines < 9
    fit(stubborn, small_ptbxl, tmp_path, FP32)
    assert len((tmp_path / METRICS).read_text().splitlines()) == n_lines


WORKER = """
import atexit, os, sys, torch
from pathlib import Path
from ecg_imn_desktop.training import fit as module, ptbxl
from ecg_imn_desktop.training.compute import Compute
from ecg_imn_desktop.training.recipe import load_recipe

data, out, recipe = map(Path, sys.argv[1:])

def note_threads():
    if sys.platform != "linux":
        return
    names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").glob("*")]
    (out / f"threads{os.environ['RANK']}.txt").write_text(" ".join(names))

atexit.register(note_threads)  # the first to be registered runs last
ptbxl.default_cache = lambda root: out / "cache.h5"
epoch = module.Run.train_epoch

def watched(self, split, progress):
    before = {k: v.clone() for k, v in self.model.state_dict().items()}
    epoch(self, split, progress)
    torch.save({"before": before, "after": self.model.state_dict()}, out / f"rank{os.environ['RANK']}.pt")

module.Run.train_epoch = watched
module.fit(load_recipe(str(recipe)), data, out / "run", Compute(precision="fp32", threads=1))
"""


def test_two_processes_train_one_network(small_ptbxl, tmp_path):
    """Two processes under torchrun, gloo between them: after an epoch both hold the same trained parameters."""
    (tmp_path / "worker.py").write_text(WORKER)
    (tmp_path / "small.toml").write_text(
        'name = "small"\nnetwork = "imn-1d"\n[options]\nwidths = [16, 16]\nblocks = 1\ndecoder_width = 16\n'
        "[training]\nepochs = 1\nbatch_size = 8\n[loss]\nagreement = 0.03\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "OMP_NUM_THREADS": "1"}
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "worker.py",
        str(small_ptbxl), str(tmp_path), str(tmp_path / "small.toml"),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-3000:]
    one, other = (torch.load(tmp_path / f"rank{i}.pt", weights_only=True) for i in (0, 1))
    parameters = [name for name in one["after"] if "running" not in name and "num_batches" not in name]
    assert all(torch.equal(one["after"][name], other["after"][name]) for name in parameters)
    assert any(not torch.equal(one["after"][name], one["before"][name]) for name in parameters)
    assert (tmp_path / "run" / "best.pt").exists()
    assert len((tmp_path / "run" / METRICS).read_text().splitlines()) == 1
    if sys.platform == "linux":  # a thread of gloo that outlives the interpreter aborts the process
        assert not any("gloo" in (tmp_path / f"threads{i}.txt").read_text() for i in (0, 1))


def test_a_twin_is_trained_by_the_same_code(recipe, small_ptbxl, tmp_path):
    twin = replace(
        recipe,
        name="twin-1d",
        network="twin-1d",
        options={"widths": [16, 16], "blocks": 1},
        training=replace(recipe.training, epochs=1),
        member_share=0.0,
        normal_share=0.0,
    )
    fit(twin, small_ptbxl, tmp_path, FP32)
    line = json.loads((tmp_path / METRICS).read_text())
    assert not {"cosine_W_gradient", "st_t_in_qrs"} & set(line)
    assert 0 <= line["val_super"] <= 1


def test_a_published_model_answers_and_says_where_it_comes_from(recipe, small_ptbxl, tmp_path):
    short = replace(recipe, training=replace(recipe.training, epochs=1))
    best = fit(short, small_ptbxl, tmp_path / "run", FP32)
    folder = tmp_path / "imn-1d"
    publish(best, small_ptbxl, folder, version="7")
    card = read_card(folder)
    assert card.version == "7"
    assert "doi 10.13026" in card.about["data"]
    assert card.about["recipe"]["training"]["seed"] == recipe.training.seed
    assert card.about["stages"][-1] == recipe.name
    assert card.name == recipe.name
    assert {c.name: c.parent for c in card.classes}["IMI"] == "MI"
    assert "NORM_sub" not in [c.name for c in card.classes]
    assert json.loads((folder / CARD).read_text())["sha256"] == card.sha256
    analysis = Session(str(folder), "cpu").run(simulate("normal", fs=500, duration_s=10, seed=0).record)
    assert len(analysis.prediction.logit) == 10
    assert np.all((analysis.prediction.probability >= 0) & (analysis.prediction.probability <= 1))


def test_among_the_users_models_it_bears_the_name_of_its_folder(recipe, small_ptbxl, tmp_path, monkeypatch):
    for module in (publish_module, catalogue):
        monkeypatch.setattr(module, "user_models_folder", lambda: tmp_path / "own")
    short = replace(recipe, training=replace(recipe.training, epochs=1))
    best = fit(short, small_ptbxl, tmp_path / "run", FP32)
    publish(best, small_ptbxl, tmp_path / "own" / "mine", version="1")
    assert catalogue.model_card(catalogue.find_model("mine")).name == "mine"


@pytest.mark.parametrize("member_share", [0.0, 0.5])
def test_outputs_that_are_not_published_leave_the_others_as_they_were(recipe, small_ptbxl, tmp_path, member_share):
    short = replace(
        recipe,
        member_share=member_share,
        normal_share=member_share / 2,
        training=replace(recipe.training, epochs=1),
    )
    best = fit(short, small_ptbxl, tmp_path / "run", FP32)
    held = torch.load(best, weights_only=True)
    whole = build_network("imn-1d", held["options"]).eval()
    whole.load_state_dict(held["state"])
    publish(best, small_ptbxl, tmp_path / "imn-1d", version="7")
    card, published = load_model(tmp_path / "imn-1d")
    kept = [held["outputs"].index(c.name) for c in card.classes]
    x = torch.randn(2, 12, 1000)
    with torch.no_grad():
        assert torch.allclose(published.explain(x).contribution, whole.explain(x).contribution[:, kept], atol=1e-6)
        assert torch.allclose(published(x), whole(x)[:, kept], atol=1e-5)
    names = [c.name for c in card.classes]
    assert isinstance(published, Imn1d)
    gathered = [{names[k] for k in members} for members in published.members]
    if member_share:
        assert gathered[1] == {c.name for c in card.classes if c.parent == "MI"}
        assert gathered[0] == {c.name for c in card.classes if c.parent}  # NORM: whatever is not normal
        assert published.member_shares == [-0.25, 0.5, 0.5, 0.5, 0.5]
    else:
        assert gathered == []


@pytest.mark.parametrize("missing", ["MI", "IMI"])
def test_what_is_gathered_has_to_be_published(recipe, small_ptbxl, tmp_path, missing):
    short = replace(
        recipe,
        member_share=0.5,
        unpublished=(missing,),
        training=replace(recipe.training, epochs=1),
    )
    best = fit(short, small_ptbxl, tmp_path / "run", FP32)
    with pytest.raises(EcgError, match="cannot be left unpublished"):
        publish(best, small_ptbxl, tmp_path / "imn-1d", version="7")


def test_publishing_nothing_is_refused(small_ptbxl, tmp_path):
    with pytest.raises(EcgError, match="no trained weights"):
        publish(tmp_path / "best.pt", small_ptbxl, tmp_path / "m", "1")


def test_platt_makes_probabilities_true():
    rng = np.random.default_rng(0)
    logit = rng.normal(0, 2, 20_000)
    truth = (rng.random(20_000) < 1 / (1 + np.exp(-(0.5 * logit - 1)))).astype(np.float32)
    slope, intercept = platt(truth, logit)
    assert slope == pytest.approx(0.5, abs=0.05)
    assert intercept == pytest.approx(-1, abs=0.1)


def test_best_f1_threshold():
    truth = np.array([0, 0, 1, 1, 1], np.float32)
    probability = np.array([0.1, 0.2, 0.3, 0.8, 0.9])
    assert best_f1_threshold(truth, probability) == pytest.approx(0.3)
    assert best_f1_threshold(truth, probability / 100) == MIN_THRESHOLD


def test_macro_auroc_leaves_out_classes_without_both_answers():
    truth = np.array([[0, 1], [1, 1], [1, 1]], np.float32)
    assert macro_auroc(truth, np.array([[0.1, 0], [0.2, 0], [0.3, 0]])) == 1.0


def test_a_class_that_is_answered_the_wrong_way_round_is_not_published(small_ptbxl):
    truth = np.tile(np.array([0.0, 1.0], np.float32), 50)
    logit = np.random.default_rng(1).normal(size=100) - truth
    with pytest.raises(EcgError, match="the logit of MI is no higher with MI than without"):
        _output("MI", read_labels(small_ptbxl), truth, logit)
