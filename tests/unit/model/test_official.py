"""Official checkpoints: a synthetic one with exactly their keys passes through import and analysis; others do not."""

import json
import os
import pickle
import sys
import types
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
import torch

from ecg_imn_desktop import cli
from ecg_imn_desktop.core.analysis import MAX_RESIDUAL
from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.model import catalogue, official
from ecg_imn_desktop.model.card import BLACK_BOXES, CARD, WEIGHTS, read_card
from ecg_imn_desktop.model.network import NETWORKS, EcgImn2d, Imn
from ecg_imn_desktop.model.official import import_checkpoint, read_checkpoint, single_output
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.model.store import write_model

# What the authors' files hold, by name: the network under "model.", beside it what Lightning adds.
KEYS = [
    *(f"conv{i}.0.weight" for i in (1, 2, 3)),
    *(f"conv{i}.1.{k}" for i in (1, 2, 3)
      for k in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")),
    *(f"transition.{i}.weight" for i in (0, 4, 8)),
    "transition.8.bias",
    *(f"transition.{i}.{k}" for i in (1, 5)
      for k in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")),
    "bias_head.weight",
    "bias_head.bias",
]  # fmt: skip


def make_network(n_classes: int, n_samples: int) -> EcgImn2d:
    torch.manual_seed(n_classes)
    network = EcgImn2d(n_classes, n_samples)
    for part in network.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.1)
            part.running_var.uniform_(0.5, 1.5)
    return network.eval()


def write_checkpoint(path, network: EcgImn2d, **more: object):
    state = OrderedDict((f"model.{key}", value) for key, value in network.state_dict().items())
    state["criterion.pos_weight"] = torch.tensor([1.7])
    held = {
        "epoch": 12,
        "global_step": 3456,
        "pytorch-lightning_version": "2.4.0",
        "state_dict": state,
        "optimizer_states": [{"state": {}, "param_groups": [{"lr": 1e-3}]}],
        "hyper_parameters": {"signal_len": network.n_samples, "lr": 1e-3, "lambda_l1": 1e-4},
    }
    torch.save({**held, **more}, path)
    return path


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "user_models_folder", lambda: tmp_path / "own")
    monkeypatch.setattr(official, "user_models_folder", lambda: tmp_path / "own")
    return tmp_path / "own"


def test_the_networks_parameters_have_the_names_of_the_official_files():
    assert sorted(EcgImn2d(2, 1000).state_dict()) == sorted(KEYS)


@pytest.mark.parametrize("n_samples", [1000, 5000])
@pytest.mark.parametrize("n_classes", [1, 2])
def test_an_official_checkpoint_becomes_a_model_that_answers_as_it_did(
    n_classes, n_samples, tmp_path, own_models, normal_ecg
):
    network = make_network(n_classes, n_samples)
    path = write_checkpoint(tmp_path / "best.ckpt", network)
    card = import_checkpoint(path, "mi")
    assert (card.name, card.fs, card.n_samples) == (f"ecg-imn-2d-mi-{n_samples // 10}hz", n_samples / 10, n_samples)
    assert card.name in [c.name for c in catalogue.list_models()]
    assert read_card(own_models / card.name) == card
    analysis = Session(card.name, "cpu").run(normal_ecg)
    assert [c.name for c in analysis.prediction.classes] == ["MI"]
    assert analysis.explanation.contribution.shape == (1, 12, n_samples)
    assert np.abs(analysis.explanation.residual(analysis.prediction)).max() <= MAX_RESIDUAL
    # The probability is the network's own: a sigmoid, or the softmax of the positive class.
    x = torch.from_numpy(card.preprocessing(resampled(normal_ecg, n_samples), card.fs)).unsqueeze(0)
    with torch.no_grad():
        logits = network(x)[0]
    expected = torch.sigmoid(logits[0]) if n_classes == 1 else torch.softmax(logits, dim=0)[1]
    assert analysis.prediction.probability[0] == pytest.approx(float(expected), abs=1e-5)


def resampled(record, n_samples):
    from ecg_imn_desktop.model.window import model_window

    return model_window(record, 0.0, n_samples / 10, n_samples).mv


def test_the_evidence_of_the_categorical_head_is_the_difference_of_its_two_maps(tmp_path):
    network = make_network(2, 1000)
    one = single_output(read_checkpoint(write_checkpoint(tmp_path / "c.ckpt", network)))
    x = torch.randn(2, 12, 1000)
    with torch.no_grad():
        two = network.explain(x)
        found = one.explain(x)
    assert torch.allclose(found.contribution[:, 0], two.contribution[:, 1] - two.contribution[:, 0], atol=1e-5)
    assert torch.allclose(found.bias[:, 0], two.bias[:, 1] - two.bias[:, 0], atol=1e-6)


def test_settings_in_lightnings_own_classes_are_read_without_them(tmp_path, monkeypatch):
    module = types.ModuleType("lightning_fabric_stand_in")
    exec("class AttributeDict(dict):\n    pass\nclass Callback:\n    pass\n", module.__dict__)
    for kind in (module.AttributeDict, module.Callback):
        kind.__module__ = module.__name__
    monkeypatch.setitem(sys.modules, module.__name__, module)
    callback = module.Callback()
    callback.patience = 10
    network = make_network(1, 1000)
    path = write_checkpoint(
        tmp_path / "l.ckpt", network,
        hyper_parameters=module.AttributeDict(signal_len=1000, lr=1e-3), callbacks={"stop": callback},
    )  # fmt: skip
    monkeypatch.delitem(sys.modules, module.__name__)
    assert read_checkpoint(path).n_samples == 1000


class Attack:
    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (self.target,)


def test_code_in_a_checkpoint_is_not_run(tmp_path):
    target = str(tmp_path / "made")
    path = write_checkpoint(tmp_path / "evil.ckpt", make_network(1, 1000), callbacks={"x": Attack(target)})
    with pytest.raises(ModelError):
        read_checkpoint(path)
    assert not os.path.exists(target)
    plain = tmp_path / "plain.ckpt"
    plain.write_bytes(pickle.dumps(Attack(target)))
    with pytest.raises(ModelError, match="no checkpoint"):
        read_checkpoint(plain)
    assert not os.path.exists(target)


def _without(key):
    def change(state):
        del state[f"model.{key}"]

    return change


def _changed(key, other):
    def change(state):
        state[f"model.{key}"] = other(state[f"model.{key}"])

    return change


@pytest.mark.filterwarnings("ignore:Sparse invariant checks")
@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_without("bias_head.bias"), "missing or unknown"),
        (_without("transition.8.weight"), "last layer"),
        (lambda s: s.update({"model.more": torch.zeros(1)}), "missing or unknown"),
        (lambda s: s.update({"model.conv1.0.weight": torch.zeros(16, 1, 3, 3)}), "another shape"),
        (lambda s: s.update({"model.bias_head.bias": torch.tensor([float("nan")])}), "no numbers"),
        (_changed("bias_head.bias", lambda t: torch.full_like(t, 1e300, dtype=torch.float64)), "no numbers"),
        (_changed("conv1.1.running_var", lambda t: t - 9), "variances below 0"),
        (_changed("conv1.0.weight", lambda t: torch.full_like(t, 1e38)), "no answer that adds up"),
        (_changed("transition.8.weight", lambda t: torch.full_like(t, 1e38)), "no answer that adds up"),
        (lambda s: s.update({"model.transition.8.weight": torch.zeros(5, 16, 3, 3)}), "last layer"),
        # Found by fuzzing: right shapes, wrong kinds.
        (_changed("bias_head.bias", lambda t: t.to_sparse()), "unusual way"),
        (_changed("conv3.1.num_batches_tracked", lambda t: t.to("meta")), "unusual way"),
        (_changed("conv1.0.weight", lambda t: t.to(torch.complex64)), "unusual way"),
    ],
)
def test_other_networks_are_refused(change, word, tmp_path, own_models):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000))
    held = torch.load(path, weights_only=True)
    change(held["state_dict"])
    torch.save(held, path)
    with pytest.raises(ModelError, match=word):
        import_checkpoint(path, "mi")
    assert not own_models.exists()


@pytest.mark.parametrize("entry", ["data.pkl", "data/0"])
def test_an_archive_that_unfolds_is_refused_before_it_does(entry, tmp_path):
    """Found by fuzzing: an archive of a megabyte asked for gigabytes of memory."""
    whole, bomb = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000)), tmp_path / "bomb.ckpt"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(bomb, "w") as new:
        for info in old.infolist():
            is_packed = info.filename.endswith("/" + entry)
            data = old.read(info) + bytes(10_000_000 if is_packed else 0)
            new.writestr(info.filename, data, zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED)
    with pytest.raises(ModelError, match="unfold"):
        read_checkpoint(bomb)


def test_a_setting_that_would_fill_the_memory_when_written_out(tmp_path):
    laughs = ["ha"]
    for _ in range(60):
        laughs = [laughs, laughs]
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000), hyper_parameters={"signal_len": laughs})
    with pytest.raises(ModelError, match="which rate"):
        read_checkpoint(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"no checkpoint at all", b"\x80\x02]q\x00."])
def test_other_files_are_refused(content, tmp_path):
    path = tmp_path / "x.ckpt"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="no checkpoint"):
        read_checkpoint(path)


def test_why_a_checkpoint_cannot_be_read_is_said(tmp_path):
    (tmp_path / "x.ckpt").touch()
    with pytest.raises(ModelError, match=r"^The checkpoint 'x.ckpt' is empty\.$"):
        read_checkpoint(tmp_path / "x.ckpt")
    with pytest.raises(ModelError, match=r"^The checkpoint 'absent.ckpt' cannot be read: no such file or directory\.$"):
        read_checkpoint(tmp_path / "absent.ckpt")
    with pytest.raises(ModelError, match="cannot be read: "):
        read_checkpoint(tmp_path)


def test_the_rate_must_be_said_and_so_must_the_task(tmp_path, own_models, capsys):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000), hyper_parameters={"lr": 1e-3})
    with pytest.raises(ModelError, match="which rate"):
        read_checkpoint(path)
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000))
    with pytest.raises(ModelError, match="no task 'stroke'"):
        import_checkpoint(path, "stroke")
    assert cli.main(["models", "import", str(path)]) == 2  # the task is asked for, never guessed
    capsys.readouterr()


def test_import_from_the_command_line_shows_lists_and_verifies(tmp_path, own_models, capsys):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(2, 1000))
    assert cli.main(["models", "import", str(path), "--task", "hyp", "--name", "mine"]) == 0
    capsys.readouterr()
    assert cli.main(["models", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if " you " in line] == ["mine"]
    assert cli.main(["models", "show", "mine"]) == 0
    assert "categorical head" in " ".join(capsys.readouterr().out.split())
    assert cli.main(["models", "verify"]) == 0
    assert "mine: the weights are those" in capsys.readouterr().out
    assert cli.main(["models", "import", str(path), "--task", "hyp", "--name", "mine"]) == 2
    assert "already a model" in capsys.readouterr().err
    assert cli.main(["models", "import", str(path), "--task", "hyp", "--name", "../evil"]) == 2
    weights = own_models / "mine" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x07")
    assert cli.main(["models", "verify", "mine"]) == 2
    assert "checksum" in capsys.readouterr().err


def test_black_boxes_are_the_networks_that_do_not_explain_themselves():
    assert {name for name, kind in NETWORKS.items() if not issubclass(kind, Imn)} == BLACK_BOXES


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([1, 2], "it holds no mapping"),
        ({"epoch": 3}, "it has no state_dict"),
        ({"state_dict": [1]}, "it has no state_dict"),
        ({"state_dict": {}}, "its last layer is not that of the paper"),
        ({"state_dict": {"model.transition.8.weight": torch.zeros(3, 16, 3, 3)}}, "its last layer is not"),
        ({"state_dict": {"model.transition.8.weight": torch.zeros(2, 16)}}, "its last layer is not"),
    ],
)
def test_what_else_torch_can_save_is_no_checkpoint(tmp_path, held, words):
    torch.save(held, tmp_path / "x.ckpt")
    with pytest.raises(ModelError, match=rf"^'x\.ckpt' is no checkpoint of ECG-IMN: {words}"):
        read_checkpoint(tmp_path / "x.ckpt")


@pytest.mark.parametrize("length", [999, 5001, 0, "1000", None, [1000]])
def test_a_length_that_is_none_of_the_papers_is_refused(tmp_path, length):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000), hyper_parameters={"signal_len": length})
    with pytest.raises(ModelError, match="does not say which rate it reads"):
        read_checkpoint(path)


def test_a_file_far_too_large_is_refused_unread(tmp_path, monkeypatch):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000))
    monkeypatch.setattr(official, "MAX_BYTES", path.stat().st_size)
    read_checkpoint(path)
    monkeypatch.setattr(official, "MAX_BYTES", path.stat().st_size - 1)
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(ModelError, match=r"has \d+ MB; a checkpoint of ECG-IMN has a few"):
        read_checkpoint(path)


@pytest.mark.parametrize("name", ["con", "aux.txt", "com1", "Mine", "a.", ".a", "a/b", "x" * 65])
def test_a_name_is_a_folders_on_every_system(name, tmp_path, own_models):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000))
    with pytest.raises(ModelError, match=r"^'.*' is no name for a model: small letters"):
        import_checkpoint(path, "mi", name)
    assert not own_models.exists()


def test_an_import_deletes_nothing(tmp_path, own_models):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000))
    (own_models / "mine").mkdir(parents=True)
    (own_models / "mine" / "notes.txt").write_text("x")
    with pytest.raises(ModelError, match=r"^There is already a folder '.*mine', which is no model; choose another"):
        import_checkpoint(path, "mi", "mine")
    assert (own_models / "mine" / "notes.txt").read_text() == "x"
    for name in ("a.making", "a"):
        import_checkpoint(path, "mi", name)
    assert sorted(p.name for p in own_models.iterdir()) == ["a", "a.making", "mine"]


def test_show_says_nothing_of_a_model_that_would_be_refused(tmp_path, own_models, capsys):
    import_checkpoint(write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000)), "mi", "mine")
    card_path, weights = own_models / "mine" / CARD, own_models / "mine" / WEIGHTS
    before, card = card_path.read_text(), read_card(own_models / "mine").to_dict()
    card["outputs"][0]["threshold"] = 0.01
    card_path.write_text(json.dumps(card))
    for words in (["show", "mine"], ["show", "mine", "--json"]):
        assert cli.main(["models", *words]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "The card of the model 'mine' was changed after its weights were made" in shown.err
    card_path.write_text(before)
    weights.write_bytes(weights.read_bytes() + b"x")
    assert cli.main(["models", "show", "mine"]) == 2
    assert "checksum differs" in capsys.readouterr().err


def test_words_of_a_card_neither_format_nor_steer_the_terminal(tmp_path, own_models, capsys):
    import_checkpoint(write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000)), "mi", "mine")
    card = read_card(own_models / "mine").to_dict()
    card["about"] |= {"[/bold]": "a\x1b[2Jb", "fold_9": {"[/red]": "[/blue]"}}
    (own_models / "mine" / CARD).write_text(json.dumps(card))
    assert cli.main(["models", "show", "mine"]) == 0
    out = capsys.readouterr().out
    assert "[/bold]  a [2Jb" in out
    assert "[/red] [/blue]" in out


def test_every_model_is_verified_and_listed_whatever_the_others_are(tmp_path, own_models, capsys):
    path = write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000))
    for name in ("b", "c", "d"):
        import_checkpoint(path, "mi", name)
    (own_models / "b" / CARD).write_text("{")
    (own_models / "c" / WEIGHTS).write_bytes(b"x")
    assert cli.main(["models", "verify"]) == 1
    lines = capsys.readouterr().out.splitlines()
    sound = [line.split(":")[0] for line in lines if "are those of the card" in line]
    assert sound == ["imn-1d", "twin-1d", "d"]
    assert "The card of the model 'b' is damaged." in lines
    assert any("weights of the model 'c' are not those of its card" in line for line in lines)
    assert lines[-1] == "2 of 5 models cannot be used."
    assert cli.main(["models", "verify", "b"]) == 2
    capsys.readouterr()
    assert cli.main(["models", "list"]) == 0
    assert "The card of the model 'b' is damaged." in capsys.readouterr().out.splitlines()


def test_parameters_that_make_no_answer_are_found_by_verify(tmp_path, own_models, capsys):
    card = import_checkpoint(write_checkpoint(tmp_path / "x.ckpt", make_network(1, 1000)), "mi", "mine")
    network = make_network(1, 1000)
    network.conv1[1].running_var.fill_(-1.0)
    write_model(own_models / "mine", card, network)
    assert cli.main(["models", "verify", "mine"]) == 2
    assert "The network of the model 'mine' gives no answer that adds up" in capsys.readouterr().err
