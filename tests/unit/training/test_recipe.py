from dataclasses import replace
from pathlib import Path

import pytest

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.training.publish import _said_of, stages_of
from ecg_imn_desktop.training.recipe import load_recipe, recipe_from_dict

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("path", sorted(resource_path("recipes").glob("*.toml")), ids=lambda p: p.stem)
def test_every_shipped_recipe_is_valid_and_bears_its_files_name(path):
    assert load_recipe(path.stem).name == path.stem


@pytest.mark.parametrize("name", ["imn-1d", "imn-1d-moving", "imn-1d-gathering", "imn-1d-taught", "twin-1d"])
def test_what_a_recipe_starts_with_is_the_same_network(name):
    recipe = load_recipe(name)
    start = load_recipe(recipe.start)
    assert (start.network, start.options) == (recipe.network, recipe.options)
    # The second stage may filter what the first one read as it was: the units have to be the same.
    assert start.preprocessing.before_highpass == recipe.preprocessing.before_highpass


def test_the_twin_is_trained_as_the_network_it_is_compared_with():
    """Stage by stage; the twin has no W, so what is asked of W in a last stage of its own is trained with the rest."""
    stages = {name: load_recipe(name) for name in ("imn-1d-moving", "imn-1d-gathering", "imn-1d-start")}
    twins = {name: load_recipe(name) for name in ("twin-1d", "twin-1d-start")}
    first, twins_first = stages["imn-1d-start"], twins["twin-1d-start"]
    second, twins_second = stages["imn-1d-gathering"], twins["twin-1d"]
    last = stages["imn-1d-moving"]
    assert twins_first.training == first.training
    epochs = second.training.epochs + last.training.epochs
    assert twins_second.training == replace(second.training, epochs=epochs)
    for imn, twin in ((first, twins_first), (second, twins_second), (last, twins_second)):
        assert (twin.teacher, twin.augmentation) == (imn.teacher, imn.augmentation)
        assert twin.options == {name: value for name, value in imn.options.items() if name != "decoder_width"}
    # The exception, which README and docs/model.md name: the very last layer has heard teachers that the twin has not.
    shipped = load_recipe("imn-1d")
    assert shipped.solves_again
    assert set(shipped.teacher.recipes).isdisjoint(twins_second.teacher.recipes)
    for page in ("README.md", "docs/model.md"):
        assert "sixteen teachers" in (ROOT / page).read_text(encoding="utf-8")


def test_a_recipe_survives_storage():
    recipe = load_recipe("imn-1d")
    assert recipe_from_dict(recipe.as_dict()) == recipe


def test_what_version_5_stored_is_read():
    stored = load_recipe("imn-1d").as_dict() | {"member_share": 0.5, "gathers_late": True}
    recipe = recipe_from_dict(stored)
    assert (recipe.member_share, recipe.refit.member_share, recipe.refit.own_share) == (0.0, 0.5, 0.75)
    assert recipe_from_dict(load_recipe("twin-1d").as_dict() | {"gathers_late": False}) == load_recipe("twin-1d")


def test_what_version_6_stored_of_its_teacher_is_read():
    stored = load_recipe("imn-1d-gathering").as_dict()
    stored["teacher"] = {"recipe": "teacher-1d", "parts": 4, "epochs": 7, "weight": 0.5, "detail_weight": 0.25}
    assert recipe_from_dict(stored) == load_recipe("imn-1d-gathering")


def test_unknown_entries_are_named(tmp_path):
    path = tmp_path / "r.toml"
    path.write_text('name = "r"\nnetwork = "imn-1d"\n[loss]\nl2 = 1\n')
    with pytest.raises(EcgError, match=r"\[loss\]: l2"):
        load_recipe(str(path))


def test_missing_recipe_and_bad_toml_are_one_sentence(tmp_path):
    with pytest.raises(EcgError, match="no recipe 'nothing'"):
        load_recipe("nothing")
    (tmp_path / "bad.toml").write_text("name = ")
    with pytest.raises(EcgError, match="no valid TOML"):
        load_recipe(str(tmp_path / "bad.toml"))
    (tmp_path / "empty.toml").write_text("")
    with pytest.raises(EcgError, match="missing"):
        load_recipe(str(tmp_path / "empty.toml"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"network": "twin-1d"}, "nothing to gather"),
        ({"subclasses": False}, "nothing to gather"),
        ({"superclasses": False}, "nothing to gather"),
        ({"task": "MI"}, "nothing to gather"),
        ({"member_share": 0.0, "refit": {}}, "nothing to gather"),  # NORM alone
        ({"refit": {"member_share": 0.5}}, r"of \[refit\] asks for"),
        ({"refit": {"member_share": 0.5, "l2": 1.0, "min_gain": 0.0}}, r"of \[refit\] asks for"),
    ],
)
def test_what_cannot_gather_is_said(changes, sentence):
    with pytest.raises(EcgError, match=sentence):
        recipe_from_dict(load_recipe("imn-1d-moving").as_dict() | changes)


def test_one_that_solves_again_says_from_where_and_how():
    shipped = load_recipe("imn-1d").as_dict()
    assert recipe_from_dict(shipped).solves_again
    for change in ({"start": ""}, {"refit": {}}):
        with pytest.raises(EcgError, match=r"from where \(start\) and how"):
            recipe_from_dict(shipped | {"member_share": 0.0, "normal_share": 0.0} | change)


def test_a_last_stage_that_trains_nothing_says_nothing_of_a_training():
    solved, trained = _said_of(load_recipe("imn-1d")), _said_of(load_recipe("imn-1d-moving"))
    assert not {"training", "loss"} & set(solved)
    assert {"training", "loss"} <= set(trained)


def test_a_card_names_the_stages_of_its_network():
    assert stages_of(load_recipe("imn-1d")) == ["imn-1d-start", "imn-1d-gathering", "imn-1d-moving", "imn-1d"]
    mine = replace(load_recipe("imn-1d"), name="mine", start="gone.toml")  # a file of the user's
    assert stages_of(mine) == ["gone.toml", "mine"]


def test_a_name_that_no_model_may_have_is_said_before_the_training():
    values = load_recipe("imn-1d").as_dict()
    with pytest.raises(EcgError, match=r"^'my model' is no name for a model: letters, digits"):
        recipe_from_dict(values | {"name": "my model"})


def test_a_recipe_that_cannot_be_read_is_not_called_absent(tmp_path):
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(EcgError, match=r"^The recipe '.*a\.toml' cannot be read: .*\.$"):
        load_recipe(str(tmp_path / "a.toml"))
    with pytest.raises(EcgError, match=r"^There is no recipe '.*b\.toml'\.$"):
        load_recipe(str(tmp_path / "b.toml"))
