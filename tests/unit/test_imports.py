"""What a package loads when it is imported: proven in a fresh interpreter, where import-linter only reads the code."""

import json
import subprocess
import sys

import pytest

LOAD = """
import importlib, json, pkgutil, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), name + "."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
print(json.dumps(sorted({loaded.partition(".")[0] for loaded in set(sys.modules) - before})))
"""

SCREEN = {"PySide6", "pyqtgraph", "shiboken6"}


def loaded_by(*names):
    """Top-level names that a fresh interpreter has loaded after importing the modules, with all inside them."""
    modules = [f"ecg_imn_desktop.{name}" for name in names]
    run = subprocess.run([sys.executable, "-c", LOAD, *modules], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def test_core_loads_the_standard_library_and_numpy_only():
    loaded = loaded_by("core")
    assert "numpy" in loaded
    assert loaded - sys.stdlib_module_names == {"ecg_imn_desktop", "numpy"}


@pytest.mark.parametrize("package", ["io", "analysis", "simulate"])
def test_what_computes_loads_neither_screen_nor_torch(package):
    loaded = loaded_by(package)
    assert "ecg_imn_desktop" in loaded
    assert not loaded & (SCREEN | {"torch"})


def test_model_loads_torch_and_no_screen():
    loaded = loaded_by("model")
    assert "torch" in loaded
    assert not loaded & SCREEN


def test_drawing_and_pages_load_qt_and_no_torch():
    loaded = loaded_by("draw", "report")
    assert "PySide6" in loaded
    assert "torch" not in loaded


def test_the_window_starts_without_torch():
    loaded = loaded_by("desktop.main", "desktop.parts")
    assert "PySide6" in loaded
    assert "torch" not in loaded


def test_the_frame_of_the_window_waits_for_no_panel_and_no_reader():
    code = "import sys, ecg_imn_desktop.desktop.main, ecg_imn_desktop.desktop.window; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("ecg_imn_desktop.") for name in run.stdout.split()}
    assert "desktop.window" in loaded
    assert not loaded & {"PySide6.QtNetwork", "PySide6.QtSvg", "desktop.canvas", "desktop.start"}
    late = {"desktop.parts", "desktop.actions", "desktop.study", "desktop.services", "io.opening", "core.analysis"}
    assert not loaded & (late | {"logging.handlers", "importlib.metadata", "hashlib", "scipy", "wfdb", "h5py"})


def test_the_command_line_starts_without_what_only_some_commands_need():
    loaded = loaded_by("cli")
    assert "typer" in loaded
    assert not loaded & (SCREEN | {"torch", "scipy", "wfdb", "h5py", "pandas"})
