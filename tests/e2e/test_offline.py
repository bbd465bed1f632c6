"""Nothing gets out: the whole program runs with sockets forbidden and without a network, and names no patient."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecg_imn_desktop.core.resources import resource_path

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENT = ("Mustermann", "Erika", "19481977", "1931-02-03")

# Everything the program is for: exports of all kinds, a batch in processes of its own, the window.
WORK = """
import sys
from pathlib import Path
from ecg_imn_desktop import cli
from ecg_imn_desktop.desktop.headless import window_to_png

record, out = sys.argv[1], Path(sys.argv[2])
to = [x for kind in ("json", "pdf", "png", "h5", "csv") for x in (f"--{kind}", str(out / f"page.{kind}"))]
assert cli.main(["analyze", record, *to]) == 0
assert cli.main(["verify", str(out / "page.h5")]) == 0
assert cli.main(["batch", str(Path(record).parent), "--out", str(out / "batch"), "--jobs", "2"]) == 0
assert cli.main(["models", "verify", "imn-1d"]) == 0
window_to_png(record, out / "window.png", (1000, 700))
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """The work, done once under the watch; what was noted, and where it was done."""
    folder = tmp_path_factory.mktemp("offline")
    home, records, out, temporary = (folder / name for name in ("home", "records", "out", "temporary"))
    for place in (home, records, out, temporary):
        place.mkdir()
    text = resource_path("examples", "lbbb.hea").read_text().replace("lbbb", "Mustermann-Erika")
    text += "# Patient name: Mustermann, Erika\n# Patient ID: 19481977\n# Date of birth: 1931-02-03\n"
    (records / "Mustermann-Erika.hea").write_text(text)
    shutil.copy(resource_path("examples", "lbbb.dat"), records / "Mustermann-Erika.dat")
    notes = folder / "notes"
    notes.touch()
    path = os.pathsep.join([str(Path(__file__).parent / "offline"), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | {
        "PYTHONPATH": path, "ECG_IMN_WATCH": str(notes), "HOME": str(home), "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(temporary), "XDG_RUNTIME_DIR": str(temporary),
        **{name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")},
    }  # fmt: skip
    command = [sys.executable, "-c", WORK, str(records / "Mustermann-Erika.hea"), str(out)]
    if can_unshare():
        command = ["unshare", "-rn", *command]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return notes.read_text().splitlines(), folder


def can_unshare() -> bool:
    """Whether this system gives a process an empty network of its own."""
    try:
        return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_the_watch_sees_a_connection(tmp_path):
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parent / "offline"),
        "ECG_IMN_WATCH": str(tmp_path / "n"),
    }
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode
    assert "network socket." in (tmp_path / "n").read_text()


def test_nothing_reaches_for_the_network(watched):
    notes, _ = watched
    assert [note for note in notes if note.startswith("network")] == []


def test_no_temporary_file_is_named_after_the_patient_and_all_are_gone(watched):
    notes, folder = watched
    written = [note.removeprefix("written ") for note in notes if note.startswith("written")]
    out = str(folder / "out")
    # What the user asked for by name may bear it: the batch's files are called after the records.
    others = [name for name in written if not name.startswith(out) or Path(name).name.startswith(".")]
    assert others
    assert [name for name in others if any(word in name for word in PATIENT)] == []
    left = [p for p in (folder / "temporary").rglob("*") if p.is_file()]
    left += list((folder / "out").rglob(".ecg-imn-*"))
    assert left == []


def test_no_patient_in_what_the_program_keeps_for_itself(watched):
    _, folder = watched
    pattern = re.compile("|".join(PATIENT))
    kept = [p for p in (folder / "home").rglob("*") if p.is_file()]
    # Only the settings may: the list of recent records, which can be switched off; the window of this test keeps none.
    named = [p for p in kept if pattern.search(p.name) or pattern.search(p.read_bytes().decode("latin-1"))]
    assert named == []


def test_the_records_are_as_they_were(watched):
    _, folder = watched
    assert sorted(p.name for p in (folder / "records").iterdir()) == ["Mustermann-Erika.dat", "Mustermann-Erika.hea"]
    assert (folder / "records" / "Mustermann-Erika.dat").read_bytes() == resource_path(
        "examples", "lbbb.dat"
    ).read_bytes()
