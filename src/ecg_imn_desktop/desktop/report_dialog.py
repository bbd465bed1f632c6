"""The pages as they will be filed, before they are: looked at, chosen, then saved or copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import EcgError
from .writing import picture_path

if TYPE_CHECKING:
    from ..report.options import PageOptions
    from .study import Study
    from .writing import Writing

_DPI = 144.0


class ReportDialog(QDialog):
    """Shows the pages that ``options`` make of the study's window; ``titled`` names the ECG in a title.

    Attributes: ``page`` shown (from 1), ``n_pages`` (0 until known), ``image`` of the page shown (None until painted).
    """

    def __init__(
        self,
        study: Study,
        writing: Writing,
        options: PageOptions,
        titled: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(titled(self.tr("Report")))
        self._titled = titled
        self._study = study
        self._writing = writing
        self._is_asking = self._is_of_the_past = False
        study.record_loaded.connect(self._on_other_record)
        self._base = options
        self.page, self.n_pages = 1, 0
        self.image: QImage | None = None
        self._picture = QLabel(self.tr("The page is being painted \u2026"))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(self.tr("Page as it will be saved"))
        self._area = QScrollArea()
        self._area.setAccessibleName(self.tr("Page"))
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._picture)
        self._number = QLabel()
        self.size_box = QComboBox()
        self.size_box.addItems(["A4", "Letter"])
        self.size_box.setAccessibleName(self.tr("Page size"))
        self.colour = QComboBox()
        self.colour.addItem(self.tr("Pink grid"), "paper")
        self.colour.addItem(self.tr("Grey grid"), "light")
        self.colour.setAccessibleName(self.tr("Grid"))
        self.anonymous = QCheckBox(self.tr("&Anonymous: no name, ID, dates, file names"))
        self.anonymous.setToolTip(
            self.tr("Ages over 89 are grouped. Read your own statement and notes: a name in them is not always found.")
        )
        column = QVBoxLayout(self)
        column.addLayout(self._choices())
        column.addWidget(self._area, 1)
        column.addLayout(self._buttons())
        for box in (self.size_box, self.colour):
            box.currentIndexChanged.connect(self._repaint)
        self.anonymous.toggled.connect(self._repaint)
        # A whole page and no more than the screen, whose frame and task bar want their part.
        self.resize(QSize(1060, 860).boundedTo(self.screen().availableGeometry().size() - QSize(20, 60)))
        self._repaint()

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for widget in (self.size_box, self.colour, self.anonymous):
            row.addWidget(widget)
        row.addStretch(1)
        for text, step, tip in (
            ("\u25c0", -1, self.tr("Previous page")),
            ("\u25b6", 1, self.tr("Next page")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _=False, by=step: self.turn(by))
            row.addWidget(button)
            if step < 0:
                row.addWidget(self._number)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.save_button = QPushButton(self.tr("&Save PDF\u2026"))
        self.picture_button = QPushButton(self.tr("Save &page as picture\u2026"))
        self.copy_button = QPushButton(self.tr("&Copy page"))
        close = QPushButton(self.tr("Close"))
        self.save_button.setDefault(True)
        row.addStretch(1)
        for button, slot in (
            (self.copy_button, self.copy),
            (self.picture_button, self.save_picture),
            (self.save_button, self.save),
            (close, self.reject),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        return row

    @property
    def options(self) -> PageOptions:
        """The pages as they are chosen now."""
        return replace(
            self._base,
            size=self.size_box.currentText(),
            theme=self.colour.currentData(),
            anonymous=self.anonymous.isChecked(),
        )

    def turn(self, by: int) -> None:
        """Another page."""
        page = min(max(1, self.page + by), max(1, self.n_pages))
        if page != self.page:
            self.page = page
            self._repaint()

    # ---------------------------------------------------------------- preview

    def _repaint(self) -> None:
        self._writing.paint_page(self.options, self.page, _DPI, self._take, self._on_failed)

    def _take(self, answer: tuple[QImage, int]) -> None:
        self.image, self.n_pages = answer
        self._number.setText(self.tr("Page {page} of {count}").format(page=self.page, count=self.n_pages))
        self._fit()
        if self.page > self.n_pages:
            self.turn(0)

    def _on_failed(self, error: EcgError) -> None:
        self.image = None
        self._picture.setText(error.message)

    def _fit(self) -> None:
        """The whole page in the dialog, never larger than painted."""
        if self.image is not None:
            room = self._area.viewport().size().boundedTo(self.image.size()) - QSize(8, 8)
            ratio = self.devicePixelRatioF()
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = self.image.scaled(room.expandedTo(QSize(100, 100)) * ratio, keep, smooth)
            image.setDevicePixelRatio(ratio)
            self._picture.setPixmap(QPixmap.fromImage(image))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page follows."""
        super().resizeEvent(event)
        self._fit()

    def done(self, result: int) -> None:
        """Nothing is painted for a dialog that is gone."""
        self._writing.cancel_page()
        super().done(result)

    # ---------------------------------------------------------------- what becomes of it

    def _suggested(self, suffix: str) -> str:
        record, path = self._study.record, self._study.path
        assert record is not None
        name = self.tr("anonymous-ecg") if self.anonymous.isChecked() else (path.stem if path else record.name)
        return str((path.parent if path else Path()) / f"{name}{suffix}")

    def _ask_where(self, title: str, suffix: str, kinds: str) -> tuple[str, str]:
        """Name and kind of a file; none where another record came on the screen meanwhile."""
        self._is_asking = True
        name, kind = QFileDialog.getSaveFileName(self, self._titled(title), self._suggested(suffix), kinds)
        self._is_asking = False
        if self._is_of_the_past:
            self.reject()
            return "", kind
        return name, kind

    def _on_other_record(self) -> None:
        """A second start of the program opened one: statement, notes and class would be those of the one before."""
        self._is_of_the_past = True
        if not self._is_asking:  # the dialog must not be deleted under the one that asks
            self.reject()

    def save(self) -> None:
        """Ask where, then write all pages in the background."""
        name, _ = self._ask_where(self.tr("Save PDF"), ".pdf", "PDF (*.pdf)")
        if name:
            path = Path(name)
            self._writing.export_pdf(path if path.suffix else path.with_suffix(".pdf"), self.options)
            self.accept()

    def save_picture(self) -> None:
        """The page shown as PNG or SVG."""
        title, kinds = self.tr("Save page as picture"), "PNG (*.png);;SVG (*.svg)"
        name, kind = self._ask_where(title, f"-{self.page}.png", kinds)
        if name:
            self._writing.export_picture(picture_path(Path(name), kind), self.options, self.page)

    def copy(self) -> None:
        """The page shown to the clipboard."""
        if self.image is not None:
            QGuiApplication.clipboard().setImage(self.image)
