"""The examples that the program ships: simulated ECGs as WFDB records and an index of what is known of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import wfdb

from ..core.record import Record
from .conditions import CONDITIONS
from .simulator import SimulatedEcg, simulate

EXAMPLE_FS = 500
EXAMPLE_DURATION_S = 10
ADC_GAIN = 1000  # adu/mV: one unit is 1 uV, as in PTB-XL
INDEX_NAME = "examples.json"

_NOTICE = "Made by the simulator of ECG-IMN Desktop. No patient: age and sex are invented."


def write_examples(folder: Path) -> list[Path]:
    """Write every condition into ``folder`` (made if absent) and the index; returns the header files."""
    folder.mkdir(parents=True, exist_ok=True)
    headers, index = [], []
    for seed, name in enumerate(CONDITIONS):
        ecg = simulate(name, EXAMPLE_FS, EXAMPLE_DURATION_S, seed)
        headers.append(write_wfdb(ecg.record, folder))
        index.append(_entry(ecg, seed))
    (folder / INDEX_NAME).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    return headers


def write_wfdb(record: Record, folder: Path) -> Path:
    """Write a record as ``NAME.hea`` and ``NAME.dat`` (format 16, 1 uV a unit); returns the header's path."""
    patient = record.patient
    wfdb.wrsamp(
        record.name,
        fs=int(record.fs) if record.fs == int(record.fs) else record.fs,
        units=["mV"] * len(record.lead_names),
        sig_name=list(record.lead_names),
        d_signal=np.rint(record.mv.T.astype(np.float64) * ADC_GAIN).astype(np.int64),
        fmt=["16"] * len(record.lead_names),
        adc_gain=[float(ADC_GAIN)] * len(record.lead_names),
        baseline=[0] * len(record.lead_names),
        comments=[*record.comments, f"Age: {patient.age_years:g}", f"Sex: {patient.sex}", _NOTICE],
        write_dir=str(folder),
    )
    return folder / f"{record.name}.hea"


def _entry(ecg: SimulatedEcg, seed: int) -> dict[str, Any]:
    record, truth = ecg.record, ecg.truth
    return {
        "file": f"{record.name}.hea",
        "title": CONDITIONS[record.name].title,
        "simulated": True,
        "seed": seed,
        "superclass": truth.superclass,
        "territory": list(truth.territory),
        "abnormal_wave": list(truth.abnormal_wave),
        "loose_lead": truth.loose_lead,
        "hr_bpm": round(truth.hr_bpm, 1),
        "pr_ms": None if truth.pr_ms is None else round(truth.pr_ms, 1),
        "qrs_ms": round(truth.qrs_ms, 1),
        "qt_ms": round(truth.qt_ms, 1),
        "r_peak_s": [round(float(t), 4) for t in truth.fiducials.r_peak_s],
    }
