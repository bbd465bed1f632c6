"""The decisions of packaging/setup_env.py; that it really sets up is shown by running make in a clean clone."""

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "packaging"


@pytest.fixture
def setup_env(monkeypatch, tmp_path):
    """The module packaging/setup_env.py, with a checkout of its own in a folder whose name has a space."""
    monkeypatch.syspath_prepend(str(FOLDER))
    spec = importlib.util.spec_from_file_location("setup_env", FOLDER / "setup_env.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delitem(sys.modules, "system_packages")
    root = tmp_path / "my checkout"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]")
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "VENV", root / ".venv")
    monkeypatch.setattr(module, "PYTHON", root / ".venv" / "bin" / "python")
    return module


@pytest.fixture
def steps(setup_env, monkeypatch):
    """The steps that ``set_up`` took, in order; none of them does anything."""
    taken = []

    def make_venv(python):
        taken.append("make_venv")
        setup_env.PYTHON.touch()

    monkeypatch.setattr(setup_env, "make_venv", make_venv)
    monkeypatch.setattr(setup_env, "venv_works", setup_env.PYTHON.exists)
    monkeypatch.setattr(setup_env, "install_packages", lambda extra: taken.append("install " + (extra or "program")))
    monkeypatch.setattr(setup_env, "install_pinned", lambda: taken.append("install pinned"))
    monkeypatch.setattr(setup_env, "provide_qt_libraries", lambda: taken.append("qt"))
    monkeypatch.setattr(setup_env, "provide_test_tools", lambda: taken.append("tools"))
    return taken


def test_the_first_run_does_everything_and_the_second_nothing(setup_env, steps):
    assert setup_env.main(["run"]) == 0
    assert steps == ["make_venv", "install program", "qt"]
    assert setup_env.main(["run"]) == 0
    assert len(steps) == 3


def test_what_the_tests_need_comes_on_top(setup_env, steps):
    setup_env.main(["run"])
    setup_env.main(["test"])
    assert steps[3:] == ["install [dev]", "qt", "tools"]


@pytest.mark.parametrize("change", ["dependencies", "python", "display"])
def test_a_change_of_what_it_depends_on_sets_up_again(setup_env, steps, monkeypatch, change):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    setup_env.main(["run"])
    if change == "dependencies":
        (setup_env.ROOT / "pyproject.toml").write_text("[project] # another")
    if change == "python":
        (setup_env.VENV / "pyvenv.cfg").write_text("version = 3.13.0")
    if change == "display":
        monkeypatch.setenv("DISPLAY", ":1")
    setup_env.main(["run"])
    assert steps[3:] == ["install program", "qt"]


def test_a_set_up_that_failed_is_done_again(setup_env, steps, monkeypatch, capsys):
    def fail(extra):
        raise setup_env.SetupError("no network")

    works = setup_env.install_packages
    monkeypatch.setattr(setup_env, "install_packages", fail)
    assert setup_env.main(["run"]) == 1
    assert capsys.readouterr().err == "setup: no network\n"
    monkeypatch.setattr(setup_env, "install_packages", works)
    assert setup_env.main(["run"]) == 0
    assert steps == ["make_venv", "install program", "qt"]


def test_what_an_installer_is_made_of_is_compared_with_its_hashes(setup_env, monkeypatch):
    commands = []
    monkeypatch.setattr(setup_env, "succeeds", lambda command, quiet=False: commands.append(command) or True)
    setup_env.install_pinned()
    pinned, program = ([str(word) for word in command] for command in commands)
    assert "--require-hashes" in pinned
    assert pinned[pinned.index("--only-binary") + 1] == ":all:"
    assert pinned[-1] == str(FOLDER / "requirements.txt")
    assert program[-4:] == ["--no-deps", "--no-build-isolation", "--editable", "."]


@pytest.mark.parametrize(("works", "words"), [(0, "PyTorch's own index"), (1, "the program itself")])
def test_pins_that_cannot_be_installed_say_what_they_need(setup_env, monkeypatch, works, words):
    left = [True] * works
    monkeypatch.setattr(setup_env, "succeeds", lambda command, quiet=False: bool(left and left.pop()))
    with pytest.raises(setup_env.SetupError, match=words):
        setup_env.install_pinned()


def test_pinned_versions_and_those_for_tests_do_not_stand_in_for_each_other(setup_env, steps):
    for purpose in ("test", "run", "package", "package", "test", "package"):
        setup_env.main([purpose])
    installed = [step for step in steps if step.startswith("install")]
    assert installed == ["install [dev]", "install program", "install pinned", "install [dev]", "install pinned"]


def test_an_old_python_looks_for_a_newer_one_on_the_path(setup_env, monkeypatch):
    versions = {sys.executable: (3, 9), "/usr/bin/python3.13": None, "/usr/bin/python3.12": (3, 12)}
    monkeypatch.setattr(setup_env, "version_of", versions.get)
    monkeypatch.setattr(setup_env.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert setup_env.find_python() == "/usr/bin/python3.12"


def test_without_a_fitting_python_it_says_which_are(setup_env, monkeypatch, capsys):
    monkeypatch.setattr(setup_env, "version_of", lambda python: (3, 10))
    assert setup_env.main(["run"]) == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in capsys.readouterr().err


def test_the_version_of_a_python_and_of_what_is_none(setup_env, tmp_path):
    assert setup_env.version_of(sys.executable) == sys.version_info[:2]
    assert setup_env.version_of(tmp_path / "python") is None


def test_a_venv_module_that_is_missing_is_asked_for_by_name(setup_env, monkeypatch):
    monkeypatch.setattr(setup_env, "succeeds", lambda command, quiet=False: False)
    monkeypatch.setattr(setup_env, "version_of", lambda python: (3, 12))
    monkeypatch.setattr(setup_env.system_packages, "install", lambda packages: False)
    with pytest.raises(setup_env.SetupError, match=r"python3\.12-venv"):
        setup_env.make_venv("python3")


@pytest.fixture
def bare_linux(setup_env, monkeypatch):
    """A Linux without the libraries that ``bare_linux`` lists, for windows or drawing; apt may not install."""
    (setup_env.VENV / "lib/python3.12/site-packages/PySide6/Qt").mkdir(parents=True)
    lacks = {"windows": [], "drawing": []}

    def missing_libraries(folder, patterns):
        windows = lacks["windows"] if set(setup_env.system_packages.WINDOWS) <= set(patterns) else []
        return sorted(lacks["drawing"] + windows)

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(setup_env.system_packages, "missing_libraries", missing_libraries)
    monkeypatch.setattr(setup_env.system_packages, "install", lambda packages: False)
    monkeypatch.setattr(setup_env.shutil, "which", lambda name: f"/usr/bin/{name}")
    return lacks


def test_a_library_that_drawing_needs_stops_with_the_exact_command(setup_env, bare_linux):
    bare_linux["drawing"] = ["libEGL.so.1"]
    bare_linux["windows"] = ["libxcb-cursor.so.0"]
    with pytest.raises(setup_env.SetupError, match="sudo apt-get install libegl1 libxcb-cursor0\n"):
        setup_env.provide_qt_libraries()


def test_a_library_of_windows_stops_only_where_there_is_a_display(setup_env, bare_linux, monkeypatch, capsys):
    bare_linux["windows"] = ["libxcb-cursor.so.0"]
    setup_env.provide_qt_libraries()
    assert "sudo apt-get install libxcb-cursor0" in capsys.readouterr().out
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(setup_env.SetupError, match="libxcb-cursor0"):
        setup_env.provide_qt_libraries()


def test_a_library_of_no_known_package_is_named(setup_env, bare_linux):
    bare_linux["drawing"] = ["libnew.so.9"]
    with pytest.raises(setup_env.SetupError, match=r"holds libnew\.so\.9"):
        setup_env.provide_qt_libraries()


def test_what_apt_installs_is_missing_no_more(setup_env, bare_linux, monkeypatch):
    bare_linux["drawing"] = ["libEGL.so.1"]
    monkeypatch.setattr(setup_env.system_packages, "install", lambda packages: not bare_linux["drawing"].clear())
    setup_env.provide_qt_libraries()
