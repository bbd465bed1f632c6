"""Analyses what arrives in a folder, and goes on after a restart where it stopped.

A file counts once it is complete: its size has not changed for a while, and it holds what its header promises. One that
is not complete, or cannot be read, and does not change any more gets its line in ``errors.csv`` after some patience; so
does a folder that may not be searched. What is done stands in the ledger, so nothing is done twice. The folder is
looked through again and again, which works on network shares too, where a system's notices of changes do not.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ..io.completeness import what_is_missing
from ..io.formats import RECORD_SUFFIXES
from .items import Item, items_of_file, segments_of, shut_folder
from .ledger import Ledger
from .windows import in_windows
from .work import PASS_SIZE, Outcome

# What is done with items that are complete (:meth:`Analyst.treat`).
Treat = Callable[[Sequence[Item]], Sequence[Outcome]]


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds.

    ``look_s`` between two looks; ``settle_s`` without a change until a file may count; ``give_up_s`` without a change
    until one that is not complete or cannot be read is given up.
    """

    look_s: float = 2.0
    settle_s: float = 3.0
    give_up_s: float = 60.0


class Watcher:
    """Knows what lies in a folder and since when it has not changed."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        treat: Treat,
        patience: Patience | None = None,
        window_s: float | None = None,
    ) -> None:
        """``treat`` is asked once for a pass of items; the rows go to ``ledger``.

        With ``window_s`` every ECG is treated window by window of this length.
        """
        self.folder = folder
        self.patience = patience or Patience()
        self._window_s = window_s
        self._ledger, self._treat = ledger, treat
        self._out = ledger.folder.resolve()
        self._finished: set[str] = set()
        self._parts: dict[str, set[str]] = {}  # of a folder: what its multi-segment headers list, finished ones too
        self._seen: dict[str, tuple[object, float]] = {}
        self._shut: list[OSError] = []  # at the last look
        self._windows: dict[str, tuple[object, list[Item]]] = {}  # of a file that is not finished, in a state of it

    def look(self, now_s: float) -> list[Outcome]:
        """Look once, at a moment of a steady clock; gives what was analysed or given up, when its row is written."""
        return [outcome for outcomes in self._look(now_s) for outcome in outcomes]

    def _look(self, now_s: float) -> Iterator[list[Outcome]]:
        """A pass at a time, or an empty one, so that a full folder can be left in the middle."""
        ready: list[tuple[Item, float]] = []
        for path in self._new_files():
            yield []
            quiet_s = self._quiet_s(path, now_s)
            if quiet_s < self.patience.settle_s:
                continue
            items, missing = self._items_of(path)
            if not items:
                self._finished.add(str(path))
                self._windows.pop(str(path), None)
            elif missing:
                if quiet_s >= self.patience.give_up_s:
                    yield self._keep([Outcome(item, error=missing) for item in items])
            else:
                ready += [(item, quiet_s) for item in items]
        yield self._keep([Outcome(item, error=item.fault) for item in self._shut_items(now_s)])
        for begin in range(0, len(ready), PASS_SIZE):
            chunk = ready[begin : begin + PASS_SIZE]
            outcomes = self._treat([item for item, _ in chunk])
            final = [
                o for o, (_, quiet_s) in zip(outcomes, chunk, strict=True)
                if not o.error or quiet_s >= self.patience.give_up_s
            ]  # fmt: skip
            yield self._keep(final)

    def run(self, is_stopped: Callable[[], bool], report: Callable[[Sequence[Outcome]], None]) -> None:
        """Look until ``is_stopped``; ``report`` is told what was done, if anything."""
        while not is_stopped():
            for outcomes in self._look(time.monotonic()):
                if outcomes:
                    report(outcomes)
                if is_stopped():
                    return
            wait_until = time.monotonic() + self.patience.look_s
            while not is_stopped() and (left_s := wait_until - time.monotonic()) > 0:
                time.sleep(min(0.2, left_s))

    def _items_of(self, path: Path) -> tuple[list[Item], str]:
        """What of a file has no row yet, and what is missing of the file; of windows only a whole one knows all."""
        items = self._left(items_of_file(path, self.folder))
        if self._window_s is None:
            return items, what_is_missing(path) if items else ""
        if missing := what_is_missing(path):
            return items, missing
        return self._left(self._windows_of(path, self._window_s)), ""

    def _left(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if not self._ledger.is_done(item.key)]

    def _windows_of(self, path: Path, window_s: float) -> list[Item]:
        """The windows of a file's ECGs, for which they are read: once, as long as the file stays as it is."""
        state = self._seen[str(path)][0]
        known = self._windows.get(str(path))
        if known is None or known[0] != state:
            known = state, in_windows(list(items_of_file(path, self.folder)), window_s)
            if not any(item.fault for item in known[1]):
                self._windows[str(path)] = known
        return known[1]

    def _shut_items(self, now_s: float) -> list[Item]:
        """Folders that could not be searched for so long that they are given up."""
        items = []
        for error in self._shut:
            path = Path(error.filename)
            item = shut_folder(error, self.folder)
            item = replace(item, key=f"{item.key}/")  # an ECG of that name may lie beside it
            is_gone = isinstance(error, FileNotFoundError | NotADirectoryError)
            if path == self.folder or is_gone or self._ledger.is_done(item.key):
                continue
            if self._quiet_s(path, now_s) >= self.patience.give_up_s:
                items.append(item)
        return items

    def _keep(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        self._ledger.add((o.row for o in outcomes if not o.error), (o.error_row for o in outcomes if o.error))
        return list(outcomes)

    def _new_files(self) -> list[Path]:
        new = []
        self._shut = []
        for root, folders, names in os.walk(self.folder, onerror=self._shut.append):
            here = Path(root)
            folders[:] = sorted(f for f in folders if not f.startswith(".") and (here / f).resolve() != self._out)
            fresh = sorted(
                n for n in names
                if PurePath(n).suffix.lower() in RECORD_SUFFIXES
                and not n.startswith(".")
                and str(here / n) not in self._finished
            )  # fmt: skip
            parts = self._parts.setdefault(root, set())
            parts |= segments_of(here, fresh)
            new += [here / n for n in fresh if PurePath(n).stem not in parts]
        return new

    def _quiet_s(self, path: Path, now_s: float) -> float:
        """How long the file, and the signal files beside a header, have been as they are."""
        state = _state(path)
        known = self._seen.get(str(path))
        if known is None or known[0] != state:
            self._seen[str(path)] = known = (state, now_s)
        return now_s - known[1]


def _state(path: Path) -> object:
    """Sizes and times of a file and of those of the same name."""
    beside = path.parent.glob(f"{_escaped(path.stem)}.*") if path.suffix.lower() == ".hea" else [path]
    found = []
    for file in sorted(beside):
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((file.name, status.st_size, status.st_mtime_ns))
    return tuple(found)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
