"""The display filter of a window: off unless chosen, named on the ECG, never between a record and the model.

It is forgotten when the program ends: an ECG never opens filtered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ..core.filter_label import filter_label
from ..core.record import Record
from .paint import Scene
from .study import LONG_S

if TYPE_CHECKING:
    from ..analysis.pyramid import MinMaxPyramid
    from .canvas import EcgCanvas
    from .study import Study

# What is offered; 0 switches a part off. The same as analysis.filters, whose import (scipy) the window does not need.
HIGH_PASS_HZ: tuple[float, ...] = (0.0, 0.05, 0.5)
LOW_PASS_HZ: tuple[float, ...] = (0.0, 40.0, 100.0, 150.0)
NOTCH_HZ: tuple[float, ...] = (0.0, 50.0, 60.0)

_FILTER, _PYRAMID = "filter", "filtered pyramid"  # channels


@dataclass(frozen=True)
class FilterChoice:
    """What is chosen, in Hz; 0 is off."""

    high_pass_hz: float = 0.0
    low_pass_hz: float = 0.0
    notch_hz: float = 0.0

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered."""
        return self != FilterChoice()

    def ids(self) -> set[str]:
        """The actions that stand for it."""
        return {
            f"high_pass_{self.high_pass_hz:g}", f"low_pass_{self.low_pass_hz:g}", f"notch_{self.notch_hz:g}",
        }  # fmt: skip

    def display_filter(self) -> Any:
        """The filter (analysis.filters.DisplayFilter); None if all is off. Imports scipy."""
        from ..analysis.filters import DisplayFilter

        return DisplayFilter(self.high_pass_hz or None, self.low_pass_hz or None, self.notch_hz or None)


def filter_text(choice: FilterChoice, fs: float) -> str:
    """How the screen names it beside traces at ``fs`` Hz; "" for none."""
    from ..report.sentences import said  # not needed at the start

    label = filter_label(choice.high_pass_hz, choice.low_pass_hz, choice.notch_hz, fs)
    return said(label) if choice.is_on else ""


class Filtering(QObject):
    """Puts the filtered traces of the record on a canvas.

    Attributes: ``choice``. Signals: ``changed(str)`` how the filter is named, "" for none, once the traces are so.
    """

    changed = Signal(str)

    def __init__(self, study: Study, canvas: EcgCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = FilterChoice()
        self._study = study
        self._canvas = canvas
        self._raw_pyramid: MinMaxPyramid | None = None
        self._pyramid: MinMaxPyramid | None = None  # of the filtered traces
        study.record_loaded.connect(self._on_record)
        study.pyramid_built.connect(self._on_pyramid)

    def choose(self, **changes: float) -> None:
        """Another filter: ``high_pass_hz``, ``low_pass_hz``, ``notch_hz``."""
        self.choice = replace(self.choice, **changes)
        self._apply()

    def _on_record(self, *_: object) -> None:
        self._raw_pyramid = None
        if self.choice.is_on:
            self._apply()
        else:
            self.changed.emit("")

    def _on_pyramid(self, pyramid: MinMaxPyramid) -> None:
        self._raw_pyramid = pyramid
        if self._canvas.scene.filter_text:  # it is not that of the traces shown
            self._canvas.show_scene(replace(self._canvas.scene, pyramid=self._pyramid))
            self.changed.emit(self._canvas.scene.filter_text)

    def _apply(self) -> None:
        """Of a long record what is looked at now first; its overview follows."""
        study, choice, background = self._study, self.choice, self._study.background
        record = study.record
        background.cancel(background.files, _FILTER)
        background.cancel(background.overview, _PYRAMID)
        self._pyramid = None
        if record is None:
            return
        if not choice.is_on:
            self._show(record, self._raw_pyramid, "")
            return
        text, page, work = filter_text(choice, record.fs), self._canvas.page, study.services.filter_traces
        seen_s = (page.start_s, page.end_s)

        def take(filtered: Record) -> None:
            background.end(_FILTER)
            self._show(filtered, None, text)
            if filtered.duration_s > LONG_S:
                study.build_pyramid(_PYRAMID, filtered, self._take_pyramid)

        background.begin(_FILTER, self.tr("Filtering \u2026"))
        background.files.submit(_FILTER, lambda _: work(record, choice, seen_s), take)

    def _take_pyramid(self, pyramid: MinMaxPyramid) -> None:
        self._pyramid = pyramid
        self._canvas.show_scene(replace(self._canvas.scene, pyramid=pyramid))
        self.changed.emit(self._canvas.scene.filter_text)

    def _show(self, traces: Record, pyramid: MinMaxPyramid | None, text: str) -> None:
        rows = Scene.rows_of(traces)
        self._canvas.show_scene(replace(self._canvas.scene, rows=rows, pyramid=pyramid, filter_text=text))
        self.changed.emit(text)
