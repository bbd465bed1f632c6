"""Measures thousands of PTB-XL's ECGs and holds the numbers against its labels: a plausibility check, no accuracy.

``python benchmarks/ptbxl_measurements.py PTBXL_FOLDER [--count 5000]``. All bundle branch blocks of folds 1-9 are
among the records, the others are drawn at random (fold 10 is not touched). Every record must be measured without an
exception.
"""

from __future__ import annotations

import argparse
import time
import traceback
from pathlib import Path

import numpy as np
import pandas as pd

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.training.ptbxl import FS, read_microvolt

WIDE_QRS = ("CLBBB", "CRBBB", "ILBBB", "IRBBB", "IVCD", "WPW")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ptbxl", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--csv", type=Path, help="write the measurements of every record here")
    args = parser.parse_args()
    chosen = choose(pd.read_csv(args.ptbxl / "ptbxl_database.csv", index_col="ecg_id"), args.count)
    table, failures = measured(args.ptbxl, chosen)
    print(f"{len(chosen)} records measured, {failures} failures, median {table.elapsed_ms.median():.0f} ms a record")
    print("measured at all: " + ", ".join(f"{name} {100 * table[name].notna().mean():.1f} %" for name in MEASURED))
    report(chosen.join(table))
    if args.csv:
        table.to_csv(args.csv)


def choose(database: pd.DataFrame, count: int) -> pd.DataFrame:
    """All bundle branch blocks of folds 1-9 and as many others as make up ``count``."""
    usable = database[database.strat_fold <= 9]
    is_block = usable.scp_codes.str.contains("CLBBB|CRBBB")
    others = usable[~is_block].sample(max(0, count - int(is_block.sum())), random_state=0)
    return pd.concat([usable[is_block], others])


MEASURED = ("hr_bpm", "pr_ms", "qrs_ms", "qt_ms", "p_axis_deg", "qrs_axis_deg", "t_axis_deg", "sokolow_lyon_mv")


def measured(folder: Path, chosen: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    rows, failures = {}, 0
    for ecg_id, name in chosen.filename_lr.items():
        mv = read_microvolt(folder / name).astype(np.float32) / 1000.0
        record = Record(str(ecg_id), mv, FS, STANDARD_LEADS)
        begin = time.perf_counter()
        try:
            m = measure(record)
        except Exception:  # the very thing that is counted here
            failures += 1
            print(f"record {ecg_id}:\n{traceback.format_exc()}")
            continue
        values = {key: getattr(m, key) for key in MEASURED}
        values["qtc_ms"] = m.qtc_ms.get("Fridericia")
        rows[ecg_id] = values | {"rhythm": m.rhythm, "elapsed_ms": 1000 * (time.perf_counter() - begin)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    numbers = [*MEASURED, "qtc_ms"]
    table[numbers] = table[numbers].astype(float)
    return table, failures


def report(table: pd.DataFrame) -> None:
    def has(code: str) -> pd.Series:
        return table.scp_codes.str.contains(f"'{code}'")

    def line(title: str, is_measured: pd.Series, labelled: pd.Series, healthy: pd.Series) -> None:
        hits, rejections = is_measured[labelled], ~is_measured[healthy]
        print(
            f"{title}: sensitivity {hits.mean():.3f} ({hits.sum()} of {len(hits)}), "
            f"specificity {rejections.mean():.3f} ({rejections.sum()} of {len(rejections)})"
        )

    narrow = ~pd.concat([has(code) for code in WIDE_QRS], axis=1).any(axis=1) & ~has("PACE")
    wide = table.qrs_ms >= 120
    line("QRS >= 120 ms against CLBBB", wide, has("CLBBB"), narrow)
    line("QRS >= 120 ms against CRBBB", wide, has("CRBBB"), narrow)
    line("QRS >= 110 ms against CLBBB or CRBBB", table.qrs_ms >= 110, has("CLBBB") | has("CRBBB"), narrow)
    for code in ("CLBBB", "CRBBB", "NORM"):
        values = table.qrs_ms[has(code)]
        print(
            f"  QRS in {code}: median {values.median():.0f} ms, "
            f"5-95 % {values.quantile(0.05):.0f}-{values.quantile(0.95):.0f}"
        )
    line("PR > 200 ms against 1AVB", table.pr_ms > 200, has("1AVB"), has("NORM"))
    pr_ms = table.pr_ms[has("1AVB")]
    print(f"  PR in 1AVB: median {pr_ms.median():.0f} ms, not measured in {pr_ms.isna().sum()} of {len(pr_ms)}")
    line("HR > 100 bpm against STACH", table.hr_bpm > 100, has("STACH"), has("SR"))
    line("HR < 60 bpm against SBRAD", table.hr_bpm < 60, has("SBRAD"), has("STACH"))
    line("no PR against AFIB", table.pr_ms.isna(), has("AFIB"), has("SR"))
    line("irregular against AFIB", table.rhythm == "irregular", has("AFIB"), has("SR"))
    print("QRS axis by PTB-XL's heart axis (degrees: 10 %, median, 90 %):")
    for axis, part in table.groupby("heart_axis"):
        low, middle, high = part.qrs_axis_deg.quantile([0.1, 0.5, 0.9])
        print(f"  {axis}: {low:.0f}, {middle:.0f}, {high:.0f} ({len(part)} records)")


if __name__ == "__main__":
    main()
