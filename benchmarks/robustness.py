"""How far a model's answers move when the signal is disturbed, and whether the quality gate says so.

    python benchmarks/robustness.py --data PTBXL [--model NAME] [--limit 1000] [--markdown docs/robustness.md]

PTBXL is the folder of PTB-XL. Drawn by chance (fixed seed) are ECGs of fold 9 that have a superclass; fold 10 is never
read. Noise is made at the nine electrodes at 500 Hz, spreads over the leads as it does on a patient, and goes through
the program's own resampling to 100 Hz before it is added. Every row: macro AUROC over the five superclasses; mean
change of their probabilities; ECGs for which another set of them is called; ECGs (of the first ``--gate``) that get no
answer, and that get one marked "Low confidence" because of their signal. AUROC and changes are of all ECGs, also of
those that the gate refuses.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt, sosfilt_zi, sosfiltfilt

from ecg_imn_desktop.analysis.resampling import resample
from ecg_imn_desktop.core.doubt import OF_THE_SIGNAL
from ecg_imn_desktop.core.errors import SignalError
from ecg_imn_desktop.core.leads import INDEPENDENT_LEADS, STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.catalogue import DEFAULT_MODEL, find_model
from ecg_imn_desktop.model.session import load_network
from ecg_imn_desktop.model.window import model_window, warnings_of
from ecg_imn_desktop.simulate.noise import CLEAN, Disturbance
from ecg_imn_desktop.simulate.projection import EIGHT_FROM_ELECTRODES, twelve_leads
from ecg_imn_desktop.training.measures import macro_auroc
from ecg_imn_desktop.training.ptbxl import SUPERCLASSES, VAL_FOLDS, read_labels, record_paths
from ecg_imn_desktop.training.tables import put_between
from quality_gate import exchanged, read_record, with_limbs

START, END = "<!-- made by benchmarks/robustness.py -->", "<!-- end -->"
FS, NOISE_FS = 100.0, 500.0
N_SAMPLES = 1000

Mv = NDArray[np.float64]
Change = Callable[[Mv, np.random.Generator], Mv]


def at_the_electrodes(**strength: float) -> Change:
    """Noise of a strength at every electrode (mV RMS; peak for the mains)."""
    noise = replace(CLEAN, **strength)  # type: ignore[arg-type]

    def change(mv: Mv, rng: np.random.Generator) -> Mv:
        n = round(mv.shape[1] * NOISE_FS / FS)
        source = Disturbance(noise, NOISE_FS, n / NOISE_FS, 0.25, np.random.SeedSequence(int(rng.integers(2**32))))
        leads = twelve_leads(EIGHT_FROM_ELECTRODES @ source.block(0, n)).astype(np.float32)
        return mv + resample(leads, NOISE_FS, FS)[:, : mv.shape[1]]

    return change


def white(size_mv: float) -> Change:
    return lambda mv, rng: mv + rng.normal(0, size_mv, mv.shape)


def filtered(kind: str, hz: float, forwards_only: bool = False) -> Change:
    """What a device's filter has left: Butterworth of order 2, "lowpass" or "highpass", usually without phase shift."""
    sos = butter(2, hz, kind, fs=FS, output="sos")
    if forwards_only:
        return lambda mv, _rng: sosfilt(sos, mv, zi=sosfilt_zi(sos)[:, None, :] * mv[None, :, :1])[0]
    return lambda mv, _rng: sosfiltfilt(sos, mv)


def in_steps(size_mv: float) -> Change:
    """A coarse converter."""
    return lambda mv, _rng: size_mv * np.round(mv / size_mv)


def scaled(factor: float) -> Change:
    return lambda mv, _rng: factor * mv


def later(n: int) -> Change:
    """The window starts so many samples later; at its end there is no signal."""
    return lambda mv, _rng: np.concatenate([mv[:, n:], np.full((len(mv), n), np.nan)], axis=1)


def shortened(duration_s: float) -> Change:
    """The record ends after so many seconds."""
    n = round(duration_s * FS)
    return lambda mv, _rng: np.concatenate([mv[:, :n], np.full((len(mv), mv.shape[1] - n), np.nan)], axis=1)


def one_upside_down(mv: Mv, rng: np.random.Generator) -> Mv:
    out = mv.copy()
    out[rng.integers(len(mv))] *= -1
    return out


def missing(n: int) -> Change:
    """So many of the eight independent leads are not there."""

    def change(mv: Mv, rng: np.random.Generator) -> Mv:
        out = mv.copy()
        lost = rng.choice(INDEPENDENT_LEADS, n, replace=False)
        out[[STANDARD_LEADS.index(str(lead)) for lead in lost]] = np.nan
        return out

    return change


CHANGES: tuple[tuple[str, Change], ...] = (
    ("as recorded", lambda mv, _rng: mv),
    ("mains hum of 50 Hz, up to 0.2 mV at each electrode", at_the_electrodes(mains_mv=0.2, mains_hz=50.0)),
    ("mains hum of 60 Hz, up to 0.2 mV", at_the_electrodes(mains_mv=0.2, mains_hz=60.0)),
    ("baseline wander, 0.2 mV", at_the_electrodes(wander_mv=0.2)),
    ("baseline wander, 0.5 mV", at_the_electrodes(wander_mv=0.5)),
    ("muscle noise, 0.02 mV", at_the_electrodes(muscle_mv=0.02)),
    ("muscle noise, 0.05 mV", at_the_electrodes(muscle_mv=0.05)),
    ("muscle noise, 0.1 mV", at_the_electrodes(muscle_mv=0.1)),
    ("muscle noise, 0.2 mV", at_the_electrodes(muscle_mv=0.2)),
    ("white noise in all leads, 0.05 mV", white(0.05)),
    ("white noise in all leads, 0.1 mV", white(0.1)),
    ("white noise in all leads, 0.15 mV", white(0.15)),
    ("white noise in all leads, 0.2 mV", white(0.2)),
    ("white noise in all leads, 0.3 mV", white(0.3)),
    ("amplitudes x 0.8", scaled(0.8)),
    ("amplitudes x 1.25", scaled(1.25)),
    ("amplitudes x 0.5", scaled(0.5)),
    ("amplitudes x 2", scaled(2.0)),
    ("amplitudes x 0.1", scaled(0.1)),
    ("amplitudes x 10", scaled(10.0)),
    ("low-pass of 40 Hz, as many devices have", filtered("lowpass", 40.0)),
    ("low-pass of 25 Hz", filtered("lowpass", 25.0)),
    ("low-pass of 15 Hz", filtered("lowpass", 15.0)),
    ("high-pass of 0.5 Hz, forwards only", filtered("highpass", 0.5, forwards_only=True)),
    ("high-pass of 1 Hz, no phase shift", filtered("highpass", 1.0)),
    ("a converter of 20 uV a step", in_steps(0.02)),
    ("a converter of 50 uV a step", in_steps(0.05)),
    ("10 ms later", later(1)),
    ("50 ms later", later(5)),
    ("500 ms later", later(50)),
    ("a record of 8 s", shortened(8.0)),
    ("a record of 6 s", shortened(6.0)),
    ("a record of 5 s", shortened(5.0)),
    ("one lead upside down", one_upside_down),
    ("one of the eight independent leads missing", missing(1)),
    ("two missing", missing(2)),
    ("three missing (no answer is given)", missing(3)),
    ("electrodes RA and LA interchanged", lambda mv, _rng: with_limbs(mv, -mv[0], mv[2])),
    ("electrodes LA and LL interchanged", lambda mv, _rng: with_limbs(mv, mv[1], mv[0])),
    ("electrodes V1 and V2 interchanged", lambda mv, rng: exchanged("V1", "V2")(mv, FS, rng)),
    ("electrodes V5 and V6 interchanged", lambda mv, rng: exchanged("V5", "V6")(mv, FS, rng)),
    ("the twelve channels in the reverse order", lambda mv, _rng: mv[::-1]),
    ("played backwards", lambda mv, _rng: mv[:, ::-1]),
    ("upside down", lambda mv, _rng: -mv),
)  # fmt: skip


def probabilities(folder: Path, ecgs: list[Mv]) -> NDArray[np.float64]:
    """Probabilities of the superclasses, (ECG, 5), whatever the gate says."""
    card, network = load_network(folder)
    columns = [[c.name for c in card.classes].index(name) for name in SUPERCLASSES]
    out = []
    with torch.inference_mode():
        for first in range(0, len(ecgs), 32):
            x = np.stack([card.preprocessing(mv, card.fs) for mv in ecgs[first : first + 32]])
            out += [card.probability(z) for z in network(torch.from_numpy(x)).double().numpy()]
    return np.stack(out)[:, columns]


def thresholds(folder: Path) -> NDArray[np.float64]:
    classes = {c.name: c.threshold for c in load_network(folder)[0].classes}
    return np.array([classes[name] for name in SUPERCLASSES])


def gate(ecgs: list[Mv]) -> tuple[int, int]:
    """How many are refused, and how many of the others are doubtful."""
    refused = doubtful = 0
    for mv in ecgs:
        mv = mv[:, : np.flatnonzero(np.isfinite(mv).any(axis=0))[-1] + 1]  # a record that ends is short, not silent
        there = [i for i, lead in enumerate(mv) if np.isfinite(lead).any()]
        names = tuple(STANDARD_LEADS[i] for i in there)
        record = Record("ecg", mv[there].astype(np.float32), FS, names)
        try:  # as the program does before the model reads it
            doubtful += OF_THE_SIGNAL in warnings_of(
                record, model_window(record, 0.0, FS, N_SAMPLES), FS, N_SAMPLES / FS
            )
        except SignalError:
            refused += 1
    return refused, doubtful


def table(data: Path, model: str, limit: int, n_gate: int, rows_with: str) -> str:
    labels = read_labels(data)
    rows = [row for row in labels.rows(VAL_FOLDS) if labels.superclass[row].any()]
    rows = sorted(np.random.default_rng(0).permutation(rows)[:limit].tolist())
    paths, truth = record_paths(data), labels.superclass[rows]
    clean = [read_record(paths[int(labels.ecg_id[row])]).mv.astype(np.float64) for row in rows]
    folder = find_model(model)
    called_at, usual = thresholds(folder), probabilities(folder, clean)
    gated = np.random.default_rng(1).permutation(len(clean))[:n_gate]
    lines = [
        f"| `{model}`, {len(rows)} ECGs of fold 9 (gate: {len(gated)}) | macro AUROC | mean change of p "
        "| other classes called, % | no answer, % | doubtful signal, % |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for what, change in CHANGES:
        if rows_with not in what:
            continue
        rng = np.random.default_rng(2)
        ecgs = [np.asarray(change(mv, rng)) for mv in clean]
        p = probabilities(folder, ecgs)
        others = 100 * ((p >= called_at) != (usual >= called_at)).any(axis=1).mean()
        refused, doubtful = (100 * n / max(len(gated), 1) for n in gate([ecgs[i] for i in gated]))
        lines.append(
            f"| {what} | {macro_auroc(truth, p):.3f} | {np.abs(p - usual).mean():.3f} | {others:.1f} "
            f"| {refused:.1f} | {doubtful:.1f} |"
        )
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of PTB-XL")
    parser.add_argument("--model", default=DEFAULT_MODEL, help="name of an installed model, or its folder")
    parser.add_argument("--limit", type=int, default=1000, help="so many ECGs")
    parser.add_argument("--gate", type=int, default=200, help="so many of them go through the gate")
    parser.add_argument("--rows", default="", help="only the changes in whose names this stands")
    parser.add_argument("--markdown", type=Path, help="page whose table is replaced")
    options = parser.parse_args()
    text = table(options.data, options.model, options.limit, options.gate, options.rows)
    if options.markdown:
        put_between(options.markdown, START, END, f"{text}\n\n")


if __name__ == "__main__":
    main()
