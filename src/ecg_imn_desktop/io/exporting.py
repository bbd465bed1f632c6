"""What was opened, written as WFDB or DICOM for other programs: the leads, and what is known of patient and time.

Channels that are no ECG are left out. Both formats store integers: steps of 1 uV where that loses nothing that matters
(the files of most carts are in 1 to 5 uV), finer ones for small signals, coarser for what would not fit.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..core.errors import ExportError, RecordError
from ..core.record import Patient, Record
from .atomic import TEMPORARY_PREFIX, atomic_path
from .dicom import LEAD_NUMBERS, MDC_FIRST_LEAD, pydicom_is_quiet
from .headers import read_header
from .targets import refuse_own_files, refuse_without_room

_STEPS_PER_MV = (10_000.0, 1000.0, 200.0, 100.0, 10.0, 1.0)
_GAP = -32768  # WFDB format 16 and the padding value of our DICOM files
_LARGEST = 32_767
_FINE_MV = 0.3  # a lead smaller than this gets the finer steps

MAX_OLD_AGE = 89  # ages above are grouped where a person must not be known again


def write_record(path: Path | str, record: Record) -> Path:
    """Write ``record`` in the format of the name: ``.hea`` (WFDB, with ``.dat``) or ``.dcm`` (DICOM).

    Whole or not at all; gives the path. ExportError with one sentence for another name, a file of the record itself, a
    record without leads or what the format cannot hold.
    """
    path = Path(path)
    writers: dict[str, Callable[[Path, Record], None]] = {".hea": _write_wfdb, ".dcm": _write_dicom}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise ExportError(f"{path.name} is neither a WFDB header (.hea) nor a DICOM file (.dcm); choose one of them.")
    if not record.lead_names:
        raise ExportError(f"{record.name} has no ECG lead to be written.")
    refuse_own_files(path, record)
    write(path, record)
    return path


def anonymous(record: Record) -> Record:
    """The record without name, ID, diagnoses, dates and the file's free text; ages over 89 become 90."""
    age = record.patient.age_years
    if age is not None:
        age = 90.0 if age > MAX_OLD_AGE else float(np.floor(age))
    comments = ("simulated: true",) if record.is_simulated else ()
    patient = Patient(age_years=age, sex=record.patient.sex)
    return replace(record, name="anonymous", patient=patient, recorded_at=None, comments=comments)


def _steps(record: Record) -> tuple[float, NDArray[np.int16]]:
    """Steps per mV, the same for all leads, and the samples in steps, (lead, sample)."""
    mv = record.mv[:, :]  # of a long record it lies in its file
    size = float(np.abs(mv, where=np.isfinite(mv), out=np.zeros_like(mv)).max(initial=0.0))
    wanted = 10_000.0 if 0 < size < _FINE_MV else 1000.0
    per_mv = next((s for s in _STEPS_PER_MV if s <= wanted and size * s <= _LARGEST), None)
    if per_mv is None:
        raise ExportError(f"{record.name} has amplitudes of {size:.3g} mV, which cannot be written.")
    whole = np.rint(mv.astype(np.float64) * per_mv)
    return per_mv, np.where(np.isfinite(whole), whole, _GAP).astype(np.int16)


# ---------------------------------------------------------------- WFDB


def _write_wfdb(path: Path, record: Record) -> None:
    """The signal first, the header last: a header never stands without its signal."""
    import wfdb

    name = re.sub(r"[^A-Za-z0-9_-]", "_", path.stem)
    data = path.with_name(f"{name}.dat")
    refuse_own_files(data, record)
    _refuse_signal_of_others(data, path)
    per_mv, steps = _steps(record)
    refuse_without_room(path, steps.nbytes)  # wfdb does not say that a disk is full
    n = len(steps)
    moment = record.recorded_at
    with atomic_path(path) as temporary:
        folder = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=path.parent))
        try:
            wfdb.wrsamp(
                name,
                fs=int(record.fs) if record.fs == int(record.fs) else record.fs,
                units=["mV"] * n,
                sig_name=list(record.lead_names),
                d_signal=steps.T.astype(np.int64),
                fmt=["16"] * n,
                adc_gain=[per_mv] * n,
                baseline=[0] * n,
                comments=_comments(record),
                base_time=moment.time() if moment else None,
                base_date=moment.date() if moment else None,
                write_dir=str(folder),
            )
            with atomic_path(data) as whole:
                (folder / f"{name}.dat").replace(whole)
            (folder / f"{name}.hea").replace(temporary)
        except ValueError as error:  # what the format has no place for
            raise ExportError(f"{record.name} cannot be written as WFDB.", repr(error)) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_signal_of_others(data: Path, header: Path) -> None:
    """ExportError if the signal file is there and not that of the header that is to be replaced: nobody was asked."""
    if not data.exists():
        return
    try:
        is_of_header = any(signal.file_name == data.name for signal in read_header(header).signals)
    except RecordError:
        is_of_header = False
    if not is_of_header:
        raise ExportError(f"{data.name} exists already and belongs to something else; choose another name.")


def _comments(record: Record) -> list[str]:
    """The file's own, and what is known of the patient where they do not say it."""
    patient = record.patient
    out = [c for c in record.comments if c.isprintable()]
    has = {c.partition(":")[0].strip().lower() for c in out}
    facts = {
        "age": None if patient.age_years is None else f"{patient.age_years:g}",
        "sex": patient.sex,
        "name": patient.name,
        "patient id": patient.id,
        "dx": ",".join(d.replace(",", " ") for d in patient.diagnoses) or None,
        "simulated": "true" if record.is_simulated else None,
    }
    from .comments import patient_from_comments

    known = patient_from_comments(out)
    told = {
        "age": known.age_years, "sex": known.sex, "name": known.name, "patient id": known.id, "dx": known.diagnoses,
        "simulated": "simulated" in has,
    }  # fmt: skip
    return [*out, *(f"{key}: {value}" for key, value in facts.items() if value is not None and not told[key])]


# ---------------------------------------------------------------- DICOM

# SOP classes with the sampling frequencies and numbers of channels and samples that they allow (PS3.3 A.34).
_TWELVE_LEAD, _GENERAL, _AMBULATORY = (f"1.2.840.10008.5.1.4.1.1.9.1.{i}" for i in (1, 2, 3))


def _sop_class(record: Record) -> str:
    n, fs = len(record.lead_names), record.fs
    if 200 <= fs <= 1000 and n <= 13 and record.n_samples <= 16_384:
        return _TWELVE_LEAD
    if 200 <= fs <= 1000 and n <= 24:
        return _GENERAL
    if 50 <= fs <= 1000 and n <= 12:
        return _AMBULATORY
    raise ExportError(f"DICOM has no kind of ECG with {n} leads at {fs:g} Hz.")


def _write_dicom(path: Path, record: Record) -> None:
    from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

    sop_class = _sop_class(record)
    per_mv, steps = _steps(record)
    refuse_without_room(path, steps.nbytes)  # pydicom does not say that a disk is full
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(sop_class)
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    with pydicom_is_quiet():
        dataset = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
        dataset.SpecificCharacterSet = "ISO_IR 192"  # UTF-8
        dataset.SOPClassUID, dataset.SOPInstanceUID = UID(sop_class), meta.MediaStorageSOPInstanceUID
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
        dataset.Modality = "ECG"
        dataset.Manufacturer = "ECG-IMN Desktop"
        dataset.SoftwareVersions = __version__
        dataset.StudyID, dataset.SeriesNumber, dataset.InstanceNumber = "1", 1, 1
        _put_patient(dataset, record)
        group = Dataset()
        group.WaveformOriginality = "ORIGINAL"
        group.MultiplexGroupLabel = "RHYTHM"
        group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = steps.shape
        group.SamplingFrequency = _decimal(record.fs)
        group.ChannelDefinitionSequence = [_definition(lead, per_mv) for lead in record.lead_names]
        group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 16, "SS"
        group.add_new("WaveformPaddingValue", "OW", np.int16(_GAP).tobytes())
        group.add_new("WaveformData", "OW", np.ascontiguousarray(steps.T, "<i2").tobytes())
        dataset.WaveformSequence = [group]
        with atomic_path(path) as temporary:
            dataset.save_as(temporary, enforce_file_format=True)


def _put_patient(dataset: Any, record: Record) -> None:
    patient, moment = record.patient, record.recorded_at
    dataset.PatientName = (patient.name or "").replace("^", " ")[:64]
    dataset.PatientID = (patient.id or "")[:64]
    dataset.PatientBirthDate = ""
    dataset.PatientSex = {"female": "F", "male": "M"}.get(patient.sex or "", "")
    if patient.age_years is not None and 0 <= patient.age_years < 1000:
        dataset.PatientAge = f"{int(patient.age_years):03d}Y"
    dataset.StudyDate = dataset.ContentDate = f"{moment:%Y%m%d}" if moment else ""
    dataset.StudyTime = dataset.ContentTime = f"{moment:%H%M%S}" if moment else ""
    dataset.AcquisitionDateTime = f"{moment:%Y%m%d%H%M%S.%f}" if moment else ""
    dataset.AccessionNumber, dataset.ReferringPhysicianName = "", ""
    if record.is_simulated:
        dataset.StudyDescription = "SIMULATED ECG, no patient"


def _decimal(value: float) -> str:
    """A decimal string of at most 16 letters."""
    return f"{value:.10g}"


def _definition(lead: str, per_mv: float) -> Any:
    from pydicom.dataset import Dataset

    numbers = {name: number for number, name in LEAD_NUMBERS.items()}
    out, source, units = Dataset(), Dataset(), Dataset()
    if lead in numbers:
        source.CodeValue = str(MDC_FIRST_LEAD + numbers[lead])
        source.CodingSchemeDesignator = "MDC"
        source.CodeMeaning = f"Lead {lead}"
    else:
        source.CodeValue, source.CodingSchemeDesignator, source.CodeMeaning = "LEAD", "99ECGIMN", lead[:64]
    out.ChannelSourceSequence = [source]
    units.CodeValue, units.CodingSchemeDesignator, units.CodeMeaning = "uV", "UCUM", "microvolt"
    out.ChannelSensitivity = _decimal(1000.0 / per_mv)
    out.ChannelSensitivityUnitsSequence = [units]
    out.ChannelSensitivityCorrectionFactor = "1"
    out.ChannelBaseline, out.ChannelSampleSkew = "0", "0"
    out.WaveformBitsStored = 16
    return out
