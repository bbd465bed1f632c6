"""Pages painted into a PDF by Qt: vector drawing, embedded fonts, true millimetres."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from ..core.errors import ExportError
from .gui import ensure_gui_application
from .paper import UNITS_PER_INCH

T = TypeVar("T")


def painted_pdf(size_mm: tuple[float, float], pages: Iterable[Callable[[QPainter], T]]) -> tuple[bytes, list[T]]:
    """The PDF of ``pages``, which paint in hundredths of a millimetre, and what each of them gave back.

    ``size_mm`` is width and height, landscape. ExportError if Qt cannot write.
    """
    ensure_gui_application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(UNITS_PER_INCH)
    writer.setPageLayout(_page_layout(*size_mm))
    painter = QPainter()
    if not painter.begin(writer):
        raise ExportError("The PDF could not be made.")
    given = []
    try:
        for number, page in enumerate(pages):
            if number:
                writer.newPage()
            given.append(page(painter))
    finally:
        painter.end()
    return bytes(buffer.data().data()), given


def _page_layout(width_mm: float, height_mm: float) -> QPageLayout:
    """Landscape from a portrait size, without margins: the page paints its own."""
    if (width_mm, height_mm) == (297.0, 210.0):
        size = QPageSize(QPageSize.PageSizeId.A4)
    else:
        size = QPageSize(QSizeF(height_mm, width_mm), QPageSize.Unit.Millimeter)
    layout = QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
