"""JSON, CSV and HDF5 of an analysis; the HDF5 file read back, damaged and hostile ones refused."""

import csv
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import h5py
import numpy as np
import pytest

from ecg_imn_desktop import __version__
from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.doubt import OF_THE_SIGNAL, is_near
from ecg_imn_desktop.core.errors import ExportError, RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import Fiducials, LeadMeasurements, Measurements
from ecg_imn_desktop.core.record import OtherSignal, Patient, Record
from ecg_imn_desktop.io.results import analysis_to_dict, read_h5, write_csv, write_h5, write_json
from ecg_imn_desktop.io.seal import seal

CLASSES = (
    ClassInfo("NORM", "normal ECG", threshold=0.4),
    ClassInfo("MI", "myocardial infarction"),
    ClassInfo("IMI", "inferior myocardial infarction", parent="MI"),
)


@pytest.fixture
def record():
    mv = np.random.default_rng(1).normal(0, 0.3, (12, 500)).astype(np.float32)
    mv[3, 10:20] = np.nan
    return Record(
        name="Größe-1",
        mv=mv,
        fs=500.0,
        lead_names=STANDARD_LEADS,
        file_lead_names=tuple(n.upper() for n in STANDARD_LEADS),
        patient=Patient(name="Jane Doe", id="42", age_years=63.0, sex="female", diagnoses=("x", "y")),
        recorded_at=datetime(2020, 2, 3, 4, 5, 6),
        source=Path("/somewhere/r.hea"),
        comments=("a comment", "µ"),
        warnings=("a flaw.",),
        other_signals=(OtherSignal("ABP", "mmHg", np.arange(500, dtype=np.float32)),),
        is_simulated=True,
    )


@pytest.fixture
def analysis():
    contribution = np.random.default_rng(2).normal(0, 0.01, (3, 12, 100)).astype(np.float32)
    bias = np.array([-1.0, 0.25, 0.5])
    logit = bias + contribution.sum(axis=(1, 2), dtype=np.float64)
    probability = 1 / (1 + np.exp(-logit))
    return Analysis(
        model=ModelInfo("imn-1d", "1.0", "ab" * 32, 100.0, 1000),
        prediction=Prediction(CLASSES, logit, bias, probability),
        explanation=Explanation(contribution, 100.0, STANDARD_LEADS, start_s=2.5),
        warnings=("noisy.",),
        device="cpu",
        elapsed_ms=12.5,
    )


@pytest.fixture
def measurements():
    beats = np.array([0.5, 1.5])
    gone = np.array([0.4, np.nan])
    fiducials = Fiducials(
        beats, gone, gone, beats - 0.04, beats + 0.05, beats + 0.2, beats + 0.35, frozenset({"t_offset"})
    )
    leads = {"II": LeadMeasurements(st_j_mv=0.01)}
    nan = float("nan")
    return Measurements(fiducials, hr_bpm=60.0, pr_ms=None, qrs_ms=nan, qtc_ms={"Bazett": 410.0}, leads=leads)


def test_json_holds_every_class_and_adds_up(tmp_path, record, analysis, measurements):
    write_json(tmp_path / "a.json", record, analysis, measurements)
    facts = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))
    assert [c["name"] for c in facts["classes"]] == ["NORM", "MI", "IMI"]
    for entry in facts["classes"]:
        total = entry["bias"] + sum(entry["lead_contributions"].values())
        assert abs(entry["logit"] - total) < 1e-9
        assert entry["residual"] == pytest.approx(entry["logit"] - total, abs=1e-9)
        assert list(entry["lead_contributions"]) == list(STANDARD_LEADS)
    assert facts["classes"][2]["parent"] == "MI"
    assert facts["classes"][0]["is_positive"] == (facts["classes"][0]["probability"] >= 0.4)
    for entry in facts["classes"]:
        assert entry["is_near_threshold"] == is_near(entry["probability"], entry["threshold"])
    assert facts["top_class"] == max(facts["classes"][:2], key=lambda c: c["probability"])["name"]
    assert facts["model"] == {
        "name": "imn-1d",
        "version": "1.0",
        "sha256": "ab" * 32,
        "fs_hz": 100.0,
        "window_s": 10.0,
        "highpass_hz": None,
    }
    assert facts["program"]["version"] == __version__
    assert "Research use" in facts["notice"]
    assert facts["record"]["name"] == "Größe-1"
    assert facts["record"]["source"] == "r.hea"
    assert facts["record"]["recorded_at"] == "2020-02-03T04:05:06"
    assert facts["record"]["warnings"] == ["a flaw."]
    assert facts["window"] == {"start_s": 2.5, "duration_s": 1.0}
    assert (facts["device"], facts["elapsed_ms"], facts["warnings"]) == ("cpu", 12.5, ["noisy."])


def test_json_says_whether_and_why_the_answer_is_doubted(record, analysis, measurements):
    def doubt(analysis, measurements=measurements):
        facts = analysis_to_dict(record, analysis, measurements)
        return facts["low_confidence"], facts["low_confidence_reasons"]

    sure = replace(analysis, prediction=replace(analysis.prediction, probability=np.array([0.9, 0.1, 0.1])))
    assert doubt(sure) == (False, [])
    assert doubt(replace(sure, warnings=("noisy.", OF_THE_SIGNAL))) == (True, [OF_THE_SIGNAL])
    fast = replace(measurements, hr_bpm=150.0)
    is_doubted, (why,) = doubt(sure, fast)
    assert is_doubted
    assert "heart rate 150" in why
    assert doubt(sure, None) == (False, [])
    unsure = replace(sure, prediction=replace(sure.prediction, probability=np.array([0.1, 0.1, 0.1])))
    assert doubt(unsure)[0]


@pytest.mark.parametrize("hz", [0.0, 0.5])
def test_the_filter_of_the_models_own_is_named(tmp_path, record, analysis, hz):
    card = json.dumps({"preprocessing": {"kind": "scale", **({"highpass_hz": hz} if hz else {})}})
    filtered = replace(analysis, model=replace(analysis.model, card=card))
    assert analysis_to_dict(record, filtered)["model"]["highpass_hz"] == hz
    write_csv(tmp_path / "a.csv", record, filtered)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {float(row["model_highpass_hz"]) for row in csv.DictReader(file)} == {hz}


def test_what_was_not_measured_is_null(record, analysis, measurements):
    facts = analysis_to_dict(record, analysis, measurements)["measurements"]
    assert (facts["hr_bpm"], facts["pr_ms"], facts["qrs_ms"]) == (60.0, None, None)
    assert facts["qtc_ms"] == {"Bazett": 410.0}
    assert facts["leads"]["II"] == {"st_j_mv": 0.01, "st_j60_mv": None, "r_mv": None, "s_mv": None}
    assert facts["fiducials"]["p_onset_s"] == [0.4, None]
    assert facts["fiducials"]["edited"] == ["t_offset"]
    assert analysis_to_dict(record, analysis)["measurements"] is None


def test_csv_has_a_row_a_class_and_a_column_a_lead(tmp_path, record, analysis, measurements):
    write_csv(tmp_path / "a.csv", replace(record, name="=1+1"), analysis, measurements)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["class"] for r in rows] == ["NORM", "MI", "IMI"]
    for row in rows:
        leads = [float(row[f"contribution_{lead}"]) for lead in STANDARD_LEADS]
        assert float(row["logit"]) == pytest.approx(float(row["bias"]) + sum(leads), abs=1e-9)
    assert rows[0]["record"] == "'=1+1"  # a spreadsheet must not run it
    assert (rows[0]["hr_bpm"], rows[0]["pr_ms"]) == ("60.0", "")
    assert float(rows[0]["qtc_bazett_ms"]) == measurements.qtc_ms["Bazett"]
    assert rows[0]["rhythm"] == (measurements.rhythm or "")
    assert rows[0]["qrs_ms"] == "", "what is no number is not measured"
    doubted = replace(analysis, warnings=("Low confidence: the signal may not be what the model takes it for.",))
    write_csv(tmp_path / "c.csv", record, doubted, measurements)
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["low_confidence"] == "1"
    assert row["low_confidence_reasons"].startswith("Low confidence: ")
    write_csv(tmp_path / "b.csv", record, analysis)
    assert "hr_bpm" not in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")


def test_h5_comes_back_as_it_went(tmp_path, record, analysis, measurements):
    path = tmp_path / "a.h5"
    write_h5(path, record, analysis, measurements)
    got, answer = read_h5(path)
    np.testing.assert_array_equal(got.mv, record.mv)
    np.testing.assert_array_equal(got.other_signals[0].values, record.other_signals[0].values)
    for name in (
        "name",
        "fs",
        "lead_names",
        "file_lead_names",
        "patient",
        "recorded_at",
        "comments",
        "warnings",
        "is_simulated",
    ):
        assert getattr(got, name) == getattr(record, name), name
    assert (got.source, got.warnings) == (path, record.warnings)
    assert answer.model == analysis.model
    assert answer.prediction.classes == CLASSES
    for name in ("logit", "bias", "probability"):
        np.testing.assert_array_equal(getattr(answer.prediction, name), getattr(analysis.prediction, name))
    np.testing.assert_array_equal(answer.explanation.contribution, analysis.explanation.contribution)
    assert (answer.explanation.start_s, answer.explanation.fs, answer.warnings) == (2.5, 100.0, ("noisy.",))
    with h5py.File(path) as file:
        assert json.loads(file["measurements/numbers"][0])["hr_bpm"] == 60.0


def test_h5_of_a_record_that_says_nothing(tmp_path, analysis):
    bare = Record(name="", mv=np.zeros((1, 5), np.float32), fs=1.0, lead_names=("II",))
    write_h5(tmp_path / "a.h5", bare, analysis)
    got, _ = read_h5(tmp_path / "a.h5")
    assert (got.patient, got.recorded_at, got.comments, got.other_signals) == (Patient(), None, (), ())


def edit(path, change):
    with h5py.File(path, "r+") as file:
        change(file)
    seal(path)


def _compressed(file):
    del file["record/signal_mv"]
    file["record"].create_dataset("signal_mv", shape=(12, 500_000_000), dtype="f4", compression="gzip")


def _external(file):
    del file["record/signal_mv"]
    file["record/signal_mv"] = h5py.ExternalLink("/etc/passwd", "/x")


def _external_data(file):
    del file["record/signal_mv"]
    file["record"].create_dataset("signal_mv", shape=(12, 10), dtype="f4", external=[("/etc/passwd", 0, 480)])


def _changed(file):
    file["analysis/contribution"][0, 0, 0] += 1


DAMAGE = {
    "not an ECG-IMN analysis": lambda f: f.attrs.__setitem__("format", np.bytes_("other")),
    "newer version": lambda f: f.attrs.__setitem__("schema_version", 3),
    "do not add up": _changed,
    "a.h5 is damaged": lambda f: f.__delitem__("analysis/logit"),
    "is damaged ": lambda f: f["record"].attrs.__setitem__("fs_hz", -1.0),
    "damaged or": _compressed,
    "damaged or no": _external,
    "damaged or no ECG": _external_data,
    "no ECG-IMN": lambda f: f["record"].attrs.__setitem__("recorded_at", "yesterday"),
}


def test_a_folder_is_no_stored_analysis(tmp_path):
    with pytest.raises(RecordError, match=r"is a folder; choose a stored analysis \(\.h5\) in it\.$"):
        read_h5(tmp_path)


def test_a_stored_analysis_without_permission_is_not_called_damaged(tmp_path, monkeypatch):
    def refuse(_):
        raise PermissionError(13, "Permission denied", "a.h5")

    (tmp_path / "a.h5").touch()
    monkeypatch.setattr("ecg_imn_desktop.io.hdf5_reader.check_seal", refuse)
    with pytest.raises(RecordError, match=r"^a\.h5 cannot be read: permission denied\.$"):
        read_h5(tmp_path / "a.h5")


@pytest.mark.parametrize("sentence", DAMAGE)
def test_h5_damaged_or_hostile_is_refused(tmp_path, record, analysis, sentence):
    path = tmp_path / "a.h5"
    write_h5(path, record, analysis)
    edit(path, DAMAGE[sentence])
    with pytest.raises(RecordError, match=sentence):
        read_h5(path)


def test_h5_cut_off_or_something_else_is_refused(tmp_path, record, analysis):
    path = tmp_path / "a.h5"
    write_h5(path, record, analysis)
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"hello" * 100):
        path.write_bytes(content)
        with pytest.raises(RecordError, match=r"a\.h5 is (damaged|not an ECG)"):
            read_h5(path)
    with pytest.raises(RecordError, match=r"b\.h5 does not exist"):
        read_h5(tmp_path / "b.h5")


@pytest.mark.parametrize("write", [write_json, write_csv, write_h5])
def test_a_failed_export_leaves_nothing(tmp_path, record, analysis, write):
    with pytest.raises(ExportError, match="does not exist"):
        write(tmp_path / "absent" / "a.x", record, analysis)
    assert list(tmp_path.iterdir()) == []
