"""Whether one ECG gets one answer at every sample rate, and what the gains of LUDB's headers do to answers.

    python benchmarks/answers_by_rate.py --data PTBXL --records500 DIR [DIR ...] [--ludb DIR] [--model NAME]

PTBXL holds the published 100 Hz files, the DIRs the same ECGs at 500 Hz (NNNNN_hr). Those of fold 10 are left out. Each
500 Hz ECG is also brought to other rates by trigonometric interpolation (resampling_error.py) and answered there.
Prints a Markdown table of the differences of the superclasses' probabilities.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.catalogue import DEFAULT_MODEL
from ecg_imn_desktop.model.session import Session
from quality_gate import read_ludb, read_record, read_table
from resampling_error import by_trigonometry

RATES = (250, 360, 1000)


def superclasses(session: Session, record: Record) -> NDArray[np.float64]:
    p = session.run(record).prediction
    return np.array([p.probability[k] for k, c in enumerate(p.classes) if c.parent is None])


def row(what: str, a: list[NDArray[np.float64]], b: list[NDArray[np.float64]]) -> str:
    change = np.abs(np.stack(a) - np.stack(b))
    median, p95 = np.quantile(change, [0.5, 0.95])
    return f"| {what} | {len(a)} | {median:.4f} | {p95:.4f} | {change.max():.4f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of PTB-XL")
    parser.add_argument("--records500", type=Path, nargs="+", required=True, help="folders of PTB-XL ECGs at 500 Hz")
    parser.add_argument("--ludb", type=Path, help="folder of LUDB")
    parser.add_argument("--model", default=DEFAULT_MODEL, help="name of an installed model, or its folder")
    options = parser.parse_args()
    session = Session(options.model, "cpu")
    at_100 = {f"{int(r['ecg_id']):05d}_hr": options.data / r["filename_lr"] for r in read_table(options.data)}
    paths = [path.with_suffix("") for folder in options.records500 for path in sorted(folder.glob("*_hr.hea"))]
    paths = [path for path in paths if path.name in at_100]
    print("| change of p, five superclasses | ECGs | median | 95th percentile | largest |")
    print("| --- | ---: | ---: | ---: | ---: |")
    records = [read_record(path) for path in paths]
    usual = [superclasses(session, record) for record in records]
    published = [superclasses(session, read_record(at_100[path.name])) for path in paths]
    print(row("the 500 Hz file against the published 100 Hz file", usual, published))
    for fs in RATES:
        others = [Record(r.name, by_trigonometry(r.mv, fs).astype(np.float32), fs, r.lead_names) for r in records]
        print(row(f"500 Hz against {fs} Hz", usual, [superclasses(session, record) for record in others]))
    if options.ludb:
        by_header, by_digits = (
            [superclasses(session, record) for record in read_ludb(options.ludb, by_header=is_so)]
            for is_so in (True, False)
        )
        print(row("LUDB: gains of the headers against digital value / 1000 mV", by_header, by_digits))


if __name__ == "__main__":
    main()
