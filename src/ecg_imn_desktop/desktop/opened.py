"""A record as it comes from the disk, with all that was kept of it: what the worker hands to the window."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.annotations import Annotations
from ..core.errors import EcgError
from ..core.measurements import Measurements
from ..core.progress import Progress
from ..core.record import Record
from ..core.stored import StoredAnalysis
from .edits import window_key
from .insight import Insight, make_insight
from .services import Services
from .view import Subject

if TYPE_CHECKING:
    from ..io.autosave import Places

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """Everything at once, so that the record on the screen is replaced by a whole one or not at all.

    Attributes
    ----------
    stored : what the file holds beside the record, None for a plain record
    insights, measured, automatic : of the stored windows, by their key: answer with its tables; what was measured; the
        same from automatic fiducials
    places : where annotations are saved; None if they are not kept
    annotations : those saved by the program, else those of the stored analysis; None if there are none
    complaint : what was wrong with the saved ones, one sentence or ""
    """

    record: Record
    subject: Subject
    stored: StoredAnalysis | None = None
    insights: dict[int, Insight] = field(default_factory=dict)
    measured: dict[int, tuple[float, Measurements, Measurements]] = field(default_factory=dict)
    places: Places | None = None
    annotations: Annotations | None = None
    complaint: str = ""

    @property
    def start_s(self) -> float:
        """Where to look first."""
        return self.stored.windows[0].start_s if self.stored is not None else 0.0

    def stored_at(self, start_s: float) -> str:
        """When the answer of the window was made that the file holds: "2026-11-26 19:14"; "" if it holds none."""
        windows = self.stored.windows if self.stored is not None else ()
        held = {window_key(w.start_s) for w in windows if w.analysis is not None}
        if self.stored is None or window_key(start_s) not in held:
            return ""
        return self.stored.provenance.created_at[:16].replace("T", " ")

    @property
    def window_s(self) -> float | None:
        """What the model of the stored analysis reads at a time."""
        first = self.stored.windows[0].analysis if self.stored is not None else None
        return first.model.window_s if first is not None else None


def open_whole(
    services: Services, path: Path, smoothing_s: float, keeps: bool, is_beside: bool, progress: Progress
) -> Opened:
    """Read a record or a stored analysis, and the annotations that were saved for it if the window ``keeps`` them.

    Runs in the thread of the files; no model is loaded. Raises the errors of ``services.open_record``.
    """
    stored = services.read_stored(path)
    record = services.open_record(path, progress) if stored is None else stored.record
    opened = Opened(record, Subject.of(record), stored, annotations=stored.annotations if stored else None)
    if stored is not None:
        _look_at_windows(services, stored, opened, smoothing_s, progress)
    if not keeps:
        return opened
    try:
        places, loaded = services.load_annotations(record, _key(stored), is_beside)
    except EcgError as error:  # the record's files went away meanwhile: what can be read is shown
        log.info("annotations not loaded: %s", type(error).__name__)
        return opened
    annotations = loaded.annotations if loaded.annotations is not None else opened.annotations
    return Opened(
        record, opened.subject, stored, opened.insights, opened.measured, places, annotations, loaded.complaint
    )


def _key(stored: StoredAnalysis | None) -> str:
    """What is written to a stored analysis is not written to the record it was made of."""
    if stored is None:
        return ""
    import hashlib  # takes a while, and the window does not need it at the start

    return hashlib.sha256(stored.provenance.created_at.encode()).hexdigest()[:16]


def _look_at_windows(
    services: Services, stored: StoredAnalysis, opened: Opened, smoothing_s: float, progress: Progress
) -> None:
    for window in stored.windows:
        analysis, measurements, start_s = window.analysis, window.measurements, window.start_s
        key = window_key(start_s)
        if analysis is not None:
            opened.insights.setdefault(key, make_insight(analysis, measurements, smoothing_s))
        if measurements is not None:
            automatic = measurements
            if measurements.fiducials.edited:
                window_s = analysis.model.window_s if analysis is not None else 10.0
                automatic = services.measure(stored.record.section(start_s, window_s), progress).shifted(start_s)
            opened.measured.setdefault(key, (start_s, automatic, measurements))
