"""Report with preview, stored analysis, numbers, pictures, copy, statement and notes, through the window's actions."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QMessageBox, QPlainTextEdit
from shiboken6 import isValid

from ecg_imn_desktop.core.annotations import Note, Statement
from ecg_imn_desktop.core.errors import SignalError
from ecg_imn_desktop.core.sizes import size_text
from ecg_imn_desktop.desktop import notes, reporting
from ecg_imn_desktop.desktop.report_dialog import ReportDialog
from ecg_imn_desktop.desktop.statement_dialog import StatementDialog
from ecg_imn_desktop.io.hdf5 import read_stored
from ecg_imn_desktop.report.unbroken import unbroken

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def choose(monkeypatch, tmp_path):
    """Makes every "save as" dialog give a name of the test's; remembers titles and what was suggested."""
    suggested, titles = [], []

    def choose(name: str) -> Path:
        def give(_parent, title, suggestion="", kinds="", *_, **__):
            titles.append(title)
            suggested.append(Path(suggestion).name)
            return str(tmp_path / name), kinds.split(";;")[-1]

        monkeypatch.setattr(QFileDialog, "getSaveFileName", give)
        return tmp_path / name

    choose.suggested, choose.titles = suggested, titles
    return choose


@pytest.fixture
def dialog(opened, qtbot):
    """The report's dialog with its first page painted."""
    opened.actions_["export_pdf"].trigger()
    found = opened.findChild(ReportDialog)
    qtbot.waitUntil(lambda: found.image is not None, timeout=15000)
    yield found
    if isValid(found):  # saving closes it
        found.reject()


def written(qtbot, window, act):
    with qtbot.waitSignal(window.writing.exported, timeout=20000):
        act()


def test_pages_are_seen_before_they_are_saved(dialog, opened, qtbot, choose):
    assert dialog.n_pages == 3
    first = dialog.image
    dialog.turn(1)
    qtbot.waitUntil(lambda: dialog.image is not first)
    assert "2" in dialog._number.text()
    path = choose("page.pdf")
    written(qtbot, opened, dialog.save)
    assert path.read_bytes().startswith(b"%PDF-")


def test_the_dialog_fits_on_the_screen(dialog):
    screen = dialog.screen().availableGeometry().size()
    assert screen.width() < 1060, "the stand-in screen is a small one"
    assert dialog.width() < screen.width()
    assert dialog.height() < screen.height()


def test_the_preview_is_what_is_saved(dialog, opened, qtbot, choose):
    dialog.size_box.setCurrentText("Letter")
    qtbot.waitUntil(lambda: dialog.image.width() == round(279.4 / 25.4 * 144))
    path = choose("page.png")
    written(qtbot, opened, dialog.save_picture)
    image = QImage(str(path))
    assert image.width() == round(279.4 / 25.4 * 200)
    scaled = dialog.image.scaled(200, 150).convertToFormat(QImage.Format.Format_Grayscale8)
    other = image.scaled(200, 150).convertToFormat(QImage.Format.Format_Grayscale8)
    apart = [abs(scaled.pixelColor(x, y).red() - other.pixelColor(x, y).red()) for x in range(200) for y in range(150)]
    assert sum(apart) / len(apart) < 8
    path = choose("page.svg")
    written(qtbot, opened, dialog.save_picture)
    assert path.read_text().lstrip().startswith("<?xml")
    dialog.copy()
    assert QGuiApplication.clipboard().image().size() == dialog.image.size()


def test_an_anonymous_report_does_not_suggest_the_records_name(dialog, choose, qtbot, opened):
    path = choose("x.pdf")
    dialog.anonymous.setChecked(True)
    written(qtbot, opened, dialog.save)
    assert Path(choose.suggested[-1]).stem != "a"
    assert choose.suggested[-1].startswith("anonymous")
    assert path.exists()


def test_the_page_is_that_of_the_screen(opened, qtbot):
    opened.appearance.change_view(layout="3x4", mm_per_s=50.0, mm_per_mv=5.0, order="cabrera")
    opened.appearance.change_attribution(sides="for")
    opened.study.edits.set_statement(Statement("Words.", "Dr X", date(2026, 1, 2)))
    opened.study.edits.set_notes((Note(1.0, "II", "here"),))
    options = opened.page_options()
    assert (options.layout, options.mm_per_s, options.mm_per_mv, options.order) == ("3x4", 50.0, 5.0, "cabrera")
    assert (options.sides, options.statement, options.reviewed_by) == ("for", "Words.", "Dr X")
    assert (options.reviewed_on, options.notes) == (date(2026, 1, 2), (Note(1.0, "II", "here"),))


def test_what_was_removed_is_in_the_report(opened, model, qtbot):
    from types import SimpleNamespace

    prediction = opened.study.insight.analysis.prediction
    opened.what_ifs.answer = SimpleNamespace(
        removals=(SimpleNamespace(stretches=(), lead="V2", wave=None, start_s=None, end_s=None),),
        frozen=prediction,
        rerun=prediction,
    )
    (row,) = opened.page_options().what_if
    k = opened.explaining.class_index
    assert (row.removed, row.frozen_logit) == ("V2", pytest.approx(prediction.logit[k]))
    opened.what_ifs.answer = None


def test_save_analysis_stores_it_with_the_settings(opened, qtbot, choose):
    path = choose("a.h5")
    opened.study.edits.set_notes((Note(1.0, "II", "here"),))
    written(qtbot, opened, opened.actions_["save_analysis"].trigger)
    stored = read_stored(path)
    assert stored.record.name == "a"
    assert stored.annotations.notes == (Note(1.0, "II", "here"),)
    assert stored.provenance.settings["layout"] == opened.settings.layout
    assert choose.suggested == ["a.ecgimn"]


def test_an_analysis_is_not_saved_before_its_answer_is_there(window, model, qtbot, choose):
    path = choose("a.h5")
    model.go.clear()
    with qtbot.waitSignal(window.study.measured, timeout=15000):
        window.open(Path("a.hea"))
    window.actions_["save_analysis"].trigger()
    assert choose.suggested == []
    assert window.banner.text == "The answer is still being worked out: save it when it is there."
    model.go.set()
    qtbot.waitUntil(lambda: window.study.insight is not None)
    written(qtbot, window, window.actions_["save_analysis"].trigger)
    assert read_stored(path).windows[0].analysis is not None


def test_an_ecg_that_gets_no_answer_is_saved_as_one_without(window, model, qtbot, choose):
    def refuse(*_):
        raise SignalError("No lead holds a usable signal.")

    model.run = refuse
    with qtbot.waitSignals([window.study.no_prediction, window.study.measured], timeout=15000):
        window.open(Path("a.hea"))
    path = choose("a.h5")
    written(qtbot, window, window.actions_["save_analysis"].trigger)
    assert read_stored(path).windows[0].analysis is None
    assert choose.titles[-1].startswith("Save the ECG without an answer")


def asked(window, path):
    """The question before a large file."""
    window.actions_["save_analysis"].trigger()
    (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
    assert not path.exists()
    return box


def test_a_large_file_is_written_only_after_its_size_was_said(opened, qtbot, choose, monkeypatch, show):
    path = choose("a.h5")
    monkeypatch.setattr(reporting, "LARGE_BYTES", opened.writing.stored_bytes)
    box = asked(opened, path)
    assert box.text() == unbroken(
        f"a.h5 will be about {size_text(opened.writing.stored_bytes)}: it holds the whole record of 10 s. Save it?"
    )
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert not opened.study.background._doing
    box = asked(opened, path)
    written(qtbot, opened, lambda: qtbot.keyClick(box, Qt.Key.Key_Enter))
    assert read_stored(path).record.name == "a"
    path.unlink()
    box = asked(opened, path)
    show(opened, "b.hea")
    box.button(QMessageBox.StandardButton.Save).click()
    assert not opened.study.background._doing, "another record is not what was asked about"
    opened.study.stop()
    assert not path.exists()


def test_a_file_without_room_is_refused_in_a_sentence(opened, qtbot, choose, monkeypatch):
    path = choose("a.h5")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**9, 10**9, 0))
    with qtbot.waitSignal(opened.writing.export_failed, timeout=20000):
        opened.actions_["save_analysis"].trigger()
    assert opened.banner.text == (
        f"a.h5 could not be written: it would be about {size_text(opened.writing.stored_bytes)}, "
        "and only 0 kB are free on that disk."
    )
    assert not path.exists()


def test_numbers_as_json_and_csv(opened, qtbot, choose):
    opened.study.edits.set_statement(Statement("Words.", "Dr X"))
    path = choose("a.json")
    written(qtbot, opened, opened.actions_["export_data"].trigger)
    facts = json.loads(path.read_text(encoding="utf-8"))
    assert facts["annotations"]["statement"]["text"] == "Words."
    assert facts["classes"][0]["sentence"]
    path = choose("b.csv")
    written(qtbot, opened, opened.actions_["export_data"].trigger)
    assert len(list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))) == 4


def test_the_view_as_picture_and_on_the_clipboard(opened, qtbot, choose):
    path = choose("v.png")
    written(qtbot, opened, opened.actions_["export_view"].trigger)
    image = QImage(str(path))
    assert image.width() == round(opened.canvas.width() * opened.canvas.devicePixelRatioF())
    assert image.height() > opened.canvas.height()
    opened.banner.dismiss()
    QApplication.processEvents()
    canvas = opened.canvas.grab().toImage()
    opened.actions_["copy_view"].trigger()
    copied = QGuiApplication.clipboard().image()
    assert copied.width() == canvas.width()
    assert copied.copy(100, 100, 300, 200) == canvas.copy(100, 100, 300, 200).convertToFormat(copied.format())
    path = choose("v.svg")
    written(qtbot, opened, opened.actions_["export_view"].trigger)
    assert "Research use" in path.read_text()


def test_a_picture_is_not_written_over_the_record(opened, qtbot, choose, tmp_path):
    path = choose("r.png")
    path.write_bytes(b"the record")
    opened.study.record = replace(opened.study.record, source=path)
    with qtbot.waitSignal(opened.writing.export_failed):
        opened.actions_["export_view"].trigger()
    assert path.read_bytes() == b"the record"


# ---------------------------------------------------------------------------------------- statement and notes


def test_a_statement_is_given_confirmed_and_undone(opened, qtbot):
    opened.actions_["statement"].trigger()
    dialog = opened.findChild(StatementDialog)
    QTest.keyClicks(dialog.text, "Old infarction.")
    assert not dialog.day.isEnabled()
    QTest.keyClicks(dialog.reviewer, "Dr X")
    dialog.day.setDate(QDate(2026, 3, 4))
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    assert opened.study.edits.statement == Statement("Old infarction.", "Dr X", date(2026, 3, 4))
    assert opened.status.labels["review"].text() == "Reviewed by Dr X"
    opened.editing.undo()
    assert opened.study.edits.statement == Statement()
    assert opened.status.labels["review"].text() == ""


def test_a_cancelled_statement_changes_nothing(opened):
    opened.actions_["statement"].trigger()
    dialog = opened.findChild(StatementDialog)
    QTest.keyClicks(dialog.text, "No.")
    dialog.reject()
    assert opened.study.edits.statement == Statement()


def test_notes_are_put_edited_and_removed_on_the_canvas(opened, monkeypatch, qtbot):
    answers, questions = ["first words", "other words", ""], []

    def ask_lines(_, title, question, text):
        questions.append(question)
        return answers.pop(0), True

    monkeypatch.setattr(notes, "ask_lines", ask_lines)
    before = opened.canvas.grab().toImage()
    opened.actions_["add_note"].trigger()
    (note,) = opened.study.edits.notes
    assert note.text == "first words"
    assert questions == [f"Your note at {note.time_s:.2f} s, {note.lead} (no text: none):"]
    assert opened.canvas.grab().toImage() != before
    ((_, _, flag),) = opened.notes._flags(opened.canvas.page)
    at = QPoint(round(flag.center().x()), round(flag.center().y()))
    QTest.mouseDClick(opened.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert opened.study.edits.notes == (Note(note.time_s, note.lead, "other words"),)
    QTest.mouseDClick(opened.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert opened.study.edits.notes == ()
    opened.editing.undo()
    assert opened.study.edits.notes[0].text == "other words"


@pytest.mark.parametrize("way", ["Tab", "Ctrl+Enter"])
def test_a_note_is_written_by_keys_alone(opened, qtbot, way):
    def write():
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        timer.stop()
        text = dialog.findChild(QPlainTextEdit)
        QTest.keyClicks(text, "one")
        QTest.keyClick(text, Qt.Key.Key_Return)
        QTest.keyClicks(text, "two")
        if way == "Tab":
            QTest.keyClick(text, Qt.Key.Key_Tab)
            QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
        else:
            QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        given_up.start(1000)

    def give_up():
        if (dialog := QApplication.activeModalWidget()) is not None:
            dialog.reject()

    timer, given_up = QTimer(interval=30), QTimer(singleShot=True)
    timer.timeout.connect(write)
    given_up.timeout.connect(give_up)
    timer.start()
    opened.actions_["add_note"].trigger()
    given_up.stop()
    assert [note.text for note in opened.study.edits.notes] == ["one\ntwo"]


def test_a_cancelled_note_changes_nothing(opened, monkeypatch):
    monkeypatch.setattr(notes, "ask_lines", lambda *a, **k: ("x", False))
    opened.actions_["add_note"].trigger()
    assert opened.study.edits.notes == ()


def test_a_note_stands_at_its_time_and_lead(opened):
    opened.study.edits.set_notes((Note(2.0, "V3", "x"), Note(3.0, None, "y"), Note(900.0, "V3", "beyond")))
    flags = opened.notes._flags(opened.canvas.page)
    assert [index for index, _, _ in flags] == [0, 1]
    strip = opened.canvas.page.strip_of("V3", 2.0)
    assert flags[0][2].left() == pytest.approx(strip.frame.x(2.0))
    assert flags[1][2].top() < flags[0][2].top()


# ---------------------------------------------------------------- another ECG is opened while a dialog asks


REPLACED = "The ECG on the screen was replaced meanwhile; nothing was done."


@pytest.fixture
def replace_while_asked(opened, show, monkeypatch, tmp_path):
    """While any "save as" dialog is open, a second start of the program opens record "b"."""

    def give(_parent, _title, _suggestion="", kinds="", *_, **__):
        show(opened, "b.hea")
        return str(tmp_path / "a.out"), kinds.split(";;")[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", give)


@pytest.mark.parametrize("action", ["save_analysis", "export_data", "export_view", "export_record"])
def test_another_record_is_not_written_under_the_name_that_was_asked_for(
    opened, qtbot, replace_while_asked, tmp_path, action
):
    with qtbot.assertNotEmitted(opened.writing.exported, wait=300):
        opened.actions_[action].trigger()
    assert opened.study.record.name == "b"
    assert opened.banner.text == REPLACED
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_the_report_closes_when_another_record_comes(dialog, opened, show):
    """Its statement, notes and class would be those of the one before."""
    show(opened, "b.hea")
    assert not isValid(dialog) or not dialog.isVisible()


def test_the_report_of_another_record_is_not_saved_under_the_name_that_was_asked_for(
    dialog, opened, qtbot, replace_while_asked, tmp_path
):
    with qtbot.assertNotEmitted(opened.writing.exported, wait=300):
        dialog.save()
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
    assert not isValid(dialog) or not dialog.isVisible()


def test_another_record_is_not_printed_by_a_dialog_for_the_one_before(opened, show, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(QDialog, "open", asked.append)
    opened.actions_["print"].trigger()
    assert QGuiApplication.overrideCursor() is None  # the pointer waits for the printers, and no longer
    show(opened, "b.hea")
    with qtbot.assertNotEmitted(opened.writing.printed, wait=300):
        asked[0].accepted.emit(asked[0].printer())
    assert opened.banner.text == REPLACED


@pytest.fixture
def titles(opened, monkeypatch):
    """A function that opens every dialog of the ECG on the screen and gives what stands above each."""
    found = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _, title, *__: (found.append(title), ("", ""))[1])
    monkeypatch.setattr(QDialog, "open", lambda dialog: found.append(dialog.windowTitle()))
    monkeypatch.setattr(notes, "ask_lines", lambda _, title, *__: (found.append(title), ("", False))[1])

    def titles() -> list[str]:
        found.clear()
        for action in ("save_analysis", "export_data", "export_view", "export_record", "export_pdf", "print",
                       "statement", "add_note"):  # fmt: skip
            opened.actions_[action].trigger()
        report = opened.findChild(ReportDialog)
        report.save()
        report.save_picture()
        report.deleteLater()
        opened.reporting._ask_about_size(Path("a.ecgimn"), opened.study.record)
        return list(found)

    return titles


def test_a_dialog_names_its_ecg_since_another_may_come_on_the_screen_meanwhile(titles, opened):
    named = titles()
    assert len(named) == 11
    assert [title for title in named if not title.endswith(" \u2013 a")] == []
    opened.set_privacy(True)
    assert titles() == [title.removesuffix(" \u2013 a") for title in named], "what is seen on shared screens"


KEPT = "Another ECG is on the screen now; what you wrote was kept with the one it was written for."


def test_a_statement_stays_with_the_record_it_was_written_for(opened, make_window, show, qtbot):
    opened.actions_["statement"].trigger()
    dialog = opened.findChild(StatementDialog)
    QTest.keyClicks(dialog.text, "Old infarction.")
    show(opened, "b.hea")
    dialog.accept()
    assert opened.study.edits.statement == Statement()
    assert opened.status.labels["review"].text() == ""
    assert opened.banner.text == KEPT
    opened.close()  # at once
    again = make_window()
    show(again, "a.hea")
    assert again.study.edits.statement == Statement("Old infarction.")
    show(again, "b.hea")
    assert again.study.edits.statement == Statement()


def test_a_statement_being_written_survives_although_another_record_came(opened, show, qtbot):
    opened.actions_["statement"].trigger()
    dialog = opened.findChild(StatementDialog)
    show(opened, "b.hea")
    saved = []
    services = opened.study.services
    opened.study.services = replace(services, save_annotations=lambda p, a, b: saved.append((p.source, a)))
    QTest.keyClicks(dialog.text, "Old infarc")
    qtbot.waitUntil(lambda: len(saved) == 1)
    ((_, annotations),) = saved
    assert annotations.statement == Statement("Old infarc")
    dialog.reject()
    qtbot.waitUntil(lambda: len(saved) == 2)
    assert saved[-1][1].statement == Statement()


def test_a_note_for_one_record_is_not_put_on_another(opened, show, monkeypatch):
    opened.study.edits.set_notes((Note(2.0, "V3", "of a"),))

    def ask(*_):
        show(opened, "b.hea")
        return "more of a", True

    monkeypatch.setattr(notes, "ask_lines", ask)
    opened.notes.edit(0)
    assert opened.study.edits.notes == ()
    assert opened.banner.text == KEPT
    show(opened, "a.hea")
    assert opened.study.edits.notes == (Note(2.0, "V3", "more of a"),)
    monkeypatch.setattr(notes, "ask_lines", ask)
    opened.actions_["add_note"].trigger()
    assert opened.study.edits.notes == ()
    assert opened.banner.text == KEPT
    show(opened, "a.hea")
    assert [note.text for note in opened.study.edits.notes] == ["more of a", "more of a"]


def test_the_field_of_a_note_has_a_name_and_tab_leaves_it(window, qtbot):
    seen = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        field = dialog.findChild(QPlainTextEdit)
        seen.append((field.accessibleName(), field.tabChangesFocus()))
        dialog.reject()

    QTimer.singleShot(0, look)
    notes.ask_lines(window, "Note", "Your note:", "")
    assert seen == [("Your note:", True)]
