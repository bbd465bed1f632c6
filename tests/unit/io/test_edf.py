"""The corners of EDF and BDF: headers that lie, what the library refuses, patients, and days that are none."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyedflib
import pytest

from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.io.edf import n_bytes_of, read_edf


def write(
    path: Path,
    *,
    labels=("I", "II"),
    rates=(500, 500),
    start=datetime(2024, 2, 29, 13, 5),
    born=None,
    sex=None,
    name="Jane_Miller",
    kind=pyedflib.FILETYPE_EDFPLUS,
):
    with pyedflib.EdfWriter(str(path), len(labels), kind) as file:
        file.setPatientName(name)
        file.setStartdatetime(start)
        if sex is not None:
            file.setSex(sex)
        if born is not None:
            file.setBirthdate(born)
        for i, (label, fs) in enumerate(zip(labels, rates, strict=True)):
            file.setSignalHeader(
                i,
                {"label": label, "dimension": "uV", "sample_frequency": fs, "physical_max": 8000.0,
                 "physical_min": -8000.0, "digital_max": 32767, "digital_min": -32768,
                 "prefilter": "", "transducer": ""},
            )  # fmt: skip
        file.writeSamples([1000.0 * np.sin(np.arange(2 * fs) / 20) for fs in rates])
    return path


def put(path: Path, at: int, text: str) -> Path:
    """The file with a field of its header, 8 characters wide unless the text is 4, replaced."""
    content = bytearray(path.read_bytes())
    width = 4 if at == 252 else 8
    content[at : at + width] = text.ljust(width).encode("ascii")
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("at", "text"),
    [(252, "0"), (252, "-1"), (252, "1025"), (252, "x"), (236, "?"), (256 + 216 * 3, "0"), (256 + 216 * 3, "-9")],
)
def test_a_header_that_says_nonsense_is_refused(tmp_path, at, text):
    path = put(write(tmp_path / "a.edf"), at, text)
    with pytest.raises(RecordError, match=r"header of a\.edf cannot be read"):
        read_edf(path)


def test_the_size_that_a_header_promises(tmp_path):
    path = write(tmp_path / "a.edf")
    assert n_bytes_of(path) == path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RecordError, match="more samples than the file holds"):
        read_edf(path)


def test_a_file_beyond_all_sizes_is_refused_unread(tmp_path):
    path = write(tmp_path / "a.edf")
    with path.open("r+b") as file:
        file.truncate(4_000_000_001)
    with pytest.raises(RecordError, match=r"too large to be opened \(4\.0 GB\)"):
        read_edf(path)


def test_what_the_library_refuses_is_one_sentence(tmp_path):
    path = write(tmp_path / "a.edf")
    content = path.read_bytes()
    assert b"EDF+C" in content
    path.write_bytes(content.replace(b"EDF+C", b"EDF+D", 1))
    with pytest.raises(RecordError, match=r"^a\.edf is damaged or no EDF or BDF file: it cannot be read\.$"):
        read_edf(path)


def test_rates_that_do_not_fit_together(tmp_path):
    with pytest.raises(RecordError, match="do not fit together"):
        read_edf(write(tmp_path / "a.edf", rates=(500, 300)))


def test_a_slower_lead_is_held(tmp_path):
    record = read_edf(write(tmp_path / "a.edf", rates=(500, 250)))
    assert (record.fs, record.n_samples) == (500, 1000)
    assert np.array_equal(record.mv[1, 0::2], record.mv[1, 1::2])


@pytest.mark.parametrize(
    ("born", "start", "age"),
    [
        (datetime(1962, 3, 1), datetime(2024, 2, 29), 61.0),
        (datetime(1962, 2, 28), datetime(2024, 2, 29), 62.0),
        (datetime(2024, 3, 1), datetime(2024, 2, 29), None),
        (None, datetime(2024, 2, 29), None),
        (datetime(1962, 3, 1), datetime(1985, 1, 1), None),  # the day that stands for none
    ],
)
def test_ages(tmp_path, born, start, age, german_months):
    record = read_edf(write(tmp_path / "a.edf", born=born, start=start))
    assert record.patient.age_years == age
    assert record.recorded_at == (None if start.year == 1985 else start)


@pytest.mark.parametrize(("code", "sex"), [(0, "female"), (1, "male"), (None, None)])
def test_sexes(tmp_path, code, sex):
    assert read_edf(write(tmp_path / "a.edf", sex=code)).patient.sex == sex


def test_one_signal_is_enough_and_none_is_too_few(tmp_path):
    for kind in (pyedflib.FILETYPE_EDFPLUS, pyedflib.FILETYPE_EDF):  # the first with a signal of annotations
        path = write(tmp_path / "a.edf", labels=("II",), rates=(500,), kind=kind)
        assert read_edf(path).lead_names == ("II",)
    path = write(tmp_path / "b.edf", labels=("EDF Annotations",), rates=(500,))
    with pytest.raises(RecordError, match=r"b\.edf holds no signal|b\.edf is damaged or no EDF"):
        read_edf(path)


def test_another_signal_of_the_same_rate_is_kept(tmp_path):
    record = read_edf(write(tmp_path / "a.edf", labels=("II", "Resp"), rates=(500, 500)))
    assert record.lead_names == ("II",)
    assert [s.name for s in record.other_signals] == ["Resp"]
    assert not record.warnings


def test_a_patient_without_a_name_has_none(tmp_path):
    path = write(tmp_path / "a.edf")
    assert read_edf(path).patient.name == "Jane Miller"
    assert read_edf(write(tmp_path / "b.edf", name="")).patient.name is None
    assert read_edf(path).patient.id is None


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("kind", [pyedflib.FILETYPE_EDFPLUS, pyedflib.FILETYPE_BDFPLUS])
def test_letters_beyond_ascii_in_the_header(tmp_path, kind, encoding):
    plain = read_edf(write(tmp_path / "a.edf", labels=("I", "II", "Resp"), rates=(500, 500, 50), kind=kind, sex=0))
    content = (tmp_path / "a.edf").read_bytes()
    unit, name = "µV".encode(encoding), "Jörn_Müller".encode(encoding)
    changed = content.replace(b"uV".ljust(8), unit.ljust(8)).replace(b"Jane_Miller".ljust(len(name)), name)
    (tmp_path / "b.edf").write_bytes(changed)
    record = read_edf(tmp_path / "b.edf")
    assert len(changed) == len(content)
    assert record.lead_names == plain.lead_names == ("I", "II")
    assert record.patient == replace(plain.patient, name="Jörn Müller")
    assert (record.recorded_at, record.fs) == (plain.recorded_at, plain.fs)
    np.testing.assert_allclose(record.mv, plain.mv, atol=1e-6)
    assert record.mv.min() < -0.9
    np.testing.assert_allclose(record.other_signals[0].values, plain.other_signals[0].values, rtol=1e-4, atol=1e-3)


def test_zeros_for_blanks_in_the_header(tmp_path):
    content = write(tmp_path / "a.edf").read_bytes()
    (tmp_path / "b.edf").write_bytes(content.replace(b"uV".ljust(8), b"uV".ljust(8, b"\0")))
    assert read_edf(tmp_path / "b.edf").lead_names == ("I", "II")


@pytest.mark.parametrize(
    ("at", "text"),
    [(192, "EDF+D"), (236, "-1"), (244, "0"), (244, "x"), (256 + 3 * 112, "3000000"), (256 + 3 * 120, "-99999")],
)
def test_a_damaged_header_with_letters_is_refused(tmp_path, at, text):
    """Discontinuous, no length, a range of nothing: as the library does of plain ones."""
    path = put(write(tmp_path / "a.edf"), at, text)
    path.write_bytes(path.read_bytes().replace(b"uV".ljust(8), "µV".encode("latin-1").ljust(8)))
    if at == 256 + 3 * 112:
        path.write_bytes(put(path, 256 + 3 * 104, text).read_bytes())
    if at == 256 + 3 * 120:
        path.write_bytes(put(path, 256 + 3 * 128, text).read_bytes())
    with pytest.raises(RecordError, match=r"a\.edf"):
        read_edf(path)
