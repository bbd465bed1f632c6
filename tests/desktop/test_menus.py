"""Menus and bars by keyboard: every entry has its own key, every bar a name, Tab reaches every button."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QTabBar, QToolBar, QToolButton

from ecg_imn_desktop.desktop.comparison.pane import Pane
from ecg_imn_desktop.desktop.comparison.services import CompareServices
from ecg_imn_desktop.desktop.comparison.window import CompareWindow
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.toolbar import ChoiceBox
from ecg_imn_desktop.draw.theme import THEMES, contrast
from ecg_imn_desktop.report.language import install_language

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture(params=["en", "de"])
def language(qtbot, request):
    assert install_language(request.param) == request.param
    yield request.param
    install_language("en")


@pytest.fixture
def make_comparison(qtbot):
    windows = []

    def make():
        windows.append(window := CompareWindow(Settings(), CompareServices()))
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


def _menus(window):
    """The menu bar and every menu, also those inside others and those that fill when they open: name and texts."""
    yield "menu bar", [action.text() for action in window.menuBar().actions()]
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
        yield menu.title(), [action.text() for action in menu.actions()]


def _doubles(window):
    found = {}
    for name, texts in _menus(window):
        keys = [t.replace("&&", "").partition("&")[2][:1].lower() for t in texts]
        twice = {key for key, n in Counter(filter(None, keys)).items() if n > 1}
        if twice:
            found[name] = [t for t, key in zip(texts, keys, strict=True) if key in twice]
    return found


def test_no_two_entries_of_a_menu_share_a_key(language, make_window, make_comparison):
    for window in (make_window(), make_comparison()):
        assert len(list(_menus(window))) > 5
        assert _doubles(window) == {}


def test_bars_of_tabs_have_names_and_buttons_of_bars_are_reached_by_tab(make_window, make_comparison):
    for window in (make_window(), make_comparison()):
        bars = window.findChildren(QTabBar)
        assert bars
        assert all(bar.accessibleName() for bar in bars)
        buttons = [button for bar in window.findChildren(QToolBar) for button in bar.findChildren(QToolButton)]
        assert len(buttons) > 5
        assert all(button.focusPolicy() == Qt.FocusPolicy.TabFocus for button in buttons)


def test_tab_goes_through_the_toolbar_and_space_presses_its_buttons(qtbot, make_window):
    window = make_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    bar, millimetres = window.findChild(QToolBar), window.actions_["true_mm"]
    bar.widgetForAction(window.actions_["open"]).setFocus(Qt.FocusReason.TabFocusReason)
    passed = []
    while window.focusWidget() is not bar.widgetForAction(millimetres) and len(passed) < 30:
        passed.append(window.focusWidget())
        qtbot.keyClick(passed[-1], Qt.Key.Key_Tab)
    assert len(passed) < 30, passed
    assert not millimetres.isChecked()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert millimetres.isChecked()


@pytest.mark.parametrize("theme", THEMES)
def test_the_icon_of_a_chosen_entry_is_seen_on_its_ground(qtbot, make_window, theme):
    window = make_window(Settings(theme=theme))
    menu, action = window.menuBar().actions()[0].menu(), window.actions_["open"]
    menu.adjustSize()
    menu.setActiveAction(action)
    place = menu.actionGeometry(action)
    picture = menu.grab(place.adjusted(0, 3, 26 - place.width(), -3)).toImage()  # where its icon stands
    seen = Counter(picture.pixel(x, y) for x in range(4, picture.width()) for y in range(picture.height()))
    ground = QColor(seen.most_common(1)[0][0]).name()
    assert ground != THEMES[theme].background.lower(), "it is chosen"
    assert max(contrast(ground, QColor(pixel).name()) for pixel in seen) >= 4.5


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # of a window that is a pop-up
@pytest.mark.parametrize("theme", THEMES)
def test_the_chosen_entry_of_a_choice_can_be_read(make_window, qtbot, theme):
    window = make_window(Settings(theme=theme))
    box = window.toolbar.findChildren(ChoiceBox)[1]  # the layouts
    box.showPopup()
    view = box.view()
    qtbot.waitExposed(view.window())
    chosen = view.visualRect(view.currentIndex())
    picture = view.viewport().grab(chosen).toImage()
    seen = Counter(picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height()))
    box.hidePopup()
    ground = QColor(seen.most_common(1)[0][0]).name()
    assert ground != THEMES[theme].background.lower(), "it is chosen"
    assert max(contrast(ground, QColor(pixel).name()) for pixel in seen) >= 4.5


def test_controls_of_the_two_sides_are_told_apart_by_name(make_comparison):
    window = make_comparison()
    names = [
        child.accessibleName()
        for pane in window.findChildren(Pane)
        for child in (pane.record, pane.previous, pane.start, pane.classes, pane.method, pane.filter)
    ]
    assert len(set(names)) == len(names) == 12
