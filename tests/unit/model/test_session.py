"""From a record to an exact explanation."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from ecg_imn_desktop.analysis import checked_ecg
from ecg_imn_desktop.analysis.quality import check_quality
from ecg_imn_desktop.analysis.resampling import resample
from ecg_imn_desktop.core.analysis import MAX_RESIDUAL
from ecg_imn_desktop.core.doubt import OF_THE_SIGNAL
from ecg_imn_desktop.core.errors import Cancelled, ModelError, SignalError
from ecg_imn_desktop.core.leads import LIMB_LEADS, STANDARD_LEADS
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.model import session as session_module
from ecg_imn_desktop.model.card import CARD, WEIGHTS, file_sha256
from ecg_imn_desktop.model.session import Session
from ecg_imn_desktop.model.window import judge, model_window, warnings_of
from ecg_imn_desktop.simulate import simulate

from .conftest import record_of


@pytest.fixture
def session(model_folder):
    return Session(str(model_folder), "cpu")


def without(record, *leads):
    rows = [i for i, name in enumerate(record.lead_names) if name not in leads]
    names = tuple(record.lead_names[i] for i in rows)
    return replace(record, mv=record.mv[rows], lead_names=names, file_lead_names=names)


def test_the_explanation_adds_up(session, normal_ecg):
    analysis = session.run(normal_ecg)
    assert analysis.explanation.contribution.shape == (3, 12, 1000)
    assert np.abs(analysis.explanation.residual(analysis.prediction)).max() <= MAX_RESIDUAL
    assert np.allclose(analysis.prediction.probability, session.card.probability(analysis.prediction.logit))
    assert analysis.device == "cpu"


def test_the_logit_is_that_of_the_network_on_the_resampled_ecg(session, normal_ecg):
    order = [normal_ecg.lead_names.index(lead) for lead in STANDARD_LEADS]
    mv = resample(normal_ecg.mv[order], 500, 100)
    x = torch.from_numpy(session.card.preprocessing(mv, 100)).unsqueeze(0)
    with torch.no_grad():
        expected = session.network(x)[0].numpy()
    assert np.allclose(session.run(normal_ecg).prediction.logit, expected, atol=1e-5)


def test_lead_order_in_the_file_does_not_matter(session, normal_ecg):
    shuffled = list(np.random.default_rng(0).permutation(12))
    names = tuple(normal_ecg.lead_names[i] for i in shuffled)
    other = replace(normal_ecg, mv=normal_ecg.mv[shuffled], lead_names=names, file_lead_names=names)
    one, two = session.run(normal_ecg), session.run(other)
    assert np.array_equal(one.prediction.logit, two.prediction.logit)


def test_derivable_limb_leads_are_computed_and_said(session, normal_ecg):
    one = session.run(normal_ecg)
    two = session.run(without(normal_ecg, "III", "aVR", "aVL", "aVF"))
    assert np.allclose(one.prediction.logit, two.prediction.logit, atol=1e-3)
    assert any("Computed from I and II" in w and "aVF" in w for w in two.warnings)


@pytest.mark.parametrize("pair", [("I", "III"), ("II", "III"), ("aVL", "aVF"), ("I", "aVR")])
def test_any_two_limb_leads_are_enough_and_leave_no_doubt(session, normal_ecg, pair):
    one = session.run(normal_ecg)
    two = session.run(without(normal_ecg, *(lead for lead in LIMB_LEADS if lead not in pair)))
    assert np.allclose(one.prediction.logit, two.prediction.logit, atol=1e-3)
    assert any(f"Computed from {pair[0]} and {pair[1]}, since the record lacks them" in w for w in two.warnings)
    assert OF_THE_SIGNAL not in two.warnings


def test_zeros_in_the_place_of_limb_leads_are_not_read(session, normal_ecg):
    mv = normal_ecg.mv.copy()
    mv[[normal_ecg.lead_names.index(lead) for lead in ("III", "aVR", "aVL", "aVF")]] = 0.0
    one, two = session.run(normal_ecg), session.run(replace(normal_ecg, mv=mv))
    assert np.allclose(one.prediction.logit, two.prediction.logit, atol=1e-3)
    assert "Computed from other limb leads, since they are flat: III, aVR, aVL, aVF." in two.warnings
    assert OF_THE_SIGNAL in two.warnings


def with_rows(record, **rows):
    mv = record.mv.copy()
    for lead, row in rows.items():
        mv[record.lead_names.index(lead)] = row
    return replace(record, mv=mv)


def test_a_converters_steps_in_the_place_of_limb_leads_are_not_read(session, normal_ecg):
    steps = np.random.default_rng(0).integers(-1, 2, (4, normal_ecg.n_samples)) * 0.005
    dithered = with_rows(normal_ecg, **dict(zip(("III", "aVR", "aVL", "aVF"), steps, strict=True)))
    assert np.allclose(session.run(dithered).prediction.logit, session.run(normal_ecg).prediction.logit, atol=1e-3)
    one = without(normal_ecg, "II", "aVR", "aVL")
    two = session.run(with_rows(one, I=steps[0]))
    assert np.allclose(two.prediction.logit, session.run(one).prediction.logit, atol=1e-3)
    assert "Computed from III and aVF, since the record lacks them: II, aVR, aVL." in two.warnings
    assert "Computed from other limb leads, since they are flat: I." in two.warnings
    assert not any("contradict" in w for w in two.warnings)


def test_noise_grows_no_more_than_it_must(normal_ecg):
    ecg = without(normal_ecg, "II", "III", "aVR")
    noise = np.random.default_rng(0).normal(0, 0.05, ecg.n_samples)
    window = model_window(with_rows(ecg, aVL=ecg.lead("aVL") + noise), 0.0, 500.0, 5000)
    clean = model_window(normal_ecg, 0.0, 500.0, 5000).mv
    computed = [STANDARD_LEADS.index(lead) for lead in ("II", "III", "aVR")]
    assert np.abs(window.mv[computed] - clean[computed]).max() < 1e-3, "I and aVF suffice"


def test_an_answer_to_assumed_voltages_is_doubted(session, normal_ecg):
    told = "The header gives no gain for I, II, III, aVR and 8 more; 200 steps per mV were assumed."
    assert OF_THE_SIGNAL in session.run(replace(normal_ecg, warnings=(told,))).warnings
    assert OF_THE_SIGNAL not in session.run(normal_ecg).warnings


def test_a_gap_of_one_limb_lead_is_filled_without_a_step(session, normal_ecg):
    row = normal_ecg.lead_names.index("I")
    mv = normal_ecg.mv.copy()
    mv[row] += 2.0  # an offset that the other leads do not have
    mv[row, 1000:2000] = np.nan
    one, two = session.run(normal_ecg), session.run(replace(normal_ecg, mv=mv))
    assert np.allclose(one.prediction.logit, two.prediction.logit, atol=1e-3)
    assert "Gaps of I are filled from other limb leads." in two.warnings


def test_a_missing_chest_lead_is_said_and_contributes_nothing(session, normal_ecg):
    analysis = session.run(without(normal_ecg, "V3"))
    assert any("without V3" in w for w in analysis.warnings)
    assert np.all(analysis.explanation.contribution[:, STANDARD_LEADS.index("V3")] == 0)


def test_too_few_leads_get_no_answer(session, normal_ecg):
    with pytest.raises(SignalError, match="lacks V2, V3, V4"):
        session.run(without(normal_ecg, "V2", "V3", "V4"))
    with pytest.raises(SignalError, match="has only II, V5"):
        session.run(without(normal_ecg, *(lead for lead in STANDARD_LEADS if lead not in ("II", "V5"))))
    with pytest.raises(SignalError, match="has no channel with the name"):
        session.run(replace(normal_ecg, lead_names=tuple(f"ch{i}" for i in range(12))))


def test_too_short_a_record_gets_no_answer(session, normal_ecg):
    with pytest.raises(SignalError, match=r"4\.5 s long.*at least 5 s"):
        session.run(normal_ecg.section(0, 4.5))


def test_a_short_record_is_explained_as_far_as_it_goes(session, normal_ecg):
    analysis = session.run(normal_ecg.section(0, 6))
    assert analysis.explanation.duration_s == 6.0
    assert np.abs(analysis.explanation.residual(analysis.prediction)).max() <= MAX_RESIDUAL
    assert [w for w in analysis.warnings if "long" in w] == ["The ECG is 6.0 s long; the model was trained on 10 s."]


@pytest.mark.parametrize(("asked_s", "got_s"), [(-5.0, 0.0), (0.0, 0.0), (20.0, 20.0), (55.0, 50.0), (1e9, 50.0)])
def test_the_window_stays_inside_the_record(session, long_ecg, asked_s, got_s):
    analysis = session.run(long_ecg, asked_s)
    assert analysis.explanation.start_s == got_s
    assert analysis.explanation.duration_s == 10.0


def test_a_window_of_a_long_record_reads_just_its_ten_seconds(long_ecg):
    window = model_window(long_ecg, 20.0, 100.0, 1000)
    rows = [long_ecg.lead_names.index(lead) for lead in STANDARD_LEADS]
    assert np.array_equal(window.mv, long_ecg.mv[rows, 2000:3000])


@pytest.mark.parametrize("fs", [125.0, 250.0, 257.0, 360.0, 500.0, 1000.0])
@pytest.mark.parametrize("asked_s", [0.0, 0.1, 12.345, 15.0])
def test_a_window_starts_where_it_says(fs, asked_s):
    t = np.arange(round(40 * fs)) / fs
    record = record_of(np.tile(np.sin(2 * np.pi * 1.3 * t), (12, 1)), fs)
    window = model_window(record, asked_s, 100.0, 1000)
    assert abs(window.start_s - asked_s) <= 0.5 / fs + 1e-9
    # PTB-XL's filter delays by 1.25 ms; the shift that fits best must be that, to a third of a millisecond
    shifts_s = np.arange(-0.006, 0.006, 0.0001)
    at = window.start_s + np.arange(1000) / 100
    error = [np.abs(window.mv[0, 50:-50] - np.sin(2 * np.pi * 1.3 * (at + s))[50:-50]).max() for s in shifts_s]
    assert min(error) < 0.01
    assert abs(shifts_s[int(np.argmin(error))]) <= 0.00125 + 0.0003


def test_a_window_inside_a_record_is_resampled_with_what_lies_around_it():
    ecg = simulate("normal", fs=500, duration_s=40, seed=5).record
    rows = [ecg.lead_names.index(lead) for lead in STANDARD_LEADS]
    whole = resample(ecg.mv[rows], 500, 100)
    window = model_window(ecg, 20.0, 100.0, 1000)
    difference = window.mv - whole[:, 2000:3000]
    # a constant (the filter's gain at 0 Hz is not quite 1) is taken away with the mean before the network looks
    assert np.ptp(difference, axis=1).max() < 1e-5


@pytest.mark.parametrize(("duration_s", "start_s"), [(10, 0.0), (7, 0.0), (40, 20.0)])
def test_the_quality_of_a_window_is_that_of_its_section(duration_s, start_s):
    ecg = simulate("normal", fs=500, duration_s=duration_s, seed=5).record
    mv = np.array(ecg.mv)
    mv[ecg.lead_names.index("V3"), round(start_s * 500) :] = 0.0
    mv[ecg.lead_names.index("II"), round((start_s + 3) * 500) : round((start_s + 4) * 500)] = np.nan
    ecg = without(replace(ecg, mv=mv), "V6")
    window = model_window(ecg, start_s, 100.0, 1000)
    report = judge(ecg, window, 100.0, 10.0)
    assert report == check_quality(ecg.section(start_s, 10.0))
    assert {"missing", "flat", "gap"} <= {problem.kind for problem in report.problems}


def test_a_refusal_says_what_else_was_found(normal_ecg):
    mv = np.array(normal_ecg.mv)
    for lead in ("V1", "V2", "V3"):
        mv[normal_ecg.lead_names.index(lead)] = 0.0
    ecg = replace(normal_ecg, mv=mv)
    window = model_window(ecg, 0.0, 100.0, 1000)
    with pytest.raises(SignalError, match="needs at least two limb leads and four chest leads") as refused:
        warnings_of(ecg, window, 100.0, 10.0)
    assert refused.value.warnings == ("Leads V1, V2 and V3 are flat.",)
    still = replace(normal_ecg, mv=np.tile(mv[:1], (12, 1)))
    with pytest.raises(SignalError) as refused:
        warnings_of(still, model_window(still, 0.0, 100.0, 1000), 100.0, 10.0)
    reason = refused.value.message
    assert not [s for s in refused.value.warnings if reason.startswith(s.rstrip("."))], "not the reason once more"


def test_a_whole_ecg_is_resampled_once(normal_ecg, monkeypatch):
    window = model_window(normal_ecg, 0.0, 100.0, 1000)
    monkeypatch.setattr(checked_ecg, "resample", None)  # whoever calls it now fails
    assert judge(normal_ecg, window, 100.0, 10.0).is_usable
    with pytest.raises(TypeError):
        judge(normal_ecg, window, 500.0, 10.0)  # a model at another rate reads other samples than the checks


def test_a_start_that_is_no_number_is_refused(long_ecg):
    with pytest.raises(SignalError, match="number of seconds"):
        model_window(long_ecg, float("nan"), 100.0, 1000)


def test_gaps_of_derivable_leads_are_filled_exactly_and_said(session, normal_ecg):
    mv = normal_ecg.mv.copy()
    for lead in ("aVR", "aVL", "aVF"):
        mv[normal_ecg.lead_names.index(lead)] = np.nan
    one, two = session.run(normal_ecg), session.run(replace(normal_ecg, mv=mv))
    assert np.allclose(one.prediction.logit, two.prediction.logit, atol=1e-3)
    assert any("filled from other limb leads" in w and "aVF" in w for w in two.warnings)


def test_gaps_contribute_nothing(session, normal_ecg):
    mv = normal_ecg.mv.copy()
    mv[:, 2000:2500] = np.nan
    analysis = session.run(replace(normal_ecg, mv=mv))
    assert np.all(analysis.explanation.contribution[:, :, 405:495] == 0)
    assert np.all(np.isfinite(analysis.prediction.logit))


def test_an_answer_that_does_not_add_up_is_not_shown(session, normal_ecg, monkeypatch):
    honest = session_module.explain

    def lying(network, x, device):
        contribution, bias, logit = honest(network, x, device)
        return contribution, bias, logit + 0.01

    monkeypatch.setattr(session_module, "explain", lying)
    with pytest.raises(ModelError, match="does not add up"):
        session.run(normal_ecg)


def test_the_check_sees_a_network_whose_contributions_are_not_its_answer(session, normal_ecg, monkeypatch):
    honest = type(session.network).expanded
    monkeypatch.setattr(type(session.network), "expanded", lambda self, W: honest(self, W) * 1.01)
    with pytest.raises(ModelError, match="does not add up"):
        session.run(normal_ecg)


def test_a_failing_accelerator_falls_back_to_the_cpu_and_says_so(session, normal_ecg, monkeypatch, caplog):
    honest = session_module.explain

    def out_of_memory(network, x, device):
        if device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return honest(network, x, device)

    monkeypatch.setattr(session_module, "explain", out_of_memory)
    session.device = "cuda"
    for _ in range(2):  # it goes on saying so
        analysis = session.run(normal_ecg)
        assert analysis.device == "cpu"
        assert "The CUDA failed; the answer was computed on the CPU." in analysis.warnings


def test_a_graphics_card_computes_as_precisely_as_the_processor(model_folder, monkeypatch):
    """``test_same_numbers`` compares them where there is a card; here it is told not to round."""
    monkeypatch.setattr(session_module, "choose_device", lambda device: "cuda")
    monkeypatch.setattr(torch.nn.Module, "to", lambda network, device: network)
    before = torch.backends.cudnn.allow_tf32
    try:
        Session(str(model_folder))
        assert not torch.backends.cudnn.allow_tf32
    finally:
        torch.backends.cudnn.allow_tf32 = before


def test_an_accelerator_that_fails_at_the_start_is_left_alone(model_folder, normal_ecg, monkeypatch):
    def lost(network, device):
        raise torch.AcceleratorError("CUDA error: device lost")

    monkeypatch.setattr(session_module, "choose_device", lambda device: "cuda")
    monkeypatch.setattr(torch.nn.Module, "to", lost)
    analysis = Session(str(model_folder)).run(normal_ecg)
    assert analysis.device == "cpu"
    assert any("CUDA failed" in w for w in analysis.warnings)


def test_cancel_is_heard(session, normal_ecg):
    with pytest.raises(Cancelled):
        session.run(normal_ecg, progress=CancellableProgress(is_cancelled=lambda: True))


def test_unknown_and_absent_devices_are_said(model_folder):
    with pytest.raises(ModelError, match="no device 'tpu'"):
        Session(str(model_folder), "tpu")
    if not torch.cuda.is_available():
        with pytest.raises(ModelError, match="no CUDA"):
            Session(str(model_folder), "cuda")


def test_answers_do_not_depend_on_the_number_of_threads(session, normal_ecg):
    before = torch.get_num_threads()
    try:
        logits = []
        for threads in (1, 2):
            torch.set_num_threads(threads)
            logits.append(session.run(normal_ecg).prediction.logit)
    finally:
        torch.set_num_threads(before)
    assert np.allclose(logits[0], logits[1], atol=1e-5)


def test_the_weights_are_kept_and_times_the_signal_are_the_contributions(session, normal_ecg):
    explanation = session.run(normal_ecg).explanation
    order = [normal_ecg.lead_names.index(lead) for lead in STANDARD_LEADS]
    x = session.card.preprocessing(resample(normal_ecg.mv[order], 500, 100), 100)
    assert explanation.weights.shape == explanation.contribution.shape
    np.testing.assert_allclose(explanation.weights * x, explanation.contribution, rtol=1e-4, atol=1e-6)


def test_an_answer_carries_its_calibration_and_its_card(session, normal_ecg):
    analysis = session.run(normal_ecg)
    prediction = analysis.prediction
    for k, info in enumerate(prediction.classes):
        assert info.probability(prediction.logit[k]) == pytest.approx(prediction.probability[k], abs=1e-12)
    assert json.loads(analysis.model.card) == session.card.to_dict()


def test_a_rerun_without_anything_removed_is_the_answer_itself(session, normal_ecg):
    nothing = np.zeros((12, 1000), bool)
    assert np.array_equal(session.rerun(normal_ecg, 0.0, nothing).logit, session.run(normal_ecg).prediction.logit)


def test_a_rerun_without_a_lead_is_the_answer_to_a_record_that_lacks_it(session, normal_ecg):
    removed = np.zeros((12, 1000), bool)
    removed[STANDARD_LEADS.index("V3")] = True
    again = session.rerun(normal_ecg, 0.0, removed)
    other = session.run(without(normal_ecg, "V3")).prediction
    assert np.allclose(again.logit, other.logit, atol=1e-6)
    assert np.allclose(again.probability, other.probability, atol=1e-6)
    assert not np.allclose(again.logit, session.run(normal_ecg).prediction.logit, atol=1e-6)


def test_a_rerun_of_a_short_record_takes_the_mask_of_its_explanation(session, normal_ecg):
    short = normal_ecg.section(0.0, 7.0)
    analysis = session.run(short)
    removed = np.zeros(analysis.explanation.contribution.shape[1:], bool)
    assert removed.shape == (12, 700)
    assert np.array_equal(session.rerun(short, 0.0, removed).logit, analysis.prediction.logit)


def test_how_many_threads_compute(model_folder, monkeypatch):
    asked = []
    monkeypatch.setattr(session_module.torch, "set_num_threads", asked.append)
    for n_cores, n_threads in ((None, None), (1, None), (2, None), (8, None), (8, 3)):
        monkeypatch.setattr(session_module.os, "cpu_count", lambda n=n_cores: n)
        Session(str(model_folder), "cpu", n_threads)
    assert asked == [1, 1, 1, 7, 3]  # one is left for the screen


def test_a_processor_that_fails_has_nothing_to_fall_back_to(session, normal_ecg, monkeypatch):
    calls = []

    def fail(*_):
        calls.append(1)
        raise RuntimeError("out of memory")

    monkeypatch.setattr(session_module, "explain", fail)
    with pytest.raises(RuntimeError, match="out of memory"):
        session.run(normal_ecg)
    assert len(calls) == 1


def test_it_says_what_it_does(session, normal_ecg):
    seen = []
    session.run(normal_ecg, progress=CancellableProgress(lambda part, what: seen.append((part, what))))
    assert seen == [(0.3, "reading the ECG"), (0.9, "explaining")]


def test_the_best_device_there_is(monkeypatch):
    has = {"cuda": True, "mps": True}
    monkeypatch.setattr(session_module.torch.cuda, "is_available", lambda: has["cuda"])
    monkeypatch.setattr(session_module.torch.backends.mps, "is_available", lambda: has["mps"])
    assert [session_module.choose_device(d) for d in ("auto", "cpu", "mps")] == ["cuda", "cpu", "mps"]
    has["cuda"] = False
    assert session_module.choose_device("auto") == "mps"
    has["mps"] = False
    assert session_module.choose_device("auto") == "cpu"


def test_weights_without_a_core_entry_are_not_believed(model_folder):
    state = load_file(model_folder / WEIGHTS)
    save_file(state, model_folder / WEIGHTS)
    card = json.loads((model_folder / CARD).read_text()) | {"sha256": file_sha256(model_folder / WEIGHTS)}
    (model_folder / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="was changed after its weights were made"):
        Session(str(model_folder), "cpu")


# ------------------------------------------------------------------ what of a record is read


def test_what_can_be_computed_is_not_missing(normal_ecg):
    window = model_window(without(normal_ecg, "III", "aVR", "V4"), 0.0, 100.0, 1000)
    assert window.warnings == (
        "Computed from I and II, since the record lacks them: III, aVR.",
        "The model answers without V4: less certain than with twelve leads.",
    )
    assert np.isnan(window.mv[STANDARD_LEADS.index("V4")]).all()
    assert np.isfinite(window.mv[STANDARD_LEADS.index("aVR")]).all()
    window = model_window(without(normal_ecg, "II", "aVF"), 0.0, 100.0, 1000)
    assert window.warnings == ("Computed from I and III, since the record lacks them: II, aVF.",)
    # nothing follows from one limb lead
    window = model_window(without(normal_ecg, *(lead for lead in LIMB_LEADS if lead != "II")), 0.0, 100.0, 1000)
    assert window.warnings == ("The model answers without I, III, aVR, aVL, aVF: less certain than with twelve leads.",)


def test_a_lead_that_is_there_without_signal_is_one_that_the_model_answers_without(normal_ecg):
    mv = np.array(normal_ecg.mv)
    mv[normal_ecg.lead_names.index("V4")] = np.nan
    mv[normal_ecg.lead_names.index("III")] = np.nan  # follows from I and II
    ecg = replace(normal_ecg, mv=mv)
    window = model_window(ecg, 0.0, 100.0, 1000)
    assert window.warnings == (
        "The model answers without V4: less certain than with twelve leads.",
        "Gaps of III are filled from other limb leads.",
    )
    mv[[normal_ecg.lead_names.index(lead) for lead in ("V1", "V2")]] = np.nan
    refused = replace(normal_ecg, mv=mv)
    with pytest.raises(SignalError) as refusal:
        warnings_of(refused, model_window(refused, 0.0, 100.0, 1000), 100.0, 10.0)
    assert not any("The model answers" in sentence for sentence in refusal.value.warnings)


@pytest.mark.parametrize("row", [0.0, np.nan])
def test_the_pair_that_is_named_is_the_pair_that_was_used(normal_ecg, row):
    three = with_rows(without(normal_ecg, "aVR", "aVL", "aVF"), I=row)
    computed, filled = model_window(three, 0.0, 100.0, 1000).warnings
    assert computed == "Computed from II and III, since the record lacks them: aVR, aVL, aVF."
    flat, gaps = (
        "Computed from other limb leads, since they are flat: I.",
        "Gaps of I are filled from other limb leads.",
    )
    assert filled == (flat if row == 0.0 else gaps)
    two = without(three, "III")
    window = model_window(two, 0.0, 100.0, 1000)
    assert not any("Computed" in sentence for sentence in window.warnings), "nothing follows from one limb lead"


def test_what_was_computed_does_not_stand_beside_a_refusal(normal_ecg):
    refused = with_rows(without(normal_ecg, "III", "aVR"), aVF=0.0, V1=np.nan, V2=np.nan, V3=np.nan)
    window = model_window(refused, 0.0, 100.0, 1000)
    assert sum("Computed from" in sentence for sentence in window.warnings) == 2
    with pytest.raises(SignalError) as refusal:
        warnings_of(refused, window, 100.0, 10.0)
    assert not any("Computed from" in sentence for sentence in refusal.value.warnings)


def test_a_lead_that_is_not_in_the_file_has_no_step_where_the_pair_changes(normal_ecg):
    ecg = without(normal_ecg, "aVR", "aVL", "aVF")
    lead_i, lead_iii = ecg.lead("I").copy(), ecg.lead("III") + 2.0  # an offset that the other leads do not have
    lead_i[2000:3000] = np.nan
    computed = model_window(with_rows(ecg, I=lead_i, III=lead_iii), 0.0, 500.0, 5000).mv
    clean = model_window(normal_ecg, 0.0, 500.0, 5000).mv
    row = STANDARD_LEADS.index("aVF")
    assert np.abs(computed[row] - clean[row]).max() < 0.05


def test_whole_signals_need_no_filling(normal_ecg):
    assert model_window(normal_ecg, 0.0, 100.0, 1000).warnings == ()


@pytest.mark.parametrize(("seconds", "is_read"), [(4.998, False), (5.0, True)])
def test_five_seconds_are_enough(normal_ecg, seconds, is_read):
    record = replace(normal_ecg, mv=normal_ecg.mv[:, : round(seconds * 500)])
    if is_read:
        assert model_window(record, 0.0, 100.0, 1000).n_real == 500
    else:
        with pytest.raises(SignalError, match="needs at least 5 s"):
            model_window(record, 0.0, 100.0, 1000)


def test_six_of_twelve_leads_are_said_by_what_is_missing(normal_ecg):
    with pytest.raises(SignalError, match="The record lacks V1, V2, V3, V4, V5, V6; the model answers with at most 2"):
        model_window(without(normal_ecg, "V1", "V2", "V3", "V4", "V5", "V6"), 0.0, 100.0, 1000)
    with pytest.raises(SignalError, match="The record has only I, II, III, aVR, aVL of the twelve"):
        model_window(without(normal_ecg, "aVF", "V1", "V2", "V3", "V4", "V5", "V6"), 0.0, 100.0, 1000)
