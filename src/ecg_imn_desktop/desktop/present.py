"""What counts as present, in one line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ..core.analysis import Prediction
from ..core.doubt import doubt_mark


def present_names(prediction: Prediction) -> str:
    """What counts as present, superclasses with their sub-classes, marked as in the list; empty where nothing does."""
    found: list[tuple[str, list[str]]] = []  # a class, its sub-classes
    is_open = False  # the last superclass of the list is among them
    for index, depth in prediction.tree():
        is_positive = bool(prediction.is_positive[index])
        is_open = is_positive if depth == 0 else is_open
        if is_positive:
            info = prediction.classes[index]
            name = info.name + doubt_mark(float(prediction.probability[index]), info.threshold)
            if depth and is_open:
                found[-1][1].append(name)
            else:
                found.append((name, []))
    return ", ".join(f"{name} ({', '.join(below)})" if below else name for name, below in found)


def present_line(prediction: Prediction) -> str:
    """The same as a sentence, for where a list of classes shows only a part; empty, since a remark says so then."""
    names = present_names(prediction)
    return QCoreApplication.translate("Present", "Present: {names}").format(names=names) if names else ""
