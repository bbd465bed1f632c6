"""What a side can be asked for: models, methods, display filters. Needs no torch."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ...core.comparison import EXACT
from ...core.filter_label import filter_label
from ...model.catalogue import list_models
from ...model.methods import METHODS, TWIN, explains_itself
from ...report.sentences import said

# High-pass, low-pass and notch in Hz; None leaves a part out.
FILTERS: tuple[tuple[float | None, float | None, float | None], ...] = (
    (None, None, None),
    (0.5, None, None),
    (None, 40.0, None),
    (0.5, 40.0, None),
    (None, 150.0, None),
    (None, None, 50.0),
    (None, None, 60.0),
)


@dataclass(frozen=True)
class Choice:
    """A way to explain: ``method`` of ``model``."""

    title: str
    model: str
    method: str


def explanations() -> list[Choice]:
    """Every method of every installed model: exact maps first, then the twin's, then post-hoc maps of the others."""
    choices = []
    cards = list_models()
    for card in cards:
        if explains_itself(card.network):
            title = QCoreApplication.translate("Comparison", "Exact \u00b7 {model}").format(model=card.name)
            choices.append(Choice(title, card.name, EXACT))
    for card in sorted(cards, key=lambda card: card.name != TWIN):
        choices += [Choice(f"{m.title} \u00b7 {card.name}", card.name, m.name) for m in METHODS.values()]
    return choices


def filter_title(hz: tuple[float | None, float | None, float | None]) -> str:
    """What a display filter is called in a list."""
    return said(filter_label(*hz)) if any(hz) else QCoreApplication.translate("Comparison", "unfiltered")
