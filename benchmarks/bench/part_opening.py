"""Opening a record, beside ``wfdb.rdrecord`` alone, which checks nothing and knows no leads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import wfdb
from line import Line, some, times_ms

from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.simulate import simulate

FORMATS = ("16", "212", "516")


def lines(share: float) -> Iterator[Line]:
    """Ten seconds of twelve leads at 500 Hz in three formats."""
    record = simulate("normal", fs=500, duration_s=10).record
    with tempfile.TemporaryDirectory() as folder:
        for fmt in FORMATS:
            path = write(Path(folder), f"r{fmt}", record.mv, record.lead_names, fmt)
            stem = str(path.with_suffix(""))
            ours, peer = times_ms(
                partial(open_record, path),
                partial(wfdb.rdrecord, stem),
                repeats=some(200, share),
                warm_ups=5,
                at_most_s=5,
            )
            title = f"opening 10 s, 12 leads, 500 Hz, format {fmt}"
            yield Line(title, "ms", ours, peer, "wfdb.rdrecord", max_ratio=1.5)


def write(folder: Path, name: str, mv: np.ndarray, leads: tuple[str, ...], fmt: str) -> Path:
    """A record by wfdb's own writer."""
    n = len(leads)
    wfdb.wrsamp(
        name, fs=500, units=["mV"] * n, sig_name=list(leads), p_signal=np.clip(mv.T.astype(float), -2, 2),
        fmt=[fmt] * n, adc_gain=[1000.0] * n, baseline=[0] * n, write_dir=str(folder),
    )  # fmt: skip
    return folder / f"{name}.hea"
