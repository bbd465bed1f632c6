"""Stored analyses (HDF5): damaged bytes, and files that are whole but lie."""

from __future__ import annotations

import functools
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import OtherSignal, Patient, Record
from ecg_imn_desktop.io.hdf5 import read_h5, write_h5
from ecg_imn_desktop.io.seal import seal

from .target import Target, damage

NUMBERS = (0, 1, -1, 2**31, 2**63 - 1, -(2**63), 1e300, -1e300, float("nan"), float("inf"), 1e-300, 10**6)
TEXTS = ("", "x", "\u00e4\u2028", "9" * 5000, "nan", "2026-11-25T10:00:00", "2026-99-99", "../../x")


@functools.cache
def valid() -> bytes:
    """A small stored analysis."""
    rng = np.random.default_rng(0)
    mv = rng.normal(size=(12, 600)).astype(np.float32)
    record = Record(
        "r", mv, 100.0, STANDARD_LEADS, patient=Patient(id="7", age_years=50.0), comments=("a", "b"),
        other_signals=(OtherSignal("RESP", "NU", mv[0]),),
    )  # fmt: skip
    contribution = rng.normal(size=(3, 12, 600)).astype(np.float32)
    bias = np.zeros(3)
    logit = contribution.sum(axis=(1, 2), dtype=np.float64)
    classes = (ClassInfo("NORM", "Normal"), ClassInfo("MI", "Infarction"), ClassInfo("IMI", "Inferior", "MI"))
    analysis = Analysis(
        ModelInfo("m", "1", "0" * 64, 100.0, 600),
        Prediction(classes, logit, bias, np.array([0.1, 0.5, 0.9])),
        Explanation(contribution, 100.0, STANDARD_LEADS),
        ("noisy.",),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.h5"
        write_h5(path, record, analysis)
        return path.read_bytes()


class Stored(Target):
    """``a.h5``: half of the files are damaged; the others lie on purpose, behind a checksum that fits.

    What a forger could do to the inner structure of HDF5 is left out: the library itself can be led in circles by it.
    """

    refusals = (RecordError,)

    def prepare(self, folder: Path, rng: random.Random) -> None:
        """Something links could lead to."""
        (folder / "other.h5").write_bytes(valid())

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file."""
        path = folder / "a.h5"
        path.write_bytes(valid())
        kind = rng.random()
        if kind < 0.5:
            path.write_bytes(damage(valid(), rng))
            return path
        with h5py.File(path, "r+") as file:
            for _ in range(rng.choice((1, 1, 2, 3))):
                rng.choice(EDITS)(file, rng)
        seal(path)
        return path

    def use(self, path: Path, rng: random.Random) -> None:
        """Read it, and look at what was read."""
        record, analysis = read_h5(path)
        assert record.mv.shape == (len(record.lead_names), record.n_samples)
        assert record.fs > 0
        _ = (
            record.duration_s,
            analysis.prediction.tree(),
            analysis.prediction.top_class,
            analysis.explanation.duration_s,
        )
        record.section(0.0, 10.0)

    def judge(self, message: str, path: Path) -> str:
        """A sentence that names the file."""
        return super().judge(message, path) or ("" if path.name in message else f"names no file: {message!r}")


def _objects(file: h5py.File) -> list[str]:
    found: list[str] = []
    file.visit(found.append)
    return found


def _attribute(file: h5py.File, rng: random.Random) -> None:
    """Another value, another kind of value, or none."""
    names = ["/", *_objects(file)]
    owner = file[rng.choice([n for n in names if len(file[n].attrs)] or ["/"])]
    if not len(owner.attrs):
        return
    key = rng.choice(sorted(owner.attrs))
    kind = rng.randrange(5)
    if kind == 0:
        del owner.attrs[key]
    elif kind == 1:
        owner.attrs[key] = rng.choice(NUMBERS)
    elif kind == 2:
        owner.attrs[key] = rng.choice(TEXTS)
    elif kind == 3:
        owner.attrs[key] = np.zeros(rng.choice((0, 1, 5, 5000)))
    else:
        owner.attrs[key] = h5py.Empty("f4")


def _datasets(file: h5py.File) -> list[str]:
    return [n for n in _objects(file) if isinstance(file.get(n), h5py.Dataset)]


def _values(file: h5py.File, rng: random.Random) -> None:
    """Numbers that are none, or not those that were stored."""
    dataset = file[rng.choice(_datasets(file) or ["/"])]
    if not isinstance(dataset, h5py.Dataset) or dataset.size == 0 or dataset.dtype.kind != "f":
        return
    values = dataset[()].reshape(-1)
    at = rng.randrange(values.size)
    with np.errstate(over="ignore"):
        values[at : at + rng.choice((1, 50, 10**6))] = np.float64(rng.choice(NUMBERS)).astype(values.dtype)
    dataset[...] = values.reshape(dataset.shape)


def _shape(file: h5py.File, rng: random.Random) -> None:
    """Another shape, type or way of storing; sizes that no file backs."""
    names = _datasets(file)
    if not names:
        return
    name = rng.choice(names)
    del file[name]
    shape = rng.choice(((), (0,), (1,), (12, 600), (3, 12, 600), (3,), (12,), (10**6,), (2**31,), (10**5, 10**5)))
    kind = rng.choice(("f4", "f8", "i8", "u1", "S4", "bool", "c8", "text", "enum", "array", "reference"))
    dtype = {
        "text": h5py.string_dtype(),
        "enum": h5py.enum_dtype({"a": 1}),
        "array": np.dtype((np.float32, (3,))),
        "reference": h5py.ref_dtype,
    }.get(kind, kind)
    options = rng.choice(({}, {}, {"compression": "gzip"}, {"chunks": True}, {"fillvalue": 1}))
    if not shape:
        options = {}
    file.create_dataset(name, shape=shape, dtype=dtype, **(options if kind in ("f4", "f8", "i8") else {}))


def _link(file: h5py.File, rng: random.Random) -> None:
    """A link instead of the thing: to nowhere, out of the file, in circles."""
    names = _objects(file)
    if not names:
        return
    name = rng.choice(names)
    del file[name]
    kind = rng.randrange(5)
    if kind == 0:
        file[name] = h5py.SoftLink(rng.choice(("/", "/nowhere", "/" + name, "/record", "/analysis")))
    elif kind == 1:
        file[name] = h5py.ExternalLink(rng.choice(("other.h5", "/etc/passwd", "../x.h5")), "/" + name)
    elif kind == 2:
        file[name] = file[rng.choice([n for n in ("/", "record", "analysis") if n in file])]
    elif kind == 3:
        layout = h5py.VirtualLayout(shape=(12, 600), dtype="f4")
        layout[:] = h5py.VirtualSource("other.h5", "record/signal_mv", shape=(12, 600))
        file.create_virtual_dataset(name, layout)
    elif "/" in name:
        file.create_dataset(name, shape=(12, 600), dtype="f4", external=[("/etc/passwd", 0, 28_800)])


def _remove(file: h5py.File, rng: random.Random) -> None:
    names = _objects(file)
    if names:
        del file[rng.choice(names)]


def _others(file: h5py.File, rng: random.Random) -> None:
    """More other signals than a record could have, or oddly named ones."""
    group = file.get("record/other_signals")
    if isinstance(group, h5py.Group):
        for i in range(rng.choice((1, 2, 300))):
            name = rng.choice((f"{i + 10}", "x", "-1", "1.5", f"{10**30 + i}"))
            if name not in group:
                group.create_dataset(name, data=np.zeros(rng.choice((600, 1)), np.float32))


EDITS: tuple[Callable[[h5py.File, random.Random], None], ...] = (
    _attribute, _attribute, _values, _values, _shape, _shape, _link, _link, _remove, _others,
)  # fmt: skip

TARGET = Stored()
