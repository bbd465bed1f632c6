"""The most memory a process holds that does one thing and nothing else, ours and a peer's."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from line import Line

from ecg_imn_desktop.core.resources import resource_path

PEAK = "\nimport resource; print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
OPEN = "from ecg_imn_desktop.io.records import open_record\nr = open_record({hea!r})"
WFDB = "import wfdb\nr = wfdb.rdrecord({stem!r})"
ANSWER = OPEN + "\nfrom ecg_imn_desktop.model.session import Session\na = Session('imn-1d', 'cpu').run(r)"
TWIN = """
import torch
from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.model.posthoc import attribution
twin = build_network('twin-1d', dict(n_classes=28)).eval()
attribution(twin, torch.randn(1, 12, 1000), [0], 'integrated-gradients')
"""
INTEGRATED = "integrated gradients of one class, twin"
PDF = ANSWER + "\nfrom ecg_imn_desktop.report.pdf import write_pdf\nwrite_pdf({out!r}, r, a)"
PLOT = (
    "import sys; sys.path.insert(0, {bench!r})\nimport pdf_page\nfrom ecg_imn_desktop.simulate import simulate\n"
    "r = simulate('rbbb').record\npdf_page.matplotlib_page(r, pdf_page.made_up_analysis(r))"
)
TRAIN = (
    "import sys; sys.path.insert(0, {bench!r} + '/bench')\nimport part_training\n"
    "part_training.steps('imn-1d', 2, n_threads=1)"
)
# Both end themselves once they are painted, and say their memory in place of the time.
WINDOW = f"import startup; exec(startup.OURS.replace(startup.SAID, {PEAK.strip()!r}))"
EMPTY = f"import startup; exec(startup.EMPTY.replace(startup.SAID, {PEAK.strip()!r}))"


def lines(share: float) -> Iterator[Line]:
    """Each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        hea = str(resource_path("examples", "lbbb.hea"))
        bench = str(Path(__file__).resolve().parent.parent)
        facts = {"hea": hea, "stem": hea[:-4], "out": f"{folder}/a.pdf", "bench": bench}

        def peak_mb(code: str) -> list[float]:
            code = f"import sys; sys.path.insert(0, {bench!r})\n" + code.format(**facts) + PEAK
            run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            return [float(line.split()[1]) for line in run.stdout.splitlines() if line.startswith("peak ")][-1:]

        yield Line("memory: opening a record", "MB", peak_mb(OPEN), peak_mb(WFDB), "wfdb.rdrecord")
        yield Line("memory: an answer with all its maps", "MB", peak_mb(ANSWER), peak_mb(TWIN), INTEGRATED)
        yield Line("memory: answer and PDF", "MB", peak_mb(PDF), peak_mb(PLOT), "matplotlib, page alone")
        yield Line("memory: the window", "MB", peak_mb(WINDOW), peak_mb(EMPTY), "empty window with numpy")
        yield Line("memory: a training step, batch of 64", "MB", peak_mb(TRAIN))
