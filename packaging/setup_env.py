"""Sets up what ``make run`` or ``make test`` needs: ``.venv``, the packages in it, and Qt's system libraries.

Usage: ``python3 packaging/setup_env.py run|test|package``. Nothing outside the checkout changes, but for system
packages that are missing: those are installed with apt where that needs no password; elsewhere the exact command is
printed. A second run finds its stamp file and ends at once.

Standard library only, any Python from 3.6 on, so that an old Python gets a sentence and not a syntax error.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SUPPORTED = ((3, 11), (3, 12), (3, 13))
EXTRAS = {"run": "", "test": "[dev]", "package": None}  # None: what is pinned
PINNED = ROOT / "packaging" / "requirements.txt"


class SetupError(Exception):
    """Setting up cannot go on; the message says what to do."""


def main(arguments):
    """Set up for the purpose that ``arguments`` name; the exit status."""
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print("usage: setup_env.py run|test|package", file=sys.stderr)
        return 2
    try:
        set_up(arguments[0])
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def set_up(purpose):
    """Bring ``.venv`` and the system to the state that ``purpose`` ("run", "test" or "package") needs."""
    stamp = VENV / (".set-up-for-" + purpose)
    if PYTHON.exists() and stamp.is_file() and stamp.read_text() == fingerprint():
        return
    if not venv_works():
        make_venv(find_python())
    # The pinned versions need not be those that tests want: after one of the two the other is looked at again.
    for other in VENV.glob(".set-up-for-*") if purpose == "package" else [VENV / ".set-up-for-package"]:
        if other.is_file():
            other.unlink()
    if purpose == "package":
        install_pinned()
    else:
        install_packages(EXTRAS[purpose])
    provide_qt_libraries()
    if purpose == "test":
        provide_test_tools()
    stamp.write_text(fingerprint())


def fingerprint():
    """Changes whenever the environment has to be looked at again: other dependencies, Python, folder or set-up."""
    digest = hashlib.sha256()
    files = (ROOT / "pyproject.toml", PINNED, Path(__file__), Path(system_packages.__file__), VENV / "pyvenv.cfg")
    for path in files:
        digest.update(path.read_bytes() if path.is_file() else b"")
    digest.update(str(ROOT).encode() + str(PYTHON.resolve()).encode())
    digest.update(b"window" if has_display() else b"no window")
    return digest.hexdigest()


def has_display():
    """Whether a window can be shown; only Linux can be without."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def version_of(python):
    """``(major, minor)`` of the interpreter ``python``; None if it does not run."""
    code = "import sys; print('%d %d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        ).stdout.split()
    except OSError:
        return None
    return (int(answer[0]), int(answer[1])) if len(answer) == 2 else None


def find_python():
    """An interpreter of a supported version: the one that runs this file, else the newest on the PATH."""
    named = ["python{}.{}".format(*version) for version in reversed(SUPPORTED)]
    for python in [sys.executable, *filter(None, map(shutil.which, named))]:
        if version_of(python) in SUPPORTED:
            return python
    raise SetupError(
        "Python 3.11, 3.12 or 3.13 is needed and this is {}.{}. Install one of them (on Debian and Ubuntu, say: "
        "sudo apt-get install python3.11 python3.11-venv), then try again.".format(*sys.version_info[:2])
    )


def venv_works():
    """Whether ``.venv`` holds a supported Python that still finds its pip (not so after an upgrade of the system)."""
    return version_of(PYTHON) in SUPPORTED and succeeds([PYTHON, "-c", "import pip"], quiet=True)


def make_venv(python):
    """Make ``.venv`` anew with ``python``; where Debian left out the venv module, install that first."""
    if not succeeds([python, "-c", "import venv, ensurepip"], quiet=True):
        package = "python{}.{}-venv".format(*version_of(python))
        if not system_packages.install([package]):
            raise SetupError(
                "Python's venv module is missing. Install it with: " + system_packages.install_command([package])
            )
    say("making .venv with Python {}.{}".format(*version_of(python)))
    if not succeeds([python, "-m", "venv", "--clear", VENV]):
        raise SetupError(f"the virtual environment could not be made in {VENV}")


def install_packages(extra):
    """Install the program, editable, and its dependencies with those of ``extra`` into ``.venv``."""
    say("installing the packages into .venv (minutes the first time)")
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if not succeeds([*pip, "--editable", "." + extra]):
        raise SetupError("pip could not install the packages (see above). It needs the network the first time.")


def install_pinned():
    """Install what an installer is made of: exactly the pinned versions, each compared with its hash, nothing built.

    The program itself comes last, without dependencies and built by the pinned hatchling.
    """
    say("installing the pinned packages into .venv (minutes the first time)")
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if not succeeds([*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", PINNED]):
        raise SetupError(
            "pip could not install the pinned packages (see above). It needs the network the first time; on Linux also "
            "PIP_EXTRA_INDEX_URL, set to PyTorch's own index of CPU builds, and Python 3.11 on x86-64."
        )
    if not succeeds([*pip, "--no-deps", "--no-build-isolation", "--editable", "."]):
        raise SetupError("pip could not install the program itself (see above).")


def provide_qt_libraries():
    """Install the system libraries that Qt lacks.

    Raises SetupError, with the command to type, if one is missing that the work at hand needs. What only a window
    needs is no obstacle on a machine without a display.
    """
    if not sys.platform.startswith("linux"):
        return
    qt = next(iter(VENV.glob("lib/python3*/site-packages/PySide6/Qt")), None)
    if qt is None:
        raise SetupError("PySide6 is not in .venv though pip installed it.")
    everything = system_packages.DRAWING + system_packages.WINDOWS
    missing = system_packages.missing_libraries(qt, everything)
    packages, _ = system_packages.packages_for(missing)
    if packages and system_packages.install(packages):
        missing = system_packages.missing_libraries(qt, everything)
    if not missing:
        return
    needed = everything if has_display() else system_packages.DRAWING
    advice = advice_for(missing)
    if system_packages.missing_libraries(qt, needed):
        raise SetupError(advice)
    say(advice + "\nsetup: going on, for there is no display and only a window would need them")


def advice_for(libraries):
    """Which libraries are missing, and the command that installs them, in words."""
    packages, unknown = system_packages.packages_for(libraries)
    words = "these system libraries are missing: {}.".format(", ".join(libraries))
    if packages:
        words += f"\n\n    {system_packages.install_command(packages)}\n"
    if unknown:
        words += "\nFind out which package of your system holds {} and install it.".format(", ".join(unknown))
    return words


def provide_test_tools():
    """Install the commands that look into PDFs; without them the tests that use them skip."""
    packages = system_packages.missing_test_tools()
    if packages and not system_packages.install(packages):
        say("some tests will skip without: " + system_packages.install_command(packages))


def say(words):
    """Print one line of progress at once."""
    print("setup: " + words, flush=True)


def succeeds(command, quiet=False):
    """Run ``command`` in the checkout; whether it ended well."""
    sink = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in command]
    run = subprocess.run(words, cwd=str(ROOT), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, check=False)
    return run.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
