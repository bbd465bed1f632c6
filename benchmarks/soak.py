"""A day's work in one process: records opened one after the other, answered, scrolled, now and then exported.

    python benchmarks/soak.py [--opens 2000] [--json FILE]

The real window on Qt's offscreen platform goes through the bundled examples with the shipped model. After a warm-up of
a tenth of the opens the process may not grow by 50 MB, nor have more threads or open files than before, nor leave a
temporary file. Exit status 1 if it does. On two cores 2,000 opens take about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.desktop.main import make_application
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow

MAX_GROWTH_MB = 50
STEPS = 20
PATIENCE_S = 120


def state() -> dict[str, float]:
    """Memory of the process's own in MB, threads and open files."""
    fields = Path("/proc/self/statm").read_text().split()
    return {
        "memory_mb": (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") / 1e6,
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "python_threads": threading.active_count(),
        "files": len(list(Path("/proc/self/fd").iterdir())),
    }


def open_and_scroll(app: QApplication, window: MainWindow, path: Path, out: Path | None) -> None:
    """Open, wait for the answer, scroll, write a PDF if ``out`` is given."""
    window.open(path)
    end = time.monotonic() + PATIENCE_S
    while window.study.path != path or window.study.insight is None or window.study.insight is _seen[-1]:
        app.processEvents()
        time.sleep(0.001)
        if time.monotonic() > end:
            raise TimeoutError(f"no answer for {path.name}: {window.banner.text}")
    _seen[:] = [window.study.insight]
    for i in range(STEPS):
        window.canvas.move_by_px(9 if i < STEPS // 2 else -9)
        window.canvas.repaint()
    if out is not None:
        window.export_pdf(out)
        while not out.exists():
            app.processEvents()
            time.sleep(0.001)
        out.unlink()


_seen: list[object] = [None]


def main() -> int:
    """Run; 1 if something grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opens", type=int, default=2000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folder = resource_path("examples")
    examples = [folder / e["file"] for e in json.loads((folder / "examples.json").read_text(encoding="utf-8"))]
    usable = [p for p in examples if p.stem != "noisy"]  # there is no answer to wait for
    with tempfile.TemporaryDirectory() as home:
        tempfile.tempdir = home
        app = make_application()
        window = MainWindow(Settings(), Services(), keeps_settings=False)
        window.resize(1600, 900)
        window.show()
        states, warm = [], max(1, options.opens // 10)
        for i in range(options.opens):
            out = Path(home) / "page.pdf" if i % 25 == 0 else None
            open_and_scroll(app, window, usable[i % len(usable)], out)
            if i + 1 == warm or (i + 1) % max(1, options.opens // 20) == 0:
                gc.collect()
                states.append({"opens": i + 1} | state())
                print(" ".join(f"{k} {v:.0f}" for k, v in states[-1].items()), flush=True)
        window.close()
        app.processEvents()
        left = [p.name for p in Path(home).iterdir()]
    first = next(s for s in states if s["opens"] >= warm)
    growth = {key: states[-1][key] - first[key] for key in ("memory_mb", "threads", "python_threads", "files")}
    limits = {"memory_mb": MAX_GROWTH_MB, "threads": 0, "python_threads": 0, "files": 0}
    grown = [key for key, limit in limits.items() if growth[key] > limit]
    print(f"growth from open {warm} to {options.opens}: {growth}; temporary files left: {left or 'none'}")
    if options.json:
        options.json.write_text(json.dumps({"states": states, "growth": growth, "left": left}, indent=1))
    return 1 if grown or left else 0


if __name__ == "__main__":
    sys.exit(main())
