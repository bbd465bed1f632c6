"""Standard streams that are not there, that nobody reads on (``| head -1``), or that take no more (a full disk)."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

# What a shell says of a program that SIGPIPE ended, as it ends most of those before ``head``. Python ignores that
# signal, and rightly: here it would end the program while it writes files.
BROKEN_PIPE = 141


def give_missing_streams() -> None:
    """A program without a console (Windows), or with a closed stream (``>&-``): what writes to it must not fail."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (for the whole run)


def is_broken_pipe(error: BaseException | None) -> bool:
    """Whether nobody reads on; typer and rich make a SystemExit of that."""
    if isinstance(error, SystemExit):
        error = error.__context__
    if isinstance(error, BrokenPipeError):
        return True
    # What Windows says of it.
    return os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL and not error.filename


def drop_output() -> None:
    """What cannot be written must not fail once more when the interpreter ends."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
