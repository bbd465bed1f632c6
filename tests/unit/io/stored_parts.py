"""Parts of a stored analysis, made up but consistent."""

from datetime import datetime
from pathlib import Path

import numpy as np

from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import Fiducials
from ecg_imn_desktop.core.record import OtherSignal, Patient, Record

CLASSES = (
    ClassInfo("NORM", "normal ECG", threshold=0.4, slope=0.8, intercept=-0.25),
    ClassInfo("MI", "myocardial infarction"),
    ClassInfo("IMI", "inferior myocardial infarction", parent="MI"),
)


def make_record() -> Record:
    mv = np.random.default_rng(1).normal(0, 0.3, (12, 500)).astype(np.float32)
    mv[3, 10:20] = np.nan
    return Record(
        name="Größe-1",
        mv=mv,
        fs=500.0,
        lead_names=STANDARD_LEADS,
        patient=Patient(name="Jane Doe", id="42", age_years=63.0, sex="female", diagnoses=("x",)),
        recorded_at=datetime(2020, 2, 3, 4, 5, 6),
        source=Path("/somewhere/r.hea"),
        comments=("a comment", ""),
        other_signals=(OtherSignal("ABP", "mmHg", np.arange(500, dtype=np.float32)),),
    )


def make_analysis() -> Analysis:
    rng = np.random.default_rng(2)
    weights = rng.normal(0, 0.1, (3, 12, 100)).astype(np.float32)
    contribution = weights * rng.normal(0, 0.1, (12, 100)).astype(np.float32)
    bias = np.array([-1.0, 0.25, 0.5])
    logit = bias + contribution.sum(axis=(1, 2), dtype=np.float64)
    probability = np.array([c.probability(v) for c, v in zip(CLASSES, logit, strict=True)])
    return Analysis(
        model=ModelInfo("imn-1d", "1.0", "ab" * 32, 100.0, 1000, '{"about": {}}'),
        prediction=Prediction(CLASSES, logit, bias, probability),
        explanation=Explanation(contribution, 100.0, STANDARD_LEADS, 2.5, weights),
        warnings=("noisy.",),
        elapsed_ms=12.5,
    )


def make_fiducials() -> Fiducials:
    beats = np.array([0.5, 1.5])
    gone = np.array([0.4, np.nan])
    return Fiducials(beats, gone, gone, beats - 0.04, beats + 0.05, beats + 0.2, beats + 0.35)
