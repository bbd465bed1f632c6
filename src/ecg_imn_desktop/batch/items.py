"""What a batch is to analyse: folders, patterns, RECORDS files and lists of paths, as one list of items."""

from __future__ import annotations

import csv
import glob
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath

from ..core.errors import RecordError
from ..io.atomic import system_reason
from ..io.formats import RECORD_SUFFIXES, TABLE_SUFFIXES
from ..io.opening import reader_of, references_in, takes_scale
from ..io.references import parse_reference, with_scale
from .ledger import ERRORS, PREDICTIONS, SETTINGS

# The column of a list of paths, by its heading, in lower case.
PATH_COLUMNS = ("path", "record", "file", "reference", "filename")
_MAX_LIST_BYTES = 2_000_000_000

# Files that a run makes of every ECG, each kind in a folder of its name; and what else lies in the folder of results.
FILE_KINDS = ("pdf", "h5", "csv")
_TABLES = frozenset(f"{PurePath(name).stem}{end}" for name in (PREDICTIONS, ERRORS) for end in (".csv", ".parquet"))
_RESULTS = _TABLES | {SETTINGS}


@dataclass(frozen=True)
class Item:
    """One ECG of a batch.

    ``key`` names it in the output, and the files made from it: unique in a batch, the same at every run, made of plain
    names with ``/`` between them. ``reference`` is what :func:`~ecg_imn_desktop.io.opening.read_any` opens; ``fault``
    says why it is not even tried, "" if it is. ``start_s``: where in the record the model's window begins.
    """

    key: str
    reference: str
    fault: str = ""
    start_s: float = 0.0


def find_items(
    inputs: Sequence[str | Path], without: Path | None = None, fs: float | None = None, units: str | None = None
) -> list[Item]:
    """All ECGs that the inputs name, each once, in the order of the inputs and by name within a folder.

    An input is a record, a folder (searched to the bottom, but for the folder ``without``), a pattern with ``*``, a
    file called RECORDS (a name a line, from its own folder), or a CSV with a column called path, record or file.
    Of a file of many ECGs each is an item; a folder below, or one of a pattern, that may not be searched is one with a
    ``fault``.
    ``fs`` and ``units`` are for files that do not say them; tables (CSV, TXT) in a folder are taken for ECGs only where
    both are given. RecordError for an input that does not exist, may not be read or names nothing.
    """
    found: dict[str, Item] = {}
    suffixes = RECORD_SUFFIXES if fs is None or units is None else RECORD_SUFFIXES | TABLE_SUFFIXES
    for text in (os.fspath(i) for i in inputs):
        is_empty = True
        for item in _items_of(text, without, suffixes):
            if not item.fault and takes_scale(item.reference):
                item = replace(item, reference=str(with_scale(item.reference, fs, units)))
            found.setdefault(item.reference, item)
            is_empty = False
        if is_empty:
            raise RecordError(f"There is no ECG in {PurePath(text).name or text}.")
    return with_unique_keys(found.values())


def _items_of(text: str, without: Path | None, suffixes: frozenset[str] = RECORD_SUFFIXES) -> Iterator[Item]:
    path = Path(text)
    named = parse_reference(path).path
    is_there = os.path.exists(named) or os.path.exists(f"{text}.hea")  # noqa: PTH110  (Path's raises in a shut folder)
    if _has_marks(text) and not is_there:
        yield from _items_of_pattern(text, without, suffixes)
    elif path.is_dir():
        if error := _shut(text):
            raise RecordError(_cannot_be_read(path, error), repr(error)) from error
        yield from _items_in_folder(path, without, suffixes)
    elif path.exists():
        if path.name.split("-")[0] == "RECORDS" and not path.suffix:
            yield from _items_of_records_file(path)
        elif path.suffix.lower() in (".csv", ".tsv") and (column := _path_column(path)):
            yield from _items_of_list(path, column)
        else:
            yield from items_of_file(path, path.parent)
    elif named != path and named.exists():
        yield _item(path, path.parent)
    elif path.with_name(path.name + ".hea").is_file():
        yield _item(path.with_name(path.name + ".hea"), path.parent)
    else:
        raise RecordError(f"There is no file or folder {path.name or text}.")


def items_of_file(path: Path, root: Path) -> Iterator[Item]:
    """The ECGs of a file in the folder ``root`` or below; a part of a WFDB record counts as its header, so once."""
    header = path.with_suffix(".hea")
    if path.suffix.lower() not in RECORD_SUFFIXES and reader_of(path) is None and os.path.isfile(header):  # noqa: PTH113
        path = header
    for reference in references_in(path):
        yield _item(Path(reference), root)


def _items_in_folder(folder: Path, without: Path | None, suffixes: frozenset[str]) -> Iterator[Item]:
    skipped = without.resolve() if without else None
    shut: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=shut.append):
        here = Path(root)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (here / f).resolve() != skipped)
        records = sorted(n for n in names if PurePath(n).suffix.lower() in suffixes and not n.startswith("."))
        parts = segments_of(here, records)
        for name in records:
            if PurePath(name).stem not in parts:
                yield from items_of_file(here / name, folder)
    for error in shut:
        yield shut_folder(error, folder)


def _items_of_pattern(text: str, without: Path | None, suffixes: frozenset[str]) -> Iterator[Item]:
    real = lru_cache(os.path.realpath)
    made_at = real(without) if without else None
    for match in sorted(glob.glob(text, recursive=True)):  # noqa: PTH207  (absolute patterns)
        found = Path(match)
        is_folder = os.path.isdir(match)  # noqa: PTH112  (Path.is_dir raises where it may not look)
        if made_at and _is_result(found.name, real(match if is_folder else found.parent), is_folder, made_at):
            continue
        yield from _items_in_folder(found, without, suffixes) if is_folder else items_of_file(found, found.parent)
    for error in _shut_above(text):
        yield shut_folder(error, Path(error.filename))


def _is_result(name: str, folder: str, is_folder: bool, made_at: str) -> bool:
    """Whether a folder, or its file ``name``, is what a run into ``made_at`` makes; ECGs may lie there as well."""
    if folder == made_at:
        return is_folder or name in _RESULTS
    return any(PurePath(folder).is_relative_to(PurePath(made_at, kind)) for kind in FILE_KINDS)


def _shut_above(pattern: str) -> Iterator[OSError]:
    """Why folders in which a pattern looks could not be looked into: glob passes over them without a word."""
    parts = PurePath(pattern).parts
    first = next(n for n, part in enumerate(parts) if _has_marks(part))
    for n in range(first, len(parts)):
        folders = os.path.join(*parts[:n] or (os.curdir,), "")  # noqa: PTH118  (what ends with / are folders only)
        for folder in sorted(glob.glob(folders, recursive=True)):  # noqa: PTH207
            if error := _shut(folder, is_listed=_has_marks(parts[n])):
                yield error


def _shut(folder: str, is_listed: bool = True) -> OSError | None:
    """Why a folder's files cannot be reached, or with ``is_listed`` their names not be read; None if they can."""
    try:
        os.stat(os.path.join(folder, os.curdir))  # noqa: PTH116, PTH118
        if is_listed:
            os.scandir(folder).close()
    except OSError as error:
        return type(error)(error.errno, error.strerror, folder)
    return None


def _has_marks(text: str) -> bool:
    return any(mark in text for mark in "*?[")


def shut_folder(error: OSError, root: Path) -> Item:
    """What stands in the tables for a folder in ``root``, or ``root`` itself, that may not be searched."""
    here = Path(error.filename)
    item = _item(here, root if here != root else root.absolute().parent)
    return replace(item, fault=_cannot_be_read(here, error))


def _cannot_be_read(folder: Path, error: OSError) -> str:
    return f"The folder {folder.name or folder} cannot be read: {system_reason(error)}."


def segments_of(folder: Path, names: Iterable[str]) -> set[str]:
    """Records of a folder that are but parts of another: a multi-segment header lists them."""
    parts: set[str] = set()
    for name in names:
        try:
            if not name.lower().endswith(".hea") or not (folder / name).is_file():  # a named pipe would be waited for
                continue
            with (folder / name).open("rb") as file:
                first = file.readline(1000).split()
                if first and b"/" in first[0]:
                    parts |= {line.split()[0].decode(errors="replace") for line in file if line.split()}
        except OSError:
            continue
    return parts


def _items_of_records_file(path: Path) -> Iterator[Item]:
    folder = path.parent
    for line in _lines(path):
        name = line.strip()
        if not name or name.startswith("#"):
            continue
        item = _item(folder / f"{name}.hea" if PurePath(name).suffix != ".hea" else folder / name, folder)
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            item = replace(item, fault=f"{path.name} names a file outside its own folder.")
        yield item


def _path_column(path: Path) -> str | None:
    """The heading under which a CSV lists paths, None if it is no list."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        headings = next(csv.reader([file.readline(100_000)], delimiter=_delimiter(path)), [])
    return next((h for word in PATH_COLUMNS for h in headings if h.strip().lower() == word), None)


def _items_of_list(path: Path, column: str) -> Iterator[Item]:
    for row in csv.DictReader(_lines(path), delimiter=_delimiter(path)):
        text = (row.get(column) or "").strip()
        if text:
            named = path.parent / text
            if not named.suffix and not named.exists():
                named = named.with_name(named.name + ".hea")
            yield _item(named, path.parent)


def _delimiter(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.stat().st_size > _MAX_LIST_BYTES:
            raise RecordError(f"{path.name} is too large for a list of records.")
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from file
    except OSError as error:
        raise RecordError(f"{path.name} cannot be read.", repr(error)) from error


def _item(path: Path, root: Path) -> Item:
    inside: PurePath
    try:
        inside = path.absolute().relative_to(root.absolute())
    except ValueError:
        inside = PurePath(path.name)
    key = "/".join(_plain(part) for part in inside.parts if part not in ("", ".", "..", "/"))
    return Item(key.removesuffix(".hea") or "record", str(path.absolute()))


def _plain(part: str) -> str:
    """A name that is one on every system, whatever a list says."""
    return "".join(c if c.isprintable() and c not in '\\/:*?"<>|#' else "_" for c in part).rstrip(" .") or "_"


def with_unique_keys(items: Iterable[Item]) -> list[Item]:
    """Records of one name in different places get a mark made from the place, so that it is the same at every run."""
    items = list(items)
    counts = Counter(item.key.casefold() for item in items)
    return [
        item
        if counts[item.key.casefold()] == 1
        else replace(item, key=f"{item.key}~{hashlib.sha256(item.reference.encode(errors='replace')).hexdigest()[:8]}")
        for item in items
    ]
