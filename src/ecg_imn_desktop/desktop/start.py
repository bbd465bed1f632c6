"""How a start of the program goes: into the window that is there already, or with a window of its own.

Files come from the command line, from later starts (``single``), and on macOS as events of the system.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from .single import Listener, hand_over
from .window_frame import come_forward

if TYPE_CHECKING:
    from .lifeline import Lifeline
    from .settings import Settings
    from .study import Study
    from .window import MainWindow

log = logging.getLogger(__name__)

# macOS says by an event which file was double-clicked. Elsewhere no filter has to see every event of the program.
_IS_TOLD_BY_EVENTS = sys.platform == "darwin"


class Start(QObject):
    """Attributes: ``is_handed_over``: the records are opened by the window that is there; this start is over.

    With ``is_alone`` neither earlier nor later starts are asked or heard.
    """

    def __init__(self, application: QApplication, records: Sequence[Path], *, is_alone: bool = False) -> None:
        super().__init__()
        self._application = application
        self._records = [_absolute(path) for path in records]
        self._window: MainWindow | None = None
        self._listener: Listener | None = None
        self._lifeline: Lifeline | None = None
        self.is_handed_over = not is_alone and hand_over(self._records)
        if is_alone or self.is_handed_over:
            return
        self._listener = Listener(self)
        self._listener.asked.connect(self.on_asked)
        self._listener.listen()

    def watch_over(self, settings: Settings) -> None:
        """From now on a death of the program is noticed by its next start."""
        if self._lifeline is None:
            from .lifeline import Lifeline

            self._lifeline = Lifeline(lambda: settings.is_private or not settings.keeps_recent)

    def open_in(self, window: MainWindow, *otherwise: Path | None) -> None:
        """Open in ``window`` what was asked for, else what was open when the program died, else one of ``otherwise``.

        What the program died of is opened only when it is asked for.
        """
        self._window = window
        self.watch_over(window.settings)
        if _IS_TOLD_BY_EVENTS:
            self._application.installEventFilter(self)
        lifeline, records = self._lifeline, self._records
        if lifeline is not None:
            self._take_notes(window.study, lifeline)
            window.privacy_changed.connect(lifeline.write)
            if lifeline.died:
                self._say_died(window, lifeline)
            if not records and lifeline.has_unnamed_suspect:
                otherwise = ()  # it may be any of them
            elif not records:
                left = (path for path in (lifeline.last_record, *otherwise) if path not in lifeline.suspects)
                otherwise = tuple(left)
        records = records or [path for path in otherwise if path is not None][:1]
        if records:
            window.open_many(records)
        else:
            window.say_no_record()

    def _say_died(self, window: MainWindow, lifeline: Lifeline) -> None:
        from .about import died_sentence

        is_asked = bool(self._records)
        text = died_sentence(
            None if is_asked else lifeline.last_record,
            None if is_asked or not lifeline.suspects else lifeline.suspects[-1],
            has_unnamed_suspect=not is_asked and lifeline.has_unnamed_suspect,
        )
        window.banner.say(text, "info", is_lasting=True)

    def _take_notes(self, study: Study, lifeline: Lifeline) -> None:
        """A record is being opened until it is refused, or shown with its answer or why there is none."""

        def answered(what: object) -> None:
            if what is not None and study.path is not None:  # else the answer is awaited
                lifeline.answered(study.path)

        def survived(_: str, channel: str) -> None:
            """A defect that was caught killed nothing."""
            if channel == "load":
                lifeline.refused()
            elif channel in ("analyse", "insight"):  # no answer follows
                answered(channel)

        study.opening.connect(lifeline.begin)
        study.record_loaded.connect(lambda *_: lifeline.loaded())
        study.load_failed.connect(lambda _: lifeline.refused())
        for signal in (study.insight_changed, study.no_prediction, study.model_failed):
            signal.connect(answered)
        study.background.crashed.connect(survived)

    def on_asked(self, paths: Sequence[Path]) -> None:
        """A later start: show the window, and open what it was asked to open."""
        if self._window is None:  # between two windows' start: it will be opened with the first
            self._records += paths
            return
        come_forward(self._window)
        if self._lifeline is not None and self._lifeline.look_around():
            from .about import died_beside_sentence

            self._window.banner.say(died_beside_sentence(), "info", is_lasting=True)
        if paths:
            self._window.open_many(list(paths))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """MacOS says by an event which file was double-clicked."""
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent) and event.file():
            self.on_asked([Path(event.file())])
            return True
        return False

    def end(self) -> None:
        """A proper end: nothing is to be recovered."""
        if self._lifeline is not None:
            self._lifeline.end()

    def close(self) -> None:
        """Hear no more."""
        self._application.removeEventFilter(self)
        if self._listener is not None:
            self._listener.close()


def _absolute(path: Path) -> Path:
    """The next start is from another folder perhaps, and remembers what was opened."""
    try:
        return path.absolute()
    except OSError:  # the folder of this start is gone
        return path
