"""The page of a report as the screen is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..draw.traces import Show
from ..report.options import PageOptions

if TYPE_CHECKING:
    from .window import MainWindow


def options_of(window: MainWindow, from_view: bool = False) -> PageOptions:
    """Layout, speed, gain, filter, class, and what was added.

    It starts where the model's window does, or ``from_view`` where the screen does.
    """
    study, s = window.study, window.settings
    insight, index = study.insight, window.explaining.class_index
    names = insight.analysis.prediction.class_names if insight else ()
    choice, statement = window.filtering.choice, study.edits.statement
    return PageOptions(
        layout=s.layout if s.layout != "single" else "12x1",
        order=s.order,
        rhythm=(s.rhythm_lead,) if s.layout == "3x4" else None,
        mm_per_s=s.mm_per_s,
        mm_per_mv=s.mm_per_mv or None,
        class_name=names[index] if names and index is not None else None,
        show=Show(s.show),
        smoothing_s=s.smoothing_ms / 1000,
        start_s=window.canvas.page.start_s if from_view else study.window_start_s,
        sides=s.sides,
        opacity=s.opacity_percent / 100,
        threshold=insight.limit * s.threshold_percent / 100 if insight else 0.0,
        statement=statement.text,
        reviewed_by=statement.reviewed_by,
        reviewed_on=statement.reviewed_on,
        notes=study.edits.notes,
        what_if=window.what_ifs.rows(index),
        display_filter=choice.display_filter() if choice.is_on else None,
        refusal=window.explaining.refusal if insight is None else "",
        found=window.explaining.found if insight is None else (),
    )
