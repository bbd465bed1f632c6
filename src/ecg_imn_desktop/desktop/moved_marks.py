"""Fiducials that the user moved: they hold at once, and what follows from them is measured in the background.

No widgets. A window of the record is named by where it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ..core.errors import EcgError
from ..core.measurements import Fiducials, Measurements
from ..core.progress import NO_PROGRESS
from ..core.record import Record
from .background import Background
from .edits import EditBook, window_key
from .measuring import Measuring
from .services import Services


@dataclass(frozen=True)
class MarkMove:
    """A fiducial ("qrs_offset") of a beat of ``seen``, put at ``time_s`` from the record's start.

    ``every_beat``: it keeps its new distance from the R peak in all beats.
    """

    seen: Fiducials
    name: str
    beat: int
    time_s: float
    every_beat: bool = True


class MovedMarks(QObject):
    """The fiducials of a record as the user left them.

    Attributes: ``edits``, in which what was moved is kept and undone (given by the window with every record).

    Signals
    -------
    changed() : fiducials are others; what follows from them is still to be worked out
    refused(EcgError) : why a fiducial cannot be moved there
    remeasured(float) : the measurements of a window are those of its fiducials again
    """

    changed = Signal()
    refused = Signal(object)
    remeasured = Signal(float)

    def __init__(self, services: Services, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._background = background
        self.edits = EditBook()
        self._measuring = Measuring(services)
        self._stored: Mapping[int, Fiducials] | None = None
        # Fiducials from which the measurements are still being worked out, by the key of their window.
        self._asked: dict[int, Fiducials] = {}

    def begin(self, measuring: Measuring, stored: Mapping[int, Fiducials] | None) -> None:
        """Another record: what is measured of it, and the marks that were moved when it was stored, if it was."""
        for key in self._asked:
            self._background.cancel(self._background.files, _channel(key))
        self._asked = {}
        self._measuring, self._stored = measuring, stored

    def of(self, start_s: float) -> Fiducials | None:
        """Those of a window; None if it is not measured. Their measurements may still be on their way."""
        measurements = self._measuring.of(start_s)
        if measurements is None:
            return None
        return self._asked.get(window_key(start_s), measurements.fiducials)

    def move(self, start_s: float, move: MarkMove) -> None:
        """Put a fiducial of a window elsewhere.

        Nothing is moved where the window has other fiducials than those seen: until it is measured, the screen shows
        those of the window before.
        """
        before = self.of(start_s)
        if before is None or not before.equals(move.seen):
            return
        try:
            fiducials = self._services.move_fiducial(before, move.name, move.beat, move.time_s, move.every_beat)
        except EcgError as error:
            self.refused.emit(error)
            return
        self.edits.move_marks(window_key(start_s), fiducials)
        self._remeasure(start_s, fiducials)

    def use(self, start_s: float) -> None:
        """The fiducials of a window are those of ``edits`` (after an undo), else the automatic ones."""
        if self._measuring.of(start_s) is not None:
            self._remeasure(start_s, self._measuring.fitting(start_s, self._moved(start_s)))

    def use_since_stored(self, start_s: float) -> None:
        """What was moved or forgotten in a window since it was stored holds again."""
        before = self.of(start_s)
        if before is None or self._stored is None:
            return
        now, then = self._moved(start_s), self._stored.get(window_key(start_s))
        if now is not then and not self._measuring.fitting(start_s, now).equals(before):
            self.use(start_s)

    def measured_of(self, section_of: Callable[[float], Record]) -> Callable[[float], Measurements | None]:
        """By the start of a window its measurements, to be asked in the thread of the files.

        They are those of the marks as they are now, whatever of it is still to be measured or worked out then, is moved
        later or is cancelled. ``section_of`` gives the ECG of a window.
        """
        measuring, marks, stored, asked = self._measuring, self.edits.marks, self._stored, set(self._asked)

        def measured(start_s: float) -> Measurements | None:
            key = window_key(start_s)
            moved = marks.get(key)
            if stored is not None and key not in asked and moved is stored.get(key):
                known = measuring.of(start_s)  # as it was stored, with or without such an annotation
            else:
                known = measuring.with_moved(start_s, moved)
            return known or measuring.measure(section_of(start_s), start_s, moved, NO_PROGRESS)

        return measured

    def _moved(self, start_s: float) -> Fiducials | None:
        return self.edits.marks.get(window_key(start_s))

    def _remeasure(self, start_s: float, fiducials: Fiducials) -> None:
        """These hold in a window from now on; their measurements follow, unless others are asked for first.

        Each request is whole: none of several moves is lost where only the last is worked out.
        """
        measuring, key = self._measuring, window_key(start_s)
        channel = _channel(key)

        def done(_: Measurements) -> None:
            del self._asked[key]
            self._background.end(channel)
            self.remeasured.emit(start_s)

        self._asked[key] = fiducials
        self.changed.emit()
        self._background.begin(channel, self.tr("Measuring \u2026"))
        self._background.files.submit(channel, lambda _: measuring.use(start_s, fiducials), done)


def _channel(key: int) -> str:
    """Of each window what was asked for last is worked out."""
    return f"remeasure {key}"
