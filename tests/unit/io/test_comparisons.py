"""The numbers of a comparison as JSON and CSV."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.analysis.comparison import compare
from ecg_imn_desktop.analysis.series import make_series
from ecg_imn_desktop.core.comparison import DeletionCurve
from ecg_imn_desktop.core.doubt import OF_THE_SIGNAL
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.core.measurements import Measurements
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.io.comparisons import (
    comparison_to_dict,
    series_to_dict,
    side_to_dict,
    to_json,
    write_csv,
    write_json,
)

from ..analysis.sides import explained, fiducials_at, side

R_A, R_B = np.arange(0.6, 9.5, 0.8), np.arange(0.9, 9.5, 1.0)


def one(r_peak_s, seed, qrs_ms):
    base = side(r_peak_s, measurements=Measurements(fiducials_at(r_peak_s), qrs_ms=qrs_ms))
    base = replace(base, record=replace(base.record, patient=Patient(name="Jane Doe", id="4711")))
    return explained(base, seed=seed)


@pytest.fixture
def comparison():
    return compare(one(R_A, 1, 90.0), one(R_B, 2, 120.0))


def test_the_numbers_are_those_of_the_comparison(comparison):
    curve = DeletionCurve(np.array([0.0, 0.5]), {"map": np.array([1.0, 0.0]), "random": np.array([1.0, 0.8])})
    facts = json.loads(to_json(comparison_to_dict(comparison, {"a": curve, "b": None})))
    (qrs,) = facts["measurements"]
    assert (qrs["a"], qrs["b"], qrs["change"], qrs["exceeds_usual_variability"]) == (90.0, 120.0, 30.0, True)
    change = facts["logit_change"]
    total = change["bias"] + sum(change["leads"].values()) + change["residual"]
    assert total == pytest.approx(change["logit_b"] - change["logit_a"])
    assert facts["agreement"]["spearman"] == comparison.agreement.spearman
    rms = float(np.sqrt(np.nanmean(comparison.aligned.difference[0] ** 2)))
    assert facts["difference"]["rms_mv"]["I"] == pytest.approx(rms)
    assert facts["deletion"] == {"a": {"fraction": [0, 0.5], "logit_map": [1, 0], "logit_random": [1, 0.8]}, "b": None}
    assert facts["a"]["method"] == "exact"
    assert "Research use only" in facts["use"]


def test_each_side_says_whether_and_why_its_answer_is_doubted():
    def sure(side):
        return replace(side, prediction=replace(side.prediction, probability=np.array([0.9, 0.1, 0.1])))

    a, b = sure(one(R_A, 1, 90.0)), sure(one(R_B, 2, 140.0))
    facts = json.loads(to_json(comparison_to_dict(compare(a, b))))
    assert (facts["a"]["low_confidence"], facts["a"]["low_confidence_reasons"]) == (False, [])
    assert facts["b"]["low_confidence"] is True
    assert "QRS 140 ms" in facts["b"]["low_confidence_reasons"][0]
    doubted = side_to_dict(replace(a, warnings=("noisy.", OF_THE_SIGNAL)))
    assert doubted["low_confidence_reasons"] == [OF_THE_SIGNAL]
    unanswered = side_to_dict(replace(a, prediction=None, reason="no ECG"))
    assert unanswered["low_confidence"] is None, "without an answer there is none to doubt"


def test_each_side_says_what_the_checks_the_file_and_the_measurements_remark():
    a = one(R_A, 1, 90.0)
    a = replace(
        a, warnings=("noisy.",), record=replace(a.record, warnings=("odd file.",)),
        measurements=replace(a.measurements, warnings=("no P wave.",)),
    )  # fmt: skip
    facts = side_to_dict(a)
    found = [facts[name] for name in ("warnings", "record_warnings", "measurement_warnings")]
    assert found == [["noisy."], ["odd file."], ["no P wave."]]
    assert side_to_dict(replace(a, measurements=None))["measurement_warnings"] == []
    assert series_to_dict(make_series([one(R_A, 2, 90.0), a]))["ecgs"][1] == facts, "in a series too"


@pytest.mark.parametrize(("card", "hz"), [("", None), ('{"preprocessing": {"highpass_hz": 0.5}}', 0.5)])
def test_each_side_says_what_its_model_does_not_read(card, hz):
    a = one(R_A, 1, 90.0)
    assert side_to_dict(replace(a, model=replace(a.model, card=card)))["model"]["highpass_hz"] == hz


def test_no_patient_is_named(comparison):
    text = to_json(comparison_to_dict(comparison))
    assert "Jane" not in text
    assert "4711" not in text


def test_what_is_unknown_is_null_not_nan(comparison):
    gone = replace(comparison, agreement=replace(comparison.agreement, spearman=float("nan")), steps=None, aligned=None)
    facts = json.loads(to_json(comparison_to_dict(gone)))
    assert facts["agreement"]["spearman"] is None
    assert facts["logit_change"] is None


def test_the_table_holds_the_same_numbers(comparison, tmp_path):
    facts = comparison_to_dict(comparison)
    write_csv(tmp_path / "c.csv", facts, [comparison.a, comparison.b])
    with (tmp_path / "c.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    qrs = next(row for row in rows if row["name"] == "qrs_ms")
    assert (qrs["a"], qrs["b"], qrs["change"], qrs["exceeds_usual_variability"]) == ("90.0", "120.0", "30.0", "True")
    parts = [float(row["change"]) for row in rows if row["kind"] == "contribution"]
    assert len(parts) == 14
    assert sum(parts) == pytest.approx(facts["logit_change"]["change"])
    logit = next(row for row in rows if row["kind"] == "logit" and row["name"] == "MI")
    assert float(logit["b"]) - float(logit["a"]) == pytest.approx(float(logit["change"]))


def test_a_series_as_json_and_csv(tmp_path):
    sides = [one(R_A, 1, 90.0), one(R_B, 2, None), one(R_B, 3, 101.0)]
    facts = series_to_dict(make_series(sides))
    write_json(tmp_path / "s.json", facts, sides)
    held = json.loads((tmp_path / "s.json").read_text())
    assert held["measurements"][0]["values"] == [90.0, None, 101.0]
    assert len(held["probabilities"]["MI"]) == 3
    write_csv(tmp_path / "s.csv", facts, sides)
    with (tmp_path / "s.csv").open(newline="") as file:
        qrs = next(row for row in csv.DictReader(file) if row["name"] == "qrs_ms")
    assert (qrs["ecg_1"], qrs["ecg_2"], qrs["ecg_3"], qrs["change"]) == ("90.0", "", "101.0", "11.0")


def with_probabilities(side, *probability):
    return replace(side, prediction=replace(side.prediction, probability=np.array(probability)))


def test_what_is_near_its_threshold_is_said(tmp_path):
    a = with_probabilities(one(R_A, 1, 90.0), 0.9, 0.48, 0.1)
    b = with_probabilities(one(R_B, 2, 90.0), 0.9, 0.1, 0.29)
    mute = replace(one(R_B, 3, 90.0), prediction=None, evidence=None, explanation=None, reason="It is too short.")
    facts = json.loads(to_json(comparison_to_dict(compare(a, b))))
    near = {c["name"]: (c["is_near_threshold_a"], c["is_near_threshold_b"]) for c in facts["classes"]}
    assert near == {"NORM": (False, False), "MI": (True, False), "IMI": (False, True)}
    assert [facts[letter]["is_near_threshold"] for letter in "ab"] == [True, False], "of the class that is explained"
    series = json.loads(to_json(series_to_dict(make_series([a, b, mute]))))
    assert series["is_near_threshold"] == {
        "NORM": [False, False, None], "MI": [True, False, None], "IMI": [False, True, None]
    }  # fmt: skip
    assert [ecg["is_near_threshold"] for ecg in series["ecgs"]] == [True, False, None]
    for held, sides, columns in ((facts, [a, b], ("a", "b")), (series, [a, b, mute], ("ecg_1", "ecg_2", "ecg_3"))):
        write_csv(tmp_path / "n.csv", held, sides)
        with (tmp_path / "n.csv").open(newline="") as file:
            rows = {row["name"]: row for row in csv.DictReader(file) if row["kind"] == "is_near_threshold"}
        assert [rows["MI"][column] for column in columns] == ["1", "0", ""][: len(columns)]
        assert [rows["IMI"][column] for column in columns] == ["0", "1", ""][: len(columns)]


def test_neither_record_is_overwritten(comparison, tmp_path):
    own = tmp_path / "b.hea"
    own.write_text("b 1 500 10\n")
    b = replace(comparison.b, record=replace(comparison.b.record, source=own))
    for write in (write_json, write_csv):
        with pytest.raises(ExportError):
            write(own, comparison_to_dict(comparison), [comparison.a, b])
    assert own.read_text() == "b 1 500 10\n"
