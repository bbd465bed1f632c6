"""HL7 annotated ECG (aECG, HL7 v3 XML, ISO/HL7 27931), as the FDA takes it: a small reader.

Its limits: the first series that is no derived (median) beat, its first sequence set, samples as SLIST_PQ with units of
voltage, one time step for all leads. Annotations are not read. The XML may have no DTD and no entities.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import RecordError
from ..core.record import Patient, Record
from .assembling import MAX_CHANNELS, Channel, assemble, printable
from .dicom import age_at, moment_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 200_000_000
_PREFIX = "MDC_ECG_LEAD_"
# Other ECGs in XML by their outermost element, which carts write, too.
_OTHERS = {
    "RestingECG": "GE MUSE", "CardiologyXML": "GE CardioSoft", "sapphire": "GE Sapphire", "restingecgdata": "Philips",
}  # fmt: skip
_HEAD_BYTES = 2000
_S_PER_UNIT = {"s": 1.0, "ms": 1e-3, "us": 1e-6}


def read_aecg(path: Path) -> Record:
    """Read the ECG; RecordError with one sentence if the file is something else, damaged or beyond the limits."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, parse

    if path.stat().st_size > MAX_BYTES:
        raise RecordError(f"{path.name} is too large for an annotated ECG ({path.stat().st_size / 1e6:.0f} MB).")
    if make := _other_make(path):
        raise RecordError(f"{path.name} is the XML of {make}, which is not read: export it as DICOM or HL7 aECG.")
    try:
        root = parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        raise RecordError(f"{path.name} has a document type or entities, which are not read.", repr(error)) from error
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that Python does not know
        raise RecordError(f"{path.name} is damaged: it is no XML.", repr(error)) from error
    if _tag(root) != "AnnotatedECG":
        raise RecordError(f"{path.name} is XML, but no HL7 annotated ECG.")
    try:
        return _record(path, root)
    except (ValueError, TypeError, OverflowError) as error:
        raise RecordError(f"{path.name} is damaged: its numbers cannot be read.", repr(error)) from error


def _other_make(path: Path) -> str | None:
    """Who writes such XML, by its outermost element; None where it is not known."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    first = re.search(rb"<([A-Za-z]\w*)[\s>/]", head)
    return _OTHERS.get(first[1].decode()) if first else None


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element | None, *path: str) -> list[Element]:
    """Descendants by the names of the elements on the way, whatever their namespace."""
    found = [] if element is None else [element]
    for name in path:
        found = [child for parent in found for child in parent if _tag(child) == name]
    return found


def _child(element: Element | None, *path: str) -> Element | None:
    return next(iter(_children(element, *path)), None)


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else element.get(name, "")


def _record(path: Path, root: Element) -> Record:
    series = _children(root, "component", "series")
    raw = [s for s in series if "DERIVED" not in _attribute(_child(s, "code"), "code").upper()] or series
    sequences = _children(_child(raw[0] if raw else None, "component", "sequenceSet"), "component", "sequence")
    step_s = None
    channels = []
    for sequence in sequences[: MAX_CHANNELS + 1]:
        code = _attribute(_child(sequence, "code"), "code")
        value = _child(sequence, "value")
        if code.startswith("TIME_"):
            step_s = _seconds(_child(value, "increment")) or step_s
        elif _child(value, "digits") is not None:
            channels.append(_channel(code, value))
    if not channels:
        raise RecordError(f"{path.name} holds no signal that can be read.")
    if step_s is None:
        raise RecordError(f"{path.name} does not give its sampling frequency.")
    n_samples = min(len(c.values) for c in channels)
    warnings = []
    if n_samples < max(len(c.values) for c in channels):
        warnings.append("The leads are of different lengths; they were cut to the shortest.")
    if len(raw) > 1:
        warnings.append(f"The file holds {len(raw)} series of leads; the first is shown.")
    moment = moment_of(_attribute(_child(root, "effectiveTime", "low"), "value")) or moment_of(
        _attribute(_child(raw[0], "effectiveTime", "low"), "value")
    )
    return assemble(
        path,
        path.stem,
        [Channel(c.name, c.units, c.values[:n_samples]) for c in channels],
        round(1.0 / step_s, 6),
        patient=_patient(root, moment),
        recorded_at=moment,
        warnings=warnings,
    )


def _channel(code: str, value: Element | None) -> Channel:
    digits = np.array((getattr(_child(value, "digits"), "text", None) or "").split(), dtype=np.float64)
    origin, scale = _child(value, "origin"), _child(value, "scale")
    units = _attribute(scale, "unit")
    with np.errstate(over="ignore", invalid="ignore"):  # what is no number afterwards is a gap
        values = digits * float(_attribute(scale, "value") or "nan")
    offset = float(_attribute(origin, "value") or 0)
    if offset and _attribute(origin, "unit") not in ("", units):
        raise ValueError("origin and scale have different units")
    return Channel(printable(code.removeprefix(_PREFIX)) or "signal", printable(units, 20), values + offset)


def _seconds(increment: Element | None) -> float | None:
    factor = _S_PER_UNIT.get(_attribute(increment, "unit"))
    step = float(_attribute(increment, "value") or "nan")
    return step * factor if factor and 1e-6 < step * factor < 10 else None


def _patient(root: Element, moment: datetime | None) -> Patient:
    subject = _child(
        root, "componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject", "trialSubject"
    )
    person = _child(subject, "subjectDemographicPerson")
    born = moment_of(_attribute(_child(person, "birthTime"), "value"))
    name = _child(person, "name")
    return Patient(
        name=printable(" ".join(name.itertext())) or None if name is not None else None,
        id=printable(_attribute(_child(subject, "id"), "extension")) or None,
        age_years=age_at(born.date(), moment.date()) if born and moment else None,
        sex={"F": "female", "M": "male"}.get(_attribute(_child(person, "administrativeGenderCode"), "code")),
    )
