"""A number is not parted from its unit at the end of a line: in one place for screen and pages, in every language."""

from __future__ import annotations

import re

_UNITS = (
    "%", "\u00b0", "mm/s", "mm/mV", "mm", "\u00b5V", "mV", "V", "ms", "s", "min", "h", "Hz", "/min",
    "[Ll]ogit/s", "[Ll]ogit", "[kMG]B", "seconds?", "years?", "months?", "days?", "Sekunden?", "Jahre?n?", "Monate?n?",
    "Tage?n?",
)  # fmt: skip

# As a part of a regular expression: the space of "10 s", of "< 1 %", and of a layout, "3 \u00d7 4".
NO_BREAK = rf"(?<=\d) (?=(?:{'|'.join(_UNITS)})(?![\w/]))|(?<=[<>]) (?=\d)|(?<=\d) (?=\u00d7 \d)|(?<=\d \u00d7) (?=\d)"

_SPACE = re.compile(NO_BREAK)


def unbroken(text: str) -> str:
    """``text`` with no-break spaces there."""
    return _SPACE.sub("\u00a0", text)
