"""A small untrained model in a folder, and an ECG for it."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ecg_imn_desktop.core.analysis import ClassInfo
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.card import CARD, WEIGHTS, ModelCard, Output, file_sha256
from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.model.preprocessing import Preprocessing
from ecg_imn_desktop.simulate import simulate

OPTIONS = {"widths": [16, 16], "blocks": 1, "decoder_width": 16, "n_classes": 3}


def write_model(folder: Path, network: str = "imn-1d", options: dict | None = None) -> ModelCard:
    options = OPTIONS if options is None else options
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(build_network(network, dict(options)).state_dict(), folder / WEIGHTS)
    outputs = (
        Output(ClassInfo("MI", "Myocardial infarction"), 1.2, -0.3),
        Output(ClassInfo("NORM", "Normal"), 1.0, 0.0),
        Output(ClassInfo("IMI", "Inferior infarction", "MI", 0.3), 0.9, -1.0),
    )
    card = ModelCard(
        folder.name, "1", network, options, Preprocessing(), 100.0, 1000, outputs, file_sha256(folder / WEIGHTS)
    )
    (folder / CARD).write_text(json.dumps(card.to_dict()))
    return card


@pytest.fixture
def model_folder(tmp_path) -> Path:
    write_model(tmp_path / "small")
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
