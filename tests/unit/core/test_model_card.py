import json

import pytest

from ecg_imn_desktop.core.analysis import ModelInfo
from ecg_imn_desktop.core.model_card import card_of


def model(about):
    return ModelInfo("m", "1", "0" * 64, 100.0, 1000, json.dumps({"name": "m", "about": about}))


@pytest.mark.parametrize("about", [{}, {"fold_9": {}}, {"limits": "x", "fold_9": {"auroc": {"MI": 0.9}, "n": "any"}}])
def test_the_card_beside_an_answer_is_read(about):
    assert card_of(model(about))["about"] == about


@pytest.mark.parametrize(
    "about",
    [[], {"limits": 3}, {"fold_9": "x"}, {"fold_9": {"auroc": [1]}}, {"fold_9": {"auroc": {"MI": "0.9"}}},
     {"fold_9": {"auroc": {"MI": 10**400}}}, {"fold_9": {"macro_auroc_subclasses": 10**400}}],
)  # fmt: skip
def test_one_that_no_page_could_print_is_not_known(about):
    assert card_of(model(about)) == {}


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000])
def test_what_is_no_card_is_not_known(text):
    assert card_of(ModelInfo("m", "1", "0" * 64, 100.0, 1000, text)) == {}
