"""How a command says what went wrong: a sentence on standard error, and the exit status of bad input."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

BAD_INPUT = 2


def say_fault(message: str) -> None:
    """On standard error, each line by itself."""
    console = Console(stderr=True)
    for line in message.splitlines():
        console.print(f"ecg-imn: {escape(line)}", highlight=False, soft_wrap=True)
