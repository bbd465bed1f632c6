"""Tools > Batch, with a stand-in for the processes that do the work."""

import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPersistentModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from ecg_imn_desktop.batch.ledger import ERRORS, PREDICTIONS, read_rows
from ecg_imn_desktop.batch.run import card_of
from ecg_imn_desktop.batch.work import Outcome
from ecg_imn_desktop.cli import example_path
from ecg_imn_desktop.core.analysis import RESEARCH_USE
from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.desktop import batch_window
from ecg_imn_desktop.desktop.batch_model import BatchModel, Line, line_of
from ecg_imn_desktop.desktop.batch_window import BatchWindow
from ecg_imn_desktop.desktop.scale_dialog import ScaleDialog
from ecg_imn_desktop.io.opening import read_any
from ecg_imn_desktop.io.references import Reference
from ecg_imn_desktop.io.tables import UnknownScaleError
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.examples import write_wfdb

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", extend=True)

CLASSES = [c.name for c in card_of("imn-1d").classes]


class Hands:
    """Answers at once, of an infarction as sure as the ECG's name says; ``go`` holds it after the first."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.treated: list[str] = []
        self.plan = None

    def __call__(self, plan, items):
        self.plan = plan
        for n, item in enumerate(items):
            if n:
                self.go.wait(20)
            self.treated.append(item.key)
            yield [self._outcome(item)]

    def _outcome(self, item):
        if item.key == "e2":
            return Outcome(item, error="e2.dat is damaged.")
        row = {f"{kind}_{name}": 0.1 for name in CLASSES for kind in ("probability", "logit")}
        row |= {"record": item.key, "file": item.reference, "present": "MI", "warnings": ""}
        row["window_start_s"] = item.start_s
        row["near_threshold"] = "MI IMI" if item.key == "e0" else ""
        row["probability_MI"] = {"e0": 0.2, "e1": 0.9, "e3": 0.05}.get(item.key, 0.5)
        return Outcome(item, row)


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(4):
        for suffix in (".hea", ".dat"):
            shutil.copy(example_path(f"lbbb{suffix}"), folder / f"e{i}{suffix}")
    return folder


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def batch(window, hands, folder, tmp_path, qtbot):
    batch = BatchWindow(window, hands)
    batch.source.setText(str(folder))
    batch.target.setText(str(tmp_path / "out"))
    batch.show()
    qtbot.waitExposed(batch)
    return batch


def run(qtbot, batch) -> None:
    with qtbot.waitSignal(batch.ended, timeout=10000):
        qtbot.mouseClick(batch.start_button, Qt.MouseButton.LeftButton)


def shown(batch, column: int = 0) -> list[str]:
    model = batch.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_numbers_and_the_words_beside_them_do_not_touch(batch):
    """Headings at the right edge of one column and at the left edge of the next: "HYP Present"."""
    header = batch.table.horizontalHeader()
    image = header.grab().toImage()
    edge = header.sectionViewportPosition(header.count() - 2)
    for x in range(edge - 6, edge + 6):
        column = [image.pixelColor(x, y).rgb() for y in range(image.height())]
        assert len(set(column)) == 1, f"letters {x - edge} px from the edge"


def test_the_arrow_of_the_order_covers_no_heading(qtbot, batch):
    header = batch.table.horizontalHeader()

    def words() -> list[list[int]]:
        image = header.grab().toImage()
        left = header.sectionViewportPosition(2)
        places = range(left + 1, left + header.sectionSize(2) - 1)
        return [[image.pixelColor(x, y).rgb() for x in places] for y in range(image.height() // 3, image.height())]

    before = words()
    batch.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert header.isSortIndicatorShown()
    assert words() == before


def test_tab_leaves_the_table(qtbot, batch):
    run(qtbot, batch)
    batch.table.setFocus()
    batch.table.setCurrentIndex(batch.table.model().index(0, 0))
    QTest.keyClick(batch.table, Qt.Key.Key_Tab)
    assert batch.focusWidget() is not batch.table


def test_no_two_buttons_have_one_name(batch):
    names = [button.accessibleName() or button.text() for button in batch.findChildren(QPushButton)]
    assert len(set(names)) == len(names)


def test_the_table_fills_in_and_is_sorted_by_probability(qtbot, batch, tmp_path):
    run(qtbot, batch)
    assert shown(batch) == ["e0", "e1", "e2", "e3"]
    assert "4 of 4" in batch.words.text()
    assert "1 without an answer" in batch.words.text()
    column = 1 + [c.name for c in card_of("imn-1d").classes if c.parent is None].index("MI")
    header = batch.table.horizontalHeader()
    seen = []
    for _ in range(2):
        x = header.sectionViewportPosition(column) + 10
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 5))
        seen.append(shown(batch))
    assert sorted(seen) == [["e1", "e0", "e3", "e2"], ["e2", "e3", "e0", "e1"]]
    assert sorted(shown(batch, column)) == ["", "20 %?", "5 %", "90 %"]
    present = len([c for c in card_of("imn-1d").classes if c.parent is None]) + 1
    assert shown(batch, present) == ["MI?" if key == "e0" else "" if key == "e2" else "MI" for key in shown(batch)]
    tip = Qt.ItemDataRole.ToolTipRole
    (e0,) = [row for row, key in enumerate(shown(batch)) if key == "e0"]
    assert batch.lines.index(e0, present).data(tip) == "MI, Myocardial infarction?"
    assert batch.lines.headerData(column, Qt.Orientation.Horizontal, tip) == "Myocardial infarction"
    assert shown(batch, batch.lines.columnCount() - 1).count("e2.dat is damaged.") == 1
    assert len(list(read_rows(tmp_path / "out" / PREDICTIONS))) == 3
    assert [r["record"] for r in read_rows(tmp_path / "out" / ERRORS)] == ["e2"]


def test_lines_that_come_later_find_their_place_and_what_is_chosen_stays():
    model = BatchModel(("NORM", "MI"), ("Record", "Present", "Remarks"))
    model.add([Line("b", "b.hea", (0.1, 0.5)), Line("a", "a.hea", (0.2, 0.9))])
    chosen = QPersistentModelIndex(model.index(0, 2))
    model.sort(2, Qt.SortOrder.DescendingOrder)
    model.add([Line("c", "c.hea", (0.3, 0.7)), Line("x", "x.hea", remark="x.hea is damaged.")])

    def keys():
        return [model.line(row).key for row in range(model.rowCount())]

    assert keys() == ["a", "c", "b", "x"]
    assert model.line(chosen.row()).key == "b"
    assert chosen.column() == 2
    model.sort(0)
    assert keys() == ["a", "b", "c", "x"]
    model.sort(4, Qt.SortOrder.DescendingOrder)
    assert keys()[0] == "x", "by its remark"
    model.sort(-1)
    assert keys() == ["b", "a", "c", "x"], "as they came"
    assert model.line(chosen.row()).key == "b"


def test_a_double_click_opens_the_ecg(qtbot, batch):
    run(qtbot, batch)
    index = batch.table.model().index(1, 0)
    spot = batch.table.visualRect(index).center()
    with qtbot.waitSignal(batch.chosen) as chosen:
        qtbot.mouseClick(batch.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseDClick(batch.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert chosen.args[0].name == "e1.hea"


def test_a_long_ecg_has_a_line_for_every_window_and_is_opened_at_it(qtbot, batch, folder, window):
    object.__setattr__(window.study.services, "open_record", read_any)
    path = write_wfdb(simulate("lbbb", fs=100, duration_s=62, seed=1).record, folder)
    batch.source.setText(str(path))
    batch.all_windows.setChecked(True)
    run(qtbot, batch)
    assert batch.words.text().startswith("7 of 7")
    assert not batch.h5.isEnabled()  # it would hold the whole record for each of them
    assert shown(batch) == [f"{path.stem}@{s:06}s" for s in (0, 10, 20, 30, 40, 50, 52)]
    with qtbot.waitSignal(window.study.record_loaded, timeout=10000):
        batch.table.activated.emit(batch.table.model().index(3, 0))
    assert window.study.window_start_s == 30
    page = window.canvas.page
    assert page.start_s <= 30.01
    assert page.end_s >= 39.99
    batch.table.activated.emit(batch.table.model().index(1, 0))  # it is open: nothing is read again
    assert window.study.window_start_s == 10
    with qtbot.waitSignal(window.study.record_loaded, timeout=10000):
        window.open(path)  # without a time
    assert window.study.window_start_s == 0
    other = write_wfdb(simulate("normal", fs=100, duration_s=12, seed=1).record, folder)
    window.open(other)  # what is chosen while another one is being opened is not replaced by it
    with qtbot.waitSignal(window.study.record_loaded, timeout=10000):
        batch.table.activated.emit(batch.table.model().index(2, 0))
    assert window.study.path == path
    assert window.study.window_start_s == 20
    qtbot.wait(200)
    assert window.study.path == path


def test_a_window_without_an_answer_of_an_earlier_run_is_opened_where_it_begins(tmp_path):
    (tmp_path / PREDICTIONS).write_text("record,file\n")
    (tmp_path / ERRORS).write_text("record,file,error\nx@000120s,/x.hea,Lead II is flat.\n")
    assert [line.start_s for line in batch_window._earlier_lines(tmp_path, ())] == [120.0]


def test_an_ecg_opened_from_it_is_seen_on_a_small_screen(qtbot, batch, window):
    """It opened behind the batch: systems keep a window before the one to which it belongs."""
    run(qtbot, batch)
    batch.activateWindow()
    qtbot.waitUntil(batch.isActiveWindow)
    assert batch.windowHandle().transientParent() is None
    batch.table.setCurrentIndex(batch.lines.index(1, 0))
    qtbot.keyClick(batch.table, Qt.Key.Key_Return)
    qtbot.waitUntil(window.isActiveWindow)
    assert batch.isVisible()
    batch.activateWindow()
    qtbot.keyClick(batch, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.isActiveWindow)
    batch.show()
    window.close()
    assert not batch.isVisible(), "it would keep the program alive"


def test_files_of_each_and_the_number_of_processes_are_chosen(qtbot, batch, hands, monkeypatch):
    assert not batch.csv.isChecked()
    asked = []
    monkeypatch.setattr(batch_window, "Processes", lambda n: asked.append(n) or hands)
    batch._workers = None
    batch.jobs.setMaximum(8)
    batch.jobs.setValue(5)
    for box in (batch.csv, batch.h5):
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    run(qtbot, batch)
    assert asked == [5]
    assert (hands.plan.csv, hands.plan.h5, hands.plan.pdf, hands.plan.measures) == (True, True, False, True)


def test_stopped_and_gone_on_with(qtbot, batch, hands):
    hands.go.clear()
    qtbot.mouseClick(batch.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(batch) == ["e0"], timeout=10000)
    assert not any(button.isEnabled() for button in batch.choosers), "the folders are those of this run"
    qtbot.mouseClick(batch.stop_button, Qt.MouseButton.LeftButton)
    assert all(button.isEnabled() for button in batch.choosers)
    assert "Stopped" in batch.words.text()
    hands.go.set()
    run(qtbot, batch)
    assert batch.words.text().startswith("out holds the results of a run: tick")
    assert "--resume" not in batch.words.text()
    assert "e0" in shown(batch)  # what is shown stays where nothing is done
    batch.resumes.setChecked(True)
    run(qtbot, batch)
    assert sorted(shown(batch)) == ["e0", "e1", "e2", "e3"]
    assert hands.treated.count("e0") == 1


def test_what_is_wrong_is_said_in_the_window(qtbot, batch, tmp_path):
    batch.source.setText(str(tmp_path / "absent"))
    run(qtbot, batch)
    assert batch.words.text() == "There is no file or folder absent."
    batch.target.setText("")
    qtbot.mouseClick(batch.start_button, Qt.MouseButton.LeftButton)
    assert "Choose the folder" in batch.words.text()


def test_shut_it_goes_on_and_ends_with_the_main_window(qtbot, batch, hands, window):
    hands.go.clear()
    qtbot.mouseClick(batch.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(batch) == ["e0"], timeout=10000)
    batch.close()
    assert not batch.isVisible()
    hands.go.set()
    qtbot.waitUntil(lambda: len(shown(batch)) == 4, timeout=10000)
    window.close()
    assert batch._worker._thread.isFinished()


def test_it_says_research_use_and_is_shut_by_a_key(qtbot, batch):
    shown_texts = [label.text() for label in batch.findChildren(QLabel) if label.isVisible()]
    assert RESEARCH_USE in shown_texts
    qtbot.keyClick(batch, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not batch.isVisible()


def test_the_menu_shows_one_window(qtbot, window):
    window.actions_["batch"].trigger()
    first = window.tools.batch_window
    assert first.isVisible()
    first.close()
    window.actions_["batch"].trigger()
    assert window.tools.batch_window is first
    assert first.isVisible()
    first.stop()


# ------------------------------------------------------------------ tables that do not say their rate


def test_a_table_is_asked_for_rate_and_units_and_opened_with_the_answer(qtbot, window, shelf, monkeypatch, tmp_path):
    asked = UnknownScaleError(Reference(tmp_path / "a.csv"), True, True)
    opened = []

    def open_(path, progress):
        opened.append(str(path))
        if "#" not in str(path):
            raise asked
        raise RecordError("read after all")

    monkeypatch.setattr(shelf, "open", open_)
    object.__setattr__(window.study.services, "open_record", open_)
    window.open(tmp_path / "a.csv")
    qtbot.waitUntil(lambda: window.findChild(ScaleDialog) is not None, timeout=5000)
    dialog = window.findChild(ScaleDialog)
    button = dialog.buttons.button(dialog.buttons.StandardButton.Open)
    assert not button.isEnabled()
    dialog.fs.setValue(360)
    assert not button.isEnabled()
    dialog.units.setCurrentText("mV")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=5000)
    assert opened[1] == f"{tmp_path / 'a.csv'}#fs=360&units=mV"


def test_the_record_on_screen_is_exported(qtbot, opened, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    target = tmp_path / "out.dcm"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(target), ""))
    with qtbot.waitSignal(opened.writing.exported, timeout=10000):
        opened.actions_["export_record"].trigger()
    from ecg_imn_desktop.io.opening import read_any

    assert read_any(target).lead_names == opened.study.record.lead_names


def test_a_folder_dropped_on_the_window_fills_the_field_that_it_falls_on(batch, folder, tmp_path):
    def drop(at, *paths):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, button, none)
        QApplication.sendEvent(batch, enter)
        QApplication.sendEvent(batch, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, button, none))
        return enter.isAccepted()

    batch.source.clear()
    batch.target.clear()
    assert drop(batch.table.mapTo(batch, batch.table.rect().center()), folder)
    assert drop(batch.target.mapTo(batch, batch.target.rect().center()), tmp_path)
    assert (batch.source.text(), batch.target.text()) == (str(folder), str(tmp_path))
    assert not drop(QPoint(5, 5), folder / "e0.hea"), "a batch is of a folder"
    assert batch.source.text() == str(folder)


def test_the_remarks_have_the_room_that_is_left_and_all_of_them_in_the_tip(qtbot, batch):
    batch.show()
    n_columns = batch.lines.columnCount()
    assert batch.table.columnWidth(n_columns - 1) > 0.4 * batch.table.viewport().width()
    row = {f"probability_{name}": 0.5 for name in batch._class_names}
    row |= {"record": "e0", "file": "e0.hea", "present": "", "near_threshold": "", "window_start_s": "0.0"}
    row["warnings"] = "Low confidence: near the threshold for hypertrophy. Lead V4 is noisy."
    batch.lines.add([line_of(row, batch._class_names)])
    remarks = batch.lines.index(0, n_columns - 1)
    assert remarks.data() == row["warnings"]
    tip = remarks.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.split("\n") == ["Low confidence: near the threshold for hypertrophy.", "Lead V4 is noisy."]


def test_a_batch_is_answered_by_the_model_of_the_window(window, monkeypatch):
    """Another model is chosen after the window for batches was shown: it answers, and the folders stay chosen."""
    card = card_of("imn-1d")
    monkeypatch.setattr(batch_window, "card_of", lambda name: card)
    window.actions_["batch"].trigger()
    first = window.tools.batch_window
    first.source.setText("/ecgs")
    first.target.setText("/results")
    window.actions_["batch"].trigger()
    assert window.tools.batch_window is first
    window.study.use_model("mine")
    monkeypatch.setattr(BatchWindow, "is_running", True)
    window.actions_["batch"].trigger()
    assert window.tools.batch_window is first, "what is under way is not ended"
    monkeypatch.setattr(BatchWindow, "is_running", False)
    window.actions_["batch"].trigger()
    second = window.tools.batch_window
    assert (second.model_name, first.isVisible(), second.isVisible()) == ("mine", False, True)
    assert (second.source.text(), second.target.text()) == ("/ecgs", "/results")
    second.stop()
