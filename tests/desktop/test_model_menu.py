"""Another model is chosen in the menu: it answers, and nothing of the old one's stays."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMenu

from ecg_imn_desktop.core.analysis import ClassInfo, Prediction
from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.desktop.comparison.choosing import Choosing
from ecg_imn_desktop.model import catalogue
from ecg_imn_desktop.model.card import ModelCard, Output
from ecg_imn_desktop.model.preprocessing import Preprocessing

from .conftest import make_answer

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def card(name: str, network: str = "imn-1d") -> ModelCard:
    return ModelCard(name, "1", network, {}, Preprocessing(), 100.0, 1000, (Output(ClassInfo("MI", "MI")),), "0" * 64)


@pytest.fixture
def menu(opened, monkeypatch):
    found = {"imn-1d": card("imn-1d"), "mine": card("mine"), "twin-1d": card("twin-1d", "twin-1d")}
    monkeypatch.setattr(catalogue, "read_models", lambda: found)
    menu = opened.findChild(QMenu, "models")
    menu.aboutToShow.emit()
    return menu


def test_it_lists_what_explains_itself_and_marks_the_one_in_use(menu, opened):
    assert [(a.text().split()[0], a.isChecked()) for a in menu.actions()] == [("imn-1d", True), ("mine", False)]
    assert menu.title().replace("&", "") == "Model"


def test_a_model_that_cannot_be_used_is_there_and_says_why(opened, monkeypatch):
    why = ModelError("The card of the model '<b>bad</b>' is damaged.")
    monkeypatch.setattr(catalogue, "read_models", lambda: {"<b>bad</b>": why, "mine": card("mine")})
    menu = opened.findChild(QMenu, "models")
    menu.aboutToShow.emit()
    assert [(a.text(), a.isEnabled()) for a in menu.actions()] == [("<b>bad</b>", False), ("mine    1", True)]
    assert menu.toolTipsVisible()
    assert "'&lt;b&gt;bad&lt;/b&gt;' is damaged." in menu.actions()[0].toolTip()


def test_another_model_answers_anew(menu, opened, qtbot, monkeypatch):
    asked = []
    services = opened.study.services

    def load(name, device):
        asked.append(name)
        return services.load_model(name, device)

    opened.study.services = replace(services, load_model=load)
    before = opened.study.insight
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: opened.study.insight is not None and opened.study.insight is not before)
    assert asked == ["mine"]
    menu.aboutToShow.emit()
    assert [a.isChecked() for a in menu.actions()] == [False, True]
    menu.actions()[1].trigger()  # the one in use: nothing to do
    assert opened.study.insight is not None


def test_a_comparison_is_answered_by_the_model_that_answers_now(opened, monkeypatch, qtbot):
    asked = []
    monkeypatch.setattr(Choosing, "compare", lambda _, target, ask: asked.append((target.ask.model, ask.model)))
    opened.study.use_model("mine")
    opened.comparing.open()
    assert asked == [("mine", "mine")]
    opened.comparing.close()


def test_a_class_chosen_of_one_model_is_looked_for_by_name_in_another(menu, opened, qtbot):
    """Models have other classes, or the same ones in another order."""
    opened.explaining.choose_class(3)
    assert opened.explaining.chosen_class == "IMI"

    class Other:
        def __init__(self, *names):
            self.names = names

        def run(self, record, start_s, progress):
            answer = make_answer(record, start_s)
            rows = [answer.prediction.index(name) for name in self.names]
            known = answer.prediction
            prediction = Prediction(
                tuple(known.classes[row] for row in rows), known.logit[rows], known.bias[rows], known.probability[rows]
            )
            explanation = replace(answer.explanation, contribution=answer.explanation.contribution[rows])
            return replace(answer, prediction=prediction, explanation=explanation)

    models = {"mine": Other("MI", "IMI"), "imn-1d": Other("MI", "NORM")}
    opened.study.services = replace(opened.study.services, load_model=lambda name, _: models[name])

    def use(name):
        with qtbot.waitSignal(opened.study.insight_changed, check_params_cb=lambda i: i is not None):
            opened.study.use_model(name)

    use("mine")
    assert opened.explaining.chosen_class == "IMI"
    assert opened.explaining.class_index == 1
    use("imn-1d")  # it does not know the class
    assert opened.explaining.chosen_class == ""
    assert opened.explaining.class_index == 0
