"""Letters on terminals, and in files they are sent to, that do not have them."""

from __future__ import annotations

import codecs
import json
import re
import sys
from io import TextIOWrapper

_NAME = "ecg-imn-plain"

# What a reader takes for the same; all else is written by its number.
_PLAIN = {
    "\u2212": "-", "\u2013": "-", "\u2026": "...", "\u00d7": "x", "\u00b1": "+-", "\u00b0": " deg", "\u00b7": "-",
}  # fmt: skip


def _replaced(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] in _PLAIN:
        return _PLAIN[error.object[error.start]], error.start + 1
    if isinstance(error, UnicodeEncodeError):  # one letter, since the next may have a likeness
        one = UnicodeEncodeError(error.encoding, error.object, error.start, error.start + 1, error.reason)
        return codecs.backslashreplace_errors(one)
    raise error


def ascii_json(text: str) -> str:
    """The same JSON with its other letters by their numbers: valid in whatever encoding a pipe has."""
    return re.sub(r"[^\x00-\x7f]", lambda letter: json.dumps(letter[0])[1:-1], text)


def make_do_with_any_encoding() -> None:
    """Standard output and error write a true minus as "-" where there is none, and no letter stops the answer."""
    codecs.register_error(_NAME, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_NAME)
