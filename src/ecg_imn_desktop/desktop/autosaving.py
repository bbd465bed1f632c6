"""Saves what is added to a record by itself, after every change. The record's files are never written to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..core.annotations import Annotations, Statement
from ..core.errors import EcgError
from .edits import EditBook

if TYPE_CHECKING:
    from .window import MainWindow


class Autosaving(QObject):
    """Watches the edits of the record on the screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._study = window.study
        self._banner = window.banner
        self._books: dict[str, EditBook] = {}
        self._has_complained = False
        self._unsaved: EditBook | None = None

    def book_of(self, path: Path | None) -> EditBook:
        """The edits of the record that was just loaded: those of this session, with their undo, else those saved."""
        opened = self._study.opened
        if opened is not None and opened.complaint:
            self._banner.say(opened.complaint)
        # By what the signal is: another signal under the same name has annotations of its own.
        key = opened.places.identity if opened is not None and opened.places is not None else str(path)
        if key not in self._books:
            self._books[key] = EditBook(opened.annotations if opened is not None else None)
        book = self._books[key]
        book.on_change = self._on_change
        return book

    def _on_change(self) -> None:
        self._unsaved = self._study.edits
        self._save(self._study.edits.annotations)

    def save_draft(self, book: EditBook, statement: Statement) -> None:
        """Words that are still being written, of the record on the screen; the book knows nothing of them yet."""
        if book is self._study.edits and book.on_change == self._on_change:
            self._save(replace(book.annotations, statement=statement))

    def _save(self, annotations: Annotations) -> None:
        """In the background; a newer state of a record replaces an older."""
        study = self._study
        record, opened, is_beside, save = (
            study.record,
            study.opened,
            study.saves_beside,
            study.services.save_annotations,
        )
        if record is None or opened is None or opened.places is None:
            return
        places = opened.places
        study.background.files.submit(
            f"annotations {places.identity[:8]}",
            lambda _: save(record, places, annotations, is_beside),
            self._on_saved,
            self._on_failed,
        )

    def save_now(self) -> None:
        """The window closes: what is still on its way is written here and now, as nothing else writes any more."""
        study = self._study
        if self._unsaved is None or self._unsaved is not study.edits:
            return
        if study.record is None or study.opened is None or study.opened.places is None:
            return
        try:
            study.services.save_annotations(
                study.record, study.opened.places, study.edits.annotations, study.saves_beside
            )
        except EcgError as error:
            self._on_failed(error)

    def _on_saved(self, _path: Path) -> None:
        self._unsaved = None
        self._has_complained = False

    def _on_failed(self, error: EcgError) -> None:
        """Said once, not after every change."""
        if not self._has_complained:
            self._banner.say(error.message)
        self._has_complained = True
