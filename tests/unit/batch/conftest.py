"""Simulated records for batches."""

from pathlib import Path

import pytest

from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.examples import write_wfdb


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Path:
    """A folder with nine ECGs in two folders, and three files that are none."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "below").mkdir()
    conditions = ("normal", "anterior-mi", "lbbb")
    for i in range(9):
        record = simulate(conditions[i % 3], fs=100 if i % 2 else 500, duration_s=10, seed=i).record
        path = write_wfdb(record, folder / "below" if i > 5 else folder)
        for suffix in (".hea", ".dat"):
            old = path.with_suffix(suffix)
            old.rename(old.with_name(f"ecg{i}{suffix}"))
        header = path.with_name(f"ecg{i}.hea")
        header.write_text(
            header.read_text().replace(f"{path.stem}.dat", f"ecg{i}.dat").replace(path.stem, f"ecg{i}", 1)
        )
    (folder / "junk.hea").write_text("this is no header\n")
    (folder / "lost.hea").write_text("lost 1 100 1000\nlost.dat 16 200 16 0 0 0 0 I\n")
    (folder / "zz.hea").write_text("")
    return folder
