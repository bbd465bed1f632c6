"""What people and the program remark: beside the evidence where there is room, else in full on pages of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtGui import QFontMetricsF

from ..draw.fonts import page_font
from .document import Document, Notes
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .gui import ensure_gui_application
from .language import tr
from .paper import UNITS_PER_MM, Paper, Ruler
from .remark_lines import remark_lines
from .sentences import heading_name

NOTES_SIZE_MM = 2.6
_LINE_MM = 3.6
_TOP_MM = MARGIN_MM + 12.0
_FOOT_MM = 15.0

COLUMN_MM = 83.0  # of the column beside the evidence
_COLUMN_SIZE_MM = 2.4
_COLUMN_LINE_MM = 3.2

STATEMENT_SIZE_MM = 2.3  # below the ECG
STATEMENT_LINES = 2


@dataclass(frozen=True)
class Line:
    """A line of text; a heading is bold, a warning coloured."""

    text: str
    is_heading: bool = False
    is_warning: bool = False


def notes_title(headed: Sequence[Notes]) -> str:
    """What the pages of these notes are called: by what they hold, if it is of one kind."""
    return headed[0].heading if len(headed) == 1 else tr("Statement and notes")


def lines_of(headed: Sequence[Notes], width_mm: float, size_mm: float = NOTES_SIZE_MM) -> list[Line]:
    """Everything, broken to the width of a column."""
    ensure_gui_application()
    metrics = QFontMetricsF(page_font(size_mm * UNITS_PER_MM))
    lines: list[Line] = []
    for notes in headed:
        lines.append(Line(notes.heading, is_heading=True))
        texts = chain.from_iterable(_wrapped(paragraph, width_mm, metrics) for paragraph in notes.paragraphs)
        lines += [Line(text, is_warning=notes.are_warnings) for text in texts]
    return lines


def _wrapped(text: str, width_mm: float, metrics: QFontMetricsF) -> list[str]:
    """Broken at spaces and line ends; a word that is wider than the column is cut."""

    def fits(line: str) -> bool:
        return bool(metrics.horizontalAdvance(line) <= width_mm * UNITS_PER_MM)

    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.append("")
        for word in paragraph.split():
            longer = f"{lines[-1]} {word}".strip()
            if fits(longer):
                lines[-1] = longer
                continue
            if lines[-1]:
                lines.append("")
            while not fits(word):
                n = _n_that_fit(word, fits)
                lines[-1] = word[:n]
                lines.append("")
                word = word[n:]
            lines[-1] = word
    return lines


def _n_that_fit(word: str, fits: Callable[[str], bool]) -> int:
    """How many letters of a word have room, at least 1; only short starts are measured, however long the word."""
    too_many = 2
    while too_many < len(word) and fits(word[:too_many]):
        too_many *= 2
    n, too_many = max(1, too_many // 2), min(too_many, len(word))
    while too_many - n > 1:
        middle = (n + too_many) // 2
        n, too_many = (middle, too_many) if fits(word[:middle]) else (n, middle)
    return n


def paint_notes_column(paper: Paper, document: Document, x_mm: float, y_mm: float, n_lines: int) -> None:
    """As much of the notes as has room in ``n_lines``; says where the rest is."""
    lines = lines_of(document.notes, COLUMN_MM, _COLUMN_SIZE_MM)
    if len(lines) > n_lines:
        lines = [*lines[: n_lines - 1], Line(tr("(in full on the next page)"))]
    for i, line in enumerate(lines):
        _write(paper, line, x_mm, y_mm + _COLUMN_LINE_MM * i, _COLUMN_SIZE_MM)


def column_lines(height_mm: float) -> int:
    """How many lines a column of the page with the evidence takes that is ``height_mm`` high."""
    return max(4, int(height_mm / _COLUMN_LINE_MM))


def _lines_per_page(height_mm: float) -> int:
    return int((height_mm - _TOP_MM - _FOOT_MM) / _LINE_MM)


def left_over(document: Document) -> list[Notes]:
    """What had no room on the pages before: of an ECG without an answer only what page 1 does not say in full."""
    if document.analysis is None:
        return [notes for notes in document.notes if not _is_on_first_page(document, notes)]
    has_room = len(lines_of(document.notes, COLUMN_MM, _COLUMN_SIZE_MM)) <= notes_room(document)
    return [] if has_room else document.notes


def _is_on_first_page(document: Document, notes: Notes) -> bool:
    ensure_gui_application()
    if notes.are_warnings:
        return remark_lines(Ruler(), document.warnings).are_all
    lines = statement_lines(ruler := Ruler(), document, ECG_WIDTH_MM)
    has_room = all(ruler.width(line, STATEMENT_SIZE_MM) <= ECG_WIDTH_MM for line in lines)
    return notes.are_statement and len(lines) <= STATEMENT_LINES and has_room


def statement_lines(ruler: Ruler, document: Document, width_mm: float) -> list[str]:
    """What the clinician says, broken as below the ECG, where ``STATEMENT_LINES`` of it have room."""
    text = document.options.statement.strip()
    return ruler.wrapped(tr("Statement: {text}").format(text=text), width_mm, STATEMENT_SIZE_MM) if text else []


def statement_page(document: Document) -> int:
    """Which page has the whole statement: with an answer that with the evidence, or the next if that has no room."""
    return 3 if document.analysis is not None and left_over(document) else 2


def n_pages(headed: Sequence[Notes], height_mm: float) -> int:
    """How many pages of that height all of it takes."""
    return -(-len(lines_of(headed, ECG_WIDTH_MM)) // _lines_per_page(height_mm))


def notes_room(document: Document) -> int:
    """Lines of the column of notes beside the evidence."""
    from .evidence_page import notes_height_mm

    return column_lines(notes_height_mm(document))


def paint_notes_page(paper: Paper, document: Document, part: int) -> None:
    """Page ``part`` (from 0) of the notes, all but the footer."""
    left = ecg_origin_mm(paper.width_mm)[0]
    title = notes_title(left_over(document))
    if part:
        title = tr("{title} (continued)").format(title=title)
    paper.heading(left, MARGIN_MM + 3.6, title, 4.2)
    paper.text(left + ECG_WIDTH_MM, MARGIN_MM + 3.6, heading_name(document.record), 3.2, align="right", width_mm=120)
    write_part(paper, left_over(document), part)


def write_part(paper: Paper, headed: Sequence[Notes], part: int) -> None:
    """The lines of page ``part`` (from 0) of ``n_pages``."""
    per_page = _lines_per_page(paper.height_mm)
    left = ecg_origin_mm(paper.width_mm)[0]
    for i, line in enumerate(lines_of(headed, ECG_WIDTH_MM)[part * per_page : (part + 1) * per_page]):
        _write(paper, line, left, _TOP_MM + _LINE_MM * i, NOTES_SIZE_MM)


def _write(paper: Paper, line: Line, x_mm: float, y_mm: float, size_mm: float) -> None:
    if line.is_heading:
        paper.heading(x_mm, y_mm, line.text, size_mm)
    else:
        paper.text(x_mm, y_mm, line.text, size_mm, colour=paper.theme.warning if line.is_warning else None)
