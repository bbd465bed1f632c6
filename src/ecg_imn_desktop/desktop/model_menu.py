"""The menu of models: the shipped ones that explain themselves, and the user's own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from .window import MainWindow


def add_model_menu(window: MainWindow, before: QMenu) -> QMenu:
    """Put the menu into the bar before another; it lists what is installed whenever it opens."""
    menu = QMenu(QCoreApplication.translate("ModelMenu", "M&odel"), window)
    menu.setObjectName("models")
    menu.aboutToShow.connect(lambda: _fill(menu, window))
    window.menuBar().insertMenu(before.menuAction(), menu)
    return menu


def _fill(menu: QMenu, window: MainWindow) -> None:
    from ..model.catalogue import list_models  # not needed at the start

    menu.clear()
    for card in list_models():
        if not card.is_black_box:
            action = QAction(f"{card.name}    {card.version}", menu)
            action.setCheckable(True)
            action.setChecked(card.name == window.study.model_name)
            action.triggered.connect(partial(_use, window, card.name))
            menu.addAction(action)


def _use(window: MainWindow, name: str, _checked: bool = False) -> None:
    window.study.use_model(name)
