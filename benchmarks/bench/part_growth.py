"""How the time grows with the length of a record, its leads, and the number of records: the exponent of size."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from line import Line, growth_exponent, times_ms
from part_opening import write

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.analysis.pyramid import build_pyramid
from ecg_imn_desktop.analysis.quality import check_quality
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.simulate import simulate

MAX_EXPONENT = 1.1
REPEATS = 5


def lines() -> list[Line]:
    """Exponents; 1 is linear, less is better."""
    minute = simulate("normal", fs=500, duration_s=60).record
    out = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes_s = (60, 240, 960)
        paths = [write(folder, f"r{s}", np.tile(minute.mv, s // 60), minute.lead_names, "16") for s in sizes_s]
        out.append(_line("opening, by length (1-16 min)", sizes_s, [lambda p=p: open_record(p) for p in paths]))
        records = [open_record(p) for p in paths]
        out.append(
            _line(
                "overview, by length (1-16 min)",
                sizes_s,
                [lambda r=r: build_pyramid(np.asarray(r.mv)) for r in records],
            )
        )
    sizes_s = (10, 30, 120)
    parts = [replace(minute, mv=np.tile(minute.mv, 2)).section(0.0, s) for s in sizes_s]
    out.append(_line("measurements, by length (10-120 s)", sizes_s, [lambda r=r: measure(r) for r in parts]))
    out.append(_line("quality, by length (10-120 s)", sizes_s, [lambda r=r: check_quality(r) for r in parts]))
    counts = (3, 6, 12)
    fewer = [
        replace(parts[0], mv=parts[0].mv[:n], lead_names=minute.lead_names[:n], file_lead_names=()) for n in counts
    ]
    out.append(_line("measurements, by leads (3-12)", counts, [lambda r=r: measure(r) for r in fewer]))
    session = Session("imn-1d", "cpu")
    numbers = (4, 8, 16, 32)
    answers = [lambda n=n: [session.run(parts[0]) for _ in range(n)] for n in numbers]
    out.append(_line("answers, by number of ECGs (4-32)", numbers, answers))
    return out


def _line(name: str, sizes: tuple[int, ...], works: list) -> Line:  # type: ignore[type-arg]
    runs = times_ms(*works, repeats=REPEATS)
    exponents = [growth_exponent(sizes, list(ms)) for ms in zip(*runs, strict=True)]
    return Line(f"exponent of {name}", "", exponents, max_median=MAX_EXPONENT)
