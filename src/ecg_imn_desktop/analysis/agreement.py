"""How far two attributions agree: ranks of their cells, and whether they point at the same places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from ..core.analysis import Explanation
from ..core.comparison import Agreement, EvidenceMap
from .evidence import top_segments
from .pairing import Pairing, evidence_on_a

Floats = NDArray[np.float64]

CELL_S = 0.05
N_SEGMENTS = 5


def agreement(a: EvidenceMap, b: EvidenceMap, pairing: Pairing, n_segments: int = N_SEGMENTS) -> Agreement | None:
    """Agreement of two maps on the time of A; None where they share no lead or no moment.

    A map that does not tell leads apart (Grad-CAM of a network that mixes them) is compared over time only: both are
    summed over their leads.
    """
    if a.explanation.lead_names != b.explanation.lead_names:
        return None
    one = a.values.astype(np.float64)
    other = evidence_on_a(b, a, pairing)
    is_by_lead = a.has_leads and b.has_leads
    if not is_by_lead:
        one, other = one.sum(axis=0, keepdims=True), other.sum(axis=0, keepdims=True)
    fs = a.explanation.fs
    width = max(1, round(CELL_S * fs))
    shared = np.isfinite(other)
    cells_a, cells_b = _cells(np.where(shared, one, np.nan), width), _cells(other, width)
    known = np.isfinite(cells_a) & np.isfinite(cells_b)
    if known.sum() < 3:
        return None
    spearman = _spearman(cells_a[known], cells_b[known])
    masks = [_strongest(np.where(shared, values, 0.0), fs, n_segments) for values in (one, other)]
    either = int((masks[0] | masks[1]).sum())
    overlap = float((masks[0] & masks[1]).sum() / either) if either else float("nan")
    return Agreement(spearman, overlap, n_segments, int(known.sum()), is_by_lead)


def _spearman(a: Floats, b: Floats) -> float:
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(spearmanr(a, b).statistic)


def _cells(values: Floats, width: int) -> Floats:
    """Sums of cells (lead, cell); NaN where a cell holds a sample without a partner."""
    n = values.shape[1] // width
    return np.asarray(values[:, : n * width].reshape(len(values), n, width).sum(axis=2))


def _strongest(values: Floats, fs: float, count: int) -> NDArray[np.bool_]:
    """Which samples (lead, sample) lie in the strongest segments for the class."""
    names = tuple(str(row) for row in range(len(values)))
    explanation = Explanation(np.nan_to_num(values)[None].astype(np.float32), fs, names)
    mask = np.zeros(values.shape, dtype=bool)
    for segment in top_segments(explanation, 0, count, sign=1):
        mask[int(segment.lead), round(segment.start_s * fs) : round(segment.end_s * fs)] = True
    return mask
