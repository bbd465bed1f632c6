"""Letters that no font has: what stands on the page is then a box, which is said rather than left to be guessed."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.record import Record
from ..draw.fonts import can_draw
from .gui import ensure_gui_application
from .words import BOXES


def boxes_remark(record: Record, own_words: Iterable[str] = ()) -> list[str]:
    """One sentence if a letter of the record's names and diagnoses, or of ``own_words``, is shown as a box."""
    patient = record.patient
    written = (record.name, patient.name, patient.id, *patient.diagnoses, *own_words)
    letters = frozenset(c for text in written if text for c in text if not c.isascii() and c.isprintable())
    if not letters:
        return []
    ensure_gui_application()
    return [] if can_draw(letters) else [BOXES]
