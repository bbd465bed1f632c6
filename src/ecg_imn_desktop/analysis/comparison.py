"""From two sides to a comparison: what changed, by how much, and whether that is more than usual.

Usual variability is the 95th percentile of the size of the change between two normal ECGs of one person on different
days, measured with this program on PTB-XL (``benchmarks/day_to_day.py`` makes ``resources/data/day_to_day.csv``). It
holds the heart's own variation, the placement of electrodes and the error of measurement together (on these:
Schijvenaars et al., J Electrocardiol 2008;41:190-196).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..core.analysis import Explanation
from ..core.comparison import (
    DIFFERENT_PATIENTS,
    EXACT,
    UNKNOWN_PATIENT,
    Change,
    ClassChange,
    Comparison,
    EvidenceMap,
    LogitSteps,
    Side,
)
from ..core.doubt import is_near
from ..core.leads import STANDARD_LEADS
from ..core.measurements import LeadMeasurements, Measurements
from ..core.resources import resource_path
from .agreement import agreement
from .pairing import Pairing, align, pair_beats, pair_median_beats, shared_leads


@dataclass(frozen=True)
class Compared:
    """A measurement that is compared: ``value`` reads it from the measurements, None where it was not measured."""

    name: str
    title: str
    unit: str
    value: Callable[[Measurements], float | None]
    is_angle: bool = False

    def change(self, a: float | None, b: float | None) -> float | None:
        """B - A; of angles the shorter way round, in [-180, 180)."""
        if a is None or b is None:
            return None
        return (b - a + 180.0) % 360.0 - 180.0 if self.is_angle else b - a


def _st(lead: str) -> Callable[[Measurements], float | None]:
    def value(measurements: Measurements) -> float | None:
        st = measurements.leads.get(lead, LeadMeasurements()).st_j60_mv
        return float(st) if np.isfinite(st) else None

    return value


COMPARED: tuple[Compared, ...] = (
    Compared("hr_bpm", "Heart rate", "/min", lambda m: m.hr_bpm),
    Compared("p_ms", "P duration", "ms", lambda m: m.p_ms),
    Compared("pr_ms", "PR interval", "ms", lambda m: m.pr_ms),
    Compared("qrs_ms", "QRS duration", "ms", lambda m: m.qrs_ms),
    Compared("qt_ms", "QT interval", "ms", lambda m: m.qt_ms),
    Compared("qtc_bazett_ms", "QTc Bazett", "ms", lambda m: m.qtc_ms.get("Bazett")),
    Compared("qtc_fridericia_ms", "QTc Fridericia", "ms", lambda m: m.qtc_ms.get("Fridericia")),
    Compared("p_axis_deg", "P axis", "deg", lambda m: m.p_axis_deg, is_angle=True),
    Compared("qrs_axis_deg", "QRS axis", "deg", lambda m: m.qrs_axis_deg, is_angle=True),
    Compared("t_axis_deg", "T axis", "deg", lambda m: m.t_axis_deg, is_angle=True),
    Compared("sokolow_lyon_mv", "Sokolow-Lyon", "mV", lambda m: m.sokolow_lyon_mv),
    Compared("cornell_mv", "Cornell", "mV", lambda m: m.cornell_mv),
    *(Compared(f"st60_{lead}_mv", f"ST J+60 {lead}", "mV", _st(lead)) for lead in STANDARD_LEADS),
)


@lru_cache(maxsize=1)
def usual_limits() -> dict[str, float]:
    """How far 95 of 100 changes between two normal ECGs of one person go, by the names of ``COMPARED``."""
    with resource_path("data", "day_to_day.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: float(row["limit_95"]) for row in csv.DictReader(file)}


def compare(a: Side, b: Side) -> Comparison:
    """Everything that can be said of two sides."""
    pairing = pair_beats(a, b)
    aligned = align(a, b, pairing)
    found = None
    if a.evidence is not None and b.evidence is not None:
        found = agreement(a.evidence, b.evidence, pairing)
    return Comparison(
        a, b,
        notes=tuple(notes(a, b, pairing)),
        changes=measurement_changes(a.measurements, b.measurements),
        classes=class_changes(a, b),
        steps=logit_steps(a, b),
        agreement=found,
        beats=pair_median_beats(a, b),
        aligned=aligned,
    )  # fmt: skip


def measurement_changes(a: Measurements | None, b: Measurements | None) -> tuple[Change, ...]:
    """Every compared measurement that at least one side has."""
    limits = usual_limits()
    changes = []
    for kind in COMPARED:
        one, other = (None if m is None else kind.value(m) for m in (a, b))
        if one is not None or other is not None:
            change, limit = kind.change(one, other), limits.get(kind.name)
            changes.append(Change(kind.name, kind.title, kind.unit, one, other, change, limit))
    return tuple(changes)


def class_changes(a: Side, b: Side) -> tuple[ClassChange, ...]:
    """The classes that both answer for, in the order in which A shows them."""
    one, other = a.prediction, b.prediction
    if one is None or other is None:
        return ()
    changes = []
    for i, _ in one.tree():
        info = one.classes[i]
        if info.name not in other.class_names:
            continue
        k = other.index(info.name)
        changes.append(
            ClassChange(
                info.name, info.title, info.parent,
                (float(one.probability[i]), float(other.probability[k])),
                (float(one.logit[i]), float(other.logit[k])),
                (bool(one.is_positive[i]), bool(other.is_positive[k])),
                (
                    is_near(float(one.probability[i]), info.threshold),
                    is_near(float(other.probability[k]), other.classes[k].threshold),
                ),
            )
        )  # fmt: skip
    return tuple(changes)


def logit_steps(a: Side, b: Side) -> LogitSteps | None:
    """The exact decomposition of the change of the logit; None unless both explanations are exact."""
    i, k = a.class_index, b.class_index
    if a.explanation is None or b.explanation is None or i is None or k is None:
        return None
    assert a.prediction is not None
    assert b.prediction is not None
    if a.explanation.lead_names != b.explanation.lead_names:
        return None
    change = b.explanation.lead_contribution()[k] - a.explanation.lead_contribution()[i]
    return LogitSteps(
        (a.prediction.class_names[i], b.prediction.class_names[k]),
        (float(a.prediction.logit[i]), float(b.prediction.logit[k])),
        float(b.prediction.bias[k] - a.prediction.bias[i]),
        a.explanation.lead_names,
        change,
    )


def exact_map(explanation: Explanation, class_index: int, class_name: str, elapsed_ms: float) -> EvidenceMap:
    """The exact contributions of one class as a map."""
    own = Explanation(
        explanation.contribution[class_index : class_index + 1],
        explanation.fs, explanation.lead_names, explanation.start_s,
    )  # fmt: skip
    return EvidenceMap(own, class_name, EXACT, "Exact contributions", elapsed_ms=elapsed_ms)


def notes(a: Side, b: Side, pairing: Pairing) -> list[str]:
    """What the sides share and what not, in plain sentences."""
    said = [*about_people(a, b), *_about_times(a, b)]
    if not pairing.is_one_ecg:
        said += _about_signals(a, b)
        if pairing.n_beats:
            counts = [s.measurements.fiducials.n_beats if s.measurements is not None else 0 for s in (a, b)]
            if pairing.n_beats == 1:
                said.append(
                    f"Aligned on R peaks: one pair of typical beats (of {counts[0]} in A and {counts[1]} in B); others "
                    "have no partner."
                )
            else:
                said.append(
                    f"Aligned on R peaks: {pairing.n_beats} pairs of typical beats (of {counts[0]} in A and "
                    f"{counts[1]} in B); others have no partner."
                )
        else:
            said.append("Beats were not found on both sides: the traces are not aligned, and no difference is shown.")
    if a.model is not None and b.model is not None and (a.model.name, a.model.sha256) != (b.model.name, b.model.sha256):
        said.append(f"Different models answer: A {a.model.name} {a.model.version}, B {b.model.name} {b.model.version}.")
    for letter, side in (("A", a), ("B", b)):
        if side.reason:
            said.append(f"No prediction for {letter}: {side.reason}")
        if side.filter_label:
            said.append(
                f"{letter} is shown through a display filter ({side.filter_label}), for the eye alone: the model does "
                "not read through it."
            )
        if side.evidence is not None and not side.evidence.is_in_logits:
            said.append(
                f"{side.evidence.title} of {letter} has no unit: its colours are scaled to its own largest values, "
                "and it is not subtracted."
            )
        if side.evidence is not None and not side.evidence.has_leads:
            said.append(
                f"{side.evidence.title} of {letter} says when, not in which lead: every lead has the same colours."
            )
    return said


def about_people(a: Side, b: Side) -> list[str]:
    """Whether both are of one patient, without a name or number."""
    said = []
    ids = (a.record.patient.id, b.record.patient.id)
    names = (a.record.patient.name, b.record.patient.name)
    if (None not in ids and ids[0] != ids[1]) or (None in ids and None not in names and names[0] != names[1]):
        said.append(DIFFERENT_PATIENTS)
    elif (a.raw or a.record) is not (b.raw or b.record) and not a.is_same_ecg(b) and None in ids and None in names:
        said.append(UNKNOWN_PATIENT)
    return said


def _about_times(a: Side, b: Side) -> list[str]:
    times = (a.record.recorded_at, b.record.recorded_at)
    if times[0] is not None and times[1] is not None and times[1] < times[0]:
        return ["B was recorded before A; changes are B minus A."]
    return []


def _about_signals(a: Side, b: Side) -> list[str]:
    said = []
    if a.record.fs != b.record.fs:
        lower = min(a.record.fs, b.record.fs)
        said.append(
            f"Sample rates differ (A {a.record.fs:g} Hz, B {b.record.fs:g} Hz): traces are compared at {lower:g} Hz."
        )
    if abs(a.window_s - b.window_s) > 0.05:
        said.append(f"Lengths differ (A {a.window_s:.4g} s, B {b.window_s:.4g} s): compared is what both have.")
    shared = shared_leads(a, b)
    for letter, side, other in (("A", a, b), ("B", b, a)):
        lacking = [name for name in other.record.lead_names if name not in side.record.lead_names]
        if lacking:
            if len(shared) == 1:
                said.append(f"{letter} lacks {', '.join(lacking)}: compared on one shared lead.")
            else:
                said.append(f"{letter} lacks {', '.join(lacking)}: compared on {len(shared)} shared leads.")
    return said
