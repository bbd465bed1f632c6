"""What a record and its analysis are, as plain values that JSON knows.

Schema version 1: top-level keys ``format``, ``schema_version``, ``program``, ``notice``, ``record``, ``model``,
``window``, ``device``, ``elapsed_ms``, ``warnings``, ``low_confidence`` (whether the answer should be believed less),
``low_confidence_reasons``, ``disagreements`` (of the model and the measurements), ``top_class``, ``classes``,
``measurements`` and ``annotations`` (null where there are none). ``highpass_hz`` of the model: what is slower it takes
out of the ECG before it reads it; 0 where nothing, null where its card is not known. Names carry their units. What
could not be measured is null, never 0 or NaN.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .. import __version__
from ..core.analysis import RESEARCH_USE, Analysis
from ..core.annotations import Annotations
from ..core.disagreement import disagreements
from ..core.doubt import is_near, reasons
from ..core.measurements import FIDUCIAL_NAMES, Fiducials, LeadMeasurements, Measurements, MedianBeat
from ..core.model_card import highpass_hz
from ..core.record import Record
from .annotations import annotations_to_dict

FORMAT = "ecg-imn-analysis"
SCHEMA_VERSION = 1

MEASURED = (
    "hr_bpm", "rr_ms", "rr_sd_ms", "rr_rmssd_ms", "pr_ms", "p_ms", "qrs_ms", "qt_ms",
    "p_axis_deg", "qrs_axis_deg", "t_axis_deg", "sokolow_lyon_mv", "cornell_mv",
)  # fmt: skip

QTC_FORMULAS = ("Bazett", "Fridericia", "Framingham", "Hodges")

# Of a table with a row an ECG, or a row a class: what is measured, every QTc in a column of its own.
MEASURED_COLUMNS = (*MEASURED, *(f"qtc_{formula.lower()}_ms" for formula in QTC_FORMULAS), "rhythm")

_OF_LEAD = ("st_j_mv", "st_j60_mv", "r_mv", "s_mv")


def analysis_to_dict(
    record: Record,
    analysis: Analysis,
    measurements: Measurements | None = None,
    clinical: Sequence[Mapping[str, Any]] = (),
    annotations: Annotations | None = None,
) -> dict[str, Any]:
    """Everything but the signals, as plain values that JSON knows.

    Per class: ``name``, ``title``, ``parent``, ``logit``, ``probability``, ``threshold``, ``is_positive``,
    ``is_near_threshold`` (the answer could as well be the other: ``core/doubt.py``), ``bias``, ``lead_contributions``
    (lead -> logits) and ``residual`` = logit - (bias + sum of lead_contributions); with
    ``clinical`` (``analysis/clinical.py``: an entry for every class) also what it says of the class.
    """
    prediction, explanation = analysis.prediction, analysis.explanation
    contribution, residual = explanation.lead_contribution(), explanation.residual(prediction)
    positive = prediction.is_positive
    doubted = reasons(prediction, measurements, (*analysis.warnings, *record.warnings))
    classes: list[dict[str, Any]] = [
        {
            "name": info.name,
            "title": info.title,
            "parent": info.parent,
            "logit": prediction.logit[i],
            "probability": prediction.probability[i],
            "threshold": info.threshold,
            "is_positive": bool(positive[i]),
            "is_near_threshold": is_near(float(prediction.probability[i]), info.threshold),
            "bias": prediction.bias[i],
            "lead_contributions": dict(zip(explanation.lead_names, contribution[i], strict=True)),
            "residual": residual[i],
        }
        for i, info in enumerate(prediction.classes)
    ]
    for entry, words in zip(classes, clinical, strict=False):
        entry.update(words)
    model = analysis.model
    plain = _plain(
        {
            "format": FORMAT,
            "schema_version": SCHEMA_VERSION,
            "program": {"name": "ECG-IMN Desktop", "version": __version__},
            "notice": RESEARCH_USE,
            "record": _record_facts(record),
            "model": {
                "name": model.name,
                "version": model.version,
                "sha256": model.sha256,
                "fs_hz": model.fs,
                "window_s": model.window_s,
                "highpass_hz": highpass_hz(model),
            },
            "window": {"start_s": explanation.start_s, "duration_s": explanation.duration_s},
            "device": analysis.device,
            "elapsed_ms": analysis.elapsed_ms,
            "warnings": list(analysis.warnings),
            "low_confidence": bool(doubted),
            "low_confidence_reasons": list(doubted),
            "disagreements": list(disagreements(prediction, measurements)),
            "top_class": prediction.classes[prediction.top_class].name,
            "classes": classes,
            "measurements": None if measurements is None else _measurements(measurements),
            "annotations": None if annotations is None else annotations_to_dict(annotations),
        }
    )
    assert isinstance(plain, dict)
    return plain


def _record_facts(record: Record) -> dict[str, object]:
    patient = record.patient
    return {
        "name": record.name,
        "source": None if record.source is None else record.source.name,
        "fs_hz": record.fs,
        "n_samples": record.n_samples,
        "duration_s": record.duration_s,
        "lead_names": list(record.lead_names),
        "missing_leads": list(record.missing_standard_leads),
        "other_signals": [{"name": s.name, "units": s.units} for s in record.other_signals],
        "recorded_at": None if record.recorded_at is None else record.recorded_at.isoformat(),
        "is_simulated": record.is_simulated,
        "patient": {
            "name": patient.name,
            "id": patient.id,
            "age_years": patient.age_years,
            "sex": patient.sex,
            "diagnoses": list(patient.diagnoses),
        },
        "warnings": list(record.warnings),
    }


def measured_row(measurements: Measurements) -> dict[str, object]:
    """The measurements by ``MEASURED_COLUMNS``."""
    values = [getattr(measurements, name) for name in MEASURED]
    values += [measurements.qtc_ms.get(formula) for formula in QTC_FORMULAS]
    return dict(zip(MEASURED_COLUMNS, map(_plain, (*values, measurements.rhythm)), strict=True))


def _measurements(measurements: Measurements) -> dict[str, object]:
    fiducials = measurements.fiducials
    out: dict[str, object] = {name: getattr(measurements, name) for name in MEASURED}
    out["qtc_ms"] = dict(measurements.qtc_ms)
    out["rhythm"] = measurements.rhythm
    out["leads"] = {
        lead: {name: getattr(values, name) for name in _OF_LEAD} for lead, values in measurements.leads.items()
    }
    out["fiducials"] = {
        "r_peak_s": fiducials.r_peak_s,
        **{f"{name}_s": fiducials.of(name) for name in FIDUCIAL_NAMES},
        "edited": sorted(fiducials.edited),
    }
    out["warnings"] = list(measurements.warnings)
    return out


def measurements_to_dict(measurements: Measurements) -> dict[str, Any]:
    """Numbers, fiducials and warnings as plain values; what could not be measured is null."""
    plain = _plain(_measurements(measurements))
    assert isinstance(plain, dict)
    return plain


def measurements_from_dict(
    values: Mapping[str, Any], fiducials: Fiducials, median_beat: MedianBeat | None
) -> Measurements:
    """The measurements of :func:`measurements_to_dict`, whose fiducials were kept elsewhere.

    ValueError, TypeError, KeyError or AttributeError where the values are anything else.
    """
    rhythm = values["rhythm"]
    return Measurements(
        fiducials=fiducials,
        median_beat=median_beat,
        **{name: _number_or_none(values[name]) for name in MEASURED},
        qtc_ms={str(k): float(v) for k, v in values["qtc_ms"].items() if _number_or_none(v) is not None},
        rhythm=None if rhythm is None else str(rhythm),
        leads={
            str(lead): LeadMeasurements(**{name: _number_or_nan(of_lead[name]) for name in _OF_LEAD})
            for lead, of_lead in values["leads"].items()
        },
        warnings=tuple(str(w) for w in values["warnings"]),
    )


def _number_or_none(value: Any) -> float | None:
    return None if value is None else float(value)


def _number_or_nan(value: Any) -> float:
    return math.nan if value is None else float(value)


def _plain(value: object) -> object:
    """The same in types that JSON has: NaN and infinity become null, arrays lists, odd file names printable text."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return [_plain(v) for v in value.tolist()]
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return value.encode("utf-8", errors="replace").decode("utf-8")
    return value
