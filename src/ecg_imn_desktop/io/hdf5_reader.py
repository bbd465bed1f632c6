"""Reading stored analyses, from whoever they come: nothing in the file is believed before it was looked at.

Every dataset must lie plainly in the file itself (no link, no other file, no filter), have the type and the number of
axes of the schema, and all that is read together may not be larger than the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.analysis import MAX_RESIDUAL, Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ..core.errors import RecordError
from ..core.measurements import FIDUCIAL_NAMES, Measurements, MedianBeat
from ..core.record import OtherSignal, Patient, Record
from ..core.signal import StoredSignal
from ..core.stored import STORED_SUFFIXES, Provenance, StoredAnalysis, StoredWindow
from .annotations import annotations_from_dict, checked_fiducials
from .atomic import system_reason
from .facts import measurements_from_dict
from .float_rows import signal_in_file
from .plan import MIN_STORED_BYTES
from .seal import check_seal, has_mark

if TYPE_CHECKING:
    import h5py

FORMAT = "ecg-imn-hdf5"
SCHEMA_VERSION = 2

_MAX_ATTRIBUTE_BYTES = 65_536
_MAX_MEMBERS = 100_000
_MAX_CLASSES = 10_000

# What untrusted bytes can make h5py and our checks raise.
_DAMAGE = (
    OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError,
    MemoryError,
)  # fmt: skip


def is_stored_analysis(path: Path | str) -> bool:
    """Whether a file says of itself that it is a stored analysis; False where it cannot be read. Never raises."""
    path = Path(path)
    try:
        return path.suffix.lower() in STORED_SUFFIXES and path.is_file() and has_mark(path)
    except OSError:
        return False


def read_stored(path: Path | str) -> StoredAnalysis:
    """Read what :func:`ecg_imn_desktop.io.hdf5.write_h5` wrote. The model is not needed.

    RecordError with one sentence where the file is something else, damaged, of another schema, or where an answer
    does not add up (|logit - (b + contributions)| above MAX_RESIDUAL).
    """
    import h5py

    path = Path(path)
    try:
        size = path.stat().st_size
        check_seal(path)
        with h5py.File(path, "r") as file:
            if "format" not in file.attrs or _attribute(file, "format") != FORMAT:
                raise RecordError(f"{path.name} is not an ECG-IMN analysis.")
            schema = int(_number(file, "schema_version"))
            if schema != SCHEMA_VERSION:
                age = "a newer" if schema > SCHEMA_VERSION else "an older"
                raise RecordError(f"{path.name} was written by {age} version of the program.")
            stored = _Reader(file, size).stored(path)
    except RecordError:
        raise
    except FileNotFoundError as error:
        raise RecordError(f"The file {path.name} does not exist.", repr(error)) from error
    except _DAMAGE as error:
        if path.is_dir():
            raise RecordError(f"{path.name or path} is a folder; choose a stored analysis (.h5) in it.") from error
        if isinstance(error, PermissionError):
            raise RecordError(f"{path.name} cannot be read: {system_reason(error)}.", repr(error)) from error
        raise RecordError(f"{path.name} is damaged or no ECG-IMN analysis: it cannot be read.", repr(error)) from error
    for window in stored.windows:
        if window.analysis is not None:
            with np.errstate(all="ignore"):  # of contributions that are no numbers, which the comparison refuses
                residual = np.abs(window.analysis.explanation.residual(window.analysis.prediction))
            if not np.all(residual <= MAX_RESIDUAL):
                raise RecordError(f"{path.name} is damaged: its contributions do not add up to its answers.")
    return stored


class _Reader:
    """Takes values out of an open file of ``size`` bytes."""

    def __init__(self, file: h5py.File, size: int) -> None:
        self._file = file
        self._room = size  # bytes that may still be read: no honest file is read twice

    def stored(self, path: Path) -> StoredAnalysis:
        """All of it; anything of _DAMAGE where it is not as the schema says."""
        file = self._file
        windows = [self._window(file)]
        windows += [self._window(group) for group in self._members(self._group(file, "further"))]
        return StoredAnalysis(
            record=self._record(path),
            windows=tuple(windows),
            annotations=annotations_from_dict(self._json(file, "annotations")),
            provenance=_provenance(self._json(file, "provenance")),
        )

    def _record(self, path: Path) -> Record:
        group = self._group(self._file, "record")
        recorded_at, age = _text(group, "recorded_at"), _number(group, "patient_age_years")
        mv = self._signal(path, group)
        others = self._group(group, "other_signals")
        return Record(
            name=_text(group, "name"),
            mv=mv,  # type: ignore[arg-type]
            fs=_positive(_number(group, "fs_hz")),
            lead_names=self._texts(group, "lead_names"),
            file_lead_names=self._texts(group, "file_lead_names"),
            patient=Patient(
                name=_text(group, "patient_name") or None,
                id=_text(group, "patient_id") or None,
                age_years=None if np.isnan(age) else age,
                sex=_text(group, "patient_sex") or None,
                diagnoses=self._texts(group, "patient_diagnoses"),
            ),
            # As every other reader gives it, local time without a zone: moments with and without cannot be compared.
            recorded_at=datetime.fromisoformat(recorded_at).replace(tzinfo=None) if recorded_at else None,
            source=path,
            comments=self._texts(group, "comments"),
            warnings=self._texts(group, "warnings"),
            other_signals=tuple(
                OtherSignal(
                    _text(others[key], "name"),
                    _text(others[key], "units"),
                    self._array(others, key, np.float32, 1, shape=(mv.shape[1],)),
                )
                for key in _numbered(others)
            ),
            is_simulated=bool(_number(group, "is_simulated")),
        )

    def _signal(self, path: Path, group: h5py.Group) -> NDArray[np.float32] | StoredSignal:
        """The traces; those of a long record stay in the file."""
        dataset = self._plain(group, "signal_mv", np.float32, 2)
        if dataset.nbytes < MIN_STORED_BYTES:
            held: NDArray[np.float32] = dataset[()]
            return held
        offset = dataset.id.get_offset()
        if offset is None:
            raise ValueError("signal_mv has no place in the file")
        return signal_in_file(path, int(offset), dataset.shape)

    def _window(self, group: h5py.Group) -> StoredWindow:
        analysis = self._analysis(self._group(group, "analysis")) if "analysis" in group else None
        if "measurements" not in group:
            return StoredWindow(analysis, None)
        measured = self._group(group, "measurements")
        start_s = _finite(_number(measured, "start_s")) if "start_s" in measured.attrs else 0.0
        return StoredWindow(analysis, self._measurements(measured), start_s)

    def _analysis(self, group: h5py.Group) -> Analysis:
        names, leads = self._texts(group, "class_names"), self._texts(group, "lead_names")
        n = len(names)
        if not 0 < n <= _MAX_CLASSES or len(set(names)) != n:
            raise ValueError("no classes, or two of one name")
        numbers = {
            name: self._array(group, name, np.float64, 1, shape=(n,))
            for name in ("logit", "bias", "probability", "threshold", "slope", "intercept")
        }
        if not all(np.isfinite(values).all() for values in numbers.values()):
            raise ValueError("an answer is no number")
        contribution = self._array(group, "contribution", np.float32, 3)
        if contribution.shape[:2] != (n, len(leads)) or contribution.shape[2] == 0:
            raise ValueError("contribution does not fit the classes and leads")
        weights = None
        if "weights" in group:
            weights = self._array(group, "weights", np.float32, 3, shape=contribution.shape)
        titles, parents = self._texts(group, "class_titles"), self._texts(group, "class_parents")
        if not set(parents) <= {"", *names} or "" not in parents:
            raise ValueError("a class has a parent that is no class")
        classes = tuple(
            ClassInfo(name, title, parent or None, float(threshold), float(slope), float(intercept))
            for name, title, parent, threshold, slope, intercept in zip(
                names, titles, parents, numbers["threshold"], numbers["slope"], numbers["intercept"], strict=True
            )
        )
        model = ModelInfo(
            name=_text(group, "model_name"),
            version=_text(group, "model_version"),
            sha256=_text(group, "model_sha256"),
            fs=_positive(_number(group, "model_fs_hz")),
            n_samples=int(_positive(_number(group, "model_n_samples"))),
            card=self._text(group, "model_card"),
        )
        return Analysis(
            model=model,
            prediction=Prediction(classes, numbers["logit"], numbers["bias"], numbers["probability"]),
            explanation=Explanation(
                contribution, _positive(_number(group, "fs_hz")), leads, _finite(_number(group, "start_s")), weights
            ),
            warnings=self._texts(group, "warnings"),
            device=_text(group, "device"),
            elapsed_ms=_finite(_number(group, "elapsed_ms")),
        )

    def _measurements(self, group: h5py.Group) -> Measurements:
        r_peak = self._array(group, "r_peak_s", np.float64, 1)
        columns = [self._array(group, f"{name}_s", np.float64, 1, shape=r_peak.shape) for name in FIDUCIAL_NAMES]
        fiducials = checked_fiducials([r_peak, *columns], frozenset(self._texts(group, "edited")))
        beat = self._median_beat(group) if "median_beat" in group else None
        return measurements_from_dict(self._json(group, "numbers"), fiducials, beat)

    def _median_beat(self, group: h5py.Group) -> MedianBeat:
        mv, leads = self._array(group, "median_beat", np.float32, 2), self._texts(group, "median_beat_leads")
        dataset = group["median_beat"]
        r_index = int(_number(dataset, "r_index"))
        if mv.shape[0] != len(leads) or not 0 <= r_index < mv.shape[1]:
            raise ValueError("the median beat does not fit its leads")
        offsets = self._json(group, "median_beat_offsets")
        if not set(offsets) <= set(FIDUCIAL_NAMES):
            raise ValueError("the median beat has unknown fiducials")
        return MedianBeat(
            mv=mv,  # type: ignore[arg-type]
            fs=_positive(_number(dataset, "fs_hz")),
            lead_names=leads,
            r_index=r_index,
            offset_ms={name: _finite(float(value)) for name, value in offsets.items()},
            n_beats=int(_number(dataset, "n_beats")),
        )

    # ---------------------------------------------------------------- plain values

    def _group(self, parent: h5py.Group, name: str) -> h5py.Group:
        """A group that lies in this file under its own name."""
        import h5py

        if not isinstance(parent.get(name, getlink=True), h5py.HardLink):
            raise ValueError(f"{name} is no plain group")
        group = parent[name]
        if not isinstance(group, h5py.Group):
            raise TypeError(f"{name} is no group")
        return group

    def _members(self, parent: h5py.Group) -> list[h5py.Group]:
        return [self._group(parent, key) for key in _numbered(parent)]

    def _dataset(self, group: h5py.Group, name: str) -> h5py.Dataset:
        """A dataset whose bytes lie in this file: no link out of it, no other file, no compression to blow up."""
        import h5py

        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ValueError(f"{name} is no plain dataset")
        dataset = group[name]
        if dataset.external or dataset.is_virtual or dataset.chunks is not None or dataset.nbytes > self._room:
            raise ValueError(f"{name} is not stored plainly in the file")
        self._room -= int(dataset.nbytes)
        return dataset

    def _array(
        self, group: h5py.Group, name: str, dtype: type[np.generic], ndim: int, shape: tuple[int, ...] | None = None
    ) -> NDArray[Any]:
        """A numeric dataset of exactly this type and number of axes."""
        values: NDArray[Any] = self._plain(group, name, dtype, ndim, shape)[()]
        return values

    def _plain(
        self, group: h5py.Group, name: str, dtype: type[np.generic], ndim: int, shape: tuple[int, ...] | None = None
    ) -> h5py.Dataset:
        dataset = self._dataset(group, name)
        if dataset.dtype != dtype or dataset.ndim != ndim or (shape is not None and dataset.shape != shape):
            raise ValueError(f"{name} has shape {dataset.shape} and type {dataset.dtype}")
        return dataset

    def _texts(self, group: h5py.Group, name: str) -> tuple[str, ...]:
        """A dataset of text of fixed length."""
        dataset = self._dataset(group, name)
        if dataset.ndim != 1 or dataset.dtype.kind != "S":
            raise ValueError(f"{name} is no list of text")
        return tuple(bytes(t).decode("utf-8") for t in dataset[()])

    def _text(self, group: h5py.Group, name: str) -> str:
        (text,) = self._texts(group, name)
        return text

    def _json(self, group: h5py.Group, name: str) -> dict[str, Any]:
        values = json.loads(self._text(group, name))
        if not isinstance(values, dict):
            raise TypeError(f"{name} is no JSON object")
        return values


def _numbered(group: h5py.Group) -> list[str]:
    """Names of the members of a group that are numbers, in their order."""
    if len(group) > _MAX_MEMBERS:
        raise ValueError("too many members")
    return sorted((str(key) for key in group), key=int)


def _attribute(where: h5py.Group | h5py.Dataset, name: str) -> Any:
    """One value of fixed size: for text of variable length HDF5 would allocate whatever length the file claims."""
    identifier = where.attrs.get_id(name)
    if (
        identifier.shape != ()
        or identifier.dtype.kind not in "Sifub"
        or identifier.get_storage_size() > _MAX_ATTRIBUTE_BYTES
    ):
        raise ValueError(f"{name} is no single value of fixed size")
    value = where.attrs[name]
    return bytes(value).decode("utf-8") if isinstance(value, bytes) else value


def _text(where: h5py.Group | h5py.Dataset, name: str) -> str:
    value = _attribute(where, name)
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _number(where: h5py.Group | h5py.Dataset, name: str) -> float:
    value = _attribute(where, name)
    if not isinstance(value, int | float | np.number | np.bool_):
        raise TypeError(f"{name} is no number")
    return float(value)


def _finite(number: float) -> float:
    if not np.isfinite(number):
        raise ValueError(f"{number} is no number")
    return number


def _positive(number: float) -> float:
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"{number} is not above 0")
    return number


def _provenance(values: Mapping[str, Any]) -> Provenance:
    settings = {str(k): v for k, v in values["settings"].items() if isinstance(v, str | int | float | bool | None)}
    return Provenance(
        program_version=str(values["program_version"]),
        created_at=str(values["created_at"]),
        signal_sha256=str(values["signal_sha256"]),
        source_files={str(k): str(v) for k, v in values["source_files"].items()},
        libraries={str(k): str(v) for k, v in values["libraries"].items()},
        settings=settings,
    )
