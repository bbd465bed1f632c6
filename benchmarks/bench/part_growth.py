"""How the time grows with the length of a record, its leads, and the number of records: the exponent of size."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from line import Line, growth_exponent, some, times_ms
from part_opening import write

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.analysis.pyramid import build_pyramid
from ecg_imn_desktop.analysis.quality import check_quality
from ecg_imn_desktop.batch.items import Item
from ecg_imn_desktop.batch.pool import chunks
from ecg_imn_desktop.batch.run import open_ledger, run_batch
from ecg_imn_desktop.batch.work import Analyst, Plan
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.simulate import simulate

MAX_EXPONENT = 1.1
REPEATS = 7


def lines(share: float) -> Iterator[Line]:
    """Exponents; 1 is linear, less is better."""
    minute = simulate("normal", fs=500, duration_s=60).record
    hour_s = (60, 240, 960)
    seconds = (10, 30, 120)
    counts = (3, 6, 12)

    def fitted(name: str, sizes: Sequence[float], works: Sequence[Callable[[], object]]) -> Line:
        runs = times_ms(*works, repeats=some(REPEATS, share), at_most_s=8)
        exponents = [growth_exponent(sizes, list(ms)) for ms in zip(*runs, strict=True)]
        return Line(f"exponent of {name}", "", exponents, max_median=MAX_EXPONENT)

    def overview(record: Record) -> None:
        build_pyramid(np.asarray(record.mv))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [write(folder, f"r{s}", np.tile(minute.mv, s // 60), minute.lead_names, "16") for s in hour_s]
        yield fitted("opening, by length (1-16 min)", hour_s, [partial(open_record, p) for p in paths])
        records = [open_record(p) for p in paths]
        yield fitted("overview, by length (1-16 min)", hour_s, [partial(overview, r) for r in records])
        parts = [replace(minute, mv=np.tile(minute.mv, 2)).section(0.0, s) for s in seconds]
        yield fitted("measurements, by length (10-120 s)", seconds, [partial(measure, r) for r in parts])
        yield fitted("quality, by length (10-120 s)", seconds, [partial(check_quality, r) for r in parts])
        fewer = [
            replace(parts[0], mv=parts[0].mv[:n], lead_names=minute.lead_names[:n], file_lead_names=()) for n in counts
        ]
        yield fitted("measurements, by leads (3-12)", counts, [partial(measure, r) for r in fewer])
        few = [write(folder, f"l{n}", r.mv, r.lead_names, "16") for n, r in zip(counts, fewer, strict=True)]
        yield fitted("opening, by leads (3-12)", counts, [partial(open_record, p) for p in few])

        # The whole work of a batch, tables written, in this process: its model is loaded once, before.
        plan = Plan(str(folder / "out"), n_threads=1, device="cpu")
        analyst = Analyst(plan)

        def treat(path: Path) -> None:
            list(analyst.treat([Item(path.stem, str(path))]))

        treated = [partial(treat, p) for p in paths]
        yield fitted("a batch's ECG with measurements, by length (1-16 min)", hour_s, treated)
        ten = write(folder, "ten", parts[0].mv, minute.lead_names, "16")
        numbers = (16, 64, 256) if share == 1 else (8, 16, 32)
        runs = iter(range(1000))

        def batch(n: int) -> None:
            own = replace(plan, out=str(folder / f"out{next(runs)}"), measures=False)
            items = [Item(f"e{i:04d}", str(ten)) for i in range(n)]
            with open_ledger(own) as ledger:
                run_batch(own, items, ledger, lambda _, todo: (list(analyst.treat(chunk)) for chunk in chunks(todo)))

        batches = [partial(batch, n) for n in numbers]
        yield fitted(f"a batch, by ECGs ({numbers[0]}-{numbers[-1]})", numbers, batches)
