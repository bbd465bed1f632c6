"""What a page says: lines of text made from the record, the measurements and the analysis. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from ..core.analysis import Analysis, ModelInfo, Prediction
from ..core.annotations import Note
from ..core.anonymous import HIGHEST_AGE_YEARS
from ..core.comparison import Side
from ..core.disagreement import disagreements
from ..core.doubt import contradictions, doubt_mark
from ..core.measurements import FIDUCIAL_NAMES, Measurements
from ..core.model_card import highpass_hz, is_by_own_deviation
from ..core.record import Record
from ..core.remarks import in_reading_order

PROGRAM = "ECG-IMN Desktop"
SIMULATED = "SIMULATED ECG, NOT A PATIENT'S"
UNCONFIRMED = "Unconfirmed: not reviewed by a physician"

# Said rather than mended: numbers bent until they add up would be other numbers than the answer's.
ROUNDED = "Numbers are rounded one by one: a shown sum can differ from its parts in the last digit."

BOXES = "Some characters are shown as boxes: no font of this computer has them."

# Stands after a value that follows from fiducials the user moved.
BY_HAND = "*"

_ABSENT = "\u2013"

# From here on times are read as on a clock.
_AS_CLOCK_S = 120.0

_DAYS_A_YEAR = 365.25
_NEWBORN_DAYS, _INFANT_YEARS = 60, 3

# The fiducials from which the values of the measurement block follow (the P axis needs the level before the QRS).
_FOLLOWS_FROM: dict[str, frozenset[str]] = {
    "P": frozenset({"p_onset", "p_offset"}),
    "PR": frozenset({"p_onset", "qrs_onset"}),
    "QRS": frozenset({"qrs_onset", "qrs_offset"}),
    "QT": frozenset({"qrs_onset", "t_offset"}),
    "QTc Bazett": frozenset({"qrs_onset", "t_offset"}),
    "QTc Fridericia": frozenset({"qrs_onset", "t_offset"}),
    "P/QRS/T axes": frozenset(FIDUCIAL_NAMES),
}


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, a true minus: "+1.23", "−0.40", "0.00"."""
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return text[1:]
    return text.replace("-", "\u2212")


def adding_up(values: Sequence[float], digits: int = 2) -> list[float]:
    """``values`` rounded so that they add up as they are read: the last is the sum of all before it.

    First and last are rounded as usual; between them, those that lie farthest from what they are rounded to give way
    (largest remainder). Where the values do not add up, each is rounded as usual.
    """
    unit = 10.0**-digits
    if len(values) < 3 or abs(sum(values[:-1]) - values[-1]) > unit / 2:
        return [round(value, digits) for value in values]
    counts = [round(round(value, digits) / unit) for value in values]  # 0.025 / 0.01 would be another half
    missing = counts[-1] - sum(counts[:-1])
    step = 1 if missing > 0 else -1
    middle = sorted(range(1, len(values) - 1), key=lambda i: step * (counts[i] - values[i] / unit))
    for i in middle[: abs(missing)]:
        counts[i] += step
    return [round(count * unit, digits) for count in counts]


def plain(value: float, digits: int = 0) -> str:
    """A number with a true minus, and without one where it is rounded to zero."""
    return f"{value:z.{digits}f}".replace("-", "\u2212")


def percent(probability: float, digits: int = 0) -> str:
    """A probability for people: "93 %"; nothing is ever quite impossible or certain ("< 1 %", "> 99 %").

    ``digits`` after the point: where a probability stands beside its logit, one more.
    """
    least = 10.0**-digits
    if probability < least / 100:
        return f"< {least:.{digits}f} %"
    if probability > 1 - least / 100:
        return f"> {100 - least:.{digits}f} %"
    return f"{100 * probability:.{digits}f} %"


def percent_with_doubt(probability: float, threshold: float, digits: int = 0) -> str:
    """The same, with the "?" where it is near its threshold."""
    return percent(probability, digits) + doubt_mark(probability, threshold)


def duration_text(duration_s: float) -> str:
    """How long a record is, for a reader: "10 s", "30:00 min", "24:00:00 h"."""
    if duration_s < _AS_CLOCK_S:
        return f"{duration_s:g} s"
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d} h" if hours else f"{minutes}:{seconds:02d} min"


def clock(time_s: float, digits: int = 0) -> str:
    """A time in a record: "7.5 s" is 0:07.5, a day is 24:00:00."""
    units = round(time_s * 10**digits)
    whole, part = divmod(units, 10**digits)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f".{part:0{digits}d}" if digits else ""
    return (f"{hours}:{minutes:02d}" if hours else f"{minutes}") + f":{seconds:02d}{tail}"


def has_time_of_day(recorded_at: datetime | None) -> bool:
    """Whether the file told a time: one with a date alone is read as of midnight to the second."""
    return recorded_at is not None and recorded_at.time() != time()


def part_text(start_s: float, end_s: float, recorded_at: datetime | None, digits: int = 0) -> str:
    """A part of a record, and on which day and at what time it begins: "12:05:10 – 12:05:20   (2026-11-24 20:20:40)".

    Where the time is not known, nor is the day after hours.
    """
    text = f"{clock(start_s, digits)} \u2013 {clock(end_s, digits)}"
    if recorded_at is not None and has_time_of_day(recorded_at):
        # To the digit that is shown: a part that starts a thousandth before a second would show the second before.
        text += f"   ({recorded_at + timedelta(seconds=round(start_s, digits)):%Y-%m-%d %H:%M:%S})"
    return text


def part_texts(start_s: float, end_s: float, recorded_at: datetime | None) -> list[str]:
    """A part of a record, in ever fewer letters: with its end and the time of day, without its end, without either."""
    span, _, moment = part_text(start_s, end_s, recorded_at).partition("   ")
    span, begin = span.replace(" ", ""), clock(start_s)
    if end_s < _AS_CLOCK_S:
        span, begin = f"{start_s:.4g}\u2013{end_s:.4g} s", f"{start_s:.4g} s"
    return [f"{span} {moment}", f"{begin} {moment}", span] if moment else [span, begin]


def span_text(start_s: float, end_s: float) -> str:
    """A short stretch of a record: "0.76–0.96 s"; after two minutes as the ECG says it, "23:20:00.76, 0.20 s"."""
    if end_s < _AS_CLOCK_S:
        return f"{start_s:.2f}\u2013{end_s:.2f} s"
    return f"{clock(start_s, 2)}, {end_s - start_s:.2f} s"


def moment_text(moment: datetime, clock: str = "%H:%M") -> str:
    """Day and time; the day alone at midnight to the second, which is how a file without a time is read."""
    return moment.strftime(f"%Y-%m-%d {clock}" if has_time_of_day(moment) else "%Y-%m-%d")


def record_facts(record: Record) -> list[tuple[str, str]]:
    """What the file holds of the patient and the recording, (label, value) each."""
    patient = record.patient
    facts: list[tuple[str, str]] = []
    if patient.id:
        facts.append(("ID", patient.id))
    person = [_age(patient.age_years)] if patient.age_years is not None else []
    person += [patient.sex] if patient.sex else []
    if person:
        facts.append(("Age, sex", ", ".join(person)))
    if record.recorded_at is not None:
        facts.append(("Recorded", moment_text(record.recorded_at, "%H:%M:%S")))
    if patient.name:
        facts.append(("Record", record.name))
    facts.append(
        ("Signal", f"{duration_text(record.duration_s)}, {record.fs:g} Hz, {_count(len(record.lead_names), 'lead')}")
    )
    return facts


def _age(age_years: float) -> str:
    """Years; of an infant months or days, if the file is so precise."""
    if age_years > HIGHEST_AGE_YEARS:  # data sets write placeholders for them (PTB-XL: 300)
        return f"over {HIGHEST_AGE_YEARS:g} years"
    years, months, days = round(age_years, 1), round(12 * age_years), round(_DAYS_A_YEAR * age_years)
    if age_years == round(age_years) or age_years >= _INFANT_YEARS:
        return "1 year" if years == 1 else f"{years:g} years"
    if days < _NEWBORN_DAYS:
        return "1 day" if days == 1 else f"{days} days"
    return f"{months} months"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def measurement_rows(m: Measurements) -> list[tuple[str, str]]:
    """The measurement block, (label, value with unit) each; a dash where it could not be measured.

    An asterisk follows a value that depends on fiducials the user moved.
    """

    def ms(value: float | None) -> str:
        return _ABSENT if value is None else f"{value:.0f} ms"

    axes = " / ".join(_ABSENT if v is None else plain(v) for v in (m.p_axis_deg, m.qrs_axis_deg, m.t_axis_deg))
    qtc = [(f"QTc {formula}", ms(m.qtc_ms.get(formula))) for formula in ("Bazett", "Fridericia")]
    rows = [
        ("Heart rate", _ABSENT if m.hr_bpm is None else f"{m.hr_bpm:.0f} /min"),
        ("Rhythm", m.rhythm or _ABSENT),
        ("P", ms(m.p_ms)),
        ("PR", ms(m.pr_ms)),
        ("QRS", ms(m.qrs_ms)),
        ("QT", ms(m.qt_ms)),
        *qtc,
        ("P/QRS/T axes", f"{axes}\u00b0"),
    ]
    edited = m.fiducials.edited
    return [(k, f"{v} {BY_HAND}" if edited & _FOLLOWS_FROM.get(k, frozenset()) else v) for k, v in rows]


def model_line(model: ModelInfo, checksum_digits: int = 16) -> str:
    """Which model answered: name, version, its filter if it has one, and the start of the SHA-256 of its weights."""
    checksum = model.sha256[:checksum_digits]
    if hz := highpass_hz(model):
        return f"model {model.name} {model.version} (high-pass {hz:g} Hz), SHA-256 {checksum}"
    return f"model {model.name} {model.version}, SHA-256 {checksum}"


def model_mark(model: ModelInfo) -> str:
    """The same in short, for pages that show several ECGs."""
    checksum = model.sha256[:12]
    if hz := highpass_hz(model):
        return f"{model.name} {model.version} (high-pass {hz:g} Hz, SHA-256 {checksum})"
    return f"{model.name} {model.version} ({checksum})"


def input_sentence(model: ModelInfo) -> str:
    """What is done to the ECG before the model reads it, and so whether it reads what the traces show.

    Empty where its card is not known.
    """
    hz = highpass_hz(model)
    if hz is None:
        return ""
    if is_by_own_deviation(model):
        if hz == 0:
            return (
                "The model reads every lead divided by its own standard deviation, so no voltages, with its baseline "
                "wander (no high-pass)."
            )
        return (
            "The model reads every lead divided by its own standard deviation, so no voltages, without baseline wander "
            f"(high-pass {hz:g} Hz, no phase shift); the traces are shown as recorded unless a display filter is named."
        )
    if hz == 0:
        return "The model reads the ECG as recorded, with its baseline wander (no high-pass)."
    return (
        f"The model reads the ECG without baseline wander (high-pass {hz:g} Hz, no phase shift); the traces are shown "
        "as recorded unless a display filter is named."
    )


def all_warnings(
    record: Record, analysis: Analysis | None, measurements: Measurements | None, found: Sequence[str] = ()
) -> list[str]:
    """What must be known before the page is believed, each sentence once, in the order of core/remarks.py.

    Without an answer, ``found`` is what the checks found beside the reason that there is none.
    """
    if analysis is None:
        return _remarks(record, found, None, measurements)
    return _remarks(record, analysis.warnings, analysis.prediction, measurements)


def side_warnings(side: Side) -> list[str]:
    """The same of one side of a comparison: what the window and the pages of that ECG alone say."""
    return _remarks(side.record, side.warnings, side.prediction, side.measurements)


def _remarks(
    record: Record, found: Sequence[str], prediction: Prediction | None, measurements: Measurements | None
) -> list[str]:
    sentences = [*found, *record.warnings]
    if measurements is not None:
        if prediction is not None:
            sentences += (*contradictions(prediction, measurements), *disagreements(prediction, measurements))
        sentences += measurements.warnings
    return in_reading_order(sentences)


def logit_sum(analysis: Analysis, class_index: int) -> str:
    """The identity that the explanation rests on, in numbers."""
    logit = float(analysis.prediction.logit[class_index])
    bias = float(analysis.prediction.bias[class_index])
    leads = float(analysis.explanation.lead_contribution()[class_index].sum())
    bias, leads, logit = adding_up((bias, leads, logit))
    return f"logit {signed(logit)} = b {signed(bias)} + leads {signed(leads)}"


def note_line(note: Note, all_leads: str = "all leads") -> str:
    """A clinician's remark, which stays as it is, with its place."""
    return f"{note.time_s:.2f} s, {note.lead or all_leads}: {note.text}"
