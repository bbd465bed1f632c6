"""A series of ECGs of one patient as PDF or PNG: the numbers, their trends, and the median beats, one row an ECG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtGui import QImage, QPainter

from ..core.errors import ExportError
from ..core.series import Series
from ..io.atomic import atomic_path
from ..io.targets import refuse_own_files
from .comparison_words import series_letters, side_remarks
from .finish import finished
from .foot import paint_foot
from .geometry import ECG_WIDTH_MM
from .gui import ensure_gui_application
from .image import painted_image, png_bytes
from .language import tr
from .options import Looks
from .paper import Paper
from .pdf_writer import painted_pdf
from .sentences import record_name
from .series_beats import paint_beats_page, scales_of
from .series_tables import NUMBER_MM, paint_tables_page
from .series_trends import paint_trends_page
from .side_remarks import SideRemarks, n_remarks_pages, paint_remarks_page, remarks_by_ecg, remarks_title

# So many ECGs leave room for two lines of remarks each, more for one.
_FEW = 4


@dataclass(frozen=True)
class SeriesDocument(Looks):
    """A series and how it is to be shown; ``class_name`` None: the likeliest class of the last ECG with an answer."""

    series: Series
    class_name: str | None = None

    @property
    def shown_class(self) -> str | None:
        """Whose evidence colours the beats; ExportError if no ECG has an answer for the class asked for."""
        if self.class_name is None:
            return self.series.likeliest_class
        answers = [side.prediction for side in self.series.sides if side.prediction is not None]
        if answers and not any(self.class_name in answer.class_names for answer in answers):
            raise ExportError(f"The model has no class called {self.class_name}.")
        return self.class_name

    @cached_property
    def remarks(self) -> tuple[SideRemarks, ...]:
        """What must be known of each ECG before its answer is believed, as on the pages of that ECG alone."""
        sides = series_letters(self.series)
        sentences = [side_remarks(side) for side in sides.values()]
        return remarks_by_ecg(sides, sentences, ECG_WIDTH_MM - NUMBER_MM, 2 if len(sides) <= _FEW else 1)

    @property
    def title(self) -> str:
        """For the file's metadata."""
        names = ", ".join(record_name(side.record) for side in self.series.sides)
        return tr("Series {names}").format(names=names)


def pages_of(document: SeriesDocument) -> list[tuple[str, Callable[[Paper, SeriesDocument], None]]]:
    """Numbers, trends, the beats where there are any, remarks that had no room by the numbers; each with its title."""
    pages: list[tuple[str, Callable[[Paper, SeriesDocument], None]]] = [
        (tr("Numbers"), paint_tables_page),
        (tr("Trends"), paint_trends_page),
    ]
    if any(s.measurements is not None and s.measurements.median_beat is not None for s in document.series.sides):
        pages.append((tr("Median beats"), paint_beats_page))
    for part in range(n_remarks_pages(document.remarks, document.size_mm[1])):
        pages.append((remarks_title(), partial(_paint_remarks, part=part)))
    return pages


def _paint_remarks(paper: Paper, document: SeriesDocument, part: int) -> None:
    paint_remarks_page(paper, document.remarks, part)


def series_pdf_bytes(document: SeriesDocument) -> bytes:
    """The whole PDF."""
    ensure_gui_application()
    pages = pages_of(document)
    data, _ = painted_pdf(document.size_mm, [partial(_paint, document, n) for n in range(1, len(pages) + 1)])
    return finished(data, document.size_mm, document.title, [(title, ()) for title, _ in pages])


def write_series_pdf(path: Path | str, document: SeriesDocument) -> None:
    """Write all pages; ExportError if the file cannot be written or belongs to one of the records."""
    _write(path, document, lambda: series_pdf_bytes(document))


def write_series_png(path: Path | str, document: SeriesDocument, *, dpi: float = 200.0, page: int = 1) -> None:
    """Write one page (1: the numbers) as a picture; ExportError as for :func:`write_series_pdf`."""
    _write(path, document, lambda: png_bytes(series_image(document, dpi, page)))


def series_image(document: SeriesDocument, dpi: float = 200.0, page: int = 1) -> QImage:
    """A page as an image of ``dpi`` pixels an inch."""
    ensure_gui_application()
    return painted_image(
        document.size_mm, document.theme.background, dpi, lambda painter: _paint(document, page, painter)
    )


def _write(path: Path | str, document: SeriesDocument, make: Callable[[], bytes]) -> None:
    for side in document.series.sides:
        refuse_own_files(path, side.record)
    data = make()
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)


def _paint(document: SeriesDocument, page: int, painter: QPainter) -> None:
    pages = pages_of(document)
    if not 1 <= page <= len(pages):
        raise ExportError(f"There is no page {page}.")
    paper = Paper(painter, document.theme, *document.size_mm)
    paint = pages[page - 1][1]
    paint(paper, document)
    scale = scales_of(document.series, document.size_mm[1]) if paint is paint_beats_page else ()
    paint_foot(paper, document.series.sides, page, len(pages), scale)
