"""Age, sex, diagnoses and the like out of the free text of a header, in the ways the known data sets write them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from ..core.record import Patient
from .assembling import possible_age

# "Age: 74" (Challenge, PTB), "<age>: 51 <sex>: F" (WFDB's own convention, LUDB): a key, then text up to the next <key>.
_FIELD = re.compile(r"<(?P<bracketed>[^<>]{1,40})>\s*:\s*(?P<text>[^<]*)|^(?P<plain>[^:<>]{1,60}?)\s*:\s*(?P<rest>.*)$")
# "69 M 1085 1629 x1", the first comment of MIT-BIH records: age, sex, recorder numbers.
_MIT_BIH = re.compile(r"(?P<age>\d{1,3}|-1)\s+(?P<sex>[MF])\b(?!\s*:)")
_SAYS_NOTHING = {"", "?", "??", "n/a", "na", "nan", "none", "(none)", "unknown", "no", "null", "-", "-1"}

_DIAGNOSIS_KEYS = {
    "dx", "diagnosis", "diagnoses", "diagnose", "reason for admission", "acute infarction (localization)",
    "former infarction (localization)", "additional diagnoses",
}  # fmt: skip
_ID_KEYS = {"id", "patient id", "patient_id", "patientid", "subject id", "subject_id"}
_NAME_KEYS = {"name", "patient name", "patient_name", "patient"}


def patient_from_comments(comments: Sequence[str]) -> Patient:
    """What the comments say of the patient; fields they do not mention are None."""
    fields: dict[str, str] = {}
    diagnoses: list[str] = []
    in_list = False  # LUDB: "<diagnoses>:" and then a line for each
    for comment in comments:
        pairs = list(_pairs(comment))
        keys = [key for key, _ in pairs]
        if in_list and "<" not in comment:
            if _says(comment):
                diagnoses.append(comment.strip().rstrip("."))
            continue
        in_list = "diagnoses" in keys and "<diagnoses>" in comment.lower() and not comment.split(":")[-1].strip()
        for key, text in pairs:
            if key in _DIAGNOSIS_KEYS:
                separate = text.split(",") if key == "dx" else [text]
                diagnoses += [d.strip() for d in separate if _says(d)]
            else:
                fields.setdefault(key, text)
    first = _MIT_BIH.match(comments[0]) if comments else None
    if first is None and len(comments) > 1:
        first = _MIT_BIH.match(comments[1])
    return Patient(
        name=_first(fields, _NAME_KEYS),
        id=_first(fields, _ID_KEYS),
        age_years=_age(fields.get("age") or (first["age"] if first else "")),
        sex=_sex(fields.get("sex") or fields.get("gender") or (first["sex"] if first else "")),
        diagnoses=tuple(dict.fromkeys(diagnoses)),
    )


def date_from_comments(comments: Iterable[str]) -> datetime | None:
    """Day of the recording where only a comment gives it ("ECG date: 01/10/1990", PTB); None elsewhere."""
    for comment in comments:
        match = re.fullmatch(r"(?:ecg|recording) date\s*:\s*(\d{1,2})/(\d{1,2})/(\d{4})", comment.strip().lower())
        if match is not None:
            with contextlib.suppress(ValueError):
                return datetime(int(match[3]), int(match[2]), int(match[1]))
    return None


def says_simulated(comments: Iterable[str]) -> bool:
    """True where a comment marks the record as a simulator's work (``# simulated: true``)."""
    return any(re.fullmatch(r"simulated\s*[:=]\s*(true|yes|1)", c.strip().lower()) for c in comments)


def _pairs(comment: str) -> Iterable[tuple[str, str]]:
    for match in _FIELD.finditer(comment):
        key = match["bracketed"] or match["plain"]
        text = match["text"] if match["bracketed"] else match["rest"]
        yield key.strip().lower(), text.strip()


def _says(text: str) -> bool:
    return text.strip().lower() not in _SAYS_NOTHING


def _first(fields: dict[str, str], keys: set[str]) -> str | None:
    return next((fields[k] for k in fields if k in keys and _says(fields[k])), None)


def _age(text: str) -> float | None:
    """Years; "81", "81 years", "81y", "6 months" (files of children)."""
    match = re.match(r"(\d{1,3}(?:\.\d{1,4})?)\s*([a-z]*)", text.strip().lower())
    if match is None:
        return None
    per_year = {"m": 12.0, "mo": 12.0, "month": 12.0, "months": 12.0, "d": 365.25, "day": 365.25, "days": 365.25}
    return possible_age(float(match[1]) / per_year.get(match[2], 1.0))


def _sex(text: str) -> str | None:
    word = text.strip()
    if word.lower() in ("f", "female", "woman", "w", "weiblich"):
        return "female"
    if word.lower() in ("m", "male", "man", "männlich"):
        return "male"
    return word if _says(word) else None
