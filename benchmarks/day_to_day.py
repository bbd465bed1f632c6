"""How much do the program's measurements differ between two normal ECGs of one person, taken on different days?

``python benchmarks/day_to_day.py PTBXL_FOLDER [--write]``. From PTB-XL, folds 1-9 (fold 10 is not touched): patients
with two consecutive ECGs whose only superclass is NORM, 1-365 days apart. Given is the 95th percentile of the size of
the change, which holds the heart's own variation, electrode placement and the error of measurement together.
``--write`` keeps it as ``resources/data/day_to_day.csv``, by which a comparison judges a change.
"""

from __future__ import annotations

import argparse
import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from ecg_imn_desktop.analysis.comparison import COMPARED
from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.training.ptbxl import FS, SUPERCLASSES, read_labels, read_microvolt

DAYS = (1, 365)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ptbxl", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    pairs = chosen_pairs(args.ptbxl)
    print(
        f"{len(pairs)} pairs of {len({p for p, *_ in pairs})} patients, "
        f"median {np.median([days for *_, days in pairs]):g} days"
    )
    values = measured(args.ptbxl, sorted({path for _, a, b, _ in pairs for path in (a, b)}))
    rows = []
    for kind in COMPARED:
        changes = [kind.change(values[a][kind.name], values[b][kind.name]) for _, a, b, _ in pairs]
        known = np.array([change for change in changes if change is not None])
        limit = float(np.percentile(np.abs(known), 95))
        rows.append((kind.name, kind.unit, f"{limit:.3g}", len(known)))
        print(
            f"{kind.name:18s} n {len(known):4d}  mean {known.mean():+8.3f}  "
            f"SD {known.std(ddof=1):7.3f}  95 % {limit:.3g}"
        )
    if args.write:
        with resource_path("data", "day_to_day.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("name", "unit", "limit_95", "n_pairs"))
            writer.writerows(rows)


def chosen_pairs(root: Path) -> list[tuple[int, str, str, int]]:
    """(patient, earlier file, later file, days between) of every pair."""
    labels = read_labels(root)
    table = pd.read_csv(root / "ptbxl_database.csv", index_col="ecg_id", parse_dates=["recording_date"])
    only_normal = (labels.superclass[:, SUPERCLASSES.index("NORM")] == 1) & (labels.superclass.sum(axis=1) == 1)
    table = table[only_normal & (labels.fold <= 9)].sort_values("recording_date")
    pairs = []
    for patient, ecgs in table.groupby("patient_id"):
        for (_, a), (_, b) in pairwise(ecgs.iterrows()):
            days = (b.recording_date - a.recording_date).days
            if DAYS[0] <= days <= DAYS[1]:
                pairs.append((int(patient), a.filename_lr, b.filename_lr, days))
    return pairs


def measured(root: Path, names: list[str]) -> dict[str, dict[str, float | None]]:
    """The compared measurements of every file."""
    out = {}
    for name in names:
        mv = read_microvolt(root / name).astype(np.float32) / 1000.0
        found = measure(Record(Path(name).name, mv, FS, STANDARD_LEADS))
        out[name] = {kind.name: kind.value(found) for kind in COMPARED}
    return out


if __name__ == "__main__":
    main()
