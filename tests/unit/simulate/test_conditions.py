"""Each condition meets the criteria by which a reader would name it (on its noise-free beat)."""

import numpy as np
import pytest

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.simulate import CONDITIONS, simulate

T_MS = np.arange(-300.0, 600.0, 0.5)


class Beat:
    """Amplitudes of a condition's beat, mV."""

    def __init__(self, name):
        self.truth = simulate(name).truth
        self.marks = self.truth.beat.fiducial_ms
        self.mv = dict(zip(STANDARD_LEADS, self.truth.beat.leads(T_MS), strict=True))

    def within(self, lead, start_ms, end_ms):
        return self.mv[lead][(start_ms <= T_MS) & (end_ms >= T_MS)]

    def qrs(self, lead):
        return self.within(lead, self.marks["qrs_onset"], self.marks["qrs_offset"])

    def r(self, lead):
        return self.qrs(lead).max()

    def s(self, lead):
        return -self.qrs(lead).min()

    def net(self, lead):
        return self.qrs(lead).sum()

    def q(self, lead):
        """Depth of the first negative deflection of at least 30 uV before the R."""
        qrs = self.qrs(lead)
        return -qrs[: max(1, int(np.argmax(qrs)))].min()

    def st(self, lead):
        at = self.marks["qrs_offset"] + 60
        return float(np.interp(at, T_MS, self.mv[lead]))

    def t(self, lead):
        wave = self.within(lead, self.marks["t_onset"], self.marks["t_offset"])
        return wave[np.argmax(np.abs(wave))]

    def axis_deg(self):
        """Frontal axis by the net areas of I and aVF."""
        return np.degrees(np.arctan2(self.net("aVF") * 2 / np.sqrt(3), self.net("I")))


def test_normal():
    beat = Beat("normal")
    assert 120 <= beat.truth.pr_ms <= 200
    assert beat.truth.qrs_ms <= 105
    assert 0 < beat.axis_deg() < 90
    r = [beat.r(lead) for lead in ("V1", "V2", "V3", "V4")]
    assert r == sorted(r)
    assert beat.r("V1") < beat.s("V1")
    assert beat.r("V5") > beat.s("V5")
    assert all(beat.t(lead) > 0.1 for lead in ("I", "II", "V2", "V3", "V4", "V5", "V6"))
    assert beat.t("aVR") < 0
    assert all(abs(beat.st(lead)) < 0.1 for lead in ("I", "II", "III", "aVL", "aVF", "V5", "V6"))
    assert beat.within("II", beat.marks["p_onset"], beat.marks["p_offset"]).max() > 0.08


def test_anterior_infarction():
    beat = Beat("anterior-mi")
    assert all(beat.r(lead) < 0.1 < beat.s(lead) for lead in ("V1", "V2"))
    assert beat.r("V3") < 0.3
    assert all(beat.st(lead) >= 0.1 for lead in ("V1", "V2", "V3", "V4"))
    assert all(beat.t(lead) < -0.1 for lead in ("V2", "V3", "V4"))


def test_inferior_infarction():
    beat = Beat("inferior-mi")
    assert all(beat.q(lead) > 0.15 for lead in ("II", "III", "aVF"))
    assert all(beat.st(lead) >= 0.1 for lead in ("II", "III", "aVF"))
    assert beat.st("aVL") < -0.05
    assert all(beat.t(lead) < -0.1 for lead in ("III", "aVF"))


def test_lateral_ischaemia():
    beat = Beat("st-t-change")
    assert all(beat.st(lead) <= -0.09 for lead in ("I", "V4", "V5", "V6"))
    assert all(beat.t(lead) <= -0.1 for lead in ("I", "aVL", "V4", "V5", "V6"))
    assert beat.truth.qrs_ms < 110


def test_right_bundle_branch_block():
    beat = Beat("rbbb")
    v1 = beat.qrs("V1")
    r_prime, s = int(np.argmax(v1)), int(np.argmin(v1))
    assert beat.truth.qrs_ms >= 130
    assert v1[r_prime] > 0.4
    assert s < r_prime, "the tall R' comes after the S"
    assert v1[:s].max() > 0.05, "a small r before the S"
    for lead in ("I", "V6"):
        late = beat.within(lead, 35, beat.marks["qrs_offset"])
        assert late.min() < -0.15
    assert beat.t("V1") < -0.1


def test_left_bundle_branch_block():
    beat = Beat("lbbb")
    assert beat.truth.qrs_ms >= 130
    assert beat.s("V1") > 1
    assert beat.r("V1") < 0.25
    for lead in ("I", "aVL", "V5", "V6"):
        assert beat.r(lead) > 3 * beat.s(lead)
        assert beat.q(lead) < 0.05, "no septal q"
        assert beat.st(lead) < 0
    assert beat.st("V1") > 0.1
    assert beat.t("V2") > 0.3
    v5 = beat.qrs("V5")
    peaks = (v5[1:-1] > v5[:-2]) & (v5[1:-1] >= v5[2:]) & (v5[1:-1] > 0.7 * v5.max())
    assert peaks.sum() == 2, "the R of V5 is notched"


def test_left_ventricular_hypertrophy():
    beat = Beat("lvh")
    assert beat.s("V1") + max(beat.r("V5"), beat.r("V6")) > 3.5, "Sokolow-Lyon"
    assert beat.r("aVL") + beat.s("V3") > 2.0, "Cornell (women)"
    assert all(beat.t(lead) < -0.1 for lead in ("I", "V5", "V6"))


def test_left_anterior_fascicular_block():
    beat = Beat("lafb")
    assert -90 < beat.axis_deg() < -45
    assert beat.q("aVL") > 0.03
    assert all(beat.s(lead) > beat.r(lead) for lead in ("II", "III", "aVF"))
    assert beat.truth.qrs_ms < 120


def test_pacing():
    beat = Beat("paced")
    assert beat.truth.qrs_ms >= 150
    assert all(beat.s(lead) > beat.r(lead) for lead in ("II", "III", "aVF"))
    spike = beat.within("II", beat.marks["qrs_onset"] - 30, beat.marks["qrs_onset"])
    assert np.abs(np.diff(spike)).max() > 0.1


@pytest.mark.parametrize(
    ("name", "mark", "low", "high"),
    [
        ("first-degree-av-block", "pr_ms", 200, 300),
        ("long-qt", "qtc_ms", 480, 600),
        ("bradycardia", "hr_bpm", 35, 55),
        ("tachycardia", "hr_bpm", 110, 160),
    ],
)
def test_what_numbers_define(name, mark, low, high):
    assert low < getattr(simulate(name, duration_s=30).truth, mark) < high


def test_the_conditions_asked_for_are_there():
    assert {
        "normal", "anterior-mi", "inferior-mi", "st-t-change", "rbbb", "lbbb", "lvh", "atrial-fibrillation", "noisy",
    } <= set(CONDITIONS)  # fmt: skip
    assert all(condition.name == name for name, condition in CONDITIONS.items())
