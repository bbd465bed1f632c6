"""What a package loads when it is imported: proven in a fresh interpreter, where import-linter only reads the code."""

import json
import os
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


# Says which value stood when numpy began to load, and with how many threads its BLAS computes.
BLAS_THREADS = """
import importlib, os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            print(os.environ.get("OPENBLAS_NUM_THREADS"))

sys.meta_path.insert(0, Watch())
importlib.import_module(sys.argv[1])
import numpy
from threadpoolctl import threadpool_info
print(*(pool["num_threads"] for pool in threadpool_info() if pool["internal_api"] == "openblas"))
"""


def blas_threads(entry, **environment):
    """OPENBLAS_NUM_THREADS as numpy finds it, and the threads of each OpenBLAS, after importing an entry module."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    command = [sys.executable, "-c", BLAS_THREADS, f"ecg_imn_desktop.{entry}"]
    run = subprocess.run(command, capture_output=True, text=True, env=kept | environment, check=False)
    assert run.returncode == 0, run.stderr
    value, threads = run.stdout.splitlines()
    return value, set(threads.split())


@pytest.mark.parametrize("entry", ["cli", "desktop.main", "frozen", "batch.pool"])
def test_blas_is_told_to_compute_on_one_thread_before_numpy_loads(entry):
    value, threads = blas_threads(entry)
    assert value == "1"
    assert threads <= {"1"}  # none where numpy has another BLAS


def test_a_users_own_number_of_blas_threads_is_kept():
    value, threads = blas_threads("cli", OPENBLAS_NUM_THREADS="2")
    assert value == "2"
    assert threads <= {"1", "2"}  # OpenBLAS takes no more than there are cores
