"""A stored analysis is recomputed, and whatever was changed in it is found."""

from dataclasses import replace

import h5py
import numpy as np
import pytest

from ecg_imn_desktop.analysis.fiducial_moves import moved
from ecg_imn_desktop.analysis.measure import measure, recompute
from ecg_imn_desktop.core.errors import Cancelled, SignalError
from ecg_imn_desktop.core.progress import CancellableProgress
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


# ------------------------------------------------------------------ what cannot be compared is not called right


@pytest.fixture
def stored(stored_file):
    return read_stored(stored_file)


def with_analysis(stored, **changes):
    window = stored.windows[0]
    return replace(stored, windows=(replace(window, analysis=replace(window.analysis, **changes)),))


def failed(stored, session):
    return {c.what.partition(": ")[2] or c.what: c.found for c in verify(stored, session) if not c.is_ok}


def test_a_model_that_refuses_the_signal_is_said(stored, session):
    flat = replace(stored.record, mv=np.zeros_like(stored.record.mv), lead_names=("X",) * 12)
    found = failed(replace(stored, record=flat), session)
    assert "standard leads" in found["answer"]
    assert "logits" not in found


def test_a_model_with_other_classes_is_said(stored, session):
    prediction = stored.windows[0].analysis.prediction
    classes = (*prediction.classes[:-1], replace(prediction.classes[-1], name="OTHER"))
    found = failed(with_analysis(stored, prediction=replace(prediction, classes=classes)), session)
    assert found["answer"] == "the model has other classes"


def test_a_map_of_another_length_is_said(stored, session):
    explanation = stored.windows[0].analysis.explanation
    cut = replace(explanation, contribution=explanation.contribution[:, :, :-1], weights=None)
    found = failed(with_analysis(stored, explanation=cut), session)
    n_classes = explanation.contribution.shape[0]
    assert found["contributions"] == f"shape ({n_classes}, 12, 999), recomputed ({n_classes}, 12, 1000)"


def test_contributions_that_do_not_add_up_are_said(stored, session):
    explanation = stored.windows[0].analysis.explanation
    values = explanation.contribution.copy()
    values[3, 4, 5] += 2e-4
    found = failed(with_analysis(stored, explanation=replace(explanation, contribution=values)), session)
    assert found.keys() == {"logit = b + sum of contributions", "contributions"}


@pytest.mark.parametrize(("off", "is_ok"), [(5e-5, True), (2e-4, False)])
def test_how_far_answers_may_lie_apart(stored, session, off, is_ok):
    prediction = stored.windows[0].analysis.prediction
    moved_all = replace(prediction, logit=prediction.logit + off, bias=prediction.bias + off)
    checks = {c.what.partition(": ")[2]: c for c in verify(with_analysis(stored, prediction=moved_all), session)}
    assert checks["logits"].is_ok == checks["bias"].is_ok == is_ok
    assert checks["logits"].found == f"largest difference {off:.1e}"


def test_weights_that_were_not_kept_are_not_compared(stored, session):
    explanation = replace(stored.windows[0].analysis.explanation, weights=None)
    checks = verify(with_analysis(stored, explanation=explanation), session)
    assert all(c.is_ok for c in checks)
    assert not any(c.what.endswith(": W") for c in checks)


@pytest.mark.parametrize(("off", "is_ok"), [(5e-4, True), (2e-3, False)])
def test_how_far_measurements_may_lie_apart(stored, session, off, is_ok):
    window = stored.windows[0]
    measured = replace(window.measurements, qrs_ms=window.measurements.qrs_ms + off)
    (check,) = verify(replace(stored, windows=(StoredWindow(None, measured),)), session)[1:]
    assert check.is_ok == is_ok
    assert check.found.startswith("largest difference")
    assert check.found.endswith("(qrs_ms)")


@pytest.mark.parametrize(
    "change",
    [
        lambda m: replace(m, qtc_ms={**m.qtc_ms, "Smith": 400.0}),
        lambda m: replace(m, warnings=(*m.warnings, "something")),
        lambda m: replace(m, rhythm="irregular"),
        lambda m: replace(m, pr_ms=None),
    ],
)
def test_measurements_of_another_shape_differ(stored, session, change):
    window = stored.windows[0]
    changed = StoredWindow(window.analysis, change(window.measurements))
    found = failed(replace(stored, windows=(changed,)), session)
    assert found.keys() == {"measurements from 0 s"}
    assert "largest difference inf" in found["measurements from 0 s"]


def test_what_cannot_be_measured_any_more_is_said(stored, session, monkeypatch):
    def refuse(_section):
        raise SignalError("There are no beats.")

    monkeypatch.setattr("ecg_imn_desktop.model.verify.measure", refuse)
    assert failed(stored, session) == {"measurements from 0 s": "There are no beats."}


def test_every_window_is_verified_and_the_work_can_be_cancelled(stored, session):
    window = stored.windows[0]
    twice = replace(stored, windows=(window, StoredWindow(None, window.measurements)))
    seen = []
    checks = verify(twice, session, CancellableProgress(lambda part, what: seen.append((part, what))))
    assert len(checks) == 11
    assert all(c.is_ok for c in checks)
    assert seen == [(0.0, "recomputing"), (0.5, "recomputing")]
    with pytest.raises(Cancelled):
        verify(twice, session, CancellableProgress(is_cancelled=lambda: True))


def test_checks_name_their_window_and_what_was_not_measured_is_not_compared(stored, session):
    analysis = stored.windows[0].analysis
    checks = verify(replace(stored, windows=(StoredWindow(analysis, None),)), session)
    assert len(checks) == 9
    assert all(c.what.startswith("window 0-10 s: ") for c in checks[1:])
