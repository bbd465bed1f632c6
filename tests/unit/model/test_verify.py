"""A stored analysis is recomputed, and whatever was changed in it is found."""

from dataclasses import replace

import h5py
import numpy as np
import pytest

from ecg_imn_desktop.analysis.measure import measure, moved, recompute
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.core.stored import StoredWindow
from ecg_imn_desktop.io.hdf5 import read_stored, write_h5, write_stored
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.io.seal import seal
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.model.verify import verify


@pytest.fixture(scope="module")
def session():
    return Session("imn-1d", "cpu")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, session):
    path = tmp_path_factory.mktemp("stored") / "a.h5"
    record = open_record(resource_path("examples", "anterior-mi.hea"))
    write_h5(path, record, session.run(record), measure(record))
    return path.read_bytes()


@pytest.fixture
def stored_file(tmp_path, whole):
    path = tmp_path / "b.h5"
    path.write_bytes(whole)
    return path


def differing(path, session):
    return [check.what for check in verify(read_stored(path), session) if not check.is_ok]


def test_what_was_stored_is_found_again(stored_file, session):
    checks = verify(read_stored(stored_file), session)
    assert [c.what for c in checks if not c.is_ok] == []
    assert len(checks) == 10


def _signal(file):
    file["record/signal_mv"][0, 100] += 0.01


def _weights(file):
    file["analysis/weights"][1, 2, 300] += 0.01


def _two_contributions(file):
    """Their sum is the same, so only the comparison with the network finds it."""
    values = file["analysis/contribution"][1, 2]
    values[300] += 0.5
    values[301] -= 0.5
    file["analysis/contribution"][1, 2] = values


def _probability(file):
    file["analysis/probability"][0] = 0.99


def _bias_and_logit(file):
    file["analysis/bias"][2] += 0.01
    file["analysis/logit"][2] += 0.01


def _measured(file):
    text = file["measurements/numbers"][0].decode()
    head, _, rest = text.partition('"qrs_ms": ')
    del file["measurements/numbers"]
    file["measurements/numbers"] = np.array([(head + '"qrs_ms": 9' + rest[1:]).encode()])


def _fiducial(file):
    file["measurements/t_offset_s"][1] += 0.004


def _model(file):
    file["analysis"].attrs["model_sha256"] = np.bytes_("0" * 64)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_signal, ["signal and its checksum"]),
        (_weights, [": W"]),
        (_two_contributions, [": contributions"]),
        (_probability, ["calibrated logits", ": probabilities"]),
        (_bias_and_logit, [": logits", ": bias"]),
        (_measured, ["measurements"]),
        (_fiducial, ["measurements"]),
        (_model, [": model"]),
    ],
)
def test_what_was_changed_is_found(stored_file, session, change, words):
    with h5py.File(stored_file, "r+") as file:
        change(file)
    seal(stored_file)
    found = differing(stored_file, session)
    for word in words:
        assert any(word in what for what in found), (word, found)


def test_moved_marks_are_verified_from_the_marks(stored_file, session):
    stored = read_stored(stored_file)
    window = stored.windows[0]
    fiducials = window.measurements.fiducials
    edited = moved(fiducials, "qrs_offset", 2, float(fiducials.qrs_offset_s[2]) + 0.01)
    measurements = recompute(stored.record.section(0, 10), edited)
    again = stored_file.with_name("m.h5")
    write_stored(again, replace(stored, windows=(StoredWindow(window.analysis, measurements),)))
    checks = verify(read_stored(again), session)
    assert all(check.is_ok for check in checks)
    assert any("marks moved by hand" in check.what for check in checks)
