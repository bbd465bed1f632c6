"""What is done with one ECG of a batch; runs in the processes that do the work.

Heavy libraries are imported by them, not by the process that hands out the work.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.analysis import Analysis
from ..core.errors import EcgError
from ..core.measurements import Measurements
from ..core.record import Record
from ..io.facts import MEASURED_COLUMNS, measured_row
from .items import Item

if TYPE_CHECKING:
    from ..model.session import Prepared

log = logging.getLogger(__name__)

# ECGs that go through the network in one pass, unless they are too long to be held together.
PASS_SIZE = 8
_PASS_BYTES = 64_000_000


@dataclass(frozen=True)
class Plan:
    """How every ECG of a batch is treated; plain values, so that it can be sent to other processes and computers.

    ``out`` is the folder of the results, the same path for all that work; ``measures``: with intervals and axes;
    ``pdf``, ``h5``, ``csv``: a file of that kind for each ECG, in a folder of that name; ``n_threads`` per process;
    ``language`` of the pages; ``all_windows``: a row for every window of long records (the items are theirs).
    """

    out: str
    model: str = "imn-1d"
    device: str = "auto"
    measures: bool = True
    pdf: bool = False
    h5: bool = False
    csv: bool = False
    n_threads: int = 1
    language: str = "en"
    all_windows: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one ECG: ``row`` of ``predictions.csv``, or ``error`` in one sentence."""

    item: Item
    row: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def error_row(self) -> dict[str, str]:
        """The row of ``errors.csv``."""
        return {"record": self.item.key, "file": self.item.reference, "error": self.error}


class Analyst:
    """Holds the model and treats one ECG after the other."""

    def __init__(self, plan: Plan) -> None:
        """Load the model; ModelError if it cannot be used."""
        from ..model.session import Session

        self.plan = plan
        self.session = Session(plan.model, plan.device, plan.n_threads)
        self._last: tuple[str, Record] | None = None  # windows of a long record come one after the other

    def treat(self, items: Sequence[Item]) -> Iterator[Outcome]:
        """An outcome for every item, in order; nothing that is wrong with an ECG is raised."""
        waiting: list[tuple[Item, Record, Prepared] | Outcome] = []
        n_bytes = 0
        for item in items:
            try:
                record, prepared = self._open(item)
            except EcgError as error:
                waiting.append(Outcome(item, error=error.message))
                continue
            except Exception as error:
                waiting.append(defect(item, error))
                continue
            is_held = any(not isinstance(w, Outcome) and w[1] is record for w in waiting)  # by another window of it
            waiting.append((item, record, prepared))
            n_bytes += 0 if record.is_stored or is_held else record.mv.nbytes
            if n_bytes > _PASS_BYTES:
                yield from self._answer(waiting)
                waiting, n_bytes = [], 0
        yield from self._answer(waiting)

    def _open(self, item: Item) -> tuple[Record, Prepared]:
        from ..io.opening import read_any

        if item.fault:
            raise EcgError(item.fault)
        if self._last is None or self._last[0] != item.reference:
            self._last = None  # not two long records in memory
            record = read_any(item.reference)
            if self.plan.all_windows:
                self._last = (item.reference, record)
        else:
            record = self._last[1]
        return record, self.session.prepare(record, item.start_s)

    def _answer(self, waiting: list[tuple[Item, Record, Prepared] | Outcome]) -> Iterator[Outcome]:
        """One pass of the network for all that wait, then what follows for each."""
        prepared = [w[2] for w in waiting if not isinstance(w, Outcome)]
        try:
            answers = iter(self.session.answer(prepared))
        except Exception as error:  # too much for the memory, or one that breaks the pass: each for itself
            if len(waiting) == 1:
                yield from (w if isinstance(w, Outcome) else defect(w[0], error) for w in waiting)
                return
            for entry in waiting:
                yield from self._answer([entry])
            return
        for entry in waiting:
            if isinstance(entry, Outcome):
                yield entry
                continue
            item, record, _ = entry
            try:
                analysis = next(answers)
                if isinstance(analysis, EcgError):
                    raise analysis
                outcome = Outcome(item, self._finish(item, record, analysis))
            except EcgError as error:
                outcome = Outcome(item, error=error.message)
            except Exception as error:
                outcome = defect(item, error)
            yield outcome

    def _finish(self, item: Item, record: Record, analysis: Analysis) -> dict[str, Any]:
        from ..analysis.measure import measure

        measurements = None
        if self.plan.measures or self.plan.pdf:
            start_s = analysis.explanation.start_s
            measurements = measure(record.section(start_s, analysis.model.window_s)).shifted(start_s)
        self._write_files(item, record, analysis, measurements)
        return row_of(item, record, analysis, measurements if self.plan.measures else None)

    def _write_files(self, item: Item, record: Record, analysis: Analysis, measurements: Measurements | None) -> None:
        if self.plan.h5:
            from ..io.results import write_h5

            write_h5(self._file(item, "h5"), record, analysis, measurements)
        if self.plan.csv:
            from ..io.results import write_csv

            write_csv(self._file(item, "csv"), record, analysis, measurements)
        if self.plan.pdf:
            from ..report.language import speak
            from ..report.pdf import write_pdf

            speak(self.plan.language)
            write_pdf(self._file(item, "pdf"), record, analysis, measurements)

    def _file(self, item: Item, kind: str) -> Path:
        path = file_of(self.plan.out, item.key, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def file_of(out: str | Path, key: str, kind: str) -> Path:
    """Where the file of a kind ("pdf", "h5", "csv") of an ECG is written."""
    return Path(out, kind, *key.split("/")[:-1], f"{key.split('/')[-1]}.{kind}")


def defect(item: Item, error: Exception) -> Outcome:
    """A fault of the program costs this ECG, not the run; the log names its kind, and no patient."""
    log.warning("an ECG of a batch failed: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
    return Outcome(item, error=f"The program failed on this ECG ({type(error).__name__}).")


def row_columns(class_names: Sequence[str], lead_names: Sequence[str], measures: bool) -> tuple[str, ...]:
    """Columns of ``predictions.csv`` for a model."""
    measured = MEASURED_COLUMNS if measures else ()
    return (
        "record", "file", "top_class", "present", "near_threshold", "low_confidence",
        *(f"probability_{name}" for name in class_names),
        *(f"logit_{name}" for name in class_names),
        "bias_of_top_class", *(f"contribution_{lead}" for lead in lead_names), "residual",
        *measured, "window_start_s", "window_duration_s", "warnings", "model", "model_sha256",
    )  # fmt: skip


def row_of(item: Item, record: Record, analysis: Analysis, measurements: Measurements | None) -> dict[str, Any]:
    """The row of an ECG.

    ``present``: the classes that reach their threshold, ``near_threshold``: those that are near it; ``low_confidence``:
    1 if the answer should be believed less (why stands among the warnings), else 0; ``contribution_<lead>``: of the top
    class, in logits, which with its bias add up to its logit; ``residual``: the largest over the classes that the sums
    leave over.
    """
    from ..core.doubt import is_low_confidence, near_classes
    from ..report.words import all_warnings

    prediction, explanation = analysis.prediction, analysis.explanation
    top = prediction.top_class
    by_lead = explanation.lead_contribution()
    names = prediction.class_names
    warnings = all_warnings(record, analysis, measurements)
    row: dict[str, Any] = {
        "record": item.key,
        "file": item.reference,
        "top_class": names[top],
        "present": " ".join(n for n, is_present in zip(names, prediction.is_positive, strict=True) if is_present),
        "near_threshold": " ".join(near_classes(prediction)),
        "low_confidence": int(is_low_confidence(warnings)),
        "bias_of_top_class": float(prediction.bias[top]),
        "residual": float(abs(explanation.residual(prediction)).max()),
        "window_start_s": explanation.start_s,
        "window_duration_s": explanation.duration_s,
        "warnings": " ".join(warnings),
        "model": analysis.model.name,
        "model_sha256": analysis.model.sha256,
    }
    row |= {f"probability_{n}": float(p) for n, p in zip(names, prediction.probability, strict=True)}
    row |= {f"logit_{n}": float(z) for n, z in zip(names, prediction.logit, strict=True)}
    row |= {f"contribution_{lead}": float(c) for lead, c in zip(explanation.lead_names, by_lead[top], strict=True)}
    if measurements is not None:
        row |= measured_row(measurements)
    return row
