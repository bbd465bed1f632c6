"""Sentences of the layers below (errors, warnings, titles) in the language of the screen.

What computes knows no Qt and speaks English, in logs and on the command line too (docs/decisions, language). Here,
at the edge, a finished sentence is recognised by its template ("{0} is no ECG.") and said in the other language with
the same names and numbers. The templates are collected from the sources by ``packaging/translations.py``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication

from ..core.anonymous import NAME as ANONYMOUS
from ..core.record import Record
from ..core.resources import resource_path
from .language import tr

CONTEXT = "Sentences"

# A sentence may hold a clause that holds a list (of twelve measurements and twelve leads, at most; each item is a step
# deeper): deeper than this nothing is looked for.
_MAX_DEPTH = 32

_HOLE = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True)
class _Template:
    source: str
    pattern: re.Pattern[str]
    n_letters: int


def said(text: str) -> str:
    """A sentence of the program in the language of the screen; text that the program did not write stays as it is.

    Several lines are taken one by one.
    """
    if "\n" in text:
        return "\n".join(said(line) for line in text.split("\n"))
    return _said(text, _MAX_DEPTH)


def record_name(record: Record) -> str:
    """The record's name, which is not to be translated unless the program gave it."""
    return said(ANONYMOUS) if record.name == ANONYMOUS else record.name


def heading_name(record: Record) -> str:
    """The patient's name as the file holds it, else the record's: a name that is a word ("noisy") stays as it is."""
    if record.name == ANONYMOUS:
        return record_name(record)
    return record.patient.name or tr("Record {name}").format(name=record.name)


def _said(text: str, depth: int) -> str:
    if depth == 0 or not text or not _is_translated():
        return text
    found = _find(text, depth)
    if found is None:  # inside a sentence a title begins small, at its start a clause begins big
        found = _find(text[0].swapcase() + text[1:], depth)
        if found is not None and text[0].isupper():
            found = found[0].upper() + found[1:]
    return _list(text, depth) if found is None else found


def _find(text: str, depth: int) -> str | None:
    """The translation of a whole text or of its template; None if there is none."""
    exact = QCoreApplication.translate(CONTEXT, text)
    if exact != text:
        return exact
    for template in _templates():
        if match := template.pattern.fullmatch(text):
            translated = QCoreApplication.translate(CONTEXT, template.source)
            return _filled(translated, [_said(value, depth - 1) for value in match.groups()])
    return None


def _filled(text: str, values: list[str]) -> str:
    return _HOLE.sub(lambda hole: values[int(hole[1])], text)


def _list(text: str, depth: int) -> str:
    """Clauses and enumerations ("V1, V2 and V3"), piece by piece."""
    if text.endswith("."):
        return _said(text[:-1], depth - 1) + "."
    for comma in ("; ", ": ", " and ", ", "):
        head, found, tail = text.rpartition(comma)
        if found:
            return _said(head, depth - 1) + QCoreApplication.translate(CONTEXT, comma) + _said(tail, depth - 1)
    return text


def _is_translated() -> bool:
    """Whether the screen speaks another language than the sources: then this sentence, which all have, is another."""
    return QCoreApplication.translate(CONTEXT, "The work was cancelled.") != "The work was cancelled."


@cache
def _templates() -> tuple[_Template, ...]:
    """Those with holes, the most telling first."""
    sources = json.loads(resource_path("i18n", "sentences.json").read_text(encoding="utf-8"))
    found = [_template(source) for source in sources if _HOLE.search(source)]
    return tuple(sorted(found, key=lambda t: -t.n_letters))


def _template(source: str) -> _Template:
    parts = _HOLE.split(source)  # literal, number, literal, number, ..., literal
    pattern, seen = "", set()
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part)
        elif part in seen:
            pattern += rf"(?P=h{part})"
        else:
            seen.add(part)
            pattern += rf"(?P<h{part}>.+?)"
    return _Template(source, re.compile(pattern), sum(len(p) for p in parts[::2]))
