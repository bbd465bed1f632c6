"""The table of the benchmarks: what is kept, what is missed, and that a part which fails is said."""

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "benchmarks" / "bench"


@pytest.fixture
def bench(monkeypatch):
    """The program that runs the parts, imported as it imports itself."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location("bench_main", BENCH / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    for name in ("line", "machine"):
        del sys.modules[name]


def test_a_target_is_kept_or_missed(bench):
    ours, peer = [1.0, 2.0, 9.0], [2.0, 2.0]
    assert "| 2, 8.3 ms | slow: 2, 2 ms | 1 | ratio <= 1.5 | kept |" in (
        bench.Line("a", "ms", ours, peer, "slow", max_ratio=1.5).as_row()
    )
    assert bench.Line("a", "ms", ours, max_p95=4).as_row().endswith("| p95 <= 4 ms | MISSED |")
    assert bench.Line("a", "ms", ours, max_median=4).as_row().endswith("| <= 4 ms | kept |")
    rate = bench.Line("a", "ECGs/s", ours, min_median=3, is_rate=True)
    assert "| 2, 1.1 ECGs/s |" in rate.as_row()
    assert rate.as_row().endswith("| >= 3 ECGs/s | MISSED |")


def test_a_part_that_breaks_or_takes_too_long_keeps_its_lines_and_is_said(bench, tmp_path, monkeypatch):
    part = "from line import Line\ndef lines(share):\n    yield Line('before', 'ms', [1.0])\n    {}\n"
    (tmp_path / "part_broken.py").write_text(part.format("raise ValueError('no such wave')"))
    (tmp_path / "part_slow.py").write_text(part.format("import time; time.sleep(300)"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    good, bad = (bench.Line(**line) for line in bench.run_part("broken", 60, False))
    assert (good.name, good.failure) == ("before", "")
    assert "NOT MEASURED: broke: ValueError: no such wave" in bad.as_row()
    assert bench.Line(**bench.run_part("slow", 5, False)[-1]).failure == "stopped after 5 s"
    assert "not run" in bench.Line(**bench.run_part("slow", 0, False)[0]).failure


def test_the_table_comes_with_the_machine_and_goes_into_the_document(bench, tmp_path, monkeypatch, capsys):
    docs = tmp_path / "a.md"
    docs.write_text("Before.\n<!-- made by make bench -->\nold\n<!-- end -->\nAfter.\n")
    monkeypatch.setattr(bench, "run_part", lambda *_: [bench.Line("opening", "ms", [2.0]).as_dict()])
    command = ["bench", "--only", "opening", "--out", str(tmp_path / "history"), "--docs", str(docs)]
    monkeypatch.setattr(sys, "argv", command)
    assert bench.main() == 0
    text = docs.read_text()
    assert text.startswith("Before.\n<!-- made")
    assert text.endswith("<!-- end -->\nAfter.\n")
    assert "old" not in text
    assert " cores, " in text
    assert "| opening | 2 ms |" in text
    assert "| opening | 2 ms |" in capsys.readouterr().out
    (history,) = (tmp_path / "history").iterdir()
    assert json.loads(history.read_text())["parts"]["opening"]["lines"][0]["ours"] == [2.0]
