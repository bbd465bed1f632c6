"""A batch over all of long records."""

import shutil

import numpy as np
import pytest

from ecg_imn_desktop.batch import windows
from ecg_imn_desktop.batch.items import Item, find_items
from ecg_imn_desktop.batch.ledger import ERRORS, PREDICTIONS, read_rows
from ecg_imn_desktop.batch.pool import in_this_process
from ecg_imn_desktop.batch.run import open_ledger, run_batch
from ecg_imn_desktop.batch.windows import in_windows, start_s_of, window_starts_s
from ecg_imn_desktop.batch.work import Outcome, Plan, file_of
from ecg_imn_desktop.cli import Device, analyse
from ecg_imn_desktop.core.errors import Cancelled, ExportError, RecordError
from ecg_imn_desktop.io.opening import read_any
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.examples import write_wfdb

KEYS = ["long@000000s", "long@000010s", "long@000020s", "long@000023s"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An ECG of ten seconds, one of 33.4, and a header without a signal."""
    folder = tmp_path_factory.mktemp("long")
    for name, duration_s in (("long", 33.4), ("short", 10)):
        path = write_wfdb(simulate("lbbb", fs=100, duration_s=duration_s, seed=3).record, folder)
        for suffix in (".hea", ".dat"):
            path.with_suffix(suffix).rename(folder / f"{name}{suffix}")
        header = folder / f"{name}.hea"
        header.write_text(header.read_text().replace(path.stem, name))
    (folder / "lost.hea").write_text("lost 1 100 4000\nlost.dat 16 200 16 0 0 0 0 I\n")
    return folder


def run(plan: Plan, items, is_resumed: bool = False, report=lambda *_: None):
    with open_ledger(plan, is_resumed) as ledger:
        return run_batch(plan, items, ledger, in_this_process, report)


@pytest.mark.parametrize(
    ("duration_s", "starts_s"),
    [
        (0.0, [0]),
        (4.0, [0]),
        (10.0, [0]),
        (10.9, [0]),
        (11.0, [0, 1]),
        (20.0, [0, 10]),
        (20.5, [0, 10]),
        (33.4, [0, 10, 20, 23]),
        (60.0, [0, 10, 20, 30, 40, 50]),
    ],
)
def test_windows_cover_a_record_to_its_last_whole_second(duration_s, starts_s):
    assert window_starts_s(duration_s, 10.0) == starts_s


def test_only_long_records_become_several_items_and_what_cannot_be_read_stays_one(folder):
    looked: list[int] = []
    items = in_windows([*find_items([folder]), Item("far", "x.hea", fault="It lies elsewhere.")], 10.0, looked.append)
    assert looked == [0, 1, 2, 3]
    assert [i.key for i in items] == [*KEYS, "lost", "short@000000s", "far"]
    assert [i.start_s for i in items] == [0, 10, 20, 23, 0, 0, 0]
    assert [start_s_of(i.key) for i in items] == [i.start_s for i in items]
    assert start_s_of("lost") == 0
    assert items[3].reference == str(folder / "long.hea")
    assert "lost.dat" in items[4].fault
    assert items[6].fault == "It lies elsewhere."


def test_a_record_that_grows_keeps_the_names_of_its_windows(monkeypatch):
    lengths_s = iter((9.0, 95.0, 125.0))
    monkeypatch.setattr(windows, "_duration_s", lambda _: next(lengths_s))
    seen = [{i.key for i in in_windows([Item("x", "x.hea")], 10.0)} for _ in range(3)]
    assert seen[0] <= seen[1]
    assert seen[1] - {"x@000085s"} <= seen[2]


def test_a_failure_of_a_reader_is_no_short_record(monkeypatch):
    def fails(_):
        raise MemoryError

    monkeypatch.setattr(windows, "_duration_s", fails)
    (item,) = in_windows([Item("x", "x.hea")], 10.0)
    assert item.fault == "The program failed on this ECG (MemoryError)."


def test_two_ecgs_have_no_window_of_one_name(monkeypatch):
    monkeypatch.setattr(windows, "_duration_s", lambda item: 25.0 if item.key == "x" else 5.0)
    found = in_windows([Item("x", "/a/x.hea"), Item("X", "/b/x.hea"), Item("x@000010s", "/a/y.hea")], 10.0)
    assert len({i.key.casefold() for i in found}) == len(found) == 5
    assert [start_s_of(i.key) for i in found] == [0, 10, 15, 0, 0]


def test_every_window_has_the_answer_of_a_single_run(folder, tmp_path):
    plan = Plan(str(tmp_path), pdf=True, csv=True, all_windows=True)
    status = run(plan, find_items([folder]))
    assert (status.n_total, status.n_done, status.n_failed) == (6, 6, 1)
    rows = {r["record"]: r for r in read_rows(tmp_path / PREDICTIONS)}
    assert list(rows) == [*KEYS, "short@000000s"]
    assert [r["record"] for r in read_rows(tmp_path / ERRORS)] == ["lost"]
    for key, start_s in zip(KEYS, (0, 10, 20, 23), strict=True):
        _, analysis, measurements = analyse(folder / "long.hea", "imn-1d", Device.cpu, start_s)
        names, row = analysis.prediction.class_names, rows[key]
        assert np.allclose([float(row[f"logit_{n}"]) for n in names], analysis.prediction.logit, atol=1e-5)
        assert float(row["window_start_s"]) == start_s
        assert float(row["qrs_ms"]) == measurements.qrs_ms
        assert file_of(tmp_path, key, "pdf").read_bytes().startswith(b"%PDF-")


def test_stopped_and_resumed_it_goes_on_with_the_next_window(folder, tmp_path):
    plan = Plan(str(tmp_path), measures=False, all_windows=True)

    def report(_status, outcomes) -> None:
        if outcomes:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(plan, find_items([folder / "long.hea"]), report=report)
    status = run(plan, find_items([folder]), is_resumed=True)
    assert (status.n_before, status.n_done) == (4, 6)
    with pytest.raises(ExportError, match="set up otherwise \\(all_windows\\)"):
        run(Plan(str(tmp_path), measures=False), find_items([folder]), is_resumed=True)


def test_a_drive_that_is_gone_when_it_is_resumed_costs_no_rows(folder, tmp_path):
    plan = Plan(str(tmp_path / "out"), measures=False, all_windows=True)
    drive = tmp_path / "drive"
    shutil.copytree(folder, drive)
    items = find_items([drive / "long.hea"])
    run(plan, items)
    shutil.rmtree(drive)
    with pytest.raises(RecordError, match="gone or empty"):
        run(plan, items, is_resumed=True)
    assert not list(read_rows(tmp_path / "out" / ERRORS))


def test_a_first_window_without_an_answer_is_no_record_that_never_was(folder, tmp_path):
    """A Holter may begin before its electrodes are on."""
    plan = Plan(str(tmp_path / "out"), measures=False, all_windows=True)
    drive = tmp_path / "drive"
    shutil.copytree(folder, drive)
    items = find_items([drive / "long.hea"])

    def hands(_plan, todo):
        yield [Outcome(todo[0], error="No electrodes.")]

    def stop(status, _):
        if status.n_done:
            raise Cancelled

    with open_ledger(plan) as ledger, pytest.raises(Cancelled):
        run_batch(plan, items, ledger, hands, stop)
    assert [r["record"] for r in read_rows(tmp_path / "out" / ERRORS)] == KEYS[:1]
    shutil.rmtree(drive)
    with pytest.raises(RecordError, match="gone or empty"):
        run(plan, items, is_resumed=True)


def test_a_folder_that_never_was_keeps_no_run_from_going_on(folder, tmp_path):
    """A list may name what never was; it has its row from the first run."""
    plan = Plan(str(tmp_path / "out"), measures=False, all_windows=True)
    items = [*find_items([folder / "short.hea"]), Item("never", str(tmp_path / "nowhere" / "never.hea"))]
    run(plan, items)
    assert [r["record"] for r in read_rows(tmp_path / "out" / ERRORS)] == ["never"]
    status = run(plan, [*items, *find_items([folder / "long.hea"])], is_resumed=True)
    assert (status.n_before, status.n_done, status.n_failed) == (2, 6, 1)


def test_a_record_is_opened_once_for_its_length_and_once_for_a_chunk_of_its_windows(folder, tmp_path, monkeypatch):
    opened: list[str] = []

    def counting(reference, *rest):
        opened.append(str(reference))
        return read_any(reference, *rest)

    monkeypatch.setattr("ecg_imn_desktop.io.opening.read_any", counting)
    run(Plan(str(tmp_path), measures=False, all_windows=True), find_items([folder / "long.hea"]))
    assert len(opened) == 2


def test_the_look_for_lengths_can_be_cancelled(folder, tmp_path):
    def report(*_) -> None:
        raise Cancelled()

    with pytest.raises(Cancelled):
        run(Plan(str(tmp_path), all_windows=True), find_items([folder]), report=report)


def test_a_stored_analysis_of_every_window_is_refused(folder, tmp_path):
    with pytest.raises(ExportError, match="holds the whole record"):
        run(Plan(str(tmp_path / "out"), h5=True, all_windows=True), find_items([folder]))
    assert not (tmp_path / "out").exists()
