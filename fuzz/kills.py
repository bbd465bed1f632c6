"""Kill the program at random moments and look at what is left.

    python -m fuzz.kills [--count 200] [--seed 0]

Jobs: *analyse* (open a record, infer, measure, write PDF, PNG, HDF5, JSON and CSV over older files or none), *settings*
and *autosave* (settings, or annotations beside a record, saved again and again), *batch* (several ECGs into one folder,
with files). Each runs in a process forked from one that has loaded everything, and gets SIGKILL after a random part of
the time the whole job takes. Then: the originals are byte-identical; every output is the old one, a whole new one, or
absent; settings and annotations load without complaint, as those of one save; nothing else lies there but private
temporary files, which the program sweeps up when they are a day old; a killed batch, resumed, has every ECG exactly
once with the numbers of one that was not killed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from ecg_imn_desktop.core.annotations import Annotations, Note, Statement
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.io import atomic
from ecg_imn_desktop.io.autosave import BESIDE_SUFFIX, load_annotations, places_of, save_annotations
from ecg_imn_desktop.io.hdf5 import read_stored
from ecg_imn_desktop.io.records import open_record

if TYPE_CHECKING:
    from ecg_imn_desktop.model.session import Session

EXAMPLES = ("normal", "lbbb", "anterior-mi")


def main() -> int:
    """Run; 1 if anything was found that must not be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.perf_counter()
    print(report(run(options.count, options.seed)))
    seconds = time.perf_counter() - began
    used = sum(os.times()[:4]) / options.count
    print(
        f"{options.count} kills, seed {options.seed}: {seconds / options.count:.2f} s each, {used:.2f} of the processor"
    )
    return 1 if FAULTS else 0


FAULTS: list[str] = []


def run(count: int, seed: int) -> Counter[str]:
    """``count`` kills; counts what was seen, and notes in FAULTS what must not be."""
    load_everything()
    seen: Counter[str] = Counter()
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        records = home / "records"
        records.mkdir()
        for example in EXAMPLES:
            for suffix in (".hea", ".dat"):
                source = resource_path("examples", example + suffix)
                if source.exists():
                    shutil.copy(source, records)
        jobs = {
            "analyse": Analyse(home, records),
            "settings": SettingsJob(home),
            "autosave": Autosave(home, records),
            "batch": Batch(home, records),
        }
        whole_s = {name: job.time_whole() for name, job in jobs.items()}
        for _ in range(count):
            name = rng.choice(("analyse", "analyse", "analyse", "settings", "autosave", "batch", "batch"))
            before = digests(records)
            jobs[name].prepare(rng)
            is_killed = killed_after(jobs[name].work, rng.random() * 1.1 * whole_s[name])
            seen[f"{name}: {'killed' if is_killed else 'had ended'}"] += 1
            if digests(records) != before:
                FAULTS.append(f"{name}: an original was changed")
            jobs[name].check(seen)
    return seen


def report(seen: Counter[str]) -> str:
    """What was seen, a line each."""
    lines = [f"{key:<40} {n:5d}" for key, n in sorted(seen.items())]
    return "\n".join([*lines, f"{'faults':<40} {len(FAULTS):5d}", *FAULTS[:20]])


def load_everything() -> None:
    """Import and load once, here: a forked process has it all."""
    import torch

    import ecg_imn_desktop.analysis.measure
    import ecg_imn_desktop.batch.run
    import ecg_imn_desktop.io.records
    import ecg_imn_desktop.report.image
    import ecg_imn_desktop.report.pdf  # noqa: F401
    from ecg_imn_desktop.model.session import Session

    torch.set_num_threads(1)
    Analyse.session = Session("imn-1d", "cpu", 1)


def killed_after(work: Callable[[], None], seconds: float) -> bool:
    """Run ``work`` in a forked process and kill it after some seconds; False if it had ended by then."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 2)
            work()
            code = 0
        finally:
            os._exit(code)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        FAULTS.append("a job that was not killed failed")
    return os.WIFSIGNALED(status)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


class Job:
    """Something to be killed. ``out`` is where it writes."""

    def __init__(self, home: Path) -> None:
        self.out = home / type(self).__name__
        self.out.mkdir()

    def prepare(self, rng: random.Random) -> None:
        """Before every run."""

    def work(self) -> None:
        """In the forked process."""
        raise NotImplementedError

    def check(self, seen: Counter[str]) -> None:
        """After the kill."""
        raise NotImplementedError

    def time_whole(self) -> float:
        """Seconds of a run that nobody kills."""
        self.prepare(random.Random(0))
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                self.work()
                code = 0
            finally:
                os._exit(code)
        if os.waitpid(child, 0)[1]:
            raise RuntimeError(f"{type(self).__name__} fails by itself")
        return time.perf_counter() - started

    def leftovers(self, seen: Counter[str], expected: set[str]) -> None:
        """Temporary files are private, nameless, and go when they are old."""
        for path in self.out.rglob("*"):
            if path.is_dir() or path.name in expected:
                continue
            seen["temporary files left by a kill"] += 1
            if not path.name.startswith(atomic.TEMPORARY_PREFIX):
                FAULTS.append(f"{path.name} was left")
            elif stat.S_IMODE(path.stat().st_mode) not in (0o600, 0o644):
                FAULTS.append(f"{path.name} can be read by others")
            old = time.time() - 2 * 24 * 3600
            os.utime(path, (old, old))
            atomic._swept.clear()
            atomic.sweep(path.parent)
            if path.exists():
                FAULTS.append(f"{path.name} was not swept up")


class Analyse(Job):
    """One ECG, every kind of export."""

    session: ClassVar[Session]  # loaded once, before anything forks
    NAMES = ("a.pdf", "a.png", "a.h5", "a.json", "a.csv")

    def __init__(self, home: Path, records: Path) -> None:
        super().__init__(home)
        self.record = records / "lbbb.hea"

    def prepare(self, rng: random.Random) -> None:
        """An older file of the name, or none."""
        for name in self.NAMES:
            (self.out / name).unlink(missing_ok=True)
            if rng.random() < 0.5:
                (self.out / name).write_bytes(b"old")

    def work(self) -> None:
        """As ``ecg-imn analyze`` does."""
        from ecg_imn_desktop.analysis.measure import measure
        from ecg_imn_desktop.io.records import open_record
        from ecg_imn_desktop.io.results import write_csv, write_h5, write_json
        from ecg_imn_desktop.report.image import write_png
        from ecg_imn_desktop.report.pdf import write_pdf

        record = open_record(self.record)
        analysis = self.session.run(record)
        measurements = measure(record)
        for write, name in zip((write_pdf, write_png, write_h5, write_json, write_csv), self.NAMES, strict=True):
            write(self.out / name, record, analysis, measurements)  # type: ignore[operator]

    def check(self, seen: Counter[str]) -> None:
        """Old, whole or absent."""
        for name in self.NAMES:
            path = self.out / name
            if not path.exists():
                seen["outputs absent"] += 1
            elif path.read_bytes() == b"old":
                seen["outputs as they were"] += 1
            elif self._is_whole(path):
                seen["outputs whole"] += 1
            else:
                FAULTS.append(f"{name} is half written")
        self.leftovers(seen, set(self.NAMES))

    def _is_whole(self, path: Path) -> bool:
        content = path.read_bytes()
        try:
            if path.suffix == ".h5":
                read_stored(path)
            elif path.suffix == ".json":
                json.loads(content)
            elif path.suffix == ".csv":
                rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
                return len(rows) == 1 + len(self.session.classes) and len({len(r) for r in rows}) == 1
        except Exception:  # whatever it is: the file is not whole
            return False
        ends = {".pdf": (b"%PDF-", b"%%EOF"), ".png": (b"\x89PNG", b"IEND\xaeB`\x82")}
        begin, end = ends.get(path.suffix, (b"", b""))
        return content.startswith(begin) and content.rstrip().endswith(end)


class SettingsJob(Job):
    """Settings, saved a hundred times with another list of recent records each."""

    def work(self) -> None:
        """Save and save again."""
        from ecg_imn_desktop.desktop.settings import Settings, save_settings

        for i in range(100):
            save_settings(Settings(recent=[f"{i}"] * 12), self.out / "settings.json")

    def check(self, seen: Counter[str]) -> None:
        """They load, and are those of one save."""
        from ecg_imn_desktop.desktop.settings import load_settings

        settings, complaint = load_settings(self.out / "settings.json")
        if complaint or len(set(settings.recent)) > 1:
            FAULTS.append(f"settings: {complaint or settings.recent}")
        self.leftovers(seen, {"settings.json"})


class Autosave(Job):
    """Annotations beside a record, saved a hundred times with another text in every place each."""

    def __init__(self, home: Path, records: Path) -> None:
        super().__init__(home)
        for source in records.glob("normal.*"):
            shutil.copy(source, self.out)
        self.originals = digests(self.out)
        self.places = replace(places_of(open_record(self.out / "normal.hea")), user=self.out / "user.json")
        self.annotated = f"normal.hea{BESIDE_SUFFIX}"

    def work(self) -> None:
        """Save and save again."""
        for i in range(100):
            text = f"{i} " * 500
            some = Annotations((Note(1.0, "II", text), Note(2.0, None, text)), Statement(text, text))
            save_annotations(self.places, some, is_beside=True)

    def check(self, seen: Counter[str]) -> None:
        """They load, and are those of one save; the record is as it was."""
        loaded = load_annotations(self.places, is_beside=True)
        if loaded.complaint:
            FAULTS.append(f"autosave: {loaded.complaint}")
        if loaded.annotations is not None:
            notes, statement = loaded.annotations.notes, loaded.annotations.statement
            if len({notes[0].text, notes[1].text, statement.text, statement.reviewed_by}) != 1:
                FAULTS.append("autosave: the annotations of two saves are mixed")
            seen["annotations whole"] += 1
        self.leftovers(seen, {*self.originals, self.annotated})
        (self.out / self.annotated).unlink(missing_ok=True)
        if digests(self.out) != self.originals:
            FAULTS.append("autosave: the record was changed, or something was left beside it")


class Batch(Job):
    """All examples into one folder; a run that was killed is resumed."""

    def __init__(self, home: Path, records: Path) -> None:
        super().__init__(home)
        self.records = records
        self.reference: list[dict[str, str]] = []

    def prepare(self, rng: random.Random) -> None:
        """A new run each time."""
        shutil.rmtree(self.out, ignore_errors=True)

    def work(self) -> None:
        """A run, or the rest of one."""
        from ecg_imn_desktop.batch.items import find_items
        from ecg_imn_desktop.batch.pool import in_this_process
        from ecg_imn_desktop.batch.run import open_ledger, run_batch
        from ecg_imn_desktop.batch.work import Plan

        plan = Plan(str(self.out), device="cpu", measures=True, h5=True, csv=True)
        items = find_items([self.records])
        with open_ledger(plan, is_resumed=self.out.exists()) as ledger:
            run_batch(plan, items, ledger, in_this_process)

    def check(self, seen: Counter[str]) -> None:
        """Resume, then compare with what the first run that nobody killed gave."""
        self._finish()
        rows = self._rows()
        if not self.reference:
            self.prepare(random.Random(0))
            self._finish()
            self.reference = self._rows()
        if rows != self.reference:
            FAULTS.append("batch: the resumed run differs from one that was not killed")
        seen["batches resumed"] += 1
        for row in rows:
            for kind in ("h5", "csv"):
                if not (self.out / kind / f"{row['record']}.{kind}").exists():
                    FAULTS.append(f"batch: {row['record']}.{kind} is missing")
        self.leftovers(seen, {p.name for p in self.out.rglob("*") if not p.name.startswith(atomic.TEMPORARY_PREFIX)})

    def _finish(self) -> None:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                self.work()
                code = 0
            finally:
                os._exit(code)
        if os.waitpid(child, 0)[1]:
            FAULTS.append("batch: it cannot be resumed")

    def _rows(self) -> list[dict[str, str]]:
        with (self.out / "predictions.csv").open(newline="") as file:
            return sorted(csv.DictReader(file), key=lambda row: row["record"])


if __name__ == "__main__":
    sys.exit(main())
