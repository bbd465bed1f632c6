"""What if: keeps what is removed from the window in view, asks for both answers, and shows where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..core.errors import EcgError
from ..core.progress import Progress
from .edits import window_key
from .insight import Insight
from .segment_input import SegmentInput
from .services import ModelSession

if TYPE_CHECKING:
    from ..analysis.evidence import Segment
    from ..analysis.what_if import Flip, Removal, WhatIf
    from ..core.record import Record
    from ..report.options import WhatIfRow
    from .what_if_page import WhatIfPage
    from .window import MainWindow


class WhatIfs(QObject):
    """Wires the page, the mouse and the edits of a window to the questions asked of the model.

    Attributes: ``segments`` (the mouse), ``answer`` to the question asked last (None until it is known), ``page`` (None
    until it is first shown).
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._study = window.study
        self.segments = SegmentInput(window.canvas, window.input)
        self.page: WhatIfPage | None = None
        self.answer: WhatIf | None = None
        self._asked: tuple[Insight, tuple[Removal, ...]] | None = None
        self._chosen: Removal | None = None
        self._flip: tuple[tuple[Removal, ...], Flip] | None = None
        self._study.insight_changed.connect(self._on_insight)
        window.editing.changed.connect(self._refresh)
        window.explaining.recoloured.connect(self._on_recoloured)
        self.segments.turned.connect(window.actions_["remove_segment"].setChecked)
        self.segments.selected.connect(self._on_segment_drawn)
        panel = window.panel
        panel.what_if_shown.connect(self._build_page)
        panel.lead_chosen.connect(lambda lead: self._choose(lead=lead))
        panel.cell_chosen.connect(lambda lead, wave: self._choose(lead=lead or None, wave=wave or None))
        panel.segment_chosen.connect(self._choose_segment)

    # ---------------------------------------------------------------- what is removed

    @property
    def _key(self) -> int:
        return window_key(self._study.window_start_s)

    @property
    def _is_answer_previous(self) -> bool:
        """Whether the answer of the window in view is awaited, and that of the window before is on the screen still."""
        return self._study.insight is None and self._window.explaining.insight is not None

    @property
    def removals(self) -> tuple[Removal, ...]:
        """What is taken out of the window in view."""
        return self._study.edits.removals(self._key)

    def remove(self, removal: Removal) -> None:
        """Take this out too."""
        if self._study.insight is not None and not removal.is_all and removal not in self.removals:
            self._set((*self.removals, removal))
            self.show()

    def put_back(self, index: int = -1) -> None:
        """Put one removal back, or everything."""
        if self._is_answer_previous:
            return  # what stands on the page was taken out of another window
        self._set(() if index < 0 else tuple(r for i, r in enumerate(self.removals) if i != index))

    def remove_chosen(self) -> None:
        """Take out what was clicked last: a lead, a cell of the table, a segment."""
        if self._chosen is not None:
            self.remove(self._chosen)

    def _set(self, removals: tuple[Removal, ...]) -> None:
        self._study.cancel_question("flip")  # else what it finds would take the place of what was just asked for
        self._study.edits.set_removals(self._key, removals)
        self._refresh()

    def _choose(self, lead: str | None = None, wave: str | None = None) -> None:
        from ..analysis.what_if import Removal

        self._chosen = Removal(lead, wave)

    def _choose_segment(self, segment: Segment) -> None:
        from ..analysis.what_if import Removal

        self._chosen = Removal(segment.lead, None, segment.start_s, segment.end_s)

    def _on_segment_drawn(self, lead: str | None, start_s: float, end_s: float) -> None:
        from ..analysis.what_if import Removal

        self.remove(Removal(lead, None, start_s, end_s))

    def rows(self, class_index: int | None) -> tuple[WhatIfRow, ...]:
        """The answer to what is removed now, for the report; empty while nothing is."""
        from ..report.options import WhatIfRow
        from .what_if_page import removal_text

        if self.answer is None or class_index is None:
            return ()
        removed = ", ".join(removal_text(r) for r in self.answer.removals)
        frozen, rerun = self.answer.frozen.logit[class_index], self.answer.rerun.logit[class_index]
        return (WhatIfRow(removed, float(frozen), float(rerun)),)

    # ---------------------------------------------------------------- the page

    def show(self) -> None:
        """Bring the page to the front."""
        self._window.panel.show_what_if()

    def _build_page(self) -> None:
        if self.page is not None:
            return
        from .what_if_page import WhatIfPage

        self.page = page = WhatIfPage()
        page.set_theme(self._window.theme)
        page.remove_wanted.connect(self.remove)
        page.put_back_wanted.connect(self.put_back)
        page.flip_wanted.connect(self.find_flip)
        page.drag_wanted.connect(lambda: self.segments.turn(True))
        page.class_chosen.connect(self._window.explaining.choose_class)
        self._window.panel.take_what_if_page(page)
        self._show_on_page()

    def set_theme(self) -> None:
        """Other colours."""
        if self.page is not None:
            self.page.set_theme(self._window.theme)

    def _show_on_page(self) -> None:
        if self.page is not None:
            is_previous = self._is_answer_previous
            insight = self._window.explaining.insight if is_previous else self._study.insight
            self.page.set_asking(not is_previous)
            self.page.show_removals(self.removals if insight is not None and not is_previous else ())
            self.page.show_answers(self.answer, insight.analysis.prediction if insight is not None else None)
            is_found = insight is not None and self._flip is not None and self._flip[0] == self.removals
            self.page.show_flip(self._flip[1] if self._flip and is_found else None)
            self._show_class()

    def _on_recoloured(self) -> None:
        if self._study.insight is None:
            self._refresh()  # none is awaited any more, perhaps
        self._show_class()

    def _show_class(self) -> None:
        """The class explained is the one that is asked about."""
        if self.page is not None:
            self.page.show_class(self._window.explaining.class_index)

    # ---------------------------------------------------------------- questions

    def _on_insight(self, insight: Insight | None) -> None:
        self._asked = self._flip = None
        self._study.cancel_question("flip")
        if insight is None:
            self._chosen = None
        self._refresh()

    def _refresh(self) -> None:
        """Ask for what is removed now, unless that was asked last."""
        insight, record, removals = self._study.insight, self._study.record, self.removals
        if self._is_answer_previous:
            # As on all pages of the panel it stays until the next one is there, with what was taken out for it.
            self._asked = self.answer = None
            self._study.cancel_question("what if")
            if self.page is not None:
                self.page.set_asking(False)
            return
        if insight is None or record is None or not removals:
            self._asked = self.answer = None
            self._study.cancel_question("what if")
            self.segments.show_removed(())
            self._show_on_page()
            return
        if self._asked is not None and self._asked[0] is insight and self._asked[1] == removals:
            return
        self._asked, self.answer = (insight, removals), None
        self._show_on_page()
        self._study.ask(
            "what if",
            lambda session, progress: _ask(session, record, insight, removals, progress),
            lambda answer: self._take(insight, answer),
            self._on_failed,
            self.tr("What if \u2026"),
        )

    def _take(self, insight: Insight, answer: WhatIf) -> None:
        from ..analysis.what_if import spans

        self.answer = answer
        explanation = insight.analysis.explanation
        self.segments.show_removed(
            [
                (explanation.lead_names[row], start_s, end_s)
                for row, start_s, end_s in spans(answer.removed, explanation.fs, explanation.start_s)
            ]
        )
        self._show_on_page()

    def _on_failed(self, error: EcgError) -> None:
        self._asked = None
        self._window.banner.say(error.message)

    def find_flip(self) -> None:
        """Look for the smallest evidence that holds the decision for the class explained, and remove it."""
        insight, record, index = self._study.insight, self._study.record, self._window.explaining.class_index
        if insight is None or record is None or index is None:
            return
        self.show()
        if self.page is not None:
            self.page.say(self.tr("Looking for the smallest set \u2026"))
        self._study.ask(
            "flip",
            lambda session, progress: _find_flip(session, record, insight, index, progress),
            lambda flip: self._take_flip(insight, flip),
            self._on_failed,
            self.tr("Looking for the smallest set \u2026"),
        )

    def _take_flip(self, insight: Insight, flip: Flip) -> None:
        from ..analysis.what_if import Removal, spans

        if flip.removed is not None:
            explanation = insight.analysis.explanation
            found = spans(flip.removed, explanation.fs, explanation.start_s)
            self._set((Removal(stretches=tuple((explanation.lead_names[row], a, b) for row, a, b in found)),))
        self._flip = (self.removals, flip)
        self._show_on_page()


def _ask(
    session: ModelSession, record: Record, insight: Insight, removals: tuple[Removal, ...], progress: Progress
) -> WhatIf:
    """In the inference thread: both answers."""
    from ..analysis.what_if import WhatIf, frozen, removed_mask

    prediction, explanation = insight.analysis.prediction, insight.analysis.explanation
    fiducials = insight.measurements.fiducials if insight.measurements is not None else None
    removed = removed_mask(removals, explanation, fiducials)
    exact = frozen(prediction, explanation, removed)
    progress.report(0.2, "")
    return WhatIf(removals, removed, prediction, exact, session.rerun(record, explanation.start_s, removed))


def _find_flip(session: ModelSession, record: Record, insight: Insight, index: int, progress: Progress) -> Flip:
    """In the inference thread: some twenty re-runs."""
    from ..analysis.what_if import find_flip

    prediction, explanation = insight.analysis.prediction, insight.analysis.explanation
    start_s = explanation.start_s
    return find_flip(prediction, explanation, index, lambda m: session.rerun(record, start_s, m), progress)
