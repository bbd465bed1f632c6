"""What a batch has answered so far, on disk: the result and the journal in one.

``predictions.csv`` has a row for every ECG that was answered, ``errors.csv`` one for every other. Both only grow; rows
are flushed to the disk before the run goes on, and after the files (PDF, HDF5) that belong to them. So a row says that
an ECG is done, whenever the run was killed: what a kill leaves behind is at most an unfinished last row, which the next
run cuts off. At the end the rows are put in the order of names, each table replaced at one stroke. ``batch.json`` says
how the run was set up; only one run at a time writes here.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..core.errors import ExportError, RecordError
from ..io.atomic import atomic_path, system_reason

PREDICTIONS, ERRORS, SETTINGS, LOCK = "predictions.csv", "errors.csv", "batch.json", ".batch-lock"
ERROR_COLUMNS = ("record", "file", "error")

Row = Mapping[str, Any]


class Ledger:
    """The two tables in a folder, open for adding.

    Attributes
    ----------
    folder : where they are
    done : keys of the ECGs that have a row, answered or not, as they stand in the tables
    n_answered, n_failed : rows of the two tables
    """

    def __init__(
        self, folder: Path, columns: Sequence[str], settings: Mapping[str, Any], is_resumed: bool = False
    ) -> None:
        """Begin a run in ``folder`` (made if absent), or with ``is_resumed`` go on with one.

        ``columns`` of ``predictions.csv`` start with "record" and "file". ExportError with one sentence where the
        folder cannot be used, another run is at work there, it holds a run and none is to be resumed, or the run there
        was set up otherwise.
        """
        self.folder = folder
        self._columns = tuple(columns)
        self.done: set[str] = set()
        self._lock: IO[bytes] | None = None
        self._files: dict[str, IO[bytes]] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / LOCK)
            self._settle(settings, is_resumed)
            self._open(PREDICTIONS, self._columns)
            self.n_answered = len(self.done)
            self._open(ERRORS, ERROR_COLUMNS)
            self.n_failed = len(self.done) - self.n_answered
        except OSError as error:
            self.close()
            if folder.exists() and not folder.is_dir():
                raise ExportError(f"{folder.name} is a file; choose a folder for the results.", repr(error)) from error
            raise ExportError(
                f"The folder {folder.name or folder} cannot be used: {system_reason(error)}.", repr(error)
            ) from error
        except BaseException:
            self.close()
            raise

    def is_done(self, key: str) -> bool:
        """Whether the ECG has a row."""
        return cell(key) in self.done

    def add(self, answered: Iterable[Row] = (), failed: Iterable[Row] = ()) -> None:
        """Add rows, and return when they are on the disk. ECGs that have a row are left out.

        ExportError if they cannot be written, or the folder was moved or deleted: what is written then would be lost.
        """
        self._require()
        self.n_answered += self._append(self._files[PREDICTIONS], self._columns, answered)
        self.n_failed += self._append(self._files[ERRORS], ERROR_COLUMNS, failed)

    def sort(self) -> None:
        """Put the rows of both tables in the order of their names: they came as they were done.

        Of the rows only names and places are in memory. ExportError if it cannot be done; then no row is lost.
        """
        self._require()
        for name in self._files:
            self._sort(name)

    def _require(self) -> None:
        if not _is_there(self.folder / PREDICTIONS):
            raise ExportError(f"The results are no longer in {self.folder.name}: they were moved or deleted.")

    def _sort(self, name: str) -> None:
        path = self.folder / name
        places = list(_places(path))
        if all(one <= other for one, other in itertools.pairwise(places)):
            return
        self._files[name].close()  # Windows replaces no open file
        try:
            with atomic_path(path) as temporary, path.open("rb") as source, temporary.open("wb") as target:
                target.write(source.readline())
                for _, place in sorted(places):
                    source.seek(place)
                    target.write(source.readline())
        except ExportError as error:
            raise ExportError(f"No row is lost, yet they are not in order: {error.message}", error.detail) from error
        finally:
            self._files[name] = path.open("ab")

    def close(self) -> None:
        """Let others write here."""
        for file in self._files.values():
            with contextlib.suppress(OSError):  # of a full disk, again: what could not be written was said
                file.close()
        self._files = {}
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _settle(self, settings: Mapping[str, Any], is_resumed: bool) -> None:
        path = self.folder / SETTINGS
        if not is_resumed and has_run(self.folder):
            raise ExportError(f"{self.folder.name} holds the results of a run; go on with --resume or choose another.")
        if path.exists():
            try:
                before = json.loads(path.read_text(encoding="utf-8"))
                differing = [name for name in settings if before.get(name) != settings[name]]
            except (ValueError, AttributeError, RecursionError) as error:
                raise ExportError(f"{self.folder.name}/{SETTINGS} is damaged.", repr(error)) from error
            if differing:
                raise ExportError(
                    f"The run in {self.folder.name} was set up otherwise ({', '.join(differing)}): "
                    "choose another folder."
                )
        else:
            with atomic_path(path) as temporary:
                temporary.write_text(json.dumps(dict(settings), indent=1) + "\n", encoding="utf-8")

    def _open(self, name: str, columns: Sequence[str]) -> None:
        path = self.folder / name
        whole = 0
        if path.exists():
            whole, keys = _whole_rows(path, columns)
            self.done |= keys
        file = path.open("r+b" if path.exists() else "w+b")
        self._files[name] = file
        file.truncate(whole)
        file.seek(whole)
        if not whole:
            self._write(file, _encoded([columns]))

    def _append(self, file: IO[bytes], columns: Sequence[str], rows: Iterable[Row]) -> int:
        new = []
        for row in rows:
            cells = [cell(row.get(column, "")) for column in columns]
            if cells[0] not in self.done:
                self.done.add(cells[0])
                new.append(cells)
        if new:
            self._write(file, _encoded(new))
        return len(new)

    def _write(self, file: IO[bytes], data: bytes) -> None:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise ExportError(f"The results could not be written: {system_reason(error)}.", repr(error)) from error


def has_run(folder: Path) -> bool:
    """Whether the results of a run lie in a folder."""
    return _is_there(folder / SETTINGS) or _is_there(folder / PREDICTIONS)


def _is_there(path: Path) -> bool:
    # Path.exists raises where a folder above may not be read, or a network drive was lost.
    return os.path.exists(path)  # noqa: PTH110


def cell(value: object) -> str:
    """One cell as text on one line; text that a spreadsheet would run as a formula is marked as text."""
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        return repr(float(value)) if np.isfinite(value) else ""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return "'" + text if isinstance(value, str) and text.startswith(("=", "+", "-", "@")) else text


def _encoded(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode("utf-8", errors="replace")


def _whole_rows(path: Path, columns: Sequence[str]) -> tuple[int, set[str]]:
    """Bytes up to the end of the last whole row, and the keys (first column) of the rows.

    ExportError if the table has other columns: it is somebody else's, or was written anew by a spreadsheet.
    """
    keys: set[str] = set()
    whole = 0
    with path.open("rb") as file:
        for number, line in enumerate(file):
            cells = next(csv.reader([line.decode("utf-8", errors="replace")]), [])
            if not line.endswith(b"\n") or b"\0" in line:
                break
            if number == 0 and cells != list(columns):
                raise ExportError(f"{path.name} has other columns; choose another folder.")
            if len(cells) != len(columns):
                break
            if number:
                keys.add(cells[0])
            whole += len(line)
    return whole, keys


def _places(path: Path) -> Iterator[tuple[str, int]]:
    """The key of every row, and where it begins."""
    with path.open("rb") as file:
        place = len(file.readline())
        for line in file:
            yield next(csv.reader([line.decode("utf-8", errors="replace")]))[0], place
            place += len(line)


def read_rows(path: Path) -> Iterable[dict[str, str]]:
    """The rows of a table, one after the other; RecordError if it cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordError(f"{path.name} cannot be read.", repr(error)) from error


def _locked(path: Path) -> IO[bytes]:
    """A file that only one process holds; the system lets go of it when the process ends, however it ends."""
    file = path.open("wb")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise ExportError(f"Another run is at work in {path.parent.name}.", repr(error)) from error
    return file
