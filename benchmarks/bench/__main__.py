"""All benchmarks in one table: ``make bench``, or ``python benchmarks/bench [--only PART,PART] [--out FOLDER]``.

Every part runs in a process of its own, one after the other, under ten minutes together on two cores; none needs the
network or data. Printed is one Markdown table: ours, a peer that does the same work, their ratio, the target. The
numbers behind it, every single measurement, go to ``FOLDER/DATE-COMMIT.json``. Read the ratios: both sides of one are
measured in turn in one process. The machine should do nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import machine  # noqa: E402  (found by the path above)
from line import Line, table  # noqa: E402

PARTS = ("opening", "inference", "screen", "start", "pages", "batch", "growth", "training", "memory")
MAX_PART_S = 150


def main() -> int:
    """Run the parts; 1 if one broke. A missed target is printed, and is no failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--out", type=Path, default=HERE.parent / "history")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        lines = importlib.import_module(f"part_{options.part}").lines()
        options.to.write_text(json.dumps([line.as_dict() for line in lines]))
        return 0
    facts, started = machine.describe(), time.perf_counter()
    results: dict[str, list[dict[str, Any]]] = {}
    broken = []
    for part in options.only.split(","):
        began = time.perf_counter()
        found = run_part(part)
        print(f"{part}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        if found is None:
            broken.append(part)
        else:
            results[part] = found
    facts["took_s"] = round(time.perf_counter() - started)
    print(machine.in_words(facts) + f" The table took {facts['took_s']} s.\n")
    print(table([Line(**line) for found in results.values() for line in found]))
    if broken:
        print(f"\nBroke: {', '.join(broken)}.")
    options.out.mkdir(parents=True, exist_ok=True)
    name = f"{facts['at'].replace(' ', '-').replace(':', '')}-{facts['commit']}.json"
    (options.out / name).write_text(json.dumps({"machine": facts, "parts": results}, indent=1) + "\n")
    return 1 if broken else 0


def run_part(part: str) -> list[dict[str, Any]] | None:
    """Lines of a part, from a process of its own; None if it broke or took too long."""
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "lines.json"
        try:
            run = subprocess.run(
                [sys.executable, str(HERE), "--part", part, "--to", str(to)],
                stdout=subprocess.DEVNULL, timeout=MAX_PART_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        return json.loads(to.read_text()) if run.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
