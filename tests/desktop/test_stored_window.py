"""Stored analyses in the window, and annotations that save themselves."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.core.annotations import Annotations, Note, Statement
from ecg_imn_desktop.core.errors import ExportError, SignalError
from ecg_imn_desktop.desktop.moved_marks import MarkMove
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.io.autosave import user_annotations_folder
from ecg_imn_desktop.io.hdf5 import read_stored, write_h5

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def saved(opened, qtbot, tmp_path):
    """The window's own stored analysis of record "a"."""
    path = tmp_path / "a.h5"
    opened.study.edits.set_notes((Note(2.5, "V1", "a note"),))
    with qtbot.waitSignal(opened.writing.exported):
        opened.writing.export_stored(path, {"layout": "12x1"})
    return path


@pytest.mark.parametrize("suffix", [".h5", ".ecgimn"])
def test_a_stored_analysis_shows_everything_without_a_model(saved, opened, make_window, model, show, qtbot, suffix):
    saved = saved.rename(saved.with_suffix(suffix))
    before = opened.study.insight
    model.error = AssertionError("the model was asked")
    window = make_window()
    show(window, str(saved))
    insight = window.study.insight
    assert model.loads == 1  # that of the first window
    np.testing.assert_array_equal(insight.analysis.explanation.contribution, before.analysis.explanation.contribution)
    assert insight.measurements.qrs_ms == before.measurements.qrs_ms
    assert [c.sentence for c in insight.classes] == [c.sentence for c in before.classes]
    assert window.study.edits.notes == (Note(2.5, "V1", "a note"),)
    assert window.canvas.scene.attribution is not None
    assert window.windowTitle().startswith("a ")
    made_at = read_stored(saved).provenance.created_at
    assert window.panel.part.text() == f"Answer stored {made_at[:10]} {made_at[11:16]}"
    assert window.panel.part.isVisible()
    assert not opened.panel.part.isVisible(), "what was answered just now says no date"


def test_moved_marks_come_back_and_can_be_forgotten(saved, make_window, show, qtbot, tmp_path):
    stored = read_stored(saved)
    window_ = stored.windows[0]
    f = window_.measurements.fiducials
    moved = replace(f, qrs_offset_s=f.qrs_offset_s + 0.02, edited=frozenset({"qrs_offset"}))
    measurements = replace(window_.measurements, fiducials=moved, qrs_ms=window_.measurements.qrs_ms + 20)
    write_h5(
        tmp_path / "m.h5", stored.record, window_.analysis, measurements, annotations=Annotations(marks={0: moved})
    )
    window = make_window()
    show(window, str(tmp_path / "m.h5"))
    assert window.study.measurements.fiducials.edited == {"qrs_offset"}
    assert window.study.measurements.qrs_ms == pytest.approx(measurements.qrs_ms)
    with qtbot.waitSignal(window.study.insight_changed):
        window.editing.forget_marks()
    assert window.study.measurements.fiducials.edited == frozenset()
    assert window.study.measurements.qrs_ms == pytest.approx(window_.measurements.qrs_ms)


def test_marks_moved_and_forgotten_since_an_analysis_was_stored_are_so_when_it_is_opened_again(
    saved, make_window, show, qtbot
):
    window = make_window()
    show(window, str(saved))
    automatic = window.study.measurements.fiducials
    with qtbot.waitSignal(window.study.insight_changed):
        window.study.move_mark(MarkMove(window.study.fiducials, "qrs_offset", 2, automatic.qrs_offset_s[2] + 0.02))
    moved_to_s = window.study.measurements.fiducials.qrs_offset_s
    with qtbot.waitSignal(window.writing.exported):
        window.writing.export_stored(saved.with_name("moved.h5"), {})
    window.close()
    again = make_window()
    show(again, str(saved))
    qtbot.waitUntil(lambda: not again.study.background.files.is_busy)
    np.testing.assert_array_equal(again.study.insight.measurements.fiducials.qrs_offset_s, moved_to_s)
    show(again, str(saved.with_name("moved.h5")))
    with qtbot.waitSignal(again.study.insight_changed):
        again.editing.forget_marks()
    again.close()
    last = make_window()
    show(last, str(saved.with_name("moved.h5")))
    qtbot.waitUntil(lambda: not last.study.background.files.is_busy)
    assert last.study.insight.measurements.fiducials.edited == frozenset()


def test_what_was_measured_where_there_is_no_answer_stays_where_it_was(
    opened, show, qtbot, tmp_path, make_window, model
):
    show(opened, "long.hea")
    run, study = model.run, opened.study

    def refuse(record, start_s, progress):
        raise SignalError("No lead holds a usable signal.")

    model.run = refuse
    with qtbot.waitSignal(study.no_prediction):
        opened.moving.go_to(40.0)
    qtbot.waitUntil(lambda: study.measurements is not None)
    model.run = run
    path = tmp_path / "long.h5"
    with qtbot.waitSignal(opened.writing.exported):
        opened.writing.export_stored(path, {})
    window = make_window()
    with qtbot.waitSignal(window.study.no_prediction):
        window.open(path)
    assert window.study.window_start_s == 40.0
    np.testing.assert_array_equal(
        window.study.measurements.fiducials.r_peak_s, study.measurements.fiducials.r_peak_s, strict=True
    )
    window.study.look_at(0.0)
    assert window.study.insight is not None
    assert window.study.measurements.fiducials.r_peak_s[0] < 1.0


def test_marks_moved_where_a_stored_analysis_holds_no_answer_are_there_again(
    opened, qtbot, tmp_path, make_window, model
):
    path, run = tmp_path / "b.h5", model.run

    def refuse(record, start_s, progress):
        raise SignalError("No lead holds a usable signal.")

    model.run = refuse
    with qtbot.waitSignal(opened.study.no_prediction):
        opened.open(Path("b.hea"))
    qtbot.waitUntil(lambda: opened.study.measurements is not None)
    model.run = run
    with qtbot.waitSignal(opened.writing.exported):
        opened.writing.export_stored(path, {})

    def open_and_move(name):
        """Times of QRS and T offsets when it was opened, and as they were left."""
        window = make_window()
        with qtbot.waitSignal(window.study.no_prediction):
            window.open(path)
        study = window.study
        qtbot.waitUntil(lambda: not study.background.files.is_busy)
        assert study.measurements.fiducials is window.canvas.scene.fiducials
        first = study.fiducials
        study.move_mark(MarkMove(study.fiducials, name, 2, first.of(name)[2] + 0.02))
        left = study.fiducials
        window.close()
        return [(f.qrs_offset_s, f.t_offset_s) for f in (first, left)]

    _, left = open_and_move("qrs_offset")
    again, last = open_and_move("t_offset")
    np.testing.assert_array_equal(again, left)
    np.testing.assert_array_equal(last[0], left[0])


def test_other_parts_of_a_stored_record_are_answered_only_when_asked(opened, show, qtbot, tmp_path, make_window, model):
    show(opened, "long.hea")
    opened.moving.go_to(50.0)
    qtbot.waitUntil(lambda: opened.study.insight is not None and opened.study.insight.start_s == 50.0)
    path = tmp_path / "long.h5"
    with qtbot.waitSignal(opened.writing.exported):
        opened.writing.export_stored(path, {})
    assert [w.analysis.explanation.start_s for w in read_stored(path).windows] == [50.0, 0.0]
    window = make_window()
    asked = len(model.asked)
    show(window, str(path))
    assert window.study.window_start_s == 50.0
    assert window.canvas.page.start_s == pytest.approx(50.0, abs=0.05)
    window.moving.go_to(0.0)
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == 0.0)
    window.canvas.move_to(52.0)
    qtbot.waitUntil(lambda: window.study.insight is not None and window.study.insight.start_s == 50.0)
    with qtbot.waitSignal(window.study.no_prediction) as said:
        window.moving.go_to(20.0)
    assert "holds no answer for this part" in said.args[0]
    assert len(model.asked) == asked
    with qtbot.waitSignal(window.study.insight_changed, check_params_cb=lambda i: i is not None):
        window.actions_["window_here"].trigger()
    assert len(model.asked) == asked + 1


def test_a_damaged_stored_analysis_leaves_the_screen_as_it_was(saved, opened, qtbot):
    saved.write_bytes(saved.read_bytes()[:3000])
    with qtbot.waitSignal(opened.study.load_failed):
        opened.open(saved)
    assert "a.h5" in opened.banner.text
    assert opened.study.record.name == "a"


# ---------------------------------------------------------------------------------------- autosave


def test_what_is_added_is_there_again_after_a_restart(opened, make_window, show, qtbot):
    opened.study.edits.set_statement(Statement("Old infarction.", "Dr X", date(2026, 1, 2)))
    opened.study.edits.set_notes((Note(1.0, None, "artefact"),))
    qtbot.waitUntil(lambda: len(saved_files()) == 1)
    qtbot.waitUntil(lambda: json.loads(saved_files()[0].read_text())["annotations"]["notes"] != [])
    window = make_window()
    show(window, "a.hea")
    assert window.study.edits.statement == Statement("Old infarction.", "Dr X", date(2026, 1, 2))
    assert window.study.edits.notes == (Note(1.0, None, "artefact"),)
    show(window, "b.hea")
    assert window.study.edits.annotations.is_empty


def saved_files():
    """Whole files: pathlib's glob also matches the one that is being written, whose name begins with a point."""
    folder = user_annotations_folder()
    return sorted(p for p in folder.glob("*.json") if not p.name.startswith(".")) if folder.is_dir() else []


def test_looking_at_a_record_saves_nothing(opened):
    opened.close()
    assert saved_files() == []


def test_an_undo_is_saved_too(opened, qtbot):
    opened.study.edits.set_notes((Note(1.0, None, "artefact"),))
    qtbot.waitUntil(lambda: len(saved_files()) == 1)
    opened.editing.undo()
    qtbot.waitUntil(lambda: json.loads(saved_files()[0].read_text())["annotations"]["notes"] == [])


def test_closing_at_once_loses_nothing(opened):
    opened.study.edits.set_notes((Note(1.0, None, "at the last moment"),))
    opened.close()
    assert json.loads(saved_files()[0].read_text())["annotations"]["notes"][0]["text"] == "at the last moment"


def test_beside_the_record_where_that_is_chosen(opened, show, shelf, qtbot, tmp_path):
    shelf.records["b.hea"] = replace(shelf.records["b.hea"], source=tmp_path / "b.hea")
    opened.study.saves_beside = True
    show(opened, "b.hea")
    opened.study.edits.set_notes((Note(1.0, None, "here"),))
    qtbot.waitUntil(lambda: (tmp_path / "b.hea.ecg-imn.json").exists())
    assert saved_files() == []


def test_a_signal_and_a_stored_analysis_of_it_are_both_saved(opened, qtbot):
    """Asked for at once, while the first still waits."""
    places = opened.study.opened.places
    stored = replace(places, identity=f"{places.identity}-1111", user=places.user.with_name("stored.json"))
    for each in (places, stored):
        opened.autosaving._save(each, Annotations((Note(1.0, None, "x"),)))
    qtbot.waitUntil(lambda: not opened.autosaving._unsaved)
    assert places.user.exists()
    assert stored.user.exists()


def test_a_failure_to_save_is_said_once(opened, qtbot):
    def fail(*_):
        raise ExportError("The annotations could not be saved.")

    opened.study.services = replace(opened.study.services, save_annotations=fail)
    opened.study.edits.set_notes((Note(1.0, None, "x"),))
    qtbot.waitUntil(lambda: opened.banner.text == "The annotations could not be saved.")
    opened.banner.dismiss()
    opened.study.edits.set_notes((Note(1.0, None, "y"),))
    qtbot.wait(100)
    assert opened.banner.text == ""
    opened.autosaving._unsaved.clear()  # nothing more to be said when it closes


def test_damaged_annotations_are_set_aside_and_said(opened, make_window, show, qtbot):
    opened.study.edits.set_notes((Note(1.0, None, "x"),))
    qtbot.waitUntil(lambda: len(saved_files()) == 1)
    saved_files()[0].write_text("{")
    window = make_window()
    show(window, "a.hea")
    assert "set aside" in window.banner.text
    assert window.study.edits.annotations.is_empty


def test_a_window_that_keeps_nothing_reads_no_annotations(qtbot, services, show):
    from ecg_imn_desktop.desktop.settings import Settings
    from ecg_imn_desktop.desktop.window import MainWindow

    def never(*_):
        raise AssertionError

    window = MainWindow(
        Settings(), replace(services, load_annotations=never, save_annotations=never), keeps_settings=False
    )
    show(window, "a.hea")
    window.study.edits.set_notes((Note(1.0, None, "x"),))
    window.close()
    window.deleteLater()


def test_services_tell_a_stored_analysis_by_its_content(tmp_path, saved):
    read = Services().read_stored
    assert read(saved).record.name == "a"
    assert read(tmp_path / "a.hea") is None
    (tmp_path / "text.h5").write_text("no HDF5")
    assert read(tmp_path / "text.h5") is None


def test_words_being_written_survive_a_kill_and_cancelled_ones_do_not_stay(opened, qtbot):
    from ecg_imn_desktop.desktop.statement_dialog import StatementDialog

    opened.actions_["statement"].trigger()
    dialog = opened.findChild(StatementDialog)
    dialog.text.setPlainText("Half a sent")
    qtbot.waitUntil(lambda: len(saved_files()) == 1)
    stored = json.loads(saved_files()[0].read_text())["annotations"]["statement"]["text"]
    assert stored == "Half a sent"
    assert opened.study.edits.statement == Statement()
    dialog.reject()
    qtbot.waitUntil(
        lambda: json.loads(saved_files()[0].read_text())["annotations"]["statement"]["text"] == "", timeout=5000
    )
