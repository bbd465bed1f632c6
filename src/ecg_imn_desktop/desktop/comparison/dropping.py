"""ECGs dropped on the window of a comparison: where they fall says what they become."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ..files import each_once, is_known, records_in
from ..window_frame import dropped_paths
from .neighbours import oldest_first

if TYPE_CHECKING:
    from .window import CompareWindow


class Dropping(QObject):
    """One ECG becomes the side that it falls on, two become A (the earlier) and B, more a series.

    On the page Series all of them come into the series. A folder stands for the ECGs in it.
    """

    def __init__(self, window: CompareWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files."""
        if isinstance(event, QDragEnterEvent):
            if dropped_paths(event):
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.take(dropped_paths(event), event.position().toPoint())
            event.acceptProposedAction()
            return True
        return False

    def take(self, dropped: Sequence[Path], at: QPoint) -> None:
        """Files and folders that fell on a point of the window."""
        window = self._window

        def found(paths: list[Path]) -> None:
            if not paths:
                window.banner.say(self.tr("There is no ECG in what was dropped."), "info")
            elif _is_on(window.series, window, at):
                window.choosing.set_series([*window.series.paths, *paths])
            elif len(paths) == 1:
                window.choosing.open_record("B" if _is_on(window.stage.panes["B"], window, at) else "A", paths[0])
            elif len(paths) == 2:
                window.choosing.open_record("A", paths[0])
                window.choosing.open_record("B", paths[1])
            else:
                window.show_series_page()
                window.choosing.set_series(paths)

        window.study.look_up(lambda: _ecgs_in(dropped), found)


def _is_on(widget: QWidget, window: QWidget, at: QPoint) -> bool:
    return widget.isVisible() and widget.rect().contains(widget.mapFrom(window, at))


def _ecgs_in(dropped: Sequence[Path]) -> list[Path]:
    """Oldest first. What may not be an ECG by its ending counts only where there is nothing else."""
    paths = each_once([file for path in dropped for file in (records_in(path) if path.is_dir() else [path])])
    return oldest_first([path for path in paths if is_known(path)] or paths)
