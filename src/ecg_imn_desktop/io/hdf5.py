"""Stored analyses: a record with all that was found out about it in one HDF5 file (docs/stored-analysis.md).

Schema version 2, behind a checksum of the whole (io/seal.py). Nothing is chunked or compressed, text is fixed-length
UTF-8, absent text empty, absent numbers NaN::

    /                attributes: format = "ecg-imn-hdf5", schema_version, program_version, notice
    /record          attributes: name, fs_hz, source, recorded_at (ISO 8601), is_simulated, patient_name, patient_id,
                     patient_age_years, patient_sex
      signal_mv      float32 (lead, sample), NaN = gap
      lead_names, file_lead_names, comments, warnings, patient_diagnoses      text (n,)
      other_signals/0, 1, ...     float32 (sample,), attributes name, units
    /analysis        absent where there was too little signal for an answer. Attributes: model_name, model_version,
                     model_sha256, model_fs_hz, model_n_samples, device, elapsed_ms, fs_hz, start_s
      contribution   float32 (class, lead, sample), logits at fs_hz
      weights        W, float32 of the same shape; absent where it was not kept
      logit, bias, probability, threshold, slope, intercept                   float64 (class,)
      class_names, class_titles, class_parents, lead_names, warnings          text (n,)
      model_card     text (1,): the model's card as JSON, empty if unknown
    /measurements    absent where nothing was measured. Attribute: start_s, where the window starts (absent: at 0)
      numbers        text (1,): JSON, as in the JSON export, without the fiducials
      r_peak_s, p_onset_s, ... t_offset_s         float64 (beat,), seconds from the record's start, NaN = no such wave
      edited         text (n,): names of fiducials that were moved by hand
      median_beat    float32 (lead, sample), attributes fs_hz, r_index, n_beats; absent where there is none
      median_beat_leads  text (lead,);  median_beat_offsets  text (1,): JSON, name -> ms from the R peak
    /further/0, 1, ...   further windows of the model, each with the groups analysis and measurements
    /annotations, /provenance    text (1,): JSON
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import __version__
from ..core.analysis import RESEARCH_USE, Analysis
from ..core.annotations import Annotations
from ..core.errors import RecordError
from ..core.measurements import FIDUCIAL_NAMES, Measurements
from ..core.record import Record
from ..core.stored import Provenance, StoredAnalysis, StoredWindow, stored_bytes
from .annotations import annotations_to_dict
from .atomic import atomic_path
from .facts import measurements_to_dict
from .hdf5_reader import FORMAT, SCHEMA_VERSION, is_stored_analysis, read_stored
from .provenance import provenance_of
from .seal import BLOCK_BYTES, seal
from .targets import refuse_own_files, refuse_without_room

if TYPE_CHECKING:
    import h5py

_BLOCK = 1 << 18  # samples at a time

__all__ = ["is_stored_analysis", "read_h5", "read_stored", "write_h5", "write_stored"]


def write_h5(
    path: Path | str,
    record: Record,
    analysis: Analysis | None,
    measurements: Measurements | None = None,
    *,
    annotations: Annotations | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Write a record, one answer and its measurements (schema above), with checksums and versions.

    ExportError if it cannot be written or ``path`` is a file of the record.
    """
    refuse_own_files(path, record)
    window = StoredWindow(analysis, measurements)
    provenance = provenance_of(record, settings)
    write_stored(path, StoredAnalysis(record, (window,), annotations or Annotations(), provenance))


def write_stored(path: Path | str, stored: StoredAnalysis) -> None:
    """Write a stored analysis whole or not at all; ExportError as :func:`write_h5`."""
    import h5py

    refuse_own_files(path, stored.record)
    refuse_without_room(path, stored_bytes(stored.record, stored.windows))
    with atomic_path(path) as temporary:
        try:
            with h5py.File(temporary, "w", userblock_size=BLOCK_BYTES) as file:
                _attributes(
                    file,
                    format=FORMAT,
                    schema_version=SCHEMA_VERSION,
                    program_version=__version__,
                    notice=RESEARCH_USE,
                )
                _write_record(file.create_group("record"), stored.record)
                first, *others = stored.windows
                _write_window(file, first)
                further = file.create_group("further")
                for i, window in enumerate(others):
                    _write_window(further.create_group(str(i)), window)
                _json(file, "annotations", annotations_to_dict(stored.annotations))
                _json(file, "provenance", provenance_to_dict(stored.provenance))
            seal(temporary)
        except (OSError, RuntimeError) as error:  # the HDF5 library tells the cause only in the text
            full = "no space left" in str(error).lower()
            raise OSError(errno.ENOSPC if full else errno.EIO, "the system refused") from error


def read_h5(path: Path | str) -> tuple[Record, Analysis]:
    """The record and the answer of :func:`read_stored`. RecordError also where the file holds no answer."""
    stored = read_stored(path)
    analysis = stored.windows[0].analysis
    if analysis is None:
        raise RecordError(f"{Path(path).name} holds no answer of a model.")
    return stored.record, analysis


def provenance_to_dict(provenance: Provenance) -> dict[str, Any]:
    """Plain values."""
    return asdict(provenance)


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
    signal = group.create_dataset("signal_mv", shape=record.mv.shape, dtype=np.float32)
    for first in range(0, record.n_samples, _BLOCK):  # a long record stays in its file and is read bit by bit
        signal[:, first : first + _BLOCK] = record.mv[:, first : first + _BLOCK]
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


def _write_window(group: h5py.Group, window: StoredWindow) -> None:
    if window.analysis is not None:
        _write_analysis(group.create_group("analysis"), window.analysis)
    if window.measurements is not None:
        measured = group.create_group("measurements")
        _attributes(measured, start_s=window.start_s)
        _write_measurements(measured, window.measurements)


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
    if explanation.weights is not None:
        group.create_dataset("weights", data=explanation.weights)
    for name in ("logit", "bias", "probability"):
        group.create_dataset(name, data=getattr(prediction, name))
    for name in ("threshold", "slope", "intercept"):
        group.create_dataset(name, data=np.array([getattr(c, name) for c in prediction.classes], dtype=np.float64))
    _texts(
        group,
        class_names=prediction.class_names,
        class_titles=tuple(c.title for c in prediction.classes),
        class_parents=tuple(c.parent or "" for c in prediction.classes),
        lead_names=explanation.lead_names,
        warnings=analysis.warnings,
        model_card=(model.card,),
    )


def _write_measurements(group: h5py.Group, measurements: Measurements) -> None:
    numbers = measurements_to_dict(measurements)
    del numbers["fiducials"]
    _json(group, "numbers", numbers)
    fiducials = measurements.fiducials
    for name in ("r_peak", *FIDUCIAL_NAMES):
        group.create_dataset(f"{name}_s", data=np.asarray(fiducials.of(name), dtype=np.float64))
    _texts(group, edited=tuple(sorted(fiducials.edited)))
    beat = measurements.median_beat
    if beat is not None:
        dataset = group.create_dataset("median_beat", data=np.asarray(beat.mv, dtype=np.float32))
        _attributes(dataset, fs_hz=beat.fs, r_index=beat.r_index, n_beats=beat.n_beats)
        _texts(group, median_beat_leads=beat.lead_names)
        _json(group, "median_beat_offsets", dict(beat.offset_ms))


def _attributes(group: h5py.Group | h5py.Dataset, **values: str | float | bool) -> None:
    import h5py

    for name, value in values.items():
        if isinstance(value, str):
            text = _clean(value).encode()
            group.attrs.create(name, text, dtype=h5py.string_dtype("utf-8", max(1, len(text))))
        else:
            group.attrs[name] = value


def _json(group: h5py.Group, name: str, value: Mapping[str, Any]) -> None:
    _texts(group, **{name: (json.dumps(value, ensure_ascii=False, allow_nan=False),)})


def _texts(group: h5py.Group, **values: Sequence[str]) -> None:
    """Fixed length, so that what a reader must allocate stands in the file and is in it."""
    import h5py

    for name, texts in values.items():
        encoded = [_clean(t).encode() for t in texts]
        kind = h5py.string_dtype("utf-8", max((len(t) for t in encoded if t), default=1))
        group.create_dataset(name, data=np.array(encoded, dtype=kind), shape=(len(texts),), dtype=kind)


def _clean(text: str) -> str:
    """HDF5 text ends at a NUL and must be UTF-8, which a file name need not be."""
    return text.replace("\0", " ").encode("utf-8", errors="replace").decode("utf-8")
