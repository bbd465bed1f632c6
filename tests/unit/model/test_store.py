"""A model's folder is written whole or not at all."""

import json
import os
import stat
from dataclasses import replace

import numpy as np
import pytest
import torch

from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.model import store
from ecg_imn_desktop.model.card import CARD, WEIGHTS, file_sha256, read_card
from ecg_imn_desktop.model.catalogue import model_folders, put_back
from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.model.session import load_model
from ecg_imn_desktop.model.store import write_model

from .conftest import OPTIONS


@pytest.fixture
def small(model_folder):
    torch.manual_seed(1)
    return replace(read_card(model_folder), name="other"), build_network("imn-1d", dict(OPTIONS))


def test_what_is_written_is_what_is_read(tmp_path, small):
    card, network = small
    written = write_model(tmp_path / "new" / "other", card, network)
    assert written.sha256 == file_sha256(tmp_path / "new" / "other" / WEIGHTS)
    assert read_card(tmp_path / "new" / "other") == written
    read, _ = load_model(tmp_path / "new" / "other")
    del read
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["other"]
    assert stat.S_IMODE((tmp_path / "new" / "other" / WEIGHTS).stat().st_mode) & 0o444 == 0o444
    assert (tmp_path / "new" / "other" / CARD).read_text().endswith("}\n")


def test_an_older_model_is_replaced_and_one_of_a_name_alike_stays(tmp_path, small):
    card, network = small
    write_model(tmp_path / "other.making", replace(card, name="other.making"), network)
    write_model(tmp_path / "other", card, network)
    write_model(tmp_path / "other", replace(card, version="2"), network)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "small") == ["other", "other.making"]
    assert read_card(tmp_path / "other").version == "2"
    load_model(tmp_path / "other.making")


def test_what_is_no_model_is_never_replaced(tmp_path, small):
    card, network = small
    for name in ("notes.txt", CARD):
        (tmp_path / "mine").mkdir(exist_ok=True)
        (tmp_path / "mine" / name).write_text("x")
        with pytest.raises(ModelError, match=r"^The folder '.*mine' holds more than a model \('notes.txt'\); it stays"):
            write_model(tmp_path / "mine", card, network)
    assert (tmp_path / "mine" / "notes.txt").read_text() == "x"
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError, match=r"^'.*file' is no folder for a model\.$"):
        write_model(tmp_path / "file", card, network)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "mine", "small"]


@pytest.mark.parametrize("at", ["mkdir", "save_file", "file_sha256", "rename"])
def test_a_disk_that_refuses_is_one_sentence_and_the_old_model_stays(tmp_path, small, monkeypatch, at):
    card, network = small
    write_model(tmp_path / "other", card, network)
    before = {p.name: p.read_bytes() for p in (tmp_path / "other").iterdir()}

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    rename = store.Path.rename
    if at == "mkdir":
        monkeypatch.setattr(store.Path, "mkdir", fail)
    elif at == "rename":  # of the new one, when the old one is out of its way
        monkeypatch.setattr(store.Path, "rename", lambda p, to: fail() if p.name == "new" else rename(p, to))
    else:
        monkeypatch.setattr(store, at, fail)
    with pytest.raises(ModelError, match=r"^The model 'other' cannot be written\.$") as caught:
        write_model(tmp_path / "other", replace(card, version="2"), network)
    assert "No space" in caught.value.detail
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in (tmp_path / "other").iterdir()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other", "small"]


class Killed(BaseException):
    """As a kill, nobody expects it."""


@pytest.fixture
def killed(tmp_path, small, monkeypatch):
    """Files of a model that was out of its place when the program was killed, and the new one not yet in it."""
    card, network = small
    write_model(tmp_path / "other", card, network)
    before = {p.name: p.read_bytes() for p in (tmp_path / "other").iterdir()}
    rename = store.Path.rename

    def kill(path, to):
        if path.name == "new":
            raise Killed
        return rename(path, to)

    with monkeypatch.context() as killing:
        killing.setattr(store.Path, "rename", kill)
        with pytest.raises(Killed):
            write_model(tmp_path / "other", replace(card, version="2"), network)
    assert not (tmp_path / "other").exists()
    return before


def test_a_model_whose_replacement_was_killed_is_there_at_the_next_start(tmp_path, killed, monkeypatch):
    monkeypatch.setattr("ecg_imn_desktop.model.catalogue.user_models_folder", lambda: tmp_path)
    assert "other" in model_folders()
    assert {p.name: p.read_bytes() for p in (tmp_path / "other").iterdir()} == killed


def test_what_is_swept_after_a_day_is_not_the_only_model_of_its_name(tmp_path, small, killed, monkeypatch):
    card, network = small
    for path in tmp_path.glob(".ecg-imn-*"):
        os.utime(path, (0, 0))
    monkeypatch.setattr("ecg_imn_desktop.io.atomic._swept", set())
    write_model(tmp_path / "another", replace(card, name="another"), network)
    assert {p.name: p.read_bytes() for p in (tmp_path / "other").iterdir()} == killed


def test_shut_folders_above_the_users_models_cost_no_shipped_one(monkeypatch):
    def shut(path, _pattern):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(store.Path, "glob", shut)
    assert "imn-1d" in model_folders()


def test_a_model_that_was_replaced_does_not_come_back(tmp_path, small, monkeypatch):
    """Though its removal did not come to an end."""
    card, network = small
    write_model(tmp_path / "other", card, network)
    monkeypatch.setattr(store.shutil, "rmtree", lambda *_, **__: None)
    write_model(tmp_path / "other", replace(card, version="2"), network)
    (tmp_path / "other").rename(tmp_path / "elsewhere")
    put_back(tmp_path)
    assert not (tmp_path / "other").exists()


def test_a_place_that_is_taken_stays_so(tmp_path, killed):
    (tmp_path / "other").symlink_to("nowhere")
    put_back(tmp_path)
    assert (tmp_path / "other").is_symlink()


def test_a_model_put_back_by_another_process_meanwhile_is_not_lost(tmp_path, small, monkeypatch):
    card, network = small
    write_model(tmp_path / "other", card, network)
    rename = store.Path.rename

    def meanwhile(path, to):
        if path.name == "new":
            put_back(tmp_path)
        return rename(path, to)

    monkeypatch.setattr(store.Path, "rename", meanwhile)
    with pytest.raises(ModelError, match="cannot be written"):
        write_model(tmp_path / "other", replace(card, version="2"), network)
    assert read_card(tmp_path / "other").version == card.version
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other", "small"]


def test_weights_that_are_views_of_each_other_are_written(tmp_path, small):
    card, network = small
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.dim() == 3:
                parameter.data = parameter.data.transpose(0, 1).contiguous().transpose(0, 1)
    write_model(tmp_path / "other", card, network)
    again = load_model(tmp_path / "other")[1].state_dict()
    for key, value in network.state_dict().items():
        assert np.array_equal(again[key].numpy(), value.numpy()), key
    assert json.loads((tmp_path / "other" / CARD).read_text())["name"] == "other"
