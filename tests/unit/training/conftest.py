"""A small PTB-XL folder made of simulated ECGs: the layout of the publishers, none of their data."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch
import wfdb

from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.simulate import simulate

# statement -> (diagnostic class, sub-class), a few of those of scp_statements.csv
STATEMENTS = {
    "NORM": ("NORM", "NORM"),
    "IMI": ("MI", "IMI"),
    "ASMI": ("MI", "AMI"),
    "NDT": ("STTC", "STTC"),
    "CLBBB": ("CD", "CLBBB"),
    "LVH": ("HYP", "LVH"),
}
CONDITION_OF = {
    "NORM": "normal",
    "IMI": "inferior-mi",
    "ASMI": "anterior-mi",
    "NDT": "st-t-change",
    "CLBBB": "lbbb",
    "LVH": "lvh",
}


@pytest.fixture(scope="session")
def small_ptbxl(tmp_path_factory) -> Path:
    """60 simulated ECGs: every statement once in every fold."""
    root = tmp_path_factory.mktemp("ptbxl")
    with (root / "scp_statements.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["", "description", "diagnostic", "form", "rhythm", "diagnostic_class", "diagnostic_subclass"])
        for code, (upper, lower) in STATEMENTS.items():
            writer.writerow([code, code, 1.0, "", "", upper, lower])
        writer.writerow(["SR", "sinus rhythm", "", "", 1.0, "", ""])
    with (root / "ptbxl_database.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ecg_id", "patient_id", "scp_codes", "strat_fold", "filename_lr", "filename_hr"])
        for i in range(60):
            code = list(STATEMENTS)[i % 6]
            name = f"records100/00000/{i + 1:05d}_lr"
            name_hr, fold = f"records500/00000/{i + 1:05d}_hr", 1 + i // 6
            writer.writerow([i + 1, 100.0 + i, str({code: 100.0, "SR": 0.0}), fold, name, name_hr])
            write_record(root / name, CONDITION_OF[code], seed=i)
            if fold == 9:
                write_record(root / name_hr, CONDITION_OF[code], seed=i, fs=500)
    return root


def write_record(path: Path, condition: str, seed: int, fs: int = 100) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    record = simulate(condition, fs=fs, duration_s=10, seed=seed).record
    mv = np.stack([record.lead(lead) for lead in STANDARD_LEADS], axis=1).astype(float)
    names = [lead.upper() for lead in STANDARD_LEADS]
    wfdb.wrsamp(
        path.name, fs=fs, units=["mV"] * 12, sig_name=names, p_signal=mv, fmt=["16"] * 12,
        adc_gain=[1000.0] * 12, baseline=[0] * 12, write_dir=str(path.parent),
    )  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    """Networks this small are slower on several threads, much slower on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
