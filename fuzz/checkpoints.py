"""Checkpoints of ECG-IMN (``.ckpt``): pickles with code, zip bombs, shapes and storages that lie, odd tensors."""

from __future__ import annotations

import functools
import io
import pickle
import random
import struct
import warnings
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch

from ecg_imn_desktop.core.errors import ModelError
from ecg_imn_desktop.model.network import EcgImn2d
from ecg_imn_desktop.model.official import PREFIX, read_checkpoint, single_output

from .models import Bomb
from .target import Target, damage, flip_bits

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    1,
    999,
    1000.0,
    5000,
    10**30,
    float("nan"),
    "",
    "x",
    b"x",
    [],
    {},
    [[]],
    (1000,),
    {1000},
)


class Foreign:
    """A class of some other library: named in the file, never imported."""

    def __init__(self) -> None:
        self.signal_len = 1000


@functools.cache
def networks() -> list[dict[str, torch.Tensor]]:
    """Parameters of both kinds of head."""
    torch.manual_seed(0)
    return [EcgImn2d(n, 1000).state_dict() for n in (1, 2)]


class Checkpoints(Target):
    """``a.ckpt``."""

    refusals = (ModelError,)
    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file: a quarter damaged as it lies, the others whole archives that lie."""
        path = folder / "a.ckpt"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of torch about its rarer kinds of tensor
            content = _saved(_held(rng), rng)
        kind = rng.random()
        if kind < 0.2:
            content = damage(content, rng)
        elif kind < 0.6:
            content = _packed_again(content, rng)
        elif kind < 0.65:
            content = rng.choice((b"", b"PK", bytes(1000), pickle.dumps(Bomb()), _tar(rng)))
        path.write_bytes(content)
        return path

    def use(self, path: Path, rng: random.Random) -> None:
        """Read it; what is read has to become a network that answers."""
        checkpoint = read_checkpoint(path)
        with torch.no_grad():
            answer = single_output(checkpoint)(torch.zeros(1, 12, checkpoint.n_samples))
        assert answer is not None

    def judge(self, message: str, path: Path) -> str:
        """A sentence that names the file."""
        return super().judge(message, path) or ("" if path.name in message else f"names no file: {message!r}")


def _held(rng: random.Random) -> Any:
    """What Lightning stores, changed in a few places."""
    state: dict[Any, Any] = OrderedDict((PREFIX + name, value) for name, value in rng.choice(networks()).items())
    held: dict[Any, Any] = {"epoch": 1, "state_dict": state, "hyper_parameters": {"signal_len": 1000, "lr": 1e-3}}
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        name = rng.choice(list(state) or ["x"])
        kind = rng.randrange(12)
        if kind <= 4 and isinstance(state.get(name), torch.Tensor):
            state[name] = _other(state[name], rng)
        elif kind == 5:
            state.pop(name, None)
        elif kind == 6:
            state[rng.choice((PREFIX + "extra", PREFIX, 7, None, ("a", 1), _laughs(tuple, 12)))] = rng.choice(ODD)
        elif kind == 7:
            state[name] = rng.choice((*ODD, Foreign()))
        elif kind == 8:
            held["hyper_parameters"] = rng.choice(
                (*ODD, Foreign(), {"signal_len": rng.choice((*ODD, _laughs(list, 60)))})
            )
        elif kind == 9:
            held[rng.choice(("state_dict", "epoch", "callbacks"))] = rng.choice((*ODD, Foreign(), _laughs(list, 60)))
        elif kind == 10:
            held["callbacks"] = Bomb()
        else:
            return rng.choice((*ODD, state, Foreign()))
    return held


def _laughs(kind: type, depth: int) -> Any:
    """A list of twice the same list of twice the same list: small, until somebody writes it out."""
    out: Any = kind(("ha",))
    for _ in range(depth):
        out = kind((out, out))
    return out


def _other(value: torch.Tensor, rng: random.Random) -> torch.Tensor:
    """Another type, layout, device, shape or content."""
    kind = rng.randrange(11)
    if kind == 0:
        return value.to(
            rng.choice((torch.float64, torch.float16, torch.int64, torch.bool, torch.complex64, torch.bfloat16))
        )
    if kind == 1:
        return value.float().to_sparse()
    if kind == 2:
        return value.to("meta")
    if kind == 3 and value.is_floating_point():
        return torch.quantize_per_tensor(value, 0.1, 0, torch.qint8)
    if kind == 4:
        return torch.zeros(1).expand(rng.choice(((10**12,), (1, 10**6, 10**6), (2, 10**5, 10**5, 10))))
    if kind == 5:
        return torch.zeros(()).to(value.dtype).expand(value.shape)
    if kind == 6 and value.is_floating_point():
        return torch.full_like(value, rng.choice((float("nan"), float("inf"), 3e38, -3e38)))
    if kind == 7:
        return torch.zeros(rng.choice(((), (0,), (1, 1, 1, 1), (3, 3))))
    if kind == 8:
        return torch.sparse_coo_tensor(torch.zeros((1, 1), dtype=torch.int64), torch.ones(1), (10**15,))
    if kind == 9 and value.ndim >= 2:
        return value.transpose(0, 1)
    return torch.nn.Parameter(value.float())


def _saved(held: Any, rng: random.Random) -> bytes:
    out = io.BytesIO()
    try:
        torch.save(held, out, _use_new_zipfile_serialization=rng.random() > 0.1)
    except Exception:  # torch cannot save it: a plain pickle then
        out = io.BytesIO(pickle.dumps(str(type(held))))
    return out.getvalue()


def _packed_again(content: bytes, rng: random.Random) -> bytes:
    """The archive with entries changed, compressed, gone, doubled or blown up, and checksums that fit."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return flip_bits(content, rng, 4)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    packing = zipfile.ZIP_STORED if rng.random() < 0.9 else zipfile.ZIP_DEFLATED
    for _ in range(rng.choice((1, 1, 2))):
        i = rng.randrange(len(entries)) if rng.random() < 0.4 else 0
        name, data = entries[i]
        kind = rng.randrange(8)
        if kind <= 3:
            entries[i] = (name, _pickle_edited(data, rng) if name.endswith("data.pkl") else damage(data, rng))
        elif kind == 4:
            del entries[i]
            if not entries:
                return b""
        elif kind == 5:
            entries.append((rng.choice((name, "../../x", "/etc/x", "x/data.pkl", "")), data))
        elif kind == 6 and rng.random() < 0.2:
            return bomb(name.endswith(".pkl"))
        else:
            entries = [(name.replace("archive", rng.choice(("..", "x" * 300, "ä"))), data) for name, data in entries]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing, compresslevel=1) as archive:
        for name, data in entries:
            archive.writestr(name or "x", data)
    packed = out.getvalue()
    if rng.random() < 0.1:  # sizes that lie, in the directory at the end
        at = packed.rfind(b"PK\1\2")
        packed = (
            packed[: at + 20] + struct.pack("<II", *rng.choices((0, 10, 2**31, 2**32 - 1), k=2)) + packed[at + 28 :]
        )
    return packed


@functools.cache
def bomb(is_pickle: bool) -> bytes:
    """An archive of 1 MB with an entry of 1.2 GB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("archive/data.pkl", bytes(1_200_000_000) if is_pickle else pickle.dumps({}))
        archive.writestr("archive/data/0", b"" if is_pickle else bytes(1_200_000_000))
        archive.writestr("archive/version", b"3")
    return out.getvalue()


def _pickle_edited(data: bytes, rng: random.Random) -> bytes:
    """Other names, numbers or operations in the pickle."""
    kind = rng.randrange(5)
    if kind == 0:
        name = rng.choice(
            (b"os\nsystem", b"builtins\neval", b"builtins\nexec", b"torch.hub\nload", b"torch\nload", b"ctypes\nCDLL")
        )
        return data.replace(b"collections\nOrderedDict", name, 1)
    if kind == 1:
        return data.replace(b"_rebuild_tensor_v2", rng.choice((
            b"_rebuild_sparse_tensor", b"_rebuild_meta_tensor_no_storage", b"_rebuild_parameter", b"_rebuild_qtensor",
            b"_rebuild_device_tensor_from_numpy", b"_rebuild_wrapper_subclass",
        )), 1)  # fmt: skip
    if kind == 2:
        storage = rng.choice(
            (b"HalfStorage", b"ByteStorage", b"DoubleStorage", b"BoolStorage", b"QInt8Storage", b"UntypedStorage")
        )
        return data.replace(b"FloatStorage", storage, 1)
    if kind == 3:
        return data.replace(
            b"K\x01",
            rng.choice((b"K\x00", b"J\xff\xff\xff\x7f", b"J\xff\xff\xff\xff", b"G" + bytes(8))),
            rng.choice((1, 50)),
        )
    return flip_bits(data, rng, rng.choice((1, 1, 3)))


def _tar(rng: random.Random) -> bytes:
    """The oldest kind of checkpoint, an archive of tar."""
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in ("sys_info", "pickle", "storages", "tensors", "../x"):
            data = rng.choice((pickle.dumps(Bomb()), pickle.dumps(10**6), rng.randbytes(20)))
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


TARGET = Checkpoints()
