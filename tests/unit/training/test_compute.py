import pytest
import torch

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.training.compute import Compute


def test_precisions():
    with Compute(precision="fp32").autocast():
        assert not torch.is_autocast_enabled("cpu")
    with Compute(precision="bf16").autocast():
        assert torch.is_autocast_enabled("cpu")
    with pytest.raises(EcgError, match="no precision 'fp8'"):
        Compute(precision="fp8")


def test_threads_are_set_where_asked_for():
    before = torch.get_num_threads()
    try:
        Compute().prepare()
        assert torch.get_num_threads() == before
        Compute(threads=1).prepare()
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
