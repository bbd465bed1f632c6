"""The report as a PDF: vector drawing, embedded fonts, true millimetres."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from ..core.analysis import Analysis
from ..core.errors import ExportError
from ..core.measurements import Measurements
from ..core.record import Record
from ..io.atomic import atomic_path
from ..io.targets import refuse_own_files
from .document import Document
from .finish import finished
from .gui import ensure_gui_application
from .options import PageOptions
from .pages import pages_of
from .paper import UNITS_PER_INCH


def write_pdf(
    path: Path | str,
    record: Record,
    analysis: Analysis | None = None,
    measurements: Measurements | None = None,
    options: PageOptions | None = None,
) -> None:
    """Write the page with the ECG and, with an analysis, those with the why and the model; whole or not at all.

    25 mm/s and 10 mm/mV by default, in true millimetres when printed at 100 %. ExportError if the file cannot be
    written, is one of the record's own, or an option names what does not exist; what stood at ``path`` then still
    stands.
    """
    refuse_own_files(path, record)
    data = pdf_bytes(Document(record, analysis, measurements, options or PageOptions()))
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)


def pdf_bytes(document: Document) -> bytes:
    """The whole PDF."""
    ensure_gui_application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(UNITS_PER_INCH)
    writer.setPageLayout(_page_layout(*document.size_mm))
    painter = QPainter()
    if not painter.begin(writer):
        raise ExportError("The PDF could not be made.")
    outline = []
    try:
        for number, page in enumerate(pages_of(document)):
            if number:
                writer.newPage()
            outline.append((page.title, page(painter)))
    finally:
        painter.end()
    return finished(bytes(buffer.data().data()), document, outline)


def _page_layout(width_mm: float, height_mm: float) -> QPageLayout:
    """Landscape from a portrait size, without margins: the page paints its own."""
    if (width_mm, height_mm) == (297.0, 210.0):
        size = QPageSize(QPageSize.PageSizeId.A4)
    else:
        size = QPageSize(QSizeF(height_mm, width_mm), QPageSize.Unit.Millimeter)
    layout = QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
