"""The pages on a printer: the same painting as the PDF, in true millimetres."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from ..core.analysis import Analysis
from ..core.errors import ExportError
from ..core.measurements import Measurements
from ..core.record import Record
from .document import Document, creator
from .options import PageOptions
from .pages import pages_of
from .paper import UNITS_PER_INCH


def make_printer() -> QPrinter:
    """The default printer, set to landscape A4 and to count from the paper's corner (the pages have own margins)."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    return printer


def print_pages(
    printer: QPrinter,
    record: Record,
    analysis: Analysis | None = None,
    measurements: Measurements | None = None,
    options: PageOptions | None = None,
) -> None:
    """Print the ECG page and, with an analysis, the evidence page; Letter where the printer holds that.

    Always landscape, and millimetres are true: nothing is scaled to the printable area. ExportError if the printer
    refuses.
    """
    layout = printer.pageLayout()
    size = "Letter" if layout.pageSize().id() == QPageSize.PageSizeId.Letter else "A4"
    document = Document(record, analysis, measurements, replace(options or PageOptions(), size=size))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setFullPage(True)
    printer.setDocName(document.title)
    printer.setCreator(creator())
    pages = pages_of(document)
    first, last = max(1, printer.fromPage()), printer.toPage() or len(pages)  # 0: all of them
    painter = QPainter()
    if not painter.begin(printer):
        raise ExportError("The printer could not be used.")
    try:
        scale = printer.resolution() / UNITS_PER_INCH
        for number, paint in enumerate(pages[first - 1 : last]):
            if number and not printer.newPage():
                raise ExportError("The printer stopped before the last page.")
            painter.save()
            painter.scale(scale, scale)
            paint(painter)
            painter.restore()
    finally:
        painter.end()
