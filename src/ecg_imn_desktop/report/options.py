"""What the user can choose about a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ..core.annotations import Note
from ..core.record import Record
from ..draw.theme import PAPER, Theme
from ..draw.traces import Show

# Landscape sizes in mm.
PAGE_SIZES_MM: dict[str, tuple[float, float]] = {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}

# In mm/mV. Of what nobody chose a gain for, the first at which it fits, else the last.
GAINS_MM_PER_MV = (10.0, 5.0, 2.5)


class SignalFilter(Protocol):
    """A display filter: for the eye only, never fed to the model, and named on the page."""

    def label_at(self, fs: float) -> str:
        """What the footer says of it beside traces at ``fs`` Hz."""

    def filtered(self, record: Record) -> Record:
        """The record with filtered traces."""


@dataclass(frozen=True, kw_only=True)
class Looks:
    """How pages about several ECGs show the evidence; ``threshold_share`` of the strongest colour, as on the screen."""

    show: Show = Show.LINE
    smoothing_s: float = 0.04
    threshold_share: float = 0.0
    opacity: float = 1.0
    theme: Theme = PAPER

    @property
    def size_mm(self) -> tuple[float, float]:
        """A4, landscape."""
        return PAGE_SIZES_MM["A4"]


@dataclass(frozen=True)
class WhatIfRow:
    """What was removed, and the logit of the shown class then: W and b kept (exact), and if asked, read anew."""

    removed: str
    frozen_logit: float
    rerun_logit: float | None = None


@dataclass(frozen=True)
class PageOptions:
    """How the page looks.

    Attributes
    ----------
    size : "A4" or "Letter", both landscape
    layout, order, rhythm : as in :func:`ecg_imn_desktop.draw.layout.arrange`
    mm_per_s, mm_per_mv : paper speed and gain, true millimetres; without a gain the largest of ``GAINS_MM_PER_MV`` at
        which no trace is cut
    theme : "paper" (pink grid) or "light" (grey grid)
    start_s : where the page starts in the record; None: where the model's window starts
    class_name : whose evidence colours the traces (short name); None: the superclass of the highest probability
    show, smoothing_s, threshold : how evidence is shown; ``threshold`` in logit per second
    display_filter : applied to the traces of the page, None = as recorded
    sides : "both", "for" or "against": which evidence colours the traces
    opacity : of the band, 0 to 1
    statement, reviewed_by, reviewed_on : a clinician's own words, who answers for them and from what
        day on, printed as theirs
    notes : a clinician's remarks at places of the record
    what_if : answers to questions that were asked in the window, printed beside those of the page
    anonymous : no name, ID, dates or file names; ages over 89 grouped
    refusal : why there is no answer, one sentence; printed where the probabilities would stand
    found : what else the checks found where there is no answer, in sentences
    """

    size: str = "A4"
    layout: str = "12x1"
    order: str = "standard"
    rhythm: tuple[str, ...] | None = None
    mm_per_s: float = 25.0
    mm_per_mv: float | None = None
    theme: str = "paper"
    start_s: float | None = None
    class_name: str | None = None
    show: Show = Show.LINE
    smoothing_s: float = 0.04
    threshold: float = 0.0
    display_filter: SignalFilter | None = None
    sides: str = "both"
    opacity: float = 1.0
    statement: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None
    notes: tuple[Note, ...] = ()
    what_if: tuple[WhatIfRow, ...] = ()
    anonymous: bool = False
    refusal: str = ""
    found: tuple[str, ...] = ()
