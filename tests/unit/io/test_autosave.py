"""Annotations survive: a kill at any moment, damage, a read-only folder; and never touch the record."""

import hashlib
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from ecg_imn_desktop.core.annotations import Annotations, Note, Span, Statement
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.io import autosave
from ecg_imn_desktop.io.autosave import load_annotations, places_of, save_annotations, user_annotations_folder
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.examples import write_wfdb

SOME = Annotations((Note(1.0, "V1", "rsR"),), Statement("Block.", "Dr X"))


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def record(tmp_path):
    folder = tmp_path / "ecgs"
    folder.mkdir()
    return open_record(write_wfdb(replace(simulate("normal", seed=2).record, name="r"), folder))


def test_what_was_saved_is_found_again_wherever_the_record_lies(record, tmp_path):
    path = save_annotations(places_of(record), SOME)
    assert path.parent == user_annotations_folder()
    assert record.name not in path.name
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for file in record.source.parent.iterdir():
        file.rename(moved / file.name)
    again = open_record(moved / "r.hea")
    assert load_annotations(places_of(again)).annotations == SOME
    other = open_record(write_wfdb(replace(simulate("normal", seed=3).record, name="r"), tmp_path))
    assert load_annotations(places_of(other)).annotations is None
    assert load_annotations(places_of(record, "stored-at-noon")).annotations is None


@pytest.mark.skipif(os.name != "posix", reason="permissions of files")
def test_only_the_user_can_read_them(record):
    path = save_annotations(places_of(record), SOME)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_beside_the_record_they_touch_none_of_its_files(record):
    folder = record.source.parent
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    path = save_annotations(places_of(record), SOME, is_beside=True)
    assert path == folder / "r.hea.ecg-imn.json"
    assert load_annotations(places_of(record), is_beside=True).annotations == SOME
    assert load_annotations(places_of(record), is_beside=False).annotations == SOME  # the only ones there are
    path.unlink()
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


@pytest.mark.parametrize("value", [10**400, float("nan"), True, "1", None, [1]])
def test_times_that_are_no_numbers_set_the_file_aside(record, value):
    """Found by fuzzing: an integer of 400 digits was an unexpected error at every opening of the record."""
    path = save_annotations(places_of(record), SOME)
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["annotations"]["notes"][0]["time_s"] = value
    path.write_text(json.dumps(stored), encoding="utf-8")
    loaded = load_annotations(places_of(record))
    assert loaded.annotations is None
    assert "set aside" in loaded.complaint
    assert not path.exists()
    assert list(path.parent.glob(f"{path.name}.unread-*"))


def test_the_chosen_place_goes_first(record):
    save_annotations(places_of(record), SOME, is_beside=True)
    other = Annotations((Note(2.0, None, "later"),))
    save_annotations(places_of(record), other)
    assert load_annotations(places_of(record), is_beside=True).annotations == SOME
    assert load_annotations(places_of(record)).annotations == other


def test_a_folder_that_takes_no_file_sends_them_to_the_users(record, monkeypatch):
    places = places_of(record)
    blocked = replace(places, source=record.source.parent / "gone" / "r.hea")
    assert save_annotations(blocked, SOME, is_beside=True) == places.user
    assert load_annotations(blocked, is_beside=True).annotations == SOME


def test_what_a_folder_does_not_take_any_more_is_found_again(record, monkeypatch):
    """Somebody's annotations lie beside the record, on a share that cannot be written to."""
    places, mine = places_of(record), Annotations((Note(2.0, None, "mine"),))
    save_annotations(places, SOME, is_beside=True)
    time.sleep(0.005)  # moments are kept in milliseconds
    write = autosave._write

    def refuse(path, values):
        if path == places.beside:
            raise ExportError("r.hea.ecg-imn.json could not be written: the folder is read-only.")
        write(path, values)

    with monkeypatch.context() as patch:
        patch.setattr(autosave, "_write", refuse)
        assert save_annotations(places, mine, is_beside=True) == places.user
    assert load_annotations(places, is_beside=True).annotations == mine
    time.sleep(0.005)
    save_annotations(places, SOME, is_beside=True)  # the share takes it again
    assert load_annotations(places, is_beside=True).annotations == SOME


def test_where_nothing_can_be_written_it_is_said(record, tmp_path):
    (tmp_path / "home").write_text("a file where a folder should be")
    with pytest.raises(ExportError, match="annotations could not be saved"):
        save_annotations(places_of(record), SOME)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"format": "ecg-imn-annotations"}', b"\xff\xfe", b"[" * 100_000, b'{"format": 1}'],
)
def test_what_cannot_be_read_is_set_aside_and_not_overwritten(record, content):
    places = places_of(record)
    save_annotations(places, SOME)
    places.user.write_bytes(content)
    loaded = load_annotations(places)
    assert loaded.annotations is None
    assert "set aside" in loaded.complaint
    save_annotations(places, Annotations())
    kept = [p for p in places.user.parent.iterdir() if ".unread-" in p.name]
    assert [p.read_bytes() for p in kept] == [content]


def test_annotations_of_another_record_are_not_taken(record):
    places = places_of(record)
    save_annotations(places, SOME)
    values = json.loads(places.user.read_text())
    values["record_identity"] = "0" * 64
    places.user.write_text(json.dumps(values))
    assert load_annotations(places).annotations is None


WRITER = """
import sys
from ecg_imn_desktop.core.annotations import Annotations, Note
from ecg_imn_desktop.io.autosave import places_of, save_annotations
from ecg_imn_desktop.io.records import open_record
record = open_record(sys.argv[1])
places = places_of(record)
print("ready", flush=True)
for n in range(1, 100000):
    save_annotations(places, Annotations(tuple(Note(i, "II", "x" * 500) for i in range(n % 40 + 1)) +
                                                 (Note(n, None, str(n)),)), sys.argv[2] == "beside")
    print(n, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize("place", ["user", "beside"])
def test_a_kill_at_any_moment_loses_nothing_that_was_saved(record, place):
    folder = record.source.parent
    originals = {p: hashlib.sha256(p.read_bytes()).digest() for p in folder.iterdir()}
    rng = random.Random(4)
    last = 0
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(record.source), place], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "ready\n"
        process.stdout.readline()  # at least one state is saved
        time.sleep(rng.uniform(0.0, 0.06))
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        acknowledged = max([1, *map(int, said)])
        loaded = load_annotations(places_of(record), is_beside=place == "beside")
        assert loaded.complaint == ""
        saved = int(loaded.annotations.notes[-1].text)
        assert saved >= acknowledged  # whole, and not older than what was said to be saved
        assert len(loaded.annotations.notes) == saved % 40 + 2
        last = max(last, saved)
    assert last >= 2
    assert {p: hashlib.sha256(p.read_bytes()).digest() for p in originals} == originals


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(schema_version=2),
        lambda v: v.update(format="another"),
        lambda v: v["annotations"].update(notes=v["annotations"]["notes"] * 10_001),
        lambda v: v["annotations"].update(notes={}),
        lambda v: v["annotations"]["notes"][0].update(text="x" * 20_001),
        lambda v: v["annotations"]["notes"][0].update(text=7),
        lambda v: v["annotations"]["calipers"][0].update(has_mv=1),
        lambda v: v["annotations"]["calipers"][0].update(has_time="yes"),
    ],
)
def test_what_this_version_did_not_write_is_set_aside(record, change):
    places = places_of(record)
    span = Span("V1", 1.0, 1.5, -0.2, 0.4, has_time=True, has_mv=False)
    save_annotations(places, replace(SOME, spans=(span,)))
    assert load_annotations(places).annotations.spans == (span,)
    values = json.loads(places.user.read_text(encoding="utf-8"))
    change(values)
    places.user.write_text(json.dumps(values), encoding="utf-8")
    loaded = load_annotations(places)
    assert loaded.annotations is None
    assert "set aside" in loaded.complaint


def test_as_many_notes_as_anybody_types_and_as_long_come_back(record):
    many = Annotations((*(Note(i / 100, None, "x") for i in range(9_999)), Note(0.0, None, "y" * 20_000)))
    save_annotations(places_of(record), many)
    assert load_annotations(places_of(record)).annotations == many


def test_more_than_anybody_types_is_not_even_read(record, monkeypatch):
    places = places_of(record)
    save_annotations(places, SOME)
    monkeypatch.setattr(autosave, "_MAX_BYTES", places.user.stat().st_size)
    assert load_annotations(places).annotations == SOME
    monkeypatch.setattr(autosave, "_MAX_BYTES", places.user.stat().st_size - 1)
    assert "set aside" in load_annotations(places).complaint


def test_what_cannot_be_set_aside_stays_and_is_said(record, monkeypatch):
    places = places_of(record)
    save_annotations(places, SOME)
    places.user.write_bytes(b"{")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(autosave.Path, "replace", refuse)
    loaded = load_annotations(places)
    assert loaded.annotations is None
    assert loaded.complaint == "The saved annotations of this record could not be read."
    assert places.user.read_bytes() == b"{"
