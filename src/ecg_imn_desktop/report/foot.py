"""The two lines at the foot of the pages that show several ECGs; after the first page, whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from .. import __version__
from ..core.analysis import RESEARCH_USE
from ..core.comparison import Side
from .geometry import ECG_WIDTH_MM, MARGIN_MM, ecg_origin_mm
from .paper import Paper
from .sentences import heading_name, said
from .words import PROGRAM, SIMULATED, model_mark

_MAX_NAMES = 2
_NAMES_MM = 90.0


def paint_foot(paper: Paper, sides: Sequence[Side], page: int, n_pages: int, scale: Sequence[str]) -> None:
    """What must be said of the answers; ``scale`` of the page, program, models, and which page it is."""
    left = ecg_origin_mm(paper.width_mm)[0]
    right, bottom = left + ECG_WIDTH_MM, paper.height_mm - MARGIN_MM
    words = [said(RESEARCH_USE)]
    if any(side.record.is_simulated for side in sides):
        words.append(said(SIMULATED))
    paper.text(left, bottom - 3.8, "   ".join(words), 2.6, bold=True)
    names = list(dict.fromkeys(heading_name(side.record) for side in sides))
    if page > 1 and len(names) <= _MAX_NAMES:  # of more, those on the page name each of them
        whose = " / ".join(names)
        paper.text(right, bottom - 3.8, whose, 2.3, colour=paper.theme.muted, align="right", width_mm=_NAMES_MM)
    models = {said(model_mark(side.model)) for side in sides if side.model}
    line = "  \u00b7  ".join([*scale, f"{PROGRAM} {__version__}", *sorted(models)])
    paper.whole(left, bottom, line, 2.3, ECG_WIDTH_MM - 10, colour=paper.theme.muted)
    paper.text(right, bottom, f"{page} / {n_pages}", 2.3, colour=paper.theme.muted, align="right")
