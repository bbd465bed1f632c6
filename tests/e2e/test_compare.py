"""``ecg-imn compare``, through its entry point."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
import wfdb
from pypdf import PdfReader

from ecg_imn_desktop import cli

from ..unit.model.conftest import write_small_model

A, B = cli.example_path("normal.hea"), cli.example_path("anterior-mi.hea")


def test_two_ecgs_in_all_forms(tmp_path, capsys):
    names = {kind: tmp_path / f"c.{kind}" for kind in ("json", "csv", "pdf", "png")}
    words = [word for kind, path in names.items() for word in (f"--{kind}", str(path))]
    assert cli.main(["compare", str(A), str(B), "--class", "MI", "--deletion", *words]) == 0
    out = capsys.readouterr().out
    for expected in (
        "QRS duration",
        "QRS axis, \u00b0",
        "Change of the logit of MI",
        "rank correlation",
        "Deletion B",
        "Research use only",
    ):
        assert expected in out
    facts = json.loads(names["json"].read_text())
    near = {c["name"] for c in facts["classes"] if c["is_near_threshold_b"]}
    marked = re.findall(r"^ *(\S+) +[<>]? ?[\d.]+ %[*?]* +[<>]? ?[\d.]+ %\*?\? .*", out, re.MULTILINE)
    assert marked
    assert set(marked) <= near, "a sub-class that is near but unlikely is not shown"
    change = facts["logit_change"]
    assert change["bias"] == 0  # the constant bias of imn-1d
    assert sum(change["leads"].values()) == pytest.approx(change["logit_b"] - change["logit_a"], abs=1e-4)
    assert facts["b"]["probability"] > 0.5 > facts["a"]["probability"]
    assert facts["deletion"]["b"]["logit_map"][-1] < facts["deletion"]["b"]["logit_map"][0]
    assert names["pdf"].read_bytes().startswith(b"%PDF-")
    assert names["png"].read_bytes().startswith(b"\x89PNG")
    with names["csv"].open(newline="") as file:
        assert {row["kind"] for row in csv.DictReader(file)} >= {"measurement", "probability", "contribution"}


def test_titles_of_classes_are_whole_on_a_terminal_of_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["compare", str(A), str(cli.example_path("lbbb.hea"))]) == 0
    out = capsys.readouterr().out
    assert "\u2026" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert all(word in out for word in ("Complete", "bundle", "branch", "block"))


def test_one_minus_sign_and_no_reason_twice(tmp_path, capsys):
    assert cli.main(["compare", str(A), str(B), "--class", "MI", "--deletion"]) == 0
    assert not re.search(r"(?<![\w-])-\d", capsys.readouterr().out)
    assert cli.main(["compare", str(A), str(B), str(A)]) == 0
    assert not re.search(r"(?<![\w-])-\d|\u22120\.00", capsys.readouterr().out)
    first_seconds = wfdb.rdrecord(str(A.with_suffix("")), sampto=1500)
    wfdb.wrsamp(
        "short", fs=500, units=first_seconds.units, sig_name=first_seconds.sig_name, fmt=first_seconds.fmt,
        p_signal=first_seconds.p_signal, write_dir=str(tmp_path),
    )  # fmt: skip
    assert cli.main(["compare", str(A), str(tmp_path / "short.hea")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.count("No prediction") == 1
    assert "short No prediction. The record is 3 s long; the model needs at least 5 s of ECG." in out


def test_one_ecg_explained_in_two_ways(capsys):
    words = ["compare", str(B), str(B), "--method-b", "grad-cam", "--model-b", "imn-1d", "--json", "-"]
    assert cli.main(words) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["a"]["method"] == "exact"
    assert facts["b"]["method"] == "grad-cam"
    assert facts["a"]["logit"] == pytest.approx(facts["b"]["logit"], abs=1e-4)
    assert not facts["agreement"]["is_by_lead"]
    assert -1 <= facts["agreement"]["spearman"] <= 1
    assert all(m["change"] == 0 for m in facts["measurements"] if m["change"] is not None)


def test_the_twin_is_explained_post_hoc_where_it_is_installed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("ecg_imn_desktop.model.catalogue.user_models_folder", lambda: tmp_path)
    options = {"widths": [16, 16], "blocks": 1, "n_classes": 3}
    write_small_model(tmp_path / "twin-1d", "twin-1d", options)
    words = ["compare", str(B), str(B), "--method-b", "occlusion", "--class", "MI", "--json", "-"]
    assert cli.main(words) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["b"]["model"]["name"] == "twin-1d"
    assert facts["b"]["method"] == "occlusion"
    assert facts["logit_change"] is None
    assert facts["agreement"]["is_by_lead"]
    assert any("Different models" in note for note in facts["notes"])


def test_a_series(tmp_path, capsys):
    target = tmp_path / "s.json"
    assert cli.main(["compare", str(A), str(B), str(A), "--json", str(target)]) == 0
    out = capsys.readouterr().out
    lines = [line.rstrip() for line in out.splitlines()]
    changed, reached = (
        lines.index("# differs from the first by more than usual"),
        lines.index("* reaches its threshold, ? is near it"),
    )
    table = lines[lines.index(next(line for line in lines if line.startswith("measurement"))) : changed]
    assert any("#" in line for line in table), "anterior infarction is unlike a normal ECG"
    assert not any("*" in line for line in table)
    answers = lines[changed + 1 : reached]
    assert any(line.startswith("NORM") and "*" in line for line in answers)
    assert not any("#" in line for line in answers)
    assert "MI: Myocardial infarction" in " ".join(out.split())
    facts = json.loads(target.read_text())
    assert len(facts["ecgs"]) == 3
    assert facts["ecgs"][0]["model"]["highpass_hz"] == 0.5
    assert facts["probabilities"]["NORM"][0] == facts["probabilities"]["NORM"][2]


@pytest.fixture
def broken(tmp_path):
    """A header without its signal."""
    return Path(shutil.copy(A, tmp_path / "broken.hea"))


def test_an_ecg_that_cannot_be_read_is_left_out_of_a_series_and_named(broken, tmp_path, capsys):
    json_file, pdf = tmp_path / "s.json", tmp_path / "s.pdf"
    words = ["compare", str(A), str(broken), str(B), "--json", str(json_file), "--pdf", str(pdf)]
    assert cli.main(words) == cli.BAD_INPUT, "not all went"
    out, error = capsys.readouterr()
    reason = "The file normal.dat, which the header broken.hea names, does not exist."
    assert error == f"ecg-imn: Left out: {reason}\n"
    assert "1: normal" in out
    assert "2: anterior-mi" in out
    facts = json.loads(json_file.read_text())
    assert [ecg["record"] for ecg in facts["ecgs"]] == ["normal", "anterior-mi"]
    assert facts["unreadable"] == [{"file": "broken.hea", "reason": reason}]
    assert f"Left out: {reason}" in " ".join(PdfReader(pdf).pages[0].extract_text().split())


def test_fewer_than_two_readable_ecgs_are_no_series(broken, tmp_path, capsys):
    words = ["compare", str(broken), str(A), str(tmp_path / "gone.hea"), "--json", str(tmp_path / "s.json")]
    assert cli.main(words) == cli.BAD_INPUT
    out, error = capsys.readouterr()
    assert not out
    assert [line.split()[-3:] for line in error.splitlines()] == [["does", "not", "exist."]] * 2
    assert "broken.hea" in error
    assert "gone.hea" in error
    assert "Left out" not in error
    assert not (tmp_path / "s.json").exists()


def test_not_even_an_ecg_that_cannot_be_read_is_written_to(broken, capsys):
    before = broken.read_bytes()
    assert cli.main(["compare", str(A), str(broken), str(B), "--csv", str(broken)]) == cli.BAD_INPUT
    assert "belongs to the record" in capsys.readouterr().err
    assert broken.read_bytes() == before


@pytest.fixture
def short(tmp_path):
    """Three seconds of A."""
    record = wfdb.rdrecord(str(A.with_suffix("")), sampto=1500)
    wfdb.wrsamp(
        "short", fs=500, units=record.units, sig_name=record.sig_name, fmt=record.fmt, p_signal=record.p_signal,
        write_dir=str(tmp_path),
    )  # fmt: skip
    return tmp_path / "short.hea"


def test_no_ecg_of_a_series_starts_outside(short, capsys):
    assert cli.main(["compare", str(A), str(B), str(short), "--start", "5"]) == cli.BAD_INPUT
    assert "The record is 3 s long: no window starts at 5 s." in capsys.readouterr().err


def test_remarks_in_the_words_of_a_comparison(short, capsys):
    """Each ECG of a series says what it says as a side of a comparison, and a refused one why it has no answer."""
    doubtful = cli.example_path("atrial-fibrillation.hea")

    def said(*paths):
        assert cli.main(["compare", *(str(path) for path in paths)]) == 0
        text = " ".join(capsys.readouterr().out.split())
        return re.findall(r"! (\w): (.+?\.)(?= !| \w+:| |$)", text), text

    two, _ = said(A, doubtful)
    three, text = said(A, doubtful, short)
    assert two
    assert any("atrial fibrillation" in sentence for _, sentence in two)
    letters = {"A": "1", "B": "2"}
    assert [(letters[x], sentence) for x, sentence in two] == [(n, s) for n, s in three if n in "12"]
    assert "3: short No prediction. The record is 3 s long; the model needs at least 5 s of ECG." in text


def test_the_pages_of_a_series(tmp_path):
    pdf, png = tmp_path / "s.pdf", tmp_path / "s.png"
    assert cli.main(["compare", str(A), str(B), str(A), "--pdf", str(pdf), "--png", str(png)]) == 0
    assert len(PdfReader(pdf).pages) == 3
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([str(A)], "2 to 8"),
        ([str(A), str(B), "--method", "tea-leaves", "--model", "imn-1d"], "no method"),
        ([str(A), str(B), "--class", "XYZ"], "no class"),
        ([str(A), str(A), str(B), "--pdf", str(A)], "belongs to the record"),
        ([str(A), "not-there.hea"], "not-there"),
        ([str(A), str(B), str(A), "--start-b", "2"], "--start-b is for two ECGs"),
        ([str(A), str(B), str(A), "--deletion", "--method-b", "occlusion"], "--method-b, --deletion are for two ECGs"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(words, said, capsys):
    assert cli.main(["compare", *words]) == cli.BAD_INPUT
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_the_records_are_never_written_to(tmp_path, capsys):
    for path in (A, A.with_suffix(".dat")):
        shutil.copy(path, tmp_path)
    own = tmp_path / "normal.dat"
    before = own.read_bytes()
    assert cli.main(["compare", str(B), str(tmp_path / "normal.hea"), "--csv", str(own)]) == cli.BAD_INPUT
    assert own.read_bytes() == before
    assert "belongs to the record" in capsys.readouterr().err


def test_two_real_ecgs_of_one_patient(real_data, tmp_path):
    """PTB-XL patient 565 (training folds), 500 Hz: left bundle branch block, once with ectopic beats."""
    folder = real_data / "examples500"
    target = tmp_path / "c.json"
    words = ["compare", str(folder / "00256_hr.hea"), str(folder / "00346_hr.hea"), "--json", str(target)]
    assert cli.main([*words, "--pdf", str(tmp_path / "c.pdf")]) == 0
    facts = json.loads(target.read_text())
    assert facts["a"]["class"] == facts["b"]["class"] == "CD"
    change = facts["logit_change"]
    assert change["bias"] + sum(change["leads"].values()) == pytest.approx(change["change"], abs=1e-4)
    qrs = next(m for m in facts["measurements"] if m["name"] == "qrs_ms")
    assert qrs["a"] > 120
    assert qrs["b"] > 120
    assert facts["difference"]["pairs_of_beats"] >= 8
    assert any("typical beats" in note for note in facts["notes"])
