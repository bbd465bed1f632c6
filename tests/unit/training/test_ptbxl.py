import lzma

import h5py
import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.core.errors import EcgError
from ecg_imn_desktop.training.data import make_split
from ecg_imn_desktop.training.ptbxl import (
    SPLITS,
    SUPERCLASSES,
    TRAIN_FOLDS,
    read_labels,
    read_signals,
    record_paths,
)
from ecg_imn_desktop.training.recipe import load_recipe


def test_labels_follow_the_statements(small_ptbxl):
    labels = read_labels(small_ptbxl)
    assert labels.subclass_names == ("AMI", "CLBBB", "IMI", "LVH", "NORM", "STTC")
    assert dict(zip(SUPERCLASSES, labels.superclass[1], strict=True)) == {
        "NORM": 0, "MI": 1, "STTC": 0, "CD": 0, "HYP": 0,
    }  # fmt: skip
    assert labels.subclass[2].tolist() == [1, 0, 0, 0, 0, 0]
    assert labels.subclass_parent["AMI"] == "MI"
    assert labels.statement[:, labels.statement_names.index("SR")].all()
    assert labels.rows(SPLITS["val"]).tolist() == list(range(48, 54))


def test_folds_do_not_overlap():
    folds = [fold for split in SPLITS.values() for fold in split]
    assert sorted(folds) == list(range(1, 11))


def test_signals_are_those_of_wfdb_and_come_from_the_cache_the_second_time(small_ptbxl, tmp_path):
    cache = tmp_path / "cache.h5"
    first = read_signals(small_ptbxl, cache)
    path = record_paths(small_ptbxl)[7]
    assert np.allclose(first[6] / 1000, wfdb.rdrecord(str(path)).p_signal.T, atol=1e-6)
    with h5py.File(cache, "r+") as file:
        file["microvolt"][6] = 5
    assert np.all(read_signals(small_ptbxl, cache)[6] == 5)


def test_a_cache_of_other_records_is_not_believed(small_ptbxl, tmp_path):
    cache = tmp_path / "cache.h5"
    with h5py.File(cache, "w") as file:
        file["ecg_id"] = [1, 2, 3]
        file["microvolt"] = np.zeros((3, 12, 1000), np.int16)
    assert len(read_signals(small_ptbxl, cache)) == 60


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(EcgError, match="no PTB-XL folder"):
        read_labels(tmp_path)


def test_counts_of_the_real_table(real_data, tmp_path):
    """The counts that the publishers' labels give (shared README)."""
    for name in ("ptbxl_database.csv",):
        with lzma.open(real_data / "ptb-xl" / f"{name}.xz") as packed:
            (tmp_path / name).write_bytes(packed.read())
    (tmp_path / "scp_statements.csv").write_bytes((real_data / "ptb-xl" / "scp_statements.csv").read_bytes())
    labels = read_labels(tmp_path)
    counts = dict(zip(SUPERCLASSES, labels.superclass.sum(axis=0).astype(int).tolist(), strict=True))
    assert counts == {"NORM": 9514, "MI": 5469, "STTC": 5235, "CD": 4898, "HYP": 2649}
    assert int((labels.superclass.sum(axis=1) == 0).sum()) == 411
    assert len(labels.ecg_id) == 21799
    assert len(labels.subclass_names) == 23
    # no patient stands in two folds
    folds_of: dict[int, set[int]] = {}
    for patient, fold in zip(labels.patient_id, labels.fold, strict=True):
        folds_of.setdefault(int(patient), set()).add(int(fold))
    assert all(len(folds) == 1 for folds in folds_of.values())


def test_a_subset_holds_the_same_records_for_every_recipe(small_ptbxl):
    microvolt, labels = read_signals(small_ptbxl), read_labels(small_ptbxl)
    ours, papers = (make_split(microvolt, labels, TRAIN_FOLDS, load_recipe(n)) for n in ("imn-1d-task", "ecg-imn-2d"))
    assert ours.drawn(0) is ours
    assert ours.drawn(1000) is ours
    few = ours.drawn(7)
    assert len(few) == 7
    assert set(few.ecg_id) < set(ours.ecg_id)
    np.testing.assert_array_equal(few.ecg_id, papers.drawn(7).ecg_id)
    row = list(ours.ecg_id).index(few.ecg_id[3])
    np.testing.assert_array_equal(few.microvolt[3], ours.microvolt[row])
    np.testing.assert_array_equal(few.main[3], ours.main[row])
