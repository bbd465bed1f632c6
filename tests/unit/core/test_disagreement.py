"""Where the measured PR contradicts what the model says of AV block, a sentence says so; elsewhere none does."""

import numpy as np
import pytest

from ecg_imn_desktop.core.analysis import ClassInfo
from ecg_imn_desktop.core.disagreement import disagreements
from ecg_imn_desktop.core.doubt import is_low_confidence
from ecg_imn_desktop.core.measurements import Fiducials, Measurements

from .test_doubt import prediction

CLASSES = (ClassInfo("CD", "Conduction disturbance", None, 0.38), ClassInfo("_AVB", "AV block", "CD", 0.27))


def measured(pr_ms):
    none = np.zeros(0)
    return Measurements(Fiducials(*[none] * 7), pr_ms=pr_ms)


@pytest.mark.parametrize(
    ("probability", "pr_ms", "sentence"),
    [
        (0.27, 181.4, "The model says AV block; the measured PR is 181 ms."),
        (0.9, 199.9, "The model says AV block; the measured PR is 200 ms."),
        (0.9, 200.0, None),
        (0.9, 260.0, None),
        (0.26, 232.0, "The model does not say AV block; the measured PR is 232 ms."),
        (0.26, 220.0, None),
        (0.26, 150.0, None),
        (0.9, None, None),
        (0.1, None, None),
    ],
)
def test_av_block_against_the_measured_pr(probability, pr_ms, sentence):
    found = disagreements(prediction(0.1, probability, classes=CLASSES), measured(pr_ms))
    assert found == (() if sentence is None else (sentence,))
    assert not is_low_confidence(found)


def test_a_model_without_the_class_disagrees_with_nothing():
    assert disagreements(prediction(0.9, classes=CLASSES[:1]), measured(300.0)) == ()
