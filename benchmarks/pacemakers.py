"""How many pacemakers are found, and how often one is where none is stated: PTB-XL, fold 9, and records at 500 Hz.

    python benchmarks/pacemakers.py PTBXL [--records500 DIR] [--ludb DIR] [--markdown docs/quality.md]

Fold 10 is not read. The kinds of disturbances are those of ``fit_paced.py``, drawn anew. Two minutes of one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ecg_imn_desktop.analysis import pacing
from ecg_imn_desktop.analysis.checked_ecg import as_checked
from ecg_imn_desktop.analysis.lead_checks import paced
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.training.tables import put_between
from fit_paced import disturbed, is_unsure
from quality_gate import is_stated_paced, paced_in_ludb, read_ludb, read_record, read_table, with_interval, with_mv

START, END = "<!-- made by benchmarks/pacemakers.py -->", "<!-- end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of PTB-XL")
    parser.add_argument("--records500", type=Path, help="folder of PTB-XL records at 500 Hz")
    parser.add_argument("--ludb", type=Path, help="folder of LUDB")
    parser.add_argument("--markdown", type=Path, help="page whose table is replaced")
    options = parser.parse_args()
    rows = read_table(options.data)
    lines = [
        "| | ECGs | said to be paced, % | of these by spikes alone |",
        "| --- | ---: | ---: | ---: |",
        *of_fold_9(options.data, [row for row in rows if int(row["strat_fold"]) == 9]),
    ]
    if options.records500:
        lines += at_500_hz(options.records500, rows)
    if options.ludb:
        lines += of_ludb(options.ludb)
    text = "\n".join(lines)
    print(text)
    if options.markdown:
        put_between(options.markdown, START, END, f"{text}\n\n")


def of_fold_9(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    groups = {
        "with the statement PACE": [r for r in rows if is_stated_paced(r)],
        "without the statement": [r for r in rows if not is_stated_paced(r)],
        "CLBBB, without the statement": [r for r in rows if "'CLBBB'" in r["scp_codes"] and not is_stated_paced(r)],
    }
    read = {name: [read_record(folder / r["filename_lr"]) for r in group] for name, group in groups.items()}
    rng = np.random.default_rng(9)
    for name in ("with the statement PACE", "without the statement"):
        spoiled = [with_mv(record, disturbed(record.mv.astype(np.float64), rng)) for record in read[name]]
        read[f"{name}, disturbed"] = spoiled
    print(f"unsure: {[(r['ecg_id'], r['pacemaker']) for r in rows if is_unsure(r)]}")
    for name in ("with the statement PACE", "without the statement"):
        wrong = [r.name for r in read[name] if is_found(r) != name.startswith("with the")]
        print(f"fold 9, {name}, judged otherwise: {wrong}")
    return [line(f"fold 9, {name}", records) for name, records in read.items()]


def at_500_hz(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    found: dict[bool, list[Record]] = {True: [], False: []}
    by_name = {f"{int(row['ecg_id']):05d}_hr": row for row in rows}
    for path in sorted(folder.glob("*_hr.hea")):
        if path.stem in by_name:
            found[is_stated_paced(by_name[path.stem])].append(read_record(path.with_suffix("")))
    words = "examples of folds 1-9 at 500 Hz"
    return [line(f"{words}, PACE", found[True]), line(f"{words}, others", found[False])]


def of_ludb(folder: Path) -> list[str]:
    with_pacer = paced_in_ludb(folder)
    lines = []
    for words, by_header in (("digital value / 1000 mV", False), ("by the header", True)):
        found: dict[bool, list[Record]] = {True: [], False: []}
        for record in read_ludb(folder, by_header):
            found[record.name in with_pacer].append(record)
        missed = [r.name for r in found[True] if not is_found(r)]
        wrong = [r.name for r in found[False] if is_found(r)]
        print(f"LUDB, {words}: missed {missed}, wrong {wrong}")
        lines += [line(f"LUDB, {words}, paced", found[True]), line(f"LUDB, {words}, others", found[False])]
    return lines


def is_found(record: Record) -> bool:
    return bool(paced(as_checked(record)))


def has_spikes(record: Record) -> bool:
    ecg = as_checked(record)
    return bool(pacing.spikes_s(ecg.raw_whole, ecg.fs).size)


def line(words: str, records: Iterable[Record]) -> str:
    records = list(records)
    if not records:
        return f"| {words} | 0 | | |"
    found = sum(map(is_found, records))
    return f"| {words} | {len(records)} | {with_interval(found, len(records), 2)} | {sum(map(has_spikes, records))} |"


if __name__ == "__main__":
    main()
