"""Remarks of a clinician at places of the ECG: flags on the traces, put there and edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QKeySequence, QMouseEvent, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QInputDialog, QPlainTextEdit, QWidget

from ..core.annotations import Note
from ..report.words import clock
from .overlays import paint_tag
from .pointing import strip_under
from .view import Page, StripFrame

if TYPE_CHECKING:
    from .edits import EditBook
    from .window import MainWindow

_FLAG_PX = 11.0
_SHOWN_LETTERS = 28


def ask_lines(parent: QWidget, title: str, question: str, text: str) -> tuple[str, bool]:
    """Ask for lines of text, and whether it was accepted: by keys too.

    Qt's own function (QInputDialog.getMultiLineText) keeps Tab and Enter for the text, so that no key reaches OK.
    """
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
    dialog.setTextValue(text)
    for field in dialog.findChildren(QPlainTextEdit):
        field.setTabChangesFocus(True)
        field.setAccessibleName(question)
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), dialog, dialog.accept)
    is_given = dialog.exec() == QInputDialog.DialogCode.Accepted
    given = dialog.textValue()
    dialog.deleteLater()
    return given, is_given


class Notes(QObject):
    """Paints the notes of the record on the screen; a double click on a flag edits it, no text removes it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = window.canvas
        self._study = window.study
        self._canvas.overlays.append(self._paint)
        self._canvas.installEventFilter(self)

    def add(self) -> None:
        """A note where the pointer is, else in the middle of the page."""
        found, book = self._place(), self._study.edits
        if found is None:
            return
        strip, time_s = found
        lead = strip.strip.lead.removeprefix("-")
        text = self._asked_for("", lead, time_s)
        if text:
            self._set(book, (*book.notes, Note(round(time_s, 3), lead, text)))

    def edit(self, index: int) -> None:
        """Other words for a note; none: it goes."""
        book = self._study.edits
        notes = list(book.notes)
        text = self._asked_for(notes[index].text, notes[index].lead, notes[index].time_s)
        if text is None:
            return
        if text:
            notes[index] = Note(notes[index].time_s, notes[index].lead, text)
        else:
            del notes[index]
        self._set(book, tuple(notes))

    def _set(self, book: EditBook, notes: tuple[Note, ...]) -> None:
        book.set_notes(tuple(sorted(notes, key=lambda n: n.time_s)))
        self._canvas.update()
        self._window.autosaving.say_where(book)

    def _asked_for(self, text: str, lead: str | None, time_s: float) -> str | None:
        """The words, None if the dialog was cancelled."""
        place = f"{time_s:.2f} s" if time_s < 60 else clock(time_s, 2)
        question = self.tr("Your note at {time}, {lead} (no text: none):").format(
            time=place, lead=lead or self.tr("all leads")
        )
        given, is_given = ask_lines(self._window, self._window.titled(self.tr("Note")), question, text)
        return given.strip()[:2000] if is_given else None

    def _place(self) -> tuple[StripFrame, float] | None:
        page, canvas = self._canvas.page, self._canvas
        if self._study.record is None:
            return None
        at = canvas.mapFromGlobal(QCursor.pos())
        ratio = canvas.devicePixelRatioF()
        x_px, y_px = at.x() * ratio, at.y() * ratio
        if not canvas.rect().contains(at) or page.strip_at(x_px, y_px) is None:
            x_px, y_px = (page.edges_px[0] + page.edges_px[-1]) / 2, page.screen.height_px / 2
        strip = strip_under(page, canvas.scene, x_px, y_px)
        if strip is None:
            return None
        return strip, min(max(0.0, strip.frame.time_s(x_px)), self._study.record.duration_s)

    # ---------------------------------------------------------------- on the canvas

    def _flags(self, page: Page) -> list[tuple[int, Note, QRectF]]:
        """Where the flags stand: at the top of the note's row, of a note on all leads at the top of the page."""
        flags = []
        for index, note in enumerate(self._study.edits.notes):
            for s in page.strips:
                frame, x_px = s.frame, s.frame.x(note.time_s)
                is_its_row = note.lead == s.strip.lead.removeprefix("-") if note.lead else s.strip.row == 0
                if is_its_row and frame.x_px <= x_px < frame.right_px:
                    top = max(0.0, frame.y_px - frame.height_px / 2)
                    flags.append((index, note, QRectF(x_px, top, _FLAG_PX, _FLAG_PX)))
                    break
        return flags

    def _paint(self, painter: QPainter, page: Page) -> None:
        theme, font = self._canvas.theme, self._canvas.label_font()
        font.setBold(False)
        for _, note, flag in self._flags(page):
            painter.setPen(QPen(QColor(theme.warning), 1.5))
            painter.drawLine(flag.topLeft(), flag.bottomLeft() + QPointF(0, _FLAG_PX))
            painter.fillRect(flag, QColor(theme.warning))
            first = note.text.splitlines()[0] if note.text else ""
            text = first if len(first) <= _SHOWN_LETTERS else first[:_SHOWN_LETTERS] + "\u2026"
            paint_tag(painter, page, flag.right() + 3, flag.top() - 3, text, theme.text, theme, font)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on a flag."""
        if event.type() == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            at = event.position() * self._canvas.devicePixelRatioF()
            if event.button() == Qt.MouseButton.LeftButton:
                for index, _, flag in self._flags(self._canvas.page):
                    if flag.adjusted(-3, -3, 3, _FLAG_PX).contains(at):
                        self.edit(index)
                        return True
        return False
