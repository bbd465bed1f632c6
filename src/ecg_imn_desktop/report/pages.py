"""Which pages a document has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtGui import QPainter

from .document import Document
from .ecg_page import paint_ecg_page
from .evidence_page import paint_evidence_page
from .language import tr
from .model_page import paint_model_page
from .notes_page import left_over, n_pages, notes_title, paint_notes_page
from .paper import Paper


@dataclass(frozen=True)
class Page:
    """One page: call it with a painter in hundredths of a millimetre; gives its bookmarks (text, mm from the top)."""

    title: str
    document: Document = field(repr=False)
    number: int
    n_pages: int
    paint: Callable[[Paper, Document], None] = field(repr=False)

    def __call__(self, painter: QPainter) -> list[tuple[str, float]]:
        """Paint it."""
        width_mm, height_mm = self.document.size_mm
        paper = Paper(painter, self.document.theme, width_mm, height_mm)
        self.paint(paper, self.document)
        self.document.paint_footer(paper, self.number, self.n_pages)
        return paper.bookmarks


def pages_of(document: Document) -> list[Page]:
    """The ECG; with an answer why it is so; notes that had no room; and the model and the settings."""
    painters: list[tuple[str, Callable[[Paper, Document], None]]] = [(tr("ECG"), paint_ecg_page)]
    if document.analysis is not None:
        painters.append((tr("Why"), paint_evidence_page))
    left = left_over(document)
    for part in range(n_pages(left, document.size_mm[1])):
        painters.append((notes_title(left), partial(paint_notes_page, part=part)))
    if document.analysis is not None:
        painters.append((tr("Model and settings"), paint_model_page))
    return [
        Page(title, document, number, len(painters), paint) for number, (title, paint) in enumerate(painters, start=1)
    ]
