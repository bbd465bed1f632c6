"""What the user drew and moved on a record, with one undo for all of it. Pure values, no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..core.annotations import Annotations, Note, Statement
from ..core.measurements import Fiducials
from .calipers import Caliper

if TYPE_CHECKING:
    from ..analysis.what_if import Removal


@dataclass(frozen=True)
class Edits:
    """One state: calipers, notes and the clinician's statement, and by the key of each window of the model

    (``window_key``) its moved fiducials and what is taken out of it (what if).
    """

    calipers: tuple[Caliper, ...] = ()
    marks: Mapping[int, Fiducials] = field(default_factory=dict)
    removals: Mapping[int, tuple[Removal, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    statement: Statement = field(default_factory=Statement)


def window_key(start_s: float) -> int:
    """Windows of the model are told apart by the millisecond at which they start."""
    return round(start_s * 1000)


class EditBook:
    """The edits of a record, with undo and redo.

    ``save`` is called with all of it after every change.
    """

    def __init__(self, annotations: Annotations | None = None) -> None:
        """Begin with what was saved earlier."""
        start = Edits() if annotations is None else _edits_of(annotations)
        self._states = [start]
        self._now = 0
        self.save: Callable[[Annotations], None] = lambda _: None

    @property
    def annotations(self) -> Annotations:
        """All of it, to be saved."""
        now = self._states[self._now]
        return Annotations(now.notes, now.statement, now.calipers, now.marks)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Remarks at places of the record."""
        return self._states[self._now].notes

    @property
    def statement(self) -> Statement:
        """The clinician's own words."""
        return self._states[self._now].statement

    @property
    def calipers(self) -> tuple[Caliper, ...]:
        """Those on the screen."""
        return self._states[self._now].calipers

    @property
    def marks(self) -> Mapping[int, Fiducials]:
        """The moved fiducials of each window, by its key."""
        return self._states[self._now].marks

    def add(self, caliper: Caliper) -> None:
        """One more caliper."""
        self._set_calipers((*self.calipers, caliper))

    def remove(self, index: int) -> None:
        """One caliper less."""
        self._set_calipers(tuple(c for i, c in enumerate(self.calipers) if i != index))

    def change(self, index: int, caliper: Caliper) -> None:
        """Another caliper in the place of one."""
        self._set_calipers(tuple(caliper if i == index else c for i, c in enumerate(self.calipers)))

    def clear(self) -> None:
        """No calipers."""
        if self.calipers:
            self._set_calipers(())

    def set_notes(self, notes: tuple[Note, ...]) -> None:
        """Other remarks."""
        if notes != self.notes:
            self._push(replace(self._states[self._now], notes=notes))

    def set_statement(self, statement: Statement) -> None:
        """Other words, or another reviewer."""
        if statement != self.statement:
            self._push(replace(self._states[self._now], statement=statement))

    def draft(self, statement: Statement) -> None:
        """Words that are still being written: saved, lest they are lost; they are no change yet."""
        self.save(replace(self.annotations, statement=statement))

    def move_marks(self, key: int, fiducials: Fiducials) -> None:
        """The fiducials of a window after one was moved."""
        self._push(replace(self._states[self._now], marks={**self.marks, key: fiducials}))

    def forget_marks(self, key: int) -> None:
        """The automatic fiducials again."""
        if key in self.marks:
            others = {k: fiducials for k, fiducials in self.marks.items() if k != key}
            self._push(replace(self._states[self._now], marks=others))

    def removals(self, key: int) -> tuple[Removal, ...]:
        """What is taken out of a window."""
        return self._states[self._now].removals.get(key, ())

    def set_removals(self, key: int, removals: tuple[Removal, ...]) -> None:
        """Take something else out of a window."""
        state = self._states[self._now]
        if removals != self.removals(key):
            self._push(replace(state, removals={**state.removals, key: removals}))

    def undo(self) -> None:
        """As before the last change."""
        self._go(max(0, self._now - 1))

    def redo(self) -> None:
        """As before the last undo."""
        self._go(min(len(self._states) - 1, self._now + 1))

    def _set_calipers(self, calipers: tuple[Caliper, ...]) -> None:
        self._push(replace(self._states[self._now], calipers=calipers))

    def _push(self, state: Edits) -> None:
        del self._states[self._now + 1 :]
        self._states.append(state)
        self._go(self._now + 1)

    def _go(self, to: int) -> None:
        if to != self._now:
            self._now = to
            self.save(self.annotations)


def _edits_of(annotations: Annotations) -> Edits:
    calipers = tuple(Caliper(**vars(span)) for span in annotations.spans)
    return Edits(calipers, dict(annotations.marks), notes=annotations.notes, statement=annotations.statement)
