"""ECGs a second of a batch in one process, its start and the loading of the model left out."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from line import Line
from part_opening import write

from ecg_imn_desktop.batch.items import find_items
from ecg_imn_desktop.batch.pool import in_this_process
from ecg_imn_desktop.batch.run import open_ledger, run_batch
from ecg_imn_desktop.batch.work import Plan
from ecg_imn_desktop.simulate import simulate

# What is asked for on two cores; this is one process with two threads.
KINDS = (
    ("predictions with contributions", {"measures": False}, 96, 60.0),
    ("with all measurements", {"measures": True}, 48, 15.0),
    ("with measurements and PDFs", {"measures": True, "pdf": True}, 24, 8.0),
)


def lines() -> list[Line]:
    """Three kinds of batch."""
    out = []
    with tempfile.TemporaryDirectory() as name:
        records, results = Path(name) / "records", Path(name) / "results"
        make_records(records, max(kind[2] for kind in KINDS))
        items = find_items([records])
        for title, choices, n, target in KINDS:
            rates = []
            for _ in range(4):
                rates.append(rate(items[:n], Plan(str(results), device="cpu", n_threads=2, **choices)))
                shutil.rmtree(results)
            out.append(Line(f"batch, {title}", "ECGs/s", rates[1:], min_median=target))
    return out


def make_records(folder: Path, n: int) -> None:
    """Ten-second ECGs of twelve leads at 500 Hz."""
    folder.mkdir()
    for i in range(n):
        record = simulate(("normal", "lbbb", "anterior-mi", "lvh")[i % 4], fs=500, duration_s=10, seed=i).record
        write(folder, f"r{i:03d}", record.mv, record.lead_names, "16")


def rate(items: list, plan: Plan) -> float:  # type: ignore[type-arg]
    """ECGs a second from the first result on."""
    began: list[float] = []
    done: list[int] = []
    with open_ledger(plan) as ledger:

        def report(status: object, outcomes: object) -> None:
            began.append(time.perf_counter())
            done.append(len(outcomes))  # type: ignore[arg-type]

        run_batch(plan, items, ledger, in_this_process, report)
    # The first report comes before the work, the second with the first chunk, which loads the model.
    return sum(done[2:]) / (began[-1] - began[1])
