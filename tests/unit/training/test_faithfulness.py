"""Explanations against networks whose evidence is known, and every measure on a small model and its twin."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from ecg_imn_desktop.cli_evaluation import evaluation_lines
from ecg_imn_desktop.core.analysis import ClassInfo
from ecg_imn_desktop.core.errors import EcgError, ModelError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.model import official
from ecg_imn_desktop.model.card import ModelCard, Output
from ecg_imn_desktop.model.network import EcgImn2d, Imn, Written, build_network
from ecg_imn_desktop.model.preprocessing import Preprocessing
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.training import evaluation, pointing, ptbxl
from ecg_imn_desktop.training.curves import both_curves, cell_scores, curve_figures, territory_share
from ecg_imn_desktop.training.data import Split
from ecg_imn_desktop.training.evaluate import Evaluated
from ecg_imn_desktop.training.evaluation import evaluate_model, write_evaluation
from ecg_imn_desktop.training.faithfulness import TERRITORIES, map_figures, only_of_its_superclass
from ecg_imn_desktop.training.plots import draw_figures
from ecg_imn_desktop.training.pointing import ludb_game, shares, simulator_game
from ecg_imn_desktop.training.publish import write_model
from ecg_imn_desktop.training.sanity import randomisation, randomised, removal_gaps, stability
from ecg_imn_desktop.training.subjects import EXACT, GRADIENT, RANDOM, Subject, methods_of
from ecg_imn_desktop.training.tables import BEGIN, END, goal_rows, verdict, write_tables

ROOT = Path(__file__).parents[3]

V1 = STANDARD_LEADS.index("V1")


class Linear(Imn):
    """An IMN that writes the same W for every ECG: evidence only in V1, so frozen and re-run answers agree."""

    def __init__(self):
        super().__init__()
        self.n_classes, self.n_samples = 1, 1000
        W = torch.zeros(1, 1, 12, 1000)
        W[:, :, V1] = 0.01
        self.W = torch.nn.Parameter(W)

    def write(self, x):
        return Written(self.W.expand(len(x), -1, -1, -1), torch.zeros(len(x), 1), x.mean(dim=2))


def card(names, network="imn-1d", options=None):
    parents = {"AMI": "MI", "IMI": "MI", "CLBBB": "CD", "LVH": "HYP"}
    outputs = tuple(Output(ClassInfo(n, n, parents.get(n))) for n in names)
    return ModelCard(network, "1", network, options or {}, Preprocessing(mv_per_unit=1.0), 100.0, 1000, outputs, "")


@pytest.fixture
def linear():
    return Subject(card(["MI"]), Linear().eval())


@pytest.fixture
def mv():
    return np.random.default_rng(0).random((6, 12, 1000)).astype(np.float32)


def test_deletion_of_evidence_lowers_the_answer_and_insertion_raises_it(linear):
    x = torch.rand(6, 12, 1000)
    curves = {"deletion": {}, "insertion": {}}
    for method in methods_of(linear, None):
        for kind, curve in both_curves(method, x, "MI", method.map(x, 0)).items():
            curves[kind][method.name] = curve
    deleted, inserted = curve_figures(curves["deletion"]), curve_figures(curves["insertion"])
    # All of V1 is a twelfth of the cells: with 10 % of them gone nothing is left, and with 10 % put in all is there.
    start = float(linear.log_odds(x, 0).mean())
    assert deleted[EXACT]["mean"][0] == deleted[RANDOM]["mean"][0] == pytest.approx(start, abs=1e-3)
    assert deleted[EXACT]["mean"][3] == pytest.approx(0, abs=1e-3)
    assert inserted[EXACT]["mean"][0] == 0
    assert inserted[EXACT]["mean"][3] == pytest.approx(start, abs=1e-3)
    assert deleted[RANDOM]["area_minus_exact"]["low"] > 0
    assert inserted[RANDOM]["area_minus_exact"]["high"] < 0
    assert deleted[GRADIENT]["area_minus_exact"]["value"] == pytest.approx(0, abs=1e-4)


def test_ties_are_broken_by_chance_and_nothing_else():
    attributed = torch.zeros(1, 12, 1000)
    attributed[0, :, 500:505] = 1.0  # every lead alike, as Grad-CAM has it
    scores = cell_scores(attributed)
    assert len(scores.unique()) == scores.numel()
    assert set(scores.flatten().topk(12).indices.remainder(200).tolist()) == {100}


def test_for_a_linear_model_frozen_and_rerun_agree(linear):
    mv = np.stack([simulate("normal", fs=100, duration_s=10, seed=i).record.mv for i in range(3)])
    found = removal_gaps(linear, mv, "MI", linear.network.explain(linear.x(mv)).contribution[:, 0].detach())
    assert set(found) == {"lead", "P", "QRS", "ST-T"}
    for gap in found.values():
        assert gap["gap"]["value"] == pytest.approx(0, abs=1e-4)
    assert found["QRS"]["rerun_change"]["value"] > 0
    assert found["QRS"]["correlation"] == pytest.approx(1, abs=1e-6)


def test_share_counts_positive_evidence_only():
    contribution = np.zeros((1, 12, 1000), np.float32)
    contribution[0, V1, :5] = 3
    contribution[0, STANDARD_LEADS.index("II"), :5] = 1
    contribution[0, STANDARD_LEADS.index("V6"), :5] = -9
    assert territory_share(contribution, [V1, V1 + 1]) == pytest.approx(0.75)
    assert np.isnan(territory_share(-np.abs(contribution), [V1]))


def test_evidence_of_v1_is_found_in_v1_and_chance_is_a_twelfth(linear, mv):
    inside = np.zeros(mv.shape, dtype=bool)
    inside[:, V1] = True
    found = shares(methods_of(linear, None), mv, "MI", {"V1": inside}, np.ones(mv.shape, dtype=bool))["V1"]
    assert found["chance"] == pytest.approx(1 / 12, abs=1e-4)
    assert found["methods"][EXACT]["share"]["value"] == pytest.approx(1)
    assert found["methods"][RANDOM]["share"]["value"] == pytest.approx(1 / 12, abs=0.01)
    assert found["methods"][RANDOM]["exact_minus_this"]["low"] > 0.8


def small(kind, names, seed=0):
    options = {"widths": [16, 16], "blocks": 1, "n_classes": len(names)}
    if kind == "imn-1d":
        options["decoder_width"] = 16
    torch.manual_seed(seed)
    return Subject(card(names, kind, options), build_network(kind, dict(options)).eval())


def test_an_infarction_in_two_places_has_nothing_wrong_to_point_at(mv):
    names = ["MI", "AMI", "IMI", "LVH"]
    truth = np.array([[1, 1, 0, 1], [1, 1, 1, 0], [1, 1, 0, 0]], dtype=np.float32)
    split = Split(1000 * mv[:3], truth, truth, np.arange(3), tuple(names))
    evaluated = Evaluated(card(names), small("imn-1d", names).network, split, np.zeros((3, 4)))
    alone = only_of_its_superclass(evaluated, np.array([1, 0]), "AMI")
    np.testing.assert_array_equal(alone, [False, True])
    figures = map_figures(methods_of(Subject(card(["MI"]), Linear().eval()), None), mv[:2], "MI", ("V1",), alone)
    assert figures["share_alone"][EXACT]["value"] == pytest.approx(1)


def test_the_interval_of_random_weights_is_over_draws_of_them(mv):
    network = small("imn-1d", ["MI"])
    methods = methods_of(network, None)[:1]
    one, four = (randomisation(methods, mv[:2], "MI", n_draws=n)[EXACT] for n in (1, 4))
    assert one["full"]["low"] == one["full"]["high"] == one["full"]["value"]
    assert (four["n_draws"], four["full"]["low"] < four["full"]["value"] < four["full"]["high"]) == (4, True)


def test_a_fixed_map_is_stable_and_random_weights_change_a_written_one(linear, mv):
    found = stability(methods_of(linear, None)[:1], mv[:2], "MI")[EXACT]
    assert found["noise 10 uV"]["value"] > 0.99
    network = small("imn-1d", ["MI"])
    changed = randomisation(methods_of(network, None)[:2], mv[:2], "MI", n_draws=2)
    assert abs(changed[EXACT]["full"]["value"]) < 0.6
    layers = list(changed[EXACT]["cascade"])
    assert (layers[0], layers[-1]) == ("writer", "stem")
    assert "cascade" not in changed[GRADIENT]


def test_randomising_leaves_the_network_itself_and_the_generator_alone():
    network = small("imn-1d", ["MI"]).network
    before = {name: value.clone() for name, value in network.state_dict().items()}
    state = torch.get_rng_state()
    *_, (_, last) = randomised(network, seed=1)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)
    changed = [name for name, value in last.state_dict().items() if not torch.equal(value, before[name])]
    assert {"stem.0.weight", "writer.weight"} <= set(changed)


def test_the_simulators_truth_is_pointed_at(linear):
    network = Subject(card(["CD", "MI"]), small("imn-1d", ["CD", "MI"]).network)
    found = simulator_game(methods_of(network, None), n_each=1)
    assert found["anterior-mi"]["leads"] == ["V1", "V2", "V3", "V4"]
    assert found["rbbb"]["maps"]["CD"]["waves"]["chance"] < 0.3
    assert found["rbbb"]["maps"]["CD"]["leads"]["chance"] == pytest.approx(4 / 12, abs=1e-4)
    assert "CRBBB" not in found["rbbb"]["maps"]


def test_ludbs_waves_are_pointed_at(real_data):
    if not (real_data / "ludb").is_dir():
        pytest.skip("no LUDB beside the repository")
    found = ludb_game(methods_of(small("imn-1d", ["CD", "STTC"]), None), real_data / "ludb", limit=2)
    assert found["CD"]["wave"] == "QRS"
    assert 0.05 < found["CD"]["chance"] < 0.25
    assert 0.25 < found["STTC"]["chance"] < 0.6
    with pytest.raises(EcgError, match="no LUDB"):
        ludb_game(methods_of(small("imn-1d", ["CD"]), None), real_data)


def test_a_twin_of_other_classes_is_refused():
    with pytest.raises(ModelError, match="same classes"):
        methods_of(small("imn-1d", ["MI", "CD"]), small("twin-1d", ["MI"]))


# ----------------------------------------------------------------------------------------------- all of it


@pytest.fixture
def two_models(tmp_path, small_ptbxl, tmp_path_factory, monkeypatch):
    """A small model and a twin in folders, with the recipe that reading the data asks for."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")
    names = ["NORM", "MI", "STTC", "CD", "HYP", "AMI", "IMI", "CLBBB", "LVH"]
    for kind in ("imn-1d", "twin-1d"):
        subject = small(kind, names)
        made = ModelCard(
            kind, "1", kind, subject.card.options, Preprocessing(), 100.0, 1000, subject.card.outputs, "",
            {"recipe": {"name": kind, "network": kind}},
        )  # fmt: skip
        write_model(tmp_path / kind, made, subject.network)
    return tmp_path


def test_everything_is_measured_stored_and_drawn(two_models, small_ptbxl, tmp_path, monkeypatch):
    for game in ("rbbb", "lafb", "lvh", "st-t-change", "inferior-mi"):
        monkeypatch.delitem(pointing.SIMULATED_GAMES, game)
    for group in ("AMI", "CLBBB", "CRBBB"):
        monkeypatch.delitem(TERRITORIES, group)
    found = evaluate_model(
        str(two_models / "imn-1d"), small_ptbxl, "val", twin=str(two_models / "twin-1d"), with_faithfulness=True,
        max_records=1,
    )  # fmt: skip
    assert found["n_records"] == 6
    assert 0 <= found["low_confidence"]["marked"]["value"] <= 1
    assert found["binary_tasks"]["NORM vs MI"]["n_records"] == 3
    assert 0 <= found["labelled"]["macro_auroc_superclasses"]["value"] <= 1
    macro = found["macro_auroc_superclasses"]
    assert macro["low"] <= macro["value"] <= macro["high"]
    difference = found["comparison"]["model_minus_twin"]["macro_auroc_superclasses"]["value"]
    twin = found["comparison"]["twin_figures"]["macro_auroc_superclasses"]["value"]
    assert difference == pytest.approx(macro["value"] - twin, abs=2e-5)
    faithful = found["faithfulness"]
    assert set(faithful["sub_classes"]) == {"IMI", "LVH"}
    assert set(faithful["methods"]) == {
        "W*x", "gradient*x", "random", "Grad-CAM", "Integrated gradients", "GradientSHAP", "random, twin",
    }  # fmt: skip
    assert faithful["agreement"]["completeness"] < 1e-4
    assert faithful["cost"]["ratio"] > 1
    write_evaluation(tmp_path / "all.json", found)
    stored = json.loads((tmp_path / "all.json").read_text())
    assert stored["average_beats"]
    stored["average_beats"] = dict(list(stored["average_beats"].items())[:1])
    document = tmp_path / "model.md"
    document.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nThe rest.\n")
    write_tables(stored, document)
    text = document.read_text()
    assert text.startswith("# Title")
    assert text.endswith("The rest.\n")
    assert "\nold\n" not in text
    assert f"| macro AUROC, superclasses | {macro['value']:.3f}" in text
    widths = [line.count(" | ") for line in text.splitlines() if line.startswith("| class |")]
    assert widths == [13]
    document.write_text("nothing")
    with pytest.raises(EcgError, match="no place"):
        write_tables(stored, document)
    assert document.read_text() == "nothing"
    console = Console(width=200)
    with console.capture() as captured:
        for line in evaluation_lines(stored):
            console.print(line)
    said = captured.get()
    marked = stored["low_confidence"]["marked"]["value"]
    assert f"marked as of low confidence: {marked:.2f}" in said
    gap = stored["faithfulness"]["sub_classes"]["IMI"]["maps"]["MI"]["removal"]["QRS"]
    row = next(line for line in said.splitlines() if line.split()[:3] == ["QRS", "IMI", "MI"])
    assert f"{gap['frozen_change']['value']:.2f} (" in row
    assert f"{gap['gap']['value']:.2f} (" in row
    drawn = draw_figures(stored, tmp_path / "img", ROOT / "docs" / "tradeoff.csv")
    assert {f"model-{what}.png" for what in ("roc", "calibration", "deletion", "insertion", "trade-off")} <= {
        path.name for path in drawn
    }
    assert all(path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for path in drawn)


@pytest.mark.parametrize("n_samples", [1000, 5000])
def test_an_imported_checkpoint_is_evaluated_on_the_records_of_its_task(
    n_samples, small_ptbxl, tmp_path, tmp_path_factory, monkeypatch
):
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(ptbxl, "default_cache", lambda root: folder / "ptbxl.h5")
    monkeypatch.setattr(official, "user_models_folder", lambda: tmp_path / "own")
    torch.manual_seed(0)
    network = EcgImn2d(2, n_samples)
    state = {f"model.{key}": value for key, value in network.state_dict().items()}
    torch.save({"state_dict": state, "hyper_parameters": {"signal_len": n_samples}}, tmp_path / "x.ckpt")
    made = official.import_checkpoint(tmp_path / "x.ckpt", "mi", "imported")
    found = evaluate_model(str(tmp_path / "own" / "imported"), small_ptbxl, "val", twin="none")
    # Of the six ECGs of fold 9 one is normal and two are infarctions.
    assert (found["n_records"], found["classes"]["MI"]["n_positive"]) == (3, 2)
    assert found["sha256"] == made.sha256
    assert 0 <= found["macro_auroc_superclasses"]["value"] <= 1


def test_an_aim_is_reached_only_by_the_figure_itself():
    def figure(value):
        return {"value": value, "low": value - 0.1, "high": value + 0.1}

    found = {
        "macro_auroc_superclasses": figure(0.931),
        "macro_auroc_subclasses": figure(0.92),
        "binary_tasks": {"NORM vs MI": figure(0.959)},
        "classes": {
            "MI": {"expected_calibration_error": figure(0.02)},
            "CD": {"expected_calibration_error": figure(0.04)},
        },
    }
    said = {row[0]: row[3] for row in goal_rows(found)}
    assert said == {
        "macro AUROC, superclasses": "reached",
        "macro AUROC, sub-classes": "missed",
        "AUROC NORM vs MI": "reached",
        "calibration error, worst class": "missed",
    }


def test_aims_of_the_explanation_are_judged_by_intervals_and_by_the_best_method():
    def figure(value, half=0.1):
        return {"value": value, "low": value - half, "high": value + half}

    def curve(value):
        return {"change": [figure(0.0), figure(value)], "minus_exact": [figure(0.0), figure(value + 3.0)]}

    def game(exact, other):
        shares = {EXACT: exact, "gradient*x": 0.9, "random": 0.2, "on twin": other}
        methods = {name: {"share": figure(value)} for name, value in shares.items()}
        return {"wave": "QRS", "chance": 0.2, "methods": methods}

    deletion = {EXACT: curve(-3.0), "gradient*x": curve(-2.9), "random": curve(-3.0), "on twin": curve(-1.0)}
    maps = {"deletion": deletion, "share_in_territory": {EXACT: figure(0.7)}}
    found = {
        "binary_tasks": {},
        "classes": {},
        "n_parameters": 3_000_001,
        "faithfulness": {
            "methods": {EXACT: "imn", "gradient*x": "imn", "random": "imn", "on twin": "twin"},
            "fractions": [0, 0.1],
            "agreement": {"bias_share": figure(0.0), "cosine_W_gradient": figure(0.9)},
            "sub_classes": {"AMI": {"leads": ["V1"], "maps": {"AMI": maps}}},
            "randomisation": {},
            "ludb": {"CD": game(0.5, 0.4), "STTC": game(0.5, 0.6), "HYP": game(0.25, 0.1)},
            "cost": {"n_threads": 1, "exact_maps_ms": 11.0, "ratio": 120},
        },
    }
    said = {row[0]: row[3] for row in goal_rows(found)}
    assert said["parameters"] == "missed"
    assert said["deletion, W*x better than gradient*x, intervals apart"] == "missed"
    assert said["deletion, W*x better than on twin, intervals apart"] == "reached"
    assert not any("random, " in what for what in said)
    assert [said[f"LUDB: evidence for {k} in the QRS"] for k in ("CD", "STTC", "HYP")] == [
        "reached",
        "missed",
        "missed",
    ]
    assert said["cost of integrated gradients / exact maps"] == "reached"


def test_methods_on_the_same_ecgs_are_compared_in_pairs():
    """W * x is better by 0.1 in every ECG, although ECGs differ by more: paired it wins, by intervals it does not."""
    level = np.linspace(-3, 3, 12)
    exact, other = np.stack([level, level - 2.0]), np.stack([level, level - 1.9])
    other[1] += 0.02 * np.cos(np.arange(12))
    exact[1] += level
    other[1] += level
    curves = curve_figures({EXACT: exact, "other": other})
    found = {"methods": [EXACT, "other"], "fractions": [0, 0.1], "sub_classes": {"AMI": {"maps": {"MI": {}}}}}
    found["sub_classes"]["AMI"]["maps"]["MI"]["deletion"] = curves
    row = next(line for line in verdict(found, "deletion") if line.startswith("| other"))
    assert row == "| other | 1 of 1 | 1 of 1 | 0 of 1 | 0 of 1 | 0 of 1 | 0 of 1 |"


def test_a_black_box_is_measured_but_has_no_explanation(two_models, small_ptbxl, monkeypatch):
    monkeypatch.setattr(evaluation, "model_folders", dict)
    found = evaluate_model(str(two_models / "twin-1d"), small_ptbxl, "val")
    assert "comparison" not in found
    with pytest.raises(ModelError, match="black box"):
        evaluate_model(str(two_models / "twin-1d"), small_ptbxl, "val", with_faithfulness=True)
    with pytest.raises(EcgError, match="no split"):
        evaluate_model(str(two_models / "imn-1d"), small_ptbxl, "everything")
