"""Notices that the program died: a note that is written at the start and removed at a proper end.

Where Python itself dies (a fault in a library), its stack is kept beside the log: names of functions and lines of
code, nothing of a record. The note holds the path of the record on the screen, so that the next start can open it
again; it lies in the user's own state folder, like the list of recent records.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import logging
from io import TextIOWrapper
from pathlib import Path

import platformdirs

from ..core.errors import ExportError
from ..io.atomic import atomic_path
from .logs import log_path

log = logging.getLogger(__name__)


def note_path() -> Path:
    """Where the note lies while the program runs."""
    return platformdirs.user_state_path("ecg-imn-desktop", appauthor=False) / "running.json"


def fault_path() -> Path:
    """Where the stack of a fault is kept, beside the log."""
    return log_path().with_name("fault.log")


class Lifeline:
    """Attributes: ``died`` says whether the last run ended without its end, ``last_record`` which one it showed.

    Only one running program may hold it: the one that listens for later starts. Where the folder cannot be written
    nothing is noticed and the program goes on.
    """

    def __init__(self) -> None:
        self.died = False
        self.last_record: Path | None = None
        self._faults: TextIOWrapper | None = None
        try:
            stored = json.loads(note_path().read_text(encoding="utf-8"))
            self.died = True
            if isinstance(stored, dict) and isinstance(stored.get("record"), str) and stored["record"]:
                self.last_record = Path(stored["record"])
        except FileNotFoundError:
            pass
        except (OSError, ValueError):
            self.died = True
        if self.died:
            log.warning("the last run did not end properly")
        self._catch_faults()
        self.note(None)

    def note(self, record: Path | None) -> None:
        """The record on the screen is now ``record``."""
        try:
            note_path().parent.mkdir(parents=True, exist_ok=True)
            with atomic_path(note_path()) as temporary:
                temporary.write_text(json.dumps({"record": str(record) if record else ""}), encoding="utf-8")
        except (OSError, ExportError):
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
