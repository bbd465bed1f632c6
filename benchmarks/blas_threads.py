"""What the threads of numpy's BLAS cost an answer: medians and worst answers, with one and with two of them.

    python benchmarks/blas_threads.py [--answers 48] [--rounds 4] [--torch 1 2]

Each run is a process of its own, since BLAS reads OPENBLAS_NUM_THREADS once; one and two threads take turns, so that
whatever else the computer does falls on both. The ECG is simulated, 10 s at 500 Hz. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time

import numpy as np

BLAS_THREADS = (1, 2)


def answer_times_ms(torch_threads: int, n: int) -> list[float]:
    """What each of ``n`` answers took in this process, after five that warm it up."""
    from ecg_imn_desktop.model.session import Session
    from ecg_imn_desktop.simulate import simulate

    session = Session(device="cpu", n_threads=torch_threads)
    record = simulate("normal", seed=1).record
    times_ms = []
    for _ in range(5 + n):
        started = time.perf_counter()
        session.run(record)
        times_ms.append(1e3 * (time.perf_counter() - started))
    return times_ms[5:]


def in_a_process(torch_threads: int, blas_threads: int, n: int) -> list[float]:
    """``answer_times_ms`` of a new process."""
    command = [sys.executable, __file__, "--inside", "--torch", str(torch_threads), "--answers", str(n)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": str(blas_threads)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return list(json.loads(run.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=48, help="in each run")
    parser.add_argument("--rounds", type=int, default=4, help="runs of each kind, in turn")
    parser.add_argument("--torch", type=int, nargs="+", default=[1, 2], help="threads of torch")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(answer_times_ms(options.torch[0], options.answers)))
        return
    print("| threads of torch | of BLAS | answers | median, ms | 95th percentile, ms | worst, ms | over 2 medians |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for torch_threads in options.torch:
        runs: dict[int, list[float]] = {n: [] for n in BLAS_THREADS}
        for _ in range(options.rounds):
            for n in BLAS_THREADS:
                runs[n] += in_a_process(torch_threads, n, options.answers)
        for n, times in runs.items():
            median, p95, worst = np.quantile(times, [0.5, 0.95, 1.0])
            late = sum(t > 2 * median for t in times)
            print(f"| {torch_threads} | {n} | {len(times)} | {median:.1f} | {p95:.1f} | {worst:.1f} | {late} |")


if __name__ == "__main__":
    main()
