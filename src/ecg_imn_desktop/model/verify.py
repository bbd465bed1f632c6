"""Whether a stored analysis is what the program finds in the stored signal today. Importing this module loads torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..analysis.measure import measure, recompute
from ..core.analysis import MAX_RESIDUAL, Analysis, ModelInfo
from ..core.errors import EcgError
from ..core.measurements import Measurements
from ..core.progress import NO_PROGRESS, Progress
from ..core.stored import StoredAnalysis, StoredWindow
from ..io.facts import measurements_to_dict
from ..io.provenance import signal_sha256
from .session import Session

# How far answers of one model may lie apart on other computers (float32, other orders of summation), in logits.
MAX_DIFFERENCE = 1e-4

# The same for what is measured, in ms, mV, degrees and beats a minute.
MAX_MEASURED_DIFFERENCE = 1e-3


@dataclass(frozen=True)
class Check:
    """One comparison: what, whether it holds, and what was found."""

    what: str
    is_ok: bool
    found: str


def verify(stored: StoredAnalysis, session: Session, progress: Progress = NO_PROGRESS) -> list[Check]:
    """Recompute everything from the stored signal and compare; all checks, those that fail too.

    ``session`` holds the model to recompute with. Raises Cancelled from ``progress``.
    """
    found = signal_sha256(stored.record)
    checks = [
        Check("signal and its checksum", found == stored.provenance.signal_sha256, f"SHA-256 {found[:16]}\u2026"),
    ]
    for number, window in enumerate(stored.windows):
        progress.report(number / len(stored.windows), "recomputing")
        checks += _window_checks(stored, window, session)
    return checks


def _window_checks(stored: StoredAnalysis, window: StoredWindow, session: Session) -> list[Check]:
    checks: list[Check] = []
    if window.analysis is not None:
        checks += _answer_checks(stored, window.analysis, session)
    if window.measurements is not None:
        checks.append(_measurement_check(stored, window.measurements, window.start_s, session.info.window_s))
    return checks


def _answer_checks(stored: StoredAnalysis, analysis: Analysis, session: Session) -> list[Check]:
    explanation, prediction = analysis.explanation, analysis.prediction
    end_s = explanation.start_s + explanation.duration_s
    name = f"window {explanation.start_s:g}-{end_s:g} s"
    residual = float(np.abs(explanation.residual(prediction)).max())
    checks = [Check(f"{name}: logit = b + sum of contributions", residual <= MAX_RESIDUAL, f"residual {residual:.1e}")]
    probability = np.array([c.probability(v) for c, v in zip(prediction.classes, prediction.logit, strict=True)])
    checks.append(_compared(f"{name}: probabilities = calibrated logits", probability, prediction.probability))
    is_same_model = analysis.model.sha256 == session.info.sha256
    checks.append(
        Check(
            f"{name}: model",
            is_same_model,
            _model(session.info) + ("" if is_same_model else f"; the file's is {_model(analysis.model)}"),
        )
    )
    try:
        again = session.run(stored.record, explanation.start_s)
    except EcgError as error:
        return [*checks, Check(f"{name}: answer", False, error.message)]
    if again.prediction.class_names != prediction.class_names:
        return [*checks, Check(f"{name}: answer", False, "the model has other classes")]
    checks += [
        _compared(f"{name}: logits", again.prediction.logit, prediction.logit),
        _compared(f"{name}: bias", again.prediction.bias, prediction.bias),
        _compared(f"{name}: probabilities", again.prediction.probability, prediction.probability),
        _compared(f"{name}: contributions", again.explanation.contribution, explanation.contribution),
    ]
    if explanation.weights is not None and again.explanation.weights is not None:
        checks.append(_compared(f"{name}: W", again.explanation.weights, explanation.weights))
    return checks


def _model(model: ModelInfo) -> str:
    return f"{model.name} {model.version}, SHA-256 {model.sha256[:16]}\u2026"


def _compared(what: str, again: np.ndarray, stored: np.ndarray) -> Check:  # type: ignore[type-arg]
    if again.shape != stored.shape:
        return Check(what, False, f"shape {stored.shape}, recomputed {again.shape}")
    difference = float(np.abs(again.astype(np.float64) - stored).max())
    return Check(what, bool(difference <= MAX_DIFFERENCE), f"largest difference {difference:.1e}")


def _measurement_check(stored: StoredAnalysis, measurements: Measurements, start_s: float, window_s: float) -> Check:
    """What was measured, from the marks that were moved by hand where there are any."""
    section = stored.record.section(start_s, window_s)
    by_hand = bool(measurements.fiducials.edited)
    name = f"measurements from {start_s:g} s" + (" (marks moved by hand)" if by_hand else "")
    try:
        if by_hand:
            again = recompute(section, measurements.fiducials.shifted(-start_s)).shifted(start_s)
        else:
            again = measure(section).shifted(start_s)
    except EcgError as error:
        return Check(name, False, error.message)
    worst, where = _worst(measurements_to_dict(again), measurements_to_dict(measurements))
    found = f"largest difference {worst:.1e}" + (f" ({where})" if worst > 0 else "")
    return Check(name, worst <= MAX_MEASURED_DIFFERENCE, found)


def _worst(one: object, other: object, where: str = "") -> tuple[float, str]:
    """The largest difference of two trees of plain values and its place; infinite where they are not alike."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if set(one) != set(other):
            return float("inf"), where
        return max((_worst(one[k], other[k], f"{where} {k}".strip()) for k in one), default=(0.0, where))
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return float("inf"), where
        return max((_worst(a, b, where) for a, b in zip(one, other, strict=True)), default=(0.0, where))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other), where
    return (0.0 if one == other else float("inf")), where
