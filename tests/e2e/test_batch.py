"""``ecg-imn batch`` in a process of its own, killed and resumed."""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecg_imn_desktop import cli
from ecg_imn_desktop.io.records import open_record

EXAMPLES = cli.example_path("")
N = 26


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def command(folder: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "ecg_imn_desktop", "batch", str(folder), "--out", str(out), "--jobs", "2", *more]


@pytest.fixture
def archive(tmp_path) -> Path:
    """Copies of a simulated ECG, and one header without a signal file."""
    folder = tmp_path / "archive"
    folder.mkdir()
    header = (EXAMPLES / "lbbb.hea").read_text(encoding="utf-8")
    for i in range(N):
        shutil.copy(EXAMPLES / "lbbb.dat", folder / f"e{i:02}.dat")
        (folder / f"e{i:02}.hea").write_text(header.replace("lbbb", f"e{i:02}"), encoding="utf-8")
    (folder / "e20.dat").unlink()
    return folder


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_killed_at_random_and_resumed_nothing_is_lost_or_done_twice(archive, tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen(command(archive, out, "--pdf"), stderr=subprocess.DEVNULL, start_new_session=True)
    predictions = out / "predictions.csv"
    while not (predictions.exists() and predictions.read_bytes().count(b"\n") > 1):
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(random.Random(os.getpid()).uniform(0, 0.8))
    process.kill()
    process.wait()
    at_kill = predictions.read_bytes().splitlines(keepends=True)
    at_kill = at_kill[: -1 if not at_kill[-1].endswith(b"\n") else None]
    n_before = len(at_kill) - 1 + len(rows(out / "errors.csv"))
    while _has_children(process.pid):  # they end by themselves
        time.sleep(0.05)

    assert subprocess.run(command(archive, out, "--pdf"), capture_output=True, timeout=120).returncode == 2
    done = subprocess.run(command(archive, out, "--pdf", "--resume"), capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert f"{N} ECGs ({N - n_before} new, 1 without an answer)" in done.stderr
    assert set(at_kill) <= set(predictions.read_bytes().splitlines(keepends=True))
    assert [r["record"] for r in rows(predictions)] == sorted({f"e{i:02}" for i in range(N)} - {"e20"})
    assert [r["record"] for r in rows(out / "errors.csv")] == ["e20"]
    assert "e20.dat" in rows(out / "errors.csv")[0]["error"]
    assert (
        max(float(r["logit_CD"]) for r in rows(predictions)) - min(float(r["logit_CD"]) for r in rows(predictions))
        < 1e-5
    )
    pdfs = sorted((out / "pdf").iterdir())
    assert [p.stem for p in pdfs] == sorted({f"e{i:02}" for i in range(N)} - {"e20"})
    assert all(p.read_bytes().rstrip().endswith(b"%%EOF") for p in pdfs)


def _has_children(session: int) -> bool:
    """Whether a process of the killed one's session lives on."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    states = subprocess.run(["ps", "-o", "stat=", "-g", str(session)], capture_output=True, text=True).stdout.split()
    return any(not state.startswith("Z") for state in states)


def test_bad_input_is_one_sentence(tmp_path, capsys):
    assert cli.main(["batch", str(tmp_path / "absent"), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.strip() == "ecg-imn: There is no file or folder absent."
    assert not (tmp_path / "out").exists()


def test_a_batch_without_a_single_answer_is_no_success(tmp_path, capsys):
    shutil.copy(EXAMPLES / "lbbb.hea", tmp_path / "lbbb.hea")  # without its signal
    words = ["batch", str(tmp_path / "lbbb.hea"), "--out", str(tmp_path / "out"), "--jobs", "1"]
    for more in ([], ["--resume"]):
        assert cli.main([*words, *more]) == 2
        last = capsys.readouterr().err.strip().splitlines()[-1]
        assert last == "ecg-imn: No ECG had an answer; the reasons are in errors.csv."
        assert len(rows(tmp_path / "out" / "errors.csv")) == 1
    shutil.copy(EXAMPLES / "lbbb.dat", tmp_path / "lbbb.dat")
    words[1] = str(tmp_path)
    shutil.copy(EXAMPLES / "lbbb.hea", tmp_path / "other.hea")
    assert cli.main([*words, "--resume"]) == 0
    capsys.readouterr()
    assert cli.main([*words, "--resume"]) == 0
    assert "2 ECGs (0 new, 1 without an answer) in 0:00\n" in capsys.readouterr().err, "no rate of nothing"


def test_convert_and_analyze_other_formats_say_the_same(tmp_path, capsys):
    source, dicom, table = EXAMPLES / "lbbb.hea", tmp_path / "a.dcm", tmp_path / "a.csv"
    assert cli.main(["convert", str(source), str(dicom)]) == 0
    assert cli.main(["convert", str(dicom), str(tmp_path / "b.hea")]) == 0
    record = open_record(source)
    table.write_text(
        ",".join(record.lead_names) + "\n" + "\n".join(",".join(f"{v:.4f}" for v in row) for row in record.mv.T)
    )
    logits = []
    for path, more in ((source, []), (dicom, []), (tmp_path / "b.hea", []), (table, ["--fs", "500", "--units", "mV"])):
        assert cli.main(["analyze", str(path), *more, "--json", str(tmp_path / "a.json")]) == 0
        logits.append([c["logit"] for c in json.loads((tmp_path / "a.json").read_text())["classes"]])
    assert max(abs(a - b) for other in logits[1:] for a, b in zip(logits[0], other, strict=True)) < 1e-4
    capsys.readouterr()
    assert cli.main(["analyze", str(table)]) == 2
    assert "give --fs and --units" in capsys.readouterr().err
    assert cli.main(["convert", str(source), str(source)]) == 2


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_watched_folder_is_analysed_until_the_program_is_told_to_stop(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    words = [sys.executable, "-m", "ecg_imn_desktop", "watch", str(folder), "--out", str(out), "--settle", "0.3"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "0 ECGs are done" in process.stderr.readline()
        for suffix in (".hea", ".dat"):
            shutil.copy(EXAMPLES / f"lbbb{suffix}", folder)
        assert process.stderr.readline() == "lbbb: CD\n"
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.stderr.close()
    assert [r["record"] for r in rows(out / "predictions.csv")] == ["lbbb"]


@pytest.mark.parametrize("words", [("--device", "abacus"), ("--cluster", "nowhere")])
def test_what_cannot_be_used_is_refused_before_a_folder_is_made(tmp_path, capsys, words):
    pytest.importorskip("distributed")
    assert cli.main(["batch", str(EXAMPLES), "--out", str(tmp_path / "out"), "--jobs", "1", *words]) == 2
    said = capsys.readouterr().err
    assert words[1] in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("--device", "abacus"), ()])
def test_a_watch_is_refused_before_a_folder_is_made(tmp_path, capsys, monkeypatch, words):
    """A folder without permission looks as if nothing ever arrived in it."""
    if not words:
        monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path)
    assert cli.main(["watch", str(tmp_path), "--out", str(tmp_path / "out"), *words]) == 2
    said = capsys.readouterr().err
    assert ("abacus" if words else "cannot be read: permission denied.") in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()
