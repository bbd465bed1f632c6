"""All benchmarks in one table: ``make bench``.

    python benchmarks/bench [--quick] [--only PART,PART] [--out FOLDER] [--docs FILE.md]

Every part runs in a process of its own, one after the other, under ten minutes together on two cores; none needs the
network or data. Printed is one Markdown table: ours, a peer that does the same work, their ratio, the target, and
whether it is kept. A part that breaks or takes too long stands in the table with the reason, after the lines that it
had done. Every single measurement goes to ``FOLDER/DATE-COMMIT.json``. Read the ratios: both sides of one are measured
in turn in one process. The head says how many cores other programs kept busy meanwhile; they should do nothing.
``--quick`` repeats everything a few times only, with more time to do it and no history: a look at whether it all runs,
on a busy machine too, not a measurement. ``--docs`` puts the table into a document, between the two comments that
stand there for it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
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

# Seconds after which a part is stopped: two to three times what it takes on two free cores.
PARTS = {
    "opening": 30, "start": 60, "screen": 60, "frames": 60, "day": 150, "inference": 120, "pages": 60, "batch": 120,
    "growth": 90, "training": 90, "memory": 60,
}  # fmt: skip
MAX_S = 590
QUICK_SHARE, QUICK_TIME = 0.05, 2.5
MARKS = ("<!-- made by make bench -->\n", "<!-- end -->\n")


def main() -> int:
    """Run the parts; 1 if one broke. A missed target is printed, and is no failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--out", type=Path, help="folder of the history")
    parser.add_argument("--docs", type=Path, help="document for the table")
    parser.add_argument("--quick", action="store_true", help="a few repeats only")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        measure(options.part, options.to, QUICK_SHARE if options.quick else 1.0)
        return 0
    chosen = options.only.split(",")
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    facts, watch, started = machine.describe(), machine.Watch(), time.perf_counter()
    results: dict[str, dict[str, Any]] = {}
    for part in chosen:
        began, of_part = time.perf_counter(), machine.Watch()
        more = QUICK_TIME if options.quick else 1.0
        left_s = MAX_S * more - (began - started)
        lines = run_part(part, min(PARTS[part] * more, left_s), options.quick)
        results[part] = {"took_s": time.perf_counter() - began, "others_cores": of_part.others_cores(), "lines": lines}
        print(f"{part}: {results[part]['took_s']:.0f} s", file=sys.stderr, flush=True)
    facts |= {
        "took_s": round(time.perf_counter() - started), "load_at_end": machine.load(), "is_quick": options.quick,
        "others_cores": watch.others_cores(),
    }  # fmt: skip
    every = [Line(**line) for part in results.values() for line in part["lines"]]
    text = f"{machine.in_words(facts)}\n\n{table(every)}\n"
    print(text)
    if options.docs:
        before, rest = options.docs.read_text(encoding="utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        options.docs.write_text(before + MARKS[0] + text + MARKS[1] + after, encoding="utf-8")
    if folder := options.out or (None if options.quick else HERE.parent / "history"):
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{facts['at'].replace(' ', '-').replace(':', '')}-{facts['commit']}.json"
        (folder / name).write_text(json.dumps({"machine": facts, "parts": results}, indent=1) + "\n")
    return 1 if any(line.failure for line in every) else 0


def measure(part: str, to: Path, share: float) -> None:
    """Do a part in this process; each line is written as soon as it is there."""
    with to.open("w") as file:
        for line in importlib.import_module(f"part_{part}").lines(share):
            file.write(json.dumps(line.as_dict()) + "\n")
            file.flush()


def run_part(part: str, limit_s: float, is_quick: bool) -> list[dict[str, Any]]:
    """Lines of a part, from a process of its own; the last says what went wrong, if something did."""
    if limit_s < 5:
        return [Line(part, "", failure="not run: the time was over").as_dict()]
    command = [sys.executable, str(HERE), "--part", part, *(["--quick"] if is_quick else [])]
    with tempfile.TemporaryDirectory() as folder:
        to, said = Path(folder) / "lines.json", Path(folder) / "said.txt"
        with said.open("w") as file:
            # A session of its own, so that what the part has started can be stopped with it.
            process = subprocess.Popen(
                [*command, "--to", str(to)], stdout=file, stderr=file, cwd=folder, start_new_session=True
            )
            try:
                failure = "" if process.wait(limit_s) == 0 else "broke"
            except subprocess.TimeoutExpired:
                failure = f"stopped after {limit_s:.0f} s"
            finally:
                if process.poll() is None:
                    stop(process)
        lines = [json.loads(line) for line in to.read_text().splitlines()] if to.exists() else []
        if failure:
            words = said.read_text(errors="replace").splitlines()
            print("\n".join(words[-15:]), file=sys.stderr)
            why = f": {words[-1][:150]}" if failure == "broke" and words else ""
            lines.append(Line(part, "", failure=failure + why).as_dict())
        return lines


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a part with all that it has started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


if __name__ == "__main__":
    sys.exit(main())
