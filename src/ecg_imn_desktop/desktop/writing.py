"""What is written or printed of the record on the screen, in the background: pages, stored analyses, numbers, pictures.

Each goes its own way to the end: what is written next does not cancel it, and a window that closes waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ..core.errors import EcgError
from ..core.stored import stored_bytes
from .worker import export_channel, is_export

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from ..core.analysis import Analysis
    from ..core.measurements import Measurements
    from ..core.record import Record
    from ..report.options import PageOptions
    from .study import Study

    _Known = tuple[Record, Analysis | None, Measurements | None]

_PRINT = "print "


def is_written(channel: str) -> bool:
    """Whether what is done on a channel is to be finished before the window closes."""
    return channel.startswith(_PRINT) or is_export(channel)


def picture_path(path: Path, kind: str) -> Path:
    """With the ending of the chosen kind ("SVG (*.svg)"), where the name that was given has none of a picture."""
    if path.suffix.lower() in (".png", ".svg"):
        return path
    return path.with_name(path.name + (".svg" if "svg" in kind else ".png"))


class Writing(QObject):
    """Signals: ``exported(Path)``, ``printed()``, ``export_failed(EcgError)`` of both."""

    exported = Signal(object)
    printed = Signal()
    export_failed = Signal(object)

    def __init__(self, study: Study, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._background = study.background
        self._numbers = count(1)

    # ---------------------------------------------------------------- pages

    def export_pdf(self, path: Path, options: PageOptions) -> None:
        """Write the pages of the window in view."""
        if (known := self._known()) is not None:
            write = self._study.services.write_pdf
            self.export(path, lambda: write(path, *known(), options))

    def export_picture(self, path: Path, options: PageOptions, page: int) -> None:
        """Write one of the pages as PNG or SVG, by the suffix of ``path``."""
        if (known := self._known()) is not None:
            write = self._study.services.write_picture
            self.export(path, lambda: write(path, *known(), options, page))

    def print_on(self, printer: object, options: PageOptions) -> None:
        """Print the pages of the window in view."""
        if (known := self._known()) is not None:
            work = self._study.services.print_pages
            self._submit(
                f"{_PRINT}{next(self._numbers)}",
                self.tr("Printing \u2026"),
                lambda: work(printer, *known(), options),
                self.printed.emit,
            )

    def paint_page(
        self,
        options: PageOptions,
        page: int,
        dpi: float,
        done: Callable[[tuple[QImage, int]], None],
        failed: Callable[[EcgError], None],
    ) -> None:
        """Paint one of the pages (from 1); its image and the number of pages go to ``done``."""
        if (known := self._known()) is not None:
            work = self._study.services.paint_page
            self._background.files.submit("page", lambda _: work(*known(), options, page, dpi), done, failed)

    def cancel_page(self) -> None:
        """The page is no longer wanted."""
        self._background.files.cancel("page")

    def _known(self) -> Callable[[], _Known] | None:
        """What a page shows of the window in view, asked in the thread of the files; None without a record."""
        study = self._study
        record, start_s, measured_of = study.record, study.window_start_s, study.measured_of
        if record is None:
            return None
        analysis = study.insight.analysis if study.insight is not None else None
        return lambda: (record, analysis, measured_of(start_s))

    # ---------------------------------------------------------------- what is known, and the screen

    def export_stored(self, path: Path, settings: Mapping[str, Any]) -> None:
        """Write a stored analysis of the windows whose answers are kept, that in view first."""
        record, windows = self._study.record, self._study.stored_windows()
        if record is None:
            return
        more = {"annotations": self._study.edits.annotations, "settings": settings}
        write, measured_of = self._study.services.write_stored, self._study.measured_of

        def work() -> None:
            measured = (measured_of(window.start_s) or window.measurements for window in windows)
            now = tuple(replace(w, measurements=m) for w, m in zip(windows, measured, strict=True))
            write(path, record, now, more)

        self.export(path, work)

    @property
    def stored_bytes(self) -> int:
        """About how large the file of :meth:`export_stored` will be."""
        record = self._study.record
        return 0 if record is None else stored_bytes(record, self._study.stored_windows())

    def export_numbers(self, path: Path) -> None:
        """Write the numbers of the window in view as JSON or CSV, by the suffix of ``path``."""
        if (known := self._known()) is not None and self._study.insight is not None:
            annotations, write = self._study.edits.annotations, self._study.services.write_numbers
            self.export(path, lambda: write(path, *known(), annotations))

    def export_image(self, path: Path, write: Callable[[], None]) -> None:
        """Write a picture of the screen, never onto the record."""
        record, refuse = self._study.record, self._study.services.refuse_own_files
        if record is not None:

            def work() -> None:
                refuse(path, record)
                write()

            self.export(path, work)

    # ---------------------------------------------------------------- in the background

    def export(self, path: Path, work: Callable[[], object]) -> None:
        """Write a file; ``exported`` or ``export_failed`` follows."""
        text = self.tr("Writing {file} \u2026").format(file=path.name)
        self._submit(export_channel(path), text, work, lambda: self.exported.emit(path))

    def _submit(self, channel: str, text: str, work: Callable[[], object], tell: Callable[[], None]) -> None:
        def done(_: object) -> None:
            self._background.end(channel)
            tell()

        def failed(error: EcgError) -> None:
            self._background.end(channel)
            self.export_failed.emit(error)

        self._background.begin(channel, text)
        self._background.files.submit(channel, lambda _: work(), done, failed)
