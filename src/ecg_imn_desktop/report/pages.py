"""Which pages a document has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPainter

from .document import Document
from .ecg_page import paint_ecg_page
from .evidence_page import paint_evidence_page
from .paper import Paper

PaintPage = Callable[[Paper, Document], None]


def pages_of(document: Document) -> list[Callable[[QPainter], None]]:
    """One function a page, each painting it onto a painter in hundredths of a millimetre."""
    painters: list[PaintPage] = [paint_ecg_page]
    if document.analysis is not None:
        painters.append(paint_evidence_page)
    width_mm, height_mm = document.size_mm

    def page(number: int, paint: PaintPage) -> Callable[[QPainter], None]:
        def painted(painter: QPainter) -> None:
            paper = Paper(painter, document.theme, width_mm, height_mm)
            paint(paper, document)
            document.paint_footer(paper, number, len(painters))

        return painted

    return [page(number, paint) for number, paint in enumerate(painters, start=1)]
