"""The menu of models: the shipped ones that explain themselves, the user's own, and why one cannot be used."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ..core.errors import ModelError
from ..report.sentences import said
from .plain_tip import plain_tip

if TYPE_CHECKING:
    from .window import MainWindow


def add_model_menu(window: MainWindow, before: QMenu) -> QMenu:
    """Put the menu into the bar before another; it lists what is installed whenever it opens."""
    menu = QMenu(QCoreApplication.translate("ModelMenu", "M&odel"), window)
    menu.setObjectName("models")
    menu.setToolTipsVisible(True)
    menu.aboutToShow.connect(lambda: _fill(menu, window))
    window.menuBar().insertMenu(before.menuAction(), menu)
    return menu


def _fill(menu: QMenu, window: MainWindow) -> None:
    from ..model.catalogue import read_models  # not needed at the start

    menu.clear()
    for name, card in read_models().items():
        if isinstance(card, ModelError):
            action = QAction(name.replace("&", "&&"), menu)
            action.setToolTip(plain_tip(said(card.message)))
            action.setEnabled(False)
        elif card.is_black_box:
            continue
        else:
            action = QAction(f"{name}    {card.version}", menu)
            action.setToolTip(plain_tip(action.text()))
            action.setCheckable(True)
            action.setChecked(name == window.study.model_name)
            action.triggered.connect(partial(_use, window, name))
        menu.addAction(action)


def _use(window: MainWindow, name: str, _checked: bool = False) -> None:
    window.study.use_model(name)
