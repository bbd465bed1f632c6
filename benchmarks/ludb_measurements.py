"""Our measurements, neurokit2's and XQRS's against the cardiologists' of LUDB, in one table.

``python benchmarks/ludb_measurements.py LUDB_FOLDER [--figures docs/img]``. Each record is measured by the delineation
network that was trained without it (benchmarks/ludb_folds, made by ``python -m ecg_imn_desktop.training.delineator``).
docs/measurements.md explains the reference and the rules of matching.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import neurokit2 as nk
import numpy as np
import wfdb.processing

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.analysis.segmentation import Segmenter
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.training.delineator import N_FOLDS, fold_of
from ecg_imn_desktop.training.ludb import N_RECORDS, WAVE_KINDS, LudbRecord, read_ludb

FOLDS = Path(__file__).parent / "ludb_folds"

# How far a found wave may lie from the true one: R peaks by their position, waves by their middle.
TOLERANCE_S = {"R": 0.05, "P": 0.05, "QRS": 0.05, "T": 0.10}
INTERVALS = ("PR", "QRS", "QT")


@dataclass
class Answer:
    """What a method says of one record: wave positions in seconds by kind, intervals in ms (NaN: not measured)."""

    positions_s: dict[str, np.ndarray] = field(default_factory=dict)
    intervals_ms: dict[str, float] = field(default_factory=dict)


Method = Callable[[Record, int], Answer]


def ours(segmenters: Sequence[Segmenter], record: Record, number: int) -> Answer:
    m = measure(record, segmenter=segmenters[fold_of(number)])
    middle = {
        kind: (m.fiducials.of(f"{kind.lower()}_onset") + m.fiducials.of(f"{kind.lower()}_offset")) / 2
        for kind in WAVE_KINDS
    }
    spans = {"PR": m.pr_ms, "QRS": m.qrs_ms, "QT": m.qt_ms}
    return Answer({"R": m.fiducials.r_peak_s, **middle}, {k: np.nan if v is None else v for k, v in spans.items()})


def neurokit(record: Record, number: int) -> Answer:
    """Its own cleaning, peaks and DWT delineation; it takes one lead."""
    del number
    clean = nk.ecg_clean(record.mv[0].astype(float), sampling_rate=int(record.fs))
    r = nk.ecg_peaks(clean, sampling_rate=int(record.fs))[1]["ECG_R_Peaks"]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            waves = nk.ecg_delineate(clean, r, sampling_rate=int(record.fs), method="dwt")[1]
    except Exception:  # it raises all sorts on records without beats
        return Answer({"R": np.asarray(r) / record.fs})

    def mark(name: str) -> np.ndarray:
        return np.asarray(waves[f"ECG_{name}"], dtype=float) / record.fs

    def median_ms(begin: str, end: str) -> float:
        span = 1000 * (mark(end) - mark(begin))
        return float(np.nanmedian(span)) if np.isfinite(span).any() else np.nan

    positions = {
        "R": np.asarray(r) / record.fs,
        "P": (mark("P_Onsets") + mark("P_Offsets")) / 2,
        "QRS": (mark("R_Onsets") + mark("R_Offsets")) / 2,
        "T": (mark("T_Onsets") + mark("T_Offsets")) / 2,
    }
    spans = {
        "PR": median_ms("P_Onsets", "R_Onsets"),
        "QRS": median_ms("R_Onsets", "R_Offsets"),
        "QT": median_ms("R_Onsets", "T_Offsets"),
    }
    return Answer(positions, spans)


def xqrs(record: Record, number: int) -> Answer:
    """R peaks only."""
    del number
    detector = wfdb.processing.XQRS(sig=record.mv[0].astype(float), fs=record.fs)
    detector.detect(verbose=False)
    return Answer({"R": np.asarray(detector.qrs_inds, dtype=float) / record.fs})


def lead_ii(record: Record) -> Record:
    return Record(record.name, record.mv[1:2], record.fs, ("II",))


@dataclass
class Score:
    """Counts (true, extra, missed) per kind of wave and (reference, measured) pairs per interval, over the records."""

    counts: dict[str, np.ndarray] = field(default_factory=lambda: {k: np.zeros(3, dtype=int) for k in TOLERANCE_S})
    pairs: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {k: [] for k in INTERVALS})

    def add(self, answer: Answer, truth: LudbRecord) -> None:
        """Count the record's waves and note its intervals."""
        for kind, tolerance_s in TOLERANCE_S.items():
            if kind in answer.positions_s:
                self.counts[kind] += matches(
                    answer.positions_s[kind], positions_of(truth, kind), truth.span_s, tolerance_s
                )
        reference = truth.intervals_ms()
        for name, value in answer.intervals_ms.items():
            self.pairs[name].append((reference[name], value))

    def errors_ms(self, name: str) -> np.ndarray:
        """Measured minus reference, of the records that have both."""
        pairs = np.array(self.pairs[name]).reshape(-1, 2)
        return (pairs[:, 1] - pairs[:, 0])[np.isfinite(pairs).all(axis=1)]


def positions_of(truth: LudbRecord, kind: str) -> np.ndarray:
    if kind == "R":
        return np.array([w.peak_s for w in truth.of("QRS")])
    return np.array([(w.onset_s + w.offset_s) / 2 for w in truth.of(kind)])


def matches(found: np.ndarray, true: np.ndarray, span_s: tuple[float, float], tolerance_s: float) -> np.ndarray:
    """(true, extra, missed): each true wave takes the nearest found one within the tolerance, once.

    A found wave outside the annotated span is neither right nor wrong.
    """
    found = found[np.isfinite(found)]
    found = found[(found >= span_s[0] - tolerance_s) & (found <= span_s[1] + tolerance_s)]
    taken: set[int] = set()
    for t in true:
        free = [i for i in range(len(found)) if i not in taken and abs(found[i] - t) <= tolerance_s]
        if free:
            taken.add(min(free, key=lambda i: abs(found[i] - t)))
    near_span = [i for i in range(len(found)) if span_s[0] <= found[i] <= span_s[1]]
    extra = len([i for i in near_span if i not in taken])
    return np.array([len(taken), extra, len(true) - len(taken)])


def row(name: str, score: Score) -> str:
    def ratio(kind: str, which: int) -> str:
        hit, *wrong = score.counts[kind]
        return f"{hit / (hit + wrong[which]):.4f}" if hit else "-"

    def f1(kind: str) -> str:
        hit, extra, missed = score.counts[kind]
        return f"{2 * hit / (2 * hit + extra + missed):.3f}" if hit else "-"

    def error(interval: str) -> str:
        e = score.errors_ms(interval)
        return f"{e.mean():+.1f} ± {e.std(ddof=1):.1f} ({len(e)})" if len(e) else "-"

    cells = [ratio("R", 1), ratio("R", 0), *(f1(kind) for kind in WAVE_KINDS), *(error(i) for i in INTERVALS)]
    return f"| {name} | " + " | ".join(cells) + " |"


def bland_altman(score: Score, folder: Path) -> None:
    """One picture per interval: difference against mean, with the mean difference and +-1.96 SD."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    for name in INTERVALS:
        pairs = np.array(score.pairs[name])
        pairs = pairs[np.isfinite(pairs).all(axis=1)]
        difference, mean = pairs[:, 1] - pairs[:, 0], pairs.mean(axis=1)
        figure, axes = plt.subplots(figsize=(6, 4), dpi=110, layout="constrained")
        axes.scatter(mean, difference, s=14, color="#0b5cad", alpha=0.7, linewidths=0)
        middle, spread = difference.mean(), 1.96 * difference.std(ddof=1)
        for level, style in ((middle, "-"), (middle - spread, "--"), (middle + spread, "--")):
            axes.axhline(level, color="#444444", linestyle=style, linewidth=1)
            axes.annotate(f"{level:+.1f}", (axes.get_xlim()[1], level), ha="right", va="bottom", fontsize=8)
        axes.set_xlabel(f"{name}: mean of ours and the cardiologists' (ms)")
        axes.set_ylabel("ours - cardiologists' (ms)")
        axes.set_title(f"{name} on LUDB, {len(pairs)} records, out of fold: mean and ±1.96 SD", fontsize=10)
        figure.savefig(folder / f"ludb_{name.lower()}_bland_altman.png")
        plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ludb", type=Path)
    parser.add_argument("--folds", type=Path, default=FOLDS)
    parser.add_argument("--figures", type=Path, help="folder for the Bland-Altman plots")
    parser.add_argument("--worst", type=int, default=0, help="print so many of the records with the largest errors")
    args = parser.parse_args()
    segmenters = [Segmenter(args.folds / f"fold{fold}.safetensors") for fold in range(N_FOLDS)]
    mine = partial(ours, segmenters)
    rows: dict[str, tuple[Method, bool]] = {
        "ours, 12 leads": (mine, False),
        "ours, lead II only": (mine, True),
        "neurokit2, lead II": (neurokit, True),
        "XQRS, lead II": (xqrs, True),
    }
    scores = {name: Score() for name in rows}
    for number in range(1, N_RECORDS + 1):
        global_truth, truth_ii = read_ludb(args.ludb, number), read_ludb(args.ludb, number, ("II",))
        for name, (method, one_lead) in rows.items():
            record = lead_ii(global_truth.record) if one_lead else global_truth.record
            scores[name].add(method(record, number), truth_ii if one_lead else global_truth)
    print("| | R sens. | R prec. | F1 P | F1 QRS | F1 T | PR error ms (n) | QRS error ms (n) | QT error ms (n) |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        print(row(name, score))
    score = scores["ours, 12 leads"]
    for interval in INTERVALS if args.worst else ():
        e = np.array([measured - true for true, measured in score.pairs[interval]])
        worst = np.argsort(-np.abs(np.nan_to_num(e)))[: args.worst]
        print(f"{interval}: " + ", ".join(f"record {i + 1} {e[i]:+.0f} ms" for i in worst))
    if args.figures:
        bland_altman(score, args.figures)


if __name__ == "__main__":
    main()
