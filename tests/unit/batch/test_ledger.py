import errno
import io
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ecg_imn_desktop.batch.ledger import ERRORS, PREDICTIONS, Ledger, cell, has_run, read_rows
from ecg_imn_desktop.core.errors import ExportError

COLUMNS = ("record", "file", "answer")
SETTINGS = {"model": "m", "pdf": False}


def opened(folder: Path, is_resumed: bool = False, **changes) -> Ledger:
    return Ledger(folder, COLUMNS, {**SETTINGS, **changes}, is_resumed)


def row(i: int) -> dict[str, object]:
    return {"record": f"r{i}", "file": f"/somewhere, {i}", "answer": i / 3}


def test_rows_are_kept_and_an_ecg_has_one(tmp_path):
    with opened(tmp_path / "out") as ledger:
        ledger.add([row(1), row(2)], [{"record": "bad", "file": "f", "error": "no ECG"}])
        ledger.add([row(2), row(3)], [{"record": "r3", "file": "f", "error": "twice"}])
        assert ledger.is_done("r3")
        assert ledger.is_done("bad")
        assert not ledger.is_done("r4")
        assert (ledger.n_answered, ledger.n_failed) == (3, 1)
    rows = list(read_rows(tmp_path / "out" / PREDICTIONS))
    assert [r["record"] for r in rows] == ["r1", "r2", "r3"]
    assert [float(r["answer"]) for r in rows] == [1 / 3, 2 / 3, 1.0]
    assert [r["error"] for r in read_rows(tmp_path / "out" / ERRORS)] == ["no ECG"]


def test_resumed_after_a_kill_at_any_byte_it_keeps_every_whole_row(tmp_path):
    with opened(tmp_path / "out") as ledger:
        ledger.add([row(1), row(2), {"record": 'odd "name", ü', "file": "f", "answer": ""}])
    path = tmp_path / "out" / PREDICTIONS
    whole = path.read_bytes()
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        n_whole = whole[:length].count(b"\n")
        with opened(tmp_path / "out", is_resumed=True) as ledger:
            assert len(ledger.done) == max(0, n_whole - 1)
            ledger.add([row(1), row(2), {"record": 'odd "name", ü', "file": "f", "answer": ""}])
        assert path.read_bytes() == whole


def test_rows_are_put_in_the_order_of_names_and_more_can_follow(tmp_path):
    odd = {"record": 'a "name", ü', "file": "f", "answer": ""}
    with opened(tmp_path) as ledger:
        ledger.add([row(3), row(1), odd], [{"record": name, "file": "f", "error": "no ECG"} for name in ("z", "b")])
        ledger.sort()
        assert [r["record"] for r in read_rows(tmp_path / PREDICTIONS)] == ['a "name", ü', "r1", "r3"]
        ledger.add([row(2), row(3)])
    assert [r["record"] for r in read_rows(tmp_path / PREDICTIONS)] == ['a "name", ü', "r1", "r3", "r2"]
    assert [r["record"] for r in read_rows(tmp_path / ERRORS)] == ["b", "z"]
    with opened(tmp_path, is_resumed=True) as ledger:
        assert ledger.done == {'a "name", ü', "r1", "r2", "r3", "b", "z"}
        ledger.sort()
    assert [r["answer"] for r in read_rows(tmp_path / PREDICTIONS)] == ["", repr(1 / 3), repr(2 / 3), "1.0"]
    assert not list(tmp_path.glob(".ecg-imn-*"))


def test_what_is_in_order_is_not_written_again(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.add([row(1), row(2)])
        before = (tmp_path / PREDICTIONS).stat().st_ino
        ledger.sort()
    assert (tmp_path / PREDICTIONS).stat().st_ino == before


class FullDisk(io.BytesIO):
    """A file that takes what is written to it, and cannot write it to the disk, not when it is closed either."""

    def flush(self):
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self):
        super().close()
        self.flush()


def test_a_disk_that_is_full_is_said_though_closing_fails_as_well(tmp_path):
    def run():
        with opened(tmp_path) as ledger:
            ledger._files[PREDICTIONS].close()
            ledger._files[PREDICTIONS] = FullDisk()
            ledger.add([row(1)])

    with pytest.raises(ExportError, match=r"^The results could not be written: no space"):
        run()
    with opened(tmp_path, is_resumed=True) as ledger:
        ledger.add([row(1)])
    assert [r["record"] for r in read_rows(tmp_path / PREDICTIONS)] == ["r1"]


def test_a_disk_that_is_full_while_rows_are_put_in_order_loses_none(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with opened(tmp_path) as ledger:
        ledger.add([row(2), row(1)])
        whole = (tmp_path / PREDICTIONS).read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr("ecg_imn_desktop.io.atomic._flush", full)
            with pytest.raises(ExportError) as refused:
                ledger.sort()
        assert refused.value.message == (
            "No row is lost, yet they are not in order: predictions.csv could not be written: the disk is full."
        )
        assert (tmp_path / PREDICTIONS).read_bytes() == whole
        ledger.add([row(3)])
    assert [r["record"] for r in read_rows(tmp_path / PREDICTIONS)] == ["r2", "r1", "r3"]


def test_zeros_that_a_power_cut_leaves_are_cut_off(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.add([row(1)])
    path = tmp_path / PREDICTIONS
    whole = path.read_bytes()
    path.write_bytes(whole + b"r2,/some" + bytes(4096) + b"\nr3,f,1\n")
    with opened(tmp_path, is_resumed=True) as ledger:
        assert ledger.done == {"r1"}
    assert path.read_bytes() == whole


def test_an_earlier_run_is_neither_overwritten_nor_mixed(tmp_path):
    opened(tmp_path).close()
    with pytest.raises(ExportError, match="--resume"):
        opened(tmp_path)
    with pytest.raises(ExportError, match=r"otherwise \(pdf\)"):
        opened(tmp_path, is_resumed=True, pdf=True)
    (tmp_path / PREDICTIONS).write_text("record,file\n")
    with pytest.raises(ExportError, match="holds the results"):
        opened(tmp_path)


def test_two_runs_do_not_write_into_one_folder(tmp_path):
    with opened(tmp_path), pytest.raises(ExportError, match="Another run"):
        opened(tmp_path, is_resumed=True)
    opened(tmp_path, is_resumed=True).close()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be used"):
        opened(tmp_path / "file" / "out")
    with pytest.raises(ExportError) as refused:
        opened(tmp_path / "file")
    assert refused.value.message == "file is a file; choose a folder for the results."


def test_text_stays_text_and_on_one_line():
    assert cell("=1+1") == "'=1+1"
    assert cell("a\nb\0c") == "a b c"
    assert cell(-1.5) == "-1.5"
    assert cell(float("nan")) == ""
    assert cell(None) == ""


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_killed_while_writing_no_row_that_was_added_is_lost(tmp_path):
    """A process adds rows and says so after each; killed in the middle, all that it said are there."""
    code = textwrap.dedent(
        f"""
        from pathlib import Path
        from ecg_imn_desktop.batch.ledger import Ledger
        ledger = Ledger(Path({str(tmp_path)!r}), ("record", "file", "answer"), {{"model": "m", "pdf": False}})
        for i in range(10**9):
            ledger.add([{{"record": f"r{{i}}", "file": "f" * 500, "answer": i}}])
            print(i, flush=True)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    said = [process.stdout.readline() for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    last = int((rest.split() or said)[-1])
    with opened(tmp_path, is_resumed=True) as ledger:
        assert {f"r{i}" for i in range(last + 1)} <= ledger.done
        assert len(ledger.done) <= last + 2


@pytest.mark.parametrize(
    "text",
    [
        "name,age\nAnna,81\n",  # a file of somebody else's under our name
        "record;file;answer\nr1;f;0.3\nr2;f;0.5\n",  # a spreadsheet wrote the table anew
        "record,file,answer,comment\nr1,f,0.3,fine\n",
    ],
)
def test_a_table_that_is_no_longer_ours_is_left_as_it_is(tmp_path, text):
    with opened(tmp_path) as ledger:
        ledger.add([row(1)])
    (tmp_path / PREDICTIONS).write_text(text)
    with pytest.raises(ExportError, match="has other columns"):
        opened(tmp_path, is_resumed=True)
    assert (tmp_path / PREDICTIONS).read_text() == text


def test_settings_of_a_run_that_are_damaged_are_one_sentence(tmp_path):
    opened(tmp_path).close()
    for text in ("[]", "{", "\udc80"):
        (tmp_path / "batch.json").write_text(text, errors="surrogateescape")
        with pytest.raises(ExportError, match="damaged"):
            opened(tmp_path, is_resumed=True)


def test_a_folder_that_cannot_be_looked_at_holds_no_run():
    """On a network drive that was lost, or below a folder that may not be read, Path.exists raises."""
    assert not has_run(Path("x" * 300))
