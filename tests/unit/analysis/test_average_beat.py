"""The average beat: its trace, its spread, and the attribution on it."""

from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.analysis.average_beat import average_beat
from ecg_imn_desktop.analysis.evidence import beat_evidence
from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.analysis import Explanation
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record

R_S = np.arange(0.6, 10.0, 0.9)


def ecg(sizes=None, noise_mv=0.0, fs=500.0):
    """A beat every 0.9 s, each with its own size."""
    t = np.arange(round(10 * fs)) / fs
    sizes = np.ones(len(R_S)) if sizes is None else sizes
    trace = np.zeros_like(t)
    for r, size in zip(R_S, sizes, strict=True):
        trace += size * np.exp(-0.5 * ((t - r) / 0.012) ** 2) + 0.3 * size * np.exp(-0.5 * ((t - r - 0.3) / 0.04) ** 2)
        trace += 0.12 * size * np.exp(-0.5 * ((t - r + 0.16) / 0.02) ** 2)
    leads = np.array([1.0, 1.3, 0.5, -1.1, 0.4, 0.8, -0.7, -1.2, 0.8, 1.5, 1.3, 1.0])
    mv = leads[:, None] * trace + noise_mv * np.random.default_rng(0).normal(size=(12, t.size))
    return Record("beats", mv.astype(np.float32), fs, STANDARD_LEADS)


def explanation(start_s=0.0):
    """Evidence at the R peaks of V2: +0.2 logit a beat over 40 ms."""
    contribution = np.zeros((2, 12, 1000), np.float32)
    for r in R_S:
        contribution[1, 7, round(r * 100) - 2 : round(r * 100) + 2] = 0.05
    return Explanation(contribution, 100.0, STANDARD_LEADS, start_s)


@pytest.fixture(scope="module")
def measured():
    return measure(ecg()).fiducials


def test_the_median_beat_is_the_beat(measured):
    beat = average_beat(ecg(), explanation(), measured, 1)
    assert beat.n_beats >= 8
    r = round(-beat.start_s * beat.fs)
    assert abs(int(np.argmax(beat.median_mv[1])) - r) <= 2
    assert beat.median_mv[1].max() == pytest.approx(1.3, abs=0.05)
    assert np.all(beat.low_mv <= beat.high_mv)


def test_equal_beats_have_no_spread_and_unequal_ones_have(measured):
    equal = average_beat(ecg(), explanation(), measured, 1)
    assert np.nanmax(equal.high_mv - equal.low_mv) < 0.06
    sizes = np.linspace(0.8, 1.2, len(R_S))
    other = average_beat(ecg(sizes), explanation(), measured, 1)
    r = round(-other.start_s * other.fs)
    assert other.high_mv[1, r] - other.low_mv[1, r] == pytest.approx(1.3 * 0.8 * 0.4, abs=0.1)


def test_the_attribution_lies_on_the_r_peak(measured):
    beat = average_beat(ecg(), explanation(), measured, 1)
    assert beat.contribution.lead_names == STANDARD_LEADS
    row = beat.contribution.contribution[0, 7]
    peak_s = beat.contribution.start_s + int(np.argmax(row)) / 100
    assert abs(peak_s) <= 0.03
    assert row.sum() == pytest.approx(0.2, abs=0.02)
    assert np.allclose(np.delete(beat.contribution.contribution[0], 7, axis=0), 0)


def test_the_numbers_of_a_beat_are_those_of_the_evidence(measured):
    beat = average_beat(ecg(), explanation(), measured, 1)
    inner = beat_evidence(explanation(), measured).logit[1, :, 1:-1]
    assert np.allclose(beat.beat_logit, inner.mean(axis=1))
    assert np.allclose(beat.beat_sd, inner.std(axis=1, ddof=1))


def test_a_window_inside_a_long_record(measured):
    at_60 = average_beat(ecg(), explanation(60.0), measured.shifted(60.0), 1)
    at_0 = average_beat(ecg(), explanation(), measured, 1)
    assert np.allclose(at_60.median_mv, at_0.median_mv)
    assert np.allclose(at_60.beat_logit, at_0.beat_logit)


def test_a_lead_without_signal_is_nan(measured):
    record = ecg()
    mv = np.array(record.mv)
    mv[4] = np.nan
    beat = average_beat(replace(record, mv=mv), explanation(), measured, 1)
    assert np.isnan(beat.median_mv[4]).all()
    assert np.isnan(beat.low_mv[4]).all()
    assert np.isfinite(beat.median_mv[0]).all()


def test_no_beat_no_average(measured):
    nothing = replace(measured, **{f: getattr(measured, f)[:0] for f in (
        "r_peak_s", "p_onset_s", "p_offset_s", "qrs_onset_s", "qrs_offset_s", "t_onset_s", "t_offset_s")})  # fmt: skip
    assert average_beat(ecg(), explanation(), nothing, 1) is None
