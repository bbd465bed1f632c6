"""The remarks that stand by the ECG itself: as many as have room on its lines, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .geometry import ECG_WIDTH_MM
from .language import tr
from .paper import Paper, Ruler

SIZE_MM = 2.5
LINE_MM = 3.1
MAX_LINES = 2


@dataclass(frozen=True)
class RemarkLines:
    """``lines`` as they are written; ``are_all`` where none was left out or cut: else the rest stands elsewhere."""

    lines: tuple[str, ...] = ()
    are_all: bool = True

    @property
    def height_mm(self) -> float:
        """From the first line to below the last."""
        return LINE_MM * len(self.lines)


def remark_lines(
    ruler: Ruler, sentences: Sequence[str], width_mm: float = ECG_WIDTH_MM, max_lines: int = MAX_LINES
) -> RemarkLines:
    """As many as have room, the first at least, in the order given."""
    for n_said in range(len(sentences), 0, -1):
        text = tr("Note: {sentence}").format(sentence=" ".join(sentences[:n_said]))
        n_more = len(sentences) - n_said
        more = " " + tr("(+{count} more)").format(count=n_more) if n_more else ""
        lines = ruler.wrapped(text + more, width_mm, SIZE_MM, bold=True)
        if len(lines) <= max_lines:
            return RemarkLines(tuple(lines), are_all=n_more == 0)
        if n_said == 1:
            kept, rest = lines[: max_lines - 1], " ".join(lines[max_lines - 1 :])
            room_mm = width_mm - ruler.width(more, SIZE_MM, bold=True)
            last = ruler.elided(rest.removesuffix(more), room_mm, SIZE_MM, bold=True) + more
            return RemarkLines((*kept, last), are_all=False)
    return RemarkLines()


def paint_remarks(paper: Paper, remarks: RemarkLines, x_mm: float, y_mm: float) -> None:
    """Write them, the first with its baseline at ``y_mm``."""
    for i, line in enumerate(remarks.lines):
        paper.text(x_mm, y_mm + LINE_MM * i, line, SIZE_MM, bold=True, colour=paper.theme.warning)
