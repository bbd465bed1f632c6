"""Whole records through the whole chain: open, quality, model, measurements, exports."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import numpy as np

from ecg_imn_desktop.core.errors import ModelError, RecordError, SignalError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.simulate import simulate

from . import headers
from .target import Target, damage, look_at

RATES = (50, 100, 125, 250, 257, 360, 500, 1000, 2000, 128.5)
GAINS = ("200", "1000", "1", "0.001", "1e6", "-1000", "1e-18", "1e18", "1000(-32000)", "1000(2000000000)", "0")
UNITS = ("mV", "uV", "V", "nV", "mmHg", "")
GAP = -32768


class Records(Target):
    """A record of up to fifteen channels whose samples, lengths, gains and rates are odd; some headers are mutated."""

    # A ModelError too: where float32 cannot hold an absurd signal, the sum does not come out and nothing is shown.
    refusals = (RecordError, SignalError, ModelError)
    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """A header and its signal file."""
        random_numbers = np.random.default_rng(rng.getrandbits(63))
        fs = rng.choice(RATES)
        n_channels = rng.choice((12, 12, 12, 12, 12, 12, 12, 1, 3, 8, 15))
        digital = make_samples(rng, random_numbers, fs, n_channels)
        fmt = rng.choice(("16", "16", "16", "212", "24", "32", "80", "61", "160", "8"))
        content = encode(digital, fmt)
        if rng.random() < 0.25:
            content = damage(content, rng)
        path = folder / "r.dat"
        path.write_bytes(content)
        if rng.random() < 0.02:
            with path.open("r+b") as file:
                file.truncate(rng.choice((30_000_000_000, 1_000_000_000_000)))
        text = make_header(rng, fs, digital, fmt)
        for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
            text = rng.choice(headers.EDITS)(text, rng)
        header = folder / "r.hea"
        header.write_text(text, encoding="utf-8", errors="replace")
        return header

    def use(self, path: Path, rng: random.Random) -> None:
        """The chain of ``ecg-imn analyze``, and now and then a page."""
        from ecg_imn_desktop.analysis.measure import measure
        from ecg_imn_desktop.analysis.pyramid import build_pyramid
        from ecg_imn_desktop.io.results import to_json

        record = open_record(path)
        look_at(record)
        build_pyramid(record.mv)
        try:
            analysis = session().run(record, rng.choice((0.0, 0.0, 3.3, 1e9)))
        except (SignalError, ModelError):
            measure(record.section(0.0, 10.0))  # what the model refuses is measured and shown all the same
            raise
        measurements = measure(record.section(analysis.explanation.start_s, 10.0))
        to_json(record, analysis, measurements)
        if rng.random() < 0.02:
            from ecg_imn_desktop.report.document import Document
            from ecg_imn_desktop.report.options import PageOptions
            from ecg_imn_desktop.report.pdf import pdf_bytes

            pdf_bytes(Document(record, analysis, measurements, PageOptions()))


@functools.cache
def session():  # type: ignore[no-untyped-def]
    """The shipped model on the CPU."""
    from ecg_imn_desktop.model.session import Session

    return Session("imn-1d", "cpu", 1)


@functools.cache
def ecgs() -> list[Record]:
    """Simulated ECGs of several kinds at 500 Hz."""
    return [simulate(kind, fs=500, duration_s=12).record for kind in ("normal", "lbbb", "anterior-mi", "lvh")]


def make_samples(
    rng: random.Random, numbers: np.random.Generator, fs: float, n_channels: int
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Digital samples (n, channel): an ECG, spoiled in places, or something else altogether."""
    seconds = rng.choice((0, 1, 4.9, 5, 6, 10, 10, 10, 10, 10, 10, 11))
    n = round(seconds * fs) or rng.choice((1, 2, 7))
    kind = rng.randrange(16)
    if kind <= 10:
        mv = rng.choice(ecgs()).mv
        at = np.minimum((np.arange(n) * 500 / fs).astype(int), mv.shape[1] - 1)
        out = np.round(1000 * mv[np.arange(n_channels) % 12][:, at].T).astype(np.int64)
    elif kind == 11:
        out = np.full((n, n_channels), rng.choice((0, 1, GAP, 32767, -32767, 2000)), dtype=np.int64)
    elif kind == 12:
        out = numbers.integers(-32768, 32768, (n, n_channels))
    elif kind == 13:
        out = numbers.choice([GAP, 32767, 0], (n, n_channels)).astype(np.int64)
    elif kind == 14:
        out = np.cumsum(numbers.integers(-50, 51, (n, n_channels)), axis=0)
    else:
        out = np.zeros((n, n_channels), dtype=np.int64)
        out[:: max(1, round(fs * rng.choice((0.004, 0.2, 1.0))))] = rng.choice((1, 1000, 30000))
    for _ in range(rng.choice((0, 0, 1, 3))):
        channel, a = rng.randrange(n_channels), rng.randrange(n)
        b = min(n, a + rng.choice((1, round(fs), 10 * round(fs))))
        out[a:b, channel] = rng.choice((GAP, 0, 32767, -32768, int(out[a, channel])))
    return np.clip(out, -32768, 32767)


def encode(digital: np.ndarray[tuple[int, int], np.dtype[np.int64]], fmt: str) -> bytes:
    """Bytes of a signal file; formats other than 16, 24, 32, 61, 80 and 160 get the bytes of 16, which fit them too."""
    flat = digital.reshape(-1)
    if fmt == "24":
        return (flat.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3]).tobytes()
    if fmt == "32":
        return flat.astype("<i4").tobytes()
    if fmt == "61":
        return flat.astype(">i2").tobytes()
    if fmt == "160":
        return (flat + 32768).astype("<u2").tobytes()
    if fmt == "80":
        return ((flat // 256) + 128).astype(np.uint8).tobytes()
    return flat.astype("<i2").tobytes()


def make_header(
    rng: random.Random, fs: float, digital: np.ndarray[tuple[int, int], np.dtype[np.int64]], fmt: str
) -> str:
    """A header that mostly tells the truth."""
    n, n_channels = digital.shape
    names = [*STANDARD_LEADS, "RESP", "MLII", "X"][:n_channels]
    if rng.random() < 0.2:
        rng.shuffle(names)
    if rng.random() < 0.1:
        names[rng.randrange(n_channels)] = rng.choice(("I", "", "V1", "x" * 300, "ä", "II II"))
    is_odd = rng.random() < 0.2
    length = rng.choice((n, n, n, n, n, n, 0, n + 1, 10 * n, 10**12, 1))
    lines = [f"r {n_channels} {fs:g} {length}"]
    for name in names:
        gain = rng.choice(GAINS) if is_odd else "1000"
        unit = rng.choice(UNITS) if is_odd else "mV"
        lines.append(f"r.dat {fmt} {gain}/{unit} 16 0 {int(digital[0, 0])} 0 0 {name}")
    lines += ["#Age: 61", "#Sex: F"]
    return "\n".join(lines) + "\n"


TARGET = Records()
