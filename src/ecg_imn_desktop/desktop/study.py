"""The record on the screen and what is known of it: loads, asks the model, measures. No widgets.

A load is staged: the record stays until the new one is whole. Answers are kept per window of the model; a new record
cancels all that was asked for the old one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ..core.analysis import Analysis
from ..core.errors import EcgError, SignalError
from ..core.measurements import Fiducials, Measurements
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from ..core.stored import StoredWindow
from .background import Background
from .edits import EditBook, window_key
from .insight import Insight, make_insight
from .measuring import Measuring
from .moved_marks import MarkMove, MovedMarks
from .opened import Opened, open_whole
from .services import ModelSession, Services
from .writing import is_written

if TYPE_CHECKING:
    from ..analysis.pyramid import MinMaxPyramid

log = logging.getLogger(__name__)

# Records from this length on are drawn from the extremes of blocks where many samples share a pixel.
LONG_S = 60.0

WINDOW_S = 10.0  # until a model has said what it reads

# So many answers are kept, 2.7 MB each: a day that is played through has 8640.
MAX_ANSWERS = 120


class Study(QObject):
    """Attributes: ``record``, ``insight`` (of the window in view, None until known), ``window_start_s``, ``edits``,

    ``marks``, ``opened`` (what came with the record from the disk), ``keeps_annotations``, ``saves_beside``,
    ``background``.

    Signals
    -------
    opening(Path) : a record, from now on
    record_loaded(Record, Subject, float) : it is whole and replaces the old one; milliseconds it took
    load_failed(EcgError) : the old one stays
    measured(Measurements) ; quality_checked(dict) : lead -> a word
    insight_changed(Insight | None) : the answer for the window in view
    no_prediction(str, tuple[str, ...]) : why there is none, and what else the checks found
    model_changed() : another one answers from now on
    model_failed(EcgError) : a model is missing or broken
    pyramid_built(MinMaxPyramid) : of a long record
    """

    opening = Signal(object)
    record_loaded = Signal(object, object, float)
    load_failed = Signal(object)
    measured = Signal(object)
    quality_checked = Signal(object)
    insight_changed = Signal(object)
    no_prediction = Signal(str, object)
    model_changed = Signal()
    model_failed = Signal(object)
    pyramid_built = Signal(object)

    def __init__(
        self, services: Services, model_name: str, device: str, smoothing_s: float, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.model_name = model_name
        self._loaded_name = ""  # of the session, so only ever touched in the inference thread too
        self._device = device
        self._session: ModelSession | None = None  # only ever touched in the inference thread
        self.smoothing_s = smoothing_s
        self.record: Record | None = None
        self.path: Path | None = None
        self.insight: Insight | None = None
        self.window_start_s = 0.0
        self.first_start_s = 0.0  # of the window looked at first: a slot of ``record_loaded`` may choose another
        self.window_s = WINDOW_S
        self._insights: dict[int, Insight] = {}
        self._unanswered: list[int] = []  # keys of the windows that got no answer, in the order they were seen
        self._measuring = Measuring(services)
        self.opened: Opened | None = None
        self.keeps_annotations = self.saves_beside = False  # the window decides
        self.background = Background(self)
        self.marks = MovedMarks(services, self.background, self)
        self.marks.remeasured.connect(self._on_remeasured)
        self._explained_anew: set[int] = set()  # keys of the windows whose tables are being worked out once more

    # ---------------------------------------------------------------- loading

    def open(self, path: Path) -> None:
        """Load a record in the background; a newer call cancels the older."""
        started = time.perf_counter()

        def done(opened: Opened) -> None:
            self.background.end("load")
            self._take(opened, path, (time.perf_counter() - started) * 1000)

        def failed(error: EcgError) -> None:
            self.background.end("load")
            self.load_failed.emit(error)

        self.opening.emit(path)
        self.background.begin("load", self.tr("Opening {file} \u2026").format(file=path.name))
        services, smoothing_s = self.services, self.smoothing_s
        keeps, is_beside = self.keeps_annotations, self.saves_beside
        self.background.files.submit(
            "load", lambda p: open_whole(services, path, smoothing_s, keeps, is_beside, p), done, failed
        )

    def _take(self, opened: Opened, path: Path, took_ms: float) -> None:
        record = opened.record
        for channel in ("analyse", "what if", "flip"):
            self.cancel_question(channel)
        for channel in ("measure", "average beat"):
            self.background.cancel(self.background.files, channel)
        self._cancel_explanations()
        self.background.cancel(self.background.overview, "pyramid")
        self.record, self.path, self.opened = record, path, opened
        self.insight = None
        self._insights, self._unanswered, self._measuring = dict(opened.insights), [], Measuring(self.services)
        self.marks.begin(self._measuring, opened.stored.annotations.marks if opened.stored is not None else None)
        self.window_s = opened.window_s or self.window_s
        for start_s, automatic, current in opened.measured.values():
            self._measuring.take(record.section(start_s, self.window_s), start_s, automatic, current)
        self.window_start_s = 0.0
        self.first_start_s = opened.start_s
        log.info("record shown: %d leads, %.0f Hz, %.1f s", len(record.lead_names), record.fs, record.duration_s)
        self.record_loaded.emit(record, opened.subject, took_ms)
        self.look_at(self.first_start_s)
        if record.duration_s > LONG_S:
            self.build_pyramid("pyramid", record, self.pyramid_built.emit)

    def build_pyramid(self, channel: str, record: Record, done: Callable[[MinMaxPyramid], None]) -> None:
        """The overview of a long record, in the background."""

        def take(pyramid: MinMaxPyramid) -> None:
            self.background.end(channel)
            done(pyramid)

        def say(fraction: float, _: str) -> None:
            self.background.begin(
                channel, self.tr("Preparing the overview … {percent} %").format(percent=round(100 * fraction))
            )

        say(0.0, "")
        work = self.services.build_pyramid
        self.background.overview.submit(channel, lambda p: work(record, p), take, progressed=say)

    # ---------------------------------------------------------------- the window of the model

    @property
    def n_windows(self) -> int:
        """How many windows, end to end, cover the record."""
        if self.record is None:
            return 0
        return max(1, round(self.record.duration_s / self.window_s + 0.49))

    def look_at(self, start_s: float, *, asks: bool = False) -> None:
        """Analyse the window from ``start_s`` on (moved to lie inside the record); known answers come at once.

        A stored analysis shows what it holds; its model is asked about other windows only where the user ``asks``.
        """
        if self.record is None:
            return
        # On a sample, as the model cuts it: answer, measurements and colours then begin together.
        fs, latest = self.record.fs, self.record.n_samples - round(self.window_s * self.record.fs)
        self.window_start_s = start_s = max(0, min(round(start_s * fs), latest)) / fs
        known = self._insights.get(window_key(start_s))
        if known is not None:
            self._keep(window_key(start_s), known)
            self.cancel_question("analyse")
            self._show(known)
            self._check_quality(start_s)
            self.marks.use_since_stored(start_s)
            if known.measurements is not self._measuring.of(start_s):
                self._explain_anew(known.analysis, start_s)
            return
        self.insight = None
        self.insight_changed.emit(None)
        if self.opened is not None and self.opened.stored is not None and not asks:
            self._say_not_stored(start_s)
            return
        self._measure(start_s)

    def stored_start_s(self, time_s: float) -> float | None:
        """Of a stored analysis: where the known answer starts whose window is nearest around a time; None without."""
        if self.opened is None or self.opened.stored is None:
            return None
        starts_s = [insight.start_s for insight in self._insights.values()]
        around = [s for s in starts_s if s <= time_s <= s + self.window_s]
        return min(around, key=lambda s: abs(s + self.window_s / 2 - time_s), default=None)

    @property
    def is_edited(self) -> bool:
        """Whether the user moved a fiducial of the window in view, or took something out of it."""
        key = window_key(self.window_start_s)
        return key in self.edits.marks or bool(self.edits.removals(key))

    @property
    def awaits_answer(self) -> bool:
        """Whether that of the window in view is on its way."""
        background = self.background
        is_asked = background.inference.awaits("analyse") or background.files.awaits("insight")
        return self.insight is None and is_asked

    def _say_not_stored(self, start_s: float) -> None:
        self.cancel_question("analyse")
        self.measured.emit(self._measuring.of(start_s))
        self.marks.use_since_stored(start_s)
        self._check_quality(start_s)
        self.no_prediction.emit(
            self.tr('The stored analysis holds no answer for this part. "Analyse from here" (A) asks the model.'), ()
        )

    def _check_quality(self, start_s: float) -> None:
        """Of a window that need not be measured; what is being measured of another one is not to be shown here."""
        assert self.record is not None
        self.background.end("measure")
        section = self.record.section(start_s, self.window_s)
        work = self.services.check_quality
        self.background.files.submit("measure", lambda _: work(section), self.quality_checked.emit)

    def _measure(self, start_s: float) -> None:
        """Measure first: it is quick, and the tables of the explanation need the waves."""
        record = self.record
        assert record is not None
        section = record.section(start_s, self.window_s)
        # The thread keeps its result itself: what explains the window runs right after it in the same thread.
        key, measuring = window_key(start_s), self._measuring
        moved = self.edits.marks.get(key)

        def work(progress: Progress) -> tuple[dict[str, str], Measurements | None]:
            quality = self.services.check_quality(section)
            return quality, measuring.measure(section, start_s, moved, progress)

        def done(answer: tuple[dict[str, str], Measurements | None]) -> None:
            quality, measurements = answer
            self.quality_checked.emit(quality)
            self.measured.emit(measurements)
            self.background.end("measure")
            if measurements is not None and self.edits.marks.get(key) is not moved:
                self.use_marks()  # undone, or forgotten, while it was measured

        self.background.begin("measure", self.tr("Measuring \u2026"))
        self.background.files.submit("measure", work, done)
        self._analyse(record, start_s)

    def _analyse(self, record: Record, start_s: float) -> None:
        def done(analysis: Analysis) -> None:
            self.background.end("analyse")
            self.window_s = analysis.model.window_s
            self._explain(analysis, start_s)

        def failed(error: EcgError) -> None:
            self.background.end("analyse")
            if isinstance(error, SignalError):
                self._keep_unanswered(window_key(start_s))
                self.no_prediction.emit(error.message, error.warnings)
            else:
                self.model_failed.emit(error)

        self.background.begin("analyse", self.tr("The model reads the ECG \u2026"))
        self.background.inference.submit("analyse", lambda p: self._run(record, start_s, p), done, failed)

    def _run(self, record: Record, start_s: float, progress: Progress) -> Analysis:
        """In the inference thread."""
        session = self._loaded()
        progress.report(0.1, "")
        return session.run(record, start_s, progress)

    def _loaded(self) -> ModelSession:
        """In the inference thread: load the model once."""
        name = self.model_name
        if self._session is None or self._loaded_name != name:
            self._session = self.services.load_model(name, self._device)
            self._loaded_name = name
        return self._session

    def use_model(self, name: str) -> None:
        """Another model answers from now on; what the old one said is forgotten."""
        if name == self.model_name:
            return
        self.model_name = name
        for channel in ("analyse", "what if", "flip"):
            self.cancel_question(channel)
        self._cancel_explanations()
        self._insights = {}
        self.model_changed.emit()
        self.look_at(self.window_start_s)

    def ask(
        self,
        channel: str,
        question: Callable[[ModelSession, Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[EcgError], None],
        text: str = "",
    ) -> None:
        """Ask the model something else in its thread ("what if", "flip"); a newer question of a channel cancels it."""

        def answered(answer: Any) -> None:
            self.background.end(channel)
            done(answer)

        def refused(error: EcgError) -> None:
            self.background.end(channel)
            failed(error)

        self.background.begin(channel, text or self.tr("The model reads the ECG \u2026"))
        self.background.inference.submit(channel, lambda p: question(self._loaded(), p), answered, refused)

    def cancel_question(self, channel: str) -> None:
        """It is no longer of interest."""
        self.background.cancel(self.background.inference, channel)

    def _explain_anew(self, analysis: Analysis, start_s: float) -> None:
        """What else was measured in a window; that of another window does not cancel it."""
        self._explained_anew.add(window_key(start_s))
        self._explain(analysis, start_s, _new_insight_channel(window_key(start_s)))

    def _cancel_explanations(self) -> None:
        for channel in ("insight", *map(_new_insight_channel, self._explained_anew)):
            self.background.files.cancel(channel)
        self._explained_anew = set()

    def _explain(self, analysis: Analysis, start_s: float, channel: str = "insight") -> None:
        """Tables and segments; after the measurement, in whose thread they are worked out."""
        key, measuring, smoothing_s = window_key(start_s), self._measuring, self.smoothing_s

        def done(insight: Insight) -> None:
            if channel != "insight":
                self._explained_anew.discard(key)
            self._keep(key, insight)
            if window_key(self.window_start_s) == key:
                self._show(insight)

        self.background.files.submit(
            channel, lambda _: make_insight(analysis, measuring.of(start_s), smoothing_s), done
        )

    def _keep(self, key: int, insight: Insight) -> None:
        """The answers seen last, and those that cannot be had again: stored ones, and where marks were moved."""
        self._insights.pop(key, None)
        self._insights[key] = insight
        stored = self.opened.insights if self.opened is not None else {}
        others = [k for k in self._insights if k not in stored and k not in self.edits.marks]
        for old in others[:-MAX_ANSWERS]:
            del self._insights[old]
            self._measuring.forget(old)

    def _keep_unanswered(self, key: int) -> None:
        """Of windows without an answer, too, what was measured is kept of those seen last."""
        self._unanswered = [*(k for k in self._unanswered if k != key), key]
        for old in self._unanswered[:-MAX_ANSWERS]:
            if old not in self._insights and old not in self.edits.marks:
                self._measuring.forget(old)
        self._unanswered = self._unanswered[-MAX_ANSWERS:]

    def _show(self, insight: Insight) -> None:
        self.insight = insight
        self.insight_changed.emit(insight)

    # ---------------------------------------------------------------- fiducials by hand

    @property
    def edits(self) -> EditBook:
        """What the user drew and moved on the record; given by the window when it is loaded."""
        return self.marks.edits

    @edits.setter
    def edits(self, book: EditBook) -> None:
        self.marks.edits = book

    def move_mark(self, move: MarkMove) -> None:
        """Put a fiducial of the window in view elsewhere; what follows from it is worked out anew."""
        self.marks.move(self.window_start_s, move)

    def use_marks(self) -> None:
        """The fiducials of the window in view are those of ``edits`` (after an undo), else the automatic ones."""
        self.marks.use(self.window_start_s)

    def _on_remeasured(self, start_s: float) -> None:
        measurements, insight = self._measuring.of(start_s), self._insights.get(window_key(start_s))
        if start_s == self.window_start_s:
            self.measured.emit(measurements)
        if insight is not None and insight.measurements is not measurements:
            self._explain_anew(insight.analysis, start_s)

    # ---------------------------------------------------------------- what is known

    @property
    def measurements(self) -> Measurements | None:
        """Of the window in view; None if they are not known."""
        return self._measuring.of(self.window_start_s)

    @property
    def fiducials(self) -> Fiducials | None:
        """Of the window in view, as the user left them: their ``measurements`` may still be on their way."""
        return self.marks.of(self.window_start_s)

    @property
    def measured_of(self) -> Callable[[float], Measurements | None]:
        """By the start of a window of this record its measurements: see ``MovedMarks.measured_of``."""
        record, window_s = self.record, self.window_s

        def section_of(start_s: float) -> Record:
            assert record is not None
            return record.section(start_s, window_s)

        return self.marks.measured_of(section_of)

    def stored_windows(self) -> tuple[StoredWindow, ...]:
        """The windows whose answers are kept, that in view first, with or without one."""
        here = window_key(self.window_start_s)
        keys = [here, *(key for key in sorted(self._insights) if key != here)]
        return tuple(
            StoredWindow(
                self._insights[key].analysis if key in self._insights else None,
                self._measuring.of(key / 1000),
                self.window_start_s,  # of the only one that may have no answer
            )
            for key in keys
        )

    def read_quietly(self, path: Path) -> Record | None:
        """In a worker's thread: a record that is not shown; None if it cannot be read."""
        try:
            return self.services.open_record(path, NO_PROGRESS)
        except EcgError:
            return None

    def stop(self) -> None:
        """Cancel everything but what is to be written or printed, and wait for the threads."""
        self.background.stop(is_written)


def _new_insight_channel(key: int) -> str:
    """Of each window the tables from what was measured last are worked out."""
    return f"new insight {key}"
