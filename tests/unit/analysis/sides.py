"""Sides of a comparison made by hand: beats of known shape at known times, maps of known values."""

from dataclasses import replace

import numpy as np

from ecg_imn_desktop.core.analysis import ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.comparison import EXACT, EvidenceMap, Side
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import Fiducials, Measurements
from ecg_imn_desktop.core.record import Record

CLASSES = (ClassInfo("NORM", "Normal ECG"), ClassInfo("MI", "Infarction"), ClassInfo("IMI", "Inferior", "MI", 0.3))
MODEL = ModelInfo("imn-1d", "1", "ab" * 32, 100.0, 1000)


def beats_mv(r_peak_s, fs=500.0, duration_s=10.0, gain=1.0, lead_names=STANDARD_LEADS):
    """A narrow QRS and a T wave 300 ms later after every R peak, of another height in every lead."""
    time = np.arange(round(duration_s * fs)) / fs
    one = np.zeros_like(time)
    for r in r_peak_s:
        one += np.exp(-0.5 * ((time - r) / 0.012) ** 2) + 0.3 * np.exp(-0.5 * ((time - r - 0.3) / 0.04) ** 2)
    heights = np.linspace(0.4, 1.5, len(lead_names))
    return (gain * heights[:, None] * one).astype(np.float32)


def fiducials_at(r_peak_s):
    r = np.asarray(r_peak_s, dtype=float)
    return Fiducials(r, r - 0.16, r - 0.06, r - 0.04, r + 0.04, r + 0.2, r + 0.4)


def side(r_peak_s, fs=500.0, duration_s=10.0, gain=1.0, lead_names=STANDARD_LEADS, **more):
    mv = beats_mv(r_peak_s, fs, duration_s, gain, lead_names)
    measurements = more.pop("measurements", Measurements(fiducials_at(r_peak_s)))
    return Side(Record("made", mv, fs, tuple(lead_names)), measurements=measurements, **more)


def explained(base, seed=0, class_name="MI", fs=100.0, contribution=None, bias=(-1.0, 0.5, 0.0), method=EXACT):
    """The side with random contributions of three classes, an answer that is their sum, and the map of one class."""
    rng = np.random.default_rng(seed)
    n = round(min(10.0, base.record.duration_s) * fs)
    values = rng.normal(0, 0.05, (3, 12, n)).astype(np.float32) if contribution is None else contribution
    explanation = Explanation(values, fs, STANDARD_LEADS, base.start_s)
    logit = np.asarray(bias) + values.sum(axis=(1, 2), dtype=np.float64)
    prediction = Prediction(CLASSES, logit, np.asarray(bias), 1 / (1 + np.exp(-logit)))
    k = prediction.index(class_name)
    own = Explanation(values[k : k + 1], fs, STANDARD_LEADS, base.start_s)
    evidence = EvidenceMap(own, class_name, method, method)
    return replace(base, model=MODEL, prediction=prediction, explanation=explanation, evidence=evidence)
