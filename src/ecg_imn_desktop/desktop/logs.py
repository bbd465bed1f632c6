"""The log file: what happened, never whose ECG it was. No names, no paths of records go into it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import platformdirs

_APP = "ecg-imn-desktop"
_MAX_BYTES = 500_000
_KEPT_FILES = 3

_TRACEBACK = "Traceback (most recent call last):"
_FRAME = re.compile(r'  File "[^"]+", line \d+, in \S+$')
_RAISED = re.compile(r"[A-Za-z_][\w.<>]*(?=:|$)")


def log_path() -> Path:
    """The log file of this user."""
    return platformdirs.user_log_path(_APP, appauthor=False) / "desktop.log"


def start_logging() -> logging.Handler | None:
    """Send the program's log to the rotating file; None where the folder cannot be written (the program goes on)."""
    from logging.handlers import RotatingFileHandler  # takes a while, and the window's first picture does not wait

    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_path(), maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("ecg_imn_desktop")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler


def stop_logging(handler: logging.Handler | None) -> None:
    """Close the file again."""
    if handler is not None:
        logging.getLogger("ecg_imn_desktop").removeHandler(handler)
        handler.close()


def logged_lines(n: int) -> list[str]:
    """The last ``n`` lines of the log; none where there is no log."""
    try:
        return log_path().read_text(encoding="utf-8", errors="replace").splitlines()[-n:]
    except OSError:
        return []


def without_messages(traceback_text: str) -> str:
    """What was raised and where, of a formatted traceback: the types and the frames, and nothing else.

    The message of an OSError holds a path, and records are often named after patients.
    """
    kept = []
    is_inside = False  # between "Traceback" and the line that names the exception; all after that is its message
    for line in traceback_text.splitlines():
        if line == _TRACEBACK:
            is_inside = True
        elif is_inside and _FRAME.match(line):
            kept.append(line)
        elif is_inside and (raised := _RAISED.match(line)):
            kept.append(raised[0])
            is_inside = False
    return "\n".join(kept)
