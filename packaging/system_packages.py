"""System packages that Qt and the tests need on Linux: what is missing, and how it is installed.

PySide6 brings Qt itself but not the system libraries Qt stands on (X11, fontconfig, EGL ...). The program that loads
them, ``ldd``, says which are missing; a table says which Debian or Ubuntu package holds each. The names hold for
Debian 12 and 13 and Ubuntu 22.04 and 24.04: where a package was renamed (``libglib2.0-0t64``, ``libcups2t64``) the new
one provides the old name, which ``apt-get install`` accepts.

Standard library only, any Python from 3.6 on: it runs before anything is installed.
"""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGE_OF = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

# Qt draws into files with these alone ...
DRAWING = (
    "lib/libQt6Gui.so.6",
    "lib/libQt6Widgets.so.6",
    "lib/libQt6OpenGLWidgets.so.6",
    "plugins/platforms/libqoffscreen.so",
)
# ... and opens windows and prints with these.
WINDOWS = ("plugins/platforms/libqxcb.so", "plugins/platforms/libqwayland*.so", "plugins/printsupport/*.so")

# Command -> package; tests that look into PDFs use them and skip without.
TEST_TOOLS = {"pdftotext": "poppler-utils", "pdftoppm": "poppler-utils", "qpdf": "qpdf"}


def missing_libraries(folder, patterns):
    """Names of the shared libraries, sorted, that the files ``patterns`` under ``folder`` need and the system lacks."""
    files = [str(path) for pattern in patterns for path in sorted(Path(folder).glob(pattern))]
    if not files or not shutil.which("ldd"):
        return []
    return parse_missing(_output(["ldd", *files]))


def parse_missing(ldd_output):
    """The libraries that ``ldd`` reports as not found, sorted, each once."""
    lines = (line.strip() for line in ldd_output.splitlines())
    return sorted({line.split(" => ")[0] for line in lines if line.endswith("=> not found")})


def packages_for(libraries):
    """``(packages, unknown)``: the packages that hold ``libraries``, and the libraries the table does not know."""
    packages = sorted({PACKAGE_OF[name] for name in libraries if name in PACKAGE_OF})
    return packages, [name for name in libraries if name not in PACKAGE_OF]


def missing_test_tools():
    """The packages, sorted, of the commands that tests can use and the system lacks."""
    return sorted({package for command, package in TEST_TOOLS.items() if not shutil.which(command)})


def install_command(packages):
    """The command a person types to install ``packages``."""
    if shutil.which("apt-get"):
        return "sudo apt-get install " + " ".join(packages)
    return "(your system's package manager) install what Debian calls: " + " ".join(packages)


def install(packages):
    """Install ``packages`` with apt if that needs no password; True if apt says it did."""
    prefix = _prefix_for_root()
    if prefix is None or not shutil.which("apt-get"):
        return False
    print("setup: installing system packages: " + " ".join(packages), flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    install_them = [*apt, "install", "--no-install-recommends", *packages]
    # On a fresh machine the lists of packages are empty, elsewhere often old: fetch them if that fails.
    return _succeeds(install_them) or (_succeeds([*apt, "update"]) and _succeeds(install_them))


def _prefix_for_root():
    """What to put before a command so that it runs as root without asking; None where that cannot be."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"], quiet=True):
        return ["sudo", "-n"]
    return None


def _succeeds(command, quiet=False):
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, check=False).returncode == 0


def _output(command):
    english = dict(os.environ, LC_ALL="C")
    run = subprocess.run(
        command, env=english, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    return run.stdout.decode("utf-8", "replace")
