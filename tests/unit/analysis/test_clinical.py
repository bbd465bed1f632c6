import json

import numpy as np
import pytest

from ecg_imn_desktop.analysis.clinical import clinical_words
from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.measurements import WAVES
from ecg_imn_desktop.io.facts import analysis_to_dict
from ecg_imn_desktop.simulate import simulate


@pytest.fixture(scope="module")
def ecg():
    return simulate("normal", fs=100, duration_s=10, seed=2)


@pytest.fixture(scope="module")
def analysis():
    contribution = np.random.default_rng(0).normal(0, 0.01, (2, 12, 1000)).astype(np.float32)
    classes = (ClassInfo("MI", "Myocardial infarction"), ClassInfo("STTC", "ST/T change"))
    logit = contribution.sum(axis=(1, 2), dtype=float)
    return Analysis(
        ModelInfo("m", "1", "0" * 64, 100.0, 1000),
        Prediction(classes, logit, np.zeros(2), 1 / (1 + np.exp(-logit))),
        Explanation(contribution, 100.0, STANDARD_LEADS),
    )


def test_waves_and_beats_add_up_to_the_leads(ecg, analysis):
    words = clinical_words(analysis, measure(ecg.record).fiducials)
    assert len(words) == 2
    by_lead = analysis.explanation.lead_contribution()
    for k, entry in enumerate(words):
        for i, lead in enumerate(STANDARD_LEADS):
            assert set(entry["wave_contributions"][lead]) == set(WAVES)
            assert sum(entry["wave_contributions"][lead].values()) == pytest.approx(by_lead[k, i], abs=1e-9)
            beats = entry["beat_contributions"]["leads"][lead]["beats"]
            assert len(beats) == len(entry["beat_contributions"]["r_peak_s"])
            assert beats.sum() == pytest.approx(by_lead[k, i], abs=1e-9)


def test_a_segments_logit_is_the_sum_of_its_contributions(ecg, analysis):
    entry = clinical_words(analysis, measure(ecg.record).fiducials)[0]
    for s in entry["top_segments"]:
        part = slice(round(s["start_s"] * 100), round(s["end_s"] * 100))
        trace = analysis.explanation.contribution[0, STANDARD_LEADS.index(s["lead"]), part]
        assert trace.sum(dtype=float) == pytest.approx(s["logit"], abs=1e-9)


def test_the_sentence_speaks_as_people_do(ecg, analysis):
    words = clinical_words(analysis, measure(ecg.record).fiducials)
    assert "evidence for myocardial infarction" in words[0]["sentence"]
    assert "evidence for ST/T change" in words[1]["sentence"]


def test_the_top_class_has_its_average_beat(ecg, analysis):
    fiducials = measure(ecg.record).fiducials
    words = clinical_words(analysis, fiducials)
    top = analysis.prediction.top_class
    assert ["average_beat" in entry for entry in words] == [k == top for k in range(2)]
    beat = words[top]["average_beat"]
    at_r = list(beat["offset_ms"]).index(0)
    inside = [t for t in np.rint(fiducials.r_peak_s * 100).astype(int) if 30 <= t < 1000 - 50]
    assert beat["n_beats"] == len(inside)
    by_hand = analysis.explanation.contribution[top, STANDARD_LEADS.index("V2"), inside].mean(dtype=float)
    assert beat["leads"]["V2"]["mean"][at_r] == pytest.approx(by_hand, abs=1e-9)


def test_it_goes_into_the_json_and_nothing_of_it_without_beats(ecg, analysis):
    measured = measure(ecg.record)
    answer = analysis_to_dict(ecg.record, analysis, measured, clinical_words(analysis, measured.fiducials))
    text = json.dumps(answer, allow_nan=False)
    assert "wave_contributions" in json.loads(text)["classes"][1]
    flat = measure(simulate("normal", fs=100, duration_s=10, seed=2).record.section(0, 0.2))
    assert clinical_words(analysis, flat.fiducials) == []
    assert "sentence" not in analysis_to_dict(ecg.record, analysis, flat, [])["classes"][0]
