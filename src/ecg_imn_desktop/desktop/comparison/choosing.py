"""Which ECGs are compared: proposed, chosen in the file dialog, or found in the folder; and those of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ...core.comparison import Ask
from ...core.series import MAX_SIDES
from .neighbours import previous_of, same_patient_in
from .study import Target

if TYPE_CHECKING:
    from .window import CompareWindow


class Choosing(QObject):
    """Fills the sides and the series of a window of comparisons."""

    def __init__(self, window: CompareWindow) -> None:
        super().__init__(window)
        self._window = window
        self._study, self._series, self._banner = window.study, window.series, window.banner

    @property
    def _folder(self) -> str:
        return self._window.settings.folder

    def compare(self, current: Target, ask_a: Ask) -> None:
        """A record as B, with the previous one of its patient (or folder) proposed as A.

        Where there is no other record, both sides are this one, to compare two explanations of it.
        """
        self._study.show("B", current)
        alone = replace(current, ask=replace(ask_a, start_s=current.ask.start_s))
        if current.path is None:
            self._study.show("A", alone)
        else:
            self._propose("A", current.path, ask_a, alone)

    def _propose(self, letter: str, path: Path, ask: Ask, otherwise: Target | None) -> None:
        def found(previous: Path | None) -> None:
            if previous is not None:
                self._study.show(letter, Target(previous, None, ask))
            elif otherwise is not None:
                self._study.show(letter, otherwise)
            else:
                self._banner.say(self.tr("There is no other record in the folder."), "info")

        self._study.look_up(lambda: previous_of(path), found)

    def show_previous(self, letter: str) -> None:
        """The previous record of the patient, or of the folder, on a side; counted from the other side's."""
        other = self._study.targets.get("B" if letter == "A" else "A")
        own = self._study.targets.get(letter)
        path = own.path if own is not None and own.path is not None else other.path if other is not None else None
        if path is not None:
            ask = replace(own.ask, start_s=0.0) if own is not None else Ask()
            self._propose(letter, path, ask, None)

    def same_record(self) -> None:
        """A's record on both sides, to compare two explanations or two moments of it."""
        target = self._study.targets.get("A")
        if target is not None:
            b = self._study.targets.get("B")
            ask = b.ask if b is not None else target.ask
            self._study.show("B", replace(target, ask=replace(ask, start_s=target.ask.start_s)))

    def ask_record(self, letter: str) -> None:
        """The file dialog."""
        target = self._study.targets.get(letter)
        folder = str(target.path.parent) if target is not None and target.path is not None else self._folder
        title = self.tr("Record of {letter}").format(letter=letter)
        name, _ = QFileDialog.getOpenFileName(self._window, title, folder)
        if name:
            self.open_record(letter, Path(name))

    def open_record(self, letter: str, path: Path) -> None:
        """A record of the disk on a side."""
        target = self._study.targets.get(letter)
        ask = replace(target.ask, start_s=0.0) if target is not None else Ask()
        self._study.show(letter, Target(path, None, ask))

    # ---------------------------------------------------------------- series

    def ask_series(self) -> None:
        """More ECGs, by the file dialog."""
        folder = str(self._series.paths[0].parent) if self._series.paths else self._folder
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("ECGs of the series"), folder)
        if names:
            self.set_series([*self._series.paths, *(Path(name) for name in names)])

    def series_of_patient(self) -> None:
        """All ECGs of B's patient in its folder, oldest first."""
        target = self._study.targets.get("B")
        if target is not None and target.path is not None:
            path = target.path
            self._study.look_up(lambda: same_patient_in(path), self._found_series)

    def _found_series(self, paths: list[Path]) -> None:
        if len(paths) < 2:
            self._banner.say(self.tr("The folder holds no other ECG that names this patient."), "info")
        else:
            self.set_series(paths)

    def set_series(self, paths: Sequence[Path]) -> None:
        """These ECGs, oldest first; of more than a series holds the latest, and it is said."""
        paths = list(dict.fromkeys(paths))
        self._series.set_paths(paths[-MAX_SIDES:])
        if len(paths) > MAX_SIDES:
            self._banner.say(
                self.tr("A series holds {most} ECGs at most: the last {most} of {count} are shown.").format(
                    most=MAX_SIDES, count=len(paths)
                )
            )

    def make_series(self) -> None:
        """Of the ECGs on the page Series; none of a single one."""
        if len(self._series.paths) < 2:
            self._study.forget_series()
            return
        self._study.make_series(self._series.paths)
