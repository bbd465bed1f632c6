"""Runs a batch: hands out what is not yet done, keeps the ledger, says how far it is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..core.errors import Cancelled, ExportError, RecordError
from ..core.leads import STANDARD_LEADS
from ..model.card import ModelCard, verify_core, verify_weights
from ..model.catalogue import find_model, model_card
from .items import FILE_KINDS, Item
from .ledger import Ledger
from .pool import Workers
from .windows import in_windows
from .work import Outcome, Plan, row_columns


@dataclass(frozen=True)
class Status:
    """How far a run is: ``n_done`` of ``n_total`` ECGs, ``n_failed`` of these without an answer.

    ``n_before`` were done by an earlier run; ``elapsed_s`` is the time of this one. With ``Plan.all_windows`` it counts
    windows, and while ``is_looking`` the ECGs that were opened for their lengths.
    """

    n_total: int
    n_before: int
    n_done: int
    n_failed: int
    elapsed_s: float
    is_looking: bool = False

    @property
    def per_s(self) -> float:
        """ECGs a second in this run."""
        return (self.n_done - self.n_before) / self.elapsed_s if self.elapsed_s > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds until the end at this rate; None while nothing can be said."""
        return (self.n_total - self.n_done) / self.per_s if self.per_s > 0 else None


def open_ledger(plan: Plan, is_resumed: bool = False) -> Ledger:
    """The ledger of a run in the folder ``plan.out``.

    ModelError if the model cannot be used, ExportError as :class:`Ledger` says, and where a stored analysis of every
    window is asked for: each would hold the whole record.
    """
    card = card_of(plan.model)
    if plan.all_windows and plan.h5:
        raise ExportError("A stored analysis holds the whole record, so it is not written for every window of it.")
    settings = {
        "format": "ecg-imn-batch",
        "schema_version": 1,
        "program_version": __version__,
        "model": card.name,
        "model_sha256": card.sha256,
        "measures": plan.measures,
        "pdf": plan.pdf,
        "h5": plan.h5,
        "csv": plan.csv,
        "all_windows": plan.all_windows,
    }
    if plan.pdf:
        settings["language"] = plan.language
    columns = row_columns([c.name for c in card.classes], STANDARD_LEADS, plan.measures)
    ledger = Ledger(Path(plan.out), columns, settings, is_resumed)
    if is_resumed:
        _remove_halves(Path(plan.out))
    return ledger


def _remove_halves(out: Path) -> None:
    """Files that a killed run had begun (their names start with a dot until they are whole)."""
    for kind in FILE_KINDS:
        for path in (out / kind).rglob(f".*-*.{kind}"):
            path.unlink(missing_ok=True)


def card_of(model: str) -> ModelCard:
    """The card of a model by name or folder, its weights checked; ModelError if they cannot be trusted."""
    folder = find_model(model)
    card = model_card(folder)
    verify_core(verify_weights(folder, card), card)
    return card


def run_batch(
    plan: Plan,
    items: Sequence[Item],
    ledger: Ledger,
    workers: Workers,
    report: Callable[[Status, Sequence[Outcome]], None] = lambda _status, _outcomes: None,
) -> Status:
    """Treat every item that has no row yet, and give it one; in the end the rows are in the order of names.

    With ``plan.all_windows`` an item is an ECG that is taken window by window (``in_windows``). ``report`` is told
    before anything is done and after every chunk, when its rows are on the disk; it may raise Cancelled, which ends the
    run with what is done so far (``Cancelled`` is raised on). ExportError if the results cannot be written; RecordError
    if a folder of ECGs is gone (a drive that was taken away): what lay there gets no row, so that it can be done later.
    """
    folders = {_folder_of(item) for item in items if not ledger.is_done(item.key)}
    absent = {folder for folder in folders if _is_gone(folder)}
    if absent and ledger.done:  # what never was there has its rows from the first run
        raise _gone(absent)
    folders -= absent
    if plan.all_windows:  # after that: how long its records are cannot be seen where a folder is gone
        n_ecgs, window_s = len(items), model_card(find_model(plan.model)).info.window_s
        items = in_windows(
            items, window_s, lambda n: report(Status(n_ecgs, 0, n, 0, 0.0, is_looking=True), ())
        )  # fmt: skip
    todo = [item for item in items if not ledger.is_done(item.key)]
    todo.sort(key=lambda item: _folder_of(item) not in absent)  # so that they have their rows if the run is stopped
    n_before = len(items) - len(todo)
    started = time.perf_counter()
    n_done, n_failed = n_before, ledger.n_failed

    def status() -> Status:
        return Status(len(items), n_before, n_done, n_failed, time.perf_counter() - started)

    work: Iterator[list[Outcome]] = iter(())
    try:
        try:
            report(status(), ())
            if todo:
                work = workers(plan, todo)
            for came in work:
                failed_in = {_folder_of(o.item) for o in came if o.error}
                gone = {folder for folder in failed_in & folders if _is_gone(folder)}
                outcomes = [o for o in came if not (o.error and _folder_of(o.item) in gone)]
                ledger.add(
                    (o.row for o in outcomes if not o.error),
                    (o.error_row for o in outcomes if o.error),
                )
                n_done += len(outcomes)
                n_failed += sum(bool(o.error) for o in outcomes)
                report(status(), outcomes)
                if gone:
                    raise _gone(gone)
        finally:  # before the rows are sorted: a process may still be at work
            _close(work)
    except (Cancelled, KeyboardInterrupt, RecordError):
        ledger.sort()
        raise
    ledger.sort()
    return status()


def _folder_of(item: Item) -> str:
    return os.path.dirname(item.reference)  # noqa: PTH120  (a million times)


def _is_gone(folder: str) -> bool:
    """Whether a folder is no longer there, or is but the empty place where a drive was."""
    try:
        with os.scandir(folder) as inside:
            return next(inside, None) is None
    except OSError:
        return True


def _gone(folders: Iterable[str]) -> RecordError:
    first = min(folders)
    name = Path(first).name or first  # of a drive, all there is
    return RecordError(f"The folder {name} is gone or empty; what is done is kept and can be gone on with.")


def _close(work: Iterator[list[Outcome]]) -> None:
    """Stop the processes, if there are any."""
    if close := getattr(work, "close", None):
        close()
