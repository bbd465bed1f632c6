"""LUDB: ECGs with the on- and offsets that cardiologists drew in every lead, and what we take for the truth of it.

Source: Kalyakulina et al., IEEE Access 2020;8:186181-186190, doi 10.1109/ACCESS.2020.3029211; data doi
10.13026/eegm-h675. The gains in its headers are no calibration (with them II = I + III fails); the digital values are
microvolts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import wfdb
from numpy.typing import NDArray

from ..core.leads import STANDARD_LEADS
from ..core.record import Record

Floats = NDArray[np.float64]

N_RECORDS = 200
_UV_PER_MV = 1000.0
_SAME_BEAT_S = 0.12
_SYMBOLS = {"p": "P", "N": "QRS", "t": "T"}
WAVE_KINDS = ("P", "QRS", "T")


@dataclass(frozen=True)
class Wave:
    """One wave over all leads, seconds: medians over the leads that have it; ``share`` of the leads that do."""

    kind: str
    onset_s: float
    peak_s: float
    offset_s: float
    share: float


@dataclass(frozen=True)
class LudbRecord:
    """A record and its reference.

    ``waves`` in time order; ``span_s`` is the annotated part: LUDB leaves the first and last beats of a record out, and
    nothing outside the span is right or wrong.
    """

    record: Record = field(repr=False)
    waves: tuple[Wave, ...] = field(repr=False)
    span_s: tuple[float, float]

    def intervals_ms(self) -> dict[str, float]:
        """The record's "PR", "QRS" and "QT": each the median over its beats of the waves' medians; NaN where absent.

        PR runs from the P onset to the QRS onset, QT from the QRS onset to the end of the next T.
        """
        p, qrs, t = (self.of(kind) for kind in WAVE_KINDS)
        after = [q.onset_s for q in qrs[1:]] + [np.inf]
        before = [-np.inf] + [q.onset_s for q in qrs[:-1]]
        pr = [q.onset_s - w.onset_s for q, b in zip(qrs, before, strict=True) for w in p if b < w.onset_s < q.onset_s]
        qt = [w.offset_s - q.onset_s for q, a in zip(qrs, after, strict=True) for w in t if q.onset_s < w.peak_s < a]
        spans = {"PR": pr, "QRS": [q.offset_s - q.onset_s for q in qrs], "QT": qt}
        return {name: 1000 * float(np.nanmedian(x)) if np.isfinite(x).any() else np.nan for name, x in spans.items()}

    def of(self, kind: str, least_share: float = 0.5) -> list[Wave]:
        """The waves of a kind ("P", "QRS", "T") that at least this share of the leads shows."""
        return [w for w in self.waves if w.kind == kind and w.share >= least_share]


def read_ludb(folder: Path, number: int, reference_leads: tuple[str, ...] = STANDARD_LEADS) -> LudbRecord:
    """Record ``number`` (1..200) of the LUDB folder with the reference of the leads asked for.

    Raises OSError where a file is absent.
    """
    path = str(folder / "data" / str(number))
    signals = wfdb.rdrecord(path, physical=False)
    mv = signals.d_signal.T.astype(np.float32) / np.float32(_UV_PER_MV)
    fs = float(signals.fs)
    record = Record(f"LUDB {number}", mv, fs, STANDARD_LEADS, comments=tuple(signals.comments))
    per_lead = [_annotations(path, lead.lower(), fs) for lead in reference_leads]
    waves = [w for kind in WAVE_KINDS for w in _combine(per_lead, kind)]
    waves.sort(key=lambda w: w.peak_s)
    marks = [t for lead in per_lead for _, *times in lead for t in times if np.isfinite(t)]
    return LudbRecord(record, tuple(waves), (min(marks), max(marks)))


def _annotations(path: str, lead: str, fs: float) -> list[tuple[str, float, float, float]]:
    """(kind, onset, peak, offset) of a lead in seconds, NaN where LUDB has no bracket (a few dozen times)."""
    annotation = wfdb.rdann(path, lead)
    symbols, time_s = annotation.symbol, annotation.sample / fs
    out = []
    for i, symbol in enumerate(symbols):
        if symbol in _SYMBOLS:
            onset = time_s[i - 1] if i > 0 and symbols[i - 1] == "(" else np.nan
            offset = time_s[i + 1] if i + 1 < len(symbols) and symbols[i + 1] == ")" else np.nan
            out.append((_SYMBOLS[symbol], float(onset), float(time_s[i]), float(offset)))
    return out


def _combine(per_lead: list[list[tuple[str, float, float, float]]], kind: str) -> list[Wave]:
    """Waves of one kind over the leads: peaks closer than 120 ms are one wave; its times are medians over the leads.

    Where a lead lacks a bracket the mark called peak lies at the wave's edge (records 34, 95, 104); such a lead counts
    towards the wave's share, but its peak only where no lead is complete.
    """
    marks = np.array(
        sorted(
            (peak, onset, offset, lead)
            for lead, waves in enumerate(per_lead)
            for k, onset, peak, offset in waves
            if k == kind
        )
    ).reshape(-1, 4)
    if not len(marks):
        return []
    groups = np.split(marks, np.flatnonzero(np.diff(marks[:, 0]) > _SAME_BEAT_S) + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # all-NaN: a wave whose brackets no lead has
        return [
            Wave(kind, float(np.nanmedian(g[:, 1])), _peak(g), float(np.nanmedian(g[:, 2])),
                 len(np.unique(g[:, 3])) / len(per_lead))
            for g in groups
        ]  # fmt: skip


def _peak(marks: Floats) -> float:
    complete = np.isfinite(marks).all(axis=1)
    return float(np.median(marks[complete, 0] if complete.any() else marks[:, 0]))
