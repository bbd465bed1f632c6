"""A watched folder: what arrives, in pieces and late, before and after a restart."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from ecg_imn_desktop.batch import windows
from ecg_imn_desktop.batch.ledger import ERRORS, PREDICTIONS, Ledger, read_rows
from ecg_imn_desktop.batch.watch import Patience, Watcher
from ecg_imn_desktop.batch.work import Outcome
from ecg_imn_desktop.cli import example_path
from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.io.completeness import what_is_missing
from ecg_imn_desktop.io.opening import read_any

PATIENCE = Patience(look_s=0.01, settle_s=3, give_up_s=60)


class Hands:
    def __init__(self) -> None:
        self.treated: list[str] = []

    def __call__(self, items):
        out = []
        for item in items:
            self.treated.append(item.key)
            try:
                read_any(item.reference)
                out.append(Outcome(item, {"record": item.key, "file": item.reference, "answer": 1.0}))
            except EcgError as error:
                out.append(Outcome(item, error=error.message))
        return out


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def start(folder, tmp_path):
    """A watcher as after a start of the program."""
    opened = []

    def start(hands, window_s: float | None = None) -> Watcher:
        for ledger in opened:
            ledger.close()
        opened.append(Ledger(tmp_path / "in" / "out", ("record", "file", "answer"), {"model": "m"}, is_resumed=True))
        return Watcher(folder, opened[-1], hands, PATIENCE, window_s)

    yield start
    for ledger in opened:
        ledger.close()


def arrive(folder: Path, name: str, share: float = 1.0, suffixes=(".dat", ".hea")) -> None:
    for suffix in suffixes:
        data = example_path(f"lbbb{suffix}").read_bytes()
        data = data.replace(b"lbbb", name.encode()) if suffix == ".hea" else data[: int(len(data) * share)]
        (folder / f"{name}{suffix}").write_bytes(data)


def rows(folder: Path, table: str) -> list[str]:
    return [r["record"] for r in read_rows(folder / "out" / table)]


def test_a_record_counts_once_it_is_complete(folder, start):
    hands = Hands()
    watcher = start(hands)
    arrive(folder, "a", suffixes=(".hea",))
    assert not watcher.look(0)
    arrive(folder, "a", share=0.5)
    assert "fewer samples" in what_is_missing(folder / "a.hea")
    assert not watcher.look(10)
    assert not watcher.look(20)
    arrive(folder, "a")
    assert not what_is_missing(folder / "a.hea")
    assert not watcher.look(30)  # just changed
    assert [o.item.key for o in watcher.look(33)] == ["a"]
    assert not watcher.look(40)
    assert hands.treated == ["a"]
    assert rows(folder, PREDICTIONS) == ["a"]


def test_what_never_becomes_complete_or_is_no_ecg_is_given_up_once(folder, start):
    hands = Hands()
    watcher = start(hands)
    arrive(folder, "half", share=0.5)
    (folder / "junk.dcm").write_bytes(b"no DICOM file at all" * 20)
    (folder / "good.txt").write_text("not looked at")
    for now_s in (0, 5, 30, 59):
        assert not watcher.look(now_s)
    assert sorted(o.item.key for o in watcher.look(61)) == ["half", "junk.dcm"]
    assert not watcher.look(70)
    assert sorted(rows(folder, ERRORS)) == ["half", "junk.dcm"]
    assert rows(folder, PREDICTIONS) == []


def test_after_a_restart_it_goes_on_where_it_stopped(folder, start):
    first, second = Hands(), Hands()
    watcher = start(first)
    arrive(folder, "a")
    (folder / "below").mkdir()
    arrive(folder / "below", "b")
    watcher.look(0)
    assert len(watcher.look(3)) == 2
    watcher = start(second)
    arrive(folder, "c")
    watcher.look(100)
    assert [o.item.key for o in watcher.look(103)] == ["c"]
    assert second.treated == ["c"]
    assert rows(folder, PREDICTIONS) == ["a", "below/b", "c"]


def test_it_runs_until_it_is_stopped(folder, start):
    watcher = start(Hands())
    watcher.patience = Patience(look_s=0.01, settle_s=0.02, give_up_s=1)
    arrive(folder, "a")
    seen: list[str] = []
    watcher.run(lambda: bool(seen), lambda outcomes: seen.extend(o.item.key for o in outcomes))
    assert seen == ["a"]


def test_a_record_in_parts_is_complete_with_its_parts(folder):
    for name in ("p1", "p2"):
        arrive(folder, name)
    (folder / "whole.hea").write_text("whole/2 12 500 10000\np1 5000\np2 5000\n")
    assert what_is_missing(folder / "whole.hea") == ""
    (folder / "p2.dat").write_bytes(b"12")
    assert "fewer samples" in what_is_missing(folder / "whole.hea")
    (folder / "p2.hea").unlink()
    assert "missing" in what_is_missing(folder / "whole.hea")
    shutil.rmtree(folder)
    assert what_is_missing(folder / "whole.hea")


def test_parts_of_a_record_are_no_ecgs_of_their_own_once_it_is_done(folder, start):
    hands = Hands()
    watcher = start(hands)
    for name in ("p1", "p2"):
        arrive(folder, name)
    (folder / "whole.hea").write_text("whole/2 12 500 10000\np1 5000\np2 5000\n")
    for now_s in (0, 5, 10, 20, 30):
        watcher.look(now_s)
    assert hands.treated == ["whole"]


def test_a_folder_that_may_not_be_searched_is_said_once_and_its_ecgs_come_when_it_opens(folder, start, monkeypatch):
    """os.walk passes over it without a word."""
    hands = Hands()
    watcher = start(hands)
    (folder / "shut").mkdir()
    arrive(folder / "shut", "a")
    arrive(folder, "shut")
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "shut":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        return scan(path)

    with monkeypatch.context() as refusing:
        refusing.setattr(os, "scandir", refuse)
        assert not watcher.look(0)
        assert [o.item.key for o in watcher.look(10)] == ["shut"], "an ECG of that name"
        (outcome,) = watcher.look(61)
        assert outcome.error == "The folder shut cannot be read: permission denied."
        assert not watcher.look(70)
    assert rows(folder, ERRORS) == ["shut/"]
    assert not watcher.look(80)
    assert [o.item.key for o in watcher.look(84)] == ["shut/a"]


def test_window_by_window_it_names_them_as_a_batch_does(folder, start):
    first, second = Hands(), Hands()
    watcher = start(first, window_s=4.0)
    arrive(folder, "a")
    arrive(folder, "half", share=0.5)
    assert not watcher.look(0)
    names = ["a@000000s", "a@000004s", "a@000006s"]
    assert [o.item.key for o in watcher.look(3)] == names
    assert [o.item.key for o in watcher.look(61)] == ["half"]
    assert not watcher.look(70)
    watcher = start(second, window_s=4.0)
    assert not watcher.look(100)
    assert not watcher.look(200)
    assert first.treated == names
    assert not second.treated
    assert rows(folder, PREDICTIONS) == names
    assert rows(folder, ERRORS) == ["half"]


def test_a_record_that_was_given_up_has_all_its_windows_once_it_is_complete(folder, start):
    watcher = start(Hands(), window_s=4.0)
    arrive(folder, "a", share=0.5)
    assert not watcher.look(0)
    assert [o.item.key for o in watcher.look(61)] == ["a"]
    watcher = start(Hands(), window_s=4.0)
    arrive(folder, "a")
    assert not watcher.look(100)
    assert [o.item.key for o in watcher.look(104)] == ["a@000000s", "a@000004s", "a@000006s"]


def test_a_record_is_read_once_for_its_windows_while_one_of_them_waits(folder, start, monkeypatch):
    read = []
    duration_s = windows._duration_s
    monkeypatch.setattr(windows, "_duration_s", lambda item: read.append(item.key) or duration_s(item))

    def hands(items):
        return [
            Outcome(i, error="No answer.") if i.start_s else Outcome(i, {"record": i.key, "file": "", "answer": 1.0})
            for i in items
        ]

    watcher = start(hands, window_s=4.0)
    arrive(folder, "a")
    for now_s in (0, 5, 10, 20, 61, 70):
        watcher.look(now_s)
    assert read == ["a"]
    assert rows(folder, PREDICTIONS) == ["a@000000s"]
    assert rows(folder, ERRORS) == ["a@000004s", "a@000006s"]


def test_a_full_folder_can_be_left_in_the_middle(folder, start):
    """Each pass is said when it is done; what is left is done after the next start."""
    watcher = start(Hands())
    watcher.patience = Patience(look_s=0.01, settle_s=0, give_up_s=1)
    for number in range(20):
        arrive(folder, f"e{number:02}")
    seen: list[str] = []
    watcher.run(lambda: bool(seen), lambda outcomes: seen.extend(o.item.key for o in outcomes))
    assert seen == [f"e{number:02}" for number in range(8)]
    assert rows(folder, PREDICTIONS) == seen
