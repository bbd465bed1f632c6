import torch

from ecg_imn_desktop.model.preprocessing import highpass_matrix
from ecg_imn_desktop.training.augment import Augmentation, remove_cells

OFF = {"shift_s": 0.0, "gain_sd": 0.0, "lead_gain_sd": 0.0, "noise_mv": 0.0, "wander_mv": 0.0, "lead_dropout": 0.0}


def apply(x: torch.Tensor, **options: float) -> torch.Tensor:
    return Augmentation(**{**OFF, **options})(x, 100.0, 0.25, torch.Generator().manual_seed(1))


def test_switched_off_it_changes_nothing():
    x = torch.randn(4, 12, 1000)
    assert torch.equal(apply(x), x)


def test_shift_moves_all_leads_together_and_leaves_silence():
    x = torch.zeros(64, 12, 1000)
    x[:, :, 500] = 1
    shifted = apply(x, shift_s=2.0)
    at = shifted.argmax(dim=2)
    assert (at == at[:, :1]).all()
    assert (at - 500).abs().max() <= 200
    assert len(at[:, 0].unique()) > 20
    ramp = apply(torch.ones(64, 12, 1000), shift_s=2.0)
    assert (ramp == 0).any()
    assert ((ramp == 0) | (ramp == 1)).all()


def test_gain_keeps_the_shape():
    x = torch.randn(8, 12, 1000)
    factor = apply(x, gain_sd=0.2) / x
    assert torch.allclose(factor, factor[:, :1, :1].expand_as(factor), rtol=1e-4)
    assert factor[:, 0, 0].std() > 0.05


def test_lead_dropout_silences_one_to_three_leads():
    x = torch.ones(500, 12, 10)
    lost = (apply(x, lead_dropout=0.5).abs().sum(dim=2) == 0).sum(dim=1)
    assert lost.max() == 3
    assert 0.4 < (lost > 0).float().mean() < 0.6


def test_noise_and_wander_are_in_millivolts():
    x = torch.zeros(200, 12, 1000)
    assert 0.01 < apply(x, noise_mv=0.1).std(dim=2).max() * 0.25 < 0.12
    assert apply(x, wander_mv=0.1).abs().max() > 0


def test_the_high_pass_follows_what_disturbs_and_a_lost_lead_stays_silent():
    H = torch.from_numpy(highpass_matrix(1000, 100.0, 0.5))
    options = Augmentation(**{**OFF, "wander_mv": 1.0, "lead_dropout": 1.0, "shift_s": 2.0})
    wandering, steady = (
        options(torch.zeros(50, 12, 1000), 100.0, 0.25, torch.Generator().manual_seed(1), highpass=h) for h in (None, H)
    )
    assert steady.std() < 0.3 * wandering.std()
    assert torch.equal((steady == 0).all(dim=2), (wandering == 0).all(dim=2))
    assert (wandering == 0).all(dim=2).sum() >= 50
    # The filter has no answer to the silence in front of a moved ECG.
    assert torch.equal(steady == 0, wandering == 0)


def test_same_seed_same_batch():
    x = torch.randn(4, 12, 1000)
    g = [torch.Generator().manual_seed(5) for _ in range(2)]
    assert torch.equal(Augmentation()(x, 100.0, 0.25, g[0]), Augmentation()(x, 100.0, 0.25, g[1]))


def test_removing_cells_takes_the_largest_first():
    order = torch.zeros(1, 12, 200)
    order[0, 3, 7] = 5
    order[0, 4, 8] = 4
    kept = remove_cells(torch.ones(1, 12, 1000), 5, torch.tensor([2 / 2400]), order)
    assert kept.sum() == 12 * 1000 - 10
    assert kept[0, 3, 35:40].sum() == 0
    assert kept[0, 4, 40:45].sum() == 0
