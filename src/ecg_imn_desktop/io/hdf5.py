"""A record with its analysis in one HDF5 file, to be read by other programs and back by this one.

Schema version 1, nothing compressed, all text UTF-8, absent text empty, absent numbers NaN::

    /                attributes: format = "ecg-imn-hdf5", schema_version, program_version, notice
    /record          attributes: name, fs_hz, source, recorded_at (ISO 8601), is_simulated, patient_name, patient_id,
                     patient_age_years, patient_sex
      signal_mv      float32 (lead, sample), NaN = gap
      lead_names, file_lead_names, comments, warnings, patient_diagnoses      text (n,)
      other_signals/0, 1, ...     float32 (sample,), attributes name, units
    /analysis        attributes: model_name, model_version, model_sha256, model_fs_hz, model_n_samples, device,
                     elapsed_ms, fs_hz, start_s
      contribution   float32 (class, lead, sample), logits at fs_hz
      logit, bias, probability, threshold      float64 (class,)
      class_names, class_titles, class_parents, lead_names, warnings          text (n,)
    /measurements    attribute json: as in the JSON export; absent where nothing was measured
"""

from __future__ import annotations

import errno
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..core.analysis import (
    MAX_RESIDUAL,
    RESEARCH_USE,
    Analysis,
    ClassInfo,
    Explanation,
    ModelInfo,
    Prediction,
)
from ..core.errors import RecordError
from ..core.measurements import Measurements
from ..core.record import OtherSignal, Patient, Record
from .atomic import atomic_path
from .facts import analysis_to_dict
from .targets import refuse_own_files

if TYPE_CHECKING:
    import h5py

FORMAT = "ecg-imn-hdf5"
SCHEMA_VERSION = 1


def write_h5(path: Path | str, record: Record, analysis: Analysis, measurements: Measurements | None = None) -> None:
    """Write a record and its analysis (schema above).

    ExportError if it cannot be written or ``path`` is a file of the record.
    """
    import h5py

    refuse_own_files(path, record)
    with atomic_path(path) as temporary:
        try:
            with h5py.File(temporary, "w") as file:
                file.attrs["format"] = FORMAT
                file.attrs["schema_version"] = SCHEMA_VERSION
                file.attrs["program_version"] = __version__
                file.attrs["notice"] = RESEARCH_USE
                _write_record(file.create_group("record"), record)
                _write_analysis(file.create_group("analysis"), analysis)
                if measurements is not None:
                    facts = analysis_to_dict(record, analysis, measurements)["measurements"]
                    file.create_group("measurements").attrs["json"] = json.dumps(facts, allow_nan=False)
        except (OSError, RuntimeError) as error:  # the HDF5 library tells the cause only in the text
            full = "no space left" in str(error).lower()
            raise OSError(errno.ENOSPC if full else errno.EIO, "the system refused") from error


def read_h5(path: Path | str) -> tuple[Record, Analysis]:
    """Read what :func:`write_h5` wrote.

    RecordError with one sentence where the file is something else, damaged, of a newer schema, or where an answer
    does not add up (|logit - (bias + contributions)| above MAX_RESIDUAL). Memory use is bounded by the file's size.
    """
    import h5py

    path = Path(path)
    try:
        size = path.stat().st_size
        with h5py.File(path, "r") as file:
            if file.attrs.get("format") != FORMAT:
                raise RecordError(f"{path.name} is not an ECG-IMN analysis.")
            if int(file.attrs["schema_version"]) > SCHEMA_VERSION:
                raise RecordError(f"{path.name} was written by a newer version of the program.")
            reader = _Reader(file, size)
            record, analysis = reader.record(path), reader.analysis()
    except RecordError:
        raise
    except FileNotFoundError as error:
        raise RecordError(f"The file {path.name} does not exist.", repr(error)) from error
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise RecordError(f"{path.name} is damaged or no ECG-IMN analysis: it cannot be read.", repr(error)) from error
    residual = np.abs(analysis.explanation.residual(analysis.prediction))
    if not np.all(residual <= MAX_RESIDUAL):
        raise RecordError(f"{path.name} is damaged: its contributions do not add up to its answers.")
    return record, analysis


def _write_record(group: h5py.Group, record: Record) -> None:
    patient = record.patient
    _attributes(
        group,
        name=record.name,
        fs_hz=record.fs,
        source="" if record.source is None else record.source.name,
        recorded_at="" if record.recorded_at is None else record.recorded_at.isoformat(),
        is_simulated=record.is_simulated,
        patient_name=patient.name or "",
        patient_id=patient.id or "",
        patient_age_years=np.nan if patient.age_years is None else patient.age_years,
        patient_sex=patient.sex or "",
    )
    group.create_dataset("signal_mv", data=record.mv)
    _texts(
        group,
        lead_names=record.lead_names,
        file_lead_names=record.file_lead_names,
        comments=record.comments,
        warnings=record.warnings,
        patient_diagnoses=patient.diagnoses,
    )
    others = group.create_group("other_signals")
    for i, signal in enumerate(record.other_signals):
        dataset = others.create_dataset(str(i), data=signal.values)
        _attributes(dataset, name=signal.name, units=signal.units)


def _write_analysis(group: h5py.Group, analysis: Analysis) -> None:
    model, prediction, explanation = analysis.model, analysis.prediction, analysis.explanation
    _attributes(
        group,
        model_name=model.name,
        model_version=model.version,
        model_sha256=model.sha256,
        model_fs_hz=model.fs,
        model_n_samples=model.n_samples,
        device=analysis.device,
        elapsed_ms=analysis.elapsed_ms,
        fs_hz=explanation.fs,
        start_s=explanation.start_s,
    )
    group.create_dataset("contribution", data=explanation.contribution)
    for name in ("logit", "bias", "probability"):
        group.create_dataset(name, data=getattr(prediction, name))
    group.create_dataset("threshold", data=np.array([c.threshold for c in prediction.classes], dtype=np.float64))
    _texts(
        group,
        class_names=prediction.class_names,
        class_titles=tuple(c.title for c in prediction.classes),
        class_parents=tuple(c.parent or "" for c in prediction.classes),
        lead_names=explanation.lead_names,
        warnings=analysis.warnings,
    )


def _attributes(group: h5py.Group | h5py.Dataset, **values: str | float | bool) -> None:
    for name, value in values.items():
        group.attrs[name] = _clean(value) if isinstance(value, str) else value


def _texts(group: h5py.Group, **values: tuple[str, ...]) -> None:
    import h5py

    for name, texts in values.items():
        group.create_dataset(name, data=[_clean(t) for t in texts], shape=(len(texts),), dtype=h5py.string_dtype())


def _clean(text: str) -> str:
    """HDF5 text ends at a NUL and must be UTF-8, which a file name need not be."""
    return text.replace("\0", " ").encode("utf-8", errors="replace").decode("utf-8")


class _Reader:
    """Takes values out of an open file of ``size`` bytes and trusts none of them."""

    def __init__(self, file: h5py.File, size: int) -> None:
        self.file = file
        self.size = size

    def record(self, path: Path) -> Record:
        """The record group; ValueError, KeyError ... where it is not as the schema says."""
        group = self.file["record"]
        attrs = group.attrs
        recorded_at, age = str(attrs["recorded_at"]), float(attrs["patient_age_years"])
        mv = self.array(group, "signal_mv", np.float32, 2)
        others = group["other_signals"]
        return Record(
            name=str(attrs["name"]),
            mv=mv,
            fs=float(attrs["fs_hz"]),
            lead_names=self.texts(group, "lead_names"),
            file_lead_names=self.texts(group, "file_lead_names"),
            patient=Patient(
                name=str(attrs["patient_name"]) or None,
                id=str(attrs["patient_id"]) or None,
                age_years=None if np.isnan(age) else age,
                sex=str(attrs["patient_sex"]) or None,
                diagnoses=self.texts(group, "patient_diagnoses"),
            ),
            recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else None,
            source=path,
            comments=self.texts(group, "comments"),
            warnings=self.texts(group, "warnings"),
            other_signals=tuple(
                OtherSignal(
                    str(others[key].attrs["name"]),
                    str(others[key].attrs["units"]),
                    self.array(others, key, np.float32, 1, shape=(mv.shape[1],)),
                )
                for key in sorted(others, key=int)
            ),
            is_simulated=bool(attrs["is_simulated"]),
        )

    def analysis(self) -> Analysis:
        """The analysis group; ValueError, KeyError ... where it is not as the schema says."""
        group = self.file["analysis"]
        attrs = group.attrs
        names, titles = self.texts(group, "class_names"), self.texts(group, "class_titles")
        leads = self.texts(group, "lead_names")
        n = len(names)
        threshold = self.array(group, "threshold", np.float64, 1, shape=(n,))
        contribution = self.array(group, "contribution", np.float32, 3)
        if contribution.shape[:2] != (n, len(leads)):
            raise ValueError("contribution does not fit the classes and leads")
        classes = tuple(
            ClassInfo(name, title, parent or None, float(t))
            for name, title, parent, t in zip(names, titles, self.texts(group, "class_parents"), threshold, strict=True)
        )
        return Analysis(
            model=ModelInfo(
                name=str(attrs["model_name"]),
                version=str(attrs["model_version"]),
                sha256=str(attrs["model_sha256"]),
                fs=_positive(attrs["model_fs_hz"]),
                n_samples=int(attrs["model_n_samples"]),
            ),
            prediction=Prediction(
                classes,
                logit=self.array(group, "logit", np.float64, 1, shape=(n,)),
                bias=self.array(group, "bias", np.float64, 1, shape=(n,)),
                probability=self.array(group, "probability", np.float64, 1, shape=(n,)),
            ),
            explanation=Explanation(contribution, _positive(attrs["fs_hz"]), leads, float(attrs["start_s"])),
            warnings=self.texts(group, "warnings"),
            device=str(attrs["device"]),
            elapsed_ms=float(attrs["elapsed_ms"]),
        )

    def dataset(self, group: h5py.Group, name: str) -> h5py.Dataset:
        """A dataset whose bytes lie in this file: no link out of it, no other file, no compression to blow up."""
        import h5py

        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ValueError(f"{name} is no plain dataset")
        dataset = group[name]
        if dataset.external or dataset.is_virtual or dataset.chunks is not None or dataset.nbytes > self.size:
            raise ValueError(f"{name} is not stored plainly in the file")
        return dataset

    def array(
        self, group: h5py.Group, name: str, dtype: type[np.generic], ndim: int, shape: tuple[int, ...] | None = None
    ) -> NDArray[Any]:
        """A numeric dataset of exactly this type and number of axes."""
        dataset = self.dataset(group, name)
        if dataset.dtype != dtype or dataset.ndim != ndim or (shape is not None and dataset.shape != shape):
            raise ValueError(f"{name} has shape {dataset.shape} and type {dataset.dtype}")
        values: NDArray[Any] = dataset[()]
        return values

    def texts(self, group: h5py.Group, name: str) -> tuple[str, ...]:
        """A dataset of text."""
        dataset = self.dataset(group, name)
        if dataset.ndim != 1:
            raise ValueError(f"{name} is no list of text")
        return tuple(str(t) for t in dataset.asstr()[()])


def _positive(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"{number} is no sampling frequency")
    return number
