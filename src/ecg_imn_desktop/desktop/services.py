"""What the window asks of the rest of the program. Heavy libraries are imported here, in the worker, when asked for.

Tests give the window other services (a slow model, a broken one).
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..analysis.fiducial_moves import moved  # of numpy alone, and called while the mouse is let go
from ..core.analysis import Analysis, Prediction
from ..core.cpu import require_avx2
from ..core.measurements import Fiducials, Measurements
from ..core.progress import Progress
from ..core.record import Record
from ..core.signal import StoredSignal
from ..core.stored import STORED_SUFFIXES, StoredAnalysis, StoredWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from ..analysis.pyramid import MinMaxPyramid
    from ..core.annotations import Annotations
    from ..io.autosave import Loaded, Places
    from ..report.options import PageOptions
    from .filtering import FilterChoice

log = logging.getLogger(__name__)


class ModelSession(Protocol):
    """A loaded model (:class:`ecg_imn_desktop.model.session.Session`)."""

    def run(self, record: Record, start_s: float, progress: Progress) -> Analysis:
        """Analyse one window."""

    def rerun(self, record: Record, start_s: float, removed: NDArray[np.bool_]) -> Prediction:
        """Answer for the same window without the signal where ``removed`` (lead, sample)."""


_import_lock = threading.Lock()


def _module(name: str) -> Any:
    """A module of the program by its name, imported without stopping the window.

    One import at a time: the system loads one library at a time, and an import that waits for another's library holds
    Python's lock meanwhile. No garbage collection: each would take 100 ms and find nothing; afterwards what was
    imported is left out of later collections.
    """
    full_name = f"ecg_imn_desktop.{name}"
    known = sys.modules.get(full_name)
    if known is not None and not getattr(known.__spec__, "_initializing", False):
        return known
    with _import_lock:
        gc.disable()
        try:
            if name == "model.session":
                _load_libraries_of_torch()
            return importlib.import_module(full_name)
        finally:
            gc.freeze()
            gc.enable()


module = _module  # the services of other windows use it too


def _open_record(path: Path, progress: Progress) -> Record:
    record: Record = _module("io.opening").read_any(path, progress)
    return record


def _read_stored(path: Path) -> StoredAnalysis | None:
    if path.suffix.lower() not in STORED_SUFFIXES or not _module("io.hdf5").is_stored_analysis(path):
        return None
    stored: StoredAnalysis = _module("io.hdf5").read_stored(path)
    return stored


def _load_annotations(record: Record, key: str, is_beside: bool) -> tuple[Places, Loaded]:
    autosave = _module("io.autosave")
    places = autosave.places_of(record, key)
    return places, autosave.load_annotations(places, is_beside)


def _save_annotations(places: Places, annotations: Annotations, is_beside: bool) -> Path:
    path: Path = _module("io.autosave").save_annotations(places, annotations, is_beside)
    return path


def _write_stored(path: Path, record: Record, windows: tuple[StoredWindow, ...], more: Mapping[str, Any]) -> None:
    """``more``: annotations and settings."""
    stored = StoredAnalysis(
        record, windows, more["annotations"], _module("io.provenance").provenance_of(record, more["settings"])
    )
    _module("io.hdf5").write_stored(path, stored)


def _paint_page(record: Record, *page: Any) -> tuple[QImage, int]:
    analysis, measurements, options, number, dpi = page
    document = _module("report.document").Document(record, analysis, measurements, options)
    n_pages = len(_module("report.pages").pages_of(document))
    image: QImage = _module("report.image").page_image(document, dpi, min(number, n_pages))
    return image, n_pages


def _write_picture(path: Path, record: Record, *page: Any) -> None:
    analysis, measurements, options, number = page
    module = _module("report.image")
    write = module.write_svg if path.suffix.lower() == ".svg" else module.write_png
    write(path, record, analysis, measurements, options, page=number)


def _write_numbers(path: Path, record: Record, *known: Any) -> None:
    analysis, measurements, annotations = known
    results = _module("io.results")
    if path.suffix.lower() == ".csv":
        results.write_csv(path, record, analysis, measurements)
        return
    has_beats = measurements is not None and measurements.fiducials.n_beats
    clinical = _module("analysis.clinical").clinical_words(analysis, measurements.fiducials) if has_beats else ()
    results.write_json(path, record, analysis, measurements, clinical, annotations)


def _refuse_own_files(path: Path, record: Record) -> None:
    _module("io.targets").refuse_own_files(path, record)


def _load_model(name: str, device: str) -> ModelSession:
    require_avx2()
    session: ModelSession = _module("model.session").Session(name, device)
    return session


def _measure(record: Record, progress: Progress) -> Measurements:
    measurements: Measurements = _module("analysis.measure").measure(record, progress)
    return measurements


def _recompute(record: Record, fiducials: Fiducials) -> Measurements:
    measurements: Measurements = _module("analysis.measure").recompute(record, fiducials)
    return measurements


def _check_quality(record: Record) -> dict[str, str]:
    return dict(_module("analysis.quality").check_quality(record).leads)


def _build_pyramid(record: Record, progress: Progress) -> MinMaxPyramid:
    pyramid: MinMaxPyramid = _module("desktop.overview_store").kept_pyramid(record, progress)
    return pyramid


def _filter_traces(record: Record, choice: FilterChoice, seen_s: tuple[float, float]) -> Record:
    """A record with filtered traces; of one that stays in its file what is seen now is filtered at once."""
    _module("analysis.filters")
    filtered: Record = choice.display_filter().filtered(record)
    if isinstance(filtered.mv, StoredSignal):
        for row in range(len(record.lead_names)):
            filtered.mv[row, max(0, int(seen_s[0] * record.fs)) : max(0, int(seen_s[1] * record.fs))]
    return filtered


def _write_pdf(
    path: Path, record: Record, analysis: Analysis | None, measurements: Measurements | None, options: PageOptions
) -> None:
    _module("report.pdf").write_pdf(path, record, analysis, measurements, options)


def _print_pages(printer: Any, record: Record, *page: Any) -> None:
    _module("report.printing").print_pages(printer, record, *page)


@dataclass(frozen=True)
class Services:
    """All of them are called in a worker's thread."""

    open_record: Callable[[Path, Progress], Record] = _open_record
    read_stored: Callable[[Path], StoredAnalysis | None] = _read_stored
    load_annotations: Callable[[Record, str, bool], tuple[Places, Loaded]] = _load_annotations
    save_annotations: Callable[[Places, Annotations, bool], Path] = _save_annotations
    write_stored: Callable[[Path, Record, tuple[StoredWindow, ...], Mapping[str, Any]], None] = _write_stored
    paint_page: Callable[..., tuple[QImage, int]] = _paint_page
    write_picture: Callable[..., None] = _write_picture
    write_numbers: Callable[..., None] = _write_numbers
    refuse_own_files: Callable[[Path, Record], None] = _refuse_own_files
    load_model: Callable[[str, str], ModelSession] = _load_model
    measure: Callable[[Record, Progress], Measurements] = _measure
    move_fiducial: Callable[[Fiducials, str, int, float, bool], Fiducials] = moved
    recompute: Callable[[Record, Fiducials], Measurements] = _recompute
    check_quality: Callable[[Record], dict[str, str]] = _check_quality
    build_pyramid: Callable[[Record, Progress], MinMaxPyramid] = _build_pyramid
    filter_traces: Callable[[Record, FilterChoice, tuple[float, float]], Record] = _filter_traces
    print_pages: Callable[..., None] = _print_pages
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
