"""Patients out of header comments."""

from datetime import datetime

import pytest

from ecg_imn_desktop.io.comments import date_from_comments, patient_from_comments, says_simulated


@pytest.mark.parametrize(
    ("comments", "age", "sex"),
    [
        (["Age: 74", "Sex: Male"], 74, "male"),
        (["Age: NaN", "Sex: Unknown"], None, None),
        (["<age>: 51", "<sex>: F", "<diagnoses>:"], 51, "female"),
        (["<age>: 25  <sex>: M  <diagnoses>: (none)  <medications>: (none)"], 25, "male"),
        (["<age>: ?? <sex>: ?"], None, None),
        (["age: 81", "sex: female"], 81, "female"),
        (["69 M 1085 1629 x1", "Aldomet, Inderal"], 69, "male"),
        (["unnecessary comment", "23 F 2546 N/A x1"], 23, "female"),
        (["Age: 6 months"], 0.5, None),
        (["Age: 999"], None, None),
        (["Age: 300", "Sex: F"], None, "female"),  # PTB-XL writes "over 89" like this
        (["Age: 89 years", "gender: w"], 89, "female"),
        (["Sex: other"], None, "other"),
        ([], None, None),
        (["Produced by xform from record mimicdb/041/04100001, beginning at s74000"], None, None),
        (["Heart rate: 69 M"], None, None),
    ],
)
def test_age_and_sex(comments, age, sex):
    patient = patient_from_comments(comments)
    assert (patient.age_years, patient.sex) == (age, sex)


def test_diagnoses():
    assert patient_from_comments(["Dx: 59118001,426783006,59118001"]).diagnoses == ("59118001", "426783006")
    assert patient_from_comments(["<diagnoses>: (none)"]).diagnoses == ()
    ludb = ["<age>: 51", "<sex>: F", "<diagnoses>:", "Rhythm: Sinus bradycardia.", "Left ventricular hypertrophy. "]
    assert patient_from_comments(ludb).diagnoses == ("Rhythm: Sinus bradycardia", "Left ventricular hypertrophy")
    ptb = ["Reason for admission: Myocardial infarction", "Former infarction (localization): no", "Smoker: yes"]
    assert patient_from_comments(ptb).diagnoses == ("Myocardial infarction",)


def test_name_and_id():
    patient = patient_from_comments(["Patient name: Jane Doe", "Patient ID: 0042"])
    assert (patient.name, patient.id) == ("Jane Doe", "0042")
    assert patient_from_comments(["Name: unknown"]).name is None


def test_date_in_a_comment():
    assert date_from_comments(["x", "ECG date: 01/10/1990"]) == datetime(1990, 10, 1)
    assert date_from_comments(["ECG date: 31/02/1990", "Infarction date: 29-Sep-90"]) is None


def test_simulated_marks():
    assert says_simulated(["Simulated: TRUE"])
    assert not says_simulated(["simulated: false", "not simulated"])
