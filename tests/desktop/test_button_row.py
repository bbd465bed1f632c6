"""The buttons at the foot of dialogs."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QProxyStyle, QPushButton, QStyle

from ecg_imn_desktop.core.annotations import Statement
from ecg_imn_desktop.desktop import number_box
from ecg_imn_desktop.desktop.about import AboutDialog
from ecg_imn_desktop.desktop.scale_dialog import ScaleDialog
from ecg_imn_desktop.desktop.settings_dialog import SettingsDialog
from ecg_imn_desktop.desktop.statement_dialog import StatementDialog
from ecg_imn_desktop.io.references import Reference
from ecg_imn_desktop.io.tables import UnknownScaleError

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class WithPictures(QProxyStyle):
    """As on desktops whose standard buttons have pictures."""

    def styleHint(self, hint, *more):
        is_asked = hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
        return 1 if is_asked else super().styleHint(hint, *more)


@pytest.fixture
def pictures(window):
    QApplication.setStyle(WithPictures("Fusion"))
    yield
    QApplication.setStyle("Fusion")


def ask_number(window, monkeypatch):
    made = []
    monkeypatch.setattr(number_box.QDialog, "exec", lambda dialog: made.append(dialog) or 0)
    monkeypatch.setattr(number_box.QDialog, "deleteLater", lambda _: None)
    number_box.ask_number(window, "Number", "How many?", 1.0, 10.0)
    monkeypatch.undo()
    return made[0]


DIALOGS = {
    "about": lambda window, _: AboutDialog(window),
    "number": ask_number,
    "scale": lambda window, _: ScaleDialog(UnknownScaleError(Reference(Path("a.csv")), True, True), window),
    "settings": lambda window, _: SettingsDialog(window),
    "statement": lambda window, _: StatementDialog(Statement(), window),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_no_button_has_a_picture_and_all_come_last_in_the_round_of_tab(window, pictures, qtbot, monkeypatch, name):
    dialog = DIALOGS[name](window, monkeypatch)
    assert isinstance(dialog, QDialog)
    dialog.show()
    buttons = dialog.findChildren(QPushButton)
    assert buttons
    assert [button.text() for button in buttons if not button.icon().isNull()] == []
    is_button = [isinstance(widget, QPushButton) for widget in tab_round(dialog)]
    assert is_button == sorted(is_button)
    dialog.close()


def tab_round(dialog):
    """What the Tab key reaches, from the first field on."""
    widgets, now = [], dialog.nextInFocusChain()
    while now is not dialog:
        if now.focusPolicy() & Qt.FocusPolicy.TabFocus and now.focusProxy() is None and now.isVisible():
            widgets.append(now)
        now = now.nextInFocusChain()
    return widgets
