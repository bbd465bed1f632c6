"""The sides of a comparison: loads, asks the explainer, compares, exports. No widgets.

Exact maps and comparisons have one thread, post-hoc maps and deletion curves another: a slow method never delays what
is quick. A newer question of a side cancels its older one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from ...core.comparison import EXACT, Ask, Comparison, DeletionCurve, Side
from ...core.errors import EcgError, ModelError
from ...core.progress import Progress
from ...core.record import Record
from ...core.series import MAX_SIDES, Series
from ...io.several import read_each
from ..worker import Worker, export_channel, is_export
from .services import CompareServices, SideMaker

if TYPE_CHECKING:
    from ...analysis.pairing import Pairing
    from ...report.comparison import ComparisonDocument

T = TypeVar("T")

log = logging.getLogger(__name__)

LETTERS = ("A", "B")


@dataclass(frozen=True)
class Target:
    """What a side shall show: a record in memory or in a file, and what is asked of it."""

    path: Path | None
    record: Record | None
    ask: Ask


class CompareStudy(QObject):
    """Attributes: ``targets`` and ``sides`` by letter, ``comparison``, ``pairing``, ``curves``, ``series``.

    Signals
    -------
    record_loaded(str, Record) : the traces of a side can be shown
    side_changed(str, Side | None) : its answer, None while it is awaited
    side_failed(str, EcgError) : none is awaited any more; ``failed`` follows
    compared(Comparison | None)
    curves_changed()
    series_changed(Series | None)
    failed(EcgError) ; exported(Path) ; export_failed(EcgError) ; crashed(str)
    progressed(float, str) : of the slow method; an empty text when nothing is done
    """

    record_loaded = Signal(str, object)
    side_changed = Signal(str, object)
    side_failed = Signal(str, object)
    compared = Signal(object)
    curves_changed = Signal()
    series_changed = Signal(object)
    failed = Signal(object)
    exported = Signal(object)
    export_failed = Signal(object)
    crashed = Signal(str)
    progressed = Signal(float, str)

    def __init__(self, services: CompareServices, device: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self._device = device
        self.targets: dict[str, Target] = {}
        self.sides: dict[str, Side | None] = dict.fromkeys(LETTERS)
        self.comparison: Comparison | None = None
        self.pairing: Pairing | None = None
        self.curves: tuple[DeletionCurve | None, DeletionCurve | None] = (None, None)
        self.series: Series | None = None
        self._explainers: dict[str, SideMaker] = {}  # one for each thread
        self._class_of_a: str | None = None  # of the last A that was answered, for a B that asks for the same class
        self._quick = Worker("comparison", self)
        self._slow = Worker("post-hoc", self)
        for worker in (self._quick, self._slow):
            worker.crashed.connect(self._on_crashed)

    # ---------------------------------------------------------------- sides

    def show(self, letter: str, target: Target) -> None:
        """Ask for a side anew."""
        self.targets[letter] = target
        self.sides[letter] = None
        self._forget_comparison()
        self.side_changed.emit(letter, None)
        for worker in (self._quick, self._slow):
            worker.cancel(f"side {letter}")
        self._quick.submit(f"load {letter}", lambda p: self._record(target, p), lambda r: self._loaded(letter, r),
                           partial(self._side_failed, letter))  # fmt: skip

    def change(self, letter: str, **changes: object) -> None:
        """The same record, asked for something else."""
        target = self.targets.get(letter)
        if target is not None:
            self.show(letter, replace(target, ask=replace(target.ask, **changes)))  # type: ignore[arg-type]

    def swap(self) -> None:
        """B becomes A."""
        targets = dict(self.targets)
        if len(targets) < len(LETTERS):
            return
        one, other = (self._with_class(letter) for letter in LETTERS)
        self.show("A", other)
        self.show("B", one)

    def _with_class(self, letter: str) -> Target:
        """The target with the class that it shows now: "as in A" means another once the sides are swapped."""
        target, side = self.targets[letter], self.sides[letter]
        if side is None or side.evidence is None:
            return target
        return replace(target, ask=replace(target.ask, class_name=side.evidence.class_name))

    def cancel(self) -> None:
        """No slow work any more."""
        for channel in ("side A", "side B", "curves"):
            self._slow.cancel(channel)
        self.progressed.emit(0.0, "")

    def _record(self, target: Target, progress: Progress) -> Record:
        if target.record is not None:
            return target.record
        assert target.path is not None
        return self.services.open_record(target.path, progress)

    def _loaded(self, letter: str, record: Record) -> None:
        self.targets[letter] = target = replace(self.targets[letter], record=record)
        self.record_loaded.emit(letter, record)
        ask = target.ask
        is_quick = ask.method == EXACT
        worker, name = (self._quick, "quick") if is_quick else (self._slow, "slow")

        def work(progress: Progress) -> Side:
            explainer = self._explainer(name)
            if letter == "B" and ask.class_name is None:
                side = _side_of_class(explainer, record, ask, self._class_of_a, progress)
            else:
                side = explainer.side(record, ask, progress)
            if letter == "A" and side.evidence is not None:
                self._class_of_a = side.evidence.class_name
            return side

        progressed = None if is_quick else self._report
        failed = partial(self._side_failed, letter)
        worker.submit(f"side {letter}", work, lambda side: self._take(letter, side), failed, progressed)

    def _explainer(self, name: str) -> SideMaker:
        if name not in self._explainers:
            self._explainers[name] = self.services.make_explainer(self._device)
        return self._explainers[name]

    def _report(self, fraction: float, text: str) -> None:
        self.progressed.emit(fraction, text)

    def _take(self, letter: str, side: Side) -> None:
        self.progressed.emit(0.0, "")
        self.sides[letter] = side
        self.side_changed.emit(letter, side)
        a, b = (self.sides[name] for name in LETTERS)
        if letter == "A" and b is not None and self._follows_a(side, b):
            self.change("B")
        elif a is not None and b is not None:
            self._quick.submit("compare", lambda _: self.services.compare(a, b), self._compared, self._failed)

    def _follows_a(self, a: Side, b: Side) -> bool:
        """Whether B is to show the class of A and does not yet."""
        if self.targets["B"].ask.class_name is not None or a.evidence is None or b.evidence is None:
            return False
        names = b.prediction.class_names if b.prediction is not None else ()
        return a.evidence.class_name != b.evidence.class_name and a.evidence.class_name in names

    def _compared(self, answer: tuple[Comparison, Pairing]) -> None:
        self.comparison, self.pairing = answer
        self.compared.emit(self.comparison)

    def _forget_comparison(self) -> None:
        self._quick.cancel("compare")
        self._slow.cancel("curves")
        self.comparison = self.pairing = None
        self.curves = (None, None)
        self.compared.emit(None)
        self.curves_changed.emit()

    def _side_failed(self, letter: str, error: EcgError) -> None:
        self.side_failed.emit(letter, error)
        self._failed(error)

    def _failed(self, error: EcgError) -> None:
        self.progressed.emit(0.0, "")
        self.failed.emit(error)

    # ---------------------------------------------------------------- on demand

    def draw_curves(self) -> None:
        """Deletion curves of both maps: the network looks again."""
        a, b = (self.sides[name] for name in LETTERS)
        if a is None or b is None:
            return
        one, other = a, b

        def work(progress: Progress) -> tuple[DeletionCurve | None, DeletionCurve | None]:
            explainer = self._explainer("slow")
            return explainer.deletion(one, progress), explainer.deletion(other, progress)

        def done(curves: tuple[DeletionCurve | None, DeletionCurve | None]) -> None:
            self.curves = curves
            self.progressed.emit(0.0, "")
            self.curves_changed.emit()

        self._slow.submit("curves", work, done, self._failed, self._report)

    def look_up(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Find something out about the files in the background."""
        self._quick.submit("look up", lambda _: work(), done, self._failed)

    def make_series(self, paths: Sequence[Path]) -> None:
        """Follow up to ``MAX_SIDES`` ECGs over time, each asked for the exact map of its class.

        Files that cannot be read are left out of it, where at least two can.
        """
        paths = tuple(paths)[:MAX_SIDES]

        def work(progress: Progress) -> Series:
            def side(path: Path) -> Side:
                progress.report(paths.index(path) / len(paths), "")
                record = self._record(Target(path, None, Ask()), progress)
                return self._explainer("quick").side(record, Ask(), progress)

            return self.services.make_series(*read_each(paths, side))

        def failed(error: EcgError) -> None:
            self._take_series(None)
            self._failed(error)

        self._quick.submit("series", work, self._take_series, failed)

    def forget_series(self) -> None:
        """There is no series any more, and none is awaited."""
        self._quick.cancel("series")
        self._take_series(None)

    def _take_series(self, series: Series | None) -> None:
        self.series = series
        self.series_changed.emit(series)

    # ---------------------------------------------------------------- export

    def export(self, kind: str, path: Path, document: ComparisonDocument) -> None:
        """Write "pdf", "png", "json" or "csv" in the background."""
        write = self.services.write
        self._export(path, lambda: write(kind, path, document))

    def export_series(self, kind: str, path: Path) -> None:
        """Write the series as "pdf", "json" or "csv"."""
        series, write = self.series, self.services.write_series
        if series is not None:
            self._export(path, lambda: write(kind, path, series))

    def _export(self, path: Path, write: Callable[[], None]) -> None:
        """On a channel of its own: what is written next must not cancel it."""
        done, failed = lambda _: self.exported.emit(path), self.export_failed.emit
        self._quick.submit(export_channel(path), lambda _: write(), done, failed)

    def stop(self) -> None:
        """Cancel everything but what is to be written, and wait for both threads."""
        self._quick.stop(is_export)
        self._slow.stop()

    def _on_crashed(self, text: str) -> None:
        self.progressed.emit(0.0, "")
        self.crashed.emit(text)


def _side_of_class(explainer: SideMaker, record: Record, ask: Ask, class_name: str | None, progress: Progress) -> Side:
    """A side explained for a class, or for its own likeliest one if its model does not know that class."""
    try:
        return explainer.side(record, replace(ask, class_name=class_name), progress)
    except ModelError:
        if class_name is None:
            raise
        return explainer.side(record, ask, progress)
