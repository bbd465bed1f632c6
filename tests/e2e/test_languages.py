"""`--language`: the pages speak it; what other programs read, and the terminal, stay English."""

import json
import re

import pytest
from pypdf import PdfReader

from ecg_imn_desktop import cli
from ecg_imn_desktop.batch.run import open_ledger
from ecg_imn_desktop.batch.work import Plan
from ecg_imn_desktop.cli_language import Language, page_language
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.desktop.settings import Settings, save_settings
from ecg_imn_desktop.report.language import install_language

WORD = re.compile(r"[^\W\d_]{3,}")

# Words that both languages have: names of leads, classes, people, programs and units, and Latin.
BOTH = {
    "aVR", "aVL", "aVF", "III", "QRS", "QTc", "Bazett", "Fridericia", "Sokolow", "Lyon", "Cornell", "Logit", "ECG",
    "IMN", "Signal", "PATIENT", "was",
    "Desktop", "imn", "SHA", "CPU", "AUROC", "PTB", "exp", "Name", "Filter", "min", "anterior", "inferior", "lateral",
    "mi", "normal", "Median", "Apache", "Wagner", "doi", "kfzx", "Fold", "arXiv", "NeurIPS", "Kadra", "Thambawita",
    "Platt", "Hypertrophie", "Wolff", "Parkinson", "White",
    "numpy", "scipy", "torch", "cpu", "wfdb", "PySide", "Essentials",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch, qapp):
    monkeypatch.setattr("ecg_imn_desktop.desktop.settings.settings_path", lambda: tmp_path / "settings.json")
    yield
    install_language("en")


def words_of(path):
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    card = json.loads((cli.resource_path("models", "imn-1d") / "card.json").read_text(encoding="utf-8"))
    names = " ".join(entry["name"] for entry in card["outputs"])
    return set(WORD.findall(re.sub(r"\b[0-9a-f]{8,}\b", " ", text))) - set(WORD.findall(names))


def made(tmp_path, code, *command):
    pdf = tmp_path / f"{code}.pdf"
    assert cli.main([*map(str, command), "--pdf", str(pdf), "--language", code]) == 0
    assert PdfReader(pdf).root_object.get("/Lang") == code
    return words_of(pdf)


@pytest.mark.parametrize("names", [("noisy",), ("normal", "anterior-mi"), ("normal", "lbbb", "noisy")])
def test_no_english_word_stays_in_a_german_file(tmp_path, names, capsys):
    paths = [cli.example_path(f"{name}.hea") for name in names]
    command = ["analyze" if len(names) == 1 else "compare", *paths]
    german = made(tmp_path, "de", *command)
    said_german = capsys.readouterr().out
    english = made(tmp_path, "en", *command)
    assert len(english) > 60
    assert {"Unbestätigt", "Einstellungen"} <= german or {"Medianschläge", "Messwerte"} <= german
    assert german & english - BOTH - {*names} == set()
    # The terminal speaks English whatever the file does.
    assert WORD.findall(said_german) == WORD.findall(capsys.readouterr().out)


def test_numbers_for_other_programs_are_the_same_in_every_language(tmp_path):
    record = cli.example_path("noisy.hea")
    for code in Language:
        files = [f"--{kind}={tmp_path / f'{code}.{kind}'}" for kind in ("json", "csv", "png")]
        assert cli.main(["analyze", str(record), *files, "--language", code]) == 0
    english, german = (json.loads((tmp_path / f"{code}.json").read_text()) for code in Language)
    for answer in (english, german):
        answer.pop("elapsed_ms", None)
        answer.get("model", {}).pop("elapsed_ms", None)
    assert english["warnings"] == german["warnings"] != []
    assert english.keys() == german.keys()
    assert (tmp_path / "en.csv").read_bytes() == (tmp_path / "de.csv").read_bytes()
    assert (tmp_path / "en.png").read_bytes() != (tmp_path / "de.png").read_bytes()


@pytest.mark.parametrize(
    ("asked", "chosen", "expected"),
    [
        (None, None, "en"),
        (None, "system", "en"),
        (None, "de", "de"),
        (Language.en, "de", "en"),
        (Language.de, None, "de"),
    ],
)
def test_the_option_comes_before_the_choice_of_the_window(tmp_path, asked, chosen, expected):
    if chosen is not None:
        save_settings(Settings(language=chosen), tmp_path / "settings.json")
    assert page_language(asked) == expected


def test_a_batch_has_one_language(tmp_path):
    out = tmp_path / "out"
    command = ["batch", str(cli.example_path("normal.hea")), "--out", str(out), "--pdf", "--jobs", "1"]
    assert cli.main([*command, "--language", "de"]) == 0
    assert PdfReader(out / "pdf" / "normal.pdf").root_object["/Lang"] == "de"
    assert cli.main([*command, "--resume", "--language", "en"]) == cli.BAD_INPUT
    with pytest.raises(ExportError, match="language"):
        open_ledger(Plan(str(out), pdf=True, language="en"), is_resumed=True)
