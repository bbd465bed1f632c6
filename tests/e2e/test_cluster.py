"""``ecg-imn batch --cluster`` on a Dask scheduler and two workers in processes of their own, one of which is killed."""

import csv
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecg_imn_desktop import cli

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'cluster' is not installed")

EXAMPLES = cli.example_path("")
N = 112


@pytest.fixture
def archive(tmp_path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    header = (EXAMPLES / "normal.hea").read_text(encoding="utf-8")
    for i in range(N):
        os.link(EXAMPLES / "normal.dat", folder / f"e{i:03}.dat")
        (folder / f"e{i:03}.hea").write_text(header.replace("normal", f"e{i:03}"), encoding="utf-8")
    (folder / "bad.hea").write_text("no header\n")
    return folder


@pytest.fixture
def cluster(tmp_path):
    """Address of a scheduler, and the processes of its two workers."""
    where = tmp_path / "scheduler.json"
    common = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    processes = [subprocess.Popen([*dask, "--no-dashboard", "--scheduler-file", str(where)], **common)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(where), "--no-nanny"]
    worker += ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    try:
        while not where.exists():
            assert processes[0].poll() is None
            time.sleep(0.05)
        processes += [subprocess.Popen(worker, **common) for _ in range(2)]
        import json

        yield json.loads(where.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_worker_is_killed_and_no_ecg_is_lost_or_counted_twice(archive, cluster, tmp_path):
    address, workers = cluster
    out = tmp_path / "out"
    words = [sys.executable, "-m", "ecg_imn_desktop", "batch", str(archive), "--out", str(out), "--no-measurements"]
    run = subprocess.Popen([*words, "--cluster", address], stderr=subprocess.PIPE, text=True)
    predictions = out / "predictions.csv"
    while not (predictions.exists() and predictions.read_bytes().count(b"\n") > 10):
        assert run.poll() is None
        time.sleep(0.02)
    workers[0].kill()
    n_at_kill = predictions.read_bytes().count(b"\n") - 1
    _, said = run.communicate(timeout=200)
    assert run.returncode == 0, said
    assert n_at_kill < N  # it was killed in the middle
    with predictions.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sorted(r["record"] for r in rows) == [f"e{i:03}" for i in range(N)]
    with (out / "errors.csv").open(newline="", encoding="utf-8") as file:
        assert [r["record"] for r in csv.DictReader(file)] == ["bad"]
    table = parquet.read_table(out / "predictions.parquet")
    assert table.num_rows == N
    assert table.column("probability_NORM").to_pylist() == [float(r["probability_NORM"]) for r in rows]
    assert table.column("record").to_pylist() == [r["record"] for r in rows]
    assert parquet.read_table(out / "errors.parquet").num_rows == 1


def test_a_scheduler_that_is_not_there_is_one_sentence(tmp_path):
    shutil.copy(EXAMPLES / "lbbb.hea", tmp_path)
    words = ["batch", str(tmp_path), "--out", str(tmp_path / "out"), "--cluster", "tcp://127.0.0.1:1"]
    code = "import sys; from ecg_imn_desktop import cli; from ecg_imn_desktop.batch import cluster; "
    code += f"cluster._CONNECT_S = 1; sys.exit(cli.main({words!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert done.returncode == 2
    assert done.stderr == "ecg-imn: No Dask scheduler answers at tcp://127.0.0.1:1.\n"
    assert not (tmp_path / "out").exists()
