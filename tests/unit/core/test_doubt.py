"""Answers that should be believed less say so."""

import numpy as np
import pytest

from ecg_imn_desktop.core.analysis import ClassInfo, Prediction
from ecg_imn_desktop.core.doubt import (
    OF_THE_SIGNAL,
    contradictions,
    doubt_mark,
    doubts,
    is_low_confidence,
    is_near,
    near_classes,
    reasons,
)
from ecg_imn_desktop.core.measurements import Fiducials, Measurements

CLASSES = (
    ClassInfo("NORM", "Normal ECG", None, 0.46),
    ClassInfo("MI", "Myocardial infarction", None, 0.35),
    ClassInfo("CD", "Conduction disturbance", None, 0.38),
    ClassInfo("IMI", "Inferior infarction", "MI", 0.32),
)


def prediction(*probability, classes=CLASSES):
    n = len(classes)
    return Prediction(classes, np.zeros(n), np.zeros(n), np.array(probability))


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        ((0.9, 0.1, 0.1, 0.1), []),
        ((0.1, 0.9, 0.1, 0.32), []),  # a sub-class near its threshold is the class list's matter
        ((0.1, 0.1, 0.1, 0.9), ["no superclass reaches"]),
        ((0.7, 0.1, 0.6, 0.1), ["normal and finds conduction disturbance"]),
        ((0.1, 0.9, 0.41, 0.1), ["near the threshold for conduction disturbance"]),
        ((0.44, 0.32, 0.1, 0.1), ["no superclass reaches", "near the threshold for normal ECG, myocardial infarction"]),
    ],
)
def test_what_is_doubted(probability, words):
    found = doubts(prediction(*probability))
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))
    assert all(sentence.startswith("Low confidence: ") for sentence in found)


def test_a_model_of_one_class_has_no_other_to_contradict():
    assert doubts(prediction(0.36, classes=CLASSES[1:2])) == ()


def test_two_superclasses_can_contradict_each_other():
    (sentence,) = doubts(prediction(0.9, 0.9, classes=CLASSES[:2]))
    assert "normal and finds myocardial infarction" in sentence


def test_near_is_within_a_twentieth():
    assert doubts(prediction(0.9, 0.29, 0.1, 0.1)) == ()
    (sentence,) = doubts(prediction(0.9, 0.31, 0.1, 0.1))
    assert sentence == "Low confidence: near the threshold for myocardial infarction."


@pytest.mark.parametrize(
    ("threshold", "low", "high"),
    [(0.42, 0.37, 0.47), (0.255, 0.205, 0.305), (0.1, 0.069, 0.1428), (0.02, 0.0135, 0.0297), (0.95, 0.927, 0.966)],
)
def test_what_is_near_a_threshold(threshold, low, high):
    """Within 0.05 where classes are common, by the odds where they are rare (or all but certain)."""
    assert is_near(low + 5e-4, threshold)
    assert is_near(high - 5e-4, threshold)
    assert not is_near(low - 5e-4, threshold)
    assert not is_near(high + 5e-4, threshold)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_certain_answer_is_not_near(probability):
    assert not is_near(probability, 0.04)
    assert not is_near(probability, 0.5)


def test_the_mark_and_the_names_follow_the_rule():
    assert [doubt_mark(p, 0.4) for p in (0.3, 0.36, 0.4, 0.44, 0.5)] == ["", "?", "?", "?", ""]
    assert near_classes(prediction(0.44, 0.1, 0.41, 0.9)) == ("NORM", "CD")


@pytest.mark.parametrize("threshold", np.arange(0.18, 0.821, 0.01))
def test_of_common_classes_the_distance_decides_alone(threshold):
    """So the marks of superclasses, which docs/model.md counts, are those of the distance."""
    for probability in np.arange(0.001, 1.0, 0.001):
        if abs(abs(probability - threshold) - 0.05) > 1e-9:
            assert is_near(probability, threshold) == (abs(probability - threshold) < 0.05)


def measured(hr_bpm=70.0, qrs_ms=90.0, qtc_ms=410.0, p_onset_s=(0.1, 1.1, 2.1, 3.1)):
    p = np.array(p_onset_s)
    fiducials = Fiducials(np.arange(4.0), p, *[np.full(4, np.nan)] * 5)
    return Measurements(fiducials, hr_bpm=hr_bpm, qrs_ms=qrs_ms, qtc_ms={"Fridericia": qtc_ms})


NAN = float("nan")


@pytest.mark.parametrize(
    ("measurements", "words"),
    [
        (measured(), ""),
        (measured(hr_bpm=138.4), "heart rate 138 /min"),
        (measured(hr_bpm=32.0, qrs_ms=141.0), "heart rate 32 /min, QRS 141 ms"),
        (measured(qtc_ms=512.0), "QTc 512 ms"),
        (measured(p_onset_s=(NAN, NAN, NAN, NAN)), "no P waves"),
        (Measurements(Fiducials(*[np.zeros(0)] * 7)), ""),
    ],
)
def test_a_normal_answer_is_held_against_the_measurements(measurements, words):
    found = contradictions(prediction(0.9, 0.1, 0.1, 0.1), measurements)
    assert len(found) == bool(words)
    assert all(words in sentence and is_low_confidence([sentence]) for sentence in found)


def test_only_a_normal_answer_is_held_against_the_measurements():
    assert contradictions(prediction(0.1, 0.9, 0.1, 0.1), measured(hr_bpm=138.0)) == ()


def test_what_an_earlier_version_said_is_not_said_again():
    near = prediction(0.44, 0.9, 0.1, 0.1)
    (own,) = doubts(near)
    stored = ("Low confidence: near the threshold for NORM.", OF_THE_SIGNAL)
    assert reasons(near, None, stored) == stored
    assert reasons(near, None, (OF_THE_SIGNAL,)) == (OF_THE_SIGNAL, own)


def test_low_confidence_is_known_by_its_sentence():
    assert is_low_confidence(["Lead V1 is flat.", OF_THE_SIGNAL])
    assert not is_low_confidence(["Lead V1 is flat."])
