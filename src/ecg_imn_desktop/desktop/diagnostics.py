"""What somebody who helps has to know of the program and the computer, and nothing of a patient.

No names, no paths of records, no recent files; the log's last lines hold none either (see ``logs``).
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from .. import __version__
from ..core.cpu import lacks_avx2
from ..core.errors import ModelError
from ..model.catalogue import find_model, model_card
from ..report.words import input_sentence
from .logs import log_path, logged_lines
from .settings import Settings

_LIBRARIES = ("PySide6-Essentials", "torch", "numpy", "scipy", "wfdb", "h5py", "pyqtgraph", "safetensors")
_LOG_LINES = 30

# What of the settings could lead to a person stays out.
_PRIVATE = ("recent", "folder", "geometry", "window_state")


def library_versions() -> dict[str, str]:
    """Version of each library that the program stands on; "missing" where it is not installed."""
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = version_of(name)
        except PackageNotFoundError:
            versions[name] = "missing"
    return versions


def model_line(name: str) -> str:
    """Name, version and checksum of an installed model."""
    try:
        card = model_card(find_model(name))
    except ModelError as error:
        return f"{name}: {error.message}"
    return f"{card.name} {card.version}, SHA-256 {card.sha256[:16]}\u2026"


def input_line(name: str) -> str:
    """How an installed model reads the ECG; empty if its card cannot be read, which ``model_line`` says."""
    try:
        return input_sentence(model_card(find_model(name)).info)
    except ModelError:
        return ""


def device_line() -> str:
    """Where the network can run; torch is only asked if it is loaded already."""
    torch = sys.modules.get("torch")
    if torch is None:
        return "not asked yet"
    if torch.cuda.is_available():
        return f"CUDA {torch.version.cuda}: {torch.cuda.get_device_name(0)}"
    return "Metal" if torch.backends.mps.is_available() else "CPU"


def diagnostics(model: str, used_device: str, settings: Settings) -> str:
    """All of it as text; ``used_device`` is where the last answer was computed, empty without one."""
    return "\n".join(_lines(model, used_device, settings)) + "\n"


def _lines(model: str, used_device: str, settings: Settings) -> Iterator[str]:
    yield f"ECG-IMN Desktop {__version__}{' (installed)' if getattr(sys, 'frozen', False) else ''}"
    yield f"model: {model_line(model)}"
    yield f"device: {used_device or 'no answer yet'}; available: {device_line()}"
    yield f"system: {platform.platform()}, {platform.machine()}, {os.cpu_count()} processors"
    if lacks_avx2():
        yield "the processor lacks AVX2"
    yield f"Python {platform.python_version()}, Qt {qVersion()} on {QGuiApplication.platformName()}"
    yield ", ".join(f"{name} {version}" for name, version in library_versions().items())
    for screen in QGuiApplication.screens():
        size, ratio = screen.size(), screen.devicePixelRatio()
        yield f"screen: {size.width()} x {size.height()} at {ratio:g}, {screen.physicalDotsPerInch():.0f} dpi"
    shown = {name: value for name, value in asdict(settings).items() if name not in _PRIVATE}
    yield "settings: " + ", ".join(f"{name}={value}" for name, value in shown.items())
    yield f"log ({log_path().name}, last {_LOG_LINES} lines):"
    yield from logged_lines(_LOG_LINES)
