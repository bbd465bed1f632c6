"""How long the window stands still at what a user does in it: themes, sheets, lists, comparisons.

Run: python benchmarks/stalls.py [--tries 5] [--all] [--records 2000]. Each try is a fresh process with nobody's
settings: an ECG is opened and answered, then each deed is done as by its key, a heartbeat of 5 ms in the thread of the
window running on. Printed are the medians over the tries of the longest time between two beats, by the clock and as
the time for which that thread held a processor, which says the same on a machine that does other things too. ``--all``
goes through every action of the menus that asks nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from first_trace import Watched, fresh_process

BUDGET_MS = 50.0
QUIET_S = 0.3

# They end the window, or ask before anything happens.
_LEFT_OUT = frozenset(
    ("open", "open_folder", "print", "rhythm_lead", "calibrate", "go_to", "add_note", "statement", "quit",
     "export_pdf", "save_analysis", "export_data", "export_view", "export_record", "about", "compare", "batch",
     "keys", "palette", "settings")
)  # fmt: skip


class Stalls(Watched):
    """Deeds in a window that shows an answered ECG; ``found`` (name -> ms by the clock, of the processor)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[float, float]] = {}
        self._works: list[float] = []
        self._timer.timeout.connect(lambda: self._works.append(time.thread_time()))
        self.answer("anterior-mi")

    def wait(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """The loop of events, for so long or until something is so."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and not until():
            self._app.processEvents()
            time.sleep(0.0002)

    def do(self, name: str, deed: Callable[[], Any], seconds: float = QUIET_S) -> Any:
        """Measure a deed and what follows it."""
        self.wait(QUIET_S)
        self._beats.clear()
        self._works.clear()
        started, worked = time.perf_counter(), time.thread_time()
        out = deed()
        self.wait(seconds)
        clock, work = np.diff([started, *self._beats]), np.diff([worked, *self._works])
        self.found[name] = 1000 * float(clock.max()), 1000 * float(work.max())
        return out

    def act(self, name: str, id_: str, seconds: float = QUIET_S) -> None:
        """An action of the menus."""
        self.do(name, self.window.actions_[id_].trigger, seconds)


def known(n_records: int) -> dict[str, tuple[float, float]]:
    """What users do most that builds or restyles much."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QDialog

    stalls = Stalls()
    window, header = stalls.window, stalls.window.folder.list

    def put_away() -> None:
        for dialog in window.findChildren(QDialog):
            dialog.close()
        stalls.wait(QUIET_S)

    stalls.wait(1.5)
    stalls.do("nothing", lambda: None)
    for name in ("dark", "paper", "light"):
        stalls.act(f"theme: {name}", f"theme_{name}")
    for name in ("keys", "palette", "settings"):
        for when in ("first", "again"):
            stalls.act(f"{name}, {when}", name)
            put_away()
    with tempfile.TemporaryDirectory() as folder:
        for i in range(n_records):
            day = f"{1 + i * 7 % 28:02d}/{1 + i * 5 % 12:02d}/{1990 + i * 11 % 30}"
            Path(folder, f"r{i * 7919 % 100_003:06d}.hea").write_text(
                f"r 1 500 10 12:00:00 {day}\nr.dat 16 200 16 0 0 0 0 II\n"
            )
        stalls.do(f"folder of {n_records} listed", lambda: window.open_folder(Path(folder)), 4.0)
        proxy: Any = window.folder.list.model()
        model = proxy.sourceModel()
        for i, path in enumerate(model.paths()):
            model.take_answer(path, "MI", "", (i * 31 % 997) / 997)
        header.setCurrentIndex(header.model().index(n_records // 2, 0))
        for column, name in enumerate(("name", "date", "answer")):
            for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
                side = "up" if order == Qt.SortOrder.AscendingOrder else "down"
                stalls.do(f"folder sorted by {name}, {side}", partial(header.sortByColumn, column, order))
        stalls.do("folder filtered", lambda: window.folder.filter.setText("7"))
        window.folder.filter.clear()
        stalls.act("folder away", "folder_panel")
        for when in ("first", "again"):
            stalls.act(f"compare, {when}", "compare", 6.0)
            for compare in list(window.comparing.windows):
                compare.close()
        for when in ("first", "again"):
            stalls.act(f"batch, {when}", "batch")
            assert stalls.window.tools.batch_window is not None
            stalls.window.tools.batch_window.close()
        for name in ("export_pdf", "print", "statement", "about"):
            for when in ("first", "again"):
                stalls.act(f"{name}, {when}", name, 3.0)
                put_away()
    window.close()
    return stalls.found


def all_actions(_: int) -> dict[str, tuple[float, float]]:
    """Every action of the table that asks nothing, twice."""
    from ecg_imn_desktop.desktop.actions import ACTIONS

    stalls = Stalls()
    for round_ in ("first", "again"):
        for spec in ACTIONS:
            if spec.id not in _LEFT_OUT:
                stalls.act(f"{spec.id}, {round_}", spec.id)
    stalls.window.close()
    return stalls.found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    what = "all_actions" if args.all else "known"
    command = f"import json, stalls; print(json.dumps(stalls.{what}({args.records})))"
    tries = [fresh_process(command) for _ in range(args.tries)]
    print(f"{'medians of ' + str(args.tries):<36} longest time between two beats, ms: by the clock, of the processor")
    for name in tries[0]:
        clock, work = np.median([found[name] for found in tries], axis=0)
        print(f"{name:<36} {clock:7.1f} {work:7.1f}{'   over ' + format(BUDGET_MS, 'g') if clock > BUDGET_MS else ''}")


if __name__ == "__main__":
    main()
