"""What the program says of signals that are no ECG, or not the one that their file promises.

    python benchmarks/no_ecg.py --data PTBXL [--limit 20] [--markdown docs/trust.md]

Made signals and spoiled clean ECGs of fold 9 go the way of every ECG: through the gate, the model and the measurements.
Counted are those that get no answer, those whose answer is marked for the signal, those that are marked for the answer
itself or against the measurements, and those that pass unmarked. "Lawful" limb leads obey II = I + III and Goldberger's
equations, so that the laws alone do not give the signal away.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample, sosfiltfilt

from ecg_imn_desktop.analysis.electrodes import EINTHOVEN_GOLDBERGER
from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.doubt import OF_THE_SIGNAL, contradictions, is_low_confidence
from ecg_imn_desktop.core.errors import ModelError, SignalError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.training.tables import put_between
from quality_gate import is_clean, read_record, read_table

START, END = "<!-- made by benchmarks/no_ecg.py -->", "<!-- end -->"
FS, N = 100.0, 1000
T = np.arange(N) / FS
INDEPENDENT_ROWS = [0, 1, *range(6, 12)]

Mv = NDArray[np.float64]
Rng = np.random.Generator
Make = Callable[[Mv, Rng], Mv]


def lawful(eight: Mv) -> Mv:
    """Twelve leads of eight signals."""
    return np.concatenate([EINTHOVEN_GOLDBERGER @ eight[:2], eight[2:]])


def band(rng: Rng, low_hz: float, high_hz: float) -> Mv:
    """Eight signals of noise between two frequencies, 1 mV RMS."""
    x = rng.normal(size=(8, N + 400))
    x = sosfiltfilt(butter(2, [low_hz, high_hz], "bandpass", fs=FS, output="sos"), x, axis=1)[:, 200:-200]
    return np.asarray(x / x.std(axis=1, keepdims=True))


def pink(rng: Rng) -> Mv:
    spectrum = np.fft.rfft(rng.normal(size=(8, N)))
    spectrum[:, 1:] /= np.sqrt(np.arange(1, spectrum.shape[1]))
    x = np.fft.irfft(spectrum, N)
    return np.asarray(x / x.std(axis=1, keepdims=True))


def brain_waves(_mv: Mv, rng: Rng) -> Mv:
    return lawful(0.2 * (0.7 * pink(rng) + 0.5 * band(rng, 8, 12)))


def spindles(_mv: Mv, rng: Rng) -> Mv:
    return lawful(0.15 * band(rng, 8, 13) * (1 + 2 * np.exp(-(((T - rng.uniform(1, 9)) / 0.7) ** 2))))


def of_one(wave: Callable[[Rng], Mv]) -> Make:
    """One signal in all leads, of another size (and sign) in each, with a little noise."""

    def make(_mv: Mv, rng: Rng) -> Mv:
        size_mv = rng.uniform(0.3, 1, 8) * rng.choice([-1, 1], 8)
        return lawful(size_mv[:, None] * wave(rng) + 0.005 * rng.normal(size=(8, N)))

    return make


def every_second(shape: Callable[[Mv], Mv], rng: Rng) -> Mv:
    """A shape 70 times a minute, nearly regular."""
    at_s = np.cumsum(60 / 70 * (1 + 0.03 * rng.normal(size=12))) - rng.uniform(0, 1)
    return np.asarray(sum(shape(T - s) for s in at_s))


def bump(x: Mv, at_s: float, width_s: float) -> Mv:
    return np.exp(-0.5 * ((x - at_s) / width_s) ** 2)


def pulse(x: Mv) -> Mv:
    return bump(x, 0.15, 0.07) + 0.5 * bump(x, 0.42, 0.1)


def pressure(x: Mv) -> Mv:
    return bump(x, 0.12, 0.05) + 0.7 * bump(x, 0.28, 0.12) + 0.2 * bump(x, 0.55, 0.05)


def phases_scrambled(mv: Mv, rng: Rng) -> Mv:
    spectrum = np.fft.rfft(mv)
    turned = np.exp(2j * np.pi * rng.uniform(0, 1, spectrum.shape[1]))
    turned[[0, -1]] = 1
    return np.fft.irfft(spectrum * turned, N)


def derivative(mv: Mv, _rng: Rng) -> Mv:
    slope = np.gradient(mv, axis=1)
    return np.asarray(slope / np.median(np.ptp(slope, axis=1)) * np.median(np.ptp(mv, axis=1)))


def signals(ecgs: list[Mv]) -> dict[str, Make]:
    """What is made of an ECG, or instead of it; some take leads of the others in ``ecgs``."""

    def another(rng: Rng) -> Mv:
        return ecgs[int(rng.integers(len(ecgs)))]

    return {
        "white noise, 0.3 mV": lambda _mv, rng: lawful(0.3 * rng.normal(size=(8, N))),
        "pink noise, 0.3 mV": lambda _mv, rng: lawful(0.3 * pink(rng)),
        "noise of 0.5-5 Hz, 0.3 mV": lambda _mv, rng: lawful(0.3 * band(rng, 0.5, 5)),
        "noise of 1-15 Hz, 0.3 mV": lambda _mv, rng: lawful(0.3 * band(rng, 1, 15)),
        "noise of 3.5-6.5 Hz, 0.4 mV, like a fibrillation of the ventricles": lambda _mv, rng: lawful(
            0.4 * band(rng, 3.5, 6.5)
        ),
        "an EEG's alpha rhythm, 1 mV from peak to peak": brain_waves,
        "an EEG's spindles": spindles,
        "no heart beat, noise of 0.02 mV": lambda _mv, rng: lawful(0.02 * pink(rng)),
        "respiration": of_one(lambda rng: np.sin(2 * np.pi * (0.25 * T + rng.uniform()))),
        "square wave, 1 Hz": of_one(lambda rng: np.sign(np.sin(2 * np.pi * (T + rng.uniform())))),
        "sawtooth, 1.2 Hz": of_one(lambda rng: 2 * ((1.2 * T + rng.uniform()) % 1) - 1),
        "sine, 10 Hz": of_one(lambda rng: np.sin(2 * np.pi * (10 * T + rng.uniform()))),
        "calibration pulses of 1 mV": lambda _mv, rng: lawful(np.tile((T + rng.uniform()) % 1 < 0.2, (8, 1)) * 1.0),
        "a photoplethysmogram": of_one(lambda rng: every_second(pulse, rng)),
        "a blood pressure": of_one(lambda rng: every_second(pressure, rng)),
        "clicks of 10 ms": of_one(lambda rng: every_second(lambda x: bump(x, 0, 0.01), rng)),
        "lead II in all leads, of another size in each": lambda mv, rng: of_one(lambda _rng: mv[1])(mv, rng),
        "eight leads of eight patients": lambda _mv, rng: lawful(
            np.stack([another(rng)[row] for row in INDEPENDENT_ROWS])
        ),
        "chest leads of another patient": lambda mv, rng: np.concatenate([mv[:6], another(rng)[6:]]),
        "the twelve leads in any order": lambda mv, rng: mv[rng.permutation(12)],
        "I, II, V1 to V6 in any order, the others by the laws": lambda mv, rng: lawful(
            mv[INDEPENDENT_ROWS][rng.permutation(8)]
        ),
        "played backwards": lambda mv, _rng: mv[:, ::-1],
        "upside down": lambda mv, _rng: -mv,
        "amplitudes x 0.3": lambda mv, _rng: 0.3 * mv,
        "amplitudes x 3": lambda mv, _rng: 3 * mv,
        "twice as fast (10 s)": lambda mv, _rng: np.concatenate([resample(mv, N // 2, axis=1)] * 2, axis=1),
        "half as fast": lambda mv, _rng: resample(mv, 2 * N, axis=1)[:, :N],
        "the ECG's spectrum, phases scrambled": phases_scrambled,
        "its slope instead of the ECG": derivative,
        "pieces of 0.2 s in any order": lambda mv, rng: mv.reshape(12, 50, 20)[:, rng.permutation(50)].reshape(12, N),
        "as recorded": lambda mv, _rng: mv,
    }


def outcome(session: Session, record: Record) -> str:
    try:
        analysis = session.run(record)
    except (SignalError, ModelError):
        return "no answer"
    if OF_THE_SIGNAL in analysis.warnings:
        return "signal"
    if is_low_confidence(analysis.warnings) or contradictions(analysis.prediction, measure(record)):
        return "answer"
    return "unmarked"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of PTB-XL")
    parser.add_argument("--limit", type=int, default=20, help="so many of each")
    parser.add_argument("--markdown", type=Path, help="page whose table is replaced")
    options = parser.parse_args()
    rows = [row for row in read_table(options.data) if int(row["strat_fold"]) == 9 and is_clean(row)]
    rows = random.Random(1).sample(rows, options.limit)
    ecgs = [read_record(options.data / row["filename_lr"]).mv.astype(np.float64) for row in rows]
    session = Session(n_threads=1)
    lines = [
        f"| instead of {len(ecgs)} clean ECGs, % | no answer | low confidence: the signal | the answer, measurements "
        "| unmarked |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for what, make in signals(ecgs).items():
        found = Counter(
            outcome(session, Record("", make(mv, np.random.default_rng(i)).astype(np.float32), FS, STANDARD_LEADS))
            for i, mv in enumerate(ecgs)
        )
        shares = (f"{100 * found[kind] / len(ecgs):.0f}" for kind in ("no answer", "signal", "answer", "unmarked"))
        lines.append(f"| {what} | {' | '.join(shares)} |")
        print(lines[-1], flush=True)
    if options.markdown:
        put_between(options.markdown, START, END, "\n".join(lines) + "\n\n")


if __name__ == "__main__":
    main()
