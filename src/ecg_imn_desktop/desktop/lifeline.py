"""Notices that the program died: each run keeps a note, written at the start and removed at a proper end.

Where Python itself dies (a fault in a library), its stack is kept beside the log: names of functions and lines of
code, nothing of a record. The note holds the path of the record on the screen, so that the next start can open it
again, and those being opened or analysed, so that it does not: else a record that brings the program down would do so
at every start. It lies in the user's own state folder, like the list of recent records, with a lock that the system
lets go when the program dies: a note without one is that of a run that died, whatever else runs.

In privacy mode it names nothing, but says whether a record was being opened: the next start then opens none by itself.
A hash would not hide the name from whoever has the folder and can hash what lies there.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import logging
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile

from .logs import log_path

log = logging.getLogger(__name__)


# Windows that run side by side and keep a note.
_MOST_RUNS = 8


def note_path(number: int = 0) -> Path:
    """Where a note lies while the program runs; another ``number`` for each window that runs beside the first."""
    name = f"running-{number}.json" if number else "running.json"
    return platformdirs.user_state_path("ecg-imn-desktop", appauthor=False) / name


def fault_path() -> Path:
    """Where the stack of a fault is kept, beside the log."""
    return log_path().with_name("fault.log")


class Lifeline:
    """Attributes: ``died`` says whether a run ended without its end, ``last_record`` which one it showed,

    ``suspects`` those that were being opened or analysed when it died, and when runs before it did, the latest last;
    ``has_unnamed_suspect``: one was, in privacy mode.

    A record is under suspicion from ``begin`` until ``refused``, or from ``begin`` over ``loaded`` until ``answered``.
    Where the folder cannot be written nothing is noticed and the program goes on.
    """

    def __init__(self, is_private: Callable[[], bool] = lambda: False) -> None:
        self._is_private = is_private
        self.died = self.has_unnamed_suspect = False
        self.last_record: Path | None = None
        self.suspects: list[Path] = []
        self._faults: TextIOWrapper | None = None
        self._note: Path | None = None
        self._lock: QLockFile | None = None
        self._take_notes()
        self._shown = ""
        self._feared = [str(path) for path in self.suspects]  # by earlier runs
        self._fears_unnamed = self.has_unnamed_suspect
        self._opening: list[str] = []  # the last one; the others are just being given up
        self._analysing: list[str] = []  # the same
        if self.died:
            log.warning("the last run did not end properly")
        self._catch_faults()
        self.write()

    def _take_notes(self) -> None:
        """Take the first note that no run holds as its own; read those that were left."""
        with contextlib.suppress(OSError):
            note_path().parent.mkdir(parents=True, exist_ok=True)
        for note in map(note_path, range(_MOST_RUNS)):
            if self._note is not None and not note.exists():
                continue
            lock = QLockFile(str(note.with_suffix(".lock")))
            lock.setStaleLockTime(0)  # however old: while its process runs it holds
            if not lock.tryLock(0):
                continue
            self._read(note)
            if self._note is None:
                self._note, self._lock = note, lock
                continue
            with contextlib.suppress(OSError):
                note.unlink(missing_ok=True)

    def _read(self, note: Path) -> None:
        try:
            stored = json.loads(note.read_text(encoding="utf-8"))
            self.died = True
            if stored["record"]:
                self.last_record = self.last_record or Path(stored["record"])
            self.suspects += [Path(path) for path in stored["opening"]]
            self.has_unnamed_suspect |= bool(stored["is_opening"]) and not stored["opening"]
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError):
            self.died = True

    def look_around(self) -> bool:
        """Whether a run beside this one died since; what it was opening is under suspicion, too, from now on."""
        self.died, self.suspects, self.has_unnamed_suspect = False, [], False
        if self._note is not None:
            self._take_notes()
        if self.died:
            log.warning("another run did not end properly")
            self._feared += [str(path) for path in self.suspects]
            self._fears_unnamed |= self.has_unnamed_suspect
            self.write()
        return self.died

    def begin(self, record: Path) -> None:
        """``record`` is being opened; one that was is given up."""
        self._opening.append(str(record))
        self.write()

    def loaded(self) -> None:
        """What was being opened is on the screen, and is being analysed."""
        self._analysing, self._opening = [*self._analysing, *self._opening[-1:]], []
        self.write()

    def refused(self) -> None:
        """What was being opened cannot be: it did not bring the program down."""
        self._opening = []
        self.write()

    def answered(self, record: Path) -> None:
        """``record`` is on the screen and was analysed; another one may be being opened."""
        if (
            self._analysing or self._feared or self._fears_unnamed or str(record) != self._shown
        ):  # not at every window of a long record
            self._shown, self._analysing, self._feared, self._fears_unnamed = str(record), [], [], False
            self.write()

    def write(self) -> None:
        """Without waiting for the disk: the note is to outlive the program, not the system."""
        if self._note is None:
            return
        named = [*self._feared, *self._analysing, *self._opening]
        latest = list(dict.fromkeys(reversed(named)))[::-1]
        is_opening = bool(latest) or self._fears_unnamed
        shown, opening = ("", []) if self._is_private() else (self._shown, latest)
        note = {"record": shown, "opening": opening, "is_opening": is_opening}
        try:
            self._note.write_text(json.dumps(note), encoding="utf-8")
        except OSError:
            log.info("no note of the run could be kept")

    def end(self) -> None:
        """A proper end."""
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None
        if self._note is not None and self._lock is not None:
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.unlock()
            self._note = self._lock = None

    def _catch_faults(self) -> None:
        if faulthandler.is_enabled():  # somebody else looks after them
            return
        try:
            fault_path().parent.mkdir(parents=True, exist_ok=True)
            # What a run that died left is kept until the next start that finds none dead, and no other running.
            is_alone = not self.died and self._note == note_path()
            self._faults = fault_path().open("w" if is_alone else "a", encoding="utf-8")
            faulthandler.enable(self._faults)
        except OSError:
            log.info("faults are not kept")
