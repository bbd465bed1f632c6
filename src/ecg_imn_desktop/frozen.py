"""Entry of the installed program (frozen by PyInstaller): the window, the command line, or the self-test.

The bundle has two commands that run the same code: ``ecg-imn-desktop`` opens the window, ``ecg-imn`` is the command
line (on Windows a program with a console, elsewhere a link). By which name it was called is the first argument.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .cli_streams import give_missing_streams

CONSOLE_NAME = "ecg-imn"
SELF_TEST = "--self-test"

# What an installer leaves out (packaging/bundle.py), and the exit status of a command that needs it.
TRAINING = f"{__package__}.training"
BAD_INPUT = 2

# Exit status of a self-test that failed, whatever the reason.
FAILED = 1


def main(argv: Sequence[str] | None = None, program: str | None = None) -> int:
    """Do what ``argv`` asks of the command ``program`` (default: this process's); gives the exit status."""
    give_missing_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = Path(sys.argv[0] if program is None else program).stem.lower()
    if arguments[:1] == [SELF_TEST]:
        return self_test(Path(arguments[1]) if arguments[1:] else None)
    if name == CONSOLE_NAME:
        from .cli_start import main as cli_main

        try:
            return cli_main(arguments)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith(TRAINING):
                raise
            print("ecg-imn: train and evaluate need the program's source; the installed one has none.", file=sys.stderr)
            return BAD_INPUT
    from .desktop.main import main as desktop_main

    return desktop_main(arguments)


def self_test(report: Path | None = None) -> int:
    """The command line's self-test; 0 if it passed. What it says also goes to the file ``report``.

    A program without a console cannot say anything else than its exit status, hence the file.
    """
    if report is None:
        return _self_test()
    stdout, stderr = sys.stdout, sys.stderr
    with report.open("w", encoding="utf-8") as file:
        sys.stdout = sys.stderr = file
        try:
            return _self_test()
        finally:
            sys.stdout, sys.stderr = stdout, stderr


def _self_test() -> int:
    import traceback

    from .cli import main as cli_main

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        return cli_main(["self-test"])
    except Exception:
        traceback.print_exc()
        return FAILED
