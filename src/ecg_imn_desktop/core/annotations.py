"""What a clinician adds to a record: notes, a statement, calipers, moved marks. Never written into its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .measurements import Fiducials


@dataclass(frozen=True)
class Note:
    """A remark at ``time_s`` of the record (seconds from its start), on one lead or on all of them (None)."""

    time_s: float
    lead: str | None
    text: str


@dataclass(frozen=True)
class Statement:
    """The clinician's own words, who reviewed the ECG, and on which day. Without a reviewer it is unconfirmed."""

    text: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None

    @property
    def is_confirmed(self) -> bool:
        """Somebody answers for it."""
        return bool(self.reviewed_by.strip())


@dataclass(frozen=True)
class Span:
    """A distance measured on a lead: from (``start_s``, ``start_mv``) to (``end_s``, ``end_mv``).

    ``has_time`` / ``has_mv``: which axes it measures.
    """

    lead: str
    start_s: float
    end_s: float
    start_mv: float
    end_mv: float
    has_time: bool = True
    has_mv: bool = True


@dataclass(frozen=True)
class Annotations:
    """All that was added to one record.

    ``marks``: the moved fiducials of each window of the model, by the millisecond at which the window starts.
    """

    notes: tuple[Note, ...] = ()
    statement: Statement = field(default_factory=Statement)
    spans: tuple[Span, ...] = ()
    marks: Mapping[int, Fiducials] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Nothing was added."""
        return not (self.notes or self.spans or self.marks) and self.statement == Statement()
