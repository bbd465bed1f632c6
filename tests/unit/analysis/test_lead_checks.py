"""Limb leads that contradict each other in files that hold only some of the six."""

from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.analysis.quality import check_quality
from ecg_imn_desktop.core.leads import CHEST_LEADS, LIMB_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.simulate import CLEAN, simulate

BARE = "(II = I + III and Goldberger's laws)."  # how the sentence ends where no fault is named


@pytest.fixture(scope="module")
def clean():
    return simulate("normal", fs=500, duration_s=10, seed=3, noise=CLEAN).record


def holding(record, limb, inverted=(), order=None):
    """The chest leads and ``limb``, some of them upside down, or with the traces of ``order`` in their places."""
    rows = [record.lead(lead) * (-1 if lead in inverted else 1) for lead in (*(order or limb), *CHEST_LEADS)]
    return Record("x", np.stack(rows).astype(np.float32), record.fs, (*limb, *CHEST_LEADS))


def contradiction(report):
    (problem,) = (p for p in report.problems if p.kind == "limb laws")
    return problem


@pytest.mark.parametrize(
    "limb", [("I", "II", "III"), ("I", "II", "aVF"), ("III", "aVR", "aVL", "aVF"), ("I", "III", "aVR", "aVL", "aVF")]
)
def test_some_of_the_limb_leads_that_fit_are_not_warned_of(clean, limb):
    assert check_quality(holding(clean, limb)).problems == ()


@pytest.mark.parametrize(
    ("limb", "inverted", "order"),
    [
        (("I", "II", "III"), "I", None),  # as II and III exchanged
        (("I", "II", "III"), None, ("II", "I", "III")),  # as III upside down
        (("I", "II", "III", "aVF"), "I", None),  # as II and III exchanged
        (("III", "aVR", "aVL", "aVF"), "III", None),  # as aVL and aVF exchanged
    ],
)
def test_a_fault_that_looks_like_another_is_neither_named_nor_refused(clean, limb, inverted, order):
    report = check_quality(holding(clean, limb, (inverted,), order))
    problem = contradiction(report)
    assert problem.sentence.endswith(BARE)
    assert problem.leads == limb
    assert report.is_usable
    assert report.is_doubtful


@pytest.mark.parametrize(
    ("limb", "inverted"),
    [
        (("I", "II", "III"), "II"), (("I", "II", "III", "aVF"), "III"), (("III", "aVR", "aVL", "aVF"), "aVL"),
        (("II", "III", "aVR", "aVL"), "II"), (("I", "II", "III", "aVR", "aVL"), "I"),
    ],
)  # fmt: skip
def test_the_inverted_one_of_some_limb_leads_is_named_where_nothing_else_looks_like_it(clean, limb, inverted):
    report = check_quality(holding(clean, limb, (inverted,)))
    assert contradiction(report).sentence.endswith(f": {inverted} looks upside down.")
    assert report.is_usable


@pytest.mark.parametrize(
    ("limb", "order", "said", "is_usable"),
    [
        (("III", "aVR", "aVL", "aVF"), ("aVR", "III", "aVL", "aVF"), "III and aVR look exchanged", False),
        (("I", "II", "III", "aVR", "aVL"), ("II", "III", "I", "aVR", "aVL"), "they are in another order", False),
        # Of one law alone a wrong gain can look like this.
        (("I", "II", "aVF"), ("II", "I", "aVF"), "I and II look exchanged", True),
    ],
)
def test_another_order_of_some_limb_leads_gets_no_prediction_where_more_than_one_law_says_so(
    clean, limb, order, said, is_usable
):
    report = check_quality(holding(clean, limb, order=order))
    assert said in contradiction(report).sentence
    assert report.is_usable is is_usable


def test_a_foreign_one_of_some_limb_leads_is_named_if_there_are_more_than_three(clean):
    four = holding(clean, ("I", "II", "III", "aVF"), order=("I", "II", "V1", "aVF"))
    assert contradiction(check_quality(four)).sentence.endswith(": III does not fit the others.")
    late = holding(clean, ("I", "II", "III"))
    mv = late.mv.copy()
    mv[0] = np.roll(mv[0], 200)
    report = check_quality(Record("x", mv, late.fs, late.lead_names))
    assert contradiction(report).sentence.endswith(BARE)
    assert report.is_usable


def test_other_gains_of_four_limb_leads_are_said(clean):
    ecg = holding(clean, ("I", "II", "III", "aVF"))
    mv = ecg.mv.copy()
    mv[0] *= 2
    (problem,) = check_quality(Record("x", mv, ecg.fs, ecg.lead_names)).problems
    assert problem.kind == "lead gains"
    assert "they differ by up to 2.0 times" in problem.sentence


def test_a_limb_lead_that_never_moves_is_not_compared(clean):
    ecg = holding(clean, LIMB_LEADS, ("I",))
    mv = ecg.mv.copy()
    mv[3:6] = 0
    assert contradiction(check_quality(Record("x", mv, ecg.fs, ecg.lead_names))).leads == LIMB_LEADS[:3]


def test_two_limb_leads_cannot_contradict_each_other(clean):
    kinds = {p.kind for p in check_quality(holding(clean, ("I", "II"), ("II",))).problems}
    assert "limb laws" not in kinds


def test_a_lead_that_a_writer_filled_in_is_no_electrode_on_a_leg(clean):
    """Nothing but the last bit moves in III, where I and II make it 0.2 mV."""
    mv = clean.mv.copy()
    mv[clean.lead_names.index("III")] = 0.002 * (np.arange(mv.shape[1]) // 100 % 3)
    assert np.ptp(clean.lead("III")) > 0.15
    report = check_quality(replace(clean, mv=mv))
    assert {problem.kind for problem in report.problems} == {"flat"}
