import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from ecg_imn_desktop.batch.run import card_of
from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.model import catalogue
from ecg_imn_desktop.model.card import (
    CARD,
    CORE_ENTRY,
    WEIGHTS,
    card_from_dict,
    file_sha256,
    read_card,
    verify_weights,
)
from ecg_imn_desktop.model.session import Session, load_model, load_network, try_out

from .conftest import OPTIONS, write_small_model


def test_a_card_survives_writing_and_reading(model_folder):
    card = read_card(model_folder)
    assert json.loads((model_folder / CARD).read_text()) == card.to_dict()
    assert [c.name for c in card.classes] == ["MI", "NORM", "IMI"]
    assert card.info.window_s == 10.0


def test_probability_is_the_platt_formula(model_folder):
    logit = np.array([0.5, -2.0, 800.0])
    slope, intercept = np.array([1.2, 1.0, 0.9]), np.array([-0.3, 0.0, -1.0])
    expected = 1 / (1 + np.exp(-(slope * logit + intercept)))
    assert np.allclose(read_card(model_folder).probability(logit), expected)


def test_a_second_threshold_is_kept_and_its_absence_changes_nothing(model_folder):
    card = read_card(model_folder)
    assert "threshold_sensitivity_90" not in card.core()
    more = replace(card, outputs=(replace(card.outputs[0], threshold_sensitivity_90=0.2), *card.outputs[1:]))
    again = card_from_dict(json.loads(json.dumps(more.to_dict())))
    assert again.outputs[0].operating_thresholds == {"best_f1": 0.5, "sensitivity_90": 0.2}
    assert again.outputs[1].operating_thresholds == {"best_f1": 0.5}
    assert again == more


def test_changed_weights_are_refused(model_folder):
    weights = model_folder / WEIGHTS
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match="checksum"):
        load_model(model_folder)


def test_missing_weights_are_said(model_folder):
    (model_folder / WEIGHTS).unlink()
    with pytest.raises(ModelError, match="missing"):
        verify_weights(model_folder, read_card(model_folder))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": "x"}', '{"outputs": 3}', "\x00"])
def test_a_damaged_card_is_one_sentence(model_folder, content):
    (model_folder / CARD).write_text(content)
    with pytest.raises(ModelError, match="damaged"):
        read_card(model_folder)


def test_card_of_another_network_is_refused(tmp_path):
    write_small_model(tmp_path / "m", options=OPTIONS)
    card = json.loads((tmp_path / "m" / CARD).read_text())
    card["options"]["widths"] = [16, 24]
    (tmp_path / "m" / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="do not fit"):
        load_model(tmp_path / "m")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda card: card["outputs"][0].update(slope=1.3), "changed after"),
        (lambda card: card["outputs"].reverse(), "changed after"),
        (lambda card: card["preprocessing"].update(mv_per_unit=1.0), "changed after"),
        (lambda card: card["preprocessing"].update(highpass_hz=0.5), "changed after"),
        (lambda card: card["outputs"][0].update(slope=float("nan")), "damaged"),
        (lambda card: card["outputs"][2].update(parent="nothing"), "damaged"),
        (lambda card: card["outputs"].clear(), "damaged"),
        (lambda card: card["options"].update(widths=[]), "do not fit"),
        (lambda card: card["options"].update(partner={"widths": [16], "blocks": 1}), "do not fit"),
    ],
)
def test_a_card_that_says_otherwise_than_its_weights_is_refused(model_folder, change, word):
    card = json.loads((model_folder / CARD).read_text())
    change(card)
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match=word):
        load_model(model_folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card["options"].update(blocks=2**63),
        lambda card: card["options"].update(blocks=100_000),
        lambda card: card["options"].update(widths=[16] * 10_000),
        lambda card: card["options"].update(kernel=float("inf")),
        lambda card: card["options"].update(partner={"blocks": 100_000}),
        lambda card: card["options"].update(partner={"widths": [2**63]}),
        lambda card: card["options"].update(partner={"partner": {"blocks": 9}}),
        lambda card: card["options"].update(partner=[16]),
        lambda card: card.update(n_samples=float("inf")),
        lambda card: card.update(n_samples=10**12),
        lambda card: card.update(fs=1e-9),
        lambda card: card["about"].update(x="x" * 30_000_000),
        # Found by fuzzing:
        lambda card: card.update(name="9" * 401),
        lambda card: card.update(name="../../../../etc/passwd"),
        lambda card: card.update(name="my model"),
        lambda card: card.update(name="-x"),
        lambda card: card.update(name="x."),
        lambda card: card.update(name="con"),
        lambda card: card.update(name="AUX.txt"),
        lambda card: card.update(name=7),
        lambda card: card.update(about=[]),
        lambda card: card.update(about=None),
        lambda card: card["about"].update(limits=["none"]),
        lambda card: card["about"].update(task=3),
        lambda card: card["about"].update(fold_9="x"),
        lambda card: card["about"].update(fold_9={"auroc": "x"}),
        lambda card: card["about"].update(fold_9={"auroc": {"MI": "0.9"}}),
        lambda card: card["about"].update(fold_9={"auroc": {"MI": 10**400}}),
        lambda card: card["about"].update(fold_9={"macro_auroc_superclasses": "x"}),
        lambda card: card["about"].update(fold_9={"macro_auroc_subclasses": -0.1}),
        lambda card: card["outputs"][0].update(title="two\nlines"),
        lambda card: card["preprocessing"].update(mv_per_unit=[]),
        lambda card: card["preprocessing"].update(mv_per_unit=0),
        lambda card: card["preprocessing"].update(kind="none"),
        lambda card: card["preprocessing"].update(highpass_hz=60.0),
        lambda card: card["preprocessing"].update(highpass_hz=float("nan")),
        lambda card: card["outputs"][0].update(slope=-1.2),
        lambda card: card["outputs"][0].update(slope=0.0),
        lambda card: card["outputs"][0].update(threshold=1.5),
        lambda card: card["outputs"][0].update(threshold=float("nan")),
        lambda card: card["outputs"][0].update(threshold_sensitivity_90=-0.1),
        lambda card: card["preprocessing"].update(kind="zscore", highpass_hz=0.5),
        lambda card: card["options"].update(members=[[2], [2]], member_shares=[0.5, float("nan")]),
        lambda card: card["options"].update(members=[[2], [2]], member_shares=[0.5, 1.5]),
        lambda card: card["options"].update(members=[[2, 2]], member_shares=[0.5]),
        lambda card: card["options"].update(members=[["2"]], member_shares=[0.5]),
        lambda card: card["options"].update(members=[[2.0]], member_shares=[0.5]),
        lambda card: card["options"].update(members=[2], member_shares=[0.5]),
        lambda card: card["options"].update(members={"2": 3}, member_shares=[0.5]),
        lambda card: card["options"].update(members=[list(range(5000))], member_shares=[0.5]),
        lambda card: card["options"].update(members=[[2]], member_shares=[0.5], n_classes=1001),
    ],
)
def test_a_card_that_no_program_should_believe_is_damaged(model_folder, change):
    card = json.loads((model_folder / CARD).read_text())
    change(card)
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="damaged"):
        read_card(model_folder)


@pytest.mark.parametrize("members", [[[1, 2], [2]], [[7], [2]], [[2]]])
def test_members_that_its_network_does_not_have_are_refused(model_folder, members):
    card = json.loads((model_folder / CARD).read_text())
    card["options"].update(members=members, member_shares=[0.5, 0.5])
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="do not fit"):
        load_model(model_folder)


def test_a_network_far_larger_than_its_weights_is_not_built(model_folder):
    """Its parameters would take 10**12 bytes; they are compared with the file's before there is memory for them."""
    card = json.loads((model_folder / CARD).read_text())
    card["options"].update(widths=[16, 200_000], kernel=7)
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="do not fit"):
        load_model(model_folder)


def test_weights_of_another_type_are_refused(model_folder):
    card = read_card(model_folder)
    state = {key: value.double() for key, value in load_file(model_folder / WEIGHTS).items()}
    save_file(state, model_folder / WEIGHTS, metadata={CORE_ENTRY: card.core()})
    card = json.loads((model_folder / CARD).read_text()) | {"sha256": file_sha256(model_folder / WEIGHTS)}
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="do not fit"):
        load_model(model_folder)


def test_what_people_read_about_a_model_may_be_amended(model_folder):
    card = json.loads((model_folder / CARD).read_text())
    card["about"]["note"] = "seen by us"
    (model_folder / CARD).write_text(json.dumps(card))
    load_model(model_folder)


def test_a_deeply_nested_card_is_one_sentence_and_the_list_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "user_models_folder", lambda: tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / CARD).write_text("[" * 100_000)
    with pytest.raises(ModelError, match="damaged"):
        read_card(tmp_path / "deep")
    assert "imn-1d" in [card.name for card in catalogue.list_models()]


def test_a_folder_in_the_working_directory_does_not_stand_in_for_an_installed_model(tmp_path, monkeypatch):
    write_small_model(tmp_path / "imn-1d")
    monkeypatch.chdir(tmp_path)
    assert len(Session("imn-1d", "cpu").classes) > 3


def test_a_black_box_is_refused(tmp_path):
    write_small_model(tmp_path / "twin", "twin-1d", {"widths": [16], "blocks": 1, "n_classes": 3})
    with pytest.raises(ModelError, match="black box"):
        load_model(tmp_path / "twin")


def test_card_with_other_classes_than_the_network_is_refused(tmp_path):
    write_small_model(tmp_path / "m", options={**OPTIONS, "n_classes": 4})
    with pytest.raises(ModelError, match="other classes"):
        load_model(tmp_path / "m")


def test_catalogue_finds_the_users_models_but_lets_none_replace_a_shipped_one(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "user_models_folder", lambda: tmp_path)
    write_small_model(tmp_path / "mine")
    write_small_model(tmp_path / "imn-1d")
    folders = catalogue.model_folders()
    assert folders["mine"] == tmp_path / "mine"
    assert folders["imn-1d"] != tmp_path / "imn-1d"
    assert "mine" in [card.name for card in catalogue.list_models()]


def test_unknown_model_names_what_there_is():
    with pytest.raises(ModelError, match="imn-1d"):
        Session("no-such-model")


def test_shipped_default_model_is_what_its_card_says():
    folder = catalogue.find_model(catalogue.DEFAULT_MODEL)
    card = read_card(folder)
    verify_weights(folder, card)
    assert [c.name for c in card.classes if c.parent is None] == ["NORM", "MI", "STTC", "CD", "HYP"]
    assert card.about["fold_9"]["macro_auroc_superclasses"] >= 0.920


def test_a_folder_without_a_card_is_no_model_and_with_none_at_all_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "user_models_folder", lambda: tmp_path / "own")
    monkeypatch.setattr(catalogue, "resource_path", lambda *_: tmp_path / "shipped")
    (tmp_path / "own" / "empty").mkdir(parents=True)
    assert catalogue.model_folders() == {}
    with pytest.raises(ModelError, match=r"^There is no model 'empty'; installed: none\.$"):
        catalogue.find_model("empty")


def test_a_model_without_a_card_is_one_sentence(tmp_path):
    with pytest.raises(ModelError, match=r"^The model 'nothing' has no readable card\.$"):
        read_card(tmp_path / "nothing")


def test_a_card_says_whether_its_network_explains_itself(model_folder):
    card = read_card(model_folder)
    assert card.is_black_box is False
    assert replace(card, network="twin-1d").is_black_box is True


@pytest.mark.parametrize(
    ("name", "value", "is_ok"),
    [
        ("blocks", 64, True), ("blocks", 65, False), ("widths", [16] * 64, True), ("widths", [16] * 65, False),
        ("kernel", 1_000_000, True), ("kernel", 1_000_001, False), ("kernel", -1, False), ("kernel", "7", False),
    ],
)  # fmt: skip
def test_how_large_a_network_a_card_may_ask_for(model_folder, name, value, is_ok):
    values = json.loads((model_folder / CARD).read_text())
    values["options"][name] = value
    if is_ok:
        assert card_from_dict(values).options[name] == value
    else:
        with pytest.raises((ValueError, TypeError)):
            card_from_dict(values)


def test_a_class_without_a_case_has_no_auroc_and_its_card_is_read(model_folder):
    values = json.loads((model_folder / CARD).read_text())
    values["about"]["fold_9"] = {"auroc": {"MI": float("nan"), "NORM": 1}, "n_records": 3}
    assert card_from_dict(values).about == values["about"]


def test_an_installed_model_bears_the_name_of_its_folder_and_one_elsewhere_any(tmp_path, monkeypatch):
    """A card that calls itself imn-1d would be printed as that, and the window would open the shipped model."""
    write_small_model(tmp_path / "other" / "imn-1d")
    (tmp_path / "other" / "imn-1d").rename(tmp_path / "other" / "mine")
    assert catalogue.model_card(tmp_path / "other" / "mine").name == "imn-1d"
    monkeypatch.setattr(catalogue, "user_models_folder", lambda: tmp_path / "other")
    for use in (catalogue.model_card, load_model, lambda folder: Session(folder.name), lambda f: card_of(f.name)):
        with pytest.raises(ModelError, match=r"^The model in the folder 'mine' calls itself 'imn-1d'; it is not"):
            use(tmp_path / "other" / "mine")
    assert isinstance(catalogue.read_models()["mine"], ModelError)
    assert [card.name for card in catalogue.list_models()].count("imn-1d") == 1


def test_the_list_of_shipped_cards_is_that_of_the_files():
    """Who publishes a model among the shipped ones changes the list with it."""
    found = {path.parent.name: file_sha256(path) for path in resource_path("models").glob(f"*/{CARD}")}
    assert found == catalogue.SHIPPED_CARDS


def test_no_word_of_a_shipped_card_can_be_changed(tmp_path, monkeypatch):
    shutil.copytree(resource_path("models", "imn-1d"), tmp_path / "imn-1d")
    card = json.loads((tmp_path / "imn-1d" / CARD).read_text())
    card["about"]["limits"] = "Approved for clinical use."
    (tmp_path / "imn-1d" / CARD).write_text(json.dumps(card))
    load_model(tmp_path / "imn-1d")  # what people read is not sealed
    monkeypatch.setattr(catalogue, "resource_path", lambda *_: tmp_path)
    with pytest.raises(ModelError, match=r"^The card of the model 'imn-1d' is not the one that was shipped; it is not"):
        Session("imn-1d", "cpu")


def test_a_batch_reads_no_card_that_its_weights_do_not_know(model_folder):
    card = json.loads((model_folder / CARD).read_text())
    card["outputs"][0]["threshold"] = 0.01
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="changed after"):
        card_of(str(model_folder))


def test_a_network_whose_answer_is_no_number_is_found_out(model_folder):
    card, network = load_model(model_folder)
    try_out(card, network)
    with torch.no_grad():
        network.writer.weight.fill_(1e38)
    with pytest.raises(ModelError, match=r"^The network of the model 'small' gives no answer that adds up; it is not"):
        try_out(card, network)


def test_a_black_box_is_tried_out_too(tmp_path):
    write_small_model(tmp_path / "twin", "twin-1d", {"widths": [16], "blocks": 1, "n_classes": 3})
    card, network = load_network(tmp_path / "twin")
    try_out(card, network)
    with torch.no_grad():
        next(p for name, p in network.named_parameters() if name.startswith("head")).fill_(float("inf"))
    with pytest.raises(ModelError, match="adds up"):
        try_out(card, network)


def test_a_shut_folder_among_the_users_models_hides_no_other(tmp_path, monkeypatch):
    own = tmp_path / "own"
    (own / "shut").mkdir(parents=True)
    monkeypatch.setattr(catalogue, "user_models_folder", lambda: own)
    is_file = Path.is_file

    def shut(path):
        if path.parent.name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", shut)
    found = catalogue.read_models()
    assert isinstance(found["shut"], ModelError)
    assert found["imn-1d"].name == "imn-1d"
