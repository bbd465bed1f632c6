"""What the comparison says in lines of text: the same on screen, paper and terminal. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.comparison import EXACT, Agreement, Change, ClassChange, Comparison, LogitSteps, Side
from ..core.series import Series, Unreadable
from .words import adding_up, moment_text, percent_with_doubt, plain, side_warnings, signed

ABSENT = "\u2013"

# Sub-classes less likely than this on both sides are left out of tables (they are all in the JSON).
MIN_SHOWN_PROBABILITY = 0.05

HEADING_GAP = "  \u00b7  "


def side_heading(letter: str, side: Side, name: str | None = None) -> str:
    """Which ECG: letter, record (by ``name``, if given), time of recording if the file holds it, and the window of a
    longer record.
    """
    parts = [f"{letter}: {name or side.record.name}"]
    if side.record.recorded_at is not None:
        parts.append(moment_text(side.record.recorded_at))
    if side.start_s > 0 or side.record.duration_s > side.window_s + 0.5:
        parts.append(f"{side.start_s:g}\u2013{side.start_s + side.window_s:g} s")
    return HEADING_GAP.join(parts)


def side_answer(side: Side) -> str:
    """What explains what, and what the model says of it."""
    evidence, k = side.evidence, side.class_index
    if evidence is None or side.prediction is None or side.model is None or k is None:
        return f"No prediction. {side.reason}".strip()
    method = evidence.title if evidence.method == EXACT else f"{evidence.title} (post hoc)"
    probability, logit = float(side.prediction.probability[k]), float(side.prediction.logit[k])
    shown = percent_with_doubt(probability, side.prediction.classes[k].threshold)
    text = (
        f"{evidence.class_name} {shown} (logit {signed(logit)}), "
        f"{method} of {side.model.name}, {evidence.elapsed_ms:.0f} ms"
    )
    return f"{text}; shown through {side.filter_label}" if side.filter_label else text


def side_remarks(side: Side) -> list[str]:
    """What must be known of one ECG of a series: why it has no answer, then the remarks as beside that ECG alone."""
    unanswered = [] if side.prediction is not None else [side_answer(side)]
    return [*unanswered, *side_warnings(side)]


def left_out(file: Unreadable) -> str:
    """That a series is without an ECG, and why."""
    return f"Left out: {file.reason}"


def series_letters(series: Series) -> dict[str, Side]:
    """The ECGs of a series by the number that stands for each: "1" is the first in the order of the series."""
    return {str(n): side for n, side in enumerate(series.sides, start=1)}


def series_heads(series: Series) -> list[str]:
    """Heads of columns: the number of the ECG, below it its day, or its name where the file holds no time."""
    return [
        f"{n}\n{s.record.recorded_at.strftime('%Y-%m-%d') if s.record.recorded_at else s.record.name}"
        for n, s in series_letters(series).items()
    ]


def digits_of(unit: str) -> int:
    """Decimals of a unit."""
    return 2 if unit == "mV" else 0


def with_unit(title: str, unit: str) -> str:
    """The head of a row: "QRS axis, °"."""
    return f"{title}, \u00b0" if unit == "deg" else f"{title}, {unit}"


def change_cells(change: Change) -> tuple[str, str, str, str, str]:
    """A, B, change, usual limit, and a word where it is exceeded.

    The change is the difference of A and B as they are read: whoever looks at the row works it out. Where it would then
    not be on the side of the limit that the measured change is on, it is that one, told apart by a further decimal.
    """
    digits, delta, limit = digits_of(change.unit), change.change, change.limit
    values = [ABSENT if v is None else plain(round(v, digits) + 0.0, digits) for v in (change.a, change.b)]
    if change.a is not None and delta is not None:
        b = change.a + delta if change.b is None or change.unit == "deg" else change.b  # an angle may be a turn away
        _, seen, _ = adding_up((change.a, delta, b), digits)
        if limit is not None and (abs(seen) > round(limit, digits)) != change.is_unusual:
            digits += 1
        else:
            delta = seen
    word = {True: "unusual", False: "", None: ""}[change.is_unusual]
    return (
        values[0],
        values[1],
        ABSENT if delta is None else signed(delta, digits),
        ABSENT if limit is None else f"\u00b1{plain(limit, digits)}",
        word,
    )


def logit_cells(change: ClassChange) -> tuple[str, str, str]:
    """Logits of A and B, and their difference as they are read."""
    a, b = change.logit
    a, delta, b = adding_up((a, b - a, b))
    return signed(a), signed(b), signed(delta)


def shown_classes(classes: Sequence[ClassChange], at_most: int | None = None) -> list[ClassChange]:
    """Superclasses, and the sub-classes that are present or likely on a side, in their order.

    Where they are more than ``at_most`` the least likely sub-classes are left out, and first those that no side calls.
    """
    shown = [
        c for c in classes
        if c.parent is None or any(c.is_positive) or max(c.probability) >= MIN_SHOWN_PROBABILITY
    ]  # fmt: skip
    kept = sorted(shown, key=lambda c: (c.parent is None, any(c.is_positive), max(c.probability)), reverse=True)
    return [c for c in shown if c in kept[:at_most]]


def step_rows(steps: LogitSteps) -> list[tuple[str, float, float]]:
    """The waterfall of a logit's change: (label, start, end) of A's logit, b, every lead, and B's logit."""
    rows = [("logit A", 0.0, steps.logit[0])]
    for label, value in (("b", steps.bias), *zip(steps.lead_names, steps.lead.tolist(), strict=True)):
        start = rows[-1][2]
        rows.append((label, start, start + value))
    return [*rows, ("logit B", 0.0, steps.logit[1])]


def steps_line(steps: LogitSteps) -> str:
    """The identity in numbers; the change is the difference of the logits as they are read."""
    names = steps.class_names
    residual = f"{steps.residual:.0e}".replace("-", "\u2212")
    what = names[0] if names[0] == names[1] else f"{names[0]} \u2192 {names[1]}"
    _, bias, leads, _ = adding_up((steps.logit[0], steps.bias, float(steps.lead.sum()), steps.logit[1]))
    return (
        f"Change of the logit of {what}: {signed(bias + leads)} = b {signed(bias)} + leads {signed(leads)} "
        f"(residual {residual})"
    )


def agreement_line(agreement: Agreement) -> str:
    """How far the two maps agree."""
    where = "lead \u00d7 50 ms" if agreement.is_by_lead else "50 ms, leads summed"
    rank = ABSENT if agreement.spearman != agreement.spearman else signed(agreement.spearman)
    overlap = ABSENT if agreement.overlap != agreement.overlap else f"{100 * agreement.overlap:.0f} %"
    return (
        f"Agreement of the maps: rank correlation {rank} over {agreement.n_cells} cells ({where}); "
        f"top {agreement.n_segments} segments overlap by {overlap}"
    )


def usual_line() -> str:
    """What "unusual" means."""
    return (
        "Usual: 95 of 100 changes between two normal ECGs of one person on different days are within the limit "
        "(measured with this program on PTB-XL). QT moves with the heart rate."
    )


def unusual_sentence(comparison: Comparison) -> str:
    """Which measurements changed more than usual, in one sentence."""
    unusual = [c for c in comparison.changes if c.is_unusual]
    names = [c.title for c in unusual if not c.name.startswith("st60_")]
    leads = [c.title.removeprefix("ST J+60 ") for c in unusual if c.name.startswith("st60_")]
    names += [f"ST level in {', '.join(leads)}"] if leads else []
    if not names:
        return "No measurement changed by more than usual."
    return f"Changed by more than usual: {', '.join(names)}."
