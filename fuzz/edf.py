"""EDF, EDF+ and BDF: headers whose fields lie, over whole and damaged samples."""

from __future__ import annotations

import random
from pathlib import Path

from .target import EcgFile, damage

# Fields of the header and of each signal: name, width, what it says when it tells the truth.
HEADER = (("version", 8), ("patient", 80), ("recording", 80), ("day", 8), ("time", 8), ("n_bytes", 8), ("reserved", 44),
          ("n_records", 8), ("record_s", 8), ("n_signals", 4))  # fmt: skip
SIGNAL = (("label", 16), ("transducer", 80), ("units", 8), ("physical_min", 8), ("physical_max", 8), ("digital_min", 8),
          ("digital_max", 8), ("prefilter", 80), ("n_samples", 8), ("reserved", 32))  # fmt: skip
ODD = (
    "0", "-1", "1", "2", "1e9", "99999999", "-9999999", "2147483647"[:8], "nan", "inf", "", " 1", "1 ", "x", "1.5",
    "0.001", "1e-9",
    "32767", "-32768", "8388607", "65536", "\0", "\xff" * 4, "EDF Annotations", "EDF+D", "EDF+C", "uV", "mV", "V",
    "mmHg", "II", "ECG V1",
    "00.00.00", "31.02.99", "29.02.24", "99.99.99", "X X X X", "A-17 F 01-MAR-1962 Jane_Miller",
    "Startdate 29-FEB-2024 X X X",
)  # fmt: skip
LABELS = ("I", "II", "III", "aVR", "ECG V1", "EDF Annotations", "RESP")


class Edf(EcgFile):
    """``a.edf`` or ``a.bdf`` with up to five signals."""

    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file."""
        is_bdf = rng.random() < 0.3
        content = make(rng, is_bdf)
        if rng.random() < 0.3:
            content = damage(content, rng)
        path = folder / ("a.bdf" if is_bdf else "a.edf")
        path.write_bytes(content)
        return path


def make(rng: random.Random, is_bdf: bool) -> bytes:
    """A file that lies in a few fields, or in none."""
    n_signals, n_records = rng.choice((1, 2, 3, 5)), rng.choice((1, 2, 10))
    counts = [rng.choice((50, 50, 50, 25, 7)) for _ in range(n_signals)]
    kind = ("BDF" if is_bdf else "EDF") + rng.choice(("+C", "+C", "+D", ""))
    head = {
        "version": "0" if not is_bdf else "\xffBIOSEMI", "patient": "A-17 F 01-MAR-1962 Jane_Miller",
        "recording": "Startdate 29-FEB-2024 X X X", "day": "29.02.24", "time": "13.05.07",
        "n_bytes": str(256 * (n_signals + 1)), "reserved": "" if len(kind) == 3 else kind, "n_records": str(n_records),
        "record_s": rng.choice(("1", "1", "0.1", "0.5")), "n_signals": str(n_signals),
    }  # fmt: skip
    limit = 8388607 if is_bdf else 32767
    signals = [
        {
            "label": rng.choice(LABELS), "transducer": "", "units": rng.choice(("uV", "uV", "mV", "")),
            "physical_min": "-8000",
            "physical_max": "8000", "digital_min": str(-limit - 1), "digital_max": str(limit), "prefilter": "",
            "n_samples": str(count), "reserved": "",
        }
        for count in counts
    ]  # fmt: skip
    if len(kind) > 3:
        signals[-1].update(label=f"{kind[:3]} Annotations", units="", physical_min="-1", physical_max="1")
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
        fields = rng.choice((head, rng.choice(signals), rng.choice(signals)))
        fields[rng.choice(sorted(fields))] = rng.choice(ODD)
    text = "".join(head[name].ljust(width)[:width] for name, width in HEADER)
    text += "".join(signal[name].ljust(width)[:width] for name, width in SIGNAL for signal in signals)
    samples = rng.randbytes(n_records * sum(counts) * (3 if is_bdf else 2))
    if len(kind) > 3 and rng.random() < 0.7:
        samples = b"+0\x14\x14\0" + samples[5:]
    return text.encode("latin-1") + samples


TARGET = Edf()
