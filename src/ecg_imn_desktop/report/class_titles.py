"""Classes by their titles, which a reader knows, where a page has room for them; else by their short names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..core.analysis import Prediction
from ..core.comparison import Side
from .comparison_words import side_answer
from .language import tr
from .paper import Ruler
from .sentences import said
from .words import percent_with_doubt

LINE_STEP = 1.2  # from line to line, in sizes of the letters

_NO_BREAK = "\u00a0"  # keeps a number by its class


def title_that_fits(
    ruler: Ruler, text: str, name: str, title: str, size_mm: float, width_mm: float, *, bold: bool = False
) -> str:
    """``text`` with its "{name}" as short name and title, as the title alone, or as the short name.

    The first that :meth:`Paper.title` writes whole. ``title`` is as the model's card has it.
    """
    texts = naming(text, name, title)
    return next((t for t in texts if ruler.has_room(t, size_mm, width_mm, bold=bold)), texts[-1])


def naming(text: str, name: str, title: str) -> tuple[str, str, str]:
    """``text`` with its "{name}" as short name and title, as the title alone, and as the short name."""
    words = said(title)
    return text.format(name=f"{name}, {words}"), text.format(name=words), text.format(name=name)


def answer_that_fits(ruler: Ruler, side: Side, size_mm: float, width_mm: float) -> str:
    """What the model says of a side, its class by short name and title, by the title, or by the short name.

    The first that fits on one line of ``width_mm``; the last even if it does not.
    """
    texts = answer_texts(side)
    return next((text for text in texts if ruler.width(text, size_mm) <= width_mm), texts[-1])


def answer_texts(side: Side) -> tuple[str, ...]:
    """What the model says of a side, its class by short name and title, by the title, and by the short name."""
    words, k = said(side_answer(side)), side.class_index
    if side.prediction is None or side.evidence is None or k is None:
        return (words,)
    name, title = side.evidence.class_name, side.prediction.classes[k].title
    if not words.startswith(f"{name} "):
        return (words,)
    return naming("{name}" + words.removeprefix(name).replace("{", "{{").replace("}", "}}"), name, title)


@dataclass(frozen=True)
class ReachedLines:
    """``lines`` in letters of ``size_mm``."""

    lines: tuple[str, ...]
    size_mm: float


def reached_lines(
    ruler: Ruler, prediction: Prediction, width_mm: float, rooms: Sequence[tuple[float, int]]
) -> ReachedLines:
    """The sub-classes that count as present, likeliest first, with their probabilities ("?": near the threshold).

    ``rooms`` are sizes of letters (mm) with the number of lines that there is room for, the one liked best first. As
    many titles as there is room for; then short names, and of very many how many more there are. No line is cut.
    """
    size_mm = rooms[0][0]
    for text in _texts(prediction):
        for size_mm, n_lines in rooms:
            lines = ruler.wrapped(text, width_mm, size_mm)
            if len(lines) <= n_lines and all(ruler.width(line, size_mm) <= width_mm for line in lines):
                return ReachedLines(tuple(line.replace(_NO_BREAK, " ") for line in lines if line), size_mm)
    return ReachedLines((), size_mm)


def _texts(prediction: Prediction) -> Iterator[str]:
    """From what says most to what says least."""
    classes, probability = prediction.classes, prediction.probability
    found = [k for k, c in enumerate(classes) if c.parent is not None and prediction.is_positive[k]]
    if not found:
        yield tr("No sub-class reaches its threshold.") if any(c.parent for c in classes) else ""
        return
    found.sort(key=lambda k: -float(probability[k]))

    def entry(k: int, name: str) -> str:
        number = percent_with_doubt(float(probability[k]), classes[k].threshold)
        return name + _NO_BREAK + number.replace(" ", _NO_BREAK)

    titles = [entry(k, said(classes[k].title)) for k in found]
    names = [entry(k, classes[k].name) for k in found]
    for n_titles in range(len(found), -1, -1):
        yield tr("Sub-classes: {names}").format(names=", ".join([*titles[:n_titles], *names[n_titles:]]))
    for n_names in range(len(found) - 1, 0, -1):
        text = tr("Sub-classes: {names}").format(names=", ".join(names[:n_names]))
        yield text + " " + tr("(+{count} more)").format(count=len(found) - n_names)
