"""What the window asks of the rest of the program. Heavy libraries are imported here, in the worker, when asked for.

Tests give the window other services (a slow model, a broken one).
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..core.analysis import Analysis
from ..core.measurements import Measurements
from ..core.progress import Progress
from ..core.record import Record

if TYPE_CHECKING:
    from ..analysis.pyramid import MinMaxPyramid
    from ..report.options import PageOptions

log = logging.getLogger(__name__)


class ModelSession(Protocol):
    """A loaded model (:class:`ecg_imn_desktop.model.session.Session`)."""

    def run(self, record: Record, start_s: float, progress: Progress) -> Analysis:
        """Analyse one window."""


_importers = 0
_importers_lock = threading.Lock()


@contextmanager
def _importing() -> Iterator[None]:
    """No garbage collection while big libraries are imported: each would stop the window for 100 ms and find nothing.

    Afterwards what was imported is left out of later collections, which are the shorter for it.
    """
    global _importers
    with _importers_lock:
        _importers += 1
        gc.disable()
    try:
        yield
    finally:
        with _importers_lock:
            _importers -= 1
            if _importers == 0:
                gc.freeze()
                gc.enable()


def _open_record(path: Path, progress: Progress) -> Record:
    with _importing():
        from ..io.records import open_record

    return open_record(path, progress)


def _load_model(name: str, device: str) -> ModelSession:
    with _importing():
        _load_libraries_of_torch()
        from ..model.session import Session

    return Session(name, device)


def _measure(record: Record, progress: Progress) -> Measurements:
    with _importing():
        from ..analysis.measure import measure

    return measure(record, progress)


def _check_quality(record: Record) -> dict[str, str]:
    with _importing():
        from ..analysis.quality import check_quality

    return dict(check_quality(record).leads)


def _build_pyramid(record: Record, progress: Progress) -> MinMaxPyramid:
    from ..analysis.pyramid import build_pyramid

    return build_pyramid(record.mv, progress)


def _write_pdf(
    path: Path, record: Record, analysis: Analysis | None, measurements: Measurements | None, options: PageOptions
) -> None:
    from ..report.pdf import write_pdf

    write_pdf(path, record, analysis, measurements, options)


@dataclass(frozen=True)
class Services:
    """All of them are called in a worker's thread."""

    open_record: Callable[[Path, Progress], Record] = _open_record
    load_model: Callable[[str, str], ModelSession] = _load_model
    measure: Callable[[Record, Progress], Measurements] = _measure
    check_quality: Callable[[Record], dict[str, str]] = _check_quality
    build_pyramid: Callable[[Record, Progress], MinMaxPyramid] = _build_pyramid
    write_pdf: Callable[[Path, Record, Analysis | None, Measurements | None, PageOptions], None] = _write_pdf


def _load_libraries_of_torch() -> None:
    """Load torch's big libraries without holding Python's lock, so that the window does not stand still meanwhile.

    ``import torch`` loads them under the lock, for a second or more; a foreign call to dlopen releases it, and the
    import then finds them loaded. Where that is not possible, the import does all by itself.
    """
    spec = importlib.util.find_spec("torch")
    if not sys.platform.startswith("linux") or spec is None or spec.origin is None or "torch" in sys.modules:
        return
    try:
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.restype = ctypes.c_void_p
        dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
        folder = Path(spec.origin).parent / "lib"
        for name in ("libtorch_cpu.so", "libtorch.so", "libtorch_python.so"):
            dlopen(bytes(folder / name), 0x101)  # RTLD_LAZY | RTLD_GLOBAL, as torch does itself
    except (OSError, AttributeError) as error:
        log.info("torch's libraries are left to its import: %r", error)
