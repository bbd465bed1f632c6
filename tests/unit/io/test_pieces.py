"""Long records stay in their files, and give the same samples as when they are read at once."""

import os

import numpy as np
import pytest

from ecg_imn_desktop.io import pieces
from ecg_imn_desktop.io import plan as plans
from ecg_imn_desktop.io.records import open_record


@pytest.fixture
def both(monkeypatch):
    """A function that opens a record in pieces and at once."""

    def open_both(path):
        at_once = open_record(path)
        monkeypatch.setattr(plans, "MIN_STORED_BYTES", 1)
        monkeypatch.setattr(pieces, "_BLOCK", 6)
        in_pieces = open_record(path)
        assert in_pieces.is_stored
        assert not at_once.is_stored
        return in_pieces, at_once

    return open_both


def check(in_pieces, at_once):
    assert in_pieces.lead_names == at_once.lead_names
    whole = at_once.mv
    np.testing.assert_array_equal(in_pieces.mv[:, :], whole)
    rng = np.random.default_rng(1)
    for _ in range(20):
        first, last = np.sort(rng.integers(0, whole.shape[1] + 1, 2))
        np.testing.assert_array_equal(in_pieces.mv[:, first:last], whole[:, first:last])


@pytest.mark.parametrize("skew", [0, 5])
def test_interleaved_16_bit_with_a_gap_and_skew(make, tmp_path, both, skew):
    samples = make.samples(200, 3)
    samples[50:60, 1] = -32768
    fmt = "16" if not skew else f"16:{skew}"
    lines = ["r 3 500 200", *(f"r.dat {fmt if i == 2 else '16'} 1000/mV 16 0 0 0 0 {n}" for i, n in enumerate("ABC"))]
    lines = [line.replace(" A", " I").replace(" B", " II").replace(" C", " V1") for line in lines]
    check(*both(make.write(tmp_path, "r", lines, samples)))


def test_channels_that_are_no_ecg_between_leads(make, tmp_path, both):
    lines = [
        "r 3 500 100",
        "r.dat 16 1000/mV 16 0 0 0 0 I",
        "r.dat 16 10/mmHg 16 0 0 0 0 ABP",
        "r.dat 16 1000/mV 16 0 0 0 0 II",
    ]
    in_pieces, at_once = both(make.write(tmp_path, "r", lines, make.samples(100, 3)))
    check(in_pieces, at_once)
    np.testing.assert_array_equal(in_pieces.other_signals[0].values[20:40], at_once.other_signals[0].values[20:40])
    part = in_pieces.section(0.1, 0.05)
    np.testing.assert_array_equal(part.other_signals[0].values, at_once.other_signals[0].values[50:75])


def test_segments_with_a_gap_between_them(make, tmp_path, both):
    for i in range(2):
        lines = [f"s{i} 2 500 50", *(f"s{i}.dat 16 1000/mV 16 0 0 0 0 {n}" for n in ("I", "II"))]
        make.write(tmp_path, f"s{i}", lines, make.samples(50, 2))
    in_pieces, at_once = both(make.write(tmp_path, "m", ["m/3 2 500 130", "s0 50", "~ 30", "s1 50"]))
    check(in_pieces, at_once)
    assert np.isnan(in_pieces.mv[:, 55:75]).all()


def test_a_file_that_goes_away_gives_a_gap(make, tmp_path, both, caplog):
    lines = ["r 1 500 100", "r.dat 16 1000/mV 16 0 0 0 0 I"]
    record, _ = both(make.write(tmp_path, "r", lines, make.samples(100, 1)))
    assert np.isfinite(record.mv[:, 0:10]).all()
    (tmp_path / "r.dat").unlink()
    assert np.isnan(record.mv[:, 60:90]).all()
    assert "cannot be read any more" in caplog.text
    assert "r.dat" not in caplog.text


def test_a_file_that_was_replaced_is_not_mixed_with_the_old_one(make, tmp_path, both, caplog):
    lines = ["r 1 500 100", "r.dat 16 1000/mV 16 0 0 0 0 I"]
    record, _ = both(make.write(tmp_path, "r", lines, make.samples(100, 1)))
    known = record.mv[:, 0:6]
    whole = (tmp_path / "r.dat").read_bytes()
    state = (tmp_path / "r.dat").stat()
    make.write(tmp_path, "r", lines, make.samples(100, 1, seed=5))
    os.utime(tmp_path / "r.dat", ns=(state.st_atime_ns, state.st_mtime_ns + 10**9))
    assert np.isnan(record.mv[:, 60:90]).all()
    np.testing.assert_array_equal(record.mv[:, 0:6], known)
    assert "cannot be read any more" in caplog.text
    (tmp_path / "r.dat").write_bytes(whole)  # the drive is back: what could not be read was not remembered
    os.utime(tmp_path / "r.dat", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert np.isfinite(record.mv[:, 60:90]).all()


def test_another_state_of_the_file_has_another_key(make, tmp_path, both):
    lines = ["r 1 500 100", "r.dat 16 1000/mV 16 0 0 0 0 I"]
    header = make.write(tmp_path, "r", lines, make.samples(100, 1))
    record, _ = both(header)
    assert record.mv.key == open_record(header).mv.key
    (tmp_path / "r.dat").write_bytes(b"\0" * 202)
    assert record.mv.key != open_record(header).mv.key


@pytest.mark.parametrize(("database", "name"), [("mitdb", "100"), ("ludb", "1")])
def test_real_records(real_data, both, database, name):
    found = sorted(real_data.rglob(f"{name}.hea"))
    if not found:
        pytest.skip(f"no {database}")
    in_pieces, at_once = both(found[0])
    for first in (0, 1, 777, at_once.n_samples - 100):
        np.testing.assert_array_equal(in_pieces.mv[:, first : first + 100], at_once.mv[:, first : first + 100])
