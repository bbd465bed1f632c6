"""Which record comes next, and the menus of recent records and examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from ..core.resources import resource_path
from ..io.formats import FORMATS, RECORD_SUFFIXES, TABLE_SUFFIXES
from ..report.sentences import said

if TYPE_CHECKING:
    from .window import MainWindow


def records_in(folder: Path) -> list[Path]:
    """ECGs in a folder, by name (of WFDB records the headers); empty if it cannot be read."""
    try:
        return sorted((p for p in folder.iterdir() if p.suffix.lower() in RECORD_SUFFIXES), key=lambda p: p.name)
    except OSError:
        return []


def each_once(paths: Sequence[Path]) -> list[Path]:
    """These ECGs without the files that a header among them names: a WFDB record is dropped with all its files."""
    headers = {path.with_suffix("") for path in paths if path.suffix == ".hea"}
    whole = RECORD_SUFFIXES | TABLE_SUFFIXES
    kept = [p for p in paths if p.suffix.lower() in whole or p.with_suffix("") not in headers]
    return list(dict.fromkeys(kept))


def is_known(path: Path) -> bool:
    """Whether the file has an ending of those that are opened."""
    return any(path.suffix.lower() in suffixes for _, suffixes in FORMATS)


def likeliest_first(paths: Sequence[Path]) -> list[Path]:
    """These files: those that are ECGs by their ending, then text, which may be a table, then what else was dropped."""
    return sorted(paths, key=lambda path: (not is_known(path), path.suffix.lower() in TABLE_SUFFIXES))


def shown_name(path: Path) -> str:
    """How a list calls an ECG: a WFDB record by its name, others with their suffix."""
    return path.stem if path.suffix == ".hea" else path.name


def path_of(folder: Path, name: str) -> Path:
    """The ECG that a list of the folder calls ``name``."""
    header = folder / f"{name}.hea"
    return folder / name if Path(name).suffix.lower() in RECORD_SUFFIXES and not header.exists() else header


def open_filters() -> str:
    """What the dialog for opening offers: all that can be read, each format by itself, and whatever there is."""
    kinds = [
        (
            QCoreApplication.translate("Files", "ECGs and stored analyses"),
            tuple(s for _, some in FORMATS for s in some),
        ),
        *FORMATS,
    ]
    lines = [f"{name} ({' '.join(f'*{suffix}' for suffix in suffixes)})" for name, suffixes in kinds]
    return ";;".join([*lines, QCoreApplication.translate("Files", "All files") + " (*)"])


class FileRing:
    """The records that "next" and "previous" go through: those dropped together, else those of the folder."""

    def __init__(self) -> None:
        self._files: list[Path] = []

    def set_files(self, files: list[Path]) -> None:
        """Go through these; fewer than two: through the folder."""
        self._files = list(files) if len(files) > 1 else []

    def neighbour(self, path: Path | None, step: int) -> Path | None:
        """The record ``step`` places further, round at the ends; None if there is no other."""
        if path is None:
            return None
        header = path.with_suffix(".hea") if path.suffix else path.parent / f"{path.name}.hea"
        files = self._files if path in self._files else records_in(path.parent)
        here = path if path in files else header
        if here not in files or len(files) < 2:
            return files[0] if files and here not in files else None
        return files[(files.index(here) + step) % len(files)]


def examples() -> list[tuple[str, Path]]:
    """Title and path of the bundled, simulated examples; empty if there are none."""
    folder = resource_path("examples")
    try:
        listed = json.loads((folder / "examples.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [(entry["title"], folder / entry["file"]) for entry in listed]


def fill_recent_menu(menu: QMenu, window: MainWindow) -> None:
    """Put the menus of recent records and of examples after the first two entries of ``menu``."""
    before = menu.actions()[2]
    recent = QMenu(QCoreApplication.translate("Files", "Open re&cent"), menu)
    recent.aboutToShow.connect(lambda: _fill(recent, window))
    menu.insertMenu(before, recent)
    shipped = QMenu(QCoreApplication.translate("Files", "E&xamples (simulated)"), menu)
    for title, path in examples():
        shipped.addAction(said(title)).triggered.connect(partial(_open, window, path))
    menu.insertMenu(before, shipped)


def _open(window: MainWindow, path: Path, _checked: bool = False) -> None:
    window.open(path)


def _fill(menu: QMenu, window: MainWindow) -> None:
    menu.clear()
    for text in window.settings.recent:
        path = Path(text)
        menu.addAction(f"{shown_name(path)}    {path.parent}").triggered.connect(partial(_open, window, path))
    if menu.isEmpty():
        menu.addAction(QCoreApplication.translate("Files", "No records yet")).setEnabled(False)
