"""The window through real events, with stand-ins for the model and the files."""

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from ecg_imn_desktop.core.analysis import RESEARCH_USE
from ecg_imn_desktop.core.errors import ExportError, ModelError, SignalError
from ecg_imn_desktop.desktop.actions import ACTIONS
from ecg_imn_desktop.desktop.cheat_sheet import CheatSheet
from ecg_imn_desktop.desktop.present import present_lines, present_texts
from ecg_imn_desktop.desktop.settings import Settings, load_settings
from ecg_imn_desktop.draw.layout import LAYOUTS
from ecg_imn_desktop.draw.theme import THEMES
from ecg_imn_desktop.report.words import signed

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", extend=True)

NO = Qt.KeyboardModifier.NoModifier


def press(window, text):
    """Type a shortcut as the user would."""
    combination = QKeySequence(text)[0]
    QTest.keyClick(window.canvas, combination.key(), combination.keyboardModifiers())


# ------------------------------------------------------------------ records


def test_a_record_and_its_answer_come_on_the_screen(opened, answer, beats):
    assert opened.canvas.scene.record.name == "a"
    assert opened.explaining.class_index == 1, "the superclass of the highest probability"
    assert opened.canvas.scene.attribution is not None
    assert not opened.panel.tabs.isHidden()
    assert "stand-in 1 on CPU" in opened.status.labels["model"].text()
    assert "500 Hz" in opened.status.labels["signal"].text()
    assert "answered in" in opened.status.labels["time"].text()


def test_every_screen_with_an_answer_says_research_use(opened):
    shown = [label.text() for label in opened.findChildren(QLabel) if label.isVisible()]
    assert RESEARCH_USE in shown


def test_simulated_records_are_marked(window, show):
    show(window, "sim.hea")
    assert window.header._simulated.isVisible()
    show(window, "a.hea")
    assert not window.header._simulated.isVisible()


def test_all_warnings_are_read_by_mouse_and_by_key(opened, monkeypatch):
    from ecg_imn_desktop.desktop import prediction_panel

    told = [f"Lead V{i} is flat." for i in range(1, 6)]
    monkeypatch.setattr(prediction_panel, "all_warnings", lambda *_: told)
    panel, insight = opened.panel, opened.study.insight
    panel.show_warnings(opened.study.record, insight)
    assert panel.warnings.label.text().split("\n") == told[:2]
    assert "3" in panel.warnings.more.text()
    QTest.mouseClick(panel.warnings.more, Qt.MouseButton.LeftButton)
    assert panel.warnings.label.text().split("\n") == told
    panel.show_warnings(opened.study.record, insight)
    assert panel.warnings.label.text().split("\n") == told, "the same, said again, stay open"
    panel.warnings.more.setFocus()
    QTest.keyClick(panel.warnings.more, Qt.Key.Key_Space)
    assert panel.warnings.label.text().split("\n") == told[:2]
    told[1:] = []
    panel.show_warnings(opened.study.record, insight)
    assert panel.warnings.label.text() == told[0]
    assert not panel.warnings.more.isVisible()


def test_a_bad_file_says_so_and_the_record_stays(opened, qtbot):
    with qtbot.waitSignal(opened.study.load_failed):
        opened.open(Path("nonsense.hea"))
    assert opened.banner.text == "nonsense.hea is no ECG."
    assert opened.canvas.scene.record.name == "a"
    assert opened.study.insight is not None
    press(opened, "Esc")
    assert opened.banner.text == ""


def test_without_an_ecg_it_is_said_how_to_get_one(window, qtbot, show):
    with qtbot.waitSignal(window.study.load_failed):
        window.open(Path("nothing.hea"))
    assert window.panel.verdict.text().startswith("No ECG is open.")
    assert window.panel.verdict.isVisible()
    show(window, "a.hea")
    assert not window.panel.verdict.isVisible()
    with qtbot.waitSignal(window.study.load_failed):
        window.open(Path("nothing.hea"))
    assert not window.panel.verdict.isVisible()


def test_a_load_is_staged(opened, qtbot, shelf, monkeypatch):
    go = threading.Event()
    slow = shelf.records["b.hea"]

    def hold(path, progress):
        go.wait(5)
        return slow

    opened.study.services = replace(opened.study.services, open_record=hold)
    opened.open(Path("b.hea"))
    qtbot.wait(30)
    assert opened.canvas.scene.record.name == "a"
    assert "Opening" in opened.status.labels["doing"].text()
    with qtbot.waitSignal(opened.study.record_loaded):
        go.set()
    assert opened.canvas.scene.record.name == "b"


def test_a_new_file_cancels_the_request_of_the_old_one(window, model, show, qtbot):
    model.go.clear()
    window.open(Path("a.hea"))
    qtbot.waitUntil(lambda: ("a", 0.0) in model.asked)
    window.open(Path("b.hea"))
    qtbot.waitUntil(lambda: model.cancelled == ["a"])
    model.go.set()
    qtbot.waitUntil(lambda: window.study.insight is not None)
    assert window.canvas.scene.record.name == "b"
    assert [name for name, _ in model.asked] == ["a", "b"]


def test_closing_waits_for_the_thread(make_window, model, qtbot):
    window = make_window()
    model.go.clear()
    window.open(Path("a.hea"))
    qtbot.waitUntil(lambda: bool(model.asked))
    window.close()
    assert window.study.background.inference._thread.isFinished()
    assert model.cancelled == ["a"]


@pytest.mark.parametrize(
    "error",
    [
        ModelError("There is no model 'x'; installed: none."),
        SignalError("Only two leads hold a signal.", warnings=("Lead V1 is flat.",)),
    ],
)
def test_no_model_or_no_signal_is_said_and_the_record_is_shown(window, model, qtbot, error):
    model.error = error
    signal = window.study.model_failed if isinstance(error, ModelError) else window.study.no_prediction
    with qtbot.waitSignal(signal):
        window.open(Path("a.hea"))
    assert window.canvas.scene.record.name == "a"
    assert window.panel.tabs.isHidden()
    said = window.banner.text + window.panel.verdict.text()
    assert error.message in said
    model.error = None
    is_refused = isinstance(error, SignalError)
    assert window.page_options().refusal == (error.message if is_refused else ""), "the report says why"
    assert window.page_options().found == (error.warnings if is_refused else ())
    assert ("Lead V1 is flat." in window.panel.warnings.label.text()) == is_refused, "what else was found is said too"
    window.study.look_at(0.0)
    qtbot.waitUntil(lambda: window.study.insight is not None, timeout=20_000)
    assert window.page_options().refusal == ""


def test_a_defect_in_the_worker_shows_one_dialog_and_the_window_lives_on(window, model, show, qtbot, caplog):
    model.error = ZeroDivisionError("boom")
    with qtbot.waitSignal(window.study.background.crashed):
        window.open(Path("a.hea"))
    dialogs = [w for w in QApplication.topLevelWidgets() if w.objectName() == "" and "QMessageBox" in repr(w)]
    assert len([d for d in dialogs if d.isVisible()]) == 1
    assert "ZeroDivisionError" in caplog.text
    assert "boom" not in caplog.text  # messages may hold names
    for dialog in dialogs:
        dialog.close()
    model.error = None
    caplog.clear()
    show(window, "b.hea")
    assert window.study.insight is not None


def test_dropped_files_are_opened_and_the_others_are_a_key_away(opened, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(p) for p in ("/x/b.hea", "/x/sim.hea")])
    where = QPointF(100, 100)
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO)
    QApplication.sendEvent(opened, enter)
    assert enter.isAccepted()
    drop = QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO)
    with qtbot.waitSignal(opened.study.record_loaded):
        QApplication.sendEvent(opened, drop)
    assert opened.canvas.scene.record.name == "b"
    with qtbot.waitSignal(opened.study.record_loaded):
        press(opened, "Ctrl+PgDown")
    assert opened.canvas.scene.record.name == "sim"


# ------------------------------------------------------------------ answers


def test_keys_choose_the_class_and_the_traces_are_coloured_anew(opened):
    before = opened.canvas.scene.attribution
    press(opened, "3")
    assert opened.explaining.class_index == 2
    assert opened.canvas.scene.attribution is not before
    assert opened.panel.why.toolTip().startswith("Why conduction disturbance: logit")
    press(opened, "9")
    assert opened.explaining.class_index == 2, "there is no ninth class"


def test_a_click_on_a_class_explains_it(opened):
    tree = opened.panel.classes
    item = tree._items[3]
    tree.scrollToItem(item)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(item).center())
    assert opened.explaining.class_index == 3
    assert opened.panel.why.toolTip().startswith("Why inferior infarction: logit")
    assert "inferior infarction" in opened.panel.sentence.text() or "inferior infarction" in opened.panel.why.text()


def test_the_panel_adds_up(opened):
    insight, index = opened.study.insight, opened.explaining.class_index
    prediction = insight.analysis.prediction
    rows = opened.panel.waterfall._rows
    assert rows[-2].end == pytest.approx(prediction.logit[index], abs=1e-4)
    assert rows[-1].value == pytest.approx(prediction.logit[index])
    table = insight.classes[index].table
    np.testing.assert_allclose(table.sum(axis=1), insight.lead_contribution[index], atol=1e-9)
    shown = opened.panel.table
    assert shown.item(12, 6).text().replace("\u2212", "-") == f"{table.sum():+.2f}"


def test_a_click_on_a_segment_scrolls_there_and_outlines_it(window, show, qtbot):
    window.appearance.change_view(layout="3x4")
    show(window, "long.hea")
    item = window.panel.segments.item(0)
    window.panel.tabs.setCurrentWidget(window.panel.segments)
    where = window.panel.segments.visualItemRect(item).center()
    QTest.mouseClick(window.panel.segments.viewport(), Qt.MouseButton.LeftButton, pos=where)
    segment = item.data(Qt.ItemDataRole.UserRole)
    (mark,) = window.canvas._marks
    assert (mark.lead, mark.start_s) == (segment.lead, segment.start_s)
    assert window.canvas.page.strip_of(segment.lead, segment.start_s) is not None


def test_a_click_on_a_lead_of_the_waterfall_points_at_its_strongest_part(opened):
    waterfall = opened.panel.waterfall
    QTest.mouseClick(waterfall, Qt.MouseButton.LeftButton, pos=QPoint(50, round(waterfall._row_px() * 2.5)))
    (mark,) = opened.canvas._marks
    assert mark.lead == "II"


def test_sliders_change_colours_but_no_number(opened):
    numbers = opened.panel.why.text()
    before = opened.canvas.scene.attribution
    for name in ("smoothing_ms", "threshold_percent", "opacity_percent"):
        slider = opened.panel.attribution.sliders[name]
        slider.setFocus()
        QTest.keyClick(slider, Qt.Key.Key_Right)
    after = opened.canvas.scene.attribution
    assert after.evidence.smoothing_s > before.evidence.smoothing_s
    assert after.scale.threshold > before.scale.threshold
    assert after.opacity > before.opacity
    assert opened.panel.why.text() == numbers


def test_ways_to_show_evidence(opened):
    press(opened, "B")
    assert opened.canvas.scene.attribution.show.value == "band"
    press(opened, "0")
    assert opened.canvas.scene.attribution is None
    press(opened, "L")
    press(opened, "Shift+E")
    assert opened.settings.sides == "for"
    press(opened, "S")
    assert len(opened.canvas._marks) == len(opened.study.insight.classes[1].segments) > 0
    press(opened, "W")
    assert opened.canvas.scene.shows_waves


# ------------------------------------------------------------------ windows of a long record


def test_a_long_record_is_analysed_where_it_is_looked_at_and_answers_are_kept(window, model, show, qtbot):
    show(window, "long.hea")
    press(window, "N")
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == 10.0)
    assert window.canvas.page.start_s == pytest.approx(10.0, abs=0.05)
    press(window, "P")
    assert window.study.insight.start_s == 0.0, "a known answer comes at once"
    window.canvas.move_to(52.0)
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == 52.0)
    assert [start for _, start in model.asked] == [0.0, 10.0, 52.0]
    press(window, "End")
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == 115.0)


def test_measurements_of_a_later_window_count_from_the_start_of_the_record(window, show, qtbot):
    show(window, "long.hea")
    window.moving.go_to(50.0)
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == 50.0)
    peaks = window.study.insight.measurements.fiducials.r_peak_s
    assert peaks.min() >= 50.0
    np.testing.assert_allclose(peaks % 1.0, 0.5, atol=0.02)


def test_every_window_is_measured_and_explained_however_fast_one_moves(window, show, qtbot):
    show(window, "long.hea")
    for number in range(1, 9):
        press(window, "N")
        if number % 3 == 0:
            qtbot.waitUntil(
                lambda n=number: window.study.insight is not None and window.study.insight.start_s == 10.0 * n
            )
            assert window.study.insight.measurements is not None
            assert window.study.insight.classes[0].table is not None
    qtbot.waitUntil(lambda: window.canvas.scene.window == (80.0, 90.0))


def test_the_overview_moves_the_record(window, show):
    show(window, "long.hea")
    overview = window.overview
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(overview.width() // 2, 20))
    page = window.canvas.page
    assert (page.start_s + page.end_s) / 2 == pytest.approx(62.5, abs=1.0)


def test_esc_puts_one_thing_away_at_a_press_the_nearest_first(opened, qtbot):
    def esc(widget=None):
        QTest.keyClick(widget or opened.canvas, Qt.Key.Key_Escape)

    opened.actions_["full_screen"].trigger()
    opened.banner.say("A message.")
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(opened.canvas, held)  # it repeats itself
    assert opened.banner.text == "A message."
    opened.explaining.on_lead("V1")
    opened.actions_["caliper"].trigger()
    opened.actions_["remove_segment"].trigger()
    esc(opened.panel.segments)  # wherever the focus is
    assert not opened.what_ifs.segments.is_on
    assert opened.input.is_measuring
    strip = opened.canvas.page.strips[0].frame
    start = QPoint(round(strip.x_px) + 100, round(strip.y_px))
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(opened.canvas, start + QPoint(60, 0))
    esc()
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(90, 0))
    assert not opened.study.edits.calipers, "the one that was being drawn"
    assert not opened.input.is_measuring
    assert not opened.actions_["caliper"].isChecked()
    assert opened.banner.text
    assert opened.explaining.is_pointing
    esc()
    assert not opened.banner.text
    assert not opened.explaining.is_pointing
    assert opened.isFullScreen()
    esc()
    assert not opened.isFullScreen()
    assert not opened.actions_["full_screen"].isChecked()
    opened.panel.classes.setFocus()
    esc(opened.panel.classes)
    assert opened.focusWidget() is opened.canvas, "its keys are those of the ECG again"


def test_a_message_takes_no_room_from_the_answer(opened):
    opened.resize(1366, 700)
    QApplication.processEvents()
    before, classes = opened.panel.geometry(), opened.panel.classes.height()
    opened.banner.say("The annotations could not be saved: their folder cannot be made. " * 3)
    QApplication.processEvents()
    assert opened.banner.isVisible()
    assert (opened.panel.geometry(), opened.panel.classes.height()) == (before, classes)


def test_esc_leaves_the_full_screen_that_the_system_made(opened):
    opened.showFullScreen()
    assert opened.actions_["full_screen"].isChecked()
    QTest.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.isFullScreen()
    assert not opened.actions_["full_screen"].isChecked()


def test_full_screen_gives_the_whole_window_back(opened):
    opened.showMaximized()
    opened.actions_["full_screen"].trigger()
    assert opened.isFullScreen()
    opened.actions_["full_screen"].trigger()
    assert opened.isMaximized()


def test_a_number_stays_beside_its_unit_where_a_sentence_is_wrapped(opened):
    labels = (opened.banner._label, opened.panel.sentence, opened.panel.present, opened.panel.warnings.label)
    for label in labels:
        label.setText("Of 10 s.")
        assert QLabel.text(label) == "Of 10\u00a0s."
        assert label.text() == "Of 10 s.", "what was said is found again"


def test_space_plays_and_pauses(window, show, qtbot):
    show(window, "long.hea")
    press(window, "Space")
    assert window.playback.is_playing
    qtbot.waitUntil(lambda: window.canvas.page.start_px > 10)
    press(window, "Space")
    assert not window.playback.is_playing
    at = window.canvas.page.start_px
    qtbot.wait(60)
    assert window.canvas.page.start_px == at


def test_keys_move_by_squares_and_pages(window, show):
    show(window, "long.hea")
    press(window, "Right")
    page = window.canvas.page
    assert page.start_px == round(5 * page.cell_x_px) or page.start_px == int(5 * page.cell_x_px)
    press(window, "PgDown")
    assert window.canvas.page.start_s == pytest.approx(10.2, abs=0.05)
    press(window, "Home")
    assert window.canvas.page.start_px == 0


# ------------------------------------------------------------------ looks and settings


@pytest.mark.parametrize("theme", THEMES)
def test_every_layout_is_painted_in_every_theme(opened, theme):
    opened.appearance.set_theme(theme)
    pictures = set()
    for number, layout in enumerate(LAYOUTS, start=1):
        press(opened, f"Ctrl+{number}")
        assert opened.canvas.page.sheet.name == layout
        assert opened.actions_[f"layout_{layout}"].isChecked()
        pictures.add(bytes(opened.canvas.grab().toImage().constBits()))
    assert len(pictures) == len(LAYOUTS)


def test_true_millimetres_and_fit_exclude_each_other(opened):
    press(opened, "T")
    assert opened.canvas.page.view.is_true
    assert opened.actions_["true_mm"].isChecked()
    assert not opened.actions_["fit"].isChecked()
    assert opened.status.labels["scale"].text().startswith("25 mm/s")
    press(opened, "Ctrl++")
    assert not opened.canvas.page.view.is_true
    assert opened.status.labels["scale"].text().startswith("zoom: 31.2 mm/s")
    press(opened, "F")
    assert opened.canvas.page.view.is_fit


def test_choices_are_remembered(make_window, show):
    window = make_window()
    show(window, "a.hea")
    press(window, "Ctrl+3")
    press(window, "Ctrl+Shift+2")
    press(window, "Ctrl+B")
    window.close()
    settings, complaint = load_settings()
    assert complaint == ""
    assert (settings.layout, settings.theme, settings.order) == ("3x4", "dark", "cabrera")
    assert settings.recent[0].endswith("a.hea")
    again = make_window(settings)
    assert again.canvas.page.view.layout == "3x4"
    assert again.theme.name == "dark"


def test_cabrera_turns_avr_upside_down(opened):
    press(opened, "Ctrl+B")
    labels = [text for _, text in opened.canvas.page.sheet.labels]
    assert labels[:6] == ["aVL", "I", "\u2212aVR", "II", "aVF", "III"]
    np.testing.assert_array_equal(opened.canvas.scene.rows["-aVR"], -opened.study.record.lead("aVR"))


def test_a_theme_restyles_no_widget_more_than_twice(opened, qapp):
    """With the application's style sheet, Qt does it once for every widget around it, six times as often."""
    seen = Counter()

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.StyleChange:
                seen[watched] += 1
            return False

    watch = Watch()
    widgets = opened.findChildren(QWidget)
    for widget in widgets:
        widget.installEventFilter(watch)
    opened.actions_["theme_dark"].trigger()
    assert seen[opened.panel.classes] > 0, "restyled"
    assert sum(seen.values()) < 2.5 * len(widgets)
    assert qapp.styleSheet() == ""


# ------------------------------------------------------------------ actions


def test_every_action_has_a_shortcut_of_its_own():
    keys = [QKeySequence(s).toString() for spec in ACTIONS for s in spec.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(spec.shortcuts for spec in ACTIONS)


def test_the_cheat_sheet_names_every_action(opened):
    press(opened, "F1")
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, CheatSheet)]
    text = sheet.text.toPlainText()
    for spec in ACTIONS:
        assert spec.text.replace("&", "").rstrip("\u2026") in text
    assert sheet.text.horizontalScrollBar().maximum() == 0
    sheet.close()


DIALOGS = {
    "save_analysis", "export_data", "export_view", "export_record", "add_note", "statement",
    "open", "open_folder", "export_pdf", "print", "rhythm_lead", "calibrate", "go_to", "about", "keys",
}  # fmt: skip


def test_what_needs_an_ecg_says_that_none_is_open(window, qtbot):
    for name in sorted(DIALOGS - {"open", "open_folder", "calibrate", "about", "keys"} | {"compare", "copy_view"}):
        window.banner.dismiss()
        window.actions_[name].trigger()
        assert window.banner.text == "No ECG is open.", name


def test_every_other_action_can_be_triggered(opened, qtbot):
    """One after the other in one window; a defect in a handler fails the test (pytest-qt catches it)."""
    for spec in ACTIONS:
        if spec.id not in DIALOGS | {"quit"}:
            opened.actions_[spec.id].trigger()
            QApplication.processEvents()
            assert opened.canvas.scene.record is not None, spec.id
    qtbot.waitUntil(lambda: opened.study.insight is not None)


@pytest.mark.parametrize("name", sorted(DIALOGS - {"keys"}))
def test_dialogs_open_and_esc_leaves_all_as_it_was(opened, name, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    for method in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, method, lambda *a, **k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: "")

    def escape():
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    timer = QTimer(interval=50)
    timer.timeout.connect(escape)
    timer.start()
    page = opened.canvas.page
    opened.actions_[name].trigger()
    timer.stop()
    assert opened.canvas.page == page
    assert opened.canvas.scene.record.name == "a"


def test_export_writes_in_the_background_and_says_where(opened, qtbot, tmp_path):
    target = tmp_path / "page.pdf"
    with qtbot.waitSignal(opened.writing.exported, timeout=20000):
        opened.export_pdf(target)
    assert target.read_bytes().startswith(b"%PDF-")
    assert str(target) in opened.banner.text


def test_what_is_written_next_does_not_cancel_what_is_being_written(opened, qtbot, tmp_path):
    written = []
    opened.writing.exported.connect(written.append)
    paths = [tmp_path / "a.h5", tmp_path / "a.pdf", tmp_path / "a.json"]
    opened.writing.export_stored(paths[0], {"layout": "12x1"})
    opened.export_pdf(paths[1])
    opened.writing.export_numbers(paths[2])
    qtbot.waitUntil(lambda: written == paths, timeout=20000)
    assert all(path.stat().st_size for path in paths)


def test_a_window_that_closes_writes_what_it_was_told_to(opened, qtbot, tmp_path):
    paths = [tmp_path / "a.pdf", tmp_path / "a.json"]
    opened.export_pdf(paths[0])
    opened.writing.export_numbers(paths[1])
    opened.close()
    assert all(path.stat().st_size for path in paths)


def test_what_could_not_be_written_while_a_window_closes_is_said(opened, tmp_path, monkeypatch):
    def full(*_):
        raise ExportError("page.pdf could not be written: the disk is full.")

    said = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append((box.windowTitle(), box.text(), box.textFormat())))
    opened.study.services = replace(opened.study.services, write_pdf=full)
    opened.export_pdf(tmp_path / "page.pdf")
    opened.close()
    assert said == [("Not written", "page.pdf could not be written: the disk is full.", Qt.TextFormat.PlainText)]


def test_segments_have_their_unit(opened):
    segment = opened.study.insight.classes[opened.explaining.class_index].segments[0]
    text = opened.panel.segments.item(0).text()
    assert text.startswith(f"{signed(segment.logit)} logit ")
    assert text.endswith(f"{segment.start_s:.2f}\u2013{segment.end_s:.2f} s")


def test_a_full_disk_is_said(opened, qtbot, tmp_path):
    def full(*_):
        raise ExportError("page.pdf could not be written: the disk is full.")

    opened.study.services = replace(opened.study.services, write_pdf=full)
    with qtbot.waitSignal(opened.writing.export_failed):
        opened.export_pdf(tmp_path / "page.pdf")
    assert "the disk is full" in opened.banner.text
    assert opened.canvas.scene.record.name == "a"


def test_the_folder_panel_lists_filters_and_opens(opened, qtbot, tmp_path):
    for name in ("b", "sim", "other"):
        (tmp_path / f"{name}.hea").write_text("")
    opened.open_folder(tmp_path)
    folder = opened.folder
    qtbot.waitUntil(lambda: folder._names.rowCount() == 3)
    QTest.keyClicks(folder.filter, "IM")
    assert folder._shown.rowCount() == 1
    with qtbot.waitSignal(opened.study.record_loaded):
        where = folder.list.visualRect(folder._shown.index(0, 0)).center()
        QTest.mouseClick(folder.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened.canvas.scene.record.name == "sim"


def test_parts_have_names_for_screen_readers(opened):
    for part in (opened.canvas, opened.overview, opened.panel.classes, opened.panel.table, opened.panel.waterfall):
        assert part.accessibleName()
    item = opened.panel.classes._items[1]
    assert "Myocardial infarction" in item.data(0, Qt.ItemDataRole.AccessibleTextRole)


def test_settings_for_another_theme_are_used_at_start(make_window):
    assert make_window(Settings(theme="paper")).canvas.theme.name == "paper"


def test_a_list_keeps_its_own_arrow_keys(make_window, shelf, beats, show):
    window = make_window()
    shelf.records["long.hea"] = beats(60.0, 100.0, "long")
    show(window, "long.hea")
    press(window, "Right")
    moved = window.canvas.page.start_px
    assert moved > 0
    window.panel.classes.setFocus()
    QTest.keyClick(window.panel.classes, Qt.Key.Key_Right)
    assert window.canvas.page.start_px == moved, "the tree opened a class, the record stood still"
    window.canvas.setFocus()
    press(window, "Right")
    assert window.canvas.page.start_px > moved


def test_one_jumps_to_a_time_as_it_is_written(window, show, monkeypatch):
    from PySide6.QtWidgets import QInputDialog

    show(window, "long.hea")
    window.appearance.change_view(is_fit=False)
    answers = iter(["1:15", "100", "soon"])
    monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: (next(answers), True))
    press(window, "Ctrl+J")
    assert window.canvas.page.start_s == pytest.approx(75, abs=0.02)
    press(window, "Ctrl+J")
    assert window.canvas.page.start_s == pytest.approx(100, abs=0.02)
    press(window, "Ctrl+J")
    assert window.canvas.page.start_s == pytest.approx(100, abs=0.02)
    assert window.banner.text == "soon is no time: write seconds or h:mm:ss."


def test_the_list_of_classes_leaves_the_room_to_the_reasons(opened):
    classes = opened.panel.classes
    parent = next(top for i in range(classes.topLevelItemCount()) if (top := classes.topLevelItem(i)).childCount())
    parent.setExpanded(False)
    low = classes.maximumHeight()
    assert low < 30 * classes.topLevelItemCount() + 30
    parent.setExpanded(True)
    assert classes.maximumHeight() > low
    parent.setExpanded(False)
    assert classes.maximumHeight() == low


def test_what_counts_as_present_is_read_without_scrolling(opened):
    panel = opened.panel
    in_words = "Present: myocardial infarction (inferior infarction), conduction disturbance?"
    assert (panel.present.text(), panel.present.toolTip()) == (in_words, in_words)
    assert panel.present.isVisible()
    panel.present.resize(150, 60)  # where words would need three lines
    assert panel.present.text() == "Present: MI (IMI), CD?"
    assert panel.present.accessibleName() == in_words
    opened.panel.show_waiting("")
    assert not opened.panel.present.isVisible()


@pytest.mark.parametrize(
    ("probabilities", "text"),
    [
        ((0.1, 0.6, 0.9, 0.8), "Present: MI (IMI), CD"),
        ((0.1, 0.29, 0.1, 0.9), "Present: IMI"),
        ((0.41, 0.6, 0.1, 0.1), "Present: NORM?, MI"),
        ((0.1, 0.1, 0.1, 0.1), ""),
    ],
)
def test_present_classes_by_their_short_names(opened, probabilities, text):
    prediction = replace(opened.study.insight.analysis.prediction, probability=np.array(probabilities))
    assert present_texts(prediction)[-1] == text


def test_present_classes_by_their_titles(opened):
    prediction = replace(opened.study.insight.analysis.prediction, probability=np.array((0.41, 0.6, 0.1, 0.8)))
    assert present_texts(prediction)[0] == "Present: normal ECG?, myocardial infarction (inferior infarction)"
    lines = ["NORM?, Normal ECG", "MI, Myocardial infarction", "    IMI, Inferior infarction"]
    assert present_lines(prediction).splitlines() == lines


def test_the_class_explained_stays_in_view_when_the_list_gets_lower(opened):
    classes = opened.panel.classes
    opened.explaining.choose_class(2)  # the last row
    classes.setMinimumHeight(0)
    for height in (400, 60):
        classes.setMaximumHeight(height)
        classes.resize(classes.width(), height)
        row = classes.visualItemRect(classes.currentItem())
        assert classes.viewport().rect().contains(row), height


def test_sub_classes_of_the_class_explained_are_in_view(opened):
    classes = opened.panel.classes
    classes.setMinimumHeight(0)
    classes.setMaximumHeight(60)  # two rows
    opened.explaining.choose_class(2)
    opened.explaining.choose_class(0)
    opened.explaining.choose_class(1)
    for index in (1, 3):  # infarction, and of the inferior wall
        row = classes.visualItemRect(classes._items[index])
        assert classes.viewport().rect().contains(row.center()), index


def test_the_scale_says_which_evidence_is_not_shown(opened):
    legend = opened.panel.attribution.legend
    both = legend.grab().toImage()
    press(opened, "Ctrl+Alt+E")
    assert "Evidence for the class is not shown." in legend.toolTip()
    assert legend.grab().toImage() != both
    press(opened, "E")
    assert "not shown" not in legend.toolTip()
    assert legend.grab().toImage() == both


def test_on_a_low_screen_the_panel_shrinks_before_it_scrolls_and_its_scale_stays(opened, qtbot):
    area, legend = opened.panel.scroll_area, opened.panel.attribution.legend
    press(opened, "I")  # the page with most text
    body = area.widget()
    liked_px = body.layout().totalHeightForWidth(body.width())
    least_px = body.layout().totalMinimumHeightForWidth(body.width())
    assert least_px < liked_px
    for height in (800, 420):
        opened.resize(1366, height)
        qtbot.waitUntil(lambda h=height: opened.height() == h)
        least_px = body.layout().totalMinimumHeightForWidth(area.viewport().width())
        assert area.verticalScrollBar().maximum() == max(0, least_px - area.viewport().height())
        assert opened.panel.rect().contains(legend.geometry())
    assert area.verticalScrollBar().maximum() > 0
