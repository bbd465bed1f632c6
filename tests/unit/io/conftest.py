"""WFDB records made by hand for the tests of reading."""

import _strptime
import calendar
from types import SimpleNamespace

import numpy as np
import pytest
import wfdb

TWELVE = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")


def samples(n=1000, channels=2, seed=0, low=-1500, high=1500):
    """Digital samples, int64 (n, channels)."""
    return np.random.default_rng(seed).integers(low, high, (n, channels))


def write(folder, name, lines, digital=None, comments=(), record=None, dat=None, newline="\n"):
    """A header of ``lines`` and, where given, format-16 samples. Returns the header's path."""
    text = newline.join([record or lines[0], *lines[1:], *comments]) + newline
    header = folder / f"{name}.hea"
    header.write_bytes(text.encode())
    if digital is not None:
        (folder / (dat or f"{name}.dat")).write_bytes(np.asarray(digital).astype("<i2").tobytes())
    return header


def wrsamp(folder, name, mv, fs=500, leads=("I", "II"), units="mV", fmt="16", **kwargs):
    """A record by wfdb's own writer."""
    n = mv.shape[1]
    wfdb.wrsamp(
        name,
        fs=fs,
        units=[units] * n,
        sig_name=list(leads),
        p_signal=mv,
        fmt=[fmt] * n,
        adc_gain=[1000.0] * n,
        baseline=[0] * n,
        write_dir=str(folder),
        **kwargs,
    )
    return folder / f"{name}.hea"


@pytest.fixture
def make():
    """``make.samples``, ``make.write``, ``make.wrsamp``: see the functions above."""
    return SimpleNamespace(samples=samples, write=write, wrsamp=wrsamp)


@pytest.fixture
def german_months(monkeypatch):
    """The months have the names that Python gives them once Qt has set the language of a German system."""
    names = ("", "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
    monkeypatch.setattr(calendar, "month_abbr", names)
    monkeypatch.setattr(_strptime, "_TimeRE_cache", _strptime.TimeRE())
    monkeypatch.setattr(_strptime, "_regex_cache", {})
