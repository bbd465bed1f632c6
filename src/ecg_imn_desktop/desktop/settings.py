"""What the program remembers: one schema, one file, written whole or not at all.

A damaged file, or a value the schema does not allow, costs that value only and is said once; the program starts.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from ..core.errors import ExportError
from ..draw.layout import LAYOUTS, ORDERS
from ..draw.theme import THEMES

MAX_RECENT = 12

SPEEDS_MM_PER_S: tuple[float, ...] = (12.5, 25.0, 50.0)
GAINS_MM_PER_MV: tuple[float, ...] = (2.5, 5.0, 10.0, 20.0)
AUTO_GAIN = 0.0
TEXT_SIZES_PERCENT: tuple[int, ...] = (100, 125, 150, 175, 200)
SHOWS: tuple[str, ...] = ("line", "band", "both", "none")
SIDES: tuple[str, ...] = ("both", "for", "against")


def settings_path() -> Path:
    """The settings file of this user."""
    return platformdirs.user_config_path("ecg-imn-desktop", appauthor=False) / "settings.json"


def _one_of(*allowed: object) -> Callable[[Any], bool]:
    return lambda value: value in allowed


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_base64(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(base64.b64decode(value, validate=True) or not value)
    except ValueError:
        return False


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _setting(default: Any, allowed: Callable[[Any], bool]) -> Any:
    return field(default=default, metadata={"allowed": allowed})


@dataclass
class Settings:
    """Every setting with its default; the check that a stored value must pass stands beside it.

    ``mm_per_mv`` 0 chooses the gain by the size of the ECG. ``screen_px_per_mm`` 0 takes what the screen says of
    itself; a calibration against a ruler puts the measured value there.
    """

    language: str = _setting("system", _one_of("system", "en", "de"))
    text_percent: int = _setting(100, _one_of(*TEXT_SIZES_PERCENT))
    theme: str = _setting("light", _one_of(*THEMES))
    layout: str = _setting("12x1", _one_of(*LAYOUTS))
    order: str = _setting("standard", _one_of(*ORDERS))
    single_lead: str = _setting("II", _is_text)
    rhythm_lead: str = _setting("II", _is_text)
    is_fit: bool = _setting(True, _is_bool)
    mm_per_s: float = _setting(25.0, _one_of(*SPEEDS_MM_PER_S))
    mm_per_mv: float = _setting(AUTO_GAIN, _one_of(AUTO_GAIN, *GAINS_MM_PER_MV))
    screen_px_per_mm: float = _setting(0.0, _between(0.0, 40.0))
    show: str = _setting("line", _one_of(*SHOWS))
    sides: str = _setting("both", _one_of(*SIDES))
    smoothing_ms: int = _setting(40, _between(0, 200))
    threshold_percent: int = _setting(0, _between(0, 90))
    opacity_percent: int = _setting(80, _between(10, 100))
    shows_segments: bool = _setting(False, _is_bool)
    shows_waves: bool = _setting(False, _is_bool)
    shows_fiducials: bool = _setting(False, _is_bool)
    snaps: bool = _setting(True, _is_bool)
    play_speed: float = _setting(1.0, _one_of(0.5, 1.0, 2.0, 4.0))
    recent: list[str] = field(default_factory=list, metadata={"allowed": _are_texts})
    saves_beside: bool = _setting(False, _is_bool)
    restores_last: bool = _setting(True, _is_bool)
    session_start_s: float = _setting(0.0, _between(0.0, 1e9))
    session_class: str = _setting("", _is_text)
    splitter: str = _setting("", _is_base64)
    reloads_changed: bool = _setting(True, _is_bool)
    folder: str = _setting("", _is_text)
    shows_folder: bool = _setting(False, _is_bool)
    shows_average_beat: bool = _setting(False, _is_bool)
    shows_panel: bool = _setting(True, _is_bool)
    geometry: str = _setting("", _is_base64)
    window_state: str = _setting("", _is_base64)
    # In privacy mode no record is named in the window's title; what was opened is remembered only where it is wanted.
    is_private: bool = _setting(False, _is_bool)
    keeps_recent: bool = _setting(True, _is_bool)

    def add_recent(self, path: Path) -> None:
        """Put a record on top of the recent ones, unless they are not to be kept."""
        if not self.keeps_recent:
            return
        text = str(path)
        self.recent = [text, *(other for other in self.recent if other != text)][:MAX_RECENT]


def load_settings(path: Path | None = None) -> tuple[Settings, str]:
    """The stored settings and a sentence for the user, empty if all is well. Never raises."""
    settings = Settings()
    path = path or settings_path()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return settings, ""
    except (OSError, ValueError, RecursionError):
        return settings, "The settings could not be read; the program starts with its defaults."
    if not isinstance(stored, dict):
        return settings, "The settings could not be read; the program starts with its defaults."
    refused = [spec.name for spec in fields(Settings) if not _take(settings, spec.name, spec.metadata, stored)]
    if refused:
        return settings, f"Some settings were damaged and have their defaults again: {', '.join(refused)}."
    return settings, ""


def _take(settings: Settings, name: str, metadata: Any, stored: dict[str, Any]) -> bool:
    """Take over one stored value; False if there is one and the schema refuses it."""
    if name not in stored:
        return True
    value = stored[name]
    kind = type(getattr(settings, name))
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    if (kind is int and isinstance(value, float)) or (kind is not bool and isinstance(value, bool)):
        return False
    try:
        is_allowed = metadata["allowed"](value)
    except TypeError:  # an unhashable or incomparable value
        is_allowed = False
    if is_allowed:
        setattr(settings, name, value)
    return bool(is_allowed)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings; raises ExportError with one sentence."""
    from ..io.atomic import atomic_path  # not needed for the window's first picture

    path = path or settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError("The settings could not be saved.", repr(error)) from error
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
