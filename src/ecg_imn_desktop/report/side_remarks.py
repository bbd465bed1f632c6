"""The remarks on each of several ECGs: by the ECG as many as have room, and on last pages all of them in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.comparison import Side
from .comparison_words import side_heading
from .document import Notes
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .gui import ensure_gui_application
from .language import tr
from .letters import boxes_remark
from .notes_page import n_pages, write_part
from .paper import Paper, Ruler
from .remark_lines import MAX_LINES, RemarkLines, remark_lines
from .sentences import record_name, said


@dataclass(frozen=True)
class SideRemarks:
    """What must be known of one ECG, called ``letter``, before its answer is believed, in the language of the pages.

    ``sentences`` are all of it, in the order in which they are read; ``lines`` are what stands by the ECG.
    """

    letter: str
    side: Side
    sentences: tuple[str, ...]
    lines: RemarkLines


def remarks_by_ecg(
    sides: Mapping[str, Side],
    sentences: Sequence[Sequence[str]],
    width_mm: float = ECG_WIDTH_MM,
    max_lines: int = MAX_LINES,
) -> tuple[SideRemarks, ...]:
    """``sides`` by letter, each with its ``sentences`` in English; ``width_mm`` and ``max_lines`` are of each ECG."""
    ensure_gui_application()
    ruler = Ruler()
    found = []
    for (letter, side), english in zip(sides.items(), sentences, strict=True):
        spoken = tuple(said(sentence) for sentence in (*english, *boxes_remark(side.record)))
        found.append(SideRemarks(letter, side, spoken, remark_lines(ruler, spoken, width_mm, max_lines)))
    return tuple(found)


def remarks_title() -> str:
    """What the pages with all remarks are called."""
    return tr("Quality and warnings")


def n_remarks_pages(remarks: Sequence[SideRemarks], height_mm: float) -> int:
    """How many pages of that height: none where all remarks had room by their ECGs."""
    if all(one.lines.are_all for one in remarks):
        return 0
    return n_pages(_notes(remarks), height_mm)


def paint_remarks_page(paper: Paper, remarks: Sequence[SideRemarks], part: int) -> None:
    """Page ``part`` (from 0), all but the footer."""
    paper.text(ecg_origin_mm(paper.width_mm)[0], MARGIN_MM + 3.6, remarks_title(), 4.2, bold=True)
    write_part(paper, _notes(remarks), part)


def _notes(remarks: Sequence[SideRemarks]) -> list[Notes]:
    return [
        Notes(side_heading(one.letter, one.side, record_name(one.side.record)), list(one.sentences), are_warnings=True)
        for one in remarks
        if one.sentences
    ]
