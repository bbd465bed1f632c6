"""A comparison of two ECGs as PDF or PNG: both traces on one scale, the numbers, the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtGui import QImage, QPainter

from ..core.comparison import Comparison, DeletionCurve
from ..core.errors import ExportError
from ..draw.compared import compared_attributions
from ..draw.traces import Attribution
from ..io.atomic import atomic_path
from ..io.targets import refuse_own_files
from .comparison_difference import paint_difference_page
from .comparison_numbers import paint_numbers_page
from .comparison_sheets import MM_PER_S, Drawn
from .comparison_traces import paint_traces_page
from .finish import finished
from .foot import paint_foot
from .gui import ensure_gui_application
from .image import painted_image, png_bytes
from .language import tr
from .options import Looks
from .paper import Paper
from .pdf_writer import painted_pdf
from .side_remarks import SideRemarks, n_remarks_pages, paint_remarks_page, remarks_by_ecg, remarks_title
from .words import side_warnings


@dataclass(frozen=True)
class ComparisonDocument(Looks):
    """A comparison and how it is to be shown; ``curves`` are the deletion curves of A and B, if they were asked for."""

    comparison: Comparison
    curves: tuple[DeletionCurve | None, DeletionCurve | None] = (None, None)

    @cached_property
    def remarks(self) -> tuple[SideRemarks, ...]:
        """What must be known of A and of B before their answers are believed, as on the pages of each ECG alone."""
        sides = {"A": self.comparison.a, "B": self.comparison.b}
        return remarks_by_ecg(sides, [side_warnings(side) for side in sides.values()])

    @property
    def n_remarks_pages(self) -> int:
        """How many last pages hold the remarks in full."""
        return n_remarks_pages(self.remarks, self.size_mm[1])

    @cached_property
    def attributions(self) -> list[Attribution | None]:
        """How the traces of A and B are coloured, on one scale."""
        maps = [self.comparison.a.evidence, self.comparison.b.evidence]
        return compared_attributions(maps, self.theme, self.show, self.smoothing_s, self.threshold_share, self.opacity)


# Paints a page, and says how its traces are drawn if it has any.
Painter = Callable[[Paper, ComparisonDocument], Drawn | None]


def pages_of(document: ComparisonDocument) -> list[Painter]:
    """Traces, numbers, the difference where the beats could be aligned, and remarks that had no room by the traces."""
    pages: list[Painter] = [paint_traces_page, paint_numbers_page]
    if document.comparison.aligned is not None:
        pages.append(paint_difference_page)
    return [*pages, *[partial(_paint_remarks, part=part) for part in range(document.n_remarks_pages)]]


def _paint_remarks(paper: Paper, document: ComparisonDocument, part: int) -> None:
    paint_remarks_page(paper, document.remarks, part)


def write_comparison_pdf(path: Path | str, document: ComparisonDocument) -> None:
    """Write all pages; ExportError if the file cannot be written or belongs to one of the records."""
    _refuse(path, document)
    data = comparison_pdf_bytes(document)
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)


def comparison_pdf_bytes(document: ComparisonDocument) -> bytes:
    """The whole PDF."""
    c = document.comparison
    ensure_gui_application()
    pages = [partial(_paint, document, page) for page in range(1, len(pages_of(document)) + 1)]
    title = tr("Comparison {a} {b}").format(a=c.a.record.name, b=c.b.record.name)
    data, _ = painted_pdf(document.size_mm, pages)
    titles = [tr("ECGs"), tr("What changed")]
    titles += [tr("Difference B \u2212 A")] if c.aligned is not None else []
    titles += [remarks_title()] * document.n_remarks_pages
    return finished(data, document.size_mm, title, [(name, ()) for name in titles])


def write_comparison_png(path: Path | str, document: ComparisonDocument, *, dpi: float = 200.0, page: int = 1) -> None:
    """Write one page (1: the traces) as a picture; ExportError as for :func:`write_comparison_pdf`."""
    _refuse(path, document)
    data = png_bytes(comparison_image(document, dpi, page))
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)


def comparison_image(document: ComparisonDocument, dpi: float = 200.0, page: int = 1) -> QImage:
    """A page as an image of ``dpi`` pixels an inch."""
    ensure_gui_application()
    return painted_image(
        document.size_mm, document.theme.background, dpi, lambda painter: _paint(document, page, painter)
    )


def _paint(document: ComparisonDocument, page: int, painter: QPainter) -> None:
    pages = pages_of(document)
    if not 1 <= page <= len(pages):
        raise ExportError(f"There is no page {page}.")
    paper = Paper(painter, document.theme, *document.size_mm)
    drawn = pages[page - 1](paper, document)
    c = document.comparison
    scale = [] if drawn is None else [f"{MM_PER_S:g} mm/s", f"{drawn.mm_per_mv:g} mm/mV"]
    if drawn is not None:  # beside the gain: the line above has no room for many leads and long names
        scale += drawn.cut
    coloured = next((a for a in document.attributions if a is not None), None)
    if pages[page - 1] is paint_traces_page and coloured is not None and coloured.scale.threshold:
        scale.append(tr("colours from {density} logit/s on").format(density=f"{coloured.scale.threshold:.2g}"))
    paint_foot(paper, (c.a, c.b), page, len(pages), scale)


def _refuse(path: Path | str, document: ComparisonDocument) -> None:
    for side in (document.comparison.a, document.comparison.b):
        refuse_own_files(path, side.record)
