"""The command ``ecg-imn batch``: many ECGs, with a bar, and a way to go on after a kill."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

from .batch.ledger import ERRORS, PREDICTIONS
from .batch.run import Status, card_of, open_ledger, run_batch
from .batch.work import Outcome, Plan
from .cli_bar import Bar
from .cli_flag import flag, path_argument, path_option
from .cli_language import LanguageOption, page_language
from .core.errors import RecordError, SignalError

_LINE_EVERY_S = 10.0  # without a terminal

AllWindows = Annotated[
    bool, flag("--all-windows", help="A row for every ten seconds of longer records, not the first alone.")
]


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(help="Folders, patterns, RECORDS files, CSV files with a column 'path', or records."),
    ],
    out: Annotated[Path, path_option(help="Folder of the results.")],
    pdf: Annotated[bool, flag("--pdf", help="Write the annotated pages of every ECG.")] = False,
    h5: Annotated[bool, flag("--h5", help="Write signal, contributions and numbers as HDF5.")] = False,
    csv: Annotated[bool, flag("--csv", help="Write a table of all classes and leads of every ECG.")] = False,
    all_windows: AllWindows = False,
    measures: Annotated[bool, flag("--measurements/--no-measurements", help="Measure intervals and axes.")] = True,
    jobs: Annotated[int, typer.Option(help="Processes; 0: one a core.", min=0)] = 0,
    resume: Annotated[bool, flag("--resume", help="Go on with the run in the folder.")] = False,
    model: Annotated[str, typer.Option("--model", help="Name of an installed model.")] = "imn-1d",
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    fs: Annotated[float | None, typer.Option(help="Sampling frequency in Hz of files that give none.")] = None,
    units: Annotated[str | None, typer.Option(help="Units (mV, uV) of files that give none.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Work on a Dask cluster: its scheduler, tcp://host:8786.")
    ] = None,
    parquet: Annotated[bool, flag("--parquet", help="Write the tables as Parquet too.")] = False,
    language: LanguageOption = None,
) -> None:
    """Analyse many ECGs into predictions.csv; one that cannot be read costs one line in errors.csv."""
    from .batch.items import find_items
    from .batch.pool import Processes, Workers, in_this_process

    if cluster is None:
        _require_device(device)
    out = out.absolute()
    n_jobs = jobs or os.cpu_count() or 1
    plan = Plan(
        str(out), model, device, measures, pdf, h5, csv, language=page_language(language), all_windows=all_windows
    )
    items = find_items(inputs, without=out, fs=fs, units=units)
    with ExitStack() as stack:
        workers: Workers = Processes(n_jobs) if n_jobs > 1 else in_this_process
        if cluster is not None:
            from .batch.cluster import Cluster

            workers = stack.enter_context(Cluster(cluster))
        ledger = stack.enter_context(open_ledger(plan, resume))
        bar = stack.enter_context(_Bar())
        try:
            status = run_batch(plan, items, ledger, workers, bar.report)
        except KeyboardInterrupt:
            bar.console.print("Stopped. What is done is kept; go on with --resume.")
            raise
        if parquet or cluster is not None:
            from .batch.parquet import write_parquet

            write_parquet(out)
        n_answered = ledger.n_answered
    say_end(bar.console, status, out, "window" if all_windows else "ECG")
    if status.n_done and not n_answered:
        raise SignalError(f"No ECG had an answer; the reasons are in {ERRORS}.")


def watch(
    folder: Annotated[Path, path_argument(help="The folder into which ECGs are put.")],
    out: Annotated[Path, path_option(help="Folder of the results; a run there is gone on with.")],
    pdf: Annotated[bool, flag("--pdf", help="Write the annotated pages of every ECG.")] = False,
    h5: Annotated[bool, flag("--h5", help="Write the stored analysis of every ECG.")] = False,
    csv: Annotated[bool, flag("--csv", help="Write a table of all classes and leads of every ECG.")] = False,
    all_windows: AllWindows = False,
    model: Annotated[str, typer.Option("--model", help="Name of an installed model.")] = "imn-1d",
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    settle: Annotated[float, typer.Option(help="Seconds without a change until a file may count.", min=0.1)] = 3.0,
    give_up: Annotated[float, typer.Option(help="Seconds until an unreadable file is given up.", min=1)] = 60.0,
    language: LanguageOption = None,
) -> None:
    """Analyse what arrives in a folder, until stopped (Ctrl+C); a restart goes on where it stopped."""
    from .batch.watch import Patience, Watcher
    from .batch.work import Analyst
    from .io.atomic import NO_PERMISSION

    if not folder.is_dir():
        name = folder.name or folder
        raise RecordError(f"{name} is no folder." if folder.exists() else f"There is no folder {name}.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise RecordError(f"The folder {folder.name or folder} cannot be read: {NO_PERMISSION}.")
    _require_device(device)
    plan = Plan(
        str(out.absolute()),
        model,
        device,
        True,
        pdf,
        h5,
        csv,
        language=page_language(language),
        all_windows=all_windows,
    )
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with open_ledger(plan, is_resumed=True) as ledger:
        analyst = Analyst(plan)
        watcher = Watcher(
            folder.absolute(),
            ledger,
            lambda items: list(analyst.treat(items)),
            Patience(look_s=min(2.0, settle), settle_s=settle, give_up_s=give_up),
            card_of(model).info.window_s if all_windows else None,
        )
        of = "window" if all_windows else "ECG"
        print(f"Watching {folder}; {len(ledger.done)} {of}s are done.", file=sys.stderr, flush=True)
        watcher.run(stop.is_set, _say_outcomes)
    print("Stopped.", file=sys.stderr)


def _require_device(device: str) -> None:
    """Before the folder of the results is made; the processor is always there, and torch need not be asked."""
    if device not in ("auto", "cpu"):
        from .model.session import choose_device

        choose_device(device)


def _say_outcomes(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        print(f"{outcome.item.key}: {outcome.error or outcome.row['top_class']}", file=sys.stderr, flush=True)


def convert(
    source: Annotated[Path, path_argument(help="An ECG in any format that is read.")],
    target: Annotated[Path, path_argument(help="Where it goes: NAME.hea (WFDB) or NAME.dcm (DICOM).")],
    anonymous: Annotated[bool, flag("--anonymous", help="Without name, ID, date and free text.")] = False,
    fs: Annotated[float | None, typer.Option(help="Sampling frequency in Hz, where the file gives none.")] = None,
    units: Annotated[str | None, typer.Option(help="Units (mV, uV), where the file gives none.")] = None,
) -> None:
    """Write an ECG as WFDB or DICOM."""
    from .io import exporting
    from .io.opening import read_any
    from .io.references import with_scale

    record = read_any(with_scale(source, fs, units))
    exporting.write_record(target, exporting.anonymous(record) if anonymous else record)
    for warning in record.warnings:
        print(warning, file=sys.stderr)
    if record.other_signals:
        names = ", ".join(s.name for s in record.other_signals)
        print(f"Left out, since they are no ECG: {names}.", file=sys.stderr)


def say_end(console: Console, status: Status, out: Path, of: str = "ECG") -> None:
    """What came of it; ``of`` is what was counted."""
    new = status.n_done - status.n_before
    rate = f", {status.per_s:.1f}/s" if new else ""
    console.print(
        f"{status.n_done} {of if status.n_done == 1 else of + 's'} ({new} new, {status.n_failed} without an answer) "
        f"in {_duration(status.elapsed_s)}{rate}",
        highlight=False,
    )
    console.print(f"  {escape(str(out / PREDICTIONS))}", highlight=False, soft_wrap=True)
    if status.n_failed:
        console.print(f"  {escape(str(out / ERRORS))}", highlight=False, soft_wrap=True)


class _Bar(Bar):
    """ECGs done, with rate and time left."""

    def __init__(self) -> None:
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        super().__init__(*columns, line_every_s=_LINE_EVERY_S)

    def report(self, status: Status, _outcomes: Sequence[Outcome]) -> None:
        """Take in how far the run is."""
        words = words_of(status)
        line = f"{status.n_done} of {status.n_total}  {words}".rstrip()
        self.show(status.n_done, status.n_total, words, line)


def words_of(status: Status) -> str:
    """Rate, time left and failures."""
    if status.is_looking:
        return "ECGs opened for their lengths"
    words = [f"{status.per_s:.1f}/s"] if status.per_s else []
    if status.left_s is not None and status.n_done < status.n_total:
        words.append(f"{_duration(status.left_s)} left")
    if status.n_failed:
        words.append(f"{status.n_failed} without an answer")
    return "  ".join(words)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return (
        f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
        if whole >= 3600
        else f"{whole // 60}:{whole % 60:02d}"
    )
