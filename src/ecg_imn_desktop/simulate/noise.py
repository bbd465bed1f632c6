"""What disturbs an ECG, made at the electrodes so that it spreads over the leads as it does on a patient.

Slow parts (wander, breathing, loose contact) are made for the whole record on a coarse grid; fast parts (muscle,
mains, amplifier) block by block. All potentials are in mV, (9, n), rows as ``ELECTRODES``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from .projection import ELECTRODES

SLOW_FS = 20.0  # Hz, grid of wander and breathing (nothing above 0.7 Hz)
CONTACT_FS = 100.0  # Hz, grid of the loose electrode


@dataclass(frozen=True)
class Noise:
    """Strengths of the disturbances, mV root mean square at each electrode (peak for the mains).

    Attributes
    ----------
    wander_mv : skin potentials below 0.5 Hz
    muscle_mv : electromyogram, 20-150 Hz
    mains_mv, mains_hz : hum
    amplifier_mv : white noise of the recorder
    loose_electrode, loose_mv : one electrode with a bad contact, and how bad
    breathing_gain, breathing_deg : how far breathing changes the amplitude (share) and turns the axis (degrees)
    """

    wander_mv: float = 0.025
    muscle_mv: float = 0.006
    mains_mv: float = 0.002
    mains_hz: float = 50.0
    amplifier_mv: float = 0.0015
    loose_electrode: str | None = None
    loose_mv: float = 0.0
    breathing_gain: float = 0.03
    breathing_deg: float = 2.0


CLEAN = Noise(0.0, 0.0, 0.0, 50.0, 0.0, None, 0.0, 0.0, 0.0)
TYPICAL = Noise()
POOR = replace(
    TYPICAL,
    wander_mv=0.12,
    muscle_mv=0.025,
    mains_mv=0.02,
    loose_electrode="V4",
    loose_mv=0.6,
    breathing_gain=0.06,
    breathing_deg=5.0,
)


class Disturbance:
    """The noise of one record, asked for block by block in order of time.

    Every kind has its own source of chance, so that a longer record begins like a shorter one.
    """

    def __init__(self, noise: Noise, fs: float, duration_s: float, breathing_hz: float, seed: np.random.SeedSequence):
        lungs, skin, mains, muscle, amplifier, contact = (np.random.default_rng(s) for s in seed.spawn(6))
        self._noise = noise
        self._fs = fs
        self._muscle_rng = muscle
        self._amplifier_rng = amplifier
        n_slow = int(duration_s * SLOW_FS) + 64
        self._breath = _breathing(n_slow, breathing_hz, lungs)
        self._wander = _wander(n_slow, skin) * noise.wander_mv
        self._mains_phase = mains.uniform(0, 2 * np.pi)
        self._mains_share = mains.uniform(-1.0, 1.0, len(ELECTRODES)) * noise.mains_mv
        self._loose = _loose_contact(int(duration_s * CONTACT_FS) + 64, contact) * noise.loose_mv
        self._muscle_sos, self._muscle_gain = _muscle_filter(fs)
        self._muscle_state = np.zeros((self._muscle_sos.shape[0], len(ELECTRODES), 2))

    def breathing(self, t: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lung volume about -1...1 at times (n,) s."""
        return _read(self._breath, SLOW_FS, t)

    def block(self, first: int, n: int) -> NDArray[np.float64]:
        """Potentials of the next ``n`` samples, which start at sample ``first``: (9, n) mV."""
        noise = self._noise
        t = (first + np.arange(n)) / self._fs
        out = np.zeros((len(ELECTRODES), n))
        if noise.wander_mv:
            breath = self.breathing(t)
            for row, wander in zip(out, self._wander, strict=True):
                row += _read(wander, SLOW_FS, t) + 0.5 * noise.wander_mv * breath
        if noise.mains_mv and noise.mains_hz < self._fs / 2:
            hum = np.sin(2 * np.pi * noise.mains_hz * t + self._mains_phase)
            out += np.outer(self._mains_share, hum)
        if noise.muscle_mv:
            white = self._muscle_rng.standard_normal(out.T.shape).T
            muscle, self._muscle_state = signal.sosfilt(self._muscle_sos, white, axis=1, zi=self._muscle_state)
            out += noise.muscle_mv * self._muscle_gain * muscle
        if noise.amplifier_mv:
            out += noise.amplifier_mv * self._amplifier_rng.standard_normal(out.T.shape).T
        if noise.loose_electrode is not None:
            out[ELECTRODES.index(noise.loose_electrode)] += _read(self._loose, CONTACT_FS, t)
        return out


def _read(values: NDArray[np.float64], fs: float, t: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.interp(t, np.arange(len(values)) / fs, values))


def _band_noise(n: int, low_hz: float, high_hz: float, fs: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Gaussian noise of unit variance between two frequencies, (n,); its start-up is thrown away."""
    sos = signal.butter(2, [low_hz, high_hz], btype="bandpass", fs=fs, output="sos")
    settle = int(4 * fs / low_hz)
    noise = signal.sosfilt(sos, rng.standard_normal(n + settle))[settle:]
    return np.asarray(noise * _unit_gain(sos))


def _breathing(n: int, breathing_hz: float, rng: np.random.Generator) -> NDArray[np.float64]:
    start = rng.uniform(0, 2 * np.pi)
    phase = 2 * np.pi * breathing_hz * np.arange(n) / SLOW_FS + np.cumsum(0.02 * rng.standard_normal(n))
    return np.asarray(np.sin(start + phase))


def _wander(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.stack([_band_noise(n, 0.05, 0.5, SLOW_FS, r) for r in rng.spawn(len(ELECTRODES))])


def _loose_contact(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """About one jump a second that decays, over restless drift and crackle; (n,) of about unit size."""
    when, height, drift, crackle = rng.spawn(4)
    jumps = np.where(when.random(n) < 1.0 / CONTACT_FS, height.standard_normal(n) * 2, 0.0)
    decay = np.exp(-1 / (0.4 * CONTACT_FS))
    out = signal.lfilter([1.0], [1.0, -decay], jumps)
    out += 0.5 * _band_noise(n, 0.3, 3, CONTACT_FS, drift)
    out += 0.25 * _band_noise(n, 5, 40, CONTACT_FS, crackle)
    return np.asarray(out)


def _muscle_filter(fs: float) -> tuple[NDArray[np.float64], float]:
    """Band-pass of the electromyogram and the gain that makes white noise of variance 1 come out with variance 1."""
    sos = signal.butter(2, [min(20.0, 0.2 * fs), min(150.0, 0.45 * fs)], btype="bandpass", fs=fs, output="sos")
    return sos, _unit_gain(sos)


def _unit_gain(sos: NDArray[np.float64]) -> float:
    """What the filter's answer to white noise of variance 1 is multiplied by to have variance 1 as well."""
    response = signal.sosfreqz(sos, worN=4096)[1]
    return float(1 / np.sqrt(np.mean(np.abs(response) ** 2)))
