"""Comparisons and series as files for other programs: JSON and CSV, each written whole or not at all."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.analysis import RESEARCH_USE
from ..core.comparison import Comparison, DeletionCurve, Side
from ..core.disagreement import disagreements
from ..core.doubt import is_near, reasons
from ..core.model_card import highpass_hz
from ..core.series import Series, Trend
from .atomic import atomic_path
from .targets import refuse_own_files

FORMAT = "ecg-imn-comparison/1"


def comparison_to_dict(
    comparison: Comparison, curves: Mapping[str, DeletionCurve | None] | None = None
) -> dict[str, Any]:
    """All numbers of a comparison as plain values; absent numbers are None. ``curves`` by "a" and "b"."""
    c = comparison
    facts: dict[str, Any] = {
        "format": FORMAT,
        "use": RESEARCH_USE,
        "a": side_to_dict(c.a),
        "b": side_to_dict(c.b),
        "notes": list(c.notes),
        "measurements": [
            {
                "name": x.name, "title": x.title, "unit": x.unit, "a": x.a, "b": x.b, "change": x.change,
                "usual_limit_95": x.limit, "exceeds_usual_variability": x.is_unusual,
            }
            for x in c.changes
        ],
        "classes": [
            {
                "name": x.name, "title": x.title, "parent": x.parent,
                "probability_a": x.probability[0], "probability_b": x.probability[1],
                "logit_a": x.logit[0], "logit_b": x.logit[1],
                "is_positive_a": x.is_positive[0], "is_positive_b": x.is_positive[1],
                "is_near_threshold_a": x.is_near[0], "is_near_threshold_b": x.is_near[1],
            }
            for x in c.classes
        ],
        "logit_change": None,
        "agreement": None,
    }  # fmt: skip
    if c.steps is not None:
        facts["logit_change"] = {
            "class_a": c.steps.class_names[0],
            "class_b": c.steps.class_names[1],
            "logit_a": c.steps.logit[0],
            "logit_b": c.steps.logit[1],
            "change": c.steps.change,
            "bias": c.steps.bias,
            "leads": dict(zip(c.steps.lead_names, c.steps.lead.tolist(), strict=True)),
            "residual": c.steps.residual,
        }
    if c.agreement is not None:
        facts["agreement"] = {
            "spearman": c.agreement.spearman,
            "overlap_of_top_segments": c.agreement.overlap,
            "n_segments": c.agreement.n_segments,
            "n_cells": c.agreement.n_cells,
            "is_by_lead": c.agreement.is_by_lead,
        }
    if c.aligned is not None:
        spread = _root_mean_square(c.aligned.difference)
        facts["difference"] = {
            "pairs_of_beats": c.aligned.n_beats,
            "fs": c.aligned.fs,
            "rms_mv": dict(zip(c.aligned.lead_names, spread, strict=True)),
        }
    if curves:
        facts["deletion"] = {
            letter: None if curve is None else {
                "fraction": curve.fraction.tolist(), **{f"logit_{k}": v.tolist() for k, v in curve.logit.items()}
            }
            for letter, curve in curves.items()
        }  # fmt: skip
    plain = _plain(facts)
    assert isinstance(plain, dict)
    return plain


def side_to_dict(side: Side) -> dict[str, Any]:
    """What a side shows: record, window, model, method, class and its answer. No patient's name or number.

    ``warnings`` are of the checks of the signal and of the answer, ``record_warnings`` of the file,
    ``measurement_warnings`` of the measurements; ``low_confidence_reasons`` say why the answer is doubted,
    ``disagreements`` where the measurements say otherwise.
    """
    evidence, k = side.evidence, side.class_index
    doubted = () if side.prediction is None else reasons(side.prediction, side.measurements, side.warnings)
    disagreed = () if side.prediction is None else disagreements(side.prediction, side.measurements)
    return {
        "record": side.record.name,
        "recorded_at": side.record.recorded_at.isoformat() if side.record.recorded_at else None,
        "fs": side.record.fs,
        "start_s": side.start_s,
        "window_s": side.window_s,
        "display_filter": side.filter_label or None,
        "model": None if side.model is None else
            {
                "name": side.model.name, "version": side.model.version, "sha256": side.model.sha256,
                "highpass_hz": highpass_hz(side.model),
            },
        "method": evidence.method if evidence else None,
        "method_ms": evidence.elapsed_ms if evidence else None,
        "class": evidence.class_name if evidence else None,
        "logit": None if side.prediction is None or k is None else float(side.prediction.logit[k]),
        "probability": None if side.prediction is None or k is None else float(side.prediction.probability[k]),
        "is_near_threshold": None if side.prediction is None or k is None else
            is_near(float(side.prediction.probability[k]), side.prediction.classes[k].threshold),
        "no_prediction": side.reason or None,
        "warnings": list(side.warnings),
        "record_warnings": list(side.record.warnings),
        "measurement_warnings": [] if side.measurements is None else list(side.measurements.warnings),
        "low_confidence": None if side.prediction is None else bool(doubted),
        "low_confidence_reasons": list(doubted),
        "disagreements": list(disagreed),
    }  # fmt: skip


def series_to_dict(series: Series) -> dict[str, Any]:
    """All numbers of a series as plain values."""
    plain = _plain(
        {
            "format": FORMAT,
            "use": RESEARCH_USE,
            "ecgs": [side_to_dict(side) for side in series.sides],
            "unreadable": [{"file": u.path.name, "reason": u.reason} for u in series.unreadable],
            "notes": list(series.notes),
            "measurements": [
                {
                    "name": t.name, "title": t.title, "unit": t.unit, "values": t.values.tolist(),
                    "change_from_first": t.change.tolist(), "usual_limit_95": t.limit,
                    "exceeds_usual_variability": t.is_unusual.tolist(),
                }
                for t in series.measurements
            ],
            "probabilities": {name: t.values.tolist() for name, t in series.probabilities.items()},
            "is_near_threshold": {name: _near(t) for name, t in series.probabilities.items()},
        }
    )  # fmt: skip
    assert isinstance(plain, dict)
    return plain


def to_json(facts: Mapping[str, Any]) -> str:
    """Strict JSON (no NaN), indented, without a newline at the end."""
    return json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)


def write_json(path: Path | str, facts: Mapping[str, Any], sides: Iterable[Side]) -> None:
    """Write plain values as JSON; ExportError if it cannot be written or ``path`` is a file of one of the records."""
    _write(path, to_json(facts) + "\n", sides)


def write_csv(path: Path | str, facts: Mapping[str, Any], sides: Sequence[Side]) -> None:
    """Write a comparison's or a series' numbers as one table; ExportError as for :func:`write_json`.

    Columns: kind ("measurement", "probability", "is_near_threshold" of a probability (1 or 0), "logit",
    "contribution", "agreement"), name, unit, one column for each ECG, change (B - A, or last - first), usual_limit_95,
    exceeds_usual_variability.
    """
    rows = _series_rows(facts) if "ecgs" in facts else _comparison_rows(facts)
    names = [f"ecg_{n}" for n in range(1, len(sides) + 1)] if "ecgs" in facts else ["a", "b"]
    header = ["kind", "name", "unit", *names, "change", "usual_limit_95", "exceeds_usual_variability"]
    lines = [header, *(["" if value is None else value for value in row] for row in rows)]
    refuse(path, sides)
    with atomic_path(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def refuse(path: Path | str, sides: Iterable[Side]) -> None:
    """ExportError if ``path`` is a file of one of the records."""
    for side in sides:
        refuse_own_files(path, side.record)


def _write(path: Path | str, text: str, sides: Iterable[Side]) -> None:
    refuse(path, sides)
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _comparison_rows(facts: Mapping[str, Any]) -> list[list[Any]]:
    rows = [
        ["measurement", m["name"], m["unit"], m["a"], m["b"], m["change"], m["usual_limit_95"],
         m["exceeds_usual_variability"]]
        for m in facts["measurements"]
    ]  # fmt: skip
    for c in facts["classes"]:
        for kind in ("probability", "logit"):
            one, other = c[f"{kind}_a"], c[f"{kind}_b"]
            rows.append([kind, c["name"], "", one, other, other - one, None, None])
        near = (int(c[f"is_near_threshold_{letter}"]) for letter in "ab")
        rows.append(["is_near_threshold", c["name"], "", *near, None, None, None])
    if (steps := facts["logit_change"]) is not None:
        parts = {"bias": steps["bias"], **steps["leads"], "residual": steps["residual"]}
        rows += [["contribution", name, "logit", None, None, value, None, None] for name, value in parts.items()]
    if (agreement := facts["agreement"]) is not None:
        for name in ("spearman", "overlap_of_top_segments"):
            rows.append(["agreement", name, "", None, None, agreement[name], None, None])
    return rows


def _series_rows(facts: Mapping[str, Any]) -> list[list[Any]]:
    rows = [
        ["measurement", m["name"], m["unit"], *m["values"], m["change_from_first"][-1], m["usual_limit_95"],
         m["exceeds_usual_variability"][-1]]
        for m in facts["measurements"]
    ]  # fmt: skip
    for name, values in facts["probabilities"].items():
        change = None if None in (values[0], values[-1]) else values[-1] - values[0]
        rows.append(["probability", name, "", *values, change, None, None])
        near = (None if value is None else int(value) for value in facts["is_near_threshold"][name])
        rows.append(["is_near_threshold", name, "", *near, None, None, None])
    return rows


def _near(trend: Trend) -> list[bool | None]:
    """Of every ECG whether the probability is near its threshold; None without an answer."""
    assert trend.is_near is not None
    return [None if value != value else bool(near) for value, near in zip(trend.values, trend.is_near, strict=True)]


def _root_mean_square(rows: Any) -> list[float]:
    known = [row[row == row] for row in rows]
    return [float((row**2).mean() ** 0.5) if row.size else math.nan for row in known]


def _plain(value: Any) -> Any:
    """Without NaN: None stands for what is unknown."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
