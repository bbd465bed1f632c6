"""Annotations as plain values that JSON knows, and back; what comes back is checked, whoever wrote it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.annotations import Annotations, Note, Span, Statement
from ..core.measurements import FIDUCIAL_NAMES, Fiducials

# More than anybody types, and little enough to read at once.
MAX_TEXT = 20_000
MAX_ENTRIES = 10_000
MAX_BEATS = 1_000_000

_TIMES = ("r_peak", *FIDUCIAL_NAMES)


def annotations_to_dict(annotations: Annotations) -> dict[str, Any]:
    """Plain values; times in seconds from the record's start, absent fiducials null."""
    statement = annotations.statement
    return {
        "notes": [{"time_s": n.time_s, "lead": n.lead, "text": n.text} for n in annotations.notes],
        "statement": {
            "text": statement.text,
            "reviewed_by": statement.reviewed_by,
            "reviewed_on": None if statement.reviewed_on is None else statement.reviewed_on.isoformat(),
        },
        "calipers": [
            {
                "lead": s.lead,
                "start_s": s.start_s,
                "end_s": s.end_s,
                "start_mv": s.start_mv,
                "end_mv": s.end_mv,
                "has_time": s.has_time,
                "has_mv": s.has_mv,
            }
            for s in annotations.spans
        ],
        "moved_fiducials": [
            {"window_start_ms": key, **fiducials_to_dict(fiducials)}
            for key, fiducials in sorted(annotations.marks.items())
        ],
    }


def annotations_from_dict(values: Mapping[str, Any]) -> Annotations:
    """What :func:`annotations_to_dict` gave. ValueError, TypeError or KeyError where it is anything else."""
    statement = values["statement"]
    day = statement["reviewed_on"]
    return Annotations(
        notes=tuple(
            Note(
                _number(n["time_s"]),
                None if n["lead"] is None else _text(n["lead"]),
                _text(n["text"]),
            )
            for n in _entries(values["notes"])
        ),
        statement=Statement(
            _text(statement["text"]),
            _text(statement["reviewed_by"]),
            None if day is None else date.fromisoformat(_text(day)),
        ),
        spans=tuple(
            Span(
                lead=_text(s["lead"]),
                start_s=_number(s["start_s"]),
                end_s=_number(s["end_s"]),
                start_mv=_number(s["start_mv"]),
                end_mv=_number(s["end_mv"]),
                has_time=_flag(s["has_time"]),
                has_mv=_flag(s["has_mv"]),
            )
            for s in _entries(values["calipers"])
        ),
        marks={
            round(_number(entry["window_start_ms"])): fiducials_from_dict(entry)
            for entry in _entries(values["moved_fiducials"])
        },
    )


def fiducials_to_dict(fiducials: Fiducials) -> dict[str, Any]:
    """Lists of seconds by name ("qrs_onset_s"), null where a beat has no such wave, and what was moved by hand."""
    columns = {f"{name}_s": [float(t) if math.isfinite(t) else None for t in fiducials.of(name)] for name in _TIMES}
    return {**columns, "edited": sorted(fiducials.edited)}


def fiducials_from_dict(values: Mapping[str, Any]) -> Fiducials:
    """What :func:`fiducials_to_dict` gave. ValueError, TypeError or KeyError where it is anything else."""
    columns = [values[f"{name}_s"] for name in _TIMES]
    n_beats = len(columns[0])
    if n_beats > MAX_BEATS or any(not isinstance(c, list) or len(c) != n_beats for c in columns):
        raise ValueError("the fiducials do not have one time a beat each")
    times = [np.array([np.nan if t is None else _number(t) for t in column], dtype=np.float64) for column in columns]
    return checked_fiducials(times, frozenset(_text(name) for name in _entries(values["edited"])))


def checked_fiducials(times: Sequence[NDArray[np.float64]], edited: frozenset[str]) -> Fiducials:
    """Fiducials of columns in the order r_peak, p_onset ... t_offset. ValueError if they make no sense."""
    r_peak = times[0]
    if not np.isfinite(r_peak).all() or (np.diff(r_peak) <= 0).any():
        raise ValueError("the R peaks are not in order")
    if any(np.isinf(column).any() for column in times) or not edited <= set(FIDUCIAL_NAMES):
        raise ValueError("the fiducials make no sense")
    r, p_on, p_off, qrs_on, qrs_off, t_on, t_off = times
    return Fiducials(r, p_on, p_off, qrs_on, qrs_off, t_on, t_off, edited)


def _entries(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise ValueError("no list, or too long a list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError("no text, or too long a text")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    try:
        number = float(value)
    except OverflowError as error:  # an integer of 400 digits
        raise ValueError("too large a number") from error
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value
