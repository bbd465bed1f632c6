"""What is written of a comparison or a series: where is asked, writing goes on in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from .window import CompareWindow

FILTERS = {"pdf": "PDF (*.pdf)", "png": "PNG (*.png)", "csv": "CSV (*.csv)", "json": "JSON (*.json)"}


class Exporting(QObject):
    """Handlers of the actions of a window of comparisons that write files."""

    def __init__(self, window: CompareWindow) -> None:
        super().__init__(window)
        self._window, self._study = window, window.study

    def ask(self, kind: str) -> None:
        """Ask where, then write in the background."""
        comparison = self._study.comparison
        if comparison is None:
            return
        name = f"{comparison.a.record.name}-{comparison.b.record.name}.{kind}"
        target = self._study.targets["B"]
        folder = target.path.parent if target.path is not None else Path(self._window.settings.folder)
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export"), str(folder / name), FILTERS[kind])
        if chosen:
            path = Path(chosen)
            self.export(kind, path if path.suffix else path.with_suffix(f".{kind}"))

    def export(self, kind: str, path: Path) -> None:
        """Write "pdf", "png", "csv" or "json"."""
        if self._study.comparison is None:
            return
        from ...draw.traces import Show
        from ...report.comparison import ComparisonDocument

        s = self._window.settings
        document = ComparisonDocument(
            self._study.comparison,
            self._study.curves,
            show=Show(s.show),
            smoothing_s=s.smoothing_ms / 1000,
            threshold_share=s.threshold_percent / 100,
            opacity=s.opacity_percent / 100,
        )
        self._study.export(kind, path, document)

    def ask_series(self, filters: str) -> None:
        """Ask where, then write the series in one of the formats of ``filters``."""
        if self._study.series is None:
            self._window.banner.say(self.tr("There is no series yet: choose its ECGs on the page Series."), "info")
            return
        chosen, kind = QFileDialog.getSaveFileName(self._window, self.tr("Export the series"), "", filters)
        if chosen:
            path = Path(chosen)
            suffix = (kind or filters)[:4].strip().lower()
            path = path if path.suffix else path.with_suffix(f".{suffix}")
            known = path.suffix.lower().removeprefix(".")
            self._study.export_series(known if known in filters.lower() else suffix, path)
