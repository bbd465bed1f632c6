import itertools

import pytest

from ecg_imn_desktop.core.leads import CABRERA_LEADS, STANDARD_LEADS
from ecg_imn_desktop.draw.layout import arrange, calibration_mm, ordered_leads


def sheet(name, leads=STANDARD_LEADS, **options):
    return arrange(name, leads, **{"width_mm": 260, "height_mm": 149, **options})


@pytest.mark.parametrize(("name", "rows", "columns"), [("12x1", 12, 1), ("6x2", 6, 2), ("3x4", 3, 4), ("4x3", 4, 3)])
def test_columns_follow_each_other_in_time(name, rows, columns):
    strips = [s for s in sheet(name, start_s=2.0).strips if not s.is_rhythm]
    assert [s.lead for s in strips] == list(STANDARD_LEADS)
    for i, strip in enumerate(strips):
        column, row = divmod(i, rows)
        assert (strip.column, strip.row) == (column, row)
        assert strip.duration_s == pytest.approx(10 / columns)
        assert strip.start_s == pytest.approx(2.0 + column * 10 / columns)
        assert strip.x_mm == pytest.approx(10 + column * 250 / columns)
        assert strip.width_mm == pytest.approx(strip.duration_s * 25)


def test_marks_stand_where_a_row_changes_its_lead():
    changes = sheet("3x4").changes
    assert len(changes) == 9
    assert {round(s.x_mm, 3) for s in changes} == {72.5, 135.0, 197.5}
    assert sheet("12x1").changes == ()


def test_rhythm_strips_run_over_the_whole_width():
    strips = sheet("3x4", rhythm=("II", "V1", "V9")).strips
    rhythm = [s for s in strips if s.is_rhythm]
    assert [s.lead for s in rhythm] == ["II", "V1"]  # the record has no V9
    assert all(s.width_mm == 250 and s.duration_s == 10 for s in rhythm)
    assert [s.lead for s in sheet("3x4").strips if s.is_rhythm] == ["II"]
    assert not any(s.is_rhythm for s in sheet("3x4", rhythm=()).strips)


def test_speed_changes_the_time_shown_never_the_millimetres():
    slow, fast = sheet("12x1", mm_per_s=12.5), sheet("12x1", mm_per_s=50)
    assert slow.strips[0].width_mm == 250
    assert slow.duration_s == 20
    assert fast.duration_s == pytest.approx(245 / 50)


@pytest.mark.parametrize("mm_per_s", [12.5, 25, 50])
def test_the_calibration_pulse_has_room(mm_per_s):
    assert 0.2 * mm_per_s < calibration_mm(mm_per_s) - 1
    assert calibration_mm(mm_per_s) % 5 == 0


@pytest.mark.parametrize("name", ["12x1", "6x2", "3x4", "4x3", "single"])
def test_baselines_are_whole_millimetres_on_the_sheet_with_room_for_the_first_pulse(name):
    laid = sheet(name)
    assert all(y == int(y) for y in laid.row_y_mm)
    assert laid.row_y_mm[0] >= 10
    assert laid.row_y_mm[-1] < laid.height_mm
    assert list(laid.row_y_mm) == sorted(laid.row_y_mm)


def test_cabrera_turns_avr_upside_down():
    laid = sheet("12x1", order="cabrera")
    assert tuple(s.lead for s in laid.strips) == CABRERA_LEADS
    assert {s.lead: label for s, label in laid.labels}["-aVR"] == "\u2212aVR"


def test_cabrera_needs_all_limb_leads():
    assert ordered_leads(("II", "I", "V1"), "cabrera") == ("I", "II", "V1")


def test_leads_beyond_the_twelve_are_shown_below():
    leads = ("VX", *reversed(STANDARD_LEADS), "VY")
    assert ordered_leads(leads) == (*STANDARD_LEADS, "VX", "VY")
    assert len(sheet("12x1", leads).strips) == 14
    assert len([s for s in sheet("3x4", leads).strips if not s.is_rhythm]) == 14


@pytest.mark.parametrize("name", ["12x1", "6x2", "3x4", "4x3", "single"])
@pytest.mark.parametrize("leads", [("II",), ("V1", "MCL9", "II")])
def test_few_leads_are_all_shown(name, leads):
    shown = {s.lead for s in sheet(name, leads).strips}
    assert shown == ({"II"} if name == "single" else set(leads))


def test_single_shows_the_asked_lead_or_the_first():
    assert [s.lead for s in sheet("single", lead="V3").strips] == ["V3"]
    assert [s.lead for s in sheet("single", ("V1", "V2"), lead="II").strips] == ["V1"]


def test_an_unknown_layout_is_refused():
    with pytest.raises(ValueError, match="5x5"):
        sheet("5x5")


def test_strip_at_a_point():
    laid = sheet("3x4")
    assert laid.strip_at(20, laid.row_y_mm[1]).lead == "II"
    assert laid.strip_at(240, laid.row_y_mm[0]).lead == "V4"
    assert laid.strip_at(3, laid.row_y_mm[0]) is None


@pytest.mark.parametrize("name", ["12x1", "6x2", "3x4", "4x3"])
def test_rows_move_inwards_where_a_trace_would_leave_the_sheet(name):
    even = sheet(name)
    pitch_mm = even.row_y_mm[1] - even.row_y_mm[0]
    up, down = even.row_y_mm[0] + 0.3 * pitch_mm, 149 - even.row_y_mm[-1] + 0.3 * pitch_mm
    moved = sheet(name, reach_mm=(up, down))
    assert moved.row_y_mm[0] >= up - 0.5
    assert 149 - moved.row_y_mm[-1] >= down - 0.5
    assert all(y == round(y) for y in moved.row_y_mm)
    assert sheet(name, reach_mm=(1.0, 1.0)) == even, "where there is room nothing moves"
    steps = {b - a for a, b in itertools.pairwise(sheet(name, reach_mm=(500.0, 500.0)).row_y_mm)}
    assert min(steps) > 0.5 * pitch_mm, "an artefact does not press the rows together"


def test_a_single_row_moves_as_far_as_both_its_ends_allow():
    assert sheet("single", reach_mm=(100.0, 20.0)).row_y_mm == (100.0,)
    assert sheet("single", reach_mm=(20.0, 100.0)).row_y_mm == (49.0,)
    assert sheet("single", reach_mm=(100.0, 100.0)).row_y_mm == sheet("single").row_y_mm
