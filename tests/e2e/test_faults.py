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


def can_mount() -> bool:
    """Whether a file system of one's own can be had here, in a namespace of one's own."""
    command = ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return (
        shutil.which("unshare") is not None and not subprocess.run(command, capture_output=True, check=False).returncode
    )


REALLY_FULL = """
import shutil, subprocess, sys
from pathlib import Path
from ecg_imn_desktop.core.annotations import Annotations, Statement
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.desktop.settings import Settings, save_settings
from ecg_imn_desktop.io.autosave import places_of, save_annotations
from ecg_imn_desktop.io.exporting import write_record
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.io.results import write_h5
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.report.pdf import write_pdf

header, disk = Path(sys.argv[1]), Path(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], check=True)
for suffix in (".hea", ".dat"):
    shutil.copy(header.with_suffix(suffix), disk)
record = open_record(disk / header.name)
analysis = Session("imn-1d", "cpu").run(record)
for name in ("a.pdf", "settings.json"):
    (disk / name).write_bytes(b"{}")
before = {p.name: p.read_bytes() for p in disk.iterdir()}
filler = (disk / "filler").open("wb", buffering=0)
try:
    while True:
        filler.write(bytes(4096))
except OSError:
    pass
attempts = dict(
    pdf=lambda: write_pdf(disk / "a.pdf", record, analysis),
    h5=lambda: write_h5(disk / "a.h5", record, analysis),
    dicom=lambda: write_record(disk / "a.dcm", record),
    wfdb=lambda: write_record(disk / "b.hea", record),
    settings=lambda: save_settings(Settings(recent=["x" * 1000] * 9), disk / "settings.json"),
)
for name, attempt in attempts.items():
    try:
        attempt()
        print(name, "WAS WRITTEN")
    except ExportError as error:
        print(name, error.message)
saved = save_annotations(places_of(record), Annotations((), Statement("x" * 9000)), is_beside=True)
print("annotations", "beside." if saved.parent == disk else "in the user's folder.")
(disk / "filler").unlink()
assert {p.name: p.read_bytes() for p in disk.iterdir()} == before, sorted(p.name for p in disk.iterdir())
"""


@pytest.mark.skipif(not can_mount(), reason="no file system can be mounted here")
def test_a_disk_that_is_really_full(tmp_path):
    """A small file system, filled to the last byte: as above, and annotations go where there is room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        ["unshare", "-Urm", sys.executable, "-c", REALLY_FULL, resource_path("examples", "lbbb.hea"), disk],
        capture_output=True, text=True, cwd=REPOSITORY, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert [line.split()[0] for line in said] == ["pdf", "h5", "dicom", "wfdb", "settings", "annotations"]
    assert all("could not be" in line or "cannot be" in line for line in said[:-1]), said
    assert all("the disk is full" in line or "are free on that disk" in line for line in said[:-1]), said
    assert said[-1].endswith("in the user's folder.")


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
