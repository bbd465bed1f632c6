"""A stored analysis comes back whole, and a hostile one costs nothing."""

import contextlib
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import h5py
import numpy as np
import pytest

from ecg_imn_desktop.core.annotations import Annotations, Note, Span, Statement
from ecg_imn_desktop.core.errors import ExportError, RecordError
from ecg_imn_desktop.core.measurements import LeadMeasurements, Measurements, MedianBeat
from ecg_imn_desktop.core.sizes import size_text
from ecg_imn_desktop.core.stored import StoredAnalysis, StoredWindow, stored_bytes
from ecg_imn_desktop.io import hdf5, hdf5_reader
from ecg_imn_desktop.io.annotations import annotations_from_dict, annotations_to_dict
from ecg_imn_desktop.io.float_rows import signal_in_file
from ecg_imn_desktop.io.hdf5 import is_stored_analysis, read_h5, read_stored, write_h5, write_stored
from ecg_imn_desktop.io.opening import read_any
from ecg_imn_desktop.io.provenance import provenance_of, record_identity, signal_sha256
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.io.seal import seal

from .stored_parts import make_analysis, make_fiducials, make_record


@pytest.fixture
def record():
    return make_record()


@pytest.fixture
def analysis():
    return make_analysis()


@pytest.fixture
def measurements():
    beat = MedianBeat(
        np.random.default_rng(3).normal(size=(2, 400)).astype(np.float32), 500.0, ("I", "II"), 150,
        {"qrs_onset": -42.5}, 9,
    )  # fmt: skip
    return Measurements(
        make_fiducials(), beat, hr_bpm=61.5, qt_ms=401.25, qtc_ms={"Bazett": 405.0}, rhythm="regular",
        leads={"II": LeadMeasurements(st_j_mv=0.125)}, warnings=("no P wave.",),
    )  # fmt: skip


@pytest.fixture
def annotations():
    return Annotations(
        (Note(1.25, "V3", "q wave? \u2013 ü"), Note(3.0, None, "")),
        Statement("Old infarction.", "Dr. Müller", date(2024, 5, 6)),
        (Span("II", 0.5, 1.5, 0.0, 1.25, True, False),),
        {2500: replace(make_fiducials(), edited=frozenset({"t_offset"}))},
    )


@pytest.fixture
def stored(record, analysis, measurements, annotations):
    further = replace(analysis, explanation=replace(analysis.explanation, start_s=12.5, weights=None))
    windows = (StoredWindow(analysis, measurements), StoredWindow(further, None), StoredWindow(None, measurements, 7.5))
    return StoredAnalysis(record, windows, annotations, provenance_of(record, {"layout": "3x4", "gain": 10.0}))


def assert_same_fiducials(got, wanted):
    for name in ("r_peak", "p_onset", "p_offset", "qrs_onset", "qrs_offset", "t_onset", "t_offset"):
        np.testing.assert_array_equal(got.of(name), wanted.of(name))
    assert got.edited == wanted.edited


def test_a_moment_with_a_zone_can_be_compared_with_others(tmp_path, stored):
    moment = datetime(2024, 5, 6, 7, 8, tzinfo=timezone(timedelta(hours=2)))
    write_stored(tmp_path / "a.h5", replace(stored, record=replace(stored.record, recorded_at=moment)))
    assert read_stored(tmp_path / "a.h5").record.recorded_at == datetime(2024, 5, 6, 7, 8)


def test_everything_comes_back(tmp_path, stored, measurements, annotations):
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    assert is_stored_analysis(path)
    got = read_stored(path)
    np.testing.assert_array_equal(got.record.mv, stored.record.mv)
    assert got.provenance == stored.provenance
    assert got.provenance.libraries["numpy"] == np.__version__
    assert [w.analysis is None for w in got.windows] == [False, False, True]
    assert [w.start_s for w in got.windows] == [stored.windows[0].analysis.explanation.start_s, 12.5, 7.5]
    first = got.windows[0]
    wanted = stored.windows[0].analysis
    assert first.analysis.prediction.classes == wanted.prediction.classes
    assert first.analysis.model == wanted.model
    assert first.analysis.model.card == '{"about": {}}'
    np.testing.assert_array_equal(first.analysis.explanation.contribution, wanted.explanation.contribution)
    np.testing.assert_array_equal(first.analysis.explanation.weights, wanted.explanation.weights)
    assert got.windows[1].analysis.explanation.weights is None
    assert got.windows[1].analysis.explanation.start_s == 12.5
    for window in (first, got.windows[2]):
        assert_same_fiducials(window.measurements.fiducials, measurements.fiducials)
        np.testing.assert_array_equal(window.measurements.median_beat.mv, measurements.median_beat.mv)
        plain = replace(window.measurements, fiducials=measurements.fiducials, median_beat=None, leads={})
        assert plain == replace(measurements, median_beat=None, leads={})
        assert window.measurements.leads["II"].st_j_mv == 0.125
        assert np.isnan(window.measurements.leads["II"].r_mv)
        assert window.measurements.median_beat.offset_ms == {"qrs_onset": -42.5}
    assert (got.annotations.notes, got.annotations.statement) == (annotations.notes, annotations.statement)
    assert got.annotations.spans == annotations.spans
    assert_same_fiducials(got.annotations.marks[2500], annotations.marks[2500])


def test_it_opens_as_an_ecg_like_any_other_file(tmp_path, stored):
    """For a comparison, a conversion, a batch: the record in it."""
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    np.testing.assert_array_equal(read_any(path).mv, stored.record.mv)


def test_a_record_without_an_answer_can_be_stored(tmp_path, record, measurements):
    write_h5(tmp_path / "a.h5", record, None, measurements)
    assert read_stored(tmp_path / "a.h5").windows[0].analysis is None
    with pytest.raises(RecordError, match=r"a\.h5 holds no answer"):
        read_h5(tmp_path / "a.h5")


def test_the_provenance_names_the_files_by_their_checksums(tmp_path):
    from ecg_imn_desktop.simulate import simulate
    from ecg_imn_desktop.simulate.examples import write_wfdb

    record = open_record(write_wfdb(replace(simulate("normal", seed=3).record, name="x"), tmp_path))
    provenance = provenance_of(record)
    assert set(provenance.source_files) == {"x.hea", "x.dat"}
    before = provenance.source_files
    (tmp_path / "x.dat").write_bytes((tmp_path / "x.dat").read_bytes()[:-2] + b"\1\2")
    assert provenance_of(record).source_files["x.dat"] != before["x.dat"]
    assert provenance_of(record).signal_sha256 == provenance.signal_sha256


def test_the_signal_has_one_checksum_however_it_is_called(record):
    same = replace(record, name="other", warnings=(), source=None)
    assert signal_sha256(same) == signal_sha256(record)
    mv = np.array(record.mv)
    mv[0, 0] += 1e-6
    assert signal_sha256(replace(record, mv=mv)) != signal_sha256(record)
    assert signal_sha256(replace(record, fs=250.0)) != signal_sha256(record)


def edited(path, change):
    with h5py.File(path, "r+") as file:
        change(file)
    seal(path)  # as a forger would


def _replaced(name, **dataset):
    def change(file):
        del file[name]
        file.create_dataset(name, **dataset)

    return change


def _soft(file):
    file["aside"] = file["record/signal_mv"]
    del file["record/signal_mv"]
    file["record/signal_mv"] = h5py.SoftLink("/aside")


def _soft_group(file):
    file.move("measurements", "aside")
    file["measurements"] = h5py.SoftLink("/aside")


def _many_names_of_one_array(file):
    """Read a thousand times, 24 kB would be 24 MB."""
    others = file["record/other_signals"]
    for i in range(1, 1000):
        others[str(i)] = others["0"]


def _unwritten(file):
    """A shape that takes no room in the file because nothing was written to it."""
    del file["record/signal_mv"]
    file["record"].create_dataset("signal_mv", shape=(12, 400_000_000), dtype="f4")


def _virtual(file):
    del file["record/signal_mv"]
    layout = h5py.VirtualLayout((12, 500), "f4")
    layout[:] = h5py.VirtualSource(".", "record/elsewhere", (12, 500))
    file["record"].create_virtual_dataset("signal_mv", layout)


def _text_by_reference(file):
    del file["record/comments"]
    file["record"].create_dataset("comments", data=["x" * 1000] * 10, dtype=h5py.string_dtype())


def _long_attribute(file):
    del file["record"].attrs["name"]
    file["record"].attrs["name"] = ["a", "b"]


def _nested(file):
    _replaced("annotations", data=np.array([b"[" * 50_000]))(file)


HOSTILE = {
    "a soft link": _soft,
    "a soft link to a group": _soft_group,
    "one array under many names": _many_names_of_one_array,
    "a shape larger than the file": _unwritten,
    "a virtual dataset": _virtual,
    "text of variable length": _text_by_reference,
    "a list where one value belongs": _long_attribute,
    "deeply nested JSON": _nested,
    "an attribute of variable length": lambda f: f["record"].attrs.__setitem__("name", "r"),
    "JSON that is no object": _replaced("provenance", data=np.array([b"3"])),
    "an answer that is no number": lambda f: f["analysis/probability"].__setitem__(0, np.nan),
    "contributions that are no numbers": lambda f: f["analysis/contribution"].__setitem__((0, 0, 0), np.nan),
    "endless contributions": lambda f: f["analysis/contribution"].__setitem__((0, 0, slice(0, 2)), [np.inf, -np.inf]),
    "weights of another shape": _replaced("analysis/weights", data=np.zeros((1, 1, 1), "f4")),
    "a class twice": _replaced("analysis/class_names", data=np.array([b"NORM", b"MI", b"MI"])),
    "a parent that is no class": _replaced("analysis/class_parents", data=np.array([b"", b"", b"XX"])),
    "R peaks out of order": lambda f: f["measurements/r_peak_s"].__setitem__(slice(None), [1.5, 0.5]),
    "marks of nothing known": _replaced("measurements/edited", data=np.array([b"u_onset"])),
    "text that is no UTF-8": _replaced("analysis/class_names", data=np.array([b"NORM", b"MI", b"\xff\xfe"])),
    "an endless rate": lambda f: f["analysis"].attrs.__setitem__("fs_hz", np.inf),
    "a group instead of an array": lambda f: (f.__delitem__("record/signal_mv"), f["record"].create_group("signal_mv")),
    "a start that is no number": lambda f: f["analysis"].attrs.__setitem__("start_s", np.nan),
    "an R peak behind the median beat": lambda f: f["measurements/median_beat"].attrs.__setitem__("r_index", 10**6),
    "an R peak before it": lambda f: f["measurements/median_beat"].attrs.__setitem__("r_index", -1),
    "a median beat of more leads": _replaced("measurements/median_beat_leads", data=np.array([b"I"] * 13)),
    "a median beat without a rate": lambda f: f["measurements/median_beat"].attrs.__setitem__("fs_hz", 0.0),
    "a wave that nobody knows": _replaced("measurements/median_beat_offsets", data=np.array([b'{"u_onset": 1}'])),
    "a wave at no time": _replaced("measurements/median_beat_offsets", data=np.array([b'{"t_onset": NaN}'])),
    "an array instead of a group": _replaced("further", data=[1.0]),
    "a note of the wrong kind": _replaced("annotations", data=np.array([b'{"notes": 1}'])),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(tmp_path, stored, what):
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    edited(path, HOSTILE[what])
    with pytest.raises(RecordError, match=r"^a\.h5 is damaged.*\.$"):
        read_stored(path)


def test_damage_is_refused_before_the_hdf5_library_sees_it(tmp_path, stored, monkeypatch):
    """It would run in circles on some of such files, or end the process."""
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    whole = path.read_bytes()
    monkeypatch.setattr(h5py, "File", lambda *a, **k: pytest.fail("the library was asked"))
    rng = np.random.default_rng(11)
    for i in range(60):
        data = bytearray(whole)
        place = rng.integers(48, 4096) if i % 2 else rng.integers(48, len(data))
        data[place] ^= 1 << rng.integers(8)
        path.write_bytes(data if i % 3 else data[:place])
        with pytest.raises(RecordError, match=r"^a\.h5 is damaged or was changed: its checksum does not fit\.$"):
            read_stored(path)


def test_other_files_are_no_stored_analyses(tmp_path, stored):
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = [1.0]
    (tmp_path / "text.h5").write_text("hello")
    write_stored(tmp_path / "a.h5", stored)
    (tmp_path / "a.h5").rename(tmp_path / "a.dat")
    assert not any(is_stored_analysis(tmp_path / name) for name in ("other.h5", "text.h5", "a.dat", "none.h5"))
    with pytest.raises(RecordError, match=r"other\.h5 is not an ECG-IMN analysis"):
        read_stored(tmp_path / "other.h5")


def test_a_stored_analysis_is_not_written_over_the_record(tmp_path, stored):
    write_stored(tmp_path / "a.h5", stored)
    opened = read_stored(tmp_path / "a.h5")
    with pytest.raises(ExportError, match="belongs to the record"):
        write_stored(tmp_path / "a.h5", opened)


@pytest.mark.parametrize(
    "change",
    [
        {"notes": [{"time_s": float("nan"), "lead": None, "text": ""}]},
        {"notes": [{"time_s": True, "lead": None, "text": ""}]},
        {"notes": [{"time_s": 1, "lead": None, "text": "x" * 20_001}]},
        {"notes": [{"time_s": 1, "lead": 3, "text": ""}]},
        {"statement": {"text": "", "reviewed_by": "", "reviewed_on": "yesterday"}},
        {"moved_fiducials": [{"window_start_ms": 0}]},
        {"calipers": {"lead": "I"}},
    ],
)
def test_annotations_that_make_no_sense_are_refused(annotations, change):
    with pytest.raises((ValueError, TypeError, KeyError)):
        annotations_from_dict({**annotations_to_dict(annotations), **change})


def test_a_long_record_that_stays_in_its_file_is_stored_bit_by_bit(tmp_path, record, analysis):
    from ecg_imn_desktop.core.signal import StoredSignal

    mv = np.random.default_rng(5).normal(size=(12, 600_000)).astype(np.float32)
    signal = StoredSignal(lambda rows, first, last: mv[list(rows), first:last], range(12), 600_000)
    in_file, in_memory = (replace(record, mv=m, other_signals=(), source=None) for m in (signal, mv))
    assert signal_sha256(in_file) == signal_sha256(in_memory)
    assert record_identity(in_file) == record_identity(in_memory)
    write_h5(tmp_path / "a.h5", in_file, analysis)
    np.testing.assert_array_equal(read_stored(tmp_path / "a.h5").record.mv, mv)


def test_how_large_a_file_will_be_is_known_before(tmp_path, record, analysis):
    long = replace(record, mv=np.zeros((12, 600_000), np.float32))
    known = stored_bytes(long, (StoredWindow(analysis, None), StoredWindow(None, None)))
    path = tmp_path / "a.h5"
    write_h5(path, long, analysis)
    assert known == pytest.approx(path.stat().st_size, rel=0.01)


def test_what_has_no_room_on_the_disk_is_refused_before_anything_is_written(tmp_path, stored, monkeypatch):
    path = tmp_path / "a.h5"
    path.write_text("what was there before")
    needed = stored_bytes(stored.record, stored.windows)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**9, 10**9, needed - 1))
    monkeypatch.setattr(h5py, "File", None)
    with pytest.raises(ExportError) as refused:
        write_stored(path, stored)
    assert refused.value.message == (
        f"a.h5 could not be written: it would be about {size_text(needed)}, and only {size_text(needed - 1)} are free "
        "on that disk."
    )
    assert path.read_text() == "what was there before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("total", [10**9, 0])
def test_a_disk_with_room_or_one_that_tells_nothing_is_written_to(tmp_path, stored, monkeypatch, total):
    free = stored_bytes(stored.record, stored.windows) if total else 0
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(total, total, free))
    write_stored(tmp_path / "a.h5", stored)
    assert is_stored_analysis(tmp_path / "a.h5")


@pytest.mark.parametrize("place", [0, 100, 29_999, 59_999, 119_999])
def test_the_identity_is_that_of_the_signal_at_its_ends(record, place):
    mv = np.zeros((12, 120_000), np.float32)
    long = replace(record, mv=mv, other_signals=())
    changed = np.array(mv)
    changed[3, place] = 1.0
    is_seen = place < 30_000 or place >= 90_000
    assert (record_identity(replace(long, mv=changed)) != record_identity(long)) == is_seen
    assert record_identity(replace(long, name="x", source=None)) == record_identity(long)
    assert record_identity(replace(long, mv=mv[:, :-1])) != record_identity(long)


def test_no_length_that_a_file_claims_is_believed(tmp_path, stored):
    """Lengths in the file set to the largest there are: nothing of the kind is allocated."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    whole = path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for place in range(0, 12_000, 61):
        data = bytearray(whole)
        data[place : place + 4] = b"\xff\xff\xff\x7f"
        path.write_bytes(data)
        with contextlib.suppress(RecordError):
            read_stored(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


def test_the_signal_of_a_long_record_stays_in_the_file(stored, tmp_path, monkeypatch, caplog):
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    whole = read_stored(path).record
    monkeypatch.setattr(hdf5_reader, "MIN_STORED_BYTES", 1)
    record = read_stored(path).record
    assert record.is_stored
    assert not whole.is_stored
    np.testing.assert_array_equal(np.asarray(record.mv), whole.mv)
    np.testing.assert_array_equal(record.mv[[1, 0], 7:31], whole.mv[[1, 0], 7:31])
    np.testing.assert_array_equal(record.lead("II")[5:9], whole.lead("II")[5:9])
    assert record_identity(record) == record_identity(whole)
    assert signal_sha256(record) == signal_sha256(whole)
    again = tmp_path / "b.h5"
    write_stored(again, replace(stored, record=record))
    np.testing.assert_array_equal(np.asarray(read_stored(again).record.mv), whole.mv)
    # Replaced behind our back: a gap, not samples of another file.
    again.write_bytes(again.read_bytes() + b"x")
    again.replace(path)
    assert np.isnan(record.mv[:, 7:31]).all()
    assert "cannot be read any more" in caplog.text


def test_a_signal_beyond_the_end_of_its_file_is_refused(stored, tmp_path):
    path = tmp_path / "a.h5"
    write_stored(path, stored)
    with pytest.raises(ValueError, match="beyond the end"):
        signal_in_file(path, path.stat().st_size - 4, (1, 2))


@pytest.mark.parametrize(
    ("said", "reason"),
    [("Can't write data (No space left on device)", "the disk is full"), ("Can't write data", "the system refused")],
)
def test_what_the_library_cannot_write_leaves_what_was_there(tmp_path, stored, monkeypatch, said, reason):
    path = tmp_path / "a.h5"
    path.write_bytes(b"before")

    def fail(_path):
        raise RuntimeError(said)

    monkeypatch.setattr(hdf5, "seal", fail)
    with pytest.raises(ExportError, match=rf"^a\.h5 could not be written: {reason}\.$"):
        write_stored(path, stored)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
