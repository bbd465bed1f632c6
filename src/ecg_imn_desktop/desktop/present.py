"""What counts as present, in one line or in a few."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ..core.analysis import ClassInfo, Prediction
from ..core.doubt import doubt_mark
from ..report.sentences import said


def present_texts(prediction: Prediction) -> tuple[str, ...]:
    """What counts as present, by titles and by short names, for where a list of classes shows only a part.

    Empty where nothing does: a remark says so then.
    """
    text = QCoreApplication.translate("Present", "Present: {names}")
    names = (present_names(prediction, by_title=True), present_names(prediction))
    return tuple(text.format(names=found) for found in names) if all(names) else ("",)


def present_names(prediction: Prediction, *, by_title: bool = False) -> str:
    """What counts as present, superclasses with their sub-classes, marked as in the list; empty where nothing does."""
    found = []
    for group in _present(prediction):
        first, *below = ((said(info.title_in_a_sentence) if by_title else info.name) + mark for info, mark in group)
        found.append(f"{first} ({', '.join(below)})" if below else first)
    return ", ".join(found)


def present_lines(prediction: Prediction) -> str:
    """The same, a class a line by short name and title."""
    lines = []
    for group in _present(prediction):
        for info, mark in group:
            indent = "    " if info.parent is not None else ""
            lines.append(f"{indent}{info.name}{mark}, {said(info.title)}")
    return "\n".join(lines)


def _present(prediction: Prediction) -> list[list[tuple[ClassInfo, str]]]:
    """Classes with their marks; sub-classes in one group with their superclass, if that is present too."""
    found: list[list[tuple[ClassInfo, str]]] = []
    is_open = False  # the last superclass of the list is among them
    for index, depth in prediction.tree():
        is_positive = bool(prediction.is_positive[index])
        is_open = is_positive if depth == 0 else is_open
        if is_positive:
            info = prediction.classes[index]
            entry = (info, doubt_mark(float(prediction.probability[index]), info.threshold))
            if depth and is_open:
                found[-1].append(entry)
            else:
                found.append([entry])
    return found
