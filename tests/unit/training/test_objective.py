import pytest
import torch

from ecg_imn_desktop.model.network import Imn1d, Twin1d
from ecg_imn_desktop.training.objective import Objective, Targets, lead_spread, relative_gap
from ecg_imn_desktop.training.recipe import LossOptions

SMALL = {"widths": (16, 16), "blocks": 1, "dropout": 0.0}


def batch(n: int = 4) -> tuple[torch.Tensor, Targets]:
    torch.manual_seed(0)
    return torch.randn(n, 12, 1000), Targets(torch.randint(0, 2, (n, 7)).float(), torch.randint(0, 2, (n, 3)).float())


def objective(**options: float) -> Objective:
    return Objective(LossOptions(**options), 5, torch.Generator().manual_seed(0))


def test_all_parts_are_there_and_add_up():
    x, targets = batch()
    model = Imn1d(7, decoder_width=16, n_auxiliary=3, **SMALL)
    total, parts = objective(l1=0.1, variation=0.2, agreement=0.3)(model, model, x, targets)
    assert set(parts) == {"superclass", "subclass", "auxiliary", "l1", "variation", "agreement"}
    expected = (
        parts["superclass"] + 0.7 * parts["subclass"] + 0.3 * parts["auxiliary"]
        + 0.1 * parts["l1"] + 0.2 * parts["variation"] + 0.3 * parts["agreement"]
    )  # fmt: skip
    assert float(total.detach()) == pytest.approx(float(expected), rel=1e-4)


def test_l1_is_the_sum_of_absolute_contributions():
    x, targets = batch()
    model = Imn1d(7, decoder_width=16, **SMALL)
    _, parts = objective(l1=1.0)(model, model, x, targets)
    model.train()
    pairs = model.reduced(x)
    expected = (model.write(x).W * pairs.unsqueeze(1)).abs().sum() / (4 * 7)
    assert parts["l1"] == pytest.approx(float(expected.detach()), rel=1e-3)


def test_a_black_box_has_answers_only():
    x, targets = batch()
    _, parts = objective(l1=1.0, agreement=1.0)(Twin1d(7, **SMALL), Twin1d(7, **SMALL), x, targets)
    assert set(parts) == {"superclass", "subclass", "auxiliary"}


def test_gradients_reach_every_parameter():
    x, targets = batch()
    model = Imn1d(7, decoder_width=16, n_auxiliary=3, **SMALL)
    total, _ = objective(l1=0.1, variation=0.1, agreement=0.1)(model, model, x, targets)
    total.backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in model.parameters())


def test_relative_gap_is_zero_for_agreement_and_free_of_scale():
    a, b = torch.randn(5, 7), torch.randn(5, 7)
    assert relative_gap(a, a) == 0
    assert float(relative_gap(100 * a, 100 * b)) == pytest.approx(float(relative_gap(1000 * a, 1000 * b)), rel=1e-3)


def test_lead_spread_is_the_share_of_the_leads_that_hold_the_positive_evidence():
    contribution = torch.zeros(1, 2, 12, 10)
    contribution[0, 0, 3] = 1.0  # class 0: all evidence in one lead, what speaks against it does not count
    contribution[0, 0, 5] = -4.0
    contribution[0, 1] = 0.5  # class 1: evenly in all
    only_first, only_second, both = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]]), torch.ones(1, 2)
    assert float(lead_spread(contribution, only_first)) == pytest.approx(1 / 12)
    assert float(lead_spread(contribution, only_second)) == pytest.approx(1.0)
    assert float(lead_spread(contribution, both)) == pytest.approx((1 + 1 / 12) / 2)
    assert float(lead_spread(5 * contribution, both)) == pytest.approx(float(lead_spread(contribution, both)))


def test_concentration_gathers_evidence_in_fewer_leads():
    x, targets = batch()
    model = Imn1d(7, decoder_width=16, **SMALL)
    loss = objective(concentration=1.0, subclass_weight=0.0, auxiliary_weight=0.0)
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    spreads = []
    for _ in range(12):
        total, parts = loss(model, model, x, targets)
        spreads.append(parts["concentration"])
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
    assert spreads[-1] < 0.8 * spreads[0]


def test_penalties_look_at_a_share_of_the_batch_and_concentration_at_sub_classes():
    x, targets = batch()
    model = Imn1d(7, decoder_width=16, **SMALL)
    _, parts = objective(l1=1.0, concentration=1.0, penalty_share=0.25)(model, model, x, targets)
    model.train()
    contribution = model.write(x).W[:1] * model.reduced(x[:1]).unsqueeze(1)
    assert parts["l1"] == pytest.approx(float(contribution.abs().sum().detach()) / 7, rel=1e-3)
    expected = lead_spread(contribution[:, 5:], targets.main[:1, 5:])
    assert parts["concentration"] == pytest.approx(float(expected.detach()), rel=1e-3)


def test_misplaced_evidence_is_driven_out_of_the_qrs():
    x = torch.zeros(4, 12, 1000)
    x[..., 20::100] = 4.0  # a spike a second, the QRS
    x[..., 40:60] = 1.0
    targets = Targets(torch.ones(4, 7), torch.zeros(4, 3))
    torch.manual_seed(1)
    model = Imn1d(7, decoder_width=16, **SMALL)
    options = LossOptions(misplaced=1.0, subclass_weight=0.0, auxiliary_weight=0.0)
    loss = Objective(options, 0, torch.Generator().manual_seed(0), st_t=[2, 6])  # nothing else counts
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)

    def in_spikes() -> torch.Tensor:
        """Share of each class's positive evidence that lies in the spikes, (7,)."""
        with torch.no_grad():
            positive = model.explain(x).contribution.clamp(min=0).sum(dim=(0, 2))
        return positive[:, 20::100].sum(dim=1) / positive.sum(dim=1)

    before = in_spikes()
    for _ in range(12):
        total, _ = loss(model, model, x, targets)
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
    assert (in_spikes() / before)[[2, 6]].max() < 0.7


def test_the_evidence_of_other_classes_may_lie_in_the_qrs():
    """What is asked of ST/T changes pulls at no other class's own weights."""
    x = torch.zeros(4, 12, 1000)
    x[..., 20::100], x[..., 40:60] = 4.0, 1.0
    targets = Targets(torch.ones(4, 7), torch.zeros(4, 3))
    torch.manual_seed(1)
    model = Imn1d(7, decoder_width=16, **SMALL)
    pulls = []
    for misplaced in (0.0, 1.0):
        loss = Objective(LossOptions(misplaced=misplaced), 5, torch.Generator().manual_seed(0), st_t=[2, 6])
        model.zero_grad()
        loss(model, model, x, targets)[0].backward()
        pulls.append(model.writer.weight.grad.clone().view(7, -1))
    is_pulled = [not torch.allclose(*pair, atol=1e-7) for pair in zip(*pulls, strict=True)]
    assert is_pulled == [False, False, True, False, False, False, True]
