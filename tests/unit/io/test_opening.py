"""Every format in, the two formats out: what was written by others' libraries or by hand comes back as it was."""

import os
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import h5py
import numpy as np
import pydicom
import pyedflib
import pytest
from pydicom.data import get_testdata_file

from ecg_imn_desktop.core.errors import EcgError, ExportError, RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Patient, Record
from ecg_imn_desktop.io.exporting import anonymous, write_record
from ecg_imn_desktop.io.opening import read_any, references_in, takes_scale
from ecg_imn_desktop.io.references import Reference, parse_reference, with_scale
from ecg_imn_desktop.io.tables import UnknownScaleError
from ecg_imn_desktop.simulate import simulate


@pytest.fixture(scope="module")
def ecg() -> Record:
    made = simulate("normal", fs=500, duration_s=4, seed=3).record
    patient = Patient(name="Jane Müller", id="A-17", age_years=61.0, sex="female")
    return replace(made, patient=patient, recorded_at=datetime(2024, 2, 29, 13, 5, 7), comments=())


def same(a: Record, b: Record, step_mv: float) -> None:
    assert a.lead_names == b.lead_names
    assert a.fs == b.fs
    assert a.mv.shape == b.mv.shape
    assert np.array_equal(np.isnan(a.mv), np.isnan(b.mv))
    assert np.nanmax(np.abs(a.mv - b.mv)) <= step_mv / 2 + 1e-6


# ------------------------------------------------------------------ out and in again


@pytest.mark.parametrize("suffix", [".hea", ".dcm"])
def test_an_export_comes_back(tmp_path, ecg, suffix):
    mv = np.array(ecg.mv)
    mv[3, 100:200] = np.nan
    record = replace(ecg, mv=mv)
    back = read_any(write_record(tmp_path / f"out{suffix}", record))
    same(back, record, 0.001)
    assert back.patient == replace(record.patient, diagnoses=back.patient.diagnoses)
    assert back.recorded_at == record.recorded_at
    assert back.is_simulated == (suffix == ".hea")
    assert not back.warnings
    expected = {"out.hea", "out.dat"} if suffix == ".hea" else {"out.dcm"}
    assert {p.name for p in tmp_path.iterdir()} == expected


def test_exported_again_and_again_nothing_more_is_lost(tmp_path, ecg):
    first = read_any(write_record(tmp_path / "a.dcm", ecg))
    second = read_any(write_record(tmp_path / "b.hea", first))
    third = read_any(write_record(tmp_path / "c.dcm", second))
    assert np.array_equal(first.mv, third.mv)
    assert first.patient == third.patient


def test_small_signals_get_finer_steps_and_impossible_ones_are_refused(tmp_path, ecg):
    small = replace(ecg, mv=ecg.mv * np.float32(0.05))
    same(read_any(write_record(tmp_path / "small.hea", small)), small, 0.0001)
    with pytest.raises(ExportError, match="cannot be written"):
        write_record(tmp_path / "large.dcm", replace(ecg, mv=ecg.mv * np.float32(1e9)))


def test_an_export_is_never_the_record_itself(tmp_path, ecg):
    path = write_record(tmp_path / "a.hea", ecg)
    opened = read_any(path)
    before = path.read_bytes()
    with pytest.raises(ExportError, match="belongs to the record"):
        write_record(path, opened)
    with pytest.raises(ExportError, match="neither"):
        write_record(tmp_path / "a.txt", opened)
    with pytest.raises(ExportError, match="no kind of ECG"):
        write_record(tmp_path / "a.dcm", replace(opened, fs=20.0))
    assert path.read_bytes() == before


def test_anonymous_leaves_nothing_that_names_the_patient(tmp_path, ecg):
    old = replace(ecg, patient=replace(ecg.patient, age_years=97.0), comments=("name: Jane Müller",))
    for suffix in (".hea", ".dcm"):
        path = write_record(tmp_path / f"x{suffix}", anonymous(old))
        content = path.read_bytes()
        for secret in (b"Jane", b"A-17", b"20240229", b"29/02/2024", b"097Y"):
            assert secret not in content, (suffix, secret)
        assert read_any(path).patient.age_years == 90


# ------------------------------------------------------------------ DICOM


@pytest.fixture(scope="module")
def cart_file() -> Path:
    """A 12-lead ECG of a real cart that pydicom ships for its own tests."""
    return Path(get_testdata_file("waveform_ecg.dcm"))


def test_the_dicom_file_of_a_cart(cart_file):
    record = read_any(cart_file)
    dataset = pydicom.dcmread(cart_file)
    reference = dataset.waveform_array(0)  # pydicom's own scaling, in uV
    assert record.lead_names == STANDARD_LEADS
    assert record.fs == 1000
    assert np.allclose(record.mv, reference.T / 1000, atol=1e-6)
    assert record.recorded_at == datetime(2013, 1, 25, 10, 59, 19)
    assert (record.patient.sex, record.patient.age_years) == ("female", 42.0)
    assert any("MEDIAN BEAT" in w for w in record.warnings)
    assert np.abs(record.lead("II") - record.lead("I") - record.lead("III")).max() < 0.01


def test_a_dicom_file_that_is_no_ecg_or_claims_too_much(tmp_path, cart_file):
    with pytest.raises(RecordError, match="without a waveform"):
        read_any(Path(get_testdata_file("CT_small.dcm")))
    dataset = pydicom.dcmread(cart_file)
    dataset.WaveformSequence[0].NumberOfWaveformSamples = 2_000_000_000
    dataset.save_as(tmp_path / "claims.dcm")
    with pytest.raises(RecordError, match="more samples than it holds"):
        read_any(tmp_path / "claims.dcm")


# ------------------------------------------------------------------ EDF


def write_edf(path: Path, signals, labels, rates, units, kind=pyedflib.FILETYPE_EDFPLUS) -> Path:
    with pyedflib.EdfWriter(str(path), len(signals), kind) as file:
        file.setPatientName("Jane_Miller")
        file.setPatientCode("A-17")
        file.setSex(0)
        file.setStartdatetime(datetime(2024, 2, 29, 13, 5, 7))
        limit = 8388607 if kind in (pyedflib.FILETYPE_BDF, pyedflib.FILETYPE_BDFPLUS) else 32767
        for i, (label, fs, unit) in enumerate(zip(labels, rates, units, strict=True)):
            file.setSignalHeader(
                i,
                {"label": label, "dimension": unit, "sample_frequency": fs, "physical_max": 8000.0,
                 "physical_min": -8000.0, "digital_max": limit, "digital_min": -limit - 1,
                 "prefilter": "", "transducer": ""},
            )  # fmt: skip
        file.writeSamples([np.ascontiguousarray(s, dtype=np.float64) for s in signals])
    return path


@pytest.mark.parametrize("kind", [pyedflib.FILETYPE_EDF, pyedflib.FILETYPE_EDFPLUS, pyedflib.FILETYPE_BDF])
def test_edf_and_bdf(tmp_path, ecg, kind):
    suffix = ".bdf" if kind == pyedflib.FILETYPE_BDF else ".edf"
    labels = [f"ECG {lead}" for lead in STANDARD_LEADS]
    path = write_edf(tmp_path / f"a{suffix}", ecg.mv * 1000, labels, [500] * 12, ["uV"] * 12, kind)
    record = read_any(path)
    same(record, ecg, 2 * 16_000 / 65_535 / 1000)  # the writer cuts off
    assert record.recorded_at == datetime(2024, 2, 29, 13, 5, 7)
    if kind == pyedflib.FILETYPE_EDFPLUS:
        assert record.patient.sex == "female"
        assert record.patient.id == "A-17"


def test_edf_with_other_channels_of_other_rates(tmp_path, ecg):
    breath = np.sin(np.arange(4 * 25) / 10) * 100
    odd = np.zeros(4 * 30)
    path = write_edf(
        tmp_path / "a.edf", [*(ecg.mv[:2] * 1000), breath, odd], ["I", "II", "Resp", "Odd"], [500, 500, 25, 30],
        ["uV", "uV", "ohm", "x"],
    )  # fmt: skip
    record = read_any(path)
    assert record.lead_names == ("I", "II")
    assert [s.name for s in record.other_signals] == ["Resp"]
    assert record.other_signals[0].values.shape == (2000,)
    assert np.allclose(record.other_signals[0].values[::20], breath, atol=0.3)
    assert any("Odd is left out" in w for w in record.warnings)


def test_an_edf_file_cut_short_is_refused(tmp_path, ecg):
    path = write_edf(tmp_path / "a.edf", ecg.mv * 1000, STANDARD_LEADS, [500] * 12, ["uV"] * 12)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(RecordError, match="more samples than the file holds"):
        read_any(path)


# ------------------------------------------------------------------ text


def write_text(path: Path, ecg: Record, heading: str = "", delimiter: str = ",", with_time: bool = False) -> Path:
    rows = [heading] if heading else []
    for i, values in enumerate(ecg.mv.T):
        cells = [f"{v:.6f}" for v in values]
        cells = [f"{i / ecg.fs:.4f}", *cells] if with_time else cells
        line = delimiter.join(cells)
        rows.append(line.replace(".", ",") if delimiter == ";" else line)
    path.write_text("\n".join(rows) + "\n")
    return path


def test_text_asks_for_what_it_does_not_say(tmp_path, ecg):
    path = write_text(tmp_path / "a.csv", ecg)
    with pytest.raises(UnknownScaleError, match="--fs and --units") as caught:
        read_any(path)
    assert (caught.value.needs_fs, caught.value.needs_units) == (True, True)
    with pytest.raises(UnknownScaleError, match="its units; on"):
        read_any(with_scale(path, 500, None))
    record = read_any(with_scale(path, 500, "mV"))
    same(record, ecg, 1e-6)
    assert any("were taken for I, II, III" in w for w in record.warnings)
    same(read_any(f"{path}#fs=500&units=uV"), replace(ecg, mv=ecg.mv / 1000), 1e-6)


def test_text_that_says_it_all_is_not_asked(tmp_path, ecg):
    heading = "time (s)," + ",".join(f"{lead} [mV]" for lead in STANDARD_LEADS)
    same(read_any(write_text(tmp_path / "a.csv", ecg, heading, with_time=True)), ecg, 1e-6)
    german = ";".join(["Zeit", *STANDARD_LEADS])
    same(read_any(with_scale(write_text(tmp_path / "b.txt", ecg, german, ";", True), None, "mV")), ecg, 1e-6)
    tabs = "\t".join(STANDARD_LEADS)
    same(read_any(with_scale(write_text(tmp_path / "c.tsv", ecg, tabs, "\t"), 500, "mV")), ecg, 1e-6)


@pytest.mark.parametrize(
    "text", ["", "only words\nhere too\n", "1,2,3\n4,5\n", "1,2\n3,x\n", "\0\0\0", "a" * 200_000, "I,II\n", "1\n" * 5]
)
def test_text_that_is_no_ecg(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(RecordError):
        read_any(f"{tmp_path / 'a.csv'}#fs=nan&units=mV")
    if text != "1\n" * 5:
        with pytest.raises(RecordError):
            read_any(f"{tmp_path / 'a.csv'}#fs=100&units=mV")


# ------------------------------------------------------------------ HDF5


def test_hdf5_as_code_15_lays_it_out(tmp_path, ecg):
    path = tmp_path / "exams_part0.hdf5"
    tracings = np.zeros((3, 4096, 12), dtype=np.float32)
    tracings[1, 1048:3048] = ecg.mv.T * 10
    with h5py.File(path, "w") as file:
        file.create_dataset("tracings", data=tracings, compression="gzip", chunks=(1, 4096, 12))
        file.create_dataset("exam_id", data=[11, 22, 33])
    assert list(references_in(path)) == [f"{path}#{i}" for i in range(3)]
    record = read_any(f"{path}#1")
    same(record, replace(ecg, fs=400.0), 1e-6)
    assert record.name == "exams_part0-22"
    assert record.source == path
    same(read_any(f"{path}#1&units=mV"), replace(ecg, fs=400.0, mv=ecg.mv * 10), 1e-5)
    with pytest.raises(RecordError, match="no number 3"):
        read_any(f"{path}#3")


def test_hdf5_in_other_layouts(tmp_path, ecg):
    with h5py.File(tmp_path / "sph.h5", "w") as file:
        file["ecg"] = ecg.mv.astype(np.float16)
    record = read_any(tmp_path / "sph.h5")
    same(record, replace(ecg, mv=ecg.mv.astype(np.float16).astype(np.float32)), 1e-6)
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file["signals"] = ecg.mv.T[None]
    with pytest.raises(UnknownScaleError):
        read_any(tmp_path / "own.h5")
    same(read_any(f"{tmp_path / 'own.h5'}#0&fs=500&units=mV"), ecg, 1e-6)
    with h5py.File(tmp_path / "own.h5", "a") as file:
        file["signals"].attrs["fs"], file["signals"].attrs["units"] = 500, "uV"
    same(read_any(tmp_path / "own.h5"), replace(ecg, mv=ecg.mv / 1000), 1e-6)


def test_hdf5_does_not_reach_out_of_its_file(tmp_path, ecg):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["ecg"] = ecg.mv
    with h5py.File(tmp_path / "link.h5", "w") as file:
        file["ecg"] = h5py.ExternalLink("secret.h5", "ecg")
    with h5py.File(tmp_path / "virtual.h5", "w") as file:
        layout = h5py.VirtualLayout(shape=ecg.mv.shape, dtype="f4")
        layout[:] = h5py.VirtualSource(str(tmp_path / "secret.h5"), "ecg", shape=ecg.mv.shape)
        file.create_virtual_dataset("ecg", layout)
    with h5py.File(tmp_path / "bomb.h5", "w") as file:
        file.create_dataset("ecg", shape=(12, 10**9), dtype="f4", chunks=(12, 10**6), compression="gzip")
    for name in ("link.h5", "virtual.h5", "bomb.h5"):
        with pytest.raises(RecordError):
            read_any(tmp_path / name)


# ------------------------------------------------------------------ HL7 aECG

_AECG = """<?xml version="1.0" encoding="UTF-8"?>
<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <effectiveTime><low value="20240229130507.000"/></effectiveTime>
 <componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject>
  <id root="1.2" extension="A-17"/><subjectDemographicPerson><name>Jane Miller</name>
  <administrativeGenderCode code="F"/><birthTime value="19620301"/></subjectDemographicPerson>
 </trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>
 <component><series><code code="RHYTHM"/><component><sequenceSet>
  <component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="20240229130507"/>
   <increment value="0.002" unit="s"/></value></sequence></component>
  {leads}
 </sequenceSet></component></series></component>
</AnnotatedECG>
"""
_AECG_LEAD = """<component><sequence><code code="MDC_ECG_LEAD_{lead}"/><value xsi:type="SLIST_PQ">
 <origin value="0" unit="uV"/><scale value="2.5" unit="uV"/><digits>{digits}</digits></value></sequence></component>"""


def aecg_text(ecg: Record) -> str:
    leads = [
        _AECG_LEAD.format(lead=lead.upper(), digits=" ".join(str(int(v)) for v in np.rint(row * 400)))
        for lead, row in zip(ecg.lead_names, ecg.mv, strict=True)
    ]
    return _AECG.format(leads="".join(leads))


def test_hl7_aecg(tmp_path, ecg):
    (tmp_path / "a.xml").write_text(aecg_text(ecg))
    record = read_any(tmp_path / "a.xml")
    same(record, ecg, 0.0025)
    assert record.recorded_at == datetime(2024, 2, 29, 13, 5, 7)
    assert record.patient == Patient("Jane Miller", "A-17", 61.0, "female")


def test_a_scale_that_is_given_completes_the_one_in_the_reference():
    assert with_scale("a.csv#fs=500", None, "uV") == Path("a.csv#fs=500&units=uV")
    assert with_scale("a.csv#fs=500&units=mV", 250.0, None) == Path("a.csv#fs=250&units=mV")


def test_a_scale_beyond_all_numbers_makes_gaps_and_no_noise(tmp_path, ecg):
    """Found by fuzzing: a scale of 1e308 warned of an overflow."""
    text = aecg_text(ecg).replace('<scale value="2.5"', '<scale value="1e308"', 1)
    (tmp_path / "a.xml").write_text(text)
    record = read_any(tmp_path / "a.xml")
    assert np.isnan(record.lead("I")[np.abs(ecg.lead("I")) > 0.1]).all()
    assert np.isfinite(record.lead("II")).all()


def test_xml_with_entities_or_of_another_kind_is_refused(tmp_path, ecg):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}">]><AnnotatedECG>&a;</AnnotatedECG>'
    reach = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "{secret}">]><AnnotatedECG>&a;</AnnotatedECG>'
    for text, words in (
        (bomb.format("x" * 1000), "document type"),
        (reach, "document type"),
        ("<svg/>", "no HL7"),
        (
            '<?xml version="1.0"?><!DOCTYPE RestingECG SYSTEM "restecg.dtd"><RestingECG></RestingECG>',
            "of GE MUSE, which",
        ),
        ("<!-- RestingECG --><AnnotatedECG/>", "no signal"),
        ("<AnnotatedECG>", "no XML"),
        ("<AnnotatedECG/>", "no signal"),
        (aecg_text(ecg).replace('value="0.002"', 'value="0"'), "sampling frequency"),
        (aecg_text(ecg).replace("<digits>", "<digits>x "), "numbers"),
    ):
        (tmp_path / "a.xml").write_text(text)
        with pytest.raises(RecordError, match=words):
            read_any(tmp_path / "a.xml")


# ------------------------------------------------------------------ all of them


def test_a_name_that_promises_what_the_content_is_not(tmp_path):
    for name in ("a.dcm", "a.edf", "a.h5"):
        (tmp_path / name).write_bytes(b"something else entirely" * 20)
        with pytest.raises(RecordError, match="not what its name says"):
            read_any(tmp_path / name)
        (tmp_path / name).write_bytes(b"")
        with pytest.raises(RecordError, match=rf"^{name} is empty\.$"):
            read_any(tmp_path / name)
    with pytest.raises(RecordError, match="does not exist"):
        read_any(tmp_path / "absent.dcm")
    with pytest.raises(RecordError, match="folder"):
        read_any(tmp_path)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (MemoryError(), "is too long for the memory of this computer"),
        (PermissionError(13, "Permission denied"), "cannot be read: permission denied"),
        (ValueError("embedded null"), "cannot be read: its name or content is not allowed"),
        (RecursionError(), "cannot be read: its name or content is not allowed"),
        (RecordError("a.edf is refused by its reader."), "refused by its reader"),
    ],
)
def test_whatever_goes_wrong_while_a_file_is_read_is_one_sentence(tmp_path, ecg, monkeypatch, fault, words):
    from ecg_imn_desktop.io import edf

    def fail(_path):
        raise fault

    path = write_edf(tmp_path / "a.edf", ecg.mv[:2], ["I", "II"], [500] * 2, ["mV"] * 2)
    monkeypatch.setattr(edf, "read_edf", fail)
    with pytest.raises(RecordError, match=rf"^a\.edf .*{words}.*\.$|^a\.edf is {words}"):
        read_any(path)


def test_content_decides_where_the_name_says_nothing(tmp_path, ecg):
    write_record(tmp_path / "a.dcm", ecg).rename(tmp_path / "one.bin")
    write_edf(tmp_path / "a.edf", ecg.mv[:2], ["I", "II"], [500] * 2, ["mV"] * 2).rename(tmp_path / "two.bin")
    (tmp_path / "three.bin").write_text("\ufeff" + aecg_text(ecg), encoding="utf-8")
    with h5py.File(tmp_path / "four.bin", "w") as file:
        file["ecg"] = ecg.mv
    for name, n_leads in (("one", 12), ("two", 2), ("three", 12), ("four", 12)):
        assert len(read_any(tmp_path / f"{name}.bin").lead_names) == n_leads


def test_a_text_beside_a_header_belongs_to_the_record(tmp_path, ecg):
    write_record(tmp_path / "a.hea", ecg)
    write_text(tmp_path / "a.txt", ecg)
    assert read_any(tmp_path / "a.txt").source.name == "a.txt"
    same(read_any(tmp_path / "a.txt"), ecg, 0.001)
    (tmp_path / "a.hea").unlink()
    with pytest.raises(UnknownScaleError):
        read_any(tmp_path / "a.txt")


def test_which_files_may_need_a_scale_and_how_many_ecgs_they_hold(tmp_path):
    assert [takes_scale(tmp_path / n) for n in ("a.csv", "a.TXT", "a.h5", "a.h5#3", "a.hea", "a.dcm")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
    (tmp_path / "broken.h5").write_bytes(b"nothing")
    assert list(references_in(tmp_path / "broken.h5")) == [str(tmp_path / "broken.h5")]
    assert list(references_in(tmp_path / "absent.h5")) == [str(tmp_path / "absent.h5")]
    assert list(references_in(tmp_path / "a.hea")) == [str(tmp_path / "a.hea")]


def test_references_are_taken_apart_and_put_together(tmp_path):
    for text in ("/a/b.h5#17", "/a/b.csv#fs=360&units=uV", "/a/b.h5#3&fs=400&units=mV", "/a/b.hea"):
        assert str(parse_reference(text)) == text
    (tmp_path / "odd#1.csv").write_text("")
    assert parse_reference(tmp_path / "odd#1.csv") == Reference(tmp_path / "odd#1.csv")
    for text in ("a.csv#x", "a.csv#fs=0", "a.csv#fs=x", "a.csv#units=kg", "a.csv#"):
        with pytest.raises(RecordError):
            parse_reference(text)


@pytest.mark.parametrize("kind", ["dcm", "edf", "h5", "xml", "csv"])
def test_damaged_files_are_refused_or_read_but_never_crash(tmp_path, ecg, kind):
    """Bytes changed, cut out and doubled: an EcgError or a Record, nothing else, and no file is changed."""
    short = replace(ecg, mv=ecg.mv[:, :300])
    path = tmp_path / f"a.{kind}"
    if kind == "dcm":
        write_record(path, short)
    elif kind == "edf":
        write_edf(path, ecg.mv[:, :500] * 1000, STANDARD_LEADS, [500] * 12, ["uV"] * 12)
    elif kind == "h5":
        with h5py.File(path, "w") as file:
            file.create_dataset("tracings", data=short.mv.T[None], compression="gzip")
    elif kind == "xml":
        path.write_text(aecg_text(short))
    else:
        write_text(path, short, "time (s)," + ",".join(f"{lead} [mV]" for lead in STANDARD_LEADS), with_time=True)
    whole = path.read_bytes()
    chance = random.Random(kind)
    n_refused = 0
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(min(len(data), chance.choice((300, 3000, len(data)))))
            how = chance.random()
            if how < 0.6:
                data[at] = chance.randrange(256)
            elif how < 0.8:
                del data[at : at + chance.randint(1, 400)]
            else:
                data[at:at] = data[at : at + chance.randint(1, 200)]
        path.write_bytes(data)
        before = os.stat(path).st_mtime_ns
        try:
            record = read_any(path)
        except EcgError as error:
            n_refused += 1
            assert "\n" not in error.message  # noqa: PT017
        else:
            assert record.mv.nbytes < 50 * len(whole)
        assert os.stat(path).st_mtime_ns == before
    assert n_refused


def test_a_scale_that_the_file_states_itself_is_not_used_and_that_is_said(tmp_path, ecg):
    for name in ("a.hea", "a.dcm"):
        path = write_record(tmp_path / name, ecg)
        for scale, words in (
            ("fs=250", "The sampling frequency given is not used"),
            ("units=uV", "The units given are not used"),
            ("fs=250&units=uV", "The sampling frequency and the units given are not used"),
        ):
            record = read_any(f"{path}#{scale}")
            same(record, ecg, 0.001)
            assert record.warnings[-1] == f"{words}: the file states its own."
        assert not read_any(path).warnings
    table = write_text(tmp_path / "t.csv", ecg)
    assert not any("not used" in w for w in read_any(f"{table}#fs=500&units=mV").warnings)


def test_while_an_export_is_written_no_file_beside_it_names_it(tmp_path, monkeypatch):
    import wfdb

    seen = []
    write = wfdb.wrsamp

    def look(*args, **kwargs):
        seen.extend(path.name for path in tmp_path.iterdir())
        write(*args, **kwargs)

    monkeypatch.setattr(wfdb, "wrsamp", look)
    write_record(tmp_path / "Jane_Doe.hea", simulate("normal", seed=1).record)
    assert len(seen) == 2
    assert all(name.startswith(".ecg-imn-") and "Jane" not in name for name in seen)


def test_an_export_does_not_overwrite_the_signal_of_another_record(tmp_path):
    """The name of the header was asked about; that of the signal file follows from it."""
    record = simulate("normal", seed=1).record
    (tmp_path / "my_ecg.dat").write_bytes(b"somebody's ECG")
    for name in ("my ecg.hea", "my_ecg.hea"):
        with pytest.raises(ExportError, match=r"my_ecg\.dat exists already and belongs to something else"):
            write_record(tmp_path / name, record)
    assert (tmp_path / "my_ecg.dat").read_bytes() == b"somebody's ECG"
    assert [path.name for path in tmp_path.iterdir()] == ["my_ecg.dat"]
    first = write_record(tmp_path / "other.hea", record)
    write_record(first, simulate("lbbb", seed=1).record)  # an export is replaced by the next
