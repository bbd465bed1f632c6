"""What goes onto the pages, gathered once: the same for PDF, PNG and SVG."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..core.analysis import RESEARCH_USE, Analysis, ClassInfo
from ..core.anonymous import anonymised, scrubbed
from ..core.errors import ExportError
from ..core.measurements import Measurements
from ..core.record import Record
from ..draw.colours import AttributionScale, robust_limit
from ..draw.evidence import evidence_of
from ..draw.layout import Sheet, arrange
from ..draw.theme import THEMES, Theme
from ..draw.traces import Attribution, Show
from .gain import Cut, cut_at_edge, cut_sentences, largest_gain, reach_mm, usual_gain
from .geometry import ECG_HEIGHT_MM, ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .language import tr
from .letters import boxes_remark
from .options import PAGE_SIZES_MM, PageOptions
from .paper import Paper
from .sentences import said
from .words import PROGRAM, SIMULATED, UNCONFIRMED, all_warnings, model_line, note_line


@dataclass(frozen=True)
class Notes:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: list[str]
    are_warnings: bool = False
    are_statement: bool = False


@dataclass(frozen=True)
class Document:
    """A record with what is known of it, and how it is to be shown."""

    record: Record
    analysis: Analysis | None
    measurements: Measurements | None
    options: PageOptions
    was_reviewed: bool = False  # of an anonymous page, which does not say by whom

    def __post_init__(self) -> None:
        """Leave out what must not be shown before anything is made of it."""
        if self.options.anonymous:
            record, options = self.record, self.options
            hidden = replace(
                options,
                statement=scrubbed(options.statement, record),
                reviewed_by="",
                reviewed_on=None,
                notes=tuple(replace(n, text=scrubbed(n.text, record)) for n in options.notes),
            )
            object.__setattr__(self, "was_reviewed", bool(options.reviewed_by.strip()))
            object.__setattr__(self, "options", hidden)
            object.__setattr__(self, "record", anonymised(record))

    @property
    def theme(self) -> Theme:
        """The colours of the page."""
        try:
            return THEMES[self.options.theme]
        except KeyError:
            raise ExportError(f"There is no page theme called {self.options.theme}.") from None

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the page."""
        try:
            return PAGE_SIZES_MM[self.options.size]
        except KeyError:
            raise ExportError(f"There is no page size called {self.options.size}.") from None

    @cached_property
    def warnings(self) -> list[str]:
        """What must be known before the page is believed."""
        found = self.options.found
        own_words = (self.options.statement, self.options.reviewed_by, *(note.text for note in self.options.notes))
        sentences = all_warnings(self.record, self.analysis, self.measurements, found)
        return [said(sentence) for sentence in (*sentences, *boxes_remark(self.record, own_words))]

    @cached_property
    def notes(self) -> list[Notes]:
        """All that people and the program remark; headings without any left out."""
        own = [self.options.statement.strip()] if self.options.statement.strip() else []
        remarks = [note_line(note, said("all leads")) for note in self.options.notes]
        warnings = self.warnings
        headings = [
            Notes(tr("Clinician's statement"), [*own, self.review], are_statement=True),
            Notes(tr("Clinician's notes"), remarks),
            Notes(tr("Quality and warnings"), warnings, are_warnings=True),
        ]
        return [notes for notes in headings if notes.paragraphs]

    @property
    def title(self) -> str:
        """For the file's metadata."""
        return tr("ECG") if self.options.anonymous else tr("ECG {name}").format(name=self.record.name)

    @property
    def start_s(self) -> float:
        """Where the page starts in the record."""
        if self.options.start_s is not None:
            return self.options.start_s
        return self.analysis.explanation.start_s if self.analysis else 0.0

    @property
    def review(self) -> str:
        """Who reviewed the ECG and when; else that it is unconfirmed."""
        options = self.options
        if self.is_unconfirmed:
            return said(UNCONFIRMED)
        if options.anonymous:
            return tr("Reviewed by a clinician")
        day = f", {options.reviewed_on.isoformat()}" if options.reviewed_on is not None else ""
        return tr("Reviewed by {name}").format(name=options.reviewed_by.strip()) + day

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody answers for what the page says."""
        return not (self.was_reviewed if self.options.anonymous else self.options.reviewed_by.strip())

    @cached_property
    def class_index(self) -> int:
        """The class whose evidence is shown; ExportError if the model has no class of the name asked for."""
        if self.analysis is None:
            raise ValueError("no analysis, no class")
        name = self.options.class_name
        if name is None:
            return self.analysis.prediction.top_class
        try:
            return self.analysis.prediction.index(name)
        except KeyError:
            raise ExportError(f"The model has no class called {name}.") from None

    @property
    def shown_class(self) -> ClassInfo | None:
        """The class whose evidence is shown."""
        return self.analysis.prediction.classes[self.class_index] if self.analysis else None

    @cached_property
    def attribution(self) -> Attribution | None:
        """The evidence of the shown class on one scale for the whole record; None if it is not to be shown."""
        if self.analysis is None or self.options.show is Show.NONE:
            return None
        explanation, smoothing_s = self.analysis.explanation, self.options.smoothing_s
        return Attribution(
            evidence=evidence_of(explanation, self.class_index, smoothing_s, self.options.sides),
            scale=AttributionScale(robust_limit([explanation], smoothing_s), self.theme, self.options.threshold),
            show=self.options.show,
            opacity=self.options.opacity,
        )

    @cached_property
    def mv(self) -> NDArray[np.float32]:
        """The traces as shown, (lead, sample): filtered if the user chose a display filter."""
        chosen = self.options.display_filter
        return self.record.mv if chosen is None else chosen.filtered(self.record).mv

    def lead(self, name: str) -> NDArray[np.float32]:
        """One trace as shown; "-aVR" turns aVR upside down."""
        row = self.mv[self.record.lead_names.index(name.removeprefix("-"))]
        return -row if name.startswith("-") else row

    @cached_property
    def sheet(self) -> Sheet:
        """Where the leads stand on the first page; ExportError if there is no layout of the name asked for.

        At a gain that was chosen the rows give way as far as they can where a trace would be cut.
        """
        sheet = self._arranged()
        if self.options.mm_per_mv is None:
            return sheet
        return self._arranged(reach_mm(sheet, self.lead, self.record.fs, self.options.mm_per_mv))

    def _arranged(self, reach_mm: tuple[float, float] = (0.0, 0.0)) -> Sheet:
        options = self.options
        try:
            return arrange(
                options.layout,
                self.record.lead_names,
                width_mm=ECG_WIDTH_MM,
                height_mm=ECG_HEIGHT_MM,
                mm_per_s=options.mm_per_s,
                start_s=self.start_s,
                order=options.order,
                rhythm=options.rhythm,
                reach_mm=reach_mm,
            )
        except ValueError as error:
            raise ExportError(f"There is no layout called {options.layout}.") from error

    @cached_property
    def mm_per_mv(self) -> float:
        """The gain asked for, else the largest usual one at which no trace leaves the grid."""
        if self.options.mm_per_mv is not None:
            return self.options.mm_per_mv
        return usual_gain(largest_gain(self.sheet, self.lead, self.record.fs))

    @cached_property
    def cut(self) -> Cut:
        """Whose traces are cut at the edge of the grid."""
        return cut_at_edge(self.sheet, self.lead, self.record.fs, self.mm_per_mv)

    @property
    def scale(self) -> list[str]:
        """How the ECG is drawn: speed, gain and display filter."""
        shown = self.options.display_filter
        return [
            f"{self.options.mm_per_s:g} mm/s",
            f"{self.mm_per_mv:g} mm/mV",
            said(shown.label_at(self.record.fs)) if shown else tr("no filter"),
        ]

    def paint_footer(self, paper: Paper, page: int, n_pages: int) -> None:
        """The two lines at the foot of every page; how the ECG is drawn only at that of the first, where it is."""
        model = self.analysis.model if self.analysis else None
        parts = [*(self.scale if page == 1 else []), f"{self.record.fs:g} Hz", creator()]
        parts += [said(model_line(model))] if model is not None else []
        line = "  \u00b7  ".join(parts)
        left = ecg_origin_mm(paper.width_mm)[0]
        right = left + ECG_WIDTH_MM
        bottom = paper.height_mm - MARGIN_MM
        warning = [said(RESEARCH_USE)] if self.analysis or self.measurements else []
        warning += [said(SIMULATED)] if self.record.is_simulated else []
        warning += cut_sentences({"": self.cut}) if page == 1 else []
        paper.whole(left, bottom - 3.8, "   ".join(warning), 2.6, right - left, bold=True)
        paper.whole(left, bottom, line, 2.3, right - left - 10, colour=paper.theme.muted)
        paper.text(right, bottom, f"{page} / {n_pages}", 2.3, colour=paper.theme.muted, align="right")


def creator() -> str:
    """The program, for the file's metadata."""
    return f"{PROGRAM} {__version__}"
