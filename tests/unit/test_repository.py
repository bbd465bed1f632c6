"""What is in the repository: no patient's ECG, no big file, no trace of the computer it was written on."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MEGABYTE = 2**20
# Weights of the shipped models; everything else is text, small pictures and small records.
BIG_FILES = re.compile(r"resources/models/[^/]+/[^/]+\.safetensors")
PATIENT_FILES = re.compile(
    r"\d{5}_[hl]r\.(dat|hea)$|(^|/)records[15]00/|(^|/)ptbxl_database|(^|/)scp_statements"
    r"|(^|/)(ptb-?xl|ludb|examples500)/.*\.(dat|hea|atr|zip|npy)$",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.\-])/(work|root|tmp|home/\w+)/\w|C:\\Users")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|download\.pytorch\.org")
# A copy of it may be shipped: filter taps, not a patient's data.
SHIPPED_FROM_DATA = {"fir500to100.npy"}


@pytest.fixture(scope="module")
def tracked():
    """Paths of all files in the repository, relative to it."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [name for name in listed.decode().split("\0") if name and (REPOSITORY / name).is_file()]


def test_no_file_is_big_but_the_weights(tracked):
    big = [name for name in tracked if (REPOSITORY / name).stat().st_size > 3 * MEGABYTE and not BIG_FILES.match(name)]
    assert big == []


def test_no_file_has_the_name_of_a_patients_record(tracked):
    assert [name for name in tracked if PATIENT_FILES.search(name)] == []


@pytest.mark.parametrize("name", ["a/00123_hr.dat", "records100/x.hea", "tests/data/ludb/1.dat", "ptbxl_database.csv"])
def test_the_name_of_a_patients_record_would_be_seen(name):
    assert PATIENT_FILES.search(name)


def test_every_record_is_a_simulated_example(tracked):
    records = [name for name in tracked if Path(name).suffix in (".hea", ".dat", ".mat")]
    assert [name for name in records if not name.startswith("resources/examples/")] == []
    headers = [name for name in records if name.endswith(".hea")]
    assert [name for name in headers if "simulated" not in (REPOSITORY / name).read_text().lower()] == []


def test_no_file_is_a_copy_of_a_real_ecg(tracked, real_data):
    sizes = {}
    for path in real_data.rglob("*"):
        if path.is_file() and path.name not in SHIPPED_FROM_DATA:
            sizes.setdefault(path.stat().st_size, []).append(path)
    copies = []
    for name in tracked:
        own = (REPOSITORY / name).read_bytes()
        alike = sizes.get(len(own), []) if own else []
        copies += [name for path in alike if hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(own).digest()]
    assert copies == []


@pytest.mark.parametrize("what", [MACHINE_PATHS, REGISTRIES], ids=["path of a machine", "package registry"])
def test_no_text_names_a_machine_or_a_registry(tracked, what):
    found = []
    for name in tracked:
        data = (REPOSITORY / name).read_bytes()
        if b"\0" in data[:8192]:
            continue
        lines = data.decode("utf-8").splitlines()
        found += [f"{name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if what.search(line)]
    assert found == []


def test_a_path_of_a_machine_would_be_seen():
    assert MACHINE_PATHS.search("see /" + "root/x")
    assert MACHINE_PATHS.search('"/' + 'tmp/x"')
    assert not MACHINE_PATHS.search("https://example.org/" + "work/x, docs/" + "root/x")


def documents(tracked: list[str]) -> list[Path]:
    return [REPOSITORY / name for name in tracked if name.endswith(".md")]


def test_every_link_between_documents_leads_somewhere(tracked):
    dead = []
    for path in documents(tracked):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                dead.append(f"{path.relative_to(REPOSITORY)}: {target}")
    assert dead == []


def test_no_document_holds_a_placeholder(tracked):
    held = [path.name for path in documents(tracked) if re.search(r"@[A-Z]+@|\bTODO\b|\bTBD\b", path.read_text())]
    assert held == []
