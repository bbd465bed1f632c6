"""How often the warning "irregularly and without P waves" comes in atrial fibrillation, and how often without; and how
often a "normal" would be contradicted by the measurements.

    python benchmarks/rhythm_warning.py PTBXL [--count N]

PTBXL is the folder of PTB-XL (records100/, ptbxl_database.csv). Up to N ECGs of each group are drawn from folds 1-8
with a fixed seed; fold 10 is never read. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.doubt import abnormal
from quality_gate import is_clean, read_record, read_table

GROUPS: dict[str, Callable[[dict[str, str]], bool]] = {
    "atrial fibrillation or flutter": lambda r: "'AFIB'" in r["scp_codes"] or "'AFLT'" in r["scp_codes"],
    "sinus rhythm and normal, no remarks on quality": lambda r: (
        "'SR'" in r["scp_codes"] and "'NORM'" in r["scp_codes"] and is_clean(r)
    ),
    "sinus rhythm, no remarks on quality": lambda r: "'SR'" in r["scp_codes"] and is_clean(r),
    "sinus tachycardia": lambda r: "'STACH'" in r["scp_codes"],
    "pacemaker": lambda r: "'PACE'" in r["scp_codes"],
    "complete left or right bundle branch block": lambda r: "'CLBBB'" in r["scp_codes"] or "'CRBBB'" in r["scp_codes"],
    "sinus arrhythmia": lambda r: "'SARRH'" in r["scp_codes"],
    "sinus rhythm with extrasystoles": lambda r: (
        "'SR'" in r["scp_codes"] and ("'PAC'" in r["scp_codes"] or "'PVC'" in r["scp_codes"])
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of PTB-XL")
    parser.add_argument("--count", type=int, default=200, help="at most so many ECGs of each group")
    options = parser.parse_args()
    rows = [row for row in read_table(options.data) if int(row["strat_fold"]) <= 8]
    print("| PTB-XL, folds 1-8 | ECGs | warned of the rhythm, % | 'normal' contradicted, % |")
    print("| --- | ---: | ---: | ---: |")
    for name, belongs in GROUPS.items():
        group = [row for row in rows if belongs(row)]
        drawn = random.Random(0).sample(group, min(options.count, len(group)))
        found = [measure(read_record(options.data / row["filename_lr"])) for row in drawn]
        warned = sum(any("as in atrial fibrillation" in text for text in m.warnings) for m in found)
        contradicted = sum(bool(abnormal(m)) for m in found)
        shares = (f"{100 * count / len(drawn):.1f}" for count in (warned, contradicted))
        print(f"| {name} | {len(drawn)} | {' | '.join(shares)} |", flush=True)


if __name__ == "__main__":
    main()
