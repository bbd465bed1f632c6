"""Sides of a comparison: exact or by a post-hoc method, each worked out once."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ecg_imn_desktop.core.comparison import EXACT, Ask
from ecg_imn_desktop.core.errors import Cancelled, ModelError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.core.signal import StoredSignal
from ecg_imn_desktop.model import explainer as module
from ecg_imn_desktop.model import methods
from ecg_imn_desktop.model.deletion import FRACTIONS, deletion_curve
from ecg_imn_desktop.model.explainer import Explainer
from ecg_imn_desktop.model.methods import METHODS, explains_itself, model_for
from ecg_imn_desktop.model.network import NETWORKS, Imn
from ecg_imn_desktop.model.session import Session, load_network

from .conftest import record_of, write_small_model

TWIN_OPTIONS = {"widths": [16, 16], "blocks": 1, "n_classes": 3}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    write_small_model(root / "small")
    write_small_model(root / "twin", "twin-1d", TWIN_OPTIONS)
    return root


@pytest.fixture(scope="module")
def explainer(folder):
    return Explainer("cpu")


@pytest.fixture
def exact(folder):
    return Ask(model=str(folder / "small"))


@pytest.fixture
def twin(folder):
    return Ask(model=str(folder / "twin"), method="integrated-gradients", class_name="NORM")


def test_the_exact_side_is_what_a_session_answers(explainer, exact, normal_ecg):
    side = explainer.side(normal_ecg, exact)
    analysis = Session(exact.model, "cpu").run(normal_ecg)
    np.testing.assert_array_equal(side.prediction.logit, analysis.prediction.logit)
    k = analysis.prediction.top_class
    assert side.evidence.class_name == analysis.prediction.class_names[k]
    np.testing.assert_array_equal(side.evidence.values, analysis.explanation.contribution[k])
    assert side.evidence.method == EXACT
    assert side.measurements.fiducials.n_beats > 8
    assert side.evidence.elapsed_ms > 0


def test_a_black_box_is_explained_by_the_method_asked_for(explainer, twin, normal_ecg):
    side = explainer.side(normal_ecg, twin)
    _, network = load_network(module.find_model(twin.model))
    read = explainer._read(normal_ecg, 0.0, explainer._model(twin.model).card)
    with torch.no_grad():
        both = network(torch.from_numpy(np.stack([read.x, np.zeros_like(read.x)])))
    assert side.prediction.logit == pytest.approx(both[0].numpy(), abs=1e-5)
    # integrated gradients add up to the change of the logit from a flat line
    assert side.evidence.values.sum() == pytest.approx(float(both[0, 1] - both[1, 1]), abs=0.02)
    assert side.explanation is None
    assert np.isnan(side.prediction.bias).all()
    assert side.evidence.class_name == "NORM"


def test_grad_cam_has_no_unit_and_no_leads(explainer, twin, normal_ecg):
    evidence = explainer.side(normal_ecg, replace(twin, method="grad-cam")).evidence
    assert not evidence.is_in_logits
    assert not evidence.has_leads
    assert (evidence.values == evidence.values[0]).all()


def test_an_interpretable_network_can_be_explained_post_hoc_too(explainer, exact, normal_ecg):
    side = explainer.side(normal_ecg, replace(exact, method="gradient-shap"))
    assert side.evidence.title == METHODS["gradient-shap"].title
    assert side.evidence.values.shape == (12, 1000)


def test_a_map_is_worked_out_once_for_each_ecg_model_class_and_method(explainer, twin, normal_ecg, monkeypatch):
    first = explainer.side(normal_ecg, replace(twin, class_name="MI"))
    calls = []
    monkeypatch.setattr(module, "attribution", lambda *a, **k: calls.append(a) or torch.zeros(1, 1, 12, 1000)[0:1])
    again = explainer.side(replace(normal_ecg, name="the same under another name"), replace(twin, class_name="MI"))
    assert again.evidence.values is first.evidence.values or np.array_equal(
        again.evidence.values, first.evidence.values
    )
    assert again.evidence.elapsed_ms == first.evidence.elapsed_ms
    assert not calls
    explainer.side(replace(normal_ecg, mv=normal_ecg.mv * 1.01), replace(twin, class_name="MI"))
    explainer.side(normal_ecg, replace(twin, class_name="IMI"))
    assert len(calls) == 2


def test_only_so_many_are_kept(folder, normal_ecg, twin, monkeypatch):
    monkeypatch.setattr(module, "_N_KEPT", 3)
    explainer = Explainer("cpu")
    for class_name in ("MI", "NORM", "IMI"):
        explainer.side(normal_ecg, replace(twin, method="grad-cam", class_name=class_name))
    assert len(explainer._kept) == 3


def test_a_display_filter_changes_the_traces_and_not_the_answer(explainer, exact, normal_ecg):
    raw, seen = (explainer.side(normal_ecg, replace(exact, low_pass_hz=hz)) for hz in (None, 40.0))
    assert raw.filter_label == ""
    assert seen.filter_label == "low-pass 40 Hz"
    assert np.abs(seen.record.mv - normal_ecg.mv).max() > 0.01
    assert seen.raw is normal_ecg
    np.testing.assert_array_equal(seen.prediction.logit, raw.prediction.logit)
    assert seen.measurements.qrs_ms == raw.measurements.qrs_ms


def test_a_record_that_stays_in_its_file_is_filtered_piece_by_piece(explainer, exact, long_ecg):
    stored = StoredSignal(lambda rows, first, last: long_ecg.mv[rows, first:last], range(12), long_ecg.n_samples)
    ask = replace(exact, start_s=25.0, high_pass_hz=0.5)
    piece = explainer.side(replace(long_ecg, mv=stored), ask).section.mv
    whole = explainer.side(long_ecg, ask).section.mv
    np.testing.assert_allclose(piece, whole, atol=0.01)
    assert np.abs(whole - long_ecg.section(25.0, 10.0).mv).max() > 0.02


def test_a_slow_filter_of_a_piece_has_swung_in(explainer, exact, long_ecg):
    wandering = long_ecg.mv + np.sin(2 * np.pi * 0.04 * np.arange(long_ecg.n_samples) / long_ecg.fs).astype(np.float32)
    stored = StoredSignal(lambda rows, first, last: wandering[rows, first:last], range(12), long_ecg.n_samples)
    ask = replace(exact, start_s=25.0, high_pass_hz=0.05)
    piece = explainer.side(replace(long_ecg, mv=stored), ask).section.mv
    whole = explainer.side(replace(long_ecg, mv=wandering), ask).section.mv
    np.testing.assert_allclose(piece, whole, atol=0.01)


def test_another_time_of_a_long_record(explainer, exact, long_ecg):
    side = explainer.side(long_ecg, replace(exact, start_s=25.0))
    assert side.start_s == 25.0
    assert side.evidence.explanation.start_s == 25.0
    assert 25.0 <= side.measurements.fiducials.r_peak_s[0] < 26.5
    assert explainer.side(long_ecg, replace(exact, start_s=1e9)).start_s == 50.0


def test_too_little_signal_gives_a_side_without_an_answer_that_says_why(explainer, exact):
    side = explainer.side(record_of(np.zeros((12, 1000))), exact)
    assert side.prediction is None
    assert side.reason
    assert side.measurements is not None
    assert side.warnings
    assert "; a prediction needs" not in " ".join(side.warnings)
    few = record_of(np.random.default_rng(0).normal(size=(2, 1000)), lead_names=("I", "II"))
    assert "lead" in explainer.side(few, exact).reason


def test_what_is_measured_without_an_answer_begins_on_a_sample(explainer, exact, long_ecg):
    """The window is cut on a sample; its times lay up to half a one beside the waves."""
    few = replace(long_ecg, mv=long_ecg.mv[:2], lead_names=long_ecg.lead_names[:2])
    sides = [explainer.side(few, replace(exact, start_s=25.0 + by / few.fs)) for by in (0.0, 0.4)]
    assert sides[1].reason
    assert [side.start_s for side in sides] == [25.0, 25.0]
    at, again = (side.measurements.fiducials.r_peak_s for side in sides)
    assert at.size
    np.testing.assert_array_equal(again, at)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"method": "tea-leaves"}, "no method 'tea-leaves'"),
        ({"class_name": "XYZ"}, "no class 'XYZ'"),
        ({"model": "not-there"}, "no model 'not-there'"),
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(explainer, exact, normal_ecg, change, text):
    with pytest.raises(ModelError, match=text):
        explainer.side(normal_ecg, replace(exact, **change))


def test_a_black_box_has_no_exact_map(explainer, twin, normal_ecg):
    with pytest.raises(ModelError, match="black box"):
        explainer.side(normal_ecg, replace(twin, method=EXACT))


def test_a_cancelled_map_is_not_kept(explainer, twin, normal_ecg):
    ask = replace(twin, method="occlusion")
    seen = []
    stop = CancellableProgress(lambda f, m: seen.append(f), lambda: len(seen) > 5)
    with pytest.raises(Cancelled):
        explainer.side(normal_ecg, ask, stop)
    assert explainer.side(normal_ecg, ask).evidence.values.any()


def test_deletion_takes_the_strongest_cells_first_and_asks_the_network_again(explainer, twin, normal_ecg):
    side = explainer.side(normal_ecg, twin)
    curve = explainer.deletion(side)
    _, network = load_network(module.find_model(twin.model))
    read = explainer._read(normal_ecg, 0.0, explainer._model(twin.model).card)
    cells = side.evidence.values.reshape(12, 200, 5).sum(axis=2)
    edited = read.x.copy()
    for flat in np.argsort(-cells.ravel(), kind="stable")[: round(0.1 * cells.size)]:
        lead, cell = np.unravel_index(flat, cells.shape)
        edited[lead, cell * 5 : cell * 5 + 5] = 0
    with torch.no_grad():
        expected = network(torch.from_numpy(edited)[None])[0, 1].item()
    assert curve.logit["map"][FRACTIONS.index(0.1)] == pytest.approx(expected, abs=1e-5)
    assert curve.logit["map"][0] == curve.logit["random"][0] == pytest.approx(side.prediction.logit[1], abs=1e-5)


def test_on_a_linear_network_deletion_by_the_exact_map_falls_by_what_was_removed():
    W = torch.randn(1, 12, 100, generator=torch.Generator().manual_seed(0))

    class Linear(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.W = torch.nn.Parameter(W)

        def forward(self, x):
            return torch.einsum("kct,bct->bk", self.W, x)

    x = np.random.default_rng(0).normal(size=(12, 100)).astype(np.float32)
    importance = W[0].numpy() * x
    curve = deletion_curve(Linear(), x, 0, importance, 100.0)
    cells = np.sort(importance.reshape(12, 20, 5).sum(axis=2).ravel())[::-1]
    for fraction, logit in zip(FRACTIONS, curve.logit["map"], strict=True):
        assert logit == pytest.approx(cells[round(fraction * 240) :].sum(), abs=1e-3)


def test_without_a_map_there_is_no_curve(explainer, exact):
    assert explainer.deletion(explainer.side(record_of(np.zeros((12, 1000))), exact)) is None


def test_leads_are_the_twelve(explainer, exact, normal_ecg):
    assert explainer.side(normal_ecg, exact).evidence.explanation.lead_names == STANDARD_LEADS


def test_which_networks_explain_themselves():
    for kind, network in NETWORKS.items():
        assert explains_itself(kind) == issubclass(network, Imn)


def test_post_hoc_methods_explain_the_twin_unless_a_model_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(methods, "model_folders", lambda: {"imn-1d": tmp_path})
    assert model_for(EXACT) == "imn-1d"
    assert model_for("occlusion", "mine") == "mine"
    with pytest.raises(ModelError, match="twin-1d' is not installed"):
        model_for("occlusion")
    monkeypatch.setattr(methods, "model_folders", lambda: {"imn-1d": tmp_path, "twin-1d": tmp_path})
    assert model_for("occlusion") == "twin-1d"


@pytest.mark.parametrize(("asked_s", "got_s"), [(-3.0, 0.0), (20.0, 20.0), (55.0, 50.0), (1e6, 50.0)])
def test_a_window_that_would_leave_the_record_is_moved_into_it(explainer, exact, long_ecg, asked_s, got_s):
    side = explainer.side(long_ecg, replace(exact, start_s=asked_s))
    assert (side.start_s, side.window_s) == (got_s, 10.0)
    short = explainer.side(replace(long_ecg, mv=long_ecg.mv[:, :300]), replace(exact, start_s=asked_s))
    assert short.prediction is None
    assert short.start_s == 0.0


def test_a_model_is_read_once(folder, exact, twin, normal_ecg, monkeypatch):
    read = []
    monkeypatch.setattr(module, "load_network", lambda path: read.append(path) or load_network(path))
    explainer = Explainer("cpu")
    for ask in (exact, exact, twin, twin):
        explainer.side(normal_ecg, ask)
    assert len(read) == 2


def test_how_long_a_map_took_is_in_milliseconds(explainer, exact, twin, normal_ecg, monkeypatch):
    clock = iter(np.arange(100) * 0.25)
    monkeypatch.setattr(module.time, "perf_counter", lambda: next(clock))
    ask = replace(twin, class_name="IMI", method="grad-cam")
    assert Explainer("cpu").side(normal_ecg, ask).evidence.elapsed_ms == 250.0
