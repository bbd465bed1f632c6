"""Geometry of the page: pure numbers."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.desktop.view import (
    Screen,
    Subject,
    View,
    auto_gain,
    exposed,
    make_page,
    place_text,
    scale_text,
    seconds_of,
    since_start,
    square_text,
    step_mm,
    zoomed,
)
from ecg_imn_desktop.draw.layout import LAYOUTS
from ecg_imn_desktop.report.words import clock

SCREEN = Screen(1000, 640, 96 / 25.4)
TEN = Subject(STANDARD_LEADS, 10.0, (1.5,) * 12)
HOUR = Subject(STANDARD_LEADS, 3600.0, (1.5,) * 12)
TRUE = View(is_fit=False, mm_per_mv=10.0)
FIT = View()


def test_true_millimetres_do_not_depend_on_the_size_of_the_window():
    small = make_page(TRUE, SCREEN, HOUR)
    large = make_page(TRUE, replace(SCREEN, width_px=1900, height_px=1000), HOUR)
    assert small.px_per_s == large.px_per_s == pytest.approx(25 * 96 / 25.4)
    assert small.px_per_mv == large.px_per_mv == pytest.approx(10 * 96 / 25.4)
    assert large.span_s > 1.8 * small.span_s
    assert scale_text(small) == "25 mm/s \u00b7 10 mm/mV"


def test_fit_shows_ten_seconds_and_says_the_resulting_scale():
    page = make_page(View(), SCREEN, HOUR)
    assert page.span_s == pytest.approx(10.0, abs=0.02)
    assert page.cell_x_px == page.cell_y_px, "squares stay square"
    shown_mm_per_s = page.px_per_s / SCREEN.px_per_mm
    assert scale_text(page).startswith(f"fit: {shown_mm_per_s:.1f} mm/s")


def test_a_record_of_ten_seconds_has_nowhere_to_scroll_in_fit():
    for width in range(500, 2000, 37):
        assert make_page(View(), replace(SCREEN, width_px=width), TEN).max_start_px == 0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_follow_each_other_in_time(layout):
    page = make_page(replace(TRUE, layout=layout), replace(SCREEN, width_px=2400), HOUR, start_s=100.0)
    by_row = {}
    for s in page.strips:
        if not s.strip.is_rhythm:
            by_row.setdefault(s.strip.row, []).append(s.frame)
    for frames in by_row.values():
        for one, next_ in pairwise(frames):
            assert next_.x_px == one.right_px
            assert next_.start_s == pytest.approx(one.time_s(one.right_px))


def test_a_short_record_does_not_leave_columns_empty_on_a_wide_screen():
    page = make_page(replace(TRUE, layout="3x4"), replace(SCREEN, width_px=2400), TEN)
    last = max((s.frame for s in page.strips), key=lambda f: f.right_px)
    assert last.time_s(last.right_px) == pytest.approx(10.0, abs=0.02)


@given(start_s=st.floats(-10, 4000), px_per_mm=st.floats(2, 20), fit=st.booleans())
def test_pages_stand_on_whole_pixels_inside_the_record(start_s, px_per_mm, fit):
    page = make_page(replace(TRUE, is_fit=fit), replace(SCREEN, px_per_mm=px_per_mm), HOUR, start_s)
    assert 0 <= page.start_px <= page.max_start_px
    frame = page.strips[0].frame
    assert frame.x(0.0) == pytest.approx(page.edges_px[0] - page.start_px, abs=1e-4)
    assert page.end_s <= 3600.0 + 1.0 / page.px_per_s


@given(at=st.floats(60, 990), factor=st.floats(0.5, 2.0), start=st.floats(0, 3000))
def test_zoom_keeps_the_time_under_the_pointer(at, factor, start):
    page = make_page(TRUE, SCREEN, HOUR, start)
    frame = page.strips[0].frame
    time_s = frame.time_s(at)
    view, start_s = zoomed(page, factor, 1.0, at)
    after = make_page(view, SCREEN, HOUR, start_s)
    if 0 < after.start_px < after.max_start_px:  # the ends of the record hold it
        assert abs(after.strips[0].frame.x(time_s) - at) <= 1.0


def test_zoom_keeps_the_time_under_the_pointer_in_a_later_column():
    page = make_page(replace(TRUE, layout="3x4"), SCREEN, HOUR, 1000.0)
    at = page.edges_px[2] + 40
    time_s = page.strip_at(at, 100).frame.time_s(at)
    view, start_s = zoomed(page, 1.1, 1.0, at)
    after = make_page(view, SCREEN, HOUR, start_s)
    assert abs(after.strip_at(at, 100).frame.time_s(at) - time_s) <= 2 / after.px_per_s


@given(shift=st.integers(-300, 300).filter(bool), layout=st.sampled_from(LAYOUTS))
def test_what_is_scrolled_in_is_repainted(shift, layout):
    """Each pixel column either shows what the shifted picture shows there, or is among the exposed ones."""
    page = make_page(replace(TRUE, layout=layout), replace(SCREEN, width_px=1500), HOUR, 500.0)
    fresh = np.zeros(1500, dtype=bool)
    for first, last in exposed(page, shift):
        fresh[first:last] = True
    column_of = np.searchsorted(page.edges_px, np.arange(1500), side="right")
    for x in np.flatnonzero(~fresh):
        if x < page.edges_px[0]:  # nothing moves there
            continue
        came_from = x + shift
        assert 0 <= came_from < 1500
        assert column_of[came_from] == column_of[x]


def test_gain_is_chosen_by_the_size_of_the_ecg():
    assert auto_gain([1.0] * 12, 20.0) == 10.0
    assert auto_gain([4.0] * 12, 20.0) == 5.0
    assert auto_gain([1.0] * 11 + [9.0], 20.0) == 10.0, "one lead alone does not shrink all"
    assert auto_gain([100.0] * 12, 20.0) == 2.5


def test_the_grid_is_explained():
    assert square_text(make_page(TRUE, SCREEN, TEN)) == "1 small square = 40 ms \u00d7 0.1 mV"
    page = make_page(replace(TRUE, mm_per_s=50.0, mm_per_mv=5.0), SCREEN, TEN)
    assert square_text(page) == "1 small square = 20 ms \u00d7 0.2 mV"


def test_far_away_the_squares_are_those_that_are_drawn():
    page = make_page(replace(TRUE, zoom_x=0.01), SCREEN, HOUR)
    across = step_mm(page.cell_x_px)
    assert across > 5
    assert across * page.cell_x_px >= 8, "lines do not run together"
    seconds = across / 25
    assert square_text(page) == f"1 square = {seconds:g} s \u00d7 0.1 mV"
    assert [step_mm(px) for px in (4.0, 3.0, 2.9, 1.6)] == [1, 1, 5, 5]


@given(layout=st.sampled_from(LAYOUTS))
def test_zooming_out_ends_where_all_of_the_record_is_there(layout):
    page = make_page(replace(TRUE, layout=layout), SCREEN, HOUR, 500.0)
    for _ in range(80):
        view, start_s = zoomed(page, 0.8, 1.0, 300.0)
        page = make_page(view, SCREEN, HOUR, start_s)
    assert page.start_px == 0
    assert page.span_s == pytest.approx(3600, rel=0.06)
    assert place_text(page, None) == "" or page.max_start_px < 60


def test_places_in_a_record_are_said_as_times():
    assert [clock(s) for s in (0, 7.4, 59.6, 61, 3600, 86_400)] == [
        "0:00",
        "0:07",
        "1:00",
        "1:01",
        "1:00:00",
        "24:00:00",
    ]
    assert clock(7.46, 1) == "0:07.5"
    read = [seconds_of(t) for t in ("75", "1:15", "2:01:15.5", " 7,5 ", "", "1:", "a", "1:2:3:4", "-5", "1.5:00")]
    assert read == [75, 75, 7275.5, 7.5, None, None, None, None, None, None]
    page = make_page(TRUE, SCREEN, HOUR, 1800.0)
    assert place_text(page, None).startswith("30:00.0 \u2013 30:")
    assert place_text(page, datetime(2024, 5, 1, 23, 45)).endswith("(2024-05-02 00:15:00)")
    assert place_text(page, datetime(2024, 5, 1)) == place_text(page, None), "a date alone gives no clock"
    assert place_text(make_page(FIT, SCREEN, TEN), None) == "", "all of it is there"


def test_lead_sizes_forget_gaps_and_spikes():

    mv = np.zeros((2, 5000), dtype=np.float32)
    mv[0, ::2] = 1.0
    mv[0, 100] = 50.0
    mv[1] = np.nan
    subject = Subject.of(Record("x", mv, 500.0, ("I", "II")))
    assert subject.sizes_mv == (1.0, 0.0)


@pytest.mark.parametrize("layout", ["6x2", "3x4", "4x3"])
@pytest.mark.parametrize("order", ["standard", "cabrera"])
def test_no_peak_of_the_first_or_last_row_leaves_the_canvas(layout, order):
    reach = tuple((-1.9, 2.1) if lead in ("V3", "V1", "aVR") else (-2.3, 1.2) for lead in STANDARD_LEADS)
    subject = replace(TEN, reach_mv=reach)
    view = View(layout=layout, order=order, mm_per_mv=10.0, is_fit=True)
    page = make_page(view, Screen(1230, 715, 3.8), subject)
    ends = dict(zip(STANDARD_LEADS, reach, strict=True))
    last = len(page.row_y_px) - 1
    for s in page.strips:
        low, high = ends[s.strip.lead.removeprefix("-")]
        low, high = (-high, -low) if s.strip.lead.startswith("-") else (low, high)
        if s.strip.row == 0:
            assert s.frame.y(high) >= 0
        if s.strip.row == last:
            assert s.frame.y(low) <= 715


def test_pages_that_stand_side_by_side_have_their_rows_at_the_same_height():
    mv = np.zeros((2, 1000), dtype=np.float32)
    mv[1, 500:520] = -9.0
    record = Record("x", mv, 100.0, ("I", "II"))
    flat = Record("y", np.zeros_like(mv), 100.0, ("I", "II"))
    alone = [Subject.of(r) for r in (record, flat)]
    pages = [make_page(View(), Screen(900, 600, 4.0), subject.beside(alone)) for subject in alone]
    assert pages[0].row_y_px == pages[1].row_y_px, "with room for the deeper one"
    assert pages[0].row_y_px == make_page(View(), Screen(900, 600, 4.0), alone[0]).row_y_px
    assert pages[1].row_y_px != make_page(View(), Screen(900, 600, 4.0), alone[1]).row_y_px


def test_pages_side_by_side_have_one_scale_though_one_ecg_is_shorter():
    """Fitted each by itself, a wave of the shorter one would look longer and taller."""
    alone = [Subject(("I",), duration_s, (1.0,), ((-1.0, 1.0),)) for duration_s in (10.0, 6.2, 3600.0)]
    pages = [make_page(View(), Screen(900, 600, 4.0), subject.beside(alone)) for subject in alone]
    assert len({(page.cell_x_px, page.cell_y_px) for page in pages}) == 1
    assert pages[0].cell_x_px == make_page(View(), Screen(900, 600, 4.0), alone[0]).cell_x_px


def test_a_lead_alone_may_be_larger_than_usual_and_stays_on_the_canvas():
    screen = Screen(1230, 715, 3.8)
    assert make_page(View(layout="single"), screen, TEN).mm_per_mv == 20.0
    large = Subject(STANDARD_LEADS, 10.0, (9.0,) * 12)
    page = make_page(View(layout="single"), screen, large)
    assert 9.0 * page.px_per_mv < 715


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("@20:20", 43470.0), ("@ 20:20:35 ", 43505.0), ("@07:15:30", 82800.0), ("@08:15", 0.0), ("@08:15:29", 86399.0),
        ("@24:00", None), ("@20:60", None), ("@20", None), ("20:20", None), ("@", None),
    ],
)  # fmt: skip
def test_a_time_of_day_is_the_first_that_comes(text, time_s):
    assert since_start(text, datetime(2026, 11, 24, 8, 15, 30)) == time_s
    assert since_start(text, datetime(2026, 11, 24)) is None, "nobody knows when it began"
