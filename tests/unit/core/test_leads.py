"""Lead names in the spellings of files."""

import numpy as np
import pytest

from ecg_imn_desktop.core.leads import (
    CABRERA_LEADS,
    DERIVED_LEADS,
    INDEPENDENT_LEADS,
    LIMB_LEADS,
    LIMB_PAIRS,
    OTHER_ECG_LEADS,
    STANDARD_LEADS,
    canonical_lead,
    is_modified_lead,
    limb_pair,
    limb_weights,
    standard_order,
)


@pytest.mark.parametrize("lead", [*STANDARD_LEADS, *OTHER_ECG_LEADS])
@pytest.mark.parametrize(
    "spell", [str, str.upper, str.lower, lambda s: f" {s} ", lambda s: f"Lead {s}", lambda s: f"ECG {s}"]
)
def test_every_lead_is_known_in_any_case_and_with_a_prefix(lead, spell):
    assert canonical_lead(spell(lead)) == lead


@pytest.mark.parametrize(
    ("spelling", "lead"),
    [
        ("MLII", "II"), ("D1", "I"), ("DII", "II"), ("L3", "III"), ("avr", "aVR"), ("aV R", "aVR"), ("VF", "aVF"),
        ("C4", "V4"), ("MCL1", "V1"), ("MV5", "V5"), ("ECG lead II", "II"), ("ECG_V1", "V1"), ("V2-lead", "V2"),
        ("Lead 1", "I"), ("ecg lead 2", "II"), ("x", "VX"), ("Abl. III", "III"), ("chan V3", "V3"),
        ("ECG: aVL", "aVL"), ("ECGV6", "V6"), ("LeadII", "II"), ("ECG.I", "I"), ("MDC_ECG_LEAD_AVF", "aVF"),
        ("V5-Ref", "V5"), ("Lead I (Einthoven)", "I"), ("Derivación V2", "V2"), ("Lead3", "III"),
    ],
)  # fmt: skip
def test_spellings_of_carts_and_monitors(spelling, lead):
    assert canonical_lead(spelling) == lead


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1",
        "2",
        "3",
        "ECG",
        "ECG 1",
        "ECG_2",
        "ECG1",
        "ECG (V1)",
        "V1-V2",
        "Leads",
        "RESP",
        "ABP",
        "PLETH",
        "IV",
        "V10",
        "V0",
        "col 0",
        "aVX",
        "Fp2-F4",
        "µ",
    ],
)
def test_what_is_no_known_lead(name):
    assert canonical_lead(name) is None


def test_modified_leads():
    assert all(map(is_modified_lead, ("MLII", "mlii", "ML1", "MCL1", "MV5")))
    assert not any(map(is_modified_lead, (*STANDARD_LEADS, *OTHER_ECG_LEADS)))


def test_orders():
    assert len(set(STANDARD_LEADS)) == 12
    assert sorted(lead.lstrip("-") for lead in CABRERA_LEADS) == sorted(STANDARD_LEADS)
    assert set(INDEPENDENT_LEADS) < set(STANDARD_LEADS)
    names = ("V1", "Foo", "aVR", "I", "VX")
    assert [names[i] for i in standard_order(names)] == ["I", "aVR", "V1", "Foo", "VX"]


@pytest.mark.parametrize(
    ("held", "pair"),
    [
        (STANDARD_LEADS, ("I", "II")),
        (("I", "II", "aVF"), ("I", "II")),
        (("I", "aVL", "aVF"), ("I", "aVF")),
        (("III", "aVR", "aVL"), ("III", "aVR")),
        (("II", "III", "aVL"), ("II", "III")),
        (("aVL", "I"), ("I", "aVL")),
        (("I", "V1"), None),
    ],
)
def test_limb_leads_are_computed_from_the_pair_in_which_noise_grows_least(held, pair):
    assert limb_pair(held) == pair


@pytest.mark.parametrize("pair", LIMB_PAIRS)
def test_weights_of_any_pair_give_all_six_limb_leads(pair):
    of_i_and_ii = {"I": (1.0, 0.0), "II": (0.0, 1.0), **DERIVED_LEADS}
    for lead in LIMB_LEADS:
        assert np.array(limb_weights(lead, pair)) @ [of_i_and_ii[name] for name in pair] == pytest.approx(
            of_i_and_ii[lead]
        )
