"""Detection and installation of system libraries, against stand-ins for ldd, apt-get and sudo."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "packaging"

LDD = """\
/checkout/.venv/lib/python3.12/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd5d5f2000)
\tlibQt6XcbQpa.so.6 => /checkout/.venv/lib/python3.12/site-packages/PySide6/Qt/lib/libQt6XcbQpa.so.6 (0x00007f58)
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
\tlibpthread.so.0 => /lib/x86_64-linux-gnu/libpthread.so.0 (0x00007f585c42a000)
"""


@pytest.fixture
def system_packages():
    """The module packaging/system_packages.py, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("system_packages", FOLDER / "system_packages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose only programs are stand-ins: ``machine(name, script)`` adds one; what they log is in its log."""
    programs = tmp_path / "bin"
    programs.mkdir()
    log = tmp_path / "log"
    log.touch()

    def add(name, script="exit 0"):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> "{log}"\n{script}\n')
        program.chmod(0o755)

    add.log = lambda: log.read_text().splitlines()
    monkeypatch.setenv("PATH", str(programs))
    add("env", 'while :; do case "$1" in *=*) shift;; *) break;; esac; done\nexec "$@"')
    return add


posix = pytest.mark.skipif(os.name == "nt", reason="stand-ins are shell scripts")


def test_names_of_missing_libraries_are_read_from_ldd(system_packages):
    assert system_packages.parse_missing(LDD) == ["libEGL.so.1", "libxcb-cursor.so.0"]
    assert system_packages.parse_missing("\tstatically linked\n") == []


def test_each_library_leads_to_its_package_and_the_unknown_are_said(system_packages):
    missing = ["libglib-2.0.so.0", "libgthread-2.0.so.0", "libnew.so.9", "libxkbcommon-x11.so.0"]
    assert system_packages.packages_for(missing) == (["libglib2.0-0", "libxkbcommon-x11-0"], ["libnew.so.9"])


@posix
def test_missing_libraries_are_looked_for_in_all_files_named(system_packages, machine, tmp_path):
    (tmp_path / "Qt/lib").mkdir(parents=True)
    (tmp_path / "Qt/lib/libA.so").touch()
    (tmp_path / "Qt/lib/libB.so").touch()
    machine("ldd", 'for file in "$@"; do echo "	needed-by-${file##*/} => not found"; done')
    found = system_packages.missing_libraries(tmp_path / "Qt", ["lib/lib*.so", "plugins/none.so"])
    assert found == ["needed-by-libA.so", "needed-by-libB.so"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are a matter of Linux")
def test_the_libraries_of_the_qt_in_use_are_found_here(system_packages):
    import PySide6

    qt = Path(PySide6.__file__).parent / "Qt"
    assert all(list(qt.glob(pattern)) for pattern in system_packages.DRAWING + system_packages.WINDOWS)
    assert system_packages.missing_libraries(qt, system_packages.DRAWING) == []


@posix
def test_root_installs_without_sudo_and_without_questions(system_packages, machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine("apt-get")
    assert system_packages.install(["libegl1", "libxcb-cursor0"])
    assert "apt-get -q -y install --no-install-recommends libegl1 libxcb-cursor0" in machine.log()


@posix
def test_package_lists_are_fetched_when_apt_knows_no_such_package(system_packages, machine, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    lists = tmp_path / "lists"
    machine("apt-get", f'case "$*" in *update*) : > "{lists}";; *) [ -e "{lists}" ];; esac')
    assert system_packages.install(["libegl1"])
    verbs = [line.split()[3] for line in machine.log() if line.startswith("apt-get")]
    assert verbs == ["install", "update", "install"]


@posix
def test_a_user_whose_sudo_asks_no_password_installs_through_sudo(system_packages, machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine("apt-get")
    machine("true")
    machine("sudo", 'shift; exec "$@"')
    assert system_packages.install(["libegl1"])
    assert machine.log()[0] == "sudo -n true"
    assert machine.log()[-1] == "apt-get -q -y install --no-install-recommends libegl1"


@posix
@pytest.mark.parametrize("sudo", [None, "exit 1"])
def test_a_user_without_that_installs_nothing_and_gets_the_command(system_packages, machine, monkeypatch, sudo):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine("apt-get")
    if sudo:
        machine("sudo", sudo)
    assert not system_packages.install(["libegl1"])
    assert not any(line.startswith("apt-get") for line in machine.log())
    assert system_packages.install_command(["libegl1", "libgl1"]) == "sudo apt-get install libegl1 libgl1"


@posix
def test_another_linux_gets_the_names_to_look_for(system_packages, machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert not system_packages.install(["libegl1"])
    assert "libegl1" in system_packages.install_command(["libegl1"])
    assert "apt-get" not in system_packages.install_command(["libegl1"])


@posix
def test_tools_of_the_tests_are_asked_for_only_where_absent(system_packages, machine):
    assert system_packages.missing_test_tools() == ["poppler-utils", "qpdf"]
    machine("pdftotext")
    machine("pdftoppm")
    assert system_packages.missing_test_tools() == ["qpdf"]
