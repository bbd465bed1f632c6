"""Killed, out of disk, robbed of its files: the originals stay as they are, and every output is whole or absent."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecg_imn_desktop.core.resources import resource_path

REPOSITORY = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes and limits as on Unix")


def run(code, *arguments, **more):
    """A Python process of its own on ``code``; what it said."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, cwd=REPOSITORY, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, **more,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_killed_at_random_moments_nothing_is_half_written_and_a_batch_goes_on():
    """``python -m fuzz.kills`` does the same 200 times."""
    pytest.importorskip("fuzz.kills", reason="not in this checkout")
    code = "from fuzz import kills; seen = kills.run(8, 5); print(kills.report(seen)); print(len(kills.FAULTS))"
    said = run(code)
    assert said.splitlines()[-1] == "0", said
    assert "killed" in said


FULL = """
import resource, sys
from pathlib import Path
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.desktop.settings import Settings, save_settings
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.io.results import write_csv, write_h5, write_json
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.report.image import write_png
from ecg_imn_desktop.report.pdf import write_pdf

record = open_record(sys.argv[1])
analysis = Session("imn-1d", "cpu").run(record)
out = Path(sys.argv[2])
(out / "a.pdf").write_bytes(b"old")
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
for suffix, write in dict(pdf=write_pdf, png=write_png, json=write_json, csv=write_csv, h5=write_h5).items():
    try:
        write(out / f"a.{suffix}", record, analysis)
    except ExportError as error:
        print(suffix, error.message)
try:
    save_settings(Settings(recent=["x" * 1000]), out / "settings.json")
except ExportError as error:
    print("settings", error.message)
"""


def test_a_disk_that_takes_no_more_leaves_what_was_there(tmp_path):
    said = run(FULL, resource_path("examples", "lbbb.hea"), tmp_path).splitlines()
    assert [line.split()[0] for line in said] == ["pdf", "png", "json", "csv", "h5", "settings"]
    assert all("could not be" in line and line.endswith(".") for line in said)
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"old"


ROBBED = """
import shutil, sys
from pathlib import Path
from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.report.pdf import write_pdf

header, out = Path(sys.argv[1]), Path(sys.argv[2])
record = open_record(header)
shutil.rmtree(header.parent)
analysis = Session("imn-1d", "cpu").run(record)
write_pdf(out / "a.pdf", record, analysis)
try:
    open_record(header)
except EcgError as error:
    print(error.message)
"""


def test_a_record_that_is_removed_while_it_is_open_is_still_answered_and_exported(tmp_path):
    stick, out = tmp_path / "stick", tmp_path / "out"
    for folder in (stick, out):
        folder.mkdir()
    for suffix in (".hea", ".dat"):
        shutil.copy(resource_path("examples", f"lbbb{suffix}"), stick)
    assert "does not exist" in run(ROBBED, stick / "lbbb.hea", out)
    assert (out / "a.pdf").read_bytes().startswith(b"%PDF-")
