"""The reference of LUDB, and our measurements against it by networks that have not seen the record."""

from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.analysis.segmentation import Segmenter
from ecg_imn_desktop.training.delineator import fold_of
from ecg_imn_desktop.training.ludb import LudbRecord, Wave, read_ludb

FOLDS = Path(__file__).parents[3] / "benchmarks" / "ludb_folds"


@pytest.fixture(scope="module")
def ludb(real_data):
    folder = real_data / "ludb"
    if not folder.is_dir():
        pytest.skip("no LUDB beside the repository")
    return folder


def test_intervals_are_medians_over_beats():
    waves = []
    for r, pr, qrs in ((1.0, 0.15, 0.09), (2.0, 0.16, 0.10), (3.0, 0.20, 0.14)):
        waves += [
            Wave("P", r - pr, r - pr + 0.04, r - 0.05, 1.0),
            Wave("QRS", r, r + 0.04, r + qrs, 1.0),
            Wave("T", r + 0.2, r + 0.3, r + 0.4, 1.0),
        ]
    waves.append(Wave("P", 2.5, 2.52, 2.6, 0.25))  # a quarter of the leads: not counted
    truth = LudbRecord(None, tuple(sorted(waves, key=lambda w: w.peak_s)), (0.85, 3.4))
    assert truth.intervals_ms() == pytest.approx({"PR": 160.0, "QRS": 100.0, "QT": 400.0})
    assert np.isnan(LudbRecord(None, tuple(w for w in waves if w.kind == "QRS"), (1.0, 3.1)).intervals_ms()["PR"])


def test_the_first_record_reads_as_annotated(ludb):
    example = read_ludb(ludb, 1)
    assert example.record.mv.shape == (12, 5000)
    np.testing.assert_allclose(
        example.record.lead("II"), example.record.lead("I") + example.record.lead("III"), atol=0.003
    )
    lead_ii = read_ludb(ludb, 1, ("II",))
    first = lead_ii.of("QRS")[0]
    assert (first.onset_s, first.peak_s, first.offset_s) == pytest.approx((644 / 500, 662 / 500, 682 / 500))


def test_measurements_of_unseen_records_agree_with_the_cardiologists(ludb):
    """Every tenth record; the whole table is benchmarks/ludb_measurements.py."""
    segmenters = [Segmenter(FOLDS / f"fold{fold}.safetensors") for fold in range(5)]
    errors = {"PR": [], "QRS": [], "QT": []}
    found = missed = 0
    for number in range(3, 201, 10):
        example = read_ludb(ludb, number)
        m = measure(example.record, segmenter=segmenters[fold_of(number)])
        for name, value in (("PR", m.pr_ms), ("QRS", m.qrs_ms), ("QT", m.qt_ms)):
            if value is not None:
                errors[name].append(value - example.intervals_ms()[name])
        for wave in example.of("QRS"):
            hit = np.abs(m.fiducials.r_peak_s - wave.peak_s).min() <= 0.05
            found, missed = found + hit, missed + (not hit)
    assert found / (found + missed) >= 0.995
    for name, mean_limit, sd_limit in (("PR", 12.0, 20.0), ("QRS", 8.0, 15.0), ("QT", 15.0, 30.0)):
        e = np.array(errors[name])
        e = e[np.isfinite(e)]
        assert abs(e.mean()) <= mean_limit, (name, e)
        assert e.std(ddof=1) <= sd_limit, (name, e)
