"""ECGs in HDF5 files as public data sets lay them out; one file may hold many thousands.

==============================  ====================================================================================
``tracings`` (exam, sample, 12)  CODE-15%, CODE-test, SaMi-Trop: 400 Hz, in 0.1 mV by their documentation, padded with
                                 zeros on both sides, which are cut off; ``exam_id`` (exam,) names them
``ecg`` (12, sample)             the Shandong (SPH) database: 500 Hz, in mV, one ECG a file
any other single data set        (exam, sample, 12), (exam, 12, sample), (sample, 12) or (12, sample); attributes
                                 ``fs`` and ``units`` where there are any, else they have to be given
==============================  ====================================================================================

The order of leads is I, II, III, aVR, aVL, aVF, V1 to V6, as all of these have it. ``fs`` and ``units`` of the
reference win over all of it. Links to other files are not followed, and no more is unpacked than one ECG needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from ..core.leads import STANDARD_LEADS
from ..core.record import Record
from .assembling import Channel, assemble, printable
from .channels import mv_per_unit
from .hdf5_reader import is_stored_analysis
from .references import Reference, valid_fs
from .tables import UnknownScaleError

if TYPE_CHECKING:
    import h5py

N_LEADS = len(STANDARD_LEADS)
_CODE_FS, _CODE_UNITS, _MV_PER_CODE_UNIT = 400.0, "0.1 mV", 0.1
_SPH_FS = 500.0
_MAX_SAMPLES = 500_000_000  # of one ECG, and of what has to be unpacked for it
_MAX_SEARCHED = 1000


@dataclass(frozen=True)
class _Layout:
    dataset: Any
    exam_axis: int | None
    lead_axis: int
    fs: float | None
    mv_per_unit: float | None
    is_code: bool = False

    @property
    def n_exams(self) -> int:
        return 1 if self.exam_axis is None else int(self.dataset.shape[self.exam_axis])


def count_exams(path: Path) -> int:
    """How many ECGs the file holds; RecordError if it holds none."""
    if is_stored_analysis(path):
        return 1
    with _opened(path) as file:
        return _layout(file, path).n_exams


def read_hdf5(reference: Reference) -> Record:
    """Read the ECG that the reference names (the first of many where it names none).

    RecordError with one sentence, UnknownScaleError where rate or units have to be given.
    """
    path = reference.path
    with _opened(path) as file:
        return _read(file, reference)


@contextmanager
def _opened(path: Path) -> Iterator[h5py.File]:
    import h5py

    try:
        with h5py.File(path, "r") as file:
            yield file
    except (RecordError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise RecordError(f"The file {path.name} does not exist.", repr(error)) from error
    except Exception as error:  # the HDF5 library raises many kinds; whichever, the file is at fault
        raise RecordError(f"{path.name} is damaged or no HDF5 file: it cannot be read.", repr(error)) from error


def _read(file: h5py.File, reference: Reference) -> Record:
    path = reference.path
    layout = _layout(file, path)
    number = reference.number or 0
    if number >= layout.n_exams:
        raise RecordError(f"{path.name} holds {layout.n_exams} ECGs, counted from 0; there is no number {number}.")
    fs = reference.fs or layout.fs
    factor = mv_per_unit(reference.units) if reference.units else layout.mv_per_unit
    if fs is None or factor is None:
        raise UnknownScaleError(reference, fs is None, factor is None)
    values = _values(layout, number)
    warnings = []
    if layout.is_code:
        values = _without_padding(values)
        if not reference.units:
            warnings.append(
                f"The file does not give its units; {_CODE_UNITS} was taken, as the data set's documentation says."
            )
    name = _name(file, path, number, layout)
    with np.errstate(over="ignore", invalid="ignore"):
        mv = values.astype(np.float64) * factor
    channels = [Channel(lead, "mV", row) for lead, row in zip(STANDARD_LEADS, mv, strict=True)]
    return assemble(path, name, channels, fs, warnings=warnings)


def _layout(file: h5py.File, path: Path) -> _Layout:
    tracings, ecg = _dataset(file, "tracings"), _dataset(file, "ecg")
    if tracings is not None and tracings.ndim == 3 and tracings.shape[2] == N_LEADS:
        return _Layout(tracings, 0, 2, _CODE_FS, _MV_PER_CODE_UNIT, is_code=True)
    if ecg is not None and ecg.ndim == 2 and ecg.shape[0] == N_LEADS:
        return _Layout(ecg, None, 0, _fs_of(ecg) or _SPH_FS, _factor_of(ecg) or 1.0)
    found = [d for d in _datasets(file) if d.ndim in (2, 3) and N_LEADS in d.shape[-2:]]
    if len(found) != 1:
        raise RecordError(f"{path.name} is not laid out like a known set of 12-lead ECGs.")
    dataset = found[0]
    lead_axis = dataset.ndim - (1 if dataset.shape[-1] == N_LEADS else 2)
    return _Layout(dataset, 0 if dataset.ndim == 3 else None, lead_axis, _fs_of(dataset), _factor_of(dataset))


def _dataset(group: h5py.Group, name: str) -> Any | None:
    """A numeric data set whose values lie in this file; None for anything else."""
    import h5py

    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        return None
    dataset = group[name]
    if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind not in "fiu" or 0 in dataset.shape:
        return None
    return None if dataset.external or dataset.is_virtual else dataset


def _datasets(file: h5py.File) -> list[Any]:
    names = list(file)[:_MAX_SEARCHED]
    return [d for d in (_dataset(file, name) for name in names) if d is not None]


def _values(layout: _Layout, number: int) -> NDArray[Any]:
    """(lead, sample) of one ECG."""
    dataset = layout.dataset
    n_unpacked = int(np.prod(dataset.chunks)) if dataset.chunks else 0
    n_wanted = int(np.prod(dataset.shape)) // layout.n_exams
    if max(n_unpacked, n_wanted) > _MAX_SAMPLES:
        raise RecordError(f"An ECG of {n_wanted} values is too long to be opened.")
    values = dataset[()] if layout.exam_axis is None else dataset[number]
    is_first = layout.lead_axis - (layout.exam_axis is not None) == 0
    out: NDArray[Any] = values if is_first else values.T
    return out


def _without_padding(values: NDArray[Any]) -> NDArray[Any]:
    used = np.flatnonzero((values != 0).any(axis=0))
    return values[:, used[0] : used[-1] + 1] if used.size else values


def _name(file: h5py.File, path: Path, number: int, layout: _Layout) -> str:
    ids = _dataset(file, "exam_id")
    if layout.n_exams == 1:
        return path.stem
    if ids is not None and ids.shape == (layout.n_exams,):
        return f"{path.stem}-{printable(ids[number], 30)}"
    return f"{path.stem}-{number}"


def _fs_of(dataset: Any) -> float | None:
    for name in ("fs", "fs_hz", "sampling_rate", "sampling_frequency", "sample_rate"):
        if name in dataset.attrs:
            return valid_fs(str(np.asarray(dataset.attrs[name]).ravel()[0]))
    return None


def _factor_of(dataset: Any) -> float | None:
    units = dataset.attrs.get("units", dataset.attrs.get("unit"))
    return mv_per_unit(units.decode(errors="replace") if isinstance(units, bytes) else str(units))
