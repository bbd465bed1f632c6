from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecg_imn_desktop.core.comparison import Side
from ecg_imn_desktop.core.measurements import Fiducials, Measurements
from ecg_imn_desktop.core.model_card import highpass_hz
from ecg_imn_desktop.core.record import Patient, Record
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.report.words import (
    adding_up,
    all_warnings,
    duration_text,
    input_sentence,
    logit_sum,
    measurement_rows,
    model_line,
    model_mark,
    moment_text,
    part_text,
    part_texts,
    percent,
    percent_with_doubt,
    plain,
    record_facts,
    side_warnings,
    signed,
    span_text,
)


@pytest.mark.parametrize(
    ("value", "text"), [(1.234, "+1.23"), (-0.4, "\u22120.40"), (0.001, "0.00"), (-0.001, "0.00"), (12.0, "+12.00")]
)
def test_signed_numbers(value, text):
    assert signed(value) == text


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=13))
def test_what_adds_up_still_adds_up_as_it_is_read(parts):
    values = [*parts, sum(parts)]
    shown = adding_up(values)
    assert round(100 * sum(shown[:-1])) == round(100 * shown[-1])
    assert shown[0] == round(values[0], 2)
    assert shown[-1] == round(values[-1], 2)
    np.testing.assert_allclose(shown, values, atol=0.0151)
    assert sum(abs(a - b) > 0.0051 for a, b in zip(shown, values, strict=True)) <= len(values) / 2


def test_only_as_much_is_moved_as_must_be():
    assert adding_up((0.004, -1.744, -1.740)) == [0.0, -1.74, -1.74]
    assert adding_up((-0.244, 3.0951, 2.8511)) == [-0.24, 3.09, 2.85]
    assert adding_up((0.004, 0.004, 0.004, 0.012)) == [0.0, 0.01, 0.0, 0.01]
    assert adding_up((0.025, 0.0, 0.025)) == [0.03, 0.0, 0.03], "as they are rounded one by one"
    assert adding_up((1.0, 1.0, 5.0)) == [1.0, 1.0, 5.0], "what does not add up is not made to"


def test_only_what_the_file_holds_is_said():
    bare = Record("r1", np.zeros((1, 2500)), 250.0, ("II",))
    assert record_facts(bare) == [("Signal", "10 s, 250 Hz, 1 lead")]


def test_a_long_record_is_given_in_hours_and_minutes():
    told = [duration_text(s) for s in (9.996, 119.5, 120, 1800.2, 3599.6, 86_400)]
    assert told == ["9.996 s", "119.5 s", "2:00 min", "30:00 min", "1:00:00 h", "24:00:00 h"]


def test_a_part_of_a_long_record_has_the_time_of_day_where_the_file_holds_one():
    at = datetime(2026, 11, 24, 8, 15, 30)
    assert part_text(84000.0, 84010.0, at) == "23:20:00 \u2013 23:20:10   (2026-11-25 07:35:30)"
    assert part_text(0.0, 10.3, datetime(2026, 11, 24), digits=1) == "0:00.0 \u2013 0:10.3", "a day alone"
    assert part_texts(84000.0, 84010.0, at) == [
        "23:20:00\u201323:20:10 (2026-11-25 07:35:30)",
        "23:20:00 (2026-11-25 07:35:30)",
        "23:20:00\u201323:20:10",
    ]
    assert part_texts(0.0, 4.9, None) == ["0\u20134.9 s", "0 s"]
    assert span_text(0.76, 0.96) == "0.76\u20130.96 s"
    assert span_text(84000.76, 84000.96) == "23:20:00.76, 0.20 s"


def test_no_number_is_minus_zero():
    assert [plain(value, 2) for value in (-0.001, 0.0, -0.006)] == ["0.00", "0.00", "\u22120.01"]


def test_facts_of_a_patient(record):
    facts = dict(record_facts(record))
    assert facts["ID"] == "4711"
    assert facts["Age, sex"] == "over 89 years, female"
    assert facts["Recorded"] == "2024-05-01 12:03:00"
    assert facts["Record"] == record.name
    young = replace(record, patient=Patient(age_years=56.0))
    assert dict(record_facts(young))["Age, sex"] == "56 years"


@pytest.mark.parametrize(
    ("age_years", "text"),
    [
        (7 / 365.25, "7 days"), (1 / 365.25, "1 day"), (6 / 52.18, "42 days"), (2 / 12, "2 months"),
        (18 / 12, "18 months"), (0.0, "0 years"), (1.0, "1 year"), (2.0, "2 years"), (40 / 12, "3.3 years"),
    ],
)  # fmt: skip
def test_infants_are_months_or_days_old(record, age_years, text):
    infant = replace(record, patient=Patient(age_years=age_years))
    assert dict(record_facts(infant))["Age, sex"] == text


def test_measurements_have_units_and_a_dash_where_absent(measurements):
    rows = dict(measurement_rows(measurements))
    assert rows["Heart rate"] == "72 /min"
    assert rows["PR"] == "164 ms"
    assert rows["P"] == "\u2013"
    assert rows["QTc Bazett"] == "440 ms"
    assert rows["P/QRS/T axes"] == "41 / \u221232 / \u2013\u00b0"
    empty = np.array([])
    nothing = measurement_rows(Measurements(Fiducials(*[empty] * 7)))
    assert all(value.strip("\u2013 /\u00b0") == "" for _, value in nothing)


def test_what_follows_from_moved_marks_has_an_asterisk(measurements):
    edited = replace(measurements.fiducials, edited=frozenset({"t_offset"}))
    rows = dict(measurement_rows(replace(measurements, fiducials=edited)))
    assert {label for label, value in rows.items() if value.endswith("*")} == {
        "QT", "QTc Bazett", "QTc Fridericia", "P/QRS/T axes",
    }  # fmt: skip
    assert rows["QTc Bazett"] == "440 ms *"


def test_the_model_is_named_with_its_checksum(analysis):
    assert model_line(analysis.model) == "model imn-1d 1.0, SHA-256 3f9a1c0be7d2abab"


def with_card(model, text):
    return replace(model, card=text)


@pytest.mark.parametrize(
    ("card", "hz", "word"),
    [
        ('{"preprocessing": {"kind": "scale", "highpass_hz": 0.5}}', 0.5, "high-pass 0.5 Hz, no phase shift"),
        ('{"preprocessing": {"kind": "scale", "mv_per_unit": 0.25}}', 0.0, "no high-pass"),
        ('{"preprocessing": {"highpass_hz": 0.0}}', 0.0, "no high-pass"),
        (
            '{"preprocessing": {"kind": "zscore"}}',
            0.0,
            "own standard deviation, so no voltages, with its baseline wander",
        ),
        (
            '{"preprocessing": {"kind": "zscore", "highpass_hz": 0.5}}',
            0.5,
            "no voltages, without baseline wander (high-",
        ),
        ('{"preprocessing": {"highpass_hz": "much"}}', None, ""),
        ('{"preprocessing": {"highpass_hz": Infinity}}', None, ""),
        ('{"preprocessing": {"highpass_hz": NaN}}', None, ""),
        ('{"preprocessing": 3}', None, ""),
        ("{", None, ""),
        ("", None, ""),
    ],
)
def test_how_the_model_reads_the_ecg_is_said_as_its_card_says(analysis, card, hz, word):
    model = with_card(analysis.model, card)
    assert highpass_hz(model) == hz
    assert word in input_sentence(model)
    assert bool(input_sentence(model)) == (hz is not None)
    assert ("voltages" in input_sentence(model)) == ("zscore" in card)
    assert ("(high-pass 0.5 Hz)" in model_line(model)) == (hz == 0.5)
    assert ("(high-pass 0.5 Hz, SHA-256 3f9a1c0be7d2)" in model_mark(model)) == (hz == 0.5)


def test_each_warning_is_said_once(record, analysis, measurements):
    record = replace(record, warnings=("A.", "B."))
    analysis = replace(analysis, warnings=("B.", "C."))
    measurements = replace(measurements, warnings=("D.",))
    assert all_warnings(record, analysis, measurements) == ["B.", "C.", "A.", "D."]
    assert all_warnings(record, None, None) == ["A.", "B."]
    assert all_warnings(record, None, measurements, ("E.", "B.")) == ["E.", "B.", "A.", "D."]
    side = Side(record, measurements=measurements, prediction=analysis.prediction, warnings=analysis.warnings)
    assert side_warnings(side) == all_warnings(record, analysis, measurements), "as for the ECG alone"


def test_the_sum_is_the_analysiss(analysis):
    k = analysis.prediction.index("CD")
    leads = analysis.explanation.lead_contribution()[k].sum()
    expected = f"logit {signed(analysis.prediction.logit[k])} = b \u22120.80 + leads {signed(leads)}"
    assert logit_sum(analysis, k) == expected


def test_a_moment_without_a_time_is_a_day():
    assert moment_text(datetime(2024, 2, 29, 13, 5, 7)) == "2024-02-29 13:05"
    assert moment_text(datetime(2024, 2, 29, 13, 5, 7), "%H:%M:%S") == "2024-02-29 13:05:07"
    assert moment_text(datetime(2024, 2, 29, 0, 0, 1), "%H:%M:%S") == "2024-02-29 00:00:01"
    assert moment_text(datetime(2024, 2, 29), "%H:%M:%S") == "2024-02-29"


def test_a_header_with_a_day_alone_shows_no_midnight(tmp_path):
    """PTB's headers write the day in a comment."""
    (tmp_path / "r.hea").write_text("r 1 500 10\nr.dat 16 1000/mV 16 0 0 0 0 I\n# ECG date: 01/10/1990\n")
    (tmp_path / "r.dat").write_bytes(bytes(20))
    assert ("Recorded", "1990-10-01") in record_facts(open_record(tmp_path / "r.hea"))


@pytest.mark.parametrize(
    ("probability", "digits", "text"),
    [
        (0.0, 0, "< 1 %"), (0.00999, 0, "< 1 %"), (0.01, 0, "1 %"), (0.426, 0, "43 %"), (0.99, 0, "99 %"),
        (0.9901, 0, "> 99 %"), (1.0, 0, "> 99 %"), (0.0009, 1, "< 0.1 %"), (0.001, 1, "0.1 %"), (0.426, 1, "42.6 %"),
        (0.999, 1, "99.9 %"), (0.9991, 1, "> 99.9 %"),
    ],
)  # fmt: skip
def test_no_probability_is_quite_impossible_or_certain(probability, digits, text):
    assert percent(probability, digits) == text


def test_a_probability_near_its_threshold_is_marked():
    assert percent_with_doubt(0.43, 0.4) == "43 %?"
    assert percent_with_doubt(0.995, 0.4) == "> 99 %"
