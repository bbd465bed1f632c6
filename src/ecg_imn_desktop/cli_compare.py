"""The command ``ecg-imn compare``: two ECGs, or two explanations of one; more than two as a series over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from .cli_faults import BAD_INPUT, say_fault
from .cli_flag import flag, path_argument, path_option
from .cli_language import LanguageOption, speak_pages
from .cli_letters import ascii_json

if TYPE_CHECKING:
    from .core.comparison import Comparison, Side
    from .core.record import Record
    from .core.series import Series, Unreadable
    from .model.explainer import Explainer

T = TypeVar("T")

_METHODS = "exact, grad-cam, integrated-gradients, gradient-shap or occlusion"


def compare(
    records: Annotated[list[Path], path_argument(help="Two ECGs (or one twice); up to 8 give a series.")],
    json_file: Annotated[str | None, typer.Option("--json", help="Write the numbers as JSON; - for stdout.")] = None,
    csv_file: Annotated[Path | None, path_option("--csv", help="Write the numbers as a table.")] = None,
    pdf: Annotated[Path | None, path_option(help="Write the pages of the comparison.")] = None,
    png: Annotated[Path | None, path_option(help="Write its first page as a picture.")] = None,
    method: Annotated[str, typer.Option(help=f"How to explain: {_METHODS}.")] = "exact",
    method_b: Annotated[str | None, typer.Option(help="How to explain B, if otherwise.")] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="Name of an installed model (post hoc: by default the twin).")
    ] = None,
    model_b: Annotated[str | None, typer.Option(help="The model of B, if another.")] = None,
    class_name: Annotated[
        str | None, typer.Option("--class", help="The class to explain (default: A's likeliest).")
    ] = None,
    class_b: Annotated[str | None, typer.Option(help="The class of B, if another.")] = None,
    start: Annotated[float, typer.Option(help="Where A's window starts, in seconds.")] = 0.0,
    start_b: Annotated[float, typer.Option(help="Where B's window starts, in seconds.")] = 0.0,
    deletion: Annotated[bool, flag("--deletion", help="Add the deletion curves of both maps.")] = False,
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    language: LanguageOption = None,
) -> None:
    """Say what changed between two ECGs, and how far two explanations agree.

    More than two are a series over time; one of them that cannot be read is named, and the exit status is 2.
    """
    from .analysis.comparison import compare as compare_sides
    from .core.comparison import Ask
    from .io.comparisons import comparison_to_dict
    from .io.targets import refuse_files_of, refuse_one_file_twice, refuse_standard_output
    from .model.explainer import Explainer
    from .model.methods import model_for
    from .report.words import signed

    targets = [t for t in (json_file, csv_file, pdf, png) if t is not None and t != "-"]
    refuse_one_file_twice(targets)
    refuse_standard_output([t for t in (csv_file, pdf, png) if t is not None])
    console = Console(quiet=json_file == "-")
    opened, unreadable = _opened(records)
    explainer = Explainer(device)
    if len(records) > 2:
        given = {
            "--start-b": start_b, "--method-b": method_b, "--model-b": model_b, "--class-b": class_b,
            "--deletion": deletion,
        }  # fmt: skip
        _refuse_for_a_series([name for name, value in given.items() if value])
    method_b = method_b or method
    for record, start_s in zip(opened, (start, start_b) if len(records) == 2 else [start] * len(opened), strict=True):
        refuse_start_outside(record, start_s)
    ask_a = Ask(start, model_for(method, model), method, class_name)
    if len(records) > 2:
        from .report.comparison_words import left_out

        for file in unreadable:
            for target in targets:
                refuse_files_of(target, file.path)
            say_fault(left_out(file))
        series = _series(opened, unreadable, explainer, ask_a, console, json_file, csv_file)
        if pdf or png:
            speak_pages(language)
            from .report.series import SeriesDocument, write_series_pdf, write_series_png

            _write_pages(SeriesDocument(series, class_name), (pdf, write_series_pdf), (png, write_series_png))
        if unreadable:  # the others are shown and written, yet not all that was asked for was done
            raise typer.Exit(BAD_INPUT)
        return
    ask_b = Ask(start_b, model_for(method_b, model_b or (model if method_b == method else None)), method_b)
    a = explainer.side(opened[0], ask_a)
    named = class_b or class_name or (a.evidence.class_name if a.evidence else None)
    b = explainer.side(opened[1], Ask(ask_b.start_s, ask_b.model, ask_b.method, named))
    found = compare_sides(a, b)
    curves = (explainer.deletion(a), explainer.deletion(b)) if deletion else (None, None)
    if pdf or png:
        speak_pages(language)
        from .report.comparison import ComparisonDocument, write_comparison_pdf, write_comparison_png

        _write_pages(ComparisonDocument(found, curves), (pdf, write_comparison_pdf), (png, write_comparison_png))
    facts = comparison_to_dict(found, dict(zip("ab", curves, strict=True)) if deletion else None)
    _write(facts, (a, b), json_file, csv_file)
    for line in lines_of(found):
        console.print(line, highlight=False)
    for letter, curve in zip("AB", curves, strict=True):
        if curve is not None:
            shown = "  ".join(
                f"{100 * f:g} %: {signed(v)}" for f, v in zip(curve.fraction, curve.logit["map"], strict=True)
            )
            console.print(f"Deletion {letter} (logit after removing cells): {shown}", highlight=False)
    _say_research_use(console)


def _refuse_for_a_series(names: list[str]) -> None:
    """EcgError if something was asked for that only two ECGs have; it would be passed over without a word."""
    from .core.errors import EcgError

    if names:
        raise EcgError(f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} for two ECGs, not for a series.")


def refuse_start_outside(record: Record, start_s: float) -> None:
    """Raise SignalError for a window that would start where the record has nothing.

    One that starts less than a window before the end is moved back, as on the screen; the output says where it is.
    """
    from .core.errors import SignalError

    if start_s < 0 or start_s >= record.duration_s > 0:
        raise SignalError(f"The record is {record.duration_s:g} s long: no window starts at {start_s:g} s.")


def _opened(paths: list[Path]) -> tuple[list[Record], tuple[Unreadable, ...]]:
    """Every record, a file named twice read once, and the files that cannot be read.

    EcgError for fewer than two or more than eight files, and for fewer than two that can be read.
    """
    from .core.errors import EcgError
    from .core.series import MAX_SIDES
    from .io.opening import read_any
    from .io.several import read_each

    if not 2 <= len(paths) <= MAX_SIDES:
        raise EcgError(f"Name 2 to {MAX_SIDES} records to compare (one record twice for two explanations of it).")
    known: dict[Path, Record] = {}
    return read_each(paths, lambda path: known.setdefault(path, known.get(path) or read_any(path)))


def _series(
    opened: list[Record], unreadable: tuple[Unreadable, ...], explainer: Explainer, ask: object, console: Console,
    json_file: str | None, csv_file: Path | None,
) -> Series:  # fmt: skip
    from .analysis.series import make_series
    from .core.comparison import Ask
    from .io.comparisons import series_to_dict

    assert isinstance(ask, Ask)
    series = make_series([explainer.side(record, ask) for record in opened], unreadable)
    _write(series_to_dict(series), series.sides, json_file, csv_file)
    for line in series_lines(series):
        console.print(line, highlight=False)
    _say_research_use(console)
    return series


def _write_pages(document: T, *targets: tuple[Path | None, Callable[[Path, T], None]]) -> None:
    """Write what was asked for, each file by its writer."""
    for path, write in targets:
        if path:
            write(path, document)


def _write(facts: dict[str, object], sides: tuple[Side, ...], json_file: str | None, csv_file: Path | None) -> None:
    from .io.comparisons import to_json, write_csv, write_json

    if csv_file:
        write_csv(csv_file, facts, sides)
    if json_file == "-":
        print(ascii_json(to_json(facts)))
    elif json_file:
        write_json(json_file, facts, sides)


def _say_research_use(console: Console) -> None:
    from .core.analysis import RESEARCH_USE

    console.print(f"[dim]{RESEARCH_USE}[/dim]")


def lines_of(found: Comparison) -> Iterator[RenderableType]:
    """A comparison for people: what to print, in order."""
    from .core.doubt import near_mark
    from .report import comparison_words as words
    from .report.words import percent, signed

    for letter, side in (("A", found.a), ("B", found.b)):
        yield from _side_lines(letter, side)
    unanswered = [f"No prediction for {x}: {s.reason}" for x, s in (("A", found.a), ("B", found.b))]  # said above
    for note in found.notes:
        if note not in unanswered:
            yield f"[dim]{escape(note)}[/dim]"
    if found.changes:
        table = _table("measurement", "A", "B", "B \u2212 A", "usual")
        for change in found.changes:
            a, b, delta, limit, word = words.change_cells(change)
            mark = f"  [bold yellow]{word}[/bold yellow]" if word else ""
            table.add_row(escape(words.with_unit(change.title, change.unit)), a, b, delta, limit + mark)
        yield table
    if found.classes:
        table = _table("class", "prob. A ", "prob. B ", "logit A", "logit B")
        table.add_column("", overflow="fold", ratio=1)
        table.expand = True  # the titles have what the numbers leave
        for c in words.shown_classes(found.classes):
            indent = "  " if c.parent else ""
            marks = ["*" * reached + near_mark(near) for reached, near in zip(c.is_positive, c.is_near, strict=True)]
            numbers = [f"{percent(v, 1)}{mark:<2}" for v, mark in zip(c.probability, marks, strict=True)]
            logits = (signed(v, 3) for v in c.logit)
            table.add_row(indent + escape(c.name), *numbers, *logits, Padding(escape(c.title), (0, 0, 0, len(indent))))
        yield table
        yield "[dim]* reaches its threshold, ? is near it[/dim]"
    if found.steps is not None:
        yield escape(words.steps_line(found.steps))
        parts = zip(found.steps.lead_names, found.steps.lead, strict=True)
        yield "  ".join(f"{escape(lead)} {signed(value)}" for lead, value in parts)
    if found.agreement is not None:
        yield escape(words.agreement_line(found.agreement))
    yield escape(words.unusual_sentence(found))


def _side_lines(letter: str, side: Side) -> Iterator[str]:
    """Which ECG, its answer, and what must be known before that is believed."""
    from .report import comparison_words as words
    from .report.words import side_warnings

    yield f"[bold]{escape(words.side_heading(letter, side))}[/bold]  {escape(words.side_answer(side))}"
    for warning in side_warnings(side):
        yield f"[yellow]! {letter}: {escape(warning)}[/yellow]"


def series_lines(series: Series) -> Iterator[RenderableType]:
    """A series for people: each ECG with its answer, then tables with a column for each ECG, their marks below."""
    from .report.comparison_words import ABSENT, digits_of, series_heads, series_letters, with_unit
    from .report.words import percent, plain

    for letter, side in series_letters(series).items():
        yield from _side_lines(letter, side)
    for note in series.notes:
        yield f"[dim]{escape(note)}[/dim]"
    heads = [escape(head) for head in series_heads(series)]
    if series.measurements:
        table = _table("measurement", *heads, "usual")
        for trend in series.measurements:
            digits = digits_of(trend.unit)
            cells = [
                ABSENT if value != value else f"{plain(round(value, digits) + 0.0, digits)}{'#' if unusual else ' '}"
                for value, unusual in zip(trend.values, trend.is_unusual, strict=True)
            ]
            limit = "" if trend.limit is None else f"\u00b1{plain(trend.limit, digits)}"
            table.add_row(escape(with_unit(trend.title, trend.unit)), *cells, limit)
        yield table
        yield "[dim]# differs from the first by more than usual[/dim]"
    classes = {c.name: c for s in series.sides if s.prediction is not None for c in s.prediction.classes}
    answers = {name: trend for name, trend in series.probabilities.items() if classes[name].parent is None}
    if answers:
        table = _table("probability", *heads)
        for name, trend in answers.items():
            marks = ["*" * _reaches(side, name) + near for side, near in zip(series.sides, trend.marks, strict=True)]
            cells = [
                ABSENT if v != v else f"{percent(float(v))}{m:<2}" for v, m in zip(trend.values, marks, strict=True)
            ]
            table.add_row(escape(name), *cells)
        yield table
        yield "[dim]* reaches its threshold, ? is near it[/dim]"
        titles = " \u00b7 ".join(f"{name}: {trend.title}" for name, trend in answers.items())
        yield f"[dim]{escape(titles)}[/dim]"


def _reaches(side: Side, name: str) -> bool:
    """Whether a class counts as present."""
    answer = side.prediction
    return answer is not None and name in answer.class_names and bool(answer.is_positive[answer.index(name)])


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    return table
