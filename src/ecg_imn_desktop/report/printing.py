"""The pages on a printer: the same painting as the PDF, in true millimetres."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from ..core.analysis import Analysis
from ..core.errors import ExportError
from ..core.measurements import Measurements
from ..core.record import Record
from .document import Document, creator
from .language import tr
from .options import PAGE_SIZES_MM, PageOptions
from .pages import pages_of
from .paper import UNITS_PER_INCH

_ROUNDED_MM = 1.0  # printers give their papers in points


def _size_on(paper: QPageSize) -> str:
    """Which of the pages' sizes is printed on this paper, the larger of those that have room; ExportError if none."""
    if paper.id() == QPageSize.PageSizeId.Letter:
        return "Letter"
    held = paper.size(QPageSize.Unit.Millimeter)
    long_mm, short_mm = max(held.width(), held.height()), min(held.width(), held.height())
    for name, (width_mm, height_mm) in PAGE_SIZES_MM.items():
        if long_mm >= width_mm - _ROUNDED_MM and short_mm >= height_mm - _ROUNDED_MM:
            return name
    text = tr("The pages are A4 or Letter, which paper of {width} x {height} mm does not hold.")
    raise ExportError(text.format(width=f"{short_mm:.0f}", height=f"{long_mm:.0f}"))


def print_pages(
    printer: QPrinter,
    record: Record,
    analysis: Analysis | None = None,
    measurements: Measurements | None = None,
    options: PageOptions | None = None,
) -> None:
    """Print the ECG page and, with an analysis, the evidence page; Letter where the printer holds that.

    Always landscape, and millimetres are true: nothing is scaled to the printable area. ExportError if the printer
    refuses, or holds paper that is too small for the pages.
    """
    size = _size_on(printer.pageLayout().pageSize())
    document = Document(record, analysis, measurements, replace(options or PageOptions(), size=size))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setFullPage(True)
    printer.setDocName(document.title)
    printer.setCreator(creator())
    pages = pages_of(document)
    first, last = max(1, printer.fromPage()), printer.toPage() or len(pages)  # 0: all of them
    painter = QPainter()
    if not painter.begin(printer):
        raise ExportError(tr("The printer could not be used."))
    try:
        scale = printer.resolution() / UNITS_PER_INCH
        for number, paint in enumerate(pages[first - 1 : last]):
            if number and not printer.newPage():
                raise ExportError(tr("The printer stopped before the last page."))
            painter.save()
            painter.scale(scale, scale)
            paint(painter)
            painter.restore()
    finally:
        painter.end()
