"""The shipped examples are what the simulator makes, and say of themselves that they are simulated."""

import json
import subprocess
import sys

import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.simulate import CONDITIONS, simulate
from ecg_imn_desktop.simulate.examples import EXAMPLE_DURATION_S, EXAMPLE_FS, INDEX_NAME, write_examples, write_wfdb


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    write_examples(folder)
    return folder


def test_shipped_files_are_the_generated_ones(written):
    shipped = resource_path("examples")
    shipped_names = {
        p.name for p in shipped.iterdir() if not p.name.endswith(".ecg-imn.json")
    }  # marks of who tried them
    assert shipped_names == {p.name for p in written.iterdir()}
    for path in written.iterdir():
        assert path.read_bytes() == (shipped / path.name).read_bytes(), path.name


def test_index_tells_of_every_example(written):
    index = json.loads((written / INDEX_NAME).read_text(encoding="utf-8"))
    assert [entry["file"] for entry in index] == [f"{name}.hea" for name in CONDITIONS]
    for seed, entry in enumerate(index):
        truth = simulate(entry["file"].removesuffix(".hea"), EXAMPLE_FS, EXAMPLE_DURATION_S, seed).truth
        assert entry["simulated"] is True
        assert entry["qrs_ms"] == pytest.approx(truth.qrs_ms, abs=0.05)
        assert entry["hr_bpm"] == pytest.approx(truth.hr_bpm, abs=0.05)
        np.testing.assert_allclose(entry["r_peak_s"], truth.fiducials.r_peak_s, atol=1e-4)


@pytest.mark.parametrize("name", CONDITIONS)
def test_header_says_simulated_and_what(written, name):
    record = wfdb.rdrecord(str(written / name))
    assert "simulated: true" in record.comments
    assert f"condition: {CONDITIONS[name].title}" in record.comments
    assert (record.fs, record.n_sig, record.sig_len) == (500, 12, 5000)


@pytest.mark.parametrize("fs", [100, 257.5, 500])
def test_wfdb_round_trip_keeps_half_a_microvolt(tmp_path, fs):
    record = simulate("lvh", fs=fs, duration_s=4, seed=5).record
    back = wfdb.rdrecord(str(write_wfdb(record, tmp_path).with_suffix("")))
    assert back.fs == fs
    assert tuple(back.sig_name) == record.lead_names
    np.testing.assert_allclose(back.p_signal.T, record.mv, atol=0.5e-3 + 1e-6)


def test_command_writes_into_the_folder_asked_for(tmp_path):
    command = [sys.executable, "-m", "ecg_imn_desktop.simulate", "--out", str(tmp_path / "new")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert str(len(CONDITIONS)) in done.stdout
    assert (tmp_path / "new" / "normal.hea").is_file()
    assert (tmp_path / "new" / INDEX_NAME).is_file()
