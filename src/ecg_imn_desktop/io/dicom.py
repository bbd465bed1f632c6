"""DICOM ECG waveforms (12-lead, general, ambulatory) in and out, by pydicom.

Read is the group of channels that holds the most ECG, with what other groups hold of the same time; others (median
beats, parts of a 3 x 4 page) are said.
Reference: DICOM PS3.3 C.10.9 (Waveform), PS3.16 CID 3001 (ECG leads).
"""

from __future__ import annotations

import contextlib
import re
import warnings as python_warnings
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from ..core.leads import canonical_lead
from ..core.record import Patient, Record
from .assembling import MAX_AGE_YEARS, MAX_CHANNELS, Channel, assemble, possible_age, printable

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MAX_BYTES = 1_000_000_000
_DEFLATED = "1.2.840.10008.1.2.1.99"  # could unfold to any size

# Lead numbers of SCP-ECG; "2:N" and 131328 + N are the same in MDC (ISO/IEEE 11073-10102).
LEAD_NUMBERS = {
    1: "I", 2: "II", 3: "V1", 4: "V2", 5: "V3", 6: "V4", 7: "V5", 8: "V6", 9: "V7", 10: "V2R", 11: "V3R", 12: "V4R",
    13: "V5R", 14: "V6R", 16: "VX", 17: "VY", 18: "VZ", 61: "III", 62: "aVR", 63: "aVL", 64: "aVF", 66: "V8", 67: "V9",
}  # fmt: skip
MDC_FIRST_LEAD = 131328

_TYPES = {(8, "SB"): "i1", (8, "UB"): "u1", (16, "SS"): "i2", (16, "US"): "u2", (32, "SL"): "i4", (32, "UL"): "u4"}


def read_dicom(path: Path) -> Record:
    """Read an ECG; RecordError with one sentence if it is none or damaged. Memory is bounded by the file's size."""
    with pydicom_is_quiet():
        try:
            dataset = _dataset(path)
            groups = list(dataset.get("WaveformSequence") or ())
            if not groups:
                raise RecordError(f"{path.name} is a DICOM file without a waveform: it holds no ECG.")
            return _record(path, dataset, groups)
        except (RecordError, MemoryError):
            raise
        except Exception as error:  # pydicom raises many kinds; whichever, the file is at fault
            raise RecordError(f"{path.name} is damaged or no DICOM ECG: it cannot be read.", repr(error)) from error


def _dataset(path: Path) -> Dataset:
    import pydicom
    from pydicom.filereader import read_file_meta_info

    if path.stat().st_size > MAX_BYTES:
        raise RecordError(f"{path.name} is too large for a DICOM ECG ({path.stat().st_size / 1e6:.0f} MB).")
    if read_file_meta_info(path).get("TransferSyntaxUID") == _DEFLATED:
        raise RecordError(f"{path.name} is a deflated DICOM file, which is not read.")
    return pydicom.dcmread(path)


@contextlib.contextmanager
def pydicom_is_quiet():  # type: ignore[no-untyped-def]
    """Values that are not quite as the standard wants are common, and no reason to speak."""
    import pydicom.config as config

    with python_warnings.catch_warnings(), config.disable_value_validation():
        python_warnings.simplefilter("ignore")
        yield


def _record(path: Path, dataset: Dataset, groups: Sequence[Dataset]) -> Record:
    sizes = [_n_values(group, path) if not _is_derived(group) else 0 for group in groups]
    if not any(sizes):
        sizes = [_n_values(group, path) for group in groups]
    group = groups[int(np.argmax(sizes))]
    warnings: list[str] = []
    channels = _channels(group, path, warnings)
    left = []
    for other, size in zip(groups, sizes, strict=True):
        if other is group:
            continue
        beside = _channels(other, path, warnings) if size and _of_one_time(other, group) else []
        leads = {canonical_lead(c.name) for c in channels} - {None}
        # Leads that are shown already are another version of the same.
        if beside and not leads & {canonical_lead(c.name) for c in beside}:
            channels += beside
        else:
            left.append(printable(other.get("MultiplexGroupLabel", "") or "without a name", 30))
    if left:
        warnings.append(f"Not shown are other groups of channels in the file: {', '.join(left[:6])}.")
    return assemble(
        path,
        path.stem,
        channels,
        float(group.SamplingFrequency),
        patient=_patient(dataset),
        recorded_at=_moment(dataset),
        warnings=warnings,
    )


def _channels(group: Dataset, path: Path, warnings: list[str]) -> list[Channel]:
    raw, padding = _samples(group, path), group.get("WaveformPaddingValue")
    return [_channel(i, c, raw[:, i], padding, warnings) for i, c in enumerate(group.ChannelDefinitionSequence)]


def _of_one_time(one: Dataset, other: Dataset) -> bool:
    """Whether two groups of channels run side by side: rate, length and start are the same."""

    def time_of(group: Dataset) -> tuple[float, int, float]:
        start_ms = float(group.get("MultiplexGroupTimeOffset") or 0)
        return float(group.SamplingFrequency), int(group.NumberOfWaveformSamples), start_ms

    return time_of(one) == time_of(other)


def _is_derived(group: Dataset) -> bool:
    return (
        str(group.get("WaveformOriginality", "")) == "DERIVED"
        or "MEDIAN" in str(group.get("MultiplexGroupLabel", "")).upper()
    )


def _n_values(group: Dataset, path: Path) -> int:
    n_channels, n_samples = int(group.NumberOfWaveformChannels), int(group.NumberOfWaveformSamples)
    if not (0 < n_channels <= MAX_CHANNELS and n_samples > 0):
        raise RecordError(f"{path.name} claims {n_channels} channels of {n_samples} samples.")
    return n_channels * n_samples


def _samples(group: Dataset, path: Path) -> NDArray[Any]:
    """(sample, channel) as stored; no more is asked for than lies in the file."""
    kind = _TYPES.get((int(group.WaveformBitsAllocated), str(group.WaveformSampleInterpretation)))
    if kind is None:
        raise RecordError(f"{path.name} stores its samples in a way that is not read.")
    n_channels, n_samples = int(group.NumberOfWaveformChannels), int(group.NumberOfWaveformSamples)
    data = bytes(group.WaveformData)
    endian = ">" if getattr(group, "original_encoding", (None, True))[1] is False else "<"
    dtype = np.dtype(endian + kind)
    if len(data) < n_channels * n_samples * dtype.itemsize:
        raise RecordError(f"{path.name} is damaged: it claims more samples than it holds.")
    if len(group.ChannelDefinitionSequence) != n_channels:
        raise RecordError(f"{path.name} describes {len(group.ChannelDefinitionSequence)} of {n_channels} channels.")
    return np.frombuffer(data, dtype, n_channels * n_samples).reshape(n_samples, n_channels)


def _channel(i: int, definition: Dataset, raw: NDArray[Any], padding: object, warnings: list[str]) -> Channel:
    name = _lead_name(definition) or f"signal {i + 1}"
    values = raw.astype(np.float64)
    if definition.get("ChannelSensitivity") is None:
        units = ""
    else:
        scale = float(definition.ChannelSensitivity) * float(definition.get("ChannelSensitivityCorrectionFactor") or 1)
        values = values * scale + float(definition.get("ChannelBaseline") or 0)
        sequence = definition.get("ChannelSensitivityUnitsSequence") or [{}]
        units = printable(sequence[0].get("CodeValue", ""), 20)
    if isinstance(padding, bytes) and len(padding) >= raw.dtype.itemsize:
        values[raw == np.frombuffer(padding[: raw.dtype.itemsize], raw.dtype)[0]] = np.nan
    if float(definition.get("ChannelSampleSkew") or 0) or float(definition.get("ChannelTimeSkew") or 0):
        warnings.append("The file says that its channels are shifted against each other; they are shown unshifted.")
    return Channel(name, units, values)


def _lead_name(definition: Dataset) -> str:
    """By the code of the lead where it is known, else by what the file writes."""
    source = (definition.get("ChannelSourceSequence") or [{}])[0]
    code, meaning = str(source.get("CodeValue", "")), printable(source.get("CodeMeaning", ""))
    number = None
    if match := re.fullmatch(r"(?:2:|5\.6\.3-9-)(\d{1,3})", code):
        number = int(match[1])
    elif code.isascii() and code.isdigit() and len(code) == 6:
        number = int(code) - MDC_FIRST_LEAD
    label = printable(definition.get("ChannelLabel", ""))
    # "aVR, augmented voltage, right" is how the standard itself puts it.
    words = [LEAD_NUMBERS.get(number or 0, ""), re.sub(r"\(.*?\)|,.*", "", meaning).strip(), label, code]
    return next((w for w in words if w and canonical_lead(w)), meaning or label)


def _patient(dataset: Dataset) -> Patient:
    sex = {"F": "female", "M": "male"}.get(str(dataset.get("PatientSex", "")))
    name = printable(str(dataset.get("PatientName", "")).replace("^", " "))
    return Patient(
        name=name or None, id=printable(dataset.get("PatientID", "")) or None, age_years=_age(dataset), sex=sex
    )


def _age(dataset: Dataset) -> float | None:
    match = re.fullmatch(r"(\d{1,3})([YMWD])", str(dataset.get("PatientAge", "")).strip())
    if match:
        return possible_age(int(match[1]) / {"Y": 1.0, "M": 12.0, "W": 52.18, "D": 365.25}[match[2]])
    moment, born = _moment(dataset), _day(str(dataset.get("PatientBirthDate", "")))
    return None if moment is None or born is None else age_at(born, moment.date())


def age_at(born: date, day: date) -> float | None:
    """Whole years; None where the days cannot be."""
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return float(years) if 0 <= years < MAX_AGE_YEARS else None


def _moment(dataset: Dataset) -> datetime | None:
    candidates = [
        str(dataset.get("AcquisitionDateTime", "")),
        *(
            str(dataset.get(f"{w}Date", "")) + str(dataset.get(f"{w}Time", ""))
            for w in ("Acquisition", "Content", "Study")
        ),
    ]
    return next((m for m in map(moment_of, candidates) if m is not None), None)


def moment_of(text: str) -> datetime | None:
    """Local time of "YYYYMMDDHHMMSS.ffff+ZZZZ", as DICOM and HL7 write it; None without a day."""
    match = re.match(r"(\d{8})(\d{2})?(\d{2})?(\d{2})?(?:\.(\d{1,6}))?", text.strip())
    day = _day(match[1]) if match else None
    if match is None or day is None:
        return None
    hour, minute, second = (int(g or 0) for g in match.groups()[1:4])
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, int((match[5] or "0").ljust(6, "0")))
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip()[:8], "%Y%m%d").date()
    except ValueError:
        return None
