"""Notices that the program died: a note that is written at the start and removed at a proper end.

Where Python itself dies (a fault in a library), its stack is kept beside the log: names of functions and lines of
code, nothing of a record. The note holds the path of the record on the screen, so that the next start can open it
again, and that of the record being opened, so that it does not: else a record that brings the program down would do so
at every start. It lies in the user's own state folder, like the list of recent records.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import logging
from io import TextIOWrapper
from pathlib import Path

import platformdirs

from .logs import log_path

log = logging.getLogger(__name__)


def note_path() -> Path:
    """Where the note lies while the program runs."""
    return platformdirs.user_state_path("ecg-imn-desktop", appauthor=False) / "running.json"


def fault_path() -> Path:
    """Where the stack of a fault is kept, beside the log."""
    return log_path().with_name("fault.log")


class Lifeline:
    """Attributes: ``died`` says whether the last run ended without its end, ``last_record`` which one it showed,

    ``suspects`` those that were being opened or analysed when it died, and when runs before it did, the latest last.

    Only one running program may hold it: the one that listens for later starts. Where the folder cannot be written
    nothing is noticed and the program goes on.
    """

    def __init__(self) -> None:
        self.died = False
        self.last_record: Path | None = None
        self.suspects: list[Path] = []
        self._faults: TextIOWrapper | None = None
        try:
            stored = json.loads(note_path().read_text(encoding="utf-8"))
            self.died = True
            if stored["record"]:
                self.last_record = Path(stored["record"])
            self.suspects = [Path(path) for path in stored["opening"]]
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError):
            self.died = True
        self._shown, self._opening = "", [str(path) for path in self.suspects]
        if self.died:
            log.warning("the last run did not end properly")
        self._catch_faults()
        self._write()

    def begin(self, record: Path) -> None:
        """``record`` is being opened, from now until ``note``."""
        self._opening = [*(path for path in self._opening if path != str(record)), str(record)]
        self._write()

    def note(self, record: Path | None) -> None:
        """``record`` is on the screen and was analysed; whatever was being opened did not bring the program down."""
        shown = str(record) if record else ""
        if self._opening or shown != self._shown:  # not at every window of a long record
            self._shown, self._opening = shown, []
            self._write()

    def _write(self) -> None:
        """Without waiting for the disk: the note is to outlive the program, not the system."""
        values = {"record": self._shown, "opening": self._opening}
        try:
            note_path().parent.mkdir(parents=True, exist_ok=True)
            note_path().write_text(json.dumps(values), encoding="utf-8")
        except OSError:
            log.info("no note of the run could be kept")

    def end(self) -> None:
        """A proper end."""
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None
        with contextlib.suppress(OSError):
            note_path().unlink(missing_ok=True)

    def _catch_faults(self) -> None:
        if faulthandler.is_enabled():  # somebody else looks after them
            return
        try:
            fault_path().parent.mkdir(parents=True, exist_ok=True)
            # What the run that died left is kept until the next one dies.
            self._faults = fault_path().open("a" if self.died else "w", encoding="utf-8")
            faulthandler.enable(self._faults)
        except OSError:
            log.info("faults are not kept")
