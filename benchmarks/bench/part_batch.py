"""ECGs a second of a batch in two processes, and the memory of them all; the work is that of ``batch.py``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from line import Line, some

import batch
from ecg_imn_desktop.batch.items import find_items
from ecg_imn_desktop.batch.work import Plan

JOBS = 2
# Title, ECGs, what is asked for on two cores.
KINDS = {
    "predictions": ("predictions with contributions", 480, 60.0),
    "measurements": ("with all measurements", 256, 15.0),
    "pdf": ("with measurements and a PDF each", 128, 8.0),
}
STRETCHES = 6


def lines(share: float) -> Iterator[Line]:
    """Three kinds; the rate in stretches of one run, without its start (imports, models) and its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = {mode: some(n, share, least=56) for mode, (_, n, _) in KINDS.items()}
        items = find_items([batch.archive(folder / "in", max(counts.values()), 500.0)])
        for mode, (title, _, target) in KINDS.items():
            run = batch.measure(Plan(str(folder / mode), **batch.MODES[mode]), items[: counts[mode]], JOBS)
            if run.n_failed:
                raise RuntimeError(f"{run.n_failed} ECGs failed")
            yield Line(
                f"batch, {JOBS} processes, {title}", "ECGs/s", run.rates(STRETCHES), min_median=target, is_rate=True,
                note=f"{run.per_core_s:.3g} for a second of one core's time",
            )  # fmt: skip
            mib = [total for _, _, total in run.memory[len(run.memory) // 2 :]]
            yield Line(f"memory: batch, {title}, all processes", "MiB", mib)
