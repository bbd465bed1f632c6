"""Another model is chosen in the menu: it answers, and nothing of the old one's stays."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMenu

from ecg_imn_desktop.core.analysis import ClassInfo
from ecg_imn_desktop.model import catalogue
from ecg_imn_desktop.model.card import ModelCard, Output
from ecg_imn_desktop.model.preprocessing import Preprocessing

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def card(name: str, network: str = "imn-1d") -> ModelCard:
    return ModelCard(name, "1", network, {}, Preprocessing(), 100.0, 1000, (Output(ClassInfo("MI", "MI")),), "0" * 64)


@pytest.fixture
def menu(opened, monkeypatch):
    cards = [card("imn-1d"), card("mine"), card("twin-1d", "twin-1d")]
    monkeypatch.setattr(catalogue, "list_models", lambda: cards)
    menu = opened.findChild(QMenu, "models")
    menu.aboutToShow.emit()
    return menu


def test_it_lists_what_explains_itself_and_marks_the_one_in_use(menu, opened):
    assert [(a.text().split()[0], a.isChecked()) for a in menu.actions()] == [("imn-1d", True), ("mine", False)]
    assert menu.title().replace("&", "") == "Model"


def test_another_model_answers_anew(menu, opened, qtbot, monkeypatch):
    asked = []
    services = opened.study._services

    def load(name, device):
        asked.append(name)
        return services.load_model(name, device)

    opened.study._services = replace(services, load_model=load)
    before = opened.study.insight
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: opened.study.insight is not None and opened.study.insight is not before)
    assert asked == ["mine"]
    menu.aboutToShow.emit()
    assert [a.isChecked() for a in menu.actions()] == [False, True]
    menu.actions()[1].trigger()  # the one in use: nothing to do
    assert opened.study.insight is not None
