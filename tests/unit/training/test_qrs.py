"""The QRS mask of training, against the simulator's known waves and against what cardiologists drew."""

import numpy as np
import pytest
import torch

from ecg_imn_desktop.analysis.evidence import wave_labels
from ecg_imn_desktop.analysis.resampling import resample
from ecg_imn_desktop.core.measurements import WAVES
from ecg_imn_desktop.model.preprocessing import Preprocessing
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.training.ludb import read_ludb
from ecg_imn_desktop.training.pointing import ludb_masks
from ecg_imn_desktop.training.qrs import qrs_mask, share_inside

AS_READ = Preprocessing(highpass_hz=0.5)


@pytest.mark.parametrize("condition", ["normal", "lbbb", "st-t-change"])
def test_the_mask_is_the_qrs_of_a_simulated_ecg(condition):
    ecg = simulate(condition, fs=100, duration_s=10, seed=3)
    mask = qrs_mask(torch.from_numpy(AS_READ(ecg.record.mv, 100.0))[None])[0].numpy()
    labels = wave_labels(ecg.truth.fiducials, 100.0, len(mask))
    assert mask[labels == WAVES.index("QRS")].mean() > 0.85
    assert mask[labels == WAVES.index("T")].mean() < 0.05
    assert mask[labels == WAVES.index("P")].mean() < 0.05


def test_a_silent_ecg_has_none_and_a_louder_one_the_same():
    x = torch.from_numpy(AS_READ(simulate("normal", fs=100, duration_s=10, seed=1).record.mv, 100.0))[None]
    assert not qrs_mask(torch.zeros_like(x)).any()
    assert torch.equal(qrs_mask(x), qrs_mask(4 * x))


def test_the_mask_is_what_cardiologists_drew(real_data):
    examples = [read_ludb(real_data / "ludb", number) for number in range(1, 201, 4)]
    mv = np.stack([resample(e.record.mv, e.record.fs, 100.0)[:, :1000] for e in examples])
    mask = qrs_mask(torch.from_numpy(AS_READ(mv, 100.0))).numpy()
    waves = {name: np.stack([ludb_masks(e)[name] for e in examples]) for name in ("QRS", "ST-T")}
    assert mask[waves["QRS"]].mean() > 0.95
    assert mask[waves["ST-T"]].mean() < 0.008


def test_share_inside_is_that_of_the_positive_evidence_of_classes_that_are_there():
    contribution = torch.zeros(1, 2, 12, 10)
    contribution[0, 0, 3, :5] = 1.0
    contribution[0, 0, 4, 7] = 3.0
    contribution[0, 0, :, 9] = -9.0
    contribution[0, 1, :, 8] = 1.0
    inside = torch.arange(10)[None] >= 7
    first, second, both = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]]), torch.ones(1, 2)
    assert float(share_inside(contribution, inside, first)) == pytest.approx(3 / 8)
    assert float(share_inside(contribution, inside, second)) == pytest.approx(1.0)
    assert float(share_inside(5 * contribution, inside, both)) == pytest.approx((1 + 3 / 8) / 2)
