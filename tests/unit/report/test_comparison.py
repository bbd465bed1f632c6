"""The pages of a comparison: what they say, in true millimetres, whole or not at all."""

import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.analysis.comparison import compare
from ecg_imn_desktop.core.analysis import RESEARCH_USE
from ecg_imn_desktop.core.comparison import Change, ClassChange, DeletionCurve
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import Measurements, MedianBeat
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.draw.compared import compared_attributions, shared_limits
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.draw.traces import Show
from ecg_imn_desktop.report.class_titles import answer_that_fits
from ecg_imn_desktop.report.comparison import (
    ComparisonDocument,
    comparison_image,
    comparison_pdf_bytes,
    pages_of,
    write_comparison_pdf,
    write_comparison_png,
)
from ecg_imn_desktop.report.comparison_traces import sheets_of
from ecg_imn_desktop.report.comparison_words import (
    agreement_line,
    change_cells,
    logit_cells,
    shown_classes,
    side_answer,
    step_rows,
    steps_line,
    unusual_sentence,
)
from ecg_imn_desktop.report.gain import cut_at_edge
from ecg_imn_desktop.report.paper import Ruler

from ..analysis.sides import explained, fiducials_at, side

R_A, R_B = np.arange(0.6, 9.5, 0.8), np.arange(0.9, 9.5, 1.0)
CURVE = DeletionCurve(np.array([0.0, 0.5]), {"map": np.array([1.0, 0.0]), "random": np.array([1.0, 0.8])})


def measured(r_peak_s, qrs_ms):
    return Measurements(fiducials_at(r_peak_s), qrs_ms=qrs_ms)


@pytest.fixture(scope="module")
def comparison():
    a = explained(side(R_A, measurements=measured(R_A, 90.0)), seed=1)
    return compare(a, explained(side(R_B, measurements=measured(R_B, 120.0)), seed=2))


def text_of(data: bytes) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    run = subprocess.run([tool, "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode()


def test_the_pages_say_what_changed(comparison):
    text = text_of(comparison_pdf_bytes(ComparisonDocument(comparison, (CURVE, CURVE))))
    assert text.count("\f") == 3
    assert text.count(RESEARCH_USE) == 3
    assert "Changed by more than usual: QRS duration." in text
    row = next(line for line in text.splitlines() if "QRS duration" in line and "120" in line)
    assert "90" in row
    assert "+30" in row
    a, b = (round(logit, 2) for logit in comparison.steps.logit)
    assert f"{b - a:+.2f} = b".replace("-", "\u2212") in text, "the logits stand below it"
    assert "Deletion" in text
    assert "Difference B \u2212 A" in text


def test_without_aligned_beats_there_is_no_page_of_differences(comparison):
    gone = replace(comparison, aligned=None)
    assert len(pages_of(ComparisonDocument(gone))) == 2


def test_a_side_without_an_answer_still_has_its_traces(comparison):
    mute = compare(comparison.a, replace(side(R_B), reason="It is too short."))
    text = text_of(comparison_pdf_bytes(ComparisonDocument(mute)))
    assert "No prediction. It is too short." in text


def test_remarks_stand_by_their_ecg_and_what_has_no_room_on_a_last_page(comparison):
    few, many = ("Lead V1 is flat.",), tuple(f"Remark {i} is one of many that do not have room." for i in range(12))
    doubtful = replace(comparison, a=replace(comparison.a, warnings=few))
    pages = text_of(comparison_pdf_bytes(ComparisonDocument(doubtful))).split("\f")
    assert len(pages) == 4, "three pages"
    assert pages[0].index("A: made") < pages[0].index("Note: Lead V1 is flat.") < pages[0].index("B: made")
    both = replace(doubtful, b=replace(comparison.b, warnings=many))
    for document in (ComparisonDocument(both), ComparisonDocument(replace(both, aligned=None))):
        pages = text_of(comparison_pdf_bytes(document)).split("\f")[:-1]
        assert len(pages) == len(pages_of(document)) == (4 if document.comparison.aligned is not None else 3)
        n_said = sum(sentence in " ".join(pages[0].split()) for sentence in many)
        assert f"(+{12 - n_said} more)" in pages[0]
        assert all(sentence in pages[-1] for sentence in (*few, *many))


def test_what_changed_is_said_whole_and_notes_keep_clear_of_it(comparison):
    names = {"qrs_ms": "QRS duration", **{f"st60_{lead}": f"ST J+60 {lead}" for lead in comparison.a.record.lead_names}}
    names |= {f"x{i}": f"A measurement with a long name, number {i}" for i in range(3)}
    changes = tuple(Change(name, title, "mV", 0.0, 1.0, 1.0, 0.1) for name, title in names.items())
    notes = ("A note that stands below it.",)
    pages = text_of(comparison_pdf_bytes(ComparisonDocument(replace(comparison, changes=changes, notes=notes))))
    first = pages.split("\f")[0]
    words = unusual_sentence(replace(comparison, changes=changes))
    assert words in " ".join(first.replace("logit per second", "").replace(notes[0], "").split())
    assert first.index("V5, V6.") < first.index(notes[0]) < first.index("A: made")


@pytest.mark.parametrize("n_long", [0, 8])
def test_however_much_is_said_above_thesheets_of_stay_above_the_foot(comparison, n_long):
    long = tuple(
        Change(f"x{i}", f"A measurement with a long name, number {i}", "mV", 0, 1, 1, 0.1) for i in range(n_long)
    )
    many = tuple(f"Remark {i} is one of many that do not have room." for i in range(12))
    a, b = (replace(side, warnings=many) for side in (comparison.a, comparison.b))
    crowded = replace(comparison, a=a, b=b, changes=long or comparison.changes, notes=("A note of many words. " * 20,))
    image = comparison_image(ComparisonDocument(crowded), dpi=100)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)[..., :3]
    is_white = (pixels == 255).all(axis=(1, 2))
    foot_mm = 210.0 - 8.0 - 3.8 - 2.6
    assert is_white[round((foot_mm - 0.6) * 100 / 25.4)], "nothing reaches the research use"


@pytest.mark.parametrize(("lead", "mv", "mm_per_mv"), [(3, 1.0, 10), (9, 3.0, 5), (9, -9.0, 5), (8, 20.0, 2.5)])
def test_no_trace_of_a_comparison_is_cut_and_both_have_one_gain(comparison, lead, mv, mm_per_mv):
    """V4 (9) is the last of the first row."""
    tall = comparison.b.record.mv.copy()
    for beat_s in R_B:
        tall[lead, round(beat_s * 500) : round((beat_s + 0.04) * 500)] = mv
    b = replace(comparison.b, record=replace(comparison.b.record, mv=tall))
    document = ComparisonDocument(replace(comparison, b=b))
    assert f"{mm_per_mv} mm/mV" in text_of(comparison_pdf_bytes(document)).split("\f")[0]
    sheets, gain = sheets_of(document, 70.0)
    assert gain == mm_per_mv
    assert sheets[0].row_y_mm == sheets[1].row_y_mm
    if mv < 20:
        assert not cut_at_edge(sheets[1], b.record.lead, 500.0, gain).leads


def test_what_is_cut_at_the_smallest_gain_is_named_at_the_foot_of_its_page(comparison):
    larger = np.where(np.isin(np.arange(12), (6, 7)), 100, 1)[:, None]
    a, b = (
        replace(s, record=replace(s.record, mv=(times * s.record.mv).astype(np.float32)))
        for s, times in ((comparison.a, larger), (comparison.b, 300))
    )
    aligned = replace(comparison.aligned, b=300 * comparison.aligned.b)
    document = ComparisonDocument(replace(comparison, a=a, b=b, aligned=aligned))
    traces, numbers, difference = text_of(comparison_pdf_bytes(document)).split("\f")[:-1]
    leads = ", ".join(STANDARD_LEADS)
    assert f"Cut at the edge of the paper: A V1, V2; B {leads}." in " ".join(traces.split())
    assert "Cut at" not in numbers
    assert f"Cut at the edge of the paper: {leads}." in " ".join(difference.split())
    usual = text_of(comparison_pdf_bytes(ComparisonDocument(comparison)))
    assert "Cut at" not in usual


def test_no_difference_is_cut(comparison):
    aligned = comparison.aligned
    document = ComparisonDocument(replace(comparison, aligned=replace(aligned, b=20 * aligned.b)))
    pages = text_of(comparison_pdf_bytes(document)).split("\f")
    assert "10 mm/mV" in pages[0]
    assert "2.5 mm/mV" in pages[2]


def test_every_page_says_whose_ecgs_these_are(comparison):
    a, b = (
        replace(s, record=replace(s.record, name=name, patient=Patient(name="Ada Example")))
        for s, name in ((comparison.a, "first"), (comparison.b, "second"))
    )
    pages = text_of(comparison_pdf_bytes(ComparisonDocument(replace(comparison, a=a, b=b)))).split("\f")[:-1]
    assert len(pages) == 3
    for page in pages:
        assert page.count("Ada Example") == 1
        assert "A: first" in page
        assert "B: second" in page


def test_median_beats_say_their_scale_in_both_directions(comparison):
    median = MedianBeat(np.zeros((12, 500), np.float32), 500.0, STANDARD_LEADS, 200, {}, 10)
    a, b = (replace(s, measurements=replace(s.measurements, median_beat=median)) for s in (comparison.a, comparison.b))
    document = ComparisonDocument(compare(a, b))
    (mm_per_s,) = re.findall(r"([\d.]+) mm/s, [\d.]+ mm/mV", text_of(comparison_pdf_bytes(document)).split("\f")[1])
    offset_ms = document.comparison.beats.offset_ms
    assert float(mm_per_s) == pytest.approx((260 / 6 - 2) / (offset_ms[-1] - offset_ms[0]) * 1000, abs=0.06)


def test_the_least_evidence_that_is_coloured_is_said(comparison):
    documents = (ComparisonDocument(comparison, threshold_share=share) for share in (0.0, 0.1))
    first = [text_of(comparison_pdf_bytes(document)).split("\f")[0] for document in documents]
    assert ["colours from" in page for page in first] == [False, True]


def test_notes_without_room_say_where_all_of_them_are(comparison):
    for n in range(60, 66):
        document = ComparisonDocument(replace(comparison, notes=("A note of many words. " * n,)))
        assert "(all on page 2)" in text_of(comparison_pdf_bytes(document)).split("\f")[0], n


def test_only_pages_with_traces_name_their_scale(comparison):
    pages = text_of(comparison_pdf_bytes(ComparisonDocument(comparison))).split("\f")
    assert ["10 mm/mV" in page for page in pages[:3]] == [True, False, True]


def test_of_too_many_classes_the_least_likely_are_left_out_and_counted(comparison):
    def one(name, parent, probability, is_called=False):
        return ClassChange(name, name, parent, (probability, 0.0), (0.0, 0.0), (is_called, False))

    subs = [one(f"S{i}", "MI", 0.2 + 0.01 * i) for i in range(22)] + [one("CALLED", "MI", 0.06, True)]
    classes = (one("NORM", None, 0.01), one("MI", None, 0.9), *subs)
    shown = [c.name for c in shown_classes(classes, 20)]
    assert shown == ["NORM", "MI", *(f"S{i}" for i in range(5, 22)), "CALLED"]
    assert len(shown_classes(classes)) == len(classes)
    page = text_of(comparison_pdf_bytes(ComparisonDocument(replace(comparison, classes=classes)))).split("\f")[1]
    assert "(+5 more)" in page
    assert "CALLED" in page


@pytest.mark.parametrize("n_more", [0, 15])
def test_classes_have_their_titles_whole(comparison, n_more):
    def one(name, title, parent=None):
        return ClassChange(name, title, parent, (0.4, 0.1), (0.0, 0.0), (True, False))

    long = "Non-specific intraventricular conduction disturbance"
    more = [one(f"S{i}", "Left atrial overload or enlargement", "CD") for i in range(n_more)]
    classes = (one("CD", "Conduction disturbance"), one("IVCD", long, "CD"), one("_AVB", "AV block", "CD"), *more)
    pages = text_of(comparison_pdf_bytes(ComparisonDocument(replace(comparison, classes=classes)))).split("\f")
    assert "Conduction disturbance (CD)" in pages[1]
    assert "AV block (_AVB)" in pages[1]
    words = " ".join(pages[1].split())
    assert "Non-specific intraventricular" in words
    assert "conduction disturbance (IVCD)" in words
    assert words.count("enlargement (S") == n_more
    assert "\u2026" not in pages[1]


def test_the_answers_name_their_class_by_its_title_where_there_is_room(comparison, qapp):
    page = text_of(comparison_pdf_bytes(ComparisonDocument(comparison))).split("\f")[0]
    assert page.count("MI, Infarction ") == 2
    ruler, side = Ruler(), comparison.a
    texts = [answer_that_fits(ruler, side, 2.6, width_mm) for width_mm in (1000.0, 0.0)]
    assert texts == [side_answer(side).replace("MI", "MI, Infarction", 1), side_answer(side)]
    between = ruler.width(texts[0], 2.6) - 1.0
    assert answer_that_fits(ruler, side, 2.6, between) == side_answer(side).replace("MI", "Infarction", 1)
    mute = replace(side, prediction=None, evidence=None, reason="It is too short.")
    assert answer_that_fits(ruler, mute, 2.6, 1000.0) == "No prediction. It is too short."


def test_a_probability_near_its_threshold_is_doubted(comparison):
    def near(side, probability):
        return replace(side, prediction=replace(side.prediction, probability=np.array(probability)))

    both = compare(near(comparison.a, [0.9, 0.48, 0.1]), near(comparison.b, [0.1, 0.9, 0.29]))
    first, page = text_of(comparison_pdf_bytes(ComparisonDocument(both))).split("\f")[:2]
    assert "MI, Infarction 48 %? (logit" in first
    assert "MI, Infarction 90 % (logit" in first
    rows = {k: " ".join(row.split()) for row in page.splitlines() for k in ("(NORM)", "(MI)", "(IMI)") if k in row}
    assert "(NORM) 90 % 10 %" in rows["(NORM)"]
    assert "?" not in rows["(NORM)"]
    assert "(MI) 48 %? 90 %" in rows["(MI)"].replace("% ?", "%?")
    assert "(IMI) 10 % 29 %?" in rows["(IMI)"].replace("% ?", "%?")


def ink(comparison):
    """Dark pixels of the two sheets of the first page."""
    image = comparison_image(ComparisonDocument(comparison, show=Show.NONE), dpi=100)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)[..., :3]
    dark = (pixels.max(axis=2) < 110).sum(axis=1)
    sheets = [(31.5, 101.5), (108.0, 178.0)]
    return [int(dark[round(top * 100 / 25.4) : round(end * 100 / 25.4)].sum()) for top, end in sheets]


def test_the_traces_of_both_sides_are_on_the_page(comparison):
    whole = ink(comparison)
    gone = replace(comparison.b.record, mv=np.full_like(comparison.b.record.mv, np.nan))
    without_b = ink(replace(comparison, b=replace(comparison.b, record=gone)))
    assert without_b[0] == whole[0]
    assert without_b[1] < whole[1] - 1000


def test_both_maps_share_one_scale_and_one_without_a_unit_has_its_own(comparison):
    a, b = comparison.a.evidence, comparison.b.evidence
    big = replace(b, explanation=replace(b.explanation, contribution=b.explanation.contribution * 5))
    limits = shared_limits([a, big], 0.0)
    density = np.abs(big.values) * 100
    assert limits[0] == limits[1] == pytest.approx(np.percentile(density, 99), rel=0.1)
    alone = shared_limits([a, replace(big, is_in_logits=False)], 0.0)
    assert alone[0] == shared_limits([a, None], 0.0)[0] < alone[1]
    assert compared_attributions([a, None], LIGHT)[1] is None
    assert compared_attributions([a, b], LIGHT, Show.NONE) == [None, None]


def test_an_export_is_whole_and_never_lands_on_a_record(comparison, tmp_path):
    document = ComparisonDocument(comparison)
    write_comparison_pdf(tmp_path / "c.pdf", document)
    write_comparison_png(tmp_path / "c.png", document, dpi=60, page=2)
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    own = tmp_path / "own.dat"
    own.write_bytes(b"ecg")
    b = replace(comparison.b, record=replace(comparison.b.record, source=own))
    with pytest.raises(ExportError, match=r"own\.dat"):
        write_comparison_pdf(own, ComparisonDocument(replace(comparison, b=b)))
    assert own.read_bytes() == b"ecg"
    with pytest.raises(ExportError, match="no page 9"):
        comparison_image(document, page=9)


def test_a_change_is_the_difference_of_what_is_read(comparison):
    (qrs,) = comparison.changes
    assert change_cells(replace(qrs, a=90.4, b=120.6, change=30.2))[:3] == ("90", "121", "+31")
    cornell = Change("cornell", "Cornell", "mV", 0.529, -0.895, -0.895 - 0.529, None)
    assert change_cells(cornell)[:3] == ("0.53", "\u22120.90", "\u22121.43"), "a + (b - a) is rounded unlike b"
    st = replace(qrs, unit="mV", a=0.126, b=0.034, change=-0.092, limit=None)
    assert change_cells(st) == ("0.13", "0.03", "\u22120.10", "\u2013", "")
    axis = replace(qrs, unit="deg", a=170.4, b=-170.4, change=19.2, limit=None)
    assert change_cells(axis)[:3] == ("170", "\u2212170", "+20"), "the shorter way round"
    only_a = replace(qrs, b=None, change=None)
    assert change_cells(only_a)[1:3] == ("\u2013", "\u2013")


def test_a_change_stays_on_its_side_of_the_limit(comparison):
    """Read as 31 it would exceed a limit that it does not exceed, and the other way round."""
    (qrs,) = comparison.changes
    within = replace(qrs, a=90.4, b=120.6, change=30.2, limit=30.4)
    assert change_cells(within) == ("90", "121", "+30.2", "\u00b130.4", "")
    beyond = replace(qrs, a=90.6, b=120.4, change=29.8, limit=29.4)
    assert change_cells(beyond) == ("91", "120", "+29.8", "\u00b129.4", "unusual")


def test_logits_and_the_sentence_of_their_change_are_one(comparison):
    steps = replace(comparison.steps, logit=(0.104, 1.336), bias=0.0, lead=np.array([1.232]), lead_names=("II",))
    change = ClassChange("MI", "Infarction", None, (0.5, 0.8), steps.logit, (True, True))
    assert logit_cells(change) == ("+0.10", "+1.34", "+1.24")
    assert "+1.24 = b 0.00 + leads +1.24" in steps_line(steps)


def test_words(comparison):
    (qrs,) = comparison.changes
    assert change_cells(qrs)[:3] == ("90", "120", "+30")
    assert change_cells(qrs)[4] == "unusual"
    rate = replace(qrs, unit="/min", a=72.0, b=48.4, change=-23.6, limit=23.5)
    assert change_cells(rate) == ("72", "48", "\u221223.6", "\u00b123.5", "unusual")
    assert change_cells(replace(rate, b=48.6, change=-23.4))[1:] == ("49", "\u221223", "\u00b124", "")
    rows = step_rows(comparison.steps)
    assert [rows[0][0], rows[1][0], rows[-1][0]] == ["logit A", "b", "logit B"]
    assert rows[-2][2] == pytest.approx(comparison.steps.logit[1])
    assert "residual" in steps_line(comparison.steps)
    assert "rank correlation" in agreement_line(comparison.agreement)
    assert unusual_sentence(replace(comparison, changes=())) == "No measurement changed by more than usual."
    assert side_answer(comparison.a).startswith("MI ")
