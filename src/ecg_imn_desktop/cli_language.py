"""The option ``--language``: which language the pages (PDF, PNG) of a command speak.

What is printed and what other programs read (JSON, CSV, HDF5) is English everywhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Language(StrEnum):
    """The languages of the pages."""

    en = "en"
    de = "de"


LanguageOption = Annotated[
    Language | None,
    typer.Option(
        "--language", help="Language of the pages (default: that chosen in the window's settings, or English)."
    ),
]


def page_language(asked: Language | None) -> str:
    """The code of the language: as asked for, else as the user chose it in the window, else English.

    A user who chose none has the window in the system's language; files of scripts do not depend on that.
    """
    from .desktop.settings import load_settings

    if asked is not None:
        return asked.value
    chosen = load_settings()[0].language
    return chosen if chosen in list(Language) else Language.en.value


def speak_pages(asked: Language | None) -> None:
    """Let the pages that this process makes from now on speak that language."""
    from .report.language import speak

    speak(page_language(asked))
