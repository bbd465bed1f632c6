"""What was measured of each window of a record: by the program, or from fiducials that the user moved. No Qt.

Its methods run in the thread of the files, one after the other; ``of`` may be asked from any thread.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import numpy as np

from ..core.errors import Cancelled, EcgError
from ..core.measurements import Fiducials, Measurements
from ..core.progress import Progress
from ..core.record import Record
from .edits import window_key
from .services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Measured:
    section: Record
    start_s: float
    automatic: Measurements
    current: Measurements

    def fitting(self, moved: Fiducials | None) -> Fiducials:
        """What was ``moved``, but of a file that has changed on the disk, and has other beats, the automatic ones."""
        automatic = self.automatic.fiducials
        return moved if moved is not None and np.array_equal(moved.r_peak_s, automatic.r_peak_s) else automatic


class Measuring:
    """The measurements of the windows of one record; all times from the record's start."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._windows: dict[int, _Measured] = {}

    def of(self, start_s: float) -> Measurements | None:
        """What holds now for the window from ``start_s`` on; None if it is not (yet) measured."""
        measured = self._windows.get(window_key(start_s))
        return measured.current if measured is not None else None

    def forget(self, key: int) -> None:
        """A window that is not in view; it can be measured again."""
        self._windows.pop(key, None)

    def take(self, section: Record, start_s: float, automatic: Measurements, current: Measurements) -> None:
        """What was measured of a window earlier and stored."""
        self._windows[window_key(start_s)] = _Measured(section, start_s, automatic, current)

    def measure(
        self, section: Record, start_s: float, moved: Fiducials | None, progress: Progress
    ) -> Measurements | None:
        """Measure a window; fiducials that were ``moved`` in it earlier hold again. None if it cannot be measured."""
        try:
            automatic = self._services.measure(section, progress).shifted(start_s)
        except Cancelled:
            raise
        except EcgError as error:
            log.info("not measured: %s", type(error).__name__)
            return None
        measured = self._windows[window_key(start_s)] = _Measured(section, start_s, automatic, automatic)
        return self._use(measured, measured.fitting(moved))

    def fitting(self, start_s: float, moved: Fiducials | None) -> Fiducials:
        """Of a window that is measured: what was ``moved`` in it, or the automatic fiducials where nothing was."""
        return self._windows[window_key(start_s)].fitting(moved)

    def with_moved(self, start_s: float, moved: Fiducials | None) -> Measurements | None:
        """What holds where this was ``moved``, or nothing; worked out if that was not done yet. None: not measured."""
        measured = self._windows.get(window_key(start_s))
        if measured is None:
            return None
        fiducials = measured.fitting(moved)
        return measured.current if fiducials.equals(measured.current.fiducials) else self._use(measured, fiducials)

    def use(self, start_s: float, fiducials: Fiducials) -> Measurements:
        """The measurements from these fiducials, which hold from now on."""
        return self._use(self._windows[window_key(start_s)], fiducials)

    def _use(self, measured: _Measured, fiducials: Fiducials) -> Measurements:
        current, start_s = measured.automatic, measured.start_s
        if fiducials is not current.fiducials:
            current = self._services.recompute(measured.section, fiducials.shifted(-start_s))
            current = replace(current, fiducials=fiducials)  # shifted back they would be a hair elsewhere
        self._windows[window_key(start_s)] = replace(measured, current=current)
        return current
