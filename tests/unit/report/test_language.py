"""The pages speak the language of the window, and nothing that the program writes on them is left out."""

import io
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QTranslator

from ecg_imn_desktop.analysis.comparison import compare
from ecg_imn_desktop.analysis.series import make_series
from ecg_imn_desktop.core.annotations import Note
from ecg_imn_desktop.core.anonymous import anonymised
from ecg_imn_desktop.core.comparison import Side
from ecg_imn_desktop.io.reading import _listed
from ecg_imn_desktop.report import notes_page
from ecg_imn_desktop.report.comparison import ComparisonDocument, comparison_pdf_bytes
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.language import install_language
from ecg_imn_desktop.report.options import PageOptions, WhatIfRow
from ecg_imn_desktop.report.paper import Paper
from ecg_imn_desktop.report.pdf import pdf_bytes
from ecg_imn_desktop.report.sentences import heading_name, said
from ecg_imn_desktop.report.series import SeriesDocument, series_pdf_bytes

WORD = re.compile(r"[^\W\d_]{3,}")

# Names and units, which are the same in every language.
SAME = {
    "aVR", "aVL", "aVF", "QRS", "QTc", "Bazett", "Fridericia", "NORM", "IMI", "CRBBB", "imn", "SHA", "ECG", "IMN",
    "Desktop", "Ada", "Example", "CPU", "Letter", "III", "Hz", "Doe", "numpy", "scipy", "torch", "cpu", "wfdb",
    "PySide",     "Essentials", "min", "rbbb",
}  # fmt: skip


class Marking(QTranslator):
    """A language in which every text stands in brackets: what stands outside them cannot be translated."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"\u27e6{source}\u27e7"


@pytest.fixture
def painted(qapp, monkeypatch):
    """Paints pages in the marking language; gives what is written on them, whole paragraphs."""
    texts = []
    text = Paper.text

    def noted(self, x_mm, y_mm, words, *args, **kwargs):
        texts.append(words)
        return text(self, x_mm, y_mm, words, *args, **kwargs)

    monkeypatch.setattr(Paper, "text", noted)
    monkeypatch.setattr(Paper, "wrapped", lambda self, words, *_, **__: [words])
    monkeypatch.setattr(notes_page, "_wrapped", lambda words, *_: [words])
    translator = Marking()
    qapp.installTranslator(translator)
    yield texts
    qapp.removeTranslator(translator)


def left_out(texts):
    """The words that no translation reaches."""
    found = set()
    for text in texts:
        while text != (bare := re.sub("\u27e6[^\u27e6\u27e7]*\u27e7", " ", text)):
            text = bare
        found |= set(WORD.findall(re.sub(r"\b[0-9a-f]{12,}\b", " ", text)))  # no checksums
    return found - SAME


FULL = PageOptions(
    statement="\u27e6Ada is well.\u27e7", reviewed_by="Doe", reviewed_on=date(2026, 1, 2), threshold=0.1,
    notes=(Note(1.0, None, "\u27e6mark\u27e7"),), what_if=(WhatIfRow("V1", 0.1, 0.2),), size="Letter", order="cabrera",
)  # fmt: skip


@pytest.mark.parametrize("options", [PageOptions(smoothing_s=0.0), FULL, replace(FULL, anonymous=True)])
def test_everything_on_the_pages_can_be_translated(painted, record, analysis, measurements, options):
    record = replace(record, warnings=("Lead V2 is missing.", "Lead V3 is missing."))
    pdf_bytes(Document(record, analysis, measurements, options))
    assert len(painted) > 200
    assert left_out(painted) == set()


def test_so_can_pages_without_beats_or_an_answer(painted, record, analysis, measurements):
    pdf_bytes(Document(record, None, replace(measurements, rhythm=None), PageOptions(reviewed_by="Doe")))
    pdf_bytes(Document(record, analysis, None, PageOptions()))
    assert left_out(painted) == set()


def test_so_can_a_comparison(painted, record, measurements):
    sides = [Side(r, measurements=measurements) for r in (record, anonymised(record))]
    comparison_pdf_bytes(ComparisonDocument(compare(*sides)))
    assert left_out(painted) == set()


def test_so_can_a_series(painted, record, measurements):
    measured = replace(measurements, median_beat=None)
    sides = [Side(r, measurements=measured, reason="The model was not asked.") for r in (record, anonymised(record))]
    series_pdf_bytes(SeriesDocument(make_series(sides)))
    series_pdf_bytes(SeriesDocument(make_series([replace(s, measurements=None) for s in sides])))
    assert left_out(painted) == set()


def test_the_file_says_which_language_it_speaks(german, record, analysis, measurements):
    reader = PdfReader(io.BytesIO(pdf_bytes(Document(record, analysis, measurements, PageOptions()))))
    assert reader.root_object["/Lang"] == "de"
    assert reader.metadata.title.startswith("EKG ")
    assert [item.title for item in reader.outline if not isinstance(item, list)] == [
        "EKG", "Warum", "Modell und Einstellungen",
    ]  # fmt: skip
    install_language("en")
    reader = PdfReader(io.BytesIO(pdf_bytes(Document(record, analysis, measurements, PageOptions()))))
    assert reader.root_object["/Lang"] == "en"
    assert "Unconfirmed: not reviewed by a physician" in reader.pages[0].extract_text().replace("\t", " ")


def test_the_columns_of_the_calibration_are_apart_in_german(german, monkeypatch, record, analysis, measurements):
    """Two words on one line with no gap between them read as one ("LogitSteigung")."""
    lines = defaultdict(list)
    text = Paper.text

    def noted(self, x_mm, y_mm, words, *args, align="left", **kwargs):
        width_mm = text(self, x_mm, y_mm, words, *args, align=align, **kwargs)
        lines[id(self), round(y_mm, 2)].append((x_mm - (width_mm if align == "right" else 0), width_mm, words))
        return width_mm

    monkeypatch.setattr(Paper, "text", noted)
    pdf_bytes(Document(record, analysis, measurements, PageOptions()))
    (heads,) = [line for line in lines.values() if "Steigung" in [words for _, _, words in line]]
    heads = sorted(heads)
    for (x_mm, width_mm, words), (next_mm, _, following) in pairwise(heads):
        assert next_mm - (x_mm + width_mm) > 0.7, f"{words} meets {following}"


def test_what_people_wrote_stays_as_it_is(german, record, analysis, measurements):
    """Words that happen to be in the program's vocabulary are not translated in names and statements."""
    record = replace(record, name="noisy", patient=replace(record.patient, name=None, id="missing"))
    options = PageOptions(statement="flat", reviewed_by="Doe", notes=(Note(1.0, "II", "gap"),))
    reader = PdfReader(io.BytesIO(pdf_bytes(Document(record, analysis, measurements, options))))
    first, second = (page.extract_text().replace("\t", " ") for page in reader.pages[:2])
    for own in ("Aufzeichnung noisy", "missing", "Befund: flat"):
        assert own in first
    assert "1.00 s, II: gap" in second
    assert heading_name(record) == "Aufzeichnung noisy"
    assert heading_name(replace(record, patient=replace(record.patient, name="Ada Example"))) == "Ada Example"


def test_a_shortened_list_of_leads_is_said_in_german(german):
    listed = _listed(["I", "II", "III", "aVR", "aVL", "aVF"])
    sums = f"The checksum in the header does not fit the signal in a.dat ({listed}): "
    assert "(I, II, III, aVR und 2 weitere)" in said(f"{sums}the file may have been changed or damaged.")
