"""A small untrained model in a folder, and an ECG for it."""

from pathlib import Path

import numpy as np
import pytest
import torch

from ecg_imn_desktop.core.analysis import ClassInfo
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.card import ModelCard, Output
from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.model.preprocessing import Preprocessing
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.training.publish import write_model

OPTIONS = {"widths": [16, 16], "blocks": 1, "decoder_width": 16, "n_classes": 3}


def write_small_model(folder: Path, network: str = "imn-1d", options: dict | None = None) -> ModelCard:
    options = OPTIONS if options is None else options
    torch.manual_seed(0)
    outputs = (
        Output(ClassInfo("MI", "Myocardial infarction"), 1.2, -0.3),
        Output(ClassInfo("NORM", "Normal"), 1.0, 0.0),
        Output(ClassInfo("IMI", "Inferior infarction", "MI", 0.3), 0.9, -1.0),
    )
    card = ModelCard(folder.name, "1", network, options, Preprocessing(), 100.0, 1000, outputs, "")
    return write_model(folder, card, build_network(network, dict(options)))


@pytest.fixture
def model_folder(tmp_path) -> Path:
    write_small_model(tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture(scope="session")
def normal_ecg() -> Record:
    """A simulated normal ECG, 12 leads x 10 s at 500 Hz."""
    return simulate("normal", fs=500, duration_s=10, seed=3).record


@pytest.fixture(scope="session")
def long_ecg() -> Record:
    """A simulated minute at 100 Hz."""
    return simulate("normal", fs=100, duration_s=60, seed=4).record


def record_of(mv: np.ndarray, fs: float = 100.0, lead_names=STANDARD_LEADS) -> Record:
    return Record("made", np.asarray(mv, dtype=np.float32), fs, tuple(lead_names))
