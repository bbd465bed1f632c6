"""The wheel, built and installed far from the checkout, does the whole job with the files it brings itself."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from ecg_imn_desktop import __version__

REPOSITORY = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Path of the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY], cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Folder of commands of a new virtual environment that holds the wheel and sees this one's dependencies."""
    folder = tmp_path_factory.mktemp("elsewhere") / "with a space"
    run([sys.executable, "-m", "venv", "--without-pip", folder], cwd=folder.parent)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    python = commands / "python"
    run([sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel], cwd=folder)
    site = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], cwd=folder).strip()
    # A line of a .pth file adds that folder but none of the .pth files in it: so not the checkout, which is installed
    # there as editable.
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return commands


def run(command, cwd):
    """Run a command as a new user in the folder ``cwd``; what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    environment.update(HOME=str(cwd), QT_QPA_PLATFORM="offscreen")
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_holds_the_program_its_resources_and_its_licences(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "ecg_imn_desktop/cli.py",
        "ecg_imn_desktop/resources/examples/anterior-mi.hea",
        "ecg_imn_desktop/resources/examples/anterior-mi.dat",
        "ecg_imn_desktop/resources/models/imn-1d/card.json",
        f"ecg_imn_desktop-{__version__}.dist-info/licenses/LICENSE",
        f"ecg_imn_desktop-{__version__}.dist-info/licenses/THIRD_PARTY_NOTICES.md",
    ):
        assert wanted in names
    assert {name.partition("/")[0] for name in names} == {"ecg_imn_desktop", f"ecg_imn_desktop-{__version__}.dist-info"}


def test_what_runs_is_the_wheel_and_not_the_checkout(installed, tmp_path):
    code = "from ecg_imn_desktop.core import resources; print(resources.__file__, resources.resource_path())"
    printed = run([installed / "python", "-c", code], cwd=tmp_path)
    assert str(installed.parent.resolve()) in printed
    assert str(REPOSITORY) not in printed


def test_the_self_test_passes_in_another_folder(installed, tmp_path):
    printed = run([installed / "python", "-m", "ecg_imn_desktop", "self-test"], cwd=tmp_path)
    assert printed.splitlines()[-1] == "self-test passed"
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_command_is_installed_and_knows_its_version(installed, tmp_path):
    assert run([installed / "ecg-imn", "--version"], cwd=tmp_path) == f"ecg-imn {__version__}\n"
    assert list(installed.glob("ecg-imn-desktop*"))
