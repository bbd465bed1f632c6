"""Where the command ``ecg-imn`` begins and ends: Ctrl+C ends it without a word from the first import to the last step.

What the commands need takes half a second to be imported, in which an interrupt would come out as a traceback. While
a command runs, an interrupt is an exception as usual, so that it can say what it leaves and tidy up.
"""

from __future__ import annotations

import os
import signal

# What a shell says of a program that SIGINT ended.
INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run the command line as the whole of this process; gives the exit status."""
    hears = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not so in the background of a script
    if hears:
        signal.signal(signal.SIGINT, _end)
    from .cli import main as run

    if hears:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return run(argv)
    except KeyboardInterrupt:  # while the end of the command was being said
        return INTERRUPTED
    finally:
        if hears:
            signal.signal(signal.SIGINT, _end)


def _end(*_: object) -> None:
    os._exit(INTERRUPTED)
