"""The corners of DICOM ECGs: kinds of samples, names of leads, ages, times, and files that claim too much."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from ecg_imn_desktop.core.errors import ExportError, RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Patient, Record
from ecg_imn_desktop.io.dicom import age_at, moment_of, pydicom_is_quiet, read_dicom
from ecg_imn_desktop.io.exporting import write_record
from ecg_imn_desktop.simulate import simulate


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    record = replace(simulate("normal", fs=500, duration_s=1, seed=3).record, recorded_at=datetime(2024, 2, 29, 13, 5))
    return write_record(tmp_path_factory.mktemp("dicom") / "a.dcm", record).read_bytes()


@pytest.fixture
def changed(tmp_path, whole):
    """Gives the path of the ECG with a change made to its data set."""
    path = tmp_path / "a.dcm"

    def write(change=lambda dataset: None) -> Path:
        path.write_bytes(whole)
        with pydicom_is_quiet():
            dataset = pydicom.dcmread(path)
            change(dataset)
            dataset.save_as(path)
        return path

    return write


def group_of(dataset: Dataset) -> Dataset:
    return dataset.WaveformSequence[0]


def channel(dataset: Dataset, i: int = 0) -> Dataset:
    return group_of(dataset).ChannelDefinitionSequence[i]


def test_leads_are_written_by_their_code_in_the_standard(changed):
    dataset = pydicom.dcmread(changed())
    codes = {
        (s.CodeMeaning, s.CodeValue, s.CodingSchemeDesignator)
        for s in (channel(dataset, i).ChannelSourceSequence[0] for i in range(12))
    }
    # MDC_ECG_LEAD_I, _V1 and _III of ISO/IEEE 11073-10102
    assert {("Lead I", "131329", "MDC"), ("Lead V1", "131331", "MDC"), ("Lead III", "131389", "MDC")} <= codes
    assert {scheme for _, _, scheme in codes} == {"MDC"}


@pytest.mark.parametrize("name", ["ChannelTimeSkew", "ChannelSampleSkew"])
def test_channels_that_are_shifted_against_each_other_are_said(changed, name):
    assert not read_dicom(changed()).warnings
    path = changed(lambda d: channel(d, 3).__setattr__(name, "2"))
    (warning,) = read_dicom(path).warnings
    assert "shifted against each other" in warning


@pytest.mark.parametrize(
    ("bits", "interpretation", "dtype"),
    [(8, "SB", "i1"), (8, "UB", "u1"), (16, "SS", "<i2"), (16, "US", "<u2"), (32, "SL", "<i4"), (32, "UL", "<u4")],
)
def test_every_kind_of_sample(changed, bits, interpretation, dtype):
    digital = np.random.default_rng(bits).integers(0, 100, (500, 12)).astype(dtype)
    digital[7, 2] = np.iinfo(dtype).max

    def store(dataset):
        group = group_of(dataset)
        group.WaveformBitsAllocated, group.WaveformSampleInterpretation = bits, interpretation
        group["WaveformData"].value = digital.tobytes()
        del group["WaveformPaddingValue"]

    record = read_dicom(changed(store))
    assert np.array_equal(record.mv, (digital.T.astype(np.float64) / 1000).astype(np.float32))


def test_the_correction_and_the_baseline_of_a_channel_count(changed):
    before = read_dicom(changed()).mv[1]

    def calibrate(dataset):
        channel(dataset, 1).ChannelSensitivityCorrectionFactor = "1.25"
        channel(dataset, 1).ChannelBaseline = "-40"  # in units of the channel, microvolts

    assert read_dicom(changed(calibrate)).mv[1] == pytest.approx(1.25 * before - 0.04, abs=1e-5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: setattr(g, "WaveformSampleInterpretation", "MB"), "in a way that is not read"),
        (lambda g: setattr(g, "NumberOfWaveformChannels", 0), "claims 0 channels"),
        (lambda g: setattr(g, "NumberOfWaveformChannels", 1025), "claims 1025 channels"),
        (lambda g: setattr(g, "NumberOfWaveformSamples", 0), "of 0 samples"),
        (lambda g: setattr(g, "NumberOfWaveformSamples", 501), "more samples than it holds"),
        (lambda g: g.ChannelDefinitionSequence.pop(), "describes 11 of 12 channels"),
        (lambda g: setattr(g, "SamplingFrequency", "0"), "sampling frequency"),
        (lambda g: g.__delitem__("SamplingFrequency"), "is damaged or no DICOM ECG"),
    ],
)
def test_a_group_that_cannot_be_is_refused(changed, change, words):
    path = changed(lambda d: change(group_of(d)))
    with pytest.raises(RecordError, match=words) as caught:
        read_dicom(path)
    assert path.name in caught.value.message


def test_too_large_and_deflated_files_are_refused_unread(tmp_path, changed):
    path = changed()
    with path.open("r+b") as file:
        file.truncate(1_000_000_001)
    with pytest.raises(RecordError, match="too large"):
        read_dicom(path)
    dataset = pydicom.dcmread(changed())
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.DeflatedExplicitVRLittleEndian
    dataset.save_as(tmp_path / "deflated.dcm")
    with pytest.raises(RecordError, match="deflated"):
        read_dicom(tmp_path / "deflated.dcm")


def test_the_largest_group_that_is_no_median_beat_is_read(changed):
    def add(dataset, **changes):
        other = Dataset()
        other.update(group_of(dataset))
        for name, value in changes.items():
            setattr(other, name, value)
        dataset.WaveformSequence.append(other)

    small = {"NumberOfWaveformSamples": 250, "MultiplexGroupLabel": "STRIP"}
    record = read_dicom(changed(lambda d: add(d, **small)))
    assert record.n_samples == 500
    assert record.warnings == ("Not shown are other groups of channels in the file: STRIP.",)

    def rhythm_is_the_smaller(dataset):
        add(dataset, **small)
        group_of(dataset).MultiplexGroupLabel = "MEDIAN BEAT"

    assert read_dicom(changed(rhythm_is_the_smaller)).n_samples == 250

    def derived(dataset):
        add(dataset, **small)
        group_of(dataset).WaveformOriginality = "DERIVED"

    assert read_dicom(changed(derived)).n_samples == 250
    alone = changed(lambda d: setattr(group_of(d), "WaveformOriginality", "DERIVED"))
    assert read_dicom(alone).n_samples == 500  # better than nothing


def split_in_two(dataset):
    """The limb leads in one group, the chest leads in another."""
    whole_group = group_of(dataset)
    values = np.frombuffer(whole_group.WaveformData, "<i2").reshape(-1, 12)
    groups = []
    for leads in (slice(6), slice(6, 12)):
        group = Dataset()
        group.update(whole_group)
        group.ChannelDefinitionSequence = whole_group.ChannelDefinitionSequence[leads]
        group.NumberOfWaveformChannels = 6
        group.add_new(0x54001010, "OW", values[:, leads].tobytes())
        groups.append(group)
    dataset.WaveformSequence = groups


def test_groups_of_one_time_are_one_ecg(changed):
    whole_ecg = read_dicom(changed())
    parts = read_dicom(changed(split_in_two))
    assert parts.lead_names == STANDARD_LEADS
    assert not parts.warnings
    np.testing.assert_array_equal(parts.mv, whole_ecg.mv)

    def one_later(dataset):
        split_in_two(dataset)
        dataset.WaveformSequence[1].MultiplexGroupTimeOffset = 500
        dataset.WaveformSequence[1].MultiplexGroupLabel = "LATER"

    later = read_dicom(changed(one_later))
    assert later.lead_names == STANDARD_LEADS[:6]
    assert later.warnings == ("Not shown are other groups of channels in the file: LATER.",)


@pytest.mark.parametrize(
    ("code", "meaning", "label", "lead"),
    [
        ("2:3", "", "", "V1"),
        ("5.6.3-9-61", "", "", "III"),
        ("131392", "something else", "", "aVF"),
        ("2:999", "Lead V4 (Einthoven)", "", "V4"),
        ("XYZ", "unknown", "V6", "V6"),
        ("XYZ", "aVR, augmented voltage, right", "", "aVR"),
        ("MDC_ECG_LEAD_AVF", "foot", "", "aVF"),
        ("XYZ", "Frank X1", "", "Frank X1"),
        ("", "", "", "signal 1"),
    ],
)
def test_what_a_lead_is_called(changed, code, meaning, label, lead):
    def name(dataset):
        source = channel(dataset).ChannelSourceSequence[0]
        source.CodeValue, source.CodeMeaning = code, meaning
        channel(dataset).ChannelLabel = label
        group = group_of(dataset)
        group.NumberOfWaveformChannels = 1
        group.NumberOfWaveformSamples = 100
        del group.ChannelDefinitionSequence[1:]

    assert read_dicom(changed(name)).lead_names == (lead,)


def test_channels_without_a_scale_are_no_leads(changed):
    record = read_dicom(changed(lambda d: channel(d, 5).__delitem__("ChannelSensitivity")))
    assert "aVF" not in record.lead_names
    assert [s.name for s in record.other_signals] == ["aVF"]


@pytest.mark.parametrize(
    ("age", "birth", "years"),
    [
        ("042Y", "", 42.0), ("018M", "", 1.5), ("026W", "", 0.5), ("010D", "", 0.03), ("999Y", "", None),
        ("", "19620301", 61.0), ("", "19640229", 60.0), ("", "20240301", None), ("", "18000101", None), ("", "x", None),
    ],
)  # fmt: skip
def test_ages(changed, age, birth, years):
    def put(dataset):
        dataset.PatientAge, dataset.PatientBirthDate = age, birth

    assert read_dicom(changed(put)).patient.age_years == years


def test_whole_years_change_on_the_birthday():
    assert age_at(date(2000, 6, 15), date(2024, 6, 14)) == 23
    assert age_at(date(2000, 6, 15), date(2024, 6, 15)) == 24
    assert age_at(date(2024, 6, 15), date(2024, 6, 15)) == 0
    assert age_at(date(1894, 6, 15), date(2024, 6, 14)) == 129
    assert age_at(date(1894, 6, 15), date(2024, 6, 15)) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20240229130507.25+0100", datetime(2024, 2, 29, 13, 5, 7, 250_000)),
        ("20240229130507", datetime(2024, 2, 29, 13, 5, 7)),
        ("2024022913", datetime(2024, 2, 29, 13)),
        ("20240229", datetime(2024, 2, 29)),
        ("20230229", None), ("20240229250000", None), ("2024", None), ("", None), ("no day", None),
    ],
)  # fmt: skip
def test_moments(text, moment):
    assert moment_of(text) == moment


def test_the_first_moment_that_is_one_counts(changed):
    def put(dataset):
        dataset.AcquisitionDateTime, dataset.AcquisitionDate = "unknown", ""
        dataset.ContentDate, dataset.ContentTime = "20230102", "030405"
        dataset.StudyDate, dataset.StudyTime = "20220102", "030405"

    assert read_dicom(changed(put)).recorded_at == datetime(2023, 1, 2, 3, 4, 5)


def test_what_is_not_known_of_the_patient_is_none_and_not_empty(changed):
    def forget(dataset):
        dataset.PatientName, dataset.PatientID, dataset.PatientSex, dataset.PatientAge = "^^", " ", "O", ""

    assert read_dicom(changed(forget)).patient == Patient()

    def know(dataset):
        dataset.PatientName, dataset.PatientID, dataset.PatientSex = "Miller^Jane", "A-17", "F"
        dataset.PatientAge = ""

    assert read_dicom(changed(know)).patient == Patient("Miller Jane", "A-17", None, "female")


def test_a_channel_without_a_source_is_called_by_its_label(changed):
    def strip(dataset):
        del channel(dataset, 4).ChannelSourceSequence
        channel(dataset, 4).ChannelLabel = "aVL"

    assert read_dicom(changed(strip)).lead_names[4] == "aVL"


# ------------------------------------------------------------------ written


@pytest.mark.parametrize(
    ("n_leads", "fs", "seconds", "sop_class"),
    [
        (12, 500.0, 10, "1"), (12, 200.0, 1, "1"), (12, 1000.0, 16.384, "1"), (12, 1000.0, 16.385, "2"),
        (12, 500.0, 60, "2"), (12, 199.0, 1, "3"), (12, 50.0, 1, "3"), (12, 49.0, 1, None), (12, 1001.0, 1, None),
    ],
)  # fmt: skip
def test_the_kind_of_ecg_that_the_standard_allows(tmp_path, n_leads, fs, seconds, sop_class):
    mv = np.zeros((n_leads, round(seconds * fs)), dtype=np.float32)
    record = Record("r", mv, fs, STANDARD_LEADS[:n_leads])
    if sop_class is None:
        with pytest.raises(ExportError, match=rf"no kind of ECG with 12 leads at {fs:g} Hz"):
            write_record(tmp_path / "a.dcm", record)
    else:
        found = pydicom.dcmread(write_record(tmp_path / "a.dcm", record), stop_before_pixels=True).SOPClassUID
        assert found == f"1.2.840.10008.5.1.4.1.1.9.1.{sop_class}"


@pytest.mark.parametrize(("n_leads", "sop_class"), [(13, "1"), (14, "2"), (24, "2"), (25, None)])
def test_how_many_leads_the_standard_allows(tmp_path, n_leads, sop_class):
    record = Record("r", np.zeros((n_leads, 500), np.float32), 500.0, tuple(f"E{i}" for i in range(n_leads)))
    if sop_class is None:
        with pytest.raises(ExportError, match="no kind of ECG with 25 leads"):
            write_record(tmp_path / "a.dcm", record)
    else:
        assert pydicom.dcmread(write_record(tmp_path / "a.dcm", record)).SOPClassUID.endswith(f".1.{sop_class}")


@pytest.mark.parametrize(
    ("largest_mv", "step_mv"), [(0.2, 0.0001), (0.31, 0.001), (32.767, 0.001), (32.8, 0.005), (150, 0.005), (170, 0.01)]
)
def test_steps_are_as_fine_as_fits(tmp_path, largest_mv, step_mv):
    mv = np.linspace(-largest_mv, largest_mv, 500, dtype=np.float32)[None]
    path = write_record(tmp_path / "a.dcm", Record("r", mv, 500.0, ("II",)))
    assert float(channel(pydicom.dcmread(path)).ChannelSensitivity) == pytest.approx(1000 * step_mv)
    assert np.abs(read_dicom(path).mv - mv).max() <= step_mv / 2 + 1e-5 * largest_mv


@pytest.mark.parametrize(("age", "written"), [(None, ""), (0.4, "000Y"), (61.9, "061Y")])
def test_ages_are_written_in_whole_years(tmp_path, age, written):
    record = Record("r", np.zeros((1, 500), np.float32), 500.0, ("II",), patient=Patient("n" * 80, "i" * 80, age))
    dataset = pydicom.dcmread(write_record(tmp_path / "a.dcm", record))
    assert dataset.get("PatientAge", "") == written
    assert (str(dataset.PatientName), dataset.PatientID) == ("n" * 64, "i" * 64)
