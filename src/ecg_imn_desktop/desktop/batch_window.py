"""Tools > Batch: many ECGs in a table that fills in; a double click opens one in the main window.

The run is that of ``ecg-imn batch``: the same folder of results, which can be gone on with here or there. The work is
done by processes of their own; a thread of this window hands it out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..batch.items import find_items
from ..batch.ledger import ERRORS, PREDICTIONS, has_run, read_rows
from ..batch.pool import Processes, Workers
from ..batch.run import Status, card_of, open_ledger, run_batch
from ..batch.windows import start_s_of
from ..batch.work import Outcome, Plan
from ..core.analysis import RESEARCH_USE
from ..core.errors import EcgError, ExportError
from ..core.progress import Progress
from ..report.language import spoken_language
from ..report.sentences import said
from .batch_model import BatchModel, Line, line_of
from .elided import Sentences
from .folder_drop import FolderDrop
from .window_frame import come_forward, let_it_lie_behind
from .worker import Worker

if TYPE_CHECKING:
    from .window import MainWindow

_CHANNEL = "batch"
_RECORD, _NUMBER, _PRESENT = "00000_hr_record_name", "> 99 %?", "STTC HYP? ISCA LVH/RVH"  # as wide as their columns
_BESIDE_PX = 8  # between numbers, at the right edge of a column, and the words of the next
_WIDTH_PX, _HEIGHT_PX = 1160, 640


class BatchWindow(QWidget):
    """Attributes: ``model_name``.

    Signals: ``chosen(Path, float)``, an ECG to be opened, and the second from which it is to be seen; ``ended``, a run
    is over, however it ended.
    """

    chosen = Signal(object, float)
    ended = Signal()
    _came = Signal(int, object, object)  # which run, Status, lines: from the thread that hands out the work

    def __init__(self, window: MainWindow, workers: Workers | None = None, model: str = "imn-1d") -> None:
        """``workers`` stand in for the processes (tests). ModelError if the model cannot be used."""
        super().__init__(window, Qt.WindowType.Window)
        self._window = window
        self.model_name = model
        self._workers = workers
        classes = card_of(model).classes
        self._class_names = [c.name for c in classes if c.parent is None]
        self._titles = {c.name: said(c.title) for c in classes}
        self._run_number = self._shown_number = 0  # of the run at work, and of that in the table
        self._worker = Worker("batch", self)
        self._worker.crashed.connect(self._on_crashed)
        self._came.connect(self._on_came)
        self._build()
        self.setWindowTitle(self.tr("Batch"))
        self.resize(min(_WIDTH_PX, window.width()), _HEIGHT_PX)
        let_it_lie_behind(self)
        window.installEventFilter(self)
        self.chosen.connect(window.open_at)
        self.chosen.connect(lambda *_: come_forward(window))

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        self.source, self.target = QLineEdit(), QLineEdit()
        self.pdf, self.h5 = QCheckBox(self.tr("A PDF of each")), QCheckBox(self.tr("A stored analysis (HDF5) of each"))
        self.csv = QCheckBox(self.tr("A CSV of each"))
        self.csv.setToolTip(self.tr("Every sample with its contributions: large"))
        self.all_windows = QCheckBox(self.tr("All of longer ECGs"))
        self.all_windows.setToolTip(self.tr("An answer for every ten seconds, not for the first ten alone"))
        self.all_windows.toggled.connect(self._only_whole)
        self.measures = QCheckBox(self.tr("Measure intervals"))
        self.measures.setChecked(True)
        self.resumes = QCheckBox(self.tr("Go on with an earlier run"))
        grid = QGridLayout()
        fields = (
            (self.tr("ECGs in"), self.source, self.tr("Folder of the ECGs")),
            (self.tr("Results in"), self.target, self.tr("Folder of the results")),
        )
        self.choosers: list[QPushButton] = []
        for row, (text, field, name) in enumerate(fields):
            field.setAccessibleName(name)
            label = QLabel(text)
            label.setBuddy(field)
            button = QPushButton(self.tr("Choose\u2026"))
            button.setAccessibleName(f"{name}: {button.text()}")  # there are two
            button.clicked.connect(lambda _=False, field=field, name=name: self._choose_folder(field, name))
            self.choosers.append(button)
            for place, widget in enumerate((label, field, button)):
                grid.addWidget(widget, row, place)
        FolderDrop(self, self.source, self.target)
        n_cores = os.cpu_count() or 1
        self.jobs = QSpinBox(minimum=1, maximum=n_cores, value=max(1, n_cores - 1))
        self.jobs.setToolTip(self.tr("Processes at the same time; the window is quickest with a core left for it"))
        jobs_label = QLabel(self.tr("Processes"))
        jobs_label.setBuddy(self.jobs)
        rows = QVBoxLayout()
        for widgets in (
            (self.pdf, self.h5, self.csv),
            (self.measures, self.all_windows, self.resumes, jobs_label, self.jobs),
        ):
            row_of_options = QHBoxLayout()
            for widget in widgets:
                row_of_options.addWidget(widget)
            row_of_options.addStretch(1)
            rows.addLayout(row_of_options)
        self.table = self._table()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.words = Sentences()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.start_button, self.stop_button = QPushButton(self.tr("&Start")), QPushButton(self.tr("S&top"))
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.cancel)
        self.stop_button.setEnabled(False)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.start_button)
        foot.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addLayout(rows)
        column.addWidget(self.table, 1)
        column.addWidget(self.bar)
        column.addLayout(foot)
        research = QLabel(said(RESEARCH_USE))
        research.setObjectName("researchUse")
        research.setWordWrap(True)
        column.addWidget(research)
        QShortcut(QKeySequence("Ctrl+W"), self, self.close)

    def _table(self) -> QTableView:
        headings = (self.tr("Record"), self.tr("Present"), self.tr("Remarks"))
        self.lines = BatchModel(self._class_names, headings, self._titles)
        self.lines.setParent(self)
        table = QTableView()
        table.setModel(self.lines)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.DescendingOrder)  # as they come, until a heading is clicked
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)  # Tab leaves the table; arrow keys move in it
        table.setAccessibleName(self.tr("Answers"))
        table.setWordWrap(False)
        table.setStyleSheet(
            f"QHeaderView::section {{ padding: 2px {_BESIDE_PX}px; }} "
            f"QTableView::item {{ padding: 0 {_BESIDE_PX - 2}px; }} "  # Qt adds two pixels
            "QHeaderView::up-arrow, QHeaderView::down-arrow "  # above the words: at their right it covers them
            "{ subcontrol-position: top center; width: 8px; height: 6px; }"
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 7)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setStretchLastSection(True)
        # The remarks are sentences: what else there is takes no more than it needs.
        metrics, n_classes = self.fontMetrics(), len(self._class_names)
        for column, widest in enumerate((_RECORD, *[_NUMBER] * n_classes, _PRESENT)):
            table.setColumnWidth(column, metrics.horizontalAdvance(widest) + 2 * _BESIDE_PX)
        table.activated.connect(self._open)
        return table

    def _only_whole(self, all_windows: bool) -> None:
        """A stored analysis holds the whole record: there is none for every window."""
        self.h5.setEnabled(not all_windows)
        self.h5.setChecked(self.h5.isChecked() and not all_windows)

    def _choose_folder(self, field: QLineEdit, title: str) -> None:
        name = QFileDialog.getExistingDirectory(self, title, field.text())
        if name:
            field.setText(name)

    def _open(self, index) -> None:  # type: ignore[no-untyped-def]
        line = self.lines.line(index.row())
        self.chosen.emit(Path(line.reference), line.start_s)

    # ---------------------------------------------------------------- the run

    def start(self) -> None:
        """Begin with what the fields say."""
        source, target = self.source.text().strip(), self.target.text().strip()
        if not source or not target:
            self.words.setText(self.tr("Choose the folder of the ECGs and one for the results."))
            return
        out = Path(target).absolute()
        plan = Plan(
            str(out), self.model_name, measures=self.measures.isChecked(), pdf=self.pdf.isChecked(),
            h5=self.h5.isChecked(), csv=self.csv.isChecked(), language=spoken_language(),
            all_windows=self.all_windows.isChecked(),
        )  # fmt: skip
        workers = self._workers or Processes(self.jobs.value())
        is_resumed = self.resumes.isChecked()
        self._run_number += 1
        number = self._run_number
        self._set_running(True)
        self.words.setText(self.tr("Looking for ECGs \u2026"))
        self.bar.setRange(0, 0)
        names = tuple(self._class_names)
        refusal = self.tr(
            "{folder} holds the results of a run: tick \u201cGo on with an earlier run\u201d or choose another."
        )

        def came(status: Status, lines: list[Line]) -> None:
            self._came.emit(number, status, lines)

        def work(progress: Progress) -> Status:
            if not is_resumed and has_run(out):
                raise ExportError(refusal.format(folder=out.name))
            return _run(plan, source, is_resumed, workers, names, progress, came)

        self._worker.submit(_CHANNEL, work, self._on_done, self._on_failed)

    def cancel(self) -> None:
        """Stop; what is done is kept."""
        if self._worker.is_busy:
            self._worker.cancel(_CHANNEL)
            self._end(self.tr("Stopped. What is done is kept and can be gone on with."))

    def stop(self) -> None:
        """Cancel and wait for the thread and its processes."""
        self._worker.stop()

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._worker.is_busy

    def hand_over(self, other: BatchWindow) -> None:
        """End, and leave to another one which folders were chosen."""
        other.source.setText(self.source.text())
        other.target.setText(self.target.text())
        self.stop()
        self.hide()
        self.deleteLater()

    def _on_came(self, number: int, status: Status, lines: list[Line]) -> None:
        if number < self._shown_number:
            return
        if number > self._shown_number:  # a run that was refused leaves what is shown
            self._shown_number = number
            self.lines.clear()
        self.lines.add(lines)
        if self._worker.is_busy:
            self.bar.setRange(0, max(1, status.n_total))
            self.bar.setValue(status.n_done)
            self.words.setText(self._words_of(status))

    def _words_of(self, status: Status) -> str:
        if status.is_looking:
            opened = self.tr("{done} of {total} ECGs opened for their lengths")
            return opened.format(done=status.n_done, total=status.n_total)
        words = [self.tr("{done} of {total}").format(done=status.n_done, total=status.n_total)]
        if status.per_s:
            words.append(self.tr("{rate} a second").format(rate=f"{status.per_s:.1f}"))
        if status.left_s:
            words.append(self.tr("{minutes} min left").format(minutes=f"{status.left_s / 60:.1f}"))
        if status.n_failed:
            words.append(self.tr("{count} without an answer").format(count=status.n_failed))
        return " \u00b7 ".join(words)

    def _on_done(self, status: Status) -> None:
        how = self.tr("Enter or a double click opens an ECG.")
        self._end(f"{self._words_of(status)} \u00b7 {how}" if status.n_done else self._words_of(status))

    def _on_failed(self, error: EcgError) -> None:
        self._end(said(error.message))

    def _on_crashed(self, text: str) -> None:
        self._end(self.tr("Something went wrong in the program; what is done is kept."))
        self._window.on_defect(text)

    def _end(self, words: str) -> None:
        self.words.setText(words)
        self.bar.setRange(0, max(1, self.bar.maximum()))
        self._set_running(False)
        self.ended.emit()

    def _set_running(self, on: bool) -> None:
        self.start_button.setEnabled(not on)
        self.stop_button.setEnabled(on)
        for widget in (
            self.source, self.target, *self.choosers, self.pdf, self.csv, self.measures, self.all_windows, self.resumes,
            self.jobs,
        ):  # fmt: skip
            widget.setEnabled(not on)
        self.h5.setEnabled(not on and not self.all_windows.isChecked())

    # ---------------------------------------------------------------- the windows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With the main window the run ends."""
        if event.type() == QEvent.Type.Close and watched is self._window:
            self.stop()
            self.hide()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """A run goes on while the window is shut; the menu shows it again."""
        self.hide()
        event.ignore()
        self._window.activateWindow()


def _run(
    plan: Plan,
    source: str,
    is_resumed: bool,
    workers: Workers,
    names: Sequence[str],
    progress: Progress,
    came: Callable[[Status, list[Line]], None],
) -> Status:
    """In the thread of the batch."""
    items = find_items([source], without=Path(plan.out))
    with open_ledger(plan, is_resumed) as ledger:
        if ledger.done:
            came(Status(len(items), 0, 0, 0, 0.0), _earlier_lines(Path(plan.out), names))

        def report(status: Status, outcomes: Sequence[Outcome]) -> None:
            progress.report(status.n_done / max(1, status.n_total))
            came(status, [_line(outcome, names) for outcome in outcomes])

        return run_batch(plan, items, ledger, workers, report)


def _line(outcome: Outcome, names: Sequence[str]) -> Line:
    if outcome.error:
        item = outcome.item
        return Line(item.key, item.reference, remark=said(outcome.error), start_s=item.start_s)
    return line_of(outcome.row, names)


def _earlier_lines(out: Path, names: Sequence[str]) -> list[Line]:
    """What an earlier run left in the tables."""
    lines = [line_of(row, names) for row in read_rows(out / PREDICTIONS)]
    lines += [
        Line(row["record"], row["file"], remark=said(row["error"]), start_s=start_s_of(row["record"]))
        for row in read_rows(out / ERRORS)
    ]
    return lines
