"""The pages of a series: one row an ECG, what went beyond usual, trends over true time, beats on one scale."""

import io
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from pypdf import PdfReader

from ecg_imn_desktop.analysis.series import make_series
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.core.measurements import LeadMeasurements, Measurements, MedianBeat
from ecg_imn_desktop.report.average_beats import beat_columns
from ecg_imn_desktop.report.series import (
    SeriesDocument,
    pages_of,
    series_image,
    series_pdf_bytes,
    write_series_pdf,
    write_series_png,
)
from ecg_imn_desktop.report.series_beats import gain_of
from ecg_imn_desktop.report.series_tables import shown_class_names
from ecg_imn_desktop.report.series_trends import places_of, plots_of
from ecg_imn_desktop.report.words import percent, side_warnings

from ..analysis.sides import explained, fiducials_at, side

R = np.arange(0.6, 9.5, 0.8)
LEADS = side(R).record.lead_names
PAGE_MM = 210.0


def beat(mv=1.0):
    time = np.arange(-150, 250) / 500
    return MedianBeat(
        (mv * np.exp(-0.5 * (time / 0.02) ** 2) * np.linspace(0.2, 1, 12)[:, None]).astype(np.float32),
        500.0, LEADS, 150, {}, 11,
    )  # fmt: skip


def ecg(n, qrs_ms, month=1, axis=0.0, mv=1.0):
    measured = Measurements(fiducials_at(R), qrs_ms=qrs_ms, qrs_axis_deg=axis, median_beat=beat(mv))
    made = explained(side(R, measurements=measured), seed=n)
    return replace(made, record=replace(made.record, name=f"ecg{n}", recorded_at=datetime(2024, month, 1, 8, n)))


@pytest.fixture
def series():
    return make_series([ecg(1, 90.0, 1, 170.0), ecg(2, 92.0, 2, 175.0), ecg(3, 140.0, 7, -170.0)])


def text_of(data):
    return [page.extract_text().replace("\t", " ") for page in PdfReader(io.BytesIO(data)).pages]


def test_every_ecg_has_a_row_with_its_time_numbers_and_answers(series):
    reader = PdfReader(io.BytesIO(series_pdf_bytes(SeriesDocument(series))))
    assert reader.root_object["/Lang"] == "en"
    assert reader.metadata.title == "Series ecg1, ecg2, ecg3"
    assert [item.title for item in reader.outline] == ["Numbers", "Trends", "Median beats"]
    first, second, third = text_of(series_pdf_bytes(SeriesDocument(series)))
    rows = (("2024-01-01 08:01", "90"), ("2024-02-01 08:02", "92"), ("2024-07-01 08:03", "140"))
    for n, (day, qrs) in enumerate(rows, start=1):
        for part in (f"ecg{n}", day, qrs):
            assert part in first
        assert f"ecg{n}" in third
    for side_ in series.sides:
        assert percent(side_.prediction.probability[1]) in first
    assert "from 2024-01-01 08:01 to 2024-07-01 08:03" in second
    assert "Logit of MI, Infarction" in second
    assert "Probability of NORM, Normal ECG" in second
    assert "Research use only" in third


def test_trends_stand_at_their_times_and_angles_go_the_shorter_way(series):
    assert places_of(series) == pytest.approx([0.0, 31 / 182, 1.0], abs=1e-3)
    plots = {plot.title: plot for row in plots_of(series) for plot in row}
    axis = plots["QRS axis, \u00b0"]
    assert axis.values.tolist() == [170.0, 175.0, 190.0]
    assert [axis.label(value) for value in axis.values] == ["170", "175", "\u2212170"], "as in the tables"
    assert axis.line == 180.0
    assert plots["QRS duration, ms"].line is None
    assert plots["QRS duration, ms"].values.tolist() == [90.0, 92.0, 140.0]
    low, high = plots["QRS duration, ms"].band
    assert low < 90.0 < 92.0 < high < 140.0
    assert plots["QRS duration, ms"].is_outside.tolist() == [False, False, True]
    logits = [s.prediction.logit[s.prediction.index("MI")] for s in series.sides]
    assert plots["Logit of MI"].values.tolist() == pytest.approx(logits)
    class_ = series.sides[0].prediction.classes[1]
    assert plots["Probability of MI"].line == 100 * class_.threshold
    line = plots["Logit of MI"].line
    assert class_.probability(line) == pytest.approx(class_.threshold)
    assert plots["Logit of MI"].span == (line - 1, line + 1), "small changes are not to fill the plot"


def test_every_angle_on_paper_is_one_that_the_tables_could_hold():
    series = make_series([ecg(1, 90.0, 1, 170.0), ecg(2, 90.0, 2, -135.0)])
    first, second = text_of(series_pdf_bytes(SeriesDocument(series)))[:2]
    assert "\u2212135" in first
    assert "\u2212135" in second
    assert "225" not in second


def test_without_times_ecgs_stand_in_their_order():
    bare = [replace(e, record=replace(e.record, recorded_at=None)) for e in (ecg(1, 90.0), ecg(2, 95.0), ecg(3, 99.0))]
    series = make_series(bare)
    assert places_of(series).tolist() == [0.0, 0.5, 1.0]
    trends = text_of(series_pdf_bytes(SeriesDocument(series)))[1]
    assert trends.startswith("In the order given")
    assert "Over time" not in trends


def test_ecgs_of_one_moment_are_not_followed_over_time(series):
    moment = datetime(2024, 1, 1, 8)
    same = [replace(s, record=replace(s.record, recorded_at=moment)) for s in series.sides]
    assert text_of(series_pdf_bytes(SeriesDocument(series)))[1].startswith("Over time")
    assert text_of(series_pdf_bytes(SeriesDocument(make_series(same))))[1].startswith("In the order given")


def test_one_gain_that_shows_every_beat_whole(series):
    assert gain_of(series, PAGE_MM) == 10.0
    tall = make_series([ecg(n, 90.0, n, mv=mv) for n, mv in enumerate((1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0), 1)])
    assert gain_of(tall, PAGE_MM) == 5.0
    huge = make_series([ecg(1, 90.0), ecg(2, 90.0, 2, mv=30.0)])
    assert gain_of(huge, PAGE_MM) == 2.5


def test_the_likeliest_class_of_the_last_ecg_is_shown_or_the_one_asked_for(series):
    last = series.sides[-1].prediction
    assert SeriesDocument(series).shown_class == last.class_names[last.top_class]
    assert SeriesDocument(series, "MI").shown_class == "MI"
    assert shown_class_names(series)[:2] == ["NORM", "MI"]
    with pytest.raises(ExportError, match="no class"):
        series_pdf_bytes(SeriesDocument(series, "XYZ"))


def test_evidence_colours_the_beats_of_the_class_asked_for(series):
    images = [series_image(SeriesDocument(series, name), 60.0, 3) for name in ("NORM", "MI")]
    assert images[0] != images[1]


def test_what_could_not_be_measured_or_answered_makes_pages_too():
    measured = Measurements(fiducials_at(R))
    bare = make_series([side(R, measurements=measured, reason="No answer."), side(R, measurements=None)])
    document = SeriesDocument(bare)
    assert document.shown_class is None
    assert len(pages_of(document)) == 2
    assert "Nothing could be measured." in text_of(series_pdf_bytes(document))[1]
    one = make_series([ecg(1, 90.0), side(R, measurements=None, reason="Too short.")])
    assert "Too short." in text_of(series_pdf_bytes(SeriesDocument(one)))[0]


def test_files_are_whole_and_never_one_of_the_records(series, tmp_path):
    write_series_pdf(tmp_path / "s.pdf", SeriesDocument(series))
    write_series_png(tmp_path / "s.png", SeriesDocument(series), dpi=60, page=2)
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(ExportError, match="no page 9"):
        write_series_png(tmp_path / "t.png", SeriesDocument(series), page=9)
    own = tmp_path / "own.hea"
    own.write_text("header")
    mine = replace(series.sides[0], record=replace(series.sides[0].record, source=str(own)))
    with pytest.raises(ExportError):
        write_series_pdf(own, SeriesDocument(replace(series, sides=(mine, *series.sides[1:]))))
    assert own.read_text() == "header"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["own.hea", "s.pdf", "s.png"]


def test_what_the_heads_of_classes_mean_stands_below_them(series):
    pages = text_of(series_pdf_bytes(SeriesDocument(series, class_name="IMI")))
    for title in ("NORM: Normal ECG", "MI: Infarction", "IMI: Inferior"):
        assert title in pages[0]
    assert "Colour: evidence for IMI, Inferior" in pages[2]


def test_a_probability_near_its_threshold_is_doubted(series):
    one, *others = series.sides
    one = replace(one, prediction=replace(one.prediction, probability=np.array([0.9, 0.48, 0.1])))
    others = [replace(s, prediction=replace(s.prediction, probability=np.array([0.9, 0.1, 0.1]))) for s in others]
    pages = text_of(series_pdf_bytes(SeriesDocument(make_series([one, *others]), "MI")))
    assert pages[0].count("?") == 2, "once in the heading"
    assert "48%?" in pages[0].replace("\n", "").replace(" ", "")
    assert [pages[2].count(words) for words in ("Infarction 48 %?", "Infarction 10 %")] == [1, 2]
    assert pages[2].count("?") == 1


def test_a_class_has_its_title_where_there_is_room(series):
    def titled(title):
        classes = tuple(replace(c, title=title) if c.name == "IMI" else c for c in series.sides[0].prediction.classes)
        sides = [replace(s, prediction=replace(s.prediction, classes=classes)) for s in series.sides]
        return text_of(series_pdf_bytes(SeriesDocument(make_series(sides), "IMI")))

    number = percent(series.sides[0].prediction.probability[2])
    _, trends, beats = titled("Inferior infarction")
    assert "Logit of IMI, Inferior infarction" in trends
    assert f"Inferior infarction\n{number}" in beats or f"Inferior infarction {number}" in beats
    _, trends, beats = titled("Interventrikuläre Erregungsausbreitungsstörung ohne nähere Bezeichnung")
    assert "Logit of IMI\n" in trends
    assert f"IMI {number}" in beats
    assert "ohne nähere" not in beats.replace("Colour: evidence", "").split("Research")[0].split("1   ")[-1]


FEW = ("Lead V1 is flat.",)
MANY = tuple(f"Remark {i} is one of many that do not have any room by the numbers." for i in range(12))


def doubted(*warnings):
    """A series of ECGs that nothing but these warnings speaks against."""
    return make_series([replace(ecg(n, 90.0, n), warnings=found) for n, found in enumerate(warnings, start=1)])


def test_remarks_stand_by_their_ecg_and_what_has_no_room_on_a_last_page():
    plain_pages = len(pages_of(SeriesDocument(doubted((), (), ()))))
    few = doubted(FEW, (), ())
    pages = text_of(series_pdf_bytes(SeriesDocument(few)))
    assert len(pages) == plain_pages
    assert "Note: Lead V1 is flat." in pages[0]
    assert pages[2].count("Note: see page 1") == 1
    both = SeriesDocument(doubted(FEW, (), MANY))
    titles = [title for title, _ in pages_of(both)]
    assert titles[-1] == "Quality and warnings"
    pages = text_of(series_pdf_bytes(both))
    assert len(pages) == plain_pages + 1
    n_said = sum(sentence in " ".join(pages[0].split()) for sentence in MANY)
    assert f"(+{12 - n_said} more)" in " ".join(pages[0].split())
    assert pages[-1].index("1: ecg1") < pages[-1].index(FEW[0]) < pages[-1].index("3: ecg3") < pages[-1].index(MANY[0])
    assert all(sentence in pages[-1] for sentence in MANY)
    assert "2: ecg2" not in pages[-1]


def test_the_remarks_are_those_of_the_ecg_alone_after_the_reason_that_it_has_no_answer(series):
    one, other, last = doubted(("B.", "Pacemaker spikes were found."), (), ("C.",)).sides
    mute = replace(last, prediction=None, evidence=None, explanation=None, reason="It is too short.")
    document = SeriesDocument(replace(series, sides=(one, other, mute)))
    assert [r.sentences for r in document.remarks] == [
        tuple(side_warnings(one)),
        tuple(side_warnings(other)),
        ("No prediction. It is too short.", "C.", *side_warnings(replace(mute, warnings=()))),
    ]
    assert document.remarks[0].sentences[0] == "Pacemaker spikes were found.", "in reading order"


def test_beats_of_one_lead_stand_below_each_other_in_any_file(german):
    whole, few = ecg(1, 90.0, 1), ecg(2, 92.0, 2)
    median = few.measurements.median_beat
    pick = [LEADS.index(lead) for lead in ("V5", "II")]
    part = replace(median, mv=median.mv[pick], lead_names=("V5", "II"))
    few = replace(few, measurements=replace(few.measurements, median_beat=part), prediction=None, reason="Too short.")
    assert beat_columns([part, whole.measurements.median_beat]) == LEADS
    third = text_of(series_pdf_bytes(SeriesDocument(make_series([whole, few]))))[2]
    assert "Keine Vorhersage" in third
    assert "No prediction" not in third


def test_eight_doubtful_ecgs_with_all_numbers_stay_on_the_page():
    leads = {lead: LeadMeasurements(st_j_mv=0.1, st_j60_mv=0.1, r_mv=1.0, s_mv=0.5) for lead in LEADS}
    measured = Measurements(
        fiducials_at(R), hr_bpm=70.0, pr_ms=150.0, p_ms=100.0, qrs_ms=90.0, qt_ms=400.0, p_axis_deg=1.0,
        qrs_axis_deg=2.0, t_axis_deg=3.0, sokolow_lyon_mv=2.0, cornell_mv=1.0, leads=leads,
        qtc_ms={"Bazett": 420.0, "Fridericia": 410.0},
    )  # fmt: skip
    eight = [replace(ecg(n, 90.0, n), measurements=measured, warnings=MANY) for n in range(1, 9)]
    image = series_image(SeriesDocument(make_series(eight)), 100.0, 1)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., :3]
    rows = (pixels.min(axis=2) < 128).any(axis=1)
    foot_mm = PAGE_MM - 8.0 - 3.8 - 2.6
    above = np.flatnonzero(rows[: round(foot_mm * 100 / 25.4)])
    assert above[-1] < (foot_mm - 1.0) * 100 / 25.4, "clear of the foot"
    assert rows[round(foot_mm * 100 / 25.4) :].any()
