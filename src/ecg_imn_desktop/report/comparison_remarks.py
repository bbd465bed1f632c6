"""Last pages of a comparison: the remarks on both ECGs in full, where they had no room by the traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .comparison_words import side_heading
from .document import Notes
from .geometry import MARGIN_MM, ecg_origin_mm
from .language import tr
from .notes_page import n_pages, write_part
from .paper import Paper
from .sentences import record_name

if TYPE_CHECKING:
    from .comparison import ComparisonDocument


def remarks_title() -> str:
    """What these pages are called."""
    return tr("Quality and warnings")


def n_remarks_pages(document: ComparisonDocument) -> int:
    """How many there are: none where page 1 says all."""
    if all(remarks.are_all for remarks in document.remarks):
        return 0
    return n_pages(_of_both(document), document.size_mm[1])


def paint_remarks_page(paper: Paper, document: ComparisonDocument, part: int) -> None:
    """Page ``part`` (from 0), all but the footer."""
    paper.text(ecg_origin_mm(paper.width_mm)[0], MARGIN_MM + 3.6, remarks_title(), 4.2, bold=True)
    write_part(paper, _of_both(document), part)


def _of_both(document: ComparisonDocument) -> list[Notes]:
    sides = (document.comparison.a, document.comparison.b)
    return [
        Notes(side_heading(letter, side, record_name(side.record)), sentences, are_warnings=True)
        for letter, side, sentences in zip("AB", sides, document.warnings, strict=True)
        if sentences
    ]
