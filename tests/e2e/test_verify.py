"""``ecg-imn verify``: a stored analysis is recomputed, and what was changed in it is found."""

import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pypdf
import pytest

from ecg_imn_desktop import cli
from ecg_imn_desktop.io.hdf5 import read_stored
from ecg_imn_desktop.io.seal import seal


@pytest.fixture(scope="module")
def stored_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "a.h5"
    assert cli.main(["analyze", str(cli.example_path("anterior-mi.hea")), "--h5", str(path)]) == 0
    return path


@pytest.fixture
def copied(stored_file, tmp_path):
    return Path(shutil.copy(stored_file, tmp_path / "b.h5"))


def verified(path, capsys):
    status = cli.main(["verify", str(path)])
    return status, capsys.readouterr()


def test_what_was_stored_is_found_again(stored_file, capsys):
    status, said = verified(stored_file, capsys)
    assert status == 0
    assert "DIFFERS" not in said.out
    for word in ("logits", "contributions", "W", "probabilities", "measurements", "checksum", "model"):
        assert word in said.out
    stored = read_stored(stored_file)
    analysis = stored.windows[0].analysis
    assert analysis.explanation.weights is not None
    assert "PTB-XL" in analysis.model.card
    assert set(stored.provenance.source_files) == {"anterior-mi.hea", "anterior-mi.dat"}


def test_what_was_changed_is_exit_1(copied, capsys):
    with h5py.File(copied, "r+") as file:
        file["record/signal_mv"][0, 100] += 0.01
    status, said = verified(copied, capsys)
    assert status == 2
    assert "checksum" in said.err
    seal(copied)
    status, said = verified(copied, capsys)
    assert status == 1
    assert any("DIFFERS" in line and "signal and its checksum" in line for line in said.out.splitlines())
    assert "is not what is found today" in said.out


def test_another_version_of_the_model_is_named(copied, capsys):
    with h5py.File(copied, "r+") as file:
        attributes = file["analysis"].attrs
        attributes["model_version"], attributes["model_sha256"] = np.bytes_("0.9"), np.bytes_("ab" * 32)
    seal(copied)
    status, said = verified(copied, capsys)
    assert status == 1
    lines = [line for line in said.out.splitlines() if "DIFFERS" in line]
    assert len(lines) == 1
    assert "the file's is imn-1d 0.9, SHA-256 abababab" in lines[0]


@pytest.mark.parametrize("name", ["none-such", "../../elsewhere"])
def test_a_model_that_is_not_installed_is_one_sentence(copied, capsys, name):
    with h5py.File(copied, "r+") as file:
        file["analysis"].attrs["model_name"] = np.bytes_(name)
    seal(copied)
    status, said = verified(copied, capsys)
    assert status == 2
    assert said.err.strip().count("\n") == 0
    assert name in said.err


def test_no_stored_analysis_is_one_sentence(capsys):
    status, said = verified(cli.example_path("anterior-mi.hea"), capsys)
    assert status == 2
    assert "anterior-mi.hea" in said.err


def test_a_stored_analysis_becomes_pages_and_tables_without_a_model(stored_file, tmp_path, capsys, monkeypatch):
    def no_model(*_):
        raise AssertionError("the model was asked")

    monkeypatch.setattr("ecg_imn_desktop.model.session.Session.__init__", no_model)
    out = {kind: tmp_path / f"again.{kind}" for kind in ("pdf", "json", "csv", "h5")}
    words = [word for kind, path in out.items() for word in (f"--{kind}", str(path))]
    assert cli.main(["analyze", str(stored_file), *words]) == 0
    assert "anterior-mi" in capsys.readouterr().out
    assert all(path.stat().st_size > 1000 for path in out.values())
    rows = csv.DictReader(out["csv"].read_text(encoding="utf-8-sig").splitlines())
    assert [row["class"] for row in rows][:2] == ["NORM", "MI"]
    first, second = read_stored(stored_file), read_stored(out["h5"])
    assert first.windows[0].analysis.model.card == second.windows[0].analysis.model.card


def test_a_stored_analysis_is_not_overwritten_by_its_own_export(copied, capsys):
    before = copied.read_bytes()
    assert cli.main(["analyze", str(copied), "--h5", str(copied)]) == 2
    assert "belongs to the record" in capsys.readouterr().err
    assert copied.read_bytes() == before


def test_the_window_opens_a_stored_analysis_without_torch(stored_file, tmp_path):
    code = (
        "import sys\n"
        "from ecg_imn_desktop.desktop.headless import window_to_png\n"
        "window_to_png(sys.argv[1], sys.argv[2], (1280, 720))\n"
        "assert 'torch' not in sys.modules\n"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code, stored_file, tmp_path / "a.png"], check=True, env=env, timeout=120)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_written_anonymously_tells_whose_it_is(tmp_path, capsys):
    for name in ("hea", "dat"):
        shutil.copy(cli.example_path(f"anterior-mi.{name}"), tmp_path / f"anterior-mi.{name}")
    header = tmp_path / "anterior-mi.hea"
    text = header.read_text() + "# Name: Eva Beispiel\n# ID: Q4711Q\n"
    header.write_text(re.sub(r"Age: \d+", "Age: 97", text))
    out = {kind: tmp_path / f"x.{kind}" for kind in ("pdf", "json", "csv", "h5", "png")}
    words = [word for kind, path in out.items() for word in (f"--{kind}", str(path))]
    assert cli.main(["analyze", str(header), *words]) == 0
    assert "anterior-mi" in out["json"].read_text()
    assert cli.main(["analyze", str(header), "--anonymous", *words]) == 0
    for path in out.values():
        data = path.read_bytes()
        for secret in (b"Beispiel", b"Q4711Q", b"anterior-mi."):
            assert secret not in data, (path, secret)
    stored = read_stored(out["h5"])
    assert stored.provenance.source_files == {}
    assert stored.record.patient.age_years == 90.0
    assert json.loads(out["json"].read_text())["record"]["name"] == "Anonymous ECG"
    assert cli.main(["analyze", str(header), "--anonymous", "--h5", str(tmp_path / "anterior-mi.dat")]) == 2


KILLED = """
import sys
import time
from pathlib import Path
from ecg_imn_desktop.io.hdf5 import read_stored, write_stored
from ecg_imn_desktop.io.results import write_csv, write_json
from ecg_imn_desktop.report.pdf import write_pdf
out = Path(sys.argv[2])
stored = read_stored(sys.argv[1])
window = stored.windows[0]
print("ready", flush=True)
while True:
    write_stored(out / "a.h5", stored)
    write_json(out / "a.json", stored.record, window.analysis, window.measurements)
    write_csv(out / "a.csv", stored.record, window.analysis, window.measurements)
    write_pdf(out / "a.pdf", stored.record, window.analysis, window.measurements)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_an_export_killed_at_any_moment_is_whole_or_absent(stored_file, tmp_path):
    before = stored_file.read_bytes()
    rng = random.Random(7)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, stored_file, tmp_path], stdout=subprocess.PIPE, text=True, env=env
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.7))
        process.kill()
        process.stdout.close()
        process.wait()
        for name in {"a.h5", "a.json", "a.csv", "a.pdf"} & {p.name for p in tmp_path.iterdir()}:
            data = (tmp_path / name).read_bytes()
            if name == "a.h5":
                assert read_stored(tmp_path / name).windows[0].analysis is not None
            elif name == "a.json":
                assert json.loads(data)["classes"]
            elif name == "a.csv":
                assert len(list(csv.DictReader(data.decode("utf-8-sig").splitlines()))) == 27
            else:
                assert len(pypdf.PdfReader(tmp_path / name).pages) == 3
                assert data.rstrip().endswith(b"%%EOF")
    assert stored_file.read_bytes() == before
