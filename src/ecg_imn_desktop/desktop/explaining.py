"""The answer on the screen: the class explained, how it colours the traces, and what a click in the panel shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ..core.measurements import Measurements
from ..draw.theme import Theme
from ..report.sentences import said
from ..report.words import input_sentence, part_text
from . import marks
from .attribution import make_attribution
from .insight import Insight

if TYPE_CHECKING:
    from ..analysis.evidence import Segment
    from ..analysis.pyramid import MinMaxPyramid
    from ..draw.traces import Attribution
    from .window import MainWindow

# How the warning ends by which a session says that an accelerator failed.
_FELL_BACK = "failed; the answer was computed on the CPU."


class Explaining(QObject):
    """Wires the study's answers to the canvas, the overview, the header and the panel of a window.

    Attributes: ``class_index`` of the class explained (None without an answer), ``refusal`` (why there is none),
    ``found`` (what else the checks found then), ``insight`` whose answer is on the screen (that of the window shown
    before, until that of the window in view is there), ``attribution`` that colours the traces, ``theme``. Signals:
    ``recoloured()`` when any of them changed.
    """

    recoloured = Signal()

    def __init__(self, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self.theme = theme
        self.class_index: int | None = None
        self.insight: Insight | None = None
        self._insight_by = ""  # name of the model
        self.attribution: Attribution | None = None
        self.refusal = ""
        self.found: tuple[str, ...] = ()
        self.opened_in_ms = 0.0
        self._chosen = ""  # class by the user, for this record; another model has it at another place, or not at all
        self._settings = window.settings
        self._window = window
        self._study = window.study
        self._canvas = window.canvas
        self._overview = window.overview
        self._header = window.header
        self._panel = window.panel
        self._status = window.status
        self._pause = window.playback.pause
        study, panel = self._study, self._panel
        study.insight_changed.connect(self.on_insight)
        study.measured.connect(self.on_measured)
        study.marks.changed.connect(self._show_fiducials)
        study.quality_checked.connect(
            lambda notes: self._canvas.set_notes({lead: said(word) for lead, word in notes.items()})
        )
        study.pyramid_built.connect(self.on_pyramid)
        study.no_prediction.connect(self.on_refused)
        self._seen = (True, True)  # whether any of the answer's window, and of that asked about, is on the screen
        self._canvas.page_changed.connect(self._on_page)
        panel.class_chosen.connect(self.choose_class)
        panel.lead_chosen.connect(self.on_lead)
        panel.cell_chosen.connect(self.on_cell)
        panel.segment_chosen.connect(self.on_segment)
        panel.attribution_changed.connect(self.recolour)

    def forget(self) -> None:
        """Another record: nothing is chosen."""
        self._chosen, self.class_index, self.insight = "", None, None

    # ---------------------------------------------------------------- answers

    def on_measured(self, measurements: Measurements | None) -> None:
        """The header and the waves."""
        self._header.show_measurements(measurements)
        self._say_part()
        if self.refusal:
            self._panel.show_findings(self._study.record, measurements, self.found)
        self._show_fiducials()

    def _show_fiducials(self) -> None:
        """Those that were moved stay where they were put while their measurements are on their way."""
        self._canvas.show_scene(replace(self._canvas.scene, fiducials=self._study.fiducials))

    def on_pyramid(self, pyramid: MinMaxPyramid) -> None:
        """A long record can be drawn from its extremes."""
        self._overview.show_pyramid(pyramid)
        self._canvas.show_scene(replace(self._canvas.scene, pyramid=pyramid))

    def on_refused(self, reason: str, found: tuple[str, ...] = ()) -> None:
        """There is no answer."""
        self.refusal, self.found = reason, found
        self._show_none(self.tr("No prediction. {reason}").format(reason=said(reason)))
        self._panel.show_findings(self._study.record, self._study.measurements, found)

    def on_model_failed(self) -> None:
        """The ECG stays, without an answer."""
        self._show_none(self.tr("No answer: the model could not be used."))

    def _show_none(self, text: str) -> None:
        self.insight = None
        self._panel.show_warnings(self._study.record, None)
        self._say_part()
        self._show_read_window()
        self._panel.show_waiting(text)
        self.recolour()

    def _show_read_window(self) -> None:
        start_s = self._study.window_start_s if self.insight is None else self.insight.start_s
        self._overview.show_window((start_s, start_s + self._study.window_s))

    def on_insight(self, insight: Insight | None) -> None:
        """An answer, or None while it is awaited."""
        study = self._study
        self.refusal, self.found = "", ()
        if insight is None:
            if self.insight is not None and self._insight_by == study.model_name:
                # Another window of the same record: its answer is soon there, and an empty panel would flicker.
                self._say_part()
            else:
                self._show_none(self.tr("The model reads the ECG \u2026"))
            return
        self.insight, self._insight_by = insight, study.model_name
        self._show_read_window()
        self._panel.show_warnings(study.record, insight)
        self._say_part()
        analysis = insight.analysis
        names = analysis.prediction.class_names
        self.class_index = names.index(self._chosen) if self._chosen in names else analysis.prediction.top_class
        self._panel.show_insight(insight, self.class_index)
        self._panel.attribution.legend.note = said(input_sentence(analysis.model))
        self.on_measured(insight.measurements)
        model = analysis.model
        place = self.tr("{model} on {device}").format(
            model=f"{model.name} {model.version}", device=analysis.device.upper()
        )
        fell_back = [said(warning) for warning in analysis.warnings if warning.endswith(_FELL_BACK)]
        self._status.set(
            model=" \u00b7 ".join([place, *fell_back]),
            time=self.tr("opened in {opened} ms, answered in {answered} ms").format(
                opened=f"{self.opened_in_ms:.0f}", answered=f"{analysis.elapsed_ms:.0f}"
            ),
        )
        self.recolour()

    def _on_page(self) -> None:
        """While the record moves, something else is to be said only when a window comes on the screen or leaves it."""
        if self._what_is_seen() != self._seen:
            self._say_part()

    def _what_is_seen(self) -> tuple[bool, bool]:
        start_s = self._study.window_start_s
        return self._is_seen(self.insight.start_s if self.insight is not None else start_s), self._is_seen(start_s)

    def _say_part(self) -> None:
        """Of which part the answer is; as an old one if another is awaited, or none of its part is on the screen."""
        study, insight = self._study, self.insight
        self._seen = is_answer_seen, is_window_seen = self._what_is_seen()
        self._header.mark_old(study.measurements is None or not is_window_seen)
        if insight is None:
            self._panel.show_part(self._part(study.window_start_s))
            return
        made_at = study.opened.stored_at(insight.start_s) if study.opened is not None else ""
        is_old = insight is not study.insight or not is_answer_seen
        self._panel.show_part(self._part(insight.start_s), made_at, is_old=is_old)

    def _is_seen(self, start_s: float) -> bool:
        """Whether any of the window from there on is on the screen."""
        page = self._canvas.page
        return page.start_s < start_s + self._study.window_s and start_s < page.end_s

    def _part(self, start_s: float) -> str:
        """Of a record that is longer than what the model reads: which part of it that is."""
        record, window_s = self._study.record, self._study.window_s
        if record is None or record.duration_s <= window_s:
            return ""
        return part_text(start_s, min(record.duration_s, start_s + window_s), record.recorded_at)

    @property
    def chosen_class(self) -> str:
        """Name of the class that the user chose for this record; empty if the program chose."""
        insight = self.insight
        return self._chosen if insight is not None and self._chosen in insight.analysis.prediction.class_names else ""

    def choose_class(self, index: int) -> None:
        """Explain this class."""
        insight = self.insight
        if insight is not None and index < len(insight.classes):
            self._chosen, self.class_index = insight.analysis.prediction.class_names[index], index
            self._panel.show_class(insight, index)
            self.recolour()

    def choose_nth_class(self, number: int) -> None:
        """The superclass of a key, 1 to 9."""
        if self.insight is not None:
            classes = self.insight.analysis.prediction.classes
            tops = [i for i, c in enumerate(classes) if c.parent is None]
            if number <= len(tops):
                self.choose_class(tops[number - 1])

    # ---------------------------------------------------------------- colours

    def recolour(self) -> None:
        """The colours follow from the answer, the class and the settings."""
        insight, index, settings = self.insight, self.class_index, self._settings
        attribution = None
        if insight is not None and index is not None:
            attribution = make_attribution(insight, index, settings, self.theme)
        self.attribution = shown = attribution if settings.show != "none" else None
        study = self._study
        window = None
        if insight is not None and study.record is not None and study.record.duration_s > study.window_s + 0.5:
            window = (insight.start_s, insight.start_s + study.window_s)
        scene = replace(self._canvas.scene, attribution=shown, shows_waves=settings.shows_waves, window=window)
        self._canvas.show_scene(scene)
        self._overview.show_attribution(attribution)
        self._panel.attribution.legend.show_attribution(shown)
        self._canvas.set_marks(self._top_segments())
        self.recoloured.emit()

    @property
    def is_pointing(self) -> bool:
        """Whether more is outlined than the top segments: what a click in the panel asked for."""
        return list(self._canvas.marks) != self._top_segments()

    def _top_segments(self) -> list[marks.Mark]:
        if not self._settings.shows_segments:
            return []
        return marks.of_segments(self.insight, self.class_index)

    # ---------------------------------------------------------------- clicks in the panel

    def on_segment(self, segment: Segment) -> None:
        """Go there and outline it."""
        self._point_at(marks.of_segment(segment))

    def on_lead(self, lead: str) -> None:
        """Go where the lead says most."""
        best = marks.strongest(self.insight, self.class_index, lead)
        if best is not None:
            self._point_at(best)

    def on_cell(self, lead: str, wave: str) -> None:
        """Outline the wave in every beat."""
        found = marks.of_cell(self.insight, self.class_index, lead, wave)
        if found:
            self._pause()
            self._canvas.centre_on(found[0].start_s, found[0].lead)
            self._stay()
            self._canvas.set_marks(found)

    def _point_at(self, mark: marks.Mark) -> None:
        self._pause()
        self._canvas.centre_on((mark.start_s + mark.end_s) / 2, mark.lead)
        self._stay()
        self._canvas.set_marks([*self._top_segments(), mark])

    def _stay(self) -> None:
        """What is pointed at is of the answer: it is not to give way to that of what else is on the screen now."""
        if self._study.insight is self.insight:
            self._window.moving.stay()
