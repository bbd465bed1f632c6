"""The records of a folder beside the ECG: listed in the background, filtered, sorted, previewed, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ..core.analysis import Prediction
from ..core.doubt import doubt_mark
from ..core.errors import EcgError
from .elided import ElidedLine
from .files import records_in
from .folder_model import ANSWER, NAME, RECORDED, FilteredFolder, FolderModel
from .insight import Insight
from .plain_tip import plain_tip
from .present import present_lines, present_names
from .preview import Preview

if TYPE_CHECKING:
    from ..core.progress import Progress
    from .services import ModelSession
    from .study import Study

_CHUNK = 40  # headers read at a time, so that a record that is chosen meanwhile does not wait
_PREVIEW_MS = 120
_MOST_LETTERS = 40  # of a filter without a match


class FolderPanel(QWidget):
    """Signals: ``chosen(Path)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(round(15 * self.fontMetrics().averageCharWidth()) + 90)
        self._folder: Path | None = None
        self._study: Study | None = None
        self._queue: list[Path] = []
        self._is_read = self._has_dates = False
        self._title = ElidedLine("section")
        self._title.say(self.tr("Folder"))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by name or answer"))
        self.filter.setAccessibleName(self.tr("Filter records by name or answer"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAcceptDrops(False)  # of a file it would take the address for words to filter by
        self._names = FolderModel()
        self._shown = FilteredFolder(self._names, self)
        self.list = QTreeView()
        self.list.setModel(self._shown)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSortingEnabled(True)
        self.list.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Records of the folder"))
        self.list.setObjectName("records")
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setResizeContentsPrecision(30)  # rows on the screen: thousands would take long
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.list.setColumnHidden(RECORDED, True)  # until a date is known, and where names have room beside it
        self.list.setMouseTracking(True)
        self.none_found = QLabel()
        self.none_found.setObjectName("muted")
        self.none_found.setTextFormat(Qt.TextFormat.PlainText)
        self.none_found.setWordWrap(True)
        self.none_found.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.none_found.hide()
        self.preview = Preview()
        self.analyse = QPushButton(self.tr("Analyse all"))
        self.analyse.setCheckable(True)
        self.analyse.setToolTip(self.tr("The model reads the first window of each record that is listed, one by one."))
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.filter.textChanged.connect(self._shown.setFilterFixedString)
        self._wanted: Path | None = None
        self._soon = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._soon.timeout.connect(self._load_preview)
        self.list.entered.connect(self._want_preview)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._want_preview(now))
        self.analyse.toggled.connect(self._on_analyse)
        self.list.verticalScrollBar().rangeChanged.connect(lambda *_: self._fit_columns())  # it comes and goes
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self._title, self.filter, self.none_found, self.list, self.preview, self.analyse):
            column.addWidget(widget, int(widget is self.none_found))  # it has the place of the list
        for changed in (self._shown.rowsInserted, self._shown.rowsRemoved, self._shown.modelReset):
            changed.connect(lambda *_: self._say_none())
        self.filter.textChanged.connect(lambda _: self._on_filtered())
        self.filter.returnPressed.connect(self._open_first)

    # ---------------------------------------------------------------- what is listed

    def list_folder(self, folder: Path, study: Study) -> None:
        """Show the records of another folder, read in the background."""
        self._bind(study)
        if folder == self._folder:
            return
        self._folder = folder
        self._title.say(f"{folder.name or folder} \u2026")
        study.background.compute("folder", lambda: records_in(folder), lambda paths: self._take_folder(folder, paths))

    @property
    def has_list(self) -> bool:
        """Whether records were listed, or are being."""
        return self._study is not None

    @property
    def shows_files(self) -> bool:
        """Whether it shows what was dropped together, not a folder."""
        return self.has_list and self._folder is None

    def show_files(self, paths: Sequence[Path], study: Study) -> None:
        """Show these records (dropped together)."""
        self._bind(study)
        self._folder = None
        self._take(list(paths))

    def _bind(self, study: Study) -> None:
        if self._study is None:
            self._study = study
            study.insight_changed.connect(self._on_insight)
            study.model_changed.connect(self._on_model)

    def _take_folder(self, folder: Path, paths: list[Path]) -> None:
        if folder == self._folder:  # else something else is listed by now
            self._take(paths)

    def _take(self, paths: list[Path]) -> None:
        self.analyse.setChecked(False)
        self._is_read = True
        self._names.show_paths(paths)
        self._has_dates = False
        self._fit_columns()
        name = self._folder.name if self._folder else self.tr("Dropped")
        self._title.say(self.tr("{folder}: {count} records").format(folder=name, count=len(paths)))
        self._title.setToolTip(plain_tip(str(self._folder or "")))
        self._say_none()
        self._read_dates(paths)
        if self._study is not None and self._study.path is not None:
            self.mark(self._study.path)
            self._on_insight(self._study.insight)  # it may have been there before

    def _say_none(self) -> None:
        """Why the list is empty, in its place."""
        text = ""
        if self._is_read and not self._names.rowCount():
            text = self.tr("No ECG lies in this folder. Folders inside it are not searched.")
        elif self._names.rowCount() and not self._shown.rowCount():
            text = self.tr("No record here has \u201c{text}\u201d in its name or answer. Esc clears the filter.")
            text = text.format(text=self.filter.text()[:_MOST_LETTERS])
        self.none_found.setText(text)
        self.none_found.setVisible(bool(text))
        self.list.setVisible(not text)

    def _read_dates(self, paths: list[Path]) -> None:
        chunk, rest = paths[:_CHUNK], paths[_CHUNK:]
        if self._study is None or not chunk:
            return

        def take(dates: list[tuple[Path, datetime | None]]) -> None:
            self._names.take_dates(dates, sorts=not rest)
            self._has_dates = self._has_dates or any(date is not None for _, date in dates)
            self._fit_columns()
            self._read_dates(rest)

        self._study.background.compute("folder dates", lambda: _dates(chunk), take)

    def _fit_columns(self) -> None:
        """Names come first and are never cut: dates give way, then answers are scrolled to.

        The tool tip of a name has its date.
        """
        header, room_px = self.list.header(), self.list.viewport().width()
        self.list.setColumnHidden(RECORDED, False)  # the head of a hidden column has no width
        name = self.list.sizeHintForColumn(NAME)
        recorded, answer = (max(self.list.sizeHintForColumn(c), header.sectionSizeHint(c)) for c in (RECORDED, ANSWER))
        self.list.setColumnHidden(RECORDED, not self._has_dates or name + recorded + answer > room_px)
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(NAME, mode.Stretch if name + answer <= room_px else mode.ResizeToContents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for dates."""
        super().resizeEvent(event)
        self._fit_columns()

    def _on_filtered(self) -> None:
        """The row of the record on the screen is marked again when it comes back into the list."""
        self._say_none()
        if self._study is not None and self._study.path is not None and not self.list.currentIndex().isValid():
            self.mark(self._study.path)

    def _open_first(self) -> None:
        """Enter in the filter."""
        if self.filter.text() and self._shown.rowCount():
            self._choose(self._shown.index(0, NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears the filter, from the list as well; from the filter the down key goes to the list."""
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
        elif event.key() == Qt.Key.Key_Down and self.filter.hasFocus() and self._shown.rowCount():
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self._shown.index(0, NAME))
        else:
            super().keyPressEvent(event)

    def mark(self, path: Path) -> None:
        """Select the record on the screen; none if it is not listed: another would seem to be the one on the screen."""
        row = self._names.row_of(path)
        source = QModelIndex() if row is None else self._names.index(row, NAME)
        self.list.setCurrentIndex(self._shown.mapFromSource(source))

    def _path(self, index: Any) -> Path:
        return self._names.path(self._shown.mapToSource(index).row())

    def _choose(self, index: Any) -> None:
        self.chosen.emit(self._path(index))

    # ---------------------------------------------------------------- preview

    def _want_preview(self, index: Any) -> None:
        if index.isValid():
            self._wanted = self._path(index)
            self._soon.start()

    def _load_preview(self) -> None:
        study, path = self._study, self._wanted
        if study is None or path is None or not self.isVisible():
            return
        study.background.compute(
            "preview", lambda: study.read_quietly(path), lambda record: self.preview.show_record(path, record)
        )

    # ---------------------------------------------------------------- answers

    def _on_insight(self, insight: Insight | None) -> None:
        """What is opened is answered: its line says so."""
        if insight is not None and self._study is not None and self._study.path is not None and insight.start_s == 0:
            self._take_answer(self._study.path, insight.analysis.prediction)

    def _on_model(self) -> None:
        """The answers are another model's, beside which those of this one would stand."""
        self.analyse.setChecked(False)
        self._names.forget_answers()

    def _take_answer(self, path: Path, prediction: Prediction) -> None:
        """The likeliest superclass that counts as present; where none does, the likeliest of all, marked so."""
        called = [k for k, c in enumerate(prediction.classes) if c.parent is None and prediction.is_positive[k]]
        top = max(called, key=lambda k: float(prediction.probability[k]), default=prediction.top_class)
        info = prediction.classes[top]
        probability = float(prediction.probability[top])
        mark = doubt_mark(probability, info.threshold)
        present, titles = present_names(prediction), present_lines(prediction)
        self._names.take_answer(
            path, info.name, info.title, probability, mark,
            is_present=bool(called), n_more=max(0, len(called) - 1), present=present, titles=titles,
        )  # fmt: skip
        self._fit_columns()

    def _on_analyse(self, on: bool) -> None:
        if self._study is None:
            return
        if not on:
            self._queue = []
            self._study.cancel_question("folder")
            return
        listed = [self._path(self._shown.index(row, NAME)) for row in range(self._shown.rowCount())]
        self._queue = [path for path in listed if not self._names.has_answer(path)]
        self._next()

    def _next(self) -> None:
        study = self._study
        if study is None or not self._queue:
            self.analyse.setChecked(False)
            return
        path = self._queue.pop(0)
        left = len(self._queue)

        def ask(session: ModelSession, progress: Progress) -> Any:
            record = study.read_quietly(path)
            if record is None:
                return None
            try:
                return session.run(record, 0.0, progress).prediction
            except EcgError as error:
                return error.message

        def take(answer: Any) -> None:
            if answer is None or isinstance(answer, str):
                self._names.take_answer(path, "\u2013", answer or "", -1.0)
            else:
                self._take_answer(path, answer)
            self._next()

        def failed(error: EcgError) -> None:
            self._queue = []
            self.analyse.setChecked(False)

        text = self.tr("The model reads the folder: {count} left \u2026").format(count=left)
        study.ask("folder", ask, take, failed, text)


def _dates(paths: list[Path]) -> list[tuple[Path, datetime | None]]:
    """In the thread of the files."""
    from ..io.headers import read_header

    out: list[tuple[Path, datetime | None]] = []
    for path in paths:
        try:
            out.append((path, read_header(path).recorded_at if path.suffix == ".hea" else None))
        except EcgError:
            out.append((path, None))
    return out
