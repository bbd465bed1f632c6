"""The gain of a page for which nobody chose one: no trace is cut at the edge of the grid."""

from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.gain import Cut, cut_sentences
from ecg_imn_desktop.report.options import PageOptions


def with_beats(record, lead, mv, width_s=0.04):
    """A beat a second of ``mv`` in a lead, nothing in the others."""
    traces = np.zeros_like(record.mv)
    row, fs = record.lead_names.index(lead), record.fs
    for beat_s in np.arange(0.5, record.duration_s, 1.0):
        traces[row, round(beat_s * fs) : round((beat_s + width_s) * fs)] = mv
    return replace(record, mv=traces)


@pytest.mark.parametrize(
    ("lead", "mv", "mm_per_mv"),
    [
        ("I", 1.0, 10.0),
        ("I", 1.5, 5.0),  # the first lead stands 11 mm below the edge
        ("I", 3.0, 2.5),
        ("I", 9.0, 2.5),  # there is no smaller one
        ("V3", 5.0, 10.0),  # it reaches over other leads, but stays on the grid
        ("V6", -0.5, 10.0),
        ("V6", -1.0, 5.0),
    ],
)
def test_the_gain_is_the_largest_at_which_no_trace_leaves_the_grid(record, lead, mv, mm_per_mv):
    assert Document(with_beats(record, lead, mv), None, None, PageOptions()).mm_per_mv == mm_per_mv


def test_a_gain_that_was_chosen_stays(record):
    options = PageOptions(mm_per_mv=20.0)
    assert Document(with_beats(record, "I", 3.0), None, None, options).mm_per_mv == 20.0


@pytest.mark.parametrize(("lead", "mv"), [("I", 1.5), ("V6", -1.0)])
def test_at_a_gain_that_was_chosen_rows_give_way_to_tall_waves(record, lead, mv):
    document = Document(with_beats(record, lead, mv), None, None, PageOptions(mm_per_mv=10.0))
    (y_mm,) = (strip.y_mm for strip in document.sheet.strips if strip.lead == lead)
    assert 0 <= y_mm - 10.0 * mv <= document.sheet.height_mm
    assert not document.cut.leads


def test_what_just_stays_on_the_paper_is_not_called_cut(record):
    document = Document(with_beats(record, "III", 1.0), None, None, PageOptions(mm_per_mv=20.0))
    (y_mm,) = (strip.y_mm for strip in document.sheet.strips if strip.lead == "III")
    for share, cut in ((0.97, ()), (1.03, ("III",))):
        tall = with_beats(record, "III", share * y_mm / 20.0)
        assert Document(tall, None, None, PageOptions(mm_per_mv=20.0)).cut.leads == cut


def test_what_is_cut_at_a_gain_that_was_chosen_is_named(record):
    document = Document(with_beats(record, "I", 3.0), None, None, PageOptions(mm_per_mv=20.0))
    assert document.cut.leads == ("I",)
    in_two_places = PageOptions(mm_per_mv=20.0, layout="3x4", rhythm=("aVR",), order="cabrera")
    assert Document(with_beats(record, "aVR", 9.0), None, None, in_two_places).cut.leads == ("aVR",)


def test_what_is_off_the_page_and_short_spikes_do_not_count(record):
    tall = with_beats(record, "I", 3.0)
    later = replace(tall, mv=np.where(np.arange(record.n_samples) < 2.5 * record.fs, tall.mv, 0))
    for start_s, mm_per_mv in ((0.0, 5.0), (2.5, 10.0)):
        options = PageOptions(layout="3x4", start_s=start_s, rhythm=())
        assert Document(later, None, None, options).mm_per_mv == mm_per_mv
    narrow = with_beats(record, "I", 3.0, width_s=0.012)  # few beats in 2.5 s: what counts as short is a share of them
    assert Document(narrow, None, None, PageOptions(layout="3x4", rhythm=())).mm_per_mv == 5.0
    spikes = with_beats(record, "I", 3.0, width_s=0.004)
    assert Document(spikes, None, None, PageOptions()).mm_per_mv == 10.0


def test_narrow_spikes_that_are_cut_are_named_as_such(record):
    usual = Document(record, None, None, PageOptions())
    assert usual.cut == Cut()
    (y_mm,) = (strip.y_mm for strip in usual.sheet.strips if strip.lead == "I")
    for beyond_mm, tips in ((0.3, ()), (1.0, ("I",))):  # what is hardly seen is not said
        spikes = Document(with_beats(record, "I", (y_mm + beyond_mm) / 10, 0.004), None, None, PageOptions())
        assert (spikes.mm_per_mv, spikes.cut) == (10.0, Cut(tips=tips))


def test_what_the_foot_says_of_what_is_cut():
    assert cut_sentences({"": Cut()}) == []
    assert cut_sentences({"": Cut(("V2", "V3"), ("V4",))}) == [
        "Cut at the edge of the paper: V2, V3.",
        "Narrow tips or spikes cut at the edge: V4.",
    ]
    both = {"A": Cut(tips=("V4",)), "B": Cut(("I",), ("V5", "V6"))}
    assert cut_sentences(both) == [
        "Cut at the edge of the paper: B I.",
        "Narrow tips or spikes cut at the edge: A V4; B V5, V6.",
    ]


def test_samples_that_are_missing_are_no_size(record):
    mv = with_beats(record, "I", 1.5).mv.copy()
    mv[0, 100:200] = np.nan
    mv[1] = np.nan
    assert Document(replace(record, mv=mv), None, None, PageOptions()).mm_per_mv == 5.0


def test_an_unknown_layout_is_one_sentence(record):
    with pytest.raises(ExportError, match="no layout called 5x5"):
        _ = Document(record, None, None, PageOptions(layout="5x5")).mm_per_mv
