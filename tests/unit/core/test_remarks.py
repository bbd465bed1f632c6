"""What a reader must know first is said first, whatever finds it."""

import itertools

import numpy as np
import pytest

from ecg_imn_desktop.analysis.arrangement import ARRANGEMENTS
from ecg_imn_desktop.analysis.quality import check_quality
from ecg_imn_desktop.core.doubt import OF_THE_SIGNAL, doubts
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.core.remarks import in_reading_order
from ecg_imn_desktop.simulate import CLEAN, simulate

from .test_doubt import prediction

GAINS = "The gains of the limb leads cannot be right: II = I + III holds only if they differ by up to 1.5 times."
PACED = "Pacemaker spikes were found: of paced beats the model cannot tell infarction, conduction or hypertrophy."
LOOKS_PACED = "The beats look paced: of paced beats the model cannot tell infarction, conduction or hypertrophy."
PR = "The model says AV block; the measured PR is 181 ms."
LONG_PR = "The model does not say AV block; the measured PR is 232 ms."
NEAR = "Low confidence: near the threshold for HYP."
NORMAL = "Low confidence: the model calls the ECG normal; the measurements do not (QRS 160 ms)."
NO_P = "No P wave was found before most beats: PR, P duration and P axis are not measured."
FILE = "The signal file a.dat ends after 9 s; the header claims 10 s. The rest is missing."


def test_a_pacemaker_is_read_before_gains_and_files():
    found = in_reading_order([GAINS, PACED, OF_THE_SIGNAL, NEAR, FILE, NO_P, GAINS])
    assert found == [PACED, OF_THE_SIGNAL, NEAR, GAINS, FILE, NO_P]


def test_a_disagreement_is_read_after_what_explains_it_and_before_what_is_near():
    for pr, paced in ((PR, PACED), (LONG_PR, LOOKS_PACED)):
        assert in_reading_order([NEAR, GAINS, NO_P, pr, paced, NORMAL]) == [NORMAL, paced, pr, NEAR, GAINS, NO_P]


def test_noise_that_grows_is_read_before_gains_and_after_what_points_at_it():
    for grown in ("Lead III is computed from noisy leads.", "Leads II, III and aVF are computed from noisy leads."):
        assert in_reading_order([GAINS, grown, OF_THE_SIGNAL]) == [OF_THE_SIGNAL, grown, GAINS]


def test_an_answer_that_contradicts_itself_is_read_first():
    assert in_reading_order([FILE, OF_THE_SIGNAL, PACED, NORMAL])[:2] == [NORMAL, PACED]
    for answer in (prediction(0.1, 0.1, 0.1, 0.1), prediction(0.9, 0.9, 0.1, 0.1)):
        assert in_reading_order([PACED, *doubts(answer)])[0] in doubts(answer)


def test_the_order_in_which_remarks_were_found_does_not_matter():
    told = [NORMAL, PACED, OF_THE_SIGNAL, GAINS]
    assert all(in_reading_order(mixed) == told for mixed in itertools.permutations(told))


@pytest.fixture(scope="module")
def clean():
    return simulate("normal", fs=500, duration_s=10, seed=3, noise=CLEAN).record


def spoiled(record, kind):
    mv, names = record.mv.copy(), record.lead_names
    if kind == "missing":
        return Record("a", mv[:-1], 500.0, names[:-1])
    if kind == "no signal":
        mv[8] = np.nan
    if kind == "flat":
        mv[8] = 0
    if kind == "flat everywhere":
        mv[:] = 0
    if kind == "copied":
        mv[7] = mv[6]
    if kind == "interchanged":
        mv[[6, 8]] = mv[[8, 6]]
    if kind == "almost flat":
        mv[0], mv[2] = mv[1], -mv[1]
        mv[1] *= 0.01
        mv[3:6] = 0.5 * np.stack([-(mv[0] + mv[1]), mv[0] - mv[2], mv[1] + mv[2]])
    if kind == "backwards":
        mv = mv[:, ::-1]
    if kind == "limb laws":
        mv[2] = -mv[2]
    if kind == "noise":
        mv += np.random.default_rng(1).normal(0, 0.4, mv.shape).astype(np.float32)
    if kind == "no beats":
        mv = np.random.default_rng(1).normal(0, 0.3, mv.shape).astype(np.float32)
    return Record("a", mv, 500.0, names)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("missing", "missing"), ("no signal", "has no signal"), ("flat", "flat"), ("flat everywhere", "flat"),
        ("copied", "one and the same signal"),
        ("interchanged", "interchanged"), ("almost flat", "interchanged"), ("backwards", "backwards"),
        ("limb laws", "contradict"), ("noise", "Noise hides"), ("no beats", "No heart beats"),
    ],
)  # fmt: skip
def test_what_the_checks_find_is_known_by_its_words(clean, kind, word):
    # The checks' own words, so that a sentence that is put otherwise does not fall to the end unseen.
    found = [s for s in check_quality(spoiled(clean, kind)).warnings if word in s]
    assert found
    assert in_reading_order([FILE, GAINS, NO_P, *found])[: len(found)] == found


@pytest.mark.parametrize("arrangement", ARRANGEMENTS, ids=lambda a: a.name)
def test_every_suspicion_of_wrong_electrodes_is_read_before_gains(arrangement):
    suspicion = f"{arrangement.sentence}."
    assert in_reading_order([GAINS, NEAR, suspicion]) == [suspicion, NEAR, GAINS]


def test_pacing_as_found_is_read_first():
    ecg = simulate("paced", fs=500, duration_s=10, seed=3, noise=CLEAN).record
    assert PACED in check_quality(ecg).warnings
