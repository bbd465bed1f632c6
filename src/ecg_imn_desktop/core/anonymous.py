"""A record without what tells whose it is: no name, ID, date, file name; ages over 89 as one group."""

from __future__ import annotations

import re
from dataclasses import replace

from .record import Patient, Record

# Ages above it identify people (HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C)): they are all given as 90.
HIGHEST_AGE_YEARS = 89.0
OLDER_YEARS = 90.0

NAME = "Anonymous ECG"
LEFT_OUT = "[\u2026]"

# Dates as people and files write them: 2024-05-01, 1.5.2024, 05/01/24, 5 May 2024, 05-May-2020.
_DATES = re.compile(
    r"\b(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d{2})"
    r"|\d{1,2}[. -]+(jan|feb|m\u00e4r|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-z]*[. -]+\d{4})\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"\b[\w.-]+\.(hea|dat|mat|atr|h5|hdf5|dcm|edf|bdf|csv|txt|xml|scp)\b", re.IGNORECASE)


def anonymised(record: Record) -> Record:
    """The same signal without name, ID, dates, file names, comments and diagnoses; sex and (grouped) age stay.

    Free text that stays (warnings) is scrubbed. ``source`` is None: who writes a file must check before that it is
    none of the record's own.
    """
    patient = record.patient
    age = patient.age_years
    if age is not None and age > HIGHEST_AGE_YEARS:
        age = OLDER_YEARS
    return replace(
        record,
        name=NAME,
        patient=Patient(age_years=age, sex=patient.sex),
        recorded_at=None,
        source=None,
        comments=(),
        warnings=tuple(scrubbed(text, record) for text in record.warnings),
    )


def scrubbed(text: str, record: Record) -> str:
    """A text without dates, file names, and what the record says of the patient's name and ID.

    It takes out what it knows; a name that the record does not hold stays, so a person must read free text.
    """
    patient = record.patient
    known = [record.name, patient.id or "", patient.name or "", *re.split(r"[\s,^]+", patient.name or "")]
    if record.source is not None:
        known += [record.source.name, record.source.stem]
    for word in sorted({w for w in known if len(w) >= 2}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    return _DATES.sub(LEFT_OUT, _FILE.sub(LEFT_OUT, text))
