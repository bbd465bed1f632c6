"""By keyboard alone: menus, palette, settings, tab order; and whether all can be read."""

from dataclasses import fields
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QFontInfo, QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QMenu,
    QSlider,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from ecg_imn_desktop.core.analysis import ClassInfo, Prediction
from ecg_imn_desktop.desktop.actions import ACTIONS, plain_text
from ecg_imn_desktop.desktop.palette import Palette
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.settings_dialog import SettingsDialog
from ecg_imn_desktop.desktop.style import line_colour, mix, palette, panel_colour, set_text_size
from ecg_imn_desktop.desktop.wave_table import WaveTable
from ecg_imn_desktop.draw.theme import THEMES, contrast

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", r"support raise\(\)", "support grabbing the keyboard", extend=True
)

ASKS = {"open", "open_folder", "export_pdf", "calibrate", "go_to", "about", "keys", "settings", "palette", "quit"}
ASKS |= {
    "print",
    "rhythm_lead",
    "save_analysis",
    "export_data",
    "export_view",
    "export_record",
    "add_note",
    "statement",
}


def press(window, text):
    combination = QKeySequence(text)[0]
    QTest.keyClick(window.canvas, combination.key(), combination.keyboardModifiers())


def child(window, kind):
    (found,) = [w for w in window.findChildren(kind) if not w.isHidden()]
    return found


# ------------------------------------------------------------------ menus


def open_menu(window, title):
    """Alt and the marked letter."""
    key = title[title.index("&") + 1].upper()
    QTest.keyClick(window, Qt.Key(ord(key)), Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), title
    return menu


def walk(menu, visited):
    """Down through a menu, right into those inside it and left out again; what the cursor stood on."""
    n_entries = len([a for a in menu.actions() if not a.isSeparator() and a.isVisible()])
    seen = []
    for _ in range(n_entries):
        if menu.activeAction() is None or seen:
            QTest.keyClick(menu, Qt.Key.Key_Down)
        action = menu.activeAction()
        if action in seen:
            break
        seen.append(action)
        visited.append(action)
        if action.menu() is not None:
            QTest.keyClick(menu, Qt.Key.Key_Right)
            inner = QApplication.activePopupWidget()
            if inner is not menu:
                walk(inner, visited)
                QTest.keyClick(inner, Qt.Key.Key_Left)


def leaves(menu):
    """Every item of a menu and of those inside it that can be chosen."""
    for action in menu.actions():
        if action.menu() is not None:
            yield from leaves(action.menu())
        elif not action.isSeparator() and action.isVisible() and action.isEnabled():
            yield action


def test_every_menu_item_is_reached_by_keys_alone(opened):
    """Those of the table, and also the recent records, the examples and the models."""
    visited, there = [], []
    for top in opened.menuBar().actions():
        menu = open_menu(opened, top.text())
        walk(menu, visited)
        there += leaves(menu)
        while QApplication.activePopupWidget() is not None:
            QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)
    assert {action.text() for action in there} <= {action.text() for action in visited}
    assert set(there) <= set(visited)
    enabled = {spec.id for spec in ACTIONS if opened.actions_[spec.id].isEnabled()}
    assert enabled <= {action.objectName() for action in visited}
    assert len(there) > len(enabled), "examples and models too"


def choose(window, spec):
    """Find an action in its menu with the arrow keys, and set it off with Enter."""
    titles = spec.menu.split("/")
    menu = open_menu(window, next(a.text() for a in window.menuBar().actions() if a.text() == titles[0]))
    for step in (*titles[1:], spec.text):
        for _ in range(60):
            if menu.activeAction() is not None and menu.activeAction().text() == step:
                break
            QTest.keyClick(menu, Qt.Key.Key_Down)
        assert menu.activeAction().text() == step
        QTest.keyClick(menu, Qt.Key.Key_Return if step == spec.text else Qt.Key.Key_Right)
        menu = QApplication.activePopupWidget() or menu


def test_every_menu_item_is_done_by_keys_alone(opened, qtbot):
    """Those that ask come in the next test."""
    done = []
    for spec in ACTIONS:
        action = opened.actions_[spec.id]
        action.triggered.connect(lambda _on=False, name=spec.id: done.append(name))
    for spec in ACTIONS:
        if spec.id in ASKS or not opened.actions_[spec.id].isEnabled():
            continue
        choose(opened, spec)  # a checked choice of a group is set off again just the same
        assert done[-1:] == [spec.id], spec.id
    qtbot.waitUntil(lambda: opened.study.insight is not None)
    if opened.isFullScreen():
        opened.showNormal()


def test_every_dialog_is_opened_and_left_by_keys_alone(opened, qtbot):
    """From its menu with the arrow keys and Enter; Esc leaves it, and all is as it was. Then the program ends."""
    page, names = opened.canvas.page, opened.canvas.scene.record.name
    seen = []

    def escape():
        """Some of them keep the program waiting: only a timer gets through."""
        for dialog in [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]:
            seen.append(dialog.windowTitle())
            QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)

    timer = QTimer(interval=30)
    timer.timeout.connect(escape)
    for spec in ACTIONS:
        if spec.id not in ASKS - {"quit"}:
            continue
        seen.clear()
        opened.activateWindow()  # as a window manager does when a dialog goes
        qtbot.waitUntil(opened.isActiveWindow)
        timer.start()
        choose(opened, spec)
        qtbot.waitUntil(lambda: bool(seen), timeout=4000)
        qtbot.waitUntil(
            lambda: not any(isinstance(w, QDialog) and w.isVisible() for w in QApplication.topLevelWidgets())
        )
        timer.stop()
        assert opened.canvas.page == page, spec.id
        assert opened.canvas.scene.record.name == names, spec.id
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    choose(opened, next(spec for spec in ACTIONS if spec.id == "quit"))
    qtbot.waitUntil(lambda: not opened.isVisible())


# ------------------------------------------------------------------ palette


@pytest.fixture
def command_line(opened):
    press(opened, "Ctrl+Shift+P")
    dialog = child(opened, Palette)
    yield dialog
    if isValid(dialog):
        dialog.close()


def test_the_palette_knows_every_action(opened, command_line):
    texts = [command_line.list.item(i).text() for i in range(command_line.list.count())]
    for spec in ACTIONS:
        if spec.id != "palette" and opened.actions_[spec.id].isEnabled():
            assert any(text.startswith(plain_text(spec).rstrip("\u2026")) for text in texts), spec.id


def test_a_few_letters_and_enter_do_it(opened, command_line):
    QTest.keyClicks(command_line.line, "dark")
    assert command_line.list.item(0).text().startswith("Dark")
    QTest.keyClick(command_line.line, Qt.Key.Key_Return)
    assert opened.theme.name == "dark"
    assert all(w.isHidden() for w in opened.findChildren(Palette))


def test_arrow_keys_choose_among_what_matches(opened, command_line):
    QTest.keyClicks(command_line.line, "mm/s")
    assert command_line.list.count() >= 3
    QTest.keyClick(command_line.line, Qt.Key.Key_Down)
    chosen = command_line.list.currentItem().text()
    QTest.keyClick(command_line.line, Qt.Key.Key_Return)
    assert chosen.startswith(f"{opened.settings.mm_per_s:g} mm/s")


def test_a_class_is_found_by_its_title(opened, command_line):
    QTest.keyClicks(command_line.line, "conduction")
    QTest.keyClick(command_line.line, Qt.Key.Key_Return)
    assert opened.explaining.class_index == 2


def test_a_word_that_begins_so_stands_before_one_that_holds_it(opened, command_line):
    QTest.keyClicks(command_line.line, "gain")
    texts = [command_line.list.item(i).text() for i in range(command_line.list.count())]
    of_gain = [text.endswith("View \u203a Gain") for text in texts]
    assert any(text.startswith("For and against") for text in texts)
    assert of_gain == sorted(of_gain, reverse=True)
    assert of_gain[0]


def test_esc_leaves_the_palette(opened, command_line):
    theme = opened.theme.name
    QTest.keyClick(command_line.line, Qt.Key.Key_Escape)
    assert command_line.isHidden()
    assert opened.theme.name == theme


# ------------------------------------------------------------------ settings


@pytest.fixture
def dialog(opened):
    press(opened, "Ctrl+,")
    found = child(opened, SettingsDialog)
    yield found
    if isValid(found):
        found.close()
    set_text_size(100)


def test_what_is_chosen_holds_at_once(opened, dialog):
    theme = next(c for c in dialog.findChildren(QComboBox) if c.accessibleName() == "Theme")
    theme.setFocus()
    QTest.keyClick(theme, Qt.Key.Key_Down)
    theme.activated.emit(theme.currentIndex())
    assert opened.theme.name == "dark"
    box = next(c for c in dialog.findChildren(QAbstractButton) if c.objectName() == "cabrera")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert opened.settings.order == "cabrera"
    opened.actions_["cabrera"].trigger()
    assert not box.isChecked(), "the page follows the menu"


def test_what_every_check_says_is_kept(opened, dialog):
    assert dialog.focusWidget() is dialog.language
    checks = {c.objectName(): c for c in dialog.findChildren(QCheckBox)}
    assert {"privacy", "keep_recent", "saves_beside", "snap", "restore"} <= checks.keys()
    before = {name: check.isChecked() for name, check in checks.items()}
    for check in checks.values():
        check.click()
    dialog.close()
    opened.appearance.sync_actions()
    assert {name: opened.actions_[name].isChecked() for name in checks} == {n: not on for n, on in before.items()}
    assert not opened.settings.snaps
    assert not opened.settings.recent, "what was opened is forgotten when it is not to be remembered"
    assert opened.windowTitle() == "ECG-IMN Desktop"


def test_a_page_that_was_closed_follows_nothing(opened, dialog, qtbot):
    dialog.close()
    qtbot.waitUntil(lambda: not isValid(dialog))
    opened.actions_["theme_dark"].trigger()
    opened.actions_["layout_6x2"].trigger()
    box = next(c for c in opened.toolbar.findChildren(QComboBox) if c.accessibleName() == "Layout")
    assert box.currentIndex() == 1, "those of the toolbar do"


def test_language_and_rhythm_lead(opened, dialog):
    dialog.language.setCurrentIndex(dialog.language.findData("de"))
    dialog.language.activated.emit(dialog.language.currentIndex())
    assert opened.settings.language == "de"
    dialog.rhythm.textActivated.emit("V1")
    assert opened.settings.rhythm_lead == "V1"


def test_reset_view_brings_the_look_of_the_first_start_back(opened, dialog):
    assert dialog.reset.text() == "&Reset View"
    for id_ in (
        "theme_dark", "layout_3x4", "speed_50", "gain_5", "show_band", "sides_for", "high_pass_0.5", "cabrera", "waves",
        "segments", "fiducials", "snap", "answer_panel", "average_beat", "toolbar", "play_speed_2", "true_mm",
        "privacy",
    ):  # fmt: skip
        opened.actions_[id_].trigger()
    opened.appearance.change_view(rhythm_lead="V1", zoom_x=3.0)
    opened.panel.attribution.sliders["smoothing_ms"].setValue(120)
    opened.settings.screen_px_per_mm = 4.2
    recent = list(opened.settings.recent)
    QTest.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    first, own = Settings(), opened.settings
    look = {f.name for f in fields(Settings)} - {
        "recent", "folder", "geometry", "window_state", "splitter", "session_start_s", "session_class",
        "is_private", "screen_px_per_mm",
    }  # fmt: skip
    assert {n: getattr(own, n) for n in look} == {n: getattr(first, n) for n in look}
    assert opened.canvas.page.view.zoom_x == 1.0
    assert not opened.filtering.choice.is_on
    assert dialog.rhythm.currentText() == "II"
    assert (own.is_private, own.screen_px_per_mm, own.recent) == (True, 4.2, recent), "these stay"


def test_text_grows(opened, dialog):
    before = QFontInfo(opened.panel.verdict.font()).pixelSize()
    dialog.text_size.setCurrentIndex(dialog.text_size.findData(200))
    dialog.text_size.activated.emit(dialog.text_size.currentIndex())
    assert QFontInfo(opened.panel.verdict.font()).pixelSize() == pytest.approx(2 * before, abs=1)
    assert QFontInfo(opened.font()).pixelSize() == pytest.approx(2 * 12, abs=3)


def test_text_of_another_size_changes_icons_and_the_list_of_classes_there_and_back(opened, dialog):
    def choose(percent):
        dialog.text_size.setCurrentIndex(dialog.text_size.findData(percent))
        dialog.text_size.activated.emit(dialog.text_size.currentIndex())
        QApplication.processEvents()
        return opened.toolbar.iconSize().width(), opened.panel.classes.minimumHeight()

    small = opened.toolbar.iconSize().width(), opened.panel.classes.minimumHeight()
    large = choose(200)
    assert large[0] > small[0]
    assert large[1] > small[1]
    assert choose(100) == small


# ------------------------------------------------------------------ small screens, large text


@pytest.mark.parametrize("percent", [100, 200])
def test_all_fits_a_small_screen(make_window, show, percent):
    """1366 x 768, at ordinary and at double text: nothing pushes the window beyond it, and the main parts are seen."""
    window = make_window(Settings(text_percent=percent, shows_folder=True))
    try:
        window.resize(1366, 768)
        show(window, "a.hea")
        window.what_ifs.show()
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1366, 768)
        inside = window.rect()
        for part in (window.canvas, window.header, window.overview, window.panel, window.folder, window.statusBar()):
            where = part.mapTo(window, QPoint(0, 0))
            assert inside.contains(where), part
            assert inside.contains(where + QPoint(part.width() - 1, part.height() - 1)), part
        assert window.canvas.width() >= 400
        assert window.canvas.height() >= 250
        scale = window.status.labels["scale"]
        assert scale.isVisible()
        assert scale.width() >= scale.sizeHint().width(), "never cut"
        window.status.set(doing="The model reads the ECG \u2026")
        QApplication.processEvents()
        for label in window.status.labels.values():
            assert not label.isVisible() or label.width() >= label.sizeHint().width(), f"{label.text()} is cut"
        more = window.toolbar.findChild(QAbstractButton, "qt_toolbar_ext_button")
        assert not more.isVisible() or more.visibleRegion().boundingRect().width() >= 20, "can be hit"
        research = window.panel.findChild(QWidget, "researchUse")
        assert research.visibleRegion().boundingRect().height() == research.height(), "never cut"
    finally:
        set_text_size(100)


# ------------------------------------------------------------------ to be seen and heard


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_words_stand_out_from_their_ground(theme):
    """WCAG 2.2, 1.4.3: 4.5:1 for text; 1.4.11: 3:1 for what shows the focus."""
    chosen = mix(theme.background, theme.accent, 0.16)
    grounds = {theme.background, panel_colour(theme)}
    for words, ground in product((theme.text, theme.muted, theme.accent, theme.warning), grounds):
        assert contrast(words, ground) >= 4.5, (theme.name, words, ground)
    assert contrast(theme.text, chosen) >= 4.5
    assert contrast(theme.background, theme.accent) >= 4.5, "a chosen menu entry"
    warm = mix(theme.background, theme.evidence_for, 0.16 if theme.is_dark else 0.10)
    cool = mix(theme.background, theme.accent, 0.16 if theme.is_dark else 0.08)
    assert contrast(theme.warning, warm) >= 4.5
    assert contrast(theme.text, warm) >= 4.5
    assert contrast(theme.accent, cool) >= 4.5
    for ground in grounds:
        assert contrast(theme.accent, ground) >= 3.0, "the frame of what has the focus"
    assert line_colour(theme) not in grounds


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_numbers_of_the_table_stand_out_from_the_strongest_cell(theme):
    for end in (theme.evidence_for, theme.evidence_against):
        assert contrast(theme.text, mix(theme.background, end, 0.45)) >= 4.5, theme.name


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_the_palette_of_widgets_is_legible(theme):
    colours, roles = palette(theme), QPalette.ColorRole
    for text, ground in ((roles.WindowText, roles.Window), (roles.Text, roles.Base), (roles.ButtonText, roles.Button),
                         (roles.ToolTipText, roles.ToolTipBase), (roles.HighlightedText, roles.Highlight),
                         (roles.PlaceholderText, roles.Base), (roles.Link, roles.Base)):  # fmt: skip
        pair = [QColor(colours.color(role)).name() for role in (text, ground)]
        assert contrast(*pair) >= 4.5, (theme.name, text)


def test_tab_goes_through_the_window_and_each_stop_shows_it_and_has_a_name(opened):
    opened.canvas.setFocus()
    stops = []
    for _ in range(60):
        widget = QApplication.focusWidget()
        if widget in stops:
            break
        stops.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert opened.canvas in stops
    assert opened.panel.classes in stops
    assert opened.panel.waterfall in stops
    for widget in stops:
        name = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
        assert name, widget


def test_the_focus_is_seen(opened):
    for widget in (opened.canvas, opened.panel.waterfall, opened.panel.classes):
        button = opened.toolbar.findChild(QToolButton)
        button.setFocus()
        QApplication.processEvents()
        without = widget.grab().toImage()
        widget.setFocus()
        QApplication.processEvents()
        assert widget.grab().toImage() != without, widget


def test_a_page_of_the_panel_is_chosen_with_the_arrow_keys(opened):
    bar = opened.panel.findChild(QTabBar)
    bar.setFocus()
    before_s = opened.canvas.page.start_s
    QTest.keyClick(bar, Qt.Key.Key_Right)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert bar.currentIndex() == 2
    assert opened.canvas.page.start_s == before_s
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert bar.currentIndex() == 1


def test_tab_goes_from_the_pages_into_the_one_that_is_shown(opened, qtbot):
    opened.appearance.show_folder_panel(True)
    bar = opened.panel.findChild(QTabBar)
    for page, part in ((1, opened.panel.table), (2, opened.panel.segments), (3, opened.panel.what_if)):
        bar.setCurrentIndex(page)
        qtbot.wait(1)  # the page What if is made when it is shown
        bar.setFocus()
        QTest.keyClick(bar, Qt.Key.Key_Tab)
        assert part in (now := QApplication.focusWidget(), now.parent(), now.parent().parent()), now


def test_tab_leaves_every_table(opened, qtbot):
    """Qt's own tables keep it until their last cell."""
    opened.panel.show_what_if()
    qtbot.waitUntil(lambda: len(opened.panel.findChildren(QTableView)) == 2)
    for table in opened.panel.findChildren(QTableView):
        assert not table.tabKeyNavigation(), table
    opened.panel.findChild(QTabBar).setCurrentIndex(1)
    opened.panel.table.setFocus()
    QTest.keyClick(opened.panel.table, Qt.Key.Key_Tab)
    assert not opened.panel.table.hasFocus()


def test_sums_of_waves_are_whole_where_room_is_short(qtbot):
    table = WaveTable()
    qtbot.addWidget(table)
    table.show_table(("I", "II"), np.full((2, 6), -0.31))
    last = table.columnCount() - 1
    table.resize(7 * (table.sizeHintForColumn(last) - 2) + table.verticalHeader().sizeHint().width(), 200)
    table.show()
    assert table.columnWidth(last) >= table.sizeHintForColumn(last)


def test_the_waterfall_is_worked_with_keys(opened, qtbot):
    waterfall = opened.panel.waterfall
    waterfall.setFocus()
    with qtbot.waitSignal(waterfall.lead_chosen) as chosen:
        QTest.keyClick(waterfall, Qt.Key.Key_Down)
        QTest.keyClick(waterfall, Qt.Key.Key_Return)
    assert chosen.args == ["II"]
    assert opened.canvas._marks[-1].lead == "II"


def test_sliders_and_boxes_have_names(opened):
    for kind in (QSlider, QComboBox):
        for widget in opened.findChildren(kind):
            assert widget.accessibleName(), widget


@pytest.mark.parametrize("percent", [100, 200])
def test_measurements_stand_beside_the_name_or_below_it(make_window, show, percent):
    window = make_window(Settings(text_percent=percent))
    try:
        window.resize(1600, 800)
        show(window, "a.hea")
        header = window.header
        for width in (1200, 430 * percent // 100, 1200):
            header.setFixedWidth(width)
            QApplication.processEvents()
            shown = [number for _, number in header._columns if number.isVisible()]
            assert len(shown) >= 4
            for number in shown:
                assert number.width() >= number.sizeHint().width()
                assert number.geometry().right() <= header.width()
            is_below = shown[0].y() > header._facts.y()
            assert is_below == (width < 1200)
            if is_below:
                assert shown == [number for _, number in header._columns], "in two rows there is room for all"
        header.setFixedWidth(150)
        QApplication.processEvents()
        assert header._facts.text().endswith("\u2026")
        assert header._facts.accessibleName() == header._facts.full
        assert "QTc" in header.toolTip()
    finally:
        set_text_size(100)


def test_bars_give_way_to_the_names_of_classes(opened):
    classes = opened.panel.classes
    classes.setMinimumWidth(0)
    lengths = []
    for width in (900, 300):
        classes.setFixedWidth(width)
        QApplication.processEvents()
        lengths.append(classes._delegate.bar_px)
    assert lengths[0] > lengths[1]


def test_a_title_without_room_stands_below_its_row(opened):
    classes = opened.panel.classes
    titles = ("Normal ECG", "Left anterior or posterior fascicular block")
    infos = tuple(ClassInfo(name, title) for name, title in zip(("NORM", "LAFB/LPFB"), titles, strict=True))
    classes.show_prediction(Prediction(infos, np.zeros(2), np.zeros(2), np.array([0.2, 0.8])))
    classes.setMinimumWidth(0)

    def rows(width):
        classes.setFixedWidth(width)
        for _ in range(3):
            QApplication.processEvents()
        return [classes.visualItemRect(classes.topLevelItem(i)) for i in range(2)]

    line_px = classes.fontMetrics().height()
    assert len({row.height() for row in rows(900)}) == 1
    short, tall = rows(330)
    assert short.height() + line_px - 4 <= tall.height() <= short.height() + line_px, "near its name"
    assert classes.fontMetrics().horizontalAdvance(titles[1]) < tall.width()
    # The title is written there, to its end.
    image = classes.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    ground = image.pixelColor(round((tall.right() - 1) * ratio), round((tall.bottom() - 2) * ratio))
    ink = [
        x
        for x in range(tall.left() + 4, tall.right())
        if any(
            image.pixelColor(round(x * ratio), round(y * ratio)) != ground
            for y in range(tall.bottom() - line_px, tall.bottom() - 1)
        )
    ]
    assert max(ink) - min(ink) > 0.95 * classes.fontMetrics().horizontalAdvance(titles[1])
    assert rows(210)[1].height() == tall.height() + line_px, "on two lines where one does not do"
    assert rows(900)[1].height() == short.height(), "with room again it stands beside"
