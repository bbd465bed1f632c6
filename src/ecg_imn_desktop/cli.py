"""The command ``ecg-imn``: view, analyze, compare, verify, batch, train, evaluate, models, self-test.

Exit status: 0 done, 2 bad input, or some of it (one sentence each on standard error), 130 interrupted, 141 nobody reads
on (``| head -1``). Heavy libraries are imported by the command that needs them.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from . import __version__
from .cli_batch import batch, convert, watch
from .cli_compare import compare, refuse_start_outside
from .cli_faults import BAD_INPUT, say_fault
from .cli_flag import flag, path_argument, path_option
from .cli_language import LanguageOption, speak_pages
from .cli_letters import ascii_json, make_do_with_any_encoding
from .cli_models import models_app
from .cli_research import evaluate, train
from .cli_start import INTERRUPTED
from .cli_stored import verify
from .cli_streams import BROKEN_PIPE, drop_output, give_missing_streams, is_broken_pipe
from .core.analysis import RESEARCH_USE, Analysis
from .core.cpu import require_avx2
from .core.errors import EcgError, ExportError, SignalError
from .core.measurements import Measurements
from .core.record import Record
from .core.resources import DEFAULT_EXAMPLE, resource_path
from .core.sizes import LARGE_BYTES, size_text
from .core.stored import StoredWindow, stored_bytes
from .io.atomic import system_reason

app = typer.Typer(
    name="ecg-imn",
    help="A 12-lead ECG, what a network says about it, and exactly why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(verify)
app.command()(batch)
app.command()(watch)
app.command()(convert)
app.command()(compare)
app.command()(train)
app.command()(evaluate)
app.add_typer(models_app, name="models")

DEFAULT_MODEL = "imn-1d"


class Device(StrEnum):
    """Where the network runs."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


# What is known of an ECG that gets no answer: the record, why, where the model would have read (s), measurements.
Refused = Callable[[Record, SignalError, float, Measurements], None]

RecordArgument = Annotated[
    Path,
    path_argument(help="An ECG: WFDB, DICOM, EDF, BDF, HDF5, HL7 aECG, SCP-ECG, CSV; or a stored analysis (.h5)."),
]
FsOption = Annotated[float | None, typer.Option("--fs", help="Sampling frequency in Hz, where the file gives none.")]
UnitsOption = Annotated[str | None, typer.Option("--units", help="Units (mV, uV), where the file gives none.")]
ModelOption = Annotated[str, typer.Option("--model", help="Name of an installed model.")]
DeviceOption = Annotated[Device, typer.Option("--device", help="Where the network runs.")]


# What the system says where standard output takes no more: a full disk, a terminal that is gone.
_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    give_missing_streams()
    make_do_with_any_encoding()
    status = 0
    try:
        status = _status_of(argv)
        sys.stdout.flush()
    except (OSError, ImportError, SystemExit) as error:
        drop_output()
        if is_broken_pipe(error):
            return status or BROKEN_PIPE
        if isinstance(error, SystemExit) or _is_defect(error):
            raise
        say_fault(f"{_what_failed(error)}.")
        return BAD_INPUT
    return status


def _is_defect(error: OSError | ImportError) -> bool:
    """Not so is a library of the system that is missing, which an extension module says as ImportError, too."""
    return isinstance(error, ModuleNotFoundError) or str(error).startswith("cannot import name")


def _what_failed(error: OSError | ImportError) -> str:
    if isinstance(error, ImportError) or error.errno is None:  # nothing but words
        return f"the command could not be finished: {' '.join(str(error).split()).rstrip('.') or type(error).__name__}"
    if error.filename:
        return f"{Path(error.filename).name or error.filename} cannot be used: {system_reason(error)}"
    what = "the answer could not be written" if error.errno in _WRITING else "the command could not be finished"
    return f"{what}: {system_reason(error)}"


def _status_of(argv: list[str] | None) -> int:
    """What is wrong with the input is said, and is no exception any more."""
    try:
        status = app(args=argv, standalone_mode=False)  # what a command gave to typer.Exit
    except EcgError as error:
        say_fault(error.message)
        return BAD_INPUT
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        # typer's own usage errors (unknown option, missing argument) know how to show themselves
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            return int(error.exit_code)
        raise
    return status if isinstance(status, int) else 0


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"ecg-imn {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, flag("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def view(
    record: Annotated[Path | None, path_argument(help="An ECG; the bundled example if none.")] = None,
    out: Annotated[Path, path_option(help="Where PDF and PNG go on a computer without a display.")] = Path("out"),
    model: ModelOption = DEFAULT_MODEL,
    device: DeviceOption = Device.auto,
    fs: FsOption = None,
    units: UnitsOption = None,
) -> None:
    """Open the window on a record. Without a display: write its annotated PDF and a PNG of the window."""
    from .io.opening import require
    from .io.references import with_scale

    path = with_scale(record or example_path(DEFAULT_EXAMPLE), fs, units)
    require(path)  # a window that is open already would say so where nobody looks
    if has_display():
        from .desktop.main import main as desktop_main

        raise typer.Exit(desktop_main(["--model", model, "--device", device.value, str(path)]))
    write_view(path, out, model, device)


def write_view(path: Path, out: Path, model: str, device: Device) -> None:
    """What the window would show, as PDF and PNG in the folder ``out``; a record without an answer says why."""
    from .desktop.headless import window_to_png
    from .io.hdf5 import is_stored_analysis
    from .io.opening import read_any

    console = Console()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "a file of that name stands there" if out.is_file() else system_reason(error)
        raise ExportError(f"The folder '{out}' cannot be made: {reason}.", str(error)) from error
    refusal: SignalError | None = None
    if is_stored_analysis(path):
        record, window = stored_window(path)
        analysis, measurements = window.analysis, window.measurements
    else:
        from .model.session import Session

        record = read_any(path)
        try:
            analysis = Session(model, device.value).run(record)
        except SignalError as error:
            analysis, refusal = None, error
            console.print(f"No prediction: {escape(error.message)}", highlight=False)
        measurements = measure_window(record)
        if refusal is not None:
            print_refused(console, record, refusal, measurements)
    # The file's name, not the one in its header, which could hold anything.
    pdf, png = out / f"{path.stem}.pdf", out / f"{path.stem}.png"
    speak_pages(None)
    _write_pages(record, analysis, measurements, pdf, refusal=refusal)
    window_to_png(path, png, model=model, device=device.value)
    if analysis:
        print_table(console, record, analysis, measurements)
    console.print("\nThere is no display; the same was written to files:")
    for kind, file in (("annotated PDF", pdf), ("window as PNG", png)):
        console.print(f"  {kind}  {escape(str(file.resolve()))}", highlight=False, soft_wrap=True)


@app.command()
def analyze(
    record: RecordArgument,
    json_file: Annotated[str | None, typer.Option("--json", help="Write the numbers as JSON; - for stdout.")] = None,
    pdf: Annotated[Path | None, path_option(help="Write the annotated page.")] = None,
    png: Annotated[Path | None, path_option(help="Write the annotated page as a picture.")] = None,
    h5: Annotated[Path | None, path_option(help="Write the stored analysis (HDF5): opens without the model.")] = None,
    csv: Annotated[Path | None, path_option(help="Write the numbers as CSV, a row a class.")] = None,
    anonymous: Annotated[
        bool,
        flag("--anonymous", help="Without name, ID, dates and file names; ages over 89 grouped."),
    ] = False,
    start: Annotated[float, typer.Option(help="Where the model's window starts, in seconds.")] = 0.0,
    model: ModelOption = DEFAULT_MODEL,
    device: DeviceOption = Device.auto,
    fs: FsOption = None,
    units: UnitsOption = None,
    language: LanguageOption = None,
) -> None:
    """Say what the model answers for a record, and why. Without an answer the page alone is written and says why."""
    from .io.references import with_scale
    from .io.targets import refuse_one_file_twice, refuse_standard_output

    refuse_standard_output([t for t in (pdf, png, h5, csv) if t is not None])
    refuse_one_file_twice([t for t in (json_file, pdf, png, h5, csv) if t is not None and t != "-"])
    console = Console(quiet=json_file == "-")

    def write_pages(
        shown: Record,
        answer: Analysis | None,
        measured: Measurements,
        refusal: SignalError | None = None,
        start_s: float | None = None,
    ) -> None:
        if pdf or png:
            speak_pages(language)
        _write_pages(shown, answer, measured, pdf, png, refusal, start_s)

    def refused(unanswered: Record, error: SignalError, start_s: float, measured: Measurements) -> None:
        print_refused(console, unanswered, error, measured, start_s)
        shown = _without_identity(unanswered, (pdf, png)) if anonymous else unanswered
        write_pages(shown, None, measured, error, start_s)

    opened, analysis, measurements = analyse(with_scale(record, fs, units), model, device, start, refused)
    if anonymous:
        opened = _without_identity(opened, (json_file, pdf, png, h5, csv))
    write_pages(opened, analysis, measurements)
    if h5:
        from .io.results import write_h5

        _say_if_large(h5, stored_bytes(opened, (StoredWindow(analysis, measurements),)))
        write_h5(h5, opened, analysis, measurements)
    if csv:
        from .io.results import write_csv

        write_csv(csv, opened, analysis, measurements)
    if json_file:
        _write_json(json_file, opened, analysis, measurements)
    print_table(console, opened, analysis, measurements)


def _say_if_large(path: Path, n_bytes: int) -> None:
    from .io.targets import refuse_without_room

    refuse_without_room(path, n_bytes)  # before it is said that it will be
    if n_bytes >= LARGE_BYTES:
        print(f"{path.name} will be about {size_text(n_bytes)}.", file=sys.stderr, flush=True)


def _without_identity(record: Record, targets: tuple[Path | str | None, ...]) -> Record:
    """The anonymous record, which no longer knows its files: that none of them is written to is made sure of here."""
    from .core.anonymous import anonymised
    from .io.targets import refuse_own_files

    for target in targets:
        if target is not None and target != "-":
            refuse_own_files(target, record)
    return anonymised(record)


def analyse(
    path: Path, model: str, device: Device, start_s: float = 0.0, refused: Refused | None = None
) -> tuple[Record, Analysis, Measurements]:
    """Open a record, run the model on one window of it, and measure that window; a stored analysis has it all.

    SignalError for an ECG that gets no answer; what is known of it goes to ``refused`` before.
    """
    from .io.hdf5 import is_stored_analysis
    from .io.opening import read_any

    if is_stored_analysis(path):
        return _stored_answer(path, model, start_s, refused)
    require_avx2()
    record = read_any(path)
    refuse_start_outside(record, start_s)
    from .model.session import Session  # after what may be refused: torch takes seconds

    try:
        analysis = Session(model, device.value).run(record, start_s)
    except SignalError as error:
        if refused is not None and start_s == start_s:  # else it is the window that is refused, not the ECG
            from .core.comparison import DEFAULT_WINDOW_S

            # Where the model would have read.
            read_s = record.on_sample(min(start_s, max(0.0, record.duration_s - DEFAULT_WINDOW_S)))
            refused(record, error, read_s, measure_window(record, read_s))
        raise
    return record, analysis, measure_window(record, analysis.explanation.start_s, analysis.model.window_s)


def _stored_answer(
    path: Path, model: str, start_s: float, refused: Refused | None
) -> tuple[Record, Analysis, Measurements]:
    """What the file holds; SignalError where that is not what was asked for: nothing is computed."""
    record, window = stored_window(path)
    answer, measured, first_s = window.analysis, window.measurements, window.start_s
    if answer is None:
        unanswered = SignalError(f"{path.name} holds no answer of a model.")
        if refused is not None:
            refused(record, unanswered, first_s, measured or measure_window(record, first_s))
        raise unanswered
    if start_s not in (0.0, first_s):
        raise SignalError(
            f"{path.name} is a stored analysis of the window from {first_s:g} s; for another give the record itself."
        )
    if model not in (DEFAULT_MODEL, answer.model.name):
        raise SignalError(f"{path.name} holds an answer of {answer.model.name}; for another give the record itself.")
    return record, answer, measured or measure_window(record, first_s, answer.model.window_s)


def stored_window(path: Path) -> tuple[Record, StoredWindow]:
    """The record of a stored analysis, and its first window; no model is run."""
    from .io.hdf5 import read_stored

    stored = read_stored(path)
    return stored.record, stored.windows[0]


def measure_window(record: Record, start_s: float = 0.0, window_s: float = 10.0) -> Measurements:
    """Measurements of ``window_s`` seconds from ``start_s``, their times from the record's start."""
    from .analysis.measure import measure

    return measure(record.section(start_s, window_s)).shifted(record.on_sample(start_s))


def _write_json(target: str, record: Record, analysis: Analysis, measurements: Measurements) -> None:
    from .analysis.clinical import clinical_words
    from .io.results import to_json, write_json

    clinical = clinical_words(analysis, measurements.fiducials)
    if target == "-":
        print(ascii_json(to_json(record, analysis, measurements, clinical)))
    else:
        write_json(Path(target), record, analysis, measurements, clinical)


def _write_pages(
    record: Record,
    analysis: Analysis | None,
    measurements: Measurements | None,
    pdf: Path | None = None,
    png: Path | None = None,
    refusal: SignalError | None = None,
    start_s: float | None = None,
) -> None:
    """What was asked for of ``pdf`` and ``png``; of an ECG without an answer with the reason, from where it would have

    been read.
    """
    from .report.options import PageOptions

    options = PageOptions()
    if refusal is not None:
        options = PageOptions(refusal=refusal.message, found=refusal.warnings, start_s=start_s)
    if pdf:
        from .report.pdf import write_pdf

        write_pdf(pdf, record, analysis, measurements, options)
    if png:
        from .report.image import write_png

        write_png(png, record, analysis, measurements, options)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def example_path(name: str) -> Path:
    """Path of a bundled, simulated example by the name of its header."""
    return resource_path("examples", name)


def print_table(console: Console, record: Record, analysis: Analysis, measurements: Measurements | None) -> None:
    """The answer as a table for people."""
    from .cli_table import lines_of

    for line in lines_of(record, analysis, measurements):
        console.print(line)
    console.print(f"[dim]{RESEARCH_USE}[/dim]")


def print_refused(
    console: Console,
    record: Record,
    refusal: SignalError,
    measurements: Measurements,
    start_s: float = 0.0,
) -> None:
    """What is known of an ECG that gets no answer: the record, what else the checks found, the measurements.

    ``start_s`` is where the window begins that the model would have read.
    """
    from .cli_table import known_lines
    from .core.comparison import DEFAULT_WINDOW_S

    for line in known_lines(record, None, measurements, refusal.warnings):
        console.print(line)
    if record.duration_s > DEFAULT_WINDOW_S:
        console.print(f"[dim]window {start_s:g}-{start_s + DEFAULT_WINDOW_S:g} s[/dim]")
    console.print(f"[dim]{RESEARCH_USE}[/dim]")


@app.command("self-test")
def self_test() -> None:
    """Check the shipped models, open an example, infer, check that it adds up, write a PDF; says what it did."""
    from tempfile import TemporaryDirectory

    import numpy as np

    from .model.card import verify_weights
    from .model.catalogue import SHIPPED_CARDS, model_card

    for name in SHIPPED_CARDS:
        folder = resource_path("models", name)
        verify_weights(folder, model_card(folder))
    opened, analysis, measurements = analyse(example_path(DEFAULT_EXAMPLE), DEFAULT_MODEL, Device.auto)
    residual = float(np.abs(analysis.explanation.residual(analysis.prediction)).max())
    with TemporaryDirectory() as temporary:
        pdf = Path(temporary) / "self-test.pdf"
        _write_pages(opened, analysis, measurements, pdf)
        size = pdf.stat().st_size
        is_pdf = pdf.read_bytes()[:5] == b"%PDF-"
    if not is_pdf:
        raise EcgError("Self-test failed: the PDF is no PDF.")
    print(f"example opened: {opened.name}, {len(opened.lead_names)} leads, {opened.duration_s:g} s")
    print(f"model: {analysis.model.name} on {analysis.device}, {analysis.elapsed_ms:.0f} ms")
    print(f"completeness residual: {residual:.1e}")
    print(f"PDF: {size} bytes")
    print("self-test passed")


if __name__ == "__main__":
    sys.exit(main())
