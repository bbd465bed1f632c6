"""What the report says beyond the ECG: why, what if, the model; bookmarks, metadata, greys, anonymity."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pypdf
import pytest

from ecg_imn_desktop.analysis.beats import AFTER_R_S, BEFORE_R_S
from ecg_imn_desktop.core.annotations import Note
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import MedianBeat
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.draw.traces import Show
from ecg_imn_desktop.report import average_beats
from ecg_imn_desktop.report.average_beats import _gain_and_baseline, beat_speed
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.evidence_page import paint_evidence_page
from ecg_imn_desktop.report.geometry import ECG_WIDTH_MM
from ecg_imn_desktop.report.notes_page import _n_that_fit
from ecg_imn_desktop.report.options import PageOptions, WhatIfRow
from ecg_imn_desktop.report.pdf import write_pdf
from ecg_imn_desktop.report.what_if import group_rows, lead_rows
from ecg_imn_desktop.report.words import percent

from .test_bars import RecordingPaper
from .test_pdf import PX_PER_MM, boxes_of, rendered, text_of

CARD = {
    "about": {
        "data": "Some data, folds 1-8.",
        "limits": "Only for research.",
        "licence": "Apache-2.0",
        "fold_9": {"macro_auroc_superclasses": 0.93, "auroc": {"MI": 0.9346}},
    }
}


@pytest.fixture
def with_card(analysis):
    return replace(analysis, model=replace(analysis.model, card=json.dumps(CARD)))


@pytest.fixture
def with_beat(measurements, record):
    mv = np.zeros((12, 400), np.float32)
    mv[:, 150:250] = 1.0
    return replace(measurements, median_beat=MedianBeat(mv, 500.0, record.lead_names, 150, {}, 9))


@pytest.fixture
def pdf(tmp_path, record, with_card, with_beat):
    def make(**options):
        path = tmp_path / "a.pdf"
        write_pdf(path, record, with_card, with_beat, PageOptions(**options))
        return path

    return make


def pages(path):
    return [" ".join(page.split()) for page in text_of(path).split("\f")[:-1]]


# ---------------------------------------------------------------------------------------- what is said


def test_nobody_answers_for_it_until_somebody_does(pdf):
    assert "Unconfirmed: not reviewed by a physician" in pages(pdf())[0]
    assert "Unconfirmed" in pages(pdf(statement="Old infarction."))[0]
    said = pages(pdf(statement="Old infarction.", reviewed_by="Dr. Ärztin", reviewed_on=date(2026, 3, 4)))
    fairly_long = pages(pdf(statement="Old infarction. " * 30, reviewed_by="Dr. Ärztin"))
    assert "in full on page 2" in fairly_long[0]
    assert fairly_long[1].count("infarction.") == 30
    long = pages(pdf(statement="Old infarction. " * 200, reviewed_by="Dr. Ärztin"))
    assert "in full on page 3" in long[0]
    assert long[2].count("infarction.") == 200
    assert "Reviewed by Dr. Ärztin" in long[0]
    for page in said[:2]:
        assert "Old infarction." in page
        assert "Reviewed by Dr. Ärztin, 2026-03-04" in page
        assert "Unconfirmed" not in page


@pytest.mark.parametrize(
    "name", ["Dr. med. Annegret Müller-Lüdenscheidt", "Dr. med. univ. Maximiliane-Henriette Schmidt-Wolkenstein, FESC"]
)
def test_the_day_of_a_review_is_never_cut(pdf, name):
    first = pages(pdf(statement="Known block.", reviewed_by=name, reviewed_on=date(2026, 11, 27)))[0]
    assert "Reviewed by Dr. med. " in first
    assert ", 2026-11-27" in first
    if len(name) < 40:
        assert name in first


def test_a_word_without_end_in_a_statement_is_whole_on_a_later_page(unanswered):
    first, second = unanswered(statement="x" * 400)
    assert "x" * 400 not in first
    assert second.count("x") >= 400


def test_the_clinicians_notes_are_printed_with_their_place(pdf):
    said = pages(pdf(notes=(Note(1.25, "V3", "a Q wave"), Note(4.0, None, "artefact"))))[1]
    assert "1.25 s, V3: a Q wave" in said
    assert "4.00 s, all leads: artefact" in said


@pytest.fixture
def unanswered(tmp_path, record, measurements):
    def make(warnings=(), **options):
        path = tmp_path / "a.pdf"
        found = replace(measurements, warnings=tuple(warnings))
        write_pdf(path, replace(record, warnings=()), None, found, PageOptions(refusal="It is too short.", **options))
        return pages(path)

    return make


REMARK = "Too little signal in lead V1: its amplitudes and the Sokolow-Lyon voltage are not measured."


def test_a_second_page_of_an_ecg_without_an_answer_repeats_nothing(unanswered):
    (first,) = unanswered([REMARK, "Lead V2 is noisy."], statement="Old infarction. " * 12)
    assert REMARK in first
    assert "Lead V2 is noisy." in first
    assert "in full" not in first
    assert "Unconfirmed" in first

    first, second = unanswered([REMARK], notes=(Note(1.25, "V3", "a Q wave"),))
    assert REMARK in first
    assert "1.25 s, V3: a Q wave" in second
    assert "Sokolow" not in second
    assert "Unconfirmed" not in second


def test_what_has_no_room_on_the_first_page_is_whole_on_the_second(unanswered):
    many = [f"Lead {lead} is noisy for part of the time." for lead in STANDARD_LEADS]
    first, second = unanswered(many)
    assert "more)" in first
    assert all(sentence in second for sentence in many)
    assert "Unconfirmed" not in second
    assert second.lstrip().startswith("Quality and warnings"), "it is called by the one thing that it holds"
    assert "Statement" not in second
    first, second = unanswered([REMARK], statement="Old infarction. " * 60)
    assert "in full on page 2" in first
    assert second.count("Old infarction.") == 60
    assert second.lstrip().startswith("Clinician's statement")
    _, second = unanswered(many, statement="Old infarction. " * 60)
    assert second.lstrip().startswith("Statement and notes")
    assert "Sokolow" not in second


def test_the_page_with_the_colours_says_how_likely_their_class_is(pdf, analysis):
    for k, info in enumerate(analysis.prediction.classes):
        probability = percent(analysis.prediction.probability[k])
        said = pages(pdf(class_name=info.name))[0].split("Colour: ")[1]
        words = f"evidence for {info.name}, {info.title} (probability {probability})".split()
        assert [word for word in said.split() if word in words][: len(words)] == words, "on two lines if need be"


@pytest.mark.parametrize(
    ("sides", "words"), [("both", "evidence for "), ("for", "evidence for "), ("against", "evidence against ")]
)
def test_the_colours_of_one_side_alone_are_called_so(pdf, sides, words):
    said = pages(pdf(sides=sides))[0].split("Colour: ")[1]
    assert said.startswith(words)
    assert ("only" in said.split("(probability")[0].split()) == (sides != "both")


def test_on_every_page_an_answer_near_its_threshold_is_doubted(tmp_path, record, with_card):
    probability = np.array([0.9, 0.41, 0.1, 0.05, 0.05])  # of 0.5, 0.4, 0.3, 0.2, 0.6
    near = replace(with_card, prediction=replace(with_card.prediction, probability=probability))
    write_pdf(tmp_path / "n.pdf", record, near, None, PageOptions(class_name="MI"))
    first, second, last = pages(tmp_path / "n.pdf")
    assert "41 %?)" in first, "the colours' caption"
    assert "41 %?" in second.replace("% ?", "%?")
    assert "41.0 %?" in last.replace("% ?", "%?")
    assert last.count("?") == 2, "MI's, and what the mark means"


def test_without_a_lead_the_logit_lacks_its_contributions(analysis):
    for k in range(len(analysis.prediction.classes)):
        for i, row in enumerate(lead_rows(analysis, k)):
            kept = np.delete(analysis.explanation.contribution[k].astype(np.float64), i, axis=0)
            assert row.frozen_logit == pytest.approx(analysis.prediction.bias[k] + kept.sum(), abs=1e-6)


def test_without_a_group_the_logit_lacks_its_contributions(analysis, measurements):
    k, contribution = 1, analysis.explanation.contribution[1].astype(np.float64)
    rows = {row.removed: row.frozen_logit for row in group_rows(analysis, measurements, k)}
    leads = analysis.explanation.lead_names
    kept = [i for i, lead in enumerate(leads) if lead not in ("II", "III", "aVF")]
    bias = analysis.prediction.bias[k]
    assert rows["II III aVF (inferior)"] == pytest.approx(bias + contribution[kept].sum(), abs=1e-6)
    time_s = np.arange(contribution.shape[1]) / analysis.explanation.fs
    f = measurements.fiducials
    in_qrs = np.zeros(time_s.size, bool)
    known = np.isfinite(f.qrs_onset_s + f.qrs_offset_s)
    for onset, offset in zip(f.qrs_onset_s[known], f.qrs_offset_s[known], strict=True):
        in_qrs[max(0, round(onset * 100)) : max(0, round(offset * 100))] = True
    assert rows["QRS of all leads"] == pytest.approx(bias + contribution[:, ~in_qrs].sum(), abs=1e-6)


def test_removals_are_given_with_their_calibrated_probability(record, analysis):
    classes = tuple(replace(c, slope=0.5, intercept=-1.0) for c in analysis.prediction.classes)
    analysis = replace(analysis, prediction=replace(analysis.prediction, classes=classes))
    paper = RecordingPaper()
    asked = (WhatIfRow("V2, 1 to 2 s", -1.0, 3.0),)
    paint_evidence_page(paper, Document(record, analysis, None, PageOptions(class_name="MI", what_if=asked)))
    said = paper.said()
    at = said.index("without V2, 1 to 2 s")
    assert said[at + 1 : at + 5] == [
        "\u22121.00",
        percent(1 / (1 + np.exp(1.5))),
        "+3.00",
        percent(1 / (1 + np.exp(-0.5))),
    ]


def test_the_answer_without_something_is_doubted_like_the_whole_one(record, analysis):
    """Logits of 0.41 and 0.39 (near 0.40, bold and not) and of 0.5."""
    paper = RecordingPaper()
    asked = (WhatIfRow("V2", np.log(0.41 / 0.59), np.log(0.39 / 0.61)), WhatIfRow("V3", 0.0, 0.0))
    paint_evidence_page(paper, Document(record, analysis, None, PageOptions(class_name="MI", what_if=asked)))
    said = paper.said()
    at = said.index("without V2")
    assert said[at + 1 : at + 7] == ["\u22120.36", "41 %", "?", "\u22120.45", "39 %", "?"]
    at = said.index("without V3")
    assert said[at + 1 : at + 5] == ["0.00", "50 %", "0.00", "50 %"]


def test_the_last_page_is_the_models(pdf, analysis):
    said = pages(pdf(class_name="MI", layout="6x2", mm_per_s=12.5))[2]
    for words in (
        "Some data, folds 1-8.", "Only for research.", "0.930 (five superclasses)", "0.935", "slope", "threshold",
        "6x2", "12.5 mm/s", analysis.model.sha256[:32], analysis.model.sha256[32:], "numpy", "none: the traces",
    ):  # fmt: skip
        assert words in said, words


def test_a_model_with_a_filter_of_its_own_says_so_on_every_page(tmp_path, record, analysis):
    card = json.dumps(CARD | {"preprocessing": {"kind": "scale", "mv_per_unit": 0.25, "highpass_hz": 0.5}})
    write_pdf(tmp_path / "a.pdf", record, replace(analysis, model=replace(analysis.model, card=card)))
    said = pages(tmp_path / "a.pdf")
    assert all("imn-1d 1.0 (high-pass 0.5 Hz)" in page for page in said)
    assert "without baseline wander (high-pass 0.5 Hz" in said[-1]
    assert "none: the traces are as recorded" in said[-1]


def test_a_model_whose_card_is_unknown_is_said_to_be(tmp_path, record, analysis):
    for card in ("", "[1]", '{"about": 3}', "{"):
        write_pdf(tmp_path / "a.pdf", record, replace(analysis, model=replace(analysis.model, card=card)))
        assert "not known to this program" in pages(tmp_path / "a.pdf")[2]


def test_the_page_says_which_part_of_a_record_it_shows(pdf):
    assert "Shown 0\u20134.9 s" in pages(pdf(mm_per_s=50.0))[0]
    assert "Shown 2\u201310 s" in pages(pdf(start_s=2.0))[0]
    assert "Shown" not in pages(pdf())[0].split("Measurements")[0]


def test_no_text_leaves_its_page_or_meets_the_footer(pdf, record, with_card, with_beat):
    long = "a statement that goes on and on, " * 8
    notes = tuple(Note(float(i), "V1", "a remark that is not short either") for i in range(4))
    for size, (width, height) in {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}.items():
        path = pdf(size=size, statement=long, reviewed_by="Dr X", notes=notes)
        for page in range(1, len(pypdf.PdfReader(path).pages) + 1):
            words = boxes_of(path, page)
            footer = min(y for text, _, y, _, _ in words if text == "Research")
            for text, left, top, right, bottom in words:
                assert left > 6, (page, text)
                assert right < width - 6, (page, text)
                assert bottom < height - 5, (page, text)
                assert top >= footer - 0.1 or bottom < footer + 0.9, (page, text)


def test_the_foot_says_how_the_ecg_is_drawn_where_it_is(pdf):
    text = text_of(pdf(mm_per_s=50.0, mm_per_mv=5.0))
    first, *others = [page.strip().splitlines()[-1] for page in text.split("\f")[:-1]]
    assert "50 mm/s" in first
    assert "5 mm/mV" in first
    assert "no filter" in first
    for foot in (first, *others):
        assert "500 Hz" in foot
        assert "ECG-IMN Desktop" in foot
        assert "imn-1d 1.0" in foot
    assert not [foot for foot in others if "mm/" in foot or "filter" in foot]


# ---------------------------------------------------------------------------------------- millimetres and greys


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_every_page_has_its_size_to_a_tenth_of_a_millimetre(pdf, size):
    path = pdf(size=size)
    for page in range(1, 4):
        height, width, _ = rendered(path, page).shape
        assert (width, height) == {"A4": (2970, 2100), "Letter": (2794, 2159)}[size]


@pytest.mark.parametrize(("mv", "mm_per_mv"), [(1.0, 10), (3.0, 10), (6.0, 5), (12.0, 2.5)])
def test_the_average_beats_are_drawn_in_millimetres(tmp_path, record, analysis, with_beat, mv, mm_per_mv):
    beat = replace(with_beat.median_beat, mv=with_beat.median_beat.mv * np.float32(mv))
    path = tmp_path / "a.pdf"
    options = PageOptions(theme="light", show=Show.NONE)
    write_pdf(path, record, analysis, replace(with_beat, median_beat=beat), options)
    why = pages(path)[1]
    assert f"25 mm/s, {mm_per_mv} mm/mV" in why
    assert why.count("mm/mV") == 1, "its foot said the gain of the ECG on page 1"
    page = rendered(path, 2)
    label = next(w for w in boxes_of(path, 2) if w[0] == "V6" and w[2] > 140)
    left, top = round((label[1] - 1.0) * PX_PER_MM), round(label[2] * PX_PER_MM) - 5
    dark = page[top : top + 345, left : left + 195].max(axis=2) < 120
    height_mm = mv * mm_per_mv
    columns = np.flatnonzero(dark.sum(axis=0) >= (height_mm - 0.5) * PX_PER_MM)  # the two flanks of the pulse
    assert columns.size
    assert (columns[-1] - columns[0]) / PX_PER_MM == pytest.approx(0.2 * 25, abs=0.3)
    rows = np.flatnonzero(dark[:, columns[0] : columns[-1] + 1].any(axis=1))
    assert (rows[-1] - rows[0]) / PX_PER_MM == pytest.approx(height_mm, abs=0.35)


def test_beats_that_would_be_cut_are_whole_at_half_the_speed(tmp_path, record, analysis, with_beat):
    more = (*record.lead_names, "V7", "V8", "V9")
    median = with_beat.median_beat
    beat = replace(median, mv=np.concatenate([median.mv, median.mv[6:9]]), lead_names=more)
    assert [beat_speed([b], ECG_WIDTH_MM) for b in (median, beat)] == [25.0, 12.5]
    late = [replace(median, offset_ms={"t_offset": end_ms}) for end_ms in (490.0, 520.0)]  # of a long QT
    assert [beat_speed([b], ECG_WIDTH_MM) for b in late] == [25.0, 12.5]
    write_pdf(tmp_path / "a.pdf", record, analysis, replace(with_beat, median_beat=beat))
    assert "12.5 mm/s, " in pages(tmp_path / "a.pdf")[1]


def test_an_average_beat_is_coloured_to_its_end(tmp_path, record, analysis, with_beat, monkeypatch):
    """At half the speed all of it is seen."""
    fs, drawn = record.fs, []
    before, after = round(BEFORE_R_S * fs), round(AFTER_R_S * fs)
    mv = np.zeros((12, before + after + 1), dtype=np.float32)
    late = replace(with_beat.median_beat, mv=mv, fs=fs, r_index=before, offset_ms={"t_offset": 580.0})
    monkeypatch.setattr(average_beats, "draw_strip_vector", lambda *arguments: drawn.append(arguments))
    write_pdf(tmp_path / "a.pdf", record, analysis, replace(with_beat, median_beat=late))
    assert len(drawn) == 12
    for _, frame, lead, _, _, _, attribution, _ in drawn:
        end_s = (before + after) / fs
        assert frame.start_s + frame.width_px / frame.px_per_s > end_s
        assert np.isfinite(attribution.evidence.density_at(lead, np.array([frame.start_s + 0.01, end_s]))).all()


def test_average_beats_stand_in_the_usual_order(tmp_path, record, analysis, with_beat):
    """Whatever the order of the file, HL7 aECG for one."""
    median = with_beat.median_beat
    order = [0, 1, *range(6, 12), *range(2, 6)]
    beat = replace(median, mv=median.mv[order], lead_names=tuple(median.lead_names[i] for i in order))
    write_pdf(tmp_path / "a.pdf", record, analysis, replace(with_beat, median_beat=beat))
    labels = [w for w in boxes_of(tmp_path / "a.pdf", 2) if w[0] in STANDARD_LEADS and w[2] > 150]
    assert [w[0] for w in sorted(labels, key=lambda w: w[1])] == list(STANDARD_LEADS)


def test_the_end_of_an_id_is_never_cut(tmp_path, record):
    patient = replace(record.patient, id="1234567890-ABCDEFGH-1234567890-1234567890-XYZ")
    write_pdf(tmp_path / "a.pdf", replace(record, patient=patient))
    assert "90-XYZ" in pages(tmp_path / "a.pdf")[0]


@pytest.mark.parametrize(("mv", "mm_per_mv"), [((-2.65, 0.35), 10.0), ((-0.25, 2.75), 10.0), ((-3.5, 1.5), 5.0)])
def test_average_beats_are_as_large_as_the_paper_allows(with_beat, mv, mm_per_mv):
    """Deep S waves and no R waves, too: 0 mV lies higher then."""
    beat = replace(with_beat.median_beat, mv=np.array([mv], dtype=np.float32), lead_names=("V2",))
    assert _gain_and_baseline(beat, 34.0)[0] == mm_per_mv


@pytest.mark.parametrize("mv", [(-1.5, 0.6), (-5.0, 3.0), (-0.4, 6.0)])
def test_no_average_beat_is_cut(with_beat, mv):
    """S waves of a left bundle branch block, too: QRS of 5 mV below the baseline."""
    beat = replace(with_beat.median_beat, mv=np.array([mv], dtype=np.float32), lead_names=("V2",))
    mm_per_mv, baseline_mm = _gain_and_baseline(beat, 31.0)
    assert baseline_mm - max(mv) * mm_per_mv >= 0
    assert baseline_mm - min(mv) * mm_per_mv <= 31.0


def test_for_and_against_differ_in_grey(pdf):
    """A black-and-white printer: the legend grows lighter from against to for, and so do the bars."""
    page = rendered(pdf(), 1) @ np.array([0.299, 0.587, 0.114])
    words = boxes_of(pdf(), 1)
    against = next(w for w in words if w[0] == "against")
    pro = next(w for w in words if w[0] == "for" and w[2] > against[2] - 1 and w[1] > against[3])
    y = round(((against[2] + against[4]) / 2 - 1.4) * PX_PER_MM)  # the upper third: colours of the line
    bar = page[y, round(against[3] * PX_PER_MM) + 20 : round(pro[1] * PX_PER_MM) - 20]
    low, middle, high = (np.median(bar[int(share * (len(bar) - 1)) - 4 :][:8]) for share in (0.03, 0.47, 0.96))
    assert high > middle + 15 > low + 30
    greys = [sum(w * int(c[i : i + 2], 16) for w, i in ((0.299, 1), (0.587, 3), (0.114, 5))) for c in
             (LIGHT.evidence_against, LIGHT.evidence_for)]  # fmt: skip
    assert greys[1] > greys[0] + 50


# ---------------------------------------------------------------------------------------- the file


def test_bookmarks_lead_to_their_headings(pdf):
    path = pdf()
    reader = pypdf.PdfReader(path)
    flat = []

    def walk(items):
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                flat.append((item.title, reader.get_destination_page_number(item), item.get("/Top")))

    walk(reader.outline)
    assert [(t, p) for t, p, _ in flat if t in ("ECG", "Why", "Model and settings")] == [
        ("ECG", 0), ("Why", 1), ("Model and settings", 2),
    ]  # fmt: skip
    height = float(reader.pages[1].mediabox.top)
    for title in ("Average beats", "Strongest segments (logit)", "What if (exact: W and b kept)"):
        place = next((page, top) for text, page, top in flat if text == title)
        assert place[0] == 1
        from_top_mm = (height - float(place[1])) / 72 * 25.4
        first = title.split()[0]
        assert any(w[0] == first and abs(w[2] - from_top_mm) < 2.5 for w in boxes_of(path, 2)), title


def test_metadata_agree_with_each_other(pdf, record):
    reader = pypdf.PdfReader(pdf())
    info, root = reader.metadata, reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    ElementTree.fromstring(re.sub(r"<\?.*?\?>", "", xmp).strip())
    assert info.title == f"ECG {record.name}"
    assert f">{info.title}<" in xmp
    assert info["/Creator"] in xmp
    assert info.creation_date.isoformat() in xmp
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"
    profile = root["/OutputIntents"][0]["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"


SECRETS = ("Ada", "Example", "4711", "93", "2024", "May", "rbbb_4711", "ward7.hea", "Dr. Eve")


@pytest.fixture
def named(record):
    return replace(
        record,
        name="rbbb_4711",
        source=Path("/clinic/Ada Example/ward7.hea"),
        patient=Patient("Example, Ada", "4711", 93.0, "female", ("block",)),
        recorded_at=datetime(2024, 5, 1, 12, 3),
        comments=("Ada of ward 7",),
        warnings=("The checksum does not fit the signal in rbbb_4711.dat.", "ward7.hea was recorded on 1 May 2024."),
    )


def test_an_anonymous_report_says_nothing_of_whose_it_is(tmp_path, named, with_card, with_beat):
    options = PageOptions(
        statement="Ada Example (4711) was seen on 2024-05-01 and 3.5.24: block.",
        reviewed_by="Dr. Eve",
        reviewed_on=date(2024, 5, 2),
        notes=(Note(1.0, "V1", "rsR in ada's ECG of 05-May-2024"),),
        anonymous=True,
    )
    path = tmp_path / "a.pdf"
    write_pdf(path, named, with_card, with_beat, options)
    reader = pypdf.PdfReader(path)
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    said = text_of(path) + json.dumps({k: str(v) for k, v in reader.metadata.items()}) + xmp
    outline = json.dumps([str(item) for item in reader.outline])
    for secret in SECRETS:
        if secret in ("93", "2024"):  # also a height, a share, a year in a paper's reference
            continue
        assert secret.lower() not in said.lower(), secret
        assert secret.lower() not in outline.lower(), secret
    assert not re.search(r"20\d\d-\d\d|D:20\d\d|2024", said.replace("2602.09566", ""))
    assert "over 89 years, female" in said
    assert "93 years" not in said
    assert "block" in said
    assert "Reviewed by a clinician" in said
    assert "Anonymous ECG" in said
    assert reader.metadata.title == "ECG"
    assert reader.metadata.creation_date is None
    raw = path.read_bytes()
    assert not any(secret.encode() in raw for secret in ("Ada", "4711", "Dr. Eve", "ward7"))


def test_the_same_report_with_names_has_them(tmp_path, named, with_card):
    write_pdf(tmp_path / "a.pdf", named, with_card)
    said = text_of(tmp_path / "a.pdf")
    assert all(word in said for word in ("Example, Ada", "4711", "2024-05-01"))


def test_a_word_without_end_is_cut_after_a_few_looks():
    """Found by fuzzing: a note of 10,000 letters without a space kept an export busy for minutes."""
    measured = []

    def fits(text):
        measured.append(len(text))
        return len(text) <= 83

    assert _n_that_fit("x" * 10_000, fits) == 83
    assert max(measured) <= 256
    assert len(measured) < 20
    assert _n_that_fit("xx", lambda text: len(text) <= 1) == 1
    assert _n_that_fit("xx", lambda text: False) == 1
    assert _n_that_fit("x" * 84, fits) == 83
