"""Saves what is added to a record by itself, after every change. The record's files are never written to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..core.annotations import Annotations
from ..core.errors import EcgError
from .edits import EditBook

if TYPE_CHECKING:
    from ..io.autosave import Places
    from .window import MainWindow


class Autosaving(QObject):
    """Watches the edits of the records that were opened."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._study = window.study
        self._banner = window.banner
        self._books: dict[str, EditBook] = {}
        self._has_complained = False
        self._unsaved: dict[str, tuple[Places, Annotations]] = {}

    def book_of(self, path: Path | None) -> EditBook:
        """The edits of the record that was just loaded: those of this session, with their undo, else those saved."""
        opened = self._study.opened
        if opened is not None and opened.complaint:
            self._banner.say(opened.complaint)
        places = opened.places if opened is not None else None
        # By what the signal is: another signal under the same name has annotations of its own.
        key = places.identity if places is not None else str(path)
        if key not in self._books:
            self._books[key] = EditBook(opened.annotations if opened is not None else None)
        book = self._books[key]
        if places is not None:
            book.save = lambda annotations: self._save(places, annotations)
        return book

    def say_where(self, book: EditBook) -> None:
        """Where what was written in a dialog went, if another ECG came on the screen meanwhile."""
        if book is not self._study.edits:
            self._banner.say(
                self.tr("Another ECG is on the screen now; what you wrote was kept with the one it was written for."),
                "info",
            )

    def _save(self, places: Places, annotations: Annotations) -> None:
        """In the background; a newer state of a record replaces an older."""
        self._unsaved[places.identity] = places, annotations
        write = self._writing(places, annotations)
        signal, _, stored = places.identity.partition("-")  # a stored analysis of a signal has annotations of its own
        self._study.background.files.submit(
            f"annotations {signal[:8]} {stored[:8]}",
            lambda _: write(),
            lambda _: self._on_saved(places),
            self._on_failed,
        )

    def _writing(self, places: Places, annotations: Annotations) -> Callable[[], Path]:
        return partial(self._study.services.save_annotations, places, annotations, self._study.saves_beside)

    def save_now(self) -> None:
        """The window closes: what is still on its way is written here and now, as nothing else writes any more."""
        for unsaved in self._unsaved.values():
            try:
                self._writing(*unsaved)()
            except EcgError as error:
                self._on_failed(error)

    def _on_saved(self, places: Places) -> None:
        self._unsaved.pop(places.identity, None)
        self._has_complained = False

    def _on_failed(self, error: EcgError) -> None:
        """Said once, not after every change."""
        if not self._has_complained:
            self._banner.say(error.message)
        self._has_complained = True
