"""What the comparison asks of the rest of the program; heavy libraries are imported here, in a worker, when asked for.

Tests give it other services (a slow method, a broken one).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ...core.comparison import Ask, Comparison, DeletionCurve, Side
from ...core.progress import Progress
from ...core.record import Record
from ...core.series import Series, Unreadable
from ..services import Services, module

if TYPE_CHECKING:
    from ...analysis.pairing import Pairing
    from ...report.comparison import ComparisonDocument


class SideMaker(Protocol):
    """:class:`ecg_imn_desktop.model.explainer.Explainer`."""

    def side(self, record: Record, ask: Ask, progress: Progress) -> Side:
        """Measure, answer, explain."""

    def deletion(self, side: Side, progress: Progress) -> DeletionCurve | None:
        """The deletion curve of a side's map."""


def _make_explainer(device: str) -> SideMaker:
    module("model.session")  # loads torch's libraries without stopping the window
    explainer: SideMaker = module("model.explainer").Explainer(device)
    return explainer


def _compare(a: Side, b: Side) -> tuple[Comparison, Pairing]:
    comparison: Comparison = module("analysis.comparison").compare(a, b)
    return comparison, module("analysis.pairing").pair_beats(a, b)


def _make_series(sides: Sequence[Side], unreadable: Sequence[Unreadable]) -> Series:
    series: Series = module("analysis.series").make_series(sides, unreadable)
    return series


def _write(kind: str, path: Path, document: ComparisonDocument) -> None:
    """PDF, PNG, JSON or CSV of a comparison."""
    comparison = document.comparison
    if kind == "pdf":
        module("report.comparison").write_comparison_pdf(path, document)
    elif kind == "png":
        module("report.comparison").write_comparison_png(path, document)
    else:
        io = module("io.comparisons")
        curves = dict(zip("ab", document.curves, strict=True)) if any(document.curves) else None
        facts = io.comparison_to_dict(comparison, curves)
        write = io.write_json if kind == "json" else io.write_csv
        write(path, facts, (comparison.a, comparison.b))


def _write_series(kind: str, path: Path, series: Series) -> None:
    """PDF, JSON or CSV of a series."""
    for file in series.unreadable:
        module("io.targets").refuse_files_of(path, file.path)
    if kind == "pdf":
        report = module("report.series")
        report.write_series_pdf(path, report.SeriesDocument(series))
        return
    io = module("io.comparisons")
    write = io.write_json if kind == "json" else io.write_csv
    write(path, io.series_to_dict(series), series.sides)


@dataclass(frozen=True)
class CompareServices:
    """All of them are called in a worker's thread."""

    open_record: Callable[[Path, Progress], Record] = Services.open_record
    make_explainer: Callable[[str], SideMaker] = _make_explainer
    compare: Callable[[Side, Side], tuple[Comparison, Pairing]] = _compare
    make_series: Callable[[Sequence[Side], Sequence[Unreadable]], Series] = _make_series
    write: Callable[[str, Path, ComparisonDocument], None] = _write
    write_series: Callable[[str, Path, Series], None] = _write_series
