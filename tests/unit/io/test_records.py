"""Opening WFDB records made by hand: names, units, flaws, lengths, segments."""

import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.core.errors import Cancelled, RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.io import signal_files
from ecg_imn_desktop.io.records import open_record


@pytest.fixture
def two_leads(make, tmp_path):
    return make.samples(), make.write(
        tmp_path,
        "two",
        ["two 2 500 1000", "two.dat 16 1000/mV 16 0 0 0 0 I", "two.dat 16 1000/mV 16 0 0 0 0 II"],
        make.samples(),
    )


def test_every_way_to_name_a_record_opens_it(two_leads):
    digital, header = two_leads
    for path in (header, header.with_suffix(""), header.with_suffix(".dat"), str(header)):
        record = open_record(path)
        np.testing.assert_allclose(record.mv, digital.T / 1000, atol=1e-6)
        assert record.source == Path(path)
    assert record.name == "two"
    assert record.warnings == ()
    assert not record.mv.flags.writeable


BITS_PER_SAMPLE = {
    "8": 8,
    "80": 8,
    "310": 32 / 3,
    "311": 32 / 3,
    "212": 12,
    "16": 16,
    "61": 16,
    "160": 16,
    "24": 24,
    "32": 32,
}


@pytest.mark.parametrize("fmt", [*BITS_PER_SAMPLE, "508", "516", "524"])
@pytest.mark.parametrize("n", [7, 1000, 1001])
def test_formats_and_chunks_give_wfdbs_values(make, tmp_path, monkeypatch, fmt, n):
    """Small chunks must give what one read gives: formats with blocks of samples and with differences too."""
    if fmt in BITS_PER_SAMPLE:  # any bytes are samples
        header = make.write(tmp_path, "r", [f"r 3 500 {n}", *(f"r.dat {fmt} 1000/mV 16 0 5 0 0 {c}" for c in "abc")])
        n_bytes = int(np.ceil(n * 3 * BITS_PER_SAMPLE[fmt] / 8 / 12) * 12)
        (tmp_path / "r.dat").write_bytes(np.random.default_rng(0).bytes(n_bytes))
    else:
        header = make.wrsamp(tmp_path, "r", make.samples(n, 3, low=-100, high=100) / 1000, leads="abc", fmt=fmt)
    expected = wfdb.rdrecord(str(header.with_suffix(""))).p_signal.T
    assert expected.shape == (3, n)
    for size in (signal_files._CHUNK_SAMPLES, 40):
        monkeypatch.setattr(signal_files, "_CHUNK_SAMPLES", size)
        np.testing.assert_allclose(open_record(header).mv, expected, rtol=6e-8, atol=1e-6)


@pytest.mark.parametrize(
    ("units", "mv"),
    [("mV", 1), ("mv", 1), ("millivolt", 1), ("uV", 1e-3), ("uv", 1e-3), ("µV", 1e-3), ("μV", 1e-3),
     ("MicroVolts", 1e-3), ("V", 1e3), ("volt", 1e3), ("nV", 1e-6)],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig", "utf-16"])
def test_units_of_voltage_in_any_spelling_and_encoding(make, tmp_path, units, mv, encoding):
    text = f"r 1 500 100\nr.dat 16 100/{units} 16 0 0 0 0 II\n# Müller\n"
    if encoding == "latin-1" and "μ" in units:
        pytest.skip("Latin-1 has no Greek mu")
    (tmp_path / "r.hea").write_bytes(text.encode(encoding))
    digital = make.samples(100, 1)
    (tmp_path / "r.dat").write_bytes(digital.astype("<i2").tobytes())
    record = open_record(tmp_path / "r")
    np.testing.assert_allclose(record.mv, digital.T / 100 * mv, rtol=6e-8, atol=1e-6)
    assert record.comments == ("Müller",)


def test_values_are_exact_to_a_nanovolt_up_to_32_mv(make, tmp_path):
    digital = np.array([[-32767], [-1], [1], [32767]])
    make.write(tmp_path, "r", ["r 1 500 4", "r.dat 16 1024/mV 16 0 0 0 0 II"], digital)
    np.testing.assert_allclose(open_record(tmp_path / "r").mv[0], digital[:, 0] / 1024, rtol=0, atol=1e-6)


def test_leads_get_their_usual_spelling_and_keep_the_files_order(make, tmp_path):
    names = ("v6", "AVR", "d1", "MLII", "Lead III", "avl", "aVf", "ECG V1", "C2", "v3", "V4", "V5", "vx", "Foo")
    lines = ["r 14 500 50", *(f"r.dat 16 1000/mV 16 0 0 0 0 {n}" for n in names)]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(50, 14)))
    assert record.lead_names == (
        "V6", "aVR", "I", "II", "III", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "VX", "Foo",
    )  # fmt: skip
    assert record.file_lead_names == names
    assert record.missing_standard_leads == ()


def test_two_channels_of_one_lead_keep_apart(make, tmp_path):
    lines = ["r 4 500 50", *(f"r.dat 16 1000/mV 16 0 0 0 0 {n}" for n in ("MLII", "II", "V1", "v1"))]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(50, 4)))
    assert record.lead_names == ("MLII", "II", "V1", "v1")
    assert len([w for w in record.warnings if "Two channels" in w]) == 2
    np.testing.assert_allclose(record.lead("II"), make.samples(50, 4)[:, 1] / 1000, atol=1e-6)


def test_what_is_no_ecg_is_kept_apart(make, tmp_path):
    channels = ("10/mmHg 16 0 0 0 0 ABP", "1000/mV 16 0 0 0 0 II", "1000 16 0 0 0 0 RESP", "1000/NU 16 0 0 0 0 V1",
                "100/mV 16 0 0 0 0 V2")  # fmt: skip
    lines = ["r 5 500 50", *(f"r.dat 16 {c}" for c in channels)]
    digital = make.samples(50, 5)
    record = open_record(make.write(tmp_path, "r", lines, digital))
    assert record.lead_names == ("II", "V2")
    np.testing.assert_allclose(record.mv, [digital[:, 1] / 1000, digital[:, 4] / 100], atol=1e-6)
    assert [(s.name, s.units) for s in record.other_signals] == [("ABP", "mmHg"), ("RESP", "mV"), ("V1", "NU")]
    np.testing.assert_allclose(record.other_signals[0].values, digital[:, 0] / 10, rtol=1e-6)
    assert any("V1 is in NU" in w for w in record.warnings)


def test_no_channel_in_volts_is_refused(make, tmp_path):
    header = make.write(tmp_path, "r", ["r 1 500 50", "r.dat 16 10/mmHg 16 0 0 0 0 ABP"], make.samples(50, 1))
    with pytest.raises(RecordError, match=r"The record r holds no ECG.*\(ABP\)"):
        open_record(header)


def test_samples_per_frame_give_the_rate_of_the_ecg(make, tmp_path):
    """4 samples of II and 2 of V1 in a frame of 125 Hz: II keeps its 500 Hz, V1 and the pressure are held."""
    digital = make.samples(100, 7)
    lines = ["r 3 125 100", "r.dat 16x4 1000/mV 16 0 0 0 0 II", "r.dat 16x2 1000/mV 16 0 0 0 0 V1",
             "r.dat 16 10/mmHg 16 0 0 0 0 ABP"]  # fmt: skip
    record = open_record(make.write(tmp_path, "r", lines, digital))
    assert record.fs == 500
    np.testing.assert_allclose(record.lead("II"), digital[:, :4].reshape(-1) / 1000, atol=1e-6)
    np.testing.assert_allclose(record.lead("V1"), np.repeat(digital[:, 4:6].reshape(-1), 2) / 1000, atol=1e-6)
    np.testing.assert_allclose(record.other_signals[0].values, np.repeat(digital[:, 6], 4) / 10, rtol=1e-6)


def test_skewed_signals_are_aligned_and_end_in_a_gap(make, tmp_path, monkeypatch):
    monkeypatch.setattr(signal_files, "_CHUNK_SAMPLES", 30)
    digital = make.samples(100, 3)
    lines = ["r 2 500 100", "r.dat 16:7 1000/mV 16 0 0 0 0 I", "r.dat 16x2 1000/mV 16 0 0 0 0 II"]
    record = open_record(make.write(tmp_path, "r", lines, digital))
    expected = np.full(100, np.nan)
    expected[:93] = digital[7:, 0] / 1000
    np.testing.assert_allclose(record.lead("I")[::2], expected, atol=1e-6)


def test_gaps_are_nan(make, tmp_path):
    digital = make.samples(100, 1)
    digital[10:20] = -32768
    record = open_record(make.write(tmp_path, "r", ["r 1 500 100", "r.dat 16 1000/mV 16 0 0 0 0 II"], digital))
    np.testing.assert_array_equal(np.isnan(record.mv[0]), (digital == -32768)[:, 0])


def test_challenge_mat_with_its_flaws(make, tmp_path):
    """Offset 24, a date in place of the time, the suffix in the record line, CRLF, a byte-order mark."""
    digital = make.samples(100, 2)
    (tmp_path / "E1.mat").write_bytes(b"\0" * 24 + digital.astype("<i2").tobytes())
    signals = [f"E1.mat 16+24 1000/mV 16 0 0 0 0 {lead}" for lead in ("I", "II")]
    lines = ["E1.mat 2 500 100 05-May-2020 09:49:17", *signals, "#Age: 78", "#Sex: Female", "#Dx: 1,2"]
    (tmp_path / "E1.hea").write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    record = open_record(tmp_path / "E1.mat")
    np.testing.assert_allclose(record.mv, digital.T / 1000, atol=1e-6)
    assert record.name == "E1"
    assert record.recorded_at == datetime(2020, 5, 5, 9, 49, 17)
    assert (record.patient.age_years, record.patient.sex, record.patient.diagnoses) == (78, "female", ("1", "2"))
    assert any("E1.mat" in w for w in record.warnings)


@pytest.mark.parametrize("day", ["05-Oct-2020", "5-oct-2020", "05/10/2020"])
def test_days_are_read_whatever_the_language_of_the_system(make, tmp_path, german_months, day):
    lines = [f"r 1 500 100 12:00 {day}", "r.dat 16 1000/mV 16 0 0 0 0 II"]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(100, 1)))
    assert record.recorded_at == datetime(2020, 10, 5, 0, 12)
    assert not record.warnings


@pytest.mark.parametrize("day", ["31-Feb-2020", "05-Okt-2020", "00-Jan-2020", "05-May-20"])
def test_days_that_are_none(make, tmp_path, day):
    lines = [f"r 1 500 100 {day}", "r.dat 16 1000/mV 16 0 0 0 0 II"]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(100, 1)))
    assert record.recorded_at is None
    assert record.warnings == (f"The header's date or time cannot be read ({day}).",)


def test_mat_alone_is_refused_with_the_reason(tmp_path):
    (tmp_path / "x.mat").write_bytes(b"\0" * 100)
    with pytest.raises(RecordError, match=r"x\.mat has no WFDB header \(x\.hea\) beside it"):
        open_record(tmp_path / "x.mat")
    (tmp_path / "letter.docx").write_bytes(bytes(8))
    with pytest.raises(RecordError, match=r"letter\.docx is no ECG of a kind that is read"):
        open_record(tmp_path / "letter.docx")


@pytest.mark.parametrize("record_line", ["r 2 500", "r 2 500 0"])
def test_length_from_the_file_where_the_header_has_none(make, tmp_path, record_line):
    lines = [record_line, *(f"r.dat 16 1000/mV 16 0 0 0 0 {n}" for n in ("I", "II"))]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(321, 2)))
    assert record.n_samples == 321
    assert any("how long" in w for w in record.warnings)


def test_truncated_file_opens_as_far_as_it_goes(make, tmp_path):
    lines = ["r 2 500 1000", *(f"r.dat 16 1000/mV 16 0 0 0 0 {n}" for n in ("I", "II"))]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(321, 2)))
    assert record.n_samples == 321
    assert any("r.dat ends after 0.642 s; the header claims 2 s" in w for w in record.warnings)


def test_trailing_junk_is_ignored_with_a_warning(make, tmp_path):
    lines = ["r 2 500 100", *(f"r.dat 16 1000/mV 16 0 0 0 0 {n}" for n in ("I", "II"))]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(321, 2)))
    assert record.n_samples == 100
    assert any("the rest was ignored" in w for w in record.warnings)


@pytest.mark.parametrize("change", [0, 5, 99])
def test_a_changed_sample_is_noticed_by_the_checksum(make, tmp_path, change):
    digital = make.samples(100, 2)
    sums = digital.sum(axis=0) % 65536
    lines = ["r 2 500 100", f"r.dat 16 1000/mV 16 0 {digital[0, 0]} {sums[0]} 0 I",
             f"r.dat 16 1000/mV 16 0 {digital[0, 1]} {sums[1] - 65536} 0 II"]  # fmt: skip
    assert open_record(make.write(tmp_path, "r", lines, digital)).warnings == ()
    digital[change, 1] += 1
    record = open_record(make.write(tmp_path, "r", lines, digital))
    assert [w for w in record.warnings if "checksum" in w and "(II)" in w]


def test_first_value_is_compared_where_there_is_no_checksum(make, tmp_path):
    digital = make.samples(100, 1)
    line = f"r.dat 16 1000/mV 16 0 {digital[0, 0] + 1}"
    record = open_record(make.write(tmp_path, "r", ["r 1 500 100", line], digital))
    assert any("first value" in w for w in record.warnings)
    assert record.lead_names == ("signal 1",)


def test_what_the_header_shows_of_a_wrong_calibration(make, tmp_path):
    lines = [
        "r 3 500 50",
        "r.dat 16 1/mV 16 0 0 0 0 I",
        "r.dat 16 0/mV 16 0 0 0 0 II",
        "r.dat 16 1000/mV 16 0 0 0 0 III",
    ]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(50, 3)))
    assert any("one step of I is over 0.1 mV" in w for w in record.warnings)
    assert any("no gain for II; 200 steps" in w for w in record.warnings)
    assert record.is_uncalibrated
    np.testing.assert_allclose(record.lead("II"), make.samples(50, 3)[:, 1] / 200, atol=1e-6)


def test_baseline_and_adc_zero(make, tmp_path):
    lines = ["r 2 500 50", "r.dat 16 200(1024)/mV 11 5 0 0 0 I", "r.dat 16 200 11 1024 0 0 0 II"]
    digital = make.samples(50, 2)
    record = open_record(make.write(tmp_path, "r", lines, digital))
    np.testing.assert_allclose(record.mv, (digital.T - 1024) / 200, atol=1e-6)


def test_one_of_two_signal_files_absent(make, tmp_path):
    lines = ["r 2 500 50", "r.dat 16 1000/mV 16 0 0 0 0 I", "gone.dat 16 1000/mV 16 0 0 0 0 II"]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(50, 1)))
    assert record.lead_names == ("I",)
    assert any("gone.dat" in w for w in record.warnings)
    (tmp_path / "r.dat").unlink()
    with pytest.raises(RecordError, match=r"r\.dat, which the header r\.hea names, does not exist"):
        open_record(tmp_path / "r")


def test_files_of_other_case_are_found(make, tmp_path):
    header = make.write(tmp_path, "r", ["r 1 500 50", "R.DAT 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1))
    assert open_record(header).n_samples == 50


def segment(make, folder, name, digital, leads, fs=500):
    signals = [f"{name}.dat 16 1000/mV 16 0 0 0 0 {lead}" for lead in leads]
    return make.write(folder, name, [f"{name} {len(leads)} {fs} {len(digital)}", *signals], digital)


def test_fixed_layout_with_a_gap_equals_wfdb(make, tmp_path):
    a, b = make.samples(60, 2, 1), make.samples(40, 2, 2)
    segment(make, tmp_path, "a", a, ("I", "II"))
    segment(make, tmp_path, "b", b, ("I", "II"))
    header = make.write(tmp_path, "m", ["m/3 2 500 130 10:00:00 01/02/2020", "a 60", "~ 30", "b 40"])
    record = open_record(header)
    np.testing.assert_allclose(record.mv, np.vstack([a, np.full((30, 2), np.nan), b]).T / 1000, atol=1e-6)
    assert record.recorded_at == datetime(2020, 2, 1, 10)
    record = open_record(make.write(tmp_path, "n", ["n/3 2 500 160", "a 60", "b 40", "a 60"]))  # wfdb knows no "~" here
    np.testing.assert_allclose(record.mv, wfdb.rdrecord(str(tmp_path / "n")).p_signal.T, atol=1e-6)


def test_variable_layout_equals_wfdb_with_and_without_the_layout_header(make, tmp_path):
    a, b = make.samples(60, 2, 1), make.samples(40, 1, 2)
    segment(make, tmp_path, "a", a, ("II", "I"))
    segment(make, tmp_path, "b", b, ("V1",))
    layout = make.write(tmp_path, "lay", ["lay 3 500 0", *(f"~ 0 1000/mV 16 0 0 0 0 {n}" for n in ("I", "II", "V1"))])
    header = make.write(tmp_path, "m", ["m/4 3 500 110", "lay 0", "a 60", "~ 10", "b 40"])
    record = open_record(header)
    assert record.lead_names == ("I", "II", "V1")
    expected = np.full((3, 110), np.nan)
    expected[1, :60], expected[0, :60] = a.T / 1000
    expected[2, 70:] = b[:, 0] / 1000
    np.testing.assert_allclose(record.mv, expected, atol=1e-6)
    np.testing.assert_allclose(record.mv, wfdb.rdrecord(str(tmp_path / "m")).p_signal.T, atol=1e-6)
    layout.unlink()
    record = open_record(header)
    assert record.lead_names == ("II", "I", "V1")
    np.testing.assert_allclose(record.lead("I"), expected[0], atol=1e-6)


def test_absent_segments(make, tmp_path):
    a = make.samples(60, 1)
    segment(make, tmp_path, "b", a, ("I",))
    segment(make, tmp_path, "d", a, ("I",))
    header = make.write(
        tmp_path, "m", ["m/5 1 500 1660 10:00:00 01/02/2020", "a 500", "b 60", "c 40", "d 60", "e 1000"]
    )
    record = open_record(header)
    assert record.n_samples == 160
    assert np.isnan(record.mv[0, 60:100]).all()
    np.testing.assert_allclose(record.mv[0, 100:], a[:, 0] / 1000, atol=1e-6)
    assert record.recorded_at == datetime(2020, 2, 1, 10, 0, 1)  # the second of segment a is cut off
    assert any(w.startswith("3 of 5 segments") and "a.hea" in w for w in record.warnings)
    (tmp_path / "b.hea").unlink()
    (tmp_path / "d.dat").unlink()
    with pytest.raises(RecordError, match=r"a\.hea, which the header m\.hea names, does not exist"):
        open_record(header)


def test_segments_with_other_units_and_rate(make, tmp_path):
    a = make.samples(60, 1)
    segment(make, tmp_path, "a", a, ("I",))
    make.write(tmp_path, "b", ["b 1 500 60", "b.dat 16 1/uV 16 0 0 0 0 I"], a)
    record = open_record(make.write(tmp_path, "m", ["m/2 1 500 120", "a 60", "b 60"]))
    np.testing.assert_allclose(record.mv[0], np.tile(a[:, 0] / 1000, 2), atol=1e-6)
    segment(make, tmp_path, "c", a, ("I",), fs=250)
    with pytest.raises(RecordError, match="segment c has 250 samples a second"):
        open_record(make.write(tmp_path, "m", ["m/2 1 500 120", "a 60", "c 60"]))


def test_layout_header_alone_is_refused(make, tmp_path):
    header = make.write(tmp_path, "lay", ["lay 1 500 0", "~ 0 1000/mV 16 0 0 0 0 I"])
    with pytest.raises(RecordError, match="only lists the channels"):
        open_record(header)


@pytest.mark.parametrize("fs", [50, 62.4725, 100, 250, 257, 360, 500, 1000, 2000])
def test_rates(make, tmp_path, fs):
    header = make.write(tmp_path, "r", [f"r 1 {fs} 100", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(100, 1))
    assert open_record(header).fs == fs


@pytest.mark.parametrize("fs", ["0.0167", "1000000", "0", "-500", "1e999", "nan", "x"])
def test_impossible_rates_are_refused(make, tmp_path, fs):
    header = make.write(tmp_path, "r", [f"r 1 {fs} 100", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(100, 1))
    with pytest.raises(RecordError, match="sampling frequency"):
        open_record(header)


def test_progress_is_reported_and_cancel_honoured(make, tmp_path, monkeypatch):
    monkeypatch.setattr(signal_files, "_CHUNK_SAMPLES", 60)
    header = make.write(tmp_path, "r", ["r 1 500 1000", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(1000, 1))
    seen = []
    open_record(header, CancellableProgress(lambda fraction, text: seen.append(fraction)))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1], len(seen)) == (0.0, 1.0, 18)
    with pytest.raises(Cancelled):
        open_record(header, CancellableProgress(is_cancelled=lambda: True))


def test_simulated_records_say_so(make, tmp_path):
    lines = ["r 1 500 50", "r.dat 16 1000/mV 16 0 0 0 0 I"]
    assert open_record(make.write(tmp_path, "r", lines, make.samples(50, 1), ["# simulated: true"])).is_simulated
    assert not open_record(make.write(tmp_path, "r", lines, make.samples(50, 1), ["# simulated: false"])).is_simulated


def test_the_users_files_are_not_touched(make, tmp_path):
    folder = tmp_path / "ro"
    folder.mkdir()
    header = make.write(folder, "r", ["r.mat 1 500 50", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1))
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}
    open_record(header)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} == before


def test_flac_file_damaged_or_something_else(make, tmp_path):
    header = make.wrsamp(tmp_path, "r", make.samples(5000, 2) / 1000, fmt="516")
    whole = (tmp_path / "r.dat").read_bytes()
    (tmp_path / "r.dat").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RecordError, match=r"r\.dat is damaged"):
        open_record(header)
    (tmp_path / "r.dat").write_bytes(b"RIFF" + whole)
    with pytest.raises(RecordError, match=r"r\.dat is damaged"):
        open_record(header)


def test_folders_absent_files_and_empty_ones(make, tmp_path):
    with pytest.raises(RecordError, match=r"is a folder; choose an ECG in it\.$"):
        open_record(tmp_path)
    with pytest.raises(RecordError, match=r"nothing\.hea does not exist"):
        open_record(tmp_path / "nothing")
    with pytest.raises(RecordError, match=r"nothing\.dat does not exist"):
        open_record(tmp_path / "nothing.dat")
    (tmp_path / "e.hea").write_bytes(b"")
    with pytest.raises(RecordError, match=r"e\.hea is empty"):
        open_record(tmp_path / "e.hea")
    make.write(tmp_path, "r", ["r 1 500 50", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(0, 1))
    with pytest.raises(RecordError, match=r"r\.dat is empty"):
        open_record(tmp_path / "r")


def test_a_ready_made_twelve_lead_record(make, tmp_path):
    mv = make.samples(5000, 12) / 1000
    header = make.wrsamp(tmp_path, "r", mv, leads=STANDARD_LEADS)
    moved = tmp_path / "named with blanks"
    moved.mkdir()
    for file in (header, header.with_suffix(".dat")):
        shutil.move(file, moved)
    record = open_record(moved / "r.hea")
    np.testing.assert_allclose(record.mv, mv.T, atol=1e-6)
    assert (record.lead_names, record.fs, record.duration_s) == (STANDARD_LEADS, 500, 10)


def test_names_that_no_system_takes():
    for path in ("a\0b", "a" * 300, "a" * 300 + ".hea"):
        with pytest.raises(RecordError, match="a"):
            open_record(path)


def test_a_folder_whose_name_looks_like_a_url(make, tmp_path):
    folder = tmp_path / "http:"
    folder.mkdir()
    header = make.write(folder, "r", ["r 1 500 50", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1))
    assert open_record(header).n_samples == 50


def test_signal_file_named_by_one_header_or_by_several(make, tmp_path):
    lines = ["a 1 500 50", "x.dat 16 1000/mV 16 0 0 0 0 I"]
    make.write(tmp_path, "a", lines, make.samples(50, 1), dat="x.dat")
    assert open_record(tmp_path / "x.dat").name == "a"
    make.write(tmp_path, "b", lines)
    with pytest.raises(RecordError, match=r"x\.dat belongs to several records \(a\.hea, b\.hea\)"):
        open_record(tmp_path / "x.dat")


def test_more_lines_than_signals_and_an_unreadable_date(make, tmp_path):
    lines = ["r 1 500 50 25:61:00 40/40/2020", *(f"r.dat 16 1000/mV 16 0 0 0 0 {n}" for n in ("I", "II"))]
    record = open_record(make.write(tmp_path, "r", lines, make.samples(50, 1)))
    assert record.lead_names == ("I",)
    assert record.recorded_at is None
    assert any("describes 2 signals but claims 1" in w for w in record.warnings)
    assert any("date or time cannot be read (25:61:00 40/40/2020)" in w for w in record.warnings)


def test_no_frequency_means_250_hz(make, tmp_path):
    record = open_record(make.write(tmp_path, "r", ["r 1", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1)))
    assert record.fs == 250
    assert any("no sampling frequency" in w for w in record.warnings)


def test_a_channel_without_a_file_and_a_short_signal_file(make, tmp_path):
    lines = [
        "r 3 500 50",
        "r.dat 16 1000/mV 16 0 0 0 0 I",
        "~ 0 1000/mV 16 0 0 0 0 II",
        "s.dat 16 1000/mV 16 0 0 0 0 III",
    ]
    header = make.write(tmp_path, "r", lines, make.samples(50, 1))
    (tmp_path / "s.dat").write_bytes(make.samples(20, 1).astype("<i2").tobytes())
    record = open_record(header)
    assert record.lead_names == ("I", "III")
    assert np.isnan(record.lead("III")[20:]).all()
    assert not np.isnan(record.lead("III")[:20]).any()
    assert any("II has no signal file" in w for w in record.warnings)
    assert any("s.dat ends after 0.04 s" in w for w in record.warnings)


def test_many_flaws_do_not_make_many_warnings(make, tmp_path):
    for i in range(20):
        make.write(tmp_path, f"s{i}", [f"s{i} 1 500 5", f"s{i}.dat 16 1000/mV 16 0 0 7 0 I"], make.samples(5, 1))
    record = open_record(make.write(tmp_path, "m", ["m/20 1 500 100", *(f"s{i} 5" for i in range(20))]))
    assert len(record.warnings) == 13
    assert record.warnings[-1].startswith("There are 8 more")


def test_wfdb_is_imported_only_when_wanted():
    code = (
        "import sys; from ecg_imn_desktop.io import records, results; heavy = {'wfdb', 'pandas', 'h5py', 'scipy'};"
        "assert not heavy & set(sys.modules); records.preload(); assert 'wfdb.io' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("order", "missing", "n_samples", "gaps", "words"),
    [
        # absent at an end: not shown; absent between others: a gap
        (("a", "b", "c"), "a", 2000, 0, "1 of 3 segments (2 s)"),
        (("a", "b", "c"), "b", 3000, 1000, "1 of 3 segments (2 s)"),
        (("a", "b", "c"), "c", 2000, 0, "1 of 3 segments (2 s)"),
        (("a", "b", "c"), "ac", 1000, 0, "2 of 3 segments (4 s)"),
        # a gap that the header itself names stays, at an end too
        (("~", "a", "b"), "", 3000, 1000, None),
        (("a", "b", "~"), "", 3000, 1000, None),
        (("~", "a", "b"), "a", 1000, 0, "1 of 3 segments (2 s)"),
        (("a", "~", "b"), "a", 1000, 0, "1 of 3 segments (2 s)"),
        (("a", "~", "b", "c"), "c", 3000, 1000, "1 of 4 segments (2 s)"),
    ],
)
def test_what_of_a_record_with_missing_segments_is_shown(make, tmp_path, order, missing, n_samples, gaps, words):
    for name in set(order) - {"~"} - set(missing):
        make.write(tmp_path, name, [f"{name} 1 500 1000", f"{name}.dat 16 1000/mV 16 0 0 0 0 II"],
                   make.samples(channels=1))  # fmt: skip
    lines = [f"m/{len(order)} 1 500 {1000 * len(order)}", *(f"{name} 1000" for name in order)]
    record = open_record(make.write(tmp_path, "m", lines))
    assert record.n_samples == n_samples
    assert int(np.isnan(record.mv[0]).sum()) == gaps
    said = [w for w in record.warnings if "segments (" in w]
    assert len(said) == (words is not None)
    assert all(w.startswith(words) for w in said)


def test_a_record_of_gaps_alone_is_refused_and_one_of_missing_segments_names_the_first(make, tmp_path):
    with pytest.raises(RecordError, match="The record m holds no signal: it is one long gap"):
        open_record(make.write(tmp_path, "m", ["m/2 1 500 2000", "~ 1000", "~ 1000"]))
    with pytest.raises(RecordError, match="one"):
        open_record(make.write(tmp_path, "n", ["n/2 1 500 2000", "one 1000", "two 1000"]))


def test_a_flac_file_that_starts_at_an_offset_is_shorter_by_it(make, tmp_path):
    mv = make.samples(5000, 2) / 1000
    header = make.wrsamp(tmp_path, "r", mv, fmt="516")
    header.write_text("r 2 500\n" + "".join(f"r.dat 516+10 1000/mV 16 0 0 0 0 {lead}\n" for lead in ("I", "II")))
    record = open_record(header)
    assert record.n_samples == 4990
    np.testing.assert_allclose(record.mv, mv[10:].T, atol=1e-6)
