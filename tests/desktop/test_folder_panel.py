"""The folder panel: thousands of records, sorted, filtered, previewed, answered."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from ecg_imn_desktop.desktop.files import each_once
from ecg_imn_desktop.desktop.folder_model import ANSWER, NAME, RECORDED, FilteredFolder, FolderModel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def folder(tmp_path, shelf):
    for i, name in enumerate(("b", "a", "sim", "broken")):
        (tmp_path / f"{name}.hea").write_text(
            f"{name} 1 500 10 12:00:00 0{i + 1}/02/2020\n{name}.dat 16 200 16 0 0 0 0 II\n"
        )
    return tmp_path


@pytest.fixture
def listing(opened, folder, qtbot):
    opened.open_folder(folder)
    panel = opened.folder
    qtbot.waitUntil(lambda: panel._names.rowCount() == 4)
    return panel


def shown(panel, column=NAME):
    return [panel._shown.index(row, column).data() for row in range(panel._shown.rowCount())]


def test_dates_come_from_the_headers_and_sort(listing, qtbot):
    qtbot.waitUntil(lambda: all(shown(listing, RECORDED)))
    assert shown(listing) == ["a", "b", "broken", "sim"]
    listing.list.sortByColumn(RECORDED, Qt.SortOrder.DescendingOrder)
    assert shown(listing) == ["broken", "sim", "a", "b"]


def test_what_is_opened_has_its_answer(listing, opened, folder, show, qtbot):
    show(opened, str(folder / "a.hea"))
    qtbot.waitUntil(lambda: listing._names.has_answer(folder / "a.hea"))
    assert shown(listing, ANSWER)[0].startswith("MI ")
    QTest.keyClicks(listing.filter, "MI")
    assert shown(listing) == ["a"]


def test_a_filter_without_a_match_is_said_and_esc_clears_it(listing, opened, qtbot):
    QTest.keyClicks(listing.filter, "zz")
    assert listing.none_found.isVisible()
    assert not listing.list.isVisible()
    assert (
        listing.none_found.text() == "No record here has \u201czz\u201d in its name or answer. Esc clears the filter."
    )
    opened.actions_["caliper"].trigger()
    QTest.keyClick(listing.filter, Qt.Key.Key_Escape)
    assert listing.filter.text() == ""
    assert opened.input.is_measuring, "one thing a press, the nearest first"
    assert listing.list.isVisible()
    assert not listing.none_found.isVisible()
    QTest.keyClicks(listing.filter, "a")
    QTest.keyClick(listing.list, Qt.Key.Key_Escape)
    assert len(shown(listing)) == 4, "from the list, too"
    QTest.keyClick(listing.filter, Qt.Key.Key_Escape)
    assert not opened.input.is_measuring


def test_the_filter_by_keys_alone(listing, opened, folder, show, qtbot):
    show(opened, str(folder / "b.hea"))
    chosen = listing.list.currentIndex().data()
    assert chosen == "b"
    QTest.keyClicks(listing.filter, "a")
    assert shown(listing) == ["a"]
    with qtbot.waitSignal(listing.chosen) as opening:
        QTest.keyClick(listing.filter, Qt.Key.Key_Return)
    assert opening.args[0] == folder / "a.hea"
    qtbot.waitUntil(lambda: opened.study.path == folder / "a.hea")
    listing.filter.clear()
    assert listing.list.currentIndex().data() == "a", "what is on the screen is marked again"
    QTest.keyClicks(listing.filter, "s")
    listing.filter.setFocus()
    QTest.keyClick(listing.filter, Qt.Key.Key_Down)
    assert opened.focusWidget() is listing.list
    assert listing.list.currentIndex().data() == "sim"


def test_an_answer_that_was_there_before_the_list_is_in_it(opened, folder, show, qtbot):
    show(opened, str(folder / "b.hea"))
    opened.open_folder(folder)
    qtbot.waitUntil(lambda: opened.folder._names.rowCount() == 4)
    assert opened.folder._names.has_answer(folder / "b.hea")


def test_all_are_answered_one_by_one_and_a_broken_one_stops_nothing(listing, opened, folder, qtbot):
    QTest.mouseClick(listing.analyse, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(shown(listing, ANSWER)), timeout=8000)
    qtbot.waitUntil(lambda: not listing.analyse.isChecked())
    answers = dict(zip(shown(listing), shown(listing, ANSWER), strict=True))
    assert answers["b"].startswith("MI ")
    assert answers["broken"] == "\u2013"
    assert opened.canvas.scene.record.name == "a", "the record on the screen stays"
    listing.list.sortByColumn(ANSWER, Qt.SortOrder.AscendingOrder)
    assert shown(listing)[0] == "broken"


def test_an_answer_says_what_counts_as_present_and_how_much_more(listing, model, qtbot, monkeypatch):
    run = model.run
    said = {"a": (0.1, 0.9, 0.95, 0.6), "b": (0.1, 0.15, 0.1, 0.1), "sim": (0.38, 0.2, 0.36, 0.1)}

    def answer(record, start_s, progress):
        analysis = run(record, start_s, progress)
        probability = np.array(said[record.name])
        return replace(analysis, prediction=replace(analysis.prediction, probability=probability))

    monkeypatch.setattr(model, "run", answer)
    QTest.mouseClick(listing.analyse, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(shown(listing, ANSWER)), timeout=8000)
    listing.list.sortByColumn(ANSWER, Qt.SortOrder.DescendingOrder)
    assert dict(zip(shown(listing), shown(listing, ANSWER), strict=True)) == {
        "a": "CD 95 % +1", "sim": "CD 36 %?", "b": "(MI 15 %)", "broken": "\u2013",
    }  # fmt: skip
    assert shown(listing) == ["a", "sim", "b", "broken"], "of sim, the normal class is likelier, and not present"

    def tip(row):
        return listing._shown.index(row, ANSWER).data(Qt.ItemDataRole.ToolTipRole)

    assert tip(0) == "MI, Myocardial infarction\n    IMI, Inferior infarction\nCD, Conduction disturbance"
    assert tip(2) == "No superclass reaches its threshold; the likeliest: Myocardial infarction"
    QTest.keyClicks(listing.filter, "IMI")
    assert shown(listing) == ["a"], "what counts as present is found"


def test_an_answer_near_its_threshold_is_marked(listing, model, qtbot, monkeypatch):
    run = model.run

    def answer(record, start_s, progress):
        analysis = run(record, start_s, progress)
        probability = np.array([0.1, 0.32 if record.name == "b" else 0.6, 0.1, 0.1])
        return replace(analysis, prediction=replace(analysis.prediction, probability=probability))

    monkeypatch.setattr(model, "run", answer)
    QTest.mouseClick(listing.analyse, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(shown(listing, ANSWER)), timeout=8000)
    answers = dict(zip(shown(listing), shown(listing, ANSWER), strict=True))
    assert (answers["b"], answers["sim"]) == ("MI 32 %?", "MI 60 %"), "of 30 %"


def test_analysing_can_be_stopped(listing, opened, model, qtbot):
    model.go.clear()
    listing.analyse.click()
    listing.analyse.click()
    model.go.set()
    qtbot.wait(150)
    assert not any(shown(listing, ANSWER))


def test_a_record_is_previewed_without_being_opened(listing, opened, folder, qtbot):
    index = listing._shown.index(1, NAME)
    listing.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.SelectCurrent)
    qtbot.waitUntil(lambda: listing.preview.path == folder / "b.hea", timeout=4000)
    assert "II" in listing.preview.accessibleDescription()
    assert opened.canvas.scene.record.name == "a"
    listing.preview.grab()


def test_thousands_are_listed_quickly_and_filtered(opened, tmp_path, qtbot):
    paths = [Path(f"/records/{i:05d}.hea") for i in range(20000)]
    opened.folder.show_files(paths, opened.study)
    assert opened.folder._shown.rowCount() == 20000
    opened.folder.filter.setText("1999")
    assert opened.folder._shown.rowCount() == 12
    opened.folder._names.show_paths([])


def test_where_there_is_no_room_names_come_before_dates(listing, opened, qtbot):
    qtbot.waitUntil(lambda: listing._has_dates)
    listing.setMinimumWidth(0)
    for width, is_hidden in (
        (500, False),
        (100, True),
        (listing.list.sizeHintForColumn(NAME) + 120, True),
        (500, False),
    ):
        listing.resize(width, listing.height())
        assert listing.list.isColumnHidden(RECORDED) == is_hidden
        assert listing.list.columnWidth(NAME) >= listing.list.sizeHintForColumn(NAME)
    assert listing._shown.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole).endswith("\n2020-02-02")


def test_a_file_dropped_on_the_filter_is_no_word_to_filter_by(opened):
    assert not opened.folder.filter.acceptDrops(), "the window takes it"


def test_the_head_of_the_dates_counts_while_it_is_hidden(listing, qtbot):
    qtbot.waitUntil(lambda: listing._has_dates)
    listing.setMinimumWidth(0)
    listing.list.header().setStyleSheet("QHeaderView::section { padding: 0 40px; }")  # as a longer word would
    shown_at = []
    for width in range(100, 700, 20):
        listing.resize(width, listing.height())
        shown_at.append(not listing.list.isColumnHidden(RECORDED))
        assert listing.list.columnWidth(NAME) >= listing.list.sizeHintForColumn(NAME), width
    assert shown_at == sorted(shown_at), "from some width on"
    assert shown_at[-1]


def test_a_record_that_is_not_listed_leaves_no_other_chosen(listing, folder):
    listing.mark(folder / "b.hea")
    assert listing.list.selectionModel().hasSelection()
    listing.mark(folder.parent / "elsewhere.hea")
    assert not listing.list.selectionModel().hasSelection()
    assert not listing.list.currentIndex().isValid()


def test_dropped_files_are_listed(opened, folder):
    opened.open_many([folder / "b.hea", folder / "a.hea"])
    assert opened.folder._names.paths() == [folder / "a.hea", folder / "b.hea"]


def test_the_chosen_record_stays_chosen_however_the_list_is_sorted(listing, folder, qtbot):
    qtbot.waitUntil(lambda: all(shown(listing, RECORDED)))
    listing.mark(folder / "b.hea")
    listing.filter.setText("b")
    for column, order, expected in (
        (RECORDED, Qt.SortOrder.DescendingOrder, ["broken", "b"]),
        (NAME, Qt.SortOrder.DescendingOrder, ["broken", "b"]),
        (NAME, Qt.SortOrder.AscendingOrder, ["b", "broken"]),
    ):
        listing.list.sortByColumn(column, order)
        assert shown(listing) == expected
        assert listing.list.currentIndex().data() == "b"
        assert listing._path(listing.list.currentIndex()) == folder / "b.hea"
    listing.filter.setText("")
    assert listing.list.currentIndex().data() == "b"


def test_answers_that_come_later_find_their_place(listing, folder):
    listing.list.sortByColumn(ANSWER, Qt.SortOrder.DescendingOrder)
    listing.mark(folder / "a.hea")
    for name, probability in (("sim", 0.4), ("b", 0.9), ("a", 0.6)):
        listing._names.take_answer(folder / f"{name}.hea", "MI", "Myocardial infarction", probability)
    assert shown(listing) == ["b", "a", "sim", "broken"]
    assert listing.list.currentIndex().data() == "a"
    assert listing._names.row_of(folder / "sim.hea") == 2


def test_sorting_asks_for_no_value_twice(qtbot, monkeypatch):
    model = FolderModel()
    model.show_paths([Path(f"{i:03d}.hea") for i in range(500)])
    asked = []
    data = FolderModel.data
    monkeypatch.setattr(FolderModel, "data", lambda self, *args: asked.append(args) or data(self, *args))
    shown_rows = FilteredFolder(model)
    shown_rows.sort(NAME, Qt.SortOrder.DescendingOrder)
    assert model.paths()[0] == Path("499.hea")
    assert asked == [], "a proxy that compares in Python would ask thousands of times"


def test_the_list_hears_once_of_many_dates(qtbot):
    model, said = FolderModel(), []
    model.show_paths([Path(f"{i:03d}.hea") for i in range(500)])
    model.dataChanged.connect(lambda first, last: said.append((first.row(), last.row())))
    model.take_dates([(Path(f"{i:03d}.hea"), None) for i in range(500)])
    assert said == [], "nothing has become known"
    model.take_dates([(Path(f"{i:03d}.hea"), datetime(2026, 1, 1 + i % 28)) for i in range(3, 400)])
    assert said == [(3, 399)]
    assert model.data(model.index(5, RECORDED)) == "2026-01-06"


def test_a_record_dropped_with_its_files_is_listed_once():
    paths = [Path(n) for n in ("b.dat", "b.hea", "a.hea", "a.dat", "c.dcm", "b.hea", "d.dat", "c.hea", "c.csv")]
    assert [p.name for p in each_once(paths)] == ["b.hea", "a.hea", "c.dcm", "d.dat", "c.hea", "c.csv"]


def test_answers_of_another_model_are_forgotten(listing, opened, qtbot):
    """They would stand beside those of the model that answers now, and look alike."""
    listing.analyse.setChecked(True)
    qtbot.waitUntil(lambda: all(shown(listing, ANSWER)), timeout=8000)
    qtbot.waitUntil(lambda: not listing.analyse.isChecked())
    opened.study.use_model("mine")
    assert not any(shown(listing, ANSWER))
    listing.analyse.setChecked(True)
    qtbot.waitUntil(lambda: all(shown(listing, ANSWER)), timeout=8000)


def test_another_model_ends_the_reading_of_the_folder(listing, opened, model, qtbot):
    model.go.clear()
    listing.analyse.setChecked(True)
    opened.study.use_model("mine")
    model.go.set()
    assert not listing.analyse.isChecked()
    qtbot.waitUntil(lambda: opened.study.insight is not None)
    assert not any(shown(listing, ANSWER))


def test_files_of_one_name_in_several_formats_are_told_apart():
    model = FolderModel()
    model.show_paths([Path(name) for name in ("a.dcm", "a.edf", "a.hea", "set.hdf5#1", "set.hdf5#2")])
    names = [model.index(row, NAME).data() for row in range(model.rowCount())]
    assert names == ["a", "a.dcm", "a.edf", "set.hdf5#1", "set.hdf5#2"]
