"""The report as a PDF: vector drawing, embedded fonts, true millimetres."""

from __future__ import annotations

from pathlib import Path

from ..core.analysis import Analysis
from ..core.measurements import Measurements
from ..core.record import Record
from ..io.atomic import atomic_path
from ..io.targets import refuse_own_files
from .document import Document
from .finish import finished
from .gui import ensure_gui_application
from .options import PageOptions
from .pages import pages_of
from .pdf_writer import painted_pdf


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
    pages = pages_of(document)
    data, bookmarks = painted_pdf(document.size_mm, pages)
    outline = [(page.title, found) for page, found in zip(pages, bookmarks, strict=True)]
    return finished(data, document.size_mm, document.title, outline, is_dated=not document.options.anonymous)
