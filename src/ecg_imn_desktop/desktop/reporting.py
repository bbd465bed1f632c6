"""What leaves the program: the report with its preview, stored analyses, numbers, pictures of the view; statements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox

from ..core.analysis import RESEARCH_USE
from ..core.annotations import Statement
from ..core.errors import ExportError
from ..core.sizes import LARGE_BYTES, size_text
from ..io.atomic import atomic_path
from ..report.sentences import said
from ..report.unbroken import unbroken
from ..report.words import duration_text
from .writing import picture_path

if TYPE_CHECKING:
    from ..core.record import Record
    from .window import MainWindow


class Reporting(QObject):
    """Handlers of the actions that file, store, export and copy what is on the screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._study = window.study
        self._writing = window.writing
        window.editing.changed.connect(self.say_review)

    def _suggested(self, suffix: str) -> str:
        record, path = self._study.record, self._study.path
        assert record is not None
        return str((path.parent / f"{path.stem}{suffix}") if path is not None else Path(f"{record.name}{suffix}"))

    def _ask_where(self, title: str, suffix: str, kinds: str) -> tuple[Path | None, str]:
        """Where something of the record is to be written, and as which of the kinds; None: nowhere."""
        is_still_shown = self._window.for_this_record()
        name, kind = QFileDialog.getSaveFileName(
            self._window, self._window.titled(title), self._suggested(suffix), kinds
        )
        return (Path(name) if name and is_still_shown() else None), kind

    def show_report(self) -> None:
        """The pages before they are saved."""
        if self._study.record is None:
            return
        from .report_dialog import ReportDialog  # not needed at the start

        w = self._window
        dialog = ReportDialog(self._study, self._writing, w.page_options(), w.titled, w)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        QDialog.open(dialog)

    def save_analysis(self) -> None:
        """Ask where, then store everything that is known of the record; a large file is asked about once more."""
        record = self._study.record
        if record is None:
            return
        if self._study.awaits_answer:
            self._window.banner.say(self.tr("The answer is still being worked out: save it when it is there."), "info")
            return
        kinds = self.tr("ECG-IMN analysis (*.ecgimn);;HDF5 (*.h5 *.hdf5)")
        has_answer = any(window.analysis is not None for window in self._study.stored_windows())
        title = self.tr("Save analysis") if has_answer else self.tr("Save the ECG without an answer")
        path, kind = self._ask_where(title, ".ecgimn", kinds)
        if path is not None:
            if not path.suffix:
                path = path.with_suffix(".h5" if kind.startswith("HDF5") else ".ecgimn")
            if self._writing.stored_bytes < LARGE_BYTES:
                self._writing.export_stored(path, self.settings_used())
            else:
                self._ask_about_size(path, record)

    def _ask_about_size(self, path: Path, record: Record) -> None:
        """Store it if that is wanted in spite of its size."""
        text = self.tr("{file} will be about {size}: it holds the whole record of {duration}. Save it?").format(
            file=path.name,
            size=size_text(self._writing.stored_bytes),
            duration=duration_text(record.duration_s),
        )
        save, cancel = QMessageBox.StandardButton.Save, QMessageBox.StandardButton.Cancel
        title = self._window.titled(self.tr("Save analysis"))
        box = QMessageBox(QMessageBox.Icon.Question, title, unbroken(text), save | cancel, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def answered(button: int) -> None:
            if button == save.value and record is self._study.record:  # another one may have been opened meanwhile
                self._writing.export_stored(path, self.settings_used())

        box.finished.connect(answered)
        QDialog.open(box)

    def settings_used(self) -> dict[str, Any]:
        """How the window shows the ECG, for the provenance."""
        s, options, record = self._window.settings, self._window.page_options(), self._study.record
        return {
            "layout": s.layout, "order": s.order, "mm_per_s": options.mm_per_s, "mm_per_mv": options.mm_per_mv,
            "show": s.show, "sides": s.sides, "smoothing_ms": s.smoothing_ms, "threshold_percent": s.threshold_percent,
            "class": options.class_name or "",
            "display_filter": options.display_filter.label_at(record.fs) if record and options.display_filter else "",
        }  # fmt: skip

    def export_data(self) -> None:
        """Ask where, then write the numbers as JSON or CSV."""
        if self._study.record is None or self._study.insight is None:
            self._window.banner.say(self.tr("There is no answer yet whose numbers could be written."), "info")
            return
        path, kind = self._ask_where(self.tr("Export numbers"), ".json", "JSON (*.json);;CSV (*.csv)")
        if path is not None:
            self._writing.export_numbers(
                path if path.suffix else path.with_suffix(".csv" if "csv" in kind else ".json")
            )

    def export_view(self) -> None:
        """Ask where, then write the view: PNG as on the screen, SVG in true millimetres from the same place on."""
        if self._study.record is None:
            return
        title, kinds = self.tr("Export picture of the view"), "PNG (*.png);;SVG (*.svg)"
        path, kind = self._ask_where(title, "-view.png", kinds)
        if path is None:
            return
        path = picture_path(path, kind)
        if path.suffix.lower() == ".svg":
            self._writing.export_picture(path, self._window.page_options(from_view=True), 1)
            return
        image = self.view_image()
        self._writing.export_image(path, lambda: _write_png(path, image))

    def copy_view(self) -> None:
        """The view to the clipboard, as on the screen."""
        if self._study.record is not None:
            QGuiApplication.clipboard().setImage(self.view_image())
            self._window.banner.say(self.tr("The view was copied."), "info")

    def view_image(self) -> QImage:
        """The traces as on the screen, with the scale of the colours and what must be said of a prediction."""
        canvas, theme = self._window.canvas, self._window.theme
        picture = canvas.grab().toImage()
        ratio = picture.devicePixelRatio()
        legend = self._window.panel.attribution.legend
        has_answer = self._window.explaining.insight is not None
        strip = round(34 * ratio)
        whole = QImage(picture.width(), picture.height() + strip, QImage.Format.Format_RGB32)
        whole.setDevicePixelRatio(ratio)
        whole.fill(QColor(theme.background))
        painter = QPainter(whole)
        painter.drawImage(QPoint(0, 0), picture)
        bottom = round(picture.height() / ratio)
        painter.setPen(QColor(theme.text))
        painter.setFont(canvas.font())
        words = [self._window.status.labels["scale"].text()]
        if has_answer:
            words.insert(0, said(RESEARCH_USE))
            if legend.isVisible():
                shown = legend.grab().toImage()
                painter.drawImage(QPoint(round((picture.width() - shown.width()) / ratio) - 10, bottom + 2), shown)
        if (record := self._study.record) is not None and record.is_simulated:
            words.append(self.tr("SIMULATED"))
        painter.drawText(QPoint(8, bottom + 21), "   ".join(word for word in words if word))
        painter.end()
        return whole

    # ---------------------------------------------------------------- statement

    def edit_statement(self) -> None:
        """The clinician's own words and name."""
        if self._study.record is None:
            return
        book = self._study.edits
        from .statement_dialog import StatementDialog

        dialog = StatementDialog(book.statement, self._window)
        dialog.setWindowTitle(self._window.titled(dialog.windowTitle()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def given(statement: Statement) -> None:
            book.set_statement(statement)
            self.say_review()
            self._window.autosaving.say_where(book)

        dialog.given.connect(given)
        # What is being typed survives a kill, too; what is then cancelled does not stay.
        dialog.drafted.connect(book.draft)
        dialog.rejected.connect(lambda: book.draft(book.statement))
        QDialog.open(dialog)

    def say_review(self) -> None:
        """In the status bar: who reviewed the ECG."""
        statement = self._study.edits.statement
        text = ""
        if statement.is_confirmed:
            text = self.tr("Reviewed by {name}").format(name=statement.reviewed_by)
        elif statement.text:
            text = self.tr("Statement, unconfirmed")
        self._window.status.set(review=text)

    def keep_beside(self, on: bool) -> None:
        """Annotations lie beside the record, or in the user's folder."""
        self._window.settings.saves_beside = self._study.saves_beside = on


def _write_png(path: Path, image: QImage) -> None:
    with atomic_path(path) as temporary:
        if not image.save(str(temporary), "PNG"):  # type: ignore[call-overload]
            raise ExportError(f"{path.name} could not be written.")
