"""Analyses as files for other programs and people: JSON, CSV and HDF5, each written whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.analysis import Analysis
from ..core.annotations import Annotations
from ..core.measurements import Measurements
from ..core.record import Record
from .atomic import atomic_path
from .facts import analysis_to_dict, measured_row
from .hdf5 import read_h5, read_stored, write_h5
from .targets import refuse_own_files

__all__ = ["analysis_to_dict", "read_h5", "read_stored", "to_json", "write_csv", "write_h5", "write_json"]


def to_json(
    record: Record,
    analysis: Analysis,
    measurements: Measurements | None = None,
    clinical: Sequence[Mapping[str, Any]] = (),
    annotations: Annotations | None = None,
) -> str:
    """Give :func:`analysis_to_dict` as strict JSON (no NaN), indented, without a newline at the end."""
    facts = analysis_to_dict(record, analysis, measurements, clinical, annotations)
    return json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)


def write_json(
    path: Path | str,
    record: Record,
    analysis: Analysis,
    measurements: Measurements | None = None,
    clinical: Sequence[Mapping[str, Any]] = (),
    annotations: Annotations | None = None,
) -> None:
    """Write :func:`to_json` as UTF-8; ExportError if it cannot be written or ``path`` is a file of the record."""
    refuse_own_files(path, record)
    text = to_json(record, analysis, measurements, clinical, annotations)
    with atomic_path(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def write_csv(path: Path | str, record: Record, analysis: Analysis, measurements: Measurements | None = None) -> None:
    """Write one row a class; tables of several records can be put under one another.

    Columns: record, model and window; the class with its probability, threshold, logit and bias;
    ``contribution_<lead>`` in logits for every lead; the residual; whether and why the answer should be believed less;
    and, where measured, intervals, axes and rhythm (the same in every row). ExportError if it cannot be written or
    ``path`` is a file of the record.
    """
    refuse_own_files(path, record)
    facts = analysis_to_dict(record, analysis, measurements)
    rows = []
    for entry in facts["classes"]:
        row = {
            "record": facts["record"]["name"],
            "model": facts["model"]["name"],
            "model_sha256": facts["model"]["sha256"],
            "model_highpass_hz": facts["model"]["highpass_hz"],
            "window_start_s": facts["window"]["start_s"],
            "window_duration_s": facts["window"]["duration_s"],
            "class": entry["name"],
            "title": entry["title"],
            "parent": entry["parent"],
            "probability": entry["probability"],
            "threshold": entry["threshold"],
            "is_positive": int(entry["is_positive"]),
            "is_near_threshold": int(entry["is_near_threshold"]),
            "logit": entry["logit"],
            "bias": entry["bias"],
        }
        row |= {f"contribution_{lead}": value for lead, value in entry["lead_contributions"].items()}
        row["residual"] = entry["residual"]
        row["low_confidence"] = int(facts["low_confidence"])
        row["low_confidence_reasons"] = " ".join(facts["low_confidence_reasons"])
        if measurements is not None:
            row |= measured_row(measurements)
        rows.append(row)
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,  # the mark tells Excel that it is UTF-8
    ):
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    """A spreadsheet runs text that starts like a formula, and the record's name comes from the file."""
    return "'" + value if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value
