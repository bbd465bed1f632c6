"""Every record of the collection of WFDB formats and quirks: right leads and values, or one sentence of refusal."""

import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.io.records import open_record

# Record -> a part of the sentence with which it is refused; all others must open.
REFUSED = {
    "wfdb-python/1003": "1003.dat",
    "wfdb-python/12726": "12726.dat",
    "wfdb-python/drive02": "drive02.dat",
    "wfdb-python/drive02-no-len": "drive02.dat",
    "wfdb-python/n16": "n16.dat",
    "wfdb-python/n8_evoked_raw_95_F1_R9": "n8_evoked_raw_95_F1_R9.dat",
    "wfdb-python/wave_4": "wave_4.dat",
    "wfdb-python/multi-segment/p000878/3269321_0001": "(PLETH) is a lead in volts",
    "wfdb-python/multi-segment/p000878/3269321_layout": "only lists the channels",
    "wfdb-python/multi-segment/s00001/3248903_layout": "only lists the channels",
    "wfdb-python/multi-segment/s00001/3975656_layout": "only lists the channels",
    "wfdb-python/multi-segment/s25047/3234460_layout": "only lists the channels",
    "wfdb-python/multi-segment/s00001/3975656_0006": "3975656_0006.dat",
    "wfdb-python/multi-segment/s00001/3975656_0009": "3975656_0009.dat",
    "wfdb-python/multi-segment/s00001/3975656_0010": "3975656_0010.dat",
    "wfdb-python/multi-segment/s00001/3975656_0011": "3975656_0011.dat",
    "wfdb-python/multi-segment/s00001/s00001-2896-10-09-01-56n": "holds no ECG",
    "wfdb-python/multi-segment/s00001/s00001-2896-10-10-00-31n": "holds no ECG",
    "wfdb-python/multi-segment/s25047/s25047-2704-05-04-10-44n": "holds no ECG",
}

# Opened although wfdb cannot: a name with a suffix in the record line, absent segments. Values are checked elsewhere.
ONLY_OURS = {
    "challenge/E07500",
    "challenge-fewer-leads/two/E07500",
    "challenge-fewer-leads/three/E07500",
    "challenge-fewer-leads/four/E07500",
    "challenge-fewer-leads/six/E07500",
    "wfdb-python/multi-segment/p000878/p000878-2137-10-26-16-57",
    "wfdb-python/multi-segment/s00001/s00001-2896-10-10-00-31",
}

TWELVE = {
    "ptbxl": STANDARD_LEADS,
    "ludb": STANDARD_LEADS,
    "challenge": STANDARD_LEADS,
}

LEADS = {
    "wfdb-python/s0010_re": (*STANDARD_LEADS, "VX", "VY", "VZ"),
    "wfdb-python/100": ("II", "V5"),
    "wfdb-python/100_3chan": ("I", "II", "III"),
    "wfdb-python/03700181": ("V1",),
    "wfdb-python/mixedsignals": ("II", "III", "V"),
    "wfdb-python/a103l": ("II", "V"),
    "wfdb-python/310derive": ("col 0", "col 1"),
    "wfdb-python/test01_00s": ("ECG 1", "ECG 2", "ECG 3", "ECG 4"),
    "wfdb-python/multi-segment/041s/041s": ("III", "I", "V"),
    "wfdb-python/multi-segment/fixed1/v102s": ("II", "V"),
    "wfdb-python/multi-segment/s25047/s25047-2704-05-04-10-44": ("II", "V"),
    "wfdb-python/multi-segment/p000878/p000878-2137-10-26-16-57": ("II", "V"),
    "ecg-kit/208": ("II", "V1"),
    "ecg-kit/800": ("ECG", "ECG (2)"),
    "challenge-fewer-leads/two/E07500": ("I", "II"),
    "challenge-fewer-leads/three/E07500": ("I", "II", "V2"),
    "challenge-fewer-leads/four/E07500": ("I", "II", "III", "V2"),
    "challenge-fewer-leads/six/E07500": ("I", "II", "III", "aVR", "aVL", "aVF"),
}

MV_PER_UNIT = {"mv": 1.0, "uv": 1e-3, "v": 1e3}


def reference(header):
    """All channels by name as wfdb reads them, at the rate of the fastest ECG channel, slower ones held."""
    record = wfdb.rdrecord(str(header.with_suffix("")), smooth_frames=False)
    spf = [len(s) // record.sig_len for s in record.e_p_signal]
    is_voltage = [
        u.lower() in MV_PER_UNIT and n not in ("RESP", "PLETH")
        for n, u in zip(record.sig_name, record.units, strict=True)
    ]
    k = max(s for s, v in zip(spf, is_voltage, strict=True) if v)
    ecg, other = [], {}
    columns = zip(record.sig_name, record.units, is_voltage, spf, record.e_p_signal, strict=True)
    for name, units, voltage, s, x in columns:
        x = np.asarray(x, dtype=float)
        if s != k:
            x = np.repeat(x, k // s) if k > s else x[:: s // k]
        if voltage:
            ecg.append(x * MV_PER_UNIT[units.lower()])
        else:
            other[name] = x
    return np.array(ecg), other, record.fs * k


def assert_equal(got, expected):
    """To 1e-6 mV; float32 holds values beyond 32 mV only to 6e-8 of their size."""
    np.testing.assert_array_equal(np.isnan(got), np.isnan(expected))
    np.testing.assert_allclose(got, expected, rtol=6e-8, atol=1e-6)


def test_every_record_opens_with_wfdbs_values_or_is_refused_with_a_sentence(real_data):
    folder = real_data / "wfdb-variety"
    headers = sorted(folder.rglob("*.hea"))
    assert len(headers) > 100
    opened = refused = 0
    for header in headers:
        key = header.relative_to(folder).with_suffix("").as_posix()
        if key in REFUSED:
            with pytest.raises(RecordError) as caught:
                open_record(header)
            assert REFUSED[key] in str(caught.value), key
            assert str(caught.value).count("\n") == 0
            refused += 1
            continue
        record = open_record(header)
        opened += 1
        expected_leads = LEADS.get(key) or TWELVE.get(key.split("/")[0])
        if expected_leads:
            assert record.lead_names == expected_leads, key
        if key == "wfdb-python/multi-segment/s00001/s00001-2896-10-09-01-56":  # nothing but a gap
            assert record.lead_names == ("II", "V", "V1")
            assert np.isnan(record.mv).all()
            continue
        if key in ONLY_OURS:
            assert record.warnings
            continue
        mv, other, fs = reference(header)
        assert record.fs == pytest.approx(fs), key
        assert_equal(record.mv, mv)
        assert {s.name for s in record.other_signals} == set(other), key
        for signal in record.other_signals:
            assert_equal(signal.values, other[signal.name])
    assert refused == len(REFUSED)
    assert opened == len(headers) - refused


def test_record_name_with_suffix_opens_with_a_warning(real_data, tmp_path):
    folder = real_data / "wfdb-variety" / "challenge"
    record = open_record(folder / "E07500.mat")
    assert record.name == "E07500"
    assert any("E07500.mat" in w for w in record.warnings)
    # The same header with the name mended, which wfdb can read.
    text = (folder / "E07500.hea").read_text().replace("E07500.mat 12", "E07500 12")
    (tmp_path / "E07500.hea").write_text(text)
    (tmp_path / "E07500.mat").write_bytes((folder / "E07500.mat").read_bytes())
    assert_equal(record.mv, wfdb.rdrecord(str(tmp_path / "E07500")).p_signal.T)


def test_absent_segments_become_gaps_or_are_cut_off(real_data):
    folder = real_data / "wfdb-variety/wfdb-python/multi-segment"
    long = open_record(folder / "s00001/s00001-2896-10-10-00-31")
    assert long.n_samples == 14518365
    assert np.isnan(long.lead("II")[:3261]).all()
    present = wfdb.rdrecord(str(folder / "s00001/3975656_0016")).p_signal
    assert_equal(long.lead("II")[-22500:], present[:, 0])
    assert any("missing" in w for w in long.warnings)
    short = open_record(folder / "p000878/p000878-2137-10-26-16-57")
    assert short.duration_s == pytest.approx(60.0)  # the 117 h after the last segment present are not shown as empty
    present = wfdb.rdrecord(str(folder / "p000878/3269321_0002")).p_signal
    assert_equal(short.lead("II")[-1750:], present[:, 0])


def test_patients_of_the_known_data_sets(real_data):
    folder = real_data / "wfdb-variety"
    challenge = open_record(folder / "challenge/A0001")
    assert (challenge.patient.age_years, challenge.patient.sex) == (74, "male")
    assert challenge.patient.diagnoses == ("59118001",)
    ludb = open_record(folder / "ludb/1")
    assert (ludb.patient.age_years, ludb.patient.sex) == (51, "female")
    assert ludb.patient.diagnoses[0] == "Rhythm: Sinus bradycardia"
    ptb = open_record(folder / "wfdb-python/s0010_re.xyz")
    assert (ptb.patient.age_years, ptb.patient.sex) == (81, "female")
    assert "Myocardial infarction" in ptb.patient.diagnoses
    assert ptb.recorded_at.year == 1990
    mit = open_record(folder / "wfdb-python/100")
    assert (mit.patient.age_years, mit.patient.sex) == (69, "male")
    assert open_record(folder / "challenge/E00001").patient.age_years is None  # "#Age: NaN"


def test_signal_file_of_another_name_finds_its_header(real_data):
    folder = real_data / "wfdb-variety/wfdb-python"
    assert open_record(folder / "mixedsignals_p.dat").name == "mixedsignals"
    with pytest.raises(RecordError, match="holds no ECG"):
        open_record(folder / "multi-segment/s00001/3248903n.dat")
