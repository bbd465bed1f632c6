"""Batches through the real model, on simulated ECGs."""

import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.batch import pool
from ecg_imn_desktop.batch.items import Item, find_items
from ecg_imn_desktop.batch.ledger import ERRORS, PREDICTIONS, Ledger, read_rows
from ecg_imn_desktop.batch.pool import Processes, in_this_process
from ecg_imn_desktop.batch.run import Status, open_ledger, run_batch
from ecg_imn_desktop.batch.work import Analyst, Outcome, Plan, file_of
from ecg_imn_desktop.cli import Device, analyse
from ecg_imn_desktop.core.analysis import MAX_RESIDUAL
from ecg_imn_desktop.core.doubt import is_near
from ecg_imn_desktop.core.errors import Cancelled, EcgError, ExportError, ModelError, RecordError
from ecg_imn_desktop.io.results import read_h5

BAD = {"junk", "lost", "zz"}


def run(plan: Plan, items, workers=in_this_process, is_resumed: bool = False, report=lambda *_: None) -> Status:
    with open_ledger(plan, is_resumed) as ledger:
        return run_batch(plan, items, ledger, workers, report)


def test_a_batch_says_what_single_runs_say(archive, tmp_path):
    plan = Plan(str(tmp_path), pdf=True, h5=True, csv=True)
    items = find_items([archive])
    seen: list[Status] = []
    status = run(plan, items, report=lambda s, _: seen.append(s))
    assert (status.n_total, status.n_done, status.n_failed) == (12, 12, 3)
    assert seen[0].n_done == 0
    assert seen[0].left_s is None
    assert seen[-1].left_s == 0
    rows = {r["record"]: r for r in read_rows(tmp_path / PREDICTIONS)}
    assert set(rows) == {i.key for i in items} - BAD
    assert {r["record"] for r in read_rows(tmp_path / ERRORS)} == BAD
    for key in ("ecg0", "ecg4", "below/ecg7"):
        record, analysis, measurements = analyse(archive / f"{key}.hea", "imn-1d", Device.cpu)
        row, prediction = rows[key], analysis.prediction
        names = prediction.class_names
        assert np.allclose([float(row[f"logit_{n}"]) for n in names], prediction.logit, atol=1e-5)
        assert np.allclose([float(row[f"probability_{n}"]) for n in names], prediction.probability, atol=1e-5)
        assert row["top_class"] == names[prediction.top_class]
        assert row["present"].split() == [n for n, p in zip(names, prediction.is_positive, strict=True) if p]
        near = [
            c.name for c, p in zip(prediction.classes, prediction.probability, strict=True) if is_near(p, c.threshold)
        ]
        assert row["near_threshold"].split() == near
        assert (row["low_confidence"] == "1") == ("Low confidence" in row["warnings"])
        assert float(row["qrs_ms"]) == measurements.qrs_ms
        by_lead = [float(v) for k, v in row.items() if k.startswith("contribution_")]
        top = float(row[f"logit_{row['top_class']}"])
        assert abs(sum(by_lead) + float(row["bias_of_top_class"]) - top) < MAX_RESIDUAL
        stored, stored_analysis = read_h5(file_of(tmp_path, key, "h5"))
        assert np.array_equal(stored.mv, record.mv)
        assert np.allclose(stored_analysis.explanation.contribution, analysis.explanation.contribution, atol=1e-5)
        assert file_of(tmp_path, key, "pdf").read_bytes().startswith(b"%PDF-")
        assert file_of(tmp_path, key, "csv").exists()
    assert not list(tmp_path.rglob(".*-*.pdf"))


def test_cancelled_and_resumed_it_redoes_nothing_and_loses_nothing(archive, tmp_path):
    plan = Plan(str(tmp_path), measures=False)
    items = find_items([archive])

    def report(status: Status, _) -> None:
        if status.n_done >= 8:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(plan, items[::-1], report=report)
    before = [r["record"] for r in read_rows(tmp_path / PREDICTIONS)]
    assert before == sorted(before)
    treated: list[str] = []
    status = run(plan, items, is_resumed=True, report=lambda _, os: treated.extend(o.item.key for o in os))
    assert (status.n_before, status.n_done, len(treated)) == (8, 12, 4)
    names = [r["record"] for r in read_rows(tmp_path / PREDICTIONS)]
    assert set(before) < set(names)
    assert names == sorted(names)
    everything = [r["record"] for name in (PREDICTIONS, ERRORS) for r in read_rows(tmp_path / name)]
    assert sorted(everything) == sorted(i.key for i in items)
    assert run(plan, items, is_resumed=True).n_before == 12


@pytest.mark.parametrize("leaves_a_place", [False, True], ids=["gone", "an empty place"])
def test_ecgs_on_a_drive_that_goes_away_are_left_for_later(tmp_path, leaves_a_place):
    folder = tmp_path / "drive"
    folder.mkdir()
    items = [Item(f"e{i}", str(folder / f"e{i}")) for i in range(3)]
    items.append(Item("never", str(tmp_path / "nowhere" / "never")))  # a list may name what never was
    for item in items[:3]:
        Path(item.reference).touch()

    def hands(_plan, todo):
        for item in todo:
            if item.key == "e1":
                shutil.rmtree(folder)
                if leaves_a_place:
                    folder.mkdir()
            is_there = Path(item.reference).exists()
            yield [Outcome(item, {"record": item.key}) if is_there else Outcome(item, error="It does not exist.")]

    plan = Plan(str(tmp_path / "out"), measures=False)
    with pytest.raises(RecordError, match="The folder drive is gone"):
        run(plan, [items[3], *items[:3]], workers=hands)
    assert [r["record"] for r in read_rows(tmp_path / "out" / PREDICTIONS)] == ["e0"]
    assert [r["record"] for r in read_rows(tmp_path / "out" / ERRORS)] == ["never"]
    with pytest.raises(RecordError, match="The folder drive is gone"):  # it is still not plugged in
        run(plan, [items[3], *items[:3]], workers=hands, is_resumed=True)
    assert [r["record"] for r in read_rows(tmp_path / "out" / ERRORS)] == ["never"]


def test_a_run_that_was_stopped_goes_on_though_a_folder_never_was(tmp_path):
    """What never was has its row first, wherever a list names it: at the next start it looks like a lost drive."""
    (tmp_path / "here").mkdir()
    items = [Item(f"e{i}", str(tmp_path / "here" / f"e{i}")) for i in range(3)]
    for item in items:
        Path(item.reference).touch()
    items.append(Item("never", str(tmp_path / "nowhere" / "never")))

    def hands(_plan, todo):
        for item in todo:
            is_there = Path(item.reference).exists()
            yield [Outcome(item, {"record": item.key}) if is_there else Outcome(item, error="It does not exist.")]

    def stop(status: Status, _) -> None:
        if status.n_done == 2:
            raise Cancelled()

    plan = Plan(str(tmp_path / "out"), measures=False)
    with pytest.raises(Cancelled):
        run(plan, items, workers=hands, report=stop)
    status = run(plan, items, workers=hands, is_resumed=True)
    assert (status.n_before, status.n_done, status.n_failed) == (2, 4, 1)


def test_results_that_are_deleted_meanwhile_are_not_said_to_be_kept(tmp_path):
    out = tmp_path / "out"

    def hands(_plan, todo):
        for item in todo:
            yield [Outcome(item, {"record": item.key})]
            shutil.rmtree(out, ignore_errors=True)

    with pytest.raises(ExportError, match="no longer in out"):
        run(Plan(str(out), measures=False), [Item(f"e{i}", f"e{i}") for i in range(3)], workers=hands)
    assert not out.exists()


@pytest.mark.parametrize("n_chunks", [1, 100], ids=["cancelled", "to the end"])
def test_the_processes_are_stopped_once_before_the_rows_are_put_in_order(archive, tmp_path, monkeypatch, n_chunks):
    done: list[str] = []

    class Work:
        def __init__(self, plan, items):
            self.work = in_this_process(plan, items)

        def __iter__(self):
            return self.work

        def close(self):
            done.append("stopped")

    sort = Ledger.sort
    monkeypatch.setattr(Ledger, "sort", lambda ledger: (done.append("sorted"), sort(ledger)))
    seen: list[Status] = []

    def report(status: Status, _) -> None:
        seen.append(status)
        if len(seen) > n_chunks:
            raise Cancelled()

    with pytest.raises(Cancelled) if n_chunks == 1 else nullcontext():
        run(Plan(str(tmp_path), measures=False), find_items([archive]), workers=Work, report=report)
    assert done == ["stopped", "sorted"]


def test_a_defect_costs_one_ecg(archive, tmp_path, monkeypatch):
    from ecg_imn_desktop.analysis import measure as module

    right = module.measure

    def wrong(record, *args):
        if record.name == "ecg4":
            raise ZeroDivisionError("defect")
        return right(record, *args)

    monkeypatch.setattr(module, "measure", wrong)
    status = run(Plan(str(tmp_path)), find_items([archive / "ecg*.hea"]))
    assert (status.n_done, status.n_failed) == (6, 1)
    assert [r["error"] for r in read_rows(tmp_path / ERRORS)] == ["The program failed on this ECG (ZeroDivisionError)."]


def test_a_pass_that_fails_is_done_again_one_by_one(archive, tmp_path, monkeypatch):
    analyst = Analyst(Plan(str(tmp_path), measures=False))
    right = analyst.session.answer

    def tight(prepared):
        if len(prepared) > 1:
            raise MemoryError
        return right(prepared)

    monkeypatch.setattr(analyst.session, "answer", tight)
    outcomes = list(analyst.treat(find_items([archive])))
    assert [o.item.key for o in outcomes if o.error] == ["junk", "lost", "zz"]


def test_a_model_that_is_missing_is_said_before_anything_is_made(tmp_path):
    with pytest.raises(ModelError, match="no model"):
        open_ledger(Plan(str(tmp_path / "out"), model="absent"))
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------ processes


def count_and_die(items):
    """What stands in for the model in a process: one ECG brings the process down."""
    for item in items:
        if item.key == "deadly":
            os._exit(3)
    return [Outcome(item, {"record": item.key}) for item in items]


def test_a_process_that_dies_costs_only_the_ecg_that_kills_it(tmp_path, caplog):
    items = [Item(f"e{i}", f"e{i}") for i in range(40)] + [Item("deadly", "deadly")]
    items += [Item(f"f{i}", f"f{i}") for i in range(20)]
    outcomes = [o for chunk in Processes(2, count_and_die)(Plan(str(tmp_path)), items) for o in chunk]
    assert sorted(o.item.key for o in outcomes) == sorted(i.key for i in items)
    assert [o.item.key for o in outcomes if o.error] == ["deadly"]


def die(_plan):
    os._exit(3)


def test_processes_that_do_not_live_at_all_are_no_fault_of_the_ecgs(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(pool, "start_process", die)
    with pytest.raises(EcgError, match="cannot start another process"):
        list(Processes(1, slowly)(Plan(str(tmp_path)), [Item("e0", "e0"), Item("e1", "e1")]))


def test_a_process_without_a_console_may_write_to_it(monkeypatch):
    """As in the installed program on Windows: its window has no console, and so have the processes of a batch."""
    monkeypatch.setattr(pool.signal, "signal", lambda *_: None)
    monkeypatch.setattr(pool, "_plan", None)
    monkeypatch.setattr(sys, "stderr", None)
    pool.start_process(Plan("out"))
    with sys.stderr as stream:
        stream.write("a library's remark\n")


def slowly(items):
    time.sleep(0.02)
    return [Outcome(item, {"record": item.key}) for item in items]


def test_processes_stop_when_the_run_is_cancelled(tmp_path):
    items = [Item(f"e{i}", f"e{i}") for i in range(400)]
    work = Processes(2, slowly)(Plan(str(tmp_path)), items)
    next(work)
    work.close()


def test_who_interrupts_once_more_need_not_wait(tmp_path, monkeypatch):
    """Nobody tells the processes to end then: they, and this one for them, would wait for ever."""
    before = set(threading.enumerate())
    work = Processes(2, slowly)(Plan(str(tmp_path)), [Item(f"e{i:03d}", "e") for i in range(200)])
    next(work)
    processes = multiprocessing.active_children()

    def pressed(*_args, **_more) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as pressing:
        pressing.setattr(pool.ProcessPoolExecutor, "shutdown", pressed)
        with pytest.raises(KeyboardInterrupt):
            work.close()
    for each in (*processes, *set(threading.enumerate()) - before):
        each.join(20)
    assert processes
    assert {process.exitcode for process in processes} <= {-signal.SIGKILL, -signal.SIGTERM}, "none came to its end"


def is_deaf(items):
    """Whether SIGINT was held off from this process before it began, so that no import of it was interrupted."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return [Outcome(item, error=str(signal.SIGINT in blocked)) for item in items]


@pytest.mark.skipif(os.name == "nt", reason="as on Unix")
def test_processes_hear_nothing_of_an_interrupt_and_this_one_a_little_later(tmp_path):
    """A terminal sends it to all of them; those that were just beginning would each print where they were."""
    work = Processes(1, is_deaf)(Plan(str(tmp_path)), [Item("e0", "e0")])
    assert [[o.error for o in chunk] for chunk in work] == [["True"]]
    held_off: list[bool] = []

    def interrupt() -> None:
        with pool._deaf_to_interrupts():
            signal.raise_signal(signal.SIGINT)  # to this thread: one sent to the process another thread would take
            held_off.append(True)

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert held_off
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
