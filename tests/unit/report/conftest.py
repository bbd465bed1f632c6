"""A simulated ECG with a made-up analysis whose sums hold, for all pages."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.measurements import Measurements
from ecg_imn_desktop.core.record import Patient, Record
from ecg_imn_desktop.report.language import install_language, speak, spoken_language
from ecg_imn_desktop.simulate import simulate

CLASSES = (
    ClassInfo("NORM", "normal ECG", threshold=0.5),
    ClassInfo("MI", "myocardial infarction", threshold=0.4),
    ClassInfo("CD", "conduction disturbance", threshold=0.3),
    ClassInfo("IMI", "inferior myocardial infarction", "MI", 0.2),
    ClassInfo("CRBBB", "complete right bundle branch block", "CD", 0.6),
)


@pytest.fixture(autouse=True)
def _application(qapp):
    return qapp


@pytest.fixture(scope="session")
def simulated():
    return simulate("rbbb", seed=4)


@pytest.fixture
def record(simulated) -> Record:
    patient = Patient(name="Ada Example", id="4711", age_years=93.0, sex="female")
    return replace(simulated.record, patient=patient, recorded_at=datetime(2024, 5, 1, 12, 3))


@pytest.fixture
def analysis(record) -> Analysis:
    rng = np.random.default_rng(7)
    x = record.mv[:, ::5].astype(np.float64)
    weights = gaussian_filter1d(rng.standard_normal((len(CLASSES), 12, x.shape[1])), 6, axis=2)
    contribution = (0.3 * weights / weights.std() * x).astype(np.float32)
    bias = np.array([0.4, -1.2, -0.8, -1.5, -1.0])
    logit = bias + contribution.sum(axis=(1, 2), dtype=np.float64)
    probability = 1 / (1 + np.exp(-logit))
    return Analysis(
        ModelInfo("imn-1d", "1.0", "3f9a1c0be7d2" + "ab" * 26, 100.0, 1000),
        Prediction(CLASSES, logit, bias, probability),
        Explanation(contribution, 100.0, record.lead_names),
        elapsed_ms=9.0,
    )


@pytest.fixture
def measurements(simulated) -> Measurements:
    return Measurements(
        simulated.truth.fiducials,
        hr_bpm=71.6,
        pr_ms=164.2,
        qrs_ms=138.0,
        qt_ms=412.0,
        qtc_ms={"Bazett": 440.0, "Fridericia": 431.0},
        p_axis_deg=41.0,
        qrs_axis_deg=-32.4,
        rhythm="regular",
    )


@pytest.fixture
def german(qapp):
    assert speak("de") == spoken_language() == "de"
    yield
    install_language("en")
