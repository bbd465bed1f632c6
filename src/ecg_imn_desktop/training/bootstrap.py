"""95 % percentile bootstrap intervals over records (Efron 1979), and the two areas, resampled fast."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_BOOTSTRAP = 1000


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """Plain values, rounded; None where there is no figure (NaN is no JSON)."""
        return {key: round(value, 5) if np.isfinite(value) else None for key, value in asdict(self).items()}


def interval_from(value: float, resampled: Floats) -> Interval:
    """The interval of a figure from its values on the resampled records (NaN: cannot be computed there)."""
    known = resampled[np.isfinite(resampled)]
    low, high = np.percentile(known, [2.5, 97.5]) if known.size else (np.nan, np.nan)
    return Interval(float(value), float(low), float(high))


def draw_counts(n: int, n_bootstrap: int = N_BOOTSTRAP, seed: int = 0) -> Floats:
    """How often each of ``n`` records is drawn in each resample, (resample, record)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(n, np.full(n, 1 / n), size=n_bootstrap).astype(np.float64)


def mean_interval(values: Floats, seed: int = 0, n_bootstrap: int = N_BOOTSTRAP) -> Interval:
    """Mean over records of ``values`` (record,), NaN left out; NaN throughout without any value."""
    values = np.asarray(values, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not values.size:
        return Interval(np.nan, np.nan, np.nan)
    counts = draw_counts(len(values), n_bootstrap, seed)
    return interval_from(float(values.mean()), counts @ values / len(values))


def median_interval(values: Floats, seed: int = 0, n_bootstrap: int = N_BOOTSTRAP) -> Interval:
    """Median of ``values`` (record, ...) with whole records resampled; NaN left out."""
    rng = np.random.default_rng(seed)
    n = len(values)
    rows = rng.integers(0, n, (n_bootstrap, n))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # all-NaN: no figure
        drawn = [np.nanmedian(values[part].reshape(len(part), -1), axis=1) for part in np.array_split(rows, 20)]
        return interval_from(float(np.nanmedian(values)), np.concatenate(drawn))


def areas(truth: NDArray[np.float32], score: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Area under the ROC curve and average precision of one class on resampled records, each (resample,).

    ``truth`` and ``score`` are (record,), ``counts`` (resample, record) how often each record counts. Ties count half
    in the ROC curve and as one step in the average precision, as in scikit-learn. NaN where a resample lacks one of the
    answers.
    """
    order = np.argsort(-score, kind="stable")
    # One point for every distinct score: the last record of each run of ties.
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    drawn = counts[:, order]
    hits = np.cumsum(drawn * (truth[order] > 0.5), axis=1)[:, ends]
    called = np.cumsum(drawn, axis=1)[:, ends]
    misses = called - hits
    new_hits = np.diff(hits, axis=1, prepend=0)
    new_misses = np.diff(misses, axis=1, prepend=0)
    n_positive, n_negative = hits[:, -1], misses[:, -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        auroc = (new_misses * (hits - new_hits / 2)).sum(axis=1) / (n_positive * n_negative)
        precision = np.where(called > 0, hits / called, 0.0)
        average_precision = (new_hits * precision).sum(axis=1) / n_positive
    return auroc, average_precision
