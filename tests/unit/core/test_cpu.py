"""A processor without AVX2 is named in one sentence, before torch is loaded."""

import subprocess
import sys

import pytest

from ecg_imn_desktop.core import cpu
from ecg_imn_desktop.core.errors import ModelError

OLD = """
import platform, sys
platform.machine = lambda: "x86_64"
from numpy._core import _multiarray_umath
_multiarray_umath.__cpu_features__["AVX2"] = False
from ecg_imn_desktop.{module} import main
status = main({arguments!r})
print(status, "torch" in sys.modules)
"""


@pytest.mark.parametrize(
    ("machine", "features", "lacks"),
    [("x86_64", {"AVX2": False}, True), ("AMD64", {"AVX2": True}, False), ("arm64", {}, False), ("x86_64", {}, False)],
)
def test_only_an_x86_processor_that_says_no_lacks_it(monkeypatch, machine, features, lacks):
    from numpy._core import _multiarray_umath

    monkeypatch.setattr(cpu.platform, "machine", lambda: machine)
    monkeypatch.setattr(_multiarray_umath, "__cpu_features__", features)
    assert cpu.lacks_avx2() is lacks
    if lacks:
        with pytest.raises(ModelError, match="AVX2"):
            cpu.require_avx2()
    else:
        cpu.require_avx2()


def test_the_command_line_says_so_and_never_loads_torch():
    from ecg_imn_desktop.core.resources import DEFAULT_EXAMPLE, resource_path

    code = OLD.format(module="cli", arguments=["analyze", str(resource_path("examples", DEFAULT_EXAMPLE))])
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["2", "False"]
    assert "AVX2" in run.stderr
