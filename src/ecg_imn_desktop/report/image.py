"""The pages as pictures: PNG at any resolution, SVG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from ..core.analysis import Analysis
from ..core.errors import ExportError
from ..core.measurements import Measurements
from ..core.record import Record
from ..io.atomic import atomic_path
from ..io.targets import refuse_own_files
from .document import Document
from .gui import ensure_gui_application
from .options import PageOptions
from .pages import pages_of
from .paper import UNITS_PER_INCH, UNITS_PER_MM

_MM_PER_INCH = 25.4


def write_png(
    path: Path | str,
    record: Record,
    analysis: Analysis | None = None,
    measurements: Measurements | None = None,
    options: PageOptions | None = None,
    *,
    dpi: float = 200.0,
    page: int = 1,
) -> None:
    """Write a page of the report (1: the ECG, 2: the evidence) as a PNG that knows its resolution.

    ExportError as in :func:`ecg_imn_desktop.report.pdf.write_pdf`.
    """
    refuse_own_files(path, record)
    data = png_bytes(page_image(Document(record, analysis, measurements, options or PageOptions()), dpi, page))
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)


def png_bytes(image: QImage) -> bytes:
    """The image as a PNG; ExportError if it cannot be made."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ExportError("The picture could not be made.")
    return bytes(buffer.data().data())


def page_image(document: Document, dpi: float = 200.0, page: int = 1) -> QImage:
    """A page as an image of ``dpi`` pixels an inch."""
    ensure_gui_application()
    return painted_image(
        document.size_mm, document.theme.background, dpi, lambda painter: _paint(document, page, painter)
    )


def painted_image(
    size_mm: tuple[float, float], background: str, dpi: float, paint: Callable[[QPainter], None]
) -> QImage:
    """What ``paint`` paints in page units (``UNITS_PER_MM``), as an image of ``dpi`` pixels an inch."""
    width_mm, height_mm = size_mm
    px_per_mm = dpi / _MM_PER_INCH
    image = QImage(round(width_mm * px_per_mm), round(height_mm * px_per_mm), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(px_per_mm * 1000))
    image.setDotsPerMeterY(round(px_per_mm * 1000))
    image.fill(QColor(background))
    painter = QPainter(image)
    try:
        painter.scale(px_per_mm / UNITS_PER_MM, px_per_mm / UNITS_PER_MM)
        paint(painter)
    finally:
        painter.end()
    return image


def write_svg(
    path: Path | str,
    record: Record,
    analysis: Analysis | None = None,
    measurements: Measurements | None = None,
    options: PageOptions | None = None,
    *,
    page: int = 1,
) -> None:
    """Write a page of the report as an SVG in true millimetres (the font is named, not embedded).

    ExportError as in :func:`ecg_imn_desktop.report.pdf.write_pdf`.
    """
    refuse_own_files(path, record)
    ensure_gui_application()
    document = Document(record, analysis, measurements, options or PageOptions())
    width, height = (round(mm * UNITS_PER_MM) for mm in document.size_mm)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(UNITS_PER_INCH)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle(document.title)
    painter = QPainter()
    if not painter.begin(generator):
        raise ExportError("The picture could not be made.")
    try:
        _paint(document, page, painter)
    finally:
        painter.end()
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(bytes(buffer.data().data()))


def _paint(document: Document, page: int, painter: QPainter) -> None:
    pages = pages_of(document)
    if not 1 <= page <= len(pages):
        raise ExportError(f"There is no page {page}.")
    pages[page - 1](painter)
