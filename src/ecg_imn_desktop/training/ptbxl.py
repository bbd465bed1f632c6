"""PTB-XL as its publishers lay it out (Wagner et al. 2020, doi 10.1038/s41597-020-0495-6), at 100 Hz.

Labels come from ``ptbxl_database.csv`` and ``scp_statements.csv``; signals are read once through wfdb into an HDF5
cache, since 21,799 small files are slow to open in every run.
"""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import platformdirs
from numpy.typing import NDArray

from ..core.errors import EcgError
from ..core.leads import STANDARD_LEADS, canonical_lead
from ..core.progress import NO_PROGRESS, Progress
from ..io.atomic import atomic_path

FS = 100.0
N_SAMPLES = 1000

# The original rate, in records500/.
FS_HIGH = 500.0

NORM = "NORM"
STTC = "STTC"
SUPERCLASSES: tuple[str, ...] = ("NORM", "MI", "STTC", "CD", "HYP")

TRAIN_FOLDS = (1, 2, 3, 4, 5, 6, 7, 8)
VAL_FOLDS = (9,)
TEST_FOLDS = (10,)
SPLITS: dict[str, tuple[int, ...]] = {"train": TRAIN_FOLDS, "val": VAL_FOLDS, "test": TEST_FOLDS}


@dataclass(frozen=True)
class Labels:
    """Labels of all records, in the order of the table.

    Attributes
    ----------
    ecg_id : int64 (record,)
    fold : int64 (record,), 1..10
    patient_id : int64 (record,)
    superclass : float32 (record, 5), 1 where any of the record's statements belongs to it, at any likelihood
    subclass : float32 (record, 23), likewise, in the order of ``subclass_names``
    statement : float32 (record, 71), 1 where the statement is among ``scp_codes``
    subclass_parent : name of a sub-class -> name of its superclass
    """

    ecg_id: NDArray[np.int64]
    fold: NDArray[np.int64]
    patient_id: NDArray[np.int64]
    superclass: NDArray[np.float32]
    subclass: NDArray[np.float32]
    statement: NDArray[np.float32]
    subclass_names: tuple[str, ...]
    statement_names: tuple[str, ...]
    subclass_parent: dict[str, str]

    def rows(self, folds: tuple[int, ...]) -> NDArray[np.int64]:
        """Row numbers of the records of some folds."""
        return np.flatnonzero(np.isin(self.fold, folds))


def read_labels(root: Path) -> Labels:
    """Labels of the PTB-XL folder ``root``. Raises EcgError if it is no PTB-XL folder."""
    try:
        table = pd.read_csv(root / "ptbxl_database.csv", index_col="ecg_id")
        statements = pd.read_csv(root / "scp_statements.csv", index_col=0)
    except (OSError, ValueError) as error:
        raise EcgError(
            f"'{root}' is no PTB-XL folder: ptbxl_database.csv or scp_statements.csv cannot be read.", str(error)
        ) from error
    codes = [set(ast.literal_eval(text)) for text in table["scp_codes"]]
    diagnostic = statements[statements["diagnostic"] == 1.0]
    subclass_names = tuple(sorted(diagnostic["diagnostic_subclass"].dropna().unique()))
    parent = dict(zip(diagnostic["diagnostic_subclass"], diagnostic["diagnostic_class"], strict=True))
    super_of = diagnostic["diagnostic_class"].to_dict()
    sub_of = diagnostic["diagnostic_subclass"].to_dict()
    statement_names = tuple(sorted(statements.index))
    return Labels(
        ecg_id=table.index.to_numpy(np.int64),
        fold=table["strat_fold"].to_numpy(np.int64),
        patient_id=table["patient_id"].to_numpy(np.int64),
        superclass=_multi_hot([{super_of.get(c) for c in cs} for cs in codes], SUPERCLASSES),
        subclass=_multi_hot([{sub_of.get(c) for c in cs} for cs in codes], subclass_names),
        statement=_multi_hot(codes, statement_names),
        subclass_names=subclass_names,
        statement_names=statement_names,
        subclass_parent={str(k): str(v) for k, v in parent.items()},
    )


def _multi_hot(sets: list[set[str]], names: tuple[str, ...]) -> NDArray[np.float32]:
    return np.array([[name in held for name in names] for held in sets], dtype=np.float32)


def record_paths(root: Path) -> dict[int, Path]:
    """Path (without suffix) of the 100 Hz record of every ECG, by its ecg_id."""
    table = pd.read_csv(root / "ptbxl_database.csv", usecols=["ecg_id", "filename_lr"])
    return {int(i): root / name for i, name in zip(table["ecg_id"], table["filename_lr"], strict=True)}


def read_signals(root: Path, cache: Path | None = None, progress: Progress = NO_PROGRESS) -> NDArray[np.int16]:
    """Signals in microvolts, int16 (record, 12, 1000), leads in standard order, in the order of the table.

    Reads the cache (default: the user's cache folder, named after the folder and its table), or makes it first.
    Raises EcgError if a record is absent or has other leads, rate or length.
    """
    cache = cache or default_cache(root)
    paths = record_paths(root)
    if cache.exists():
        with h5py.File(cache, "r") as file:
            if np.array_equal(file["ecg_id"][:], list(paths)):
                return np.asarray(file["microvolt"][:])
    signals = np.empty((len(paths), len(STANDARD_LEADS), N_SAMPLES), dtype=np.int16)
    for row, path in enumerate(paths.values()):
        signals[row] = read_microvolt(path)
        if row % 100 == 0:
            progress.report(row / len(paths), "reading PTB-XL")
    cache.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(cache) as temporary, h5py.File(temporary, "w") as file:
        file["ecg_id"] = list(paths)
        file.create_dataset("microvolt", data=signals, chunks=(1, len(STANDARD_LEADS), N_SAMPLES))
        file.attrs["source"] = "PTB-XL, 100 Hz, CC BY 4.0, doi 10.13026/kfzx-aw45"
    return signals


def default_cache(root: Path) -> Path:
    """Where the cache of a PTB-XL folder lies: its name holds the folder's path and the table's size and time."""
    stat = (root / "ptbxl_database.csv").stat()
    key = hashlib.sha256(f"{root.resolve()}|{stat.st_size}|{stat.st_mtime_ns}".encode()).hexdigest()[:16]
    return platformdirs.user_cache_path("ecg-imn-desktop") / f"ptbxl-100hz-{key}.h5"


def read_rows(root: Path, ecg_ids: NDArray[np.int64], fs: float, progress: Progress = NO_PROGRESS) -> NDArray[np.int16]:
    """Signals of some ECGs at 500 Hz (records500/), int16 (record, 12, 5000) in microvolts; not cached.

    Raises EcgError if PTB-XL has no such rate, or a record is absent.
    """
    if fs != FS_HIGH:
        raise EcgError(f"PTB-XL has no records at {fs:g} Hz.")
    table = pd.read_csv(root / "ptbxl_database.csv", usecols=["ecg_id", "filename_hr"], index_col="ecg_id")
    signals = []
    for i, ecg_id in enumerate(ecg_ids):
        if i % 50 == 0:
            progress.report(i / len(ecg_ids), "reading PTB-XL at 500 Hz")
        signals.append(read_microvolt(root / table.loc[ecg_id, "filename_hr"], fs))
    return np.stack(signals)


def read_microvolt(path: Path, fs: float = FS) -> NDArray[np.int16]:
    """One PTB-XL record of ``fs`` Hz, int16 (12, 10 * fs) in microvolts, leads in standard order."""
    import wfdb

    try:
        record = wfdb.rdrecord(str(path))
    except (OSError, ValueError) as error:
        raise EcgError(f"The PTB-XL record '{path.name}' cannot be read.", str(error)) from error
    leads = [canonical_lead(name) for name in record.sig_name]
    if record.fs != fs or record.sig_len != 10 * fs or set(leads) != set(STANDARD_LEADS):
        raise EcgError(f"The PTB-XL record '{path.name}' does not hold twelve leads of 10 s at {fs:g} Hz.")
    mv = record.p_signal[:, [leads.index(lead) for lead in STANDARD_LEADS]].T
    return np.clip(np.rint(np.nan_to_num(mv) * 1000), -32768, 32767).astype(np.int16)
