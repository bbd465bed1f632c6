"""Opens comparisons from the main window, and closes them with it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from ...draw.theme import Theme
from ..services import Services

if TYPE_CHECKING:
    from ..insight import Insight
    from ..window import MainWindow
    from .window import CompareWindow

_SOON_MS = 1000


class Comparing(QObject):
    """Attributes: ``windows`` that are open."""

    def __init__(self, window: MainWindow, services: Services, device: str) -> None:
        super().__init__(window)
        self._window, self._services, self._device = window, services, device
        self.windows: list[CompareWindow] = []
        # What the window needs is imported when there is an answer to be compared and nobody waits for anything.
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(lambda: import_module(f"{__package__}.window"))
        window.study.insight_changed.connect(self._on_insight)

    def _on_insight(self, insight: Insight | None) -> None:
        if insight is not None:
            self._window.study.insight_changed.disconnect(self._on_insight)
            self._soon.start()

    def open(self) -> None:
        """The record on the screen as B, with the previous one of its patient or folder as A."""
        study, explaining = self._window.study, self._window.explaining
        if study.record is None:
            return
        from ...core.comparison import Ask
        from .services import CompareServices
        from .study import Target
        from .window import CompareWindow

        services = CompareServices(open_record=self._services.open_record)
        # A copy: how evidence is shown here does not change it there.
        compare = CompareWindow(replace(self._window.settings), services, self._device, self._window)
        compare.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        compare.closed.connect(lambda: self.windows.remove(compare))
        compare.closed.connect(self._window.activateWindow)
        self.windows.append(compare)
        QTimer.singleShot(0, compare.show)  # not in the same turn: to build it and to paint it take 40 and 20 ms
        insight, index = study.insight, explaining.class_index
        names = insight.analysis.prediction.class_names if insight is not None else ()
        ask = Ask(study.window_start_s, study.model_name)
        compare.choosing.compare(
            Target(study.path, study.record, ask),
            replace(ask, start_s=0.0, class_name=names[index] if names and index is not None else None),
        )

    def set_theme(self, theme: Theme) -> None:
        """Other colours everywhere."""
        for compare in self.windows:
            compare.set_theme(theme)

    def set_privacy(self, on: bool) -> None:
        """Names in their titles or not."""
        for compare in self.windows:
            compare.set_privacy(on)

    def close(self) -> None:
        """All of them, with their threads."""
        self._soon.stop()
        for compare in list(self.windows):
            compare.close()
