"""Which of LUDB's statements stand for which class, in benchmarks/ludb_answers.py."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "ludb_answers.py"


@pytest.fixture(scope="module")
def script():
    found = importlib.util.spec_from_file_location("ludb_answers", SCRIPT)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("said", "name", "truth"),
    [
        (["Rhythm: Sinus bradycardia.", "Electric axis of the heart: normal."], "NORM", 1),
        (["Rhythm: Atrial fibrillation."], "NORM", 0),
        (["Scar formation: septal."], "AMI", 1),
        (["Scar formation: septal."], "IMI", 0),
        (["STEMI: inferior wall."], "MI", 1),
        (["Undefined ischemia/scar/supp.NSTEMI: lateral wall."], "MI", np.nan),
        (["Undefined ischemia/scar/supp.NSTEMI: lateral wall.", "STEMI: apical."], "AMI", 1),
        (["Undefined ischemia/scar/supp.NSTEMI: lateral wall."], "STTC", 1),
        (["Incomplete right bundle branch block."], "CRBBB", 0),
        (["Incomplete right bundle branch block."], "CD", 1),
        (["III degree AV-block."], "_AVB", 1),
        (["Left atrial overload."], "HYP", 1),
    ],
)
def test_a_statement_stands_for_its_class(script, said, name, truth):
    assert script.truth_of(said, name) == pytest.approx(truth, nan_ok=True)


def test_every_class_of_the_table_is_one_of_the_models(script):
    from ecg_imn_desktop.model.card import read_card
    from ecg_imn_desktop.model.catalogue import find_model

    known = {c.name for c in read_card(find_model("imn-1d")).classes}
    assert {"NORM", *script.DIAGNOSES} <= known
