"""The command line, through its entry point, as a user types it."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import wfdb
from rich.console import Console

from ecg_imn_desktop import cli
from ecg_imn_desktop.cli_table import class_table
from ecg_imn_desktop.core.analysis import MAX_RESIDUAL
from ecg_imn_desktop.core.annotations import Annotations
from ecg_imn_desktop.core.errors import SignalError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.stored import StoredAnalysis, StoredWindow
from ecg_imn_desktop.io.exporting import write_record
from ecg_imn_desktop.io.hdf5 import write_h5, write_stored
from ecg_imn_desktop.io.opening import read_any
from ecg_imn_desktop.io.provenance import provenance_of
from ecg_imn_desktop.report.words import percent
from ecg_imn_desktop.simulate import simulate

EXAMPLE = cli.example_path("anterior-mi.hea")


def run(*words: object, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """``python -m ecg_imn_desktop`` in a process of its own, without a display."""
    clean = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "ecg_imn_desktop", *map(str, words)],
        capture_output=True, text=True, timeout=300, cwd=cwd, env={**clean, "COLUMNS": "200", **env},
    )  # fmt: skip


def test_analyze_prints_the_answer_and_why(capsys):
    assert cli.main(["analyze", str(EXAMPLE)]) == 0
    out = capsys.readouterr().out
    for expected in ("anterior-mi", "simulated", "NORM", "MI", "STTC", "CD", "HYP", "prob.", "Strongest leads"):
        assert expected in out
    assert "Research use only" in out


def test_titles_of_classes_are_whole_on_a_terminal_of_80_columns():
    out = run("analyze", cli.example_path("lbbb.hea"), COLUMNS="80").stdout
    assert "\u2026" not in out
    words = " ".join(out.split())
    assert "CLBBB *" in words
    for word in ("Complete", "bundle", "branch", "block"):
        assert word in words
    assert "logit \u2212 (bias + leads) is at most" in words
    assert max(map(len, out.splitlines())) <= 80


def test_the_terminal_says_what_the_page_says_of_the_rhythm(capsys):
    assert cli.main(["analyze", str(cli.example_path("atrial-fibrillation.hea"))]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "as in atrial fibrillation" in out
    assert re.search(r"HR \d+ /min .*\d\u00b0 irregular", out), "units as on the page"


def test_json_holds_an_explanation_that_adds_up(tmp_path):
    target = tmp_path / "a.json"
    assert cli.main(["analyze", str(EXAMPLE), "--json", str(target)]) == 0
    answer = json.loads(target.read_text())
    names = [c["name"] for c in answer["classes"]]
    assert names[:5] == ["NORM", "MI", "STTC", "CD", "HYP"]
    for c in answer["classes"]:
        assert set(c["lead_contributions"]) == set(STANDARD_LEADS)
        total = c["bias"] + sum(c["lead_contributions"].values())
        assert abs(c["logit"] - total) <= MAX_RESIDUAL
        assert abs(c["residual"]) <= MAX_RESIDUAL
        assert 0 <= c["probability"] <= 1


def test_json_to_standard_output_is_nothing_but_json(capsys):
    assert cli.main(["analyze", str(EXAMPLE), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["classes"]


def test_files_are_what_their_names_say(tmp_path):
    pdf, png, h5 = tmp_path / "a.pdf", tmp_path / "a.png", tmp_path / "a.h5"
    assert cli.main(["analyze", str(EXAMPLE), "--pdf", str(pdf), "--png", str(png), "--h5", str(h5)]) == 0
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert png.read_bytes().startswith(b"\x89PNG")
    with h5py.File(h5) as file:
        names = []
        file.visit(names.append)
    assert any("contribution" in name for name in names)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.h5", "a.pdf", "a.png"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_pdf_text_can_be_searched(tmp_path):
    pdf = tmp_path / "a.pdf"
    assert cli.main(["analyze", str(EXAMPLE), "--pdf", str(pdf)]) == 0
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True).stdout
    for expected in ("25 mm/s", "10 mm/mV", "aVR", "V6", "Research use", "imn-1d", "SIMULATED"):
        assert expected in text, expected


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda p: p / "absent.hea", "absent"),
        (lambda p: _written(p / "empty.hea", ""), "empty"),
        (lambda p: _written(p / "words.hea", "this is no header\n"), "words"),
        (lambda p: _written(p / "lost.hea", "lost 1 100 1000\nlost.dat 16 200 16 0 0 0 0 I\n"), "lost.dat"),
        (lambda p: p, "folder"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(tmp_path, capsys, make, word):
    assert cli.main(["analyze", str(make(tmp_path))]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert word in captured.err
    assert "Traceback" not in captured.err
    assert captured.err.strip().count("\n") == 0


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_a_failed_export_is_exit_2_and_leaves_nothing(tmp_path, capsys):
    assert cli.main(["analyze", str(EXAMPLE), "--pdf", str(tmp_path / "no-such-folder" / "a.pdf")]) == 2
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in capsys.readouterr().err


def test_a_start_that_is_no_number_is_one_sentence(capsys):
    assert cli.main(["analyze", str(EXAMPLE), "--start", "nan"]) == 2
    assert "number of seconds" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_under_standard_output_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ecg_imn_desktop", "analyze", str(EXAMPLE), "--json", "-"],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "could not be written" in done.stderr


def test_a_terminal_without_the_letters_of_a_name_still_gets_the_answer(tmp_path):
    for suffix in (".hea", ".dat"):
        shutil.copy(EXAMPLE.with_suffix(suffix), tmp_path / f"anterior-mi{suffix}")
    header = tmp_path / "anterior-mi.hea"
    header.write_text(header.read_text(encoding="utf-8") + "# name: M\u00fcller\n", encoding="utf-8")
    for words in (["--json", "-"], []):
        done = run("analyze", header, *words, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
        if words:
            assert json.loads(done.stdout)["record"]["patient"]["name"] == "M\u00fcller"
        else:
            assert "\\u2212" not in done.stdout
            assert "logit - (bias + leads) is at most" in done.stdout


def test_every_row_of_the_table_adds_up_as_it_is_read():
    _, analysis, _ = cli.analyse(EXAMPLE, "imn-1d", cli.Device.cpu)
    bias = np.full(len(analysis.prediction.classes), 1.00045)  # rounded down, as half of the sums of leads are not
    logit = bias + analysis.explanation.lead_contribution().sum(axis=1)
    shown = replace(analysis, prediction=replace(analysis.prediction, bias=bias, logit=logit))
    console = Console(width=120, file=io.StringIO())
    console.print(class_table(shown))
    number = r"([+\u2212]\d+\.\d{3})"
    rows = re.findall(rf"{number} +{number} +{number}", console.file.getvalue())
    assert len(rows) >= 5
    for row in rows:
        total, b, leads = (round(1000 * float(value.replace("\u2212", "-"))) for value in row)
        assert b + leads == total


def test_unknown_model_and_options(capsys):
    assert cli.main(["analyze", str(EXAMPLE), "--model", "gpt"]) == 2
    assert "no model 'gpt'" in capsys.readouterr().err
    assert cli.main(["analyze", "--no-such-option"]) == 2


def test_the_size_of_a_large_file_is_said_before_and_without_room_it_is_refused(tmp_path, monkeypatch, capsys):
    h5 = tmp_path / "a.h5"
    words = ["analyze", str(EXAMPLE), "--h5", str(h5)]
    assert cli.main(words) == 0
    assert not capsys.readouterr().err, "it is small"
    h5.unlink()
    monkeypatch.setattr(cli, "LARGE_BYTES", 1000)
    assert cli.main(words) == 0
    assert capsys.readouterr().err == "a.h5 will be about 3 MB.\n"
    h5.unlink()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**9, 10**9, 20_000))
    assert cli.main(words) == cli.BAD_INPUT
    said = capsys.readouterr().err
    assert said == "ecg-imn: a.h5 could not be written: it would be about 3 MB, and only 20 kB are free on that disk.\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["analyze", "batch", "watch", "convert", "compare", "models show", "evaluate"])
def test_the_help_offers_no_value_to_options_that_take_none(command, capsys):
    assert cli.main([*command.split(), "--help"]) == 0
    shown = [line for line in capsys.readouterr().out.splitlines() if "--" in line and "--help" not in line]
    assert shown
    assert not [line for line in shown if "bool" in line.lower()]


def test_self_test_in_a_process_of_its_own(tmp_path):
    done = run("self-test", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "self-test passed" in done.stdout
    assert done.stderr == ""


def test_view_without_a_display_writes_pdf_and_png_and_says_where(tmp_path):
    done = run("view", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pdf, png = tmp_path / "out" / "anterior-mi.pdf", tmp_path / "out" / "anterior-mi.png"
    assert str(pdf) in done.stdout
    assert str(png) in done.stdout
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("has_display", [True, False])
def test_view_of_a_file_that_is_not_there_opens_no_window(tmp_path, monkeypatch, capsys, has_display):
    """Not even in a window that is open already, which would say so where nobody looks."""
    monkeypatch.setattr(cli, "has_display", lambda: has_display)
    monkeypatch.setattr("ecg_imn_desktop.desktop.main.main", lambda argv: pytest.fail("a window"))
    assert cli.main(["view", str(tmp_path / "gone.hea")]) == 2
    assert capsys.readouterr().err == "ecg-imn: The header file gone.hea does not exist.\n"


def test_a_file_that_is_not_there_is_said_before_torch_is_imported(tmp_path):
    """Seconds on a slow computer."""
    code = "import sys; from ecg_imn_desktop import cli; cli.main(sys.argv[1:]); sys.exit('torch' in sys.modules)"
    words = ("analyze", str(tmp_path / "gone.hea"))
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0
    assert done.stderr == "ecg-imn: The header file gone.hea does not exist.\n"


@pytest.mark.parametrize(
    "words",
    [("train",), ("evaluate",), ("evaluate", "--model", "none-such"), ("evaluate", "--split", "all")],
)
def test_what_cannot_begin_is_refused_without_a_bar(tmp_path, capsys, words):
    assert cli.main([*words, "--data", str(tmp_path / "nowhere")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("ecg-imn: ")


def test_view_of_a_record_without_twelve_leads_shows_it_and_says_why_there_is_no_answer(tmp_path):
    t = np.arange(3600) / 360
    wfdb.wrsamp(
        "holter", fs=360, units=["mV"] * 2, sig_name=["MLII", "V5"], p_signal=np.stack([np.sin(7 * t)] * 2, axis=1),
        fmt=["16"] * 2, write_dir=str(tmp_path),
    )  # fmt: skip
    done = run("view", tmp_path / "holter.hea", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "has only II, V5" in " ".join(done.stdout.split())
    assert not done.stderr
    assert (tmp_path / "out" / "holter.pdf").exists()
    assert (tmp_path / "out" / "holter.png").exists()


def test_of_a_refused_ecg_what_is_known_is_printed(tmp_path, capsys):
    t = np.arange(3600) / 360
    wfdb.wrsamp(
        "holter", fs=360, units=["mV"] * 2, sig_name=["MLII", "V5"], p_signal=np.stack([np.sin(7 * t)] * 2, axis=1),
        fmt=["16"] * 2, write_dir=str(tmp_path),
    )  # fmt: skip
    target = tmp_path / "a.json"
    assert cli.main(["analyze", str(tmp_path / "holter.hea"), "--json", str(target)]) == cli.BAD_INPUT
    said = capsys.readouterr()
    assert said.out.startswith("holter  2 leads, 10 s at 360 Hz\n")
    assert "! No P wave was found before most beats" in said.out
    assert "Research use only" in said.out
    assert said.err.startswith("ecg-imn: The record has only II, V5")
    assert said.err.count("\n") == 1
    assert not target.exists()
    assert cli.main(["analyze", str(tmp_path / "holter.hea"), "--json", "-"]) == cli.BAD_INPUT
    said = capsys.readouterr()
    assert said.out == "", "no JSON, and nothing else where JSON is read"
    assert said.err.count("\n") == 1


def text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_of_a_refused_ecg_the_page_is_written_and_nothing_else(tmp_path, capsys):
    simulated = simulate("normal", fs=360, duration_s=30, seed=1).record
    mv = simulated.mv[:2].T.astype(float)
    wfdb.wrsamp("holter", fs=360, units=["mV"] * 2, sig_name=["MLII", "V5"], p_signal=mv, fmt=["16"] * 2,
                comments=["<age>: 51"], write_dir=str(tmp_path))  # fmt: skip
    record = tmp_path / "holter.hea"
    assert cli.main(["analyze", str(record), "--start", "12"]) == cli.BAD_INPUT
    before = capsys.readouterr()
    out = {kind: tmp_path / f"a.{kind}" for kind in ("pdf", "png", "json", "csv", "h5")}
    options = [word for kind, path in out.items() for word in (f"--{kind}", str(path))]
    assert cli.main(["analyze", str(record), "--start", "12", *options, "--language", "en"]) == cli.BAD_INPUT
    assert capsys.readouterr() == before, "the page is no reason to say more or less"
    assert {kind for kind, path in out.items() if path.exists()} == {"pdf", "png"}
    assert out["png"].read_bytes().startswith(b"\x89PNG")
    text = text_of(out["pdf"])
    assert "Record holter" in text
    assert "No prediction" in text
    assert "has only II, V5" in text
    assert "Heart rate" in text
    assert re.search("Shown +12\u201322 s", text), "where the model would have read"


def test_an_anonymous_page_of_a_refused_ecg_has_no_name(tmp_path, capsys):
    mv = simulate("normal", fs=360, duration_s=10, seed=1).record.mv[:2].T.astype(float)
    wfdb.wrsamp("Musterfrau", fs=360, units=["mV"] * 2, sig_name=["MLII", "V5"], p_signal=mv, fmt=["16"] * 2,
                write_dir=str(tmp_path))  # fmt: skip
    record, pdf = tmp_path / "Musterfrau.hea", tmp_path / "a.pdf"
    assert cli.main(["analyze", str(record), "--anonymous", "--pdf", str(pdf)]) == cli.BAD_INPUT
    assert "Musterfrau" not in text_of(pdf)
    assert cli.main(["analyze", str(record), "--anonymous", "--pdf", str(record)]) == cli.BAD_INPUT
    assert record.read_text().startswith("Musterfrau 2 360"), "never over the record, not even where it is nameless"


@pytest.mark.parametrize("start", ["-1", "10", "nan"])
def test_a_window_that_is_not_there_has_no_page(tmp_path, start):
    assert cli.main(["analyze", str(EXAMPLE), "--start", start, "--pdf", str(tmp_path / "a.pdf")]) == cli.BAD_INPUT
    assert not (tmp_path / "a.pdf").exists()


def test_of_a_stored_analysis_without_an_answer_what_it_holds_is_printed(tmp_path, capsys):
    record = read_any(EXAMPLE)
    measured = replace(cli.measure_window(record), qrs_ms=123.0)  # as its user moved the marks
    write_h5(tmp_path / "a.h5", record, None, measured)
    assert cli.main(["analyze", str(tmp_path / "a.h5")]) == cli.BAD_INPUT
    said = capsys.readouterr()
    assert "anterior-mi" in said.out
    assert "QRS 123 ms" in said.out
    assert said.err == "ecg-imn: a.h5 holds no answer of a model.\n"


def test_a_stored_window_without_an_answer_is_paged_where_it_was_measured(tmp_path):
    record = simulate("normal", fs=100, duration_s=60, seed=1).record
    measured = cli.measure_window(record, 40.0)
    stored = StoredAnalysis(record, (StoredWindow(None, measured, 40.0),), Annotations(), provenance_of(record))
    write_stored(tmp_path / "a.h5", stored)
    pdf = tmp_path / "a.pdf"
    assert cli.main(["analyze", str(tmp_path / "a.h5"), "--pdf", str(pdf)]) == cli.BAD_INPUT
    assert re.search("Shown +40\u201350 s", text_of(pdf))


def test_of_a_refused_ecg_the_measurements_begin_on_a_sample(tmp_path):
    """The window is cut on a sample; its times lay up to half a one beside the waves."""
    record = simulate("normal", fs=100, duration_s=30, seed=1).record
    write_record(tmp_path / "few.hea", replace(record, mv=record.mv[:2], lead_names=record.lead_names[:2]))
    found = []
    for start_s in (7.0, 7.004):
        with pytest.raises(SignalError):
            cli.analyse(tmp_path / "few.hea", "imn-1d", cli.Device.cpu, start_s, lambda *refused: found.append(refused))
    (*_, at_s, at), (*_, again_s, again) = found
    assert (at_s, again_s) == (7.0, 7.0)
    assert at.fiducials.r_peak_s.tolist() == again.fiducials.r_peak_s.tolist() != []


def test_a_stored_answer_without_measurements_is_measured(tmp_path, capsys):
    record, analysis, measured = cli.analyse(EXAMPLE, "imn-1d", cli.Device.cpu)
    write_h5(tmp_path / "a.h5", record, analysis, None)
    assert cli.main(["analyze", str(tmp_path / "a.h5"), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["measurements"]["qrs_ms"] == pytest.approx(measured.qrs_ms)


def test_of_an_ecg_that_the_gate_refuses_its_other_findings_are_printed(tmp_path, capsys):
    flat = wfdb.rdrecord(str(EXAMPLE.with_suffix("")))
    noise = np.random.default_rng(1).normal(0, 0.3, flat.p_signal.shape)
    noise[:, 7] = 0.0
    wfdb.wrsamp(
        "noise", fs=500, units=flat.units, sig_name=flat.sig_name, fmt=flat.fmt, p_signal=noise,
        write_dir=str(tmp_path),
    )  # fmt: skip
    assert cli.main(["analyze", str(tmp_path / "noise.hea")]) == cli.BAD_INPUT
    said = capsys.readouterr()
    assert "noise  12 leads, 10 s at 500 Hz" in said.out
    assert f"! Lead {flat.sig_name[7]} is flat." in said.out
    assert "No heart beats stand out" in said.err


def test_start_chooses_the_window(tmp_path):
    from ecg_imn_desktop.simulate.examples import write_wfdb

    path = write_wfdb(simulate("normal", fs=250, duration_s=40, seed=1).record, tmp_path)
    target = tmp_path / "a.json"
    header = path if path.suffix == ".hea" else path.with_suffix(".hea")
    assert cli.main(["analyze", str(header), "--start", "22", "--json", str(target)]) == 0
    _, analysis, measurements = cli.analyse(header, "imn-1d", cli.Device.cpu, 22.0)
    assert analysis.explanation.start_s == 22.0
    assert 22.0 <= measurements.fiducials.r_peak_s.min() < measurements.fiducials.r_peak_s.max() <= 32.0


@pytest.mark.parametrize("start", ["-1", "10", "99999"])
def test_a_window_where_the_record_has_nothing_is_refused(start, capsys):
    assert cli.main(["analyze", str(EXAMPLE), "--start", start]) == 2
    assert "no window starts at" in capsys.readouterr().err
    assert cli.main(["compare", str(EXAMPLE), str(EXAMPLE), "--start-b", start]) == 2
    assert "no window starts at" in capsys.readouterr().err


def test_a_stored_analysis_says_what_it_cannot_give(tmp_path, capsys):
    stored = tmp_path / "a.h5"
    assert cli.main(["analyze", str(EXAMPLE), "--h5", str(stored)]) == 0
    assert cli.main(["analyze", str(stored)]) == 0
    capsys.readouterr()
    assert cli.main(["analyze", str(stored), "--start", "3"]) == 2
    assert "of the window from 0 s" in capsys.readouterr().err
    assert cli.main(["analyze", str(stored), "--model", "twin-1d"]) == 2
    assert "holds an answer of imn-1d" in capsys.readouterr().err


def test_a_card_says_thresholds_in_per_cent_as_the_window_does(capsys):
    assert cli.main(["models", "show", "imn-1d"]) == 0
    out = capsys.readouterr().out
    head, *lines = out[out.index("\nclass ") + 1 :].splitlines()
    assert re.split("  +", head.strip()) == ["class", "present from", "sens. 90 % from", "AUROC"]
    shown = {cells[0]: cells[1:3] for line in lines if len(cells := re.split("  +", line.strip())) == 5}
    card = json.loads((cli.resource_path("models", "imn-1d") / "card.json").read_text(encoding="utf-8"))
    assert len(shown) == len(card["outputs"])
    for output in card["outputs"]:
        thresholds = (output["threshold"], output["threshold_sensitivity_90"])
        assert shown[output["name"]] == [percent(value, 1) for value in thresholds]
    assert shown["WPW"][1] == "< 0.1 %"


def test_only_json_goes_to_standard_output(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for words in (["analyze", str(EXAMPLE), "--json", "-", "--csv", "-"],
                  ["compare", str(EXAMPLE), str(EXAMPLE), "--pdf", "-"]):  # fmt: skip
        assert cli.main(words) == 2
        sentence = "ecg-imn: Only JSON goes to standard output (-); name a file for the other outputs."
        assert capsys.readouterr().err.strip() == sentence
    assert not list(tmp_path.iterdir()), "a file called - would be hard to get rid of"


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "has_display", lambda: False)
    (tmp_path / "out").write_text("")
    assert cli.main(["view", str(EXAMPLE), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.strip().endswith("out' cannot be made: a file of that name stands there.")


def test_two_outputs_into_one_file_are_refused(tmp_path, capsys):
    same = tmp_path / "a.out"
    assert cli.main(["analyze", str(EXAMPLE), "--json", str(same), "--csv", str(same)]) == 2
    assert "named for two outputs" in capsys.readouterr().err
    assert not same.exists()


def test_a_card_shows_sub_classes_below_their_superclass(capsys):
    assert cli.main(["models", "show", "imn-1d"]) == 0
    words = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line]
    assert words.index("MI") < words.index("IMI") < words.index("STTC") < words.index("CD") < words.index("CRBBB")


def test_models_are_listed_shown_and_verified(capsys):
    assert cli.main(["models", "list"]) == 0
    assert "imn-1d" in capsys.readouterr().out
    assert cli.main(["models", "show", "imn-1d"]) == 0
    page = capsys.readouterr().out
    assert "Research use only" in page
    assert "Inferior infarction" in page
    assert cli.main(["models", "show", "imn-1d", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "imn-1d"
    assert cli.main(["models", "verify", "imn-1d"]) == 0
    assert "are those of the card" in capsys.readouterr().out


def test_a_folder_that_is_no_models_is_refused_before_hours_of_training(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("ecg_imn_desktop.training.chain.run_recipe", lambda *_: pytest.fail("it was trained"))
    (tmp_path / "notes.txt").write_text("x")
    assert cli.main(["train", "--data", str(tmp_path), "--publish", str(tmp_path)]) == 2
    assert "holds more than a model ('notes.txt'); it stays as it is." in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--task", "mi"), ("--publish", "own models/My Model")])
def test_a_name_that_no_model_may_have_is_refused_before_hours_of_training(tmp_path, monkeypatch, capsys, words):
    """Of a network of the paper the task is part of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ecg_imn_desktop.training.chain.run_recipe", lambda *_: pytest.fail("it was trained"))
    monkeypatch.setattr("ecg_imn_desktop.training.publish.user_models_folder", lambda: tmp_path / "own models")
    recipe = _written(tmp_path / "long.toml", f"name = '{'a' * 62}'\nnetwork = 'ecg-imn-2d'\ntask = 'MI'\n")
    if "--publish" in words:
        _written(recipe, recipe.read_text().replace("a" * 62, "short"))
    assert cli.main(["train", "--data", str(tmp_path), "--model", str(recipe), *words]) == 2
    name = "My Model" if "--publish" in words else f"{'a' * 62}-mi"
    assert f"'{name}' is no name for a model" in capsys.readouterr().err


def test_the_self_test_reads_the_shipped_models(monkeypatch, capsys):
    monkeypatch.setattr("ecg_imn_desktop.model.catalogue.SHIPPED_CARDS", {"imn-1d": "0" * 64})
    assert cli.main(["self-test"]) == 2
    assert "card of the model 'imn-1d' is not the one that was shipped" in capsys.readouterr().err


def test_version(capsys):
    assert cli.main(["--version"]) == 0
    assert "ecg-imn" in capsys.readouterr().out


# What the shipped model must say of the simulated examples: not how sure it is, but that it names them.
@pytest.mark.parametrize(
    ("example", "superclass", "subclass"),
    [
        ("anterior-mi", "MI", "AMI"),
        ("inferior-mi", "MI", "IMI"),
        ("lbbb", "CD", "CLBBB"),
        ("rbbb", "CD", "CRBBB"),
    ],
)
def test_the_model_names_infarctions_and_bundle_branch_blocks(tmp_path, example, superclass, subclass):
    target = tmp_path / "a.json"
    assert cli.main(["analyze", str(cli.example_path(f"{example}.hea")), "--json", str(target)]) == 0
    answers = {c["name"]: c for c in json.loads(target.read_text())["classes"]}
    for name in (superclass, subclass):
        assert answers[name]["probability"] >= answers[name]["threshold"], name


def test_a_real_ecg_is_answered_as_labelled(real_data, tmp_path):
    """Complete left bundle branch block, PTB-XL at 500 Hz, straight from the publishers' files."""
    record = real_data / "examples500" / _first_with(real_data, "CLBBB")
    before = {p.name: p.stat().st_mtime_ns for p in record.parent.iterdir()}
    target = tmp_path / "a.json"
    assert cli.main(["analyze", f"{record}.hea", "--json", str(target), "--pdf", str(tmp_path / "a.pdf")]) == 0
    answers = {c["name"]: c for c in json.loads(target.read_text())["classes"]}
    assert answers["CD"]["probability"] > 0.5
    assert answers["CLBBB"]["probability"] >= answers["CLBBB"]["threshold"]
    assert {p.name: p.stat().st_mtime_ns for p in record.parent.iterdir()} == before


def _first_with(real_data: Path, code: str) -> str:
    """Name of the first of the 500 Hz examples outside the test fold that bears the statement ``code``."""
    with (real_data / "examples500" / "examples.csv").open(newline="") as file:
        row = next(r for r in csv.DictReader(file) if f"'{code}'" in r["scp_codes"] and r["split"] != "test")
    return f"{int(row['ecg_id']):05d}_hr"


def test_100_and_500_hz_of_one_ecg_give_one_answer(real_data, tmp_path):
    folder = real_data / "wfdb-variety" / "ptbxl"
    probabilities = []
    for rate in ("lr", "hr"):
        assert wfdb.rdheader(str(folder / f"00001_{rate}")).sig_len in (1000, 5000)
        target = tmp_path / f"{rate}.json"
        assert cli.main(["analyze", str(folder / f"00001_{rate}.hea"), "--json", str(target)]) == 0
        probabilities.append([c["probability"] for c in json.loads(target.read_text())["classes"]])
    assert np.abs(np.subtract(*probabilities)).max() < 0.02


@pytest.mark.parametrize("words", [("analyze",), ("view",), ("compare", str(EXAMPLE)), ("convert", "a.hea")])
def test_a_file_without_permission_is_one_sentence(tmp_path, monkeypatch, capsys, words):
    """As of all else that cannot be read; typer would say it with the usage of the command."""
    shut = _written(tmp_path / "shut.dcm", "x")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "shut.dcm")
    monkeypatch.setattr("ecg_imn_desktop.io.opening.reader_of", lambda _: None)  # it cannot look into it
    words = (words[0], str(shut), *words[1:]) if words[0] == "convert" else (*words, str(shut))
    assert cli.main(list(words)) == 2
    assert capsys.readouterr().err == "ecg-imn: shut.dcm cannot be read: permission denied.\n"


def test_a_folder_that_the_system_refuses_is_named_whoever_asked_for_it(monkeypatch, capsys):
    def refuse(**_):
        raise PermissionError(13, "Permission denied", "/somewhere/shut")

    monkeypatch.setattr(cli, "app", refuse)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "ecg-imn: shut cannot be used: permission denied.\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("libfoo.so.1: cannot open shared object file"), "libfoo.so.1: cannot open shared object file."),
        (ImportError("libEGL.so.1: cannot open\n shared object file."), "libEGL.so.1: cannot open shared object file."),
        (OSError(12, "Cannot allocate memory"), "cannot allocate memory."),
        (TimeoutError(), "TimeoutError."),
    ],
)
def test_what_the_system_refuses_without_a_file_is_not_called_an_answer(monkeypatch, capsys, error, said):
    def refuse(**_):
        raise error

    monkeypatch.setattr(cli, "app", refuse)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == f"ecg-imn: the command could not be finished: {said}\n"


@pytest.mark.parametrize("error", [ImportError("cannot import name 'a' from 'b'"), ModuleNotFoundError("No module")])
def test_a_module_of_ours_that_cannot_be_imported_is_a_defect(monkeypatch, error):
    def fail(**_):
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(ImportError):
        cli.main([])
